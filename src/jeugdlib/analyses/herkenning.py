"""Herkenning: komt uit de berichten van de voorbeeldregio wat het adviesrapport heeft gepubliceerd?

Grain in: one row per published figure, and one per figure that was found. Grain out: one row per published figure.
"""

from typing import Final

import polars as pl

from jeugdlib.disclosure import Rule

GELIJK, ANDERS, TEGENSPRAAK, ONTBREEKT = "gelijk", "anders", "in tegenspraak", "niet berekend"
# A small count is hidden, unless it counts invented persons: there is nobody to protect.
RULE: Final = Rule(counts={"aantal": ["gevonden", "gevonden_tekst", "verschil", "oordeel"]}, only=~pl.col("verzonnen"))


def compare(gepubliceerd: pl.DataFrame, gevonden: pl.DataFrame, *, verzonnen: bool) -> pl.DataFrame:
    """Set each published figure beside the one that was found.

    A number is equal when it lies within what the printed precision leaves open; a text when it is the same. A figure that
    differs and whose explanation says that another published one was followed is a contradiction of the report itself.

    Args:
        gepubliceerd: `nummer`, `deel`, `cijfer`, `soort`, `waarde`, `van`, `tot` (itself outside), `gedrukt`, `toelichting`.
        gevonden: `nummer`, `getal`, `tekst`; a number that is not there, or a row with neither, was not computed.
        verzonnen: whether the persons behind the found figures are invented.

    Returns:
        `nummer`, `deel`, `cijfer`, `soort`, `gepubliceerd` (null where no number is printed), `gedrukt`, `gevonden`, `gevonden_tekst`,
        `verschil` (found - published; of a share in fractions), `oordeel`, `toelichting`, `aantal` (a found count, else null) and
        `verzonnen`; in the order of the published figures.
    """
    number, text = pl.col("getal"), pl.col("tekst")
    within = (number >= pl.col("van")) & (number < pl.col("tot"))
    equal = pl.when(pl.col("soort") == "tekst").then(text == pl.col("gedrukt")).otherwise(within).fill_null(False)
    follows_another = pl.col("toelichting").str.contains("Gevolgd is")
    return (
        gepubliceerd.join(gevonden, on="nummer", how="left")
        .with_columns(
            oordeel=pl.when(number.is_null() & text.is_null())
            .then(pl.lit(ONTBREEKT))
            .when(equal)
            .then(pl.lit(GELIJK))
            .when(follows_another)
            .then(pl.lit(TEGENSPRAAK))
            .otherwise(pl.lit(ANDERS)),
            verschil=number - pl.col("waarde"),
            aantal=pl.when(pl.col("soort") == "aantal").then(number.round().cast(pl.Int64)),
            verzonnen=pl.lit(verzonnen),
        )
        .sort("nummer")
        .select(
            *("nummer", "deel", "cijfer", "soort", pl.col("waarde").alias("gepubliceerd"), "gedrukt"),
            *(number.alias("gevonden"), text.alias("gevonden_tekst"), "verschil", "oordeel", "toelichting", "aantal", "verzonnen"),
        )
    )
