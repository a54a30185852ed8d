"""Jaren: a bar per year says its number, an unfinished or a hidden one looks and reads otherwise."""

import inspect
import json
from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import jaren, plot, rows, style
from jeugdlib.disclosure import Disclosed
from specs import disclosed

KOSTEN = disclosed(
    """
    jaar | kosten_cent | client | onderdrukt
    2021 | 3712345678  | geheim | false
    2022 |             | geheim | true
    2023 | 4390000000  | geheim | false
    2024 | 2250000000  | geheim | false
    """
)
ZWAARTE = disclosed(
    """
    jaar | zwaarte  | aandeel    | onderdrukt
    2022 | Zwaar    | 0.70001234 | false
    2022 | Licht    | 0.29998766 | false
    2023 | Zwaar    | 0.65       | false
    2023 | Licht    | 0.25       | false
    2023 | Maatwerk |            | true
    2023 | Meerwerk |            | true
    """
)
EURO: dict[str, Any] = {"waarde": "kosten_cent", "eenheid_titel": "Kosten", "soort": "euro"}
SHARE: dict[str, Any] = {"waarde": "aandeel", "eenheid_titel": "Aandeel van de kosten", "soort": "aandeel", "serie": "zwaarte"}
STACK = SHARE | {"gestapeld": True}


def drawn(table: Disclosed, **keus) -> dict:
    return jaren.jaren(table, **keus).to_dict()


def test_every_year_says_its_number_in_words():
    assert {"€ 37,1 mln", "€ 43,9 mln", "€ 22,5 mln", "<10", "2021", "2022", "2023", "2024"} <= set(specs.texts(drawn(KOSTEN, **EURO)))


def test_a_hidden_year_is_an_open_block_of_a_fixed_height_without_its_number():
    spec = drawn(KOSTEN, **EURO)
    (open_block,) = specs.blocks(spec, **plot.OPEN)
    assert open_block["y2"] - open_block["y"] == pytest.approx(plot.HIDDEN_HIGH)
    assert [said["Kosten"] for said in specs.at_pointer(spec)] == ["€ 37.123.457", "<10", "€ 43.900.000", "€ 22.500.000"]


def test_a_hidden_number_is_nowhere_in_the_spec_and_neither_is_a_column_that_is_not_drawn():
    spec = drawn(ZWAARTE, **STACK)
    assert "geheim" not in json.dumps(drawn(KOSTEN, **EURO))
    assert "aandeel" not in specs.columns(spec)
    hidden = [said for said in specs.at_pointer(spec) if said["Reeks"] in ("Maatwerk", "Meerwerk")]
    assert [said["Aandeel van de kosten"] for said in hidden] == ["<10", "<10"]


def test_bars_are_as_high_as_their_numbers():
    whole = [row for row in specs.blocks(drawn(KOSTEN, **EURO), strokeWidth=0.8) if "kleur" in row]
    first, second, third = (row["y2"] - row["y"] for row in whole)
    assert first / second == pytest.approx(3712 / 4390, abs=0.002)
    assert third / second == pytest.approx(2250 / 4390, abs=0.002)


def test_a_year_that_is_not_whole_is_pale_and_named():
    spec = drawn(KOSTEN, **EURO, onvolledig=[2024], onvolledig_tekst="t/m juli")
    (pale,) = specs.blocks(spec, strokeWidth=1.4)
    assert pale["kleur"] == plot.pale(style.BAR)
    assert "t/m juli" in specs.texts(spec)
    assert [said["Jaar"] for said in specs.at_pointer(spec)][-1] == "2024 (t/m juli)"


def test_an_expectation_stands_on_top_with_its_words():
    spec = drawn(KOSTEN, **EURO, onvolledig=[2024], extra={2024: 4_410_000_000})
    assert {"verwacht heel jaar", "€ 44,1 mln", "€ 22,5 mln"} <= set(specs.texts(spec))
    (top,) = specs.blocks(spec, strokeDash=[6, 3])
    (own,) = specs.blocks(spec, strokeWidth=1.4)
    assert top["y"] < top["y2"] == own["y"]
    assert specs.at_pointer(spec)[-1]["Verwacht heel jaar"] == "€ 44.100.000"


def test_no_expectation_and_no_sum_stands_beside_a_hidden_number():
    spec = drawn(KOSTEN, **EURO, extra={2022: 4_410_000_000})
    assert "€ 44,1 mln" not in specs.texts(spec)
    assert "€ 44,1 mln" not in jaren.describe(KOSTEN, **EURO, extra={2022: 4_410_000_000})
    sums = {2022: 1.0, 2023: 0.9}
    assert [text for text in specs.texts(drawn(ZWAARTE, **STACK, totaal=sums)) if text in ("100,0%", "90,0%")] == ["100,0%"]
    assert "90,0%" not in jaren.describe(ZWAARTE, **STACK, totaal=sums)


def test_a_break_is_a_line_between_two_years_with_its_words():
    spec = drawn(KOSTEN, **EURO, breuk={2022: "woonplaatsbeginsel", 2019: "te vroeg"})
    assert "woonplaatsbeginsel" in specs.texts(spec)
    assert "te vroeg" not in specs.texts(spec)
    (line,) = specs.blocks(spec, type="rule", strokeDash=[6, 3])
    bars = sorted((row["x"], row["x2"]) for row in specs.blocks(spec, type="rect") if "kleur" in row or row["y2"] - row["y"] < 11)
    assert any(left < line["x"] < right for (_, left), (right, _) in pairwise(bars))


def test_a_band_and_a_line_have_their_words_without_needless_decimals():
    spec = drawn(ZWAARTE, **SHARE, band=(0.7, 0.8), lijn=(1.0, "alles"))
    assert {"landelijk 70%", "tot 80%"} <= set(specs.texts(spec)) or "landelijk 70% tot 80%" in " ".join(specs.texts(spec))
    assert "alles" in specs.texts(spec)


def test_series_on_one_another_follow_on_and_have_their_own_colour_letter_and_name():
    spec = drawn(ZWAARTE, **STACK)
    licht, zwaar = (
        next(row for row in specs.blocks(spec, strokeWidth=0.8) if row.get("kleur") == style.ZWAARTE[name].fill)
        for name in ("Licht", "Zwaar")
    )
    assert licht["y"] == zwaar["y2"]
    assert {"L", "Z", "30,0%", "70,0%", "Licht", "Zwaar", "Maatwerk", "Meerwerk"} <= set(specs.texts(spec))


def test_stacked_shares_that_add_up_to_a_hair_more_reach_to_a_hundred_percent():
    noisy = disclosed("jaar | zwaarte | aandeel | onderdrukt\n2022 | Zwaar | 0.70003 | false\n2022 | Licht | 0.30004 | false")
    assert [text for text in specs.texts(drawn(noisy, **STACK)) if text in ("100%", "120%")] == ["100%"]


def test_series_side_by_side_have_a_letter_under_each_bar_and_a_key():
    spec = drawn(ZWAARTE, **SHARE)
    assert specs.texts(spec).count("Z") == 3
    assert specs.texts(spec).count("Zwaar") == 1


def test_the_same_series_have_the_same_colour_whichever_are_there():
    everything = ["micro", "regulier", "zelfstandig"]
    assert style.series(["regulier"], everything)["regulier"] == style.series(everything, everything)["regulier"]
    assert list(style.series(["overig", "Zwaar", "b", "a", "Licht"])) == ["Licht", "Zwaar", "a", "b", "overig"]
    assert style.series(["licht"])["licht"] == style.ZWAARTE["Licht"]
    letters = [tint.sign for tint in style.series([f"reeks {i:02}" for i in range(30)]).values()]
    assert len(set(letters)) == 30


def test_a_narrow_hidden_bar_is_explained_once():
    many = disclosed(
        "jaar | reeks | n | onderdrukt\n"
        + "\n".join(f"{year} | reeks {i} | {'' if i == 3 else 20} | {str(i == 3).lower()}" for year in range(2015, 2025) for i in range(8))
    )
    spec = drawn(many, waarde="n", eenheid_titel="Cliënten", serie="reeks")
    assert "Open blokje: <10, niet getoond." in specs.texts(spec)
    assert specs.stays_on_the_sheet(spec)


def test_small_amounts_keep_two_decimals_where_the_unit_stands_in_the_title():
    rows = [f"{year} | {part} | {60_000_000 * part + 1_000_000} | false" for year in range(2019, 2025) for part in (1, 2, 3)]
    written = specs.texts(drawn(disclosed("jaar | segment | kosten_cent | onderdrukt\n" + "\n".join(rows)), **EURO, serie="segment"))
    assert {"Kosten, in miljoenen euro", "0,61", "1,21", "1,81"} <= set(written)


def test_an_amount_below_a_million_is_written_in_full():
    small = disclosed("jaar | kosten_cent | onderdrukt\n2022 | 17900000 | false\n2023 | 183000000 | false")
    assert {"€ 179.000", "€ 1,8 mln"} <= set(specs.texts(drawn(small, **EURO)))
    assert "2022: € 179.000; 2023: € 1,8 mln" in jaren.describe(small, **EURO)


def test_a_year_without_a_row_keeps_its_place_and_a_dash():
    spec = drawn(rows.keep(KOSTEN, jaar=[2021, 2023]), **EURO)
    assert {"2022", "–"} <= set(specs.texts(spec))


def test_long_names_and_many_series_stay_on_the_sheet():
    names = [f"Segment {i} met een naam die veel te lang is voor één regel" for i in range(12)]
    many = disclosed(
        "jaar | segment | kosten_cent | onderdrukt\n"
        + "\n".join(f"{year} | {name} | {100_000_00 * (i + 1)} | false" for year in range(2020, 2025) for i, name in enumerate(names))
    )
    for stacked in (True, False):
        spec = drawn(many, **EURO, serie="segment", gestapeld=stacked, onvolledig=[2024])
        assert specs.stays_on_the_sheet(spec)
        assert specs.is_dutch(spec)


def test_numbers_are_no_more_precise_than_what_is_shown():
    shares = [row["y2"] - row["y"] for row in specs.blocks(drawn(ZWAARTE, **STACK), strokeWidth=0.8)]
    assert all(round(height, 1) == pytest.approx(height) for height in shares)
    assert "70001234" not in json.dumps(drawn(ZWAARTE, **STACK))


@pytest.mark.parametrize("keus", [EURO, STACK, SHARE], ids=["alone", "stacked", "side by side"])
def test_the_order_of_the_rows_does_not_matter_and_words_are_dutch(keus: dict):
    table = KOSTEN if keus is EURO else ZWAARTE
    turned = Disclosed(table.frame.reverse(), 10, veilig=True)
    assert drawn(turned, **keus) == drawn(table, **keus)
    assert jaren.describe(turned, **keus) == jaren.describe(table, **keus)
    assert specs.is_dutch(drawn(table, **keus))
    assert specs.stays_on_the_sheet(drawn(table, **keus))


def test_what_cannot_be_drawn_rightly_is_refused_in_words():
    with pytest.raises(errors.NotDisclosed):
        jaren.jaren(KOSTEN.frame, **EURO)
    with pytest.raises(errors.MissingColumns, match="'kosten'"):
        drawn(KOSTEN, **EURO | {"waarde": "kosten"})
    with pytest.raises(errors.WrongUse, match="meer dan één rij voor jaar 2022"):
        drawn(ZWAARTE, waarde="aandeel", eenheid_titel="Aandeel", soort="aandeel")
    with pytest.raises(errors.WrongUse, match="naast elkaar"):
        drawn(ZWAARTE, **SHARE, extra={2023: 1.0})
    with pytest.raises(errors.WrongUse, match="De soort 'dollar' bestaat niet"):
        drawn(KOSTEN, **EURO | {"soort": "dollar"})


def test_an_empty_table_says_so_in_words():
    empty = Disclosed(KOSTEN.frame.clear(), 10, veilig=True)
    assert specs.texts(drawn(empty, **EURO)) == ["Er zijn geen jaren om te tekenen."]
    assert jaren.describe(empty, **EURO) == "Er zijn geen jaren met kosten."


def test_the_words_tell_the_course_the_year_that_is_not_whole_and_what_is_hidden():
    said = jaren.describe(
        KOSTEN, **EURO, onvolledig=[2024], onvolledig_tekst="t/m juli", extra={2024: 4_410_000_000}, breuk={2022: "breuk"}
    )
    assert said == (
        "Kosten, 2021 tot en met 2024. 2021: € 37,1 mln; 2023: € 43,9 mln; 2024 (t/m juli): € 22,5 mln. "
        "2024, verwacht heel jaar: € 44,1 mln. Niet getoond (<10): 2022. Een lijn vóór 2022: breuk."
    )


def test_the_words_name_the_extremes_of_the_whole_years_only():
    clients = disclosed("jaar | n | onderdrukt\n2021 | 900 | false\n2022 | 1200 | false\n2023 | 1100 | false\n2024 | 20 | false")
    said = jaren.describe(clients, waarde="n", eenheid_titel="Cliënten", onvolledig=[2024])
    assert "2024 (nog niet volledig): 20. Het hoogst van de hele jaren is 2022, het laagst 2021." in said


def test_the_words_tell_each_series_and_name_hidden_cells():
    assert jaren.describe(ZWAARTE, **STACK, band=(0.7, 0.8)) == (
        "Aandeel van de kosten, 2022 tot en met 2023. Zwaar: van 70,0% (2022) naar 65,0% (2023); "
        "Licht: van 30,0% (2022) naar 25,0% (2023). "
        "Niet getoond (<10): 2023 Maatwerk en 2023 Meerwerk. Een band: landelijk 70% tot 80%."
    )


def test_the_words_take_the_same_choices_with_the_same_defaults_as_the_drawing():
    asked = {name: one.default for name, one in inspect.signature(jaren.jaren).parameters.items() if name != "disclosed"}
    needed = {one.name: one.default for one in fields(jaren._Ask)}
    assert asked.keys() == needed.keys()
    assert {name: value for name, value in asked.items() if value is not inspect.Parameter.empty} == {
        name: value for name, value in needed.items() if asked[name] is not inspect.Parameter.empty
    }
