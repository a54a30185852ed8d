"""Verantwoording: every delivered row ends in exactly one place, in rows and in cents."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jeugdlib import model
from jeugdlib.errors import AccountingError
from jeugdlib.sources import accounting, delivery
from jeugdlib.sources.accounting import PLACES, STEPS, summary
from sources.berichten import BSN, account, jw301, jw323, prestatie, product, read, rows


def test_the_account_per_gemeente_names_every_place_in_rows_and_cents(tmp_path: Path):
    lines = [prestatie("R1"), prestatie("R1"), prestatie("R2", dc="C", bedrag="1000"), prestatie("R3", begin="?", bedrag="500")]
    outcome = read(tmp_path, {"a.xml": jw323((BSN, lines), total=24000)})
    assert outcome.verantwoording.rows() == [
        ("0901", "declaraties", "aangeleverd", 4, 47500),
        ("0901", "declaraties", "afgekeurd", 1, 500),
        ("0901", "declaraties", "exacte_dubbelen", 1, 24000),
        ("0901", "declaraties", "herzien", 0, 0),
        ("0901", "declaraties", "ingetrokken", 0, 0),
        ("0901", "declaraties", "opgenomen", 2, 23000),
    ]
    assert dict(outcome.verantwoording.schema) == model.VERANTWOORDING


def test_toewijzingen_have_no_amounts_in_the_account(tmp_path: Path):
    assert read(tmp_path, {"a.xml": jw301()}).verantwoording["bedrag_cent"].to_list() == [None] * 6


def test_a_row_without_a_gemeente_is_accounted_under_none(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323().replace(">0901<", ">901X<"), "b.xml": jw323()})
    found = outcome.verantwoording.filter(pl.col("rijen") > 0).select("gemeentecode", "stap", "rijen").rows()
    assert found == [(None, "aangeleverd", 1), (None, "afgekeurd", 1), ("0901", "aangeleverd", 1), ("0901", "opgenomen", 1)]
    assert outcome.afgekeurd["gemeentecode"].to_list() == [None]
    assert outcome.afgekeurd["reden"].to_list() == ["ongeldige_gemeentecode"]


def test_a_step_that_loses_a_row_stops_the_run_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery.dataset, "read_back", lambda folder, name: model.empty(model.TABLES[name]))
    with pytest.raises(AccountingError, match="sluit niet: 1 rijen en € 240,00 verschil"):
        read(tmp_path, {"a.xml": jw323()})
    assert not (tmp_path / "dataset").exists()


def test_a_step_that_makes_rows_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery.cleaning, "drop_exact_duplicates", lambda frame: pl.concat([frame, frame]))
    with pytest.raises(AccountingError, match="exacte_dubbelen"):
        read(tmp_path, {"a.xml": jw323()})


WORDS = st.sampled_from(["", " ", "?", "x", "0", "-5", "1,5", "2023-02-30", "999999999999999999999", "D", "C", "04", "é", "nan", "1e5"])
GOOD_LINE = {
    "referentienummer": "R1", "toewijzingnummer": "7001", "gemeentecode": "0901", "bsn": BSN, "agb": "03030303", "productcode": "45A05",
    "begindatum": "2023-02-01", "einddatum": "2023-02-28", "volume": "4", "eenheid": "04", "bedrag": "12,34", "debet_credit": "D",
}  # fmt: skip
LINES = st.lists(st.dictionaries(st.sampled_from(list(GOOD_LINE)), WORDS, max_size=3), min_size=1, max_size=12)
GOOD_PRESTATIE = {
    "nummer": "7001",
    "code": "45A05",
    "begin": "2023-02-01",
    "eind": "2023-02-28",
    "volume": "4",
    "bedrag": "1234",
    "dc": "D",
}
PRESTATIES = st.lists(st.dictionaries(st.sampled_from(list(GOOD_PRESTATIE)), WORDS, max_size=3), max_size=6)
PRODUCTS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.fixed_dictionaries(
            {"datum": st.sampled_from(["2023-01-10", "2023-02-10", "x"]), "eind": st.sampled_from([None, "2023-01-15", "2022-01-01", "?"])}
            | {"reden": st.sampled_from([None, "04", "13"])}
        ),
    ),
    max_size=6,
)


@given(lines=LINES, prestaties=PRESTATIES, products=PRODUCTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_broken_a_delivery_is_every_row_ends_in_exactly_one_place(tmp_path_factory, lines, prestaties, products):
    folder = tmp_path_factory.mktemp("levering")
    csv = "\n".join([";".join(GOOD_LINE), *(";".join((GOOD_LINE | line).values()) for line in lines)])
    contents = {"a.csv": csv}
    if prestaties:
        contents["b.xml"] = jw323((BSN, [prestatie(f"R{number}", **(GOOD_PRESTATIE | line)) for number, line in enumerate(prestaties)]))
    if products:
        contents["c.xml"] = jw301(*(product(str(number), **fields) for number, fields in products))
    outcome = read(folder, contents)
    wide = outcome.verantwoording.pivot("stap", index=["gemeentecode", "tabel"], values=["rijen", "bedrag_cent"])
    for measure in ("rijen", "bedrag_cent"):
        went = sum((pl.col(f"{measure}_{place}") for place in PLACES[1:]), pl.lit(0))
        assert wide.filter(pl.col(f"{measure}_aangeleverd") != went).is_empty()
    delivered = {"declaraties": len(lines) + len(prestaties), "toewijzingen": len(products)}
    for tabel, count in delivered.items():
        found = account(outcome, tabel)
        assert found.get("aangeleverd", 0) == count
        assert found.get("afgekeurd", 0) == len(outcome.afgekeurd.filter(pl.col("tabel") == tabel))
        if outcome.geschreven:
            assert found.get("opgenomen", 0) == len(rows(outcome, tabel))


def test_the_summary_says_where_every_row_and_euro_went(tmp_path: Path):
    lines = [
        *(prestatie(f"R{number}", bedrag="100000") for number in range(1200)),
        prestatie("R1", bedrag="100000"),
        prestatie("F", bedrag="veel"),
    ]
    outcome = read(tmp_path, {"a.xml": jw323((BSN, lines), total=120100000), "b.xml": jw301()})
    said = summary(outcome).splitlines()
    assert said[0] == "Gelezen: 2 bestanden (1 JW301 3.2 en 1 JW323 3.2)."
    assert "  toewijzingen: 1 aangeleverd = 1 opgenomen + 0 afgekeurd + 0 verwijderd" in said
    assert (
        "  declaraties: 1.202 (€ 1.201.000,00) aangeleverd = 1.200 (€ 1.200.000,00) opgenomen + 1 (€ 0,00) afgekeurd + "
        "verwijderd: 1 (€ 1.000,00) exacte dubbelen"
    ) in said
    assert (
        "  - a.xml, rij 1.202, kolom 'bedrag': onleesbaar_bedrag (waarde: veel). Kolom 'bedrag' is geen bedrag in de schrijfwijze van deze "
        "kolom. Schrijf euro's als 1234,56."
    ) in said
    assert f"Alle afgekeurde rijen en bestanden staan in '{outcome.destination / 'afgekeurd.parquet'}'." in said


def test_the_summary_shows_ten_refused_rows_and_counts_the_rest(tmp_path: Path):
    lines = [prestatie(f"R{number}", bedrag="veel" if number else "1") for number in range(14)]
    said = summary(read(tmp_path, {"a.xml": jw323((BSN, lines), total=1)}))
    assert said.count("onleesbaar_bedrag") == accounting.SHOWN
    assert "  … en nog 3 rijen." in said


def test_every_step_has_a_word_for_the_reader():
    assert set(STEPS) == set(accounting._STEP_WORDS)
