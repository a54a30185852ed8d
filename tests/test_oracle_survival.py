"""Kaplan-Meier against a second oracle that is not ours: lifelines."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from lifelines import KaplanMeierFitter

import oracle
import pipeline
from deliveries import Delivery, declaratie, delivery, toewijzing
from oracle import DEFAULTS, Answer, Row

BIG = 100


def region() -> Delivery:
    """Put many deliveries together as one region with one window, every client and toewijzing under a name of its own."""
    made = Delivery(DEFAULTS | {"analyse_begin": date(2022, 7, 1)}, producten=delivery(0).producten)
    for seed in range(BIG):
        part = delivery(seed)
        for name in ("toewijzingen", "declaraties", "startberichten", "stopberichten"):
            getattr(made, name).extend(_renamed(row, seed) for row in getattr(part, name))
    return made


def _renamed(row: Row, seed: int) -> Row:
    new = row | {"toewijzingnummer": f"{seed}-{row['toewijzingnummer']}"}
    if "client" in row:
        new["client"] = f"{seed}-{row['client']}"
    if "referentienummer" in row:
        new["referentienummer"] = f"{seed}-{row['referentienummer']}"
        new["vorig_referentienummer"] = row["vorig_referentienummer"] and f"{seed}-{row['vorig_referentienummer']}"
    return new


@pytest.fixture(scope="module")
def given() -> Delivery:
    return region()


@pytest.fixture(scope="module")
def curves(given: Delivery) -> pl.DataFrame:
    return pipeline.run(given).tables["doorlooptijd_km"]


@pytest.fixture(scope="module")
def lives(given: Delivery) -> list[tuple[str, int, int, bool]]:
    return oracle.lifetimes(Answer(given).paths, given.choices)


def fitted(own: list[tuple[str, int, int, bool]]) -> KaplanMeierFitter:
    """Fit with late entry. Who enters at month m is at risk from m + 1 on, so entries are put half a month later."""
    return KaplanMeierFitter().fit(
        durations=[duration for _, _, duration, _ in own],
        event_observed=[ended for *_, ended in own],
        entry=[entry + 0.5 if entry else 0 for _, entry, _, _ in own],
    )


def test_the_curve_the_numbers_at_risk_and_the_bounds_are_those_of_lifelines(curves: pl.DataFrame, lives: list[tuple[str, int, int, bool]]):
    compared = 0
    for productgroep in curves["productgroep"].unique().sort():
        own = [life for life in lives if life[0] == productgroep]
        fit = fitted(own)
        survival, bounds, events = fit.survival_function_["KM_estimate"], fit.confidence_interval_, fit.event_table
        for row in curves.filter(productgroep=productgroep).rows(named=True):
            month = row["maanden"]
            assert row["overleving"] == pytest.approx(survival.loc[:month].iloc[-1], abs=1e-9)
            if row["beeindigd"]:
                assert row["onder_risico"] == events.loc[month, "at_risk"]
                assert row["beeindigd"] == events.loc[month, "observed"]
            if 0 < row["overleving"] < 1:
                low, high = bounds.loc[:month].iloc[-1]
                assert (row["laag"], row["hoog"]) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
                compared += 1
    assert compared > 40


def test_the_region_of_the_test_has_late_entries_running_and_ended_paths(lives: list[tuple[str, int, int, bool]]):
    assert sum(entry > 0 for _, entry, _, _ in lives) > 25
    assert sum(ended for *_, ended in lives) > 100
    assert sum(not ended for *_, ended in lives) > 30
    assert len(lives) > 300


def test_without_censoring_the_last_year_looks_short():
    """A quarter of the paths last two years. Few of those that began late are completed; the curve still finds the quarter."""
    dice, made = Random(1), Delivery(dict(DEFAULTS), producten=delivery(0).producten)
    for number in range(300):
        begin = date(2021, 3, 1) + timedelta(days=dice.randint(0, 1200))
        months = dice.choice((2, 6, 12, 24))
        eind = oracle.plus_months(begin, months) - oracle.DAY
        own = {"client": f"c{number}"}
        made.toewijzingen.append(toewijzing(str(number), begin, eind, **own))
        made.declaraties.append(declaratie(str(number), begin, eind, **own))
    tables = pipeline.run(made).tables
    completed = tables["doorlooptijd"]
    naive = completed.filter(pl.col("maanden") > 12)["aantal"].sum() / completed["totaal"][0]
    curve = tables["doorlooptijd_km"].filter(maanden=12)["overleving"].item()
    assert naive < 0.2 < curve < 0.3
