"""Aanbieders per month, and how few of them have most of the costs."""

from datetime import date

import polars as pl
import pytest

from jeugdlib import disclosure, model
from jeugdlib.analyses import aanbieders
from tables import table

CONTRACTEN = table("agb | productcode | geldig_vanaf | geldig_tot\n01 | A | 2023-01-01 | 2023-01-31", model.Contracten)
LINES = table(
    """
    agb | client | productcode | begindatum | bedrag_cent
    01  | a      | A           | 2023-01-05 | 100
    01  | b      | B           | 2023-01-06 | 100
    02  | b      | A           | 2023-01-06 | 100
    01  | a      | A           | 2023-02-01 | 100
    03  | c      | A           | 2023-02-01 | -100
    """,
    {"agb": pl.String, "client": pl.String, "productcode": pl.String, "begindatum": pl.Date, "bedrag_cent": pl.Int64},
)


def test_an_aanbieder_counts_once_a_month_and_one_line_under_contract_is_enough():
    assert aanbieders.per_month(LINES, CONTRACTEN).rows() == [
        (date(2023, 1, 1), "NGA", 1, 1),
        (date(2023, 1, 1), "gecontracteerd", 1, 2),
        (date(2023, 2, 1), "NGA", 1, 1),
    ]


def test_without_any_contract_the_status_is_unknown():
    found = aanbieders.per_month(LINES, CONTRACTEN.clear())
    assert found.select("contractstatus", "aanbieders").rows() == [("onbekend", 2), ("onbekend", 1)]


@pytest.mark.parametrize(
    ("cents", "hhi", "needed"),
    [([100], 10000.0, 1), ([50, 50], 5000.0, 2), ([80, 20], 6800.0, 1), ([79, 11, 10], 6462.0, 2), ([25] * 4, 2500.0, 4)],
)
def test_concentration_is_the_sum_of_squared_percentages_and_the_few_that_have_four_fifths(cents: list[int], hhi: float, needed: int):
    lines = pl.DataFrame({"agb": [f"0{n}" for n in range(len(cents))], "bedrag_cent": cents}).with_columns(
        client=pl.lit("a"), begindatum=pl.lit(date(2023, 5, 1))
    )
    (row,) = aanbieders.concentration(lines).rows(named=True)
    assert row["hhi"] == pytest.approx(hhi)
    assert (row["jaar"], row["aanbieders"], row["kosten_cent"], row["aanbieders_80"]) == (2023, len(cents), 100, needed)


def test_who_only_gives_money_back_has_no_part_in_the_concentration():
    found = aanbieders.concentration(LINES)
    assert found.select("aanbieders", "kosten_cent").rows() == [(2, 400)]


def test_the_number_of_aanbieders_is_shown_where_their_clients_are_few():
    uit = disclosure.suppress(aanbieders.per_month(LINES, CONTRACTEN), aanbieders.MONTH_RULE).frame
    assert uit["aanbieders"].to_list() == [1, 1, 1]
    assert uit["clienten"].to_list() == [None, None, None]
