"""The second opinion on section F: what P*Q toewijzingen assign, counted day by day in plain Python.

It shares no code with the pipeline; dates, fractions and loops only. Weeks and months are gathered in sets, cents are given out
one day at a time.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import floor

from oracle import DAY, Choices, Cleaned, Key, Row, days, of, product_on

PER_HOUR = {"01": Fraction(60), "04": Fraction(1), "16": Fraction(1, 4)}  # how many of the unit go into an hour


def nearest(value: Fraction) -> int:
    """Round to a whole number, a half up."""
    return floor(value + Fraction(1, 2))


def times(frequentie: str | None, begin: date, eind: date, method: str) -> Fraction | None:
    """Return how often the volume is assigned between two days."""
    every = list(days(begin, eind))
    if method == "naar_rato":
        per = {"1": Fraction(1), "2": Fraction(7), "4": Fraction("365.25") / 12}
        if frequentie in per:
            return len(every) / per[frequentie]
    if frequentie == "1":
        return Fraction(len(every))
    if frequentie == "2":
        return Fraction(len({day.isocalendar()[:2] for day in every}))
    if frequentie == "4":
        return Fraction(len({(day.year, day.month) for day in every}))
    return Fraction(1) if frequentie == "6" else None


def assigned_cents(row: Row, product: Row, last: date, method: str) -> int | None:
    """Return what a toewijzing assigns in all, in cents; None where nobody knows."""
    if row["budget"] is not None:
        return row["budget"]
    often = times(row["frequentie"], row["ingangsdatum"], row["einddatum"] or last, method)
    if row["volume"] is None or often is None:
        return None
    volume = Fraction(str(row["volume"])) * often
    unit = row["eenheid"] or product.get("eenheid")
    priced = product.get("eenheid") or unit
    if unit == "83":
        return nearest(volume * 100)
    if product.get("tarief") is None:
        return None
    if unit != priced:
        if unit not in PER_HOUR or priced not in PER_HOUR:
            return None
        volume = volume / PER_HOUR[unit] * PER_HOUR[priced]
    return nearest(volume * product["tarief"])


def per_day(cents: int, begin: date, eind: date) -> Iterable[tuple[date, int]]:
    """Give out cents one day at a time, so that after k of n days the nearest whole cent to k/n of all has been given."""
    every = list(days(begin, eind))
    given = 0
    for place, day in enumerate(every, start=1):
        due = nearest(Fraction(cents * place, len(every)))
        yield day, due - given
        given = due


def pxq(cleaned: Cleaned, producten: list[Row], choices: Choices, method: str) -> tuple[list[Row], dict[str, tuple[int, int]]]:
    """Return the P*Q toewijzingen whose cents are known, and of all reasons (toewijzingen, declared cents)."""
    last = choices["peildatum"] - DAY
    known: list[Row] = []
    reasons: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in cleaned.toewijzingen:
        lines = [line for line in cleaned.nettoregels if of(line) == of(row)]
        care = sorted((line for line in lines if line["bedrag"] > 0), key=lambda line: (line["begindatum"], line["productcode"]))
        code = row["productcode"] or (care[0]["productcode"] if care else None)
        product = (product_on(producten, code, row["ingangsdatum"]) if code else None) or {}
        form = product.get("financieringsvorm")
        if form not in ("pxq", None):
            continue
        cents = assigned_cents(row, product, last, method)
        reason = "product_onbekend" if form is None else "onbekend" if cents is None else "bekend"
        reasons[reason][0] += 1
        reasons[reason][1] += sum(line["bedrag"] for line in lines)
        if reason == "bekend":
            eind = row["einddatum"] or last
            known.append(row | {"productcode": code, "cents": cents, "laatste_dag": eind, "lines": lines})
    return known, {name: (count, cents) for name, (count, cents) in reasons.items()}


def table(known: list[Row], choices: Choices, name: str, value: dict[str, str | None] | None = None) -> list[Row]:
    """Make the table per year and `name`; `value` gives the type per agb, without it the productcode stands."""
    first, last = choices["analyse_begin"], choices["peildatum"] - DAY
    cells: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    members: dict[tuple[int, str], set[Key]] = defaultdict(set)
    clients: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in known:
        group = row["productcode"] if value is None else value.get(row["agb"]) or "onbekend"
        parts = [
            (day.year, 0, cents) for day, cents in per_day(row["cents"], row["ingangsdatum"], row["laatste_dag"]) if first <= day <= last
        ]
        parts += [(line["begindatum"].year, 1, line["bedrag"]) for line in row["lines"]]
        for year, place, cents in parts:
            cells[year, group][place] += cents
            members[year, group].add(of(row))
            clients[year, group].add(row["client"])
    return [
        {
            "jaar": year,
            name: group,
            "toegewezen_cent": assigned,
            "gedeclareerd_cent": declared,
            "verzilvering": Fraction(declared, assigned) if assigned > 0 else None,
            "ruimte_cent": assigned - declared,
            "ruimte": Fraction(assigned, declared) - 1 if declared > 0 else None,
            "toewijzingen": len(members[year, group]),
            "clienten": len(clients[year, group]),
        }
        for (year, group), (assigned, declared) in sorted(cells.items())
    ]
