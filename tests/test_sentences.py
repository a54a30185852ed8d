"""Sentences are computed from the table, never name a hidden number, and are whole Dutch sentences."""

import polars as pl
import pytest

from jeugdlib import disclosure, errors, sentences, signals
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
CURVE = {"productgroep": pl.String, "maanden": pl.Int64, "overleving": pl.Float64, FLAG: pl.Boolean}
MEDIANEN = {"productgroep": pl.String, "beeindigd": pl.Int64, "mediaan": pl.Int64, "laag": pl.Int64, "hoog": pl.Int64, FLAG: pl.Boolean}
KLASSEN = {"productgroep": pl.String, "klasse": pl.String, "aantal": pl.Int64, "totaal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
PLEKKEN = {
    "productcode": pl.String,
    "maand": pl.Date,
    "clienten": pl.Int64,
    "capaciteit": pl.Float64,
    "klasse": pl.String,
    "afgesproken": pl.String,
    FLAG: pl.Boolean,
}
STAPPEN = {"tabel": pl.String, "stap": pl.String, "rijen": pl.Int64, FLAG: pl.Boolean}
KERN = {"kengetal": pl.String, "waarde": pl.Float64, "eenheid": pl.String, FLAG: pl.Boolean}


def shown(text: str, schema: dict) -> Disclosed:
    return Disclosed(table(text, schema), 10, veilig=True)


def nothing(schema: dict) -> Disclosed:
    return Disclosed(pl.DataFrame(schema=schema), 10, veilig=True)


FIVE = """
    productgroep | pad            | aantal | totaal | aandeel | rang | onderdrukt
    GGZ          | Zwaar          | 1300   | 2000   | 0.65    | 1    | false
    GGZ          | Midden → Zwaar | 300    | 2000   | 0.15    | 2    | false
    GGZ          | Licht          | 100    | 2000   | 0.05    | 3    | false
    GGZ          | Maatwerk       | 60     | 2000   | 0.03    | 4    | false
    """
FIGURES = """
    productgroep | paden_uniek | dekking_top5 | aandeel_meerwerk_maatwerk | onderdrukt
    GGZ          | 154         | 0.8974       | 0.0525                    | false
    """


def test_the_path_walked_most_is_named_with_its_count_and_share():
    paths = shown(FIVE + "GGZ | Meerwerk | 35 | 2000 | 0.0175 | 5 | false", PADEN)
    assert sentences.paden(paths, shown(FIGURES, KENGETALLEN)) == [
        "GGZ: het pad Zwaar komt het meest voor: 1.300 van de 2.000 paden (65,0%). "
        "De vijf meest gelopen paden zijn samen 89,7% van alle paden; er zijn 154 verschillende paden. "
        "In 5,3% van de paden komt meerwerk of maatwerk voor."
    ]


def test_the_share_of_five_paths_is_not_told_where_the_fifth_is_hidden():
    paths = shown(FIVE + "GGZ | | | 2000 | | | true", PADEN)
    assert "vijf" not in sentences.paden(paths, shown(FIGURES, KENGETALLEN))[0]


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


def medians(text: str) -> Disclosed:
    return shown("productgroep | beeindigd | mediaan | laag | hoog | onderdrukt\n" + text, MEDIANEN)


def test_the_median_is_told_with_its_interval_and_what_goes_on_after_the_norm():
    curve = shown("productgroep | maanden | overleving | onderdrukt\nGGZ | 11 | 0.3 | false\nGGZ | 12 | 0.2429 | false", CURVE)
    assert sentences.doorlooptijd(medians("GGZ | 90 | 8 | 7 | 9 | false"), curve, normen={"GGZ": 12}) == [
        "GGZ: de helft van de paden is klaar na 8 maanden (95%-interval: 7 tot 9 maanden). Na 12 maanden loopt 24,3% nog door."
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("GGZ | 90 | 1 | 1 | 1 | false", "GGZ: de helft van de paden is klaar na 1 maand (95%-interval: 1 maand)."),
        (
            "GGZ | 90 | 8 | 7 | | false",
            "GGZ: de helft van de paden is klaar na 8 maanden (95%-interval: 7 maanden of meer; de bovengrens is nog niet bereikt).",
        ),
        ("GGZ | 90 | 8 | | | false", "GGZ: de helft van de paden is klaar na 8 maanden."),
        ("GGZ | 90 | | 7 | | false", "GGZ: de mediaan is nog niet bereikt, want de lijn blijft boven de 50%."),
        ("GGZ | | | | | true", "GGZ: de aantallen zijn te klein om te tonen."),
    ],
    ids=["one month", "open above", "no interval", "not reached", "hidden"],
)
def test_a_median_is_told_as_far_as_it_is_known(row: str, told: str):
    assert sentences.doorlooptijd(medians(row), nothing(CURVE)) == [told]


def test_a_hidden_point_of_the_curve_is_not_told():
    curve = shown("productgroep | maanden | overleving | onderdrukt\nGGZ | 12 | | true", CURVE)
    assert "12 maanden" not in sentences.doorlooptijd(medians("GGZ | 90 | 8 | 7 | 9 | false"), curve, normen={"GGZ": 12})[0]


PLACES = """
    productcode | maand      | clienten | capaciteit | klasse      | afgesproken | onderdrukt
    44A12       | 2020-01-01 | 50       | 50.0       | aansluitend | ja          | false
    44A12       | 2020-02-01 | 61       | 50.0       | >5%         | ja          | false
    """


def test_months_of_a_place_are_counted_by_class_and_the_fullest_is_named():
    assert sentences.plekbezetting(shown(PLACES, PLEKKEN), namen={"44A12": "Dagbesteding"}) == [
        "Dagbesteding: van de 2 maanden was het verschil met de afgesproken plekken 1 keer hooguit 1% en 1 keer meer dan 5%. "
        "De drukste maand was februari 2020: 61 cliënten bij 50 afgesproken plekken."
    ]


@pytest.mark.parametrize(
    ("agreed", "against", "beside"),
    [
        ("nee", "het jaargemiddelde", "een jaargemiddelde van 50"),
        ("deels", "de capaciteit (afgesproken plekken of, waar die er niet zijn, het jaargemiddelde)", "een capaciteit van 50"),
    ],
)
def test_no_places_are_said_where_none_were_agreed(agreed: str, against: str, beside: str):
    (told,) = sentences.plekbezetting(shown(PLACES.replace("| ja", f"| {agreed}"), PLEKKEN))
    assert f"was het verschil met {against} 1 keer" in told
    assert told.endswith(f"61 cliënten bij {beside}.")


def test_where_months_are_hidden_the_sentence_is_about_the_shown_ones():
    told = sentences.plekbezetting(shown(PLACES + "44A12 | 2021-01-01 | | | | | true", PLEKKEN))[0]
    assert told.startswith("44A12: van de 2 maanden die wij kunnen tonen was")
    assert "De drukste van deze maanden was februari 2020" in told


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


def test_key_figures_are_told_in_one_breath():
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
        "1.514 cliënten kregen jeugdhulp van 1 aanbieder. Daarvoor is € 7,0 mln gedeclareerd, gemiddeld € 4.606 per cliënt."
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
        lambda: sentences.doorlooptijd(nothing(MEDIANEN), nothing(CURVE)),
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


def test_what_comes_after_the_first_few_is_folded():
    page = sentences.show(["GGZ: een.", "Dagbesteding: twee."], zichtbaar=1)._repr_html_()
    assert page.index("GGZ") < page.index("<details>") < page.index("Dagbesteding")


def test_the_largest_productgroepen_come_first_and_hidden_ones_last():
    classes = shown(
        """
        productgroep | klasse | aantal | totaal | aandeel | onderdrukt
        Klein        | 0-10   |        |        |         | true
        GGZ          | 0-10   | 30     | 60     | 0.5     | false
        GGZ          | 10-20  | 30     | 60     | 0.5     | false
        Groot        | 0-10   | 90     | 90     | 1.0     | false
        """,
        KLASSEN,
    )
    assert sentences.groepen(classes) == ["Groot", "GGZ", "Klein"]
    assert sentences.groepen(classes, hoogstens=1) == ["Groot"]
    assert [zin.split(":")[0] for zin in sentences.volumes(classes, eerst=["GGZ"])] == ["GGZ", "Klein", "Groot"]


def test_tiles_show_hidden_figures_as_small_and_leave_out_that_a_gemeente_is_one():
    figures = shown(
        """
        kengetal          | waarde    | eenheid | onderdrukt
        gemeenten         | 1         | aantal  | false
        clienten          |           | aantal  | true
        duur_maanden      | 9.25      | maanden | false
        kosten            | 697366600 | cent    | false
        kosten_per_client | 460612    | cent    | false
        """,
        KERN,
    )
    assert sentences.tegels(figures, bron="Bron").tegels == (
        ("Cliënten", "<10"),
        ("Maanden per toewijzing, gemiddeld", "9,3"),
        ("Gedeclareerde kosten", "€ 7,0 mln"),
        ("Kosten per cliënt", "€ 4.606"),
    )


def test_an_account_is_split_by_table_with_its_steps_in_words():
    account = shown(
        """
        tabel        | stap     | rijen | onderdrukt
        declaraties  | nulregel | 12    | false
        toewijzingen | herzien  | 20    | false
        """,
        STAPPEN,
    )
    parts = sentences.per_tabel(account)
    assert [(name, part.frame["stap"].to_list()) for name, part in parts] == [
        ("Declaratieregels", ["Bedrag is nul"]),
        ("Toewijzingen", ["Oudere versie"]),
    ]


def test_a_table_can_leave_out_its_hidden_rows():
    classes = shown(
        """
        productgroep | klasse | aantal | totaal | aandeel | onderdrukt
        GGZ          | 0-10   |        | 60     |         | true
        GGZ          | 10-20  | 30     | 60     | 0.5     | false
        """,
        KLASSEN,
    )
    assert sentences.getoond(classes).frame["klasse"].to_list() == ["10-20"]
    assert sentences.getoond(classes).drempel == 10


def test_signals_are_written_in_words_and_those_that_are_not_there_are_left_out():
    drawn = table(
        "signaal | rijen | bedrag_cent\nnegatief_nettobedrag | 12 | -300\nproduct_onbekend | 3 | 50\ngeboortedatum_onbekend | 0 |"
    )
    shown = sentences.signalen(disclosure.suppress(drawn, signals.RULE)).frame
    assert [(text.split(":")[0], count) for text, count, *_ in shown.rows()] == [
        ("Na verrekening blijft een bedrag onder nul", 12),
        ("Toewijzing van een product dat niet in de productentabel staat", None),
    ]


def test_tiles_show_the_region_beside_the_gemeente_and_leave_out_what_is_hidden_there():
    own = shown("kengetal | waarde | eenheid | onderdrukt\nclienten | 413 | aantal | false\nkosten | 660000000 | cent | false", KERN)
    region = shown("kengetal | waarde | eenheid | onderdrukt\nclienten | 8932 | aantal | false\nkosten | | cent | true", KERN)
    page = sentences.tegels(own, bron="Bron", regio=region)._repr_html_()
    assert '<dd>413</dd><dd class="regio">regio: 8.932</dd>' in page
    assert page.count('class="regio"') == 1


def test_the_headline_stands_above_the_list_and_travels_as_data():
    told = sentences.show(["GGZ: een."], kop="Een zin & meer.")
    page = told._repr_html_()
    assert page.index('<p class="kopzin">Een zin &amp; meer.</p>') < page.index("<li>")
    assert told._repr_mimebundle_()[sentences.HEADLINE] == {"kop": "Een zin & meer."}
    assert sentences.HEADLINE not in sentences.show(["GGZ: een."])._repr_mimebundle_()


def test_a_box_holds_four_sentences_and_folds_the_rest():
    page = sentences.show([f"Groep {place}: zin." for place in range(6)])._repr_html_()
    assert page.split("<details>")[0].count("<li>") == 4
    assert "Toon ook de andere 2" in page


def test_main_points_fall_back_on_the_sentences():
    assert sentences.show_points(["Kop.", "Tweede."], ["GGZ: zin."]) == sentences.Bevindingen(("Tweede.",), 4, "Kop.")
    assert sentences.show_points([], ["GGZ: zin.", "AP: zin."]) == sentences.Bevindingen((), 4, "GGZ: zin.")


def test_notes_are_a_list_with_a_heading_and_nothing_without_notes():
    page = sentences.show_notes(["Let op: <dit>."])._repr_html_()
    assert "<h3>Let op bij deze cijfers</h3>" in page
    assert "<li>Let op: &lt;dit&gt;.</li>" in page
    assert sentences.show_notes([])._repr_html_() == ""


def test_a_figure_gets_the_sentence_of_its_own_group():
    zinnen = ["GGZ zwaar: het pad A.", "GGZ: de klasse B."]
    assert sentences.bij(zinnen, "GGZ") == "De klasse B."
    assert sentences.bij(zinnen, "Dagbesteding") == ""


def test_the_account_on_one_line_is_in_plain_words_and_skips_what_did_not_occur():
    account = shown(
        """
        tabel        | stap                  | rijen | bedrag_cent | onderdrukt
        declaraties  | aangeleverd           | 1514  | 900000      | false
        declaraties  | exacte_dubbelen       |       |             | true
        declaraties  | herzien               | 0     | 0           | false
        declaraties  | buiten_analyseperiode | 1200  | 800000      | false
        declaraties  | aanvaard              | 305   | 100000      | false
        toewijzingen | herzien               | 77    |             | false
        """,
        STAPPEN | {"bedrag_cent": pl.Int64},
    )
    assert sentences.rekening(account, titel="Venlo") == (
        "Venlo: van de 1.514 aangeleverde declaratieregels tellen er 305 mee, samen € 1.000. "
        "De andere: (afgeschermd) dubbel aangeleverd en 1.200 van buiten de periode."
    )


def test_the_account_of_nothing_is_a_sentence_too():
    line = sentences.rekening(nothing(STAPPEN | {"bedrag_cent": pl.Int64}), titel="Venlo")
    assert line == "Venlo: van de 0 aangeleverde declaratieregels tellen er 0 mee, samen € 0."


def test_the_part_that_counts_is_set_beside_that_of_the_region():
    account = "tabel | stap | rijen | onderdrukt\ntoewijzingen | aangeleverd | {} | false\ntoewijzingen | aanvaard | {} | false"
    own, region = shown(account.format(1000, 637), STAPPEN), shown(account.format(9000, 5922), STAPPEN)
    assert sentences.verantwoording(own, regio=region) == [
        "Toewijzingen: 637 van de 1.000 tellen mee (63,7%); in de regio is dat 65,8% (2,1 procentpunt hoger)."
    ]


def test_cost_per_client_is_set_beside_that_of_the_region():
    figures = "kengetal | waarde | eenheid | onderdrukt\nclienten | 40 | aantal | false\nkosten | 4000000 | cent | false\n"
    figures += "kosten_per_client | {} | cent | false"
    told = sentences.kerncijfers(shown(figures.format(100000), KERN), regio=shown(figures.format(110000), KERN))
    assert told == [
        "40 cliënten kregen jeugdhulp. Daarvoor is € 40,0 dzd gedeclareerd, gemiddeld € 1.000 per cliënt (in de regio € 1.100)."
    ]


def test_paths_classes_and_medians_of_a_group_are_set_beside_the_region():
    figures = shown(FIGURES, KENGETALLEN)
    region = shown(FIGURES.replace("0.0525", "0.0325"), KENGETALLEN)
    assert (
        "komt meerwerk of maatwerk voor; in de regio is dat 3,3% (2,0 procentpunt lager)."
        in (sentences.paden(shown(FIVE, PADEN), figures, regio=region)[0])
    )
    classes = "productgroep | klasse | aantal | totaal | aandeel | onderdrukt\nGGZ | 50-75 | 40 | 60 | {} | false"
    (told,) = sentences.volumes(shown(classes.format(0.6667), KLASSEN), regio=shown(classes.format(0.5), KLASSEN))
    assert told.endswith("40 van de 60 (66,7%); in de regio is dat 50,0% (16,7 procentpunt lager).")
    (told,) = sentences.doorlooptijd(medians("GGZ | 90 | 8 | | | false"), nothing(CURVE), regio=medians("GGZ | 900 | 9 | | | false"))
    assert told == "GGZ: de helft van de paden is klaar na 8 maanden. In de regio is dat na 9 maanden."


STEPS = {"productgroep": pl.String, "van": pl.String, "naar": pl.String, "aantal": pl.Int64, FLAG: pl.Boolean}


def test_the_step_taken_most_is_named_and_a_hidden_one_is_not():
    steps = shown(
        """
        productgroep | van    | naar     | aantal | onderdrukt
        GGZ          | Licht  | Midden   |        | true
        GGZ          | Zwaar  | Maatwerk | 25     | false
        GGZ          | Midden | Zwaar    | 40     | false
        """,
        STEPS,
    )
    assert sentences.overgangen(steps) == [
        "GGZ: de stap van Midden naar Zwaar komt het meest voor: 40 keer. Daarna komt die van Zwaar naar Maatwerk: 25 keer."
    ]


LENGTHS = {"productgroep": pl.String, "maanden": pl.Int64, "aantal": pl.Int64, "totaal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}


def test_the_length_that_occurs_most_is_named_with_the_part_that_took_no_longer_than_the_norm():
    lengths = (
        "productgroep | maanden | aantal | totaal | aandeel | onderdrukt\nGGZ | 8 | 30 | 60 | 0.5 | false\nGGZ | {} | {} | 60 | {} | {}"
    )
    own = shown(lengths.format(14, 30, 0.5, "false"), LENGTHS)
    region = shown(lengths.format(12, 30, 0.25, "false"), LENGTHS)
    assert sentences.maanden(own, normen={"GGZ": 12}, regio=region) == [
        "GGZ: een duur van 8 maanden komt het meest voor: 30 van de afgeronde paden (50,0%). "
        "50,0% duurde hooguit 12 maanden; in de regio is dat 75,0% (25,0 procentpunt hoger)."
    ]


def test_the_part_within_the_norm_is_not_told_where_one_of_its_months_is_hidden():
    lengths = "productgroep | maanden | aantal | totaal | aandeel | onderdrukt\nGGZ | 8 | 30 | 60 | 0.5 | false\nGGZ | 9 | | 60 | | true"
    assert "12 maanden" not in sentences.maanden(shown(lengths, LENGTHS), normen={"GGZ": 12})[0]


def test_a_productgroep_without_a_norm_is_held_against_none():
    lengths = shown("productgroep | maanden | aantal | totaal | aandeel | onderdrukt\nGGZ | 8 | 60 | 60 | 1.0 | false", LENGTHS)
    assert sentences.maanden(lengths, normen={"AP": 12}) == [
        "GGZ: een duur van 8 maanden komt het meest voor: 60 van de afgeronde paden (100,0%)."
    ]
    assert "hooguit 6 maanden" not in sentences.maanden(lengths, normen={"GGZ": 9})[0]
    assert "hooguit 9 maanden" in sentences.maanden(lengths, normen={"GGZ": 9})[0]
    curve = shown("productgroep | maanden | overleving | onderdrukt\nGGZ | 12 | 0.24 | false", CURVE)
    assert sentences.doorlooptijd(medians("GGZ | 90 | 8 | | | false"), curve) == ["GGZ: de helft van de paden is klaar na 8 maanden."]


def test_a_gemeente_that_stands_beside_is_named_in_place_of_the_region():
    own = medians("GGZ | 90 | 8 | | | false")
    beside = disclosure.Naast(medians("GGZ | 900 | 9 | | | false").frame, 10, True, "Venlo")
    assert sentences.doorlooptijd(own, nothing(CURVE), regio=beside)[0].endswith("In Venlo is dat na 9 maanden.")
    tiles = shown("kengetal | waarde | eenheid | onderdrukt\nclienten | 413 | aantal | false", KERN)
    page = sentences.tegels(tiles, bron="Bron", regio=disclosure.Naast(tiles.frame, 10, True, "Venlo"))._repr_html_()
    assert '<dd class="regio">Venlo: 413</dd>' in page


def test_what_stands_above_a_figure_joins_the_texts_and_names_small_numbers_only_when_nothing_else_is_told():
    first, second = (
        ["A: een.", f"B: {sentences.TOO_SMALL}", f"C: {sentences.TOO_SMALL}"],
        ["A: twee.", "B: drie.", f"C: {sentences.TOO_SMALL}"],
    )
    assert sentences.bij_elk(first, ["A", "B", "C", "D"], second) == {
        "A": "Een. Twee.",
        "B": "Drie.",
        "C": "De aantallen zijn te klein om te tonen.",
        "D": "",
    }
