"""One run in one report folder: the lock, the register, the crew of this machine, and a clean end whatever happens."""

import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
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
    with opened(where) as (shelf, known, _):
        return factory.lay_tasks(plan, shelf, known)


def run(plan: Plan, where: str | Path, *, crew: Crews, tell: events.Tell, still: Callable[[], bool]) -> Result:
    """Make the edition that is asked for.

    Args:
        plan: what is asked.
        where: the report folder, or an fsspec URL.
        crew: gives who does the work: `local_crew` or `cluster.crew`.
        tell: hears of every event.
        still: whether the dataset is still what it was.

    Raises:
        WrongUse: as `factory.lay_tasks`, or another run is working in this folder.
        DatasetError: the dataset changed during the run.
        KeyboardInterrupt: passed on after everything that this run started was stopped; also for a SIGTERM.
    """
    with _terminable(), opened(where, lock=True) as (shelf, known, keep):
        tasks = factory.lay_tasks(plan, shelf, known)
        number = _begin(plan, known)
        tasks = [factory.numbered(task, number) for task in tasks]
        tell("begin", uitgave=number, slides=sum(bool(slide.verdict.reason) for task in tasks for slide in task.slides))

        def hear(kind: str, **about: Any) -> None:
            if kind == "pagina":
                keep()
            tell(kind, **about)

        state, result = "afgebroken", Result()
        try:
            with crew() as workers:
                result = factory.make(plan, tasks, shelf, known, workers, hear, still)
            state = "gepubliceerd" if result.published else "niet gepubliceerd"
        finally:
            known.end(number, moment=factory.now(), state=state, made=result.made, failed=result.failed)
    return result


@contextmanager
def opened(where: str | Path, *, lock: bool = False) -> Iterator[tuple[Shelf, Register, Callable[[], None]]]:
    """Open a report folder with its register; the third is a function that keeps the register as it is, where that lies afar.

    Args:
        where: a folder, or an fsspec URL.
        lock: keep other runs out; on this machine only where it is a URL.

    Raises:
        WrongUse: another run works there, or the register can't be read.
    """
    with ExitStack() as stack:
        if not cluster.is_url(where):
            folder = Path(where)
            if lock:
                stack.enter_context(_locked(folder / MAKERS, where))
            yield Folder(folder), stack.enter_context(register.opened(folder / MAKERS / register.FILE)), lambda: None
            return
        shelf = cluster.Store(str(where))
        own = Path(platformdirs.user_cache_dir("jeugdlib", appauthor=False)) / f"op-afstand-{planning.digest(str(where))[:16]}"
        if lock:
            stack.enter_context(_locked(own, where))
        file, name = own / register.FILE, f"{MAKERS}/{register.FILE}"
        kept = shelf.read(name)
        file.unlink(missing_ok=True)
        if kept is not None:
            write_bytes(file, kept)

        def keep() -> None:
            shelf.write(name, file.read_bytes())

        if lock:
            stack.callback(keep)
        yield shelf, stack.enter_context(register.opened(file)), keep


def _begin(plan: Plan, known: Register) -> int:
    head = plan.head
    return known.begin(moment=factory.now(), versie=head.versie, datum=head.datum.isoformat(), keuzes=dict(plan.parameters))


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
