"""Paden: welke producten krijgt een jeugdige achter elkaar en naast elkaar?

Grain in: one row per zorgpad, one row per step. Grain out: one row per productgroep and path, per productgroep, per
transition.
"""

import polars as pl

from jeugdlib.definitions import ARROW
from jeugdlib.disclosure import Rule

PATHS_RULE = Rule(counts={"aantal": ["aandeel", "rang"]}, total="totaal", within=["productgroep"])
COVERAGE_RULE = Rule(counts={"aantal": ["aandeel", "rang", "dekking"]}, total="totaal", within=["productgroep"])
KEY_FIGURES_RULE = Rule(
    counts={
        "paden_totaal": ["paden_uniek", "dekking_top5", "met_meerwerk_maatwerk", "aandeel_meerwerk_maatwerk"],
        "met_meerwerk_maatwerk": ["aandeel_meerwerk_maatwerk"],
    },
    complements={"met_meerwerk_maatwerk": "paden_totaal"},
    # The counts of the top-10 stand beside it: with one of the five hidden, their sum would give it away.
    shares={"dekking_top5": "paden_totaal"},
    supports={"dekking_top5": "kleinste_top5"},
)
TRANSITIONS_RULE = Rule(counts={"aantal": []}, within=["productgroep"])


def count_paths(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count how often each path was walked.

    Args:
        zorgpaden: `productgroep` and `pad`; paths of products without zwaarte have no `pad` and do not count.

    Returns:
        `productgroep`, `pad`, `aantal`, `totaal` (paths of the productgroep), `aandeel`, `rang` (by aantal descending, then
        pad ascending); sorted by productgroep and rang.
    """
    return (
        zorgpaden.filter(pl.col("pad").is_not_null())
        .group_by("productgroep", "pad")
        .agg(aantal=pl.len().cast(pl.Int64))
        .sort(["productgroep", "aantal", "pad"], descending=[False, True, False])
        .with_columns(totaal=pl.col("aantal").sum().over("productgroep"), rang=pl.int_range(1, pl.len() + 1).over("productgroep"))
        .with_columns(aandeel=pl.col("aantal") / pl.col("totaal"))
        .select("productgroep", "pad", "aantal", "totaal", "aandeel", "rang")
    )


def add_coverage(paden: pl.DataFrame) -> pl.DataFrame:
    """Add `dekking`: the share of all paths of the productgroep that a path covers together with the more walked ones."""
    walked = pl.col("aantal").sort_by("rang").cum_sum().over("productgroep", mapping_strategy="group_to_rows")
    return paden.sort("productgroep", "rang").with_columns(dekking=walked / pl.col("totaal"))


def key_figures(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Summarise the paths of each productgroep.

    Returns:
        `productgroep`, `paden_totaal`, `paden_uniek`, `dekking_top5` (share of all paths that the five most walked cover),
        `met_meerwerk_maatwerk` (paths with meerwerk or maatwerk in any step), `aandeel_meerwerk_maatwerk`, and for
        `KEY_FIGURES_RULE` alone `kleinste_top5` (the smallest count in the coverage); sorted.
    """
    walked = zorgpaden.filter(pl.col("pad").is_not_null())
    top5 = (
        count_paths(walked)
        .filter(pl.col("rang") <= 5)
        .group_by("productgroep")
        .agg(in_top5=pl.col("aantal").sum(), kleinste_top5=pl.col("aantal").min())
    )
    return (
        walked.group_by("productgroep")
        .agg(
            paden_totaal=pl.len().cast(pl.Int64),
            paden_uniek=pl.col("pad").n_unique().cast(pl.Int64),
            met_meerwerk_maatwerk=pl.col("met_meerwerk_maatwerk").sum().cast(pl.Int64),
        )
        .join(top5, on="productgroep")
        .select(
            "productgroep",
            "paden_totaal",
            "paden_uniek",
            dekking_top5=pl.col("in_top5") / pl.col("paden_totaal"),
            met_meerwerk_maatwerk="met_meerwerk_maatwerk",
            aandeel_meerwerk_maatwerk=pl.col("met_meerwerk_maatwerk") / pl.col("paden_totaal"),
            kleinste_top5="kleinste_top5",
        )
        .sort("productgroep")
    )


def transitions(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count the steps from one state to the next.

    Returns:
        `productgroep`, `van`, `naar`, `aantal`; sorted.
    """
    states = pl.col("pad").str.split(ARROW)
    return (
        zorgpaden.filter(pl.col("pad").is_not_null())
        .select("productgroep", van=states.list.head(states.list.len() - 1), naar=states.list.slice(1))
        .explode("van", "naar")
        .filter(pl.col("van").is_not_null())
        .group_by("productgroep", "van", "naar")
        .agg(aantal=pl.len().cast(pl.Int64))
        .sort("productgroep", "van", "naar")
    )
