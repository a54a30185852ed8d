"""On the example: the region stands beside a gemeente, and nothing small of the others can be computed from the two."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jeugdlib import settings, store, workbook
from jeugdlib.disclosure import FLAG


@pytest.fixture(scope="module")
def data() -> str:
    return str(workbook.example_dataset())


def opened(data: str, gemeente: str, **choices: object) -> workbook.Werk:
    return workbook.load(settings.from_parameters(gemeente=gemeente, data=data, **choices))


def test_the_region_of_a_gemeente_holds_all_gemeenten_with_the_same_choices(data: str):
    werk = opened(data, "0893", peildatum="2024-01-01", max_gat_maanden=2)
    assert werk.regio.gemeente.code == "regio"
    assert set(werk.codes) < set(werk.regio.codes)
    assert (werk.regio.keuze.peildatum, werk.regio.keuze.max_gat_maanden) == (date(2024, 1, 1), 2)
    assert werk.regio is werk.regio
    assert werk.regio.zorgpaden.height > werk.zorgpaden.height


def test_the_region_is_not_set_beside_itself(data: str):
    werk = opened(data, "regio")
    assert werk.regio is werk
    assert {workbook.beside(werk, name) for name in workbook.BESIDE} == {None}


def test_a_gemeente_that_is_left_out_of_the_region_is_not_taken_off_it(data: str):
    werk = opened(data, "0893", gemeenten_uitgesloten=["0893"])
    beside = workbook.beside(werk, "kengetallen")
    assert beside is not None
    make, rule, _ = workbook.BESIDE["kengetallen"]
    assert beside.frame.equals(werk.regio.disclose(make(werk.regio), rule).frame)


CODES = ["0889", "0893", "0907", "0983", "0984", "1507", "1894"]


@pytest.mark.parametrize("code", CODES)
def test_no_small_count_of_the_other_gemeenten_follows_from_region_and_gemeente(data: str, code: str):
    werk = opened(data, code)
    assert code in {gemeente.code for gemeente in store.gemeenten(store.open_dataset(Path(data)))}
    for name, (make, rule, by) in workbook.BESIDE.items():
        beside, own = workbook.beside(werk, name), werk.disclose(make(werk), rule)
        assert beside is not None
        applies = pl.lit(True) if rule.only is None else rule.only
        for count in rule.counts:
            both = beside.frame.filter(applies).join(own.frame, on=by, suffix="_eigen")
            rest = both.select(pl.col(count) - pl.col(f"{count}_eigen")).drop_nulls()[count]
            assert both.height > 0
            assert rest.filter((rest > 0) & (rest < 10)).to_list() == [], (name, count)


def test_what_may_be_compared_is_compared(data: str):
    beside = workbook.beside(opened(data, "0893"), "paden_kengetallen")
    assert beside is not None
    assert beside.frame.filter(~pl.col(FLAG))["aandeel_meerwerk_maatwerk"].null_count() == 0
    assert beside.frame.filter(~pl.col(FLAG)).height >= 3


def test_the_source_line_names_the_choices_that_are_not_those_of_the_definitions(data: str):
    plain, chosen = (
        opened(data, "0893", **choices).bronregel
        for choices in (
            {"max_gat_maanden": 1, "drempel": 5},
            {"productgroepen": ["GGZ"], "max_gat_maanden": 2, "max_overdracht_dagen": 1, "max_leeftijd": 18},
        )
    )
    added = " Alleen GGZ. Een gat van hooguit 2 maanden hoort bij een pad. Een overdracht duurt hooguit 1 dag. Cliënten tot en met 18 jaar."
    assert added in chosen
    assert chosen.replace(added, "") == plain
    of_all_care = opened(data, "0893", productgroepen=["GGZ"], max_gat_maanden=2).bronregel_kern
    assert of_all_care == plain
    older = opened(data, "0893", max_leeftijd=18, max_gat_maanden=2).bronregel_plek
    assert "Cliënten tot en met 18 jaar." in older
    assert "gat" not in older


def test_the_notes_of_a_slide_follow_the_window_of_the_run(data: str):
    def said(about: str, word: str, **choices: object) -> bool:
        return any(word in note for note in workbook.notes(opened(data, "0893", **choices), about))

    assert said("kosten", "2024 is niet compleet")
    assert said("kosten", "woonplaatsbeginsel")
    assert said("kosten", "nog niet altijd goedgekeurd")
    assert said("paden", "In 2021 staan meerwerk en maatwerk niet apart")
    assert said("volumes", "zijn de uren een schatting")
    assert said("doorlooptijd", "per uur of per dag betaald")
    later = {"analyse_begin": "2023-01-01", "peildatum": "2024-01-01"}
    assert not said("kosten", "niet compleet", **later)
    assert not said("kosten", "woonplaatsbeginsel", **later)
    assert not said("paden", "niet apart", **later)


def test_the_notes_of_plekbezetting_have_its_own_window_and_its_low_point(data: str):
    werk = opened(data, "0983")
    notes = workbook.notes(werk, "plekbezetting", table=workbook.TABLES["plekbezetting"](werk))
    assert any("juli of augustus" in note for note in notes)
    assert not any("2024" in note for note in notes)
