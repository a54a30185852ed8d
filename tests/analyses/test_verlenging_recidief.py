"""Verlenging en recidief: what follows on a toewijzing, among those that were followed for long enough."""

from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import verlenging_recidief
from tables import table

PEIL = date(2024, 8, 1)


def followed(text: str, reasons: str = "") -> pl.DataFrame:
    periods = table(text, {"toewijzingnummer": pl.String, "client": pl.String, "productcode": pl.String, "begin": pl.Date, "eind": pl.Date})
    periods = periods.with_columns(gemeentecode=pl.lit("0983"), financieringsvorm=pl.lit("pxq"))
    drawn = table(f"toewijzingnummer | reden_wijziging\n{reasons}", {"toewijzingnummer": pl.String, "reden_wijziging": pl.String})
    toewijzingen = periods.select("gemeentecode", "toewijzingnummer").join(drawn, on="toewijzingnummer", how="left")
    return verlenging_recidief.follow(periods, toewijzingen, peildatum=PEIL)


def told(text: str) -> list[str]:
    frame = followed(text)
    kind = pl.when("verlengd").then(pl.lit("verlengd")).when("recidief").then(pl.lit("recidief")).otherwise(pl.lit("afgerond"))
    return frame.select(kind).to_series().to_list()


def test_a_month_later_is_a_verlenging_a_day_more_a_recidief_and_after_six_months_it_is_neither():
    drawn = """
        toewijzingnummer | client | productcode | begin      | eind
        1                | a      | Z           | 2022-01-01 | 2022-01-31
        2                | a      | Z           | 2022-02-28 | 2022-03-31
        3                | a      | Z           | 2022-05-01 | 2022-05-31
        4                | a      | Z           | 2022-11-30 | 2022-12-31
        5                | a      | Z           | 2023-07-01 | 2023-07-31
    """
    assert told(drawn) == ["verlengd", "recidief", "recidief", "afgerond", "afgerond"]


def test_another_product_client_or_gemeente_is_no_successor():
    drawn = """
        toewijzingnummer | client | productcode | begin      | eind
        1                | a      | Z           | 2022-01-01 | 2022-01-31
        2                | a      | M           | 2022-02-01 | 2022-03-31
        3                | b      | Z           | 2022-02-01 | 2022-03-31
    """
    assert told(drawn) == ["afgerond", "afgerond", "afgerond"]


def test_equal_begins_do_not_follow_on_each_other_but_both_on_what_came_before():
    drawn = """
        toewijzingnummer | client | productcode | begin      | eind
        1                | a      | Z           | 2022-01-01 | 2022-06-30
        2                | a      | Z           | 2022-02-01 | 2022-03-31
        3                | a      | Z           | 2022-02-01 | 2022-12-31
        4                | a      | Z           | 2022-08-01 | 2022-08-31
    """
    assert told(drawn) == ["verlengd", "recidief", "verlengd", "afgerond"]


def test_only_what_was_followed_for_long_enough_counts():
    drawn = """
        toewijzingnummer | client | productcode | begin      | eind
        1                | a      | Z           | 2022-01-01 | 2024-01-31
        2                | b      | Z           | 2022-01-01 | 2024-02-01
        3                | c      | Z           | 2022-01-01 | 2024-06-30
        4                | d      | Z           | 2022-01-01 | 2024-07-01
    """
    assert followed(drawn).select("gevolgd_1m", "gevolgd_6m").rows() == [(True, True), (True, False), (True, False), (False, False)]


def test_shares_rest_on_the_followed_and_the_naive_ones_stand_beside_them():
    drawn = """
        toewijzingnummer | client | productcode | begin      | eind
        1                | a      | Z           | 2022-01-01 | 2022-01-31
        2                | a      | Z           | 2022-02-01 | 2022-12-31
        3                | a      | Z           | 2023-04-01 | 2023-05-31
        4                | b      | Z           | 2024-01-01 | 2024-07-10
        5                | b      | Z           | 2024-07-05 | 2024-07-20
    """
    frame = followed(drawn, reasons="3 | 04\n1 | 04\n2 | 05")
    expected = table(
        """
        gevolgd_1m | verlengd | aandeel_verlengd   | gevolgd_6m | recidief | aandeel_recidief   | clienten | opgerekt | verlengd_of_opgerekt
        3          | 1        | 0.3333333333333333 | 3          | 1        | 0.3333333333333333 | 2        | 1        | 2
        """
    )
    assert_frame_equal(verlenging_recidief.count(frame).select(expected.columns), expected)
    naive = verlenging_recidief.bias(frame).select("soort", "niet_gevolgd", "aantal_niet_gevolgd", "aandeel_naief", "vertekening").rows()
    assert naive == [("recidief", 2, 0, 0.2, 0.2 - 1 / 3), ("verlengd", 2, 1, 0.4, 0.4 - 1 / 3)]


def test_a_few_that_ended_between_a_month_and_half_a_year_ago_do_not_follow_from_the_two_tables():
    long_ago = [f"{place} | c{place} | Z | 2022-01-01 | 2022-06-30" for place in range(40)]
    lately = [f"{place} | c{place} | Z | 2022-01-01 | 2024-05-31" for place in range(40, 44)]
    frame = followed("\n".join(["toewijzingnummer | client | productcode | begin | eind", *long_ago, *lately]))
    table_1m = disclosure.suppress(verlenging_recidief.count(frame), verlenging_recidief.RULE).frame
    table_bias = disclosure.suppress(verlenging_recidief.bias(frame), verlenging_recidief.BIAS_RULE).frame
    assert table_1m.select("gevolgd_1m", "gevolgd_6m").rows() == [(44, None)]
    assert table_bias.select("soort", "gevolgd", "niet_gevolgd").rows() == [("recidief", None, None), ("verlengd", 44, 0)]


def test_forms_are_compared_only_where_the_test_holds():
    columns = ["financieringsvorm", "gevolgd_1m", "verlengd", "gevolgd_6m", "recidief"]
    rows = [("pxq", 200, 40, 100, 2), ("traject", 100, 40, 100, 3), ("plek", 0, 0, 0, 0)]
    found = verlenging_recidief.compare_forms(pl.DataFrame(rows, schema=columns, orient="row")).rows(named=True)
    assert [(row["soort"], row["vormen"], row["kleinste"]) for row in found] == [("verlengd", 2, 40), ("recidief", 2, 2)]
    assert round(found[0]["chi2"], 6) == 13.636364
    assert 0.0002 < found[0]["p"] < 0.0003
    assert found[1]["p"] is None


def test_without_care_there_is_nothing_to_follow():
    frame = followed("toewijzingnummer | client | productcode | begin | eind")
    assert verlenging_recidief.count(frame).is_empty()
    assert verlenging_recidief.bias(frame).is_empty()
    assert verlenging_recidief.compare_forms(verlenging_recidief.count(frame))["p"].to_list() == [None, None]
