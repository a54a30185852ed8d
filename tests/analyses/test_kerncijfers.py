"""Kerncijfers: one row per key figure."""

from jeugdlib import disclosure
from jeugdlib.analyses import kerncijfers
from tables import table

CARE = table(
    """
    gemeentecode | client | agb      | duur_begin | duur_eind
    0983         | a      | 41000001 | 2022-01-01 | 2022-12-31
    0983         | a      | 41000002 | 2022-01-01 | 2022-01-31
    0984         | b      | 41000001 | 2022-01-01 | 2022-02-28
    """
)
LINES = table("client | bedrag_cent\na | 1000\nb | 500\nc | -300")


def figures(care, lines):
    return {row["kengetal"]: row["waarde"] for row in kerncijfers.key_figures(care, lines).iter_rows(named=True)}


def test_each_person_counts_once_and_costs_are_shared_by_who_was_declared_for():
    assert figures(CARE, LINES) == {
        "gemeenten": 2.0,
        "clienten": 2.0,
        "toewijzingen": 3.0,
        "aanbieders": 2.0,
        "duur_maanden": 5.0,
        "kosten": 1200.0,
        "kosten_per_client": 400.0,
    }


def test_without_care_nothing_is_invented():
    assert figures(CARE.clear(), LINES.clear())["kosten_per_client"] is None


def test_with_hardly_any_client_no_figure_leaves():
    hidden = disclosure.suppress(kerncijfers.key_figures(CARE, LINES), kerncijfers.RULE).frame
    assert hidden["waarde"].null_count() == hidden.height
