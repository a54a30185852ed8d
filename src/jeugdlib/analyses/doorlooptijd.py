"""Doorlooptijd: hoe lang duurt een zorgpad, en hoe lang als we de lopende paden meetellen?

Grain in: one row per zorgpad. Grain out: one row per productgroep and month.
"""

from datetime import date

import polars as pl

from jeugdlib.disclosure import Rule, SurvivalRule
from jeugdlib.periods import doorlooptijd_maanden, verstreken_maanden

Z_95 = 1.959963984540054  # two-sided 95% of the normal distribution

RULE = Rule(counts={"aantal": ["aandeel"]}, total="totaal", within=["productgroep"])
CURVE_RULE = SurvivalRule(within=["productgroep"])
MEDIAN_RULE = Rule(counts={"beeindigd": ["mediaan", "laag", "hoog"]})


def count_months(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count completed paths per length in months, as the advice report does.

    Returns:
        `productgroep`, `maanden`, `aantal`, `totaal` (completed paths), `aandeel`; only months that occur; sorted.
    """
    return (
        zorgpaden.filter(~pl.col("lopend"))
        .group_by("productgroep", maanden=pl.col("doorlooptijd_maanden").cast(pl.Int64))
        .agg(aantal=pl.len().cast(pl.Int64))
        .with_columns(totaal=pl.col("aantal").sum().over("productgroep"))
        .with_columns(aandeel=pl.col("aantal") / pl.col("totaal"))
        .sort("productgroep", "maanden")
    )


def norms(producten: pl.DataFrame) -> pl.DataFrame:
    """Return the norms to draw: `productgroep`, `maanden`, `producten` (that have this norm); sorted."""
    return (
        producten.filter(pl.col("normdoorlooptijd_maanden").is_not_null())
        .group_by("productgroep", maanden="normdoorlooptijd_maanden")
        .agg(producten=pl.col("productcode").n_unique().cast(pl.Int64))
        .sort("productgroep", "maanden")
    )


def common_norms(normen: pl.DataFrame) -> dict[str, int]:
    """Return per productgroep the norm that most of its products have, of equals the shortest; without a norm it is left out."""
    first = normen.sort(["productgroep", "producten", "maanden"], descending=[False, True, False]).unique(
        "productgroep", keep="first", maintain_order=True
    )
    return dict(first.sort("productgroep").select("productgroep", "maanden").iter_rows())


def kaplan_meier(zorgpaden: pl.DataFrame, *, analyse_begin: date) -> pl.DataFrame:
    """Estimate which share of the paths lasts longer than so many months, running paths included.

    A running path is censored at its last month. A path that was going on when the window opened enters late: its
    length counts from the earliest ingangsdatum of its toewijzingen, and it is at risk from the months it had behind it.

    Args:
        zorgpaden: all paths.
        analyse_begin: first day of the window.

    Returns:
        `productgroep`, `maanden` (1, 2, ... to the longest), `onder_risico`, `beeindigd`, `overleving` (share that lasts
        longer than `maanden`), `laag`, `hoog` (95%, Greenwood on the log-log scale; null where it has none); sorted.
    """
    begin = (
        pl.when(pl.col("links_afgekapt") & (pl.col("vroegste_ingangsdatum") < analyse_begin))
        .then("vroegste_ingangsdatum")
        .otherwise("duur_begin")
    )
    lives = zorgpaden.select(
        "productgroep",
        duur=doorlooptijd_maanden(begin, pl.col("duur_eind")).cast(pl.Int64),
        instap=verstreken_maanden(begin, pl.lit(analyse_begin)).cast(pl.Int64),
        beeindigd=(~pl.col("lopend")).cast(pl.Int64),
    )
    months = lives.group_by("productgroep").agg(maanden=pl.int_ranges(1, pl.col("duur").max() + 1)).explode("maanden")
    leaves = lives.group_by("productgroep", maanden="duur").agg(uit=pl.len().cast(pl.Int64), beeindigd=pl.col("beeindigd").sum())
    # Who enters after k months is at risk from month k + 1 on.
    enters = lives.group_by("productgroep", maanden=pl.col("instap") + 1).agg(erbij=pl.len().cast(pl.Int64))
    counted = (
        months.join(leaves, on=["productgroep", "maanden"], how="left")
        .join(enters, on=["productgroep", "maanden"], how="left")
        .with_columns(pl.col("uit", "beeindigd", "erbij").fill_null(0))
        .sort("productgroep", "maanden")
        .with_columns(onder_risico=(pl.col("erbij").cum_sum() - pl.col("uit").cum_sum() + pl.col("uit")).over("productgroep"))
    )
    ended, at_risk = pl.col("beeindigd"), pl.col("onder_risico")
    survival = pl.when(at_risk > 0).then(1 - ended / at_risk).otherwise(1.0).cum_prod().over("productgroep")
    variance = pl.when(at_risk > ended).then(ended / (at_risk * (at_risk - ended))).otherwise(0.0).cum_sum().over("productgroep")
    log_survival = pl.col("overleving").log()
    spread = Z_95 * pl.col("variantie").sqrt() / log_survival
    inside = (pl.col("overleving") > 0) & (pl.col("overleving") < 1)
    return (
        counted.with_columns(overleving=survival, variantie=variance)
        .with_columns(
            laag=pl.when(inside).then((log_survival * (-spread).exp()).exp()).when(pl.col("overleving") == 1).then(1.0),
            hoog=pl.when(inside).then((log_survival * spread.exp()).exp()).when(pl.col("overleving") == 1).then(1.0),
        )
        .select("productgroep", "maanden", "onder_risico", "beeindigd", "overleving", "laag", "hoog")
        .sort("productgroep", "maanden")
    )


def median_months(curve: pl.DataFrame) -> pl.DataFrame:
    """Read the median from a Kaplan-Meier curve, with its 95% interval.

    Returns:
        `productgroep`, `beeindigd` (ended paths), `mediaan`, `laag`, `hoog` in months: the first month at which the curve
        (or its lower or upper bound) is at or below a half; null where it is not reached yet. Sorted.
    """
    reached = {"mediaan": "overleving", "laag": "laag", "hoog": "hoog"}
    return (
        curve.group_by("productgroep")
        .agg(
            pl.col("beeindigd").sum(),
            *(pl.col("maanden").filter(pl.col(column) <= 0.5).min().alias(name) for name, column in reached.items()),
        )
        .sort("productgroep")
    )
