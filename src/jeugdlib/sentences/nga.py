"""What the slide NGA says: which part of the costs goes to aanbieders without a contract, and for which products."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import Row, verloop

GEEN_CONTRACTEN: Final = "Er zijn geen contracten of geen declaraties geleverd. Daarom is niet te zeggen welke zorg niet gecontracteerd is."
MOST: Final = 3  # products that a sentence names


def zinnen(segmenten: Disclosed, *, deels: Mapping[int, str]) -> list[str]:
    """Say per segment which part of the costs of the last year is NGA, and what it was before.

    Args:
        segmenten: `jaar`, `segment` (as a reader knows it), `aandeel`.
        deels: years that were seen in part, with which part.
    """
    said = []
    for name, rows in _by_segment(segmenten).items():
        known = [row for row in rows if row["aandeel"] is not None]
        where = f"In {name}" if name.startswith("segment") else "Bij hulp zonder segment"
        if known:
            year = words.in_year(known[-1]["jaar"], deels)
            told = f"{where} was in {year} {words.share(known[-1]['aandeel'])} van de kosten NGA."
            said.append(" ".join(part for part in (told, verloop(known, deels)) if part))
        elif any(row[FLAG] for row in rows):
            said.append(f"{where} zijn de aantallen te klein om te tonen.")
    return said or [GEEN_CONTRACTEN]


def _by_segment(segmenten: Disclosed) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in require(segmenten).frame.sort("jaar").iter_rows(named=True):
        found.setdefault(row["segment"], []).append(row)
    return dict(sorted(found.items()))


def producten(periode: Disclosed, per_jaar: Disclosed, *, deels: Mapping[int, str]) -> str:
    """Say which products have the largest part of NGA over the whole window, and which are wholly NGA in the last year.

    Args:
        periode: `productnaam`, `aandeel` per product.
        per_jaar: `jaar`, `productnaam`, `geheel` per product and year.
        deels: years that were seen in part, with which part.
    """
    largest = te_tonen(periode).frame.head(MOST).to_dicts()
    if not largest:
        return GEEN_CONTRACTEN if require(periode).frame.is_empty() else "Bij geen product is het aandeel NGA te tonen en groter dan nul."
    named = words.listing([f"{row['productnaam']} ({words.share(row['aandeel'])})" for row in largest])
    said = f"Over de hele periode is het aandeel NGA het grootst bij {named}."
    return " ".join([said, *_wholly(per_jaar, deels)])


def te_tonen(periode: Disclosed) -> Disclosed:
    """Keep the products with a part of NGA that can be shown, the largest first; no number changes."""
    frame = require(periode).frame.filter(~pl.col(FLAG) & (pl.col("aandeel") > 0))
    return replace(periode, frame=frame.sort(["aandeel", "productcode"], descending=[True, False]))


def te_tekenen(segmenten: Disclosed, jaren: Disclosed) -> Disclosed:
    """Choose what a figure shows: the segments, or all of them together where a part of one is hidden; no number changes."""
    if not require(segmenten).frame[FLAG].any():
        return segmenten
    return replace(jaren, frame=require(jaren).frame.with_columns(segment=pl.lit("alle segmenten")))


def laatste_jaar(table: Disclosed) -> Disclosed:
    """Keep the rows of the last year; no number changes."""
    frame = require(table).frame
    return replace(table, frame=frame.filter(pl.col("jaar") == pl.col("jaar").max()))


def hoofdpunten(
    jaren: Disclosed,
    segmenten: Disclosed,
    per_product: Disclosed,
    *,
    deels: Mapping[int, str],
    regio: Disclosed | None = None,
) -> list[str]:
    """Say which part of the costs is NGA, how that went, per segment and beside the region.

    Args:
        jaren: `jaar`, `aandeel`, `nga_cent`.
        segmenten: `jaar`, `segment` (as a reader knows it), `aandeel`.
        per_product: `jaar`, `productnaam`, `geheel`.
        deels: years that were seen in part, with which part.
        regio: the same table as `jaren` of the region.
    """
    known = [row for row in require(jaren).frame.to_dicts() if row["aandeel"] is not None]
    if not known:
        return []
    last = known[-1]
    year, cost = words.in_year(last["jaar"], deels), words.euro_short(last["nga_cent"])
    told = f"In {year} ging {words.share(last['aandeel'])} van de kosten naar aanbieders zonder contract (NGA), samen {cost}."
    said = [" ".join(part for part in (told, verloop(known, deels)) if part)]
    parts = [row for row in require(segmenten).frame.to_dicts() if row["jaar"] == last["jaar"] and row["aandeel"] is not None]
    if len(parts) > 1:
        named = words.listing([f"{words.share(row['aandeel'])} in {row['segment']}" for row in parts])
        said.append(f"Het aandeel in {year} was {named}.")
    said += _wholly(per_product, deels)
    beside = {row["jaar"]: row["aandeel"] for row in require(regio).frame.to_dicts()} if regio else {}
    if beside.get(last["jaar"]) is not None:
        said.append(
            f"Hier was het aandeel in {year} {words.share(last['aandeel'])}; {words.beside_region(last['aandeel'], beside[last['jaar']])}."
        )
    return said


def _wholly(per_jaar: Disclosed, deels: Mapping[int, str]) -> list[str]:
    """Name the products that were wholly NGA in the last year, where there are such."""
    rows = laatste_jaar(per_jaar).frame.to_dicts()
    names = sorted({row["productnaam"] for row in rows if row["geheel"]})
    if not names:
        return []
    verb = "was" if len(names) == 1 else "waren"
    return [f"In {words.in_year(rows[0]['jaar'], deels)} {verb} {words.listing(names)} geheel NGA, zonder één regel onder contract."]
