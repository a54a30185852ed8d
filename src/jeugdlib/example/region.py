"""The invented region: which spells of care there are, whose they are, who gives them, and which toewijzingen carry them.

Grain out: one `Care` per toewijzing with declared care. Counts come from `targets`; dates, people and aanbieders are drawn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.clients import Person, give_clients
from jeugdlib.example.dates import DAY, last_day, plus_maanden
from jeugdlib.example.providers import DOMINANT, FULLY_NGA_2024, PLEK_POOL, give_providers
from jeugdlib.example.spells import Care, Shape, Spell, draw_begin, draw_end, draw_period, runs_of, split, states_of
from jeugdlib.example.targets import LAST_DAY, in_window, paths, product_of, products, scaled, targets

# How many months care lasts (weights of 1, 2, 3, ... months), in the shapes that the report describes.
SPREAD: Final[Shape] = (5, 7, 8, 8, 8, 7, 7, 6, 6, 6, 6, 7, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1)
PEAK_12: Final[Shape] = (2, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8, 46, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1)
SCHOOL: Final[Shape] = (5, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 20, 2, 1, 1)
UNIFORM_12: Final[Shape] = (5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 12, 2, 1, 1, 1, 1, 1)
BELOW_12: Final[Shape] = (1, 1, 2, 2, 3, 4, 6, 9, 12, 13, 13, 10, 1, 1)
OLD: Final[Shape] = (1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 20, 8, 9, 9, 10, 10, 11, 11, 12, 12, 12, 12, 24)
SHAPES: Final = {"GGZ": SPREAD, "Ambulant perspectief 1": PEAK_12, "Ambulant perspectief 2": UNIFORM_12, "Ambulante hulp duurzaam": PEAK_12}
# Groups without zwaarte before the regional products: product, weight, ages.
OLD_PRODUCTS: Final[tuple[tuple[str, float, tuple[int, int]], ...]] = (
    ("45P11", 24, (5, 18)),
    ("45P12", 4, (6, 18)),
    ("41P13", 10, (5, 17)),
    ("41P14", 3, (5, 17)),
    ("45P15", 16, (4, 18)),
    ("41P16", 6, (4, 12)),
    ("51P17", 14, (6, 18)),
    ("54P18", 15, (5, 18)),
    ("44P19", 3, (4, 17)),
    ("40P20", 3, (4, 17)),
    ("42P21", 2, (4, 17)),
)
RAND_SHARE: Final = 0.72  # paths in Venlo and Bergen per path in the kern
LONGER: Final = 1.2  # how strongly the lengths of care lean to the long ones there
# How much of care is carried by a further toewijzing of the same product: toewijzingen of 2023 in the rand per one that begins a product,
# new ones per toewijzing in 2022 and 2024, and the part of the old toewijzingen (of 2021, of 2022) that are no renewal.
RAND_RENEWALS: Final = 1.28
OTHER_RENEWALS: Final = 0.18
OLD_FIRSTS: Final = {2021: 0.64, 2022: 0.74}


@dataclass(slots=True, eq=False)
class Region:
    """Everything that is true about the example region, before a message is written."""

    scale: float
    spells: list[Spell]
    persons: list[Person]
    micro: frozenset[int]
    numbers: Iterator[str]

    @property
    def cares(self) -> list[Care]:
        return [care for spell in self.spells for care in spell.cares]


def build(scale: float, seed: int) -> Region:
    """Draw the region: the same scale and seed give the same region."""
    rng = Random(f"regio {seed} {scale}")
    spells: list[Spell] = []
    for groep, table in paths().items():
        spells += _path_spells(rng, groep, table, scale)
    for groep in targets()["producten"]:
        spells += _product_spells(rng, groep, scale)
    plekken = _plek_spells(rng, scale)
    spells += _old_spells(rng, spells, plekken, scale)
    spells += plekken
    _place(rng, spells)
    numbers = people.numbers(rng)
    persons = give_clients(rng, spells, numbers, scale)
    micro = frozenset(
        i for i in range(targets()["regio"]["aanbieders"]) if i not in (DOMINANT, 118, 119, 120, *PLEK_POOL) and rng.random() < 0.55
    )
    give_providers(rng, spells, micro, scale)
    return Region(scale, spells, persons, micro, numbers)


def longer(shape: Shape) -> Shape:
    """Return the shape with more weight on the long ones: in the rand care lasts longer."""
    return tuple(round(100 * weight * (i + 1) ** LONGER) for i, weight in enumerate(shape))


def _months(first: date, last: date) -> list[date]:
    out = [first]
    while out[-1] < last:
        out.append(plus_maanden(out[-1], 1))
    return out


M2022, M2023, M2024 = (_months(date(year, 1, 1), date(year, end, 1)) for year, end in ((2022, 12), (2023, 12), (2024, 7)))


def _draw(rng: Random, shape: Shape, klass: str, states: int, first: date = date(2022, 1, 1)) -> tuple[date, date]:
    """Draw the period of a spell: over before 2023 (A), seen in 2023 (B), or begun in 2024 (C).

    2022 fills up slowly: the products were new.
    """
    if klass == "A":
        months, weights = M2022[:-1], [0.6 + 0.05 * i for i in range(11)]
        return draw_period(rng, shape, months, weights, lambda _, e: e < date(2023, 1, 1), states)
    if klass == "C":
        return draw_period(rng, shape, M2024, [1.0] * 7, lambda b, _: b >= date(2024, 1, 1), states)
    months = [month for month in M2022 + M2023 if month >= first]
    weights = [0.7 + 0.03 * i if month.year == 2022 else 1.0 - 0.03 * (month.month - 1) for i, month in enumerate(months)]
    return draw_period(rng, shape, months, weights, lambda b, e: b < date(2024, 1, 1) and e >= date(2023, 1, 1) and b >= first, states)


def _seen_in(spells: Iterable[Spell], year: int) -> list[Care]:
    begin, end = date(year, 1, 1), min(date(year, 12, 31), LAST_DAY)
    return [care for spell in spells for care in spell.cares if care.overlaps(begin, end)]


def _split_until(rng: Random, cares: list[Care], wanted: int, low: date, high: date) -> None:
    """Cut toewijzingen until so many more are there; long ones are cut sooner."""
    done = 0
    for _ in range(60 * max(wanted, 1)):
        if done >= wanted:
            return
        care = max(rng.sample(cares, min(3, len(cares))), key=lambda care: (min(care.eind, high) - max(care.begin, low)).days)
        if split(rng, care, max(low, care.begin), high):
            done += 1
            cares.append(care.spell.cares[-1])


def _path_spells(rng: Random, groep: str, table: dict[str, int], scale: float) -> list[Spell]:
    """Return the zorgpaden of one productgroep: exactly the wanted ones in the kern, the same mixture in the rand."""
    goal = targets()["productgroepen"][groep]
    out: list[Spell] = []
    for rand in (False, True):
        walked = [pad for pad, count in table.items() for _ in range(scaled(count * (RAND_SHARE if rand else 1), scale))]
        rng.shuffle(walked)
        share = len(walked) / sum(table.values()) if rand else scale
        before, during = scaled(goal["voor_2023"], share), min(scaled(goal["clienten_2023"], share), len(walked))
        classes = ["B"] * during + ["A"] * min(before, len(walked) - during)
        classes += ["C"] * (len(walked) - len(classes))
        # Long paths do not fit into a half year: they get the middle class first.
        walked.sort(key=lambda pad: -pad.count("→"))
        long = sum(1 for pad in walked if "→" in pad)
        head, tail = classes[:long], classes[long:]
        rng.shuffle(tail)
        spells = []
        for pad, klass in zip(walked, head + tail, strict=True):
            states = states_of(pad)
            # The middle traject of Ambulant perspectief 1 is mostly over before its norm of 12 months.
            shape = BELOW_12 if (groep, pad) == ("Ambulant perspectief 1", "Midden") else SHAPES[groep]
            begin, eind = _draw(rng, longer(shape) if rand else shape, klass, len(states))
            spell = Spell(groep, rand, begin, eind, pad, leeftijd=(5, 18) if groep == "GGZ" else (4, 18))
            spell.cares = [Care(product_of(groep, z), b, e, spell) for z, b, e in runs_of(rng, states, begin, eind)]
            spells.append(spell)
        wanted = int(len(_seen_in(spells, 2023)) * RAND_RENEWALS) if rand else scaled(goal["toewijzingen_2023"], share)
        _split_until(
            rng,
            [c for c in _seen_in(spells, 2023) if c.spell.in_2023],
            wanted - len(_seen_in(spells, 2023)),
            date(2023, 1, 29),
            date(2023, 12, 26),
        )
        for year, low, high in ((2022, date(2022, 2, 1), date(2022, 11, 25)), (2024, date(2024, 2, 5), date(2024, 7, 10))):
            # A cut within these days leaves the count of 2023 as it is: one part lies in that year, or both lie outside it.
            own = [c for c in _seen_in(spells, year) if c.begin < high and c.eind > low]
            _split_until(rng, own, int(OTHER_RENEWALS * len(own)), low, high)
        out += spells
    return out


def _product_spells(rng: Random, groep: str, scale: float) -> list[Spell]:
    """Return the spells of one product without zwaarte."""
    goal = targets()["producten"][groep]
    if groep == "Ontwikkelgroepen":
        clients = scaled(goal["clienten_2023"], scale)
        spells = _seat_spells(rng, groep, "41L15", _ontwikkel_counts(scale), clients, tuple(goal["leeftijd"]), usual=12)
        parts = {False: spells}
    else:
        parts = {}
        for rand in (False, True):
            share = scale * (goal["rand"] if rand else 1)
            spells = []
            for klass, count in (("A", goal["voor_2023"]), ("B", goal["clienten_2023"]), ("C", goal["na_2023"])):
                for _ in range(scaled(count, share)):
                    code = rng.choices(list(goal["codes"]), list(goal["codes"].values()))[0]
                    if code == "41L27" and klass == "A":
                        code = "41L26"
                    shape = SCHOOL if groep == "Schoolvervangende dagbesteding" else PEAK_12
                    begin, eind = _draw(rng, shape, klass, 1, date(2023, 1, 1) if code == "41L27" else date(2022, 1, 1))
                    spell = Spell(groep, rand, begin, eind, leeftijd=tuple(goal["leeftijd"]))
                    spell.cares = [Care(products()[code], begin, eind, spell)]
                    spells.append(spell)
            parts[rand] = spells
    for rand, spells in parts.items():
        share = scale * (goal["rand"] if rand else 1)
        seen = _seen_in(spells, 2023)
        if seen:
            _split_until(rng, seen, scaled(goal["toewijzingen_2023"], share) - len(seen), date(2023, 1, 29), date(2023, 12, 26))
    return [spell for spells in parts.values() for spell in spells]


def _ontwikkel_counts(scale: float) -> list[tuple[date, int]]:
    """Clients per month: filling up in 2022, 155 to 163 in 2023 but for August (146), a little fewer in 2024."""
    first = [58, 74, 88, 99, 108, 116, 122, 118, 134, 143, 150, 155]
    second = [156, 158, 159, 161, 162, 163, 160, 146, 157, 159, 160, 158]
    third = [157, 156, 155, 153, 152, 151, 149, 138, 148, 147, 146, 146]
    return [
        (month, scaled(count, scale))
        for month, count in zip(_months(date(2022, 1, 1), date(2024, 12, 1)), first + second + third, strict=True)
    ]


def _seat_spells(
    rng: Random,
    groep: str,
    code: str,
    counts: list[tuple[date, int]],
    clients_2023: int | None,
    leeftijd: tuple[int, int],
    turnover: float = 0.06,
    usual: int | None = None,
) -> list[Spell]:
    """Return spells in whole months whose number at work in each month is exactly the count.

    `usual` is the number of months after which most leave, as far as the counts allow it.
    """
    leaves = {month: round(turnover * before) for (_, before), (month, _) in pairwise(counts)}
    for (_, before), (month, count) in pairwise(counts):
        leaves[month] = min(max(leaves[month], before - count), before)
    if clients_2023 is not None:
        # Clients of the year = those in January + all who join later; joins = growth + leaves, so the leaves are set by it.
        year = [month for month, _ in counts if month.year == 2023]
        size = dict(counts)
        wanted = clients_2023 - size[year[-1]]
        needed = {m: max(0, size[plus_maanden(m, -1)] - size[m]) for m in year[1:]}
        spare = max(0, wanted - sum(needed.values()))
        for i, month in enumerate(year[1:]):
            leaves[month] = needed[month] + spare // 11 + (i < spare % 11)
    active: list[date] = []
    spells: list[Spell] = []

    def close(begin: date, until: date) -> None:
        spell = Spell(groep, False, begin, until - DAY, leeftijd=leeftijd)
        spell.cares = [Care(products()[code], spell.begin, spell.eind, spell)]
        spells.append(spell)

    for month, count in counts:
        gone = min(leaves.get(month, 0), len(active))
        for _ in range(gone):
            # Those who are there longest leave first, more often than not; some after just the time that is usual.
            position = int(len(active) * rng.random() ** (1.0 if usual else 2.2))
            if usual and rng.random() < 0.8 and (since := plus_maanden(month, -usual)) in active:
                position = active.index(since)
            close(active.pop(position), month)
        active += [month] * (count - len(active))
    for begin in active:
        close(begin, plus_maanden(counts[-1][0], 1))
    return spells


def _plek_spells(rng: Random, scale: float) -> list[Spell]:
    """Return the spells on agreed places in Venlo, 2019-2021: stable within a year but for August."""
    ages = {"41V01": (6, 17), "41V02": (4, 12), "41V03": (2, 4), "45V04": (5, 17), "51V05": (6, 17), "54V06": (6, 17)}
    out = []
    for code, goal in targets()["plekken"].items():
        counts = []
        for month in _months(date(2019, 1, 1), date(2021, 12, 1)):
            level = goal["start"]
            for step in goal["stap"][: month.year - 2019]:
                level *= 1 + step
            noise = (
                -0.08
                if month.month == 8
                else rng.choice((-0.015, -0.008, 0, 0, 0.004, 0.008, 0.015))
                + (0.004 * (month.month - 6.5) if goal["stap"][0] > 0.05 else 0)
            )
            counts.append((month, scaled(level * (1 + noise), scale)))
        spells = _seat_spells(rng, products()[code].groep, code, counts, None, ages[code], turnover=0.075)
        for spell in spells:
            spell.rand = True
            spell.gemeente = "0983"
        cares = [care for spell in spells for care in spell.cares]
        _split_until(rng, cares, int(0.2 * len(cares)), date(2019, 2, 1), date(2021, 12, 1))
        out += spells
    return out


def _old_spells(rng: Random, spells: list[Spell], plekken: list[Spell], scale: float) -> list[Spell]:
    """Return care under the products of before the regional contract: so many toewijzingen as the region still lacks.

    Those that run on into 2022 make the number of that year nearly that of 2023.
    """
    kinds, weights, ages = zip(*OLD_PRODUCTS, strict=True)
    out: list[Spell] = []

    def add(code: str, begin: date, eind: date) -> None:
        spell = Spell(products()[code].groep, rng.random() < 0.42, begin, eind, leeftijd=ages[kinds.index(code)])
        spell.cares = [Care(products()[code], begin, eind, spell)]
        out.append(spell)

    for i in range(scaled(44, scale)):
        # Two small products that only aanbieders without a contract still give in 2024.
        begin = date(2023, 1 + i % 12, 1 + i % 28)
        add(FULLY_NGA_2024[i % 3 > 0], begin, last_day(plus_maanden(begin, 9 + i % 8)))
    wanted = len(_seen_in(spells + out, 2023)) + scaled(40, scale) - len(_seen_in(spells + out, 2022))
    for _ in range(int(OLD_FIRSTS[2022] * wanted)):
        code = rng.choices(kinds, weights)[0]
        begin, eind = _old_period(rng, date(2022, 1, 1), date(2022, 12, 31))
        add(code, begin, eind)
    late = list(out)
    _split_until(rng, _seen_in(late, 2022), wanted - len(_seen_in(late, 2022)), date(2022, 1, 29), date(2022, 12, 20))
    total = scaled(targets()["regio"]["toewijzingen"], scale)
    early_from = len(out)

    def lacking() -> int:
        return total - sum(1 for spell in spells + out + plekken for care in spell.cares if in_window(care.begin, care.eind))

    def add_early(count: int) -> None:
        for _ in range(count):
            add(rng.choices(kinds, weights)[0], *_old_period(rng, date(2021, 1, 1), date(2021, 12, 31)))

    add_early(int(OLD_FIRSTS[2021] * lacking()))
    _split_until(rng, [care for spell in out[early_from:] for care in spell.cares], lacking(), date(2021, 1, 29), date(2021, 12, 20))
    add_early(lacking())  # what could not be cut
    return out


def _old_period(rng: Random, low: date, high: date) -> tuple[date, date]:
    """Draw a period that ends within `[low, high]`; one that ends in 2022 began before the summer of that year."""
    lengths = range(1, len(OLD) + 1)
    while True:
        months = rng.choices(lengths, OLD)[0]
        begin = draw_begin(rng, plus_maanden(date(low.year, 1, 1), rng.randint(-14, 9)))
        eind = draw_end(rng, begin, months)
        # Most were still in care when the contracts under which they were ended.
        if low <= eind <= high and rng.random() < (eind.month / 12) ** 3:
            return (eind, eind) if rng.random() < 0.004 else (begin, eind)  # now and then the care of one day


def _place(rng: Random, spells: list[Spell]) -> None:
    """Give every spell a gemeente of the kern or the rand, by size."""
    table = targets()["gemeenten"]
    for rand in (False, True):
        codes = [code for code, row in table.items() if row["rand"] == rand]
        weights = [table[code]["gewicht"] for code in codes]
        for spell in spells:
            if not spell.gemeente and spell.rand == rand:
                # Ontwikkelgroepen are drawn for all seven at once.
                if spell.groep == "Ontwikkelgroepen":
                    spell.gemeente = rng.choices(list(table), [row["gewicht"] for row in table.values()])[0]
                    spell.rand = table[spell.gemeente]["rand"]
                else:
                    spell.gemeente = rng.choices(codes, weights)[0]
