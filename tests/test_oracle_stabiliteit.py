"""On generated deliveries the stability of places equals its oracle."""

import pytest

import pipeline
from deliveries import delivery
from jeugdlib.analyses import plekbezetting
from jeugdlib.disclosure import suppress
from oracle import Answer
from oracle_stabiliteit import table_stability
from test_oracle_tables import differences

SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stability_of_every_product_is_that_of_the_oracle(seed: int):
    given = delivery(seed)
    shown = suppress(pipeline.run(given).occupancy(), plekbezetting.RULE, onderdrukken=False)
    assert differences(plekbezetting.stability(shown).frame, table_stability(Answer(given).occupancy())) == []


def test_the_deliveries_hold_places():
    rows = [row for seed in SEEDS for row in table_stability(Answer(delivery(seed)).occupancy())]
    assert {row["stabiel"] for row in rows} >= {True, False}
    assert {row["trend"] for row in rows} >= {"stijgend", "dalend"}
