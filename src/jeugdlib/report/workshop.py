"""Where notebooks run: so many places side by side, each with a kernel of its own out of a warm nest, and one press for all.

There is one workshop in a process: that of `jeugdlib rapport`, or that of a worker of a cluster. It opens nest and press only
when the first work comes, so a run in which nothing has to be made starts no process at all.
"""

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from traitlets.config import Config

from jeugdlib import errors, shared
from jeugdlib.charts import drawing
from jeugdlib.report import kernels
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.report.press import Press
from jeugdlib.report.private import clear_abandoned, private_folder
from jeugdlib.report.runner import Job

IN_REPORT: Final = "JEUGDLIB_RAPPORT"  # `jeugdlib.lab` looks for it
_WEIGH_SECONDS: Final = 0.1
_WEIGH_BELOW: Final = 30  # times that the kernels alone are weighed, for one time with all that they started
_CALL_SECONDS: Final = 0.01


class CallFailed(errors.JeugdlibError):
    """A function in a process of its own gave no answer; its traceback stands on stderr."""


class CallLost(CallFailed):
    """Its process was lost, or could not begin: that says nothing about the function, and may go well another time."""


@dataclass
class Workshop:
    """Runs jobs and calls functions; use it as a context manager.

    `places` is how many notebooks run side by side, `cores` how many processors there are to share.
    """

    places: int
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    aborted: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: set[Job] = field(default_factory=set)
    _calls: set[Any] = field(default_factory=set)
    _stack: ExitStack = field(default_factory=ExitStack)
    _opened: "_Opened | None" = None

    def __enter__(self) -> "Workshop":
        clear_abandoned()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.abort()
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process that the workshop starts."""
        threads = str(max(1, self.cores // max(1, self.places)))
        # What shows one client's care refuses to work where the second word is set.
        return os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1", IN_REPORT: "1", "POLARS_MAX_THREADS": threads}

    @property
    def folder(self) -> Path:
        """The private folder of this workshop, gone when it closes; nobody else can read it."""
        return self._open().folder

    @property
    def press(self) -> Press:
        """The press."""
        return self._open().press

    def submit(self, job: Job) -> "Future[Execution]":
        """Run a job as soon as there is a place for it."""
        return self._open().pool.submit(self._execute, job)

    def call(
        self, function: str, arguments: dict[str, Any], environment: Mapping[str, str], *, until: float = float("inf")
    ) -> tuple[Any, tuple[str, ...]]:
        """Call a function in a process of its own, with all processors.

        Args:
            function: `jeugdlib.workbook:share`.
            arguments: JSON values, by name.
            environment: what its process needs besides.
            until: the moment (`time.time`) at which it is broken off.

        Returns:
            What it returned, and what it read (`shared.note`).

        Raises:
            CallLost: it gave no answer.
            CallFailed: it was broken off, or met one of our own errors, whose text this one repeats.
        """
        opened = self._open()
        number = next(opened.numbers)
        answer, read = opened.folder / f"antwoord-{number}", opened.folder / f"gelezen-{number}"
        wanted = self.environment | dict(environment) | {"POLARS_MAX_THREADS": str(self.cores), shared.READ: str(read)}
        process = self._start_call({"function": function, "arguments": arguments, "answer": str(answer)}, wanted)
        broken_off = False
        try:
            while process.poll() is None:
                if not broken_off and (time.time() > until or self.aborted.is_set()):
                    broken_off = True
                    process.kill()
                time.sleep(_CALL_SECONDS)
        finally:
            self._calls.discard(process)
        if broken_off or self.aborted.is_set():
            raise CallFailed("Een gezamenlijke berekening is afgebroken.")
        if not answer.is_file():
            raise CallLost(f"Een gezamenlijke berekening gaf geen antwoord (code {process.returncode}).")
        told = json.loads(answer.read_text(encoding="utf-8"))
        if "fout" in told:
            raise CallFailed(told["tekst"])
        return told["waarde"], tuple(sorted(set(read.read_text(encoding="utf-8").splitlines()))) if read.is_file() else ()

    def _start_call(self, request: dict[str, Any], environment: dict[str, str]) -> Any:
        if self.aborted.is_set():
            raise CallFailed("De run is afgebroken.")
        try:
            nest = self._nest()
            if nest is not None:
                process = kernels.fork(nest.address, {"call": request, "env": environment, "cwd": str(Path.cwd())})
            else:
                process = subprocess.Popen([sys.executable, "-m", "jeugdlib.report.call"], stdin=subprocess.PIPE, env=environment)
                assert process.stdin is not None
                process.stdin.write(json.dumps(request).encode())
                process.stdin.close()
        except (OSError, RuntimeError) as error:
            raise CallLost(f"Een gezamenlijke berekening kon niet beginnen ({type(error).__name__}).") from error
        self._calls.add(process)
        return process

    def abort(self) -> None:
        """Kill everything that runs, and start nothing more."""
        self.aborted.set()
        for job in list(self._running):
            job.abort()
        for process in list(self._calls):
            with suppress(ProcessLookupError):
                process.kill()
        if self._opened is not None:
            self._opened.pool.shutdown(wait=False, cancel_futures=True)
            self._opened.press.close()

    def _execute(self, job: Job) -> Execution:
        opened = self._open()
        job.read_file = opened.folder / f"gelezen-{next(opened.numbers)}"
        job.environment = self.environment | job.environment | {shared.READ: str(job.read_file), drawing.LATER: "pers"}
        job.kernel_config = self._kernel_config
        job.complete = opened.press.draw
        self._running.add(job)
        try:
            if self.aborted.is_set():
                return Execution(job.notebook, job.gemeente, job.output, 0.0, Failure.MACHINE, "de run is afgebroken", 0)
            return job.execute()
        finally:
            self._running.discard(job)
            job.read_file.unlink(missing_ok=True)

    def _kernel_config(self) -> Config:
        """Return how a kernel starts: warm where there is a nest."""
        nest = self._nest()
        return nest.config() if nest is not None else kernels.COLD

    def _nest(self) -> kernels.Nest | None:
        """Return the nest; a fresh one where the last was killed."""
        opened = self._open()
        with self._lock:
            if not opened.nests or not opened.nests[-1].lives:
                nest = kernels.open_nest(self.environment, opened.folder, len(opened.nests))
                if nest is None:
                    return None
                opened.nests.append(nest)
                self._stack.callback(nest.close)
            return opened.nests[-1]

    def _open(self) -> "_Opened":
        with self._lock:
            if self._opened is None:
                self._opened = self._start()
            return self._opened

    def _start(self) -> "_Opened":
        folder = self._stack.enter_context(private_folder())
        press = Press(self.cores)
        self._stack.callback(press.close)
        pool = ThreadPoolExecutor(max_workers=max(1, self.places), thread_name_prefix="notebook")
        self._stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        done = threading.Event()
        watch = threading.Thread(target=self._weigh, args=(done,), daemon=True, name="weegschaal")
        self._stack.callback(watch.join)
        self._stack.callback(done.set)
        watch.start()
        return _Opened(folder, press, pool)

    def _weigh(self, done: threading.Event) -> None:
        for turn in itertools.count():
            if done.wait(_WEIGH_SECONDS):
                return
            for job in list(self._running):
                # To find what a kernel started, all processes of the machine are looked at: not every time.
                job.weigh(all_below=turn % _WEIGH_BELOW == 0)


@dataclass
class _Opened:
    folder: Path
    press: Press
    pool: ThreadPoolExecutor
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    nests: list[kernels.Nest] = field(default_factory=list)
