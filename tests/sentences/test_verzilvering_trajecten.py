"""The sentences of verzilvering of trajecten follow the trend line: another slope, another meaning."""

import polars as pl
import pytest

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import verzilvering_trajecten
from tables import table

TYPES = {
    **dict.fromkeys(("niveau", "productgroep"), pl.String),
    **dict.fromkeys(("toewijzingen",), pl.Int64),
    **dict.fromkeys(
        ("helling", "snijpunt", "gemiddeld_volume", "gemiddelde_kosten", "aandeel_meer_kosten", "aandeel_vol_betaald"), pl.Float64
    ),
    "onderdrukt": pl.Boolean,
}
LINES = """
    niveau       | productgroep   | toewijzingen | helling | snijpunt | gemiddeld_volume | gemiddelde_kosten | aandeel_meer_kosten | aandeel_vol_betaald
    alle         | Alle trajecten | 500          | 0.95    | 0.1      | 0.6              | 0.67              | 0.7                 | 0.12
    productgroep | Dag            | 100          | 0.1     | 0.9      | 0.6              | 0.96              | 0.9                 | 0.5
    productgroep | GGZ            | 400          | 1.1     | 0.0      | 0.6              | 0.66              | 0.65                | 0.02
"""  # noqa: E501 - a drawn table


def shown(text: str) -> Disclosed:
    frame = table(text, TYPES)
    return Disclosed(frame if "onderdrukt" in frame.columns else frame.with_columns(onderdrukt=False), 10, veilig=True)


def test_the_headline_says_what_the_slope_means_and_the_rest_how_and_where():
    assert verzilvering_trajecten.hoofdpunten(shown(LINES)) == [
        "Trajecten gedragen zich hier als hulp die per maand wordt betaald (P*Q): wie langer hulp krijgt, kost naar verhouding meer "
        "(helling 0,95).",
        "Bij 70,0% van de 500 afgeronde trajecten is een groter deel van de prijs gedeclareerd dan er van de normduur is gebruikt. "
        "Bij 12,0% is de hele prijs gedeclareerd (95 tot 105%).",
        "De lijn is het steilst bij GGZ (1,10) en het vlakst bij Dag (0,10).",
    ]


@pytest.mark.parametrize(
    ("slope", "start", "cost", "words"),
    [
        (1.0, 0.0, 0.6, "als hulp die per maand wordt betaald (P*Q)"),
        (1.0, 0.4, 1.0, "tussen een vaste prijs en betaling per maand"),
        (0.05, 0.97, 1.0, "zo is trajectbekostiging bedoeld"),
        (-0.1, 0.7, 0.64, "onder de trajectprijs"),
        (0.2, 1.2, 1.3, "boven de trajectprijs"),
        (0.5, 0.4, 0.7, "tussen een vaste prijs en betaling per maand"),
        (1.4, -0.1, 0.7, "nog sneller dan hun duur"),
        (-0.6, 1.2, 0.8, "Langere trajecten kosten hier minder"),
    ],
)
def test_every_slope_has_its_meaning(slope: float, start: float, cost: float, words: str):
    drawn = LINES.replace("500          | 0.95    | 0.1      | 0.6              | 0.67", f"500 | {slope} | {start} | 0.6 | {cost}")
    assert words in verzilvering_trajecten.lijn(shown(drawn))


def test_above_the_figure_stands_what_the_slope_does():
    assert verzilvering_trajecten.stap(shown(LINES)) == (
        "Duurt een traject 10 procentpunt van de norm langer, dan is er gemiddeld 9,5 procentpunt van de prijs meer gedeclareerd "
        "(trendlijn: helling 0,95, snijpunt 10%)."
    )


def test_each_productgroep_is_told_the_largest_first_with_its_region():
    first, second, third = verzilvering_trajecten.zinnen(shown(LINES), regio=shown(LINES.replace("| 1.1  ", "| 0.9  ")))
    assert first.startswith("Alle trajecten: de helling is 0,95 (in de regio 0,95): als P*Q.")
    assert second == (
        "GGZ: de helling is 1,10 (in de regio 0,90): als P*Q. Gemiddeld is 60% van de normduur gebruikt en 66% van de prijs gedeclareerd."
    )
    assert third.startswith("Dag: de helling is 0,10 (in de regio 0,10): als een vaste prijs.")


def test_a_hidden_line_is_too_small_and_a_line_through_equal_lengths_is_none():
    hidden = shown("niveau | productgroep | toewijzingen | helling | gemiddeld_volume | onderdrukt\nalle | Alle trajecten | | | | true")
    assert verzilvering_trajecten.lijn(hidden) == "De aantallen zijn te klein om te tonen."
    assert verzilvering_trajecten.stap(hidden) == "De aantallen zijn te klein om te tonen."
    assert verzilvering_trajecten.hoofdpunten(hidden) == []
    assert verzilvering_trajecten.tekenlijn(hidden) is None
    equal = shown("niveau | productgroep | toewijzingen | helling | onderdrukt\nalle | Alle trajecten | 30 | | false")
    assert "geen trendlijn" in verzilvering_trajecten.lijn(equal)


def test_without_data_the_sentences_say_so():
    none = shown(LINES.strip().splitlines()[0])
    assert verzilvering_trajecten.lijn(none) == "Er zijn geen gegevens in deze periode."
    assert verzilvering_trajecten.zinnen(none) == ["Er zijn geen gegevens in deze periode."]
    assert verzilvering_trajecten.hoofdpunten(none) == []


def test_the_line_to_draw_is_that_of_all_trajecten():
    assert verzilvering_trajecten.tekenlijn(shown(LINES)) == (0.95, 0.1)
