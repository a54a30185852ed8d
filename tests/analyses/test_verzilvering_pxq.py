"""Verzilvering P*Q: declared against assigned, per year."""

from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from build import build
from jeugdlib.analyses import verzilvering_pxq
from tables import table

WINDOW = {"analyse_begin": date(2021, 1, 1), "peildatum": date(2024, 8, 1)}
AANBIEDERS = table("agb | type\n41000001 | micro\n41000002 | regulier\n41000003 |", {"agb": pl.String, "type": pl.String})
DATES = {
    "ingangsdatum": pl.Date,
    "laatste_dag": pl.Date,
    "toegewezen_cent": pl.Int64,
    "gemeentecode": pl.String,
    "toewijzingnummer": pl.String,
}
TEXT = dict.fromkeys(("client", "agb", "productcode", "productnaam", "productgroep", "financieringsvorm", "reden_onbekend"), pl.String)
LINES = {"gemeentecode": pl.String, "toewijzingnummer": pl.String, "client": pl.String, "begindatum": pl.Date, "bedrag_cent": pl.Int64}


def assigned(text: str) -> pl.DataFrame:
    frame = table(text, DATES | TEXT)
    plain = {
        "gemeentecode": "0983",
        "agb": "41000001",
        "client": "kind",
        "productcode": "Z",
        "productnaam": "GGZ",
        "financieringsvorm": "pxq",
    }
    plain |= {"productgroep": "GGZ", "reden_onbekend": None}
    missing = [pl.lit(value, dtype=pl.String).alias(name) for name, value in plain.items() if name not in frame.columns]
    return frame.with_columns(missing)


def lines(text: str) -> pl.DataFrame:
    frame = table(text, LINES | {"productcode": pl.String, "zonder_toewijzing": pl.Boolean})
    plain = {"gemeentecode": "0983", "client": "kind", "productcode": "Z", "agb": "41000001"}
    missing = [pl.lit(value).alias(name) for name, value in plain.items() if name not in frame.columns]
    frame = frame.with_columns(missing)
    extra = [] if "zonder_toewijzing" in frame.columns else [pl.lit(False).alias("zonder_toewijzing")]
    return frame.with_columns(extra, einddatum="begindatum")


def test_assigned_and_declared_meet_per_year_and_type_and_what_is_left_is_room():
    toegewezen = assigned(
        """
        toewijzingnummer | client | agb      | ingangsdatum | laatste_dag | toegewezen_cent
        1                | a      | 41000001 | 2022-01-01   | 2023-12-31  | 73000
        2                | b      | 41000002 | 2022-01-01   | 2022-12-31  | 50000
        """
    )
    declared = lines(
        """
        toewijzingnummer | begindatum | bedrag_cent
        1                | 2022-03-01 | 20000
        1                | 2023-03-01 | 14600
        2                | 2022-05-01 | 50000
        2                | 2022-06-01 | -10000
        """
    )
    expected = table(
        """
        jaar | type     | toegewezen_cent | gedeclareerd_cent | verzilvering      | ruimte_cent | ruimte | toewijzingen
        2022 | micro    | 36500           | 20000             | 0.547945205479452  | 16500       | 0.825  | 1
        2022 | regulier | 50000           | 40000             | 0.8                | 10000       | 0.25   | 1
        2023 | micro    | 36500           | 14600             | 0.4                | 21900       | 1.5    | 1
        """
    )
    found = verzilvering_pxq.by_provider_type(toegewezen, declared, AANBIEDERS, **WINDOW)
    assert_frame_equal(found.select(expected.columns), expected)
    assert found.select("clienten", "volledig", "bedrijfsgegeven").rows() == [(1, True, True)] * 3, "één aanbieder is een bedrijfsgegeven"


def test_a_year_is_the_sum_of_its_types():
    toegewezen = assigned(
        """
        toewijzingnummer | client | agb      | ingangsdatum | laatste_dag | toegewezen_cent
        1                | a      | 41000001 | 2022-01-01   | 2022-12-31  | 1000
        2                | a      | 41000002 | 2022-01-01   | 2022-12-31  | 500
        """
    )
    declared = lines("toewijzingnummer | begindatum | bedrag_cent\n1 | 2022-03-01 | 600\n2 | 2022-03-01 | 150")
    found = verzilvering_pxq.by_year(toegewezen, declared, **WINDOW).row(0, named=True)
    assert (found["toegewezen_cent"], found["gedeclareerd_cent"], found["verzilvering"]) == (1500, 750, 0.5)
    assert (found["ruimte_cent"], found["ruimte"], found["toewijzingen"], found["clienten"]) == (750, 1.0, 2, 1)


def test_an_aanbieder_without_a_type_and_one_that_nobody_knows_are_of_type_onbekend():
    toegewezen = assigned(
        """
        toewijzingnummer | agb      | ingangsdatum | laatste_dag | toegewezen_cent
        1                | 41000003 | 2022-01-01   | 2022-12-31  | 100
        2                | 41000099 | 2022-01-01   | 2022-12-31  | 200
        """
    )
    found = verzilvering_pxq.by_provider_type(toegewezen, lines("toewijzingnummer | begindatum | bedrag_cent"), AANBIEDERS, **WINDOW)
    assert found.select("type", "toegewezen_cent", "gedeclareerd_cent").rows() == [("onbekend", 300, 0)]
    assert found["verzilvering"].to_list() == [0.0]
    assert found["ruimte"].to_list() == [None], "zonder declaraties is er geen groei te noemen"


def test_other_forms_and_toewijzingen_of_which_nobody_knows_the_cents_are_left_out_with_their_declarations():
    toegewezen = assigned(
        """
        toewijzingnummer | financieringsvorm | ingangsdatum | laatste_dag | toegewezen_cent
        1                | traject           | 2022-01-01   | 2022-12-31  | 100
        2                | pxq               | 2022-01-01   | 2022-12-31  |
        3                |                   | 2022-01-01   | 2022-12-31  | 100
        4                | pxq               | 2022-01-01   | 2022-12-31  | 1000
        """
    )
    declared = lines(
        "toewijzingnummer | begindatum | bedrag_cent\n1 | 2022-01-01 | 7\n2 | 2022-01-01 | 7\n3 | 2022-01-01 | 7\n4 | 2022-01-01 | 7"
    )
    found = verzilvering_pxq.by_product(toegewezen, declared, **WINDOW)
    assert found.select("productcode", "toegewezen_cent", "gedeclareerd_cent", "toewijzingen").rows() == [("Z", 1000, 7, 1)]


def test_a_declaration_counts_in_its_own_year_also_where_nothing_was_assigned_in_it():
    toegewezen = assigned("toewijzingnummer | ingangsdatum | laatste_dag | toegewezen_cent\n1 | 2022-01-01 | 2022-12-31 | 1000")
    declared = lines("toewijzingnummer | begindatum | bedrag_cent\n1 | 2023-01-01 | 40")
    found = verzilvering_pxq.by_product(toegewezen, declared, **WINDOW).select(
        "jaar", "toegewezen_cent", "gedeclareerd_cent", "verzilvering"
    )
    assert found.rows() == [(2022, 1000, 0, 0.0), (2023, 0, 40, None)]


def test_a_year_that_the_window_holds_in_part_is_not_whole():
    toegewezen = assigned("toewijzingnummer | ingangsdatum | laatste_dag | toegewezen_cent\n1 | 2023-01-01 | 2024-12-31 | 73100")
    found = verzilvering_pxq.by_product(toegewezen, lines("toewijzingnummer | begindatum | bedrag_cent"), **WINDOW)
    assert found.select("jaar", "toegewezen_cent", "volledig").rows() == [(2023, 36500, True), (2024, 21300, False)]


def test_what_is_left_out_is_counted_with_its_reason():
    toegewezen = assigned(
        """
        toewijzingnummer | client | financieringsvorm | ingangsdatum | laatste_dag | toegewezen_cent | reden_onbekend
        1                | a      | pxq               | 2022-01-01   | 2022-12-31  | 1000            |
        2                | a      | pxq               | 2022-01-01   | 2022-12-31  | 1000            |
        3                | b      | pxq               | 2022-01-01   | 2022-12-31  |                 | zonder_omvang
        4                | b      |                   | 2022-01-01   | 2022-12-31  | 1000            |
        5                | b      | traject           | 2022-01-01   | 2022-12-31  |                 | zonder_tarief
        """
    )
    declared = lines(
        """
        toewijzingnummer | client | begindatum | bedrag_cent | productcode | zonder_toewijzing
        1                | a      | 2022-01-01 | 600         | Z           | false
        3                | b      | 2022-01-01 | 40          | Z           | false
        98               | c      | 2022-01-01 | 5           | Z           | true
        99               | c      | 2022-01-01 | 6           | T           | true
        """
    )
    producten = build("producten", "productcode | financieringsvorm\nZ | pxq\nT | traject")
    expected = table(
        """
        reden             | toewijzingen | clienten | gedeclareerd_cent
        bekend            | 2            | 1        | 600
        zonder_omvang     | 1            | 1        | 40
        product_onbekend  | 1            | 1        | 0
        zonder_toewijzing | 1            | 1        | 5
        """
    )
    assert_frame_equal(verzilvering_pxq.coverage(toegewezen, declared, producten), expected)


def test_without_data_there_are_no_rows():
    nothing = assigned("toewijzingnummer | ingangsdatum | laatste_dag | toegewezen_cent")
    none = lines("toewijzingnummer | begindatum | bedrag_cent")
    assert verzilvering_pxq.by_provider_type(nothing, none, AANBIEDERS, **WINDOW).is_empty()
    assert verzilvering_pxq.by_product(nothing, none, **WINDOW).is_empty()
    assert verzilvering_pxq.coverage(nothing, none, build("producten")).is_empty()
