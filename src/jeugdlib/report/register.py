"""The register of an edition: a small SQLite file outside the notebooks that holds the truth about every execution and page.

The process that looks after the run is its only writer, and writes each fact as soon as it is one; a run that is killed and
started again goes on from here. `jeugdlib status` reads it, also while a run is going on.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from jeugdlib import errors
from jeugdlib.report.execution import Execution
from jeugdlib.report.planning import PARTS, Made

FORMAT: Final = 1
FILE: Final = "register.sqlite"
_PATIENCE_SECONDS: Final = 60  # with who reads it at the same time
_TABLES: Final = """
CREATE TABLE uitgave (
    nummer INTEGER PRIMARY KEY, begin TEXT NOT NULL, einde TEXT, versie TEXT NOT NULL, datum TEXT NOT NULL, keuzes TEXT NOT NULL,
    toestand TEXT NOT NULL, gemaakt INTEGER, mislukt INTEGER
);
CREATE TABLE uitvoering (
    gemeente TEXT, notebook TEXT, toestand TEXT NOT NULL, notebook_hash TEXT NOT NULL, parameter_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL, omgeving_hash TEXT NOT NULL, gegevens_hash TEXT NOT NULL, gelezen TEXT NOT NULL,
    uitvoer_hash TEXT NOT NULL, uitvoer_stempel TEXT NOT NULL, pogingen INTEGER NOT NULL,
    seconden REAL NOT NULL, megabytes REAL NOT NULL, soort_fout TEXT NOT NULL, reden TEXT NOT NULL, uitgave INTEGER NOT NULL,
    PRIMARY KEY (gemeente, notebook)
);
CREATE TABLE gedeeld (
    gemeente TEXT PRIMARY KEY, parameter_hash TEXT NOT NULL, code_hash TEXT NOT NULL, omgeving_hash TEXT NOT NULL, gelezen TEXT NOT NULL,
    uitkomst TEXT NOT NULL, seconden REAL NOT NULL
);
CREATE TABLE pagina (gemeente TEXT, gepubliceerd INTEGER, stand TEXT NOT NULL, PRIMARY KEY (gemeente, gepubliceerd));
CREATE TABLE geweigerd (gemeente TEXT PRIMARY KEY, reden TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Sheet:
    """What is known of the page of one gemeente: how it was made, what lies beside it, and what is on it.

    `key` is the hash of everything that it was made of, `data` that of the messages behind it, `files` has the hash of every file by
    name, `stamps` what tells without reading that it is still there (`Shelf.stamp`). `failed` names the slides that could not be
    made, `notebooks` all of them. `numbers` is what is compared with other gemeenten, and with `previous`: that of the page that it
    replaces. `made_by` is the hash of what bound it, `choices` that of the parameters of its run, `voorbeeld` says that its data are
    invented.
    """

    code: str
    naam: str
    key: str
    data: str
    datum: str
    edition: int
    slides: int
    failed: tuple[str, ...] = ()
    workbook: str = ""
    deck: str = ""
    size: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    notebooks: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    previous: Mapping[str, float] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)
    made_by: str = ""
    choices: str = ""
    voorbeeld: bool = False

    @property
    def page(self) -> str:
        """Return the name of the page."""
        return f"{self.code}.html"


class Register:
    """The facts about one report folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._base = connection

    # --- editions

    def next_number(self) -> int:
        """Return the number of the run to come."""
        return 1 + max((row["nummer"] for row in self._rows("SELECT nummer FROM uitgave")), default=0)

    def begin(self, number: int, *, moment: str, versie: str, datum: str, keuzes: Mapping[str, Any]) -> None:
        """Note that a run begins."""
        told = (number, moment, versie, datum, json.dumps(keuzes, sort_keys=True, ensure_ascii=False))
        with self._base:
            self._base.execute("UPDATE uitgave SET toestand = 'afgebroken' WHERE toestand = 'bezig'")
            self._base.execute("INSERT INTO uitgave (nummer, begin, versie, datum, keuzes, toestand) VALUES (?, ?, ?, ?, ?, 'bezig')", told)

    def end(self, number: int, *, moment: str, state: str, made: int, failed: int) -> None:
        """Note how a run ended: `gepubliceerd`, `niet gepubliceerd` or `afgebroken`."""
        with self._base:
            self._base.execute(
                "UPDATE uitgave SET einde = ?, toestand = ?, gemaakt = ?, mislukt = ? WHERE nummer = ?",
                (moment, state, made, failed, number),
            )

    def editions(self) -> list[dict[str, Any]]:
        """Return every run, the last one first."""
        return self._rows("SELECT * FROM uitgave ORDER BY nummer DESC")

    # --- executions and what they share

    def executions(self) -> dict[tuple[str, str], Made]:
        """Return what is known of every execution, by gemeente and notebook."""
        return {
            (row["gemeente"], row["notebook"]): Made(
                {
                    "notebook": row["notebook_hash"],
                    "parameters": row["parameter_hash"],
                    "code": row["code_hash"],
                    "omgeving": row["omgeving_hash"],
                },
                json.loads(row["gelezen"]),
                {row["notebook"]: row["uitvoer_hash"]},
                row["toestand"] == "klaar",
                row["seconden"],
                row["uitvoer_stempel"],
            )
            for row in self._rows("SELECT * FROM uitvoering")
        }

    def note_execution(self, done: Execution, made: Made, *, data: str, edition: int) -> None:
        """Note what came of an execution.

        Args:
            done: the execution.
            made: the hashes of what it was made of, what it read and what came of it.
            data: one hash of all that it read.
            edition: the number of the run.
        """
        state = "mislukt" if done.failure else "klaar"
        told = (
            done.gemeente.code, done.name, state, *(made.parts[name] for name in PARTS), data, json.dumps(made.read, sort_keys=True),
            made.out.get(done.name, ""), made.stamp, done.attempts, round(done.seconds, 3), done.megabytes,
            done.failure.kind if done.failure else "", done.reason, edition,
        )  # fmt: skip
        with self._base:
            self._base.execute(f"INSERT OR REPLACE INTO uitvoering VALUES ({', '.join('?' * len(told))})", told)

    def shared(self) -> dict[str, Made]:
        """Return what is known of the shared work of every gemeente and of the region."""
        return {
            row["gemeente"]: Made(
                {"notebook": "", "parameters": row["parameter_hash"], "code": row["code_hash"], "omgeving": row["omgeving_hash"]},
                json.loads(row["gelezen"]),
                json.loads(row["uitkomst"]),
                seconds=row["seconden"],
            )
            for row in self._rows("SELECT * FROM gedeeld")
        }

    def note_shared(self, code: str, made: Made) -> None:
        """Note the shared work of a gemeente or of the region."""
        parts = (made.parts["parameters"], made.parts["code"], made.parts["omgeving"])
        told = (code, *parts, json.dumps(made.read, sort_keys=True), json.dumps(made.out, sort_keys=True), made.seconds)
        with self._base:
            self._base.execute(f"INSERT OR REPLACE INTO gedeeld VALUES ({', '.join('?' * len(told))})", told)

    def state_of(self) -> list[dict[str, Any]]:
        """Return the executions as rows, for who wants to read them: `gemeente`, `notebook`, `toestand`, `soort_fout`, `reden` and more."""
        return self._rows("SELECT * FROM uitvoering ORDER BY gemeente, notebook")

    # --- pages

    def sheets(self, *, published: bool) -> dict[str, Sheet]:
        """Return the pages that are up, or those that are ready to be switched in."""
        rows = self._rows("SELECT * FROM pagina WHERE gepubliceerd = ? ORDER BY gemeente", (int(published),))
        return {row["gemeente"]: Sheet(**_thawed(json.loads(row["stand"]))) for row in rows}

    def note_sheet(self, sheet: Sheet, *, published: bool) -> None:
        """Note a page; one that is published is no longer only ready."""
        with self._base:
            told = (sheet.code, int(published), json.dumps(asdict(sheet), sort_keys=True))
            self._base.execute("INSERT OR REPLACE INTO pagina VALUES (?, ?, ?)", told)
            if published:
                self._base.execute("DELETE FROM pagina WHERE gemeente = ? AND gepubliceerd = 0", (sheet.code,))
                self._base.execute("DELETE FROM geweigerd WHERE gemeente = ?", (sheet.code,))

    def refused(self) -> dict[str, str]:
        """Return why the last page of a gemeente could not be published, by gemeente; only where that is so still."""
        return {row["gemeente"]: row["reden"] for row in self._rows("SELECT * FROM geweigerd")}

    def note_refused(self, code: str, reason: str) -> None:
        """Note that a page could not be published; the next one that is, ends it."""
        with self._base:
            self._base.execute("INSERT OR REPLACE INTO geweigerd VALUES (?, ?)", (code, reason))

    def note_good(self, code: str) -> None:
        """Note that the page that is up is as it should be."""
        with self._base:
            self._base.execute("DELETE FROM geweigerd WHERE gemeente = ?", (code,))

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self._base.execute(query, values)]


def _thawed(told: dict[str, Any]) -> dict[str, Any]:
    return told | {name: tuple(told[name]) for name in ("failed", "notebooks")}


@contextmanager
def opened(file: Path, *, must_exist: bool = False) -> Iterator[Register]:
    """Open a register; it is made where there is none.

    Args:
        file: where it is.
        must_exist: refuse where there is none.

    Raises:
        WrongUse: an other version of jeugdlib wrote it, it is damaged or in use, or it isn't there.
    """
    if must_exist and not file.is_file():
        raise errors.WrongUse(f"In '{file.parent.parent}' staat geen rapport van jeugdlib. Maak er een met: jeugdlib rapport --naar MAP")
    file.parent.mkdir(parents=True, exist_ok=True)
    # Also who only reads opens it for writing: after a kill SQLite must first put half a change back.
    connection = sqlite3.connect(file, timeout=_PATIENCE_SECONDS)
    connection.row_factory = sqlite3.Row
    try:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            with connection:
                connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
            found = FORMAT
        if found != FORMAT:
            raise errors.WrongUse(f"Het register '{file}' is van een andere versie van jeugdlib. Kies een nieuwe map voor het rapport.")
        yield Register(connection)
    except sqlite3.OperationalError as error:
        raise errors.WrongUse(f"Het register '{file}' is in gebruik of niet te schrijven ({error}). Probeer het zo nog eens.") from error
    except sqlite3.DatabaseError as error:
        raise errors.WrongUse(f"Het register '{file}' is beschadigd ({error}). Kies een nieuwe map voor het rapport.") from error
    finally:
        connection.close()
