"""Doorlooptijd: completed paths in months, and the curve that counts the running ones too."""

from datetime import date

import polars as pl
import pytest
from lifelines import KaplanMeierFitter
from polars.testing import assert_frame_equal

from build import build
from jeugdlib.analyses import doorlooptijd
from tables import table

BEGIN = date(2021, 1, 1)
PATHS = table(
    """
    productgroep | doorlooptijd_maanden | lopend | links_afgekapt | vroegste_ingangsdatum | duur_begin | duur_eind
    GGZ          | 1                    | false  | false          | 2022-01-01            | 2022-01-01 | 2022-01-31
    GGZ          | 2                    | false  | false          | 2022-01-01            | 2022-01-01 | 2022-02-28
    GGZ          | 2                    | true   | false          | 2022-01-01            | 2022-01-01 | 2022-02-28
    GGZ          | 3                    | false  | true           | 2020-11-01            | 2021-01-01 | 2021-03-31
    GGZ          | 4                    | false  | false          | 2022-01-01            | 2022-01-01 | 2022-04-30
    """
)


def test_only_completed_paths_are_counted_per_month():
    expected = table(
        """
        productgroep | maanden | aantal | totaal | aandeel
        GGZ          | 1       | 1      | 4      | 0.25
        GGZ          | 2       | 1      | 4      | 0.25
        GGZ          | 3       | 1      | 4      | 0.25
        GGZ          | 4       | 1      | 4      | 0.25
        """
    )
    assert_frame_equal(doorlooptijd.count_months(PATHS), expected)


def test_a_running_path_is_at_risk_until_its_last_month_and_an_early_one_from_its_entry():
    # The truncated path began two months before the window: it lasts five months and is at risk from the third on.
    expected = table(
        """
        maanden | onder_risico | beeindigd | overleving
        1       | 4            | 1         | 0.75
        2       | 3            | 1         | 0.5
        3       | 2            | 0         | 0.5
        4       | 2            | 1         | 0.25
        5       | 1            | 1         | 0.0
        """
    )
    curve = doorlooptijd.kaplan_meier(PATHS, analyse_begin=BEGIN)
    assert_frame_equal(curve.select("maanden", "onder_risico", "beeindigd", "overleving"), expected)


def test_the_curve_and_its_interval_equal_those_of_lifelines():
    lives = [(1, 0, 1), (2, 0, 1), (2, 0, 0), (5, 2, 1), (4, 0, 1)]
    fit = KaplanMeierFitter().fit(
        [life[0] for life in lives], event_observed=[life[2] for life in lives], entry=[life[1] for life in lives]
    )
    curve = doorlooptijd.kaplan_meier(PATHS, analyse_begin=BEGIN)
    for row in curve.filter(pl.col("maanden") < 5).iter_rows(named=True):
        bounds = fit.confidence_interval_.loc[: row["maanden"]].iloc[-1]
        assert row["overleving"] == pytest.approx(fit.survival_function_at_times(row["maanden"]).item())
        assert (row["laag"], row["hoog"]) == pytest.approx((bounds.iloc[0], bounds.iloc[1]))


def test_the_median_is_the_first_month_at_or_below_a_half_and_may_not_be_reached():
    curve = doorlooptijd.kaplan_meier(PATHS, analyse_begin=BEGIN)
    assert doorlooptijd.median_months(curve)["mediaan"].to_list() == [2]
    running = PATHS.with_columns(lopend=pl.lit(True))
    never = doorlooptijd.median_months(doorlooptijd.kaplan_meier(running, analyse_begin=BEGIN))
    assert never.rows() == [("GGZ", 0, None, None, None)]


def test_the_norm_of_a_productgroep_is_that_of_most_of_its_products():
    producten = build(
        "producten",
        """
        productcode | productgroep | normdoorlooptijd_maanden
        A1          | GGZ          | 12
        A2          | GGZ          | 6
        A3          | GGZ          | 12
        A4          | GGZ          |
        B1          | AP           | 9
        B2          | AP           | 3
        C1          | EMB          |
        """,
    )
    normen = doorlooptijd.norms(producten)
    assert normen.rows() == [("AP", 3, 1), ("AP", 9, 1), ("GGZ", 6, 1), ("GGZ", 12, 2)]
    assert doorlooptijd.common_norms(normen) == {"AP": 3, "GGZ": 12}
