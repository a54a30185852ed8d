"""The register: the truth about a report folder, also after a kill, and for who reads it meanwhile."""

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from jeugdlib import errors
from jeugdlib.report import register
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.report.planning import Made
from jeugdlib.report.register import Sheet
from jeugdlib.store import Gemeente

VENLO = Gemeente("0983", "Venlo")
PARTS = {"notebook": "n", "parameters": "p", "code": "c", "omgeving": "o"}


def test_an_execution_comes_back_as_it_was_noted(tmp_path: Path):
    made = Made(PARTS, {"producten.parquet": "1"}, {"10_paden": "uit"}, seconds=1.5, stamp="12 34")
    failed = Execution(Path("11_volumes.ipynb"), VENLO, Path("x"), 2.0, Failure.MEMORY, "te groot", 2, 812.5)
    with register.opened(tmp_path / "register.sqlite") as known:
        known.note_execution(Execution(Path("10_paden.ipynb"), VENLO, Path("x"), 1.5), made, data="d", edition=1)
        known.note_execution(failed, Made(PARTS, {}, {"11_volumes": "u"}, good=False, seconds=2.0), data="d", edition=1)
    with register.opened(tmp_path / "register.sqlite") as known:
        told = known.executions()
        rows = {row["notebook"]: row for row in known.state_of()}
    assert told["0983", "10_paden"] == made
    assert not told["0983", "11_volumes"].good
    assert (rows["11_volumes"]["soort_fout"], rows["11_volumes"]["pogingen"], rows["11_volumes"]["megabytes"]) == ("memory", 2, 812.5)


def test_a_page_that_is_published_is_no_longer_only_ready_nor_refused(tmp_path: Path):
    sheet = Sheet("0983", "Venlo", "k", "d", "2024-09-11", 1, 3, failed=("Paden",), notebooks=("10_paden",), numbers={"Figuren": 2.0})
    with register.opened(tmp_path / "register.sqlite") as known:
        known.note_sheet(sheet, published=False)
        known.note_refused("0983", "te laat")
        assert (known.sheets(published=False), known.sheets(published=True)) == ({"0983": sheet}, {})
        assert known.refused() == {"0983": "te laat"}
        known.note_sheet(sheet, published=True)
        assert (known.sheets(published=False), known.sheets(published=True)) == ({}, {"0983": sheet})
        assert known.refused() == {}


def test_a_run_that_never_ended_was_broken_off(tmp_path: Path):
    with register.opened(tmp_path / "register.sqlite") as known:
        for number in (1, 2):
            assert known.next_number() == number
            known.begin(number, moment="nu", versie="1", datum="2024-09-11", keuzes={})
        assert [(row["nummer"], row["toestand"]) for row in known.editions()] == [(2, "bezig"), (1, "afgebroken")]


def test_after_a_kill_in_the_middle_of_a_note_the_register_is_as_it_was_before(tmp_path: Path):
    file = tmp_path / "register.sqlite"
    with register.opened(file) as known:
        known.note_refused("0983", "eerst")
    script = f"""
    import os, signal, sqlite3
    base = sqlite3.connect({str(file)!r}, isolation_level=None)
    base.execute("PRAGMA cache_size = 1")  # so that the change reaches the file before it is committed
    base.execute("BEGIN")
    base.execute("UPDATE geweigerd SET reden = 'half'")
    for number in range(2000):
        base.execute("INSERT INTO geweigerd VALUES (?, ?)", (str(number), "x" * 500))
    os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert file.with_name("register.sqlite-journal").exists()
    with register.opened(file, must_exist=True) as known:
        assert known.refused() == {"0983": "eerst"}


def test_a_register_in_use_damaged_or_of_another_version_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "register.sqlite"
    with register.opened(file):
        pass
    monkeypatch.setattr(register, "_PATIENCE_SECONDS", 0)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(errors.WrongUse, match="in gebruik"), register.opened(file):
        pass
    holder.execute("ROLLBACK")
    holder.execute("PRAGMA user_version = 9")
    holder.close()
    with pytest.raises(errors.WrongUse, match="andere versie"), register.opened(file):
        pass
    file.write_bytes(b"geen database, maar wel lang genoeg om er een te lijken" * 50)
    with pytest.raises(errors.WrongUse, match="beschadigd"), register.opened(file):
        pass
