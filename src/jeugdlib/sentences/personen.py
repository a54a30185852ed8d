"""What the slide on persons says per productgroep: how many in the last whole year, and how much its months differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import ON_A_SLIDE, TOO_SMALL, Row, per_group

A_YEAR: Final = 12  # months; the spread of fewer is that of a beginning or an end


def groepen(table: Disclosed, *, hoogstens: int = ON_A_SLIDE) -> list[str]:
    """Return the productgroepen with the most clients in the last whole year, the largest first.

    One with too few clients to show, or without any, has a place only where no other has; a table names them all.

    Args:
        table: `personen.per_year`.
        hoogstens: more do not fit on a slide.
    """
    rows = require(table).frame.to_dicts()
    year = _last_whole(rows)
    size = {row["productgroep"]: row["clienten"] or 0 for row in rows if year in (row["jaar"], None)}
    size = {name: clients for name, clients in size.items() if clients} or size
    return sorted(size, key=lambda name: (-size[name], name))[:hoogstens]


def zinnen(table: Disclosed, *, deeljaren: Mapping[int, str], eerst: Sequence[str] = (), regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep how many clients the last whole year had, against the year before, and how its months differ.

    Args:
        table: `personen.per_year`.
        deeljaren: the years that were seen in part, with which part.
        eerst: productgroepen to begin with.
        regio: the same table of the region.
    """
    region = {(row["productgroep"], row["jaar"]): row for row in require(regio).frame.to_dicts()} if regio else {}
    year = _last_whole(require(table).frame.to_dicts())

    def describe(rows: list[Row]) -> Iterator[str]:
        known = {row["jaar"]: row for row in rows}
        last = known.get(year) if year else None
        if last is None and year:
            yield f"in {year} had niemand hulp uit deze productgroep."
        if last and None not in (last["clienten"], last["toewijzingen"]):
            yield _counted(last, known.get(last["jaar"] - 1))
        if last and last["variatie"] is not None and last["maanden"] == A_YEAR:
            yield _spread(last, region.get((last["productgroep"], last["jaar"])))
        elif last and last["maanden"] is not None and 1 < last["maanden"] < A_YEAR:
            yield f"In {last['jaar']} was er niet in elke maand hulp."
        for row in rows:
            if row["jaar"] in deeljaren and row["clienten"] is not None:
                clients = words.plural(row["clienten"], "cliënt", "cliënten")
                yield f"{words.in_year(row['jaar'], deeljaren)} is geen heel jaar; daarvan zien wij {clients}."

    return per_group(table, "productgroep", describe, first=eerst)


def hoofdpunten(table: Disclosed, *, deeljaren: Mapping[int, str], groepen: Sequence[str], regio: Disclosed | None = None) -> list[str]:
    """Say which productgroep is the largest, and of which the months of the last whole year differ most and least.

    Args:
        table: `personen.per_year`.
        deeljaren: the years that were seen in part, with which part.
        groepen: the productgroepen on the slide, the largest first.
        regio: the same table of the region.
    """
    every = require(table).frame.to_dicts()
    year = _last_whole(every)
    rows = {row["productgroep"]: row for row in every if row["jaar"] == year and row["clienten"]}
    known = {name: rows[name] for name in groepen if name in rows}
    if not known:
        return []
    largest, *others = known
    said = [f"{largest} is in {year} de grootste productgroep, met {words.plural(known[largest]['clienten'], 'cliënt', 'cliënten')}."]
    if others:
        sizes = [f"{name} ({words.number(known[name]['clienten'])})" for name in others]
        said.append(f"Daarna {'komt' if len(sizes) == 1 else 'komen'} {words.listing(sizes)}.")
    spread = {name: row["variatie"] for name, row in known.items() if row["variatie"] is not None and row["maanden"] == A_YEAR}
    if len(spread) > 1:
        most, least = max(spread, key=lambda name: spread[name]), min(spread, key=lambda name: spread[name])
        said.append(
            f"Binnen {year} schommelt het aantal het meest bij {most} ({_between(known[most])}) "
            f"en het minst bij {least} ({_between(known[least])})."
        )
    beside = {row["productgroep"]: row for row in require(regio).frame.to_dicts() if row["jaar"] == year} if regio else {}
    both = {name: (row["clienten"], beside[name]["clienten"]) for name, row in known.items() if beside.get(name, {}).get("clienten")}
    if both:
        name = max(both, key=lambda name: both[name][0] / both[name][1])
        part = words.share(both[name][0] / both[name][1], 0)
        said.append(f"Van alle cliënten in de regio is het deel van hier het grootst bij {name} ({part}).")
    elif deeljaren:
        said.append(f"{words.listing([words.in_year(part, deeljaren) for part in deeljaren])} telt in deze vergelijking niet mee.")
    return said[:4]


def per_maand(table: Disclosed) -> str:
    """Say for the months of one productgroep which was the fullest, and what the last one had.

    Args:
        table: the rows of one productgroep of `personen.per_month`.
    """
    known = [row for row in require(table).frame.to_dicts() if row["clienten"]]
    if not known:
        return TOO_SMALL.capitalize()
    top, last = max(known, key=lambda row: row["clienten"]), known[-1]
    clients = words.plural(top["clienten"], "cliënt", "cliënten")
    told = f"De drukste maand was {words.month(top['maand'])}, met {clients}"
    return f"{told}." if top is last else f"{told}; in {words.month(last['maand'])} waren het er {words.number(last['clienten'])}."


def jaar_van(table: Disclosed) -> str:
    """Name the year that `laatste_jaar` keeps."""
    year = _last_whole(require(table).frame.to_dicts())
    return "per jaar" if year is None else f"in {year}"


def laatste_jaar(table: Disclosed) -> Disclosed:
    """Return the rows of the last whole year; where there is none, all rows."""
    frame = require(table).frame
    year = _last_whole(frame.to_dicts())
    return table if year is None else replace(table, frame=frame.filter(pl.col("jaar") == year))


def _last_whole(rows: list[Row]) -> int | None:
    return max((row["jaar"] for row in rows if row["volledig"]), default=None)


def _counted(row: Row, before: Row | None) -> str:
    clients = words.plural(row["clienten"], "cliënt", "cliënten")
    told = f"in {row['jaar']} kregen {clients} deze hulp, met {words.plural(row['toewijzingen'], 'toewijzing', 'toewijzingen')}"
    if before and before["volledig"] and before["clienten"] is not None:
        told += f" (in {before['jaar']} waren het {words.plural(before['clienten'], 'cliënt', 'cliënten')})"
    return f"{told}."


def _between(row: Row) -> str:
    return f"tussen {words.number(row['laagste'])} en {words.number(row['hoogste'])} per maand"


def _spread(row: Row, beside: Row | None) -> str:
    """Say between which numbers the months lay, and what is left without the lowest one."""
    low, high = (f"{words.number(row[name])} ({words.month(row[f'{name}_maand'])})" for name in ("laagste", "hoogste"))
    told = f"Per maand waren het er in {row['jaar']} tussen {low} en {high}"
    if row["verschil_zonder_laagste"] is not None:
        told += f"; zonder de laagste maand is het verschil {words.number(row['verschil_zonder_laagste'])}"
    told += f". De variatie is {words.share(row['variatie'])} van het gemiddelde"
    if beside and beside["variatie"] is not None:
        told += f"; {words.beside_region(row['variatie'], beside['variatie'])}"
    return f"{told}."
