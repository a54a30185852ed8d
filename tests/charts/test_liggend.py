"""Liggend: names in the order of the table, each with its bar and its number."""

import inspect
import json
from dataclasses import fields
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import liggend, plot, style
from jeugdlib.disclosure import Disclosed
from specs import disclosed

KOSTEN = disclosed(
    """
    productcode | kosten_cent | client | onderdrukt
    45A05       | 450000000   | geheim | false
    45A04       | 900000000   | geheim | false
    45A48       |             | geheim | true
    50A02       | 100000000   | geheim | false
    """
)
NAAST = disclosed(
    """
    product  | keuze   | aandeel | onderdrukt
    Pleeg    | zonder  | 0.61    | false
    Pleeg    | alle    | 0.5     | false
    Verblijf | alle    | 0.75    | false
    Verblijf | zonder  |         | true
    Vervoer  | alle    |         | false
    """
)
EURO: dict[str, Any] = {"naam": "productcode", "waarde": "kosten_cent", "eenheid_titel": "Kosten", "soort": "euro"}
SHARE: dict[str, Any] = {"naam": "product", "waarde": "aandeel", "eenheid_titel": "Verzilvering", "soort": "aandeel", "serie": "keuze"}
NAMEN = {"45A04": "Dagbehandeling", "45A48": "Dagbehandeling", "45A05": "Begeleiding met een heel lange naam die niet op één regel past"}


def drawn(table: Disclosed, **keus: Any) -> dict[str, Any]:
    return liggend.liggend(table, **keus).to_dict()


def test_names_stand_in_the_order_of_the_table_with_their_numbers():
    said = specs.at_pointer(drawn(KOSTEN, **EURO))
    assert [(one["Naam"], one["Kosten"]) for one in said] == [
        ("45A05", "€ 4.500.000"),
        ("45A04", "€ 9.000.000"),
        ("45A48", "<10"),
        ("50A02", "€ 1.000.000"),
    ]
    assert {"€ 4,5 mln", "€ 9,0 mln", "<10", "€ 1,0 mln"} <= set(specs.texts(drawn(KOSTEN, **EURO)))


def test_bars_are_as_long_as_their_numbers_and_a_hidden_one_has_a_fixed_length():
    spec = drawn(KOSTEN, **EURO)
    first, second, third = (row["x2"] - row["x"] for row in specs.blocks(spec, strokeWidth=0.8))
    assert first / second == pytest.approx(0.5, abs=0.002)
    assert third / second == pytest.approx(1 / 9, abs=0.002)
    (hidden,) = specs.blocks(spec, **plot.OPEN)
    assert hidden["x2"] - hidden["x"] == pytest.approx(plot.HIDDEN_HIGH + 2)
    assert "geheim" not in json.dumps(spec)


def test_a_code_gets_its_name_and_two_with_the_same_name_are_kept_apart():
    named = [one["Naam"] for one in specs.at_pointer(drawn(KOSTEN, **EURO, namen=NAMEN))]
    assert named == [NAMEN["45A05"], "Dagbehandeling (45A04)", "Dagbehandeling (45A48)", "50A02"]


def test_a_long_name_is_written_on_more_lines_and_all_stays_on_the_sheet():
    spec = drawn(KOSTEN, **EURO, namen=NAMEN)
    written = specs.texts(spec)
    assert " ".join(written[: written.index("Dagbehandeling (45A04)")]).endswith(NAMEN["45A05"])
    assert NAMEN["45A05"] not in written
    assert specs.stays_on_the_sheet(spec)


def test_selections_side_by_side_have_a_letter_before_each_bar_and_a_key():
    spec = drawn(NAAST, **SHARE)
    assert specs.texts(spec).count("alle") == specs.texts(spec).count("zonder") == 1
    assert specs.texts(spec).count("b") == 3
    (first, second) = [row for row in specs.blocks(spec, strokeWidth=0.8) if row["x"] > 200][:2]
    assert {first["kleur"], second["kleur"]} == {style.REEKS[0].fill, style.REEKS[1].fill}


def test_no_number_is_a_dash_and_a_hidden_one_is_not():
    said = {(one["Naam"], one["Reeks"]): one["Verzilvering"] for one in specs.at_pointer(drawn(NAAST, **SHARE))}
    assert said["Vervoer", "alle"] == "–"
    assert said["Verblijf", "zonder"] == "<10"


def test_a_band_and_a_line_have_their_words():
    spec = drawn(NAAST, **SHARE, band=(0.7, 0.8), lijn=(1.0, "alles gedeclareerd"))
    assert {"landelijk 70% tot 80%", "alles gedeclareerd"} <= set(specs.texts(spec))
    (line,) = specs.blocks(spec, type="rule", strokeDash=[6, 3])
    (band,) = specs.blocks(spec, fillOpacity=0.45)
    assert band["x"] < band["x2"] < line["x"]
    assert specs.stays_on_the_sheet(spec)


def test_only_the_first_names_are_drawn_and_the_rest_is_counted():
    spec = drawn(KOSTEN, **EURO, top=2)
    assert [one["Naam"] for one in specs.at_pointer(spec)] == ["45A05", "45A04"]
    assert "En nog 2 andere, niet getekend." in specs.texts(spec)
    assert "Nog 2 regels zijn niet getekend." in liggend.describe(KOSTEN, **EURO, top=2)


def test_what_cannot_be_drawn_rightly_is_refused():
    with pytest.raises(errors.NotDisclosed):
        liggend.liggend(KOSTEN.frame, **EURO)
    with pytest.raises(errors.MissingColumns):
        drawn(KOSTEN, **EURO | {"naam": "product"})
    with pytest.raises(errors.WrongUse, match="meer dan één rij voor product Pleeg"):
        drawn(NAAST, **SHARE | {"serie": None})


def test_words_are_dutch_and_an_empty_table_says_so():
    assert specs.is_dutch(drawn(NAAST, **SHARE, band=(0.7, 0.8)))
    empty = Disclosed(KOSTEN.frame.clear(), 10, veilig=True)
    assert specs.texts(drawn(empty, **EURO)) == ["Er zijn geen regels om te tekenen."]
    assert liggend.describe(empty, **EURO) == "Er zijn geen regels met kosten."


def test_the_words_tell_each_name_the_extremes_and_what_is_hidden():
    assert liggend.describe(KOSTEN, **EURO, lijn=(500_000_000, "grens")) == (
        "Kosten per regel. 45A05: € 4,5 mln; 45A04: € 9,0 mln; 50A02: € 1,0 mln. Het meest van wat is getoond: 45A04; het minst: 50A02. "
        "Niet getoond (<10): 45A48. Een lijn bij € 5 mln: grens."
    )


def test_the_words_tell_selections_side_by_side():
    assert liggend.describe(NAAST, **SHARE, band=(0.7, 0.8)) == (
        "Verzilvering per regel. Pleeg: alle 50,0% en zonder 61,0%; Verblijf: alle 75,0%. Niet getoond (<10): Verblijf zonder. "
        "Geen cijfer: Vervoer alle. Een band: landelijk 70% tot 80%."
    )


def test_the_words_take_the_same_choices_with_the_same_defaults_as_the_drawing():
    asked = {name: one.default for name, one in inspect.signature(liggend.liggend).parameters.items() if name != "disclosed"}
    needed = {one.name: one.default for one in fields(liggend._Ask)}
    assert asked.keys() == needed.keys()
    optional = [name for name, value in asked.items() if value is not inspect.Parameter.empty]
    assert [asked[name] for name in optional] == [needed[name] for name in optional]
