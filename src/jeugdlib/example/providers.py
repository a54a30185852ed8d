"""Who gives the care: pools of aanbieders per group, with or without a contract, small or large."""

from collections import Counter
from datetime import date
from random import Random
from typing import Final

from jeugdlib.example.spells import Care, Spell
from jeugdlib.example.targets import in_window, targets

DOMINANT: Final = 0  # the aanbieder that gives most of GGZ meerwerk and maatwerk
IDLE: Final = 4  # aanbieders that only have lines that were credited in full
# Members of each pool of aanbieders by number; the sizes in the kern are the published numbers of 2023.
POOLS: Final[dict[tuple[str, bool], list[int]]] = {
    ("GGZ", False): [*range(29)],
    ("Ambulant perspectief 1", False): [*range(29, 93)],
    ("Ambulant perspectief 2", False): [*range(29, 45), *range(93, 108)],
    ("Ambulante hulp duurzaam", False): [*range(45, 61), *range(108, 118)],
    ("GGZ", True): [*range(20), *range(135, 145)],
    ("Ambulant perspectief 1", True): [*range(40, 80), *range(145, 165)],
    ("Ambulant perspectief 2", True): [*range(29, 41), *range(97, 104), *range(165, 171)],
    ("Ambulante hulp duurzaam", True): [*range(49, 58), *range(110, 118), *range(155, 160)],
    ("Ontwikkelgroepen", False): [118, 119, 120],
    ("Schoolvervangende dagbesteding", False): [*range(121, 131)],
    ("Naschoolse dagbesteding", False): [*range(125, 133)],
    ("Respijtzorg (2) – dagbesteding", False): [*range(127, 135)],
    ("Schoolvervangende dagbehandeling 3", False): [*range(121, 126)],
    ("Schoolvervangende dagbehandeling 2", False): [*range(121, 126)],
    ("EMB", False): [121, 122],
    ("Schoolvervangende dagbehandeling 1", False): [121, 122, 123],
    ("Naschoolse dagbehandeling", False): [124, 125],
}
PLEK_POOL: Final = [*range(171, 177)]
NGA_POOL: Final = [*range(177, 227)]
# Every year more aanbieders without a contract: so many of the pool work in care that begins in this year.
NGA_SIZE: Final = {2019: 13, 2020: 13, 2021: 13, 2022: 18, 2023: 26, 2024: 50}
# Care under the old products is given by aanbieders of the later pools: the field hardly grew but for those without a contract.
OLD_POOL: Final = [*range(134)]
# Members of the pools that work without a contract, beside NGA_POOL.
NGA_MEMBERS: Final = frozenset({26, 27, 28, *range(83, 93), 105, 106, 107, 116, 117, 143, 144, 162, 163, 164})
_NGA: Final = NGA_MEMBERS | frozenset(NGA_POOL)
# The chance that a toewijzing goes to an aanbieder without a contract, by the year in which care begins.
NGA_CHANCE: Final = {2019: 0.024, 2020: 0.024, 2021: 0.025, 2022: 0.043, 2023: 0.08, 2024: 0.055}
# The dominant aanbieder is no micro, nor is any that offers plekken or ontwikkelgroepen: the others are micro a little more often.
MICRO_LIFT: Final = {2021: 0.95, 2022: 1.15, 2023: 1.3, 2024: 1.05}
FULLY_NGA_2024: Final = ("45P12", "41P14")


def is_nga(agb: int) -> bool:
    """Return whether an aanbieder works without a contract."""
    return agb in _NGA


def give_providers(rng: Random, spells: list[Spell], micro: frozenset[int], scale: float) -> None:
    """Give every toewijzing an aanbieder; each member of a pool of the kern works in 2023, and all aanbieders work somewhere."""
    goal = targets()["regio"]
    shares = {int(year): share for year, share in goal["micro_aandeel"].items()}
    old_pool = [i for i in OLD_POOL if i not in NGA_MEMBERS]
    split_pools: dict[tuple[int, ...], tuple[list[int], list[int], list[int]]] = {}

    def pick(pool: list[int], year: int, strict: bool) -> int:
        key = tuple(pool)
        if key not in split_pools:
            nga = [i for i in pool if i in NGA_MEMBERS]
            split_pools[key] = (
                nga,
                [i for i in pool if i in micro and i not in NGA_MEMBERS],
                [i for i in pool if i not in micro and i not in NGA_MEMBERS and i != DOMINANT],
            )
        nga, small, large = split_pools[key]
        if rng.random() < NGA_CHANCE[year]:
            outside = nga if strict else NGA_POOL[: NGA_SIZE[year]]
            if outside:
                return rng.choice(outside)
        share = shares.get(year, shares[2021]) * MICRO_LIFT.get(year, 1.0)
        chosen = small if small and (not large or rng.random() < share) else large
        return chosen[int(len(chosen) * rng.random() ** 1.5)]

    for spell in spells:
        pool = POOLS.get((spell.groep, spell.rand)) or POOLS.get((spell.groep, False))
        previous = -1
        for care in sorted(spell.cares, key=lambda care: (care.begin, care.product.code)):
            year = max(care.begin.year, 2019)
            if care.product.vorm == "plek":
                care.agb = PLEK_POOL[["41V01", "41V02", "41V03", "45V04", "51V05", "54V06"].index(care.product.code)]
            elif care.product.code in FULLY_NGA_2024 and care.eind >= date(2024, 1, 1):
                care.agb = rng.choice(NGA_POOL[:12])
            elif spell.groep == "GGZ" and rng.random() < (0.75 if care.product.zwaarte in ("meerwerk", "maatwerk") else 0.13):
                care.agb = DOMINANT
            else:
                strict = pool is not None and care.overlaps(date(2023, 1, 1), date(2023, 12, 31))
                stays = previous >= 0 and rng.random() < 0.85 and not (strict and previous not in (pool or []))
                care.agb = previous if stays else pick(pool or old_pool, year, strict)
            previous = care.agb if care.agb != DOMINANT else previous
    for (groep, rand), pool in POOLS.items():
        own = [
            c
            for s in spells
            if s.groep == groep and (s.rand == rand or groep == "Ontwikkelgroepen")
            for c in s.cares
            if c.overlaps(date(2023, 2, 1), date(2023, 11, 30))
        ]
        _use_all(rng, own, pool)
    old = [care for spell in spells if spell.groep not in {groep for groep, _ in POOLS} for care in spell.cares]
    old = [
        care for care in old if care.product.vorm == "pxq" and care.product.code not in FULLY_NGA_2024 and in_window(care.begin, care.eind)
    ]
    if scale >= 0.5:
        used = {care.agb for spell in spells for care in spell.cares if in_window(care.begin, care.eind)}
        count = Counter(care.agb for care in old)
        for index in sorted(set(range(goal["aanbieders"])) - used):
            care = rng.choice([care for care in old if count[care.agb] > 1])
            count[care.agb] -= 1
            care.agb = index


def _use_all(rng: Random, cares: list[Care], pool: list[int]) -> None:
    count = dict.fromkeys(pool, 0)
    for care in cares:
        if care.agb in count:
            count[care.agb] += 1
    for index in pool:
        spare = [care for care in cares if count.get(care.agb, 0) > 1 and care.agb not in NGA_MEMBERS] if not count[index] else []
        if spare:
            care = rng.choice(spare)
            count[care.agb] -= 1
            care.agb = index
            count[index] = 1
