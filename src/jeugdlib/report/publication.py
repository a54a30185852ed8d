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
from jeugdlib.report.edition import Edition
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
    if not text.strip():
        return ["de pagina ontbreekt"]
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


def switch_in(shelf: Shelf, register: Register, sheets: Iterable[Sheet]) -> dict[str, str]:
    """Put ready pages in the place of those of the last edition; whoever is interrupted goes on by calling this again.

    Returns:
        By gemeente, why its page could not get its place: somebody has the old one open on Windows, say.
    """
    refused: dict[str, str] = {}
    for sheet in sheets:
        try:
            _switch(shelf, sheet)
        except OSError as error:
            why = error.strerror or type(error).__name__
            refused[sheet.code] = f"{sheet.page} kan niet worden vervangen ({why}). Heeft iemand hem open?"
        else:
            register.note_sheet(replace(sheet, stamps={name: shelf.stamp(name) for name in sheet.files}), published=True)
    return refused


def _switch(shelf: Shelf, sheet: Sheet) -> None:
    """Move what lies beside the page first, and then the page. A folder that stands there already is that of a live page: it stays."""
    beside = sorted({name.partition("/")[0] for name in sheet.files if "/" in name})
    for folder in beside:
        if not shelf.names(folder):
            if shelf.names(f"{READY}/{folder}"):
                shelf.move(f"{READY}/{folder}", folder)
            continue
        for name in [name for name in sheet.files if name.startswith(f"{folder}/")]:
            if not has(shelf, name, sheet.files[name], "") and shelf.stamp(f"{READY}/{name}"):
                shelf.move(f"{READY}/{name}", name)
        shelf.remove(f"{READY}/{folder}")
    if shelf.stamp(f"{READY}/{sheet.page}"):
        shelf.move(f"{READY}/{sheet.page}", sheet.page)


def clear(shelf: Shelf, codes: Iterable[str], up: Mapping[str, Sheet], ready: Mapping[str, Sheet]) -> None:
    """Remove what belongs to no page: folders of earlier editions, and what a killed run left.

    Args:
        shelf: the report folder.
        codes: the gemeenten whose folders may be removed; of others nothing is touched.
        up: the pages that are up.
        ready: the pages that are ready.
    """
    waiting = {name.partition("/")[0] for sheet in ready.values() for name in sheet.files}
    used = waiting | {name.partition("/")[0] for sheet in up.values() for name in sheet.files}
    known = {*codes, *up, *ready}
    for name in shelf.names():
        if _BESIDE.fullmatch(name) and name.partition("-")[0] in known and name not in used and not _linked(shelf, name):
            shelf.remove(name)
    for name in shelf.names(READY):
        if name not in waiting:
            shelf.remove(f"{READY}/{name}")
    places = ["", *(f"{NOTEBOOKS}/{code}" for code in shelf.names(NOTEBOOKS))]
    for name in [f"{place}/{name}".lstrip("/") for place in places for name in shelf.names(place) if _DRAFT.fullmatch(name)]:
        shelf.remove(name)


def _linked(shelf: Shelf, folder: str) -> bool:
    """Tell whether the page that stands there links to a folder, whatever the register knows: it may have been thrown away."""
    page = shelf.read(f"{folder.partition('-')[0]}.html") or b""
    return f'href="{folder}/'.encode() in page


def apart(sheet: Sheet, head: Edition, choices: str, *, there: bool) -> str:
    """Say of a page that is up how it differs from the others of this edition; empty where it does not.

    Args:
        sheet: the page.
        head: what stands at the head of this edition.
        choices: the hash of the parameters of this edition.
        there: whether the gemeente is in the dataset of this edition.
    """
    said = [
        f"de uitgave van {words.day(date.fromisoformat(sheet.datum))}" if sheet.datum != head.datum.isoformat() else "",
        "met andere keuzes" if sheet.choices != choices else "",
        "niet in de gegevens van deze uitgave" if not there else "",
    ]
    return f"dit is {', '.join(part for part in said if part)}" if said[0] else ", ".join(part for part in said if part)
