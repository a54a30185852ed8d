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
        productgroep | paden_totaal | paden_uniek | dekking_top5 | met_meerwerk_maatwerk | aandeel_meerwerk_maatwerk
        AHD          | 1            | 1           | 1.0          | 0                     | 0.0
        GGZ          | 7            | 6           | 0.8571       | 2                     | 0.2857
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


def walked(counts: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame({"pad": [pad for pad, count in counts.items() for _ in range(count)]}).with_columns(
        productgroep=pl.lit("GGZ"), met_meerwerk_maatwerk=pl.col("pad").str.contains("werk")
    )


def figures_beside(counts: dict[str, int]) -> dict:
    paths = disclosure.suppress(paden.count_paths(walked(counts)), paden.PATHS_RULE)
    figures = disclosure.suppress(paden.key_figures(walked(counts)), paden.KEY_FIGURES_RULE)
    return paden.hide_figures_beside_paths(figures, paths).frame.row(0, named=True)


def test_the_coverage_is_shown_only_with_all_five_paths():
    most = {"Zwaar": 600, "Midden": 500, "Licht": 400, "Maatwerk": 300, "Meerwerk": 200, "Licht → Midden": 150, "Zwaar → Midden": 100}
    assert figures_beside(most)["dekking_top5"] == 2000 / 2250
    four = {"Zwaar": 600, "Midden": 500, "Licht": 400, "Maatwerk": 300, "Meerwerk": 4, "Zwaar → Midden": 3, "Midden → Zwaar": 9}
    assert figures_beside(four)["dekking_top5"] is None


def test_the_share_with_meerwerk_is_hidden_where_it_would_leave_a_rare_path_alone():
    counts = {"Zwaar": 600, "Midden": 500, "Maatwerk": 300, "Zwaar → Midden": 7, "Zwaar → Maatwerk": 6, "Midden → Maatwerk": 9}
    figures = figures_beside(counts)
    assert (figures["paden_totaal"], figures["met_meerwerk_maatwerk"], figures["aandeel_meerwerk_maatwerk"]) == (1422, None, None)
    assert figures["onderdrukt"]


def test_a_transition_is_hidden_where_the_shown_paths_hold_all_but_a_few_of_it():
    counts = {"Zwaar → Midden": 40, "Licht → Zwaar → Midden": 8, "Midden → Licht": 30, "Zwaar": 100, "Midden → Zwaar": 9}
    paths = disclosure.suppress(paden.count_paths(walked(counts)), paden.PATHS_RULE)
    steps = disclosure.suppress(paden.transitions(walked(counts)), paden.TRANSITIONS_RULE)
    shown = {(van, naar): count for _, van, naar, count, _ in paden.hide_transitions_beside_paths(steps, paths).frame.rows()}
    assert shown["Zwaar", "Midden"] is None
    assert shown["Midden", "Licht"] in (30, None)


def test_hidden_paths_stand_in_the_order_of_their_names_not_of_their_counts():
    counts = {"Zwaar": 600, "Midden": 9, "Licht": 2, "Maatwerk": 5, "Meerwerk": 8}
    paths = disclosure.suppress(paden.count_paths(walked(counts)), paden.PATHS_RULE).frame
    assert paths["pad"].to_list() == ["Zwaar", "Licht", "Maatwerk", "Meerwerk", "Midden"]
