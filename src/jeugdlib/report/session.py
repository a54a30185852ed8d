"""One run in one report folder: the lock, the register, the crew of this machine, and a clean end whatever happens."""

import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final

import platformdirs

from jeugdlib import errors
from jeugdlib.report import cluster, events, factory, planning, register
from jeugdlib.report.factory import Crew, Early, Plan, Result
from jeugdlib.report.files import write_bytes
from jeugdlib.report.register import Register
from jeugdlib.report.shelf import MAKERS, Folder, Shelf
from jeugdlib.report.task import Task, perform, share
from jeugdlib.report.workshop import Workshop

LOCK: Final = "slot.sqlite"


Crews = Callable[[], AbstractContextManager[Crew]]


def look(plan: Plan, where: str | Path) -> list[Task]:
    """Return the tasks of a run with the verdict on every slide, and do nothing.

    Raises:
        WrongUse: as `factory.lay_tasks`.
    """
    shelf = _shelf(where)
    with TemporaryDirectory() as place:
        # A copy: a run may be going on, and where there is no report yet none is begun.
        file = _copy(shelf, Path(place))
        with register.opened(file) as known:
            return factory.lay_tasks(plan, shelf, known)


def run(plan: Plan, where: str | Path, *, crew: Crews, tell: events.Tell) -> Result:
    """Make the edition that is asked for.

    Args:
        plan: what is asked.
        where: the report folder, or an fsspec URL.
        crew: gives who does the work: `local_crew` or `cluster.crew`.
        tell: hears of every event.

    Raises:
        WrongUse: as `factory.lay_tasks`, or another run is working in this folder.
        DatasetError: the dataset changed during the run.
        KeyboardInterrupt: passed on after everything that this run started was stopped; also for a SIGTERM.
    """
    with _terminable(), _opened(where) as (shelf, known, keep):
        number = known.next_number()
        tasks = factory.lay_tasks(plan, shelf, known, number)
        known.begin(number, moment=factory.now(), versie=plan.head.versie, datum=plan.head.datum.isoformat(), keuzes=dict(plan.parameters))
        state, result = "afgebroken", Result()
        try:
            tell("begin", uitgave=number, slides=sum(bool(slide.verdict.reason) for task in tasks for slide in task.slides))

            def hear(kind: str, **about: Any) -> None:
                if kind == "pagina":
                    keep()
                tell(kind, **about)

            with crew() as workers:
                result = factory.make(plan, tasks, shelf, known, workers, hear)
            state = "gepubliceerd" if result.published else "niet gepubliceerd"
        finally:
            known.end(number, moment=factory.now(), state=state, made=result.made, failed=result.failed)
    return result


def _shelf(where: str | Path) -> Shelf:
    return cluster.Store(str(where)) if cluster.is_url(where) else Folder(Path(where).resolve())


def _copy(shelf: Shelf, folder: Path) -> Path:
    """Copy a register to a folder of this machine, if there is one."""
    kept = shelf.read(f"{MAKERS}/{register.FILE}")
    if kept is not None:
        write_bytes(folder / register.FILE, kept)
    return folder / register.FILE


@contextmanager
def _opened(where: str | Path) -> Iterator[tuple[Shelf, Register, Callable[[], None]]]:
    """Open a report folder with its register, with other runs kept out (on this machine only where it is a URL).

    The third is a function that keeps the register as it is, where that lies afar.

    Raises:
        WrongUse: another run works there, or the register can't be read.
    """
    shelf = _shelf(where)
    with ExitStack() as stack:
        if isinstance(shelf, Folder):
            own = shelf.root / MAKERS
            stack.enter_context(_locked(own, where))
            yield shelf, stack.enter_context(register.opened(own / register.FILE)), lambda: None
            return
        own = Path(platformdirs.user_cache_dir("jeugdlib", appauthor=False)) / f"op-afstand-{planning.digest(str(where))[:16]}"
        stack.enter_context(_locked(own, where))
        (own / register.FILE).unlink(missing_ok=True)
        file = _copy(shelf, own)

        def keep() -> None:
            shelf.write(f"{MAKERS}/{register.FILE}", file.read_bytes())

        stack.callback(keep)
        yield shelf, stack.enter_context(register.opened(file)), keep


@contextmanager
def local_crew(places: int) -> Iterator[Crew]:
    """Give a crew of threads, around the workshop of this process; on the way out everything that it started has stopped."""
    early: Early = Early()
    with Workshop(places) as workshop:
        executor = ThreadPoolExecutor(max_workers=max(1, places), thread_name_prefix="gemeente")
        tell = partial(_put, early)
        try:
            yield Crew(executor, partial(perform, workshop=workshop, tell=tell), partial(share, workshop=workshop), early)
        except BaseException:
            workshop.abort()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _put(early: Early, *done: Any) -> None:
    early.put(done)


@contextmanager
def _locked(folder: Path, where: str | Path) -> Iterator[None]:
    """Let one run at a time work in a folder; the lock is the system's, and goes with the process that holds it.

    Raises:
        WrongUse: another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    holder = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        holder.close()
        raise errors.WrongUse(f"In '{where}' wordt al een rapport gemaakt. Wacht tot dat klaar is, of kies een andere plaats.") from None
    try:
        yield
    finally:
        holder.close()


@contextmanager
def _terminable() -> Iterator[None]:
    """Take a SIGTERM (of systemd, of Taakplanner's end) for a Ctrl-C."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread: then whoever is there decides
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def told(tasks: Sequence[Task]) -> Iterator[str]:
    """Say per gemeente what would be made and why; slides with the same reason together."""
    for task in tasks:
        reasons: dict[str, list[str]] = {}
        for slide in task.slides:
            if slide.verdict.reason:
                reasons.setdefault(slide.verdict.reason, []).append(slide.name)
        fresh = len(task.slides) - sum(len(names) for names in reasons.values())
        yield f"{task.gemeente.naam} ({task.gemeente.code}): {len(task.slides) - fresh} te maken, {fresh} nog actueel"
        for reason, names in reasons.items():
            yield f"  {reason}: {', '.join(names)}"
