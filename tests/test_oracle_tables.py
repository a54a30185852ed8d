"""On generated nasty deliveries every table of the pipeline equals the table of the oracle."""

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest

import oracle
import pipeline
from deliveries import Delivery, delivery
from oracle import DAY, Cleaned, Row

SEEDS = range(240)


class Answer:
    """What the oracle makes of one delivery."""

    def __init__(self, given: Delivery):
        self.given, self.choices = given, given.choices
        self.starts, self.stops = oracle.standing_messages(given.startberichten), oracle.standing_messages(given.stopberichten)
        self.toewijzingen, self.declaraties, done = oracle.read_in(given.toewijzingen, given.declaraties)
        self.cleaned = oracle.clean(self.toewijzingen, self.declaraties, self.choices, done=done)
        self.periods = self.care(self.cleaned, self.choices)
        self.paths = oracle.care_paths(self.periods, self.choices)

    def care(self, cleaned: Cleaned, choices: oracle.Choices) -> list[Row]:
        return oracle.care_periods(cleaned, self.given.producten, choices, self.starts, self.stops)

    def occupancy(self) -> list[Row]:
        begin, eind = self.choices["plek_begin"], self.choices["plek_eind"]
        choices = self.choices | {"analyse_begin": begin, "peildatum": eind + DAY}
        periods = self.care(oracle.clean(self.toewijzingen, self.declaraties, choices), choices)
        return oracle.table_plekbezetting(periods, self.given.producten, self.given.plekken, choices)

    def tables(self) -> dict[str, list[Row]]:
        return {
            "paden": oracle.table_paden(self.paths),
            "paden_kengetallen": oracle.table_paden_kengetallen(self.paths),
            "overgangen": oracle.table_overgangen(self.paths),
            "volumes": oracle.table_volumes(self.paths),
            "doorlooptijd": oracle.table_doorlooptijd(self.paths),
            "doorlooptijd_km": oracle.table_km(oracle.lifetimes(self.paths, self.choices)),
            "plekbezetting": self.occupancy(),
        }


@cache
def both(seed: int) -> tuple[Answer, pipeline.Run]:
    given = delivery(seed)
    return Answer(given), pipeline.run(given)


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, (float, int)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right


def differences(found: pl.DataFrame, expected: Iterable[Row]) -> list[str]:
    """Name every row that differs between a sorted frame and the rows of the oracle, in the oracle's columns."""
    rows = [{name: plain(value) for name, value in row.items()} for row in expected]
    got = found.select(*rows[0]).rows(named=True) if rows else found.rows(named=True)
    if len(got) != len(rows):
        return [f"{len(got)} rows for {len(rows)}", *map(str, got), "expected", *map(str, rows)]
    return [
        f"{ours} is not {theirs}"
        for ours, theirs in zip(got, rows, strict=True)
        if not all(same(ours[name], theirs[name]) for name in theirs)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_table_equals_the_oracle(seed: int):
    answer, run = both(seed)
    tables = run.tables()
    wrong = {name: found for name, rows in answer.tables().items() if (found := differences(tables[name], rows))}
    assert not wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_and_cent_ends_where_the_oracle_puts_it(seed: int):
    answer, run = both(seed)
    kept = ("ouder_dan_21", "buiten_analyseperiode", "nulregel", "tegengeboekt", "aanvaard")
    ledger = run.cleaned.ledger.filter(pl.col("rijen") > 0).with_columns(pl.col("bedrag_cent").fill_null(0))
    found = {
        (g, t, s): [rows, cents] for g, t, s, rows, cents in ledger.select("gemeentecode", "tabel", "stap", "rijen", "bedrag_cent").rows()
    }
    assert found == {key: value for key, value in answer.cleaned.ledger.items() if key[2] in kept}
