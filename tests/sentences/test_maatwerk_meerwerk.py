"""What the slide maatwerk and meerwerk says follows from its table, and names the years without the split."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import maatwerk_meerwerk
from tables import table

COLUMNS = {"jaar": pl.Int64, "soort": pl.String, "aandeel": pl.Float64, FLAG: pl.Boolean}
ROWS = """
2021 | geen onderscheid |      | false
2022 | overig           | 0.75 | false
2022 | meerwerk         | 0.05 | false
2022 | maatwerk         | 0.2  | false
2024 | overig           | 0.55 | false
2024 | meerwerk         | 0.06 | false
2024 | maatwerk         | 0.39 | false
"""
DEELS = {2024: "t/m juli"}
BEFORE = "In 2021 waren er nog geen producten voor maatwerk en meerwerk. Over die tijd is er geen aandeel."


def shown(text: str) -> Disclosed:
    return Disclosed(table(f"{' | '.join(COLUMNS)}\n{text}", COLUMNS), 10, veilig=True)


def test_both_are_told_together_with_their_past_and_the_year_before_the_split():
    assert maatwerk_meerwerk.zinnen(shown(ROWS), deels=DEELS) == [
        "In 2024 (t/m juli) ging 45,0% van alle kosten naar maatwerk en meerwerk (39,0% maatwerk en 6,0% meerwerk). "
        "In 2022 was het 25,0%, 20,0 procentpunt lager.",
        BEFORE,
    ]


def test_the_main_points_tell_which_grew_most_and_the_region():
    points = maatwerk_meerwerk.hoofdpunten(shown(ROWS), deels=DEELS, regio=shown(ROWS.replace("0.39", "0.49")))
    assert points[1:] == [
        "Het meest steeg maatwerk, van 20,0% in 2022 naar 39,0% in 2024 (t/m juli).",
        "Hier was het samen 45,0% in 2024 (t/m juli); in de regio is dat 55,0% (10,0 procentpunt hoger).",
        BEFORE,
    ]


def test_a_fall_is_called_a_fall():
    points = maatwerk_meerwerk.hoofdpunten(shown(ROWS.replace("0.39", "0.09")), deels={})
    assert points[1] == "Het meest daalde maatwerk, van 20,0% in 2022 naar 9,0% in 2024."


def test_a_year_with_a_hidden_part_is_not_told():
    assert maatwerk_meerwerk.zinnen(shown("2024 | meerwerk | | true\n2024 | maatwerk | | true"), deels={}) == [
        "De aantallen zijn te klein om te tonen."
    ]
    assert maatwerk_meerwerk.hoofdpunten(shown("2024 | meerwerk | | true"), deels={}) == []


def test_the_figure_leaves_out_the_years_without_the_split():
    assert set(maatwerk_meerwerk.met_onderscheid(shown(ROWS)).frame["jaar"]) == {2022, 2024}
