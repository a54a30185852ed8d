"""Runs notebooks through papermill: every notebook for every gemeente, each in a kernel of its own.

A failure never stops the others: it becomes an `Execution` with a Dutch reason. The truth about a run is in these
executions, never in the metadata of a notebook: after a dead kernel papermill marks every cell as completed.
What a user can do wrong (an unknown gemeente, notebook or parameter) is refused before the first kernel starts.
"""

import ast
import asyncio
import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final, Protocol

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm
from traitlets.config import Config

from jeugdlib import errors, words
from jeugdlib.report import kernels, order
from jeugdlib.report.files import write_text
from jeugdlib.settings import REGION

CELL_SECONDS: Final = 300.0  # far beyond the slowest cell of a large gemeente: what takes longer hangs
NOTEBOOK_SECONDS: Final = 900.0
EXPLORING: Final = "verkennen"  # the tag of cells for JupyterLab alone
IN_REPORT: Final = "JEUGDLIB_RAPPORT"  # `jeugdlib.lab` looks for it
START_SECONDS: Final = 120  # a cold start of Python on a busy machine

_OWN_ERRORS: Final = {kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.JeugdlibError)}

# What papermill and nbclient log in English is said in Dutch by an Execution; who debugs gives these loggers a handler.
_log = logging.getLogger("jeugdlib.report")
_log.addHandler(logging.NullHandler())
logging.getLogger("papermill").addHandler(logging.NullHandler())


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
    """Why an execution failed, in words that may stand on a published page."""

    CELL = "een berekening gaf een fout"
    KERNEL = "het rekenproces stopte onverwacht"
    DEADLINE = "de berekening duurde te lang"
    MACHINE = "het rekenproces kon niet werken"


@dataclass(frozen=True)
class Execution:
    """One notebook run for one gemeente.

    `output` is the executed notebook, kept after a failure too. `reason` is one Dutch line for the person who runs the
    report (it may name a file); `failure` is the short form for the page. Both are empty when the notebook ran well.
    """

    notebook: Path
    gemeente: Gemeente
    output: Path
    seconds: float
    failure: Failure | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        return self.notebook.stem


# --- what can be wrong before anything runs -------------------------------------------------------------------------


def find_notebooks(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks in `folder` in the order of the report (`order`), or only those named.

    Args:
        folder: the folder with the notebooks.
        names: as `10_paden`, `10_paden.ipynb` or `paden`; empty means all.

    Raises:
        WrongUse: a name is unknown, or the folder holds no notebook.
    """
    by_name = {path.stem: path for path in order.arrange(folder.glob("*.ipynb"))}
    if not by_name:
        raise errors.WrongUse(f"In de map '{folder}' staan geen notebooks.")
    short = {stem.lstrip("0123456789_"): stem for stem in by_name}
    chosen: set[str] = set()
    for given in names:
        stem = given.removesuffix(".ipynb")
        stem = short.get(stem, stem)
        if stem not in by_name:
            hint = errors.suggest(stem, [*short, *by_name])
            raise errors.WrongUse(f"Onbekend notebook '{given}'.{hint} Kies uit: {words.listing(list(by_name))}.")
        chosen.add(stem)
    return [path for stem, path in by_name.items() if not names or stem in chosen]


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Return the names and defaults in the cell tagged `parameters`; a name whose default is no literal is an error of the notebook.

    Raises:
        WrongUse: the notebook has not exactly one such cell, or holds more than literals in it.
    """
    cells = [cell for cell in nbformat.read(notebook, as_version=4).cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise errors.WrongUse(f"Notebook '{notebook.stem}' moet één cel met het label 'parameters' hebben, en heeft er {len(cells)}.")
    found: dict[str, Any] = {}
    for line in ast.parse(cells[0].source).body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                try:
                    found[name] = ast.literal_eval(value)
                except ValueError as error:
                    raise errors.WrongUse(f"Parameter '{name}' van notebook '{notebook.stem}' is geen vaste waarde.") from error
            case _:
                raise errors.WrongUse(f"De cel 'parameters' van notebook '{notebook.stem}' mag alleen regels 'naam = waarde' hebben.")
    return found


def check_parameters(notebooks: Sequence[Path], parameters: Mapping[str, Any]) -> None:
    """Refuse a parameter that none of the notebooks declares, before any kernel starts.

    Raises:
        WrongUse: with the nearest known name.
    """
    known = {name for notebook in notebooks for name in declared_parameters(notebook)} - {"gemeente"}
    for name in parameters:
        if name == "gemeente":
            raise errors.WrongUse("De gemeente is geen parameter van het rapport. Kies gemeenten met --gemeente.")
        if name not in known:
            raise errors.WrongUse(f"Onbekende parameter '{name}'.{errors.suggest(name, known)} Kies uit: {words.listing(sorted(known))}.")


# --- the run --------------------------------------------------------------------------------------------------------


def run(
    notebooks: Sequence[Path],
    gemeenten: Sequence[Gemeente],
    parameters: Mapping[str, Any],
    *,
    destination: Path,
    workers: int,
    progress: bool = True,
    cell_seconds: float = CELL_SECONDS,
    notebook_seconds: float = NOTEBOOK_SECONDS,
) -> list[Execution]:
    """Run every notebook for every gemeente and keep the executed notebooks.

    Args:
        notebooks: as `find_notebooks` returns them.
        gemeenten: in the order of the report; the code is passed as the parameter `gemeente`.
        parameters: names to JSON literals, checked beforehand by `settings`; a notebook gets only those it declares.
        destination: the report folder; notebooks land in `notebooks/<code>/<name>.ipynb` below it.
        workers: how many notebooks run at the same time.
        progress: draw a progress bar on stderr.
        cell_seconds: longest time for one cell.
        notebook_seconds: longest time for one notebook.

    Returns:
        One execution per gemeente and notebook, in the order given; a notebook for the region alone has one for the region.

    Raises:
        WrongUse: a parameter that no notebook declares, or only notebooks for the region and no region.
        KeyboardInterrupt: passed on after every kernel of this run was killed.
    """
    check_parameters(notebooks, parameters)
    threads = str(max(1, (os.cpu_count() or 1) // max(1, workers)))
    # What shows one client's care refuses to work where the last word is set.
    environment = os.environ | {"POLARS_MAX_THREADS": threads, "PYDEVD_DISABLE_FILE_VALIDATION": "1", IN_REPORT: "1"}
    jobs: list[_Job] = []
    for gemeente in gemeenten:
        for notebook in notebooks:
            if order.part_of(notebook).region_only and gemeente.code != REGION:
                continue
            declared = declared_parameters(notebook)
            passed = {name: value for name, value in ({**parameters, "gemeente": gemeente.code}).items() if name in declared}
            output = destination / "notebooks" / gemeente.code / notebook.name
            jobs.append(_Job(notebook, gemeente, output, passed, environment, cell_seconds, notebook_seconds))
    if notebooks and gemeenten and not jobs:
        asked = words.listing([notebook.stem for notebook in notebooks])
        raise errors.WrongUse(f"Alleen voor de regio is er een slide {asked}. Kies --gemeente regio.")

    done: dict[int, Execution] = {}
    bar = tqdm(
        total=len(jobs), desc="Rapport", disable=not progress, dynamic_ncols=True,
        bar_format="{desc} |{bar:20}| {n_fmt} van {total_fmt} [{elapsed}, nog {remaining}]",
    )  # fmt: skip
    with kernels.nest(environment) as nest:
        for job in jobs:
            job.nest = nest
        pool = ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="notebook")
        try:
            futures = {pool.submit(job.execute): number for number, job in enumerate(jobs)}
            pending = set(futures)
            while pending:
                # With a time limit, for once polars is imported a Ctrl-C no longer ends a wait that has none.
                finished, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in sorted(finished, key=futures.__getitem__):
                    execution = done[futures[future]] = future.result()
                    state = " (mislukt)" if execution.failure else ""
                    bar.set_description_str(f"{execution.gemeente.naam} · {execution.name}{state}", refresh=False)
                    bar.update()
        except BaseException:
            for job in jobs:
                job.abort()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            bar.close()
    return [done[number] for number in range(len(jobs))]


def closing_line(executions: Sequence[Execution]) -> str:
    """Say in one sentence how many slides were made and how many failed."""
    failed = [execution for execution in executions if execution.failure]
    made = words.plural(len(executions) - len(failed), "slide", "slides")
    if not failed:
        return f"Klaar: {made} gemaakt, geen mislukt."
    return f"Klaar: {made} gemaakt, {words.number(len(failed))} mislukt."


def exit_code(executions: Sequence[Execution]) -> int:
    """Return 0 when all slides were made, 1 when some failed, 2 when none was made."""
    failed = sum(execution.failure is not None for execution in executions)
    return 0 if not failed else 2 if failed == len(executions) else 1


@dataclass
class _Job:
    """One notebook for one gemeente: what it needs, and while it runs its kernel, so that the run can be broken off."""

    notebook: Path
    gemeente: Gemeente
    output: Path
    parameters: dict[str, Any]
    environment: dict[str, str]
    cell_seconds: float
    notebook_seconds: float
    client: PapermillNotebookClient | None = None
    node: NotebookNode | None = None
    until: float = 0.0
    last_leg: bool = False
    nest: kernels.Nest | None = None
    aborted: threading.Event = field(default_factory=threading.Event)

    def execute(self) -> Execution:
        """Run the notebook and return what came of it; only a fault of the runner itself raises."""
        start = time.monotonic()
        self.until = start + self.notebook_seconds
        failure, reason = self._attempt()
        _settle()
        if self.node is not None:
            write_text(self.output, nbformat.writes(_without_traces(self.node)))
        return Execution(self.notebook, self.gemeente, self.output, time.monotonic() - start, failure, reason)

    def _attempt(self) -> tuple[Failure | None, str]:
        try:
            papermill.execute_notebook(
                _without_exploring(nbformat.read(self.notebook, as_version=4)), None, self.parameters, engine_name=_Engine.NAME,
                request_save_on_cell_execute=False, progress_bar=False, job=self,
            )  # fmt: skip
        except PapermillExecutionError as error:
            return Failure.CELL, self._cell_failed(error.ename, error.evalue)
        except CellTimeoutError:
            limit, what = (self.notebook_seconds, "het notebook") if self.last_leg else (self.cell_seconds, "een cel")
            return Failure.DEADLINE, f"{what} duurde langer dan {words.plural(round(limit), 'seconde', 'seconden')} en is afgebroken"
        except DeadKernelError:
            return Failure.KERNEL, "het rekenproces (de kernel) stopte onverwacht; vaak is er dan te weinig geheugen"
        except (RuntimeError, OSError) as error:  # jupyter_client: the kernel did not start or could not be reached
            return Failure.MACHINE, f"het rekenproces (de kernel) startte niet ({type(error).__name__})"
        # papermill takes `SystemExit` and a cell that may raise for success, yet the slide is not whole.
        left = [output for cell in self._code_cells() for output in cell.outputs if output.output_type == "error"]
        return (Failure.CELL, self._cell_failed(left[0].ename, left[0].evalue)) if left else (None, "")

    def _cell_failed(self, name: str, text: str) -> str:
        """Quote our own errors, which hold no personal data; of any other error only the kind, for its text may hold a row."""
        if name in _OWN_ERRORS:
            return text.splitlines()[0] if text else name
        return f"een cel gaf de fout {name}; bekijk het bewaarde notebook"

    def _code_cells(self) -> list[NotebookNode]:
        return [cell for cell in (self.node.cells if self.node else []) if cell.cell_type == "code"]

    def seconds_left(self, _cell: NotebookNode | None = None) -> float:
        """Return the time that the next cell may take; nbclient reads 0 as no limit at all."""
        if self.aborted.is_set():
            raise DeadKernelError("broken off")
        whole = self.until - time.monotonic()
        self.last_leg = whole < self.cell_seconds
        return max(0.05, min(self.cell_seconds, whole))

    def kernel_config(self) -> Config:
        """Return how the kernel of this job starts: warm where a nest is open."""
        return self.nest.config() if self.nest else kernels.COLD

    def abort(self) -> None:
        """Kill the kernel, if it runs, and let no new one start."""
        self.aborted.set()
        manager = getattr(self.client, "km", None)
        if manager is not None and manager.provisioner is not None:
            asyncio.run(manager.provisioner.kill())


class _Engine(Engine):
    """What papermill runs a notebook with: a kernel with its own environment and deadlines; the notebook stays at hand after a failure."""

    NAME: Final = "jeugdlib"

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        job: _Job = kwargs["job"]
        job.node = nb_man.nb
        job.client = PapermillNotebookClient(
            nb_man, kernel_name=kernel_name, config=job.kernel_config(), log=_log, startup_timeout=START_SECONDS,
            timeout_func=job.seconds_left, shutdown_kernel="immediate", record_timing=False,
        )  # fmt: skip
        job.client.execute(env=job.environment)


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
