"""The main points of a slide are computed over all its groups, and never name a hidden number."""

import polars as pl

from jeugdlib import hoofdpunten
from jeugdlib.disclosure import FLAG, Disclosed
from tables import table

SHARES = {"productgroep": pl.String, "dekking_top5": pl.Float64, "aandeel_meerwerk_maatwerk": pl.Float64, FLAG: pl.Boolean}
PATHS = {"productgroep": pl.String, "pad": pl.String, "aandeel": pl.Float64, "rang": pl.Int64, FLAG: pl.Boolean}
CLASSES = {"productgroep": pl.String, "klasse": pl.String, "aantal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
MEDIANS = {"productgroep": pl.String, "mediaan": pl.Int64, FLAG: pl.Boolean}
CURVE = {"productgroep": pl.String, "maanden": pl.Int64, "overleving": pl.Float64, FLAG: pl.Boolean}
STEPS = {"tabel": pl.String, "stap": pl.String, "rijen": pl.Int64, "bedrag_cent": pl.Int64, FLAG: pl.Boolean}
PLACES = {"productcode": pl.String, "clienten": pl.Int64, "klasse": pl.String, "afgesproken": pl.String, FLAG: pl.Boolean}


def shown(text: str, schema: dict) -> Disclosed:
    head = " | ".join(schema)
    return Disclosed(table(f"{head}\n{text}", schema), 10, veilig=True)


WALKED = shown("GGZ | Zwaar | 0.453 | 1 | false\nAP | Licht | 0.6 | 1 | false", PATHS)


def test_the_headline_of_the_account_has_a_whole_percentage_and_short_money():
    account = "declaraties | aangeleverd | 1514 | 900000000 | false\ndeclaraties | aanvaard | 924 | 697366600 | false"
    assert hoofdpunten.verantwoording(shown(account, STEPS)) == [
        "61% van de 1.514 aangeleverde declaratieregels telt mee, samen € 7,0 mln."
    ]


def test_an_account_with_a_hidden_number_has_no_headline():
    account = "declaraties | aangeleverd | | | true\ndeclaraties | aanvaard | 924 | 697366600 | false"
    assert hoofdpunten.verantwoording(shown(account, STEPS)) == []


def test_paths_are_summed_up_in_four_sentences_with_the_region_in_percentage_points():
    figures = shown("GGZ | 0.887 | 0.301 | false\nAP | 0.95 | 0.338 | false", SHARES)
    region = shown("GGZ | 0.9 | 0.295 | false\nAP | 0.9 | 0.318 | false", SHARES)
    assert hoofdpunten.paden(WALKED, figures, groepen=["GGZ", "AP"], regio=region) == [
        "In de grootste productgroep, GGZ, is Zwaar het pad dat het meest voorkomt: 45% van de paden.",
        "Bij één van de twee productgroepen zijn de vijf meest gelopen paden samen ten minste 90% van alle paden: AP.",
        "Meerwerk of maatwerk komt het vaakst voor bij AP (33,8% van de paden) en het minst bij GGZ (30,1%).",
        "Het grootste verschil daarin met de regio heeft AP: 33,8%; in de regio is dat 31,8% (2,0 procentpunt lager).",
    ]


def test_one_known_coverage_is_held_against_the_measure_by_itself():
    figures = shown("GGZ | 0.887 | 0.301 | false\nAP | | | true", SHARES)
    assert hoofdpunten.paden(WALKED, figures, groepen=["GGZ", "AP"])[1:] == [
        "Bij GGZ zijn de vijf meest gelopen paden samen 88,7% van alle paden. Dat is minder dan de maatstaf van 90%."
    ]


def test_where_the_first_path_is_hidden_it_is_not_called_the_most_walked():
    hidden = shown("GGZ | Zwaar | | | true\nGGZ | Licht | 0.4 | 2 | false", PATHS)
    assert hoofdpunten.paden(hidden, shown("GGZ | | | true", SHARES), groepen=["GGZ"]) == []


def test_classes_of_hours_are_named_for_the_largest_group_first():
    classes = shown("GGZ | 0-10 | 60 | 0.6 | false\nGGZ | 10-20 | 40 | 0.4 | false\nAP | 20-30 | 30 | 1.0 | false", CLASSES)
    region = shown("GGZ | 0-10 | 600 | 0.6 | false\nAP | 0-10 | 300 | 1.0 | false", CLASSES)
    assert hoofdpunten.volumes(classes, groepen=["GGZ", "AP"], regio=region) == [
        "In de grootste productgroep, GGZ, heeft de grootste groep zorgpaden 0-10 uur hulp: 60% van de paden.",
        "De grootste klasse is verder 20-30 uur bij AP (100%).",
        "Bij één van de twee productgroepen is dat dezelfde klasse als in de regio.",
    ]


def test_short_and_long_paths_are_named_and_the_largest_difference_with_the_region():
    medians, region = shown("GGZ | 8 | false\nAP | 19 | false", MEDIANS), shown("GGZ | 9 | false\nAP | 15 | false", MEDIANS)
    curve = shown("GGZ | 12 | 0.2429 | false", CURVE)
    assert hoofdpunten.doorlooptijd(medians, curve, groepen=["GGZ", "AP"], normen={"GGZ": 12}, regio=region) == [
        "In de grootste productgroep, GGZ, is de helft van de zorgpaden klaar na 8 maanden; na 12 maanden loopt 24% nog door.",
        "Het kortst duren de paden van GGZ (de helft is klaar na 8 maanden), het langst die van AP (19 maanden).",
        "Het grootste verschil met de regio heeft AP: de helft is klaar na 19 maanden, in de regio na 15 maanden. "
        "Dat is hier 4 maanden later.",
    ]


def test_medians_equal_to_those_of_the_region_are_called_equal():
    medians = shown("GGZ | 8 | false\nAP | 19 | false", MEDIANS)
    told = hoofdpunten.doorlooptijd(medians, shown("", CURVE), groepen=["GGZ", "AP"], regio=medians)
    assert told[-1] == "Bij alle twee productgroepen is de helft even snel klaar als in de regio."


def test_places_are_summed_over_products_and_hidden_months_left_out():
    places = shown(
        "A | 50 | aansluitend | nee | false\nA | 60 | >5% | nee | false\nB | 50 | aansluitend | nee | false\nB | | | | true", PLACES
    )
    assert hoofdpunten.plekbezetting(places, namen={"A": "Dagbesteding", "B": "Verblijf"}) == [
        "Bij 2 producten die per plek worden betaald, scheelt het aantal jeugdigen in 67% van de maanden hooguit 1% met het "
        "jaargemiddelde. In 33% van de maanden is het verschil meer dan 5%.",
        "Een verschil van meer dan 5% komt het vaakst voor bij Dagbesteding (50% van de maanden) en het minst vaak bij Verblijf (0%).",
    ]


def test_products_that_differ_equally_often_are_not_ranked():
    places = shown("A | 60 | >5% | ja | false\nB | 60 | >5% | ja | false", PLACES)
    assert (
        hoofdpunten.plekbezetting(places, namen={})[-1] == "Bij elk van deze producten is het verschil in 100% van de maanden meer dan 5%."
    )


def test_agreed_places_are_named_as_such_and_a_region_that_mixes_them_says_both():
    agreed, mixed = (hoofdpunten.plekbezetting(shown(f"A | 60 | >5% | {value} | false", PLACES), namen={})[0] for value in ("ja", "deels"))
    assert "hooguit 1% met de afgesproken plekken." in agreed
    assert "hooguit 1% met de capaciteit (afgesproken plekken of, waar die er niet zijn, het jaargemiddelde)." in mixed


def test_without_data_there_is_nothing_to_point_at():
    assert hoofdpunten.verantwoording(shown("", STEPS)) == []
    assert hoofdpunten.paden(shown("", PATHS), shown("", SHARES), groepen=[]) == []
    assert hoofdpunten.volumes(shown("", CLASSES), groepen=[], regio=shown("", CLASSES)) == []
    assert hoofdpunten.doorlooptijd(shown("", MEDIANS), shown("", CURVE), groepen=[]) == []
    assert hoofdpunten.plekbezetting(shown("", PLACES), namen={}) == []
