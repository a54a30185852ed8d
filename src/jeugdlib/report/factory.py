"""The report factory: decides what is due, has it made, and brings the edition out.

What is due follows from the register: nothing is made again that nothing changed for. The work is handed out by gemeente,
longest first, to an executor: threads of this process, or a cluster. Only this process writes the register, and only when
everything is done are pages switched in. The region comes first: every gemeente sets its figures beside its own.
"""

import hashlib
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from jeugdlib import errors, words
from jeugdlib.report import events, notebooks, order, planning, publication, sanity
from jeugdlib.report.edition import Edition, Line, Options, render_index
from jeugdlib.report.execution import Execution, Gemeente
from jeugdlib.report.planning import Made, Verdict, World
from jeugdlib.report.register import Register, Sheet
from jeugdlib.report.runner import Limits
from jeugdlib.report.shelf import MAKERS, NOTEBOOKS, Shelf
from jeugdlib.report.shelf import has as shelf_has
from jeugdlib.report.task import Outcome, Slide, Task, page_key, shared_parts
from jeugdlib.settings import REGION

_LOOK_SECONDS: Final = 0.2  # with a time limit, for once polars is imported a Ctrl-C no longer ends a wait that has none
MAX_FAILED: Final = 0.1  # of the slides of a run


@dataclass(frozen=True)
class Plan:
    """What is asked of a run.

    `gemeenten` are those to make, `everyone` all of the dataset and the region. `parameters` are JSON literals. `data` is how the
    dataset is named, `data_place` where this machine has it, `inputs` its fingerprints, `sizes` the bytes of each gemeente's messages.
    `most_failed` is how many slides may fail (a whole number), or which part of them. `afresh` makes everything again.
    """

    notebooks: Sequence[Path]
    gemeenten: Sequence[Gemeente]
    everyone: Sequence[Gemeente]
    parameters: Mapping[str, Any]
    data: str
    data_place: str
    inputs: Mapping[str, str]
    sizes: Mapping[str, int]
    head: Edition
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)
    most_failed: int | float = MAX_FAILED
    afresh: bool = False


Early = SimpleQueue[tuple[Execution, Made]]


@dataclass(frozen=True)
class Crew:
    """Who does the work: an executor, and the functions that it runs for a task.

    `early` brings each execution as soon as it is done, where the work is done in this process; without it they come with the outcome.
    """

    executor: Executor
    perform: Callable[[Task], Outcome]
    share: Callable[[Task], tuple[Made, dict[str, bytes]]]
    early: Early | None = None


@dataclass
class Result:
    """How a run ended: slides made, failed and left as they were, pages switched in, and what a person must know.

    `refused` has, by gemeente, why its page could not be published.
    """

    made: int = 0
    failed: int = 0
    kept: int = 0
    pages: int = 0
    published: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    odd: int = 0

    @property
    def exit_code(self) -> int:
        """Return 0 when everything is up, 1 when something failed, 2 when nothing was published."""
        if not self.published:
            return 2
        return 1 if self.failed or self.refused else 0


# --- what is due ----------------------------------------------------------------------------------------------------


def lay_tasks(plan: Plan, shelf: Shelf, register: Register, number: int = 0) -> list[Task]:
    """Make a task per gemeente, longest first and the region before all, with the verdict on every slide.

    Raises:
        WrongUse: a parameter that no notebook declares, or only notebooks for the region and no region.
    """
    notebooks.check_parameters(plan.notebooks, plan.parameters)
    declared = {notebook: notebooks.declared_parameters(notebook) for notebook in plan.notebooks}
    known, shared = register.executions(), register.shared()
    up = _usable(shelf, register)
    region = _task_shape(plan, _region(plan), declared, shelf)
    region_judged = planning.judge(shared_parts(region.choices), shared.get(REGION), World(plan.inputs), forced=plan.afresh)
    tasks: list[Task] = []
    for gemeente in plan.gemeenten:
        shape = _task_shape(plan, gemeente, declared, shelf)
        if not shape.slides:
            continue
        own = planning.judge(shared_parts(shape.choices), shared.get(gemeente.code), World(plan.inputs), forced=plan.afresh)
        open_ = {place for place, judged in ((REGION, region_judged), (gemeente.code, own)) if judged.reason}
        out = {name: value for code in (REGION, gemeente.code) if code in shared for name, value in shared[code].out.items()}
        world = World(plan.inputs, out, frozenset(open_))
        slides = tuple(_judged(slide, gemeente, known, world, shelf, plan) for slide in shape.slides)
        tasks.append(replace(shape, slides=slides, world=world, number=number, up=up.get(gemeente.code)))
    if plan.notebooks and plan.gemeenten and not tasks:
        asked = words.listing([notebook.stem for notebook in plan.notebooks])
        raise errors.WrongUse(f"Alleen voor de regio is er een slide {asked}. Kies --gemeente regio.")
    alone = len({task.gemeente.code for task in tasks} | set(register.sheets(published=True))) == 1
    options = replace(plan.options, alone=alone)
    return sorted(
        (replace(task, options=options, page_parts=_page_parts(plan, task, options)) for task in tasks), key=lambda task: _place(task, plan)
    )


def _place(task: Task, plan: Plan) -> tuple[bool, float, str]:
    """Return what tasks are sorted by: the region first, then the longest as far as is known."""
    known = [slide.made.seconds for slide in task.slides if slide.made is not None]
    expected = sum(known) if len(known) == len(task.slides) else float(plan.sizes.get(task.gemeente.code, 0))
    return task.gemeente.code != REGION, -expected, task.gemeente.code


def _region(plan: Plan) -> Gemeente:
    return next(gemeente for gemeente in plan.everyone if gemeente.code == REGION)


def _task_shape(plan: Plan, gemeente: Gemeente, declared: Mapping[Path, Mapping[str, Any]], shelf: Shelf) -> Task:
    """Make a task without verdicts."""
    slides: list[Slide] = []
    for notebook in plan.notebooks:
        if order.part_of(notebook).region_only and gemeente.code != REGION:
            continue
        given = {**plan.parameters, "data": plan.data, "gemeente": gemeente.code}
        parameters = {name: value for name, value in given.items() if name in declared[notebook]}
        parts = {
            "notebook": hashlib.sha256(notebook.read_bytes()).hexdigest(),
            "parameters": planning.digest(parameters),
            "code": planning.code(),
            "omgeving": planning.environment(),
        }
        slides.append(Slide(notebook, parameters, parts, None, Verdict()))
    choices: list[dict[str, Any]] = []
    for slide in slides:
        if slide.parameters not in choices:
            choices.append(slide.parameters)
    return Task(
        gemeente, tuple(slides), tuple(choices), plan.data_place, data_hash(plan, gemeente.code), World({}), shelf, plan.head, plan.options,
        plan.limits, "", 0, forced=plan.afresh,
    )  # fmt: skip


def data_hash(plan: Plan, code: str) -> str:
    """Return one hash of the messages of a gemeente, or of the whole region that is reported on."""
    codes = {gemeente.code for gemeente in plan.everyone} if code == REGION else {code}
    return planning.digest({name: value for name, value in plan.inputs.items() if name.partition("/gemeentecode=")[2] in codes})


def _judged(slide: Slide, gemeente: Gemeente, known: Mapping[tuple[str, str], Made], world: World, shelf: Shelf, plan: Plan) -> Slide:
    made = known.get((gemeente.code, slide.name))
    file = f"{NOTEBOOKS}/{gemeente.code}/{slide.name}.ipynb"
    intact = made is not None and shelf_has(shelf, file, made.out[slide.name], made.stamp)
    return replace(slide, made=made, verdict=planning.judge(slide.parts, made, world, intact=intact, forced=plan.afresh))


def _usable(shelf: Shelf, register: Register) -> dict[str, Sheet]:
    """Return the pages that are there as they were made, those that are ready before those that are up."""
    sheets = register.sheets(published=True) | register.sheets(published=False)
    return {code: sheet for code, sheet in sheets.items() if publication.whole(shelf, sheet)}


def _page_parts(plan: Plan, task: Task, options: Options) -> str:
    """Hash everything that a page is made of beside its executed notebooks."""
    head = {name: value if isinstance(value, bool | int) else str(value) for name, value in asdict(plan.head).items()}
    folders = {notebook.parent for notebook in plan.notebooks}
    arranged = [(folder / order.FILE).read_text(encoding="utf-8") for folder in sorted(folders) if (folder / order.FILE).is_file()]
    return planning.digest([planning.bindery(), planning.environment(), head, asdict(options), arranged, task.gemeente.naam, task.data])


# --- the run --------------------------------------------------------------------------------------------------------


def make(
    plan: Plan, tasks: Sequence[Task], shelf: Shelf, register: Register, crew: Crew, tell: events.Tell, still: Callable[[], bool]
) -> Result:
    """Do the tasks that are due and bring the edition out.

    Args:
        plan: what was asked.
        tasks: as `lay_tasks` gives them.
        shelf: the report folder.
        register: its register.
        crew: who does the work.
        tell: hears of every event.
        still: whether the dataset is still what it was when the run began.

    Raises:
        DatasetError: it is not; then nothing is published.
    """
    run = _Run(plan, tasks, shelf, register, crew, tell)
    try:
        run.work()
    finally:
        run.hear()  # also when it is broken off: what is done is done
    if not still():
        raise errors.DatasetError(
            "De dataset is veranderd terwijl het rapport werd gemaakt. Er is niets gepubliceerd; start dezelfde opdracht opnieuw."
        )
    run.bring_out()
    return run.result


@dataclass
class _Run:
    plan: Plan
    tasks: Sequence[Task]
    shelf: Shelf
    register: Register
    crew: Crew
    tell: events.Tell
    result: Result = field(default_factory=Result)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def work(self) -> None:
        """Have everything made that is due."""
        known, frames = self._share_region() if any(not task.idle for task in self.tasks) else (self._region_known(), {})
        pending: dict[Future[Outcome], Task] = {}
        for task in self.tasks:
            ready = _with_region(task, known, frames)
            self.result.kept += sum(not slide.verdict.reason for slide in ready.slides)
            if ready.idle and ready.up is not None and ready.up.key == _key(ready):
                self.sheets[task.gemeente.code] = ready.up
            else:  # a page may be due though no notebook is: the date or the colours changed
                pending[self.crew.executor.submit(self.crew.perform, ready)] = ready
        while pending:
            finished, _ = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            self.hear()
            for future in finished:
                self._take_in(pending.pop(future), future)

    def _region_known(self) -> Mapping[str, str]:
        made = self.register.shared().get(REGION)
        return made.out if made else {}

    def _share_region(self) -> tuple[Mapping[str, str], Mapping[str, bytes]]:
        """Have the figures of the region computed; when that fails, the slides that need them fail too, each in its own words."""
        declared = {notebook: notebooks.declared_parameters(notebook) for notebook in self.plan.notebooks}
        task = replace(_task_shape(self.plan, _region(self.plan), declared, self.shelf), world=World(self.plan.inputs))
        future = self.crew.executor.submit(self.crew.share, task)
        while not wait([future], timeout=_LOOK_SECONDS).done:
            pass
        try:
            made, frames = future.result()
        except errors.JeugdlibError as error:
            self.tell("gedeeld", gemeente=REGION, fout=str(error), seconden=0.0)
            return {}, {}
        self.register.note_shared(REGION, made)
        self.tell("gedeeld", gemeente=REGION, fout="", seconden=made.seconds)
        return made.out, frames

    def hear(self) -> None:
        """Write down the executions that are done."""
        while self.crew.early is not None and not self.crew.early.empty():
            self._note(*self.crew.early.get())

    def _note(self, execution: Execution, made: Made) -> None:
        """Write down one execution and tell of it."""
        self.register.note_execution(execution, made, data=planning.digest(made.read), edition=self.tasks[0].number)
        kind = execution.failure.kind if execution.failure else ""
        self.result.failed += bool(kind)
        self.result.made += not kind
        self.tell(
            "uitvoering", gemeente=execution.gemeente.code, naam=execution.gemeente.naam, notebook=execution.name, fout=kind,
            reden=execution.reason, pogingen=execution.attempts, seconden=round(execution.seconds, 3), rekenseconden=execution.cpu,
            megabytes=execution.megabytes,
        )  # fmt: skip

    def _take_in(self, task: Task, future: "Future[Outcome]") -> None:
        """Write down what came of a task; one that broke down in an unforeseen way costs its own page, not those of the others."""
        self.hear()
        if (error := future.exception()) is not None:
            traceback.print_exception(error)
            told = str(error) if isinstance(error, errors.JeugdlibError) else f"onverwachte fout ({type(error).__name__})"
            outcome = Outcome(task.gemeente.code, fault=f"{task.gemeente.code}.html: {told}")
        else:
            outcome = future.result()
        if outcome.shared is not None:
            self.register.note_shared(outcome.code, outcome.shared)
            self.tell("gedeeld", gemeente=outcome.code, fout="", seconden=outcome.shared.seconds)
        for execution, made in outcome.executions if self.crew.early is None else ():
            self._note(execution, made)
        self.result.kept += outcome.kept
        if outcome.fault:
            self.result.refused[outcome.code] = outcome.fault
            self.tell("pagina", gemeente=outcome.code, fout=outcome.fault, bytes=0)
        elif outcome.sheet is not None:
            self.sheets[outcome.code] = outcome.sheet
            if outcome.sheet != task.up:
                self.register.note_sheet(outcome.sheet, published=False)
                self.tell("pagina", gemeente=outcome.code, fout="", bytes=outcome.sheet.size)

    # --- the edition

    def bring_out(self) -> None:
        """Check every new page once more and switch the edition in, unless too much of it failed."""
        before = self.register.sheets(published=True)
        new = {code: sheet for code, sheet in self.sheets.items() if before.get(code) != sheet}
        for task in self.tasks:
            if (sheet := new.get(task.gemeente.code)) and (wrong := self._wrong(task, sheet)):
                self.result.refused[task.gemeente.code] = f"{sheet.page}: {wrong}"
                del new[task.gemeente.code], self.sheets[task.gemeente.code]
        slides, most = sum(len(task.slides) for task in self.tasks), self.plan.most_failed
        if self.result.failed <= (most if isinstance(most, int) else most * slides) and self.sheets:
            self._switch(before, new)
        publication.clear(self.shelf, self.register.sheets(published=True), self.register.sheets(published=False))
        self.tell(
            "einde", gepubliceerd=self.result.published, paginas=self.result.pages, gemaakt=self.result.made, mislukt=self.result.failed,
            gebleven=self.result.kept, geweigerd=self.result.refused, opvallend=self.result.odd,
        )  # fmt: skip

    def _wrong(self, task: Task, sheet: Sheet) -> str:
        text = self.shelf.read(f"{publication.READY}/{sheet.page}") or self.shelf.read(sheet.page) or b""
        return "; ".join(publication.wrong_gemeente(text.decode(), task.gemeente, task.data, self.plan.everyone))

    def _switch(self, before: Mapping[str, Sheet], new: Mapping[str, Sheet]) -> None:
        publication.switch_in(self.shelf, self.register, new.values())
        self.result.published, self.result.pages = True, len(new)
        if new:
            found = sanity.odd(self.sheets, before)
            self.result.odd = len(found)
            self.shelf.write(f"{MAKERS}/{sanity.FILE}", sanity.as_csv(found).encode())
        index = render_index(self._lines(), self.plan.head).encode()
        if self.shelf.read("index.html") != index:
            self.shelf.write("index.html", index)

    def _lines(self) -> list[Line]:
        """List the gemeenten in the order of the dataset: the page that is up, and in words what is wrong with it or missing."""
        up, refused = self.register.sheets(published=True), self.result.refused
        lines: list[Line] = []
        for gemeente in self.plan.everyone:
            sheet = up.pop(gemeente.code, None)
            old = publication.earlier(sheet, self.plan.head.datum.isoformat()) if sheet else ""
            if gemeente.code in refused and sheet:
                old = f"de nieuwe pagina kon niet worden gemaakt; {old or 'dit is een eerdere'}"
            elif gemeente.code in refused:
                old = "de pagina kon niet worden gemaakt"
            if sheet or old:
                lines.append(Line(gemeente, sheet, old))
        # Of a gemeente that is no longer in the dataset the page stays, with its date.
        left = sorted(up.values(), key=lambda sheet: sheet.code)
        return lines + [Line(sheet, sheet, publication.earlier(sheet, self.plan.head.datum.isoformat())) for sheet in left]


def _with_region(task: Task, known: Mapping[str, str], frames: Mapping[str, bytes]) -> Task:
    """Give a task the figures of the region, and judge again what waited for them."""
    shared = {name: value for name, value in task.world.shared.items() if not name.startswith(f"gedeeld/{REGION}/")}
    own = frozenset({task.gemeente.code}) - {REGION}
    world = World(task.world.inputs, {**shared, **known}, task.world.open & own)
    slides = tuple(
        replace(slide, verdict=planning.judge(slide.parts, slide.made, world)) if slide.verdict.maybe else slide for slide in task.slides
    )
    return replace(task, world=world, slides=slides, region={} if task.gemeente.code == REGION else frames, region_hashes=known)


def _key(task: Task) -> str:
    """Return the key that the page of an idle task would have; as `task.perform` makes it."""
    return page_key(task, {slide.name: (slide.made.out if slide.made else {}, "") for slide in task.slides})


def numbered(task: Task, number: int) -> Task:
    """Give a task the number of its run."""
    return replace(task, number=number)


def now() -> str:
    """Return this moment, for the register alone: nothing that is published holds a clock."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def seconds_from_now(seconds: float | None) -> float:
    """Return the moment at which a run of so many seconds must end."""
    return float("inf") if seconds is None else time.time() + seconds
