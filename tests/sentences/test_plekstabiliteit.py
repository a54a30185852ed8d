"""The words of the stability of places follow its numbers."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import plekstabiliteit
from tables import table

TYPES = {"productcode": pl.String, "maanden": pl.Int64, "gemiddelde": pl.Float64, "variatie_binnen_jaar": pl.Float64} | {
    "buiten_5": pl.Int64,
    "aandeel_buiten_5": pl.Float64,
    "eerste_jaar": pl.Int64,
    "laatste_jaar": pl.Int64,
    "groei": pl.Float64,
    "stabiel": pl.Boolean,
    "trend": pl.String,
    "onderdrukt": pl.Boolean,
}
NAMEN = {"P": "Dagbesteding", "Q": "Ontwikkelgroep"}
STABLE = "P | 36 | 65.25 | 0.028 | 3 | 0.083 | 2019 | 2021 | 0.113 | true | stijgend | false"
WILD = "Q | 24 | 20.0 | 0.12 | 20 | 0.83 | 2019 | 2020 | -0.02 | false | gelijk | false"


def shown(*rows: str) -> Disclosed:
    return Disclosed(table(" | ".join(TYPES) + "\n" + "\n".join(rows), TYPES), 10, veilig=True)


def test_a_stable_product_with_a_trend_says_both():
    assert plekstabiliteit.zinnen(shown(STABLE), namen=NAMEN) == [
        "Dagbesteding: het aantal cliënten is binnen een jaar stabiel: de variatiecoëfficiënt is 2,8% (de grens is 5%), bij gemiddeld 65 "
        "cliënten. In 3 van de 36 maanden is het verschil met de plekken meer dan 5%. Van 2019 tot 2021 steeg het gemiddelde met 11,3%: "
        "dan moet ook het aantal plekken veranderen."
    ]


def test_other_numbers_give_another_verdict():
    (said,) = plekstabiliteit.zinnen(shown(WILD), namen=NAMEN)
    assert "niet stabiel: de variatiecoëfficiënt is 12,0%" in said
    assert said.endswith("Van 2019 tot 2020 bleef het gemiddelde ongeveer gelijk (−2,0%).")


def test_a_product_with_hidden_months_only_is_too_small():
    assert plekstabiliteit.zinnen(shown("P | | | | | | | | | | | true"), namen=NAMEN) == [
        "Dagbesteding: de aantallen zijn te klein om te tonen."
    ]


def test_the_conclusion_counts_the_stable_products_and_names_the_changing_ones():
    assert plekstabiliteit.hoofdpunten(shown(STABLE, WILD), namen=NAMEN) == [
        "Bij 1 van de 2 producten is het aantal cliënten binnen een jaar stabiel (hooguit 5% variatie).",
        "Bij Dagbesteding veranderde het aantal tussen de jaren meer dan 5%. Daar moet het aantal plekken mee veranderen.",
    ]
    assert plekstabiliteit.hoofdpunten(shown(WILD), namen=NAMEN)[1] == "Tussen de jaren veranderde het aantal bij geen product meer dan 5%."
    assert plekstabiliteit.hoofdpunten(shown(STABLE), namen=NAMEN)[0].startswith("Bij het ene product is")
    assert plekstabiliteit.hoofdpunten(shown(STABLE, STABLE.replace("P |", "R |")), namen=NAMEN)[0].startswith("Bij alle 2 producten is")
    assert plekstabiliteit.hoofdpunten(shown(), namen=NAMEN) == []


def test_products_get_their_names_and_a_code_without_one_stays():
    assert plekstabiliteit.met_namen(shown(STABLE, WILD), {"P": "Dagbesteding"}).frame["productcode"].to_list() == ["Dagbesteding", "Q"]
