"""What stands out is listed for a person: beside the other gemeenten, and beside the earlier edition."""

import pytest

from jeugdlib.report import sanity
from jeugdlib.report.exhibits import Column, Exhibit
from jeugdlib.report.register import Sheet

PER_CLIENT = "Kosten per cliënt"


def sheet(code: str, before: Sheet | None = None, size: float = 2000.0, **numbers: float) -> Sheet:
    named = {sanity.SIZE: size} | {name.replace("_", " "): value for name, value in numbers.items()}
    return Sheet(code, f"Gemeente {code}", "k", "d", "2024-09-11", 1, 3, numbers=named, previous=before.numbers if before else {})


def region(*per_client: float) -> dict[str, Sheet]:
    sheets = [sheet(f"{1000 + place}", Kosten_per_cliënt=value, Cliënten=100.0 * (place + 1)) for place, value in enumerate(per_client)]
    return {one.code: one for one in sheets}


def test_a_gemeente_far_from_the_others_stands_out_with_the_median_beside_it():
    (one,) = sanity.odd(region(15000, 15100, 14900, 15200, 30000))
    assert (one.code, one.figure, one.value, one.beside) == ("1004", PER_CLIENT, 30000, 15100)
    assert "ver van de andere gemeenten" in one.why


def test_totals_follow_the_size_of_a_gemeente_and_are_not_set_beside_those_of_others():
    now = region(15000, 15000, 15000, 15000, 15000)
    assert sanity.odd(now) == []


def test_a_hair_beside_others_that_are_all_alike_is_no_news():
    assert sanity.odd(region(15000, 15000, 15000, 15000, 15001)) == []


def test_among_a_few_gemeenten_nothing_is_usual():
    assert sanity.odd(region(15000, 15000, 15000, 90000)) == []


def test_the_region_is_no_gemeente():
    now = region(15000, 15100, 14900, 15200, 15050) | {"regio": sheet("regio", Kosten_per_cliënt=90000.0)}
    assert sanity.odd(now) == []


@pytest.mark.parametrize(("before", "stands_out"), [(100.0, False), (124.0, False), (200.0, True), (60.0, True)])
def test_a_figure_that_changed_by_more_than_a_quarter_since_the_earlier_edition_stands_out(before: float, stands_out: bool):
    found = sanity.odd({"0983": sheet("0983", sheet("0983", Cliënten=before), Cliënten=100.0)})
    assert [one.figure for one in found] == (["Cliënten"] if stands_out else [])


def test_a_page_that_shrank_and_a_figure_that_vanished_stand_out():
    before = sheet("0983", Figuren=60.0, Cliënten=100.0)
    found = sanity.odd({"0983": sheet("0983", before, size=900.0, Figuren=60.0)})
    assert [(one.figure, one.value, one.beside) for one in found] == [("Cliënten", 0.0, 100.0), (sanity.SIZE, 900.0, 2000.0)]


def test_the_figures_of_a_page_are_its_kengetallen_and_what_was_delivered():
    def exhibit(names: list[str], *rows: dict[str, object], svg: str | None = None, title: str = "T") -> Exhibit:
        return Exhibit("01-kern", 1, title, "", 10, tuple(Column(name, name, "aantal") for name in names), rows, svg)

    told = sanity.key_figures(
        2_500_000,
        [
            exhibit(["kengetal", "waarde"], {"kengetal": "Cliënten", "waarde": 30}, {"kengetal": "Klein", "waarde": None}),
            exhibit(["stap", "rijen"], {"stap": "Aangeleverd", "rijen": 61}, {"stap": "Nul", "rijen": 1}, title="Declaratieregels"),
            exhibit(["pad"], {"pad": "Zwaar"}, svg="<svg/>"),
        ],
    )
    assert told == {sanity.SIZE: 2500, "Figuren": 1, "Regels in tabellen": 5, "Cliënten": 30, "Aangeleverd (Declaratieregels)": 61}


def test_the_list_is_written_for_dutch_excel():
    text = sanity.as_csv([sanity.Odd("0983", "Venlo", PER_CLIENT, 14721.07, 15108.0, "anders")])
    assert text == "\ufeffGemeentecode;Naam;Cijfer;Waarde;Ernaast;Waarom\r\n0983;Venlo;Kosten per cliënt;14.721,07;15.108,00;anders\r\n"
