"""What the slide on the type of aanbieder says: which part of the costs goes to micro aanbieders, and how that went."""

from collections.abc import Iterator, Mapping
from typing import Final

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row, per_group, verloop

MICRO: Final = "micro"
_NAMES: Final = {"micro": "micro-aanbieders", "regulier": "reguliere aanbieders", "onbekend": "aanbieders van een onbekend type"}


def naam(soort: str) -> str:
    """Write a type as the noun it stands for: `micro-aanbieders`."""
    return _NAMES.get(soort, f"aanbieders van het type {soort}")


def zinnen(table: Disclosed, *, deels: Mapping[int, str]) -> list[str]:
    """Say per type which part of the costs of the last year it had, and what it was before.

    Args:
        table: `jaar`, `type`, `aandeel`, `aanbieders`.
        deels: years that were seen in part, with which part.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["aandeel"] is not None]
        if not known:
            return
        last = known[-1]
        year, count = words.in_year(last["jaar"], deels), words.plural(last["aanbieders"], "aanbieder", "aanbieders")
        yield f"in {year} ging {words.share(last['aandeel'])} van de kosten naar {naam(last['type'])} ({count})."
        if told := verloop(known, deels):
            yield told

    return per_group(table, "type", describe)


def hoofdpunten(table: Disclosed, *, deels: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say which part of the costs micro aanbieders have, or else the type that changed most, and then the others.

    Args:
        table: `jaar`, `type`, `aandeel`.
        deels: years that were seen in part, with which part.
        regio: the same table of the region.
    """
    series: dict[str, list[Row]] = {}
    for row in require(table).frame.iter_rows(named=True):
        if row["aandeel"] is not None:
            series.setdefault(row["type"], []).append(row)
    order = sorted(series, key=lambda name: (name != MICRO, -abs(series[name][-1]["aandeel"] - series[name][0]["aandeel"]), name))
    beside = {(row["jaar"], row["type"]): row["aandeel"] for row in require(regio).frame.to_dicts()} if regio else {}
    said = []
    for name in order:
        last = series[name][-1]
        region = beside.get((last["jaar"], name))
        told = f"; {words.beside_region(last['aandeel'], region)}" if region is not None else ""
        first = f"In {words.in_year(last['jaar'], deels)} ging {words.share(last['aandeel'])} van de kosten naar {naam(name)}{told}."
        said.append(" ".join(part for part in (first, verloop(series[name], deels, hier=region is not None)) if part))
    return said
