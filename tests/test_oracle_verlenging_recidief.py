"""On generated deliveries verlenging en recidief equal the oracle, and the deliveries hold what makes them hard."""

from collections import Counter
from functools import cache

import pytest

import oracle_e
import pipeline
from deliveries import delivery
from jeugdlib.analyses import verlenging_recidief
from oracle import Answer, Row, plus_months
from test_oracle_tables import differences

SEEDS = range(160)


@cache
def both(seed: int) -> tuple[dict[str, list[Row]], pipeline.Run, Answer]:
    given = delivery(seed)
    for place, row in enumerate(given.toewijzingen):
        if row["reden_wijziging"] is None and place % 4 == 0:
            row["reden_wijziging"] = "04"
    answer = Answer(given)
    return oracle_e.followed(answer.periods, answer.cleaned, answer.choices), pipeline.run(given), answer


@pytest.mark.parametrize("seed", SEEDS)
def test_both_tables_equal_the_oracle(seed: int):
    forms, run, answer = both(seed)
    found = verlenging_recidief.follow(run.zorgperioden, run.cleaned.toewijzingen, peildatum=answer.choices["peildatum"])
    assert differences(verlenging_recidief.count(found), oracle_e.table(forms)) == []
    assert differences(verlenging_recidief.bias(found), oracle_e.naive(forms)) == []


def test_the_deliveries_hold_what_makes_it_hard():
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        forms, _, answer = both(seed)
        rows = [row for members in forms.values() for row in members]
        for row in rows:
            kinds[row["outcome"]] += 1
            kinds[f"{row['outcome']}, niet gevolgd"] += not row["gevolgd_1m"]
            kinds["alleen een maand gevolgd"] += row["gevolgd_1m"] and not row["gevolgd_6m"]
            kinds["opgerekt en verlengd"] += row["opgerekt"] and row["outcome"] == "verlengd"
        for period in answer.periods:
            for other in answer.periods:
                same = all(other[name] == period[name] for name in ("gemeentecode", "client", "productcode"))
                if same and other is not period:
                    kinds["gelijk begin"] += other["begin"] == period["begin"]
                    kinds["precies een maand later"] += other["begin"] == plus_months(period["eind"], 1)
    wanted = {
        "verlengd",
        "recidief",
        "afgerond",
        "afgerond, niet gevolgd",
        "alleen een maand gevolgd",
        "opgerekt en verlengd",
        "gelijk begin",
    }
    assert {name for name in wanted | {"precies een maand later"} if kinds[name] < 10} == set()
