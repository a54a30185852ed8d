"""Is this edition plausible? Figures of a page beside those of the other gemeenten and of its own earlier edition.

What stands out goes in a list for a person, and stops nothing: a gemeente may really differ. Only figures that stand on a
page are compared, so nothing is in the list that may not leave.
"""

import csv
import io
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jeugdlib import words
from jeugdlib.report.exhibits import Exhibit
from jeugdlib.report.register import Sheet
from jeugdlib.settings import REGION

FILE: Final = "opvallend.csv"
CHANGE: Final = 0.25  # of a figure since the earlier edition, up or down: more is rare from one month to the next
FAR: Final = 3.5  # times the usual distance from the median, the limit of Iglewicz and Hoaglin
FEWEST: Final = 5  # gemeenten: among fewer, nothing is usual
_LEAST: Final = 0.05  # of the median: what differs less is not worth a look, however alike the others are
_TO_NORMAL: Final = 1.4826  # from the median of the distances to a standard deviation
SIZE, FIGURES, ROWS = "Grootte van de pagina (kB)", "Figuren", "Regels in tabellen"


@dataclass(frozen=True)
class Odd:
    """One figure that stands out: of whom, which, how much now, and beside what."""

    code: str
    naam: str
    figure: str
    value: float
    beside: float
    why: str


def key_figures(size: int, exhibits: Sequence[Exhibit]) -> dict[str, float]:
    """Return what of a page is compared: how large it is, how much is on it, its kengetallen, and what was delivered.

    Args:
        size: bytes of the page.
        exhibits: its figures and tables. A table with the columns `kengetal` and `waarde` gives its rows, one with
            `stap` its first row. A hidden figure is left out.
    """
    found = {
        SIZE: size / 1000,
        FIGURES: float(sum(exhibit.svg is not None for exhibit in exhibits)),
        ROWS: float(sum(len(exhibit.rows) for exhibit in exhibits)),
    }
    for exhibit in exhibits:
        names = {column.name for column in exhibit.columns}
        if {"kengetal", "waarde"} <= names:
            found |= {row["kengetal"]: float(row["waarde"]) for row in exhibit.rows if row["waarde"] is not None}
        elif {"stap", "rijen"} <= names and exhibit.rows and exhibit.rows[0]["rijen"] is not None:
            found[f"{exhibit.rows[0]['stap']} ({exhibit.short_title('')})"] = float(exhibit.rows[0]["rijen"])
    return found


def odd(sheets: Mapping[str, Sheet]) -> list[Odd]:
    """List the figures that stand out, by gemeente: beside the page that each replaced, and beside the other gemeenten."""
    return sorted([*_changed(sheets), *_apart(sheets)], key=lambda one: (one.code, one.figure, one.why))


def _changed(sheets: Mapping[str, Sheet]) -> list[Odd]:
    found: list[Odd] = []
    for code, sheet in sheets.items():
        for name in sorted(sheet.previous.keys() | sheet.numbers.keys()) if sheet.previous else ():
            old, new = sheet.previous.get(name, 0.0), sheet.numbers.get(name, 0.0)
            if abs(new - old) > CHANGE * abs(old):
                found.append(Odd(code, sheet.naam, name, new, old, "anders dan in de vorige uitgave"))
    return found


def _apart(now: Mapping[str, Sheet]) -> list[Odd]:
    """Compare means only, for totals follow the size of a gemeente; and the region is no gemeente."""
    found: list[Odd] = []
    others = [code for code in now if code != REGION]
    for name in sorted({name for code in others for name in now[code].numbers if " per " in name or name == SIZE}):
        values = {code: now[code].numbers[name] for code in others if name in now[code].numbers}
        if len(values) < FEWEST:
            continue
        middle = statistics.median(values.values())
        usual = _TO_NORMAL * statistics.median(abs(value - middle) for value in values.values())
        for code, value in values.items():
            away = abs(value - middle)
            if away > FAR * usual and away > _LEAST * abs(middle):
                found.append(Odd(code, now[code].naam, name, value, middle, "ver van de andere gemeenten (de mediaan staat ernaast)"))
    return found


def as_csv(found: Sequence[Odd]) -> str:
    """Write the list for Dutch Excel."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Gemeentecode", "Naam", "Cijfer", "Waarde", "Ernaast", "Waarom"])
    for one in found:
        writer.writerow([one.code, one.naam, one.figure, words.number(one.value, 2), words.number(one.beside, 2), one.why])
    return "\ufeff" + out.getvalue()
