"""What the slide on clients and toewijzingen says: how many, and whether a difference between two years is more than chance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row

GRENS: Final = 0.05  # two-sided; below it a difference is called significant
KOPPEN: Final = {"clienten": "Cliënten", "toewijzingen": "Toewijzingen"}
_ONE: Final = {"clienten": ("cliënt", "cliënten"), "toewijzingen": ("toewijzing", "toewijzingen")}


def hoofdpunten(table: Disclosed, *, deeljaren: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say how many clients and toewijzingen the last whole year had, how they differ from the year before, and what a part of a year is.

    Args:
        table: `clienten_toewijzingen.per_year`.
        deeljaren: the years that were seen in part, with which part.
        regio: the same table of the region.
    """
    rows = _rows(table)
    last = next((row for row in reversed(rows) if row["volledig"] and None not in (row["clienten"], row["toewijzingen"])), None)
    said = []
    if last is not None:
        year, clients = last["jaar"], words.plural(last["clienten"], "cliënt", "cliënten")
        said.append(f"In {year} kregen {clients} jeugdhulp, met {words.plural(last['toewijzingen'], *_ONE['toewijzingen'])}.")
        beside = next((row for row in _rows(regio) if row["jaar"] == year), None) if regio else None
        said += [f"{_difference(last, name, beside)}." for name in KOPPEN if last[f"{name}_p"] is not None]
    return [*said, *_parts(rows, deeljaren)][:4]


def zinnen(table: Disclosed, *, deeljaren: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say of clients and of toewijzingen how each whole year differs from the one before, every time with the p-value.

    Args:
        table: `clienten_toewijzingen.per_year`.
        deeljaren: the years that were seen in part, with which part.
        regio: the same table of the region.
    """
    rows, region = _rows(table), {row["jaar"]: row for row in _rows(regio)} if regio else {}
    if not rows:
        return [NOTHING]
    said = []
    for name, head in KOPPEN.items():
        told = [_difference(row, name, region.get(row["jaar"])) for row in rows if row[f"{name}_p"] is not None]
        told += [sentence.removesuffix(".") for sentence in _parts(rows, deeljaren, only=name)]
        hidden = any(row[FLAG] and row[name] is None for row in rows)
        if told:
            said.append(f"{head}: {'. '.join([told[0][:1].lower() + told[0][1:], *told[1:]])}.")
        elif hidden:
            said.append(f"{head}: {TOO_SMALL}")
    return said or [NOTHING]


def p_waarde(p: float) -> str:
    """Write a p-value: `p = 0,556`; never so rounded that it crosses the limit."""
    if p < 0.001:
        return "p < 0,001"
    decimals = next((places for places in (3, 4, 5) if (round(p, places) < GRENS) == (p < GRENS)), 6)
    return f"p = {words.number(p, decimals)}"


def met_p(table: Disclosed) -> Disclosed:
    """Write the p-values of a table as a reader must see them; no number changes."""
    frame = require(table).frame
    written = {
        name: pl.Series(
            name, [None if p is None else p_waarde(p).removeprefix("p = ").removeprefix("p ") for p in frame[name]], dtype=pl.String
        )
        for name in frame.columns
        if name.endswith("_p")
    }
    return replace(table, frame=frame.with_columns(**written))


def _rows(table: Disclosed) -> list[Row]:
    return require(table).frame.to_dicts()


def _difference(row: Row, name: str, beside: Row | None) -> str:
    """Write how a year differs from the one before: `In 2023 waren er 1,2% meer cliënten dan in 2022; ...`, with the p-value."""
    many = _ONE[name][1]
    size = words.share(abs(row[f"{name}_groei"]))
    way = "evenveel" if size == "0,0%" else f"{size} {'meer' if row[f'{name}_groei'] > 0 else 'minder'}"
    found = "significant" if row[f"{name}_p"] < GRENS else "niet significant"
    told = f"In {row['jaar']} waren er {way} {many} {'als' if way == 'evenveel' else 'dan'} in {row['jaar'] - 1}"
    told += f"; dat verschil is {found} ({p_waarde(row[f'{name}_p'])})"
    if beside is None or beside[f"{name}_groei"] is None:
        return told
    region = words.share(abs(beside[f"{name}_groei"]))
    way = "evenveel" if region == "0,0%" else f"{region} {'meer' if beside[f'{name}_groei'] > 0 else 'minder'}"
    return f"{told}; in de regio waren het er {way}"


def _parts(rows: list[Row], deeljaren: Mapping[int, str], only: str = "") -> list[str]:
    """Name the years that were seen in part, with their numbers so far."""
    said = []
    for row in rows:
        counts = [words.plural(row[name], *_ONE[name]) for name in KOPPEN if name in (only or name) and row[name] is not None]
        if row["jaar"] in deeljaren and counts:
            said.append(
                f"{words.in_year(row['jaar'], deeljaren)} is geen heel jaar. Daarvan zien wij {words.listing(counts)}, "
                "en dat vergelijken wij niet met een heel jaar."
            )
    return said
