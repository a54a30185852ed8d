"""The work for one gemeente: share what its notebooks share, run those that are due, and bind the page.

A task holds everything that it needs and can be sent to another machine. Doing it twice gives the same files as doing it once.
What is read is held against what was planned, every time: a dataset that is replaced meanwhile ends the run.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from jeugdlib import errors, shared, words
from jeugdlib.report import planning
from jeugdlib.report.edition import Edition, Options, Origin, bind, draw_pictures
from jeugdlib.report.execution import Execution, Failure, Gemeente
from jeugdlib.report.files import write_bytes
from jeugdlib.report.planning import Made, Verdict, World
from jeugdlib.report.register import Sheet
from jeugdlib.report.runner import BREATH_SECONDS, Job, Limits
from jeugdlib.report.shelf import NOTEBOOKS, Shelf, fingerprint
from jeugdlib.report.workshop import CallFailed, CallLost, Workshop

SHARE: Final = "jeugdlib.workbook:share"
HERE: Final = "JEUGDLIB_DATA_HIER"  # as `workbook.HERE`
CHANGED: Final = "De dataset is veranderd terwijl het rapport werd gemaakt. Er is niets gepubliceerd; start dezelfde opdracht opnieuw."
_LOOK_SECONDS: Final = 0.5

# Gives the hashes of what bears these names in the dataset that lies in a place: `store.fingerprints_of`.
Rehash = Callable[[str, Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Slide:
    """One notebook of a task: what it gets, what is known of the last time, and whether it is due."""

    notebook: Path
    parameters: dict[str, Any]
    parts: dict[str, str]
    made: Made | None = None
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def name(self) -> str:
        """Return the name of the notebook."""
        return self.notebook.stem


@dataclass(frozen=True)
class Task:
    """Everything that the page of one gemeente is made of.

    `choices` are the parameters of the notebooks, each set once. `world` is what there is to read, in the dataset at `data_place`;
    `region` holds the frames of the region by name, as bytes, for a gemeente. `origin` tells of the page, but for its key, which
    `page_parts` and the executed notebooks give. `up` is the page as it is known, published or only ready.
    """

    gemeente: Gemeente
    slides: tuple[Slide, ...]
    choices: tuple[dict[str, Any], ...]
    data_place: str
    rehash: Rehash
    world: World
    shelf: Shelf
    head: Edition
    options: Options
    limits: Limits
    origin: Origin
    page_parts: str = ""
    region: Mapping[str, bytes] = field(default_factory=dict)
    region_hashes: Mapping[str, str] = field(default_factory=dict)
    up: Sheet | None = None
    forced: bool = False

    @property
    def idle(self) -> bool:
        """Whether no notebook is due, as far as is known."""
        return not any(slide.verdict.reason for slide in self.slides)


@dataclass
class Outcome:
    """What came of a task: every execution that was run, the shared work, and the page, or why there is none.

    `kept` counts the slides that turned out to be good still once the shared work was done.
    """

    code: str
    executions: list[tuple[Execution, Made]] = field(default_factory=list)
    shared: Made | None = None
    sheet: Sheet | None = None
    fault: str = ""
    kept: int = 0


Tell = Callable[[Execution, Made], None]


def perform(task: Task, workshop: Workshop, tell: Tell | None = None) -> Outcome:
    """Do the work of a task.

    Args:
        task: what is to be done.
        workshop: where the notebooks run.
        tell: is called with every execution as soon as it is done.

    Raises:
        CallFailed: the workshop was told to stop.
        DatasetError: the dataset is no longer what it was when the run was planned.
    """
    outcome = Outcome(task.gemeente.code)
    files = {slide.name: f"{NOTEBOOKS}/{task.gemeente.code}/{slide.name}.ipynb" for slide in task.slides}
    state: dict[str, Made] = {slide.name: slide.made for slide in task.slides if slide.made is not None}
    done: dict[str, Execution] = {}
    drawing: list[Future[None]] = []
    if not task.idle:
        world, folder = _lay_out(task, workshop, outcome)
        due = [slide for slide in task.slides if _is_due(slide, world)]
        outcome.kept = sum(bool(slide.verdict.reason) for slide in task.slides) - len(due)
        waiting: dict[Future[Execution], Slide] = {}
        for slide in sorted(due, key=lambda slide: -(slide.made.seconds if slide.made else 0.0)):
            waiting[workshop.submit(_job(task, slide, files[slide.name], folder))] = slide
        pending = set(waiting)
        while pending:
            # With a time limit: polars takes over signals, and a wait without one would not hear a Ctrl-C.
            finished, pending = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            if workshop.aborted.is_set():
                raise CallFailed("De run is afgebroken.")
            for future in finished:
                slide = waiting[future]
                execution, made = _judged(slide, future.result(), world, task, files[slide.name])
                done[slide.name], state[slide.name] = execution, made
                outcome.executions.append((execution, made))
                if task.options.take_away and execution.failure is None:
                    drawing.append(
                        workshop.press.begin(partial(draw_pictures, task.gemeente, execution, task.head, workshop.folder / "plaatjes"))
                    )
                if tell is not None:
                    tell(execution, made)
    wait(drawing, timeout=task.limits.notebook_seconds)  # what is not there yet, the page draws itself
    _bind(task, workshop, outcome, done, state, files)
    return outcome


# --- what is shared -------------------------------------------------------------------------------------------------


def share(task: Task, workshop: Workshop) -> tuple[Made, dict[str, bytes]]:
    """Do the shared work of a task alone, and return it with the frames that others set beside theirs; it has the time of one notebook.

    Raises:
        CallFailed: it gave no answer in time.
        DatasetError: the dataset is no longer what it was when the run was planned.
    """
    folder = workshop.folder / "gedeeld"
    start = time.monotonic()
    made, read = _call(task, workshop, folder)
    _still(task, read)
    seen = {name: task.world.of(name) or "" for name in read}
    return Made(shared_parts(task.choices), seen, made, seconds=round(time.monotonic() - start, 3)), _beside(folder, made)


def _call(task: Task, workshop: Workshop, folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Have what is shared computed; again where the machine failed, as often as a notebook is."""
    until = min(task.limits.until, time.time() + task.limits.notebook_seconds)
    left = task.limits.attempts
    while True:
        left -= 1
        try:
            return workshop.call(SHARE, _arguments(task, folder), {HERE: task.data_place}, until=until)
        except CallFailed as fault:
            # Nobody knows of a part of it, nor whether its last file is whole.
            shutil.rmtree(folder / task.gemeente.code, ignore_errors=True)
            if left < 1 or not isinstance(fault, CallLost):
                raise
            workshop.aborted.wait(BREATH_SECONDS)


def _arguments(task: Task, folder: Path) -> dict[str, Any]:
    return {"folder": str(folder), "chosen": list(task.choices)}


def _beside(folder: Path, made: Mapping[str, str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in made:
        file = folder / f"{name.removeprefix('gedeeld/')}.arrow"
        if "/naast_" in name and file.is_file():
            found[f"{name}.arrow"] = file.read_bytes()
            found[f"{name.rpartition('/')[0]}/{shared.ABOUT}"] = (file.parent / shared.ABOUT).read_bytes()
    return found


def _lay_out(task: Task, workshop: Workshop, outcome: Outcome) -> tuple[World, Path]:
    """Have what the notebooks of this gemeente share in a folder here, with that of the region beside it.

    What lies there was made in this run: a workshop, and its folder, are of one run.
    """
    folder = workshop.folder / "gedeeld"
    for name, content in task.region.items():
        place = folder / name.removeprefix("gedeeld/")
        if not place.is_file():
            write_bytes(place, content)
    own = [name for name in task.region_hashes if name.startswith(f"gedeeld/{task.gemeente.code}/")]
    if own and all((folder / f"{name.removeprefix('gedeeld/')}.arrow").is_file() for name in own):
        return World(task.world.inputs, task.region_hashes), folder
    try:
        outcome.shared, _ = share(task, workshop)
    except CallFailed:
        # Each notebook then computes it for itself, and tells in its own words what is wrong.
        return World(task.world.inputs, task.region_hashes), folder
    return World(task.world.inputs, {**task.region_hashes, **outcome.shared.out}), folder


def shared_parts(choices: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """Return the hashes of what shared work depends on beside the data."""
    return {"notebook": "", "parameters": planning.digest(list(choices)), "code": planning.code(), "omgeving": planning.environment()}


def _still(task: Task, read: Collection[str]) -> None:
    """Hold what was read of the dataset against what the run was planned with.

    Raises:
        DatasetError: it is not the same.
    """
    names = {name for name in read if not name.startswith("gedeeld/")}
    planned = {name: task.world.inputs[name] for name in names if name in task.world.inputs}
    if task.rehash(task.data_place, names) != planned:
        raise errors.DatasetError(CHANGED)


# --- one slide ------------------------------------------------------------------------------------------------------


def _is_due(slide: Slide, world: World) -> bool:
    """Judge anew what was not known before the shared work was done."""
    verdict = slide.verdict
    if verdict.maybe:
        verdict = planning.judge(slide.parts, slide.made, world)
    return bool(verdict.reason)


def _job(task: Task, slide: Slide, file: str, folder: Path) -> Job:
    environment = {shared.FOLDER: str(folder), shared.ONLY: task.gemeente.code, HERE: task.data_place}
    # A place of its own on this machine; where the shelf is here too, it is the same file.
    output = task.shelf.local(file, folder.parent / "uitgevoerd")
    return Job(slide.notebook, task.gemeente, output, dict(slide.parameters), environment, task.limits)


def _judged(slide: Slide, execution: Execution, world: World, task: Task, file: str) -> tuple[Execution, Made]:
    """Keep the executed notebook, and refuse one that read what does not belong to its task: nobody would know when it changes."""
    _still(task, execution.read)
    foreign = [name for name in execution.read if not world.of(name)]
    if foreign and execution.failure is None:
        told = f"het notebook las iets dat niet bij deze gemeente hoort ({foreign[0]})"
        execution = replace(execution, failure=Failure.CODE, reason=told)
    content = execution.output.read_bytes() if execution.output.is_file() else b""
    if fingerprint(task.shelf, file) != hashlib.sha256(content).hexdigest():
        task.shelf.write(file, content)
    made = Made(
        slide.parts, {name: world.of(name) or "" for name in execution.read}, {slide.name: hashlib.sha256(content).hexdigest()},
        execution.failure is None, round(execution.seconds, 3), task.shelf.stamp(file),
    )  # fmt: skip
    return execution, made


# --- the page -------------------------------------------------------------------------------------------------------


def _bind(
    task: Task, workshop: Workshop, outcome: Outcome, done: Mapping[str, Execution], state: Mapping[str, Made], files: Mapping[str, str]
) -> None:
    """Bind the page, unless the one that is there was made of exactly the same."""
    executions = [done.get(slide.name) or _kept(task, slide, files[slide.name], workshop) for slide in task.slides]
    kind = {execution.name: execution.failure.kind if execution.failure else "" for execution in executions}
    key = page_key(task, {slide.name: (state[slide.name].out, kind[slide.name]) for slide in task.slides})
    if task.up is not None and task.up.key == key and not task.forced:
        outcome.sheet = task.up
        return
    origin = replace(task.origin, key=key, drawn=None if task.forced else task.up, pictures=workshop.folder / "plaatjes")
    try:
        work = partial(bind, task.gemeente, executions, task.head, task.shelf, origin, task.options)
        outcome.sheet = workshop.press.do(work, task.limits.notebook_seconds)
    except TimeoutError:
        outcome.fault = f"de pagina was na {words.plural(round(task.limits.notebook_seconds), 'seconde', 'seconden')} nog niet klaar"
    except (errors.JeugdlibError, BrokenExecutor) as error:
        outcome.fault = str(error) or "het proces dat de pagina maakt, stopte onverwacht"


def page_key(task: Task, outs: Mapping[str, tuple[Mapping[str, str], str]]) -> str:
    """Return the hash of everything that a page is made of: of each slide what came of it, and how it failed if it did."""
    return planning.digest([task.page_parts, [[slide.name, *outs[slide.name]] for slide in task.slides]])


def _kept(task: Task, slide: Slide, file: str, workshop: Workshop) -> Execution:
    """Return an execution of an earlier run, that is still good."""
    return Execution(slide.notebook, task.gemeente, task.shelf.local(file, workshop.folder / "uitgevoerd"))
