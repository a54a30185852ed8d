"""What the slide on costs says: how much in the last whole year, what the year after may become, and why it changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row

PER_JAAR: Final = "Kosten per jaar"
VERWACHTING: Final = "Verwachting"
GEMIDDELD: Final = "Kosten per cliënt"
WAARDOOR: Final = "Waardoor"
PER_MAAND: Final = "Kosten per maand"
_WIJZEN: Final = {"rapport": "maanden × 12 ÷ aantal", "seizoen": "naar het seizoen van vorig jaar"}
NOG_OPEN: Final = 0.98  # a month of which less has come in is named


def hoofdpunten(
    jaren: Disclosed,
    extrapolatie: Disclosed,
    verandering: Disclosed,
    *,
    deeljaren: Mapping[int, str],
    regio: Disclosed | None = None,
) -> list[str]:
    """Say what the last whole year cost, what the next may cost, what caused the change, and what a client costs.

    Args:
        jaren: `zorgkosten.per_year`.
        extrapolatie: `zorgkosten.extrapolate`.
        verandering: `zorgkosten.split_change`.
        deeljaren: the years that were seen in part, with which part.
        regio: the years of the region.
    """
    last = _last_whole(_rows(jaren))
    if last is None:
        return [_begin(told) for told in _seen_in_part(_rows(jaren), deeljaren)]
    beside = {row["jaar"]: row for row in _rows(regio)} if regio else {}
    said = [_cost(last) + _region(last, beside.get(last["jaar"])) + "."]
    said += _index(last)
    said += [" ".join(_expected(_rows(extrapolatie), deeljaren))] if extrapolatie.frame.height else []
    said += _cause(_rows(verandering), last["jaar"])
    each = list(_each(_rows(jaren)))
    return [sentence for sentence in [*said, *(_begin(told) for told in each)] if sentence][:4]


def zinnen(
    jaren: Disclosed,
    extrapolatie: Disclosed,
    verandering: Disclosed,
    *,
    segmenten: Disclosed,
    maanden: Disclosed,
    deeljaren: Mapping[int, str],
    regio: Disclosed | None = None,
) -> list[str]:
    """Say per figure what is to be seen in it: `Kosten per jaar: ...`.

    Args:
        jaren: `zorgkosten.per_year`.
        extrapolatie: `zorgkosten.extrapolate`.
        verandering: `zorgkosten.split_change`.
        segmenten: `zorgkosten.per_segment`.
        maanden: `zorgkosten.per_month`.
        deeljaren: the years that were seen in part, with which part.
        regio: the years of the region.
    """
    rows = _rows(jaren)
    if not rows:
        return [NOTHING]
    told = {
        PER_JAAR: [*_per_year(rows, _rows(segmenten), deeljaren, {row["jaar"]: row for row in _rows(regio)} if regio else {})],
        VERWACHTING: [*_expected(_rows(extrapolatie), deeljaren)],
        GEMIDDELD: [*_each(rows)],
        WAARDOOR: [*_causes(_rows(verandering))],
        PER_MAAND: [*_months(_rows(maanden))],
    }
    kept = {head: sentences for head, sentences in told.items() if sentences}
    return [f"{head}: {' '.join([sentences[0], *map(_begin, sentences[1:])])}" for head, sentences in kept.items()] or [
        TOO_SMALL.capitalize()
    ]


def segment(name: str) -> str:
    """Write a segment: `segment 3`; products without one are `zonder segment`."""
    return "zonder segment" if name == "onbekend" else f"segment {name}"


def met_segmenten(table: Disclosed) -> Disclosed:
    """Write the segments of a table in words; no number changes."""
    frame = require(table).frame
    names = [segment(name) for name in frame["segment"]]
    return replace(table, frame=frame.with_columns(segment=pl.Series(names, dtype=pl.String)))


def met_manieren(table: Disclosed) -> Disclosed:
    """Write the ways to extrapolate in words; no number changes."""
    return replace(table, frame=require(table).frame.with_columns(pl.col("wijze").replace(_WIJZEN)))


def verwacht(extrapolatie: Disclosed) -> dict[int, int]:
    """Return the expectation of the report per year, in cents, for a figure to draw; none where it is hidden."""
    rows = _rows(extrapolatie)
    return {row["jaar"]: row["extrapolatie_cent"] for row in rows if row["wijze"] == "rapport" and row["extrapolatie_cent"] is not None}


def open_vanaf(maanden: Disclosed) -> date | None:
    """Return the first month of which a part is still to come, from which a figure is drawn open."""
    late = [row["maand"] for row in _rows(maanden) if row["volledigheid"] is not None and row["volledigheid"] < NOG_OPEN]
    return min(late, default=None)


def _for(name: str) -> str:
    return segment(name) if name == "onbekend" else f"voor {segment(name)}"


def _rows(table: Disclosed) -> list[Row]:
    return require(table).frame.to_dicts()


def _last_whole(rows: list[Row]) -> Row | None:
    return next((row for row in reversed(rows) if row["volledig"] and row["kosten_cent"] is not None), None)


def _begin(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _cost(row: Row) -> str:
    told = f"In {row['jaar']} is {words.euro_short(row['kosten_cent'])} aan jeugdhulp gedeclareerd"
    return told if row["groei"] is None else f"{told}, {_more(row['groei'])} {row['jaar'] - 1}"


def _more(growth: float) -> str:
    """Write a growth before a year: `10,8% meer dan in`."""
    size = words.share(abs(growth))
    return "evenveel als in" if size == "0,0%" else f"{size} {'meer' if growth > 0 else 'minder'} dan in"


def _region(row: Row, beside: Row | None) -> str:
    if beside is None or row["groei"] is None or beside["groei"] is None:
        return ""
    size, way = words.share(abs(beside["groei"])), "meer" if beside["groei"] > 0 else "minder"
    return f"; in de regio was het {'evenveel' if size == '0,0%' else f'{size} {way}'}"


def _index(row: Row) -> list[str]:
    """Set the growth beside the indexation that the user gave; the difference is that of the percentages as written."""
    if row["groei"] is None or row["indexatie"] is None:
        return []
    growth, index = round(row["groei"], 3), round(row["indexatie"], 3)
    agreed = f"De indexatie van {row['jaar']} was {words.share(index)}"
    if growth <= 0:
        return [f"{agreed}; de kosten stegen niet."]
    if growth == index:
        return [f"{agreed}; de kosten stegen even hard."]
    way = "meer" if growth > index else "minder"
    return [f"{agreed}; de kosten stegen {words.points(abs(growth - index))} {way}."]


def _per_year(rows: list[Row], segments: list[Row], deeljaren: Mapping[int, str], region: Mapping[int, Row]) -> Iterator[str]:
    last = _last_whole(rows)
    if last is None:
        yield from _seen_in_part(rows, deeljaren)
        return
    told = _cost(last)
    yield told[:1].lower() + told[1:] + _region(last, region.get(last["jaar"])) + "."
    cost = {(row["jaar"], row["segment"]): row["kosten_cent"] for row in segments}
    changes = []
    for name in sorted({row["segment"] for row in segments}):
        now, then = cost.get((last["jaar"], name)), cost.get((last["jaar"] - 1, name))
        if now is not None and then and then > 0 and last["groei"] is not None:
            growth = now / then - 1
            way = "een stijging" if growth >= 0 else "een daling"
            changes.append(f"{words.euro_short(now)} {_for(name)} ({way} van {words.share(abs(growth))})")
    if len(changes) > 1:
        yield f"daarvan is {words.listing(changes)}."
    yield from _index(last)
    yield from _seen_in_part(rows, deeljaren)


def _seen_in_part(rows: list[Row], deeljaren: Mapping[int, str]) -> Iterator[str]:
    for row in rows:
        if row["jaar"] in deeljaren and row["kosten_cent"] is not None:
            when = words.in_year(row["jaar"], deeljaren)
            yield f"{when} is geen heel jaar; daarvan is {words.euro_short(row['kosten_cent'])} gedeclareerd."


def _expected(rows: list[Row], deeljaren: Mapping[int, str]) -> Iterator[str]:
    ways = {row["wijze"]: row for row in rows if row["extrapolatie_cent"] is not None}
    plain, seasonal = ways.get("rapport"), ways.get("seizoen")
    if plain is None:
        return
    year, seen = plain["jaar"], words.plural(plain["maanden"], "hele maand", "hele maanden")
    yield f"{words.in_year(year, deeljaren)} is nog geen heel jaar. Over {seen} is {words.euro_short(plain['kosten_cent'])} gedeclareerd."
    told = f"gaat het zo door, dan wordt dat in heel {year} {words.euro_short(plain['extrapolatie_cent'])}{_against(plain)}"
    if seasonal is not None:
        told += (
            f"; verdeeld over het jaar zoals in {year - 1} wordt het {words.euro_short(seasonal['extrapolatie_cent'])}{_against(seasonal)}"
        )
    yield f"{_begin(told)}."


def _against(row: Row) -> str:
    return "" if row["groei"] is None else f" ({_more(row['groei'])} {row['jaar'] - 1})"


def _each(rows: list[Row]) -> Iterator[str]:
    last = _last_whole(rows)
    if last is None or last["kosten_per_client_cent"] is None or last["kosten_per_toewijzing_cent"] is None:
        return
    before = next((row for row in rows if row["jaar"] == last["jaar"] - 1 and row["volledig"]), None)
    told = f"in {last['jaar']} kostte de hulp gemiddeld {words.euro(last['kosten_per_client_cent'])} per cliënt en "
    told += f"{words.euro(last['kosten_per_toewijzing_cent'])} per toewijzing"
    if before and before["kosten_per_client_cent"] is not None and before["kosten_per_toewijzing_cent"] is not None:
        told += (
            f" (in {before['jaar']} {words.euro(before['kosten_per_client_cent'])} en {words.euro(before['kosten_per_toewijzing_cent'])})"
        )
    yield f"{told}."


def _cause(rows: list[Row], year: int) -> list[str]:
    parts = [row for row in rows if (row["jaar"], row["grondslag"]) == (year, "alle kosten") and row["bedrag_cent"] is not None]
    if len(parts) != 2 or not parts[0]["verandering_cent"]:
        return []
    change = parts[0]["verandering_cent"]
    way = "stijging" if change > 0 else "daling"
    names = {"aantal cliënten": ("meer cliënten", "minder cliënten")}
    names |= {"kosten per cliënt": ("hogere kosten per cliënt", "lagere kosten per cliënt")}

    def told(row: Row) -> str:
        return f"{words.euro_short(abs(row['bedrag_cent']))} door {names[row['deel']][row['bedrag_cent'] < 0]}"

    # A part that goes against the change is set apart, or the parts would seem to add up to something else.
    along = [row for row in parts if row["bedrag_cent"] * change > 0]
    against = [row for row in parts if row["bedrag_cent"] * change < 0]
    if against:
        more, less = (row for row in sorted(parts, key=lambda row: -row["bedrag_cent"]))
        return [
            f"De kosten {'stegen' if change > 0 else 'daalden'} in {year} met {words.euro_short(abs(change))}. Er kwam "
            f"{words.euro_short(more['bedrag_cent'])} bij door {names[more['deel']][0]} en er ging "
            f"{words.euro_short(-less['bedrag_cent'])} af door {names[less['deel']][1]}."
        ]
    return [f"Van de {way} van {words.euro_short(abs(change))} in {year} komt {words.listing([told(row) for row in along])}."]


def _causes(rows: list[Row]) -> Iterator[str]:
    for year in sorted({row["jaar"] for row in rows}):
        for told in _cause(rows, year):
            yield told[:1].lower() + told[1:]


def _months(rows: list[Row]) -> Iterator[str]:
    known = [row for row in rows if row["kosten_cent"] is not None and row["kosten_cent"] > 0]
    if not known:
        return
    top, low = max(known, key=lambda row: row["kosten_cent"]), min(known, key=lambda row: row["kosten_cent"])
    if len(known) == 1:
        yield f"over {words.month(top['maand'])} is {words.euro_short(top['kosten_cent'])} gedeclareerd."
        return
    limit = " van de maanden die wij kunnen tonen" if len(known) < len(rows) else ""
    yield (
        f"het meeste is gedeclareerd over {words.month(top['maand'])} ({words.euro_short(top['kosten_cent'])}), "
        f"het minste over {words.month(low['maand'])} ({words.euro_short(low['kosten_cent'])}){limit}."
    )
    yield from nog_open(rows)


def nog_open(rows: list[Row]) -> list[str]:
    """Name the months of which a part of the bills is still to come, by the estimate that goes with them."""
    late = [row for row in rows if row["volledigheid"] is not None and row["volledigheid"] < NOG_OPEN]
    if not late:
        return []
    named = [f"{words.month(row['maand'])} {words.share(row['volledigheid'])}" for row in late[-3:]]
    more = f" Ook eerdere maanden zijn nog niet compleet ({words.number(len(late) - 3)})." if len(late) > 3 else ""
    return [f"Nog niet alle rekeningen zijn binnen. Naar schatting is binnen: {words.listing(named)}.{more}"]
