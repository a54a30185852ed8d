"""Calendar expressions."""

from datetime import date

import polars as pl
import pytest

from jeugdlib import periods


def months(begin: date, eind: date) -> int:
    return pl.DataFrame({"b": [begin], "e": [eind]}).select(periods.doorlooptijd_maanden(pl.col("b"), pl.col("e"))).item()


@pytest.mark.parametrize(
    ("begin", "eind", "expected"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), 12),
        (date(2021, 1, 15), date(2021, 2, 14), 1),
        (date(2021, 1, 15), date(2021, 2, 15), 2),
        (date(2021, 1, 31), date(2021, 2, 27), 1),
        (date(2021, 1, 31), date(2021, 2, 28), 2),
        (date(2024, 2, 29), date(2025, 2, 27), 12),
        (date(2024, 2, 29), date(2025, 2, 28), 13),
        (date(2021, 5, 5), date(2021, 5, 5), 1),
    ],
)
def test_a_doorlooptijd_counts_the_months_that_a_period_touches_from_its_first_day(begin, eind, expected):
    assert months(begin, eind) == expected


def test_a_doorlooptijd_is_the_smallest_month_that_moves_past_the_end_for_every_period_of_two_years():
    days = pl.date_range(date(2023, 1, 1), date(2025, 1, 31), "7d", eager=True)
    pairs = pl.DataFrame({"b": days}).join(pl.DataFrame({"e": days}), how="cross").filter(pl.col("b") <= pl.col("e"))
    found = pairs.with_columns(m=periods.doorlooptijd_maanden(pl.col("b"), pl.col("e")))
    past = periods.plus_maanden(pl.col("b"), pl.col("m")) > pl.col("e")
    one_less_is_not = (pl.col("m") == 1) | (periods.plus_maanden(pl.col("b"), pl.col("m") - 1) <= pl.col("e"))
    assert found.filter(~(past & one_less_is_not)).is_empty()


def test_a_month_after_31_january_is_the_last_day_of_february():
    shifted = pl.DataFrame({"d": [date(2023, 1, 31), date(2024, 1, 31)]}).select(periods.plus_maanden(pl.col("d"), 1))
    assert shifted["d"].to_list() == [date(2023, 2, 28), date(2024, 2, 29)]


@pytest.mark.parametrize(
    ("geboren", "dag", "jaren"),
    [
        (date(2000, 6, 15), date(2022, 6, 14), 21),
        (date(2000, 6, 15), date(2022, 6, 15), 22),
        (date(2000, 2, 29), date(2022, 2, 28), 21),
        (date(2000, 2, 29), date(2022, 3, 1), 22),
    ],
)
def test_an_age_is_in_completed_years(geboren, dag, jaren):
    frame = pl.DataFrame({"g": [geboren], "d": [dag]})
    assert frame.select(periods.leeftijd_jaren(pl.col("g"), pl.col("d"))).item() == jaren


def test_elapsed_months_are_whole_and_never_negative():
    frame = pl.DataFrame({"b": [date(2020, 11, 15), date(2020, 12, 1), date(2021, 3, 1)]})
    elapsed = frame.select(periods.verstreken_maanden(pl.col("b"), pl.lit(date(2021, 1, 1))))
    assert elapsed.to_series().to_list() == [1, 1, 0]


def test_months_and_iso_weeks_that_a_period_touches_count_whole():
    spans = [
        (date(2024, 1, 31), date(2024, 2, 1)),
        (date(2025, 12, 29), date(2026, 1, 4)),
        (date(2025, 12, 28), date(2025, 12, 29)),
        (date(2024, 3, 1), date(2024, 3, 1)),
    ]
    frame = pl.DataFrame(spans, schema=["b", "e"], orient="row")
    months, weeks = periods.maanden_geraakt(pl.col("b"), pl.col("e")), periods.weken_geraakt(pl.col("b"), pl.col("e"))
    assert frame.select(months.alias("m"), weeks.alias("w")).rows() == [(2, 1), (2, 1), (1, 2), (1, 1)]
