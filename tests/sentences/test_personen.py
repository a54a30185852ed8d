"""What is said of the persons per productgroep follows the table, and names no hidden number."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import personen as tekst
from tables import table

COUNTS = ["jaar", "clienten", "toewijzingen", "maanden", "laagste", "hoogste", "verschil_zonder_laagste"]
SCHEMA = (
    {"productgroep": pl.String, "variatie": pl.Float64}
    | dict.fromkeys(COUNTS, pl.Int64)
    | dict.fromkeys(["laagste_maand", "hoogste_maand"], pl.Date)
    | dict.fromkeys(["volledig", FLAG], pl.Boolean)
)
PART = {2024: "t/m juli"}


def shown(text: str) -> Disclosed:
    drawn = table(text, SCHEMA)
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in SCHEMA.items() if name not in (*drawn.columns, FLAG)]
    return Disclosed(drawn.with_columns(*missing, *([] if FLAG in drawn.columns else [pl.lit(False).alias(FLAG)])), 10, veilig=True)


GROUP = """
    productgroep | jaar | clienten | toewijzingen | volledig | maanden | laagste | laagste_maand | hoogste | hoogste_maand | variatie | verschil_zonder_laagste
    Groep        | 2022 | 206      | 300          | true     | 12      | 100     | 2022-01-01    | 150     | 2022-12-01    | 0.1      | 45
    Groep        | 2023 | 240      | 363          | true     | 12      | 146     | 2023-08-01    | 163     | 2023-06-01    | 0.026    | 7
    Groep        | 2024 | 199      | 250          | false    | 7       | 140     | 2024-01-01    | 150     | 2024-03-01    | 0.03     | 9
    """  # noqa: E501
OTHER = "Rest | 2023 | 50 | 60 | true | 12 | 20 | 2023-02-01 | 30 | 2023-05-01 | 0.2 | 9"


def test_a_productgroep_tells_its_last_whole_year_the_one_before_and_how_its_months_differ():
    assert tekst.zinnen(shown(GROUP), deeljaren=PART) == [
        "Groep: in 2023 kregen 240 cliënten deze hulp, met 363 toewijzingen (in 2022 waren het 206 cliënten). "
        "Per maand waren het er in 2023 tussen 146 (augustus 2023) en 163 (juni 2023); zonder de laagste maand is het verschil 7. "
        "De variatie is 2,6% van het gemiddelde. 2024 (t/m juli) is geen heel jaar; daarvan zien wij 199 cliënten."
    ]


def test_the_spread_of_the_region_stands_beside_it():
    told = tekst.zinnen(shown(GROUP), deeljaren=PART, regio=shown(GROUP.replace("0.026", "0.05")))[0]
    assert "De variatie is 2,6% van het gemiddelde; in de regio is dat 5,0% (2,4 procentpunt hoger)." in told


def test_a_year_without_care_in_every_month_has_no_spread_to_tell():
    told = tekst.zinnen(shown(GROUP.replace("true     | 12      | 146", "true     | 9       | 146")), deeljaren={})[0]
    assert told.endswith("In 2023 was er niet in elke maand hulp.")
    assert "variatie" not in told


def test_a_productgroep_that_stopped_says_so():
    only = shown("productgroep | jaar | clienten | toewijzingen | volledig\nOud | 2022 | 30 | 40 | true\nNieuw | 2023 | 30 | 40 | true")
    assert "Oud: in 2023 had niemand hulp uit deze productgroep." in tekst.zinnen(only, deeljaren={})


def test_the_main_points_name_the_largest_and_who_differs_most_and_least():
    both, groups = shown(GROUP + OTHER), ["Groep", "Rest"]
    assert tekst.groepen(both) == groups
    assert tekst.hoofdpunten(both, deeljaren=PART, groepen=groups) == [
        "Groep is in 2023 de grootste productgroep, met 240 cliënten.",
        "Daarna komt Rest (50).",
        "Binnen 2023 schommelt het aantal het meest bij Rest (tussen 20 en 30 per maand) "
        "en het minst bij Groep (tussen 146 en 163 per maand).",
        "2024 (t/m juli) telt in deze vergelijking niet mee.",
    ]
    region = shown(GROUP.replace("240", "480") + OTHER)
    told = tekst.hoofdpunten(both, deeljaren=PART, groepen=groups, regio=region)
    assert told[3] == "Van alle cliënten in de regio is het deel van hier het grootst bij Rest (100%)."


def test_hidden_numbers_are_not_told_and_hidden_productgroepen_have_no_figure():
    few = shown(
        """
        productgroep | jaar | clienten | toewijzingen | volledig | maanden | onderdrukt
        Klein        | 2023 |          |              | true     | 12      | true
        Zichtbaar    | 2023 | 12       | 14           | true     | 12      | false
        """
    )
    assert tekst.groepen(few) == ["Zichtbaar"]
    assert tekst.zinnen(few, deeljaren={}) == [
        "Klein: de aantallen zijn te klein om te tonen.",
        "Zichtbaar: in 2023 kregen 12 cliënten deze hulp, met 14 toewijzingen.",
    ]
    assert tekst.hoofdpunten(few, deeljaren={}, groepen=["Klein"]) == []


def test_without_data_there_is_nothing_to_tell():
    empty = Disclosed(shown(GROUP).frame.clear(), 10, veilig=True)
    assert tekst.zinnen(empty, deeljaren={}) == ["Er zijn geen gegevens in deze periode."]
    assert tekst.hoofdpunten(empty, deeljaren={}, groepen=[]) == []
    assert tekst.groepen(empty) == []


def test_a_table_can_keep_its_last_whole_year():
    assert tekst.laatste_jaar(shown(GROUP + OTHER)).frame["jaar"].to_list() == [2023, 2023]
    assert tekst.laatste_jaar(shown(GROUP.replace("true", "false"))).frame.height == 3
    assert tekst.jaar_van(shown(GROUP)) == "in 2023"
    assert tekst.jaar_van(shown(GROUP.replace("true", "false"))) == "per jaar"


def test_a_productgroep_without_clients_in_the_last_whole_year_has_no_figure():
    stopped = shown(GROUP + "Oud | 2022 | 999 | 999 | true | 12 | 20 | 2022-02-01 | 30 | 2022-05-01 | 0.2 | 9")
    assert tekst.groepen(stopped) == ["Groep"]
    assert tekst.groepen(shown(GROUP.replace("true", "false"))) == ["Groep"]


def test_the_fullest_month_is_named_and_the_last_one_that_is_shown():
    months = {"maand": pl.Date, "clienten": pl.Int64, FLAG: pl.Boolean}
    drawn = table("maand | clienten | onderdrukt\n2023-01-01 | 20 | false\n2023-02-01 | 15 | false\n2023-03-01 | | true", months)
    told = tekst.per_maand(Disclosed(drawn, 10, veilig=True))
    assert told == "De drukste maand was januari 2023, met 20 cliënten; in februari 2023 waren het er 15."
    assert tekst.per_maand(Disclosed(drawn.head(1), 10, veilig=True)) == "De drukste maand was januari 2023, met 20 cliënten."
    assert tekst.per_maand(Disclosed(drawn.tail(1), 10, veilig=True)) == "De aantallen zijn te klein om te tonen."
