"""Binds executed notebooks into an edition: one self-contained HTML page per gemeente and an index.

A page needs no network and no script: text, figures (SVG) and tables stand in the file itself. A slide that could not
be made is named as such, without a traceback or a path of the machine. The same input gives the same bytes: the date
of the edition is given, not read from a clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from jeugdlib import errors, words
from jeugdlib.report.files import write_text
from jeugdlib.report.runner import Execution, Failure, Gemeente
from jeugdlib.settings import REGION

_HERE: Final = Path(__file__).parent
# Cells for the analyst: `verkennen` holds widgets, `verberg` what only JupyterLab needs.
LEFT_OUT: Final = {"verkennen", "verberg"}
# Nothing is loaded from anywhere and no script runs, whatever a delivery may have smuggled into a name.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_TITLE: Final = re.compile(r"\A\s*# +(?:\d+ *· *)?(.+)\n*")


@dataclass(frozen=True)
class Edition:
    """What stands at the head of every page.

    `bron` is one Dutch sentence on the data, `peildatum` the first day that was not observed, `datum` the day of the
    edition, `versie` that of jeugdlib, `voorbeeld` whether the data are invented. `drempel` and `onderdrukken` are the
    settings on small numbers: a page that shows them says so.
    """

    bron: str
    peildatum: date
    datum: date
    versie: str
    voorbeeld: bool
    drempel: int = 10
    onderdrukken: bool = True


@dataclass(frozen=True)
class Slide:
    """One notebook on a page: HTML, or the failure that left it out."""

    id: str
    title: str
    html: str = ""
    failure: Failure | None = None


def build(executions: Sequence[Execution], edition: Edition, *, destination: Path) -> Path:
    """Write a page for every gemeente and the index, each in one step.

    Args:
        executions: as `runner.run` returns them; their order is the order of gemeenten and slides.
        edition: what stands at the head of the pages.
        destination: the report folder; pages are named `<code>.html`.

    Returns:
        The path of `index.html`.

    Raises:
        WrongUse: two slides give the same id to different things, so that a link would lead to the wrong one.
    """
    pages: dict[Gemeente, list[Slide]] = {}
    for execution in executions:
        pages.setdefault(execution.gemeente, []).append(read_slide(execution))
    for gemeente, slides in pages.items():
        write_text(destination / f"{gemeente.code}.html", render_page(gemeente, slides, edition, alone=len(pages) == 1))
    index = destination / "index.html"
    write_text(index, render_index(pages, edition))
    return index


def read_slide(execution: Execution) -> Slide:
    """Turn the executed notebook into HTML, or say that it failed; the title is the notebook's first heading."""
    node = nbformat.read(execution.notebook if execution.failure else execution.output, as_version=4)
    first = next((cell for cell in node.cells if cell.cell_type == "markdown"), None)
    found = _TITLE.match(first.source) if first else None
    if first is None or found is None:
        raise errors.WrongUse(f"Notebook '{execution.name}' begint niet met een titel ('# 10 · Doorlopen paden').")
    slide, title = execution.name.replace("_", "-"), found[1].strip()
    if execution.failure:
        return Slide(slide, title, failure=execution.failure)
    first.source = first.source[found.end() :]
    return Slide(slide, title, slide_html(node))


def slide_html(node: NotebookNode) -> str:
    """Render one executed notebook: words, figures and tables; no code, no prompts, no warnings."""
    body, _ = _exporter().from_notebook_node(node)
    return body


def render_page(gemeente: Gemeente, slides: Sequence[Slide], edition: Edition, *, alone: bool = False) -> str:
    """Return the page of one gemeente; `alone` leaves out the way back to the index."""
    page = _environment().get_template("page.html.j2").render(
        gemeente=gemeente, slides=slides, edition=edition, alone=alone, regio=gemeente.code == REGION
    )  # fmt: skip
    _refuse_double_ids(page, gemeente)
    return page


def render_index(pages: dict[Gemeente, list[Slide]], edition: Edition) -> str:
    """Return the list of gemeenten, with what is missing in each."""
    return _environment().get_template("index.html.j2").render(pages=pages, edition=edition)


def _refuse_double_ids(page: str, gemeente: Gemeente) -> None:
    ids = re.findall(r'<[^>]*\sid="([^"]+)"', page)
    double = sorted({name for name in ids if ids.count(name) > 1})
    if double:
        found = words.listing(double)
        raise errors.WrongUse(
            f"Op de pagina van {gemeente.naam} staat het kenmerk (id) {found} twee keer. Geef elke figuur een eigen naam."
        )


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
                    "TagRemovePreprocessor": {"remove_cell_tags": LEFT_OUT},
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
    environment.filters |= {"dag": words.day, "iso": date.isoformat}
    environment.globals |= {"stijl": Markup((_HERE / "template" / "style.css").read_text(encoding="utf-8")), "policy": POLICY}
    return environment
