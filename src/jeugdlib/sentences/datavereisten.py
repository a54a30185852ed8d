"""What the datavereisten say: which needs of a bekostigingsvorm the own delivery meets, and what is lacking."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import Row, per_group

BUITEN: Final = "niet in de berichten"
_MARKS: Final = {"ja": "✓ ja", "deels": "½ deels", "nee": "✗ nee", BUITEN: "✗ geen bericht", "niet nodig": words.NO_VALUE}


def zinnen(matrix: Disclosed) -> list[str]:
    """Say per bekostigingsvorm how many of its needs are met, and which are not.

    Args:
        matrix: `datavereisten.matrix`.
    """
    return per_group(matrix, "bekostigingsvorm", _describe)


def _describe(rows: list[Row]) -> Iterator[str]:
    asked = [row for row in rows if row["nodig"]]
    met = [row for row in asked if row["voldaan"] == "ja"]
    yield f"aan {words.number(len(met))} van de {words.plural(len(asked), 'eis', 'eisen')} is helemaal voldaan."
    for voldaan, told in (
        ("deels", "Voor een deel:"),
        ("nee", "Niet in deze levering:"),
        (BUITEN, "Staat in geen enkel bericht en moet dus apart worden verzameld:"),
    ):
        names = [_name(row["eis"]) for row in asked if row["voldaan"] == voldaan]
        if names:
            yield f"{told} {words.listing(names)}."


def _name(eis: str) -> str:
    """Write the short name of a need inside a sentence."""
    short = eis.partition(":")[0].partition(",")[0]
    return short[:1].lower() + short[1:]


def hoofdpunten(matrix: Disclosed, bewijs: Disclosed) -> list[str]:
    """Say for which form the delivery meets most needs, and which data are in hardly any or no row.

    Args:
        matrix: `datavereisten.matrix`.
        bewijs: `datavereisten.evidence`.
    """
    frame = require(matrix).frame.filter("nodig")
    if frame.is_empty():
        return []
    met = {
        str(name): (sum(row["voldaan"] == "ja" for row in rows), len(rows))
        for name, rows in (
            (part["bekostigingsvorm"][0], part.to_dicts()) for part in frame.partition_by("bekostigingsvorm", maintain_order=True)
        )
    }
    parts = [f"{name} {some} van de {every}" for name, (some, every) in met.items()]
    said = [f"De levering voldoet helemaal aan een deel van de eisen per vorm: {words.listing(parts)}."]
    asked = require(bewijs).frame.to_dicts()
    lacking = [_name(row["bewijs"]) for row in asked if not row["aanwezig"] and row["soort"] != BUITEN]
    if lacking:
        said.append(f"In deze levering ontbreekt, of is te weinig gevuld: {words.listing(lacking)}.")
    never = [_name(row["bewijs"]) for row in asked if row["soort"] == BUITEN]
    if never:
        said.append(f"Dit staat in geen enkel bericht: {words.listing(never)}.")
    return said


def tabel(matrix: Disclosed) -> Disclosed:
    """Return the needs as rows and the forms as columns, with a word and a mark in each cell.

    Args:
        matrix: `datavereisten.matrix`.
    """
    frame = require(matrix).frame
    forms = frame["vorm"].unique(maintain_order=True).to_list()
    cells: dict[str, dict[str, str]] = {}
    for row in frame.iter_rows(named=True):
        cells.setdefault(row["eis"], {})[row["vorm"]] = _MARKS[row["voldaan"]]
    schema: dict[str, pl.DataType] = {name: pl.String() for name in ("eis", *forms)}
    wide = pl.DataFrame([{"eis": eis} | marks for eis, marks in cells.items()], schema=schema)
    return replace(matrix, frame=wide.with_columns(pl.lit(False).alias(FLAG)))


def gevuld(bewijs: Disclosed) -> Disclosed:
    """Keep the evidence that is a part of rows: what a bar can show."""
    return replace(bewijs, frame=require(bewijs).frame.filter(pl.col("soort") == "gevuld"))
