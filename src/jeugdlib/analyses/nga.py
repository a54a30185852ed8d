"""NGA: welk deel van de kosten gaat naar aanbieders zonder contract, en bij welke producten?

Grain in: one row per nettoregel. Grain out: one row per year, per year and segment, per year and product, or per product. Without
any contract in the dataset nothing is known: the tables are empty.
"""

from typing import Final

import polars as pl

from jeugdlib import definitions
from jeugdlib.disclosure import Rule

_ALL: Final = ("kosten_cent", "nga_cent", "aandeel", "clienten_nga", "clienten_gecontracteerd", "geheel", "aanbieders_nga")
# Who is of one kind only follows from both counts, so a small one takes the other along; no aanbieder without a contract is no NGA.
_PART: Final = ("nga_cent", "aandeel", "geheel", "clienten_nga", "clienten_gecontracteerd", "aanbieders_nga")
_COUNTS: Final = {"clienten": _ALL, "clienten_nga": _PART, "clienten_gecontracteerd": _PART}
YEAR_RULE = Rule(counts=_COUNTS, business="bedrijfsgegeven")
SEGMENT_RULE = Rule(counts=_COUNTS, within=["jaar"], business="bedrijfsgegeven")
# The costs of a productgroep, of a segment and of a product over all years stand in other tables.
PRODUCT_RULE = Rule(
    counts=_COUNTS, also_within=[["jaar", "productgroep"], ["jaar", "segment"], ["productcode"]], business="bedrijfsgegeven"
)
PERIOD_RULE = Rule(counts=_COUNTS, also_within=[["productgroep"], ["segment"]], business="bedrijfsgegeven")


def per_year(nettoregels: pl.DataFrame, producten: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Compute the share of NGA in the costs of each year.

    Args:
        nettoregels: all netted lines, those below 0 included.
        producten: product table.
        contracten: the contracts; a line is NGA when none of its aanbieder and product is in force on its begindatum.

    Returns:
        `jaar`, `kosten_cent`, `nga_cent`, `aandeel` (null where the costs are not above 0), `geheel` (every line is NGA), `clienten`,
        `clienten_nga`, `clienten_gecontracteerd` (with a line of that kind), `aanbieders_nga`, `bedrijfsgegeven` (of the NGA part);
        sorted.
    """
    return _table(nettoregels, producten, contracten, ["jaar"])


def per_segment(nettoregels: pl.DataFrame, producten: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Do as `per_year`, per `jaar` and `segment` ("onbekend" for a product without one)."""
    return _table(nettoregels, producten, contracten, ["jaar", "segment"])


def per_product(nettoregels: pl.DataFrame, producten: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Do as `per_year`, per `jaar` and `productcode`; with `productnaam`, `productgroep` and `segment`."""
    return _table(nettoregels, producten, contracten, ["jaar", "productcode"], named=True)


def per_product_whole(nettoregels: pl.DataFrame, producten: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Do as `per_product`, over the whole window: the figure of the advice report."""
    return _table(nettoregels, producten, contracten, ["productcode"], named=True)


def _table(
    nettoregels: pl.DataFrame, producten: pl.DataFrame, contracten: pl.DataFrame, by: list[str], *, named: bool = False
) -> pl.DataFrame:
    lines = definitions.mark_nga(definitions.lines_with_product(nettoregels, producten), contracten)
    lines = lines.filter(pl.col("nga").is_not_null())
    # A product is called as it is in its last line: a code may change its name and its segment over the years.
    names = ["productnaam", "productgroep", "segment"] if named else []
    last = {name: pl.col(name).sort_by("begindatum", "productnaam").last() for name in names}
    client, nga, whole = pl.col("client"), pl.col("nga"), pl.col("kosten_cent")
    secret = definitions.dominance(lines.filter("nga"), by).select(*by, "bedrijfsgegeven", aanbieders_nga="aanbieders")
    return (
        lines.group_by(by)
        .agg(
            kosten_cent=pl.col("bedrag_cent").sum(),
            nga_cent=pl.col("bedrag_cent").filter(nga).sum(),
            geheel=nga.all(),
            clienten=definitions.persons(),
            clienten_nga=client.filter(nga).n_unique().cast(pl.Int64),
            clienten_gecontracteerd=client.filter(~nga).n_unique().cast(pl.Int64),
            **last,
        )
        .join(secret, on=by, how="left")
        .with_columns(
            pl.col("aanbieders_nga").fill_null(0),
            pl.col("bedrijfsgegeven").fill_null(False),
            aandeel=pl.when(whole > 0).then(pl.col("nga_cent") / whole),
        )
        .select(
            *(*by, "kosten_cent", "nga_cent", "aandeel", "geheel", *names, "clienten", "clienten_nga", "clienten_gecontracteerd"),
            *("aanbieders_nga", "bedrijfsgegeven"),
        )
        .sort(by)
    )
