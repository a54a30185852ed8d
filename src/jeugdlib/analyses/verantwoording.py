"""Verantwoording: waar is elke geleverde regel en elke euro gebleven?

Grain in: one row per gemeente, table and step. Grain out: one row per table and step.
"""

import polars as pl

from jeugdlib.disclosure import Rule
from jeugdlib.errors import AccountingError

# The order in which a row can leave; `aanvaard` is what the figures rest on.
STAPPEN = [
    "aangeleverd",
    "afgekeurd",
    "exacte_dubbelen",
    "herzien",
    "ingetrokken",
    "buiten_selectie",
    "ouder_dan_21",
    "buiten_analyseperiode",
    "nulregel",
    "tegengeboekt",
    "aanvaard",
]

RULE = Rule(counts={"rijen": ["bedrag_cent"]}, within=["tabel"])


def ledger(ingelezen: pl.DataFrame, opgeschoond: pl.DataFrame) -> pl.DataFrame:
    """Join the account of reading in with that of cleaning.

    Args:
        ingelezen: `gemeentecode`, `tabel`, `stap`, `rijen`, `bedrag_cent`, as `inlezen` stored it.
        opgeschoond: the same columns for the steps that depend on this run's choices, and `aanvaard`.

    Returns:
        `tabel`, `stap`, `rijen`, `bedrag_cent` (declaraties only, credits negative), in the order of the steps.

    Raises:
        AccountingError: what was delivered is not what was refused, removed and accepted.
    """
    tables = opgeschoond["tabel"].unique().to_list()
    rows = pl.concat(
        [ingelezen.filter(pl.col("tabel").is_in(tables) & (pl.col("stap") != "opgenomen")), opgeschoond.select(ingelezen.columns)]
    )
    table = (
        rows.group_by("tabel", "stap")
        .agg(
            pl.col("rijen").sum(),
            bedrag_cent=pl.when(pl.col("tabel").first() == "declaraties").then(pl.col("bedrag_cent").sum()),
        )
        .join(_every_step(tables), on=["tabel", "stap"], how="right")
        .with_columns(
            pl.col("rijen").fill_null(0),
            bedrag_cent=pl.when(pl.col("tabel") == "declaraties").then(pl.col("bedrag_cent").fill_null(0)),
        )
        .with_columns(volgorde=pl.col("stap").replace_strict({stap: place for place, stap in enumerate(STAPPEN)}, return_dtype=pl.Int32))
        .sort("tabel", "volgorde")
        .drop("volgorde")
    )
    table = table.select("tabel", "stap", "rijen", "bedrag_cent")
    sign = pl.when(pl.col("stap") == "aangeleverd").then(1).otherwise(-1)
    rest = table.group_by("tabel").agg((pl.col("rijen") * sign).sum(), (pl.col("bedrag_cent").fill_null(0) * sign).sum())
    if rest.filter((pl.col("rijen") != 0) | (pl.col("bedrag_cent") != 0)).height:
        raise AccountingError("Aangeleverd is niet gelijk aan aanvaard plus afgekeurd plus verwijderd. Lees de levering opnieuw in.")
    return table


def _every_step(tables: list[str]) -> pl.DataFrame:
    """Return each table with each step: a step that took nothing says so."""
    return pl.DataFrame({"tabel": sorted(tables)}, schema={"tabel": pl.String}).join(pl.DataFrame({"stap": STAPPEN}), how="cross")
