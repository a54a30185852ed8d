"""The words of herkenning: how many published figures come back, which do not, and each figure as it is printed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row

NIET_HIER: Final = (
    "Deze bladzijde zet alleen de voorbeeldregio als geheel naast het adviesrapport; bij deze gegevens is er niets te vergelijken."
)
_WAYS: Final = ("gelijk", "anders", "in tegenspraak", "niet berekend")


def hoofdpunten(table: Disclosed) -> list[str]:
    """Return how many figures come back, how many contradict another one, and how many differ or were not computed.

    Args:
        table: `herkenning.compare`, disclosed.
    """
    rows = _rows(table)
    if not rows:
        return [NIET_HIER]
    count = {way: sum(row["oordeel"] == way for row in rows) for way in _WAYS}
    computed = len(rows) - count["niet berekend"]
    points = [
        f"Van de {words.number(computed)} gepubliceerde cijfers die het werkboek berekent, komen er {words.number(count['gelijk'])} terug "
        "binnen de nauwkeurigheid waarmee ze zijn afgedrukt."
    ]
    if count["anders"]:
        points.append(f"{words.plural(count['anders'], 'cijfer wijkt', 'cijfers wijken')} af: {_named(rows, 'anders')}.")
    if count["in tegenspraak"]:
        told = words.plural(count["in tegenspraak"], "cijfer is", "cijfers zijn")
        points.append(f"{told} in tegenspraak met een ander cijfer van het rapport: {_named(rows, 'in tegenspraak')}.")
    if count["niet berekend"]:
        told = words.plural(count["niet berekend"], "cijfer is", "cijfers zijn")
        points.append(f"{told} niet berekend: {_named(rows, 'niet berekend')}.")
    return points


def zinnen(table: Disclosed) -> list[str]:
    """Return one sentence per part of the page: how many of its figures come back, and which do not."""
    told = []
    for deel in delen(table):
        rows = [row for row in _rows(table) if row["deel"] == deel]
        back = sum(row["oordeel"] == "gelijk" for row in rows)
        if back == len(rows):
            every = {1: "het cijfer komt", 2: "beide cijfers komen"}.get(back, f"alle {words.number(back)} cijfers komen")
            told.append(f"{deel}: {every} terug.")
        else:
            rest = [row for row in rows if row["oordeel"] != "gelijk"]
            which = words.listing([f"{row['cijfer']} ({row['oordeel']})" for row in rest])
            told.append(f"{deel}: {words.number(back)} van de {words.number(len(rows))} cijfers komen terug; niet: {which}.")
    return told


def delen(table: Disclosed) -> list[str]:
    """Return the parts of the page in the order of the report."""
    return require(table).frame["deel"].unique(maintain_order=True).to_list()


def deel(table: Disclosed, naam: str) -> Disclosed:
    """Return the rows of one part of the page."""
    return replace(table, frame=require(table).frame.filter(pl.col("deel") == naam))


def toelichtingen(table: Disclosed) -> list[str]:
    """Return what is to be said about a figure: how it was read, and which was followed where two contradict each other."""
    return [f"{row['deel']}, {row['cijfer']}: {row['toelichting']}" for row in _rows(table) if row["toelichting"]]


def uitgeschreven(table: Disclosed) -> Disclosed:
    """Return the table with every figure written as it is printed: each row has a kind of its own.

    Columns: `cijfer`, `gepubliceerd`, `gevonden`, `verschil` (texts; null where there is none), `oordeel`.
    """
    frame = require(table).frame
    written = [
        (
            row["cijfer"],
            row["gedrukt"] or _write(row["soort"], row["gepubliceerd"]),
            row["gevonden_tekst"] or _write(row["soort"], row["gevonden"]),
            _difference(row["soort"], row["verschil"]),
            row["oordeel"],
            row["onderdrukt"],
        )
        for row in frame.iter_rows(named=True)
    ]
    texts = dict.fromkeys(("cijfer", "gepubliceerd", "gevonden", "verschil", "oordeel"), pl.String)
    return replace(table, frame=pl.DataFrame(written, schema=texts | {"onderdrukt": pl.Boolean}, orient="row"))


def _rows(table: Disclosed) -> list[Row]:
    return list(require(table).frame.iter_rows(named=True))


def _named(rows: Sequence[Row], way: str, most: int = 4) -> str:
    """Name the figures of one kind, and only count those that would make the sentence too long."""
    names = [f"{row['deel']}, {row['cijfer']}" for row in rows if row["oordeel"] == way]
    shown = [f"'{name}'" for name in names[:most]]
    return words.listing(shown if len(names) <= most else [*shown, f"{words.number(len(names) - most)} andere"])


def _write(soort: str, value: float | None) -> str | None:
    if value is None:
        return None
    if soort == "euro":
        return words.euro(round(Decimal(str(value)) * 100))
    if soort == "aandeel":
        return words.share(value)
    if soort == "jaar":
        return str(round(value))
    return words.number(value, {"getal": 2}.get(soort, 0 if float(value).is_integer() else 1))


def _difference(soort: str, value: float | None) -> str | None:
    if value is None:
        return None
    size = words.points(abs(value), 2) if soort == "aandeel" else _write(soort, abs(value)) or ""
    nothing = not any(digit in size for digit in "123456789")
    return size if nothing else f"{'+' if value > 0 else '-'}{size}"
