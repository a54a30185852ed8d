"""The report factory: decides what is due, has it made, and brings the edition out.

What is due follows from the register: nothing is made again that nothing changed for. The work is handed out by gemeente,
longest first, to an executor: threads of this process, or a cluster. Only this process writes the register, and only when
everything is done are pages switched in. The region comes first: every gemeente sets its figures beside its own.
"""

import hashlib
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from jeugdlib import errors, words
from jeugdlib.report import events, notebooks, order, planning, publication, sanity
from jeugdlib.report.edition import Edition, Line, Options, Origin, render_index
from jeugdlib.report.execution import Execution, Gemeente
from jeugdlib.report.planning import Made, Verdict, World
from jeugdlib.report.register import Register, Sheet
from jeugdlib.report.runner import Limits
from jeugdlib.report.shelf import MAKERS, NOTEBOOKS, Shelf
from jeugdlib.report.shelf import has as shelf_has
from jeugdlib.report.task import Outcome, Rehash, Slide, Task, page_key, shared_parts
from jeugdlib.report.workshop import CallFailed
from jeugdlib.settings import REGION

_LOOK_SECONDS: Final = 0.2  # with a time limit, for once polars is imported a Ctrl-C no longer ends a wait that has none
_GRACE_SECONDS: Final = 20.0  # after the end of a run's time: for what was broken off to come back
MAX_FAILED: Final = 0.1  # of the slides of a run


@dataclass(frozen=True)
class Plan:
    """What is asked of a run.

    `gemeenten` are those to make, `everyone` all of the dataset and the region. `parameters` are JSON literals. `data_place` is where
    the dataset lies for who does the work, `inputs` its fingerprints, `rehash` makes them anew, `sizes` has the bytes of each gemeente's
    messages. `some` says that only some of the notebooks are asked for. `most_failed` is how many slides may fail (a whole number), or
    which part of them. `afresh` makes everything again.
    """

    notebooks: Sequence[Path]
    gemeenten: Sequence[Gemeente]
    everyone: Sequence[Gemeente]
    parameters: Mapping[str, Any]
    data_place: str
    inputs: Mapping[str, str]
    rehash: Rehash
    sizes: Mapping[str, int]
    head: Edition
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)
    some: bool = False
    most_failed: int | float = MAX_FAILED
    afresh: bool = False

    @property
    def choices(self) -> str:
        """Return a hash of the choices, by which pages of other choices are known."""
        return planning.digest(dict(self.parameters))


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
        WrongUse: a parameter that no notebook declares, only notebooks for the region and no region, or pages in the folder that
            can't stand beside these or would lose slides.
    """
    notebooks.check_parameters(plan.notebooks, plan.parameters)
    published = register.sheets(published=True)
    shapes = [shape for gemeente in plan.gemeenten if (shape := _shape(plan, gemeente, shelf)).slides]
    if plan.notebooks and plan.gemeenten and not shapes:
        asked = words.listing([notebook.stem for notebook in plan.notebooks])
        raise errors.WrongUse(f"Alleen voor de regio is er een slide {asked}. Kies --gemeente regio.")
    _check_beside(plan, shapes, published)
    known, shared, up = register.executions(), register.shared(), _usable(shelf, register)
    region = _verdict_on_share(plan, _shape(plan, _region(plan), shelf), shared)
    options = replace(plan.options, alone=len({shape.gemeente.code for shape in shapes} | set(published)) == 1)
    tasks: list[Task] = []
    for shape in shapes:
        code = shape.gemeente.code
        own = _verdict_on_share(plan, shape, shared)
        again = frozenset(place for place, verdict in ((REGION, region), (code, own)) if verdict.reason)
        out = {name: value for place in (REGION, code) if place in shared for name, value in shared[place].out.items()}
        world = World(plan.inputs, out, again)
        slides = tuple(_judged(slide, code, known, world, shelf, plan) for slide in shape.slides)
        origin = replace(shape.origin, number=number, replaces=published.get(code))
        parts = _page_parts(plan, shape, options)
        tasks.append(replace(shape, slides=slides, world=world, options=options, origin=origin, page_parts=parts, up=up.get(code)))
    return sorted(tasks, key=lambda task: _place(task, plan))


def _check_beside(plan: Plan, shapes: Sequence[Task], published: Mapping[str, Sheet]) -> None:
    """Refuse what would make a folder that misleads: invented beside real, and pages that lose slides by the way."""
    if any(sheet.voorbeeld != plan.head.voorbeeld for sheet in published.values()):
        there, here = ("eigen gegevens", "voorbeelddata") if plan.head.voorbeeld else ("voorbeelddata", "eigen gegevens")
        raise errors.WrongUse(f"In deze map staat een rapport van {there}. Kies voor {here} met --naar een andere map.")
    for shape in shapes:
        sheet = published.get(shape.gemeente.code)
        lost = set(sheet.notebooks) - {slide.name for slide in shape.slides} if sheet else set()
        if plan.some and lost:
            raise errors.WrongUse(
                f"De pagina van {shape.gemeente.naam} in deze map heeft ook andere slides, zoals {min(lost)}. "
                "Met --notebook zouden die verdwijnen. Kies met --naar een andere map, of laat --notebook weg."
            )


def _verdict_on_share(plan: Plan, shape: Task, shared: Mapping[str, Made]) -> Verdict:
    return planning.judge(shared_parts(shape.choices), shared.get(shape.gemeente.code), World(plan.inputs), forced=plan.afresh)


def _place(task: Task, plan: Plan) -> tuple[bool, float, str]:
    """Return what tasks are sorted by: the region first, then the longest as far as is known."""
    known = [slide.made.seconds for slide in task.slides if slide.made is not None]
    expected = sum(known) if len(known) == len(task.slides) else float(plan.sizes.get(task.gemeente.code, 0))
    return task.gemeente.code != REGION, -expected, task.gemeente.code


def _region(plan: Plan) -> Gemeente:
    return next(gemeente for gemeente in plan.everyone if gemeente.code == REGION)


def _shape(plan: Plan, gemeente: Gemeente, shelf: Shelf) -> Task:
    """Make a task without verdicts."""
    slides: list[Slide] = []
    for notebook in plan.notebooks:
        if order.part_of(notebook).region_only and gemeente.code != REGION:
            continue
        declared = notebooks.declared_parameters(notebook)
        parameters = {name: value for name, value in {**plan.parameters, "gemeente": gemeente.code}.items() if name in declared}
        parts = {
            "notebook": hashlib.sha256(notebook.read_bytes()).hexdigest(),
            "parameters": planning.digest(parameters),
            "code": planning.code(),
            "omgeving": planning.environment(),
        }
        slides.append(Slide(notebook, parameters, parts))
    choices: list[dict[str, Any]] = []
    for slide in slides:
        if slide.parameters not in choices:
            choices.append(slide.parameters)
    return Task(
        gemeente, tuple(slides), tuple(choices), plan.data_place, plan.rehash, World(plan.inputs), shelf, plan.head, plan.options,
        plan.limits, Origin("", data_hash(plan, gemeente.code), plan.choices), forced=plan.afresh,
    )  # fmt: skip


def data_hash(plan: Plan, code: str) -> str:
    """Return one hash of the messages of a gemeente, or of the whole region that is reported on."""
    codes = {gemeente.code for gemeente in plan.everyone} if code == REGION else {code}
    return planning.digest({name: value for name, value in plan.inputs.items() if name.partition("/gemeentecode=")[2] in codes})


def _judged(slide: Slide, code: str, known: Mapping[tuple[str, str], Made], world: World, shelf: Shelf, plan: Plan) -> Slide:
    made = known.get((code, slide.name))
    intact = made is not None and shelf_has(shelf, f"{NOTEBOOKS}/{code}/{slide.name}.ipynb", made.out[slide.name], made.stamp)
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
    made_of = [planning.bindery(), planning.environment(), head, asdict(options), arranged, task.gemeente.naam]
    return planning.digest([*made_of, task.origin.data, task.origin.choices])


# --- the run --------------------------------------------------------------------------------------------------------


def make(plan: Plan, tasks: Sequence[Task], shelf: Shelf, register: Register, crew: Crew, tell: events.Tell) -> Result:
    """Do the tasks that are due and bring the edition out.

    Args:
        plan: what was asked.
        tasks: as `lay_tasks` gives them.
        shelf: the report folder.
        register: its register.
        crew: who does the work.
        tell: hears of every event.

    Raises:
        DatasetError: the dataset was replaced meanwhile; then nothing is published.
        WrongUse: a worker of a cluster can't do this work.
    """
    run = _Run(plan, tasks, shelf, register, crew, tell)
    try:
        run.work()
    finally:
        run.hear()  # also when it is broken off: what is done is done
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
            for future in self._next(pending):
                self._take_in(pending.pop(future), future)

    def _next(self, pending: Collection[Future[Any]]) -> Iterator[Future[Any]]:
        """Wait a moment and give what is done; once the time of the run is over also what nobody will do any more."""
        finished, others = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        self.hear()
        late = time.time() > self.plan.limits.until + _GRACE_SECONDS
        for future in others if late else ():
            future.cancel()
        yield from (finished | others if late else finished)

    def _region_known(self) -> Mapping[str, str]:
        made = self.register.shared().get(REGION)
        return made.out if made else {}

    def _share_region(self) -> tuple[Mapping[str, str], Mapping[str, bytes]]:
        """Have the figures of the region computed; when that fails, the slides that need them fail too, each in its own words."""
        task = _shape(self.plan, _region(self.plan), self.shelf)
        future = self.crew.executor.submit(self.crew.share, task)
        while not list(self._next([future])):
            pass
        fault = _fault(future)
        if isinstance(fault, errors.DatasetError | errors.WrongUse):
            raise fault
        if fault is not None:
            self.tell("gedeeld", gemeente=REGION, fout=str(fault), seconden=0.0)
            return {}, {}
        made, frames = future.result()
        self.register.note_shared(REGION, made)
        self.tell("gedeeld", gemeente=REGION, fout="", seconden=made.seconds)
        return made.out, frames

    def hear(self) -> None:
        """Write down the executions that are done."""
        while self.crew.early is not None and not self.crew.early.empty():
            self._note(*self.crew.early.get())

    def _note(self, execution: Execution, made: Made) -> None:
        """Write down one execution and tell of it."""
        self.register.note_execution(execution, made, data=planning.digest(made.read), edition=self.tasks[0].origin.number)
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
        fault, code = _fault(future), task.gemeente.code
        if isinstance(fault, errors.DatasetError | errors.WrongUse):
            raise fault
        outcome = Outcome(code, fault=f"{code}.html: {fault}") if fault is not None else future.result()
        if outcome.shared is not None:
            self.register.note_shared(code, outcome.shared)
            self.tell("gedeeld", gemeente=code, fout="", seconden=outcome.shared.seconds)
        for execution, made in outcome.executions if self.crew.early is None else ():
            self._note(execution, made)
        self.result.kept += outcome.kept
        if outcome.fault:
            self._refuse(code, outcome.fault)
            self.tell("pagina", gemeente=code, fout=outcome.fault, bytes=0)
        elif outcome.sheet is not None:
            self.sheets[code] = outcome.sheet
            if outcome.sheet != task.up:
                self.register.note_sheet(outcome.sheet, published=False)
                self.tell("pagina", gemeente=code, fout="", bytes=outcome.sheet.size)

    def _refuse(self, code: str, reason: str) -> None:
        self.result.refused[code] = reason
        self.register.note_refused(code, reason)
        self.sheets.pop(code, None)

    # --- the edition

    def bring_out(self) -> None:
        """Check every new page once more and switch the edition in, unless too much of it failed."""
        up = self.register.sheets(published=True)
        for task in self.tasks:
            sheet = self.sheets.get(task.gemeente.code)
            if sheet is None or up.get(task.gemeente.code) == sheet:
                continue
            text = self.shelf.read(f"{publication.READY}/{sheet.page}") or self.shelf.read(sheet.page) or b""
            wrong = publication.wrong_gemeente(text.decode(), task.gemeente, task.origin.data, self.plan.everyone)
            if wrong:
                self._refuse(task.gemeente.code, f"{sheet.page}: {'; '.join(wrong)}")
        slides, most = sum(len(task.slides) for task in self.tasks), self.plan.most_failed
        lost = self.result.failed + sum(len(task.slides) for task in self.tasks if task.gemeente.code in self.result.refused)
        if self.sheets and lost <= (most if isinstance(most, int) else most * slides):
            self._switch({code: sheet for code, sheet in self.sheets.items() if up.get(code) != sheet})
        self._clear()
        self.tell(
            "einde", gepubliceerd=self.result.published, paginas=self.result.pages, gemaakt=self.result.made, mislukt=self.result.failed,
            gebleven=self.result.kept, geweigerd=self.result.refused, opvallend=self.result.odd,
        )  # fmt: skip

    def _switch(self, new: Mapping[str, Sheet]) -> None:
        for code in self.sheets.keys() - new.keys():
            self.register.note_good(code)
        for code, reason in publication.switch_in(self.shelf, self.register, new.values()).items():
            self._refuse(code, reason)
        up = self.register.sheets(published=True)
        found = sanity.odd(up)
        self.result.published, self.result.odd = True, len(found)
        self.result.pages = len(new.keys() - self.result.refused.keys())
        self._write(f"{MAKERS}/{sanity.FILE}", sanity.as_csv(found).encode())
        self._write("index.html", render_index(self._lines(up), self.plan.head).encode())

    def _write(self, name: str, content: bytes) -> None:
        if self.shelf.read(name) != content:
            self.shelf.write(name, content)

    def _clear(self) -> None:
        """Remove what is no longer needed; a file that somebody has open (on Windows) stays until the next run."""
        codes = [gemeente.code for gemeente in self.plan.everyone]
        try:
            publication.clear(self.shelf, codes, self.register.sheets(published=True), self.register.sheets(published=False))
        except OSError as error:
            self.tell("opruimen", fout=f"{error.filename or 'een oud bestand'} kon niet weg; de volgende run probeert het weer")

    def _lines(self, up: dict[str, Sheet]) -> list[Line]:
        """List the gemeenten in the order of the dataset: the page that is up, and in words what is wrong with it or missing."""
        refused, head, choices = self.register.refused(), self.plan.head, self.plan.choices
        lines: list[Line] = []
        for gemeente in self.plan.everyone:
            sheet = up.get(gemeente.code)
            said = publication.apart(sheet, head, choices, there=True) if sheet else ""
            if gemeente.code in refused:
                failed = "de nieuwe pagina kon niet worden gemaakt; " if sheet else "de pagina kon niet worden gemaakt"
                said = failed + (said or "dit is een eerdere" if sheet else "")
            if sheet or said:
                lines.append(Line(gemeente, sheet, said))
        # Of a gemeente that is not in the dataset any more the page stays, and says so.
        left = [up[code] for code in sorted(up.keys() - {gemeente.code for gemeente in self.plan.everyone})]
        return lines + [Line(sheet, sheet, publication.apart(sheet, head, choices, there=False)) for sheet in left]


def _fault(future: "Future[Any]") -> BaseException | None:
    """Return what went wrong with a piece of work; what nobody foresaw is told on stderr in full, and here in a word."""
    if future.cancelled():
        return CallFailed("de tijd voor het hele rapport was op")
    error = future.exception()
    if error is None or isinstance(error, errors.JeugdlibError):
        return error
    traceback.print_exception(error)
    return CallFailed(f"onverwachte fout ({type(error).__name__})")


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


def now() -> str:
    """Return this moment, for the register alone: nothing that is published holds a clock."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def seconds_from_now(seconds: float | None) -> float:
    """Return the moment at which a run of so many seconds must end."""
    return float("inf") if seconds is None else time.time() + seconds
