"""The words of the beslisboom follow its answers."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import beslisboom
from tables import table

TEXTS = ("productgroep", "knoop", "tekst", "maat", "eenheid", "richting", "antwoord", "ja", "nee", "uitleg", "bron")
TREE = dict.fromkeys(TEXTS, pl.String) | {
    **dict.fromkeys(("waarde", "drempel"), pl.Float64),
    **dict.fromkeys(("op_weg", "zeker", "bestaat", "onderdrukt"), pl.Boolean),
}
# In the order of these columns, to keep a row on a line.
COLUMNS = "productgroep knoop tekst maat eenheid richting waarde drempel antwoord ja nee op_weg zeker bestaat uitleg bron onderdrukt"
HEAD = " | ".join(COLUMNS.split()) + "\n"
QUESTIONS = """
{g}|clienten|Genoeg?|cliënten|aantal|minstens|{clienten}|55|{a1}|meerwerk|geen|true|true|true||Slide A|false
{g}|meerwerk|Weinig meerwerk?|van de paden|aandeel|hooguit|{meerwerk}|0.2|{a2}|traject|pxq|{on}|{zeker}|{bestaat}|geen meerwerk|B|{hidden}
{g}|traject|Traject|||||||||false|||vast||false
{g}|pxq|P*Q|||||||||{on}|||per uur||false
{g}|geen|Geen conclusie|||||||||false|||weinig||false
"""
ADVICE = {"productgroep": pl.String, "vorm": pl.String, "bekostigingsvorm": pl.String, "advies": pl.Boolean, "zeker": pl.Boolean} | {
    "verandering": pl.String,
    "onderdrukt": pl.Boolean,
}
FORMS = """
productgroep | vorm | bekostigingsvorm | advies | zeker | verandering | onderdrukt
{g} | traject | Traject | false | {zeker} | minder meerwerk nodig is; de duur vaker rond de norm ligt | false
{g} | pxq | P*Q | {own} | {zeker} | | false
"""
PLAIN = {"g": "GGZ", "clienten": "100", "a1": "ja", "meerwerk": "0.293", "a2": "nee", "on": "true", "zeker": "true", "bestaat": "true"} | {
    "hidden": "false"
}


def tree(**given: str) -> Disclosed:
    return Disclosed(table(HEAD + QUESTIONS.format(**(PLAIN | given)), TREE), 10, veilig=True)


def forms(own: str = "true", zeker: str = "true", g: str = "GGZ") -> Disclosed:
    return Disclosed(table(FORMS.format(g=g, own=own, zeker=zeker), ADVICE), 10, veilig=True)


def geen() -> Disclosed:
    text = "productgroep|vorm|bekostigingsvorm|advies|zeker|verandering|onderdrukt\nGGZ|geen|Geen conclusie|true|true||false"
    return Disclosed(table(text, ADVICE), 10, veilig=True)


def test_the_end_is_told_with_the_number_that_decided_and_what_would_change_it():
    assert beslisboom.zinnen(tree(), forms()) == [
        "GGZ: de boom komt uit op P*Q, want 29,3% van de paden is te veel (grens: hooguit 20%). "
        "Traject komt in beeld als minder meerwerk nodig is en de duur vaker rond de norm ligt."
    ]


def test_another_number_gives_another_reason():
    (said,) = beslisboom.zinnen(tree(meerwerk="0.1", a2="ja"), forms())
    assert "10,0% van de paden is niet te veel (grens: hooguit 20%)" in said


def test_a_hidden_number_is_not_named_but_its_answer_is():
    (said,) = beslisboom.zinnen(tree(meerwerk="", hidden="true"), forms())
    assert "het deel van de paden is te veel (grens: hooguit 20%); het getal is verborgen om kleine aantallen" in said
    facts = beslisboom.boom(tree(meerwerk="", hidden="true")).frame["feit"].to_list()
    assert facts[:3] == ["100 cliënten; grens: minstens 55", "verborgen om kleine aantallen; grens: hooguit 20%", None]


def test_a_number_that_can_not_exist_gives_its_explanation():
    (said,) = beslisboom.zinnen(tree(meerwerk="", bestaat="false"), forms())
    assert "want geen meerwerk." in said
    assert beslisboom.boom(tree(meerwerk="", bestaat="false")).frame["feit"][1] == "geen meerwerk"


def test_a_way_that_stops_says_where_and_advises_nothing():
    (said,) = beslisboom.zinnen(tree(meerwerk="", a2="", hidden="true"), forms(own="false"))
    assert said == "GGZ: de weg stopt bij de vraag 'Weinig meerwerk?', want het getal is verborgen om kleine aantallen."
    assert beslisboom.hoofdpunten(forms(own="false"), groepen=["GGZ"]) == [
        "Bij GGZ is de uitkomst niet te bepalen, want een getal is verborgen om kleine aantallen."
    ]


def test_an_end_that_is_not_certain_says_which_question_makes_it_so():
    (said,) = beslisboom.zinnen(tree(zeker="false"), forms(zeker="false"))
    assert "Dit is niet zeker: bij 'Weinig meerwerk?' ligt de grens binnen het 95%-interval." in said
    assert "De uitkomst is niet zeker bij GGZ" in beslisboom.hoofdpunten(forms(zeker="false"), groepen=["GGZ"])[-1]


def test_too_few_clients_give_no_conclusion_and_the_region_beside_it():
    few = tree(clienten="52", a1="nee", on="false")
    region = Disclosed(table("productgroep | clienten\nGGZ | 240"), 10, veilig=True)
    assert beslisboom.zinnen(few, geen(), regio=region) == [
        "GGZ: geen conclusie, want 52 cliënten is te weinig (grens: minstens 55). In de regio zijn het 240 cliënten."
    ]
    hidden = tree(clienten="", a1="nee", on="false")
    assert beslisboom.zinnen(hidden, geen()) == ["GGZ: geen conclusie, want het aantal cliënten is te weinig (grens: minstens 55)."]


def test_the_main_points_count_the_forms_and_the_groups_without_a_conclusion():
    both = Disclosed(
        pl.concat([forms().frame, forms(g="AP").frame, geen().frame.with_columns(productgroep=pl.lit("EMB"))]), 10, veilig=True
    )
    assert beslisboom.hoofdpunten(both, groepen=["AP", "GGZ"]) == [
        "Volgens onze lezing past P*Q bij AP en GGZ.",
        "Over 1 productgroep is geen conclusie te trekken, want er zijn te weinig gegevens.",
    ]


def test_the_rules_name_the_nodes_they_lead_to():
    rules = beslisboom.regeltabel(tree()).frame
    assert rules.rows() == [
        ("Genoeg?", "minstens 55 (cliënten)", "Weinig meerwerk?", "Geen conclusie", "Slide A", False),
        ("Weinig meerwerk?", "hooguit 20% (van de paden)", "Traject", "P*Q", "B", False),
    ]


def test_the_overview_has_a_row_per_group_and_no_certainty_where_there_is_no_conclusion():
    assert beslisboom.overzicht(tree(), forms()).frame.rows() == [
        ("GGZ", "P*Q", "Weinig meerwerk? 29,3% van de paden; grens: hooguit 20%", "ja", False)
    ]
    few = beslisboom.overzicht(tree(clienten="52", a1="nee", on="false"), geen()).frame
    assert few.select("uitkomst", "zeker").rows() == [("Geen conclusie", "–")]


def test_trees_are_drawn_of_groups_with_enough_clients_the_largest_first():
    sizes = Disclosed(table("productgroep | clienten\nGGZ | 100\nAP | 200\nEMB | 9"), 10, veilig=True)
    frames = [tree().frame, tree(g="AP").frame, tree(g="EMB", a1="nee", on="false").frame]
    assert beslisboom.groepen(Disclosed(pl.concat(frames), 10, veilig=True), sizes) == ["AP", "GGZ"]


def test_without_productgroepen_it_says_so():
    empty = Disclosed(tree().frame.clear(), 10, veilig=True)
    assert beslisboom.zinnen(empty, forms()) == ["Er zijn geen gegevens in deze periode."]
    assert beslisboom.hoofdpunten(Disclosed(forms().frame.clear(), 10, veilig=True), groepen=[]) == []
    assert beslisboom.regeltabel(empty).frame.is_empty()


def test_the_folded_table_holds_the_own_way_only():
    assert beslisboom.vragen(tree()).frame["knoop"].to_list() == ["clienten", "meerwerk", "pxq"]
