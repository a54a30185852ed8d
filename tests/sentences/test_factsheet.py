"""What the fact sheets say follows from the table, and names no hidden number."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import factsheet
from tables import table

COLUMNS = {
    "productgroep": pl.String,
    "jaar": pl.Int64,
    "clienten": pl.Int64,
    "toewijzingen": pl.Int64,
    "aanbieders": pl.Int64,
    "kosten_cent": pl.Int64,
    "kosten_per_client_cent": pl.Int64,
    "segment": pl.String,
    "financieringsvorm": pl.String,
    "normvolume_uren": pl.String,
    "normdoorlooptijd_maanden": pl.String,
    "bedrijfsgegeven": pl.Boolean,
    FLAG: pl.Boolean,
}
GGZ = "GGZ | 2023 | 1514 | 1980 | 29 | 697350181 | 460601 | 4 | traject en pxq | licht 10, zwaar 45 | 12 | false | false"
DAG = "Dag | 2023 | 20 | 20 | 2 | 20000000 | 1000000 | 3 | plek | | | true | false"
EMB = "EMB | 2023 | | | | | | 3 | pxq | | | false | true"


def shown(*rows: str) -> Disclosed:
    return Disclosed(table("\n".join([" | ".join(COLUMNS), *rows]), COLUMNS), 10, veilig=True)


def test_a_fact_sheet_is_told_in_two_sentences_with_the_region_beside_it():
    region = shown("GGZ | 2023 | 2000 | 2500 | 40 | 1000000000 | 500000 | 4 | pxq | | | false | false")
    assert factsheet.zinnen(shown(GGZ, EMB), deels={}, regio=region) == [
        "GGZ: 1.514 cliënten kregen in 2023 hulp van 29 aanbieders, met 1.980 toewijzingen. "
        "Dat kostte € 7,0 mln, gemiddeld € 4.606 per cliënt (in de regio € 5.000).",
        "EMB: de aantallen zijn te klein om te tonen.",
    ]


def test_the_main_points_name_the_dearest_group_the_dearest_client_and_business_data():
    assert factsheet.hoofdpunten(shown(GGZ, DAG, EMB), deels={2023: "t/m juli"}) == [
        "In 2023 (t/m juli) ging het meeste geld naar GGZ, € 7,0 mln voor 1.514 cliënten.",
        "Per cliënt is Dag het duurst van de productgroepen die wij kunnen tonen (gemiddeld € 10.000) en GGZ het goedkoopst (€ 4.606).",
        "Bij één productgroep laten de bedragen zien wat één aanbieder verdient (Dag). Ga daar voorzichtig mee om.",
    ]
    assert factsheet.hoofdpunten(shown(EMB), deels={}) == []


def test_the_largest_difference_with_the_region_is_told_in_percents():
    region = shown(GGZ.replace("460601", "500000"), DAG.replace("1000000 |", "500000 |"))
    points = factsheet.hoofdpunten(shown(GGZ, DAG), deels={}, regio=region)
    assert "Het meest verschilt Dag van de regio, gemiddeld € 10.000 per cliënt tegen € 5.000. Dat is 100% duurder dan daar." in points


def test_the_card_hides_what_is_hidden_and_tells_form_and_norms():
    card = factsheet.kaart(shown(GGZ, EMB), "GGZ", duiding="Een zin.", bron="Bron", regio=shown(EMB))
    page = card._repr_html_()
    assert "<dd>€ 4.606</dd>" in page
    assert "regio:" not in page
    assert "Bekostiging: vaste trajectprijs en P*Q. Norm voor de uren: licht 10, zwaar 45. Norm voor de duur: 12 maanden." in page
    hidden = factsheet.kaart(shown(EMB), "EMB", duiding="", bron="Bron")._repr_html_()
    assert hidden.count("&lt;10") == 5
    assert "Bekostiging: P*Q." in hidden


def test_an_unknown_product_has_an_unknown_form():
    assert factsheet.vorm(None) == "onbekend"
    assert factsheet.met_vormen(shown(DAG)).frame["vorm"].to_list() == ["plekken"]
