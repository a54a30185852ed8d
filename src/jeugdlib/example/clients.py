"""Whose care it is: invented persons, so many that exactly the wanted number is seen in the window."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.dates import plus_maanden, years_between
from jeugdlib.example.spells import Spell
from jeugdlib.example.targets import ANALYSE_BEGIN, in_window, scaled, targets

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


def give_clients(rng: Random, spells: list[Spell], numbers: Iterator[str], scale: float) -> list[Person]:
    """Give every spell a client, so that exactly the wanted number of persons is seen in the window.

    A person has at most one spell of a group in 2023 (so clients of that year are counted exactly) and never two spells of a
    group less than a month apart (they would be one path).
    """
    seen = [spell for spell in spells if in_window(spell.begin, spell.eind)]
    wanted = scaled(targets()["regio"]["clienten"], scale)
    by_place: dict[str, list[Spell]] = {}
    for spell in sorted(seen, key=lambda s: (s.begin, s.eind, s.groep, s.pad or "")):
        by_place.setdefault(spell.gemeente, []).append(spell)
    firsts = {id(group[0]) for group in by_place.values()}
    rest = [spell for group in by_place.values() for spell in group if id(spell) not in firsts]
    # At the start every client is new; later most care goes to clients who are known, so that the years are equally large.
    order = sorted(rest, key=lambda spell: -(rng.random() ** (1 / NEW_CLIENT_WEIGHT[max(spell.begin.year, 2020)])))
    openers = firsts | {id(spell) for spell in order[: wanted - len(firsts)]}
    everyone: list[Person] = []
    movers = scaled(14, scale) or 1
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
    for person in rng.sample(everyone, scaled(60, scale)):
        person.geboren_onbekend = True
    return everyone + extra


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
