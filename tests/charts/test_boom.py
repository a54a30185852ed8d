"""Boom: every question and outcome has its box, the own way is heavy and its outcome says so."""

import json
from typing import Any

import pytest

import specs
from jeugdlib import errors
from jeugdlib.charts import boom, style
from jeugdlib.disclosure import Disclosed
from specs import disclosed

TREE = """
    knoop    | tekst                        | feit                     | antwoord | ja      | nee   | client | onderdrukt
    clienten | Zijn er genoeg cliënten?     | 412 cliënten; grens 55   | ja       | uren    | geen  | geheim | false
    uren     | Passen de uren bij de norm?  | 33,1% ver; grens 20%     | nee      | traject | plek? | geheim | false
    plek?    | Is het aantal stabiel?       |                          |          | plek    | pxq   | geheim | true
    traject  | Trajectfinanciering          |                          |          |         |       | geheim | false
    plek     | Plekfinanciering             |                          |          |         |       | geheim | false
    pxq      | Inspanningsgericht           |                          |          |         |       | geheim | false
    geen     | Geen conclusie               |                          |          |         |       | geheim | false
"""
STOPS = disclosed(TREE)
ENDS = disclosed(
    TREE.replace("|                          |          | plek  ", "| 2% schommeling; grens 5% | ja       | plek  ").replace(
        "true", "false"
    )
)


def drawn(table: Disclosed) -> dict[str, Any]:
    return boom.boom(table).to_dict()


def test_every_question_and_outcome_has_its_box_and_all_stays_on_the_sheet():
    spec = drawn(ENDS)
    assert len(specs.at_pointer(spec)) == 7
    assert specs.stays_on_the_sheet(spec)
    assert specs.is_dutch(spec)
    assert {"Zijn er genoeg cliënten?", "412 cliënten; grens 55", "Geen conclusie"} <= set(specs.texts(spec))


def test_the_own_way_is_heavy_and_ends_at_an_outcome_that_says_so():
    spec = drawn(ENDS)
    assert len(specs.blocks(spec, type="rect", strokeWidth=3, fill=style.PAPER)) == 3
    (outcome,) = specs.blocks(spec, fill=style.BAR)
    written = [row for part in specs.parts(spec) if part["mark"].get("color") == style.PAPER for row in specs.rows_of(spec, part)]
    inside = [row["tekst"] for row in written if outcome["x"] < row["x"] < outcome["x2"] and outcome["y"] < row["y"] < outcome["y2"]]
    assert inside == ["Uitkomst", "Plekfinanciering"]
    assert len(specs.blocks(spec, type="rule", strokeWidth=4)) == 3


def test_boxes_never_lie_over_one_another():
    frames = specs.blocks(drawn(ENDS), type="rect", cornerRadius=4)
    for i, one in enumerate(frames):
        for other in frames[i + 1 :]:
            apart = one["x2"] <= other["x"] or other["x2"] <= one["x"] or one["y2"] <= other["y"] or other["y2"] <= one["y"]
            assert apart


def test_each_line_says_its_answer():
    assert sorted(text for text in specs.texts(drawn(ENDS)) if text in ("ja", "nee")) == ["ja"] * 3 + ["nee"] * 3


def test_a_question_without_an_answer_stops_the_way_and_a_hidden_number_is_not_shown():
    spec = drawn(STOPS)
    assert {"niet te bepalen", "<10, niet getoond"} <= set(specs.texts(spec))
    assert not specs.blocks(spec, fill=style.BAR)
    stopped = next(said for said in specs.at_pointer(spec) if said["Stap"] == "Is het aantal stabiel?")
    assert stopped == {"Stap": "Is het aantal stabiel?", "Gemeten": "<10, niet getoond", "Antwoord": "niet te bepalen"}
    assert "geheim" not in json.dumps(spec)


def test_an_outcome_that_several_lead_to_is_drawn_again():
    shared = disclosed(TREE.replace("| plek    | pxq ", "| plek    | geen"))
    assert [said["Stap"] for said in specs.at_pointer(drawn(shared))].count("Uitkomst: Geen conclusie") == 2


def test_long_texts_are_cut_into_lines_that_fit_their_box():
    long = disclosed(TREE.replace("Geen conclusie", "Een uitkomst met een naam die veel langer is dan er in een vakje op één regel past"))
    spec = drawn(long)
    assert specs.stays_on_the_sheet(spec)
    assert not any("veel langer is dan er in een vakje op één" in text for text in specs.texts(spec))


def test_a_tree_that_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(errors.NotDisclosed):
        boom.boom(STOPS.frame)
    with pytest.raises(errors.MissingColumns, match="'feit'"):
        drawn(Disclosed(STOPS.frame.drop("feit"), 10, veilig=True))
    with pytest.raises(errors.WrongUse, match="leidt naar weg"):
        drawn(disclosed(TREE.replace("| uren    | geen", "| weg     | geen")))
    with pytest.raises(errors.WrongUse, match="in een kring rond"):
        drawn(disclosed(TREE.replace("| traject | plek?", "| traject | clienten")))
    with pytest.raises(errors.WrongUse, match="in een kring rond"):
        boom.describe(disclosed(TREE.replace("| traject | plek?", "| traject | clienten")))
    with pytest.raises(errors.WrongUse, match="het antwoord 'misschien'"):
        drawn(disclosed(TREE.replace("| nee      | traject", "| misschien | traject")))
    with pytest.raises(errors.WrongUse, match="twee keer"):
        drawn(disclosed(TREE.replace("    pxq      |", "    plek     |")))


def test_an_empty_table_says_so_in_words():
    empty = Disclosed(STOPS.frame.clear(), 10, veilig=True)
    assert specs.texts(drawn(empty)) == ["Er zijn geen vragen om te tekenen."]
    assert boom.describe(empty) == "Er zijn geen vragen."


def test_the_words_tell_the_way_and_the_outcome():
    assert boom.describe(ENDS) == (
        "Beslisboom met 3 vragen en 4 uitkomsten: Trajectfinanciering, Plekfinanciering, Inspanningsgericht en Geen conclusie. "
        "1. Zijn er genoeg cliënten? (412 cliënten; grens 55): ja. 2. Passen de uren bij de norm? (33,1% ver; grens 20%): nee. "
        "3. Is het aantal stabiel? (2% schommeling; grens 5%): ja. Uitkomst: Plekfinanciering."
    )


def test_the_words_tell_where_the_way_stops():
    assert boom.describe(STOPS).endswith("3. Is het aantal stabiel? (<10, niet getoond): niet te bepalen. Daarom is er geen uitkomst.")
