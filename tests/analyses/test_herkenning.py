"""Herkenning: published beside found, judged by what the printed precision leaves open."""

import polars as pl
import pytest

from jeugdlib import disclosure
from jeugdlib.analyses import herkenning

PUBLISHED = {
    **dict.fromkeys(("deel", "cijfer", "soort"), pl.String),
    **dict.fromkeys(("waarde", "van", "tot"), pl.Float64),
    **dict.fromkeys(("gedrukt", "toelichting"), pl.String),
}


def published(*rows: tuple[object, ...]) -> pl.DataFrame:
    schema = {"nummer": pl.Int64} | PUBLISHED
    return pl.DataFrame([(number, "Deel", f"cijfer {number}", *row) for number, row in enumerate(rows)], schema=schema, orient="row")


def found(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"nummer": pl.Int64, "getal": pl.Float64, "tekst": pl.String}, orient="row")


@pytest.mark.parametrize(("number", "verdict"), [(0.1075, "gelijk"), (0.1084999, "gelijk"), (0.1085, "anders"), (0.1074999, "anders")])
def test_a_number_is_equal_within_the_printed_precision_and_no_further(number: float, verdict: str):
    table = herkenning.compare(published(("aandeel", 0.108, 0.1075, 0.1085, "", "")), found((0, number, None)), verzonnen=True)
    assert table["oordeel"].to_list() == [verdict]
    assert table["verschil"][0] == pytest.approx(number - 0.108)


def test_a_text_is_equal_only_to_itself():
    figures = published(("tekst", None, None, None, "hoger", ""), ("tekst", None, None, None, "lager", ""))
    table = herkenning.compare(figures, found((0, None, "hoger"), (1, None, "hoger")), verzonnen=True)
    assert table["oordeel"].to_list() == ["gelijk", "anders"]
    assert table["verschil"].to_list() == [None, None]


def test_what_was_not_found_is_called_not_computed_and_never_zero():
    figures = published(("aantal", 5.0, 4.5, 5.5, "", ""), ("aantal", 6.0, 5.5, 6.5, "", ""))
    table = herkenning.compare(figures, found((0, None, None)), verzonnen=True)
    assert table["oordeel"].to_list() == ["niet berekend", "niet berekend"]
    assert table["gevonden"].to_list() == [None, None]


def test_a_figure_whose_explanation_follows_another_one_is_a_contradiction_and_only_when_it_differs():
    why = "Gevolgd is het gemiddelde."
    figures = published(("euro", 744400.0, 744350.0, 744450.0, "", why), ("euro", 744400.0, 744350.0, 744450.0, "", why))
    table = herkenning.compare(figures, found((0, 744464.0, None), (1, 744400.0, None)), verzonnen=True)
    assert table["oordeel"].to_list() == ["in tegenspraak", "gelijk"]


def test_the_order_is_that_of_the_report_whatever_the_order_of_finding():
    figures = published(("aantal", 1.0, 0.5, 1.5, "", ""), ("aantal", 2.0, 1.5, 2.5, "", ""))
    table = herkenning.compare(figures.reverse(), found((1, 2.0, None), (0, 1.0, None)), verzonnen=True)
    assert table["nummer"].to_list() == [0, 1]
    assert table["oordeel"].to_list() == ["gelijk", "gelijk"]


def test_a_small_count_is_shown_of_invented_persons_alone():
    figures = published(("aantal", 8.0, 7.5, 8.5, "", ""), ("aandeel", 0.1, 0.05, 0.15, "", ""))
    for invented, shown in ((True, [8.0, 0.1]), (False, [None, 0.1])):
        table = herkenning.compare(figures, found((0, 8.0, None), (1, 0.1, None)), verzonnen=invented)
        hidden = disclosure.suppress(table, herkenning.RULE)
        assert hidden.veilig
        assert hidden.frame["gevonden"].to_list() == shown
        assert hidden.frame["oordeel"].to_list()[0] == ("gelijk" if invented else None)
        assert hidden.frame["onderdrukt"].to_list() == [not invented, False]
