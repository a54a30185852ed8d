"""Binds executed notebooks into an edition: one self-contained HTML page per gemeente and an index.

A page needs no network: text, figures (SVG) and tables stand in the file itself, and so does the one script that makes
the figures live where scripts may run (`live`). A slide that could not be made is named as such, without a traceback or
a path of the machine. The same input gives the same bytes: the date of the edition is given, not read from a clock.
"""

import copy
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
from jeugdlib.report import exhibits, live, order, summary, takeaway, theme
from jeugdlib.report.checks import check_page
from jeugdlib.report.exhibits import Exhibit
from jeugdlib.report.files import write_text
from jeugdlib.report.runner import Execution, Failure, Gemeente
from jeugdlib.report.slides import Part, render_deck
from jeugdlib.settings import REGION

_HERE: Final = Path(__file__).parent
_SPEC: Final = 'class="figuur-spec"'  # what charts.figure puts beside a drawing that can be made live
_LIVE: Final = re.compile(rf'<script type="application/json" {_SPEC}>.*?</script>\n?', re.DOTALL)
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


def build(executions: Sequence[Execution], edition: Edition, *, destination: Path, take_away: bool = True, deck: bool = False) -> Path:
    """Write a page for every gemeente and the index, each in one step; nothing is written when one of them has a fault.

    Args:
        executions: as `runner.run` returns them; their order is the order of gemeenten and slides.
        edition: what stands at the head of the pages.
        destination: the report folder; pages are named `<code>.html`.
        take_away: write a workbook, CSV files and pictures beside every page, and link to them.
        deck: write `<code>-slides.html` too, a presentation of the same slides.

    Returns:
        The path of `index.html`.

    Raises:
        WrongUse: a page is not valid, not Dutch or not readable for everyone (`checks.check_page`); all faults are named.
    """
    pages: dict[Gemeente, list[Slide]] = {}
    for execution in executions:
        pages.setdefault(execution.gemeente, []).append(read_slide(execution))
    along = {gemeente.code: pack(gemeente, slides, edition, take_away=take_away, deck=deck) for gemeente, slides in pages.items()}
    written = {
        gemeente.code: render_page(gemeente, slides, edition, alone=len(pages) == 1, along=along[gemeente.code])
        for gemeente, slides in pages.items()
    }
    written["index"] = render_index(pages, edition, along)
    faults = [f"{name}.html: {fault}" for name, page in written.items() for fault in check_page(page)]
    if faults:
        raise errors.WrongUse("Het rapport is niet gemaakt: het zou niet voor iedereen te lezen zijn.\n" + "\n".join(faults))
    for gemeente, slides in pages.items():
        takeaway.clear(destination, gemeente.code)
        luggage = along[gemeente.code]
        luggage.write(destination)
        if luggage.deck:
            write_text(destination / luggage.deck, render_deck([_part(slide) for slide in slides], luggage.about))
    for name, page in written.items():
        write_text(destination / f"{name}.html", page)
    return destination / "index.html"


def read_slide(execution: Execution) -> Slide:
    """Turn the executed notebook into HTML, or say that it failed; the title is the notebook's first heading."""
    node = nbformat.read(execution.notebook if execution.failure else execution.output, as_version=4)
    first = next((cell for cell in node.cells if cell.cell_type == "markdown"), None)
    found = _TITLE.match(first.source) if first else None
    if first is None or found is None:
        raise errors.WrongUse(f"Notebook '{execution.name}' begint niet met een titel ('# 10 · Doorlopen paden').")
    slide, title, part = execution.name.replace("_", "-"), found[1].strip(), order.part_of(execution.notebook)
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


def pack(gemeente: Gemeente, slides: Sequence[Slide], edition: Edition, *, take_away: bool, deck: bool) -> takeaway.Luggage:
    """Return what can be taken along from a page with these slides."""
    about = takeaway.About(
        gemeente.code, gemeente.naam, edition.bron, edition.peildatum, edition.datum, edition.versie, edition.voorbeeld
    )  # fmt: skip
    shown = tuple(exhibit for slide in slides for exhibit in slide.shown) if take_away else ()
    return takeaway.Luggage(about, shown, takeaway.deck_name(gemeente.code) if deck else "")


def _part(slide: Slide) -> Part:
    failure = slide.failure.value if slide.failure else ""
    return Part(slide.title, slide.points, [exhibit for exhibit in slide.shown if exhibit.svg], failure)


def slide_html(node: NotebookNode) -> str:
    """Render one executed notebook: words, figures and tables; no code, no prompts, no warnings."""
    body, _ = _exporter().from_notebook_node(node)
    return body


def render_page(
    gemeente: Gemeente, slides: Sequence[Slide], edition: Edition, *, alone: bool = False, along: takeaway.Luggage | None = None
) -> str:
    """Return the page of one gemeente; `alone` leaves out the way back to the index, `along` adds links to what can be taken along."""
    drawn = any(_SPEC in text for slide in slides for text in (slide.html, *slide.groups.values()))
    about = {"gemeente": gemeente, "slides": slides, "edition": edition, "alone": alone, "along": along}
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


def render_index(pages: dict[Gemeente, list[Slide]], edition: Edition, along: Mapping[str, takeaway.Luggage] | None = None) -> str:
    """Return the list of gemeenten, with what is missing in each and what can be taken along."""
    return _render("index.html.j2", "", pages=pages, edition=edition, along=along or {})


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
