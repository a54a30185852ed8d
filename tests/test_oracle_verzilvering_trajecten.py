"""On generated deliveries with prices and norms of every kind, verzilvering of trajecten equals the oracle."""

import random
from collections import Counter
from functools import cache

import pytest

import oracle_g
import pipeline
from deliveries import Delivery, delivery
from jeugdlib.analyses import verzilvering_trajecten
from oracle import Answer, Row, of, standing_messages
from test_oracle_tables import differences

SEEDS = range(200)


def with_prices(given: Delivery, dice: random.Random) -> Delivery:
    """Make most products trajecten, some with a price or norm that is round for the grid; let stops have other reasons."""
    for row in given.producten:
        if row["financieringsvorm"] != "traject" and dice.random() < 0.6:
            row["financieringsvorm"] = "traject"
        if row["financieringsvorm"] == "traject":
            row |= {
                "trajectprijs": dice.choice((100000, 99999, 20000, None, 0)) if dice.random() < 0.4 else 60000,
                "normdoorlooptijd_maanden": dice.choice((1, 4, 12, 12, None)),
            }
    for row in given.declaraties:
        row["bedrag"] = dice.choice((row["bedrag"], 5000, 3000, 57000, 63000))
    for row in given.stopberichten:
        if row["reden_beeindiging"] == "31" and row["status_aanlevering"] == "1" and dice.random() < 0.4:
            row["reden_beeindiging"] = dice.choice(("32", "36", "38"))
    return given


@cache
def both(seed: int) -> tuple[list[Row], pipeline.Run, Answer]:
    given = with_prices(delivery(seed), random.Random(seed))
    answer = Answer(given)
    ingang = {of(row): row["ingangsdatum"] for row in answer.cleaned.toewijzingen}
    stops = standing_messages(given.stopberichten)
    return oracle_g.judged(answer.periods, answer.cleaned, ingang, stops, answer.choices), pipeline.run(given), answer


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_line_and_reason_equals_the_oracle(seed: int):
    rows, run, answer = both(seed)
    window = {name: answer.choices[name] for name in ("analyse_begin", "peildatum")}
    judged = verzilvering_trajecten.judge(run.zorgperioden, run.cleaned.nettoregels, run.delivered["stopberichten"], **window)
    assert differences(verzilvering_trajecten.grid(judged), oracle_g.grid(rows, "productgroep")) == []
    assert differences(verzilvering_trajecten.grid(judged, samen=True), oracle_g.grid(rows, "alle")) == []
    assert differences(verzilvering_trajecten.trend(judged), oracle_g.trend(rows)) == []
    assert Counter(judged["reden"].to_list()) == Counter(row["reden"] for row in rows)


def test_the_deliveries_hold_what_makes_it_hard():
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        rows, _, _ = both(seed)
        kinds.update(str(row["reden"]) for row in rows)
        known = [row for row in rows if row["reden"] is None]
        kinds["precies op een half"] += sum((row["y"] * 10).denominator == 2 or (row["x"] * 10).denominator == 2 for row in known)
        kinds["kosten onder nul"] += sum(row["y"] < 0 for row in known)
        kinds["evenveel kosten als volume"] += sum(row["y"] == row["x"] for row in known)
        kinds["geen helling"] += sum(row["helling"] is None for row in oracle_g.trend(rows))
    wanted = {"None", *verzilvering_trajecten.REDENEN, "precies op een half", "geen helling"}
    assert {name for name in wanted if kinds[name] < 10} == set()
    assert kinds["kosten onder nul"] > 0
    assert kinds["evenveel kosten als volume"] > 0
