"""Maanden: a line per series that is broken where something is hidden and dotted where it is not whole yet."""

import inspect
import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import maanden, plot
from jeugdlib.disclosure import Disclosed
from specs import disclosed

CLIENTEN = disclosed(
    """
    maand      | clienten | client | onderdrukt
    2023-11-01 | 100      | geheim | false
    2023-12-01 | 120      | geheim | false
    2024-01-01 |          | geheim | true
    2024-02-01 | 80       | geheim | false
    2024-03-01 | 110      | geheim | false
    2024-05-01 | 90       | geheim | false
    """
)
AANBIEDERS = disclosed(
    "maand | contractstatus | aanbieders | onderdrukt\n2024-02-01 | NGA | | true\n"
    + "\n".join(f"2024-{month:02}-01 | gecontracteerd | {50 + month} | false" for month in range(1, 7))
    + "\n".join(["", *(f"2024-{month:02}-01 | NGA | {20 + month} | false" for month in (1, 3, 4, 5, 6))])
)
ONE: dict[str, Any] = {"waarde": "clienten", "titel_y": "Cliënten in de maand"}
TWO: dict[str, Any] = {"waarde": "aanbieders", "titel_y": "Aanbieders", "serie": "contractstatus"}


def drawn(table: Disclosed, **keus: Any) -> dict[str, Any]:
    return maanden.maanden(table, **keus).to_dict()


def legs(spec: dict[str, Any], **look: Any) -> list[dict[str, Any]]:
    return [row for row in specs.blocks(spec, type="rule", strokeWidth=2.6, **look) if "x2" in row]


def test_the_line_is_broken_at_a_hidden_and_at_an_absent_month():
    spec = drawn(CLIENTEN, **ONE)
    assert len(legs(spec)) == 2
    (hidden,) = specs.blocks(spec, **plot.OPEN)
    assert hidden["y2"] - hidden["y"] == pytest.approx(plot.HIDDEN_HIGH)
    assert "Open blokje onderaan: <10, niet getoond; de lijn is daar onderbroken." in specs.texts(spec)
    assert len(specs.blocks(spec, shape="circle")) == 5


def test_a_month_says_its_number_and_a_hidden_one_does_not():
    said = {one["Maand"]: one["Cliënten in de maand"] for one in specs.at_pointer(drawn(CLIENTEN, **ONE))}
    assert said == {
        "november 2023": "100",
        "december 2023": "120",
        "januari 2024": "<10",
        "februari 2024": "80",
        "maart 2024": "110",
        "mei 2024": "90",
    }
    assert "geheim" not in json.dumps(drawn(CLIENTEN, **ONE))


def test_months_that_are_not_whole_are_dotted_and_named():
    spec = drawn(CLIENTEN, **ONE, onvolledig_vanaf=date(2024, 3, 1), onvolledig_tekst="declaraties komen nog")
    assert len(legs(spec, strokeDash=[1, 5])) == 1
    assert len(specs.blocks(spec, shape="circle", fill="#ffffff")) == 2
    assert "Stippellijn met open punten: declaraties komen nog." in specs.texts(spec)
    assert specs.at_pointer(spec)[3]["Maand"] == "maart 2024 (declaraties komen nog)"


def test_each_series_is_named_at_its_end_and_has_its_own_shape():
    spec = drawn(AANBIEDERS, **TWO)
    assert {"gecontracteerd", "NGA"} <= set(specs.texts(spec))
    shapes = [part["mark"]["shape"] for part in specs.parts(spec) if part["mark"]["type"] == "point"]
    assert len(set(shapes)) == 2
    assert len(legs(spec)) == 5 + 3


def test_hidden_series_of_a_month_are_told_together():
    table = Disclosed(AANBIEDERS.frame.with_columns(aanbieders=None, onderdrukt=True), 5, veilig=True)
    said = specs.at_pointer(drawn(table, **TWO))
    assert [(one["Reeks"], one["Aanbieders"]) for one in said] == [("NGA en gecontracteerd", "<5")] * 6


def test_a_break_and_a_line_stand_at_their_place_with_their_words():
    spec = drawn(CLIENTEN, **ONE, breuk={date(2024, 1, 1): "woonplaatsbeginsel", date(2020, 1, 1): "te vroeg"}, lijn=(100, "norm 100"))
    assert {"woonplaatsbeginsel", "norm 100"} <= set(specs.texts(spec))
    assert "te vroeg" not in specs.texts(spec)
    upright = [row for row in specs.blocks(spec, strokeDash=[6, 3]) if row["x"] == row["x2"]]
    december, february = legs(spec)[0]["x2"], legs(spec)[1]["x"]
    assert december < upright[0]["x"] < february


@pytest.mark.parametrize("months", [1, 7, 43, 120])
def test_short_and_long_periods_stay_on_the_sheet_in_dutch(months: int):
    rows = [
        f"{2014 + i // 12}-{i % 12 + 1:02}-01 | reeks {s} met een lange naam | {10 + s * i} | false"
        for i in range(months)
        for s in range(9)
    ]
    table = disclosed("maand | reeks | n | onderdrukt\n" + "\n".join(rows))
    spec = drawn(table, waarde="n", titel_y="Cliënten", serie="reeks", onvolledig_vanaf=date(2014, 6, 1))
    assert specs.stays_on_the_sheet(spec)
    assert specs.is_dutch(spec)
    assert any(text.startswith("jan 20") for text in specs.texts(spec))


def test_the_order_of_the_rows_does_not_matter():
    turned = Disclosed(AANBIEDERS.frame.reverse(), 10, veilig=True)
    assert drawn(turned, **TWO) == drawn(AANBIEDERS, **TWO)
    assert maanden.describe(turned, **TWO) == maanden.describe(AANBIEDERS, **TWO)


def test_what_cannot_be_drawn_rightly_is_refused():
    with pytest.raises(errors.NotDisclosed):
        maanden.maanden(CLIENTEN.frame, **ONE)
    with pytest.raises(errors.WrongUse, match="meer dan één rij voor maand"):
        drawn(AANBIEDERS, **TWO | {"serie": None})


def test_an_empty_table_says_so_in_words():
    empty = Disclosed(CLIENTEN.frame.clear(), 10, veilig=True)
    assert specs.texts(drawn(empty, **ONE)) == ["Er zijn geen maanden om te tekenen."]
    assert maanden.describe(empty, **ONE) == "Er zijn geen maanden met cliënten in de maand."


def test_the_words_tell_the_course_the_months_that_are_not_whole_and_what_is_hidden():
    assert maanden.describe(CLIENTEN, **ONE, onvolledig_vanaf=date(2024, 5, 1), breuk={date(2024, 1, 1): "woonplaatsbeginsel"}) == (
        "Cliënten in de maand, november 2023 tot en met mei 2024. Van 100 in november 2023 naar 90 in mei 2024 (nog niet volledig); "
        "van wat is getoond het hoogst 120 (december 2023), het laagst 80 (februari 2024). Vanaf mei 2024: nog niet volledig. "
        "Niet getoond (<10): januari 2024. Geen cijfer: april 2024. Een lijn vóór januari 2024: woonplaatsbeginsel."
    )


def test_the_words_tell_each_series_and_how_much_of_it_is_hidden():
    assert maanden.describe(AANBIEDERS, **TWO, lijn=(40, "veertig")) == (
        "Aanbieders, januari 2024 tot en met juni 2024. "
        "gecontracteerd: van 51 in januari 2024 naar 56 in juni 2024; het hoogst 56 (juni 2024), het laagst 51 (januari 2024). "
        "NGA: van 21 in januari 2024 naar 26 in juni 2024; van wat is getoond het hoogst 26 (juni 2024), het laagst 21 (januari 2024). "
        "Niet getoond (<10): NGA (februari 2024). Een lijn bij 40: veertig."
    )


def test_the_words_take_the_same_choices_with_the_same_defaults_as_the_drawing():
    asked = {name: one.default for name, one in inspect.signature(maanden.maanden).parameters.items() if name != "disclosed"}
    needed = {one.name: one.default for one in fields(maanden._Ask)}
    assert asked.keys() == needed.keys()
    optional = [name for name, value in asked.items() if value is not inspect.Parameter.empty]
    assert [asked[name] for name in optional] == [needed[name] for name in optional]
