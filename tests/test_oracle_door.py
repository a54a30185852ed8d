"""Through the front door: generated deliveries as CSV, read in, opened with choices, and every table equal to the oracle's."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import oracle
from deliveries import AGBS, Delivery, delivery
from jeugdlib import settings, workbook
from jeugdlib.sources.delivery import read_delivery
from oracle import Answer, Row
from test_oracle_tables import differences

SEEDS = range(300, 308)
MONEY = {"bedrag", "tarief", "budget", "trajectprijs"}
TABLES = ("toewijzingen", "declaraties", "startberichten", "stopberichten", "producten", "plekken")
MESSAGES = TABLES[:4]
PARAMETERS = (*("analyse_begin", "peildatum", "plek_begin", "plek_eind"), *("max_gat_maanden", "max_overdracht_dagen", "max_leeftijd"))


def cell(name: str, value: Any) -> str:
    """Write a value as a Dutch export does: euros and volumes with a comma, dates as dd-mm-jjjj."""
    if value is None:
        return ""
    if name in MONEY:
        return f"{value // 100},{value % 100:02d}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def write(given: Delivery, folder: Path) -> None:
    for name in TABLES:
        if rows := getattr(given, name):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerow(rows[0])
                writer.writerows([cell(column, value) for column, value in row.items()] for row in rows)


@pytest.fixture(scope="module", params=SEEDS)
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Delivery, Path]:
    given, folder = delivery(request.param), tmp_path_factory.mktemp("levering")
    named = {row["gemeentecode"] for name in MESSAGES for row in getattr(given, name)}
    given = only(given, lambda row: row["gemeentecode"] in named, ("plekken",))  # a gemeente is one that has messages
    write(given, folder)
    destination = tmp_path_factory.mktemp("uit") / "dataset"
    outcome = read_delivery([folder], destination=destination, key=b"een sleutel voor de test alleen")
    assert outcome.afgekeurd.rows() == []
    return given, destination


def opened(given: Delivery, dataset: Path, **choices: Any) -> workbook.Werk:
    plain = {name: given.choices[name] for name in PARAMETERS}
    literals = {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}
    return workbook.load(settings.from_parameters(data=str(dataset), onderdrukken=False, **literals, **choices))


def only(given: Delivery, keep: Any, names: tuple[str, ...] = TABLES) -> Delivery:
    """Leave out rows, as a choice of the run does."""
    return replace(given, **{name: [row for row in getattr(given, name) if keep(row)] for name in names})


def wrong(werk: workbook.Werk, answer: Answer) -> dict[str, list[str]]:
    found = {name: workbook.TABLES[name](werk).frame for name in answer.tables()}
    return {name: told for name, rows in answer.tables().items() if (told := differences(found[name], rows))}


def test_the_region_equals_the_oracle(read: tuple[Delivery, Path]):
    given, dataset = read
    assert wrong(opened(given, dataset), Answer(given)) == {}


def test_every_gemeente_equals_the_oracle(read: tuple[Delivery, Path]):
    given, dataset = read
    for code in sorted({row["gemeentecode"] for row in given.toewijzingen}):
        own = only(given, lambda row, code=code: row.get("gemeentecode", code) == code)
        assert wrong(opened(given, dataset, gemeente=code), Answer(own)) == {}


def test_a_region_without_a_gemeente_or_an_aanbieder_equals_the_oracle(read: tuple[Delivery, Path]):
    given, dataset = read
    code = given.toewijzingen[0]["gemeentecode"]
    if any(row["gemeentecode"] != code for row in given.toewijzingen):
        rest = only(given, lambda row: row.get("gemeentecode") != code)
        assert wrong(opened(given, dataset, gemeenten_uitgesloten=[code]), Answer(rest)) == {}
    rest = only(given, lambda row: row.get("agb") != AGBS[0], (*MESSAGES, "plekken"))
    assert wrong(opened(given, dataset, zonder_aanbieders=[AGBS[0]]), Answer(rest)) == {}


def test_one_productgroep_shows_the_same_paths_as_among_all(read: tuple[Delivery, Path]):
    given, dataset = read
    werk = opened(given, dataset, productgroepen=["GGZ"])
    own = [row for row in Answer(given).tables()["paden"] if row["productgroep"] == "GGZ"]
    assert differences(workbook.TABLES["paden"](werk).frame, own) == []


def test_the_account_from_delivery_to_nettoregel_is_that_of_the_oracle(read: tuple[Delivery, Path]):
    given, dataset = read
    counted: Counter[tuple[str, str]] = Counter()
    cents: Counter[str] = Counter()
    for (_, table, step), (rows, bedrag) in Answer(given).cleaned.ledger.items():
        counted[table, step] += rows
        cents[step] += bedrag
    for name in ("toewijzingen", "declaraties"):
        counted[name, "aangeleverd"] = len(getattr(given, name))
    cents["aangeleverd"] = sum(oracle.signed(row) for row in given.declaraties)
    table = opened(given, dataset).verantwoording.filter(pl.col("rijen") > 0, pl.col("tabel").is_in(["toewijzingen", "declaraties"]))
    account: list[Row] = table.rows(named=True)
    assert {(row["tabel"], row["stap"]): row["rijen"] for row in account} == {key: count for key, count in counted.items() if count}
    lines = [row for row in account if row["tabel"] == "declaraties"]
    assert {row["stap"]: row["bedrag_cent"] for row in lines} == {row["stap"]: cents[row["stap"]] for row in lines}
