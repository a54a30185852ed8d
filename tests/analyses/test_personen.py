"""Personen: children per productgroep and month, and how much the months of a year differ."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import personen
from tables import table

WINDOW: dict[str, Any] = {"analyse_begin": date(2022, 11, 1), "peildatum": date(2023, 3, 1)}
HEADS = {
    name: pl.Date if name in ("begin", "eind") else pl.String for name in ("toewijzingnummer", "client", "productgroep", "begin", "eind")
}
CARE = """
    toewijzingnummer | client | productgroep | begin      | eind
    1                | a      | GGZ          | 2022-12-31 | 2023-02-01
    2                | a      | GGZ          | 2023-01-10 | 2023-01-20
    3                | b      | GGZ          | 2023-01-31 | 2023-01-31
    4                | b      | Respijt      | 2022-11-01 | 2022-11-30
    5                | c      |              | 2022-11-01 | 2022-11-30
    """


def care(text: str) -> pl.DataFrame:
    return table(text, HEADS).with_columns(gemeentecode=pl.lit("0983"))


def test_a_month_counts_whose_care_touches_it_a_person_once_and_a_month_without_is_zero():
    expected = table(
        """
        productgroep | maand      | clienten | toewijzingen
        GGZ          | 2022-11-01 | 0        | 0
        GGZ          | 2022-12-01 | 1        | 1
        GGZ          | 2023-01-01 | 2        | 3
        GGZ          | 2023-02-01 | 1        | 1
        Respijt      | 2022-11-01 | 1        | 1
        Respijt      | 2022-12-01 | 0        | 0
        Respijt      | 2023-01-01 | 0        | 0
        Respijt      | 2023-02-01 | 0        | 0
        """
    )
    assert_frame_equal(personen.per_month(care(CARE), **WINDOW), expected)


def test_a_year_tells_its_lowest_and_highest_month_and_what_is_between_without_the_lowest():
    drawn = [CARE.strip().splitlines()[0]]
    for month, clients in {1: 5, 2: 8, 3: 6, 4: 8}.items():
        drawn += [f"{month}{n} | c{n} | GGZ | 2022-{month:02}-01 | 2022-{month:02}-02" for n in range(clients)]
    found = personen.per_year(care("\n".join(drawn)), analyse_begin=date(2022, 1, 1), peildatum=date(2023, 1, 1)).row(0, named=True)
    assert (found["clienten"], found["toewijzingen"], found["volledig"], found["maanden"]) == (8, 27, True, 4)
    assert (found["laagste"], found["laagste_maand"], found["hoogste"], found["hoogste_maand"]) == (
        5,
        date(2022, 1, 1),
        8,
        date(2022, 2, 1),
    )
    assert (found["gemiddelde"], found["verschil"], found["verschil_zonder_laagste"]) == (6.75, 3, 2)
    assert found["variatie"] == pytest.approx((1.6875**0.5) / 6.75)


def test_one_month_has_no_spread_and_a_year_seen_in_part_is_marked():
    found = personen.per_year(care(CARE), **WINDOW).filter(productgroep="Respijt").row(0, named=True)
    assert (found["maanden"], found["verschil"], found["variatie"], found["verschil_zonder_laagste"]) == (1, 0, None, None)
    assert found["volledig"] is False


def test_a_year_with_a_small_month_hides_what_would_tell_it_and_takes_a_second_productgroep_along():
    counted = table(
        """
        productgroep | jaar | clienten | toewijzingen | laagste | hoogste | gemiddelde | variatie | verschil
        GGZ          | 2022 | 60       | 90           | 8       | 40      | 30.0       | 0.2      | 32
        Klein        | 2022 | 4        | 5            | 1       | 3       | 2.0        | 0.2      | 2
        Respijt      | 2022 | 30       | 31           | 12      | 20      | 15.0       | 0.2      | 8
        """
    ).with_columns(laagste_maand=date(2022, 8, 1), hoogste_maand=date(2022, 5, 1), verschil_zonder_laagste=pl.lit(1))
    hidden = disclosure.suppress(counted, personen.YEAR_RULE).frame
    assert hidden["toewijzingen"].to_list() == [90, None, None]
    assert hidden["laagste"].to_list() == [None, None, None]
    assert hidden["gemiddelde"].to_list() == [None, None, None]


def test_a_month_with_few_clients_or_toewijzingen_is_hidden():
    hidden = disclosure.suppress(personen.per_month(care(CARE), **WINDOW), personen.MONTH_RULE).frame
    assert hidden["clienten"].to_list() == [0, None, None, None, None, 0, 0, 0]


def test_without_care_there_is_no_row():
    assert personen.per_month(care(CARE).clear(), **WINDOW).is_empty()
    assert personen.per_year(care(CARE).clear(), **WINDOW).is_empty()
