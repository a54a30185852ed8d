"""Gevoeligheid: the key figures of the paths under several tolerances side by side."""

import polars as pl
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import gevoeligheid
from tables import table

MEDIAN = table("productgroep | beeindigd | mediaan\nGGZ | 60 | 9")


def figures(total: int, coverage: float, *, with_extra: int = 20) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "productgroep": ["GGZ"],
            "paden_totaal": [total],
            "dekking_top5": [coverage],
            "met_meerwerk_maatwerk": [with_extra],
            "aandeel_meerwerk_maatwerk": [with_extra / total],
        }
    )


def test_a_conclusion_flips_where_the_five_paths_no_longer_reach_the_criterion():
    runs: dict[int | None, pl.DataFrame] = {None: figures(100, 0.92), 0: figures(120, 0.95), 60: figures(80, 0.89)}
    expected = table(
        """
        productgroep | tolerantie_dagen | past  | kantelt
        GGZ          |                  | true  | false
        GGZ          | 0                | true  | false
        GGZ          | 60               | false | true
        """
    )
    found = gevoeligheid.compare(runs, dict.fromkeys(runs, MEDIAN))
    assert_frame_equal(found.select(expected.columns), expected)
    assert found["mediaan"].to_list() == [9, 9, 9]


def test_exactly_the_criterion_is_enough():
    runs: dict[int | None, pl.DataFrame] = {None: figures(100, 0.9)}
    assert gevoeligheid.compare(runs, {None: MEDIAN})["past"].to_list() == [True]


def test_a_coverage_that_leaves_a_few_paths_is_hidden():
    compared = gevoeligheid.compare({None: figures(100, 0.95)}, {None: MEDIAN})
    shown = disclosure.suppress(compared, gevoeligheid.RULE).frame
    assert shown.select("paden_totaal", "dekking_top5", "mediaan").rows() == [(100, None, 9)]


def test_of_a_small_group_nothing_is_shown():
    compared = gevoeligheid.compare({None: figures(8, 0.92, with_extra=0)}, {None: MEDIAN.with_columns(beeindigd=pl.lit(4))})
    shown = disclosure.suppress(compared, gevoeligheid.RULE).frame.drop("productgroep", "tolerantie_dagen", "onderdrukt")
    assert shown.row(0, named=True)["dekking_top5"] is None
    assert shown.drop("met_meerwerk_maatwerk", "aandeel_meerwerk_maatwerk", "beeindigd").row(0) == (None,) * 5
    assert shown["beeindigd"].item() is None
