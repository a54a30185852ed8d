"""Samenvatting: ten figures from the tables of the slides, never another number than they show."""

import polars as pl
import pytest

from jeugdlib.analyses import samenvatting
from jeugdlib.disclosure import Disclosed
from tables import table

DRAWN = {
    "clienten_toewijzingen": """
        jaar | clienten | toewijzingen | onderdrukt
        2022 | 200      | 300          | false
        2023 | 150      | 330          | false
        2024 | 100      | 200          | false
    """,
    "aanbieders_per_jaar": "jaar | aanbieders | onderdrukt\n2022 | 10 | false\n2023 | 12 | false",
    "zorgkosten_per_jaar": """
        jaar | kosten_cent | kosten_per_client_cent | kosten_per_toewijzing_cent | onderdrukt
        2022 | 100000      | 500                    | 333                        | false
        2023 | 120000      | 800                    | 364                        | false
    """,
    "nga_per_jaar": "jaar | aandeel | onderdrukt\n2022 | 0.02 | false\n2023 | | true",
    "maatwerk_per_jaar": """
        jaar | soort              | aandeel | onderdrukt
        2022 | geen onderscheid   | 1.0     | false
        2023 | overig             | 0.75    | false
        2023 | meerwerk           |         | true
        2023 | maatwerk           |         | true
    """,
    "aanbiedertype_per_jaar": """
        jaar | type     | aandeel | onderdrukt
        2022 | micro    | 0.1     | false
        2023 | micro    | 0.15    | false
        2023 | regulier | 0.85    | false
    """,
    "verzilvering_jaar": "jaar | verzilvering | onderdrukt\n2023 | 0.8 | false",
}


def given(**changed: str) -> dict[str, Disclosed]:
    return {name: Disclosed(table(text), 10, veilig=True) for name, text in (DRAWN | changed).items()}


def figures(regio: dict[str, Disclosed] | None = None, **changed: str) -> dict[str, dict]:
    found = samenvatting.ten_figures(given(**changed), regio or {}, jaar=2023)
    return {row["kengetal"]: row for row in found.frame.iter_rows(named=True)}


def test_there_are_ten_and_each_stands_in_a_table_of_a_slide():
    assert list(figures()) == list(samenvatting.CIJFERS)
    assert len(samenvatting.CIJFERS) == 10
    assert set(samenvatting.TABELLEN) == set(DRAWN)


def test_a_count_and_an_amount_grow_as_a_fraction_and_the_year_after_plays_no_part():
    row = figures()["clienten"]
    assert (row["waarde"], row["vorig"], row["verandering"]) == (150.0, 200.0, -0.25)
    assert figures()["kosten"]["verandering"] == pytest.approx(0.2)


def test_a_share_changes_in_points():
    assert figures()["aandeel_micro"]["verandering"] == pytest.approx(0.05)


def test_meerwerk_and_maatwerk_are_what_the_rest_leaves_and_have_no_change_where_they_were_not_told_apart():
    row = figures()["aandeel_meerwerk_maatwerk"]
    assert (row["waarde"], row["vorig"], row["verandering"], row["onderdrukt"]) == (0.25, None, None, False)


def test_what_is_hidden_on_its_slide_is_hidden_here_with_its_change():
    row = figures()["aandeel_nga"]
    assert (row["waarde"], row["verandering"], row["onderdrukt"]) == (None, None, True)


def test_a_year_without_a_row_is_no_figure_and_not_hidden():
    row = figures(verzilvering_jaar="jaar | verzilvering | onderdrukt\n2021 | 0.8 | false")["verzilvering"]
    assert (row["waarde"], row["onderdrukt"]) == (None, False)


def test_the_region_stands_beside_with_its_own_change():
    beside = {
        "clienten_toewijzingen": Disclosed(
            table("jaar|clienten|toewijzingen|onderdrukt\n2022|1000|1|false\n2023|1100|1|false"), 10, veilig=True
        )
    }
    row = figures(beside)["clienten"]
    assert (row["regio"], row["regio_verandering"]) == (1100.0, pytest.approx(0.1))
    assert figures(beside)["kosten"]["regio"] is None


def test_a_summary_of_a_table_that_may_not_leave_may_not_leave():
    tables = given() | {"nga_per_jaar": Disclosed(table(DRAWN["nga_per_jaar"]), 10, veilig=False)}
    assert not samenvatting.ten_figures(tables, {}, jaar=2023).veilig
    assert samenvatting.ten_figures(given(), {}, jaar=2023).frame.schema["waarde"] == pl.Float64
