"""Binds executed notebooks into pages: one self-contained HTML page per gemeente, and an index of them.

A page needs no network: text, figures (SVG) and tables stand in the file itself, and so does the one script that makes
the figures live where scripts may run (`live`). A slide that could not be made is named as such, without a traceback or
a path of the machine. The same input gives the same bytes: the date of the edition is given, not read from a clock.
"""

import copy
import hashlib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets.config import Config

from jeugdlib import errors, words
from jeugdlib.report import exhibits, live, order, planning, summary, takeaway, theme
from jeugdlib.report.checks import check_page
from jeugdlib.report.execution import Execution, Failure, Gemeente
from jeugdlib.report.exhibits import Exhibit
from jeugdlib.report.files import write_bytes
from jeugdlib.report.register import Sheet
from jeugdlib.report.sanity import key_figures
from jeugdlib.report.shelf import READY, Shelf
from jeugdlib.report.slides import Part, render_deck
from jeugdlib.settings import REGION

_HERE: Final = Path(__file__).parent
_SPEC: Final = 'class="figuur-spec"'  # what charts.figure puts beside a drawing that can be made live
_LIVE: Final = re.compile(rf'<script type="application/json" {_SPEC}>.*?</script>\n?', re.DOTALL)
FOLDER_DIGITS: Final = 10  # of a hash: enough to tell the editions of one page apart
HEAVIEST: Final = 3_000_000  # bytes of a page: more does not go by mail, and takes long to open
_TITLE: Final = re.compile(r"\A\s*# +(?:\d+ *· *)?(.+)\n*")


@dataclass(frozen=True)
class Edition:
    """What stands at the head of every page.

    `bron` is one Dutch sentence on the data, `peildatum` the first day that was not observed, `datum` the day of the
    edition, `versie` that of jeugdlib, `voorbeeld` whether the data are invented. `drempel` is the
    smallest count that a page shows. `thema` gives the colours and the name of the organisation.
    """

    bron: str
    peildatum: date
    datum: date
    versie: str
    voorbeeld: bool
    drempel: int = 10
    thema: theme.Theme = field(default_factory=theme.neutral)


@dataclass(frozen=True)
class Options:
    """What is made beside the page: `take_away` a workbook, CSV files and pictures, `deck` a presentation.

    `alone` says that there is no index to go back to.
    """

    take_away: bool = True
    deck: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Slide:
    """One notebook on a page: HTML, or the failure that left it out.

    `part` is the part of the report that it belongs to. Where that part goes by productgroep, `groups` has the HTML of the figures
    of each productgroep, and `html` the rest.
    """

    id: str
    title: str
    html: str = ""
    part: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    shown: tuple[Exhibit, ...] = ()
    points: tuple[str, ...] = ()
    headline: str = ""


@dataclass(frozen=True)
class Group:
    """One productgroep on a page: of each slide that shows it the title and the HTML of its figures."""

    id: str
    title: str
    slides: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """A part of a page: its slides, and after them its productgroepen, the largest first."""

    title: str
    slides: tuple[Slide, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Line:
    """One gemeente in the index: the page that is up, if any, and in words what is wrong with it or with the one that should have come."""

    gemeente: Gemeente
    sheet: Sheet | None
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """What a page is made of, for its register.

    `key` is the hash of everything; the folder beside the page is named for it. `data` is the hash of the messages, which the page
    carries; `choices` that of the parameters. `number` is that of the run. `replaces` is the page that is up, `drawn` a page of
    which pictures may be taken over, `pictures` a folder with those that were drawn in advance (`draw_pictures`).
    """

    key: str
    data: str
    choices: str = ""
    number: int = 0
    replaces: Sheet | None = None
    drawn: Sheet | None = None
    pictures: Path | None = None


def bind(gemeente: Gemeente, executions: Sequence[Execution], edition: Edition, shelf: Shelf, origin: Origin, options: Options) -> Sheet:
    """Make the page of one gemeente with all that lies beside it, ready to be switched in.

    Args:
        gemeente: whose page.
        executions: of this gemeente, in the order of the slides.
        edition: what stands at the head of the page.
        shelf: the report folder; everything lands in `READY` below it, the page last.
        origin: what the page is made of.
        options: what to make beside the page.

    Raises:
        WrongUse: the page is not valid, not Dutch, not readable for everyone (`checks.check_page`), or holds a notebook of another
            gemeente; all faults are named.
    """
    slides = [read_slide(execution) for execution in executions]
    along = pack(gemeente, slides, edition, folder=f"{gemeente.code}-{origin.key[:FOLDER_DIGITS]}", options=options)
    page = render_page(gemeente, slides, edition, alone=options.alone, along=along, data=origin.data)
    faults = [*strangers(gemeente, executions), *check_page(page)]
    if faults:
        raise errors.WrongUse("\n".join(f"{gemeente.code}.html: {fault}" for fault in faults))
    files = dict(along.made(_drawn_before(shelf, origin)))
    if along.deck:
        files[along.deck] = render_deck([_part(slide) for slide in slides], along.about).encode()
    files[f"{gemeente.code}.html"] = page.encode()
    shelf.remove(f"{READY}/{along.folder}")
    for name, content in files.items():
        shelf.write(f"{READY}/{name}", content)
    return Sheet(
        gemeente.code, gemeente.naam, origin.key, origin.data, edition.datum.isoformat(), origin.number, len(slides),
        failed=tuple(slide.title for slide in slides if slide.failure), workbook=along.workbook, deck=along.deck, size=len(page.encode()),
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        notebooks=tuple(execution.name for execution in executions),
        numbers=key_figures(len(page.encode()), [exhibit for slide in slides for exhibit in slide.shown]),
        previous=origin.replaces.numbers if origin.replaces else {}, made_by=_made_by(), choices=origin.choices,
        voorbeeld=edition.voorbeeld,
    )  # fmt: skip


def _made_by() -> str:
    return planning.digest([planning.bindery(), planning.environment()])


def draw_pictures(gemeente: Gemeente, execution: Execution, edition: Edition, folder: Path) -> None:
    """Draw the figures of one executed notebook as PNG, in a folder, each under the hash of its SVG: most of the work of a page.

    Done while other notebooks still run, so that not all of it is left for the last moment.
    """
    node, about = nbformat.read(execution.output, as_version=4), _about(gemeente, edition)
    for exhibit in exhibits.read(node, slide_id(execution)):
        if exhibit.svg:
            svg = takeaway.as_svg(exhibit, about)
            write_bytes(folder / _picture(svg.encode()), takeaway.as_png(svg))


def _picture(svg: bytes) -> str:
    return f"{hashlib.sha256(svg).hexdigest()}.png"


def _drawn_before(shelf: Shelf, origin: Origin) -> Callable[[bytes], bytes | None]:
    """Give a function that finds the PNG of an SVG: drawn in advance, or beside a page of the same code and packages, if it is whole."""
    before = origin.drawn
    known = before.files if before is not None and before.made_by == _made_by() else {}
    pictures = {made: f"{name.removesuffix('.svg')}.png" for name, made in known.items() if name.endswith(".svg")}

    def find(svg: bytes) -> bytes | None:
        ahead = origin.pictures / _picture(svg) if origin.pictures else None
        if ahead is not None and ahead.is_file():
            return ahead.read_bytes()
        name = pictures.get(hashlib.sha256(svg).hexdigest(), "")
        found = (shelf.read(place) for place in (name, f"{READY}/{name}")) if name in known else ()
        return next((png for png in found if png is not None and hashlib.sha256(png).hexdigest() == known[name]), None)

    return find


def strangers(gemeente: Gemeente, executions: Sequence[Execution]) -> list[str]:
    """Name every executed notebook that was not run for this gemeente, going by the notebook itself."""
    found: list[str] = []
    for execution in executions:
        if execution.failure:
            continue
        cells = nbformat.read(execution.output, as_version=4).cells
        filled = [cell.source for cell in cells if "injected-parameters" in cell.metadata.get("tags", [])]
        ran_for = re.findall(r'^gemeente = "(.*)"$', "\n".join(filled), re.MULTILINE)
        if filled and ran_for != [gemeente.code]:
            found.append(
                f"Het notebook '{execution.name}' is gemaakt voor {words.listing(ran_for) or 'niemand'}, niet voor {gemeente.code}."
            )
    return found


def read_slide(execution: Execution) -> Slide:
    """Turn the executed notebook into HTML, or say that it failed; the title is the notebook's first heading."""
    node = nbformat.read(execution.notebook if execution.failure else execution.output, as_version=4)
    first = next((cell for cell in node.cells if cell.cell_type == "markdown"), None)
    found = _TITLE.match(first.source) if first else None
    if first is None or found is None:
        raise errors.WrongUse(f"Notebook '{execution.name}' begint niet met een titel ('# 10 · Doorlopen paden').")
    slide, title, part = slide_id(execution), found[1].strip(), order.part_of(execution.notebook)
    if execution.failure:
        return Slide(slide, title, failure=execution.failure, part=part.title)
    first.source = first.source[found.end() :]
    groups = exhibits.groups(node) if part.by_group else []
    return Slide(
        slide,
        title,
        slide_html(_without_groups(node, groups)),
        part=part.title,
        groups={group: slide_html(_only(node, group)) for group in groups},
        shown=tuple(exhibits.read(node, slide)),
        points=tuple(exhibits.points(node)),
        headline=summary.headline(node),
    )


def _only(node: NotebookNode, group: str) -> NotebookNode:
    """Return what a notebook shows of one productgroep, and nothing else of it."""
    return _kept(node, lambda output: [output] if exhibits.group_of(output) == group else [], words=False)


def _without_groups(node: NotebookNode, groups: Sequence[str]) -> NotebookNode:
    """Return a notebook without what it shows of one productgroep alone; a line of links stands in its place."""
    links = ", ".join(f'<a href="#{_group_id(group)}">{escape(group)}</a>' for group in groups)
    line = new_output("display_data", {"text/html": f'<p class="per-groep">De figuren staan bij elke productgroep: {links}.</p>'})
    left = iter([line])

    def keep(output: NotebookNode) -> list[NotebookNode]:
        return [output] if exhibits.group_of(output) is None else list(itertools.islice(left, 1))

    return _kept(node, keep, words=True) if groups else node


def _kept(node: NotebookNode, keep: Callable[[NotebookNode], list[NotebookNode]], *, words: bool) -> NotebookNode:
    """Copy a notebook with what `keep` makes of each output; `words` keeps its texts too."""
    shell = copy.copy(node)
    shell.cells = []
    for cell in node.cells:
        if cell.cell_type == "code":
            kept = copy.copy(cell)
            kept.outputs = [one for output in cell.outputs for one in keep(output)]
            shell.cells.append(kept)
        elif words:
            shell.cells.append(cell)
    return shell


def _group_id(group: str) -> str:
    return f"productgroep-{exhibits.plain_name(group)}"


def chapters(slides: Sequence[Slide]) -> list[Chapter]:
    """Divide the slides of a page into its parts; a productgroep comes in the order of the slide that names it first."""
    parts: dict[str, list[Slide]] = {}
    for slide in slides:
        parts.setdefault(slide.part, []).append(slide)
    return [Chapter(title, tuple(of_part), tuple(_groups(of_part))) for title, of_part in parts.items()]


def _groups(slides: Sequence[Slide]) -> list[Group]:
    names = dict.fromkeys(group for slide in slides for group in slide.groups)
    return [
        Group(_group_id(name), name, tuple((slide.title, slide.groups[name]) for slide in slides if name in slide.groups)) for name in names
    ]


def pack(gemeente: Gemeente, slides: Sequence[Slide], edition: Edition, *, folder: str, options: Options) -> takeaway.Luggage:
    """Return what can be taken along from a page with these slides."""
    about = _about(gemeente, edition)
    shown = tuple(exhibit for slide in slides for exhibit in slide.shown) if options.take_away else ()
    return takeaway.Luggage(about, shown, folder, options.deck)


def _about(gemeente: Gemeente, edition: Edition) -> takeaway.About:
    return takeaway.About(
        gemeente.code, gemeente.naam, edition.bron, edition.peildatum, edition.datum, edition.versie, edition.voorbeeld
    )  # fmt: skip


def slide_id(execution: Execution) -> str:
    """Return the id of a slide on its page: `10-paden`."""
    return execution.name.replace("_", "-")


def _part(slide: Slide) -> Part:
    failure = slide.failure.value if slide.failure else ""
    return Part(slide.title, slide.points, [exhibit for exhibit in slide.shown if exhibit.svg], failure)


def slide_html(node: NotebookNode) -> str:
    """Render one executed notebook: words, figures and tables; no code, no prompts, no warnings."""
    body, _ = _exporter().from_notebook_node(node)
    return body


def render_page(
    gemeente: Gemeente,
    slides: Sequence[Slide],
    edition: Edition,
    *,
    alone: bool = False,
    along: takeaway.Luggage | None = None,
    data: str = "",
) -> str:
    """Return the page of one gemeente.

    Args:
        gemeente: whose page.
        slides: in order.
        edition: what stands at its head.
        alone: leave out the way back to the index.
        along: what can be taken along; the page links to it.
        data: the hash of the messages behind it.
    """
    drawn = any(_SPEC in text for slide in slides for text in (slide.html, *slide.groups.values()))
    about = {"gemeente": gemeente, "slides": slides, "edition": edition, "alone": alone, "along": along, "data": data}
    script, divided = live.script() if drawn else "", chapters(slides)
    while True:
        page = _render("page.html.j2", script, chapters=divided, regio=gemeente.code == REGION, **about)
        if len(page.encode()) <= HEAVIEST:
            return page
        lighter = _lighter(divided)
        if lighter is None:
            return page
        divided = lighter


def _lighter(divided: list[Chapter]) -> list[Chapter] | None:
    """Keep the drawings of the last productgroep that has live figures, and drop what makes them live; None when there is none left."""
    for place, chapter in reversed(list(enumerate(divided))):
        for number, group in reversed(list(enumerate(chapter.groups))):
            still = tuple((title, _LIVE.sub("", shown)) for title, shown in group.slides)
            if still != group.slides:
                groups = (*chapter.groups[:number], replace(group, slides=still), *chapter.groups[number + 1 :])
                return [*divided[:place], replace(chapter, groups=groups), *divided[place + 1 :]]
    return None


def render_index(lines: Sequence[Line], edition: Edition) -> str:
    """Return the list of gemeenten, with what is missing in each and what can be taken along.

    Raises:
        WrongUse: the page is not valid or not readable for everyone.
    """
    page = _render("index.html.j2", "", lines=lines, edition=edition)
    if faults := check_page(page):
        raise errors.WrongUse("\n".join(f"index.html: {fault}" for fault in faults))
    return page


def _render(template: str, script: str, *, edition: Edition, **context: Any) -> str:
    """Fill a page, with the policy that fits its style and its script."""
    style = edition.thema.css + _style()
    return _environment().get_template(template).render(
        stijl=Markup(style), script=Markup(script), policy=live.policy(styles=style, scripts=script), edition=edition, **context
    )  # fmt: skip


class _Renderer(IPythonRenderer):
    """Markdown of a slide: one heading level down (the page has the h1), and HTML in a text stays text."""

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f"<h{min(level + 1, 6)}>{text}</h{min(level + 1, 6)}>\n"


def markdown(source: str) -> str:
    """Render Markdown as part of a slide."""
    return MarkdownWithMath(renderer=_Renderer(escape=True, allow_harmful_protocols=False)).render(source)


class SlideExporter(TemplateExporter):
    """nbconvert with our own template: only what a reader needs, in plain HTML."""

    output_mimetype = "text/html"

    def __init__(self) -> None:
        super().__init__(
            config=Config(
                {
                    "TagRemovePreprocessor": {"remove_cell_tags": exhibits.LEFT_OUT},
                    # Plain text comes last and is not shown: it is the repr of something that has no form for a reader.
                    "NbConvertBase": {"display_data_priority": ["text/html", "text/markdown", "text/plain"]},
                }
            ),
            template_name="template",
            template_file="slide.html.j2",
            extra_template_basedirs=[str(_HERE)],
        )
        # In place of nbconvert's own, which loads MathJax and puts an anchor behind each heading.
        self.register_filter("markdown2html", markdown)


@cache
def _exporter() -> SlideExporter:
    return SlideExporter()


@cache
def _environment() -> Environment:
    """Return the Jinja environment of the pages: everything is escaped but the slides, which escape themselves."""
    environment = Environment(loader=FileSystemLoader(_HERE / "template"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"dag": words.day, "iso": date.isoformat, "met_begrippen": summary.link_terms}
    return environment


def _style() -> str:
    """Return everything between the style tags of a page."""
    return (_HERE / "template" / "style.css").read_text(encoding="utf-8") + live.style()
