"""The region stands beside a gemeente only where the rest of the region stays as safe as the gemeente itself."""

import polars as pl
import pytest

from jeugdlib.disclosure import FLAG, Rule, suppress
from jeugdlib.vergelijking import disclose_beside, disclose_other, naast
from tables import table

RULE = Rule(counts={"aantal": ["aandeel"]}, total="totaal", within=["productgroep"])
BY = ["productgroep", "klasse"]


def drawn(text: str) -> pl.DataFrame:
    return table("productgroep | klasse | aantal | totaal | aandeel\n" + text)


REGION = drawn("GGZ | 0-10 | 100 | 260 | 0.3846\nGGZ | 10-20 | 80 | 260 | 0.3077\nGGZ | 20-30 | 80 | 260 | 0.3077")


def test_a_row_of_the_region_is_shown_where_the_rest_of_the_region_is_large():
    own = drawn("GGZ | 0-10 | 40 | 100 | 0.4\nGGZ | 10-20 | 30 | 100 | 0.3\nGGZ | 20-30 | 30 | 100 | 0.3")
    beside = disclose_beside(REGION, own, RULE, by=BY)
    assert beside.frame.drop(FLAG).equals(REGION)
    assert not beside.frame[FLAG].any()


def test_a_row_is_hidden_with_company_where_the_rest_of_the_region_would_be_a_small_number():
    own = drawn("GGZ | 0-10 | 97 | 197 | 0.4924\nGGZ | 10-20 | 50 | 197 | 0.2538\nGGZ | 20-30 | 50 | 197 | 0.2538")
    hidden = disclose_beside(REGION, own, RULE, by=BY).frame.filter(FLAG)
    assert "0-10" in hidden["klasse"].to_list()
    assert hidden.height >= 2, "one hidden class alone follows from the total"
    assert hidden["aantal"].null_count() == hidden["aandeel"].null_count() == hidden.height


def test_a_row_that_the_gemeente_does_not_have_belongs_to_the_rest_whole():
    own = drawn("GGZ | 0-10 | 40 | 40 | 1.0")
    assert disclose_beside(REGION, own, RULE, by=BY).frame["aantal"].to_list() == [100, 80, 80]


def test_with_nothing_but_this_gemeente_in_a_row_there_is_no_rest_to_protect():
    assert disclose_beside(REGION, REGION, RULE, by=BY).frame["aantal"].to_list() == [100, 80, 80]


@pytest.mark.parametrize("drempel", [3, 10])
def test_the_rest_of_the_region_can_be_computed_for_no_small_row(drempel: int):
    own = drawn("GGZ | 0-10 | 98 | 240 | 0.4083\nGGZ | 10-20 | 71 | 240 | 0.2958\nGGZ | 20-30 | 71 | 240 | 0.2958")
    beside = disclose_beside(REGION, own, RULE, by=BY, drempel=drempel).frame
    rest = beside.join(own, on=BY, suffix="_eigen").select(pl.col("aantal") - pl.col("aantal_eigen")).drop_nulls()
    assert [value for value in rest["aantal"] if 0 < value < drempel] == []


def test_inside_the_organisation_nothing_is_hidden():
    assert disclose_beside(REGION, REGION.head(1), RULE, by=BY, onderdrukken=False).frame["aantal"].to_list() == [100, 80, 80]


def test_columns_of_the_region_stand_beside_those_of_the_gemeente_in_its_own_order():
    own = suppress(drawn("GGZ | 20-30 | 30 | 70 | 0.4286\nGGZ | 0-10 | 40 | 70 | 0.5714"), RULE)
    beside, columns = naast(own, suppress(REGION, RULE), by=BY, columns={"aandeel": "Aandeel, regio"})
    assert columns == {"aandeel_regio": "Aandeel, regio"}
    assert beside.frame.select("klasse", "aandeel_regio").rows() == [("20-30", 0.3077), ("0-10", 0.3846)]


def test_without_a_region_the_table_stays_as_it_is():
    own = suppress(REGION, RULE)
    assert naast(own, None, by=BY, columns={"aandeel": "Aandeel, regio"}) == (own, {})


def test_a_hidden_cell_of_the_region_is_marked_as_hidden_in_the_joint_table():
    own = suppress(drawn("GGZ | 0-10 | 40 | 40 | 1.0"), RULE)
    hidden = suppress(drawn("GGZ | 0-10 | 4 | 12 | 0.3333\nGGZ | 10-20 | 8 | 12 | 0.6667"), RULE)
    assert naast(own, hidden, by=BY, columns={"aandeel": "regio"})[0].frame.row(0, named=True)[FLAG] is True


def test_beside_another_gemeente_only_what_is_small_there_is_hidden():
    other = drawn("GGZ | 0-10 | 97 | 197 | 0.4924\nGGZ | 10-20 | 50 | 197 | 0.2538\nGGZ | 20-30 | 50 | 197 | 0.2538")
    beside = disclose_other(other, None, RULE, by=BY, naam="Venlo")
    assert (beside.naam, beside.frame.drop(FLAG).equals(other)) == ("Venlo", True)


def test_beside_the_region_a_gemeente_does_not_give_away_the_small_rest():
    other = drawn("GGZ | 0-10 | 97 | 197 | 0.4924\nGGZ | 10-20 | 50 | 197 | 0.2538\nGGZ | 20-30 | 50 | 197 | 0.2538")
    hidden = disclose_other(other, REGION, RULE, by=BY, naam="Venlo").frame.filter(FLAG)
    assert "0-10" in hidden["klasse"].to_list()
    assert hidden.height >= 2
    assert hidden["aantal"].null_count() == hidden.height
    assert not disclose_other(other, REGION, RULE, by=BY, naam="Venlo", onderdrukken=False).frame[FLAG].any()
