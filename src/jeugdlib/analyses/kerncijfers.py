"""Kerncijfers: hoe groot is de jeugdhulp in deze gemeente?

Grain in: zorgperioden and nettoregels. Grain out: one row per kengetal.
"""

import polars as pl

from jeugdlib.disclosure import Rule
from jeugdlib.periods import doorlooptijd_maanden

# Gemeenten and aanbieders are no persons; with hardly any client every figure would be about that client.
RULE = Rule(counts={"waarde": []}, only=pl.col("kengetal").is_in(["clienten", "toewijzingen"]), spread=["waarde"])


def key_figures(zorgperioden: pl.DataFrame, nettoregels: pl.DataFrame) -> pl.DataFrame:
    """Count clients, toewijzingen and aanbieders in care, and what the care cost.

    Args:
        zorgperioden: one row per toewijzing with care.
        nettoregels: all netted lines, credits included.

    Returns:
        `kengetal`, `waarde` (Float64), `eenheid` ("aantal", "maanden" or "cent"): `gemeenten`, `clienten`, `toewijzingen`,
        `aanbieders` (all with a zorgperiode), `duur_maanden` (mean per toewijzing), `kosten`, `kosten_per_client`
        (per client with net declared amount); null where nothing was delivered. In this order.
    """
    care = zorgperioden.select(
        gemeenten=pl.col("gemeentecode").n_unique(),
        clienten=pl.col("client").n_unique(),
        toewijzingen=pl.len(),
        aanbieders=pl.col("agb").n_unique(),
        duur_maanden=doorlooptijd_maanden(pl.col("duur_begin"), pl.col("duur_eind")).mean(),
    )
    cost = nettoregels.select(kosten=pl.col("bedrag_cent").sum(), clienten=pl.col("client").n_unique())
    payers = cost["clienten"][0]
    values = care.row(0, named=True) | {"kosten": cost["kosten"][0], "kosten_per_client": cost["kosten"][0] / payers if payers else None}
    units = {"duur_maanden": "maanden", "kosten": "cent", "kosten_per_client": "cent"}
    return pl.DataFrame(
        {"kengetal": list(values), "waarde": list(values.values()), "eenheid": [units.get(name, "aantal") for name in values]},
        schema={"kengetal": pl.String, "waarde": pl.Float64, "eenheid": pl.String},
        strict=False,
    )
