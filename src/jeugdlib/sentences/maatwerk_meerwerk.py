"""What the slide maatwerk and meerwerk says: which part of all costs they are, how that went, and in which years it is not known."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row, verloop

GEEN: Final = "geen onderscheid"
SOORTEN: Final = ("overig", "meerwerk", "maatwerk")  # from the bottom of a bar to its top


def zinnen(table: Disclosed, *, deels: Mapping[int, str]) -> list[str]:
    """Say which part of the costs of the last year is meerwerk or maatwerk, and what it was before; years without the split are named.

    Args:
        table: `jaar`, `soort`, `aandeel`.
        deels: years that were seen in part, with which part.
    """
    rows = require(table).frame.to_dicts()
    if not rows:
        return [NOTHING]
    both = _together(table)
    said = []
    if both:
        last = both[-1]
        parts = {row["soort"]: row["aandeel"] for row in rows if row["jaar"] == last["jaar"]}
        split = f"{words.share(parts['maatwerk'])} maatwerk en {words.share(parts['meerwerk'])} meerwerk"
        year, share = words.in_year(last["jaar"], deels), words.share(last["aandeel"])
        first = f"In {year} ging {share} van alle kosten naar maatwerk en meerwerk ({split})."
        said.append(" ".join(part for part in (first, verloop(both, deels)) if part))
    elif any(row[FLAG] for row in rows):
        said.append(TOO_SMALL.capitalize())
    return [*said, *zonder_onderscheid(table, deels=deels)]


def zonder_onderscheid(table: Disclosed, *, deels: Mapping[int, str]) -> list[str]:
    """Name the years in which the products made no distinction; none where all do."""
    years = sorted({row["jaar"] for row in require(table).frame.to_dicts() if row["soort"] == GEEN})
    if not years:
        return []
    named = words.listing([words.in_year(year, deels) for year in years])
    return [f"In {named} waren er nog geen producten voor maatwerk en meerwerk. Over die tijd is er geen aandeel."]


def hoofdpunten(table: Disclosed, *, deels: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say the same as `zinnen`, then which of both grew most, and what it is in the region.

    Args:
        table: `jaar`, `soort`, `aandeel`.
        deels: years that were seen in part, with which part.
        regio: the same table of the region.
    """
    both = _together(table)
    if not both:
        return []
    said = zinnen(table, deels=deels)[:1]
    first, last = both[0], both[-1]
    if first["jaar"] < last["jaar"]:
        grown = {kind: last[kind] - first[kind] for kind in ("maatwerk", "meerwerk")}
        most = max(grown, key=lambda kind: abs(grown[kind]))
        way = "steeg" if grown[most] > 0 else "daalde"
        said.append(
            f"Het meest {way} {most}, van {words.share(first[most])} in {words.in_year(first['jaar'], deels)} naar "
            f"{words.share(last[most])} in {words.in_year(last['jaar'], deels)}."
        )
    beside = {row["jaar"]: row["aandeel"] for row in _together(regio)} if regio else {}
    if last["jaar"] in beside:
        year = words.in_year(last["jaar"], deels)
        said.append(
            f"Hier was het samen {words.share(last['aandeel'])} in {year}; {words.beside_region(last['aandeel'], beside[last['jaar']])}."
        )
    return said + zonder_onderscheid(table, deels=deels)


def _together(table: Disclosed) -> list[Row]:
    """Add the shares of maatwerk and meerwerk up, for each year in which both are shown."""
    years: dict[int, dict[str, float]] = {}
    for row in require(table).frame.iter_rows(named=True):
        if row["soort"] in ("maatwerk", "meerwerk") and row["aandeel"] is not None:
            years.setdefault(row["jaar"], {})[row["soort"]] = row["aandeel"]
    return [{"jaar": year, **kinds, "aandeel": sum(kinds.values())} for year, kinds in sorted(years.items()) if len(kinds) == 2]


def met_onderscheid(table: Disclosed) -> Disclosed:
    """Keep the years in which the products make the distinction; no number changes."""
    return replace(table, frame=require(table).frame.filter(pl.col("soort") != GEEN))
