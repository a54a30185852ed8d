"""What is hidden in a table of costs does not follow from its totals, its months or its extrapolation."""

from typing import Any

import polars as pl
import pytest

from jeugdlib import disclosure
from jeugdlib.analyses import personen, zorgkosten
from test_oracle_kosten import both

SEEDS = range(60)
DREMPEL = 2  # lower than a run may choose: the generated deliveries have few children


def shown(seed: int, name: str, rule: disclosure.Rule) -> pl.DataFrame:
    return disclosure.suppress(both(seed)[1][name], rule, drempel=DREMPEL).frame


def cells(frame: pl.DataFrame, year: int) -> list[Any]:
    return frame.filter(jaar=year)["kosten_cent"].to_list()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_segment_or_month_is_the_only_one_of_a_year_with_a_known_total(seed: int):
    years = shown(seed, "zorgkosten_per_jaar", zorgkosten.YEAR_RULE).filter(pl.col("kosten_cent").is_not_null())
    for parts in (shown(seed, "kosten_per_jaar", zorgkosten.SEGMENT_RULE), shown(seed, "kosten_per_maand", zorgkosten.MONTH_RULE)):
        assert [year for year in years["jaar"] if cells(parts, year).count(None) == 1] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_an_extrapolation_is_shown_only_where_no_month_of_its_year_is_hidden(seed: int):
    estimates = shown(seed, "extrapolatie", zorgkosten.EXTRAPOLATION_RULE).filter(pl.col("extrapolatie_cent").is_not_null())
    months = shown(seed, "kosten_per_maand", zorgkosten.MONTH_RULE)
    for row in estimates.rows(named=True):
        assert None not in cells(months, row["jaar"])
        if row["kosten_zelfde_maanden_vorig_cent"] is not None:
            assert None not in cells(months, row["jaar"] - 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_productgroep_is_the_only_one_of_a_year(seed: int):
    frame = shown(seed, "personen_per_jaar", personen.YEAR_RULE)
    for year in frame["jaar"].unique():
        own = frame.filter(jaar=year)
        hidden = own["toewijzingen"].null_count()
        assert hidden != 1 or own.height == 1, "the toewijzingen of the year stand in another table"


def test_the_generated_deliveries_have_something_to_hide_and_something_to_show():
    frames = [shown(seed, "kosten_per_maand", zorgkosten.MONTH_RULE) for seed in SEEDS]
    estimates = [shown(seed, "extrapolatie", zorgkosten.EXTRAPOLATION_RULE) for seed in SEEDS]
    for found in (pl.concat(frames)["kosten_cent"], pl.concat(estimates)["extrapolatie_cent"]):
        assert 0 < found.null_count() < len(found)
