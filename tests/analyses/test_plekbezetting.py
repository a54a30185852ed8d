"""Plekbezetting: clients per month against capacity."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from build import build
from jeugdlib.analyses import plekbezetting
from jeugdlib.disclosure import Disclosed
from tables import table

PRODUCTEN = "productcode | financieringsvorm\nPLEK | plek\nZ | pxq"
PERIOD = {"plek_begin": date(2021, 1, 1), "plek_eind": date(2021, 3, 31)}
CARE = table(
    """
    gemeentecode | productcode | client | begin      | eind
    0983         | PLEK        | a      | 2021-01-01 | 2021-03-31
    0983         | PLEK        | a      | 2021-02-01 | 2021-02-28
    0983         | PLEK        | b      | 2021-01-31 | 2021-02-01
    0983         | Z           | c      | 2021-01-01 | 2021-03-31
    """
)


def test_without_agreed_places_the_mean_of_the_year_is_the_capacity():
    expected = table(
        """
        productcode | maand      | clienten | capaciteit | afwijking_procent | klasse | afgesproken
        PLEK        | 2021-01-01 | 2        | 1.666667   | 20                | >5%    | nee
        PLEK        | 2021-02-01 | 2        | 1.666667   | 20                | >5%    | nee
        PLEK        | 2021-03-01 | 1        | 1.666667   | -40               | >5%    | nee
        """
    )
    assert_frame_equal(plekbezetting.occupancy(CARE, build("producten", PRODUCTEN), build("plekken"), **PERIOD), expected, abs_tol=1e-5)


def test_agreed_places_count_for_the_days_that_they_hold():
    plekken = build(
        "plekken", "productcode | geldig_vanaf | geldig_tot | plekken\nPLEK | 2021-01-01 | | 2\nPLEK | 2021-02-15 | 2021-02-28 | 2"
    )
    found = plekbezetting.occupancy(CARE, build("producten", PRODUCTEN), plekken, **PERIOD)
    assert found["capaciteit"].to_list() == [2.0, 3.0, 2.0]
    assert found["afwijking_procent"].to_list() == [0, -33, -50]
    assert found["afgesproken"].to_list() == ["ja", "ja", "ja"]


def test_months_before_the_agreement_have_the_mean_of_the_year():
    plekken = build("plekken", "productcode | geldig_vanaf | plekken\nPLEK | 2021-03-01 | 2")
    found = plekbezetting.occupancy(CARE, build("producten", PRODUCTEN), plekken, **PERIOD)
    assert found["afgesproken"].to_list() == ["nee", "nee", "ja"]


@pytest.mark.parametrize(
    ("clienten", "capaciteit", "procent", "klasse"),
    [
        (101, 100, 1, "aansluitend"),
        (203, 200, 2, "2-5%"),
        (197, 200, -2, "2-5%"),
        (211, 200, 6, ">5%"),
        (199, 200, -1, "aansluitend"),
        (0, 4, -100, ">5%"),
    ],
)
def test_a_half_percent_rounds_away_from_zero(clienten, capaciteit, procent, klasse):
    care = pl.DataFrame(
        {
            "gemeentecode": "0983",
            "productcode": "PLEK",
            "client": [str(n) for n in range(clienten)],
            "begin": date(2021, 1, 1),
            "eind": date(2021, 1, 31),
        },
        schema=CARE.schema,
    )
    plekken = build("plekken", f"productcode | geldig_vanaf | plekken\nPLEK | 2021-01-01 | {capaciteit}")
    found = plekbezetting.occupancy(care, build("producten", PRODUCTEN), plekken, plek_begin=date(2021, 1, 1), plek_eind=date(2021, 1, 31))
    assert found.select("afwijking_procent", "klasse").rows() == [(procent, klasse)]


def test_a_month_of_a_year_without_anyone_has_no_capacity_and_no_class():
    care = CARE.filter(pl.col("client") == "b")
    found = plekbezetting.occupancy(
        care, build("producten", PRODUCTEN), build("plekken"), plek_begin=date(2020, 12, 1), plek_eind=date(2021, 1, 31)
    )
    assert found.select("maand", "clienten", "klasse").rows()[0] == (date(2020, 12, 1), 0, None)


def test_the_capacity_of_a_region_is_the_sum_of_its_gemeenten_and_a_person_counts_once():
    care = table(
        """
        gemeentecode | productcode | client | begin      | eind
        0983         | PLEK        | a      | 2021-01-01 | 2021-03-31
        0893         | PLEK        | a      | 2021-01-01 | 2021-03-31
        0893         | PLEK        | b      | 2021-01-01 | 2021-03-31
        """
    )
    plekken = build("plekken", "gemeentecode | productcode | geldig_vanaf | plekken\n0983 | PLEK | 2021-01-01 | 4")
    found = plekbezetting.occupancy(care, build("producten", PRODUCTEN), plekken, **PERIOD)
    assert found.select("clienten", "capaciteit", "afwijking_procent", "afgesproken").unique().rows() == [(2, 6.0, -67, "deels")]


def shown(text: str) -> Disclosed:
    types = {"productcode": pl.String, "maand": pl.Date, "clienten": pl.Int64, "klasse": pl.String, "onderdrukt": pl.Boolean}
    return Disclosed(table("productcode | maand | clienten | klasse | onderdrukt\n" + text, types), 10, veilig=True)


TWO_YEARS = """
P | 2020-11-01 | 90  | >5%         | false
P | 2020-12-01 | 110 | >5%         | false
P | 2021-01-01 | 200 | aansluitend | false
P | 2021-02-01 | 200 | aansluitend | false
"""


def test_the_spread_within_a_year_leaves_out_what_changes_between_years():
    row = plekbezetting.stability(shown(TWO_YEARS)).frame.row(0, named=True)
    assert (row["maanden"], row["gemiddelde"], row["buiten_5"], row["aandeel_buiten_5"]) == (4, 150.0, 2, 0.5)
    assert row["variatie"] == pytest.approx(((60**2 + 40**2 + 50**2 + 50**2) / 4) ** 0.5 / 150)
    assert row["variatie_binnen_jaar"] == pytest.approx(50**0.5 / 150)
    assert (row["stabiel"], row["groei"], row["trend"], row["eerste_jaar"], row["laatste_jaar"]) == (True, 1.0, "stijgend", 2020, 2021)


def test_more_spread_than_five_percent_within_a_year_is_not_stable():
    found = plekbezetting.stability(shown("P | 2021-01-01 | 90 | >5% | false\nP | 2021-02-01 | 110 | >5% | false")).frame
    assert found.select("stabiel", "groei", "trend").rows() == [(False, None, None)]


def test_a_year_with_a_hidden_month_does_not_count_and_without_another_there_are_no_numbers():
    part = plekbezetting.stability(shown(TWO_YEARS + "P | 2021-03-01 | | | true")).frame
    assert part.select("maanden", "laatste_jaar", "trend", "onderdrukt").rows() == [(2, 2020, None, True)]
    nothing = plekbezetting.stability(shown("P | 2021-03-01 | | | true\nP | 2021-04-01 | 20 | | true")).frame
    assert nothing.select("productcode", "maanden", "variatie", "stabiel", "onderdrukt").rows() == [("P", None, None, None, True)]


def test_a_change_between_years_of_no_more_than_five_percent_is_no_trend():
    found = plekbezetting.stability(shown("P | 2020-01-01 | 100 | aansluitend | false\nP | 2021-01-01 | 105 | aansluitend | false")).frame
    assert found["trend"].to_list() == ["gelijk"]


def test_without_anyone_there_is_no_spread():
    found = plekbezetting.stability(shown("P | 2020-01-01 | 0 | | false\nP | 2021-01-01 | 0 | | false")).frame
    assert found.select("gemiddelde", "variatie", "stabiel", "groei").rows() == [(0.0, None, None, None)]
