"""The situations over which path tools differ, drawn, with answers worked out by hand under our own definitions.

Every case runs against the pipeline and against the oracle. In a drawing a row is one toewijzing with one declared line
over the same days; the columns `tot` (einddatum of the toewijzing, `open` for none) and `van` override its own period.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

import oracle
import pipeline
from deliveries import PRODUCTEN, Delivery, declaratie, toewijzing
from oracle import DEFAULTS
from tables import drawn

CODES = {row["zwaarte"]: row["productcode"] for row in PRODUCTEN if row["productgroep"] == "GGZ"}
Path = tuple[str, date, date, int, int]


def day(text: str) -> date:
    return date.fromisoformat(text)


def delivered(text: str, **choices: Any) -> Delivery:
    """Make the delivery of a drawing; a month is written 2024-01 where a whole date is not needed."""
    made = Delivery(DEFAULTS | choices, producten=[dict(row) for row in PRODUCTEN])
    for number, row in enumerate(drawn(text), start=1):
        begin, eind = day(row["begin"] or ""), day(row["eind"] or "")
        own = {"client": row.get("client") or "c1", "gemeentecode": row.get("gemeente") or "0983"}
        own["productcode"] = CODES[row["zwaarte"]]
        tot = row.get("tot") or row["eind"]
        last = None if tot == "open" else day(tot or "")
        made.toewijzingen.append(toewijzing(str(number), day(row.get("van") or row["begin"] or ""), last, **own))
        made.declaraties.append(declaratie(str(number), begin, eind, **own))
    return made


def in_two_lines(given: Delivery) -> Delivery:
    """Declare the last day apart, so that a product is not one that is paid in one line at the end."""
    for line in list(given.declaraties):
        last = line["einddatum"]
        line["einddatum"] = last - timedelta(days=1)
        given.declaraties.append(line | {"referentienummer": f"{line['referentienummer']}-2", "begindatum": last, "einddatum": last})
    return given


def by_pipeline(given: Delivery) -> list[Path]:
    columns = ("pad", "begin", "eind", "lengte", "dagen_zorg")
    return pipeline.run(given).zorgpaden.sort("gemeentecode", "client", "begin").select(columns).rows()


def by_oracle(given: Delivery) -> list[Path]:
    toewijzingen, declaraties, done = oracle.read_in(given.toewijzingen, given.declaraties)
    cleaned = oracle.clean(toewijzingen, declaraties, given.choices, done=done)
    paths = oracle.care_paths(oracle.care_periods(cleaned, given.producten, given.choices), given.choices)
    return [(p["pad"], p["begin"], p["eind"], p["lengte"], p["dagen_zorg"]) for p in paths]


Walk = Callable[[Delivery], list[Path]]


@pytest.fixture(params=[by_pipeline, by_oracle], ids=["pipeline", "oracle"])
def walk(request: pytest.FixtureRequest) -> Walk:
    return request.param


def short(paths: list[Path]) -> list[tuple[str, int, int]]:
    """Keep what most cases are about: the states, the calendar days and the days with care."""
    return [(pad, lengte, zorg) for pad, _, _, lengte, zorg in paths]


# ---------------------------------------------------------------- one after the other


def test_care_that_goes_on_the_next_day_is_one_path(walk: Walk):
    drawing = """
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-02-01 | 2024-02-29
    """
    assert short(walk(delivered(drawing))) == [("Zwaar → Maatwerk", 60, 60)]
    assert short(walk(delivered(drawing.replace("maatwerk", "zwaar   ")))) == [("Zwaar", 60, 60)]


def test_an_end_and_a_start_on_the_same_day_are_a_handover_and_no_combination(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-01-31 | 2024-02-29
    """)
    assert short(walk(given)) == [("Zwaar → Maatwerk", 60, 60)]


def test_without_handovers_a_shared_day_is_a_combination(walk: Walk):
    given = delivered(
        """
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-01-31 | 2024-02-29
        """,
        max_overdracht_dagen=0,
    )
    assert short(walk(given)) == [("Zwaar → Zwaar-Maatwerk → Maatwerk", 60, 60)]


@pytest.mark.parametrize(
    ("restart", "paths"),
    [
        ("2024-02-29", [("Zwaar", 91, 63)]),  # the last day of the month after
        ("2024-03-01", [("Zwaar", 31, 31), ("Zwaar", 31, 31)]),
        ("2024-03-02", [("Zwaar", 31, 31), ("Zwaar", 30, 30)]),  # thirty free days
        ("2024-03-03", [("Zwaar", 31, 31), ("Zwaar", 29, 29)]),
    ],
)
def test_a_hole_after_31_january_is_tolerated_until_29_february(walk: Walk, restart: str, paths: list[tuple[str, int, int]]):
    given = delivered(f"""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-01-31
        zwaar   | {restart}  | 2024-03-31
    """)
    assert short(walk(given)) == paths


@pytest.mark.parametrize(
    ("eind", "restart", "paths"),
    [
        ("2023-01-31", "2023-02-28", 1),
        ("2023-01-31", "2023-03-01", 2),
        ("2023-01-28", "2023-02-28", 1),
        ("2024-02-29", "2024-03-29", 1),
        ("2024-02-29", "2024-03-30", 2),
        ("2022-08-31", "2022-09-30", 1),
        ("2022-08-31", "2022-10-01", 2),
        ("2022-12-31", "2023-01-31", 1),
        ("2022-12-31", "2023-02-01", 2),
    ],
)
def test_a_month_is_a_calendar_month_wherever_it_begins(walk: Walk, eind: str, restart: str, paths: int):
    given = delivered(f"""
        zwaarte | begin      | eind
        zwaar   | 2022-06-01 | {eind}
        zwaar   | {restart}  | 2024-06-30
    """)
    assert len(walk(given)) == paths


def test_tolerated_holes_chain_but_are_no_care(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-01-10
        zwaar   | 2024-02-01 | 2024-02-10
        zwaar   | 2024-03-03 | 2024-03-12
    """)
    assert walk(given) == [("Zwaar", day("2024-01-01"), day("2024-03-12"), 72, 30)]


def test_a_chain_of_holes_of_exactly_one_month_holds_and_one_day_more_breaks_it(walk: Walk):
    drawing = """
        zwaarte | begin      | eind
        licht   | 2023-12-31 | 2023-12-31
        licht   | 2024-01-31 | 2024-01-31
        licht   | 2024-02-29 | 2024-02-29
        licht   | 2024-03-29 | 2024-03-29
        licht   | {last}     | 2024-05-31
    """
    assert short(walk(delivered(drawing.format(last="2024-04-29")))) == [("Licht", 153, 37)]
    assert short(walk(delivered(drawing.format(last="2024-04-30")))) == [("Licht", 90, 4), ("Licht", 32, 32)]


def test_care_in_january_and_in_december_is_two_paths(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2023-01-01 | 2023-01-31
        zwaar   | 2023-12-01 | 2023-12-31
    """)
    assert short(walk(given)) == [("Zwaar", 31, 31), ("Zwaar", 31, 31)]


def test_who_returns_after_two_and_after_five_months_walks_three_paths(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2023-01-01 | 2023-01-31
        zwaar   | 2023-03-31 | 2023-04-30
        zwaar   | 2023-09-30 | 2023-10-31
    """)
    assert len(walk(given)) == 3


# ---------------------------------------------------------------- beside each other


def test_a_short_product_inside_another_is_shown_and_left_again(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-06-30
        maatwerk | 2024-02-01 | 2024-02-10
    """)
    assert short(walk(given)) == [("Zwaar → Zwaar-Maatwerk → Zwaar", 182, 182)]


def test_a_nested_period_does_not_pull_the_end_of_the_path_forward(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-06-30
        zwaar   | 2024-02-01 | 2024-02-10
        zwaar   | 2024-07-10 | 2024-07-31
    """)
    assert walk(given) == [("Zwaar", day("2024-01-01"), day("2024-07-31"), 213, 204)]


def test_the_latest_end_so_far_counts_not_that_of_the_row_before(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-06-29
        zwaar   | 2024-02-01 | 2024-02-10
        zwaar   | 2024-04-09 | 2024-07-07
    """)
    assert walk(given) == [("Zwaar", day("2024-01-01"), day("2024-07-07"), 189, 189)]


def test_three_products_at_once_come_and_go_one_by_one(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        licht   | 2023-01-01 | 2023-02-01
        midden  | 2023-01-10 | 2023-01-20
        zwaar   | 2023-01-10 | 2023-03-01
    """)
    assert short(walk(given)) == [("Licht → Licht-Midden-Zwaar → Licht-Zwaar → Zwaar", 60, 60)]


def test_two_products_that_run_together_give_way_to_a_third(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        midden  | 2023-01-10 | 2023-03-10
        licht   | 2023-01-10 | 2023-03-10
        zwaar   | 2023-03-11 | 2023-05-12
    """)
    assert short(walk(given)) == [("Licht-Midden → Zwaar", 123, 123)]


def test_a_bridge_between_two_periods_is_two_handovers(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-01-15 | 2024-04-15
        zwaar    | 2024-04-01 | 2024-05-31
    """)
    assert short(walk(given)) == [("Zwaar → Maatwerk → Zwaar", 152, 152)]


def test_an_overlap_of_31_days_is_a_handover_and_of_32_a_combination(walk: Walk):
    drawing = """
        zwaarte | begin      | eind
        licht   | 2023-03-01 | 2023-05-31
        midden  | {begin}    | 2023-08-31
    """
    assert [path[0] for path in walk(delivered(drawing.format(begin="2023-05-01")))] == ["Licht → Midden"]
    assert [path[0] for path in walk(delivered(drawing.format(begin="2023-04-30")))] == ["Licht → Licht-Midden → Midden"]


def test_an_overlap_at_the_very_start_or_end_of_a_path_is_no_handover(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        licht   | 2023-03-01 | 2023-03-20
        midden  | 2023-03-01 | 2023-08-31
        zwaar   | 2023-08-15 | 2023-08-31
    """)
    assert [path[0] for path in walk(given)] == ["Licht-Midden → Midden → Midden-Zwaar"]


def test_an_overlap_beside_a_hole_is_no_handover(walk: Walk):
    before = delivered("""
        zwaarte  | begin      | eind
        licht    | 2023-03-01 | 2023-03-31
        licht    | 2023-04-10 | 2023-04-20
        midden   | 2023-04-10 | 2023-06-30
    """)
    after = delivered("""
        zwaarte  | begin      | eind
        licht    | 2023-03-01 | 2023-04-20
        midden   | 2023-04-01 | 2023-04-20
        midden   | 2023-04-30 | 2023-06-30
    """)
    assert short(walk(before)) == [("Licht → Licht-Midden → Midden", 122, 113)]
    assert short(walk(after)) == [("Licht → Licht-Midden → Midden", 122, 113)]


def test_a_third_product_through_a_handover_does_not_hide_it(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        licht    | 2023-01-01 | 2023-03-31
        midden   | 2023-03-01 | 2023-06-30
        maatwerk | 2023-01-01 | 2023-06-30
    """)
    assert [path[0] for path in walk(given)] == ["Licht-Maatwerk → Midden-Maatwerk"]


def test_neighbouring_handovers_are_judged_on_the_path_as_it_was(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        licht    | 2023-01-01 | 2023-01-31
        midden   | 2023-01-20 | 2023-02-20
        zwaar    | 2023-02-10 | 2023-04-30
    """)
    assert [path[0] for path in walk(given)] == ["Licht → Midden → Zwaar"]


@pytest.mark.parametrize("second", ["2024-01-01 | 2024-03-31", "2024-02-01 | 2024-04-30", "2024-02-10 | 2024-02-20"])
def test_the_same_zwaarte_twice_is_never_a_combination(walk: Walk, second: str):
    given = delivered(f"""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-03-31
        zwaar   | {second}
    """)
    assert [path[0] for path in walk(given)] == ["Zwaar"]


def test_a_combination_is_written_by_zwaarte_whatever_came_first(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind
        maatwerk | 2023-01-01 | 2023-12-31
        meerwerk | 2023-03-01 | 2023-12-31
        zwaar    | 2023-06-01 | 2023-12-31
        licht    | 2023-09-01 | 2023-12-31
    """)
    steps = "Maatwerk → Meerwerk-Maatwerk → Zwaar-Meerwerk-Maatwerk → Licht-Zwaar-Meerwerk-Maatwerk"
    assert [path[0] for path in walk(given)] == [steps]


def test_a_productgroep_may_hold_the_signs_that_join_steps_and_states():
    given = delivered("""
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-02-01 | 2024-02-29
    """)
    for row in given.producten:
        row["productgroep"] = row["productgroep"].replace("GGZ", "GGZ - licht → zwaar")
    overgangen = pipeline.run(given).tables["overgangen"]
    assert overgangen.rows() == [("GGZ - licht → zwaar", "Zwaar", "Maatwerk", 1)]


# ---------------------------------------------------------------- rows that are not what they seem


def test_a_row_that_was_delivered_twice_counts_once(walk: Walk):
    once = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-01-31
    """)
    twice = Delivery(once.choices, once.toewijzingen * 2, once.declaraties * 2, producten=once.producten)
    assert walk(twice) == walk(once)
    assert pipeline.run(twice).zorgpaden["uren"].to_list() == [3.0]


def test_one_day_of_care_is_one_day(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-02-29 | 2024-02-29
    """)
    assert walk(given) == [("Zwaar", day("2024-02-29"), day("2024-02-29"), 1, 1)]


def test_a_toewijzing_that_ends_before_it_begins_is_withdrawn_and_its_cost_stays(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | tot
        zwaar   | 2024-01-01 | 2024-01-31 | 2023-12-31
    """)
    assert walk(given) == []
    left = pipeline.run(given).cleaned.nettoregels
    assert left.select("bedrag_cent", "zonder_toewijzing").rows() == [(30000, True)]


@pytest.mark.parametrize("tot", ["open", "9999-12-31", "2024-12-31", "2024-08-01"])
def test_care_up_to_the_peildatum_is_cut_at_the_last_observed_day_and_goes_on(walk: Walk, tot: str):
    given = delivered(f"""
        zwaarte | begin      | eind       | tot
        zwaar   | 2024-05-01 | 2024-08-01 | {tot}
    """)
    assert walk(given) == [("Zwaar", day("2024-05-01"), day("2024-07-31"), 92, 92)]
    run = pipeline.run(given)
    assert run.zorgpaden["lopend"].to_list() == [True]
    assert run.tables["doorlooptijd"].is_empty()


@pytest.mark.parametrize(("eind", "lopend"), [("2024-06-30", False), ("2024-07-01", True), ("2024-07-22", True)])
def test_who_stopped_within_the_last_month_may_still_go_on(eind: str, lopend: bool):
    given = delivered(f"""
        zwaarte | begin      | eind
        zwaar   | 2024-03-01 | {eind}
    """)
    run = pipeline.run(given)
    curve = run.tables["doorlooptijd_km"]
    assert run.zorgpaden["lopend"].to_list() == [lopend]
    assert curve["beeindigd"].sum() == (not lopend)
    assert len(run.tables["doorlooptijd"]) == (not lopend)


def test_care_that_begins_on_or_after_the_peildatum_is_not_there_yet(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-08-01 | 2024-09-30
    """)
    assert walk(given) == []
    ledger = pipeline.run(given).cleaned.ledger.filter(stap="buiten_analyseperiode")
    assert ledger.sort("tabel").select("tabel", "rijen").rows() == [("declaraties", 1), ("toewijzingen", 1)]


def test_care_from_before_the_window_enters_late_and_does_not_count_as_new():
    given = delivered("""
        zwaarte | begin      | eind       | van
        zwaar   | 2021-01-01 | 2021-03-31 | 2020-07-01
    """)
    run = pipeline.run(in_two_lines(given))
    assert run.zorgpaden["links_afgekapt"].to_list() == [True]
    curve = run.tables["doorlooptijd_km"].select("maanden", "onder_risico", "beeindigd").rows()
    assert curve == [(month, int(month > 6), int(month == 9)) for month in range(1, 10)]


@pytest.mark.parametrize(("begin", "late", "longest"), [("2021-01-31", True, 9), ("2021-02-01", False, 2)])
def test_only_care_in_the_first_month_of_the_window_is_taken_to_have_begun_before_it(begin: str, late: bool, longest: int):
    given = delivered(f"""
        zwaarte | begin   | eind       | van
        zwaar   | {begin} | 2021-03-31 | 2020-07-01
    """)
    run = pipeline.run(in_two_lines(given))
    assert run.zorgpaden["links_afgekapt"].to_list() == [late]
    assert run.tables["doorlooptijd_km"]["maanden"].max() == longest


def test_a_product_paid_in_one_line_lasts_as_long_as_its_messages_say_else_as_its_toewijzing():
    given = delivered("""
        zwaarte | begin      | eind       | van        | tot        | client
        zwaar   | 2023-06-01 | 2023-06-30 | 2023-01-01 | 2023-06-30 | c1
        zwaar   | 2023-06-01 | 2023-06-30 | 2023-01-01 | 2023-06-30 | c2
        zwaar   | 2023-06-01 | 2023-06-30 | 2023-01-01 | 2023-06-30 | c3
        zwaar   | 2023-06-01 | 2023-06-30 | 2023-01-01 | 2023-06-30 | c4
    """)
    own = {"gemeentecode": "0983", "agb": given.toewijzingen[0]["agb"], "begindatum": day("2023-02-15"), "status_aanlevering": "1"}
    stop = own | {"einddatum": day("2023-06-10"), "reden_beeindiging": "31"}
    given.startberichten += [own | {"toewijzingnummer": number} for number in ("1", "2", "3")]
    given.stopberichten += [stop | {"toewijzingnummer": "1"}, stop | {"toewijzingnummer": "2", "reden_beeindiging": "20"}]
    found = pipeline.run(given).zorgpaden.sort("client").select("begin", "eind", "doorlooptijd_maanden").rows()
    june = day("2023-06-01"), day("2023-06-30")
    # c1: 15 Feb to 10 June. c2 was paused and c3 never stopped by message: like c4, all six months.
    assert found == [(*june, 4), (*june, 6), (*june, 6), (*june, 6)]
    # With more than one line per toewijzing the same product lasts as long as was declared.
    assert set(pipeline.run(in_two_lines(given)).zorgpaden["doorlooptijd_maanden"]) == {1}


def test_of_two_versions_of_a_toewijzing_only_the_newer_one_is_walked(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-06-30
    """)
    newer = given.toewijzingen[0] | {"toewijzingsdatum": day("2024-03-01"), "einddatum": day("2024-03-31"), "reden_wijziging": "05"}
    given.toewijzingen.insert(0, newer)  # the newer one arrived first
    assert walk(given) == [("Zwaar", day("2024-01-01"), day("2024-03-31"), 91, 91)]


def test_a_move_to_another_gemeente_ends_the_path(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | gemeente
        zwaar   | 2024-01-01 | 2024-01-31 | 0893
        zwaar   | 2024-02-01 | 2024-02-29 | 0983
    """)
    assert short(walk(given)) == [("Zwaar", 31, 31), ("Zwaar", 29, 29)]


def test_two_clients_never_share_a_path(walk: Walk):
    given = delivered("""
        zwaarte  | begin      | eind       | client
        zwaar    | 2024-01-01 | 2024-03-31 | c1
        maatwerk | 2024-02-01 | 2024-02-29 | c2
    """)
    assert short(walk(given)) == [("Zwaar", 91, 91), ("Maatwerk", 29, 29)]


def test_declared_care_without_toewijzing_costs_but_is_no_path(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-01-31
    """)
    given.toewijzingen.clear()
    assert walk(given) == []
    assert pipeline.run(given).cleaned.nettoregels["bedrag_cent"].to_list() == [30000]


def test_a_month_that_was_credited_is_no_care(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | tot
        zwaar   | 2024-01-01 | 2024-01-31 | 2024-02-29
    """)
    line = given.declaraties[0]
    february = line | {"referentienummer": "R2", "begindatum": day("2024-02-01"), "einddatum": day("2024-02-29")}
    credit = february | {"referentienummer": "R3", "vorig_referentienummer": "R2", "debet_credit": "C"}
    given.declaraties += [credit, february]  # a credit may arrive first
    assert walk(given) == [("Zwaar", day("2024-01-01"), day("2024-01-31"), 31, 31)]


def test_more_credited_than_declared_costs_less_than_nothing_and_is_no_care(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind
        zwaar   | 2024-01-01 | 2024-01-31
    """)
    given.declaraties.append(given.declaraties[0] | {"referentienummer": "R2", "bedrag": 45000, "debet_credit": "C"})
    assert walk(given) == []
    assert pipeline.run(given).cleaned.nettoregels["bedrag_cent"].to_list() == [-15000]


def test_declared_days_outside_the_toewijzing_are_cut_off_unless_nothing_would_be_left(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | van        | tot        | client
        zwaar   | 2024-01-01 | 2024-03-31 | 2024-01-15 | 2024-03-10 | c1
        zwaar   | 2024-01-01 | 2024-01-31 | 2024-03-01 | 2024-03-31 | c2
    """)
    assert [(path[1], path[2]) for path in walk(given)] == [
        (day("2024-01-15"), day("2024-03-10")),
        (day("2024-01-01"), day("2024-01-31")),
    ]


def test_an_age_counts_on_the_first_day_of_the_toewijzing(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | client
        zwaar   | 2024-03-01 | 2024-03-31 | c1
        zwaar   | 2024-03-01 | 2024-03-31 | c2
        zwaar   | 2024-03-01 | 2024-03-31 | c3
        zwaar   | 2024-03-01 | 2024-03-31 | c4
    """)
    births = (date(2002, 3, 1), date(2002, 3, 2), date(1900, 1, 1), None)
    for row, birth in zip(given.toewijzingen, births, strict=True):
        row["geboortedatum"] = birth
    assert pipeline.run(given).zorgpaden["client"].sort().to_list() == ["c2", "c3", "c4"]
    assert len(walk(given)) == 3


def test_who_is_born_on_29_february_turns_22_on_the_first_of_march(walk: Walk):
    given = delivered("""
        zwaarte | begin      | eind       | client
        zwaar   | 2022-02-28 | 2022-03-31 | c1
        zwaar   | 2022-03-01 | 2022-03-31 | c2
    """)
    for row in given.toewijzingen:
        row["geboortedatum"] = date(2000, 2, 29)
    assert [(path[1]) for path in walk(given)] == [day("2022-02-28")]


def test_a_place_too_few_or_too_many_is_rounded_away_from_nought():
    """41 clients on 40 places are 2,5% over, so 3%; 39 are 3% under, 27 on 40 (32,5% under) are 33% under."""
    made = Delivery(DEFAULTS | {"plek_begin": date(2021, 1, 1), "plek_eind": date(2021, 4, 30)}, producten=[dict(row) for row in PRODUCTEN])
    for number in range(41):
        eind = date(2021, 1, 31) if number >= 39 else date(2021, 2, 28) if number >= 27 else date(2021, 3, 31)
        own = {"client": f"c{number}", "productcode": "41D04"}
        made.toewijzingen.append(toewijzing(str(number), date(2021, 1, 1), eind, **own))
        made.declaraties.append(declaratie(str(number), date(2021, 1, 1), eind, **own))
    places = {"gemeentecode": "0983", "agb": None, "productcode": "41D04", "geldig_vanaf": date(2021, 1, 1), "geldig_tot": None}
    made.plekken.append(places | {"plekken": 40.0})
    found = pipeline.run(made).tables["plekbezetting"].filter(productcode="41D04")
    assert found["clienten"].to_list() == [41, 39, 27, 0]
    assert found["afwijking_procent"].to_list() == [3, -3, -33, -100]
    assert found["klasse"].to_list() == ["2-5%", "2-5%", ">5%", ">5%"]


def test_hours_on_the_border_of_two_classes_belong_to_the_upper_one():
    """Three hundred times 0,1 hour is 30 hours; 90 times 20 minutes too; three trajecten of 10/3 hour are 10."""
    made = Delivery(DEFAULTS | {}, producten=[dict(row) for row in PRODUCTEN])
    months = [(date(2021, month, 1), date(2021, month, 28)) for month in range(1, 11)]
    for client, code, unit, volume, lines in (("c1", "54Z01", "04", 0.1, 30), ("c2", "54M01", "01", 20.0, 9)):
        own = {"client": client, "productcode": code}
        made.toewijzingen.append(toewijzing(client, date(2021, 1, 1), date(2021, 12, 31), **own))
        for begin, _ in months:
            for offset in range(lines):
                first = begin + timedelta(days=offset % 28)
                line = declaratie(client, first, first + timedelta(days=offset // 28), **own)
                made.declaraties.append(line | {"volume": volume, "eenheid": unit, "referentienummer": f"{client}{first}{offset}"})
    for number in range(3):
        first = date(2022, 1, 1) + timedelta(days=31 * number)
        own = {"client": "c3", "productcode": "TRAJ"}
        made.toewijzingen.append(toewijzing(f"t{number}", first, first + timedelta(days=27), **own))
        made.declaraties.append(declaratie(f"t{number}", first, first + timedelta(days=27), **own))
    made.producten.append(
        PRODUCTEN[5] | {"productcode": "TRAJ", "productgroep": "Traject", "normvolume_uren": 30.0, "normdoorlooptijd_maanden": 9}
    )
    found = pipeline.run(made).tables["volumes"].select("productgroep", "ondergrens", "aantal")
    assert found.rows() == [("GGZ", 30, 2), ("Traject", 10, 1)]


def test_an_empty_delivery_gives_empty_tables_of_the_same_columns():
    nothing = Delivery(dict(DEFAULTS), producten=[dict(row) for row in PRODUCTEN])
    filled = delivered("""
        zwaarte  | begin      | eind
        zwaar    | 2024-01-01 | 2024-01-31
        maatwerk | 2024-02-01 | 2024-02-29
    """)
    empty, full = pipeline.run(nothing).tables, pipeline.run(filled).tables
    assert {name: table.schema for name, table in empty.items()} == {name: table.schema for name, table in full.items()}
    assert all(table.is_empty() for name, table in empty.items() if name != "kengetallen")
    assert empty["kengetallen"].filter(pl.col("eenheid") == "aantal")["waarde"].fill_null(0).to_list() == [0.0] * 4
