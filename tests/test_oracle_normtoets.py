"""On generated nasty deliveries the normtoets equals its oracle."""

from dataclasses import replace
from functools import cache

import pytest

import pipeline
from deliveries import delivery
from jeugdlib.analyses import doorlooptijd, normtoets, volumes
from oracle import Answer
from oracle_normtoets import table_far, table_near
from test_oracle_tables import differences

SEEDS = range(120)


@cache
def both(seed: int) -> tuple[Answer, pipeline.Run]:
    """Give half of the products norms that bite: the deliveries have few paths of a year."""
    given = delivery(seed)
    products = [
        row | {"normdoorlooptijd_maanden": 1 + place % 7, "normvolume_uren": 5.0 * (1 + place % 9)} if (seed + place) % 3 else row
        for place, row in enumerate(given.producten)
    ]
    given = replace(given, producten=products)
    return Answer(given), pipeline.run(given)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_path_around_or_far_from_its_norm_is_that_of_the_oracle(seed: int):
    answer, run = both(seed)
    products = run.delivered["producten"]
    near = normtoets.near_norm(doorlooptijd.count_months(run.zorgpaden), products, marge_maanden=seed % 3, norm_aandeel=25 + seed % 50)
    far = normtoets.far_hours(volumes.count_classes(run.zorgpaden), products)
    expected = table_near(answer.paths, run.delivery.producten, margin=seed % 3, percentage=25 + seed % 50)
    assert differences(near, expected) == []
    assert differences(far, table_far(answer.paths, run.delivery.producten)) == []


def test_the_deliveries_hold_what_is_asked():
    rows = [row for seed in SEEDS for row in table_near(both(seed)[0].paths, both(seed)[1].delivery.producten, margin=1, percentage=25)]
    assert {row["norm_bron"] for row in rows} == {"product", "standaard"}
    assert any(" of " in row["norm"] for row in rows)
    assert {row["oordeel"] for row in rows} >= {"representatief", "niet te zeggen"}
    far = [row for seed in SEEDS for row in table_far(both(seed)[0].paths, both(seed)[1].delivery.producten)]
    assert any(row["aantal"] for row in far)
    assert any(row["aantal"] < row["totaal"] for row in far)
