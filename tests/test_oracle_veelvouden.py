"""On generated nasty deliveries the figures per gemeente equal those of the oracle, and add up to the region's."""

import polars as pl
import pytest

import oracle_veelvouden
import pipeline
from deliveries import delivery
from jeugdlib import model
from jeugdlib.analyses import kleine_veelvouden
from oracle import Answer
from test_oracle_tables import differences

SEEDS = range(60)


def young_of(codes: list[str]) -> pl.DataFrame:
    """Invent young inhabitants for all gemeenten but the last, in two age classes."""
    rows = [
        (code, year, age, 40 + 7 * place + year % 5) for place, code in enumerate(codes[:-1]) for year in (2021, 2022, 2023) for age in "ab"
    ]
    schema = {name: spec.dtype for name, spec in model.Jeugdigen.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figures_per_gemeente_equal_the_oracle(seed: int):
    given = delivery(seed)
    run, answer = pipeline.run(given), Answer(given)
    window = {name: given.choices[name] for name in ("analyse_begin", "peildatum")}
    codes = sorted({row["gemeentecode"] for row in given.toewijzingen})
    names = {code: f"Gemeente {code}" for code in codes[1:]}
    gemeenten = pl.DataFrame(
        {"gemeentecode": list(names), "naam": list(names.values())}, schema={"gemeentecode": pl.String, "naam": pl.String}
    )
    young = young_of(codes)
    counted = {(code, year): number for code, year, number in young.group_by("gemeentecode", "jaar").agg(pl.col("aantal").sum()).rows()}
    found = kleine_veelvouden.per_gemeente(run.cleaned.nettoregels, run.zorgperioden, gemeenten, young, **window)
    assert differences(found, oracle_veelvouden.table_per_gemeente(answer, counted, names)) == []
    assert found["kosten_cent"].sum() == sum(line["bedrag"] for line in answer.cleaned.nettoregels)
