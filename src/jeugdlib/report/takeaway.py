"""What a reader takes along from a page: per figure and table a CSV, per figure a picture, and all tables in one workbook.

They lie in one folder per page, whose name changes with its content: so a page and what it links to are always of the same
edition. The page itself stays whole without them. A picture carries its title and its source, for it will stand on somebody
else's slide; its letters are those of the page.
"""

import csv
import io
import struct
import textwrap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from jeugdlib.charts import drawing
from jeugdlib.report.exhibits import Column, Exhibit
from jeugdlib.report.spreadsheet import About, workbook

_SVG: Final = "{http://www.w3.org/2000/svg}"
_EDGE, _TITLE, _NOTE = 12, 18, 12  # px: margin, letter of the title, letter of the source
_WIDE: Final = 0.55  # of a letter's size: the mean width of a letter, generously
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


@dataclass(frozen=True)
class Taken:
    """The files of one figure or table, with their addresses as the page links to them: (`CSV`, `0983-1f2e3d4c5b/10-paden-1.csv`)."""

    title: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Luggage:
    """All that can be taken along from the page of one gemeente; empty where the page shows no figure or table.

    `folder` is where it lies beside the page. `with_deck` says that a presentation lies there too.
    """

    about: About
    exhibits: tuple[Exhibit, ...]
    folder: str
    with_deck: bool = False

    @property
    def workbook(self) -> str:
        """Return the address of the workbook, or nothing where there is no table."""
        return f"{self.folder}/{self.about.code}.xlsx" if any(exhibit.columns for exhibit in self.exhibits) else ""

    @property
    def deck(self) -> str:
        """Return the address of the presentation, or nothing where none is made."""
        return f"{self.folder}/{self.about.code}-slides.html" if self.with_deck else ""

    def of(self, slide: str) -> list[Taken]:
        """Return the files of one slide, as its page links to them."""
        return [Taken(one.short_title(self.about.naam), tuple(self._files(one))) for one in self.exhibits if one.slide == slide]

    def _files(self, exhibit: Exhibit) -> Iterator[tuple[str, str]]:
        kinds = (("CSV", exhibit.columns), ("PNG", exhibit.svg), ("SVG", exhibit.svg))
        return ((kind, f"{self.folder}/{exhibit.file_name(self.about.naam)}.{kind.lower()}") for kind, there in kinds if there)

    def made(self, drawn: Callable[[bytes], bytes | None] = lambda _: None) -> Iterator[tuple[str, bytes]]:
        """Make every file but the presentation, and give it with its address.

        Args:
            drawn: gives the PNG of an SVG where that was drawn before: drawing it is most of the work.
        """
        for exhibit in self.exhibits:
            svg = as_svg(exhibit, self.about).encode() if exhibit.svg else b""
            make = {
                "CSV": lambda one=exhibit: as_csv(one).encode(),
                "PNG": lambda one=svg: drawn(one) or as_png(one.decode()),
                "SVG": lambda one=svg: one,
            }
            for kind, address in self._files(exhibit):
                yield address, make[kind]()
        if self.workbook:
            yield self.workbook, workbook(self.exhibits, self.about)


# --- numbers --------------------------------------------------------------------------------------------------------


def as_csv(exhibit: Exhibit) -> str:
    """Write a table as CSV the Dutch way: `;`, a decimal comma, a BOM so that Excel reads accents.

    Money is in euros, a share is a fraction, a date is written as 2024-08-01. A hidden cell is empty, and the last column
    says so. A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(_text(column.head) for column in exhibit.columns), "Onderdrukt"])
    for row in exhibit.rows:
        writer.writerow([*(_cell(row[column.name], column) for column in exhibit.columns), "ja" if row["onderdrukt"] else "nee"])
    return "\ufeff" + out.getvalue()


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value)
    exact = Decimal(value) / 100 if column.kind == "euro" else Decimal(str(value))
    written = f"{exact:.2f}" if column.kind == "euro" else f"{round(exact, 6):f}"
    short = written.rstrip("0").rstrip(".") if "." in written and column.kind != "euro" else written
    return short.replace(".", ",")


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


# --- pictures -------------------------------------------------------------------------------------------------------


def as_svg(exhibit: Exhibit, about: About) -> str:
    """Put the title above a figure and its source below it, as one picture that stands on its own."""
    if exhibit.svg is None:
        raise ValueError(f"{exhibit.title}: a table has no picture")
    drawn = etree.fromstring(exhibit.svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    width, height = float(drawn.get("width", "0")), float(drawn.get("height", "0"))
    head = textwrap.wrap(exhibit.title, int((width - 2 * _EDGE) / (_TITLE * _WIDE)))
    foot = textwrap.wrap(exhibit.source or about.bron, int((width - 2 * _EDGE) / (_NOTE * _WIDE)))
    top = _EDGE + len(head) * _TITLE * 1.3 + 6
    bottom = len(foot) * _NOTE * 1.4 + _EDGE
    whole = top + height + bottom
    described = f"{exhibit.title}. {drawn.get('aria-label', '')}"
    sheet = etree.Element(f"{_SVG}svg", nsmap={None: _SVG[1:-1]})
    for name, value in {"width": f"{width:g}", "height": f"{whole:g}", "viewBox": f"0 0 {width:g} {whole:g}", "role": "img"}.items():
        sheet.set(name, value)
    sheet.set("aria-label", described)
    sheet.set("lang", "nl")
    sheet.set("font-family", drawing.FONT)  # it stood on the element that is left out here
    etree.SubElement(sheet, f"{_SVG}rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for text, y, size, weight, fill in _lines(head, foot, top + height):
        place = {"x": f"{_EDGE}", "y": f"{y:g}", "font-size": f"{size}", "font-weight": weight, "fill": fill}
        etree.SubElement(sheet, f"{_SVG}text", place).text = text
    # A group, for a picture inside a picture is clipped, and takes four times as long to draw.
    etree.SubElement(sheet, f"{_SVG}g", {"transform": f"translate(0,{top:g})"}).extend(list(drawn))
    return etree.tostring(sheet, encoding="unicode")


def _lines(head: list[str], foot: list[str], below: float) -> Iterator[tuple[str, float, int, str, str]]:
    for number, text in enumerate(head):
        yield text, _EDGE + _TITLE + number * _TITLE * 1.3, _TITLE, "bold", "#1a1a1a"
    for number, text in enumerate(foot):
        yield text, below + _NOTE + number * _NOTE * 1.4, _NOTE, "normal", "#55595e"


def as_png(svg: str) -> bytes:
    """Paint a picture."""
    return _tighter(drawing.as_png(svg))


def _tighter(png: bytes) -> bytes:
    """Pack the pixels of a PNG anew: vl-convert packs fast and large, zlib at its default makes the file a third."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        chunks.append((kind, png[at + 8 : at + 8 + length]))
        at += 12 + length
    pixels = zlib.compress(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), 6)
    others = [(kind, body) for kind, body in chunks if kind != b"IDAT"]
    packed = [*others[:-1], (b"IDAT", pixels), others[-1]]
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in packed
    )
