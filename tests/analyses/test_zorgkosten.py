"""Zorgkosten: what a year costs, what it may cost, and why it changed."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jeugdlib import disclosure, model
from jeugdlib.analyses import zorgkosten
from tables import table

WINDOW: dict[str, Any] = {"analyse_begin": date(2021, 1, 1), "peildatum": date(2023, 8, 1)}
LINES = dict.fromkeys(["gemeentecode", "agb", "toewijzingnummer", "productcode", "client", "eenheid"], pl.String) | {
    "begindatum": pl.Date,
    "einddatum": pl.Date,
    "bedrag_cent": pl.Int64,
    "volume": pl.Float64,
}


def lines(text: str) -> pl.DataFrame:
    """Draw nettoregels; a line is of one day, of gemeente 0983 and aanbieder 1, on a toewijzing with the client's name."""
    drawn = table(text, LINES)
    rest = {"gemeentecode": "0983", "agb": "1", "toewijzingnummer": pl.col("client"), "productcode": "A", "eenheid": "04"}
    rest |= {"einddatum": pl.col("begindatum"), "volume": 1.0}
    made = {name: value if isinstance(value, pl.Expr) else pl.lit(value) for name, value in rest.items() if name not in drawn.columns}
    return drawn.with_columns(**made).select(pl.col(name).cast(kind) for name, kind in LINES.items())


def care(text: str) -> pl.DataFrame:
    return table(text, {"client": pl.String, "segment": pl.String, "begin": pl.Date, "eind": pl.Date}).with_columns(
        gemeentecode=pl.lit("0983"), toewijzingnummer=pl.col("client")
    )


PRODUCTS = table(
    "productcode | productnaam | productgroep | segment | financieringsvorm | eenheid\nA | A | A | 4 | pxq | 04", model.Producten
)
NO_CARE = care("client | segment | begin | eind\na | 4 | 2022-01-01 | 2022-01-02").clear()


def test_a_client_counts_where_money_was_declared_and_a_toewijzing_where_care_was():
    net = lines(
        "client | begindatum | bedrag_cent | productcode\na | 2022-12-01 | 1000 | A\nb | 2022-05-01 | 501 | A\nb | 2022-06-01 | -300 | X"
    )
    zorg = care("client | segment | begin | eind\na | 4 | 2022-12-01 | 2023-01-31")
    expected = table(
        """
        jaar | segment  | kosten_cent | clienten | toewijzingen | kosten_per_client_cent | volledig | kosten_per_toewijzing_cent
        2022 | 4        | 1501        | 2        | 1            | 751                    | true     | 1501
        2022 | onbekend | -300        | 1        | 0            | -300                   | true     |
        2023 | 4        | 0           | 0        | 1            |                        | false    | 0
        """
    )
    assert_frame_equal(zorgkosten.per_segment(net, zorg, PRODUCTS, **WINDOW).drop("bedrijfsgegeven"), expected)


def test_growth_is_told_between_whole_years_only_and_the_index_stands_beside_it():
    net = lines("client | begindatum | bedrag_cent\na | 2021-05-01 | 1000\nb | 2022-05-01 | 1100\na | 2023-05-01 | 5000")
    found = zorgkosten.per_year(net, NO_CARE, indexatie={2022: 0.04}, **WINDOW).select("jaar", "volledig", "groei", "indexatie")
    expected = table("jaar | volledig | groei | indexatie\n2021 | true | | \n2022 | true | 0.1 | 0.04\n2023 | false | | ", found.schema)
    assert_frame_equal(found, expected)


def test_a_year_that_does_not_begin_in_the_window_is_not_compared_with():
    net = lines("client | begindatum | bedrag_cent\na | 2021-05-01 | 1000\nb | 2022-05-01 | 1100")
    found = zorgkosten.per_year(net, NO_CARE, analyse_begin=date(2021, 1, 2), peildatum=date(2023, 1, 1))
    assert found["volledig"].to_list() == [False, True]
    assert found["groei"].null_count() == 2


def test_the_last_year_is_extrapolated_by_months_and_by_season():
    # A third of 2022 fell in January to July; seven months of 2023 cost 700.
    net = lines("client | begindatum | bedrag_cent\na | 2022-02-01 | 400\na | 2022-09-01 | 800\na | 2023-01-01 | 500\na | 2023-07-31 | 200")
    found = zorgkosten.extrapolate(net, **WINDOW).select("wijze", "maanden", "kosten_cent", "extrapolatie_cent", "groei")
    expected = table(
        "wijze | maanden | kosten_cent | extrapolatie_cent | groei\nrapport | 7 | 700 | 1200 | 0.0\nseizoen | 7 | 700 | 2100 | 0.75"
    )
    assert_frame_equal(found, expected)


def test_half_a_month_is_no_month_to_extrapolate_from():
    net = lines("client | begindatum | bedrag_cent\na | 2023-01-01 | 500\na | 2023-02-10 | 70\nb | 2023-01-02 | 0")
    found = zorgkosten.extrapolate(net, analyse_begin=date(2021, 1, 1), peildatum=date(2023, 2, 28))
    assert found.select("maanden", "kosten_cent", "extrapolatie_cent", "clienten", "kleinste_maand").rows() == [(1, 500, 6000, 2, 1)]


@pytest.mark.parametrize("peildatum", [date(2023, 1, 1), date(2023, 1, 20)], ids=["a whole last year", "no whole month yet"])
def test_a_whole_year_or_no_whole_month_is_not_extrapolated(peildatum: date):
    net = lines("client | begindatum | bedrag_cent\na | 2022-02-01 | 400\na | 2023-01-01 | 500").filter(pl.col("begindatum") < peildatum)
    assert zorgkosten.extrapolate(net, analyse_begin=date(2021, 1, 1), peildatum=peildatum).is_empty()


def delivered(text: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Draw delivered lines of one euro amount each, and the nettoregels that they make."""
    drawn = table(text, LINES | {"bedrag": pl.Int64, "dagtekening": pl.Date})
    net = lines("client | begindatum | bedrag_cent\na | 2021-01-01 | 1").clear()
    full = drawn.with_columns(
        **{
            name: pl.lit(value) for name, value in {"gemeentecode": "0983", "agb": "1", "toewijzingnummer": "1", "productcode": "A"}.items()
        },
        client=pl.lit("a"),
        einddatum=pl.col("begindatum"),
        debet_credit=pl.lit("D"),
    )
    made = full.group_by([*net.columns[:4], "client", "begindatum", "einddatum"]).agg(bedrag_cent=pl.col("bedrag").sum())
    return full, pl.concat([net, made], how="diagonal").sort("begindatum")


def test_a_month_is_as_complete_as_earlier_months_were_at_its_age():
    # Of January 60 of 100 came in within a month, of February 30 of 50; of March only that first month has been seen.
    lines_in, net = delivered(
        """
        begindatum | bedrag | dagtekening
        2023-01-01 | 60     | 2023-02-05
        2023-01-01 | 40     | 2023-03-05
        2023-02-01 | 30     | 2023-03-05
        2023-02-01 | 20     | 2023-04-05
        2023-03-01 | 12     | 2023-04-05
        """
    )
    found = zorgkosten.per_month(net, lines_in, analyse_begin=date(2023, 1, 1), peildatum=date(2023, 4, 1))
    assert found["volledigheid"].to_list() == pytest.approx([1.0, 1.0, 0.6])
    assert found["volledig"].to_list() == [True, True, False]


def test_months_of_a_delivery_end_on_the_day_of_its_last_dagtekening():
    # The sixth of February lies after the fifth: it belongs to the month that ends on 5 March, as the last one ends on 5 April.
    lines_in, net = delivered(
        """
        begindatum | bedrag | dagtekening
        2023-01-01 | 50     | 2023-02-05
        2023-01-01 | 50     | 2023-02-06
        2023-02-01 | 30     | 2023-03-05
        2023-02-01 | 30     | 2023-03-06
        2023-03-01 | 12     | 2023-04-05
        """
    )
    found = zorgkosten.per_month(net, lines_in, analyse_begin=date(2023, 1, 1), peildatum=date(2023, 4, 1))
    assert found["volledigheid"].to_list() == pytest.approx([1.0, 1.0, 0.5])


def test_without_dagtekening_nobody_knows_how_complete_a_month_is():
    lines_in, net = delivered("begindatum | bedrag | dagtekening\n2023-01-01 | 60 |")
    found = zorgkosten.per_month(net, lines_in, analyse_begin=date(2023, 1, 1), peildatum=date(2023, 2, 10))
    assert found["volledigheid"].to_list() == [None, None]
    assert found.select("kosten_cent", "volledig").rows() == [(60, True), (0, False)]


def test_a_change_is_split_over_clients_and_costs_per_client_to_the_cent():
    # 1 client of 100 becomes 2 of 75 each, in 3 and 4 hours.
    net = lines(
        "client | begindatum | bedrag_cent | volume\na | 2021-03-01 | 100 | 2.0\na | 2022-03-01 | 90 | 3.0\nb | 2022-03-01 | 60 | 1.0"
    )
    found = zorgkosten.split_change(net, PRODUCTS, **WINDOW)
    assert found.filter(grondslag="alle kosten").select("deel", "bedrag_cent").rows() == [
        ("aantal cliënten", 88),
        ("kosten per cliënt", -38),
    ]
    assert found.filter(grondslag="kosten met uren")["bedrag_cent"].sum() == 50
    assert set(found["verandering_cent"]) == {50}


def test_lines_without_hours_are_left_out_of_the_deeper_split_and_their_clients_counted():
    net = lines(
        """
        client | begindatum | bedrag_cent | eenheid
        a      | 2021-03-01 | 100         | 04
        c      | 2021-03-01 | 900         | 82
        a      | 2022-03-01 | 150         | 01
        """
    )
    deeper = zorgkosten.split_change(net, PRODUCTS, **WINDOW).filter(grondslag="kosten met uren")
    assert set(deeper.select("verandering_cent", "clienten", "clienten_vorig", "clienten_overig", "clienten_overig_vorig").rows()) == {
        (50, 1, 1, 0, 1)
    }


def test_without_declarations_every_table_is_empty_with_its_columns():
    net, lines_in = (
        lines("client | begindatum | bedrag_cent\na | 2022-02-01 | 400").clear(),
        delivered("begindatum | bedrag | dagtekening\n2023-01-01 | 60 |")[0],
    )
    found = [
        zorgkosten.per_segment(net, NO_CARE, PRODUCTS, **WINDOW),
        zorgkosten.per_year(net, NO_CARE, **WINDOW),
        zorgkosten.per_month(net, lines_in.clear(), **WINDOW),
        zorgkosten.extrapolate(net, **WINDOW),
        zorgkosten.split_change(net, PRODUCTS, **WINDOW),
    ]
    assert [frame.height for frame in found] == [0] * 5
    assert all(frame.width > 5 for frame in found)


def test_a_segment_with_few_clients_takes_a_second_one_with_it_for_the_year_is_known():
    segments = table(
        """
        jaar | segment | kosten_cent | clienten | toewijzingen | kosten_per_client_cent | volledig | kosten_per_toewijzing_cent
        2022 | 2       | 900         | 4        | 12           | 225                    | true     | 75
        2022 | 3       | 8000        | 40       | 50           | 200                    | true     | 160
        2022 | 4       | 90000       | 400      | 500          | 225                    | true     | 180
        2023 | 4       | 90000       | 400      | 500          | 225                    | true     | 180
        """
    )
    hidden = disclosure.suppress(segments.with_columns(bedrijfsgegeven=pl.lit(False)), zorgkosten.SEGMENT_RULE).frame
    assert hidden["kosten_cent"].to_list() == [None, None, 90000, 90000]
    assert hidden["clienten"].to_list() == [None, None, 400, 400]


def test_growth_is_hidden_where_the_year_before_rests_on_few_clients():
    net = lines("\n".join(["client | begindatum | bedrag_cent", "x | 2021-05-01 | 1000", *(f"c{n} | 2022-05-01 | 10" for n in range(20))]))
    zorg = care("\n".join(["client | segment | begin | eind", *(f"c{n} | 4 | 2022-05-01 | 2022-05-02" for n in range(20))]))
    hidden = disclosure.suppress(zorgkosten.per_year(net, zorg, **WINDOW), zorgkosten.YEAR_RULE).frame
    assert hidden.select("jaar", "kosten_cent", "groei", "clienten_vorig", "kosten_vorig_cent").rows() == [
        (2021, None, None, None, None),
        (2022, 200, None, None, None),
    ]


def test_a_segment_of_which_one_aanbieder_earns_nearly_all_is_marked_and_hidden_where_a_run_asks_for_it():
    drawn = ["client | begindatum | bedrag_cent | productcode | agb"]
    drawn += [f"c{n} | 2022-05-01 | {100 if n else 9000} | A | {n % 5}" for n in range(20)] + [
        f"d{n} | 2022-05-01 | 10 | B | {n % 5}" for n in range(20)
    ]
    other = PRODUCTS.with_columns(productcode=pl.lit("B"), segment=pl.lit("3"))
    net = lines("\n".join(drawn))
    zorg = care("\n".join(["client | segment | begin | eind", *(f"c{n} | 4 | 2022-05-01 | 2022-05-02" for n in range(20))]))
    found = zorgkosten.per_segment(net, zorg, pl.concat([PRODUCTS, other]), **WINDOW)
    assert found.select("segment", "bedrijfsgegeven").rows() == [("3", False), ("4", True)]
    assert disclosure.suppress(found, zorgkosten.SEGMENT_RULE).frame["kosten_cent"].null_count() == 0
    assert disclosure.suppress(found, zorgkosten.SEGMENT_RULE, dominantie=True).frame["kosten_cent"].to_list() == [None, None]
