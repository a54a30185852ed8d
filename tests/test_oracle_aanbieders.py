"""On generated nasty deliveries the tables of the slides about aanbieders equal those of the oracle, exactly."""

from functools import cache

import pytest

import oracle_aanbieders
import pipeline
from deliveries import AGBS, delivery
from jeugdlib.analyses import factsheet, samenstelling
from oracle import Answer, Row
from test_oracle_tables import differences

SEEDS = range(60)
each_seed = pytest.mark.parametrize("seed", SEEDS)


@cache
def both(seed: int) -> tuple[pipeline.Run, list[Row]]:
    given = delivery(seed)
    return pipeline.run(given), oracle_aanbieders.described(answer_to(seed).cleaned.nettoregels, given.producten)


@cache
def answer_to(seed: int) -> Answer:
    return Answer(delivery(seed))


@each_seed
def test_costs_per_zwaarte_equal_the_oracle_with_and_without_the_largest_aanbieder(seed: int):
    run, lines = both(seed)
    data = run.cleaned.nettoregels, run.delivered["producten"]
    largest = oracle_aanbieders.largest(lines)
    assert differences(samenstelling.per_year(*data), oracle_aanbieders.zwaarte_per_jaar(lines)) == []
    assert differences(samenstelling.pxq_share(*data), oracle_aanbieders.pxq_aandeel(lines)) == []
    assert differences(samenstelling.per_year_without(*data), oracle_aanbieders.zwaarte_per_jaar(lines, largest)) == []
    assert differences(samenstelling.pxq_share_without(*data), oracle_aanbieders.pxq_aandeel(lines, largest)) == []


@each_seed
def test_costs_without_chosen_aanbieders_equal_the_oracle(seed: int):
    run, lines = both(seed)
    data, zonder = (run.cleaned.nettoregels, run.delivered["producten"]), list(AGBS[:2])
    without = oracle_aanbieders.chosen_everywhere(lines, zonder)
    assert differences(samenstelling.per_year_without(*data, zonder=zonder), oracle_aanbieders.zwaarte_per_jaar(lines, without)) == []
    assert differences(samenstelling.pxq_share_without(*data, zonder=zonder), oracle_aanbieders.pxq_aandeel(lines, without)) == []


@each_seed
def test_every_factsheet_equals_the_oracle(seed: int):
    run, lines = both(seed)
    for jaar in range(2020, 2025):
        found = factsheet.per_group(run.zorgperioden, run.cleaned.nettoregels, run.delivered["producten"], jaar=jaar)
        assert differences(found, oracle_aanbieders.factsheet(lines, answer_to(seed).periods, jaar)) == []
