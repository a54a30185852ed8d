"""Bellen: a bubble per cell, its area after its number; a hidden one is open and of one size."""

import inspect
import json
import math
from dataclasses import fields
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import bellen
from jeugdlib.disclosure import Disclosed
from specs import disclosed

TRAJECTEN = disclosed(
    """
    aandeel_volume | aandeel_kosten | aantal | client | onderdrukt
    1.0            | 1.0            | 400    | geheim | false
    0.5            | 0.5            | 100    | geheim | false
    0.3            | 0.2            |        | geheim | true
    0.9            | 0.1            | 0      | geheim | false
    3.1            | 1.0            | 12     | geheim | false
    """
)
TITLES: dict[str, Any] = {"x_titel": "Gebruikt volume", "y_titel": "Gedeclareerde kosten"}


def drawn(table: Disclosed, **keus: Any) -> dict[str, Any]:
    return bellen.bellen(table, **(TITLES | keus)).to_dict()


def bubbles(spec: dict[str, Any], **look: Any) -> list[dict[str, Any]]:
    """Give the bubbles in the plot, left of the key."""
    found = [row for row in specs.blocks(spec, type="point", **look) if row["x"] < 560]
    return sorted(found, key=lambda row: row["x"])


def test_the_area_of_a_bubble_is_after_its_number():
    half, whole = bubbles(drawn(TRAJECTEN), fill="#4a6274")
    assert whole["maat"] / half["maat"] == pytest.approx(4, rel=0.01)
    assert math.sqrt(whole["maat"] / math.pi) < 27


def test_both_axes_have_the_same_scale():
    half, whole = bubbles(drawn(TRAJECTEN), fill="#4a6274")
    assert whole["x"] - half["x"] == pytest.approx(half["y"] - whole["y"], abs=0.3)


def test_a_hidden_cell_is_a_small_open_bubble_without_its_number():
    spec = drawn(TRAJECTEN)
    (hidden,) = bubbles(spec, strokeDash=[2, 2])
    assert hidden["maat"] == pytest.approx(math.pi * 16, abs=0.1)
    assert "<10, niet getoond" in specs.texts(spec)
    assert specs.at_pointer(spec)[0] == {"Gebruikt volume": "25% tot 35%", "Gedeclareerde kosten": "15% tot 25%", "Trajecten": "<10"}
    assert "geheim" not in json.dumps(spec)
    assert "aantal" not in specs.columns(spec)


def test_the_hundred_percent_lines_cross_in_the_middle_of_the_cell_of_hundred():
    spec = drawn(TRAJECTEN)
    upright, level = specs.blocks(spec, type="rule", strokeDash=[6, 3])
    whole = bubbles(spec, fill="#4a6274")[-1]
    assert (upright["x"], level["y"]) == (whole["x"], whole["y"])
    assert specs.texts(spec).count("100%") == 4


def test_the_trend_line_goes_through_its_points_and_stays_in_sight():
    spec = drawn(TRAJECTEN, lijn=(1.0, 0.0))
    (line, _) = specs.blocks(spec, stroke="#d55e00")
    whole = bubbles(spec, fill="#4a6274")[-1]
    along = (whole["x"] - line["x"]) / (line["x2"] - line["x"])
    assert line["y"] + along * (line["y2"] - line["y"]) == pytest.approx(whole["y"], abs=0.3)
    assert "trendlijn" in specs.texts(spec)
    for slope in (-3.0, 0.0, 0.2, 30.0):
        assert specs.stays_on_the_sheet(drawn(TRAJECTEN, lijn=(slope, 0.9)))
    assert "trendlijn" not in specs.texts(drawn(TRAJECTEN, lijn=(0.0, 9.0)))


def test_the_key_shows_no_number_below_the_threshold():
    few = disclosed("aandeel_volume | aandeel_kosten | aantal | onderdrukt\n1.0 | 1.0 | 27 | false\n0.5 | 0.5 | | true")
    assert [text for text in specs.texts(drawn(few)) if text.endswith("trajecten")] == ["27 trajecten", "10 trajecten"]
    assert "400 trajecten" in specs.texts(drawn(TRAJECTEN))


def test_what_lies_far_out_is_counted_in_words_and_an_empty_cell_is_not_drawn():
    spec = drawn(TRAJECTEN)
    assert "1 vak ligt onder -50% of boven 250% en niet in beeld." in specs.texts(spec)
    assert len(specs.at_pointer(spec)) == 3
    assert len(specs.at_pointer(drawn(TRAJECTEN, hoogstens=4))) == 4


def test_a_cell_below_zero_stands_inside_the_plot_and_one_far_below_is_counted():
    taken_back = disclosed(
        "aandeel_volume | aandeel_kosten | aantal | onderdrukt\n1.0 | -0.3 | 20 | false\n1.0 | 1.0 | 30 | false\n1.0 | -2.0 | 11 | false"
    )
    spec = drawn(taken_back)
    lowest = max(row["y"] for row in bubbles(spec, fill="#4a6274"))
    assert lowest < max(row["y2"] for row in specs.blocks(spec, type="rule", stroke="#d9dce0"))
    assert "1 vak ligt onder -50% of boven 250% en niet in beeld." in specs.texts(spec)
    assert specs.at_pointer(spec)[0]["Gedeclareerde kosten"] == "-35% tot -25%"


def test_words_are_dutch_and_all_stays_on_the_sheet():
    for hoogstens in (1.0, 2.5, 9.0):
        spec = drawn(TRAJECTEN, hoogstens=hoogstens, lijn=(0.9, 0.1))
        assert specs.is_dutch(spec)
        assert specs.stays_on_the_sheet(spec)


def test_a_table_without_rows_or_with_only_hidden_ones_is_drawn():
    assert specs.texts(drawn(Disclosed(TRAJECTEN.frame.clear(), 10, veilig=True))) == ["Er zijn geen trajecten om te tekenen."]
    assert bellen.describe(Disclosed(TRAJECTEN.frame.clear(), 10, veilig=True), **TITLES) == "Er zijn geen trajecten."
    closed = Disclosed(TRAJECTEN.frame.with_columns(aantal=None, onderdrukt=True), 10, veilig=True)
    assert {said["Trajecten"] for said in specs.at_pointer(drawn(closed))} == {"<10"}


def test_what_cannot_be_drawn_rightly_is_refused():
    with pytest.raises(errors.NotDisclosed):
        bellen.bellen(TRAJECTEN.frame, **TITLES)
    double = Disclosed(TRAJECTEN.frame.with_columns(aandeel_volume=1.0, aandeel_kosten=1.0), 10, veilig=True)
    with pytest.raises(errors.WrongUse, match="meer dan één rij"):
        drawn(double)


def test_the_words_tell_the_largest_the_trend_and_what_is_hidden():
    assert bellen.describe(TRAJECTEN, **TITLES, lijn=(0.914, 0.12)) == (
        "Vakken van 10 procentpunt. Horizontaal: Gebruikt volume. Verticaal: Gedeclareerde kosten. "
        "De grootste bel: 400 trajecten (horizontaal 95% tot 105%, verticaal 95% tot 105%). "
        "Daarna: 100 trajecten (horizontaal 45% tot 55%, verticaal 45% tot 55%). "
        "De trendlijn gaat 9,1 procentpunt omhoog per 10 procentpunt naar rechts en begint links op 12,0%. Twee lijnen staan bij 100%. "
        "1 vak is niet getoond (<10). 1 vak ligt onder -50% of boven 250% en niet in beeld."
    )


def test_the_words_take_the_same_choices_with_the_same_defaults_as_the_drawing():
    asked = {name: one.default for name, one in inspect.signature(bellen.bellen).parameters.items() if name != "disclosed"}
    needed = {one.name: one.default for one in fields(bellen._Ask)}
    assert asked.keys() == needed.keys()
    optional = [name for name, value in asked.items() if value is not inspect.Parameter.empty]
    assert [asked[name] for name in optional] == [needed[name] for name in optional]
