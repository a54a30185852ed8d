"""Samenvatting: tien cijfers van deze gemeente, met hun verandering en de regio ernaast.

Grain in: disclosed tables of other slides, with a row per year. Grain out: one row per kengetal. Nothing is counted here, so that
the summary never differs from the slides, and what is hidden there is hidden here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed, require


@dataclass(frozen=True)
class Bron:
    """Where a figure stands: a table, its column, the unit, and which rows of a year it is about."""

    tabel: str
    kolom: str
    eenheid: str
    rij: pl.Expr | None = None
    waarde: Callable[[float], float] = float


CIJFERS: Final[dict[str, Bron]] = {
    "clienten": Bron("clienten_toewijzingen", "clienten", "aantal"),
    "toewijzingen": Bron("clienten_toewijzingen", "toewijzingen", "aantal"),
    "aanbieders": Bron("aanbieders_per_jaar", "aanbieders", "aantal"),
    "kosten": Bron("zorgkosten_per_jaar", "kosten_cent", "cent"),
    "kosten_per_client": Bron("zorgkosten_per_jaar", "kosten_per_client_cent", "cent"),
    "kosten_per_toewijzing": Bron("zorgkosten_per_jaar", "kosten_per_toewijzing_cent", "cent"),
    "aandeel_nga": Bron("nga_per_jaar", "aandeel", "aandeel"),
    # Beside meerwerk and maatwerk stands the rest: where that is known, so are the two together.
    "aandeel_meerwerk_maatwerk": Bron("maatwerk_per_jaar", "aandeel", "aandeel", pl.col("soort") == "overig", lambda rest: 1 - rest),
    "aandeel_micro": Bron("aanbiedertype_per_jaar", "aandeel", "aandeel", pl.col("type") == "micro"),
    "verzilvering": Bron("verzilvering_jaar", "verzilvering", "aandeel"),
}
TABELLEN: Final = tuple(dict.fromkeys(bron.tabel for bron in CIJFERS.values()))
_SCHEMA: Final = {
    "kengetal": pl.String,
    "eenheid": pl.String,
    "jaar": pl.Int64,
    "waarde": pl.Float64,
    "vorig": pl.Float64,
    "verandering": pl.Float64,
    "regio": pl.Float64,
    "regio_vorig": pl.Float64,
    "regio_verandering": pl.Float64,
    FLAG: pl.Boolean,
}


def ten_figures(tabellen: Mapping[str, Disclosed], regio: Mapping[str, Disclosed | None], *, jaar: int) -> Disclosed:
    """Take ten figures of a year and the year before from the tables of the slides.

    Args:
        tabellen: the tables of `TABELLEN`, disclosed, each with `jaar`.
        regio: the same tables of the region; None where there is no region to set beside.
        jaar: the last whole year.

    Returns:
        `kengetal`, `eenheid` ("aantal", "cent" or "aandeel"), `jaar`, `waarde`, `vorig` (the year before), `verandering` (growth as a
        fraction; of a share the difference), and the same of the region; null where hidden or not there. In the order of `CIJFERS`.
    """
    rows = []
    for kengetal, bron in CIJFERS.items():
        (now, hidden), (before, _) = (_value(tabellen[bron.tabel], bron, year) for year in (jaar, jaar - 1))
        beside = regio.get(bron.tabel)
        (region, _), (region_before, _) = (_value(beside, bron, year) if beside else (None, False) for year in (jaar, jaar - 1))
        own = now, before, _change(now, before, bron)
        rows.append((kengetal, bron.eenheid, jaar, *own, region, region_before, _change(region, region_before, bron), hidden))
    first = next(iter(tabellen.values()))
    safe = all(require(table).veilig for table in tabellen.values())
    return Disclosed(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), first.drempel, veilig=safe)


def _value(table: Disclosed, bron: Bron, jaar: int) -> tuple[float | None, bool]:
    """Return a figure of a year and whether it is hidden; no row is no figure."""
    of_year = pl.col("jaar") == jaar
    found = require(table).frame.filter(of_year if bron.rij is None else of_year & bron.rij).select(bron.kolom, FLAG).rows()
    if not found:
        return None, False
    ((value, flagged),) = found
    return (None, flagged) if value is None else (bron.waarde(value), False)


def _change(now: float | None, before: float | None, bron: Bron) -> float | None:
    if now is None or before is None:
        return None
    if bron.eenheid == "aandeel":
        return now - before
    return now / before - 1 if before > 0 else None
