"""Distribution: the share of paths per class of hours or per month, with the norms as labelled lines.

The classes keep their order; a norm stands where it falls inside its class.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import layered, message
from jeugdlib.charts.rows import few, one_group
from jeugdlib.disclosure import FLAG
from jeugdlib.errors import WrongUse

# The classes of hours of definitions H, by their lower bounds.
ONDERGRENZEN: Final = (0, 10, 20, 30, 40, 50, 75, 100, 200, 300, 400, 500, 750, 1000, 1500, 2000)

_WIDTH, _HEIGHT = style.WIDTH - 70, 280  # px of the plot, without its axes
_LABEL, _AIR = 18, 0.06  # px per line of norm labels; room between bars as share of a class
_WIDE_ENOUGH = 40  # px: a bar as wide as this has room for its share in words


@dataclass(frozen=True)
class Norm:
    """A line across a distribution: at `waarde` (hours or months), with its words; a known `zwaarte` gives it that colour."""

    waarde: float
    label: str
    zwaarte: str | None = None


def norms_in_hours(normen: pl.DataFrame, productgroep: str) -> list[Norm]:
    """Turn the norm volumes (productgroep, zwaarte, normvolume_uren) of one productgroep into lines to draw."""
    chosen = normen.filter(pl.col("productgroep") == productgroep).sort("normvolume_uren", "zwaarte")
    return [
        Norm(row["normvolume_uren"], f"norm {row['zwaarte']} {words.number(row['normvolume_uren'])} uur", row["zwaarte"])
        for row in chosen.iter_rows(named=True)
    ]


def volumes(
    disclosed: object, *, normen: Sequence[Norm] = (), productgroep: str | None = None, grenzen: Sequence[int] = ONDERGRENZEN
) -> alt.LayerChart:
    """Draw a table `volumes` (klasse, ondergrens, aantal, aandeel): the share of paths per class of hours.

    Every class has its place, also one that does not occur, so that gemeenten can be laid side by side.

    Args:
        disclosed: the table; a hidden class has a null `aandeel`.
        normen: lines to draw.
        productgroep: draw this productgroep only.
        grenzen: the lower bounds of all classes, in hours.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen, or a class that is none.
    """
    frame = one_group(disclosed, "volumes", ["klasse", "ondergrens", "aantal", "aandeel"], productgroep).sort("ondergrens")
    if frame.is_empty():
        return message("Er zijn geen paden met uren om te tekenen.")
    if strange := sorted(set(frame["ondergrens"]) - set(grenzen)):
        raise WrongUse(
            f"De tabel heeft een klasse vanaf {strange[0]} uur. De figuur kent alleen {words.listing([str(low) for low in grenzen])}."
        )
    placed = frame.with_columns(plaats=pl.col("ondergrens").replace_strict({low: float(i) for i, low in enumerate(grenzen)}))
    names = [f"{low}-{high}" for low, high in pairwise(grenzen)] + [f"{grenzen[-1]} en meer"]
    labels = f"{[_wrapped(name) for name in names]}[floor(datum.value)]"
    axis = alt.Axis(values=[i + 0.5 for i in range(len(names))], labelExpr=labels, labelOverlap=False, ticks=False, grid=False)
    lines = [(_inside(norm.waarde, [*grenzen, None]), norm) for norm in normen]
    return _draw(placed, axis, "Uren zorg in het hele pad (let op: de klassen worden breder)", len(names), lines, few(disclosed))


def months(disclosed: object, *, normen: Sequence[Norm] = (), productgroep: str | None = None) -> alt.LayerChart:
    """Draw a table `doorlooptijd` (maanden, aantal, aandeel): the share of completed paths per length in months.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = one_group(disclosed, "doorlooptijd", ["maanden", "aantal", "aandeel"], productgroep).sort("maanden")
    if frame.is_empty():
        return message("Er zijn geen afgeronde paden om te tekenen.")
    # A path of m months ended in the m-th month, so its bar ends at m: a norm of 12 falls between bar 12 and bar 13.
    placed = frame.with_columns(plaats=pl.col("maanden") - 1.0)
    last = max([*frame["maanden"].to_list(), *(int(norm.waarde) + 1 for norm in normen)])
    step = 1 if last <= 48 else 6
    values = [i + 0.5 for i in range(last) if (i + 1) % step == 0]
    axis = alt.Axis(values=values, labelExpr="floor(datum.value) + 1", labelOverlap=False, ticks=False, grid=False)
    return _draw(placed, axis, "Doorlooptijd van het pad in maanden", last, [(norm.waarde, norm) for norm in normen], few(disclosed))


def _in_words(name: str | int) -> str:
    """Write the numbers in a class the Dutch way."""
    return re.sub(r"\d+", lambda found: words.number(int(found.group())), str(name))


def _wrapped(name: str) -> list[str]:
    """Write a class on two lines where it is long: `1000-1500` is `1.000-` and `1.500`, `2000 en meer` is `2.000` and `en meer`."""
    dutch = _in_words(name)
    return [dutch] if len(dutch) <= 6 else re.split(r"(?<=-)|(?<=\d) ", dutch, maxsplit=1)


def _inside(value: float, bounds: list[Any]) -> float:
    """Return where a value stands on the row of classes: 45 in class 40-50, the fifth, is 4.5."""
    place = sum(bound is not None and bound <= value for bound in bounds) - 1
    low, high = bounds[place], bounds[place + 1]
    return place + (0.5 if high is None else (value - low) / (high - low))


def _draw(
    placed: pl.DataFrame, axis: alt.Axis, title: str, last: int, normen: list[tuple[float, Norm]], hidden_word: str
) -> alt.LayerChart:
    name = "klasse" if "klasse" in placed.columns else "maanden"
    hidden = pl.col(FLAG) & pl.col("aandeel").is_null()
    bars = placed.with_columns(x=pl.col("plaats") + _AIR, x2=pl.col("plaats") + 1 - _AIR, midden=pl.col("plaats") + 0.5)
    wide = _WIDTH / last >= _WIDE_ENOUGH
    if not wide and not bars.filter(hidden).is_empty():
        title += f" (open blokje: {hidden_word} paden, niet getoond)"
    x = alt.X("x:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, last], nice=False))
    percents = alt.Axis(format=".0%", tickCount=5, domain=False, ticks=False)
    y = alt.Y("aandeel:Q", title="Aandeel van de paden", axis=percents, scale=alt.Scale(zero=True))
    solid = bars.filter(~hidden)
    layers: list[Any] = []
    if not solid.is_empty():
        columns = alt.Chart(solid.select(name, "aandeel", "x", "x2")).mark_rect(fill=style.BAR)
        layers.append(columns.encode(x=x, x2="x2:Q", y=y, y2=alt.datum(0)))
    layers += _open_markers(bars.filter(hidden).select("x", "x2", "midden"), x, hidden_word, wide=wide)
    for line, (place, norm) in enumerate(normen):
        layers += _norm(place, last, norm, x, -10 - _LABEL * (len(normen) - 1 - line))
    if wide and not solid.is_empty():
        shares = alt.Chart(solid.filter(pl.col("aandeel") > 0).select("aandeel", x="midden")).encode(
            x=x, y=y, text=alt.Text("aandeel:Q", format=".1%")
        )
        # A white edge keeps the figures readable where a norm crosses them.
        layers += [
            shares.mark_text(dy=-9, fontSize=style.SMALL, stroke=style.PAPER, strokeWidth=4, strokeJoin="round"),
            shares.mark_text(dy=-9, fontSize=style.SMALL),
        ]
    layers.append(_pointed_at(placed, name, x, hidden_word))
    return layered(layers, width=_WIDTH, height=_HEIGHT)


def _pointed_at(placed: pl.DataFrame, name: str, x: alt.X, hidden_word: str) -> alt.Chart:
    """Let a class or month say its numbers, wherever in its column."""
    said = placed.select(
        tips.written(placed, name, _in_words, hidden_word).alias("zeg"),
        tips.written(placed, "aantal", words.number, hidden_word).alias("zeg_aantal"),
        tips.written(placed, "aandeel", words.share, hidden_word).alias("zeg_aandeel"),
        x="plaats",
        x2=pl.col("plaats") + 1,
    )
    column = alt.Chart(said).mark_rect(**tips.SEE_THROUGH).encode(x=x, x2="x2:Q", y=alt.value(0), y2=alt.value(_HEIGHT))
    head = "Uren" if name == "klasse" else "Maanden"
    return tips.at_pointer(column, {"zeg": head, "zeg_aantal": "Aantal paden", "zeg_aandeel": "Aandeel"})


def _open_markers(hidden: pl.DataFrame, x: alt.X, hidden_word: str, *, wide: bool) -> list[Any]:
    """Draw an open block of a fixed height where a small count is not shown; the title of the axis explains narrow ones."""
    if hidden.is_empty():
        return []
    block = alt.Chart(hidden.select("x", "x2")).mark_rect(fill=style.PAPER, stroke=style.INK, strokeDash=[3, 2])
    open_ = block.encode(x=x, x2="x2:Q", y=alt.value(_HEIGHT - 10), y2=alt.value(_HEIGHT))
    if wide:
        each = alt.Chart(hidden.select(x="midden")).mark_text(fontSize=style.SMALL)
        return [open_, each.encode(x=x, y=alt.value(_HEIGHT - 18), text=alt.value(hidden_word))]
    return [open_]


def _norm(place: float, last: int, norm: Norm, x: alt.X, top: int) -> list[Any]:
    """Draw a norm as a dashed line that reaches to its words above the plot; white beside it parts it from a dark bar."""
    at = alt.Chart(pl.DataFrame({"x": [place], "label": [norm.label]}))
    tint = style.ZWAARTE.get((norm.zwaarte or "").capitalize())
    side = style.beside(place, last, 20 if tint else 6)
    reach = {"x": x, "y": alt.value(top - 6), "y2": alt.value(_HEIGHT)}
    layers: list[Any] = [
        at.mark_rule(stroke=style.PAPER, strokeWidth=4).encode(**reach),
        at.mark_rule(stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]).encode(**reach),
        at.mark_text(**side, fontSize=style.SMALL).encode(x=x, y=alt.value(top), text="label:N"),
    ]
    if tint:
        chip = at.mark_point(shape="square", size=90, filled=True, fill=tint.fill, stroke=style.INK, strokeWidth=0.8, opacity=1)
        layers.append(chip.encode(x=x, y=alt.value(top), xOffset=alt.value(11 if side["dx"] > 0 else -11)))
    return layers
