"""What a run of the report computes once and all notebooks of a gemeente read; outside a run nothing is shared.

A frame lies in a private folder of the run, under the gemeente and the choices that it was made with. Who reads it holds
both against his own: a frame of another gemeente stops the notebook, it is never taken for one's own. What a process reads,
of the dataset (`store`) and from here, it writes down where the run asks for it: so the run knows what a slide depends on.
"""

import hashlib
import io
import json
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
import polars as pl

from jeugdlib.errors import AccountingError, JeugdlibError
from jeugdlib.settings import REGION, Settings

FOLDER: Final = "JEUGDLIB_GEDEELD"  # names the folder of this run
READ: Final = "JEUGDLIB_GELEZEN"  # names the file in which a process writes what it reads, a line each
ONLY: Final = "JEUGDLIB_ALLEEN"  # names the one gemeente whose messages a process may read
ABOUT: Final = "over.json"
# What is chosen after the frames are made: how small is small, and for whom.
_DIGITS: Final = 12
_AFTERWARDS: Final = ("gemeente", "data", "drempel", "onderdrukken", "dominantie")

_told: set[str] = set()


class Work(Protocol):
    """The data of one run; `workbook.Werk` is one."""

    @property
    def keuze(self) -> Settings:
        """The choices."""
        ...

    @property
    def codes(self) -> tuple[str, ...]:
        """The gemeenten that it is about."""
        ...


def about(work: Work, place: str) -> dict[str, Any]:
    """Tell what decides what the frames of this work hold, the data themselves aside."""
    chosen = {name: value for name, value in msgspec.to_builtins(work.keuze).items() if name not in _AFTERWARDS}
    return {"gebied": place, "gemeenten": list(work.codes), "keuzes": chosen}


def label(work: Work, place: str) -> str:
    """Return the name under which the frames of this work lie: `0983/3f0c...`."""
    text = json.dumps(about(work, place), sort_keys=True)
    return f"{place}/{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def find(work: Work, place: str, name: str) -> pl.DataFrame | None:
    """Return a shared frame, or None where nobody shared it.

    Args:
        work: who asks.
        place: CBS code of the gemeente, or `regio`.
        name: the name of the frame.

    Raises:
        AccountingError: what lies there is of another gemeente or of other choices.
    """
    root, only = os.environ.get(FOLDER), os.environ.get(ONLY, place)
    # Of somebody else nothing is handed out, even where it lies ready: who wants it computes it, and `store` knows who may.
    if not root or place not in (only, REGION):
        return None
    own = label(work, place)
    file = Path(root) / own / f"{name}.arrow"
    if not file.is_file():
        return None
    if json.loads((file.parent / ABOUT).read_text(encoding="utf-8")) != about(work, place):
        raise AccountingError(
            f"De gedeelde gegevens '{name}' horen niet bij {place} met deze keuzes. Maak het rapport opnieuw met --opnieuw."
        )
    note(f"gedeeld/{own}/{name}")
    return pl.read_ipc(file)


def write(root: Path, work: Work, place: str, frames: dict[str, Callable[[], pl.DataFrame]]) -> dict[str, str]:
    """Compute frames and lay them where `find` looks; returns the name of each with the hash of its content."""
    own = label(work, place)
    folder = root / own
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ABOUT).write_text(json.dumps(about(work, place)), encoding="utf-8")
    made: dict[str, str] = {}
    for name, make in frames.items():
        try:
            frame = make()
        except (JeugdlibError, pl.exceptions.PolarsError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            made[f"gedeeld/{own}/{name}"] = f"fout: {type(error).__name__}"
            continue
        # As it is: the steps of an account, say, stand in an order that a reader sees.
        frame.rechunk().write_ipc(folder / f"{name}.arrow", compression="uncompressed")
        made[f"gedeeld/{own}/{name}"] = _hash(frame)
    return made


def _hash(frame: pl.DataFrame) -> str:
    """Hash what a frame says, whatever order polars left its rows in.

    Sums of fractions differ in their last digits from run to run: those don't count. As Parquet, which stores nothing for a null; in
    Arrow's own form the bytes below a null are left to chance.
    """
    plain = [column for column, kind in frame.schema.items() if not kind.is_nested()]
    out = io.BytesIO()
    rounded = frame.sort(plain, maintain_order=True).with_columns(pl.selectors.float().round_sig_figs(_DIGITS))
    rounded.write_parquet(out, compression="uncompressed")
    return hashlib.sha256(out.getbuffer()).hexdigest()


def note(name: str) -> None:
    """Write down that this process reads something, if the run asks for it."""
    file = os.environ.get(READ)
    if file and name not in _told:
        _told.add(name)
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(f"{name}\n")


class once(cached_property[pl.DataFrame]):  # noqa: N801 - it stands as a decorator, like the one it builds on
    """A frame that is computed at first use and kept, as `cached_property` does; in a run of the report it is read where it is shared."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = str(self.attrname)
        if name not in vars(instance):
            found = find(instance, instance.gemeente.code, name)
            vars(instance)[name] = self.func(instance) if found is None else found
        return vars(instance)[name]


def names(kind: type) -> list[str]:
    """Return the names of the frames that a class shares."""
    return [name for name, value in vars(kind).items() if isinstance(value, once)]
