"""What the slide NGA says follows from its tables, and names no hidden number."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import nga
from tables import table

JAREN = {"jaar": pl.Int64, "nga_cent": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
SEGMENTEN = {"jaar": pl.Int64, "segment": pl.String, "aandeel": pl.Float64, FLAG: pl.Boolean}
PRODUCTEN = {
    "jaar": pl.Int64,
    "productcode": pl.String,
    "productnaam": pl.String,
    "aandeel": pl.Float64,
    "geheel": pl.Boolean,
    FLAG: pl.Boolean,
}
DEELS = {2024: "t/m juli"}


def shown(text: str, schema: dict) -> Disclosed:
    return Disclosed(table(f"{' | '.join(schema)}\n{text}", schema), 10, veilig=True)


YEARS = shown("2021 | 7000000 | 0.021 | false\n2024 | 130511240 | 0.05 | false", JAREN)
PARTS = shown("2023 | segment 3 | 0.01 | false\n2024 | segment 3 | 0.034 | false\n2024 | segment 4 | 0.053 | false", SEGMENTEN)
PRODUCTS = shown(
    "2024 | A | Begeleiding | 1.0 | true | false\n2024 | B | Groep | 0.2 | false | false\n2023 | C | Oud | 1.0 | true | false", PRODUCTEN
)


def test_the_main_points_tell_the_share_its_past_the_segments_and_what_is_wholly_nga():
    assert nga.hoofdpunten(YEARS, PARTS, PRODUCTS, deels=DEELS) == [
        "In 2024 (t/m juli) ging 5,0% van de kosten naar aanbieders zonder contract (NGA), samen € 1,3 mln. "
        "In 2021 was het 2,1%, 2,9 procentpunt lager.",
        "Het aandeel in 2024 (t/m juli) was 3,4% in segment 3 en 5,3% in segment 4.",
        "In 2024 (t/m juli) was Begeleiding geheel NGA, zonder één regel onder contract.",
    ]


def test_the_region_is_set_beside_the_last_year():
    region = shown("2024 | 1 | 0.065 | false", JAREN)
    points = nga.hoofdpunten(YEARS, PARTS, PRODUCTS, deels={}, regio=region)
    assert points[-1] == "Hier was het aandeel in 2024 5,0%; in de regio is dat 6,5% (1,5 procentpunt hoger)."


def test_each_segment_is_told_and_a_hidden_one_is_too_small():
    hidden = shown("2024 | segment 3 | 0.034 | false\n2024 | segment 4 | | true\n2024 | zonder segment | 0.1 | false", SEGMENTEN)
    assert nga.zinnen(hidden, deels={}) == [
        "In segment 3 was in 2024 3,4% van de kosten NGA.",
        "In segment 4 zijn de aantallen te klein om te tonen.",
        "Bij hulp zonder segment was in 2024 10,0% van de kosten NGA.",
    ]


def test_the_products_with_the_largest_part_come_first_and_hidden_ones_are_not_named():
    whole = shown(" | A | Begeleiding | 0.157 | false | false\n | B | Groep | 0.3 | false | false\n | C | Klein | | | true", PRODUCTEN)
    assert nga.producten(whole, PRODUCTS, deels={}) == (
        "Over de hele periode is het aandeel NGA het grootst bij Groep (30,0%) en Begeleiding (15,7%). "
        "In 2024 was Begeleiding geheel NGA, zonder één regel onder contract."
    )
    assert nga.te_tonen(whole).frame["productnaam"].to_list() == ["Groep", "Begeleiding"]


def test_without_contracts_it_says_that_nothing_is_known():
    assert nga.zinnen(shown("", SEGMENTEN), deels={}) == [nga.GEEN_CONTRACTEN]
    assert nga.producten(shown("", PRODUCTEN), shown("", PRODUCTEN), deels={}) == nga.GEEN_CONTRACTEN
    assert nga.hoofdpunten(shown("", JAREN), shown("", SEGMENTEN), shown("", PRODUCTEN), deels={}) == []


def test_a_figure_shows_all_segments_together_where_a_part_of_one_is_hidden():
    assert nga.te_tekenen(PARTS, YEARS) is PARTS
    hidden = shown("2024 | segment 3 | | true", SEGMENTEN)
    assert set(nga.te_tekenen(hidden, YEARS).frame["segment"]) == {"alle segmenten"}
