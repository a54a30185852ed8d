"""The second opinion on costs and counts (definitions K): plain Python, row by row, from the page and not from the code.

Rows come from `oracle.Answer`: its nettoregels, its zorgperioden and the delivered lines.
"""

import calendar
import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import comb
from typing import Any

from oracle import DAY, HOURS, Answer, Row, days, half_away, of, product_on, signed


def window(answer: Answer) -> list[date]:
    """List every day that was observed."""
    return list(days(answer.choices["analyse_begin"], answer.choices["peildatum"] - DAY))


def whole_years(answer: Answer) -> set[int]:
    """List the calendar years of which every day was observed."""
    seen = defaultdict(int)
    for day in window(answer):
        seen[day.year] += 1
    return {year for year, number in seen.items() if number == 365 + calendar.isleap(year)}


def whole_months(answer: Answer) -> set[date]:
    """List the calendar months (first day) of which every day was observed."""
    seen = defaultdict(int)
    for day in window(answer):
        seen[day.replace(day=1)] += 1
    return {month for month, number in seen.items() if number == calendar.monthrange(month.year, month.month)[1]}


def overlaps(period: Row, first: date, last: date) -> bool:
    return period["begin"] <= last and period["eind"] >= first


def in_year(period: Row, year: int) -> bool:
    return overlaps(period, date(year, 1, 1), date(year, 12, 31))


def in_month(period: Row, month: date) -> bool:
    return overlaps(period, month, month.replace(day=calendar.monthrange(month.year, month.month)[1]))


def clients(rows: Iterable[Row]) -> int:
    return len({row["client"] for row in rows})


def cost(lines: Iterable[Row]) -> int:
    return sum(line["bedrag"] for line in lines)


def each(cents: int, number: int) -> int | None:
    return half_away(Fraction(cents, number)) if number else None


def segment(answer: Answer, code: str | None, day: date) -> str:
    product = product_on(answer.given.producten, code, day) if code else None
    return (product or {}).get("segment") or "onbekend"


def line_years(answer: Answer) -> list[int]:
    return sorted({line["begindatum"].year for line in answer.cleaned.nettoregels})


# ---------------------------------------------------------------- 03 zorgkosten


def table_kosten_per_jaar(answer: Answer) -> list[Row]:
    """Cost, clients and toewijzingen of each year and segment."""
    lines = [
        (line, line["begindatum"].year, segment(answer, line["productcode"], line["begindatum"])) for line in answer.cleaned.nettoregels
    ]
    care = [(period, (period["product"] or {}).get("segment") or "onbekend") for period in answer.periods]
    years = range(answer.choices["analyse_begin"].year, answer.choices["peildatum"].year + 1)
    rows = []
    for year in years:
        for name in sorted({seg for _, own, seg in lines if own == year} | {seg for period, seg in care if in_year(period, year)}):
            own = [line for line, of_year, seg in lines if (of_year, seg) == (year, name)]
            cared = [period for period, seg in care if seg == name and in_year(period, year)]
            number = len({of(period) for period in cared})
            rows.append(
                {
                    "jaar": year,
                    "segment": name,
                    "kosten_cent": cost(own),
                    "clienten": clients(own),
                    "toewijzingen": number,
                    "kosten_per_client_cent": each(cost(own), clients(own)),
                    "volledig": year in whole_years(answer),
                    "kosten_per_toewijzing_cent": each(cost(own), number),
                }
            )
    return rows


def table_zorgkosten_per_jaar(answer: Answer, index: dict[int, float]) -> list[Row]:
    """Cost of each year, and its growth where it and the year before were seen whole."""
    rows, whole = [], whole_years(answer)
    for year in sorted({*line_years(answer), *(year for year in range(2015, 2030) if any(in_year(p, year) for p in answer.periods))}):
        own = [line for line in answer.cleaned.nettoregels if line["begindatum"].year == year]
        then = [line for line in answer.cleaned.nettoregels if line["begindatum"].year == year - 1]
        seen = then or [period for period in answer.periods if in_year(period, year - 1)]
        compared = year in whole and year - 1 in whole and bool(seen)
        number = sum(in_year(period, year) for period in answer.periods)
        rows.append(
            {
                "jaar": year,
                "kosten_cent": cost(own),
                "clienten": clients(own),
                "toewijzingen": number,
                "kosten_per_client_cent": each(cost(own), clients(own)),
                "volledig": year in whole,
                "kosten_per_toewijzing_cent": each(cost(own), number),
                "clienten_vorig": clients(then) if compared else None,
                "kosten_vorig_cent": cost(then) if compared else None,
                "groei": Fraction(cost(own), cost(then)) - 1 if compared and cost(then) > 0 else None,
                "indexatie": index.get(year),
            }
        )
    return rows


def table_kosten_per_maand(answer: Answer) -> list[Row]:
    """Cost of each month of the window, and how much of it had come in."""
    if not answer.cleaned.nettoregels:
        return []
    rows = []
    for month in sorted({day.replace(day=1) for day in window(answer)}):
        own = [line for line in answer.cleaned.nettoregels if line["begindatum"].replace(day=1) == month]
        part = come_in(answer, month)
        rows.append(
            {
                "jaar": month.year,
                "maand": month,
                "kosten_cent": cost(own),
                "clienten": clients(own),
                "volledigheid": part,
                "volledig": month in whole_months(answer) and (part is None or part >= Fraction(98, 100)),
            }
        )
    return rows


def _later(month: date, number: int) -> date:
    year, rest = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(year, rest + 1, 1)


def _closes(month: date, age: int, day_of_month: int) -> date:
    """Return the last day on which a line is no older than `age`."""
    there = _later(month, age)
    return there.replace(day=min(day_of_month, calendar.monthrange(there.year, there.month)[1]))


def come_in(answer: Answer, month: date) -> Fraction | None:
    """Return the part of a month that had come in, by the factors of all months that reached each next age."""
    told = [line["dagtekening"] for line in answer.declaraties if line["dagtekening"]]
    if not told:
        return None
    last = max(told)
    months = sorted({day.replace(day=1) for day in window(answer)})
    reached = {own: (last.year - own.year) * 12 + last.month - own.month for own in months}
    if reached[month] < 0:
        return None
    lines: dict[date, list[Row]] = defaultdict(list)
    standing = {_net(line) for line in answer.cleaned.nettoregels}
    for line in answer.declaraties:
        if line["dagtekening"] and _net(line) in standing:
            lines[line["begindatum"].replace(day=1)].append(line)

    def received(own: date, age: int) -> int:
        return sum(signed(line) for line in lines[own] if line["dagtekening"] <= _closes(own, age, last.day))

    part = Fraction(1)
    for age in range(reached[month], max(reached.values())):
        grew = [own for own in lines if reached[own] > age]
        now, then = sum(received(own, age) for own in grew), sum(received(own, age + 1) for own in grew)
        if now < 0 or then <= 0:
            return None
        part *= Fraction(now, then)
    return part


def _net(line: Row) -> tuple[Any, ...]:
    return tuple(line[name] for name in ("gemeentecode", "agb", "toewijzingnummer", "productcode", "begindatum", "einddatum"))


def table_extrapolatie(answer: Answer) -> list[Row]:
    """Estimate the last year in two ways, from its whole months."""
    year = (answer.choices["peildatum"] - DAY).year
    months = {month.month for month in whole_months(answer) if month.year == year}
    own = [line for line in answer.cleaned.nettoregels if line["begindatum"].year == year]
    then = [line for line in answer.cleaned.nettoregels if line["begindatum"].year == year - 1]
    seen = [line for line in own if line["begindatum"].month in months]
    same = [line for line in then if line["begindatum"].month in months]
    before = cost(then) if year - 1 in whole_years(answer) else None
    if not seen or not 0 < len(months) < 12:
        return []

    def fewest(lines: list[Row]) -> int:
        of_months = {line["begindatum"].month for line in lines}
        return min(clients(line for line in lines if line["begindatum"].month == month) for month in of_months)

    def row(way: str, estimate: int) -> Row:
        seasonal = way == "seizoen"
        return {
            "jaar": year,
            "wijze": way,
            "maanden": len(months),
            "kosten_cent": cost(seen),
            "deel_vorig": Fraction(cost(same), cost(then)) if seasonal else None,
            "kosten_zelfde_maanden_vorig_cent": cost(same) if seasonal else None,
            "extrapolatie_cent": estimate,
            "kosten_vorig_cent": before,
            "groei": Fraction(estimate, before) - 1 if before and before > 0 else None,
            "clienten": clients(seen),
            "kleinste_maand": fewest(own),
            "clienten_vorig": clients(then) if before is not None else None,
            "kleinste_maand_vorig": fewest(then) if seasonal else None,
        }

    rows = [row("rapport", half_away(Fraction(cost(seen), len(months)) * 12))]
    if before is not None and before > 0 and cost(same) > 0:
        rows.append(row("seizoen", half_away(cost(seen) / Fraction(cost(same), before))))
    return rows


def _hours(answer: Answer, line: Row) -> Fraction | None:
    product = product_on(answer.given.producten, line["productcode"], line["begindatum"]) or {}
    unit = line["eenheid"] or product.get("eenheid")
    if line["volume"] is None or unit not in HOURS:
        return None
    return Fraction(half_away(line["volume"] * 10**6), 10**6) * HOURS[unit]  # a nettoregel keeps six decimals


def table_kostenverandering(answer: Answer) -> list[Row]:
    """Split the change between whole years by the Shapley value, written out for two and for three factors."""
    rows = []
    whole = whole_years(answer)
    for year in line_years(answer):
        if not {year, year - 1} <= whole:
            continue
        sides = [[line for line in answer.cleaned.nettoregels if line["begindatum"].year == own] for own in (year - 1, year)]
        if not all(sides):
            continue
        (n0, n1), (c0, c1) = map(clients, sides), map(cost, sides)
        p0, p1 = Fraction(c0, n0), Fraction(c1, n1)
        parts = [(n1 - n0) * (p0 + p1) / 2, (p1 - p0) * Fraction(n0 + n1, 2)]
        rows += _split(year, "alle kosten", ["aantal cliënten", "kosten per cliënt"], parts, c1 - c0, (n1, n0, 0, 0))
        timed = [[line for line in side if _hours(answer, line) is not None] for side in sides]
        rest = [[line for line in side if _hours(answer, line) is None] for side in sides]
        h0, h1 = (sum((_hours(answer, line) or Fraction(0) for line in side), Fraction(0)) for side in timed)
        if not all(timed) or h0 <= 0 or h1 <= 0:
            continue
        (n0, n1), (c0, c1), (r0, r1) = map(clients, timed), map(cost, timed), map(clients, rest)
        u0, u1, e0, e1 = h0 / n0, h1 / n1, c0 / h0, c1 / h1
        parts = [
            (n1 - n0) * ((u0 * e0 + u1 * e1) / 3 + (u0 * e1 + u1 * e0) / 6),
            (u1 - u0) * ((n0 * e0 + n1 * e1) / 3 + (n0 * e1 + n1 * e0) / 6),
            (e1 - e0) * ((n0 * u0 + n1 * u1) / 3 + (n0 * u1 + n1 * u0) / 6),
        ]
        names = ["aantal cliënten", "uren per cliënt", "prijs per uur"]
        rows += _split(year, "kosten met uren", names, parts, c1 - c0, (n1, n0, r1, r0))
    return rows


def _split(year: int, base: str, names: list[str], parts: list[Any], change: int, numbers: tuple[int, ...]) -> list[Row]:
    cents = [half_away(Fraction(part)) for part in parts[:-1]]
    cents.append(change - sum(cents))
    counted = dict(zip(("clienten", "clienten_vorig", "clienten_overig", "clienten_overig_vorig"), numbers, strict=True))
    return [
        {"jaar": year, "grondslag": base, "deel": name, "bedrag_cent": cent, "verandering_cent": change, **counted}
        for name, cent in zip(names, cents, strict=True)
    ]


# ---------------------------------------------------------------- 02 cliënten en toewijzingen


def p_value(then: int, now: int) -> float | None:
    """Add up the probability of every split of the sum that is no likelier than the one found."""
    total = then + now
    if not total:
        return None
    found = comb(total, now)
    return float(Fraction(sum(comb(total, k) for k in range(total + 1) if comb(total, k) <= found), 2**total))


def table_clienten_toewijzingen(answer: Answer) -> list[Row]:
    """Clients and toewijzingen of each year with care, tested against the year before where both were seen whole."""
    whole, rows = whole_years(answer), []
    for year in range(answer.choices["analyse_begin"].year, answer.choices["peildatum"].year + 1):
        now, then = ([period for period in answer.periods if in_year(period, own)] for own in (year, year - 1))
        if not now:
            continue
        row = {"jaar": year, "clienten": clients(now), "toewijzingen": len({of(p) for p in now}), "volledig": year in whole}
        compared = bool(then) and {year, year - 1} <= whole
        for name, count in (("clienten", clients(then)), ("toewijzingen", len({of(p) for p in then}))):
            row |= {
                f"{name}_vorig": count if compared else None,
                f"{name}_groei": Fraction(row[name], count) - 1 if compared else None,
                f"{name}_p": p_value(count, row[name]) if compared else None,
            }
        rows.append(row)
    return rows


# ---------------------------------------------------------------- 16 personen


def _groups(answer: Answer) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for period in answer.periods:
        if period["product"]:
            found[period["product"]["productgroep"]].append(period)
    return dict(sorted(found.items()))


def table_clienten_per_maand(answer: Answer) -> list[Row]:
    """Clients and toewijzingen of each productgroep in each month of the window."""
    rows = []
    for name, periods in _groups(answer).items():
        for month in sorted({day.replace(day=1) for day in window(answer)}):
            own = [period for period in periods if in_month(period, month)]
            rows.append({"productgroep": name, "maand": month, "clienten": clients(own), "toewijzingen": len({of(p) for p in own})})
    return rows


def table_personen_per_jaar(answer: Answer) -> list[Row]:
    """Clients and toewijzingen of each productgroep and year, with the spread of the months that have a client."""
    rows, months = [], table_clienten_per_maand(answer)
    for name, periods in _groups(answer).items():
        for year in range(answer.choices["analyse_begin"].year, answer.choices["peildatum"].year + 1):
            own = [period for period in periods if in_year(period, year)]
            counts = {row["maand"]: row["clienten"] for row in months if (row["productgroep"], row["maand"].year) == (name, year)}
            counts = {month: number for month, number in counts.items() if number}
            if not own:
                continue
            low, high, mean = min(counts.values()), max(counts.values()), Fraction(sum(counts.values()), len(counts))
            variance = sum(((number - mean) ** 2 for number in counts.values()), Fraction(0)) / len(counts)
            rest = sorted(counts.values())[1:]
            rows.append(
                {
                    "productgroep": name,
                    "jaar": year,
                    "clienten": clients(own),
                    "toewijzingen": len({of(p) for p in own}),
                    "volledig": year in whole_years(answer),
                    "maanden": len(counts),
                    "laagste": low,
                    "laagste_maand": next(month for month, number in counts.items() if number == low),
                    "hoogste": high,
                    "hoogste_maand": next(month for month, number in counts.items() if number == high),
                    "gemiddelde": mean,
                    "variatie": math.sqrt(variance) / float(mean) if rest else None,
                    "verschil": high - low,
                    "verschil_zonder_laagste": max(rest) - min(rest) if rest else None,
                }
            )
    return rows
