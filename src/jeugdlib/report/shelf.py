"""Where an edition lies: a folder here, or (`cluster`) a place that several machines reach. Names are relative, with slashes."""

import hashlib
import shutil
from pathlib import Path
from typing import Protocol

from jeugdlib.report.files import write_bytes

MAKERS: str = "werkmap"  # beside the pages: what only the maker of the report needs
NOTEBOOKS: str = f"{MAKERS}/notebooks"  # the executed notebooks, by gemeente
READY: str = f"{MAKERS}/klaar"  # pages that are made and not yet switched in


class Shelf(Protocol):
    """A place for files that are written whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file; None where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file in one step; folders are made."""
        ...

    def move(self, old: str, new: str) -> None:
        """Give a file or folder another name; a file that has that name is replaced in one step, a folder may not have it yet."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file or a folder with all in it; nothing happens where there is none."""
        ...

    def names(self, folder: str = "") -> list[str]:
        """List what stands in a folder, sorted; nothing where there is no such folder."""
        ...

    def local(self, name: str, scratch: Path) -> Path:
        """Return a path of this machine with the content of a file; `scratch` is for a copy, where one is needed."""
        ...

    def stamp(self, name: str) -> str:
        """Return what tells without reading that a file is still the one that was written; empty where there is none."""
        ...


def fingerprint(shelf: Shelf, name: str) -> str:
    """Return the hash of a file's content; empty where there is none."""
    content = shelf.read(name)
    return "" if content is None else hashlib.sha256(content).hexdigest()


def has(shelf: Shelf, name: str, made: str, stamp: str) -> bool:
    """Tell whether a file has the content that was made, by its hash; who finds its stamp unchanged need not read it."""
    now = shelf.stamp(name)
    return bool(now) and (now == stamp or fingerprint(shelf, name) == made)


class Folder:
    """A folder of this machine, or one that is shared and mounted."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> bytes | None:
        path = self.root / name
        return path.read_bytes() if path.is_file() else None

    def write(self, name: str, content: bytes) -> None:
        write_bytes(self.root / name, content)

    def move(self, old: str, new: str) -> None:
        target = self.root / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).replace(target)

    def remove(self, name: str) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def names(self, folder: str = "") -> list[str]:
        place = self.root / folder
        return sorted(path.name for path in place.iterdir()) if place.is_dir() else []

    def local(self, name: str, scratch: Path) -> Path:
        return self.root / name

    def stamp(self, name: str) -> str:
        path = self.root / name
        if not path.is_file():
            return ""
        told = path.stat()
        return f"{told.st_size} {told.st_mtime_ns}"
