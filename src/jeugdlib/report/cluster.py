"""More than one machine: gemeenten go as tasks to a Dask cluster, dataset and edition lie where all machines reach them.

A worker does a task exactly as this machine would, in a workshop of its own process. A task that is done twice, because its
worker was lost, gives the same files; the register is written here alone, so nothing is in it twice. What is shared is either a
mounted folder, which needs nothing of this module, or a place behind an fsspec URL such as `s3://...`.
"""

import atexit
import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from jeugdlib import errors
from jeugdlib.report import planning
from jeugdlib.report.factory import Crew
from jeugdlib.report.files import write_bytes
from jeugdlib.report.order import FILE as ORDER_FILE
from jeugdlib.report.private import clear_abandoned, private_folder
from jeugdlib.report.shelf import Shelf
from jeugdlib.report.task import Task, perform, share
from jeugdlib.report.workshop import Workshop
from jeugdlib.settings import REGION

MISSING: Final = "Voor meer machines is een uitbreiding nodig. Installeer die met: pip install 'jeugdlib[cluster]'"
CONNECT_SECONDS: Final = 30
IDLE_SECONDS: Final = 600.0  # of a workshop on a worker whose run may have been killed
# Stores in which an object is written whole or not at all; elsewhere a file gets its name when it is whole.
_WHOLE: Final = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "memory"}

T = TypeVar("T")


def is_url(place: object) -> bool:
    """Tell whether a place is an fsspec URL and not a path."""
    return "://" in str(place)


class Store:
    """A place behind an fsspec URL, as a `Shelf`; it is opened anew in each process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: tuple[Any, str] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self.url, "_opened": None}

    def _at(self, name: str) -> tuple[Any, str]:
        if self._opened is None:
            self._opened = _open(self.url)
        system, root = self._opened
        return system, f"{root}/{name}".rstrip("/")

    def read(self, name: str) -> bytes | None:
        system, path = self._at(name)
        try:
            return system.cat_file(path)
        except (FileNotFoundError, IsADirectoryError):
            return None

    def write(self, name: str, content: bytes) -> None:
        system, path = self._at(name)
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        names = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
        if names & _WHOLE:
            system.pipe_file(path, content)
            return
        draft = f"{path.rpartition('/')[0]}/.{path.rpartition('/')[2]}.{hashlib.md5(content, usedforsecurity=False).hexdigest()}"
        system.pipe_file(draft, content)
        system.mv(draft, path)

    def move(self, old: str, new: str) -> None:
        system, path = self._at(old)
        target = self._at(new)[1]
        if system.isdir(path):
            for name in self.names(old):
                self.move(f"{old}/{name}", f"{new}/{name}")
            if system.exists(path):
                system.rm(path, recursive=True)
        else:
            system.makedirs(target.rpartition("/")[0], exist_ok=True)
            system.mv(path, target)

    def remove(self, name: str) -> None:
        system, path = self._at(name)
        if system.exists(path):
            system.rm(path, recursive=True)

    def names(self, folder: str = "") -> list[str]:
        system, path = self._at(folder)
        system.invalidate_cache()
        try:
            return sorted({found.rstrip("/").rpartition("/")[2] for found in system.ls(path, detail=False)} - {""})
        except FileNotFoundError:
            return []

    def local(self, name: str, scratch: Path) -> Path:
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = self.read(name)
        if content is not None:
            write_bytes(target, content)
        return target

    def stamp(self, name: str) -> str:
        system, path = self._at(name)
        try:
            return str(system.ukey(path)) if system.isfile(path) else ""
        except FileNotFoundError:
            return ""


def _open(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise errors.WrongUse(MISSING) from None
    try:
        system, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise errors.WrongUse(f"Met '{url}' kan jeugdlib hier niets: {error}") from None
    return system, root.rstrip("/")


def fetch_dataset(url: str, folder: Path, codes: set[str] | None = None) -> Path:
    """Copy a dataset to a folder of this machine: all of it, or the messages of some gemeenten only; what is there already stays.

    Args:
        url: where the dataset is.
        folder: where it comes; the same one may be used again for other gemeenten.
        codes: whose messages; None means everyone's. Of the others an empty folder says that they exist.

    Raises:
        DatasetError: there is no dataset.
    """
    store = Store(url)
    names = store.names()
    if "dataset.json" not in names:
        raise errors.DatasetError(f"'{url}' is geen dataset (dataset.json ontbreekt). Maak er een met: jeugdlib inlezen PAD --naar DATASET")
    for name in names:
        if "." in name:
            _copy(store, name, folder)
            continue
        for part in store.names(name):
            (folder / name / part).mkdir(parents=True, exist_ok=True)
            if codes is None or part.removeprefix("gemeentecode=") in codes:
                for file in store.names(f"{name}/{part}"):
                    _copy(store, f"{name}/{part}/{file}", folder)
    return folder


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """Give a copy of a whole dataset on this machine, gone at the end; errors as `fetch_dataset`."""
    clear_abandoned()
    with private_folder() as folder:
        yield fetch_dataset(url, folder / "dataset")


def _copy(store: Shelf, name: str, folder: Path) -> None:
    target = folder / name
    if not target.is_file():
        content = store.read(name)
        if content is not None:
            write_bytes(target, content)


# --- on a worker ----------------------------------------------------------------------------------------------------


@dataclass
class _Bench:
    """The workshop of one run in this process: how many tasks it is doing, and since when it does none."""

    workshop: Workshop
    busy: int = 0
    idle_since: float = 0.0


_lock = threading.Lock()
_benches: dict[str, _Bench] = {}


@contextmanager
def _workshop(run: str) -> Iterator[Workshop]:
    """Give the workshop of a run in this process: it opens with the first task, and closes when the run says so, or with the process.

    Frames with children in them lie in it. So one whose run never came back, for it was killed, closes before the next run starts.
    """
    from distributed import get_worker

    with _lock:
        now = time.monotonic()
        late = [name for name, bench in _benches.items() if name != run and not bench.busy and now - bench.idle_since > IDLE_SECONDS]
    for other in late:
        close(other)
    with _lock:
        if run not in _benches:
            threads = get_worker().state.nthreads
            _benches[run] = _Bench(Workshop(threads + 2, cores=threads))
            atexit.register(close, run)
        bench = _benches[run]
        bench.busy += 1
    try:
        yield bench.workshop
    finally:
        with _lock:
            bench.busy -= 1
            bench.idle_since = time.monotonic()


def close(run: str) -> None:
    """Stop what this process does for a run, and remove everything of it; also what a killed worker of this machine left behind."""
    with _lock:
        bench = _benches.pop(run, None)
    if bench is not None:
        bench.workshop.abort()
        bench.workshop.__exit__(None)
        clear_abandoned()


@dataclass(frozen=True)
class There:
    """Does one kind of work for a task on a worker.

    `files` are the notebooks and the order of them, by name; `run` names the run, and after a space what it was sent from.
    """

    work: Callable[..., Any]
    files: Mapping[str, bytes]
    run: str

    def __call__(self, task: Task) -> Any:
        """Do the work.

        Raises:
            WrongUse: this worker has another jeugdlib, Python or package than who sent the task.
        """
        if self.run.partition(" ")[2] != _here():
            raise errors.WrongUse(
                "Een werker van het cluster heeft een andere jeugdlib, een andere Python of andere pakketten. "
                "Zet op elke machine hetzelfde neer (requirements.lock)."
            )
        with _workshop(self.run) as workshop:
            return self.work(_unpacked(task, self.files, workshop.folder), workshop)


def _here() -> str:
    """Return a hash of everything on this machine that a page may depend on."""
    return planning.digest([planning.code(), planning.bindery(), planning.environment()])


def _unpacked(task: Task, files: Mapping[str, bytes], folder: Path) -> Task:
    """Put the notebooks, and the data where they come from afar, in the folder of this run's workshop, and point the task to them."""
    place = folder / "notebooks"
    for name, content in files.items():
        if not (place / name).is_file():
            write_bytes(place / name, content)
    slides = tuple(replace(slide, notebook=place / slide.notebook.name) for slide in task.slides)
    data = task.data_place
    if is_url(data):
        data = str(fetch_dataset(data, folder / "dataset", None if task.gemeente.code == REGION else {task.gemeente.code}))
    return replace(task, slides=slides, data_place=data)


# --- here -----------------------------------------------------------------------------------------------------------


@contextmanager
def crew(address: str, notebooks: list[Path]) -> Iterator[Crew]:
    """Give a crew that sends its work to a Dask cluster.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.5:8786`.
        notebooks: what is sent along.

    Raises:
        WrongUse: no `distributed` here, or no scheduler there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise errors.WrongUse(MISSING) from None
    files = {notebook.name: notebook.read_bytes() for notebook in notebooks}
    for folder in {notebook.parent for notebook in notebooks}:
        if (folder / ORDER_FILE).is_file():
            files[ORDER_FILE] = (folder / ORDER_FILE).read_bytes()
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise errors.WrongUse(f"Op '{address}' antwoordt geen Dask-scheduler. Start er een met: dask scheduler") from None
    run = f"{uuid.uuid4().hex} {_here()}"
    executor = client.get_executor(pure=False)  # Dask itself does a task again whose worker was lost
    try:
        yield Crew(executor, There(perform, files, run), There(share, files, run))
    finally:
        executor.shutdown(wait=False)
        with suppress(OSError, TimeoutError):  # the scheduler is gone: so are the workers, or they close it later
            client.run(close, run, on_error="ignore")
        client.close()
