"""The second opinion: every figure again, in plain Python, row by row and day by day.

It shares no code and no library with the pipeline: dates, fractions, dicts and loops only. Slow on purpose; where the
two differ, one of them misreads the definitions page. Letters (A, B, ...) name its sections.

A row is a dict with the column names of the data contract. `Choices` is a dict with the parameters of a run.
"""

import calendar
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from fractions import Fraction
from statistics import NormalDist, median
from typing import Any, Protocol

Row = dict[str, Any]
Choices = dict[str, Any]
Key = tuple[str, str]  # gemeentecode, toewijzingnummer

DEFAULTS: Choices = {
    "analyse_begin": date(2021, 1, 1),
    "peildatum": date(2024, 8, 1),
    "plek_begin": date(2019, 1, 1),
    "plek_eind": date(2021, 12, 31),
    "max_gat_maanden": 1,
    "max_overdracht_dagen": 31,
    "max_leeftijd": 21,
}

ORDER = ("licht", "midden", "zwaar", "meerwerk", "maatwerk")
HOURS = {"01": Fraction(1, 60), "04": Fraction(1), "16": Fraction(4)}
CLASSES = (0, 10, 20, 30, 40, 50, 75, 100, 200, 300, 400, 500, 750, 1000, 1500, 2000)
DAY = timedelta(days=1)
UNKNOWN_BIRTH = date(1900, 1, 1)


# ---------------------------------------------------------------- 0. calendar


def plus_months(day: date, months: int) -> date:
    """Return the same day some months on, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def months_long(begin: date, eind: date) -> int:
    """Return the doorlooptijd in maanden of a period, by trying every length."""
    months = 1
    while plus_months(begin, months) <= eind:
        months += 1
    return months


def months_passed(begin: date, until: date) -> int:
    """Return how many whole months lie between two days."""
    months = 0
    while plus_months(begin, months + 1) <= until:
        months += 1
    return months


def age_on(birth: date, day: date) -> int:
    """Return completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def days(begin: date, eind: date) -> Iterable[date]:
    """Yield every day of a closed period."""
    while begin <= eind:
        yield begin
        begin += DAY


# ---------------------------------------------------------------- B. cleaning


@dataclass
class Cleaned:
    """What is left, and the account: `ledger[gemeentecode, table, step]` = [rows, signed cents]."""

    toewijzingen: list[Row] = field(default_factory=list)
    nettoregels: list[Row] = field(default_factory=list)
    ledger: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    unknown_age: int = 0
    orphans: int = 0
    mixed_units: int = 0

    def count(self, table: str, step: str, rows: list[Row], cents: str = "") -> None:
        """Write what a step took; a step that took nothing is not in the ledger."""
        for row in rows:
            entry = self.ledger.setdefault((row["gemeentecode"], table, step), [0, 0])
            entry[0] += 1
            entry[1] += row["bedrag"] if cents == "net" else signed(row) if table == "declaraties" else 0


def signed(row: Row) -> int:
    """Return the cents of a declared line with its sign."""
    return row["bedrag"] if row["debet_credit"] == "D" else -row["bedrag"]


def of(row: Row) -> Key:
    """Return the key of the toewijzing that a row belongs to."""
    return row["gemeentecode"], row["toewijzingnummer"]


def _without_doubles(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if row not in kept:
            kept.append(row)
    return kept


def _latest(versions: list[Row]) -> Row:
    best = versions[0]
    for version in versions[1:]:  # in the order of the delivery
        stamp = (version["toewijzingsdatum"] or date.min, version["toewijzingstijd"] or time.min)
        best_stamp = (best["toewijzingsdatum"] or date.min, best["toewijzingstijd"] or time.min)
        if stamp > best_stamp or (stamp == best_stamp and (version["reden_wijziging"] is not None or best["reden_wijziging"] is None)):
            best = version
    return best


def _withdrawn(row: Row) -> bool:
    if row["einddatum"] is None:
        return False
    if row["einddatum"] < row["ingangsdatum"]:
        return True
    return row["einddatum"] == row["ingangsdatum"] and row["reden_wijziging"] in ("13", "01")


def read_in(toewijzingen: list[Row], declaraties: list[Row]) -> tuple[list[Row], list[Row], Cleaned]:
    """Do steps 1-3, those that need no window."""
    done = Cleaned()
    once = _without_doubles(toewijzingen)
    _count_lost(done, "toewijzingen", "exacte_dubbelen", toewijzingen, once)
    lines = _without_doubles(declaraties)
    _count_lost(done, "declaraties", "exacte_dubbelen", declaraties, lines)
    versions: dict[Key, list[Row]] = defaultdict(list)
    for row in once:
        versions[of(row)].append(row)
    latest = [_latest(group) for group in versions.values()]
    _count_lost(done, "toewijzingen", "herzien", once, latest)
    standing = [row for row in latest if not _withdrawn(row)]
    _count_lost(done, "toewijzingen", "ingetrokken", latest, standing)
    return standing, lines, done


def _count_lost(done: Cleaned, table: str, step: str, before: list[Row], after: list[Row]) -> None:
    kept = {id(row) for row in after}
    done.count(table, step, [row for row in before if id(row) not in kept])


def clean(
    toewijzingen: list[Row], declaraties: list[Row], choices: Choices, rejected: Iterable[tuple[str, str]] = (), done: Cleaned | None = None
) -> Cleaned:
    """Do steps 4-8 on rows that went through `read_in`; `rejected` holds (agb, referentienummer)."""
    done = done or Cleaned()
    first, last = choices["analyse_begin"], choices["peildatum"] - DAY

    def take(table: str, step: str, rows: list[Row], gone: list[bool]) -> list[Row]:
        done.count(table, step, [row for row, go in zip(rows, gone, strict=True) if go])
        return [row for row, go in zip(rows, gone, strict=True) if not go]

    def too_old(row: Row) -> bool:
        birth = row["geboortedatum"]
        if birth is None or birth == UNKNOWN_BIRTH:
            done.unknown_age += 1
            return False
        return age_on(birth, row["ingangsdatum"]) > choices["max_leeftijd"]

    old = {of(row) for row in toewijzingen if too_old(row)}
    toewijzingen = take("toewijzingen", "ouder_dan_21", toewijzingen, [of(row) in old for row in toewijzingen])
    declaraties = take("declaraties", "ouder_dan_21", declaraties, [of(row) in old for row in declaraties])

    outside = [row["ingangsdatum"] > last or (row["einddatum"] or last) < first for row in toewijzingen]
    toewijzingen = take("toewijzingen", "buiten_analyseperiode", toewijzingen, outside)
    outside = [not first <= row["begindatum"] <= last for row in declaraties]
    declaraties = take("declaraties", "buiten_analyseperiode", declaraties, outside)
    declaraties = take("declaraties", "nulregel", declaraties, [row["bedrag"] == 0 for row in declaraties])
    refused = set(rejected)
    declaraties = take("declaraties", "afgewezen", declaraties, [(row["agb"], row["referentienummer"]) in refused for row in declaraties])

    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in declaraties:
        groups[tuple(row[name] for name in NET_KEY)].append(row)
    known = {of(row) for row in toewijzingen}
    delivered = {(row["agb"], row["referentienummer"]) for row in declaraties}
    done.orphans = sum(row["debet_credit"] == "C" and (row["agb"], row["vorig_referentienummer"]) not in delivered for row in declaraties)
    done.toewijzingen = toewijzingen
    for group in groups.values():
        net = sum(map(signed, group))
        if net:
            done.nettoregels.append(_net(group, known))
            done.mixed_units += len({row["eenheid"] for row in group}) > 1
        # The lines that are no nettoregel of their own; their cents live on in the nettoregel, or are 0 together.
        for _ in range(len(group) - (net != 0)):
            done.count("declaraties", "tegengeboekt", [group[0] | {"bedrag": 0}], cents="net")
    done.count("toewijzingen", "aanvaard", toewijzingen)
    done.count("declaraties", "aanvaard", done.nettoregels, cents="net")
    return done


NET_KEY = ("gemeentecode", "agb", "toewijzingnummer", "productcode", "begindatum", "einddatum")


def _net(group: list[Row], known: set[Key]) -> Row:
    counted = [row for row in group if row["volume"] is not None]
    parts = [(Fraction(str(row["volume"])) * (1 if row["debet_credit"] == "D" else -1), row["eenheid"]) for row in counted]
    units = {unit for _, unit in parts}
    if len(units) == 1:
        volume, unit = sum((part for part, _ in parts), Fraction(0)), units.pop()
    elif units and units <= set(HOURS):
        volume, unit = sum((part * HOURS[unit] for part, unit in parts), Fraction(0)), "04"
    else:
        volume, unit = None, None
    return {name: group[0][name] for name in (*NET_KEY, "client")} | {
        "bedrag": sum(map(signed, group)),
        "volume": volume,
        "eenheid": unit,
        "zonder_toewijzing": of(group[0]) not in known,
    }


def standing_messages(messages: list[Row]) -> list[Row]:
    """Drop start or stop messages that a later status 3 removes, and the removals themselves."""
    standing: list[Row] = []
    for message in _without_doubles(messages):
        same = [other for other in standing if _without_status(other) == _without_status(message)]
        if message["status_aanlevering"] == "3":
            standing = [other for other in standing if other not in same]
        else:
            standing.append(message)
    return standing


def _without_status(message: Row) -> Row:
    return {name: value for name, value in message.items() if name != "status_aanlevering"}


# ---------------------------------------------------------------- C. zorgperioden


def product_on(producten: list[Row], code: str, day: date) -> Row | None:
    """Return the row of a product that holds on a day; outside all its rows the nearest one before, else after."""
    rows = [row for row in producten if row["productcode"] == code]
    for row in rows:
        if (row["geldig_vanaf"] or date.min) <= day <= (row["geldig_tot"] or date.max):
            return row
    earlier = [row for row in rows if (row["geldig_vanaf"] or date.min) <= day]
    if earlier:
        return max(earlier, key=lambda row: row["geldig_vanaf"] or date.min)
    return min(rows, key=lambda row: row["geldig_vanaf"] or date.min) if rows else None


def care_periods(
    cleaned: Cleaned, producten: list[Row], choices: Choices, starts: list[Row] | None = None, stops: list[Row] | None = None
) -> list[Row]:
    """Make the zorgperiode of every toewijzing with care, with the clock that measures how long it took."""
    last = choices["peildatum"] - DAY
    lines_of: dict[Key, list[Row]] = defaultdict(list)
    for line in cleaned.nettoregels:
        if line["bedrag"] > 0:
            lines_of[of(line)].append(line)
    found = []
    for row in cleaned.toewijzingen:
        lines = lines_of.get(of(row))
        if not lines:
            continue
        begin, eind = min(line["begindatum"] for line in lines), max(line["einddatum"] for line in lines)
        eind = min(eind, last)
        clipped = max(begin, row["ingangsdatum"]), min(eind, row["einddatum"] or date.max)
        outside = clipped[0] > clipped[1]
        if not outside:
            begin, eind = clipped
        lines = sorted(lines, key=lambda line: (line["begindatum"], line["einddatum"], line["productcode"]))
        code = row["productcode"] or lines[0]["productcode"]
        product = product_on(producten, code, begin) or {}
        own = row["ingangsdatum"], min(row["einddatum"] or last, last)
        found.append(
            {
                **{name: row[name] for name in ("gemeentecode", "toewijzingnummer", "client", "agb")},
                "productcode": code,
                **{name: product.get(name) for name in ("productgroep", "zwaarte", "financieringsvorm")},
                "product": product,
                "begin": begin,
                "eind": eind,
                "own": own,
                "lines": lines,
                "declaratie_buiten_toewijzing": outside,
            }
        )
    once = paid_once(found)
    begun: dict[Key, date] = {}
    for message in starts or []:
        begun[of(message)] = min(message["begindatum"], begun.get(of(message), date.max))
    ended: dict[Key, date] = {}
    for message in stops or []:
        if message["reden_beeindiging"] != "20":  # a pause is no end
            ended[of(message)] = max(message["einddatum"], ended.get(of(message), date.min))
    for period in found:
        key = of(period)
        period["eenmalig_gedeclareerd"] = (period["gemeentecode"], period["productcode"]) in once
        period["clock"] = period["begin"], period["eind"]
        if period["eenmalig_gedeclareerd"]:
            period["clock"] = (begun[key], min(ended[key], last)) if key in begun and key in ended else period["own"]
    return found


def paid_once(periods: list[Row]) -> set[tuple[str, str]]:
    """Return the (gemeente, product) pairs that are paid in one line although the toewijzing lasts longer."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for period in periods:
        if months_long(*period["own"]) > 1:
            counts[period["gemeentecode"], period["productcode"]].append(len(period["lines"]))
    return {key for key, lines in counts.items() if median(lines) == 1}


# ---------------------------------------------------------------- D. zorgpaden


def chains(periods: list[Row], gap_months: int) -> list[list[Row]]:
    """Split the periods of one client into paths, walking over the days."""
    found: list[list[Row]] = []
    begins: dict[date, list[Row]] = defaultdict(list)
    for period in periods:
        begins[period["begin"]].append(period)
    latest: date | None = None
    for day in sorted(begins):
        if latest is None or day > plus_months(latest, gap_months):
            found.append([])
        found[-1] += begins[day]
        latest = max([period["eind"] for period in begins[day]] + ([latest] if latest else []))
    return found


def daily_states(periods: list[Row]) -> list[tuple[date, frozenset[str]]]:
    """List every day with care and the zwaartes active on it."""
    first, last = min(p["begin"] for p in periods), max(p["eind"] for p in periods)
    care = ((day, frozenset(p["zwaarte"] for p in periods if p["begin"] <= day <= p["eind"])) for day in days(first, last))
    return [(day, state) for day, state in care if state]


def steps_of(daily: list[tuple[date, frozenset[str]]]) -> list[Row]:
    """Merge equal neighbours into steps; days without care do not separate."""
    steps: list[Row] = []
    for day, state in daily:
        if steps and steps[-1]["state"] == state:
            steps[-1]["eind"] = day
            steps[-1]["dagen"] += 1
        else:
            steps.append({"state": state, "begin": day, "eind": day, "dagen": 1})
    return steps


def is_handover(before: Row, step: Row, after: Row, max_days: int) -> bool:
    """Say whether a step is nothing but the month in which one product ends and the next begins."""
    return (
        step["dagen"] <= max_days
        and before["state"] != after["state"]
        and step["state"] == before["state"] | after["state"]
        and before["eind"] + DAY == step["begin"]
        and step["eind"] + DAY == after["begin"]
    )


def written(state: frozenset[str]) -> str:
    """Write a state the way the tables do."""
    return "-".join(word.capitalize() for word in ORDER if word in state)


def care_paths(periods: list[Row], choices: Choices) -> list[Row]:
    """Make the paths of all clients; a product without zwaarte is its own productgroep and its paths have no states."""
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for period in periods:
        if period["product"]:
            own_group = "" if period["zwaarte"] else period["productcode"]
            groups[period["gemeentecode"], period["client"], period["productgroep"], own_group].append(period)
    paths = []
    for (gemeente, client, productgroep, plain), own in sorted(groups.items()):
        for chain in chains(own, choices["max_gat_maanden"]):
            daily = daily_states(chain)
            raw, kept = ([], []) if plain else _walk(daily, choices["max_overdracht_dagen"])
            begin, eind = daily[0][0], daily[-1][0]
            states = [written(step["state"]) for step in kept]
            paths.append(
                {
                    "gemeentecode": gemeente,
                    "client": client,
                    "productgroep": productgroep,
                    "begin": begin,
                    "eind": eind,
                    "lengte": (eind - begin).days + 1,
                    "dagen_zorg": len(daily),
                    "lopend": max(p["clock"][1] for p in chain) >= plus_months(choices["peildatum"], -1),
                    "links_afgekapt": begin < plus_months(choices["analyse_begin"], 1),
                    "states": states,
                    "pad": " → ".join(states) or None,
                    "periods": chain,
                    "raw_steps": raw,
                    "steps": kept,
                    "handovers": len(raw) - len(kept),
                }
            )
    return paths


def _walk(daily: list[tuple[date, frozenset[str]]], limit: int) -> tuple[list[Row], list[Row]]:
    """Return the steps of a path before and after handovers are dropped."""
    raw = steps_of(daily)
    kept: list[Row] = []
    for place, step in enumerate(raw):
        if 0 < place < len(raw) - 1 and is_handover(raw[place - 1], step, raw[place + 1], limit):
            continue
        if kept and kept[-1]["state"] == step["state"]:
            kept[-1] = kept[-1] | {"eind": step["eind"], "dagen": kept[-1]["dagen"] + step["dagen"]}
        else:
            kept.append(step)
    return raw, kept


def table_paden(paths: list[Row]) -> list[Row]:
    """Count equal paths: `paden`."""
    paths = [path for path in paths if path["pad"]]
    rows = []
    for productgroep in sorted({path["productgroep"] for path in paths}):
        counts = Counter(path["pad"] for path in paths if path["productgroep"] == productgroep)
        total = sum(counts.values())
        for rank, (pad, count) in enumerate(sorted(counts.items(), key=lambda item: (-item[1], item[0])), start=1):
            rows.append(
                {
                    "productgroep": productgroep,
                    "pad": pad,
                    "aantal": count,
                    "totaal": total,
                    "aandeel": Fraction(count, total),
                    "rang": rank,
                }
            )
    return rows


def table_paden_kengetallen(paths: list[Row]) -> list[Row]:
    """Summarise the paths of every productgroep: `paden_kengetallen`."""
    paths = [path for path in paths if path["pad"]]
    rows = []
    for productgroep in sorted({path["productgroep"] for path in paths}):
        own = [path for path in paths if path["productgroep"] == productgroep]
        counts = Counter(path["pad"] for path in own)
        extra = sum(any(word in state for state in path["states"] for word in ("Meerwerk", "Maatwerk")) for path in own)
        rows.append(
            {
                "productgroep": productgroep,
                "paden_totaal": len(own),
                "paden_uniek": len(counts),
                "dekking_top5": Fraction(sum(sorted(counts.values(), reverse=True)[:5]), len(own)),
                "met_meerwerk_maatwerk": extra,
                "aandeel_meerwerk_maatwerk": Fraction(extra, len(own)),
            }
        )
    return rows


def table_overgangen(paths: list[Row]) -> list[Row]:
    """Count the steps between consecutive states: `overgangen`."""
    paths = [path for path in paths if path["pad"]]
    counts = Counter(
        (path["productgroep"], van, naar) for path in paths for van, naar in zip(path["states"], path["states"][1:], strict=False)
    )
    return [{"productgroep": g, "van": v, "naar": n, "aantal": count} for (g, v, n), count in sorted(counts.items())]


# ---------------------------------------------------------------- H. volumes


def period_hours(period: Row) -> Fraction | None:
    """Return the hours of one zorgperiode; None where nothing about it has hours."""
    product = period["product"]
    if period["financieringsvorm"] == "traject":
        if product["normvolume_uren"] is None or product["normdoorlooptijd_maanden"] is None:
            return None
        return Fraction(str(product["normvolume_uren"])) * months_long(*period["clock"]) / product["normdoorlooptijd_maanden"]
    units = [(line["volume"], line["eenheid"] or product.get("eenheid")) for line in period["lines"]]
    hours = [volume * HOURS[unit] for volume, unit in units if volume is not None and unit in HOURS]
    return sum(hours, Fraction(0)) if hours else None


def path_hours(path: Row) -> Fraction | None:
    """Return the hours of a path; None where nothing in it has hours."""
    hours = [value for value in map(period_hours, path["periods"]) if value is not None]
    return sum(hours, Fraction(0)) if hours else None


def class_name(lower: int) -> str:
    """Name a class of hours by its bounds."""
    place = CLASSES.index(lower)
    return f"{lower} en meer" if place == len(CLASSES) - 1 else f"{lower}-{CLASSES[place + 1]}"


def table_volumes(paths: list[Row]) -> list[Row]:
    """Count paths per class of hours: `volumes`, without empty classes."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for path in paths:
        hours = path_hours(path)
        if hours is not None:
            counts[path["productgroep"]][max(lower for lower in CLASSES if lower <= max(hours, 0))] += 1
    return [
        {
            "productgroep": productgroep,
            "klasse": class_name(lower),
            "ondergrens": lower,
            "aantal": own[lower],
            "totaal": own.total(),
            "aandeel": Fraction(own[lower], own.total()),
        }
        for productgroep, own in sorted(counts.items())
        for lower in sorted(own)
    ]


# ---------------------------------------------------------------- I. doorlooptijd


def clock_of(path: Row) -> tuple[date, date]:
    """Return the period over which the length of a path is measured."""
    return min(p["clock"][0] for p in path["periods"]), max(p["clock"][1] for p in path["periods"])


def table_doorlooptijd(paths: list[Row]) -> list[Row]:
    """Count completed paths per length in months: `doorlooptijd`, without empty months."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for path in paths:
        if not path["lopend"]:
            counts[path["productgroep"]][months_long(*clock_of(path))] += 1
    return [
        {
            "productgroep": productgroep,
            "maanden": months,
            "aantal": own[months],
            "totaal": own.total(),
            "aandeel": Fraction(own[months], own.total()),
        }
        for productgroep, own in sorted(counts.items())
        for months in sorted(own)
    ]


def lifetimes(paths: list[Row], choices: Choices) -> list[tuple[str, int, int, bool]]:
    """List (productgroep, entry, duration, ended) in months; paths already going when the window opens enter late.

    A path with care in the first month began with its earliest toewijzing, where that is before the window.
    """
    found = []
    first = choices["analyse_begin"]
    for path in paths:
        begin, eind = clock_of(path)
        earliest = min(p["own"][0] for p in path["periods"])
        if path["links_afgekapt"] and earliest < first:
            begin = min(begin, earliest)
        entry = months_passed(begin, first) if begin < first else 0
        found.append((path["productgroep"], entry, months_long(begin, eind), not path["lopend"]))
    return found


def table_km(lives: Sequence[tuple[str, int, int, bool]]) -> list[Row]:
    """Estimate how many paths last longer than t months (Kaplan-Meier, Greenwood, log-log 95%), at t = 1, 2, ... to the longest."""
    z = NormalDist().inv_cdf(0.975)
    rows = []
    for productgroep in sorted({life[0] for life in lives}):
        own = [life[1:] for life in lives if life[0] == productgroep]
        survival, variance = Fraction(1), Fraction(0)
        for month in range(1, max(duration for _, duration, _ in own) + 1):
            at_risk = sum(entry < month <= duration for entry, duration, _ in own)
            ended = sum(duration == month and done for _, duration, done in own)
            if ended:
                survival *= 1 - Fraction(ended, at_risk)
            if ended and ended < at_risk:
                variance += Fraction(ended, at_risk * (at_risk - ended))
            low, high = _log_log(survival, variance, z)
            rows.append(
                {
                    "productgroep": productgroep,
                    "maanden": month,
                    "onder_risico": at_risk,
                    "beeindigd": ended,
                    "overleving": survival,
                    "laag": low,
                    "hoog": high,
                }
            )
    return rows


def _log_log(survival: Fraction, variance: Fraction, z: float) -> tuple[float | None, float | None]:
    if survival == 1:
        return 1.0, 1.0
    if survival == 0:
        return None, None
    spread = z * math.sqrt(variance) / abs(math.log(survival))
    return float(survival) ** math.exp(spread), float(survival) ** math.exp(-spread)


# ---------------------------------------------------------------- J. plekbezetting


def table_plekbezetting(periods: list[Row], producten: list[Row], plekken: list[Row], choices: Choices) -> list[Row]:
    """Set clients against places per product and month; `periods` are made with the window of the plek period.

    A product is shown when it has a client or an agreed place in the period; a month has only its days in the period. The
    capacity of a region is the sum over its gemeenten; its clients count once.
    """
    months: dict[date, list[date]] = defaultdict(list)
    for day in days(choices["plek_begin"], choices["plek_eind"]):
        months[day.replace(day=1)].append(day)
    in_period = [day for own in months.values() for day in own]
    codes = {row["productcode"] for row in producten if row["financieringsvorm"] == "plek" and any(_holds(row, day) for day in in_period)}
    rows = []
    for code in sorted(codes):
        own = [period for period in periods if period["productcode"] == code]
        agreed = [row for row in plekken if row["productcode"] == code and any(_holds(row, day) for day in in_period)]
        if not agreed and not any(period["begin"] <= in_period[-1] and period["eind"] >= in_period[0] for period in own):
            continue
        gemeenten = {row["gemeentecode"] for row in own + agreed}
        for month in months:
            clients = _clients_in(own, months[month])
            capacity = sum((_capacity(gemeente, month, months, own, agreed) for gemeente in gemeenten), Fraction(0))
            percent = half_away(100 * (clients / capacity - 1)) if capacity else None
            with_places = {row["gemeentecode"] for row in agreed if any(_holds(row, day) for day in months[month])}
            rows.append(
                {
                    "productcode": code,
                    "maand": month,
                    "clienten": clients,
                    "capaciteit": capacity,
                    "afwijking_procent": percent,
                    "klasse": None if percent is None else "aansluitend" if abs(percent) <= 1 else "2-5%" if abs(percent) <= 5 else ">5%",
                    "afgesproken": "ja" if len(with_places) == len(gemeenten) else "deels" if with_places else "nee",
                }
            )
    return rows


def _clients_in(periods: list[Row], month: list[date]) -> int:
    return len({period["client"] for period in periods if period["begin"] <= month[-1] and period["eind"] >= month[0]})


def _capacity(gemeente: str, month: date, months: dict[date, list[date]], periods: list[Row], agreed: list[Row]) -> Fraction:
    """Return the places of one gemeente in one month: agreed, else its mean number of clients in that calendar year."""
    rows = [row for row in agreed if row["gemeentecode"] == gemeente]
    place_days = [Fraction(str(row["plekken"])) for row in rows for day in months[month] if _holds(row, day)]
    if place_days:
        return sum(place_days, Fraction(0)) / len(months[month])
    own = [period for period in periods if period["gemeentecode"] == gemeente]
    year = [_clients_in(own, days_in) for other, days_in in months.items() if other.year == month.year]
    return Fraction(sum(year), len(year))


def _holds(row: Row, day: date) -> bool:
    return (row["geldig_vanaf"] or date.min) <= day <= (row["geldig_tot"] or date.max)


def half_away(value: Fraction) -> int:
    """Round to whole, halves away from zero."""
    whole = math.floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


# ---------------------------------------------------------------- kengetallen


def key_figures(periods: list[Row], nettoregels: list[Row]) -> dict[str, Fraction | int | None]:
    """Count what has care, and what all nettoregels cost, per client with a nettoregel."""
    months = [months_long(*period["clock"]) for period in periods]
    cost, payers = sum(line["bedrag"] for line in nettoregels), {line["client"] for line in nettoregels}
    return {
        "gemeenten": len({period["gemeentecode"] for period in periods}),
        "clienten": len({period["client"] for period in periods}),
        "toewijzingen": len({of(period) for period in periods}),
        "aanbieders": len({period["agb"] for period in periods}),
        "duur_maanden": Fraction(sum(months), len(months)) if months else None,
        "kosten": cost,
        "kosten_per_client": Fraction(cost, len(payers)) if payers else None,
    }


# ---------------------------------------------------------------- all at once


class Delivered(Protocol):
    """What the oracle needs of a delivery: its rows and the choices of a run."""

    choices: Choices
    toewijzingen: list[Row]
    declaraties: list[Row]
    startberichten: list[Row]
    stopberichten: list[Row]
    producten: list[Row]
    plekken: list[Row]


class Answer:
    """What the oracle makes of one delivery."""

    def __init__(self, given: Delivered):
        self.given, self.choices = given, given.choices
        self.toewijzingen, self.declaraties, done = read_in(given.toewijzingen, given.declaraties)
        self.cleaned = clean(self.toewijzingen, self.declaraties, self.choices, done=done)
        self.periods = self._care(self.cleaned, self.choices)
        self.paths = care_paths(self.periods, self.choices)

    def _care(self, cleaned: Cleaned, choices: Choices) -> list[Row]:
        starts, stops = standing_messages(self.given.startberichten), standing_messages(self.given.stopberichten)
        return care_periods(cleaned, self.given.producten, choices, starts, stops)

    def occupancy(self) -> list[Row]:
        """Make the table of plekbezetting, whose window is its own."""
        choices = self.choices | {"analyse_begin": self.choices["plek_begin"], "peildatum": self.choices["plek_eind"] + DAY}
        periods = self._care(clean(self.toewijzingen, self.declaraties, choices), choices)
        return table_plekbezetting(periods, self.given.producten, self.given.plekken, choices)

    def tables(self) -> dict[str, list[Row]]:
        """Make the tables, by their names in the data contract."""
        return {
            "paden": table_paden(self.paths),
            "paden_kengetallen": table_paden_kengetallen(self.paths),
            "overgangen": table_overgangen(self.paths),
            "volumes": table_volumes(self.paths),
            "doorlooptijd": table_doorlooptijd(self.paths),
            "doorlooptijd_km": table_km(lifetimes(self.paths, self.choices)),
            "plekbezetting": self.occupancy(),
        }
