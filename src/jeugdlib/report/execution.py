"""What came of running one notebook for one gemeente, and the ways in which that fails."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol


class Gemeente(Protocol):
    """A gemeente by CBS code and name, or the region with code `regio`; `store.Gemeente` is one."""

    @property
    def code(self) -> str:
        """Return the code, four digits, or `regio`."""
        ...

    @property
    def naam(self) -> str:
        """Return the name as a reader knows it."""
        ...


class Failure(Enum):
    """Why an execution failed: the class in English for who runs the report, and in words that may stand on a published page."""

    DATA = "de gegevens passen niet bij deze berekening"
    CODE = "een berekening gaf een fout"
    TIMEOUT = "de berekening duurde te lang"
    MEMORY = "de berekening had te veel geheugen nodig"
    MACHINE = "het rekenproces stopte onverwacht"

    @property
    def kind(self) -> str:
        """Return the class as the register and the log name it."""
        return self.name.lower()


@dataclass(frozen=True)
class Execution:
    """One notebook run for one gemeente.

    `output` is the executed notebook, kept after a failure too. `reason` is one Dutch line for the person who runs the
    report (it may name a file); `failure` is the short form for the page. Both are empty when the notebook ran well.
    `read` names what the notebook read, as `shared.note` does; `megabytes` is the most memory that its kernel held, `cpu` the
    processor seconds that it took (0 where the system does not tell).
    """

    notebook: Path
    gemeente: Gemeente
    output: Path
    seconds: float = 0.0
    failure: Failure | None = None
    reason: str = ""
    attempts: int = 1
    megabytes: float = 0.0
    cpu: float = 0.0
    read: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the notebook."""
        return self.notebook.stem
