"""Type aanbieder: costs of micro and other aanbieders."""

import polars as pl

from jeugdlib import disclosure
from jeugdlib.analyses import aanbiedertype
from tables import table

AANBIEDERS = table("agb | type\n01 | micro\n02 | regulier\n03 |", {"agb": pl.String, "type": pl.String})
LINES = table(
    """
    agb | client | begindatum | bedrag_cent
    01  | a      | 2022-12-31 | 100
    01  | a      | 2023-01-01 | 300
    02  | a      | 2023-01-01 | 800
    02  | b      | 2023-02-01 | -100
    03  | c      | 2023-02-01 | 100
    99  | d      | 2023-02-01 | 100
    """,
    {"agb": pl.String, "client": pl.String, "begindatum": pl.Date, "bedrag_cent": pl.Int64},
)


def test_costs_are_split_over_the_types_and_who_has_none_is_unknown():
    found = aanbiedertype.per_year(LINES, AANBIEDERS)
    columns = ("jaar", "type", "kosten_cent", "totaal_cent", "aandeel", "clienten", "clienten_totaal", "aanbieders")
    assert found.select(columns).rows() == [
        (2022, "micro", 100, 100, 1.0, 1, 1, 1),
        (2023, "micro", 300, 1200, 0.25, 1, 4, 1),
        (2023, "onbekend", 200, 1200, 200 / 1200, 2, 4, 2),
        (2023, "regulier", 700, 1200, 700 / 1200, 2, 4, 1),
    ]


def test_a_year_that_only_gives_money_back_has_no_shares():
    found = aanbiedertype.per_year(LINES.with_columns(bedrag_cent=-pl.col("bedrag_cent")), AANBIEDERS)
    assert found["aandeel"].null_count() == found.height


def test_a_type_with_few_clients_takes_the_next_one_along():
    rows = table(
        """
        jaar | type     | kosten_cent | totaal_cent | aandeel | clienten | clienten_totaal | grootste_aandeel
        2023 | micro    | 100         | 1000        | 0.1     | 5        | 100             | 0.3
        2023 | regulier | 900         | 1000        | 0.9     | 95       | 100             | 0.3
        """
    ).with_columns(bedrijfsgegeven=pl.lit(False))
    uit = disclosure.suppress(rows, aanbiedertype.RULE).frame
    assert uit["kosten_cent"].to_list() == [None, None]
    assert uit["totaal_cent"].to_list() == [1000, 1000]
