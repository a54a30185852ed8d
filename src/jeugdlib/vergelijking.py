"""The region beside a gemeente, in such a way that the two together say nothing about the few others.

Who knows a figure of the region and of one gemeente knows the rest of the region: with two gemeenten that rest is the
other one, and its small numbers would be read off. So a row of the region leaves only where the same row of the rest
could leave too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed, Naast, Rule, suppress

Column = TypeVar("Column")  # how a column is written: `charts.table.Kolom`


def disclose_beside(
    whole: pl.DataFrame,
    own: pl.DataFrame,
    rule: Rule,
    *,
    by: Sequence[str],
    drempel: int = 10,
    onderdrukken: bool = True,
    dominantie: bool = False,
) -> Naast:
    """Hide the rows of the region that are small, and those that are small in the region without this gemeente.

    Args:
        whole: the table of the region.
        own: the same table of the gemeente.
        rule: what is small in it; the rest of the region is judged by its counts and its total.
        by: columns that name a row; they are never hidden.
        drempel: smallest count that is shown.
        onderdrukken: False shows everything, for work inside.
        dominantie: hide amounts of the region that are business data of an aanbieder too.

    Returns:
        The table of the region with `onderdrukt`; of such a row every other cell is null.
    """
    shown = _beside(suppress(whole, rule, drempel=drempel, onderdrukken=onderdrukken, dominantie=dominantie), "regio")
    if not onderdrukken:
        return shown
    counts: list[str] = sorted({*rule.counts, *rule.complements.values(), *([rule.total] if rule.total else [])})
    beside = own.select(*by, *(pl.col(name).alias(f"_eigen_{name}") for name in counts))
    rest = whole.join(beside, on=list(by), how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0) - pl.col(f"_eigen_{name}").fill_null(0) for name in counts
    )
    judged = suppress(rest.select(whole.columns), replace(rule, shares={}, order=()), drempel=drempel).frame
    may = judged.filter(~pl.col(FLAG)).select(*by, _mag=pl.lit(True))
    return _shown_where(shown, may, by)


def disclose_other(
    other: pl.DataFrame,
    whole: pl.DataFrame | None,
    rule: Rule,
    *,
    by: Sequence[str],
    naam: str,
    drempel: int = 10,
    onderdrukken: bool = True,
) -> Naast:
    """Hide the rows of another gemeente that are small; beside the region also those without which its rest is small.

    Args:
        other: the table of the gemeente to compare with.
        whole: the table of the region where that is what it stands beside; None beside a gemeente, as two gemeenten have no rest.
        rule: what is small in it.
        by: columns that name a row; they are never hidden.
        naam: the name of that gemeente.
        drempel: smallest count that is shown.
        onderdrukken: False shows everything, for work inside.
    """
    shown = _beside(suppress(other, rule, drempel=drempel, onderdrukken=onderdrukken), naam)
    if whole is None or not onderdrukken:
        return shown
    judged = disclose_beside(whole, other, rule, by=by, drempel=drempel).frame
    return _shown_where(shown, judged.filter(~pl.col(FLAG)).select(*by, _mag=pl.lit(True)), by)


def _beside(table: Disclosed, naam: str) -> Naast:
    return Naast(table.frame, table.drempel, table.veilig, naam)


def _shown_where(shown: Naast, may: pl.DataFrame, by: Sequence[str]) -> Naast:
    """Hide every row that is not among `may`."""
    marked = shown.frame.join(may, on=list(by), how="left", maintain_order="left")
    hidden = pl.col(FLAG) | pl.col("_mag").is_null()
    cells = [pl.when(~hidden).then(pl.col(name)).alias(name) for name in shown.frame.columns if name not in (*by, FLAG)]
    return replace(shown, frame=marked.with_columns(*cells, hidden.alias(FLAG)).select(shown.frame.columns))


def naast(
    own: Disclosed, region: Disclosed | None, *, by: Sequence[str], columns: Mapping[str, Column]
) -> tuple[Disclosed, dict[str, Column]]:
    """Put columns of the region beside those of the gemeente; without a region nothing changes.

    Args:
        own: the table of the gemeente.
        region: the table of the region, or None.
        by: columns that name a row.
        columns: which columns of the region, with how they are written.

    Returns:
        The table with `<column>_regio` added, and how those columns are written.
    """
    if region is None:
        return own, {}
    beside = region.frame.select(*by, *(pl.col(name).alias(f"{name}_regio") for name in columns), _regio_weg=FLAG)
    joined = own.frame.join(beside, on=list(by), how="left", maintain_order="left")
    flag = pl.col(FLAG) | pl.col("_regio_weg").fill_null(False)
    frame = joined.with_columns(flag.alias(FLAG)).drop("_regio_weg")
    return replace(own, frame=frame), {f"{name}_regio": column for name, column in columns.items()}
