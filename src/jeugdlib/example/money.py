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
TRAJECT, PXQ, VOL = "traject", "pxq", "vol"
KINDS: Final = (TRAJECT, PXQ, VOL)
YEARS: Final = (2021, 2022, 2023, 2024)
REGIONAL_YEARS: Final = YEARS[1:]
DAY_CARE: Final = "3"  # the segment of dagbehandeling and respijtzorg
Bucket = tuple[str, int, str]  # productgroep or RAND or OLD or PLEK, year, kind
# Care outside the kern leans a little less on meerwerk and maatwerk in its first year.
RAND_FIRST_YEAR: Final = 0.85


def kind_of(care: Care) -> str:
    """Return whether a toewijzing is paid per unit, per traject, or per traject of which the whole price is declared."""
    return PXQ if care.product.vorm != "traject" else VOL if care.vol else TRAJECT


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
    months = months_of(care.begin, min(care.eind, CLAIMED_UNTIL))
    level = math.exp(rng.gauss(0, 0.16 if product.vorm != "pxq" else LEVELLED.get(product.groep, 0.9)))
    level *= SPARSE.get(product.code, 1.0)
    if product.vorm == "pxq" and product.groep in LEVELLED and months:
        # As many hours for a short stay as for a long one: the more of them in a month.
        level *= (12 / len(months)) ** (0.9 if product.zwaarte else 0.3)
    finished = product.vorm == "traject" and care.spell.pad is not None and care.eind <= LAST_DAY
    care.vol = finished and rng.random() < WHOLE_PRICE
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
        if care.spell.rand and care.spell.pad is not None:
            weight *= targets()["productgroepen"][product.groep].get("rand_zwaarder", 1.0)
        care.lines.append(Line(begin, eind, weight))
    if care.vol:
        for line in care.lines:
            line.gewicht = product.trajectprijs / len(care.lines)


# How much the hours per toewijzing vary, where that is less than elsewhere: their volumes come to lie in one class.
LEVELLED: Final = {"Ambulant perspectief 2": 0.3, "Ontwikkelgroepen": 0.35}
SPARSE: Final = {"45L34": 0.3}  # meerwerk that is hardly needed
WHOLE_PRICE: Final = 0.16  # of the finished trajecten the whole price is declared

Pairs = dict[Bucket, list[tuple[Care, Line]]]
Placed = tuple[Bucket, Care, Line]
ByYear = dict[int, list[Placed]]
_ROUNDS: Final = 5  # shares within shares: each round comes nearer, five are enough for a tenth of a percentage point


def settle(region: Region, extra_cost: dict[Bucket, int]) -> None:
    """Turn weights into volumes and amounts; `extra_cost` is what orphan credits and withdrawn toewijzingen already cost (cents)."""
    lines: Pairs = defaultdict(list)
    for care in region.cares:
        for line in care.lines:
            lines[group_of(care), line.begin.year, kind_of(care)].append((care, line))
    factor = _factors(lines, extra_cost, region.scale)
    by_year = {year: _of_year(lines, year) for year in YEARS}
    places = _place_goals(by_year, factor)
    for _ in range(_ROUNDS):
        _balance_places(by_year, factor, places)
        _balance(by_year, factor, region)
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
        whole = goal["kosten_2023"] * 100 * scale - sum(extra_cost.get((groep, 2023, kind), 0) for kind in KINDS)
        share = {int(year): value for year, value in goal["pxq"].items()}
        loose = (1 - share[2023]) * whole - weight.get((groep, 2023, VOL), 0.0)
        traject_factor[groep] = loose / max(weight.get((groep, 2023, TRAJECT), 0.0), 1.0)
        for year in REGIONAL_YEARS:
            fix((groep, year, VOL), 1.0)
            fix((groep, year, TRAJECT), traject_factor[groep])
            trajects = traject_factor[groep] * weight.get((groep, year, TRAJECT), 0.0) + weight.get((groep, year, VOL), 0.0)
            reach((groep, year, PXQ), trajects * share[year] / (1 - share[year]))
    for groep, goal in goals["producten"].items():
        for kind in (TRAJECT, PXQ):
            pairs = lines.get((groep, 2023, kind), [])
            kern = sum(line.gewicht for care, line in pairs if not care.spell.rand or groep == "Ontwikkelgroepen")
            wanted = goal["kosten_2023"] * 100 * scale - extra_cost.get((groep, 2023, kind), 0)
            for year in REGIONAL_YEARS:
                fix((groep, year, kind), wanted / kern if kern else 1.0)
    for key in weight:
        if key[0] == PLEK:
            fix(key, 1.0)
    mean_traject = sum(traject_factor.values()) / len(traject_factor)
    for year in REGIONAL_YEARS:
        fix((RAND, year, VOL), 1.0)
        fix((RAND, year, TRAJECT), mean_traject)
    for year in (2023, 2024):
        fix((OLD, year, PXQ), 1.0)
        reach((RAND, year, PXQ), totals[year] - spent[year])
    ratio = factor.get((RAND, 2023, PXQ), 1.0) * weight.get((RAND, 2023, PXQ), 0.0) / max(weight.get((RAND, 2023, TRAJECT), 0.0), 1.0)
    reach((RAND, 2022, PXQ), RAND_FIRST_YEAR * ratio * weight.get((RAND, 2022, TRAJECT), 0.0))
    for year in (2022, 2021):
        reach((OLD, year, PXQ), totals[year] - spent[year])
    return factor


def _balance(by_year: ByYear, factor: dict[Bucket, float], region: Region) -> None:
    """Change the weights of care paid per unit, so that micro aanbieders, those without a contract and the largest get their shares."""
    goal = targets()["regio"]
    for year in YEARS:
        pairs = by_year[year]
        whole = sum(line.gewicht * factor[key] for key, _, line in pairs)
        nga = goal["nga_aandeel"][str(year)] * whole
        day_care = [pair for pair in pairs if pair[1].product.segment == DAY_CARE]
        of_day_care = goal["nga_aandeel_segment_3"][str(year)] * sum(line.gewicht * factor[key] for key, _, line in day_care)
        _reach([pair for pair in day_care if is_nga(pair[1].agb)], factor, of_day_care)
        _reach([pair for pair in pairs if pair[1].product.segment != DAY_CARE and is_nga(pair[1].agb)], factor, nga - of_day_care)
        _reach([pair for pair in pairs if pair[1].agb in region.micro], factor, goal["micro_aandeel"][str(year)] * whole)
    for year, share in goal["pxq_ggz_zonder_grootste"].items():
        others = [pair for pair in by_year[int(year)] if pair[0][0] == "GGZ" and pair[1].agb != DOMINANT]
        trajects = sum(line.gewicht * factor[key] for key, _, line in others if key[2] != PXQ)
        _reach(others, factor, trajects / (1 - share))


def _of_year(lines: Pairs, year: int) -> list[Placed]:
    return [(key, care, line) for key in lines if key[1] == year for care, line in lines[key] if line.begin <= LAST_DAY]


def _reach(pairs: list[Placed], factor: dict[Bucket, float], wanted: float) -> None:
    """Change the weights of what is paid per unit so that these lines together come nearer to the wanted cents."""
    fixed = sum(line.gewicht * factor[key] for key, _, line in pairs if key[2] != PXQ)
    loose = sum(line.gewicht * factor[key] for key, _, line in pairs if key[2] == PXQ)
    lift = min(max((wanted - fixed) / max(loose, 1.0), 0.3), 3.0)
    for key, _, line in pairs:
        if key[2] == PXQ:
            line.gewicht *= lift


def _place_goals(by_year: ByYear, factor: dict[Bucket, float]) -> dict[tuple[str, int], float]:
    """Return the share of each gemeente in the cost of the kern or of the rand: nearly the same every year, so that all grow."""
    table = targets()["gemeenten"]
    cost: dict[str, float] = defaultdict(float)
    for year in REGIONAL_YEARS:
        for key, care, line in by_year[year]:
            cost[care.spell.gemeente] += line.gewicht * factor[key]
    out: dict[tuple[str, int], float] = {}
    for year in REGIONAL_YEARS:
        tilted = {code: cost[code] * (1 + row["groei"] * (year - 2023)) for code, row in table.items()}
        for code, row in table.items():
            out[code, year] = tilted[code] / sum(tilted[other] for other in table if table[other]["rand"] == row["rand"])
    return out


def _balance_places(by_year: ByYear, factor: dict[Bucket, float], goals: dict[tuple[str, int], float]) -> None:
    """Change the weights of what is paid per unit, so that no gemeente goes against the growth of all."""
    table = targets()["gemeenten"]
    for year in REGIONAL_YEARS:
        by_place: dict[str, list[Placed]] = defaultdict(list)
        cost: dict[bool, float] = defaultdict(float)
        for pair in by_year[year]:
            place = pair[1].spell.gemeente
            by_place[place].append(pair)
            cost[table[place]["rand"]] += pair[2].gewicht * factor[pair[0]]
        for place, pairs in sorted(by_place.items()):
            _reach(pairs, factor, goals[place, year] * cost[table[place]["rand"]])


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
