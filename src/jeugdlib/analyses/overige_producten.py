"""Overige producten: over welke productgroepen trekken wij geen conclusie, omdat er te weinig cliënten zijn?

Grain in: disclosed tables with one row per productgroep. Grain out: one row per productgroep that is too small. What is
hidden in those tables stays hidden here.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed

TE_KLEIN = "te klein om te tonen"


def small_groups(clienten: Disclosed, kosten: Disclosed, producten: pl.DataFrame, *, min_clienten: int) -> Disclosed:
    """List the productgroepen that had clients in the year, but too few for a conclusion.

    Args:
        clienten: `beslisboom.count_clients`: `productgroep`, `jaar`, `clienten`.
        kosten: `factsheet.per_group` of the same year: `productgroep`, `jaar`, `kosten_cent`.
        producten: `model.Producten`.
        min_clienten: fewest clients for a conclusion.

    Returns:
        `productgroep`, `productcodes` (that hold in the year, ", " between), `segment`, `jaar`, `clienten`, `kosten_cent`, `reden`
        ("minder dan 55 cliënten"; where the number of clients is hidden and may be more, that it is too small to show). The
        group with the most clients first, those whose number is hidden last, then by name.
    """
    few = pl.lit(f"minder dan {min_clienten} cliënten")
    surely = (pl.col("clienten") < min_clienten) | (pl.col("clienten").is_null() & pl.lit(clienten.drempel <= min_clienten))
    small = clienten.frame.filter(pl.col("clienten").is_null() | (pl.col("clienten") < min_clienten)).select(
        "productgroep", "jaar", "clienten", reden=pl.when(surely).then(few).otherwise(pl.lit(TE_KLEIN))
    )
    cost = kosten.frame.select("productgroep", "jaar", "kosten_cent")
    frame = (
        small.join(_names(producten, small), on="productgroep", how="left")
        .join(cost, on=["productgroep", "jaar"], how="left")
        .sort(["clienten", "productgroep"], descending=[True, False], nulls_last=True)
        .select(
            *("productgroep", "productcodes", "segment", "jaar", "clienten", "kosten_cent", "reden"),
            pl.any_horizontal(pl.col("clienten", "kosten_cent").is_null()).alias(FLAG),
        )
    )
    return replace(clienten, frame=frame, veilig=clienten.veilig and kosten.veilig)


def _names(producten: pl.DataFrame, small: pl.DataFrame) -> pl.DataFrame:
    """Return the codes and the segments of each productgroep that hold in its year."""
    first, last = pl.date(pl.col("jaar"), 1, 1), pl.date(pl.col("jaar"), 12, 31)
    held = producten.join(small.select("productgroep", "jaar"), on="productgroep").filter(
        (pl.col("geldig_vanaf").fill_null(date.min) <= last) & (pl.col("geldig_tot").fill_null(date.max) >= first)
    )

    def listed(name: str) -> pl.Expr:
        return pl.col(name).drop_nulls().unique().sort().str.join(", ")

    return held.group_by("productgroep").agg(productcodes=listed("productcode"), segment=listed("segment"))
