"""Verzilvering trajecten: volume against cost of regularly completed trajecten."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import verzilvering_trajecten as trajecten
from tables import table

WINDOW = {"analyse_begin": date(2021, 1, 1), "peildatum": date(2024, 8, 1)}
PERIODS = {
    **dict.fromkeys(("gemeentecode", "toewijzingnummer", "agb", "client", "productgroep", "financieringsvorm"), pl.String),
    **dict.fromkeys(("ingangsdatum", "duur_begin", "duur_eind"), pl.Date),
    **dict.fromkeys(("trajectprijs", "normdoorlooptijd_maanden"), pl.Int64),
}
STOPS = dict.fromkeys(("gemeentecode", "toewijzingnummer", "agb", "reden_beeindiging"), pl.String) | {"einddatum": pl.Date}
LINES = {"gemeentecode": pl.String, "toewijzingnummer": pl.String, "bedrag_cent": pl.Int64}


def judged(text: str, *, lines: str = "1 | 60000", stops: str = "") -> pl.DataFrame:
    """Judge drawn toewijzingen; what is not drawn is a GGZ traject of 12 months and 1.000 euros in the first half of 2023."""
    frame = table(text, PERIODS)
    plain = {"gemeentecode": "0983", "agb": "41000001", "client": "kind", "productgroep": "GGZ", "financieringsvorm": "traject"}
    plain |= {"ingangsdatum": date(2023, 1, 1), "duur_begin": date(2023, 1, 1), "duur_eind": date(2023, 6, 30)}
    plain |= {"trajectprijs": 100000, "normdoorlooptijd_maanden": 12}
    missing = [pl.lit(value, dtype=PERIODS[name]).alias(name) for name, value in plain.items() if name not in frame.columns]
    declared = table(f"toewijzingnummer | bedrag_cent\n{lines}", LINES).with_columns(gemeentecode=pl.lit("0983"))
    ended = table(f"toewijzingnummer | einddatum | reden_beeindiging\n{stops}", STOPS)
    ended = ended.with_columns(gemeentecode=pl.lit("0983"), agb=pl.lit("41000001"))
    return trajecten.judge(frame.with_columns(missing), declared, ended, **WINDOW)


def test_volume_is_the_length_in_norms_and_cost_all_that_was_declared():
    found = judged("toewijzingnummer\n1", lines="1 | 70000\n1 | -10000\n2 | 5").row(0, named=True)
    assert (found["maanden"], found["norm_maanden"], found["kosten_cent"], found["prijs_cent"], found["reden"]) == (
        6,
        12,
        60000,
        100000,
        None,
    )


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ("toewijzingnummer | ingangsdatum\n1 | 2020-12-31", "voor_periode"),
        ("toewijzingnummer | duur_eind\n1 | 2024-07-01", "loopt_nog"),
        ("toewijzingnummer | duur_eind\n1 | 2024-06-30", None),
        ("toewijzingnummer | normdoorlooptijd_maanden\n1 | ", "zonder_norm"),
        ("toewijzingnummer | trajectprijs\n1 | ", "zonder_prijs"),
        ("toewijzingnummer | trajectprijs\n1 | 0", "zonder_prijs"),
    ],
)
def test_what_is_not_judged_has_its_reason(drawn: str, reason: str | None):
    assert judged(drawn)["reden"].to_list() == [reason]


@pytest.mark.parametrize(
    ("stops", "reason"),
    [
        ("1 | 2023-06-30 | 31", None),
        ("1 | 2023-06-30 | 32", "niet_regulier"),
        ("1 | 2023-03-31 | 32\n1 | 2023-06-30 | 31", None),
        ("1 | 2023-06-30 | 20", None),
        ("1 | 2023-06-30 | 31\n1 | 2023-07-30 | 20", None),
        ("1 | 2023-06-30 | 31\n1 | 2023-06-30 | 36", "niet_regulier"),
        ("2 | 2023-06-30 | 32", None),
    ],
)
def test_only_what_ended_as_planned_is_regular_and_a_pause_is_no_end(stops: str, reason: str | None):
    assert judged("toewijzingnummer\n1", stops=stops)["reden"].to_list() == [reason]


def test_other_forms_of_funding_have_no_traject():
    assert judged("toewijzingnummer | financieringsvorm\n1 | pxq\n2 | ").is_empty()


def points(text: str) -> pl.DataFrame:
    """Draw judged points: `productgroep | client | maanden | kosten_cent`; the norm is 12 months, the price 1.000 euros."""
    types = {"productgroep": pl.String, "client": pl.String, "maanden": pl.Int64, "kosten_cent": pl.Int64}
    extra = {"norm_maanden": pl.lit(12), "prijs_cent": pl.lit(100000), "reden": pl.lit(None, dtype=pl.String)}
    return table(text, types).with_columns(**extra)


def test_a_cell_is_the_nearest_ten_points_a_half_away_from_zero():
    drawn = points(
        """
        productgroep | client | maanden | kosten_cent
        GGZ          | a      | 12      | 95000
        GGZ          | b      | 12      | 104999
        GGZ          | c      | 12      | 105000
        GGZ          | d      | 3       | -5000
        Dag          | e      | 12      | 100000
        """
    )
    assert trajecten.grid(drawn).rows() == [("Dag", 1.0, 1.0, 1), ("GGZ", 0.3, -0.1, 1), ("GGZ", 1.0, 1.0, 2), ("GGZ", 1.0, 1.1, 1)]
    together = trajecten.grid(drawn, samen=True)
    assert together.rows() == [(trajecten.ALLE, 0.3, -0.1, 1), (trajecten.ALLE, 1.0, 1.0, 3), (trajecten.ALLE, 1.0, 1.1, 1)]


def test_paid_per_month_is_a_slope_of_one_and_a_fixed_price_a_slope_of_zero():
    drawn = points(
        """
        productgroep | client | maanden | kosten_cent
        Per maand    | a      | 3       | 25000
        Per maand    | b      | 6       | 50000
        Per maand    | b      | 12      | 100000
        Vaste prijs  | c      | 3       | 100000
        Vaste prijs  | d      | 12      | 100000
        Even lang    | e      | 6       | 1000
        Even lang    | f      | 6       | 2000
        """
    )
    lines = trajecten.trend(drawn)
    found = {row["productgroep"]: row for row in lines.rows(named=True)}
    assert (round(found["Per maand"]["helling"], 9), round(found["Per maand"]["snijpunt"], 9)) == (1.0, 0.0)
    assert (found["Vaste prijs"]["helling"], found["Vaste prijs"]["snijpunt"]) == (0.0, 1.0)
    assert (found["Even lang"]["helling"], found["Even lang"]["snijpunt"]) == (None, None)
    assert (found["Per maand"]["meer_kosten"], found["Per maand"]["vol_betaald"], found["Per maand"]["clienten"]) == (0, 1, 2)
    assert (found["Vaste prijs"]["meer_kosten"], found["Vaste prijs"]["aandeel_vol_betaald"]) == (1, 1.0)
    assert lines["productgroep"][0] == trajecten.ALLE
    figures = trajecten.key_figures(lines)
    assert figures["kengetal"].to_list() == ["helling", "snijpunt"]
    assert figures["waarde"].to_list() == [found[trajecten.ALLE]["helling"], found[trajecten.ALLE]["snijpunt"]]


def test_what_is_judged_and_what_is_not_is_counted_in_order():
    drawn = points("productgroep | client | maanden | kosten_cent\nGGZ | a | 3 | 5\nGGZ | b | 3 | 5\nGGZ | c | 3 | 5")
    marked = drawn.with_columns(reden=pl.Series(["zonder_prijs", None, "loopt_nog"]))
    expected = table("reden | toewijzingen\nbeoordeeld | 1\nloopt_nog | 1\nzonder_prijs | 1")
    assert_frame_equal(trajecten.coverage(marked), expected)


def test_without_trajecten_there_is_nothing():
    none = judged("toewijzingnummer")
    assert trajecten.grid(none).is_empty()
    assert trajecten.grid(none, samen=True).is_empty()
    assert trajecten.trend(none).is_empty()
    assert trajecten.key_figures(trajecten.trend(none)).is_empty()
    assert trajecten.coverage(none).is_empty()


def many(cells: dict[tuple[str, int, int], int]) -> pl.DataFrame:
    """Make so many points per (productgroep, maanden, kosten_cent), each of a client of its own."""
    rows = [
        (name, f"{name}{months}{cents}{place}", months, cents) for (name, months, cents), count in cells.items() for place in range(count)
    ]
    frame = pl.DataFrame(
        rows, schema={"productgroep": pl.String, "client": pl.String, "maanden": pl.Int64, "kosten_cent": pl.Int64}, orient="row"
    )
    return frame.with_columns(norm_maanden=pl.lit(12), prijs_cent=pl.lit(100000), reden=pl.lit(None, dtype=pl.String))


def disclosed(drawn: pl.DataFrame) -> tuple[disclosure.Disclosed, disclosure.Disclosed, disclosure.Disclosed]:
    whole = disclosure.suppress(trajecten.grid(drawn, samen=True), trajecten.ALL_RULE)
    groups = trajecten.hide_groups_beside_all(disclosure.suppress(trajecten.grid(drawn), trajecten.GRID_RULE), whole)
    lines = disclosure.suppress(trajecten.trend(drawn), trajecten.LINE_RULE)
    return whole, groups, trajecten.hide_lines_beside_grids(lines, groups, whole)


def test_a_cell_of_a_productgroep_goes_where_that_of_all_together_goes():
    drawn = many({("A", 6, 50000): 4, ("A", 12, 100000): 30, ("B", 12, 100000): 40, ("B", 3, 25000): 14, ("A", 9, 80000): 60})
    whole, groups, _ = disclosed(drawn)
    gone = set(whole.frame.filter("onderdrukt").select("aandeel_volume", "aandeel_kosten").rows())
    assert (0.5, 0.5) in gone
    left = set(groups.frame.filter(~pl.col("onderdrukt")).select("aandeel_volume", "aandeel_kosten").rows())
    assert gone & left == set()


def test_no_hidden_cell_follows_from_the_number_of_its_productgroep():
    drawn = many({("A", 6, 50000): 4, ("A", 12, 100000): 30, ("B", 6, 50000): 40, ("B", 12, 100000): 50, ("C", 12, 100000): 90})
    _, groups, lines = disclosed(drawn)
    hidden = groups.frame.filter((pl.col("productgroep") == "A") & pl.col("aantal").is_null())
    assert hidden.height == 1
    number = dict(lines.frame.select("productgroep", "toewijzingen").rows())
    assert number["A"] is None
    assert sum(count is None for name, count in number.items() if name != trajecten.ALLE) >= 2, (
        "de anderen zouden het aantal van A verraden"
    )


def test_inside_everything_is_visible():
    drawn = many({("A", 6, 50000): 4, ("A", 12, 100000): 30})
    grids = [disclosure.suppress(trajecten.grid(drawn, samen=both), trajecten.ALL_RULE, onderdrukken=False) for both in (True, False)]
    lines = disclosure.suppress(trajecten.trend(drawn), trajecten.LINE_RULE, onderdrukken=False)
    assert trajecten.hide_lines_beside_grids(lines, grids[1], grids[0]).frame.equals(lines.frame)
