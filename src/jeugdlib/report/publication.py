"""From ready pages to an edition that is up: each page checked once more, then switched in by one rename, the index last.

A page links only to files in the folder that is named in it, and that folder never changes. So at every moment each page is
whole, with what lies beside it: that of the last good edition, or that of the new one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lxml import html

from jeugdlib import words
from jeugdlib.report.execution import Gemeente
from jeugdlib.report.register import Register, Sheet
from jeugdlib.report.shelf import NOTEBOOKS, READY, Shelf, has
from jeugdlib.settings import REGION

_BESIDE: Final = re.compile(r"(?:\d{4}|regio)-[0-9a-f]{10}")  # the folder beside a page
_DRAFT: Final = re.compile(r"\..+\.[0-9a-f]{32}")  # half a file, as `files.write_bytes` names it before its rename
_CODE: Final = re.compile(r"CBS-code (\d{4})")


def wrong_gemeente(text: str, gemeente: Gemeente, data: str, everyone: Sequence[Gemeente]) -> list[str]:
    """Say why a page is not that of this gemeente; empty where it is.

    Args:
        text: the whole page.
        gemeente: whose page it must be.
        data: the hash of the messages that it must rest on.
        everyone: all gemeenten of the dataset.
    """
    page = html.document_fromstring(text)
    return list(_wrong(page, gemeente, data, {one.naam for one in everyone if one.code not in (gemeente.code, REGION)}))


def _wrong(page: html.HtmlElement, gemeente: Gemeente, data: str, others: set[str]) -> Iterator[str]:
    said = {name: page.xpath(f"string(//meta[@name='{name}']/@content)") for name in ("gemeentecode", "gemeente", "gegevens")}
    title, heading = page.xpath("string(//title)"), page.xpath("string(//h1)")
    known_as = gemeente.naam if gemeente.code == REGION else f"{gemeente.naam} ({gemeente.code})"
    if said["gemeentecode"] != gemeente.code:
        yield f"de pagina is van gemeente {said['gemeentecode'] or 'onbekend'}, niet van {gemeente.code}"
    if {said["gemeente"], heading} != {gemeente.naam} or not title.startswith(f"{known_as} – "):
        yield f"de naam op de pagina is niet overal {gemeente.naam}"
    if said["gegevens"] != data:
        yield f"de pagina rust niet op de gegevens van {gemeente.naam}"
    if gemeente.code == REGION:
        return  # it names every gemeente
    for code in sorted(set(_CODE.findall(page.text_content())) - {gemeente.code}):
        yield f"de pagina noemt de code van een andere gemeente ({code})"
    for link in sorted(set(page.xpath("//a/@href"))):
        if not link.startswith(("#", f"{gemeente.code}-")) and link != "index.html":
            yield f"de pagina verwijst naar een bestand van een ander ({link})"
    for caption in page.xpath("//figcaption|//caption"):
        name = " ".join(caption.text_content().split()).rpartition(", ")[2]
        if name in others:
            yield f"een figuur of tabel is van {name}"


def whole(shelf: Shelf, sheet: Sheet) -> bool:
    """Tell whether a page and everything beside it are there as they were made, each of them up or ready to be."""
    return bool(sheet.files) and all(
        has(shelf, name, made, sheet.stamps.get(name, "")) or has(shelf, f"{READY}/{name}", made, "") for name, made in sheet.files.items()
    )


def switch_in(shelf: Shelf, register: Register, sheets: Iterable[Sheet]) -> None:
    """Put ready pages in the place of those of the last edition; whoever is interrupted goes on by calling this again."""
    for sheet in sheets:
        for folder in sorted({name.partition("/")[0] for name in sheet.files if "/" in name}):
            if shelf.names(f"{READY}/{folder}"):
                shelf.move(f"{READY}/{folder}", folder)
        if shelf.read(f"{READY}/{sheet.page}") is not None:
            shelf.move(f"{READY}/{sheet.page}", sheet.page)
        register.note_sheet(replace(sheet, stamps={name: shelf.stamp(name) for name in sheet.files}), published=True)


def clear(shelf: Shelf, up: Mapping[str, Sheet], ready: Mapping[str, Sheet]) -> None:
    """Remove what belongs to no page that is up or ready: folders of earlier editions, and what a killed run left."""
    used = {name.partition("/")[0] for sheet in up.values() for name in sheet.files}
    for name in shelf.names():
        if _BESIDE.fullmatch(name) and name not in used:
            shelf.remove(name)
    waiting = {name.partition("/")[0] for sheet in ready.values() for name in sheet.files}
    for name in shelf.names(READY):
        if name not in waiting:
            shelf.remove(f"{READY}/{name}")
    places = ["", *(f"{NOTEBOOKS}/{code}" for code in shelf.names(NOTEBOOKS))]
    for name in [f"{place}/{name}".lstrip("/") for place in places for name in shelf.names(place) if _DRAFT.fullmatch(name)]:
        shelf.remove(name)


def earlier(sheet: Sheet, datum: str) -> str:
    """Say of a page that stayed up that it is not of this edition."""
    return "" if sheet.datum == datum else f"dit is de uitgave van {words.day(date.fromisoformat(sheet.datum))}"
