"""Finds the published figures back: asks for each of them the table of our own in which it should stand.

Only for the example region, which was made towards these figures; on other data there is nothing to recognise. Nothing here
computes a figure: it reads cells of the tables of `workbook`, as the report shows them.
"""

import operator
import re
from collections.abc import Callable
from typing import Any, Final

import polars as pl

from jeugdlib import settings, workbook
from jeugdlib.errors import WrongUse
from jeugdlib.example import published

ALLE, KERN = "alle", "kern"
_FOUND = {"nummer": pl.Int64, "getal": pl.Float64, "tekst": pl.String}
_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {">=": operator.ge, "<=": operator.le, "!=": operator.ne, "=": operator.eq}
_WORDS: Final = {"/", "op", "hoogste", "laagste", "spreiding", "aantal", "meeste", "volgorde"}
_AGAINST: Final = " tegen "  # of two cells: is the first one higher or lower than the second?


def recognisable(werk: workbook.Werk) -> bool:
    """Return whether the published figures are about these data: those of the example, of the region as a whole."""
    return werk.voorbeeld and werk.gemeente.code == settings.REGION


def gepubliceerd(werk: workbook.Werk) -> pl.DataFrame:
    """Return the published figures with a `nummer`; none where they are not about these data."""
    figures = published.published().with_row_index("nummer").with_columns(pl.col("nummer").cast(pl.Int64))
    return figures if recognisable(werk) else figures.clear()


def gevonden(figures: pl.DataFrame, werk: workbook.Werk) -> pl.DataFrame:
    """Look each figure up in our own tables, with the window and the gemeenten of the report.

    Small counts are not hidden, for whom they count is invented.

    Args:
        figures: output of `gepubliceerd`.
        werk: the run; of its choices only the dataset counts.

    Returns:
        `nummer`, `getal`, `tekst`: one of both, or neither where no table of this name is there; in the order of `figures`.
    """
    if figures.is_empty() or not recognisable(werk):
        return pl.DataFrame(schema=_FOUND)
    chosen = {"data": werk.keuze.data, "onderdrukken": False}
    areas = {
        ALLE: workbook.load(settings.from_parameters(**chosen)),
        KERN: workbook.load(settings.from_parameters(**chosen, gemeenten_uitgesloten=published.left_out())),
    }
    tables: dict[tuple[str, str], pl.DataFrame | None] = {}
    rows = []
    for row in figures.sort("nummer").iter_rows(named=True):
        place = (row["tabel"], row["gebied"])
        if place not in tables:
            tables[place] = _table(areas[row["gebied"]], row["tabel"])
        frame = tables[place]
        value = None if frame is None else look_up(frame, row["waar"], row["uit"])
        if isinstance(value, str):
            rows.append((row["nummer"], None, value))
        else:
            rows.append((row["nummer"], value / 100 if value is not None and row["soort"] == "euro" else value, None))
    return pl.DataFrame(rows, schema=_FOUND, orient="row")


def _table(werk: workbook.Werk, name: str) -> pl.DataFrame | None:
    if name == "producten":
        return werk.producten
    return workbook.TABLES[name](werk).frame if name in workbook.TABLES else None


def look_up(frame: pl.DataFrame, waar: str, uit: str) -> float | str | None:
    """Read one value from a table.

    Args:
        frame: any table.
        waar: conditions on its rows joined by ` & `: `jaar=2024`, `maand>=2023-01-01`, `zwaarte leeg`, `zwaarte gevuld`; empty is
            all. Two sets of them with ` tegen ` between ask which of both values is the larger: "hoger", "lager" or "gelijk".
        uit: a column (the sum of its rows), `a / b` (the sums divided), `hoogste a`, `laagste a`, `spreiding a`, `aantal a` (different
            values), `meeste a op b` (a where b is largest) or `volgorde a op b` (values of a, the largest sum of b first).

    Returns:
        The value; None where no row meets the conditions.

    Raises:
        WrongUse: a condition that can't be read, or an unknown column.
    """
    if _AGAINST in waar:
        first, second = (look_up(frame, part, uit) for part in waar.split(_AGAINST))
        if not isinstance(first, float) or not isinstance(second, float):
            return None
        return "hoger" if first > second else "lager" if first < second else "gelijk"
    rows = frame.filter([_condition(frame, text) for text in waar.split(" & ")]) if waar else frame
    return None if rows.is_empty() else _value(rows, uit)


def _condition(frame: pl.DataFrame, text: str) -> pl.Expr:
    empty = re.fullmatch(r"(\w+) (leeg|gevuld)", text)
    if empty:
        _known(frame, empty[1])
        return pl.col(empty[1]).is_null() if empty[2] == "leeg" else pl.col(empty[1]).is_not_null()
    compared = re.fullmatch(r"(\w+)(>=|<=|!=|=)(.+)", text)
    if compared is None:
        raise WrongUse(f"De voorwaarde '{text}' is niet te lezen. Schrijf bijvoorbeeld jaar=2024 of zwaarte leeg.")
    name, how, value = compared.groups()
    kind = _known(frame, name)
    wanted = pl.lit(value).str.to_date() if kind == pl.Date else pl.lit(value).cast(kind)
    return _COMPARE[how](pl.col(name), wanted)


def _known(frame: pl.DataFrame, name: str) -> pl.DataType:
    if name not in frame.columns:
        raise WrongUse(f"De tabel heeft geen kolom '{name}'. Er is: {', '.join(frame.columns)}.")
    return frame.schema[name]


def _value(rows: pl.DataFrame, uit: str) -> float | str | None:
    words = uit.split()
    for name in words:
        if name not in _WORDS:
            _known(rows, name)
    match words:
        case [part, "/", whole]:
            return float(rows[part].sum()) / float(rows[whole].sum())
        case ["hoogste" | "laagste" | "spreiding" as kind, name]:
            values = sorted(float(value) for value in rows[name].drop_nulls())
            return {"hoogste": values[-1], "laagste": values[0], "spreiding": values[-1] - values[0]}[kind] if values else None
        case ["aantal", name]:
            return float(rows[name].n_unique())
        case ["meeste", name, "op", weight]:
            (best,) = rows.sort([weight, name], descending=[True, False])[name].head(1)
            return best if isinstance(best, str) else float(best)
        case ["volgorde", name, "op", weight]:
            sums = rows.group_by(name).agg(pl.col(weight).sum()).sort([weight, name], descending=[True, False])
            return " > ".join(sums[name].to_list())
        case [name] if rows.schema[name] == pl.String:
            return " en ".join(rows[name].unique().sort().to_list())
        case [name]:
            return float(rows[name].sum())
    raise WrongUse(f"'{uit}' is niet te lezen als een cijfer uit een tabel.")
