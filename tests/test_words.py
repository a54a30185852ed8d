"""Dutch words for numbers."""

from datetime import date

import pytest

from jeugdlib import words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.number(1514), "1.514"),
        (words.number(41.25, 1), "41,3"),
        (words.number(-0.5), "-1"),
        (words.number(None), "–"),
        (words.share(0.293), "29,3%"),
        (words.share(0.5, 0), "50%"),
        (words.euro(460_612), "€ 4.606"),
        (words.euro(-150, 2), "€ -1,50"),
        (words.euro_short(700_000_000), "€ 7,0 mln"),
        (words.euro_short(34_480_000), "€ 344,8 dzd"),
        (words.euro_short(95_000), "€ 950"),
        (words.day(date(2024, 8, 1)), "1 augustus 2024"),
        (words.day_short(date(2024, 8, 1)), "01-08-2024"),
        (words.month(date(2024, 3, 1)), "maart 2024"),
        (words.plural(1, "pad", "paden"), "1 pad"),
        (words.plural(1200, "pad", "paden"), "1.200 paden"),
        (words.listing(["a"]), "a"),
        (words.listing(["a", "b", "c"]), "a, b en c"),
        (words.listing([]), ""),
    ],
)
def test_a_reader_sees_numbers_the_dutch_way(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("own", "region", "told"),
    [
        (0.301, 0.295, "in de regio is dat 29,5% (0,6 procentpunt lager)"),
        (0.295, 0.301, "in de regio is dat 30,1% (0,6 procentpunt hoger)"),
        (0.3012, 0.3009, "in de regio is dat ook 30,1%"),
        (0.30049, 0.30051, "in de regio is dat 30,1% (0,1 procentpunt hoger)"),
    ],
)
def test_a_difference_with_the_region_is_in_percentage_points_and_can_be_checked_by_hand(own: float, region: float, told: str):
    assert words.beside_region(own, region) == told


def test_a_year_seen_in_part_is_named_with_its_part():
    assert words.parts_of_years(date(2021, 1, 1), date(2024, 7, 31)) == {2024: "t/m juli"}
    assert words.parts_of_years(date(2021, 6, 15), date(2023, 12, 31)) == {2021: "vanaf 15 juni"}
    assert words.parts_of_years(date(2024, 2, 1), date(2024, 2, 28)) == {2024: "vanaf februari t/m 28 februari"}
    assert words.parts_of_years(date(2024, 1, 1), date(2024, 12, 31)) == {}
    assert words.in_year(2024, {2024: "t/m juli"}) == "2024 (t/m juli)"
    assert words.in_year(2023, {2024: "t/m juli"}) == "2023"


def test_the_distance_of_two_shares_is_that_of_the_percentages_as_written():
    assert words.points_apart(0.6151, 0.5301) == "8,5 procentpunt hoger"
    assert words.points_apart(0.1, 0.2504) == "15,0 procentpunt lager"
    assert words.points_apart(0.1004, 0.0996) == "even hoog"


def test_a_small_number_of_kinds_is_a_word():
    assert [words.in_words(count) for count in (0, 1, 12, 13, 1514)] == ["geen", "één", "twaalf", "13", "1.514"]
