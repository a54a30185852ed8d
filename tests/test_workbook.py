"""On the example: what a run can ask beside the messages."""

import polars as pl
import pytest

from jeugdlib import definitions, settings, workbook


@pytest.fixture(scope="module")
def data() -> str:
    return str(workbook.example_dataset())


def opened(data: str, **choices: object) -> workbook.Werk:
    return workbook.load(settings.from_parameters(data=data, **choices))


def test_a_run_knows_all_aanbieders_and_contracts_also_of_who_is_left_out(data: str):
    everyone = opened(data).aanbieders
    left_out = everyone["agb"][0]
    without = opened(data, zonder_aanbieders=[left_out])
    assert without.aanbieders.equals(everyone)
    assert {"agb", "naam", "type", "concern"} <= set(everyone.columns)
    assert set(without.contracten.columns) == {"agb", "productcode", "geldig_vanaf", "geldig_tot"}
    assert set(without.contracten["agb"]) <= set(everyone["agb"])


def test_the_young_inhabitants_are_those_of_the_gemeenten_of_the_run(data: str):
    region, one = opened(data), opened(data, gemeente="0893")
    assert set(one.jeugdigen["gemeentecode"]) <= {"0893"} < set(region.codes)
    assert set(region.jeugdigen["gemeentecode"]) <= set(region.codes)
    assert one.jeugdigen.columns == ["gemeentecode", "jaar", "leeftijdsklasse", "aantal"]


def test_the_year_of_the_fact_sheets_is_the_last_whole_one_or_the_one_that_was_asked_for(data: str):
    assert opened(data).factsheet_jaar == 2023
    assert opened(data, factsheet_jaar=2022).factsheet_jaar == 2022
    assert set(workbook.TABLES["factsheet"](opened(data, gemeente="0893", factsheet_jaar=2022)).frame["jaar"]) == {2022}


def test_tables_per_productgroep_hold_those_that_were_asked_for(data: str):
    one = opened(data, gemeente="0983", productgroepen=["GGZ"])
    for name in ("factsheet", "zwaarte_per_jaar", "pxq_aandeel", "zwaarte_zonder_aanbieder", "pxq_aandeel_zonder_aanbieder"):
        assert set(workbook.TABLES[name](one).frame["productgroep"]) == {"GGZ"}, name


def test_a_run_names_the_year_that_it_saw_in_part(data: str):
    assert opened(data).deeljaren == {2024: "t/m juli"}
    assert opened(data, peildatum="2024-01-01").deeljaren == {}


def test_with_dominantie_nothing_tells_what_the_aanbieder_that_is_left_out_earns(data: str):
    open_, closed = opened(data, gemeente="0983"), opened(data, gemeente="0983", dominantie=True)
    shown = workbook.TABLES["pxq_aandeel_zonder_aanbieder"]
    assert shown(open_).frame["aandeel"].count() > 0
    assert shown(closed).frame["aandeel"].count() == 0


def test_the_costs_of_every_split_add_up_to_all_costs(data: str):
    werk = opened(data, gemeente="0984", onderdrukken=False)
    total = werk.nettoregels["bedrag_cent"].sum()
    for name in ("zwaarte_per_jaar", "nga_per_jaar", "nga_per_segment", "nga_per_product", "maatwerk_per_jaar", "aanbiedertype_per_jaar"):
        assert workbook.TABLES[name](werk).frame["kosten_cent"].sum() == total, name


@pytest.mark.parametrize("gemeente", ["0893", "0889"])
def test_a_productgroep_that_goes_with_a_small_one_goes_on_every_slide(data: str, gemeente: str):
    werk = opened(data, gemeente=gemeente)
    everything = opened(data, gemeente=gemeente, onderdrukken=False)
    sheets = workbook.TABLES["factsheet"](werk).frame
    shown = set(sheets.filter(pl.col("kosten_cent").is_not_null())["productgroep"])
    # Costs of a segment minus all that any slide shows of its productgroepen never are those of one small group.
    known = {werk.factsheet_jaar: shown}
    for name in ("zwaarte_per_jaar", "pxq_aandeel"):
        for row in workbook.TABLES[name](werk).frame.filter(pl.col("totaal_cent").is_not_null()).rows(named=True):
            known.setdefault(row["jaar"], set()).add(row["productgroep"])
    for jaar, names in known.items():
        costs = definitions.costs_per_group(everything.nettoregels, everything.producten).filter(pl.col("jaar") == jaar)
        for (segment,), groups in costs.group_by("segment"):
            rest = groups.filter(~pl.col("productgroep").is_in(list(names)))
            assert rest.is_empty() or rest["clienten"].sum() >= 10 or rest.height == groups.height, (jaar, segment)
