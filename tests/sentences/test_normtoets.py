"""The words of the normtoets follow its numbers."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import normtoets
from tables import table

DUUR = {"productgroep": pl.String, "norm": pl.String, "norm_bron": pl.String, "aantal": pl.Int64, "totaal": pl.Int64} | {
    "aandeel": pl.Float64,
    "laag": pl.Float64,
    "hoog": pl.Float64,
    "oordeel": pl.String,
    "onderdrukt": pl.Boolean,
}
HEAD = "productgroep | norm | norm_bron | aantal | totaal | aandeel | laag | hoog | oordeel | onderdrukt\n"
UREN = "productgroep | aantal | totaal | aandeel | onderdrukt\n"
PIEK = "productgroep | klasse | aantal | aandeel | norm_uren | gat_uren | onderdrukt\n"
GEEN = Disclosed(table(PIEK + "GGZ | 20-30 | 40 | 0.066 | 90.0 | 60.0 | false").clear(), 10, veilig=True)


def shown(text: str) -> Disclosed:
    return Disclosed(table(text), 10, veilig=True)


def duur(text: str) -> Disclosed:
    return Disclosed(table(HEAD + text, DUUR), 10, veilig=True)


def zinnen(toets: Disclosed, curve: Disclosed | None = None) -> list[str]:
    return normtoets.duur(toets, marge_maanden=1, norm_aandeel=25, curve=curve)


def test_the_verdict_stands_with_its_share_its_interval_and_its_limit():
    (said,) = zinnen(duur("GGZ | 12 | product | 217 | 2128 | 0.102 | 0.0898 | 0.1156 | niet representatief | false"))
    assert said == (
        "GGZ: de norm van 12 maanden is niet representatief: maar 217 van de 2.128 afgeronde paden (10,2%) duurden "
        "hooguit 1 maand korter of langer (95%-interval: 9,0% tot 11,6%; de grens is 25%)."
    )


def test_other_data_give_another_verdict():
    (said,) = zinnen(duur("GGZ | 12 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false"))
    assert said.startswith("GGZ: de norm van 12 maanden is representatief: 40 van de 100")
    (said,) = zinnen(duur("GGZ | 12 | product | 26 | 100 | 0.26 | 0.18 | 0.35 | niet te zeggen | false"))
    assert said == (
        "GGZ: of de norm van 12 maanden representatief is, is niet te zeggen: 26 van de 100 afgeronde paden (26,0%) duurden "
        "hooguit 1 maand korter of langer, en de grens van 25% ligt binnen het 95%-interval (18,0% tot 35,0%)."
    )


def test_without_a_margin_a_path_must_last_as_long_as_the_norm():
    toets = duur("GGZ | 12 | product | 1 | 100 | 0.01 | 0.001 | 0.05 | niet representatief | false")
    (said,) = normtoets.duur(toets, marge_maanden=0, norm_aandeel=25)
    assert "maar 1 van de 100 afgeronde paden (1,0%) duurde precies zo lang (95%" in said


def test_without_a_norm_of_its_own_the_sentence_says_so():
    (said,) = zinnen(duur("Los | 12 | standaard | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false"))
    assert said.startswith("Los: er is geen norm voor de duur; een norm van 12 maanden zou representatief zijn: 40 van")


def test_the_share_with_running_paths_is_told_only_where_both_points_are_shown():
    toets = duur("GGZ | 12 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false")
    points = "productgroep | maanden | overleving\nGGZ | 10 | 0.7\nGGZ | 13 | {}"
    (said,) = zinnen(toets, curve=shown(points.format("0.45")))
    assert said.endswith("Tellen alle paden mee, ook de lopende en met hun hele duur, dan is het 25,0%.")
    (said,) = zinnen(toets, curve=shown(points.format("")))
    assert "lopende" not in said


def test_a_norm_of_one_month_begins_at_the_beginning():
    toets = duur("GGZ | 1 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false")
    (said,) = zinnen(toets, curve=shown("productgroep | maanden | overleving\nGGZ | 2 | 0.45"))
    assert "dan is het 55,0%." in said


def test_a_hidden_count_gives_no_verdict():
    (said,) = zinnen(duur("GGZ | 12 | product | | 100 | | | | | true"))
    assert said == "GGZ: de aantallen zijn te klein om te tonen."


def test_far_hours_and_the_peak_are_told_and_no_peak_is_no_suggestion():
    toets = shown(UREN + "AHD | 137 | 605 | 0.2264 | false")
    piek = shown(PIEK + "AHD | 20-30 | 40 | 0.0661 | 90.0 | 60.0 | false")
    assert normtoets.uren(toets, piek) == [
        "AHD: 137 van de 605 paden (22,6%) liggen ver van elke norm voor de uren: meer dan een halve norm. "
        "Bij 20-30 uur is een piek van 40 paden (6,6%), 60 uur van de naaste norm (90 uur). Een extra klasse kan daar helpen."
    ]
    assert "extra klasse" not in normtoets.uren(toets, GEEN)[0]


def test_the_main_point_sorts_the_groups_by_verdict_and_skips_hidden_ones():
    toets = duur(
        "A | 12 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false\n"
        "B | 12 | product | 10 | 100 | 0.1 | 0.05 | 0.17 | niet representatief | false\n"
        "C | 12 | product | | 100 | | | | | true\n"
        "D | 12 | product | 26 | 100 | 0.26 | 0.18 | 0.35 | niet te zeggen | false"
    )
    assert normtoets.hoofdpunten(toets, groepen=["B", "A", "C"]) == [
        "De norm voor de duur is representatief bij A; niet representatief bij B."
    ]
    assert normtoets.hoofdpunten(toets, groepen=["D", "A"]) == ["De norm voor de duur is representatief bij A; niet te beoordelen bij D."]


def test_the_main_point_sets_groups_without_a_norm_apart():
    toets = duur(
        "A | 12 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false\n"
        "B | 12 | standaard | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false\n"
        "C | 12 | standaard | 10 | 100 | 0.1 | 0.05 | 0.17 | niet representatief | false"
    )
    assert normtoets.hoofdpunten(toets, groepen=["A", "B", "C"]) == [
        "De norm voor de duur is representatief bij A.",
        "Waar geen norm is, is een norm van 12 maanden representatief bij B; niet representatief bij C.",
    ]
    assert normtoets.hoofdpunten(toets, groepen=["C"]) == ["Waar geen norm is, is een norm van 12 maanden niet representatief bij C."]


def test_the_main_point_on_hours_names_the_far_shares_and_the_peak_of_the_groups_on_the_slide():
    toets = shown(UREN + "A | 10 | 100 | 0.1 | false\nB | 30 | 100 | 0.3 | false\nZ | 90 | 100 | 0.9 | false")
    piek = shown(PIEK + "A | 20-30 | 40 | 0.0661 | 90.0 | 60.0 | false\nZ | 0-10 | 40 | 0.1 | 900.0 | 890.0 | false")
    first, second = normtoets.hoofdpunten_uren(toets, piek, groepen=["A", "B"])
    assert first == "Ver van elke norm voor de uren ligt 30% van de paden van B en 10% van A."
    assert second.startswith("A: bij 20-30 uur is een piek van 40 paden")
    assert normtoets.hoofdpunten_uren(toets, GEEN, groepen=["A"]) == ["Ver van elke norm voor de uren ligt 10% van de paden van A."]


def test_without_groups_nothing_is_said():
    assert normtoets.hoofdpunten(duur("A | 12 | product | | 100 | | | | | true"), groepen=["A"]) == []
    assert normtoets.hoofdpunten_uren(shown(UREN + "A | 10 | 100 | 0.1 | false"), GEEN, groepen=[]) == []


def test_a_verdict_without_its_count_says_that_the_share_is_hidden():
    (said,) = zinnen(duur("GGZ | 12 | product | | 100 | | | | niet representatief | true"))
    assert said == (
        "GGZ: de norm van 12 maanden is niet representatief (de grens is 25%; het aandeel zelf is verborgen om kleine aantallen)."
    )
    (said,) = zinnen(duur("Los | 12 | standaard | | 100 | | | | representatief | true"))
    assert said.startswith("Los: er is geen norm voor de duur; een norm van 12 maanden zou representatief zijn (de grens")


def test_a_share_of_all_paths_on_the_other_side_of_the_limit_makes_the_verdict_depend_on_it():
    toets = duur("GGZ | 12 | product | 40 | 100 | 0.4 | 0.31 | 0.50 | representatief | false")
    curve = "productgroep | maanden | overleving\nGGZ | 10 | 0.7\nGGZ | 13 | {}"
    assert "andere kant van de grens" in zinnen(toets, curve=shown(curve.format("0.5")))[0]
    assert "andere kant van de grens" not in zinnen(toets, curve=shown(curve.format("0.4")))[0]


def test_a_peak_is_told_where_the_count_is_hidden():
    toets = shown(UREN + "AHD | | 605 | | true")
    toets = Disclosed(toets.frame.with_columns(pl.col("aantal").cast(pl.Int64)), 10, veilig=True)
    piek = shown(PIEK + "AHD | 20-30 | 40 | 0.0661 | 90.0 | 60.0 | false")
    assert normtoets.uren(toets, piek)[0].startswith("AHD: bij 20-30 uur is een piek")
