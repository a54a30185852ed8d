"""From omvang to cents: what a toewijzing assigns over its period, and how that is spread over the years."""

from datetime import date

import polars as pl
import pytest

from build import build
from jeugdlib import definitions

PEIL = date(2024, 8, 1)
NETTO = pl.DataFrame(
    schema={
        **dict.fromkeys(("gemeentecode", "toewijzingnummer", "agb", "productcode"), pl.String),
        "begindatum": pl.Date,
        "einddatum": pl.Date,
        "bedrag_cent": pl.Int64,
    }
)


def cents(omvang: str, *, product: str = "10000 | 04", methode: str = "landelijk") -> tuple[int | None, str | None]:
    """Assign one toewijzing: `ingangsdatum | einddatum | volume | eenheid | frequentie | budget`; the product is `tarief | eenheid`."""
    rows = build("toewijzingen", f"ingangsdatum | einddatum | volume | eenheid | frequentie | budget\n{omvang}")
    producten = build("producten", f"tarief | eenheid\n{product}")
    found = definitions.build_toegewezen(rows, NETTO, producten, peildatum=PEIL, omvang_methode=methode)
    return found.select("toegewezen_cent", "reden_onbekend").row(0)


# The worked examples of the national rule (iJw 3.2, IV076 and IV077), here at one cent per hour.
@pytest.mark.parametrize(
    ("begin", "eind", "total"),
    [("2022-10-11", "2022-12-28", 36), ("2022-04-13", "2022-06-30", 36), ("2025-10-07", "2025-12-30", 39), ("2025-12-29", "2025-12-31", 3)],
)
def test_a_volume_per_week_counts_every_iso_week_that_is_touched(begin: str, eind: str, total: int):
    assert cents(f"{begin} | {eind} | 3 | 04 | 2 |", product="1 | 04") == (total, None)


@pytest.mark.parametrize(
    ("frequentie", "landelijk", "naar_rato"),
    [
        ("1", 60_0000, 60_0000),  # 31 January, 29 days of February, 30 of March
        ("2", 9_0000, 8_5714),  # ISO weeks 5 to 13; 60 / 7
        ("4", 3_0000, 1_9713),  # three months touched; 60 * 48 / 1461
        ("6", 1_0000, 1_0000),
    ],
)
def test_the_two_methods_count_broken_weeks_and_months_in_their_own_way(frequentie: str, landelijk: int, naar_rato: int):
    omvang = f"2024-01-31 | 2024-03-30 | 1 | 04 | {frequentie} |"
    assert cents(omvang) == (landelijk, None)
    assert cents(omvang, methode="naar_rato") == (naar_rato, None)


def test_an_open_end_runs_to_the_last_observed_day():
    assert cents("2024-05-01 | | 2 | 04 | 4 |") == (6_0000, None)


def test_a_budget_is_what_was_assigned_whatever_the_product():
    assert cents("2024-05-01 | 2024-06-30 | | | | 12345", product=" | ") == (12345, None)


def test_a_volume_in_euros_is_no_volume_times_tariff():
    assert cents("2024-05-01 | 2024-06-30 | 200.5 | 83 | 4 |", product=" | 83") == (40100, None)


@pytest.mark.parametrize(
    ("eenheid", "product", "total"),
    [
        ("01", "6000 | 04", 3000),
        ("16", "6000 | 04", 720000),
        ("04", "100 | 01", 180000),
        ("", "6000 | 04", 180000),
        ("14", "6000 | 14", 180000),
    ],
)
def test_a_volume_is_brought_to_the_unit_of_the_tariff(eenheid: str, product: str, total: int):
    assert cents(f"2024-05-01 | 2024-06-30 | 30 | {eenheid} | 6 |", product=product) == (total, None)


@pytest.mark.parametrize(
    ("omvang", "product", "reason"),
    [
        (" | | | ", "6000 | 04", "zonder_omvang"),
        ("30 | 04 | | ", "6000 | 04", "frequentie_onbekend"),
        ("30 | 04 | 3 | ", "6000 | 04", "frequentie_onbekend"),
        ("30 | 04 | 6 | ", " | 04", "zonder_tarief"),
        ("30 | 14 | 6 | ", "6000 | 04", "eenheid_past_niet"),
        ("30 | 82 | 6 | ", "6000 | 84", "eenheid_past_niet"),
        ("99999999999999 | 04 | 1 | ", "99999999 | 04", "te_groot"),
    ],
)
def test_what_nobody_knows_is_unknown_with_a_reason_and_never_zero(omvang: str, product: str, reason: str):
    assert cents(f"2024-05-01 | 2024-06-30 | {omvang}", product=product) == (None, reason)


def test_a_volume_of_zero_is_known():
    assert cents("2024-05-01 | 2024-06-30 | 0 | 04 | 6 |") == (0, None)


def test_cents_are_rounded_once_half_up():
    assert cents("2024-05-01 | 2024-06-30 | 0.5 | 04 | 6 |", product="1 | 04") == (1, None)
    assert cents("2024-05-01 | 2024-06-30 | 0.499999 | 04 | 6 |", product="1 | 04") == (0, None)
    assert cents("2024-05-01 | 2024-06-30 | 0.1 | 04 | 6 |", product="30 | 04") == (3, None)


def test_a_toewijzing_without_a_productcode_takes_that_of_its_first_declaration():
    rows = build("toewijzingen", "productcode | ingangsdatum | einddatum | budget\n | 2024-01-01 | 2024-01-31 | 100")
    netto = pl.DataFrame(
        [
            ("0983", "1", "41000001", "Z", date(2024, 1, 8), date(2024, 1, 8), 5),
            ("0983", "1", "41000001", "A", date(2024, 1, 1), date(2024, 1, 1), -5),
        ],
        schema=NETTO.schema,
        orient="row",
    )
    found = definitions.build_toegewezen(rows, netto, build("producten", "tarief\n1"), peildatum=PEIL)
    assert found.select("productcode", "financieringsvorm").row(0) == ("Z", "pxq")


def spread(begin: date, eind: date, total: int, window: tuple[date, date] = (date(2021, 1, 1), PEIL)) -> dict[int, int]:
    frame = pl.DataFrame(
        {"gemeentecode": "0983", "toewijzingnummer": "1", "ingangsdatum": begin, "laatste_dag": eind, "toegewezen_cent": total}
    )
    found = definitions.spread_over_years(frame, analyse_begin=window[0], peildatum=window[1])
    return dict(found.select("jaar", "toegewezen_cent").rows())


def test_the_years_of_a_toewijzing_add_up_to_the_cent():
    assert spread(date(2021, 12, 31), date(2023, 1, 1), 100) == {2021: 0, 2022: 100, 2023: 0}
    assert spread(date(2021, 7, 2), date(2022, 7, 1), 1) == {2021: 1, 2022: 0}
    for total in (1, 2, 99, 100, 101, 99_999_999):
        assert sum(spread(date(2021, 3, 17), date(2024, 2, 29), total).values()) == total


def test_days_outside_the_window_get_into_no_year():
    assert spread(date(2020, 1, 1), date(2021, 12, 31), 73100) == {2021: 36500}
    assert spread(date(2024, 7, 1), date(2024, 8, 31), 6200) == {2024: 3100}


def test_an_end_far_away_is_no_burden():
    assert spread(date(2024, 1, 1), date(9999, 12, 31), 10**15).keys() == {2024}
