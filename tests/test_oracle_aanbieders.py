"""On generated nasty deliveries the tables of the slides about aanbieders equal those of the oracle, exactly."""

import random
from datetime import date, timedelta
from functools import cache

import pytest

import oracle_aanbieders
import pipeline
from deliveries import AGBS, delivery
from jeugdlib.analyses import aanbieders, aanbiedertype, factsheet, maatwerk_meerwerk, nga, samenstelling
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


def contracts(seed: int, lines: list[Row]) -> list[Row]:
    """Agree with some aanbieders on some products, for periods that begin and end on and around the days of their lines."""
    dice = random.Random(seed)
    rows = []
    for line in lines:
        if dice.random() < 0.4:
            begin = line["begindatum"] + timedelta(days=dice.choice((-400, -30, -1, 0, 0, 1)))
            end = dice.choice((None, line["begindatum"] + timedelta(days=dice.choice((-1, 0, 0, 40)))))
            rows.append({"agb": line["agb"], "productcode": line["productcode"], "geldig_vanaf": begin, "geldig_tot": end})
    return rows if seed % 6 else []


def providers(seed: int) -> list[Row]:
    """Give most aanbieders a type, and leave some out of the table."""
    dice = random.Random(seed)
    types = ("micro", "regulier", None)
    return [{"agb": agb, "naam": agb, "type": dice.choice(types), "concern": None} for agb in AGBS if dice.random() < 0.8]


@each_seed
def test_nga_equals_the_oracle_per_year_segment_and_product(seed: int):
    run, lines = both(seed)
    agreed = contracts(seed, lines)
    data = run.cleaned.nettoregels, run.delivered["producten"], pipeline.frame(agreed, "contracten")
    assert differences(nga.per_year(*data), oracle_aanbieders.nga(lines, agreed, ("jaar",))) == []
    assert differences(nga.per_segment(*data), oracle_aanbieders.nga(lines, agreed, ("jaar", "segment"))) == []
    assert differences(nga.per_product(*data), oracle_aanbieders.nga(lines, agreed, ("jaar", "productcode"))) == []
    assert differences(nga.per_product_whole(*data), oracle_aanbieders.nga(lines, agreed, ("productcode",))) == []


@each_seed
def test_aanbieders_per_month_and_their_concentration_equal_the_oracle(seed: int):
    run, lines = both(seed)
    agreed = contracts(seed, lines)
    found = aanbieders.per_month(run.cleaned.nettoregels, pipeline.frame(agreed, "contracten"))
    assert differences(found, oracle_aanbieders.aanbieders_per_maand(lines, agreed)) == []
    assert differences(aanbieders.concentration(run.cleaned.nettoregels), oracle_aanbieders.concentratie(lines)) == []


@each_seed
def test_costs_per_type_and_kind_equal_the_oracle(seed: int):
    run, lines = both(seed)
    known = providers(seed)
    found = aanbiedertype.per_year(run.cleaned.nettoregels, pipeline.frame(known, "aanbieders"))
    assert differences(found, oracle_aanbieders.type_per_jaar(lines, known)) == []
    producten = delivery(seed).producten
    kinds = [row for row in producten if seed % 3 or row["zwaarte"] not in ("meerwerk", "maatwerk")]
    dated = [row | ({"geldig_vanaf": date(2022, 3, 1)} if row["zwaarte"] in ("meerwerk", "maatwerk") else {}) for row in kinds]
    described = oracle_aanbieders.described(answer_to(seed).cleaned.nettoregels, dated)
    split = maatwerk_meerwerk.per_year(run.cleaned.nettoregels, pipeline.frame(dated, "producten"))
    assert differences(split, oracle_aanbieders.maatwerk_per_jaar(described, dated)) == []


def test_the_deliveries_hold_every_kind_of_contract():
    found: set[tuple[str, bool]] = set()
    for seed in SEEDS:
        lines = both(seed)[1]
        agreed = contracts(seed, lines)
        found |= {("none at all", not agreed)}
        for line in lines:
            own = [row for row in agreed if (row["agb"], row["productcode"]) == (line["agb"], line["productcode"])]
            nga = oracle_aanbieders.is_nga(line, agreed)
            found |= {("begins that day", nga) for row in own if row["geldig_vanaf"] == line["begindatum"]}
            found |= {("ends that day", nga) for row in own if row["geldig_tot"] == line["begindatum"]}
            found |= {("too late", nga) for row in own if row["geldig_vanaf"] > line["begindatum"]}
    assert {("none at all", True), ("begins that day", False), ("ends that day", False), ("too late", True)} <= found
