"""The invented region: which spells of care there are, whose they are, who gives them, and which toewijzingen carry them.

Grain out: one `Care` per toewijzing with declared care. Counts come from `targets`; dates, people and aanbieders are drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.dates import DAY, last_day, plus_maanden, years_between
from jeugdlib.example.spells import Care, Shape, Spell, draw_begin, draw_end, draw_period, runs_of, split, states_of
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, paths, product_of, products, targets

DOMINANT: Final = 0  # the aanbieder that gives most of GGZ meerwerk and maatwerk
IDLE: Final = 4  # aanbieders that only have lines that were credited in full

# How many months care lasts (weights of 1, 2, 3, ... months), in the shapes that the report describes.
SPREAD: Final[Shape] = (5, 7, 8, 8, 8, 7, 7, 6, 6, 6, 6, 7, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1)
PEAK_12: Final[Shape] = (2, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8, 46, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1)
UNIFORM_12: Final[Shape] = (5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 12, 2, 1, 1, 1, 1, 1)
BELOW_12: Final[Shape] = (1, 1, 2, 2, 3, 4, 6, 9, 12, 13, 13, 10, 1, 1)
OLD: Final[Shape] = (1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 7, 7, 6, 6, 5, 5, 5, 4, 4, 4, 4, 8)
SHAPES: Final = {"GGZ": SPREAD, "Ambulant perspectief 1": PEAK_12, "Ambulant perspectief 2": UNIFORM_12, "Ambulante hulp duurzaam": PEAK_12}

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
# Members of the pools that work without a contract, beside NGA_POOL.
NGA_MEMBERS: Final = frozenset({26, 27, 28, *range(83, 93), 105, 106, 107, 116, 117, 143, 144, 162, 163, 164})
_NGA: Final = NGA_MEMBERS | frozenset(NGA_POOL)
# The chance that a toewijzing goes to an aanbieder without a contract, by the year in which care begins.
NGA_CHANCE: Final = {2019: 0.024, 2020: 0.024, 2021: 0.025, 2022: 0.036, 2023: 0.052, 2024: 0.08}
# The dominant aanbieder is no micro, nor is any that offers plekken or ontwikkelgroepen: the others are micro a little more often.
MICRO_LIFT: Final = {2021: 1.1, 2022: 1.2, 2023: 1.45, 2024: 1.45}
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
FULLY_NGA_2024: Final = ("45P12", "41P14")
RAND_SHARE: Final = 0.86  # paths in Venlo and Bergen per path in the kern
# How much more often a spell brings a new client, by the year in which it begins.
NEW_CLIENT_WEIGHT: Final = {2020: 2.1, 2021: 1.6, 2022: 1.0, 2023: 0.9, 2024: 0.7}
# How much older a client grows within one spell before the age rule could touch it.
OLDEST_AT_START: Final = 19


@dataclass(slots=True, eq=False)
class Person:
    """An invented client."""

    bsn: str
    geboren: date
    geslacht: str
    voornaam: str
    achternaam: str
    straat: str
    huisnummer: int
    gemeente: str
    geboren_onbekend: bool = False
    verhuisd: bool = False
    ends: dict[str, date] = field(default_factory=dict)
    groups_2023: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Region:
    """Everything that is true about the example region, before a message is written."""

    scale: float
    spells: list[Spell]
    persons: list[Person]
    micro: frozenset[int]
    numbers: "people.Iterator[str]"

    @property
    def cares(self) -> list[Care]:
        return [care for spell in self.spells for care in spell.cares]


def is_nga(agb: int) -> bool:
    """Return whether an aanbieder works without a contract."""
    return agb in _NGA


def in_window(begin: date, eind: date) -> bool:
    """Return whether care is seen in the analysis window."""
    return begin <= LAST_DAY and eind >= ANALYSE_BEGIN


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
    persons = _give_clients(rng, spells, numbers, scale)
    micro = frozenset(
        i for i in range(targets()["regio"]["aanbieders"]) if i not in (DOMINANT, 118, 119, 120, *PLEK_POOL) and rng.random() < 0.55
    )
    _give_providers(rng, spells, micro, scale)
    return Region(scale, spells, persons, micro, numbers)


def _scaled(count: float, scale: float) -> int:
    return int(count * scale + 0.5)


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
        walked = [pad for pad, count in table.items() for _ in range(_scaled(count * (RAND_SHARE if rand else 1), scale))]
        rng.shuffle(walked)
        share = len(walked) / sum(table.values()) if rand else scale
        before, during = _scaled(goal["voor_2023"], share), min(_scaled(goal["clienten_2023"], share), len(walked))
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
            begin, eind = _draw(rng, shape, klass, len(states))
            spell = Spell(groep, rand, begin, eind, pad, leeftijd=(5, 18) if groep == "GGZ" else (4, 18))
            spell.cares = [Care(product_of(groep, z), b, e, spell) for z, b, e in runs_of(rng, states, begin, eind)]
            spells.append(spell)
        # In the rand fewer toewijzingen carry a path.
        wanted = int(len(_seen_in(spells, 2023)) * 1.08) if rand else _scaled(goal["toewijzingen_2023"], share)
        _split_until(
            rng,
            [c for c in _seen_in(spells, 2023) if c.spell.in_2023],
            wanted - len(_seen_in(spells, 2023)),
            date(2023, 1, 29),
            date(2023, 12, 26),
        )
        for year, low, high in ((2022, date(2022, 2, 1), date(2022, 11, 25)), (2024, date(2024, 2, 5), date(2024, 7, 10))):
            # A cut of a spell that reaches into 2023 could move the count of that year.
            own = [c for s in spells if (s.eind.year == 2022 if year == 2022 else s.begin.year == 2024) for c in s.cares]
            _split_until(rng, own, int(0.05 * len(own)), low, high)
        out += spells
    return out


def _product_spells(rng: Random, groep: str, scale: float) -> list[Spell]:
    """Return the spells of one product without zwaarte."""
    goal = targets()["producten"][groep]
    if groep == "Ontwikkelgroepen":
        spells = _seat_spells(rng, groep, "41L15", _ontwikkel_counts(scale), _scaled(goal["clienten_2023"], scale), tuple(goal["leeftijd"]))
        parts = {False: spells}
    else:
        parts = {}
        for rand in (False, True):
            share = scale * (goal["rand"] if rand else 1)
            spells = []
            for klass, count in (("A", goal["voor_2023"]), ("B", goal["clienten_2023"]), ("C", goal["na_2023"])):
                for _ in range(_scaled(count, share)):
                    code = rng.choices(list(goal["codes"]), list(goal["codes"].values()))[0]
                    if code == "41L27" and klass == "A":
                        code = "41L26"
                    begin, eind = _draw(rng, PEAK_12, klass, 1, date(2023, 1, 1) if code == "41L27" else date(2022, 1, 1))
                    spell = Spell(groep, rand, begin, eind, leeftijd=tuple(goal["leeftijd"]))
                    spell.cares = [Care(products()[code], begin, eind, spell)]
                    spells.append(spell)
            parts[rand] = spells
    for rand, spells in parts.items():
        share = scale * (goal["rand"] if rand else 1)
        seen = _seen_in(spells, 2023)
        if seen:
            _split_until(rng, seen, _scaled(goal["toewijzingen_2023"], share) - len(seen), date(2023, 1, 29), date(2023, 12, 26))
    return [spell for spells in parts.values() for spell in spells]


def _ontwikkel_counts(scale: float) -> list[tuple[date, int]]:
    """Clients per month: filling up in 2022, 155 to 163 in 2023 but for August (146), a little fewer in 2024."""
    first = [58, 74, 88, 99, 108, 116, 122, 118, 134, 143, 150, 155]
    second = [156, 158, 159, 161, 162, 163, 160, 146, 157, 159, 160, 158]
    third = [157, 156, 155, 153, 152, 151, 149, 138, 148, 147, 146, 146]
    return [
        (month, _scaled(count, scale))
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
) -> list[Spell]:
    """Return spells in whole months whose number at work in each month is exactly the count."""
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
            # Those who are there longest leave first, more often than not.
            position = int(len(active) * rng.random() ** 2.2)
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
            counts.append((month, _scaled(level * (1 + noise), scale)))
        spells = _seat_spells(rng, products()[code].groep, code, counts, None, ages[code], turnover=0.075)
        for spell in spells:
            spell.rand = True
            spell.gemeente = "0983"
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

    for i in range(_scaled(36, scale)):
        # Two small products that only aanbieders without a contract still give in 2024.
        begin = date(2023, 1 + i % 12, 1 + i % 28)
        add(FULLY_NGA_2024[i % 2], begin, last_day(plus_maanden(begin, 9 + i % 8)))
    wanted = len(_seen_in(spells + out, 2023)) + _scaled(40, scale) - len(_seen_in(spells + out, 2022))
    for _ in range(int(0.86 * wanted)):
        code = rng.choices(kinds, weights)[0]
        begin, eind = _old_period(rng, date(2022, 1, 1), date(2022, 12, 31))
        add(code, begin, eind)
    late = list(out)
    _split_until(rng, _seen_in(late, 2022), wanted - len(_seen_in(late, 2022)), date(2022, 1, 29), date(2022, 12, 20))
    total = _scaled(targets()["regio"]["toewijzingen"], scale)
    early_from = len(out)

    def lacking() -> int:
        return total - sum(1 for spell in spells + out + plekken for care in spell.cares if in_window(care.begin, care.eind))

    def add_early(count: int) -> None:
        for _ in range(count):
            add(rng.choices(kinds, weights)[0], *_old_period(rng, date(2021, 1, 1), date(2021, 12, 31)))

    add_early(int(0.87 * lacking()))
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
        if low <= eind <= high:
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


def _new_person(rng: Random, spell: Spell, bsn: str, oldest: bool = False) -> Person:
    low, high = spell.leeftijd
    age = 21 if oldest else rng.randint(low, high)
    born = spell.begin - timedelta(days=365 * age + age // 4 + rng.randint(1, 30 if oldest else 360))
    return Person(
        bsn,
        born,
        rng.choice("1122120"),
        rng.choice(people.names().first),
        rng.choice(people.names().last),
        rng.choice(people.names().streets),
        rng.randint(1, 180),
        spell.gemeente,
    )


def _give_clients(rng: Random, spells: list[Spell], numbers: "people.Iterator[str]", scale: float) -> list[Person]:
    """Give every spell a client, so that exactly the wanted number of persons is seen in the window.

    A person has at most one spell of a group in 2023 (so clients of that year are counted exactly) and never two spells of a
    group less than a month apart (they would be one path).
    """
    seen = [spell for spell in spells if in_window(spell.begin, spell.eind)]
    wanted = _scaled(targets()["regio"]["clienten"], scale)
    by_place: dict[str, list[Spell]] = {}
    for spell in sorted(seen, key=lambda s: (s.begin, s.eind, s.groep, s.pad or "")):
        by_place.setdefault(spell.gemeente, []).append(spell)
    firsts = {id(group[0]) for group in by_place.values()}
    rest = [spell for group in by_place.values() for spell in group if id(spell) not in firsts]
    # At the start every client is new; later most care goes to clients who are known, so that the years are equally large.
    order = sorted(rest, key=lambda spell: -(rng.random() ** (1 / NEW_CLIENT_WEIGHT[max(spell.begin.year, 2020)])))
    openers = firsts | {id(spell) for spell in order[: wanted - len(firsts)]}
    everyone: list[Person] = []
    movers = _scaled(14, scale) or 1
    for place, group in sorted(by_place.items()):
        known: list[Person] = []
        debt = 0
        for spell in group:
            person = None
            if id(spell) not in openers or debt:
                person = _known_person(rng, spell, known)
                if person is None and id(spell) not in openers:
                    debt += 1
                elif person is not None and id(spell) in openers:
                    debt -= 1
            if person is None:
                oldest = spell.pad is None and spell.leeftijd[1] == 18 and (spell.eind - spell.begin).days < 160 and rng.random() < 0.02
                person = _new_person(rng, spell, next(numbers), oldest)
                known.append(person)
            _take(spell, person)
        if debt and scale == 1:
            raise AssertionError(f"{debt} clients too many in {place}")
        everyone += known
    _move_house(rng, by_place, movers)
    unseen = [spell for spell in spells if spell.person is None]
    extra: list[Person] = []
    for spell in sorted(unseen, key=lambda s: (s.begin, s.eind, s.groep)):
        person = _known_person(rng, spell, extra) if rng.random() < 0.3 else None
        if person is None:
            person = _new_person(rng, spell, next(numbers))
            extra.append(person)
        _take(spell, person)
    for person in rng.sample(everyone, _scaled(60, scale)):
        person.geboren_onbekend = True
    return everyone + extra


def _fits(spell: Spell, person: Person) -> bool:
    age = years_between(person.geboren, spell.begin)
    end = person.ends.get(spell.groep)
    return (
        spell.leeftijd[0] <= age <= min(spell.leeftijd[1], OLDEST_AT_START)
        and (end is None or spell.begin > plus_maanden(end, 1) + timedelta(days=2))
        and not (spell.in_2023 and spell.groep in person.groups_2023)
    )


def _take(spell: Spell, person: Person) -> None:
    spell.person = person
    person.ends[spell.groep] = max(spell.eind, person.ends.get(spell.groep, date.min))
    if spell.in_2023:
        person.groups_2023.add(spell.groep)


def _known_person(rng: Random, spell: Spell, known: list[Person]) -> Person | None:
    for _ in range(25):
        if not known:
            return None
        person = known[int(len(known) * rng.random() ** 0.6)]
        if _fits(spell, person):
            return person
    return next((person for person in reversed(known) if _fits(spell, person)), None)


def _move_house(rng: Random, by_place: dict[str, list[Spell]], movers: int) -> None:
    """Let some persons move: a later spell in another gemeente gets the person of an earlier one.

    Only spells of persons with several spells change hands, so no one disappears from the window.
    """
    shared: dict[str, int] = {}
    for group in by_place.values():
        for spell in group:
            assert spell.person is not None
            shared[spell.person.bsn] = shared.get(spell.person.bsn, 0) + 1
    candidates = [
        s
        for g in by_place.values()
        for s in g
        if s.person is not None and shared[s.person.bsn] > 1 and not s.in_2023 and s.begin >= date(2024, 1, 1)
    ]
    leavers = [s for g in by_place.values() for s in g if s.eind < date(2023, 9, 1) and s.begin >= ANALYSE_BEGIN]
    moved = 0
    for spell in rng.sample(candidates, len(candidates)):
        if moved == movers:
            return
        old = spell.person
        assert old is not None
        other = rng.choice(leavers).person
        if other is None or shared[old.bsn] < 2 or other.verhuisd or other.gemeente == spell.gemeente or not _fits(spell, other):
            continue
        if any(end > spell.begin for end in other.ends.values()):
            continue
        shared[old.bsn] -= 1
        shared[other.bsn] += 1
        _take(spell, other)
        other.verhuisd = True
        moved += 1


def _give_providers(rng: Random, spells: list[Spell], micro: frozenset[int], scale: float) -> None:
    """Give every toewijzing an aanbieder; each member of a pool of the kern works in 2023, and all aanbieders work somewhere."""
    goal = targets()["regio"]
    shares = {int(year): share for year, share in goal["micro_aandeel"].items()}
    old_pool = [i for i in range(goal["aanbieders"]) if i not in NGA_POOL and i not in NGA_MEMBERS]
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
            outside = nga if strict else NGA_POOL
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
        for index in sorted(set(range(goal["aanbieders"])) - used):
            rng.choice([care for care in old if sum(1 for other in old if other.agb == care.agb) > 1]).agb = index


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
