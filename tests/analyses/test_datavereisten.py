"""Datavereisten: evidence in a delivery, and which needs it meets."""

from datetime import date

import polars as pl
import pytest

from build import build
from jeugdlib import model
from jeugdlib.analyses import datavereisten
from jeugdlib.disclosure import suppress

NEEDS = datavereisten.load_needs()
FULL = {
    "toewijzingen": build(
        "toewijzingen",
        """
        toewijzingnummer | einddatum  | geboortedatum | geslacht | volume | budget
        1                | 2022-12-31 | 2012-05-01    | 1        | 2      |
        2                | 2024-08-01 | 1900-01-01    | 0        |        | 100
        3                |            |               |          |        |
        """,
    ),
    "declaraties": build("declaraties", "referentienummer | volume | dagtekening\nr1 | 1 | 2022-02-01\nr2 | |"),
    "startberichten": build("startberichten", "toewijzingnummer | begindatum\n1 | 2022-01-01\n1 | 2022-01-02\n9 | 2022-01-01"),
    "stopberichten": build("stopberichten", "toewijzingnummer | begindatum | einddatum\n1 | 2022-01-01 | 2022-12-31"),
    "producten": build("producten", "productcode | zwaarte\nA | zwaar\nB | maatwerk"),
    "plekken": model.empty(model.Plekken),
    "contracten": pl.DataFrame({"agb": ["01000001"], "productcode": ["A"], "geldig_vanaf": [date(2021, 1, 1)], "geldig_tot": [None]}),
}


def found(levering: dict[str, pl.DataFrame] | None = None, eis_gevuld: int = 90) -> dict[str, tuple]:
    rows = datavereisten.evidence(levering or FULL, NEEDS, peildatum=date(2024, 8, 1), eis_gevuld=eis_gevuld)
    return {row["bewijs"]: (row["gevuld"], row["rijen"], row["aanwezig"]) for row in rows.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("bewijs", "told"),
    [
        ("Hoeveelheid op de declaratie", (1, 2, False)),
        ("Datum van de declaratie", (1, 2, False)),
        ("Startbericht bij de toewijzing", (1, 3, False)),
        ("Stopbericht bij een afgelopen toewijzing", (1, 1, True)),
        ("Omvang of budget van de toewijzing", (2, 3, False)),
        ("Afgesproken plekken", (0, 0, False)),
        ("Geboortedatum", (1, 3, False)),
        ("Geslacht", (1, 3, False)),
        ("Hulpvraag", (None, None, False)),
        ("Contracten per aanbieder en product", (1, 1, True)),
        ("Producten meerwerk en maatwerk", (1, 1, True)),
    ],
)
def test_each_piece_of_evidence_is_measured_in_its_own_way(bewijs, told):
    assert found()[bewijs] == told


def test_the_part_that_must_be_filled_is_a_choice_and_on_it_is_enough():
    assert found(eis_gevuld=50)["Hoeveelheid op de declaratie"][2]
    assert not found(eis_gevuld=51)["Hoeveelheid op de declaratie"][2]


def test_a_share_is_given_of_filled_rows_only():
    rows = datavereisten.evidence(FULL, NEEDS, peildatum=date(2024, 8, 1))
    shares = dict(rows.select("bewijs", "aandeel").rows())
    assert (shares["Datum van de declaratie"], shares["Afgesproken plekken"], shares["Hulpvraag"]) == (0.5, None, None)


def test_without_any_row_nothing_is_there():
    empty = {name: frame.clear() for name, frame in FULL.items()}
    assert not any(there for _, _, there in found(empty).values())


def matrix(levering: dict[str, pl.DataFrame] | None = None) -> dict[tuple[str, str], str]:
    rows = datavereisten.evidence(levering or FULL, NEEDS, peildatum=date(2024, 8, 1))
    frame = datavereisten.matrix(suppress(rows, datavereisten.RULE), NEEDS).frame
    names = {eis.naam: eis.id for eis in NEEDS.eisen}
    return {(names[row["eis"]], row["vorm"]): row["voldaan"] for row in frame.iter_rows(named=True)}


def test_a_need_is_met_in_full_in_part_not_or_beyond_any_message():
    met = matrix()
    assert (met["nga", "pxq"], met["geleverd", "pxq"], met["persoon", "plek"]) == ("ja", "deels", "nee")
    assert (met["doelen", "traject"], met["wachtlijst", "plek"]) == ("niet in de berichten", "niet in de berichten")


def test_a_need_that_a_form_does_not_have_is_not_needed():
    met = matrix()
    assert (met["doelen", "pxq"], met["meerwerk", "pxq"], met["wachtlijst", "traject"]) == ("niet nodig", "niet nodig", "niet nodig")


def test_evidence_of_one_form_does_not_count_for_another():
    full = FULL | {"toewijzingen": FULL["toewijzingen"].filter(pl.col("toewijzingnummer") == "1")}
    met = matrix(full)
    assert (met["verzilvering", "pxq"], met["verzilvering", "plek"]) == ("ja", "nee")


def test_the_crosses_are_those_of_the_advice_report():
    crosses = {eis.id: "".join("x" if vorm in eis.vormen else "." for vorm in NEEDS.vormen) for eis in NEEDS.eisen}
    every = dict.fromkeys(("geleverd", "verzilvering", "persoon", "nga", "reden"), "xxxxx")
    assert crosses == every | {"doelen": "...xx", "meerwerk": ".xxxx", "wachtlijst": ".xx.x"}


def test_every_piece_of_evidence_names_a_table_and_columns_that_exist_and_forms_that_are_known():
    for eis in NEEDS.eisen:
        assert set(eis.vormen) <= set(NEEDS.vormen)
        for bewijs in eis.bewijs:
            assert set(bewijs.vormen) <= set(eis.vormen)
            if bewijs.tabel:
                assert set(bewijs.kolommen) <= set(model.TABLES[bewijs.tabel].columns())


def test_small_numbers_of_messages_are_hidden_and_those_of_products_are_not():
    shown = suppress(datavereisten.evidence(FULL, NEEDS, peildatum=date(2024, 8, 1)), datavereisten.RULE).frame
    cells = {row["bewijs"]: (row["gevuld"], row["rijen"], row["aandeel"], row["onderdrukt"]) for row in shown.iter_rows(named=True)}
    assert cells["Geslacht"] == (None, None, None, True)
    assert cells["Producten meerwerk en maatwerk"] == (1, 1, None, False)


def test_a_nearly_full_column_does_not_tell_how_few_rows_lack_it():
    many = FULL | {
        "declaraties": pl.concat([FULL["declaraties"][:1]] * 200 + [FULL["declaraties"][1:]]),
    }
    shown = suppress(datavereisten.evidence(many, NEEDS, peildatum=date(2024, 8, 1)), datavereisten.RULE).frame
    row = shown.row(by_predicate=pl.col("bewijs") == "Hoeveelheid op de declaratie", named=True)
    assert (row["gevuld"], row["rijen"], row["aandeel"], row["aanwezig"]) == (None, 201, None, True)


def test_the_ended_toewijzingen_are_hidden_where_they_tell_how_few_still_run():
    toewijzingen = pl.concat([FULL["toewijzingen"][:1]] * 50 + [FULL["toewijzingen"][1:]])
    shown = suppress(
        datavereisten.evidence(FULL | {"toewijzingen": toewijzingen}, NEEDS, peildatum=date(2024, 8, 1)), datavereisten.RULE
    ).frame
    row = shown.row(by_predicate=pl.col("bewijs") == "Stopbericht bij een afgelopen toewijzing", named=True)
    assert (row["gevuld"], row["rijen"], row["alle"], row["aandeel"]) == (None, None, 52, None)
