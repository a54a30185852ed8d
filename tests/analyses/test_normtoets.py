"""Normtoets: lengths around the norm, hours far from every norm, and the class where a product may be lacking."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from build import build
from jeugdlib.analyses import doorlooptijd, normtoets, volumes
from jeugdlib.disclosure import suppress
from tables import table

PRODUCTEN = build(
    "producten",
    """
    productcode | productgroep | normvolume_uren | normdoorlooptijd_maanden
    A1          | GGZ          | 10              | 12
    A2          | GGZ          | 100             | 12
    A3          | GGZ          |                 |
    B1          | Kort         | 40              | 3
    B2          | Kort         | 40              | 6
    C1          | Los          |                 |
    """,
)


def lengths(text: str) -> pl.DataFrame:
    """Return drawn counts as `doorlooptijd.count_months` gives them."""
    counted = table("productgroep | maanden | aantal\n" + text)
    total = pl.col("aantal").sum().over("productgroep")
    return counted.with_columns(totaal=total, aandeel=pl.col("aantal") / total)


def classes(text: str) -> pl.DataFrame:
    """Return drawn counts as `volumes.count_classes` gives them."""
    counted = table("productgroep | ondergrens | aantal\n" + text)
    total = pl.col("aantal").sum().over("productgroep")
    klasse = pl.col("ondergrens").replace_strict(volumes.KLASSEN, return_dtype=pl.String)
    return counted.select("productgroep", "ondergrens", "aantal", klasse=klasse, totaal=total, aandeel=pl.col("aantal") / total)


def test_eleven_to_thirteen_months_lie_around_a_norm_of_twelve_and_ten_and_fourteen_do_not():
    found = normtoets.near_norm(lengths("GGZ|10|1\nGGZ|11|2\nGGZ|12|3\nGGZ|13|4\nGGZ|14|10"), PRODUCTEN)
    assert found.select("norm", "norm_bron", "aantal", "totaal", "aandeel").rows() == [("12", "product", 9, 20, 0.45)]


def test_a_length_between_two_norms_counts_once():
    found = normtoets.near_norm(lengths("Kort|4|2\nKort|5|3\nKort|9|5"), PRODUCTEN, marge_maanden=2)
    assert found.select("norm", "aantal", "totaal").rows() == [("3 of 6", 5, 10)]


def test_a_productgroep_without_a_norm_is_held_against_twelve_months_and_says_so():
    found = normtoets.near_norm(lengths("Los|12|2\nLos|1|2"), PRODUCTEN)
    assert found.select("norm", "norm_bron", "aantal").rows() == [("12", "standaard", 2)]


@pytest.mark.parametrize(
    ("near", "oordeel"), [(400, "representatief"), (200, "niet representatief"), (250, "niet te zeggen"), (270, "niet te zeggen")]
)
def test_the_whole_interval_decides_and_not_the_share_alone(near, oordeel):
    found = normtoets.near_norm(lengths(f"GGZ|12|{near}\nGGZ|1|{1000 - near}"), PRODUCTEN)
    assert found["oordeel"].to_list() == [oordeel]


def test_the_limit_of_the_verdict_is_a_choice():
    counted = lengths("GGZ|12|400\nGGZ|1|600")
    assert normtoets.near_norm(counted, PRODUCTEN, norm_aandeel=50)["oordeel"].to_list() == ["niet representatief"]


def test_the_interval_of_wilson_is_that_of_the_book():
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    found = normtoets.near_norm(lengths("GGZ|12|81\nGGZ|1|182\nKort|20|20"), PRODUCTEN)
    assert [[round(value, 4) for value in row] for row in found.select("laag", "hoog").rows()] == [[0.2553, 0.3662], [0.0, 0.1611]]


def test_a_class_is_far_when_none_of_its_hours_is_within_half_a_norm_of_any_norm():
    # Norms 10 and 100: near are up to 15 hours and 50 to 150; 40-50 touches 50 (its upper edge), 15 lies inside 10-20.
    found = normtoets.far_hours(classes("GGZ|0|1\nGGZ|10|1\nGGZ|20|5\nGGZ|30|4\nGGZ|40|1\nGGZ|50|1\nGGZ|100|1\nGGZ|200|7"), PRODUCTEN)
    assert found.select("productgroep", "aantal", "totaal").rows() == [("GGZ", 16, 21)]


def test_without_norm_volumes_nothing_is_far():
    assert normtoets.far_hours(classes("Los|20|5"), PRODUCTEN).is_empty()


def test_the_peak_furthest_from_its_nearest_norm_asks_for_a_class():
    counted = classes("GGZ|0|30\nGGZ|20|5\nGGZ|30|60\nGGZ|40|10\nGGZ|75|40\nGGZ|200|20\nGGZ|300|90")
    found = normtoets.extra_class(suppress(counted, volumes.RULE, onderdrukken=False), PRODUCTEN)
    assert found.frame.select("klasse", "aantal", "norm_uren", "gat_uren").rows() == [("300-400", 90, 100.0, 200.0)]


def test_wider_classes_make_no_peak_of_their_own():
    # 100-200 holds more paths than 75-100, but fewer per hour.
    counted = classes("Kort|30|400\nKort|40|300\nKort|50|250\nKort|75|100\nKort|100|150")
    assert normtoets.extra_class(suppress(counted, volumes.RULE), PRODUCTEN).frame.is_empty()


def test_of_equal_neighbours_the_first_is_the_peak_and_a_shoulder_is_none():
    peak = classes("GGZ|200|10\nGGZ|300|90\nGGZ|400|90\nGGZ|75|500")
    shoulder = classes("GGZ|75|500\nGGZ|100|1000\nGGZ|200|90\nGGZ|300|90\nGGZ|400|10")
    found = [normtoets.extra_class(suppress(counted, volumes.RULE, onderdrukken=False), PRODUCTEN).frame for counted in (peak, shoulder)]
    assert found[0]["klasse"].to_list() == ["300-400"]
    assert found[1].is_empty()


def test_beside_a_hidden_class_nothing_is_a_peak():
    counted = classes("GGZ|0|100\nGGZ|10|100\nGGZ|200|9\nGGZ|300|90\nGGZ|400|8")
    assert normtoets.extra_class(suppress(counted, volumes.RULE), PRODUCTEN).frame.is_empty()
    assert normtoets.extra_class(suppress(counted, volumes.RULE, onderdrukken=False), PRODUCTEN).frame["klasse"].to_list() == ["300-400"]


def test_a_count_around_the_norm_is_hidden_where_the_months_beside_it_would_tell_a_hidden_one():
    # 12 and 30 months are shown; the count around the norm less the 40 of 12 months would be the 5 of 11 months.
    months = lengths("GGZ|2|8\nGGZ|11|5\nGGZ|12|40\nGGZ|20|6\nGGZ|30|100")
    toets = suppress(normtoets.near_norm(months, PRODUCTEN), normtoets.MONTHS_RULE)
    beside = suppress(months, doorlooptijd.RULE)
    assert beside.frame["aantal"].to_list() == [None, None, 40, None, 100]
    assert toets.frame["aantal"].to_list() == [45]
    hidden = normtoets.hide_beside_months(toets, beside, PRODUCTEN).frame
    assert hidden.select("aantal", "aandeel", "laag", "oordeel", "totaal", "onderdrukt").rows() == [(None, None, None, None, 159, True)]
    assert hidden.select("minstens", "hoogstens").rows() == [(41, 57)]  # 40 and at least one; 159 less 100 and at least two


def test_a_count_that_tells_nothing_of_the_hidden_months_stays():
    months = lengths("GGZ|11|9\nGGZ|12|40\nGGZ|13|9\nGGZ|20|100")
    toets = suppress(normtoets.near_norm(months, PRODUCTEN), normtoets.MONTHS_RULE)
    shown = normtoets.hide_beside_months(toets, suppress(months, doorlooptijd.RULE), PRODUCTEN)
    assert_frame_equal(shown.frame.drop("minstens", "hoogstens"), toets.frame)
    assert shown.frame.select("aantal", "minstens", "hoogstens").rows() == [(58, 58, 58)]


def test_a_count_far_from_the_norms_is_hidden_beside_its_classes_too():
    counted = classes("GGZ|20|5\nGGZ|30|6\nGGZ|40|30\nGGZ|100|50\nGGZ|200|30")
    toets = suppress(normtoets.far_hours(counted, PRODUCTEN), normtoets.HOURS_RULE)
    assert toets.frame["aantal"].to_list() == [41]
    assert normtoets.hide_beside_classes(toets, suppress(counted, volumes.RULE), PRODUCTEN).frame["aantal"].to_list() == [None]


def test_without_disclosure_everything_stays():
    months = lengths("GGZ|11|5\nGGZ|12|40\nGGZ|13|6")
    toets = suppress(normtoets.near_norm(months, PRODUCTEN), normtoets.MONTHS_RULE, onderdrukken=False)
    shown = normtoets.hide_beside_months(toets, suppress(months, doorlooptijd.RULE, onderdrukken=False), PRODUCTEN)
    assert (shown.veilig, shown.frame.select("aantal", "minstens", "hoogstens").rows()) == (False, [(51, 51, 51)])


def test_without_paths_there_is_no_row():
    assert normtoets.near_norm(lengths("GGZ|12|1").clear(), PRODUCTEN).is_empty()
    assert normtoets.far_hours(classes("GGZ|0|1").clear(), PRODUCTEN).is_empty()
    assert normtoets.extra_class(suppress(classes("GGZ|0|1").clear(), volumes.RULE), PRODUCTEN).frame.is_empty()


def test_a_verdict_stands_without_its_count_only_where_every_possible_count_gives_it():
    """Of 12 months 400 are shown of 900 or so: whatever is hidden, more than a quarter. With a limit in between it can't be told."""
    months = lengths("GGZ|2|8\nGGZ|11|5\nGGZ|12|400\nGGZ|20|6\nGGZ|30|500")
    beside = suppress(months, doorlooptijd.RULE)

    def verdict(norm_aandeel: int) -> tuple:
        toets = suppress(normtoets.near_norm(months, PRODUCTEN, norm_aandeel=norm_aandeel), normtoets.MONTHS_RULE)
        return normtoets.hide_beside_months(toets, beside, PRODUCTEN, norm_aandeel=norm_aandeel).frame.select("aantal", "oordeel").row(0)

    assert verdict(25) == (None, "representatief")
    assert verdict(60) == (None, "niet representatief")
    assert verdict(44) == (None, "niet te zeggen")
    assert verdict(41) == (None, None)  # at least 401 of 919 is 40.5% or more; at most 417 is 42.2% or more
