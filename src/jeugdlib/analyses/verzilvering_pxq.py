"""Verzilvering P*Q: welk deel van wat is toegewezen, wordt ook gedeclareerd, en wat kan er nog bij komen?

Grain in: one row per toewijzing with its assigned cents, and net lines. Grain out: one row per year and type of aanbieder, or product.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from jeugdlib.cleaning import TOEWIJZING
from jeugdlib.definitions import assignments, dominance, persons, spread_over_years, whole_year, with_product
from jeugdlib.disclosure import Rule

BAND = (0.7, 0.8)  # what the advice report gives as the national picture
REDENEN = ("bekend", "zonder_omvang", "frequentie_onbekend", "zonder_tarief", "eenheid_past_niet", "te_groot", "product_onbekend")
ZONDER_TOEWIJZING = "zonder_toewijzing"

_RESTING = ["toegewezen_cent", "gedeclareerd_cent", "verzilvering", "ruimte_cent", "ruimte"]
YEAR_RULE = Rule(counts={"toewijzingen": _RESTING, "clienten": _RESTING}, business="bedrijfsgegeven")
RULE = Rule(counts={"toewijzingen": _RESTING, "clienten": _RESTING}, within=["jaar"], business="bedrijfsgegeven")
COVERAGE_RULE = Rule(counts={"toewijzingen": ["gedeclareerd_cent"], "clienten": ["gedeclareerd_cent"]})


def by_year(toegewezen: pl.DataFrame, nettoregels: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Compare declared with assigned per year: the columns of `by_provider_type` without `type`.

    A table of its own: a year can be shown where one of its types is too small, as two of them are hidden then.
    """
    return _per_year(toegewezen, nettoregels, [], analyse_begin=analyse_begin, peildatum=peildatum)


def by_provider_type(
    toegewezen: pl.DataFrame, nettoregels: pl.DataFrame, aanbieders: pl.DataFrame, *, analyse_begin: date, peildatum: date
) -> pl.DataFrame:
    """Compare declared with assigned per year and type of aanbieder.

    Args:
        toegewezen: output of `definitions.build_toegewezen`.
        nettoregels: netted lines; they count in the year of their begindatum, with the toewijzing they belong to.
        aanbieders: `agb`, `type`; the type is that of the aanbieder of the toewijzing, "onbekend" where there is none.
        analyse_begin: first day of the window.
        peildatum: first day after it.

    Returns:
        `jaar`, `type`, `toegewezen_cent`, `gedeclareerd_cent`, `verzilvering` (declared / assigned), `ruimte_cent` (assigned - declared),
        `ruimte` (assigned / declared - 1), `toewijzingen`, `clienten`, `volledig` (the window holds the whole year),
        `bedrijfsgegeven` (the declared amount is mostly that of one or two aanbieders); sorted by year and type. Only P*Q
        toewijzingen whose assigned cents are known.
    """
    types = aanbieders.select("agb", "type")
    typed = toegewezen.join(types, on="agb", how="left").with_columns(pl.col("type").fill_null("onbekend"))
    return _per_year(typed, nettoregels, ["type"], analyse_begin=analyse_begin, peildatum=peildatum)


def by_product(toegewezen: pl.DataFrame, nettoregels: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Do the same per year and product of the toewijzing: `productcode` in the place of `type`, and `productnaam` at the end."""
    named = toegewezen.sort("productcode", "ingangsdatum", *TOEWIJZING).unique("productcode", keep="last", maintain_order=True)
    return (
        _per_year(toegewezen, nettoregels, ["productcode"], analyse_begin=analyse_begin, peildatum=peildatum)
        .join(named.select("productcode", "productnaam"), on="productcode", how="left")
        .sort("jaar", "productcode")
    )


def _per_year(
    toegewezen: pl.DataFrame, nettoregels: pl.DataFrame, by: Sequence[str], *, analyse_begin: date, peildatum: date
) -> pl.DataFrame:
    known = toegewezen.filter((pl.col("financieringsvorm") == "pxq") & pl.col("toegewezen_cent").is_not_null())
    assigned = spread_over_years(known, analyse_begin=analyse_begin, peildatum=peildatum)
    lines = nettoregels.join(known, on=TOEWIJZING, how="semi").with_columns(jaar=pl.col("begindatum").dt.year().cast(pl.Int64))
    declared = lines.select(*TOEWIJZING, "jaar", gedeclareerd_cent="bedrag_cent")
    owners = known.select(*TOEWIJZING, "client", *by)
    secret = dominance(lines.select(*TOEWIJZING, "jaar", "agb", "bedrag_cent").join(owners, on=TOEWIJZING), ["jaar", *by])
    assigned_cents, declared_cents = pl.col("toegewezen_cent"), pl.col("gedeclareerd_cent")
    return (
        pl.concat([assigned, declared], how="diagonal")
        .join(owners, on=TOEWIJZING, how="left")
        .group_by("jaar", *by)
        .agg(assigned_cents.sum(), declared_cents.sum(), toewijzingen=assignments(), clienten=persons())
        .join(secret, on=["jaar", *by], how="left")
        .with_columns(
            volledig=whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum),
            # Without a declaration there is nothing of any aanbieder to see.
            bedrijfsgegeven=pl.col("bedrijfsgegeven").fill_null(False),
            verzilvering=pl.when(assigned_cents > 0).then(declared_cents / assigned_cents),
            ruimte_cent=assigned_cents - declared_cents,
            ruimte=pl.when(declared_cents > 0).then(assigned_cents / declared_cents - 1),
        )
        .select("jaar", *by, *_RESTING, "toewijzingen", "clienten", "volledig", "bedrijfsgegeven")
        .sort("jaar", *by)
    )


def coverage(toegewezen: pl.DataFrame, nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Count what the figures rest on, and what is left out because nobody knows how much was assigned.

    Args:
        toegewezen: output of `definitions.build_toegewezen`.
        nettoregels: netted lines.
        producten: says which lines without a toewijzing are P*Q.

    Returns:
        `reden` ("bekend": in the figures; else why not, in the order of `REDENEN`; "zonder_toewijzing" last), `toewijzingen`, `clienten`,
        `gedeclareerd_cent` (net declared on them); only reasons that occur.
    """
    reason = (
        pl.when(pl.col("financieringsvorm").is_null())
        .then(pl.lit("product_onbekend"))
        .otherwise(pl.col("reden_onbekend").fill_null("bekend"))
    )
    perhaps = toegewezen.filter((pl.col("financieringsvorm") == "pxq") | pl.col("financieringsvorm").is_null())
    declared = nettoregels.group_by(TOEWIJZING).agg(pl.col("bedrag_cent").sum())
    assigned = perhaps.with_columns(reden=reason).join(declared, on=TOEWIJZING, how="left")
    lines = with_product(nettoregels.filter("zonder_toewijzing"), producten, on="begindatum")
    loose = lines.filter(pl.col("financieringsvorm") == "pxq").with_columns(reden=pl.lit(ZONDER_TOEWIJZING))
    columns = ["reden", *TOEWIJZING, "client", "bedrag_cent"]
    order = {name: place for place, name in enumerate((*REDENEN, ZONDER_TOEWIJZING))}
    return (
        pl.concat([assigned.select(columns), loose.select(columns)])
        .group_by("reden")
        .agg(
            toewijzingen=assignments(),
            clienten=persons(),
            gedeclareerd_cent=pl.col("bedrag_cent").sum(),
        )
        .sort(pl.col("reden").replace_strict(order, return_dtype=pl.Int64))
    )
