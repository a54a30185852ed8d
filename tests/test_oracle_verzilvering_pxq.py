"""On generated deliveries with every kind of omvang, verzilvering P*Q equals the oracle: counts and cents exactly."""

import random
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

import oracle_f
import pipeline
from deliveries import AGBS, Delivery, delivery
from jeugdlib import definitions
from jeugdlib.analyses import verzilvering_pxq
from oracle import Answer, Row
from test_oracle_tables import differences

SEEDS = range(120)
TYPES: list[Row] = [{"agb": AGBS[0], "type": "micro"}, {"agb": AGBS[1], "type": "regulier"}]  # nobody knows the third


def with_omvang(given: Delivery, dice: random.Random) -> Delivery:
    """Give toewijzingen a budget, an omvang or neither, and products other tariffs; versions of one may differ."""
    for row in given.producten:
        row |= {"tarief": dice.choice((1, 33, 6240, 10000, 11999, None)), "eenheid": dice.choice((row["eenheid"],) * 6 + (None,))}
    units = {row["productcode"]: row["eenheid"] for row in given.producten}
    for row in given.toewijzingen:
        draw = dice.random()
        if draw < 0.1:
            row["budget"] = dice.choice((0, 1, 99, 1_000_001))
        elif draw < 0.9:
            own = units.get(row["productcode"])
            row |= {
                "volume": dice.choice((0.0, 1.0, 2.5, 7.0, 33.33, 0.000001, 4000.0)),
                "eenheid": dice.choice((own, own, own, own, "01", "04", "16", "83", "84", None)),
                "frequentie": dice.choice(("1", "2", "2", "4", "4", "6", "6", "3", None)),
            }
    return given


@cache
def both(seed: int) -> tuple[Answer, pipeline.Run, str]:
    dice = random.Random(seed)
    given = with_omvang(delivery(seed), dice)
    return Answer(given), pipeline.run(given), dice.choice(definitions.OMVANG_METHODEN)


def found_and_known(seed: int) -> tuple[pl.DataFrame, list[Row], dict[str, tuple[int, int]], dict[str, Any]]:
    answer, run, method = both(seed)
    window = {name: answer.choices[name] for name in ("analyse_begin", "peildatum")}
    cleaned, producten = run.cleaned, run.delivered["producten"]
    found = definitions.build_toegewezen(
        cleaned.toewijzingen, cleaned.nettoregels, producten, peildatum=window["peildatum"], omvang_methode=method
    )
    known, reasons = oracle_f.pxq(answer.cleaned, answer.given.producten, answer.choices, method)
    return found, known, reasons, window


@pytest.mark.parametrize("seed", SEEDS)
def test_every_year_product_and_type_equals_the_oracle(seed: int):
    found, known, _, window = found_and_known(seed)
    answer, run, _ = both(seed)
    lines = run.cleaned.nettoregels
    by_product = verzilvering_pxq.by_product(found, lines, **window)
    assert differences(by_product, oracle_f.table(known, answer.choices, "productcode")) == []
    by_type = verzilvering_pxq.by_provider_type(found, lines, pl.DataFrame(TYPES), **window)
    every: dict[str, str | None] = dict.fromkeys(AGBS, "alle")
    by_year = verzilvering_pxq.by_year(found, lines, **window).with_columns(type=pl.lit("alle"))
    assert differences(by_year, oracle_f.table(known, answer.choices, "type", every)) == []
    types = {row["agb"]: row["type"] for row in TYPES}
    assert differences(by_type, oracle_f.table(known, answer.choices, "type", types)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_out_is_what_the_oracle_leaves_out(seed: int):
    found, _, reasons, _ = found_and_known(seed)
    _, run, _ = both(seed)
    rows = verzilvering_pxq.coverage(found, run.cleaned.nettoregels, run.delivered["producten"]).rows(named=True)
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["reden"] != "zonder_toewijzing":
            name = row["reden"] if row["reden"] in ("bekend", "product_onbekend") else "onbekend"
            count, cents = sums.get(name, (0, 0))
            sums[name] = (count + row["toewijzingen"], cents + row["gedeclareerd_cent"])
    assert sums == reasons


@pytest.mark.parametrize("seed", SEEDS[:40])
def test_days_in_and_outside_the_window_add_up_to_the_cents_of_the_toewijzing(seed: int):
    found, _, _, _ = found_and_known(seed)
    known = found.filter(pl.col("toegewezen_cent").is_not_null() & (pl.col("ingangsdatum") <= pl.col("laatste_dag")))
    spread = definitions.spread_over_years(known, analyse_begin=date(2000, 1, 1), peildatum=date(2100, 1, 1))
    sums = spread.group_by("gemeentecode", "toewijzingnummer").agg(pl.col("toegewezen_cent").sum()).sort("gemeentecode", "toewijzingnummer")
    assert sums.equals(known.select(sums.columns))


def test_the_deliveries_have_every_kind_of_omvang():
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        found, known, reasons, _ = found_and_known(seed)
        kinds.update(found["reden_onbekend"].drop_nulls().to_list())
        kinds.update({name: count for name, (count, _) in reasons.items()})
        kinds.update(f"frequentie {row['frequentie']}" for row in known)
        kinds["budget"] += sum(row["budget"] is not None for row in known)
        kinds["open einde"] += sum(row["einddatum"] is None for row in known)
        kinds[both(seed)[2]] += 1
    wanted = {
        "zonder_omvang",
        "frequentie_onbekend",
        "zonder_tarief",
        "eenheid_past_niet",
        "bekend",
        "product_onbekend",
        "budget",
        "open einde",
    }
    wanted |= {f"frequentie {code}" for code in "1246"} | set(definitions.OMVANG_METHODEN)
    assert {name for name in wanted if kinds[name] < 10} == set()
