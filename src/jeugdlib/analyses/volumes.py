"""Volumes: hoeveel uren hulp krijgt een jeugdige in één zorgpad, en past dat bij de normen?

Grain in: one row per zorgpad. Grain out: one row per productgroep and class of hours.
"""

import polars as pl

from jeugdlib.definitions import ONDERGRENZEN
from jeugdlib.disclosure import Rule

KLASSEN = {
    low: f"{low}-{ONDERGRENZEN[place + 1]}" if place + 1 < len(ONDERGRENZEN) else f"{low} en meer" for place, low in enumerate(ONDERGRENZEN)
}

RULE = Rule(counts={"aantal": ["aandeel"]}, total="totaal", within=["productgroep"])
WITHOUT_HOURS_RULE = Rule(counts={"totaal": ["zonder_uren"], "zonder_uren": []}, complements={"zonder_uren": "totaal"})


def count_classes(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count paths per class of hours.

    Args:
        zorgpaden: `productgroep`, `uren` (null: nothing in the path has hours; such a path is left out).

    Returns:
        `productgroep`, `klasse` ("10-20"), `ondergrens` (hours, Int64), `aantal`, `totaal` (paths with hours), `aandeel`;
        only classes that occur; sorted by productgroep and ondergrens.
    """
    place = pl.sum_horizontal((pl.col("uren") >= low).cast(pl.Int64) for low in ONDERGRENZEN) - 1
    lows = pl.Series("ondergrens", ONDERGRENZEN, dtype=pl.Int64)
    return (
        zorgpaden.filter(pl.col("uren").is_not_null())
        .group_by("productgroep", place.clip(0).replace_strict(dict(enumerate(lows)), return_dtype=pl.Int64).alias("ondergrens"))
        .agg(aantal=pl.len().cast(pl.Int64))
        .with_columns(
            klasse=pl.col("ondergrens").replace_strict(KLASSEN, return_dtype=pl.String),
            totaal=pl.col("aantal").sum().over("productgroep"),
        )
        .with_columns(aandeel=pl.col("aantal") / pl.col("totaal"))
        .select("productgroep", "klasse", "ondergrens", "aantal", "totaal", "aandeel")
        .sort("productgroep", "ondergrens")
    )


def without_hours(zorgpaden: pl.DataFrame) -> pl.DataFrame:
    """Count the paths that have no hours: `productgroep`, `zonder_uren`, `totaal`; sorted."""
    return (
        zorgpaden.group_by("productgroep")
        .agg(zonder_uren=pl.col("uren").null_count().cast(pl.Int64), totaal=pl.len().cast(pl.Int64))
        .sort("productgroep")
    )


def norms(producten: pl.DataFrame) -> pl.DataFrame:
    """Return the norm volumes to draw: `productgroep`, `zwaarte`, `normvolume_uren`; sorted."""
    return (
        producten.filter(pl.col("normvolume_uren").is_not_null())
        .select("productgroep", pl.coalesce("zwaarte", "productnaam").alias("zwaarte"), "normvolume_uren")
        .unique()
        .sort("productgroep", "normvolume_uren", "zwaarte")
    )
