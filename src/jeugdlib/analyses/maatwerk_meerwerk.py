"""Maatwerk en meerwerk: welk deel van alle kosten is maatwerk, meerwerk of overig?

Grain in: one row per nettoregel. Grain out: one row per year and kind.
"""

from datetime import date
from typing import Final

import polars as pl

from jeugdlib import definitions, model
from jeugdlib.disclosure import Rule

MAATWERK, MEERWERK, OVERIG, GEEN = "maatwerk", "meerwerk", "overig", "geen onderscheid"
SOORTEN: Final = (OVERIG, MEERWERK, MAATWERK, GEEN)

_ALL: Final = ("kosten_cent", "totaal_cent", "aandeel", "clienten", "grootste_aandeel")
RULE = Rule(
    counts={"clienten": ("kosten_cent", "aandeel", "grootste_aandeel"), "clienten_totaal": _ALL},
    within=["jaar"],
    business="bedrijfsgegeven",
)


def per_year(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Split the costs of each year over maatwerk, meerwerk and all other care.

    Args:
        nettoregels: all netted lines, those below 0 included; they count in the year of their begindatum.
        producten: product table; a year in which no product of the kind meerwerk or maatwerk holds has no split.

    Returns:
        `jaar`, `soort` ("overig", "meerwerk", "maatwerk", all three also without costs; "geen onderscheid" for a year without the
        split), `kosten_cent`, `totaal_cent`, `aandeel` (null where the total is not above 0, and without the split), `clienten`,
        `clienten_totaal`, `aanbieders`, `grootste_aandeel`, `bedrijfsgegeven`; sorted by year and kind in that order.
    """
    extra, by, whole = pl.col("zwaarte").is_in(model.PXQ_ZWAARTES), ["jaar", "soort"], pl.col("totaal_cent")
    lines = definitions.lines_with_product(nettoregels, producten)
    years = lines.select("jaar").unique().with_columns(gesplitst=pl.col("jaar").is_in(_years_with_split(lines["jaar"], producten)))
    kind = pl.when(~pl.col("gesplitst")).then(pl.lit(GEEN)).when(extra).then("zwaarte").otherwise(pl.lit(OVERIG))
    lines = lines.join(years, on="jaar").with_columns(soort=kind)
    kinds = years.with_columns(soort=pl.when("gesplitst").then(pl.lit([OVERIG, MEERWERK, MAATWERK])).otherwise(pl.lit([GEEN]))).explode(
        "soort"
    )
    cells = lines.group_by(by).agg(kosten_cent=pl.col("bedrag_cent").sum(), clienten=definitions.persons())
    return (
        kinds.join(cells, on=by, how="left")
        .join(definitions.dominance(lines, by), on=by, how="left")
        .join(lines.group_by("jaar").agg(totaal_cent=pl.col("bedrag_cent").sum(), clienten_totaal=definitions.persons()), on="jaar")
        .with_columns(pl.col("kosten_cent", "clienten", "aanbieders").fill_null(0), pl.col("bedrijfsgegeven").fill_null(False))
        .with_columns(aandeel=pl.when((whole > 0) & pl.col("gesplitst")).then(pl.col("kosten_cent") / whole))
        .select(
            *(*by, "kosten_cent", "totaal_cent", "aandeel", "clienten", "clienten_totaal"),
            *("aanbieders", "grootste_aandeel", "bedrijfsgegeven"),
        )
        .sort("jaar", pl.col("soort").replace_strict({name: place for place, name in enumerate(SOORTEN)}))
    )


def _years_with_split(years: pl.Series, producten: pl.DataFrame) -> list[int]:
    """Return the years in which a product of the kind meerwerk or maatwerk holds on some day."""
    spans = (
        producten.filter(pl.col("zwaarte").is_in(model.PXQ_ZWAARTES))
        .select(pl.col("geldig_vanaf").fill_null(date.min), pl.col("geldig_tot").fill_null(date.max))
        .rows()
    )
    return [year for year in years.unique().sort() if any(begin.year <= year <= end.year for begin, end in spans)]
