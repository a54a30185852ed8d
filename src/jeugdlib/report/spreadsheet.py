"""The workbook of a gemeente: a reading guide, then one sheet per table with real numbers.

Every sheet holds one table from A1, without merged cells, with a head that stays in sight and can be filtered on. Texts are
written as texts, never as formulas or links. The date is that of the edition, so that the same figures give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jeugdlib import words
from jeugdlib.report.exhibits import Column, Exhibit

GUIDE: Final = "Leeswijzer"
LANGUAGE: Final = "nl-NL"
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_NAME: Final = 31  # what Excel allows
_WIDEST: Final = 60  # characters; a longer text wraps
_EXAMPLE: Final = "Voorbeelddata (verzonnen)"
# [$-413]: month names in Dutch on every computer. Excel shows separators as its user does: 1.514 and 29,3% in the Netherlands.
_FORMATS: Final = {
    "aantal": "#,##0",
    "aandeel": "0.0%",
    "euro": '"€" #,##0.00',
    "uren": "#,##0.0",
    "verhouding": "0.00",
    "datum": "dd-mm-yyyy",
    "maand": "[$-413]mmmm yyyy",
    "dag": "[$-413]d mmmm yyyy",
    "tekst": "@",
}


@dataclass(frozen=True)
class About:
    """Whose figures these are: `code` and `naam` of the gemeente, then as in `edition.Edition`."""

    code: str
    naam: str
    bron: str
    peildatum: date
    datum: date
    versie: str
    voorbeeld: bool


def workbook(exhibits: Sequence[Exhibit], about: About) -> bytes:
    """Return the bytes of the workbook of one gemeente.

    Args:
        exhibits: figures and tables; those without columns get no sheet.
        about: whose figures, and where they come from.
    """
    tables = [exhibit for exhibit in exhibits if exhibit.columns]
    names = sheet_names(tables, about.naam)
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, safe) as book:
        created = datetime.combine(about.datum, time())
        title = f"Jeugdhulp in beeld: {about.naam}" + (f" - {_EXAMPLE}" if about.voorbeeld else "")
        book.set_properties(
            {
                "title": title,
                "subject": "Cijfers over jeugdhulp",
                "author": f"jeugdlib {about.versie}",
                "comments": about.bron,
                "created": created,
            }
        )
        looks = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()}
        looks["tekst"] = looks[GUIDE] = book.add_format({"text_wrap": True, "valign": "top"})
        looks["dag"] = book.add_format({"num_format": _FORMATS["dag"], "align": "left"})
        looks["verborgen"] = book.add_format({"align": "right", "valign": "top", "font_color": "#55595e"})
        looks["kop"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _guide(book.add_worksheet(GUIDE), tables, names, about, looks)
        for number, (exhibit, name) in enumerate(zip(tables, names, strict=True), start=1):
            _sheet(book.add_worksheet(name), exhibit, number, about, looks)
    return _with_language(out.getvalue())


def sheet_names(exhibits: Sequence[Exhibit], place: str) -> list[str]:
    """Return a valid name per table, different for each: number of the slide, number on the slide, words of the title."""
    return [_short(f"{exhibit.slide.split('-')[0]}-{exhibit.number} {exhibit.short_title(place)}") for exhibit in exhibits]


def _short(name: str) -> str:
    """Cut a name between words to what Excel takes."""
    clean = " ".join(_FORBIDDEN.sub(" ", name).split())
    if len(clean) <= _NAME:
        return clean
    cut = clean[: _NAME + 1].rsplit(" ", 1)[0] if " " in clean[:_NAME] else clean[:_NAME]
    return cut[:_NAME].rstrip(" ,-")


def _guide(sheet: Worksheet, tables: Sequence[Exhibit], names: Sequence[str], about: About, looks: dict[str, Format]) -> None:
    hidden = "Dit cijfer is afgeschermd (verborgen): het is klein, of verraadt een klein aantal. Excel telt zo'n vak niet mee in een som."
    warning = "Alle jeugdigen, aanbieders en bedragen zijn bedacht. Gebruik deze cijfers niet voor besluiten."
    rows: list[tuple[str, str | date]] = [
        *([(_EXAMPLE, warning)] if about.voorbeeld else []),
        ("Gebied", about.naam if about.code == "regio" else f"{about.naam} (CBS-code {about.code})"),
        ("Gegevens", about.bron),
        ("Waargenomen tot (peildatum)", about.peildatum),
        ("Uitgave", about.datum),
        ("Gemaakt met", f"jeugdlib {about.versie}"),
        *([(f"<{tables[0].threshold}", hidden)] if tables else []),
        ("Leeg vak", "Hier is geen cijfer."),
        (
            "Bedragen en aandelen",
            "Bedragen zijn in euro's, aandelen in procenten. Een aandeel is een deel van het geheel, met wat verborgen is.",
        ),
        ("Declaraties", "Gedeclareerd is nog niet altijd goedgekeurd."),
    ]
    contents = [(name, f"{exhibit.title}. {exhibit.source}".strip()) for name, exhibit in zip(names, tables, strict=True)]
    _head(sheet, ["Onderwerp", "Uitleg"], about, looks, widths=[36, 90])
    for number, (topic, text) in enumerate(rows, start=1):
        sheet.write_string(number, 0, topic, looks["kop"])
        if isinstance(text, date):
            sheet.write_datetime(number, 1, datetime.combine(text, time()), looks["dag"])
        else:
            sheet.write_string(number, 1, text, looks["tekst"])
    for number, (name, text) in enumerate(contents, start=len(rows) + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", string=f"Blad {name}")
        sheet.write_string(number, 1, text, looks["tekst"])
    _as_table(sheet, ["Onderwerp", "Uitleg"], len(rows) + len(contents), "leeswijzer", looks["kop"])


def _sheet(sheet: Worksheet, exhibit: Exhibit, number: int, about: About, looks: dict[str, Format]) -> None:
    heads = _different([column.head for column in exhibit.columns])
    widths = [
        min(_WIDEST, 4 + max(len(head), *(len(_seen(row[column.name], column)) for row in exhibit.rows), 6))
        for head, column in zip(heads, exhibit.columns, strict=True)
    ]
    _head(sheet, heads, about, looks, widths)
    for line, row in enumerate(exhibit.rows, start=1):
        for place, column in enumerate(exhibit.columns):
            _write(sheet, line, place, row[column.name], column, looks, hidden=f"<{exhibit.threshold}" if row["onderdrukt"] else "")
    _as_table(sheet, heads, len(exhibit.rows), f"tabel_{number}", looks["kop"])


def _head(sheet: Worksheet, heads: Sequence[str], about: About, looks: dict[str, Format], widths: Sequence[int]) -> None:
    """Write the first row, keep it in sight, and set the page for a printer."""
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, looks["kop"])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    name = about.naam.replace("&", "&&")
    sheet.set_header(f"&L{name}&C{_EXAMPLE if about.voorbeeld else ''}&R&A")
    sheet.set_footer("&Ljeugdlib " + about.versie + "&RPagina &P van &N")


def _as_table(sheet: Worksheet, heads: Sequence[str], rows: int, name: str, look: Format) -> None:
    """Mark the cells as a table: a screen reader then names the head of each cell, and every column can be filtered."""
    if rows:
        columns = [{"header": head, "header_format": look} for head in heads]
        sheet.add_table(0, 0, rows, len(heads) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"})


def _write(sheet: Worksheet, line: int, place: int, value: Any, column: Column, looks: dict[str, Format], hidden: str) -> None:
    if value is None:
        if hidden:
            sheet.write_string(line, place, hidden, looks["verborgen"])
    elif column.kind in ("datum", "maand"):
        sheet.write_datetime(line, place, datetime.fromisoformat(value), looks[column.kind])
    elif isinstance(value, str):
        sheet.write_string(line, place, value, looks["tekst"])
    elif column.kind == "getal":
        sheet.write_number(line, place, value, looks["aantal" if float(value).is_integer() else "uren"])
    else:
        sheet.write_number(line, place, value / 100 if column.kind == "euro" else value, looks.get(column.kind, looks["aantal"]))


def _seen(value: Any, column: Column) -> str:
    """Return about what a cell looks like, for the width of its column."""
    if value is None or isinstance(value, str):
        return "september 2024" if column.kind == "maand" else value or ""
    return words.euro(value, 2) if column.kind == "euro" else words.number(value, 1)


def _different(heads: Sequence[str]) -> list[str]:
    """Number heads that stand twice: in a table of Excel each is the name of a column."""
    return [head if heads.index(head) == place else f"{head} ({place + 1})" for place, head in enumerate(heads)]


def _with_language(book: bytes) -> bytes:
    """Say in the properties that the words are Dutch; xlsxwriter has no setting for it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                content = content.replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
            new.writestr(part, content)
    return out.getvalue()
