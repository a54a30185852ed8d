"""No hidden amount can be computed from a total that stands in another table."""

import polars as pl

from jeugdlib.disclosure import Rule, hide_with, suppress
from tables import table

ROWS = table(
    """
    jaar | product | clienten | bedrag
    2022 | A       | 4        | 40
    2022 | B       | 30       | 300
    2022 | C       | 40       | 400
    2023 | A       | 20       | 200
    2023 | B       | 6        | 60
    2023 | C       | 7        | 70
    2023 | D       | 50       | 500
    """
)


def hidden(rule: Rule, rows: pl.DataFrame = ROWS) -> list[tuple[int, str]]:
    return suppress(rows, rule).frame.filter(pl.col("bedrag").is_null()).select("jaar", "product").rows()


def test_a_hidden_cell_takes_the_next_smallest_of_its_group_along_and_two_that_rest_on_enough_clients_stand():
    assert hidden(Rule(counts={"clienten": ["bedrag"]}, also_within=[["jaar"]])) == [(2022, "A"), (2022, "B"), (2023, "B"), (2023, "C")]


def test_two_that_rest_together_on_few_clients_take_a_third_along():
    rows = ROWS.with_columns(clienten=pl.when(pl.col("product") == "C", pl.col("jaar") == 2023).then(3).otherwise("clienten"))
    assert (2023, "A") in hidden(Rule(counts={"clienten": ["bedrag"]}, also_within=[["jaar"]]), rows)


def test_company_in_one_grouping_asks_for_company_in_the_other_until_all_have_it():
    gone = hidden(Rule(counts={"clienten": ["bedrag"]}, also_within=[["jaar"], ["product"]]))
    assert gone == [(2022, "A"), (2022, "B"), (2022, "C"), (2023, "A"), (2023, "B"), (2023, "C")]


def test_a_grouping_can_be_an_expression():
    kind = pl.when(pl.col("product") == "A").then(pl.lit("eigen")).otherwise(pl.lit("rest"))
    assert hidden(Rule(counts={"clienten": ["bedrag"]}, also_within=[[kind]])) == [(2022, "A"), (2023, "A"), (2023, "B"), (2023, "C")]


def test_a_group_that_is_hidden_in_one_table_is_hidden_in_every_row_of_another():
    master = suppress(ROWS, Rule(counts={"clienten": ["bedrag"]}))
    parts = suppress(pl.concat([ROWS, ROWS]).with_columns(clienten=50, woord=pl.lit("x")), Rule(counts={"clienten": ["bedrag"]}))
    found = hide_with(parts, master, on=["jaar", "product"]).frame
    gone = found.filter(pl.col("bedrag").is_null())
    assert gone.select("jaar", "product").unique().sort("jaar", "product").rows() == [(2022, "A"), (2023, "B"), (2023, "C")]
    assert gone["onderdrukt"].all()
    assert gone["clienten"].count() == 0
    assert set(found["woord"]) == {"x"}
    assert (
        hide_with(suppress(ROWS, Rule(counts={"clienten": []}), onderdrukken=False), master, on=["jaar", "product"]).frame["bedrag"].count()
        == 7
    )
