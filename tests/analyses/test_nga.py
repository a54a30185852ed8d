"""NGA: costs of aanbieders without a contract in force."""

import polars as pl

from jeugdlib import disclosure, model
from jeugdlib.analyses import nga
from tables import table

PRODUCTEN = table(
    """
    productcode | productnaam | productgroep | segment | financieringsvorm
    A           | Product A   | Groep        | 3       | pxq
    B           | Product B   | Groep        | 4       | pxq
    """,
    model.Producten,
)
CONTRACTEN = table(
    """
    agb | productcode | geldig_vanaf | geldig_tot
    01  | A           | 2022-01-01   | 2022-12-31
    01  | A           | 2023-06-01   |
    02  | B           | 2022-01-01   |
    """,
    model.Contracten,
)
NET = dict.fromkeys(("gemeentecode", "agb", "toewijzingnummer", "productcode", "client"), pl.String)
NET |= {"begindatum": pl.Date, "einddatum": pl.Date, "bedrag_cent": pl.Int64}
LINES = table(
    """
    gemeentecode | agb | toewijzingnummer | productcode | client | begindatum | einddatum  | bedrag_cent
    0983         | 01  | 1                | A           | a      | 2022-12-31 | 2023-01-31 | 100
    0983         | 01  | 1                | A           | a      | 2023-01-01 | 2023-01-31 | 300
    0983         | 01  | 1                | A           | a      | 2023-06-01 | 2023-06-30 | 500
    0983         | 02  | 2                | A           | b      | 2023-06-01 | 2023-06-30 | 200
    0983         | 02  | 3                | B           | b      | 2023-06-01 | 2023-06-30 | 1000
    0983         | 03  | 4                | B           | c      | 2024-06-01 | 2024-06-30 | 50
    """,
    NET,
)
DATA = (LINES, PRODUCTEN, CONTRACTEN)


def test_a_line_is_nga_when_no_contract_for_that_product_is_in_force_on_its_first_day():
    found = nga.per_year(*DATA)
    columns = ("jaar", "kosten_cent", "nga_cent", "aandeel", "clienten", "clienten_nga", "clienten_gecontracteerd")
    assert found.select(columns).rows() == [(2022, 100, 0, 0.0, 1, 0, 1), (2023, 2000, 500, 0.25, 2, 2, 2), (2024, 50, 50, 1.0, 1, 1, 0)]


def test_a_contract_for_one_product_is_none_for_another():
    found = nga.per_product(*DATA).filter(pl.col("jaar") == 2023)
    assert found.select("productcode", "productnaam", "nga_cent").rows() == [("A", "Product A", 500), ("B", "Product B", 0)]


def test_a_product_is_wholly_nga_when_every_line_is():
    found = nga.per_product(*DATA)
    assert found.filter("geheel").select("jaar", "productcode").rows() == [(2024, "B")]
    assert nga.per_product_whole(*DATA)["geheel"].to_list() == [False, False]


def test_costs_fall_in_the_segment_of_their_product_and_an_unknown_product_in_none():
    lines = LINES.with_columns(productcode=pl.when(pl.col("agb") == "03").then(pl.lit("X")).otherwise("productcode"))
    found = nga.per_segment(lines, PRODUCTEN, CONTRACTEN)
    assert found.select("jaar", "segment").rows() == [(2022, "3"), (2023, "3"), (2023, "4"), (2024, "onbekend")]


def test_without_any_contract_nothing_is_known():
    assert nga.per_year(LINES, PRODUCTEN, CONTRACTEN.clear()).is_empty()
    assert nga.per_product(LINES, PRODUCTEN, CONTRACTEN.clear()).is_empty()


SOME = table(
    """
    jaar | segment | kosten_cent | nga_cent | aandeel | clienten | clienten_nga | clienten_gecontracteerd
    2023 | 3       | 1000        | 100      | 0.1     | 50       | 4            | 48
    2023 | 4       | 2000        | 100      | 0.05    | 80       | 20           | 70
    2024 | 3       | 1000        | 100      | 0.1     | 50       | 20           | 40
    2024 | 4       | 2000        | 100      | 0.05    | 80       | 20           | 70
    """
).with_columns(segment=pl.col("segment").cast(pl.String), geheel=False, aanbieders_nga=5, bedrijfsgegeven=False)


def test_a_small_nga_part_takes_the_other_segment_of_its_year_along_for_the_sum_of_the_year_is_known():
    uit = disclosure.suppress(SOME, nga.SEGMENT_RULE).frame
    assert uit["nga_cent"].to_list() == [None, None, 100, 100]
    assert uit["kosten_cent"].to_list() == [1000, 2000, 1000, 2000]


def test_a_product_hidden_in_one_year_takes_another_year_along_for_the_whole_window_is_known():
    rows = pl.concat([SOME, SOME.with_columns(jaar=pl.col("jaar") - 2)]).with_columns(
        productcode=pl.lit("A") + pl.col("segment"), productgroep=pl.lit("G") + pl.col("segment")
    )
    uit = disclosure.suppress(rows, nga.PRODUCT_RULE).frame
    hidden = {(row["jaar"], row["segment"]) for row in uit.filter(pl.col("nga_cent").is_null()).rows(named=True)}
    assert len({jaar for jaar, segment in hidden if segment == "3"}) > 1
