"""What the sentences of all slides share: the words for nothing and too small, one text per group, and which groups come first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require

NOTHING: Final = "Er zijn geen gegevens in deze periode."
TOO_SMALL: Final = "de aantallen zijn te klein om te tonen."
ON_A_SLIDE: Final = 6  # productgroepen that a reader can take in at once

Row = dict[str, Any]


def bij(zinnen: Sequence[str], groep: str) -> str:
    """Return what the sentences say about one group, to stand above its figure: `De helft van de paden ...`."""
    told = next((zin.removeprefix(f"{groep}: ") for zin in zinnen if zin.startswith(f"{groep}: ")), "")
    return told[:1].upper() + told[1:]


def bij_elk(zinnen: Sequence[str], groepen: Sequence[str], *ook: Sequence[str]) -> dict[str, str]:
    """Return for each group what `bij` says about it, and behind that what it says in the texts of `ook`.

    That the numbers are too small is told only where none of the texts has more to say.
    """
    return {groep: _joined([bij(texts, groep) for texts in (zinnen, *ook)]) for groep in groepen}


def _joined(told: Sequence[str]) -> str:
    """Put texts behind each other; too small numbers are named once, and only where nothing else is told."""
    small = TOO_SMALL[:1].upper() + TOO_SMALL[1:]
    return " ".join(text for text in told if text and text != small) or (small if small in told else "")


def apart(one: float, other: float) -> str:
    """Write the difference of two fractions in percentage points, as a reader finds it from the two percentages on paper."""
    return f"{words.number(abs(round(one * 100, 1) - round(other * 100, 1)), 1)} procentpunt"


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


def op_kosten(table: Disclosed, *, kosten: str = "totaal_cent", hoogstens: int = ON_A_SLIDE) -> list[str]:
    """Return the productgroepen with the highest costs over all years, the highest first; hidden costs count as none.

    Args:
        table: `productgroep` and a column with cents, one row per productgroep and year.
        kosten: the name of that column.
        hoogstens: more do not fit on a slide.
    """
    sizes = require(table).frame.group_by("productgroep").agg(pl.col(kosten).sum())
    return sizes.sort([kosten, "productgroep"], descending=[True, False])["productgroep"].head(hoogstens).to_list()


def op_volgorde(table: Disclosed, groepen: Sequence[str]) -> Disclosed:
    """Put the rows of the named productgroepen in that order, and leave out the others; no number changes."""
    place = {name: number for number, name in enumerate(groepen)}
    frame = require(table).frame.filter(pl.col("productgroep").is_in(list(place)))
    return replace(table, frame=frame.sort(pl.col("productgroep").replace_strict(place, return_dtype=pl.Int64), maintain_order=True))


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


def met_jaarnaam(table: Disclosed, deeljaren: Mapping[int, str]) -> Disclosed:
    """Write the years of a table as a reader must see them, a year seen in part with its part; no number changes.

    Args:
        table: `jaar`.
        deeljaren: the years that were seen in part, with which part: `{2024: "t/m juli"}`.
    """
    frame = require(table).frame
    names = [words.in_year(year, deeljaren) for year in frame["jaar"]]
    return replace(table, frame=frame.with_columns(jaar=pl.Series(names, dtype=pl.String)))


def verloop(rows: Sequence[Row], deels: Mapping[int, str], *, waarde: str = "aandeel", hier: bool = False) -> str:
    """Say what a share was in the first year that is shown: `In 2021 was het 11,2%, 3,5 procentpunt lager.`; empty with one year.

    Args:
        rows: one row per year, in order; a hidden or absent share is left out.
        deels: years that were seen in part, with which part.
        waarde: the name of the share.
        hier: write `het hier`, where the region was named just before.
    """
    here = "het hier" if hier else "het"
    known = [row for row in rows if row[waarde] is not None]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    apart, then = words.points_apart(first[waarde], last[waarde]), words.in_year(first["jaar"], deels)
    if apart == "even hoog":
        return f"In {then} was {here} ook {words.share(first[waarde])}."
    return f"In {then} was {here} {words.share(first[waarde])}, {apart}."


def aaneen(zinnen: Iterable[str]) -> str:
    """Put sentences behind each other, to stand above a figure."""
    return " ".join(zinnen)


def zichtbaar(table: Disclosed, waarde: str = "aandeel") -> bool:
    """Tell whether a column has anything to show: a figure of hidden numbers only says nothing."""
    return require(table).frame[waarde].count() > 0
