"""On generated deliveries the evidence of the datavereisten equals its oracle."""

import pytest

import pipeline
from deliveries import delivery
from jeugdlib import model
from jeugdlib.analyses import datavereisten
from oracle_datavereisten import counts

SEEDS = range(80)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_filled_part_is_that_of_the_oracle(seed: int):
    given = delivery(seed)
    delivered = pipeline.read_in(given)
    levering = {name: delivered[name] if name in delivered else model.empty(schema) for name, schema in model.TABLES.items()}
    peildatum = given.choices["peildatum"]
    found = datavereisten.evidence(levering, datavereisten.load_needs(), peildatum=peildatum)
    rows = {name: delivered[name].rows(named=True) for name in model.MESSAGE_TABLES}
    expected = counts(rows, peildatum)
    measured = {row["bewijs"]: (row["gevuld"], row["rijen"]) for row in found.iter_rows(named=True) if row["soort"] == "gevuld"}
    assert {name: measured[name] for name in expected} == expected


def test_the_deliveries_hold_filled_and_empty_cells():
    parts = [
        counts(
            {name: pipeline.read_in(delivery(seed))[name].rows(named=True) for name in model.MESSAGE_TABLES},
            delivery(seed).choices["peildatum"],
        )
        for seed in range(20)
    ]
    assert any(0 < some < all_ for found in parts for some, all_ in found.values())
