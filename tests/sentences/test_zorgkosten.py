"""What is said of the costs follows the tables: change a number and the sentence changes, hide it and it is not told."""

from collections.abc import Mapping

import polars as pl
import pytest

from jeugdlib import errors
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import zorgkosten
from tables import table

EUROS = ["kosten_cent", "kosten_per_client_cent", "kosten_per_toewijzing_cent", "kosten_vorig_cent", "extrapolatie_cent", "bedrag_cent"]
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys([*EUROS, "verandering_cent", "jaar", "maanden"], pl.Int64),
    **dict.fromkeys(["groei", "indexatie", "volledigheid"], pl.Float64),
    **dict.fromkeys(["segment", "wijze", "grondslag", "deel"], pl.String),
    **dict.fromkeys(["volledig", FLAG], pl.Boolean),
    "maand": pl.Date,
}
PART = {2024: "t/m juli"}


def shown(text: str) -> Disclosed:
    drawn = table(text, SCHEMA)
    return Disclosed(drawn if FLAG in drawn.columns else drawn.with_columns(pl.lit(False).alias(FLAG)), 10, veilig=True)


def years(growth: str = "0.1", index: str = "", cost: str = "1100000000") -> Disclosed:
    return shown(
        f"""
        jaar | kosten_cent | kosten_per_client_cent | kosten_per_toewijzing_cent | volledig | groei    | indexatie
        2022 | 1000000000  | 700000                 | 400000                     | true     |          |
        2023 | {cost}      | 770000                 | 440000                     | true     | {growth} | {index}
        2024 | 600000000   | 500000                 | 300000                     | false    |          |
        """
    )


TEN_PERCENT = years()
EXPECTED = shown(
    """
    jaar | wijze   | maanden | kosten_cent | extrapolatie_cent | groei
    2024 | rapport | 7       | 600000000   | 1028571429        | -0.065
    2024 | seizoen | 7       | 600000000   | 1100000000        | 0.0
    """
)
CHANGE = shown(
    """
    jaar | grondslag   | deel              | bedrag_cent | verandering_cent
    2023 | alle kosten | aantal cliënten   | 30000000    | 100000000
    2023 | alle kosten | kosten per cliënt | 70000000    | 100000000
    """
)
SEGMENTS = shown(
    """
    jaar | segment  | kosten_cent
    2022 | 3        | 400000000
    2022 | 4        | 600000000
    2023 | 3        | 300000000
    2023 | 4        | 790000000
    2023 | onbekend | 10000000
    """
)
MONTHS = shown(
    """
    jaar | maand      | kosten_cent | volledigheid
    2024 | 2024-06-01 | 90000000    | 0.985
    2024 | 2024-07-01 | 80000000    | 0.957
    """
)


def points(jaren: Disclosed = TEN_PERCENT, extrapolatie: Disclosed = EXPECTED, verandering: Disclosed = CHANGE, **more) -> list[str]:
    return zorgkosten.hoofdpunten(jaren, extrapolatie, verandering, deeljaren=PART, **more)


def told(jaren: Disclosed = TEN_PERCENT, **more) -> dict[str, str]:
    given = {"segmenten": SEGMENTS, "maanden": MONTHS, "deeljaren": PART} | more
    said = zorgkosten.zinnen(jaren, given.pop("extrapolatie", EXPECTED), given.pop("verandering", CHANGE), **given)
    return {head: text for head, _, text in (sentence.partition(": ") for sentence in said)}


def test_the_headline_is_the_last_whole_year_and_its_growth():
    assert points()[0] == "In 2023 is € 11,0 mln aan jeugdhulp gedeclareerd, 10,0% meer dan in 2022."
    assert points(years("-0.025", cost="975000000"))[0] == "In 2023 is € 9,8 mln aan jeugdhulp gedeclareerd, 2,5% minder dan in 2022."
    assert points(years("0.0001"))[0].endswith("evenveel als in 2022.")
    assert points(years(""))[0] == "In 2023 is € 11,0 mln aan jeugdhulp gedeclareerd."


def test_the_region_stands_beside_the_growth_of_the_same_year():
    assert points(regio=years("0.043"))[0].endswith("10,0% meer dan in 2022; in de regio was het 4,3% meer.")
    assert "regio" not in points(regio=years(""))[0]


def test_growth_is_set_beside_the_index_in_percentage_points_and_only_where_the_user_gave_one():
    assert "De indexatie van 2023 was 4,5%; de kosten stegen 5,5 procentpunt meer." in points(years(index="0.045"))
    assert "De indexatie van 2023 was 12,0%; de kosten stegen 2,0 procentpunt minder." in points(years(index="0.12"))
    assert "De indexatie van 2023 was 10,0%; de kosten stegen even hard." in points(years(index="0.1"))
    assert "De indexatie van 2023 was 3,0%; de kosten stegen niet." in points(years("-0.02", "0.03"))
    assert not any("indexatie" in sentence for sentence in points())


def test_the_year_that_was_seen_in_part_is_named_and_both_ways_to_go_on_are_told():
    assert points()[1] == (
        "2024 (t/m juli) is nog geen heel jaar. Over 7 hele maanden is € 6,0 mln gedeclareerd. Gaat het zo door, dan wordt dat in heel "
        "2024 € 10,3 mln (6,5% minder dan in 2023); verdeeld over het jaar zoals in 2023 wordt het € 11,0 mln (evenveel als in 2023)."
    )


def test_a_change_is_said_to_come_from_its_parts():
    assert (
        points()[2]
        == "Van de stijging van € 1,0 mln in 2023 komt € 300,0 dzd door meer cliënten en € 700,0 dzd door hogere kosten per cliënt."
    )


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (
            -30,
            130,
            "stegen in 2023 met € 1,0 mln. Er kwam € 1,3 mln bij door hogere kosten per cliënt "
            "en er ging € 300,0 dzd af door minder cliënten.",
        ),
        (
            -130,
            30,
            "daalden in 2023 met € 1,0 mln. Er kwam € 300,0 dzd bij door hogere kosten per cliënt "
            "en er ging € 1,3 mln af door minder cliënten.",
        ),
        (0, 100, "de stijging van € 1,0 mln in 2023 komt € 1,0 mln door hogere kosten per cliënt."),
    ],
    ids=["against the rise", "against the fall", "one part only"],
)
def test_a_part_that_goes_against_the_change_is_set_apart(first: int, second: int, sentence: str):
    rows = "\n".join(
        f"2023 | alle kosten | {part} | {cents * 1_000_000} | {(first + second) * 1_000_000}"
        for part, cents in (("aantal cliënten", first), ("kosten per cliënt", second))
    )
    change = shown(f"jaar | grondslag | deel | bedrag_cent | verandering_cent\n{rows}")
    assert points(verandering=change)[2].endswith(sentence)


def test_segments_are_told_with_their_own_growth_and_one_that_is_new_without():
    assert (
        "Daarvan is € 3,0 mln voor segment 3 (een daling van 25,0%) en € 7,9 mln voor segment 4 (een stijging van 31,7%)."
        in told()["Kosten per jaar"]
    )


def test_costs_per_client_and_per_toewijzing_are_those_of_two_whole_years():
    assert (
        told()["Kosten per cliënt"]
        == "in 2023 kostte de hulp gemiddeld € 7.700 per cliënt en € 4.400 per toewijzing (in 2022 € 7.000 en € 4.000)."
    )


def test_a_month_of_which_bills_are_still_to_come_is_named():
    assert told()["Kosten per maand"].endswith("Nog niet alle rekeningen zijn binnen. Naar schatting is binnen: juli 2024 95,7%.")
    whole = shown("jaar | maand | kosten_cent | volledigheid\n2024 | 2024-06-01 | 90000000 | 0.99")
    assert "rekeningen" not in told(maanden=whole)["Kosten per maand"]


def test_hidden_numbers_are_not_told():
    hidden = shown("jaar | kosten_cent | volledig | groei | onderdrukt\n2023 | | | | true")
    nothing = shown("jaar | wijze | maanden | kosten_cent | extrapolatie_cent | groei | onderdrukt\n2024 | rapport | 7 | | | | true")
    parts = shown("jaar | grondslag | deel | bedrag_cent | verandering_cent | onderdrukt\n2023 | alle kosten | aantal cliënten | | | true")
    assert points(hidden, nothing, parts) == []
    assert zorgkosten.zinnen(
        hidden,
        nothing,
        parts,
        segmenten=hidden,
        maanden=shown("jaar | maand | kosten_cent | volledigheid\n2024 | 2024-06-01 | |"),
        deeljaren=PART,
    ) == ["De aantallen zijn te klein om te tonen."]


def test_without_data_there_is_nothing_to_tell():
    empty = Disclosed(years().frame.clear(), 10, veilig=True)
    assert zorgkosten.hoofdpunten(empty, empty, empty, deeljaren={}) == []
    assert zorgkosten.zinnen(empty, empty, empty, segmenten=empty, maanden=empty, deeljaren={}) == [
        "Er zijn geen gegevens in deze periode."
    ]
    with pytest.raises(errors.NotDisclosed):
        zorgkosten.hoofdpunten(empty.frame, empty, empty, deeljaren={})  # type: ignore[arg-type]


def test_no_main_point_holds_a_colon_which_would_make_its_beginning_a_heading():
    assert [sentence for sentence in [*points(), *points(years(index="0.045"))] if ":" in sentence] == []


def test_without_a_whole_year_the_part_that_was_seen_is_told():
    part = Disclosed(years().frame.tail(1), 10, veilig=True)
    assert points(part)[0] == "2024 (t/m juli) is geen heel jaar; daarvan is € 6,0 mln gedeclareerd."
    assert told(part)["Kosten per jaar"] == "2024 (t/m juli) is geen heel jaar; daarvan is € 6,0 mln gedeclareerd."


def test_one_month_is_neither_the_highest_nor_the_lowest():
    one = shown("jaar | maand | kosten_cent | volledigheid\n2024 | 2024-06-01 | 90000000 | 0.99")
    assert told(maanden=one)["Kosten per maand"] == "over juni 2024 is € 900,0 dzd gedeclareerd."
