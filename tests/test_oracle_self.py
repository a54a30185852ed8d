"""The helpers of the tests are held to answers worked out by hand: a wrong judge is worse than none."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

import oracle
from deliveries import delivery
from jeugdlib.model import Toewijzingen
from tables import table


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begin", "eind", "months"),
    [
        ("2023-01-01", "2023-12-31", 12),
        ("2023-01-15", "2023-02-14", 1),
        ("2023-01-15", "2023-02-15", 2),
        ("2024-02-29", "2024-02-29", 1),
        ("2023-01-31", "2023-02-27", 1),
        ("2023-01-31", "2023-02-28", 2),
        ("2024-02-29", "2025-02-27", 12),
        ("2024-02-29", "2025-02-28", 13),
    ],
)
def test_the_oracle_counts_months_as_the_definitions_do(begin: str, eind: str, months: int):
    assert oracle.months_long(day(begin), day(eind)) == months


def test_the_oracle_stays_inside_the_month():
    assert oracle.plus_months(day("2024-01-31"), 1) == day("2024-02-29")
    assert oracle.plus_months(day("2023-01-31"), 1) == day("2023-02-28")
    assert oracle.plus_months(day("2024-03-31"), -1) == day("2024-02-29")
    assert oracle.plus_months(day("2023-12-15"), 13) == day("2025-01-15")


def test_the_oracle_rounds_halves_away_from_nought():
    assert [oracle.half_away(Fraction(n, 2)) for n in (-5, -3, -1, 0, 1, 3, 5)] == [-3, -2, -1, 0, 1, 2, 3]


def test_the_oracle_estimates_a_survival_worked_out_by_hand():
    """Four paths: one ends after 1 month, one is censored after 2, one ends after 3, one enters at 2 and ends after 4."""
    rows = oracle.table_km([("A", 0, 1, True), ("A", 0, 2, False), ("A", 0, 3, True), ("A", 2, 4, True)])
    found = [(row["maanden"], row["onder_risico"], row["beeindigd"], row["overleving"]) for row in rows]
    two_thirds, third = Fraction(2, 3), Fraction(1, 3)
    assert found == [(1, 3, 1, two_thirds), (2, 2, 0, two_thirds), (3, 2, 1, third), (4, 1, 1, 0)]
    assert (rows[0]["laag"], rows[0]["hoog"]) == (pytest.approx(0.054, abs=5e-4), pytest.approx(0.945, abs=5e-4))


def test_a_message_is_taken_back_by_status_3_and_may_be_sent_again():
    own = {"toewijzingnummer": "1", "gemeentecode": "0983", "agb": "01000001"}
    wrong, right = own | {"begindatum": day("2024-01-01")}, own | {"begindatum": day("2024-01-08")}
    sent = [wrong | {"status_aanlevering": "1"}, wrong | {"status_aanlevering": "3"}, right | {"status_aanlevering": "1"}]
    assert oracle.standing_messages(sent) == [right | {"status_aanlevering": "1"}]


def test_a_seed_gives_the_same_delivery_every_time():
    assert delivery(7) == delivery(7)
    assert delivery(7).toewijzingen != delivery(8).toewijzingen


def test_a_drawn_table_guesses_its_types_and_keeps_leading_zeros():
    found = table("""
        code | maand      | aantal | aandeel | open  | leeg
        0983 | 2024-01-01 | 3      | 1.5     | true  |
        0893 |            | -1     | 2       | false |
        """)
    assert found.schema == {
        "code": pl.String,
        "maand": pl.Date,
        "aantal": pl.Int64,
        "aandeel": pl.Float64,
        "open": pl.Boolean,
        "leeg": pl.String,
    }
    assert found.row(1) == ("0893", None, -1, 2.0, False, None)


def test_a_drawn_table_takes_the_types_of_its_schema():
    small = table(
        """
        maanden | aandeel
        1       | 1
        """,
        {"maanden": pl.Int32, "aandeel": pl.Float64, "niet_getekend": pl.String},
    )
    assert small.schema == {"maanden": pl.Int32, "aandeel": pl.Float64}
    full = table(
        """
        toewijzingnummer | toewijzingstijd
        007              | 09:30:00
        """,
        Toewijzingen,
    )
    assert full.columns == Toewijzingen.column_names()
    assert full["toewijzingnummer"].item() == "007"
    assert full["client"].item() is None


def test_a_drawing_with_a_cell_too_many_or_an_unknown_head_is_refused():
    with pytest.raises(ValueError, match="3 cells under 2 heads"):
        table("a | b\n1 | 2 | 3")
    with pytest.raises(ValueError, match="no column b"):
        table("a | b\n1 | 2", {"a": pl.Int64})
