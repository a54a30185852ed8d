"""Aanbieders: met hoeveel aanbieders werkt de gemeente, met en zonder contract, en bij hoe weinig zit het geld?

Grain in: one row per nettoregel. Grain out: one row per month and contract status, and one row per year.
"""

from typing import Final

import polars as pl

from jeugdlib import definitions
from jeugdlib.disclosure import Rule
from jeugdlib.periods import maand

GECONTRACTEERD, NGA = "gecontracteerd", "NGA"
MOST: Final = (8, 10)  # four fifths of the costs

MONTH_RULE = Rule(counts={"clienten": ()})  # the number of aanbieders is no number of persons
YEAR_RULE = Rule(counts={"clienten": ("kosten_cent", "hhi", "grootste_aandeel", "aanbieders_80")}, business="bedrijfsgegeven")


def per_month(nettoregels: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Count the aanbieders with declared care in each month.

    Args:
        nettoregels: netted lines; those with an amount above 0 count, in the month of their begindatum.
        contracten: the contracts.

    Returns:
        `maand` (first day), `contractstatus` ("gecontracteerd": at least one line of that month is under contract; "NGA": none is;
        "onbekend" without any contract in the dataset), `aanbieders`, `clienten` (with a line of those aanbieders); sorted. So an
        aanbieder counts once a month, and both kinds add up to all aanbieders.
    """
    lines = definitions.mark_nga(nettoregels.filter(pl.col("bedrag_cent") > 0), contracten).with_columns(maand=maand(pl.col("begindatum")))
    status = pl.when(pl.col("nga").is_null().all()).then(pl.lit(definitions.ONBEKEND)).when(pl.col("nga").all()).then(pl.lit(NGA))
    each = lines.group_by("maand", "agb").agg("client", contractstatus=status.otherwise(pl.lit(GECONTRACTEERD)))
    return (
        each.explode("client")
        .group_by("maand", "contractstatus")
        .agg(aanbieders=pl.col("agb").n_unique().cast(pl.Int64), clienten=definitions.persons())
        .sort("maand", "contractstatus")
    )


def concentration(nettoregels: pl.DataFrame) -> pl.DataFrame:
    """Say how far the costs of each year lie with few aanbieders.

    Args:
        nettoregels: all netted lines; an aanbieder whose lines of a year do not add up to more than 0 is left out.

    Returns:
        `jaar`, `aanbieders`, `kosten_cent`, `hhi` (the sum of squared percentages, 0 to 10.000), `aanbieders_80` (the smallest number
        that together has at least 80%), `grootste_aandeel`, `clienten`, `bedrijfsgegeven`; sorted.
    """
    lines = nettoregels.with_columns(jaar=pl.col("begindatum").dt.year().cast(pl.Int64))
    kept = lines.filter(pl.col("bedrag_cent").sum().over("jaar", "agb") > 0)
    each = kept.group_by("jaar", "agb").agg(cent=pl.col("bedrag_cent").sum()).sort(["jaar", "cent", "agb"], descending=[False, True, False])
    cent, (part, whole) = pl.col("cent"), MOST
    # One more than the number that does not reach it yet.
    short = (cent.cum_sum() * whole < cent.sum() * part).sum() + 1
    return (
        each.group_by("jaar", maintain_order=True)
        .agg(
            aanbieders=pl.len().cast(pl.Int64),
            kosten_cent=cent.sum(),
            hhi=((cent / cent.sum() * 100) ** 2).sum(),
            aanbieders_80=short.cast(pl.Int64),
        )
        .join(kept.group_by("jaar").agg(clienten=definitions.persons()), on="jaar")
        .join(definitions.dominance(kept, ["jaar"]).drop("aanbieders"), on="jaar")
        .select("jaar", "aanbieders", "kosten_cent", "hhi", "aanbieders_80", "grootste_aandeel", "clienten", "bedrijfsgegeven")
        .sort("jaar")
    )
