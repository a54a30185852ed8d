"""Gantt: what counts is filled, what does not is open with a broken outline."""

import pytest

from jeugdlib import disclosure, errors
from jeugdlib.charts import gantt
from jeugdlib.disclosure import Disclosed, Rule
from tables import table

MESSAGES = table(
    """
    baan          | soort       | begin      | eind       | telt_mee | uitleg               | client
    GGZ stap 1    | stap        | 2022-01-01 | 2022-02-28 | true     | Stap van het zorgpad | geheim
    1 · GGZ zwaar | toewijzing  | 2022-01-01 | 2022-12-31 | true     | Telt mee             | geheim
    1 · GGZ zwaar | declaratie  | 2022-01-01 | 2022-01-31 | true     | Telt mee             | geheim
    1 · GGZ zwaar | declaratie  | 2022-02-28 | 2022-02-28 | false    | Telt niet mee        | geheim
    """
)


def inside(frame=MESSAGES) -> Disclosed:
    return disclosure.suppress(frame, Rule(counts={}), onderdrukken=False)


def drawn() -> list[dict]:
    """Give each layer of the spec with its rows."""
    spec = gantt.gantt(inside()).to_dict()
    return [layer | {"rows": spec["datasets"][layer["data"]["name"]]} for layer in spec["layer"]]


def test_a_message_that_does_not_count_has_a_broken_outline_and_a_day_has_width():
    (dropped,) = [layer for layer in drawn() if layer["rows"] and layer["mark"].get("strokeDash")]
    assert [(row["uitleg"], row["begin"][:10], row["einde"][:10]) for row in dropped["rows"]] == [
        ("Telt niet mee", "2022-02-28", "2022-03-01")
    ]


def test_the_lanes_stand_in_the_order_of_the_table():
    assert {tuple(layer["encoding"]["y"]["sort"]) for layer in drawn()} == {("GGZ stap 1", "1 · GGZ zwaar")}


def test_only_what_is_drawn_reaches_the_chart():
    assert "geheim" not in str(gantt.gantt(inside()).to_dict())


def test_without_messages_the_chart_says_so():
    assert "Er zijn geen berichten om te tekenen." in str(gantt.gantt(inside(MESSAGES.clear())).to_dict())


def test_a_table_that_did_not_pass_disclosure_is_refused():
    with pytest.raises(errors.NotDisclosed):
        gantt.gantt(MESSAGES)
