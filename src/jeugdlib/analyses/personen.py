"""Personen: hoeveel jeugdigen hebben een productgroep per maand en per jaar, en schommelt dat binnen het jaar?

Grain in: zorgperioden. Grain out: one row per productgroep and month, or per productgroep and year.
"""

from datetime import date, timedelta

import polars as pl

from jeugdlib import definitions
from jeugdlib.disclosure import Rule

MONTH_RULE = Rule(counts={"clienten": [], "toewijzingen": []})
_SPREAD = ["laagste_maand", "laagste", "gemiddelde", "variatie", "verschil", "verschil_zonder_laagste"]
# The toewijzingen of all productgroepen are those of the year, which another table tells: no group hides alone.
YEAR_RULE = Rule(counts={"clienten": [], "toewijzingen": [], "laagste": _SPREAD, "hoogste": ["hoogste_maand", *_SPREAD]}, within=["jaar"])


def per_month(zorgperioden: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Count clients and toewijzingen in care per productgroep and month.

    Args:
        zorgperioden: one row per toewijzing with care; those of unknown products have no productgroep and are left out.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `productgroep`, `maand` (first day), `clienten` (distinct), `toewijzingen`. A productgroep with care has a row for every
        month of the window, 0 where nobody had care; sorted.
    """
    by = ["productgroep", "maand"]
    known = zorgperioden.filter(pl.col("productgroep").is_not_null())
    months = pl.DataFrame({"maand": pl.date_range(analyse_begin.replace(day=1), peildatum - timedelta(days=1), "1mo", eager=True)})
    counted = definitions.care_per_month(known).group_by(by).agg(clienten=definitions.persons(), toewijzingen=definitions.assignments())
    return (
        known.select(pl.col("productgroep").unique())
        .join(months, how="cross")
        .join(counted, on=by, how="left")
        .select(*by, pl.col("clienten", "toewijzingen").fill_null(0))
        .sort(by)
    )


def per_year(zorgperioden: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Count clients and toewijzingen in care per productgroep and year, and how much the months of the year differ.

    Args:
        zorgperioden: one row per toewijzing with care.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `productgroep`, `jaar`, `clienten`, `toewijzingen`, `volledig`, `maanden` (with a client), and of the clients in those months:
        `laagste`, `laagste_maand`, `hoogste`, `hoogste_maand` (the first of equal ones), `gemiddelde`, `variatie` (standard deviation
        of these months / mean; null for one month), `verschil` (highest less lowest), `verschil_zonder_laagste` (the same without
        the lowest month; null for one month). Sorted by productgroep and year.
    """
    by = ["productgroep", "jaar"]
    known = zorgperioden.filter(pl.col("productgroep").is_not_null())
    counted = definitions.care_per_year(known).group_by(by).agg(clienten=definitions.persons(), toewijzingen=definitions.assignments())
    months = per_month(known, analyse_begin=analyse_begin, peildatum=peildatum).filter(pl.col("clienten") > 0).sort("productgroep", "maand")
    number, low_first = pl.col("clienten"), pl.col("clienten").sort()
    spread = months.group_by("productgroep", jaar=pl.col("maand").dt.year().cast(pl.Int64), maintain_order=True).agg(
        maanden=pl.len().cast(pl.Int64),
        laagste=number.min(),
        laagste_maand=pl.col("maand").get(number.arg_min()),
        hoogste=number.max(),
        hoogste_maand=pl.col("maand").get(number.arg_max()),
        gemiddelde=number.mean(),
        variatie=pl.when(pl.len() > 1).then(number.std(ddof=0) / number.mean()),
        verschil=number.max() - number.min(),
        verschil_zonder_laagste=pl.when(pl.len() > 1).then(number.max() - low_first.get(1, null_on_oob=True)),
    )
    whole = definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum)
    return counted.join(spread, on=by, how="left").with_columns(volledig=whole).select(
        *by, "clienten", "toewijzingen", "volledig", *(name for name in spread.columns if name not in by)
    ).sort(by)  # fmt: skip
