"""The command line as its users meet it: Dutch, no traceback, an exit code per kind of mistake."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from jeugdlib import workbook
from jeugdlib.cli import main

CHILDREN = range(30)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flat delivery of two gemeenten: in Venlo 25 children with GGZ zwaar and 5 with GGZ licht, in Bergen (L.) one child."""
    folder = tmp_path_factory.mktemp("levering")
    toewijzingen = ["toewijzingnummer;gemeentecode;client;geboortedatum;agb;productcode;ingangsdatum;einddatum"]
    declaraties = ["referentienummer;toewijzingnummer;gemeentecode;client;agb;productcode;begindatum;einddatum;volume;eenheid;bedrag"]
    for child in CHILDREN:
        code = "Z" if child < 25 else "L"
        toewijzingen.append(f"{child};0983;kind{child};01-05-2012;41000001;{code};01-01-2023;31-12-2023")
        declaraties.append(f"r{child};{child};0983;kind{child};41000001;{code};01-01-2023;31-01-2023;2;04;1.234,50")
        declaraties.append(f"s{child};{child};0983;kind{child};41000001;{code};01-02-2023;28-02-2023;2;04;100,00")
    toewijzingen.append("1;0893;kind99;01-05-2012;41000001;Z;01-01-2023;31-12-2023")
    declaraties.append("t1;1;0893;kind99;41000001;Z;01-01-2023;31-01-2023;2;04;500,00")
    producten = [
        "productcode;productnaam;productgroep;zwaarte;financieringsvorm",
        "Z;GGZ zwaar;GGZ;zwaar;pxq",
        "L;GGZ licht;GGZ;licht;pxq",
    ]
    gemeenten = ["gemeentecode;naam;regio", "0983;Venlo;Noord-Limburg", "0893;Bergen (L.);Noord-Limburg"]
    tables = {"toewijzingen": toewijzingen, "declaraties": declaraties, "producten": producten, "gemeenten": gemeenten}
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def dataset(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inlezen") / "dataset"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JEUGDLIB_SLEUTEL", "een sleutel voor deze test")
        outcome = run("inlezen", delivery, "--naar", folder)
    assert outcome.exit_code == 0, outcome.output
    return folder


def test_inlezen_prints_the_account_in_rows_and_euros(delivery, tmp_path, monkeypatch):
    monkeypatch.setenv("JEUGDLIB_SLEUTEL", "een sleutel voor deze test")
    outcome = run("inlezen", delivery, "--naar", tmp_path / "dataset")
    assert outcome.exit_code == 0
    assert "61" in outcome.output
    assert "40.535,00" in outcome.output


def test_a_refused_row_gives_exit_code_1_and_the_rest_is_read(delivery, tmp_path, monkeypatch):
    monkeypatch.setenv("JEUGDLIB_SLEUTEL", "een sleutel voor deze test")
    broken = tmp_path / "levering"
    broken.mkdir()
    for file in delivery.iterdir():
        text = file.read_text(encoding="utf-8")
        (broken / file.name).write_text(text.replace("r3;3;0983", "r3;3;98X3"), encoding="utf-8")
    outcome = run("inlezen", broken, "--naar", tmp_path / "dataset")
    assert outcome.exit_code == 1
    assert "declaraties.csv" in outcome.output
    assert "gemeentecode" in outcome.output
    assert pl.read_parquet(tmp_path / "dataset" / "declaraties", hive_partitioning=False).height == 60


def test_a_delivery_that_is_not_there_is_said_in_one_dutch_line(tmp_path):
    outcome = run("inlezen", tmp_path / "weg", "--naar", tmp_path / "dataset")
    assert outcome.exit_code == 4
    assert "Traceback" not in outcome.output
    assert "weg" in outcome.output


def test_every_table_of_the_contract_is_written_for_every_gemeente_and_the_region(dataset, tmp_path):
    outcome = run("tabellen", "--data", dataset, "--naar", tmp_path)
    assert outcome.exit_code == 0, outcome.output
    assert "eigen gegevens" in (tmp_path / "over.json").read_text(encoding="utf-8")
    for place in ("0893", "0983", "regio"):
        assert {file.name for file in (tmp_path / place).iterdir()} == {
            f"{name}.{kind}" for name in workbook.TABLES for kind in ("csv", "parquet")
        }


def test_small_counts_leave_only_by_the_explicit_switch(dataset, tmp_path):
    run("tabellen", "--data", dataset, "--naar", tmp_path / "buiten")
    run("tabellen", "--data", dataset, "--naar", tmp_path / "binnen", "--niet-onderdrukken")
    outside = pl.read_parquet(tmp_path / "buiten" / "0983" / "paden.parquet")
    inside = pl.read_parquet(tmp_path / "binnen" / "0983" / "paden.parquet")
    assert inside.select("pad", "aantal").rows() == [("Zwaar", 25), ("Licht", 5)]
    assert outside["aantal"].to_list() == [None, None]
    assert outside["totaal"].to_list() == [30, 30]


def test_an_excluded_gemeente_is_in_no_table(dataset, tmp_path):
    run("tabellen", "--data", dataset, "--naar", tmp_path, "-p", "gemeenten_uitgesloten=0893", "--niet-onderdrukken")
    assert sorted(folder.name for folder in tmp_path.iterdir() if folder.is_dir()) == ["0983", "regio"]
    region = pl.read_parquet(tmp_path / "regio" / "kengetallen.parquet")
    assert dict(region.select("kengetal", "waarde").rows())["clienten"] == 30


def test_an_aanbieder_that_is_left_out_stays_in_the_account(dataset, tmp_path):
    run("tabellen", "--data", dataset, "--naar", tmp_path, "--gemeente", "Venlo", "-p", "zonder_aanbieders=41000001", "--niet-onderdrukken")
    account = pl.read_parquet(tmp_path / "0983" / "verantwoording.parquet").filter(pl.col("tabel") == "declaraties")
    assert dict(account.select("stap", "rijen").rows()) == {
        "aangeleverd": 60,
        "buiten_selectie": 60,
        **dict.fromkeys(set(account["stap"]) - {"aangeleverd", "buiten_selectie"}, 0),
    }


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("--gemeente", "Venloo"), "Bedoelt u 'Venlo'", 3),
        (("-p", "peildatm=2024-01-01"), "Bedoelt u 'peildatum'", 3),
        (("-p", "gemeente=Venlo"), "--gemeente", 3),
        (("-p", "productgroepen=GGX"), "Bedoelt u 'GGZ'", 3),
        (("-p", "gemeenten_uitgesloten=0984"), "Onbekende gemeente '0984'", 3),
        (("-p", "gemeenten_uitgesloten=0983", "--gemeente", "0983"), "zowel gekozen als uitgesloten", 3),
        (("--onbekend",), "onbekende optie", 3),
    ],
)
def test_wrong_use_is_answered_before_any_work_starts(dataset, tmp_path, arguments, words, code):
    outcome = run("tabellen", "--data", dataset, "--naar", tmp_path / "uit", *arguments)
    assert (outcome.exit_code, words in outcome.output, "Traceback" in outcome.output) == (code, True, False), outcome.output
    assert not (tmp_path / "uit").exists()


def test_tables_for_inside_and_for_outside_never_lie_together(dataset, tmp_path):
    assert run("tabellen", "--data", dataset, "--naar", tmp_path).exit_code == 0
    mixed = run("tabellen", "--data", dataset, "--naar", tmp_path, "--niet-onderdrukken")
    assert (mixed.exit_code, "andere map" in mixed.output) == (3, True)


def test_a_dataset_is_no_delivery(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("JEUGDLIB_SLEUTEL", "een sleutel voor deze test")
    for path in (dataset, dataset / "declaraties"):
        outcome = run("inlezen", path, "--naar", tmp_path / "nieuw")
        assert (outcome.exit_code, "is een dataset, geen levering" in outcome.output) == (4, True)


def test_a_damaged_dataset_is_told_in_dutch(dataset, tmp_path):
    broken = tmp_path / "dataset"
    shutil.copytree(dataset, broken)
    (broken / "producten.parquet").unlink()
    assert run("tabellen", "--data", broken, "--naar", tmp_path / "uit").exit_code == 5
    (broken / "dataset.json").write_text("{", encoding="utf-8")
    damaged = run("tabellen", "--data", broken, "--naar", tmp_path / "uit")
    assert (damaged.exit_code, "beschadigd" in damaged.output) == (5, True)


def test_a_place_that_cannot_be_written_is_told_without_a_traceback(dataset, tmp_path):
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    outcome = run("tabellen", "--data", dataset, "--naar", tmp_path / "bestand")
    assert (outcome.exit_code, "Fout:" in outcome.output, "Traceback" in outcome.output) == (4, True, False)


def test_a_folder_without_a_dataset_has_its_own_exit_code(tmp_path):
    outcome = run("tabellen", "--data", tmp_path, "--naar", tmp_path / "uit")
    assert outcome.exit_code == 5
    assert "jeugdlib inlezen" in outcome.output


@pytest.mark.parametrize("arguments", [("--notebook", "10_padn"), ("-p", "onderdrukken=nee")])
def test_a_report_that_cannot_be_made_starts_no_kernel(dataset, tmp_path, arguments):
    outcome = run("rapport", "--data", dataset, "--naar", tmp_path / "uit", *arguments)
    assert outcome.exit_code == 3, outcome.output
    assert not (tmp_path / "uit").exists()


def test_a_full_folder_is_not_written_over_with_example_data(tmp_path):
    (tmp_path / "iets.txt").write_text("van mij", encoding="utf-8")
    outcome = run("voorbeeld", "--naar", tmp_path)
    assert outcome.exit_code == 3
    assert "niet leeg" in outcome.output


@pytest.mark.parametrize("command", [(), ("inlezen",), ("voorbeeld",), ("tabellen",), ("rapport",), ("status",)])
def test_help_is_dutch(command):
    text = run(*command, "--help").output
    assert "Gebruik:" in text
    assert [word for word in ("Usage", "Options", "Commands", "required", "default:", "INTEGER", "RANGE") if word in text] == []


def test_what_nobody_foresaw_ends_with_2_for_1_says_that_a_part_was_done(dataset, tmp_path, monkeypatch):
    from jeugdlib.report import session

    monkeypatch.setattr(session, "run", lambda *_, **__: 1 / 0)
    outcome = run("rapport", "--data", dataset, "--naar", tmp_path / "uit")
    assert outcome.exit_code == 2
    assert "er ging iets mis dat niemand voorzag" in outcome.output


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (("--max-fouten", "²"), "geen aantal slides"),
        (("--max-fouten", "101%"), "geen aantal slides"),
        (("--datum", "1-12-2026"), "is geen datum"),
        (("--dask", "tcp://127.0.0.1:9"), "antwoordt geen Dask-scheduler"),
        (("--data", "onbekend://x"), "kan jeugdlib hier niets"),
    ],
)
def test_a_choice_that_cannot_be_is_wrong_use(dataset, tmp_path, monkeypatch, choice, told):
    from jeugdlib.report import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    outcome = run("rapport", "--data", dataset, "--naar", tmp_path / "uit", *choice)
    assert (outcome.exit_code, told in outcome.output, "Traceback" in outcome.output) == (3, True, False), outcome.output


def test_a_dry_run_of_a_folder_without_a_report_makes_nothing(dataset, tmp_path):
    outcome = run("rapport", "--data", dataset, "--naar", tmp_path / "uit", "--droog")
    assert (outcome.exit_code, "nog niet gemaakt" in outcome.output) == (0, True)
    assert not (tmp_path / "uit").exists()


def test_status_of_a_folder_without_a_report_is_wrong_use(tmp_path):
    outcome = run("status", tmp_path)
    assert (outcome.exit_code, "staat geen rapport" in outcome.output) == (3, True)
