"""What must be made again, and why: nothing but what depends on something that changed.

An execution depends on its notebook, its parameters, the code, the environment, and on exactly that part of the data that it
read the last time. It reads nothing else this time as long as all of these are the same.
"""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

_PACKAGE: Final = Path(__file__).parents[1]
# A page depends on the code in this folder; an execution on all other code, and on what runs it.
_BINDERY: Final = _PACKAGE / "report"
_RUNS: Final = ("runner.py", "notebooks.py")

PARTS: Final = {
    "notebook": "het notebook is gewijzigd",
    "parameters": "de keuzes zijn gewijzigd",
    "code": "jeugdlib is gewijzigd",
    "omgeving": "de pakketten of Python zijn gewijzigd",
}
NEW: Final = "nog niet gemaakt"
FAILED: Final = "vorige keer mislukt"
LOST: Final = "het bewaarde notebook ontbreekt of is gewijzigd"
FORCED: Final = "gevraagd met --opnieuw"


class Made(msgspec.Struct, frozen=True):
    """What is known of something that was made: an execution, or what the notebooks of a gemeente share.

    `parts` has a hash per name in `PARTS`, `read` a hash per name that was read, `out` a hash per name that came of it. `stamp` tells
    without reading that the file that came of it is still the same.
    """

    parts: dict[str, str]
    read: dict[str, str]
    out: dict[str, str]
    good: bool = True
    seconds: float = 0.0
    stamp: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether something must be made again: `reason` says why, in Dutch; `maybe` that it is known only when shared work is done."""

    reason: str = ""
    maybe: bool = False


@dataclass(frozen=True)
class World:
    """What there is to read now: the hash of every input. `open` names the places whose shared work must be done again first."""

    inputs: Mapping[str, str]
    shared: Mapping[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()

    def of(self, name: str) -> str | None:
        """Return the hash of an input now; empty where there is no such thing, None where it is not known yet."""
        if name.startswith("gedeeld/") and name.split("/")[1] in self.open:
            return None
        return self.shared.get(name) or self.inputs.get(name, "")


def judge(parts: Mapping[str, str], made: Made | None, world: World, *, intact: bool = True, forced: bool = False) -> Verdict:
    """Say whether something must be made again.

    Args:
        parts: the hashes of now.
        made: what is known of the last time; None where it never was made.
        world: what there is to read now.
        intact: whether what came of it last time is still there, unchanged.
        forced: make it again anyhow.
    """
    if forced:
        return Verdict(FORCED)
    if made is None:
        return Verdict(NEW)
    if not made.good:
        return Verdict(FAILED)
    for name, told in PARTS.items():
        if parts.get(name) != made.parts.get(name):
            return Verdict(told)
    if not intact:
        return Verdict(LOST)
    now = {name: world.of(name) for name in made.read}
    changed = [name for name, value in now.items() if value is not None and value != made.read[name]]
    if changed:
        return Verdict(f"gegevens gewijzigd: {_named(changed)}")
    unknown = [name for name, value in now.items() if value is None]
    return Verdict(f"misschien, na {_named(unknown)}", maybe=True) if unknown else Verdict()


def _named(inputs: Iterable[str]) -> str:
    """Write inputs for a reader, the first few of them."""
    told = list(dict.fromkeys(_word(name) for name in sorted(inputs)))
    return ", ".join(told[:3]) + (f" en {len(told) - 3} andere" if len(told) > 3 else "")


def _word(name: str) -> str:
    if name.startswith("gedeeld/"):
        _, place, _, frame = name.split("/")
        return f"{frame.removeprefix('naast_')} van {place}"
    table, _, place = name.partition("/gemeentecode=")
    if place:
        return f"{table} van {place}"
    table, _, place = name.partition(".parquet#")
    return f"{table} van {place}" if place else name.removesuffix(".parquet").removesuffix(".json")


# --- hashes ---------------------------------------------------------------------------------------------------------


def digest(value: Any) -> str:
    """Hash a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def code() -> str:
    """Hash the code that an execution depends on."""
    return _hash_files(path for path in _files() if _BINDERY not in path.parents or path.name in _RUNS)


@cache
def bindery() -> str:
    """Hash the code that a page depends on beside its notebooks."""
    return _hash_files(path for path in _files() if _BINDERY in path.parents)


def _files() -> list[Path]:
    return sorted(
        path
        for path in _PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not {"_data", "_notebooks"} & set(path.parts)
    )


def _hash_files(paths: Iterable[Path]) -> str:
    hashed = hashlib.sha256()
    for path in paths:
        hashed.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


@cache
def environment() -> str:
    """Hash the Python and every package that it can import, by version: also what other packages brought along."""
    places = [Path(place) for place in sys.path if Path(place).is_dir()]
    packages = sorted({found.name for place in places for found in place.glob("*-info")})
    return digest([platform.python_version(), platform.machine(), packages])
