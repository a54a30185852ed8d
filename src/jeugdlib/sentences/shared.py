"""What the sentences of all slides share: the words for nothing and too small, one text per group, and which groups come first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed, require

NOTHING: Final = "Er zijn geen gegevens in deze periode."
TOO_SMALL: Final = "de aantallen zijn te klein om te tonen."
ON_A_SLIDE: Final = 6  # productgroepen that a reader can take in at once

Row = dict[str, Any]


def bij(zinnen: Sequence[str], groep: str) -> str:
    """Return what the sentences say about one group, to stand above its figure: `De helft van de paden ...`."""
    told = next((zin.removeprefix(f"{groep}: ") for zin in zinnen if zin.startswith(f"{groep}: ")), "")
    return told[:1].upper() + told[1:]


def bij_elk(zinnen: Sequence[str], groepen: Sequence[str]) -> dict[str, str]:
    """Return for each group what `bij` says about it."""
    return {groep: bij(zinnen, groep) for groep in groepen}


def getoond(table: Disclosed) -> Disclosed:
    """Return only the rows without a hidden cell, for a table in which a hundred rare paths would each read `<10`."""
    return replace(table, frame=require(table).frame.filter(~pl.col(FLAG)))


def groepen(table: Disclosed, *, hoogstens: int = ON_A_SLIDE) -> list[str]:
    """Return the productgroepen with the most paths, the largest first; those whose number is hidden come last.

    Args:
        table: `productgroep` and `totaal` or `paden_totaal`.
        hoogstens: more do not fit on a slide; the parameter `productgroepen` of a notebook chooses others.
    """
    frame = require(table).frame
    total = "totaal" if "totaal" in frame.columns else "paden_totaal"
    sizes = frame.group_by("productgroep").agg(pl.col(total).max().fill_null(0))
    return sizes.sort([total, "productgroep"], descending=[True, False])["productgroep"].head(hoogstens).to_list()


def per_group(
    table: Disclosed,
    by: str,
    describe: Callable[[list[Row]], Iterable[str]],
    *,
    first: Sequence[str] = (),
    heads: Mapping[str, str] | None = None,
) -> list[str]:
    """Write one text per group, those in `first` first; a group with hidden cells only is named as too small."""
    frame = require(table).frame
    parts = {str(part[by][0]): part.to_dicts() for part in frame.partition_by(by, maintain_order=True)} if frame.height else {}
    zinnen = []
    for name in dict.fromkeys([*(name for name in first if name in parts), *parts]):
        told = " ".join(describe(parts[name]))
        if not told and not any(row[FLAG] for row in parts[name]):
            continue
        zinnen.append(f"{(heads or {}).get(name, name)}: {told or TOO_SMALL}")
    return zinnen or [NOTHING]
