"""Paden: welke producten krijgt een jeugdige achter elkaar en naast elkaar?

Grain in: one row per zorgpad, one row per step. Grain out: one row per productgroep and path, per productgroep, per
transition.
"""

from dataclasses import replace

import polars as pl

from jeugdlib.definitions import ARROW
from jeugdlib.disclosure import FLAG, Disclosed, Rule
from jeugdlib.model import PXQ_ZWAARTES

_ORDER = ["productgroep", "rang", "pad"]
PATHS_RULE = Rule(counts={"aantal": ["aandeel", "rang"]}, total="totaal", within=["productgroep"], order=_ORDER)
COVERAGE_RULE = Rule(counts={"aantal": ["aandeel", "rang", "dekking"]}, total="totaal", within=["productgroep"], order=_ORDER)
KEY_FIGURES_RULE = Rule(
    counts={
        "paden_totaal": ["paden_uniek", "dekking_top5", "met_meerwerk_maatwerk", "aandeel_meerwerk_maatwerk"],
        "met_meerwerk_maatwerk": ["aandeel_meerwerk_maatwerk"],
    },
    complements={"met_meerwerk_maatwerk": "paden_totaal"},
    shares={"dekking_top5": "paden_totaal"},
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
        `met_meerwerk_maatwerk` (paths with meerwerk or maatwerk in any step), `aandeel_meerwerk_maatwerk`; sorted.
    """
    walked = zorgpaden.filter(pl.col("pad").is_not_null())
    top5 = count_paths(walked).filter(pl.col("rang") <= 5).group_by("productgroep").agg(in_top5=pl.col("aantal").sum())
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
        )
        .sort("productgroep")
    )


def transitions(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count the steps from one state to the next.

    Returns:
        `productgroep`, `van`, `naar`, `aantal`; sorted.
    """
    walked = zorgpaden.filter(pl.col("pad").is_not_null()).select("productgroep", "pad", aantal=pl.lit(1, dtype=pl.Int64))
    return _count_transitions(walked)


def _count_transitions(counted: pl.DataFrame) -> pl.DataFrame:
    states = pl.col("pad").str.split(ARROW)
    return (
        counted.select("productgroep", "aantal", van=states.list.head(states.list.len() - 1), naar=states.list.slice(1))
        .explode("van", "naar")
        .filter(pl.col("van").is_not_null())
        .group_by("productgroep", "van", "naar")
        .agg(pl.col("aantal").sum())
        .sort("productgroep", "van", "naar")
    )


def hide_figures_beside_paths(figures: Disclosed, paths: Disclosed) -> Disclosed:
    """Hide key figures from which the paths that stand beside them would give a hidden path away.

    Args:
        figures: `key_figures`, disclosed.
        paths: `count_paths` of the same paths, disclosed.

    Returns:
        The figures; `dekking_top5` is hidden where one of the five paths is, and the count and share with meerwerk or
        maatwerk where what the shown paths leave of it, or of the others, is no more than a threshold above the number of
        hidden paths.
    """
    if not paths.veilig:
        return figures
    with_pxq = pl.col("pad").str.contains("|".join(zwaarte.capitalize() for zwaarte in PXQ_ZWAARTES))
    shown, hidden = pl.col("aantal").is_not_null(), pl.col("aantal").is_null()
    beside = paths.frame.group_by("productgroep").agg(
        top5=(pl.col("rang") <= 5).sum(),
        alle=pl.len(),
        met=pl.col("aantal").filter(shown & with_pxq).sum(),
        zonder=pl.col("aantal").filter(shown & ~with_pxq).sum(),
        verborgen_met=(hidden & with_pxq).sum().cast(pl.Int64),
        verborgen_zonder=(hidden & ~with_pxq).sum().cast(pl.Int64),
    )
    rest_with = pl.col("met_meerwerk_maatwerk") - pl.col("met")
    rest_without = pl.col("paden_totaal") - pl.col("met_meerwerk_maatwerk") - pl.col("zonder")

    def tells(rest: pl.Expr, rows: pl.Expr) -> pl.Expr:
        return ((rows > 0) & (rest - rows < paths.drempel)).fill_null(False)

    tells_pxq = tells(rest_with, pl.col("verborgen_met")) | tells(rest_without, pl.col("verborgen_zonder"))
    tells_top5 = pl.col("top5") < pl.min_horizontal(pl.col("alle"), pl.lit(5))
    gone = {"dekking_top5": tells_top5, "met_meerwerk_maatwerk": tells_pxq, "aandeel_meerwerk_maatwerk": tells_pxq}
    judged = figures.frame.join(beside, on="productgroep", how="left")
    frame = judged.with_columns(
        *(pl.when(~told).then(pl.col(column)).alias(column) for column, told in gone.items()),
        (pl.col(FLAG) | pl.any_horizontal(gone.values())).fill_null(True).alias(FLAG),
    )
    return replace(figures, frame=frame.select(figures.frame.columns).sort("productgroep"))


def hide_transitions_beside_paths(steps: Disclosed, paths: Disclosed) -> Disclosed:
    """Hide a transition of which all but a small number stand in the paths shown beside it.

    Args:
        steps: `transitions`, disclosed.
        paths: `count_paths` of the same paths, disclosed.
    """
    if not paths.veilig:
        return steps
    seen = _count_transitions(paths.frame.filter(pl.col("aantal").is_not_null())).rename({"aantal": "gezien"})
    rest = pl.col("aantal") - pl.col("gezien").fill_null(0)
    tells = ((rest > 0) & (rest < paths.drempel)).fill_null(False)
    frame = (
        steps.frame.join(seen, on=["productgroep", "van", "naar"], how="left")
        .with_columns(pl.when(~tells).then("aantal").alias("aantal"), (pl.col(FLAG) | tells).alias(FLAG))
        .select(steps.frame.columns)
        .sort("productgroep", "van", "naar")
    )
    return replace(steps, frame=frame)
