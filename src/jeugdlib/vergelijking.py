"""The region beside a gemeente, in such a way that the two together say nothing about the few others.

Who knows a figure of the region and of one gemeente knows the rest of the region: with two gemeenten that rest is the
other one, and its small numbers would be read off. So a row of the region leaves only where the same row of the rest
could leave too.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed, Rule, suppress


def disclose_beside(
    whole: pl.DataFrame, own: pl.DataFrame, rule: Rule, *, by: Sequence[str], drempel: int = 10, onderdrukken: bool = True
) -> Disclosed:
    """Hide the rows of the region that are small, and those that are small in the region without this gemeente.

    Args:
        whole: the table of the region.
        own: the same table of the gemeente.
        rule: what is small in it; the rest of the region is judged by its counts and its total.
        by: columns that name a row; they are never hidden.
        drempel: smallest count that is shown.
        onderdrukken: False shows everything, for work inside.

    Returns:
        The table of the region with `onderdrukt`; of such a row every other cell is null.
    """
    shown = suppress(whole, rule, drempel=drempel, onderdrukken=onderdrukken)
    if not onderdrukken:
        return shown
    counts = list(dict.fromkeys([*rule.counts, *rule.complements.values(), *([rule.total] if rule.total else [])]))
    beside = own.select(*by, *(pl.col(name).alias(f"_eigen_{name}") for name in counts))
    rest = whole.join(beside, on=list(by), how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0) - pl.col(f"_eigen_{name}").fill_null(0) for name in counts
    )
    judged = suppress(rest.select(whole.columns), replace(rule, shares={}, supports={}), drempel=drempel).frame
    may = judged.filter(~pl.col(FLAG)).select(*by, _mag=pl.lit(True))
    marked = shown.frame.join(may, on=list(by), how="left", maintain_order="left")
    hidden = pl.col(FLAG) | pl.col("_mag").is_null()
    cells = [pl.when(~hidden).then(pl.col(name)).alias(name) for name in shown.frame.columns if name not in (*by, FLAG)]
    return replace(shown, frame=marked.with_columns(*cells, hidden.alias(FLAG)).select(shown.frame.columns))
