"""What the slide aanbieders says follows from its tables, and leaves out months of which a part is still to come."""

from datetime import date

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import aanbieders
from tables import table

MAANDEN = {"maand": pl.Date, "contractstatus": pl.String, "aanbieders": pl.Int64, FLAG: pl.Boolean}
JAREN = {"jaar": pl.Int64, "aanbieders": pl.Int64, "hhi": pl.Float64, "aanbieders_80": pl.Int64, FLAG: pl.Boolean}
MONTHS = """
2023-06-01 | NGA            | 32  | false
2023-06-01 | gecontracteerd | 146 | false
2024-06-01 | NGA            | 68  | false
2024-06-01 | gecontracteerd | 146 | false
2024-07-01 | gecontracteerd | 20  | false
"""
YEARS = "2021 | 225 | 135.46 | 70 | false\n2024 | 221 | 497.05 | 52 | false"
DEELS = {2024: "t/m juli"}
LATE = date(2024, 7, 1)


def shown(text: str, schema: dict) -> Disclosed:
    return Disclosed(table(f"{' | '.join(schema)}\n{text}", schema), 10, veilig=True)


def test_the_last_whole_month_is_set_beside_the_same_month_a_year_before():
    assert aanbieders.per_maand(shown(MONTHS, MAANDEN), voor=LATE) == [
        "In juni 2024 declareerden 214 aanbieders, 146 met en 68 zonder contract (NGA).",
        "Dat zijn er 36 meer dan in juni 2023 (178 aanbieders, 146 met en 32 zonder contract).",
        "De stijging komt geheel door aanbieders zonder contract.",
    ]


def test_a_rise_that_is_partly_nga_and_a_fall_are_told_as_they_are():
    partly = aanbieders.per_maand(
        shown(MONTHS.replace("2024-06-01 | gecontracteerd | 146", "2024-06-01 | gecontracteerd | 156"), MAANDEN), voor=LATE
    )
    assert partly[-1] == "Van die stijging komt 78% door aanbieders zonder contract."
    fall = aanbieders.per_maand(shown(MONTHS.replace("| 68", "| 12"), MAANDEN), voor=LATE)
    assert fall[1:] == ["Dat zijn er 20 minder dan in juni 2023 (178 aanbieders, 146 met en 32 zonder contract)."]


def test_without_contracts_only_the_number_is_told():
    assert aanbieders.per_maand(shown("2024-06-01 | onbekend | 5 | false", MAANDEN)) == ["In juni 2024 declareerden 5 aanbieders."]


def test_concentration_tells_how_few_have_most_and_how_that_went():
    assert aanbieders.concentratie(shown(YEARS, JAREN), deels=DEELS) == [
        "In 2024 (t/m juli) hadden 52 van de 221 aanbieders samen ten minste 80% van de kosten.",
        "De maat voor concentratie (HHI) was 497; in 2021 was die 135. Het geld zit nu bij minder aanbieders.",
    ]
    spread = aanbieders.concentratie(shown(YEARS.replace("497.05", "90"), JAREN), deels={})
    assert spread[1].endswith("Het geld zit nu gespreid over meer aanbieders.")
    assert aanbieders.concentratie(shown("2024 | 3 | | | true", JAREN), deels={}) == []


def test_the_main_points_are_four_at_most_and_the_region_takes_the_place_of_the_past():
    own = aanbieders.hoofdpunten(shown(MONTHS, MAANDEN), shown(YEARS, JAREN), deels=DEELS, voor=LATE)
    assert len(own) == 4
    beside = aanbieders.hoofdpunten(
        shown(MONTHS, MAANDEN), shown(YEARS, JAREN), deels=DEELS, voor=LATE, regio=shown("2024 | 300 | 90 | 60 | false", JAREN)
    )
    assert beside[-1] == "In de regio zijn dat 60 van de 300 aanbieders."
    assert aanbieders.hoofdpunten(shown("", MAANDEN), shown("", JAREN), deels={}) == []


def test_a_month_that_is_cut_by_the_peildatum_is_no_measure_nor_is_one_with_lines_to_come():
    schema = {"maand": pl.Date, "volledigheid": pl.Float64, FLAG: pl.Boolean}
    costs = shown("2024-05-01 | 1.0 | false\n2024-06-01 | 0.9 | false", schema)
    assert aanbieders.open_vanaf(costs, peildatum=date(2024, 7, 1)) == date(2024, 6, 1)
    assert aanbieders.open_vanaf(costs, peildatum=date(2024, 5, 15)) == date(2024, 5, 1)
    assert aanbieders.open_vanaf(shown("2024-05-01 | 1.0 | false", schema), peildatum=date(2024, 6, 1)) is None
