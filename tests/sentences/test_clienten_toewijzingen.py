"""What is said of the counts follows the table; never a difference without its p-value, never a part of a year beside a whole one."""

import polars as pl
import pytest

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import clienten_toewijzingen as tekst
from tables import table

WHOLE = dict.fromkeys(["jaar", "clienten", "toewijzingen"], pl.Int64)
PARTS = dict.fromkeys(["clienten_groei", "clienten_p", "toewijzingen_groei", "toewijzingen_p"], pl.Float64)
SCHEMA = WHOLE | PARTS | dict.fromkeys(["volledig", FLAG], pl.Boolean)
PART = {2024: "t/m juli"}


def shown(text: str) -> Disclosed:
    return Disclosed(table(text, SCHEMA), 10, veilig=True)


def years(growth: str = "0.012", p: str = "0.5562") -> Disclosed:
    return shown(
        f"""
        jaar | clienten | toewijzingen | volledig | clienten_groei | clienten_p | toewijzingen_groei | toewijzingen_p | onderdrukt
        2022 | 4983     | 8868         | true     |                |            |                    |                | false
        2023 | 5042     | 8829         | true     | {growth}       | {p}        | -0.0044            | 0.0004         | false
        2024 | 4721     | 6973         | false    |                |            |                    |                | false
        """
    )


def test_the_headline_is_the_last_whole_year():
    assert tekst.hoofdpunten(years(), deeljaren=PART)[0] == "In 2023 kregen 5.042 cliënten jeugdhulp, met 8.829 toewijzingen."


def test_a_difference_has_its_p_value_beside_the_word_significant():
    told = tekst.hoofdpunten(years(), deeljaren=PART)
    assert told[1] == "In 2023 waren er 1,2% meer cliënten dan in 2022; dat verschil is niet significant (p = 0,556)."
    assert told[2] == "In 2023 waren er 0,4% minder toewijzingen dan in 2022; dat verschil is significant (p < 0,001)."
    changed = tekst.hoofdpunten(years("0.0003", "0.03"), deeljaren=PART)[1]
    assert changed == "In 2023 waren er evenveel cliënten als in 2022; dat verschil is significant (p = 0,030)."
    every = [*told, *tekst.zinnen(years(), deeljaren=PART)]
    assert [sentence for sentence in every if sentence.count("significant") != sentence.count("(p ")] == []


def test_the_year_seen_in_part_is_named_and_not_compared():
    told = tekst.hoofdpunten(years(), deeljaren=PART)[3]
    assert told == (
        "2024 (t/m juli) is geen heel jaar. Daarvan zien wij 4.721 cliënten en 6.973 toewijzingen, "
        "en dat vergelijken wij niet met een heel jaar."
    )
    assert tekst.zinnen(years(), deeljaren=PART)[1].endswith("6.973 toewijzingen, en dat vergelijken wij niet met een heel jaar.")
    assert "cliënten" not in tekst.zinnen(years(), deeljaren=PART)[1]


def test_the_region_stands_beside_the_same_year():
    told = tekst.hoofdpunten(years(), deeljaren=PART, regio=years("-0.031"))[1]
    assert told.endswith("(p = 0,556); in de regio waren het er 3,1% minder.")


@pytest.mark.parametrize(
    ("p", "written"),
    [
        (0.0499, "p = 0,0499"),
        (0.04998, "p = 0,04998"),
        (0.05, "p = 0,050"),
        (0.0501, "p = 0,050"),
        (1.0, "p = 1,000"),
        (0.00099, "p < 0,001"),
    ],
)
def test_a_p_value_is_never_rounded_across_the_limit(p: float, written: str):
    assert tekst.p_waarde(p) == written


def test_hidden_numbers_are_not_told():
    small = shown(
        """
        jaar | clienten | toewijzingen | volledig | clienten_groei | clienten_p | toewijzingen_groei | toewijzingen_p | onderdrukt
        2023 |          |              | true     |                |            |                    |                | true
        """
    )
    assert tekst.hoofdpunten(small, deeljaren={}) == []
    assert tekst.zinnen(small, deeljaren={}) == [
        "Cliënten: de aantallen zijn te klein om te tonen.",
        "Toewijzingen: de aantallen zijn te klein om te tonen.",
    ]
    empty = Disclosed(small.frame.clear(), 10, veilig=True)
    assert tekst.hoofdpunten(empty, deeljaren={}) == []
    assert tekst.zinnen(empty, deeljaren={}) == ["Er zijn geen gegevens in deze periode."]


def test_p_values_of_a_table_are_written_out():
    assert tekst.met_p(years()).frame["toewijzingen_p"].to_list() == [None, "< 0,001", None]
    assert tekst.met_p(years()).frame["clienten_p"].to_list() == [None, "0,556", None]
