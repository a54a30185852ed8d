"""Gevoeligheid: blijft de conclusie staan als we een gat in de zorg anders beoordelen?

No slide of its own, and only for JupyterLab: rows that differ by a few paths would tell small counts in a report.
Grain in: key figures per tolerance. Grain out: one row per productgroep and tolerance.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from jeugdlib.disclosure import Rule

TOLERANTIES_DAGEN: Final = (0, 7, 31, 60)
DEKKING_PAST: Final = 0.9  # criterion of the advice report: the five most walked paths are about 90% of all

RULE = Rule(
    counts={
        "paden_totaal": ["dekking_top5", "past", "kantelt", "met_meerwerk_maatwerk", "aandeel_meerwerk_maatwerk"],
        "met_meerwerk_maatwerk": ["aandeel_meerwerk_maatwerk"],
        "beeindigd": ["mediaan"],
    },
    complements={"met_meerwerk_maatwerk": "paden_totaal"},
    shares={"dekking_top5": "paden_totaal"},
)


def compare(kengetallen: Mapping[int | None, pl.DataFrame], medianen: Mapping[int | None, pl.DataFrame]) -> pl.DataFrame:
    """Lay the key figures of the paths under several tolerances side by side.

    Args:
        kengetallen: per tolerance in days the table of `paden.key_figures`; None is the definition that the report uses,
            with which the others are compared.
        medianen: per tolerance the table of `doorlooptijd.median_months`.

    Returns:
        `productgroep`, `tolerantie_dagen` (null: the report's own definition, first), `paden_totaal`, `dekking_top5`,
        `past` (dekking_top5 is at least `DEKKING_PAST`), `kantelt` (`past` differs from that of the report),
        `met_meerwerk_maatwerk`, `aandeel_meerwerk_maatwerk`, `beeindigd`, `mediaan` (months; null: not reached); sorted.
    """
    rows = [
        table.join(medianen[days].select("productgroep", "beeindigd", "mediaan"), on="productgroep", how="left").with_columns(
            tolerantie_dagen=pl.lit(days, dtype=pl.Int64), past=pl.col("dekking_top5") >= DEKKING_PAST
        )
        for days, table in kengetallen.items()
    ]
    found = pl.concat(rows)
    own = found.filter(pl.col("tolerantie_dagen").is_null()).select("productgroep", in_rapport="past")
    return (
        found.join(own, on="productgroep", how="left")
        .with_columns(kantelt=pl.col("past") != pl.col("in_rapport"))
        .select(
            *("productgroep", "tolerantie_dagen", "paden_totaal", "dekking_top5", "past", "kantelt"),
            *("met_meerwerk_maatwerk", "aandeel_meerwerk_maatwerk", "beeindigd", "mediaan"),
        )
        .sort("productgroep", "tolerantie_dagen", nulls_last=False)
    )
