"""What is due: nothing that nothing changed for, and the reason is told in words."""

from dataclasses import replace

import pytest

from jeugdlib.report import planning
from jeugdlib.report.planning import Made, World

PARTS = {"notebook": "n", "parameters": "p", "code": "c", "omgeving": "o"}
READ = {"producten.parquet": "1", "toewijzingen/gemeentecode=0983": "2", "gedeeld/regio/abc/naast_kengetallen": "3"}
WORLD = World({"producten.parquet": "1", "toewijzingen/gemeentecode=0983": "2"}, {"gedeeld/regio/abc/naast_kengetallen": "3"})
MADE = Made(PARTS, READ, {"10_paden": "uit"})


def test_what_is_the_same_in_every_respect_is_not_made_again():
    assert planning.judge(PARTS, MADE, WORLD).reason == ""


@pytest.mark.parametrize(("name", "told"), planning.PARTS.items())
def test_each_part_that_changes_is_a_reason_of_its_own(name: str, told: str):
    verdict = planning.judge({**PARTS, name: "anders"}, MADE, WORLD)
    assert (verdict.reason, verdict.maybe) == (told, False)


def test_what_was_never_made_failed_or_got_lost_is_due():
    assert planning.judge(PARTS, None, WORLD).reason == planning.NEW
    assert planning.judge(PARTS, Made(PARTS, READ, {}, good=False), WORLD).reason == planning.FAILED
    assert planning.judge(PARTS, MADE, WORLD, intact=False).reason == planning.LOST
    assert planning.judge(PARTS, MADE, WORLD, forced=True).reason == planning.FORCED


@pytest.mark.parametrize(
    ("inputs", "shared", "told"),
    [
        ({"producten.parquet": "9"}, {}, "gegevens gewijzigd: producten"),
        ({"toewijzingen/gemeentecode=0983": "9"}, {}, "gegevens gewijzigd: toewijzingen van 0983"),
        ({}, {"gedeeld/regio/abc/naast_kengetallen": "9"}, "gegevens gewijzigd: kengetallen van regio"),
    ],
)
def test_data_that_changed_are_named(inputs: dict[str, str], shared: dict[str, str], told: str):
    world = World({**WORLD.inputs, **inputs}, {**WORLD.shared, **shared})
    assert planning.judge(PARTS, MADE, world).reason == told


def test_data_that_were_not_read_do_not_matter():
    assert planning.judge(PARTS, MADE, World({**WORLD.inputs, "toewijzingen/gemeentecode=0984": "9"}, WORLD.shared)).reason == ""


def test_data_that_are_gone_have_changed():
    gone = World({"producten.parquet": "1"}, WORLD.shared)
    assert planning.judge(PARTS, MADE, gone).reason == "gegevens gewijzigd: toewijzingen van 0983"


def test_what_waits_for_shared_work_is_due_only_perhaps():
    verdict = planning.judge(PARTS, MADE, replace(WORLD, open=frozenset({"regio"})))
    assert (verdict.reason, verdict.maybe) == ("misschien, na kengetallen van regio", True)


def test_the_hashes_of_code_bindery_and_environment_are_three_and_stay():
    hashes = {planning.code(), planning.bindery(), planning.environment()}
    assert {len(one) for one in hashes} == {64}
    assert len(hashes) == 3
