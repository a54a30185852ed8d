"""Veelvouden: the same figure for every gemeente, on one scale."""

import inspect
import json
from dataclasses import fields
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import plot, style, veelvouden
from jeugdlib.disclosure import Disclosed
from specs import disclosed

CLIENTEN = disclosed(
    """
    gemeente | jaar | clienten | client | onderdrukt
    Beesel   | 2022 | 100      | geheim | false
    Beesel   | 2023 | 200      | geheim | false
    Beesel   | 2024 | 50       | geheim | false
    Bergen   | 2022 |          | geheim | true
    Bergen   | 2023 | 40       | geheim | false
    Bergen   | 2024 | 20       | geheim | false
    Venlo    | 2022 | 400      | geheim | false
    Venlo    | 2023 |          | geheim | false
    Venlo    | 2024 | 400      | geheim | false
    """
)
KEUS: dict[str, Any] = {"waarde": "clienten", "eenheid_titel": "Cliënten"}
LATE: dict[str, Any] = {"onvolledig": [2024], "onvolledig_tekst": "t/m juli"}


def drawn(table: Disclosed, **keus: Any) -> dict[str, Any]:
    return veelvouden.veelvouden(table, **(KEUS | keus)).to_dict()


def test_all_figures_have_the_same_scale():
    spec = drawn(CLIENTEN)
    heights = {row["x"]: row["y2"] - row["y"] for row in specs.blocks(spec, type="rect", strokeWidth=0.8)}
    high = sorted(heights.values())
    assert high[-1] == high[-2]  # Venlo has 400 twice
    assert min(high) / max(high) == pytest.approx(20 / 400, abs=0.002)
    assert "Cliënten. Alle figuren hebben dezelfde schaal." in specs.texts(spec)


def test_every_bar_says_its_number_a_hidden_one_and_one_without_a_number_do_not():
    spec = drawn(CLIENTEN, **LATE)
    said = {(one["Naam"], one["Jaar"]): one["Cliënten"] for one in specs.at_pointer(spec)}
    assert said["Bergen", "2022"] == "<10"
    assert said["Venlo", "2023"] == "–"
    assert said["Venlo", "2024 (t/m juli)"] == "400"
    assert {"<10", "–", "400", "t/m juli"} <= set(specs.texts(spec))
    assert "geheim" not in json.dumps(spec)
    (hidden,) = specs.blocks(spec, **plot.OPEN)
    assert hidden["y2"] - hidden["y"] == pytest.approx(plot.HIDDEN_HIGH)


def test_a_year_that_is_not_whole_is_pale():
    bars = specs.blocks(drawn(CLIENTEN, **LATE), type="rect", strokeWidth=0.8)
    assert [row["kleur"] for row in bars].count(plot.pale(style.BAR)) == 3


def test_the_gemeente_of_the_page_stands_first_in_a_frame():
    spec = drawn(CLIENTEN, eerst="Venlo")
    assert [one["Naam"] for one in specs.at_pointer(spec)][:4] == ["Venlo"] * 3 + ["Beesel"]
    (frame,) = specs.blocks(spec, strokeWidth=2)
    assert frame["x"] < 80
    assert not specs.blocks(drawn(CLIENTEN), strokeWidth=2)
    assert not specs.blocks(drawn(CLIENTEN, eerst="Roermond"), strokeWidth=2)


def test_codes_get_their_names_also_the_first():
    spec = drawn(CLIENTEN, namen={"Venlo": "Gemeente Venlo"}, eerst="Venlo")
    assert "Gemeente Venlo" in specs.texts(spec)
    assert specs.at_pointer(spec)[0]["Naam"] == "Gemeente Venlo"
    assert specs.blocks(spec, strokeWidth=2)


def test_where_numbers_do_not_fit_the_last_whole_year_keeps_its_own_and_hidden_ones_stay_marked():
    rows = [f"Venlo | {year} | {'' if year == 2015 else 123456} | {str(year == 2015).lower()}" for year in range(2010, 2025)]
    spec = drawn(disclosed("gemeente | jaar | clienten | onderdrukt\n" + "\n".join(rows)), **LATE)
    assert specs.texts(spec).count("123.456") == 1
    assert "<10" in specs.texts(spec)
    assert "'15" in specs.texts(spec)


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_any_number_of_gemeenten_stays_on_the_sheet_in_dutch(count: int):
    rows = [
        f"Gemeente met een heel lange naam nummer {i} | {year} | {100_000_000 * i + year} | false"
        for i in range(count)
        for year in range(2021, 2025)
    ]
    table = disclosed("gemeente | jaar | kosten | onderdrukt\n" + "\n".join(rows))
    spec = drawn(table, waarde="kosten", soort="euro", **LATE)
    assert specs.stays_on_the_sheet(spec)
    assert specs.is_dutch(spec)


def test_what_cannot_be_drawn_rightly_is_refused_and_an_empty_table_says_so():
    with pytest.raises(errors.NotDisclosed):
        veelvouden.veelvouden(CLIENTEN.frame, **KEUS)
    with pytest.raises(errors.WrongUse, match="meer dan één rij voor gemeente"):
        drawn(Disclosed(CLIENTEN.frame.with_columns(jaar=2022), 10, veilig=True))
    empty = Disclosed(CLIENTEN.frame.clear(), 10, veilig=True)
    assert specs.texts(drawn(empty)) == ["Er zijn geen jaren om te tekenen."]
    assert veelvouden.describe(empty, **KEUS) == "Er zijn geen jaren met cliënten."


def test_the_words_tell_each_gemeente_who_is_highest_and_what_is_hidden():
    assert veelvouden.describe(CLIENTEN, **KEUS, **LATE) == (
        "Cliënten, 2022 tot en met 2024, voor 3 figuren op dezelfde schaal. "
        "Beesel: van 100 (2022) naar 200 (2023); Bergen: 40 (2023); Venlo: 400 (2022). "
        "In 2023 is Beesel van wat is getoond het hoogst en Bergen het laagst. Niet heel: 2024 (t/m juli). "
        "Niet getoond (<10): Bergen 2022. Geen cijfer: Venlo 2023."
    )


def test_the_words_take_the_same_choices_with_the_same_defaults_as_the_drawing():
    asked = {name: one.default for name, one in inspect.signature(veelvouden.veelvouden).parameters.items() if name != "disclosed"}
    needed = {one.name: one.default for one in fields(veelvouden._Ask)}
    assert asked.keys() == needed.keys()
    optional = [name for name, value in asked.items() if value is not inspect.Parameter.empty]
    assert [asked[name] for name in optional] == [needed[name] for name in optional]
