"""Type aanbieder: welk deel van de kosten gaat naar micro-aanbieders, en welk deel naar reguliere?

Grain in: one row per nettoregel. Grain out: one row per year and type of aanbieder.
"""

from typing import Final

import polars as pl

from jeugdlib import definitions
from jeugdlib.disclosure import Rule

_ALL: Final = ("kosten_cent", "totaal_cent", "aandeel", "clienten", "grootste_aandeel")
RULE = Rule(
    counts={"clienten": ("kosten_cent", "aandeel", "grootste_aandeel"), "clienten_totaal": _ALL},
    within=["jaar"],
    business="bedrijfsgegeven",
)


def per_year(nettoregels: pl.DataFrame, aanbieders: pl.DataFrame) -> pl.DataFrame:
    """Split the costs of each year over the types of aanbieder.

    Args:
        nettoregels: all netted lines, those below 0 included; they count in the year of their begindatum.
        aanbieders: `agb`, `type`.

    Returns:
        `jaar`, `type` ("onbekend" for an aanbieder without one or not in the table), `kosten_cent`, `totaal_cent`, `aandeel` (null where
        the total is not above 0), `clienten`, `clienten_totaal`, `aanbieders` (with a line), `grootste_aandeel`, `bedrijfsgegeven`;
        sorted.
    """
    by, whole = ["jaar", "type"], pl.col("totaal_cent")
    lines = nettoregels.join(aanbieders.select("agb", "type"), on="agb", how="left").with_columns(
        pl.col("type").fill_null(definitions.ONBEKEND), jaar=pl.col("begindatum").dt.year().cast(pl.Int64)
    )
    return (
        lines.group_by(by)
        .agg(kosten_cent=pl.col("bedrag_cent").sum(), clienten=definitions.persons())
        .with_columns(totaal_cent=pl.col("kosten_cent").sum().over("jaar"))
        .with_columns(aandeel=pl.when(whole > 0).then(pl.col("kosten_cent") / whole))
        .join(lines.group_by("jaar").agg(clienten_totaal=definitions.persons()), on="jaar", how="left")
        .join(definitions.dominance(lines, by), on=by, how="left")
        .select(
            *(*by, "kosten_cent", "totaal_cent", "aandeel", "clienten", "clienten_totaal"),
            *("aanbieders", "grootste_aandeel", "bedrijfsgegeven"),
        )
        .sort(by)
    )
