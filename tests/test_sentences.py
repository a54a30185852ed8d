"""Sentences are computed from the table, never name a hidden number, and are whole Dutch sentences."""

import polars as pl
import pytest

from jeugdlib import errors, sentences
from jeugdlib.disclosure import FLAG, Disclosed
from tables import table

PADEN = {
    "productgroep": pl.String,
    "pad": pl.String,
    "aantal": pl.Int64,
    "totaal": pl.Int64,
    "aandeel": pl.Float64,
    "rang": pl.Int64,
    FLAG: pl.Boolean,
}
KENGETALLEN = {
    "productgroep": pl.String,
    "paden_uniek": pl.Int64,
    "dekking_top5": pl.Float64,
    "aandeel_meerwerk_maatwerk": pl.Float64,
    FLAG: pl.Boolean,
}
CURVE = {"productgroep": pl.String, "maanden": pl.Int64, "overleving": pl.Float64, "laag": pl.Float64, "hoog": pl.Float64, FLAG: pl.Boolean}
MAANDEN = {"productgroep": pl.String, "maanden": pl.Int64, "aantal": pl.Int64, "totaal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
KLASSEN = {"productgroep": pl.String, "klasse": pl.String, "aantal": pl.Int64, "totaal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
PLEKKEN = {
    "productcode": pl.String,
    "maand": pl.Date,
    "clienten": pl.Int64,
    "capaciteit": pl.Float64,
    "klasse": pl.String,
    FLAG: pl.Boolean,
}
STAPPEN = {"tabel": pl.String, "stap": pl.String, "rijen": pl.Int64, FLAG: pl.Boolean}
KERN = {"kengetal": pl.String, "waarde": pl.Float64, "eenheid": pl.String, FLAG: pl.Boolean}


def shown(text: str, schema: dict) -> Disclosed:
    return Disclosed(table(text, schema), 10, veilig=True)


def nothing(schema: dict) -> Disclosed:
    return Disclosed(pl.DataFrame(schema=schema), 10, veilig=True)


def test_the_path_walked_most_is_named_with_its_count_and_share():
    paths = shown(
        """
        productgroep | pad             | aantal | totaal | aandeel | rang | onderdrukt
        GGZ          | Zwaar           | 1300   | 2000   | 0.65    | 1    | false
        GGZ          | Midden → Zwaar  | 700    | 2000   | 0.35    | 2    | false
        """,
        PADEN,
    )
    figures = shown(
        """
        productgroep | paden_uniek | dekking_top5 | aandeel_meerwerk_maatwerk | onderdrukt
        GGZ          | 154         | 0.8974       | 0.0525                    | false
        """,
        KENGETALLEN,
    )
    assert sentences.paden(paths, figures) == [
        "GGZ: het pad Zwaar komt het meest voor: 1.300 van de 2.000 paden (65,0%). "
        "De vijf meest gelopen paden zijn samen 89,7% van alle paden; er zijn 154 verschillende paden. "
        "In 5,3% van de paden komt meerwerk of maatwerk voor."
    ]


def test_a_productgroep_of_which_all_counts_are_hidden_is_called_too_small():
    paths = shown(
        """
        productgroep | pad   | aantal | totaal | aandeel | rang | onderdrukt
        GGZ          | Zwaar |        |        |         |      | true
        """,
        PADEN,
    )
    assert sentences.paden(paths, nothing(KENGETALLEN)) == ["GGZ: de aantallen zijn te klein om te tonen."]


def test_a_path_is_not_called_the_most_walked_when_the_first_in_rank_is_hidden():
    paths = shown(
        """
        productgroep | pad    | aantal | totaal | aandeel | rang | onderdrukt
        GGZ          | Zwaar  |        | 30     |         |      | true
        GGZ          | Midden | 12     | 30     | 0.4     | 2    | false
        """,
        PADEN,
    )
    assert sentences.paden(paths, nothing(KENGETALLEN)) == ["GGZ: de aantallen zijn te klein om te tonen."]


def test_coverage_of_five_paths_says_nothing_where_there_are_no_more_than_five():
    paths = shown("productgroep | pad | aantal | totaal | aandeel | rang | onderdrukt\nGGZ | Licht | 12 | 12 | 1.0 | 1 | false", PADEN)
    figures = shown(
        "productgroep | paden_uniek | dekking_top5 | aandeel_meerwerk_maatwerk | onderdrukt\nGGZ | 5 | 1.0 | | false", KENGETALLEN
    )
    assert sentences.paden(paths, figures) == ["GGZ: het pad Licht komt het meest voor: 12 van de 12 paden (100,0%)."]


def test_one_class_has_the_most_paths():
    classes = shown(
        """
        productgroep | klasse  | aantal | totaal | aandeel | onderdrukt
        GGZ          | 0-10    |        | 60     |         | true
        GGZ          | 50-75   | 40     | 60     | 0.6667  | false
        """,
        KLASSEN,
    )
    assert sentences.volumes(classes) == ["GGZ: de klasse 50-75 uur telt de meeste zorgpaden: 40 van de 60 (66,7%)."]


def test_classes_that_share_the_first_place_are_both_named():
    classes = shown(
        """
        productgroep | klasse | aantal | totaal | aandeel | onderdrukt
        GGZ          | 0-10   | 20     | 40     | 0.5     | false
        GGZ          | 10-20  | 20     | 40     | 0.5     | false
        """,
        KLASSEN,
    )
    assert sentences.volumes(classes) == ["GGZ: de klassen 0-10 en 10-20 uur tellen de meeste zorgpaden: elk 20 van de 40 (50,0%)."]


def test_the_median_is_read_from_the_curve_with_its_interval():
    curve = shown(
        """
        productgroep | maanden | overleving | laag | hoog | onderdrukt
        GGZ          | 1       | 0.80       | 0.60 | 0.90 | false
        GGZ          | 2       | 0.60       | 0.45 | 0.70 | false
        GGZ          | 3       | 0.40       | 0.30 | 0.52 | false
        GGZ          | 4       | 0.30       | 0.20 | 0.45 | false
        """,
        CURVE,
    )
    assert sentences.doorlooptijd(nothing(MAANDEN), curve) == [
        "GGZ: de helft van de paden is klaar na 3 maanden (95%-interval: 2 tot 4 maanden), lopende paden meegeteld."
    ]


def test_a_median_between_two_shown_points_is_only_said_to_lie_between_them():
    curve = shown(
        """
        productgroep | maanden | overleving | laag | hoog | onderdrukt
        GGZ          | 1       | 0.80       | 0.60 | 0.90 | false
        GGZ          | 2       |            |      |      | true
        GGZ          | 3       |            |      |      | true
        GGZ          | 4       | 0.30       | 0.20 | 0.60 | false
        """,
        CURVE,
    )
    assert sentences.doorlooptijd(nothing(MAANDEN), curve) == [
        "GGZ: de helft van de paden is klaar na 2 tot 4 maanden "
        "(95%-interval: 2 en hoger, want de bovengrens is nog niet bereikt), lopende paden meegeteld."
    ]


def test_a_median_that_is_not_reached_is_not_named():
    curve = shown("productgroep | maanden | overleving | laag | hoog | onderdrukt\nGGZ | 12 | 0.7 | 0.6 | 0.8 | false", CURVE)
    assert sentences.doorlooptijd(nothing(MAANDEN), curve) == [
        "GGZ: na 12 maanden loopt 70,0% van de paden nog door; de mediaan is nog niet bereikt."
    ]


def test_the_commonest_length_of_completed_paths_is_a_month_or_months():
    curve = shown("productgroep | maanden | overleving | laag | hoog | onderdrukt\nGGZ | 1 | 0.4 | 0.3 | 0.5 | false", CURVE)
    months = shown("productgroep | maanden | aantal | totaal | aandeel | onderdrukt\nGGZ | 1 | 60 | 100 | 0.6 | false", MAANDEN)
    assert sentences.doorlooptijd(months, curve)[0].endswith(
        "Bij afgeronde paden komt een duur van 1 maand het meest voor: 60 van de 100 (60,0%)."
    )


def test_months_of_a_place_are_counted_by_class_and_the_fullest_is_named():
    places = shown(
        """
        productcode | maand      | clienten | capaciteit | klasse      | onderdrukt
        44A12       | 2020-01-01 | 50       | 50.0       | aansluitend | false
        44A12       | 2020-02-01 | 61       | 50.0       | >5%         | false
        44A12       | 2021-01-01 |          |            |             | true
        """,
        PLEKKEN,
    )
    assert sentences.plekbezetting(places) == [
        "44A12: van de 2 maanden die wij kunnen tonen, sloot het aantal cliënten er 1 keer aan bij de plekken. "
        "In 1 maand was het verschil meer dan 5%. De drukste van deze maanden was februari 2020: 61 cliënten bij 50 plekken."
    ]


def test_the_account_gives_the_share_that_counts_and_the_largest_reason():
    account = shown(
        """
        tabel        | stap         | rijen | onderdrukt
        toewijzingen | aangeleverd  | 1000  | false
        toewijzingen | herzien      | 600   | false
        toewijzingen | ouder_dan_21 |       | true
        toewijzingen | aanvaard     | 390   | false
        """,
        STAPPEN,
    )
    assert sentences.verantwoording(account) == [
        "Toewijzingen: 390 van de 1.000 tellen mee (39,0%). "
        "De grootste groep die afviel, viel af omdat er een nieuwere versie van was: 600."
    ]


def test_key_figures_are_told_in_euros_and_months():
    figures = shown(
        """
        kengetal         | waarde      | eenheid | onderdrukt
        clienten         | 1514        | aantal  | false
        toewijzingen     | 2345        | aantal  | false
        aanbieders       | 1           | aantal  | false
        duur_maanden     | 9.25        | maanden | false
        kosten           | 697366600   | cent    | false
        kosten_per_client| 460612      | cent    | false
        """,
        KERN,
    )
    assert sentences.kerncijfers(figures) == [
        "1.514 cliënten kregen zorg, met 2.345 toewijzingen.",
        "De zorg kwam van 1 aanbieder.",
        "De zorg kostte € 7,0 mln. Dat is gemiddeld € 4.606 per cliënt.",
        "Een toewijzing duurde gemiddeld 9,3 maanden.",
    ]


def test_hidden_key_figures_are_called_too_small():
    figures = shown("kengetal | waarde | eenheid | onderdrukt\nclienten | | aantal | true\nkosten | | cent | true", KERN)
    assert sentences.kerncijfers(figures) == ["De aantallen zijn te klein om te tonen."]


@pytest.mark.parametrize(
    "told",
    [
        lambda: sentences.verantwoording(nothing(STAPPEN)),
        lambda: sentences.kerncijfers(nothing(KERN)),
        lambda: sentences.paden(nothing(PADEN), nothing(KENGETALLEN)),
        lambda: sentences.volumes(nothing(KLASSEN)),
        lambda: sentences.doorlooptijd(nothing(MAANDEN), nothing(CURVE)),
        lambda: sentences.plekbezetting(nothing(PLEKKEN)),
    ],
    ids=["verantwoording", "kerncijfers", "paden", "volumes", "doorlooptijd", "plekbezetting"],
)
def test_without_data_every_analysis_says_that_there_is_none(told):
    assert told() == ["Er zijn geen gegevens in deze periode."]


def test_a_table_that_was_not_disclosed_is_refused():
    with pytest.raises(errors.NotDisclosed):
        sentences.volumes(pl.DataFrame(schema=KLASSEN))  # type: ignore[arg-type]


def test_a_name_with_a_tag_in_it_is_shown_as_text():
    assert "&lt;script&gt;" in sentences.show(["<script>alert(1)</script>: 12 paden."])._repr_html_()
