"""Signals: what in the delivered data deserves a look before a figure is trusted.

Grain out: one row per signal. A signal never changes a figure and never raises; it says how many rows it is about and
how many euros. Source: definitions B4, B8 and C, and the traps of real exports.
"""

import polars as pl

from jeugdlib import model
from jeugdlib.cleaning import orphan_credits, signed_cent
from jeugdlib.disclosure import Rule

RULE = Rule(counts={"rijen": ["bedrag_cent"]})


def find_signals(
    toewijzingen: pl.DataFrame, declaraties: pl.DataFrame, nettoregels: pl.DataFrame, zorgperioden: pl.DataFrame
) -> pl.DataFrame:
    """Count what stands out.

    Args:
        toewijzingen: cleaned, one row per toewijzing.
        declaraties: delivered lines, before cleaning.
        nettoregels: netted lines of the window.
        zorgperioden: one row per toewijzing with care.

    Returns:
        `signaal`, `rijen` (of the table that the signal is about), `bedrag_cent` (signed; null where it has no money), in a
        fixed order: `creditregel_zonder_debet`, `negatief_nettobedrag`, `declaratie_zonder_toewijzing`,
        `declaratie_buiten_toewijzing`, `product_onbekend`, `geboortedatum_onbekend`, `eenmalig_gedeclareerd`.
    """
    born = pl.col("geboortedatum")
    orphans = orphan_credits(declaraties).with_columns(bedrag_cent=signed_cent())
    found = {
        "creditregel_zonder_debet": orphans,
        "negatief_nettobedrag": nettoregels.filter(pl.col("bedrag_cent") < 0),
        "declaratie_zonder_toewijzing": nettoregels.filter("zonder_toewijzing"),
        "declaratie_buiten_toewijzing": zorgperioden.filter("buiten_toewijzing"),
        "product_onbekend": zorgperioden.filter(pl.col("productgroep").is_null()),
        "geboortedatum_onbekend": toewijzingen.filter(born.is_null() | (born == model.GEBOORTEDATUM_ONBEKEND)),
        "eenmalig_gedeclareerd": zorgperioden.filter(pl.col("klok") != "declaratie"),
    }
    rows = [(name, frame.height, frame["bedrag_cent"].sum() if "bedrag_cent" in frame.columns else None) for name, frame in found.items()]
    return pl.DataFrame(rows, schema={"signaal": pl.String, "rijen": pl.Int64, "bedrag_cent": pl.Int64}, orient="row")
