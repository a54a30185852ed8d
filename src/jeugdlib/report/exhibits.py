"""What an executed notebook shows, figure by figure and table by table: the input of spreadsheets, pictures and slides.

Figures and tables leave their disclosed cells in the notebook as JSON (`charts.export` says how). Nothing is computed
here, and no other data is read: what a reader takes away is what stands on the page.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from lxml import etree, html
from nbformat import NotebookNode

MIME: Final = "application/vnd.jeugdlib.tabel+json"
GROUP: Final = "application/vnd.jeugdlib.groep+json"  # written by a block that is about one productgroep
# Cells for the analyst: `verkennen` holds widgets, `verberg` what only JupyterLab needs.
LEFT_OUT: Final = {"verkennen", "verberg"}
_FIGURE: Final = re.compile(r'<figure class="figuur".*?(<svg\b.*?</svg>)', re.DOTALL)
_LEAD: Final = re.compile(r'<p class="figuur-duiding">(.*?)</p>', re.DOTALL)
_GLANCE: Final = 220  # characters
_NAME: Final = 60  # characters of a title in the name of a file: Windows allows 260 for the whole path


@dataclass(frozen=True)
class Column:
    """A column as the page shows it: its head, and the kind of its values (`charts.table.Soort`)."""

    name: str
    head: str
    kind: str


@dataclass(frozen=True)
class Exhibit:
    """One figure or table.

    `columns` is empty where a figure folds no table. In `rows` a null on a row that says `onderdrukt` is hidden. `svg` is
    None for a table. `sentence` is what the notebook found in it, empty for a table.
    """

    slide: str
    number: int
    title: str
    source: str
    threshold: int | None
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    svg: str | None = None
    sentence: str = ""

    def short_title(self, place: str) -> str:
        """Return the title without the name of the gemeente at its end: the file is in its folder already."""
        return self.title.removesuffix(f", {place}")

    def file_name(self, place: str) -> str:
        """Return the name of its files, without an ending: `10-paden-1-meest-doorlopen-paden-ggz`."""
        return "-".join(part for part in (self.slide, str(self.number), plain_name(self.short_title(place))) if part)


def plain_name(text: str) -> str:
    """Write a text as a name for a file or a place on a page: `Ambulante hulp duurzaam` is `ambulante-hulp-duurzaam`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME].rstrip("-")


def group_of(output: NotebookNode) -> str | None:
    """Return the productgroep that a figure or table is about; None where it is about all of them."""
    data = output.get("data", {})
    return data.get(MIME, {}).get("productgroep") or data.get(GROUP, {}).get("productgroep")


def groups(node: NotebookNode) -> list[str]:
    """Return the productgroepen that have a figure or table of their own, in the order of the notebook."""
    found = (group_of(output) for cell in node.cells if cell.cell_type == "code" for output in cell.outputs)
    return list(dict.fromkeys(group for group in found if group))


def read(node: NotebookNode, slide: str) -> list[Exhibit]:
    """Return the figures and tables of an executed notebook, in the order of the page.

    Args:
        node: the executed notebook.
        slide: its id on the page, such as `10-paden`.
    """
    cells = [cell for cell in node.cells if cell.cell_type == "code" and not LEFT_OUT & set(cell.metadata.get("tags", []))]
    found: list[Exhibit] = []
    told = _told(node, "li")
    for output in (output for cell in cells for output in cell.outputs):
        data = output.get("data", {})
        if shown := data.get(MIME):
            found.append(_exhibit(shown, data.get("text/html", ""), slide, len(found) + 1, told))
    return found


def points(node: NotebookNode) -> list[str]:
    """Return what stands under `Wat valt op`, its headline first, as plain text; what the page folds away is left out."""
    return _told(node, "p[@class='kopzin']") + _told(node, "ul[not(ancestor::details)]/li")


def _told(node: NotebookNode, where: str) -> list[str]:
    texts = [output.get("data", {}).get("text/html", "") for cell in node.cells if cell.cell_type == "code" for output in cell.outputs]
    lists = [html.fragment_fromstring(text, create_parent="div") for text in texts if '<div class="bevindingen">' in text]
    return [" ".join(item.text_content().split()) for one in lists for item in one.xpath(f".//{where}")]


def _exhibit(shown: dict[str, Any], page: str, slide: str, number: int, told: list[str]) -> Exhibit:
    drawing = _FIGURE.search(page)
    svg = drawing[1] if drawing else None
    return Exhibit(
        slide,
        number,
        shown["titel"],
        shown["bron"],
        shown["drempel"],
        tuple(Column(column["naam"], column["kop"], column["soort"]) for column in shown["kolommen"]),
        tuple(shown["rijen"]),
        svg,
        _sentence(shown["titel"], svg, page, told) if svg else "",
    )


def description(svg: str) -> str:
    """Return the words that stand for a picture."""
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True)).get("aria-label", "")


def _sentence(title: str, svg: str, page: str, told: list[str]) -> str:
    """Find the sentence that leads the figure, else the one about the group in its title (`GGZ: ...`), else its description."""
    if lead := _LEAD.search(page):
        return unescape(lead[1])
    parts = {part.strip() for part in title.split(",")}
    return next((text for text in told if text.split(":")[0] in parts), "") or _brief(description(svg))


def _brief(text: str) -> str:
    """Keep the first sentences, as far as they can be read at a glance; at least one."""
    first, *others = re.split(r"(?<=[.!?]) ", text)
    while others and len(first) + len(others[0]) < _GLANCE:
        first += f" {others.pop(0)}"
    return first
