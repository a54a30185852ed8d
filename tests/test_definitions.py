"""Zorgperiode, zorgpad, stap and uren."""

from datetime import date

import polars as pl
import pytest

from build import PRODUCTEN, build, walk, zorgperioden
from jeugdlib import cleaning, definitions
from tables import table

PEILDATUM = date(2024, 8, 1)


def care(
    toewijzingen: str, declaraties: str, *, producten: str = PRODUCTEN, start: str = "", stop: str = "", peildatum: date = PEILDATUM
) -> pl.DataFrame:
    cleaned = cleaning.clean(
        build("toewijzingen", toewijzingen), build("declaraties", declaraties), analyse_begin=date(2021, 1, 1), peildatum=peildatum
    )
    return definitions.build_zorgperioden(
        cleaned.toewijzingen,
        cleaned.nettoregels,
        build("producten", producten),
        build("startberichten", start),
        build("stopberichten", stop),
        peildatum=peildatum,
    )


TWO_MONTHS = """
    begindatum | einddatum
    2022-01-01 | 2022-01-31
    2022-02-01 | 2022-02-28
    """


@pytest.mark.parametrize(
    ("ingang", "eind", "begin", "expected_eind"),
    [
        ("2022-01-01", "", date(2022, 1, 1), date(2022, 2, 28)),
        ("2022-01-10", "2022-02-05", date(2022, 1, 10), date(2022, 2, 5)),
        ("2022-01-10", "2022-12-31", date(2022, 1, 10), date(2022, 2, 28)),
    ],
)
def test_declared_care_is_clipped_to_the_toewijzing(ingang, eind, begin, expected_eind):
    found = care(f"ingangsdatum | einddatum\n{ingang} | {eind}", TWO_MONTHS)
    assert found.select("begin", "eind", "buiten_toewijzing").rows() == [(begin, expected_eind, False)]


def test_declared_care_wholly_outside_the_toewijzing_stands_and_is_marked():
    found = care("ingangsdatum | einddatum\n2022-05-01 | 2022-05-31", TWO_MONTHS)
    assert found.select("begin", "eind", "buiten_toewijzing").rows() == [(date(2022, 1, 1), date(2022, 2, 28), True)]


def test_care_ends_on_the_last_observed_day():
    found = care("ingangsdatum\n2022-01-01", TWO_MONTHS, peildatum=date(2022, 2, 15))
    assert found["eind"].to_list() == [date(2022, 2, 14)]


def test_a_hole_between_declared_months_does_not_split_a_zorgperiode():
    found = care("ingangsdatum\n2022-01-01", "begindatum | einddatum\n2022-01-01 | 2022-01-31\n2022-06-01 | 2022-06-30")
    assert found.select("begin", "eind").rows() == [(date(2022, 1, 1), date(2022, 6, 30))]


def test_a_net_credit_is_no_care():
    declaraties = "begindatum | einddatum | debet_credit\n2022-01-01 | 2022-01-31 | D\n2022-06-01 | 2022-06-30 | C"
    assert care("ingangsdatum\n2022-01-01", declaraties)["eind"].to_list() == [date(2022, 1, 31)]


def test_a_toewijzing_without_product_gets_the_product_that_was_declared():
    found = care("ingangsdatum | productcode\n2022-01-01 |", "productcode\nX")
    assert found.select("productcode", "zwaarte").rows() == [("X", "maatwerk")]


def test_of_several_declared_products_the_first_one_counts():
    lines = "productcode | begindatum | einddatum\nA | 2022-02-01 | 2022-02-28\nX | 2022-01-01 | 2022-01-31\nZ | 2022-01-01 | 2022-01-31"
    assert care("ingangsdatum | productcode\n2022-01-01 |", lines)["productcode"].to_list() == ["X"]


def test_rows_keep_their_order_when_their_product_is_looked_up():
    lines = pl.DataFrame({"productcode": ["Z", "onbekend", "Z", "X"], "dag": [date(2023, 1, 1), date(2022, 1, 1)] * 2})
    producten = "productcode | zwaarte | geldig_vanaf | geldig_tot\nX | licht | |\nZ | zwaar | | 2022-12-31\nZ | midden | 2023-01-01 |"
    found = definitions.with_product(lines, build("producten", producten), on="dag")
    assert found.select("productcode", "dag").equals(lines)
    assert found["zwaarte"].to_list() == ["midden", None, "midden", "licht"]


def test_the_product_is_taken_as_it_was_when_the_care_began():
    producten = """
        productcode | financieringsvorm | geldig_vanaf | geldig_tot
        Z           | plek              | 2019-01-01   | 2021-12-31
        Z           | pxq               | 2022-01-01   |
        """
    found = care("ingangsdatum\n2022-01-01", TWO_MONTHS, producten=producten)
    assert found["financieringsvorm"].to_list() == ["pxq"]


def test_care_outside_every_validity_takes_the_nearest_form():
    producten = "productcode | financieringsvorm | geldig_vanaf | geldig_tot\nZ | plek | 2019-01-01 | 2020-12-31\nZ | pxq | 2023-01-01 |"
    assert care("ingangsdatum\n2022-01-01", TWO_MONTHS, producten=producten)["financieringsvorm"].to_list() == ["plek"]


PAID_ONCE = "begindatum | einddatum\n2022-12-01 | 2022-12-31"
A_YEAR = "ingangsdatum | einddatum\n2022-01-01 | 2022-12-31"


def test_a_product_that_is_paid_in_one_line_takes_its_length_from_the_toewijzing():
    found = care(A_YEAR, PAID_ONCE).select("begin", "klok", "duur_begin", "duur_eind")
    assert found.rows() == [(date(2022, 12, 1), "toewijzing", date(2022, 1, 1), date(2022, 12, 31))]


def test_start_and_stop_messages_come_before_the_toewijzing_as_a_clock():
    found = care(A_YEAR, PAID_ONCE, start="begindatum\n2022-02-01", stop="begindatum | einddatum\n2022-02-01 | 2022-11-15")
    assert found.select("klok", "duur_begin", "duur_eind").rows() == [("start/stop", date(2022, 2, 1), date(2022, 11, 15))]


def test_a_pause_is_no_end_of_care():
    stop = "begindatum | einddatum | reden_beeindiging\n2022-02-01 | 2022-05-01 | 20"
    assert care(A_YEAR, PAID_ONCE, start="begindatum\n2022-02-01", stop=stop)["klok"].to_list() == ["toewijzing"]


def test_a_product_that_is_paid_monthly_keeps_the_declared_clock():
    assert care(A_YEAR, TWO_MONTHS)["klok"].to_list() == ["declaratie"]


def test_hours_are_declared_for_pxq_and_in_proportion_to_the_norm_for_a_traject():
    toewijzingen = "toewijzingnummer | productcode\n1 | X\n2 | Z"
    declaraties = """
        toewijzingnummer | productcode | begindatum | einddatum  | volume | eenheid
        1                | X           | 2022-01-01 | 2022-01-31 | 90     | 01
        1                | X           | 2022-02-01 | 2022-02-28 | 2      | 16
        2                | Z           | 2022-01-01 | 2022-01-31 | 1      | 82
        2                | Z           | 2022-02-01 | 2022-02-28 | 1      | 82
        """
    assert care(toewijzingen, declaraties)["uren"].to_list() == [9.5, 45 * 2 / 12]


def test_care_in_units_without_hours_has_no_hours():
    assert care("productcode\nX", "productcode | eenheid\nX | 14")["uren"].to_list() == [None]


def paths(text: str, **choices) -> list[str]:
    return walk(text, **choices)[0]["pad"].to_list()


def test_touching_periods_are_one_path():
    drawn = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-01-31\nmaatwerk | 2024-02-01 | 2024-02-29"
    assert paths(drawn) == ["Zwaar → Maatwerk"]


def test_a_hole_of_exactly_one_month_stays_inside_a_path_and_a_day_more_opens_a_new_one():
    within = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-01-31\nzwaar | 2024-02-29 | 2024-03-31"
    beyond = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-01-31\nzwaar | 2024-03-01 | 2024-03-31"
    assert paths(within) == ["Zwaar"]
    assert paths(beyond) == ["Zwaar", "Zwaar"]


def test_a_path_goes_on_from_the_latest_end_not_from_the_last_begun_period():
    drawn = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-06-30\nzwaar | 2024-02-01 | 2024-02-10\nzwaar | 2024-07-10 | 2024-08-31"
    found, _ = walk(drawn, peildatum=date(2025, 1, 1))
    assert found.select("begin", "eind", "lengte", "dagen_zorg").rows() == [(date(2024, 1, 1), date(2024, 8, 31), 244, 235)]


def test_two_products_at_once_are_one_state_in_a_fixed_order():
    drawn = "zwaarte | begin | eind\nmaatwerk | 2024-01-01 | 2024-06-30\nzwaar | 2024-01-01 | 2024-06-30"
    assert paths(drawn) == ["Zwaar-Maatwerk"]


def test_an_overlap_of_a_month_is_a_handover_and_a_longer_one_is_not():
    month = "zwaarte | begin | eind\nzwaar | 2023-12-01 | 2024-01-31\nmaatwerk | 2024-01-01 | 2024-03-31"
    longer = "zwaarte | begin | eind\nzwaar | 2023-12-01 | 2024-02-01\nmaatwerk | 2024-01-01 | 2024-03-31"
    assert paths(month) == ["Zwaar → Maatwerk"]
    assert paths(longer) == ["Zwaar → Zwaar-Maatwerk → Maatwerk"]


def test_a_short_extra_product_beside_another_is_no_handover():
    drawn = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-06-30\nmaatwerk | 2024-02-01 | 2024-02-10"
    assert paths(drawn) == ["Zwaar → Zwaar-Maatwerk → Zwaar"]


def test_a_combination_after_a_hole_is_no_handover():
    drawn = """
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        zwaar    | 2024-02-10 | 2024-02-20
        maatwerk | 2024-02-10 | 2024-04-30
        """
    assert paths(drawn) == ["Zwaar → Zwaar-Maatwerk → Maatwerk"]


def test_all_handovers_are_judged_on_the_original_steps():
    drawn = """
        zwaarte | begin      | eind
        licht   | 2024-01-01 | 2024-02-15
        midden  | 2024-02-01 | 2024-04-15
        zwaar   | 2024-04-01 | 2024-06-30
        """
    assert paths(drawn) == ["Licht → Midden → Zwaar"]


def test_the_same_zwaarte_twice_at_once_is_one_state():
    drawn = "zwaarte | begin | eind\nzwaar | 2024-01-01 | 2024-03-31\nzwaar | 2024-02-01 | 2024-04-30"
    assert paths(drawn) == ["Zwaar"]


def test_paths_of_a_child_in_two_gemeenten_stay_apart():
    drawn = "gemeentecode | zwaarte | begin | eind\n0983 | zwaar | 2024-01-01 | 2024-01-31\n0984 | zwaar | 2024-02-01 | 2024-02-29"
    assert paths(drawn) == ["Zwaar", "Zwaar"]


def test_a_product_without_zwaarte_is_chained_but_has_no_path_name():
    drawn = "zwaarte | begin | eind\n | 2024-01-01 | 2024-01-31\n | 2024-02-01 | 2024-02-29"
    found, stappen = walk(drawn)
    assert found.select("pad", "doorlooptijd_maanden", "dagen_zorg").rows() == [(None, 2, 60)]
    assert stappen.is_empty()


def test_a_path_in_its_last_month_before_the_peildatum_may_still_go_on():
    drawn = "client | zwaarte | begin | eind\na | zwaar | 2024-01-01 | 2024-06-30\nb | zwaar | 2024-01-01 | 2024-07-01"
    assert walk(drawn)[0].select("client", "lopend").rows() == [("a", False), ("b", True)]


def test_care_in_the_first_month_of_the_window_may_have_begun_before_it():
    drawn = "client | zwaarte | begin | eind\na | zwaar | 2021-01-31 | 2021-06-30\nb | zwaar | 2021-02-01 | 2021-06-30"
    assert walk(drawn)[0].select("client", "links_afgekapt").rows() == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("begin_of_second", "tolerance", "paths"),
    [
        ("2022-02-01", 0, 1),  # the next day
        ("2022-02-02", 0, 2),  # one day without care
        ("2022-02-08", 7, 1),  # seven days without care
        ("2022-02-09", 7, 2),
    ],
)
def test_a_tolerance_in_days_counts_the_days_without_care(begin_of_second, tolerance, paths):
    periods = zorgperioden(f"zwaarte | begin | eind\nzwaar | 2022-01-01 | 2022-01-31\nzwaar | {begin_of_second} | 2022-03-31")
    chained = definitions.chain_zorgperioden(periods, max_gat_maanden=1, max_gat_dagen=tolerance)
    assert chained["pad_id"].n_unique() == paths


def test_amounts_of_two_aanbieders_or_mostly_of_one_are_business_data():
    lines = table(
        """
        groep | agb | bedrag_cent
        twee  | 01  | 50
        twee  | 02  | 50
        drie  | 01  | 30
        drie  | 02  | 30
        drie  | 03  | 40
        een   | 01  | 81
        een   | 02  | 10
        een   | 03  | 9
        rond  | 01  | 80
        rond  | 02  | 10
        rond  | 03  | 10
        terug | 01  | -5
        terug | 02  | 2
        terug | 03  | 3
        """
    )
    found = definitions.dominance(lines, ["groep"]).sort("groep")
    assert dict(found.select("groep", "bedrijfsgegeven").rows()) == {"drie": False, "een": True, "rond": False, "terug": True, "twee": True}
    assert found["aanbieders"].to_list() == [3, 3, 3, 3, 2]
