"""Paden: counts, key figures and transitions of drawn paths."""

import polars as pl
from polars.testing import assert_frame_equal

from jeugdlib import disclosure
from jeugdlib.analyses import paden
from tables import table

PATHS = table(
    """
    productgroep | pad                                | met_meerwerk_maatwerk
    GGZ          | Zwaar                              | false
    GGZ          | Zwaar                              | false
    GGZ          | Zwaar → Zwaar-Maatwerk → Maatwerk  | true
    GGZ          | Midden                             | false
    GGZ          | Licht                              | false
    GGZ          | Meerwerk                           | true
    GGZ          | Midden → Zwaar                     | false
    AHD          | Licht                              | false
    Groep        |                                    | false
    """
)


def test_paths_are_ranked_by_count_and_then_by_name():
    expected = table(
        """
        productgroep | pad                               | aantal | totaal | aandeel | rang
        AHD          | Licht                             | 1      | 1      | 1.0     | 1
        GGZ          | Zwaar                             | 2      | 7      | 0.2857  | 1
        GGZ          | Licht                             | 1      | 7      | 0.1429  | 2
        GGZ          | Meerwerk                          | 1      | 7      | 0.1429  | 3
        GGZ          | Midden                            | 1      | 7      | 0.1429  | 4
        GGZ          | Midden → Zwaar                    | 1      | 7      | 0.1429  | 5
        GGZ          | Zwaar → Zwaar-Maatwerk → Maatwerk | 1      | 7      | 0.1429  | 6
        """
    )
    assert_frame_equal(paden.count_paths(PATHS), expected, abs_tol=1e-4)


def test_coverage_adds_up_from_the_most_walked_path_down():
    covered = paden.add_coverage(paden.count_paths(PATHS)).filter(pl.col("productgroep") == "GGZ")
    assert covered["dekking"].to_list() == [n / 7 for n in (2, 3, 4, 5, 6, 7)]


def test_key_figures_cover_the_top_five_and_the_paths_with_meerwerk_or_maatwerk():
    expected = table(
        """
        productgroep | paden_totaal | paden_uniek | dekking_top5 | met_meerwerk_maatwerk | aandeel_meerwerk_maatwerk | kleinste_top5
        AHD          | 1            | 1           | 1.0          | 0                     | 0.0                       | 1
        GGZ          | 7            | 6           | 0.8571       | 2                     | 0.2857                    | 1
        """
    )
    assert_frame_equal(paden.key_figures(PATHS), expected, abs_tol=1e-4)


def test_transitions_are_the_steps_between_neighbouring_states():
    expected = table(
        """
        productgroep | van            | naar           | aantal
        GGZ          | Midden         | Zwaar          | 1
        GGZ          | Zwaar          | Zwaar-Maatwerk | 1
        GGZ          | Zwaar-Maatwerk | Maatwerk       | 1
        """
    )
    assert_frame_equal(paden.transitions(PATHS), expected)


def test_without_paths_there_are_empty_tables_with_the_same_columns():
    for analyse in (paden.count_paths, paden.key_figures, paden.transitions):
        assert analyse(PATHS.clear()).is_empty()
        assert analyse(PATHS.clear()).columns == analyse(PATHS).columns
    assert paden.count_paths(PATHS.filter(pl.col("pad").is_null())).is_empty()


def test_the_coverage_is_hidden_where_one_of_the_five_paths_is():
    counts = {"Zwaar": 60, "Midden": 50, "Licht": 40, "Maatwerk": 30, "Meerwerk": 4, "Zwaar → Midden": 20}
    walked = pl.DataFrame({"pad": [pad for pad, n in counts.items() for _ in range(n)]}).with_columns(
        productgroep=pl.lit("GGZ"), met_meerwerk_maatwerk=pl.col("pad").str.contains("werk")
    )
    some_rare = disclosure.suppress(paden.key_figures(walked), paden.KEY_FIGURES_RULE).frame
    assert "kleinste_top5" not in some_rare.columns
    assert some_rare["dekking_top5"].to_list() == [None]  # the rest would be the four of Meerwerk
    none_rare = disclosure.suppress(paden.key_figures(walked.filter(pl.col("pad") != "Meerwerk")), paden.KEY_FIGURES_RULE).frame
    assert none_rare["dekking_top5"].to_list() == [1.0]
    fifth_rare = disclosure.suppress(paden.key_figures(walked.filter(pl.col("pad") != "Zwaar → Midden")), paden.KEY_FIGURES_RULE).frame
    assert fifth_rare["dekking_top5"].to_list() == [None]
