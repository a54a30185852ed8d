"""On generated nasty deliveries the tables of costs and counts equal those of the oracle, to the cent and to the child."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl
import pytest

import oracle_kosten
import pipeline
from deliveries import Delivery, delivery
from jeugdlib.analyses import clienten_toewijzingen, personen, zorgkosten
from oracle import Answer, Row
from test_oracle_tables import differences

SEEDS = range(80)
INDEX = {2022: 0.03, 2023: 0.045}


def signed_by(seed: int, line: Row) -> Row:
    """Give a line a dagtekening, most within two months of its care, some much later or before it, some unknown."""
    dice = random.Random(f"{seed} {line['referentienummer']} {line['debet_credit']}")
    days = dice.choice((0, 5, 30, 31, 35, 40, 60, 61, 90, 200, 400, -20))
    known = seed % 10 and dice.random() < 0.9
    return line | {"dagtekening": line["begindatum"] + timedelta(days=days) if known else None}


def dated(seed: int) -> Delivery:
    given = delivery(seed)
    return replace(given, declaraties=[signed_by(seed, line) for line in given.declaraties])


@cache
def both(seed: int) -> tuple[Answer, dict[str, pl.DataFrame]]:
    given = dated(seed)
    run = pipeline.run(given)
    window = {name: given.choices[name] for name in ("analyse_begin", "peildatum")}
    net, producten = run.cleaned.nettoregels, run.delivered["producten"]
    return Answer(given), {
        "kosten_per_jaar": zorgkosten.per_segment(net, run.zorgperioden, producten, **window),
        "zorgkosten_per_jaar": zorgkosten.per_year(net, run.zorgperioden, indexatie=INDEX, **window),
        "kosten_per_maand": zorgkosten.per_month(net, run.delivered["declaraties"], **window),
        "extrapolatie": zorgkosten.extrapolate(net, **window),
        "kostenverandering": zorgkosten.split_change(net, producten, **window),
        "clienten_toewijzingen": clienten_toewijzingen.per_year(run.zorgperioden, **window),
        "clienten_per_maand": personen.per_month(run.zorgperioden, **window),
        "personen_per_jaar": personen.per_year(run.zorgperioden, **window),
    }


def expected(answer: Answer) -> dict[str, list[Row]]:
    return {
        "kosten_per_jaar": oracle_kosten.table_kosten_per_jaar(answer),
        "zorgkosten_per_jaar": oracle_kosten.table_zorgkosten_per_jaar(answer, INDEX),
        "kosten_per_maand": oracle_kosten.table_kosten_per_maand(answer),
        "extrapolatie": oracle_kosten.table_extrapolatie(answer),
        "kostenverandering": oracle_kosten.table_kostenverandering(answer),
        "clienten_toewijzingen": oracle_kosten.table_clienten_toewijzingen(answer),
        "clienten_per_maand": oracle_kosten.table_clienten_per_maand(answer),
        "personen_per_jaar": oracle_kosten.table_personen_per_jaar(answer),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_table_of_costs_and_counts_equals_the_oracle(seed: int):
    answer, found = both(seed)
    assert {name: wrong for name, rows in expected(answer).items() if (wrong := differences(found[name], rows))} == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cent_is_in_a_segment_a_year_and_a_month_and_parts_are_the_change(seed: int):
    answer, found = both(seed)
    cents = sum(line["bedrag"] for line in answer.cleaned.nettoregels)
    assert [found[name]["kosten_cent"].sum() for name in ("kosten_per_jaar", "zorgkosten_per_jaar", "kosten_per_maand")] == [cents] * 3
    parts = found["kostenverandering"].group_by("jaar", "grondslag").agg(pl.col("bedrag_cent").sum(), pl.col("verandering_cent").first())
    assert parts["bedrag_cent"].to_list() == parts["verandering_cent"].to_list()


def test_the_deliveries_reach_every_corner_of_the_costs():
    found: Counter[str] = Counter()

    def seen(what: str, rows: pl.Series) -> None:
        found[what] += int(rows.fill_null(False).cast(pl.Int64).sum())

    for seed in SEEDS:
        tables = both(seed)[1]
        seen("unknown segment", tables["kosten_per_jaar"]["segment"] == "onbekend")
        seen("year with care and no lines", tables["zorgkosten_per_jaar"]["clienten"] == 0)
        seen("growth", tables["zorgkosten_per_jaar"]["groei"].is_not_null())
        seen("negative month", tables["kosten_per_maand"]["kosten_cent"] < 0)
        seen("month that came in in part", tables["kosten_per_maand"]["volledigheid"] < zorgkosten.VOLLEDIG)
        seen("month of which nothing tells", tables["kosten_per_maand"]["volledigheid"].is_null())
        seen("seasonal", tables["extrapolatie"]["wijze"] == zorgkosten.SEIZOEN)
        seen("fewest clients in a month", tables["extrapolatie"]["kleinste_maand"] < tables["extrapolatie"]["clienten"])
        seen("years tested", tables["clienten_toewijzingen"]["clienten_p"] < 1)
        seen("months without a client", tables["clienten_per_maand"]["clienten"] == 0)
        seen("years with a spread", tables["personen_per_jaar"]["verschil_zonder_laagste"] > 0)
        seen("split with hours", tables["kostenverandering"]["grondslag"] == zorgkosten.MET_UREN)
    assert {name for name, number in found.items() if not number} == set()
