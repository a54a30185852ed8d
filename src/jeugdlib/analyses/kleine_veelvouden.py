"""Kleine veelvouden: hoe verschillen de gemeenten van een regio, en gaan zij dezelfde kant op?

Grain in: zorgperioden (clients and toewijzingen in care) and nettoregels (costs). Grain out: one row per gemeente and year.
"""

from datetime import date

import polars as pl

from jeugdlib import definitions
from jeugdlib.disclosure import Rule

PER = 1000  # young inhabitants

# The region's own tables hold the totals of a year, so no hidden gemeente stays alone in it.
RULE = Rule(
    counts={"clienten": ["clienten_per_1000"], "toewijzingen": [], "betalers": ["kosten_cent", "kosten_per_client_cent"]},
    within=["jaar"],
    business="bedrijfsgegeven",
)


def per_gemeente(
    nettoregels: pl.DataFrame,
    zorgperioden: pl.DataFrame,
    gemeenten: pl.DataFrame,
    jeugdigen: pl.DataFrame,
    *,
    analyse_begin: date,
    peildatum: date,
) -> pl.DataFrame:
    """Count the care and add up the costs of every gemeente and year.

    Args:
        nettoregels: all netted lines.
        zorgperioden: one row per toewijzing with care.
        gemeenten: `gemeentecode`, `naam`.
        jeugdigen: the young inhabitants (`model.Jeugdigen`); may be empty.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `gemeente` (name, or the code where the name is unknown), `jaar`, `clienten` and `toewijzingen` (in care in that year),
        `kosten_cent`, `kosten_per_client_cent` (over `betalers`), `clienten_per_1000` (per 1.000 young inhabitants of that year; null
        where their number was not delivered or the year was seen in part), `volledig`, `betalers` (clients with a nettoregel),
        `jeugdigen`, `gemeentecode`, `bedrijfsgegeven`; sorted by gemeentecode and jaar.
    """
    by = ["gemeentecode", "jaar"]
    whole = definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum)
    care = definitions.care_per_year(zorgperioden).group_by(by).agg(clienten=definitions.persons(), toewijzingen=definitions.assignments())
    lines = nettoregels.with_columns(jaar=pl.col("begindatum").dt.year().cast(pl.Int64))
    cost = lines.group_by(by).agg(kosten_cent=pl.col("bedrag_cent").sum(), betalers=definitions.persons())
    business = definitions.dominance(lines, by).select(*by, "bedrijfsgegeven")
    young = jeugdigen.group_by(by).agg(jeugdigen=pl.col("aantal").sum())
    counts = ["clienten", "toewijzingen", "kosten_cent", "betalers"]
    return (
        care.join(cost, on=by, how="full", coalesce=True)
        .join(business, on=by, how="left")
        .join(young, on=by, how="left")
        .join(gemeenten.select("gemeentecode", gemeente="naam"), on="gemeentecode", how="left")
        .with_columns(pl.col(counts).fill_null(0), pl.col("bedrijfsgegeven").fill_null(False), volledig=whole)
        .with_columns(
            gemeente=pl.coalesce("gemeente", "gemeentecode"),
            kosten_per_client_cent=definitions.cents_each(pl.col("kosten_cent"), pl.col("betalers")),
            clienten_per_1000=pl.when(pl.col("volledig") & (pl.col("jeugdigen") > 0)).then(pl.col("clienten") * PER / pl.col("jeugdigen")),
        )
        .select(
            *("gemeente", "jaar", "clienten", "toewijzingen", "kosten_cent", "kosten_per_client_cent", "clienten_per_1000", "volledig"),
            *("betalers", "jeugdigen", "gemeentecode", "bedrijfsgegeven"),
        )
        .sort("gemeentecode", "jaar")
    )
