"""Private folders of a run, in the place for temporary files: who owns one is written in it, so that the next run can clear it away."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

from jeugdlib.report import kernels

_OWNER: Final = "eigenaar"
_PREFIX: Final = "jeugdlib-"
_OURS: Final = (_PREFIX, "pymp-")  # the second is how multiprocessing calls its own; `press` claims it
_OLD_SECONDS: Final = 3600.0  # a folder without the name of its owner is no longer about to get it


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a folder that only this user can enter, in a place whose path is short enough for sockets if there is one.

    It goes at the end; where its owner is killed, a nest in it or the next run removes it (`clear_abandoned`).
    """
    places = [Path(place) for place in (tempfile.gettempdir(), "/tmp") if Path(place).is_dir()]
    short = [place for place in places if kernels.fits(place / f"{_PREFIX}12345678")]
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=short[0] if short else None))
    try:
        claim(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def claim(folder: Path) -> None:
    """Write down that a folder is of this process, and goes when that is gone."""
    process = psutil.Process()
    (folder / _OWNER).write_text(f"{process.pid} {process.create_time()}", encoding="utf-8")


def clear_abandoned() -> None:
    """Remove the private folders of runs that were killed with everything around them, so that nobody was left to do it."""
    for place in {tempfile.gettempdir(), "/tmp"}:
        for folder in (found for prefix in _OURS for found in Path(place).glob(f"{prefix}*")):
            with suppress(OSError, ValueError):  # gone since, or of another user
                if (folder / _OWNER).is_file():
                    pid, created = (folder / _OWNER).read_text(encoding="utf-8").split()
                    if not _lives(int(pid), float(created)):
                        shutil.rmtree(folder, ignore_errors=True)
                elif folder.name.startswith(_PREFIX) and time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                    folder.rmdir()  # fails, and rightly, where something is in it


def _lives(pid: int, created: float) -> bool:
    try:
        process = psutil.Process(pid)
        # Who started a killed process may never ask for its end, as in a container: a zombie is gone all the same.
        return abs(process.create_time() - created) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
