"""What is said of the gemeenten side by side follows from their table, and changes with it."""

import polars as pl

from jeugdlib import disclosure
from jeugdlib.analyses import kleine_veelvouden
from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import kleine_veelvouden as woorden
from tables import table

DRAWN = """
    gemeente|jaar|clienten|toewijzingen|kosten_cent|kosten_per_client_cent|clienten_per_1000|volledig|betalers|bedrijfsgegeven
    Venlo | 2022 | 1000 | 1000 | 100000000 | 100000 | 100.0 | true | 1000 | false
    Venlo | 2023 | 1100 | 1000 | 110000000 | 100000 | 110.0 | true | 1100 | false
    Venlo | 2024 | 900 | 1000 | 500000000 | 500000 |  | false | 900 | false
    Gennep | 2022 | 200 | 1000 | 20000000 | 100000 | 90.0 | true | 200 | false
    Gennep | 2023 | 190 | 1000 | 21000000 | 110526 | 85.5 | true | 190 | false
    Beesel | 2022 | {small} | 1000 | 30000000 | 100000 | 80.0 | true | {small} | false
    Beesel | 2023 | 300 | 1000 | 60000000 | 200000 | 80.0 | true | 300 | false
"""


def shown(small: int = 300) -> Disclosed:
    return disclosure.suppress(table(DRAWN.format(small=small)), kleine_veelvouden.RULE)


def test_the_last_two_whole_years_are_compared_and_never_the_year_seen_in_part():
    assert woorden.hoofdpunten(shown())[0] == (
        "Van 2022 naar 2023 stegen de kosten in alle 3 gemeenten, het meest in Beesel (+100,0%) en het minst in Gennep (+5,0%)."
    )
    assert "steeg het aantal cliënten in 1 van de 3 gemeenten" in woorden.hoofdpunten(shown())[1]
    assert "het minst in Gennep (−5,0%)" in woorden.hoofdpunten(shown())[1]


def test_amounts_between_a_large_and_a_small_gemeente_are_told_with_their_names():
    assert "In 2023 lagen de kosten per cliënt tussen € 1.000 (Venlo) en € 2.000 (Beesel)." in woorden.hoofdpunten(shown())
    assert "In 2023 lag het aantal cliënten per 1.000 jeugdigen tussen 80,0 (Beesel) en 110,0 (Venlo)." in woorden.hoofdpunten(shown())


def test_a_hidden_gemeente_is_neither_named_nor_counted():
    said = " ".join(woorden.hoofdpunten(shown(small=4)))
    assert "alle 3" not in said
    assert "van de 3" not in said
    assert "Beesel (+" not in said


def test_a_measure_that_nobody_can_show_says_so_and_an_empty_table_too():
    nothing = shown().frame.with_columns(pl.lit(None, dtype=pl.Float64).alias("clienten_per_1000"))
    assert woorden.zin(Disclosed(nothing, 10, veilig=True), "clienten_per_1000") == "De aantallen zijn te klein om te tonen."
    assert woorden.zin(Disclosed(nothing.clear(), 10, veilig=True), "kosten_cent") == "Er zijn geen gegevens in deze periode."
