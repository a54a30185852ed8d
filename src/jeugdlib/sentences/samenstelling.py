"""What the slide samenstelling says: which part of the costs is meerwerk and maatwerk, and whether one aanbieder makes the difference."""

from collections.abc import Iterator, Mapping, Sequence

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row, per_group, verloop

EXTRA = "meerwerk en maatwerk (P*Q)"


def zinnen(
    samenstelling: Disclosed,
    aandeel: Disclosed,
    zonder: Disclosed,
    *,
    wie: Mapping[str, str],
    deels: Mapping[int, str],
    eerst: Sequence[str] = (),
    regio: Disclosed | None = None,
) -> list[str]:
    """Say per productgroep which part of the costs of the last year is P*Q, how that changed and what it is without an aanbieder.

    Args:
        samenstelling: `productgroep`, `jaar`, `zwaarte`, `aandeel`.
        aandeel: `productgroep`, `jaar`, `aandeel` of P*Q; only productgroepen with a zwaarte.
        zonder: the same without an aanbieder.
        wie: who is left out, per productgroep.
        deels: years that were seen in part, with which part.
        eerst: productgroepen to begin with.
        regio: the shares of the region.
    """
    without, beside, parts = _by_year(zonder), _by_year(regio), _by_year(samenstelling)

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["aandeel"] is not None]
        if not known:
            return
        last = known[-1]
        key = last["productgroep"], last["jaar"]
        year = words.in_year(last["jaar"], deels)
        region = beside[key][0]["aandeel"] if key in beside else None
        told = f"; {words.beside_region(last['aandeel'], region)}" if region is not None else ""
        yield f"in {year} ging {words.share(last['aandeel'])} van de kosten naar {EXTRA}{told}."
        if past := verloop(known, deels, hier=region is not None):
            yield past
        biggest = sorted((row for row in parts.get(key, []) if row["aandeel"] is not None), key=lambda row: -row["aandeel"])
        # Hidden rows can be the larger ones here, so the largest is told only where all are shown.
        if biggest and len(biggest) == len(parts[key]):
            second = f", daarna {biggest[1]['zwaarte']} ({words.share(biggest[1]['aandeel'])})" if len(biggest) > 1 else ""
            yield f"De grootste post is {biggest[0]['zwaarte']} ({words.share(biggest[0]['aandeel'])}){second}."
        other = without[key][0]["aandeel"] if key in without else None
        if other is not None and key[0] in wie:
            yield f"Zonder {wie[key[0]]} is dat aandeel {words.share(other)}: {words.points_apart(other, last['aandeel'])}."

    return per_group(aandeel, "productgroep", describe, first=eerst)


def zonder_zinnen(zonder: Disclosed, *, deels: Mapping[int, str], eerst: Sequence[str] = ()) -> list[str]:
    """Say per productgroep how the share of P*Q goes without the aanbieder, to stand above the figure without it."""

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["aandeel"] is not None]
        if not known:
            return
        yield f"in {words.in_year(known[-1]['jaar'], deels)} is dan {words.share(known[-1]['aandeel'])} van de kosten {EXTRA}."
        if past := verloop(known, deels):
            yield past

    return per_group(zonder, "productgroep", describe, first=eerst)


def hoofdpunten(
    aandeel: Disclosed,
    zonder: Disclosed,
    *,
    groepen: Sequence[str],
    wie: Mapping[str, str],
    deels: Mapping[int, str],
    regio: Disclosed | None = None,
) -> list[str]:
    """Say which part of the costs is P*Q, first of the productgroep with the highest costs.

    Args:
        aandeel: `productgroep`, `jaar`, `aandeel` of P*Q.
        zonder: the same without an aanbieder.
        groepen: the productgroepen on the slide, the one with the highest costs first.
        wie: who is left out, per productgroep.
        deels: years that were seen in part, with which part.
        regio: the shares of the region.
    """
    series = {name: [row for row in rows if row["aandeel"] is not None] for name, rows in _by_group(aandeel, groepen).items()}
    series = {name: rows for name, rows in series.items() if rows}
    without, beside = _by_year(zonder), _by_year(regio)
    last = {name: rows[-1] for name, rows in series.items()}
    said = []
    top = groepen[0] if groepen and groepen[0] in last else None
    if top is not None:
        row = last[top]
        year, share = words.in_year(row["jaar"], deels), words.share(row["aandeel"])
        said.append(f"In de productgroep met de hoogste kosten, {top}, ging in {year} {share} van de kosten naar {EXTRA}.")
        other = without.get((top, row["jaar"]), [{"aandeel": None}])[0]["aandeel"]
        if other is not None and top in wie:
            said.append(f"Zonder {wie[top]} is dat {words.share(other)}, {words.points_apart(other, row['aandeel'])}.")
    grown = {name: rows for name, rows in series.items() if len(rows) > 1}
    up = [name for name, rows in grown.items() if rows[-1]["aandeel"] > rows[0]["aandeel"]]
    if len(grown) > 1:
        whole = words.in_words(len(grown))
        count = f"alle {whole}" if len(up) == len(grown) else f"{words.in_words(len(up))} van de {whole}"
        which = f" ({words.listing(up)})" if up and len(up) < len(grown) else ""
        years = {(rows[0]["jaar"], rows[-1]["jaar"]) for rows in grown.values()}
        span = ""
        if len(years) == 1:
            ((begin, end),) = years
            span = f" van {words.in_year(begin, deels)} op {words.in_year(end, deels)}"
        said.append(f"Het aandeel van {EXTRA} steeg{span} bij {count} productgroepen met zwaartes{which}.")
    both = {name: (row, beside[name, row["jaar"]][0]["aandeel"]) for name, row in last.items() if (name, row["jaar"]) in beside}
    both = {name: pair for name, pair in both.items() if pair[1] is not None}
    if both:
        name = max(both, key=lambda name: abs(both[name][0]["aandeel"] - both[name][1]))
        row, region = both[name]
        year = words.in_year(row["jaar"], deels)
        own = words.share(row["aandeel"])
        said.append(f"Het grootste verschil met de regio heeft {name} met {own} in {year}; {words.beside_region(row['aandeel'], region)}.")
    return said


def _by_year(table: Disclosed | None) -> dict[tuple[str, int], list[Row]]:
    found: dict[tuple[str, int], list[Row]] = {}
    for row in require(table).frame.iter_rows(named=True) if table else []:
        found.setdefault((row["productgroep"], row["jaar"]), []).append(row)
    return found


def _by_group(table: Disclosed, groepen: Sequence[str]) -> dict[str, list[Row]]:
    rows = require(table).frame.to_dicts()
    return {name: [row for row in rows if row["productgroep"] == name] for name in groepen}
