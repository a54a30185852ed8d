"""Runs one notebook through papermill, in a kernel of its own, and says honestly what came of it.

The truth about a run is in the `Execution` that comes back, never in the metadata of the notebook: after a dead kernel
papermill marks every cell as completed, and it takes `SystemExit` for success.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import nbformat
import papermill
import psutil
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from jeugdlib import errors, words
from jeugdlib.report.execution import Execution, Failure, Gemeente
from jeugdlib.report.files import write_text

CELL_SECONDS: Final = 300.0  # far beyond the slowest cell of a large gemeente: what takes longer hangs
NOTEBOOK_SECONDS: Final = 900.0
ATTEMPTS: Final = 3  # of which the second and third only after a failure of the machine
EXPLORING: Final = "verkennen"  # the tag of cells for JupyterLab alone
START_SECONDS: Final = 120  # a cold start of Python on a busy machine
BREATH_SECONDS: Final = 1.0  # before another attempt: what is dying still looks alive, and would fail it too

# Mistakes in what was delivered or asked; our other errors say that something is wrong with us.
_OF_THE_DATA: Final = {kind.__name__ for kind in (errors.WrongUse, errors.MissingColumns, errors.DeliveryError, errors.DatasetError)}
_OURS: Final = _OF_THE_DATA | {errors.AccountingError.__name__, errors.NotDisclosed.__name__}

# What papermill and nbclient log in English is said in Dutch by an Execution; who debugs gives these loggers a handler.
_log = logging.getLogger("jeugdlib.report")
_log.addHandler(logging.NullHandler())
logging.getLogger("papermill").addHandler(logging.NullHandler())


class Process(Protocol):
    """A kernel's process: a `subprocess.Popen` or a `kernels.Forked`."""

    pid: int
    returncode: int | None


@dataclass(frozen=True)
class Limits:
    """How long and how large one execution may be; `until` is the moment (`time.time`) at which the whole run must end."""

    cell_seconds: float = CELL_SECONDS
    notebook_seconds: float = NOTEBOOK_SECONDS
    megabytes: float = float("inf")
    attempts: int = ATTEMPTS
    until: float = float("inf")


def fair_megabytes(places: int) -> float:
    """Return what one of so many kernels may hold: its part of three quarters of the memory of this machine, and at least 1 GB."""
    return max(1000.0, 0.75 * psutil.virtual_memory().total / 2**20 / max(1, places))


@dataclass(eq=False)
class Job:
    """One notebook for one gemeente: what it needs, and while it runs its kernel, so that it can be broken off.

    `parameters` holds JSON literals, of which the notebook declares every name. `read_file` is where the kernel writes what it
    reads. `complete` makes the outputs whole after the last cell: it draws what was left for later.
    """

    notebook: Path
    gemeente: Gemeente
    output: Path
    parameters: dict[str, Any]
    environment: dict[str, str]
    limits: Limits = field(default_factory=Limits)
    read_file: Path | None = None
    kernel_config: Callable[[], Config] = Config
    complete: Callable[[NotebookNode, float], None] | None = None
    process: Process | None = None
    megabytes: float = 0.0
    cpu: float = 0.0
    too_large: bool = False
    _client: PapermillNotebookClient | None = None
    _node: NotebookNode | None = None
    _until: float = 0.0
    _whole: bool = False
    _aborted: threading.Event = field(default_factory=threading.Event)

    def execute(self) -> Execution:
        """Run the notebook and return what came of it; only a fault of the runner itself raises."""
        start = time.monotonic()
        failure, reason, attempts = Failure.MACHINE, "de run is afgebroken", 0
        while attempts < self.limits.attempts and not self._aborted.is_set():
            attempts += 1
            if time.time() >= self.limits.until:
                failure, reason = Failure.TIMEOUT, self._too_long()
                break
            self._until = time.monotonic() + min(self.limits.notebook_seconds, self.limits.until - time.time())
            self.process, self._client, self._node, self.too_large = None, None, None, False
            if self.read_file is not None:
                self.read_file.unlink(missing_ok=True)
            failure, reason = self._attempt()
            _settle()
            self._measure()
            if failure is None and self.megabytes > self.limits.megabytes:  # it was faster than who watches it
                self.too_large = True
                failure, reason = self._died()
            if failure is not Failure.MACHINE:
                break
            if attempts < self.limits.attempts:
                self._aborted.wait(BREATH_SECONDS)
        if self._node is not None:
            write_text(self.output, nbformat.writes(_without_traces(self._node)))
        return Execution(
            self.notebook, self.gemeente, self.output, time.monotonic() - start, failure, reason, attempts, self.megabytes, self.cpu,
            self._read(),
        )  # fmt: skip

    def _attempt(self) -> tuple[Failure | None, str]:
        try:
            papermill.execute_notebook(
                _without_exploring(nbformat.read(self.notebook, as_version=4)), None, self.parameters, engine_name=_Engine.NAME,
                request_save_on_cell_execute=False, progress_bar=False, job=self,
            )  # fmt: skip
        except PapermillExecutionError as error:
            return self._cell_failed(error.ename, error.evalue)
        except CellTimeoutError:
            return Failure.TIMEOUT, self._too_long()
        except DeadKernelError:
            return self._died()
        except (RuntimeError, OSError) as error:  # jupyter_client: the kernel did not start or could not be reached
            return Failure.MACHINE, f"het rekenproces (de kernel) startte niet ({type(error).__name__})"
        # papermill takes `SystemExit` and a cell that may raise for success, yet the slide is not whole.
        code = [cell for cell in (self._node.cells if self._node else []) if cell.cell_type == "code"]
        left = [output for cell in code for output in cell.outputs if output.output_type == "error"]
        if left:
            return self._cell_failed(left[0].ename, left[0].evalue)
        if self.complete is not None and self._node is not None:
            try:
                self.complete(self._node, max(1.0, self._until - time.monotonic()))
            except TimeoutError:
                self._whole = True
                return Failure.TIMEOUT, self._too_long()
            except ValueError:
                return Failure.CODE, "een figuur kon niet worden getekend; bekijk het bewaarde notebook"
            except BrokenExecutor:
                return Failure.MACHINE, "het proces dat figuren tekent, stopte onverwacht"
        return None, ""

    def _cell_failed(self, name: str, text: str) -> tuple[Failure, str]:
        """Quote our own errors, which hold no personal data; of any other error only the kind, for its text may hold a row."""
        told = (text.splitlines()[0] if text else name) if name in _OURS else f"een cel gaf de fout {name}; bekijk het bewaarde notebook"
        if name == MemoryError.__name__:
            return Failure.MEMORY, told
        return (Failure.DATA if name in _OF_THE_DATA else Failure.CODE), told

    def _too_long(self) -> str:
        if time.time() >= self.limits.until:
            return "de tijd voor het hele rapport was op"
        limit, what = (self.limits.notebook_seconds, "het notebook") if self._whole else (self.limits.cell_seconds, "een cel")
        return f"{what} duurde langer dan {words.plural(round(limit), 'seconde', 'seconden')} en is afgebroken"

    def _died(self) -> tuple[Failure, str]:
        if self.too_large:
            return (
                Failure.MEMORY,
                f"het rekenproces vroeg meer dan {words.number(round(self.limits.megabytes))} MB geheugen en is afgebroken",
            )
        code = self.process.returncode if self.process is not None else None
        if code is not None and code >= 0:
            return Failure.CODE, f"het notebook beëindigde zelf zijn rekenproces (code {code})"
        return Failure.MACHINE, "het rekenproces (de kernel) stopte onverwacht; vaak is er dan te weinig geheugen"

    def started(self, client: PapermillNotebookClient) -> None:
        """Take note of the kernel's process: by now it is ready."""
        provisioner = client.km.provisioner if client.km is not None else None
        self.process = getattr(provisioner, "process", None)

    def weigh(self, *, all_below: bool) -> None:
        """Look how much memory the kernel holds, with or without the processes that it started, and kill it where that is too much."""
        process = self.process
        if process is None:
            return
        with suppress(psutil.Error):
            kernel = psutil.Process(process.pid)
            everyone = [kernel, *(kernel.children(recursive=True) if all_below else [])]
            held = sum(one.memory_info().rss for one in everyone) / 2**20
            self.megabytes = max(self.megabytes, held)
            if held > self.limits.megabytes:
                self.too_large = True
                self.kill()

    def _measure(self) -> None:
        """Take the exact peak and the processor seconds where the process can tell them."""
        self.megabytes = max(self.megabytes, getattr(self.process, "megabytes", 0.0))
        self.cpu += getattr(self.process, "cpu", 0.0)

    def seconds_left(self, _cell: NotebookNode | None = None) -> float:
        """Return the time that the next cell may take; nbclient reads 0 as no limit at all."""
        if self._aborted.is_set():
            raise DeadKernelError("broken off")
        whole = self._until - time.monotonic()
        self._whole = whole < self.limits.cell_seconds
        return max(0.05, min(self.limits.cell_seconds, whole))

    def abort(self) -> None:
        """Kill the kernel, if it runs, and let no new one start."""
        self._aborted.set()
        self.kill()

    @property
    def aborted(self) -> bool:
        """Whether the job was broken off: then its outcome says nothing about the notebook."""
        return self._aborted.is_set()

    def kill(self) -> None:
        """Kill the kernel with all that it started."""
        manager = getattr(self._client, "km", None)
        if manager is not None and manager.provisioner is not None:
            asyncio.run(manager.provisioner.kill())

    def _read(self) -> tuple[str, ...]:
        if self.read_file is None or not self.read_file.is_file():
            return ()
        return tuple(sorted(set(self.read_file.read_text(encoding="utf-8").splitlines())))


class _Engine(Engine):
    """What papermill runs a notebook with: a kernel with its own environment and deadlines; the notebook stays at hand after a failure."""

    NAME: Final = "jeugdlib"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        job: Job = kwargs["job"]
        job._node = nb_man.nb
        client = job._client = PapermillNotebookClient(
            nb_man, kernel_name=kernel_name, config=job.kernel_config(), log=_log, startup_timeout=START_SECONDS,
            timeout_func=job.seconds_left, shutdown_kernel="immediate", record_timing=False,
            on_notebook_start=lambda **_: job.started(client),
        )  # fmt: skip
        client.execute(env=job.environment)


papermill_engines.register(_Engine.NAME, _Engine)


def _settle() -> None:
    """Close what nbclient leaves open in this thread: its event loop, and after a deadline a reader that still waits."""
    loop = ensure_event_loop()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.close()


def _without_exploring(node: NotebookNode) -> NotebookNode:
    """Drop the cells that only an analyst in JupyterLab needs: a report neither runs nor keeps them."""
    node.cells = [cell for cell in node.cells if EXPLORING not in cell.metadata.get("tags", [])]
    return node


def _without_traces(node: NotebookNode) -> NotebookNode:
    """Drop times, local paths and random ids, so that the same input leaves the same bytes."""
    node.metadata.pop("papermill", None)
    for cell in node.cells:
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "ingevulde-parameters"
    return node
