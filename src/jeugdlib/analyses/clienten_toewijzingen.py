"""Cliënten en toewijzingen: hoeveel zijn het er per jaar, en is een verschil meer dan toeval?

Grain in: zorgperioden. Grain out: one row per year.
"""

from datetime import date

import polars as pl

from jeugdlib import definitions, statistiek
from jeugdlib.disclosure import Rule

_CLIENTS = ["clienten_groei", "clienten_p"]
_ASSIGNMENTS = ["toewijzingen_groei", "toewijzingen_p"]
RULE = Rule(
    counts={"clienten": _CLIENTS, "clienten_vorig": _CLIENTS, "toewijzingen": _ASSIGNMENTS, "toewijzingen_vorig": _ASSIGNMENTS},
)


def per_year(zorgperioden: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Count clients and toewijzingen in care per year, and test the difference between two whole years.

    Args:
        zorgperioden: one row per toewijzing with care.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `jaar`, `clienten` (distinct), `toewijzingen`, `volledig`, and of each count, with `clienten_` and `toewijzingen_` before it:
        `vorig` (the year before), `groei` (fraction) and `p` (of the two-sided Poisson rate test); null unless both years
        were seen whole. A row per year with care; sorted.
    """
    whole = definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum)
    years = (
        definitions.care_per_year(zorgperioden)
        .group_by("jaar")
        .agg(clienten=definitions.persons(), toewijzingen=definitions.assignments())
        .with_columns(volledig=whole)
    )
    counts = ("clienten", "toewijzingen")
    before = years.filter("volledig").select(pl.col("jaar") + 1, *(pl.col(name).alias(f"{name}_vorig") for name in counts))
    compared = years.join(before, on="jaar", how="left").with_columns(
        pl.when("volledig").then(pl.col(f"{name}_vorig")).alias(f"{name}_vorig") for name in counts
    )
    tested = compared.with_columns(
        *((pl.col(name) / pl.col(f"{name}_vorig") - 1).alias(f"{name}_groei") for name in counts),
        *(pl.Series(f"{name}_p", _p_values(compared, name), dtype=pl.Float64) for name in counts),
    )
    columns = [f"{name}_{what}" for name in counts for what in ("vorig", "groei", "p")]
    return tested.select("jaar", *counts, "volledig", *columns).sort("jaar")


def _p_values(years: pl.DataFrame, name: str) -> list[float | None]:
    pairs = years.select(f"{name}_vorig", name).rows()
    return [None if before is None else statistiek.poisson_p(before, now) for before, now in pairs]
