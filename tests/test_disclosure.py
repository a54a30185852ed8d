"""Small numbers never leave, and can't be computed back."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jeugdlib import disclosure
from jeugdlib.disclosure import Rule, SurvivalRule
from jeugdlib.errors import NotDisclosed
from tables import table

CLASSES = Rule(counts={"aantal": ["aandeel"]}, total="totaal", within=["groep"])


def classes(*counts: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"groep": ["A"] * len(counts), "aantal": counts, "totaal": [sum(counts)] * len(counts), "aandeel": [0.1] * len(counts)}
    )


def shown(frame: pl.DataFrame, rule: Rule = CLASSES, **choices) -> list:
    return disclosure.suppress(frame, rule, **choices).frame["aantal"].to_list()


def test_a_small_count_is_hidden_with_its_share_and_the_row_says_so():
    frame = disclosure.suppress(classes(4, 5, 90), CLASSES).frame
    assert frame.row(0) == ("A", None, 99, None, True)


def test_a_zero_stays_a_zero_and_ten_is_not_small():
    assert shown(classes(0, 10, 90)) == [0, 10, 90]


def test_one_hidden_count_takes_the_next_smallest_with_it_for_the_total_would_give_it_away():
    assert shown(classes(3, 50, 20)) == [None, 50, None]


def test_hidden_counts_that_add_up_to_little_take_another_one_with_them():
    assert shown(classes(1, 2, 50, 20)) == [None, None, 50, None]


def test_many_small_counts_hide_each_other():
    assert shown(classes(4, 5, 6, 90)) == [None, None, None, 90]


def test_a_small_total_hides_the_whole_group_and_itself():
    frame = disclosure.suppress(classes(4, 0), CLASSES).frame
    assert frame.select("aantal", "totaal", "aandeel").rows() == [(None, None, None), (None, None, None)]


def test_a_count_whose_rest_is_small_is_hidden_too():
    frame = table("deel | geheel | aandeel\n45 | 50 | 0.9\n20 | 50 | 0.4")
    rule = Rule(counts={"deel": ["aandeel"]}, complements={"deel": "geheel"})
    assert disclosure.suppress(frame, rule).frame.rows() == [(None, 50, None, True), (20, 50, 0.4, False)]


def test_a_share_that_leaves_a_small_rest_is_hidden():
    frame = table("paden | dekking\n100 | 0.95\n100 | 0.85")
    rule = Rule(counts={"paden": []}, shares={"dekking": "paden"})
    assert disclosure.suppress(frame, rule).frame["dekking"].to_list() == [None, 0.85]


def test_what_rests_on_a_hidden_month_goes_for_the_whole_year():
    frame = table("jaar | aantal | gemiddelde\n2019 | 5 | 20.5\n2019 | 30 | 20.5\n2020 | 30 | 30.5")
    rule = Rule(counts={"aantal": []}, spread=["gemiddelde"], spread_within=["jaar"])
    assert disclosure.suppress(frame, rule).frame.rows() == [(2019, None, None, True), (2019, 30, None, True), (2020, 30, 30.5, False)]


def test_the_switch_shows_everything_and_marks_the_table_as_unsafe():
    result = disclosure.suppress(classes(4, 90), CLASSES, onderdrukken=False)
    assert result.frame["aantal"].to_list() == [4, 90]
    assert not result.veilig


def test_a_table_that_did_not_pass_is_refused():
    with pytest.raises(NotDisclosed, match="kleine aantallen"):
        disclosure.require(classes(50))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(3, 15))
def test_no_visible_table_tells_a_small_count(counts, drempel):
    frame = disclosure.suppress(classes(*counts), CLASSES, drempel=drempel).frame
    visible = [count for count in frame["aantal"] if count is not None]
    hidden = frame["aantal"].null_count()
    assert all(count == 0 or count >= drempel for count in visible)
    if frame["totaal"][0] is not None and hidden:
        rest = frame["totaal"][0] - sum(visible)
        assert rest >= drempel
        assert hidden >= 2 or sum(1 for count in counts if count > 0) == 1


CURVE = """
    groep | maanden | onder_risico | beeindigd | overleving | laag | hoog
    A     | 1       | 100          | 6         | 0.94       | 0.9  | 0.97
    A     | 2       | 94           | 6         | 0.88       | 0.8  | 0.93
    A     | 3       | 88           | 30        | 0.58       | 0.5  | 0.67
    A     | 4       | 58           | 4         | 0.54       | 0.4  | 0.63
    A     | 5       | 9            | 9         | 0.0        |      |
    """


def test_a_point_after_which_a_few_paths_are_left_is_hidden_and_one_after_which_none_are_is_not():
    few = table(
        "groep | maanden | onder_risico | beeindigd | overleving | laag | hoog\nA | 2 | 24 | 22 | 0.08 | 0.0 | 0.2\nA | 3 | 2 | 2 | 0.0 | |"
    )
    none = table("groep | maanden | onder_risico | beeindigd | overleving | laag | hoog\nA | 2 | 24 | 24 | 0.0 | | ")
    assert disclosure.suppress(few, SurvivalRule(within=["groep"])).frame["overleving"].to_list() == [None, None]
    assert disclosure.suppress(none, SurvivalRule(within=["groep"])).frame["overleving"].to_list() == [0.0]


def test_a_curve_shows_only_points_between_which_enough_paths_ended():
    frame = disclosure.suppress(table(CURVE), SurvivalRule(within=["groep"])).frame
    assert frame["overleving"].to_list() == [None, 0.88, 0.58, None, None]
    assert frame["beeindigd"].to_list() == [None, None, 30, None, None]
    assert frame["onderdrukt"].to_list() == [True, False, False, True, True]


def test_what_a_reader_can_tell_of_a_sum_holds_whatever_is_hidden():
    frame = pl.DataFrame(
        {"groep": ["A"] * 5, "binnen": [True, True, False, False, False], "aantal": [40, 5, 6, 8, 100], "totaal": [159] * 5}
    )
    rule = Rule(counts={"aantal": []}, total="totaal", within=["groep"])
    told = disclosure.between(disclosure.suppress(frame, rule), pl.col("binnen"), by="groep")
    assert told.rows() == [("A", 41, 57)]
    assert disclosure.between(disclosure.suppress(frame, rule, onderdrukken=False), pl.col("binnen"), by="groep").rows() == [("A", 45, 45)]


def test_of_a_hidden_total_nobody_can_tell_a_most():
    hidden = disclosure.suppress(classes(3, 5), CLASSES)
    assert disclosure.between(hidden, pl.lit(True), by="groep").rows() == [("A", 2, None)]
