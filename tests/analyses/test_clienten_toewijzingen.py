"""Cliënten en toewijzingen: who is in care in a year, and whether a difference is more than chance."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import clienten_toewijzingen
from tables import table

WINDOW: dict[str, Any] = {"analyse_begin": date(2021, 1, 1), "peildatum": date(2023, 8, 1)}


def care(text: str) -> pl.DataFrame:
    return table(text, {name: pl.Date if name in ("begin", "eind") else pl.String for name in HEADS})


HEADS = ("gemeentecode", "toewijzingnummer", "client", "begin", "eind")
CARE = """
    gemeentecode | toewijzingnummer | client | begin      | eind
    0983         | 1                | a      | 2021-12-31 | 2022-01-01
    0983         | 2                | a      | 2022-06-01 | 2022-06-01
    0984         | 1                | b      | 2021-02-01 | 2023-07-31
    """


def test_a_year_counts_whose_care_touches_it_a_person_once_and_equal_numbers_of_two_gemeenten_twice():
    found = clienten_toewijzingen.per_year(care(CARE), **WINDOW).select("jaar", "clienten", "toewijzingen", "volledig")
    expected = table("jaar | clienten | toewijzingen | volledig\n2021 | 2 | 2 | true\n2022 | 2 | 3 | true\n2023 | 1 | 1 | false")
    assert_frame_equal(found, expected)


def test_a_year_that_was_seen_in_part_is_not_compared_with_a_whole_one_on_either_side():
    found = clienten_toewijzingen.per_year(care(CARE), **WINDOW)
    assert found["clienten_p"].to_list() == [None, 1.0, None]
    assert found["toewijzingen_vorig"].to_list() == [None, 2, None]
    later = clienten_toewijzingen.per_year(care(CARE), analyse_begin=date(2021, 1, 2), peildatum=date(2023, 8, 1))
    assert later["clienten_p"].null_count() == later.height


def test_the_p_value_is_that_of_the_two_counts():
    many = care(
        "\n".join(
            [CARE.strip().splitlines()[0], *(f"0983 | {n} | c{n} | {2021 + (n > 4)}-03-01 | {2021 + (n > 4)}-03-02" for n in range(20))]
        )
    )
    row = clienten_toewijzingen.per_year(many, **WINDOW).row(1, named=True)
    assert (row["clienten_vorig"], row["clienten"], row["clienten_groei"]) == (5, 15, 2.0)
    # Twice the chance of at most 5 heads in 20 throws: 2 * (1 + 20 + 190 + 1140 + 4845 + 15504) / 2**20.
    assert row["clienten_p"] == pytest.approx(2 * 21700 / 2**20, rel=1e-12)


def test_a_small_year_hides_the_comparison_of_the_year_after_it_too():
    counted = table(
        """
        jaar | clienten | clienten_vorig | clienten_groei | clienten_p | toewijzingen | toewijzingen_vorig | toewijzingen_p
        2021 | 8        |                |                |            | 12           |                    |
        2022 | 16       | 8              | 1.0            | 0.15       | 24           | 12                 | 0.06
        """
    ).with_columns(toewijzingen_groei=pl.lit(1.0))
    hidden = disclosure.suppress(counted, clienten_toewijzingen.RULE).frame
    assert hidden["clienten"].to_list() == [None, 16]
    assert hidden.row(1, named=True)["clienten_p"] is None
    assert hidden["toewijzingen_p"].to_list() == [None, 0.06]


def test_without_care_there_is_no_row():
    assert clienten_toewijzingen.per_year(care(CARE).clear(), **WINDOW).is_empty()
