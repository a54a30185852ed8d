"""On generated nasty deliveries the beslisboom comes to the end that its oracle comes to, and counts the clients that it counts."""

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

import pipeline
from deliveries import delivery
from jeugdlib.analyses import beslisboom, doorlooptijd, normtoets, paden, volumes
from jeugdlib.disclosure import Disclosed, suppress
from oracle import Answer, table_paden_kengetallen
from oracle_beslisboom import clients_per_group, outcome
from oracle_normtoets import table_far, table_near
from test_oracle_tables import differences

SEEDS = range(120)
LEAST = 2  # the deliveries have few children,
SPREAD = 95  # and their number changes a lot


@cache
def both(seed: int) -> tuple[Answer, pipeline.Run]:
    given = delivery(seed)
    norms = [
        {"normdoorlooptijd_maanden": 1 + place % 4, "normvolume_uren": 20.0 * (1 + place % 3)} for place in range(len(given.producten))
    ]
    kept = [row | norm if (seed + place) % 3 else row for place, (row, norm) in enumerate(zip(given.producten, norms, strict=True))]
    given = replace(given, producten=kept)
    return Answer(given), pipeline.run(given)


def window(run: pipeline.Run, seed: int) -> dict[str, Any]:
    return {name: run.delivery.choices[name] for name in ("analyse_begin", "peildatum")} | {"jaar": 2022 + seed % 2}


def advice(run: pipeline.Run, seed: int) -> dict[str, str | None]:
    """Run the tree of the package with nothing hidden: productgroep -> outcome."""
    products, paths = run.delivered["producten"], run.zorgpaden
    months, classes, walked = doorlooptijd.count_months(paths), volumes.count_classes(paths), paden.count_paths(paths)

    def open_(frame: pl.DataFrame, rule: Any) -> Disclosed:
        return suppress(frame, rule, onderdrukken=False)

    near = open_(normtoets.near_norm(months, products, marge_maanden=1, norm_aandeel=25), normtoets.MONTHS_RULE)
    far = open_(normtoets.far_hours(classes, products), normtoets.HOURS_RULE)
    rules = beslisboom.load_rules({"min_clienten": float(LEAST), "norm_aandeel": 25.0}, [f"variatie={SPREAD}"])
    answers = beslisboom.answer(
        open_(beslisboom.count_clients(run.zorgperioden, products, **window(run, seed)), beslisboom.RULE),
        open_(paden.key_figures(paths), paden.KEY_FIGURES_RULE),
        open_(walked, paden.PATHS_RULE),
        normtoets.hide_beside_classes(far, open_(classes, volumes.RULE), products),
        normtoets.hide_beside_months(near, open_(months, doorlooptijd.RULE), products),
        rules,
    )
    tree = beslisboom.advise(answers, rules).frame
    own = dict(tree.filter("advies").select("productgroep", "vorm").rows())
    return {group: own.get(group) for group in answers.frame["productgroep"].unique().to_list()}


def expected(answer: Answer, run: pipeline.Run, seed: int) -> dict[str, str | None]:
    products = run.delivery.producten
    tables = (
        table_paden_kengetallen(answer.paths),
        table_far(answer.paths, products),
        table_near(answer.paths, products, margin=1, percentage=25),
    )
    rows = clients_per_group(answer.periods, products, **window(run, seed))
    return {row["productgroep"]: outcome(row, *tables, least=LEAST, percentage=25, spread=SPREAD / 100) for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clients_of_a_productgroep_are_those_of_the_oracle(seed: int):
    answer, run = both(seed)
    found = beslisboom.count_clients(run.zorgperioden, run.delivered["producten"], **window(run, seed))
    assert differences(found, clients_per_group(answer.periods, run.delivery.producten, **window(run, seed))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_ends_where_the_oracle_ends(seed: int):
    answer, run = both(seed)
    assert advice(run, seed) == expected(answer, run, seed)


def test_the_deliveries_reach_every_outcome():
    ends = {end for seed in SEEDS for end in expected(*both(seed), seed).values()}
    assert ends >= {"geen", "traject", "plek", "pxq"}
