"""The sentences of verlenging en recidief follow the tables, and never speak of chance without a p-value."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import verlenging_recidief
from tables import table

COUNTS = dict.fromkeys(("gevolgd_1m", "verlengd", "gevolgd_6m", "recidief", "opgerekt"), pl.Int64)


def shown(text: str) -> Disclosed:
    """Draw counts per form; the shares follow, and an empty count is a hidden one."""
    frame = table(text, COUNTS | {"financieringsvorm": pl.String}).with_columns(
        aandeel_verlengd=pl.col("verlengd") / pl.col("gevolgd_1m"),
        aandeel_recidief=pl.col("recidief") / pl.col("gevolgd_6m"),
        aandeel_opgerekt=pl.col("opgerekt") / pl.col("gevolgd_1m"),
        aandeel_verlengd_of_opgerekt=(pl.col("verlengd") + pl.col("opgerekt")) / pl.col("gevolgd_1m"),
        onderdrukt=pl.any_horizontal(pl.col(*COUNTS).is_null()),
    )
    return Disclosed(frame, 10, veilig=True)


def bias(text: str) -> Disclosed:
    types = {"financieringsvorm": pl.String, "soort": pl.String} | dict.fromkeys(("aandeel", "aandeel_naief"), pl.Float64)
    frame = table(text, types)
    return Disclosed(frame.with_columns(vertekening=pl.col("aandeel_naief") - pl.col("aandeel"), onderdrukt=False), 10, veilig=True)


def p_values(verlengd: float | None, recidief: float | None) -> Disclosed:
    rows = {"soort": ["verlengd", "recidief"], "p": [verlengd, recidief], "onderdrukt": [False, False]}
    return Disclosed(pl.DataFrame(rows, schema={"soort": pl.String, "p": pl.Float64, "onderdrukt": pl.Boolean}), 10, veilig=True)


TABLE = """
    financieringsvorm | gevolgd_1m | verlengd | gevolgd_6m | recidief | opgerekt
    pxq               | 1000       | 400      | 900        | 45       | 100
    traject           | 500        | 150      | 400        | 22       | 20
"""
BIAS = """
    financieringsvorm | soort    | aandeel | aandeel_naief
    pxq               | recidief | 0.05    | 0.045
    pxq               | verlengd | 0.4     | 0.36
    traject           | verlengd | 0.3     | 0.29
"""


def test_the_main_points_rank_the_forms_with_the_p_value_and_name_the_largest_bias():
    assert verlenging_recidief.hoofdpunten(shown(TABLE), bias(BIAS), p_values(0.0004, 0.61)) == [
        "Van de toewijzingen is verlengd: 40,0% bij P*Q en 30,0% bij traject; de vormen verschillen meer dan door toeval te verwachten is "
        "(p < 0,001).",
        "Tellen toewijzingen met een opgerekte einddatum mee, dan is het 50,0% bij P*Q en 34,0% bij traject.",
        "Recidief is 5,5% bij traject en 5,0% bij P*Q; de vormen verschillen niet meer dan door toeval te verwachten is (p = 0,610).",
        "Wie ook meetelt wat pas kort geleden stopte, schat verlenging bij P*Q 4,0 procentpunt te laag (36,0% in plaats van 40,0%).",
    ]


def test_without_a_p_value_nothing_is_said_about_chance():
    points = verlenging_recidief.hoofdpunten(shown(TABLE), bias(BIAS), p_values(None, None))
    assert points[0] == "Van de toewijzingen is verlengd: 40,0% bij P*Q en 30,0% bij traject."
    assert not any("toeval" in point for point in points)


def test_another_count_is_another_sentence():
    more = TABLE.replace("150  ", "250  ")
    assert verlenging_recidief.verlenging(shown(TABLE)) == "Van de toewijzingen is verlengd: 40,0% bij P*Q en 30,0% bij traject."
    assert verlenging_recidief.verlenging(shown(more)) == "Van de toewijzingen is verlengd: 50,0% bij traject en 40,0% bij P*Q."


def test_each_form_is_told_with_its_region():
    region = shown("financieringsvorm | gevolgd_1m | verlengd | gevolgd_6m | recidief | opgerekt\npxq | 100 | 42 | 100 | 10 | 1")
    first, second = verlenging_recidief.zinnen(shown(TABLE), regio=region)
    assert first == (
        "P*Q (per uur of dag): 400 van de 1.000 toewijzingen (40,0%) zijn verlengd; in de regio is dat 42,0% (2,0 procentpunt hoger). "
        "Nog eens 10,0% kreeg zelf een latere einddatum. Recidief is 5,0%; in de regio is dat 10,0% (5,0 procentpunt hoger)."
    )
    assert second == (
        "Traject: 150 van de 500 toewijzingen (30,0%) zijn verlengd. Nog eens 4,0% kreeg zelf een latere einddatum. Recidief is 5,5%."
    )


def test_a_hidden_count_is_not_told_and_a_hidden_form_is_too_small():
    hidden = shown(
        """
        financieringsvorm | gevolgd_1m | verlengd | gevolgd_6m | recidief | opgerekt
        plek              |            |          |            |          |
        pxq               | 1000       | 400      | 900        |          |
        """
    )
    assert verlenging_recidief.zinnen(hidden) == [
        "Plek: de aantallen zijn te klein om te tonen.",
        "P*Q (per uur of dag): 400 van de 1.000 toewijzingen (40,0%) zijn verlengd.",
    ]
    assert verlenging_recidief.recidief(hidden) == "De aantallen zijn te klein om te tonen."
    assert verlenging_recidief.hoofdpunten(hidden, bias(BIAS.splitlines()[1]), p_values(None, None)) == [
        "Van de toewijzingen is verlengd: 40,0% bij P*Q."
    ]


def test_without_data_the_sentences_say_so():
    none = shown("financieringsvorm | gevolgd_1m | verlengd | gevolgd_6m | recidief | opgerekt")
    assert verlenging_recidief.zinnen(none) == ["Er zijn geen gegevens in deze periode."]
    assert verlenging_recidief.verlenging(none) == "Er zijn geen gegevens in deze periode."
    assert verlenging_recidief.hoofdpunten(none, bias(BIAS.splitlines()[1]), p_values(None, None)) == []


def test_forms_and_kinds_are_written_for_a_reader():
    written = verlenging_recidief.op_papier(bias(BIAS)).frame
    assert written.row(0)[:2] == ("P*Q (per uur of dag)", "recidief")
    assert written.row(1)[:2] == ("P*Q (per uur of dag)", "verlenging")
