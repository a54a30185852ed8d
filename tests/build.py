"""Drawn deliveries: a test draws the columns it is about, the rest is filled with an ordinary child, aanbieder and product."""

from datetime import date, time
from typing import Any

import polars as pl

from jeugdlib import definitions, model
from tables import SchemaLike, table

ORDINARY: dict[str, dict[str, Any]] = {
    "toewijzingen": {
        "toewijzingnummer": "1",
        "gemeentecode": "0983",
        "client": "kind",
        "geboortedatum": date(2012, 5, 1),
        "agb": "41000001",
        "productcode": "Z",
        "toewijzingsdatum": date(2022, 1, 1),
        "toewijzingstijd": time(12, 0),
        "ingangsdatum": date(2022, 1, 1),
    },
    "declaraties": {
        "referentienummer": "r1",
        "toewijzingnummer": "1",
        "gemeentecode": "0983",
        "client": "kind",
        "agb": "41000001",
        "productcode": "Z",
        "begindatum": date(2022, 1, 1),
        "einddatum": date(2022, 1, 31),
        "volume": 1.0,
        "eenheid": "04",
        "bedrag": 1000,
        "debet_credit": "D",
    },
    "producten": {"productcode": "Z", "productnaam": "GGZ zwaar", "productgroep": "GGZ", "financieringsvorm": "pxq"},
    "startberichten": {"toewijzingnummer": "1", "gemeentecode": "0983", "agb": "41000001", "status_aanlevering": "1"},
    "stopberichten": {
        "toewijzingnummer": "1",
        "gemeentecode": "0983",
        "agb": "41000001",
        "status_aanlevering": "1",
        "reden_beeindiging": "31",
    },
    "plekken": {"gemeentecode": "0983", "productcode": "Z"},
}


def build(name: str, text: str = "") -> pl.DataFrame:
    """Make a table of the model from a drawing; columns that are not drawn get their ordinary value."""
    schema = model.TABLES[name]
    if not text.strip():
        return model.empty(schema)
    heads = [head.strip() for head in text.strip().splitlines()[0].split("|")]
    ordinary = [pl.lit(value).alias(column) for column, value in ORDINARY[name].items() if column not in heads]
    types = model.empty(schema).schema
    return table(text, schema).with_columns(ordinary).cast(types).select(list(types))


# A product of each kind, so that a path test draws care only.
PRODUCTEN = """
    productcode | productnaam  | productgroep | zwaarte  | financieringsvorm | normvolume_uren | normdoorlooptijd_maanden
    L           | GGZ licht    | GGZ          | licht    | traject           | 10              | 12
    M           | GGZ midden   | GGZ          | midden   | traject           | 23              | 12
    Z           | GGZ zwaar    | GGZ          | zwaar    | traject           | 45              | 12
    W           | GGZ meerwerk | GGZ          | meerwerk | pxq               |                 |
    X           | GGZ maatwerk | GGZ          | maatwerk | pxq               |                 |
    O           | Ontwikkelgroep | Ontwikkelgroep |      | pxq               |                 |
    """

ZORGPERIODE: SchemaLike = {
    "gemeentecode": pl.String,
    "client": pl.String,
    "toewijzingnummer": pl.String,
    "productgroep": pl.String,
    "zwaarte": pl.String,
    "begin": pl.Date,
    "eind": pl.Date,
    "uren": pl.Float64,
}


def zorgperioden(text: str) -> pl.DataFrame:
    """Draw zorgperioden by `zwaarte`, `begin`, `eind`; the clock is the declared one unless drawn."""
    drawn = table(text, ZORGPERIODE)
    ordinary = {"gemeentecode": "0983", "client": "kind", "productgroep": "GGZ"}
    filled = drawn.with_columns(pl.lit(value).alias(name) for name, value in ordinary.items() if name not in drawn.columns)
    if "toewijzingnummer" not in filled.columns:
        filled = filled.with_columns(toewijzingnummer=pl.int_range(pl.len()).cast(pl.String))
    filled = filled.with_columns(productcode=pl.coalesce("zwaarte", pl.lit("los")))
    if "uren" not in filled.columns:
        filled = filled.with_columns(uren=pl.lit(None, dtype=pl.Float64))
    return filled.with_columns(duur_begin="begin", duur_eind="eind", ingangsdatum="begin")


def walk(
    text: str, *, gat: int = 1, overdracht: int = 31, analyse_begin: date = date(2021, 1, 1), peildatum: date = date(2024, 8, 1)
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Build the paths and the steps of drawn zorgperioden."""
    chained = definitions.chain_zorgperioden(zorgperioden(text), max_gat_maanden=gat)
    stappen = definitions.build_stappen(chained, max_overdracht_dagen=overdracht)
    return definitions.build_zorgpaden(chained, stappen, analyse_begin=analyse_begin, peildatum=peildatum), stappen
