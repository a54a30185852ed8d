"""What the slide on the type of aanbieder says follows from its table."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import aanbiedertype
from tables import table

COLUMNS = {"jaar": pl.Int64, "type": pl.String, "aandeel": pl.Float64, "aanbieders": pl.Int64, FLAG: pl.Boolean}
ROWS = """
2021 | micro    | 0.112 | 121 | false
2021 | regulier | 0.888 | 105 | false
2024 | micro    | 0.147 | 120 | false
2024 | regulier | 0.853 | 1   | false
"""
DEELS = {2024: "t/m juli"}


def shown(text: str) -> Disclosed:
    return Disclosed(table(f"{' | '.join(COLUMNS)}\n{text}", COLUMNS), 10, veilig=True)


def test_micro_comes_first_with_its_past():
    assert aanbiedertype.hoofdpunten(shown(ROWS), deels=DEELS) == [
        "In 2024 (t/m juli) ging 14,7% van de kosten naar micro-aanbieders. In 2021 was het 11,2%, 3,5 procentpunt lager.",
        "In 2024 (t/m juli) ging 85,3% van de kosten naar reguliere aanbieders. In 2021 was het 88,8%, 3,5 procentpunt hoger.",
    ]


def test_the_region_stands_beside_each_type():
    points = aanbiedertype.hoofdpunten(shown(ROWS), deels={}, regio=shown("2024 | micro | 0.1 | 5 | false"))
    assert points[0] == (
        "In 2024 ging 14,7% van de kosten naar micro-aanbieders; in de regio is dat 10,0% (4,7 procentpunt lager). "
        "In 2021 was het hier 11,2%, 3,5 procentpunt lager."
    )


def test_each_type_is_told_and_a_hidden_one_is_too_small():
    said = aanbiedertype.zinnen(shown("2024 | groot | 0.5 | 1 | false\n2024 | onbekend | | | true"), deels={})
    assert said == [
        "groot: in 2024 ging 50,0% van de kosten naar aanbieders van het type groot (1 aanbieder).",
        "onbekend: de aantallen zijn te klein om te tonen.",
    ]
    assert aanbiedertype.hoofdpunten(shown("2024 | micro | | | true"), deels={}) == []
