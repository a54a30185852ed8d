"""Factsheet: wat is elke productgroep in één jaar, in cliënten, toewijzingen, aanbieders en kosten?

Grain in: one row per zorgperiode and per nettoregel. Grain out: one row per productgroep, of one year.
"""

from datetime import date
from typing import Final

import polars as pl

from jeugdlib import definitions, model
from jeugdlib.disclosure import Rule

_ALL: Final = ("clienten", "toewijzingen", "aanbieders", "kosten_cent", "clienten_met_kosten", "kosten_per_client_cent", "grootste_aandeel")
# The costs of a segment and year stand in another table: one group hidden alone could be computed from them.
RULE = Rule(
    counts=dict.fromkeys(["clienten", "toewijzingen", "clienten_met_kosten"], _ALL), also_within=[["segment"]], business="bedrijfsgegeven"
)
_NAMES: Final = ["segment", "financieringsvorm", "normvolume_uren", "normdoorlooptijd_maanden"]


def per_group(zorgperioden: pl.DataFrame, nettoregels: pl.DataFrame, producten: pl.DataFrame, *, jaar: int) -> pl.DataFrame:
    """Describe each productgroep that had care or costs in a year.

    Args:
        zorgperioden: one row per toewijzing with care; it counts in each year that it overlaps.
        nettoregels: all netted lines; they count in the year of their begindatum.
        producten: product table.
        jaar: the year.

    Returns:
        `productgroep`, `jaar`, `clienten`, `toewijzingen`, `aanbieders` (with care in that year), `kosten_cent`, `clienten_met_kosten`
        (whose lines of that year add up to more than 0), `kosten_per_client_cent` (costs over those clients, rounded; null without
        them), `segment`, `financieringsvorm`, `normvolume_uren`, `normdoorlooptijd_maanden` (texts, from the products that hold in that
        year; null where they have none), `grootste_aandeel` (of one aanbieder in the costs), `bedrijfsgegeven`; sorted by productgroep.
    """
    care = definitions.care_per_year(zorgperioden).filter(pl.col("jaar") == jaar)
    counted = care.group_by(pl.col("productgroep").fill_null(definitions.ONBEKEND)).agg(
        clienten=definitions.persons(), toewijzingen=definitions.assignments(), aanbieders=pl.col("agb").n_unique().cast(pl.Int64)
    )
    lines = definitions.lines_with_product(nettoregels, producten).filter(pl.col("jaar") == jaar)
    each = lines.group_by("productgroep", "client").agg(cent=pl.col("bedrag_cent").sum())
    cost = each.group_by("productgroep").agg(
        kosten_cent=pl.col("cent").sum(), clienten_met_kosten=(pl.col("cent") > 0).sum().cast(pl.Int64)
    )
    counts = ["clienten", "toewijzingen", "aanbieders", "kosten_cent", "clienten_met_kosten"]
    return (
        counted.join(cost, on="productgroep", how="full", coalesce=True)
        .join(definitions.dominance(lines, ["productgroep"]).drop("aanbieders"), on="productgroep", how="left")
        .join(_described(producten, jaar), on="productgroep", how="left")
        .with_columns(pl.col(counts).fill_null(0), pl.col("segment").fill_null(definitions.ONBEKEND), jaar=pl.lit(jaar, dtype=pl.Int64))
        .with_columns(kosten_per_client_cent=definitions.cents_each(pl.col("kosten_cent"), pl.col("clienten_met_kosten")))
        .select(
            *("productgroep", "jaar", *counts, "kosten_per_client_cent", *_NAMES, "grootste_aandeel"),
            pl.col("bedrijfsgegeven").fill_null(False),
        )
        .sort("productgroep")
    )


def _described(producten: pl.DataFrame, jaar: int) -> pl.DataFrame:
    """Write segment, form and norms of each productgroep as texts, from the products that hold on some day of the year."""
    order = {name: place for place, name in enumerate(model.ZWAARTES)}
    holds = (pl.col("geldig_vanaf").fill_null(date.min) <= date(jaar, 12, 31)) & (
        pl.col("geldig_tot").fill_null(date.max) >= date(jaar, 1, 1)
    )
    products = producten.filter(holds).sort(
        pl.col("zwaarte").replace_strict(order, default=len(order), return_dtype=pl.Int64), "productcode", "normvolume_uren"
    )
    hours = pl.col("normvolume_uren").cast(pl.String).str.strip_suffix(".0").str.replace(".", ",", literal=True)
    months = pl.col("normdoorlooptijd_maanden").cast(pl.String)
    name = pl.coalesce("zwaarte", "productcode")

    def texts(norm: pl.Expr) -> pl.Expr:
        # One norm for all is written once, else each with its name.
        known = norm.drop_nulls()
        each = pl.concat_str(name, pl.lit(" "), norm).drop_nulls().unique(maintain_order=True).str.join(", ")
        return pl.when(known.n_unique() > 1).then(each).when(known.len() > 0).then(known.first())

    forms = [
        pl.when((pl.col("financieringsvorm") == form).any()).then(pl.lit(form)).alias(f"_{form}") for form in model.FINANCIERINGSVORMEN
    ]
    return (
        products.group_by("productgroep", maintain_order=True)
        .agg(
            *forms,
            segment=pl.col("segment").drop_nulls().unique().sort().str.join(", "),
            normvolume_uren=texts(hours),
            normdoorlooptijd_maanden=texts(months),
        )
        .with_columns(
            pl.when(pl.col("segment") != "").then("segment").alias("segment"),
            financieringsvorm=pl.concat_str([f"_{form}" for form in model.FINANCIERINGSVORMEN], separator=" en ", ignore_nulls=True),
        )
        .select("productgroep", *_NAMES)
    )
