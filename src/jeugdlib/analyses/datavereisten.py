"""Datavereisten: heeft de eigen levering de gegevens die een bekostigingsvorm vraagt?

Grain in: the tables as delivered. Grain out: one row per piece of evidence; one row per need and bekostigingsvorm. What
is asked and how it is seen stands in `datavereisten.toml` beside this module.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from jeugdlib.cleaning import TOEWIJZING
from jeugdlib.disclosure import FLAG, Disclosed, Rule, require
from jeugdlib.model import MESSAGE_TABLES

NEEDS: Final = Path(__file__).with_suffix(".toml")
GEVULD, AANWEZIG, BUITEN = "gevuld", "aanwezig", "niet in de berichten"  # how a piece of evidence is seen
JA, DEELS, NEE, NIET_NODIG = "ja", "deels", "nee", "niet nodig"

# Rows of messages are about persons; rows of a product or contract table are not.
RULE = Rule(
    counts={"gevuld": ["aandeel"], "rijen": ["gevuld", "aandeel"]},
    complements={"gevuld": "rijen", "rijen": "alle"},
    only=pl.col("tabel").is_in(list(MESSAGE_TABLES)),
)


class Bewijs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a need can be seen in a delivery; see the head of the TOML file."""

    naam: str
    tabel: str = ""
    kolommen: list[str] = []
    niet: list[str] = []
    waarden: list[str] = []
    per_toewijzing: bool = False
    afgelopen: bool = False
    vormen: list[str] = []


class Eis(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One need with its evidence."""

    id: str
    naam: str
    vormen: list[str]
    bewijs: list[Bewijs]
    opmerking: str = ""


class Eisen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All needs, and the names of the bekostigingsvormen."""

    vormen: dict[str, str]
    eisen: list[Eis]


def load_needs(path: Path = NEEDS) -> Eisen:
    """Read the needs."""
    return msgspec.toml.decode(path.read_bytes(), type=Eisen)


def evidence(levering: Mapping[str, pl.DataFrame], eisen: Eisen, *, peildatum: date, eis_gevuld: int = 90) -> pl.DataFrame:
    """Look in the delivered tables for every piece of evidence.

    Args:
        levering: table -> rows, of the gemeenten of the run; a toewijzing stands in it once.
        eisen: the needs.
        peildatum: first day that is not observed.
        eis_gevuld: percentage of filled rows from which evidence counts as present.

    Returns:
        `eis`, `bewijs`, `soort` ("gevuld": part of the rows; "aanwezig": rows or none; "niet in de berichten"), `tabel`, `gevuld` and
        `rijen` (rows, or toewijzingen), `alle` (of which `rijen` are the ones looked at), `aandeel` (only of soort
        "gevuld"), `aanwezig`. In the order of the needs.
    """
    rows = [
        {"eis": eis.naam, "bewijs": bewijs.naam, "tabel": bewijs.tabel or None} | _measure(levering, bewijs, peildatum)
        for eis in eisen.eisen
        for bewijs in eis.bewijs
    ]
    share = pl.when((pl.col("soort") == GEVULD) & (pl.col("rijen") > 0)).then(pl.col("gevuld") / pl.col("rijen"))
    # In whole numbers, so that 90% is 90%.
    enough = pl.when(pl.col("soort") == GEVULD).then((pl.col("rijen") > 0) & (pl.col("gevuld") * 100 >= pl.col("rijen") * eis_gevuld))
    return (
        pl.DataFrame(rows, schema=_EVIDENCE)
        .with_columns(aandeel=share, aanwezig=enough.otherwise(pl.col("gevuld").fill_null(0) > 0))
        .select("eis", "bewijs", "soort", "tabel", "gevuld", "rijen", "alle", "aandeel", "aanwezig")
    )


def _measure(levering: Mapping[str, pl.DataFrame], bewijs: Bewijs, peildatum: date) -> dict[str, str | int | None]:
    if not bewijs.tabel:
        return _counted(BUITEN, None)
    frame = levering[bewijs.tabel]
    if bewijs.per_toewijzing:
        every = levering["toewijzingen"]
        asked = every.filter(pl.col("einddatum") < peildatum) if bewijs.afgelopen else every
        return _counted(GEVULD, asked.join(frame, on=TOEWIJZING, how="semi").height, asked.height, every.height)
    if bewijs.waarden:
        return _counted(AANWEZIG, frame.filter(pl.any_horizontal(pl.col(name).is_in(bewijs.waarden) for name in bewijs.kolommen)).height)
    if not bewijs.kolommen:
        return _counted(AANWEZIG, frame.height)
    known = [pl.col(name).is_not_null() & ~pl.col(name).cast(pl.String).is_in(bewijs.niet).fill_null(False) for name in bewijs.kolommen]
    return _counted(GEVULD, frame.filter(pl.any_horizontal(known)).height, frame.height)


def _counted(soort: str, filled: int | None, rows: int | None = None, every: int | None = None) -> dict[str, str | int | None]:
    """Return the counts of a piece of evidence; without other numbers all that there is was looked at."""
    whole = filled if rows is None else rows
    return {"soort": soort, "gevuld": filled, "rijen": whole, "alle": whole if every is None else every}


def matrix(bewijs: Disclosed, eisen: Eisen) -> Disclosed:
    """Say per need and bekostigingsvorm whether the delivery meets it.

    Args:
        bewijs: `evidence`, disclosed; whether evidence is there shows, also where its numbers are hidden.
        eisen: the same needs.

    Returns:
        `eis`, `vorm` (id), `bekostigingsvorm`, `nodig`, `voldaan` ("ja": all evidence is there; "deels"; "nee"; "niet in de berichten":
        no message can hold any of it; "niet nodig"), `bewijzen`, `aanwezig` (how many pieces of evidence, and how many are there). In
        the order of the needs and of the forms.
    """
    present = {(row["eis"], row["bewijs"]): row for row in require(bewijs).frame.iter_rows(named=True)}
    rows = []
    for eis in eisen.eisen:
        for vorm, naam in eisen.vormen.items():
            asked = [present[eis.naam, bewijs.naam] for bewijs in eis.bewijs if not bewijs.vormen or vorm in bewijs.vormen]
            there = sum(row["aanwezig"] for row in asked)
            rows.append(
                {
                    "eis": eis.naam,
                    "vorm": vorm,
                    "bekostigingsvorm": naam,
                    "nodig": vorm in eis.vormen,
                    "voldaan": _met(asked, there) if vorm in eis.vormen else NIET_NODIG,
                    "bewijzen": len(asked),
                    "aanwezig": there,
                }
            )
    return replace(bewijs, frame=pl.DataFrame(rows, schema=_MATRIX).with_columns(pl.lit(False).alias(FLAG)))


def _met(asked: list[dict[str, object]], there: int) -> str:
    if there == len(asked):
        return JA
    if there:
        return DEELS
    return BUITEN if all(row["soort"] == BUITEN for row in asked) else NEE


_EVIDENCE: Final = {
    "eis": pl.String,
    "bewijs": pl.String,
    "soort": pl.String,
    "tabel": pl.String,
    "gevuld": pl.Int64,
    "rijen": pl.Int64,
    "alle": pl.Int64,
}
_MATRIX: Final = {
    "eis": pl.String,
    "vorm": pl.String,
    "bekostigingsvorm": pl.String,
    "nodig": pl.Boolean,
    "voldaan": pl.String,
    "bewijzen": pl.Int64,
    "aanwezig": pl.Int64,
}
