"""What the care cost: one line per month, with whole units times a tariff, so that the years and productgroepen cost what they should.

A line first gets a weight in expected cents. Per productgroep, year and kind the weights are then brought to the wanted total;
what rounding to whole hours leaves is carried to the next line, so that a total is met within one hour's tariff.
"""

import math
from collections import defaultdict
from datetime import date
from random import Random
from typing import Final

from jeugdlib.example.dates import last_day, months_of
from jeugdlib.example.providers import DOMINANT, is_nga
from jeugdlib.example.region import Region
from jeugdlib.example.spells import Care, Line
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, targets

# Prices rise: this is the tariff of a year against that of the product table.
INDEX: Final = {2019: 0.93, 2020: 0.95, 2021: 0.97, 2022: 1.0, 2023: 1.05, 2024: 1.1}
CLAIMED_UNTIL: Final = date(2024, 8, 31)  # August 2024 is in the delivery, but not complete
RAND: Final = "rand"
OLD: Final = "oud"
PLEK: Final = "plek"
TRAJECT, PXQ = "traject", "pxq"
Bucket = tuple[str, int, str]  # productgroep or RAND or OLD or PLEK, year, kind
# Care outside the kern leans a little less on meerwerk and maatwerk in its first year.
RAND_FIRST_YEAR: Final = 0.85


def kind_of(care: Care) -> str:
    """Return whether a toewijzing is paid per traject or per unit."""
    return TRAJECT if care.product.vorm == "traject" else PXQ


def group_of(care: Care) -> str:
    """Return the group whose costs are settled together."""
    if care.product.vorm == "plek":
        return PLEK
    if care.spell.pad is not None:
        return RAND if care.spell.rand else care.spell.groep
    return care.spell.groep if care.spell.groep in targets()["producten"] else OLD


def tariff(care: Care, day: date) -> int:
    """Return the tariff in cents of a product in the year of a day."""
    return round(care.product.tarief * INDEX[day.year])


def lay_lines(rng: Random, care: Care) -> None:
    """Give a toewijzing its monthly lines with weights; of care before the window only Venlo's plekken are complete."""
    product = care.product
    level = math.exp(rng.gauss(0, 0.9 if product.vorm == "pxq" else 0.16))
    months = months_of(care.begin, min(care.eind, CLAIMED_UNTIL))
    care.lines = []
    for begin, eind in months:
        if begin < ANALYSE_BEGIN and product.vorm != "plek" and rng.random() < 0.7:
            continue
        if begin > LAST_DAY and rng.random() < 0.4:
            continue
        middle = begin != months[0][0] and eind != months[-1][1] and begin.month not in (1, 12) and begin != date(2024, 7, 1)
        if middle and product.vorm != "plek" and rng.random() < 0.03:
            continue
        part = ((eind - begin).days + 1) / last_day(begin).day
        if product.vorm == "plek":
            weight = tariff(care, begin)
        elif product.vorm == "traject":
            weight = product.trajectprijs * INDEX[begin.year] / 12 * level * max(part, 0.3)
        else:
            weight = 9 * level * tariff(care, begin) * max(part, 0.2) * rng.uniform(0.55, 1.45)
        care.lines.append(Line(begin, eind, weight))


Pairs = dict[Bucket, list[tuple[Care, Line]]]
_ROUNDS: Final = 5  # shares within shares: each round comes nearer, five are enough for a tenth of a percentage point


def settle(region: Region, extra_cost: dict[Bucket, int]) -> None:
    """Turn weights into volumes and amounts; `extra_cost` is what orphan credits and withdrawn toewijzingen already cost (cents)."""
    lines: Pairs = defaultdict(list)
    for care in region.cares:
        for line in care.lines:
            lines[group_of(care), line.begin.year, kind_of(care)].append((care, line))
    factor: dict[Bucket, float] = {}
    for _ in range(_ROUNDS):
        factor = _factors(lines, extra_cost, region.scale)
        _balance(lines, factor, region)
    factor = _factors(lines, extra_cost, region.scale)
    for key, pairs in sorted(lines.items()):
        _round_lines(pairs, factor.get(key, factor.get((key[0], max(key[1], 2021), key[2]), 1.0)))


def _factors(lines: Pairs, extra_cost: dict[Bucket, int], scale: float) -> dict[Bucket, float]:
    """Return what each bucket's weights are multiplied by, so that groups and years cost what they should."""
    goals = targets()
    totals = {int(year): euros * 100 * scale for year, euros in goals["regio"]["kosten"].items()}
    weight = {key: sum(line.gewicht for _, line in pairs if line.begin <= LAST_DAY) for key, pairs in lines.items()}
    factor: dict[Bucket, float] = {}
    spent: dict[int, float] = defaultdict(float)

    def fix(key: Bucket, value: float) -> None:
        if key in weight:
            factor[key] = value
            spent[key[1]] += value * weight[key]

    def reach(key: Bucket, cents: float) -> None:
        if weight.get(key, 0) > 0:
            fix(key, max(cents, 0.0) / weight[key])

    for (_, year, _), cents in extra_cost.items():
        spent[year] += cents
    traject_factor: dict[str, float] = {}
    for groep, goal in goals["productgroepen"].items():
        whole = goal["kosten_2023"] * 100 * scale - sum(extra_cost.get((groep, 2023, kind), 0) for kind in (TRAJECT, PXQ))
        share = {int(year): value for year, value in goal["pxq"].items()}
        traject_factor[groep] = (1 - share[2023]) * whole / max(weight.get((groep, 2023, TRAJECT), 0.0), 1.0)
        for year in (2022, 2023, 2024):
            fix((groep, year, TRAJECT), traject_factor[groep])
            trajects = traject_factor[groep] * weight.get((groep, year, TRAJECT), 0.0)
            reach((groep, year, PXQ), trajects * share[year] / (1 - share[year]))
    for groep, goal in goals["producten"].items():
        for kind in (TRAJECT, PXQ):
            pairs = lines.get((groep, 2023, kind), [])
            kern = sum(line.gewicht for care, line in pairs if not care.spell.rand or groep == "Ontwikkelgroepen")
            wanted = goal["kosten_2023"] * 100 * scale - extra_cost.get((groep, 2023, kind), 0)
            for year in (2022, 2023, 2024):
                fix((groep, year, kind), wanted / kern if kern else 1.0)
    for key in weight:
        if key[0] == PLEK:
            fix(key, 1.0)
    mean_traject = sum(traject_factor.values()) / len(traject_factor)
    for year in (2022, 2023, 2024):
        fix((RAND, year, TRAJECT), mean_traject)
    for year in (2023, 2024):
        fix((OLD, year, PXQ), 1.0)
        reach((RAND, year, PXQ), totals[year] - spent[year])
    ratio = factor.get((RAND, 2023, PXQ), 1.0) * weight.get((RAND, 2023, PXQ), 0.0) / max(weight.get((RAND, 2023, TRAJECT), 0.0), 1.0)
    reach((RAND, 2022, PXQ), RAND_FIRST_YEAR * ratio * weight.get((RAND, 2022, TRAJECT), 0.0))
    for year in (2022, 2021):
        reach((OLD, year, PXQ), totals[year] - spent[year])
    return factor


def _balance(lines: Pairs, factor: dict[Bucket, float], region: Region) -> None:
    """Change the weights of care paid per unit, so that micro aanbieders, those without a contract and the largest get their shares."""
    goal = targets()["regio"]
    nga = {int(year): share for year, share in goal["nga_aandeel"].items()}
    micro = {int(year): share for year, share in goal["micro_aandeel"].items()}
    for year in micro:
        pairs = [(key, care, line) for key in lines if key[1] == year for care, line in lines[key] if line.begin <= LAST_DAY]
        whole = sum(line.gewicht * factor[key] for key, _, line in pairs)
        for chosen, share in ((is_nga, nga[year]), (region.micro.__contains__, micro[year])):
            own = [(key, line) for key, care, line in pairs if chosen(care.agb)]
            fixed = sum(line.gewicht * factor[key] for key, line in own if key[2] == TRAJECT)
            loose = sum(line.gewicht * factor[key] for key, line in own if key[2] == PXQ)
            lift = min(max((share * whole - fixed) / max(loose, 1.0), 0.3), 3.0)
            for key, line in own:
                if key[2] == PXQ:
                    line.gewicht *= lift
    others = [
        (key, care, line)
        for key in lines
        if key[:2] == ("GGZ", 2024)
        for care, line in lines[key]
        if care.agb != DOMINANT and line.begin <= LAST_DAY
    ]
    share = goal["pxq_ggz_zonder_grootste_2024"]
    trajects = sum(line.gewicht * factor[key] for key, _, line in others if key[2] == TRAJECT)
    loose = sum(line.gewicht * factor[key] for key, _, line in others if key[2] == PXQ)
    for key, _, line in others:
        if key[2] == PXQ:
            line.gewicht *= trajects * share / (1 - share) / max(loose, 1.0)


def _round_lines(pairs: list[tuple[Care, Line]], factor: float) -> None:
    carry = 0.0
    for care, line in pairs:
        wanted = line.gewicht * factor + carry
        volume, amount, price = amounts(care.eenheid, tariff(care, line.begin), wanted)
        line.volume, line.bedrag, line.tarief = volume, amount, price
        # A line is never less than one unit, and one huge debt is not to empty the lines after it.
        carry = max(min(wanted - amount, 50_000.0), -50_000.0)


def amounts(eenheid: str, price: int, wanted: float) -> tuple[int, int, int | None]:
    """Return volume, amount and tariff of a line that comes nearest to the wanted cents (eenheid 83: volume in cents, no tariff)."""
    if eenheid == "83":
        cents = max(round(wanted), 100)
        return cents, cents, None
    if eenheid == "82":
        cents = max(round(wanted), 100)
        return 1, cents, cents
    if eenheid == "01":
        # A contract per hour, declared in minutes: the amount follows the hour, the tariff is the rounded minute.
        minutes = max(round(wanted * 60 / price), 10)
        return minutes, round(price * minutes / 60), round(price / 60)
    volume = max(round(wanted / price), 1)
    return volume, volume * price, price
