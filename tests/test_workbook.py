"""On the example: what a run can ask beside the messages."""

import pytest

from jeugdlib import settings, workbook


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
