"""A spell of care in time: when it begins and ends, through which states it runs, and which toewijzingen carry it.

A spell is one zorgpad (or, for a product without zwaarte, one unbroken run of care). Everything here is about true care:
the days that the declarations will show. What the messages make of it is the work of `region` and `deliveries`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from jeugdlib.example.dates import DAY, first_day, last_day, plus_maanden
from jeugdlib.example.targets import LAST_DAY, REGIONAL_START, Product

if TYPE_CHECKING:
    from jeugdlib.example.clients import Person

# Shortest state of a path with several states: a combination of at most 31 days would be read as a handover.
STATE_DAYS: Final = 40
_OVERLAPS: Final = 0.3  # of the renewals begin while the old toewijzing still runs
_ROOM_DAYS: Final = 46  # per state, so that the cuts can move
NEW_YEAR_2023, NEW_YEAR_2024 = date(2023, 1, 1), date(2024, 1, 1)

Shape = tuple[int, ...]  # weights of 1, 2, 3, ... months


@dataclass(slots=True, eq=False)
class Line:
    """One month of declared care; `gewicht` is in expected cents until `money` settles volume and amount."""

    begin: date
    eind: date
    gewicht: float
    volume: int = 0
    bedrag: int = 0
    tarief: int | None = None


@dataclass(slots=True, eq=False)
class Care:
    """One toewijzing with its true care `[begin, eind]` (eind may lie after the window)."""

    product: Product
    begin: date
    eind: date
    spell: "Spell"
    agb: int = -1
    ingangsdatum: date = date.min
    einddatum: date | None = None
    nummer: int = 0
    eenheid: str = ""
    budget: bool = False
    vol: bool = False  # a traject of which the whole price is declared, however long it lasts
    buiten: bool = False
    lines: list[Line] = field(default_factory=list)

    def overlaps(self, begin: date, eind: date) -> bool:
        """Return whether the true care touches a period."""
        return self.begin <= eind and self.eind >= begin


@dataclass(slots=True, eq=False)
class Spell:
    """One zorgpad or run of care of one client in one productgroep."""

    groep: str
    rand: bool
    begin: date
    eind: date
    pad: str | None = None
    gemeente: str = ""
    person: "Person | None" = None
    cares: list[Care] = field(default_factory=list)
    leeftijd: tuple[int, int] = (4, 18)

    @property
    def in_2023(self) -> bool:
        return self.begin < NEW_YEAR_2024 and self.eind >= NEW_YEAR_2023

    @property
    def single(self) -> bool:
        """Whether no other state follows, so that a short hole does not change the path."""
        return self.pad is None or ("→" not in self.pad and "-" not in self.pad)


def draw_begin(rng: Random, month: date) -> date:
    """Return a day in a month; care starts on the first more often than on another day."""
    return month if rng.random() < 0.35 else month.replace(day=rng.randint(2, 28))


def draw_end(rng: Random, begin: date, months: int) -> date:
    """Return an end such that the period counts as `months` months: to the day, at the end of a month, or in between."""
    low, high = plus_maanden(begin, months - 1), plus_maanden(begin, months) - DAY
    chance = rng.random()
    if chance < (0.75 if months == 12 else 0.3):
        return high
    if chance < 0.85:
        return min(last_day(low), high)
    return low + timedelta(days=rng.randint(0, (high - low).days))


def draw_period(
    rng: Random, shape: Shape, months: list[date], weights: list[float], fits: Callable[[date, date], bool], states: int
) -> tuple[date, date]:
    """Draw begin and end until they fit the year class and leave every state its room before the last observed day."""
    lengths = range(1, len(shape) + 1)
    for _ in range(3000):
        begin = draw_begin(rng, rng.choices(months, weights)[0])
        length = rng.choices(lengths, shape)[0] + (2 * (states - 1) if states > 1 else 0)
        end = draw_end(rng, begin, length)
        room = (min(end, LAST_DAY) - begin).days + 1
        if begin >= REGIONAL_START and room >= (_ROOM_DAYS * states if states > 1 else 1) and fits(begin, end):
            return begin, end
    raise AssertionError("no period fits the year class")


def states_of(pad: str) -> list[frozenset[str]]:
    """Return the states of a written path: `Zwaar → Zwaar-Maatwerk`."""
    return [frozenset(step.lower().split("-")) for step in pad.split(" → ")]


def runs_of(rng: Random, states: list[frozenset[str]], begin: date, eind: date) -> list[tuple[str, date, date]]:
    """Return one `(zwaarte, begin, eind)` per run of care whose daily sets give these states, in this order.

    Between two states that share no product the change is drawn: to the day, within one month (the old product is declared to the
    end of the month in which the new one starts: a handover), or with a hole of less than a month.
    """
    seen = min(eind, LAST_DAY)
    count = len(states)
    spare = (seen - begin).days + 1 - STATE_DAYS * count if count > 1 else 0
    cuts = sorted(rng.random() for _ in range(count - 1))
    begins = [begin] + [begin + timedelta(days=STATE_DAYS * (i + 1) + int(spare * cut)) for i, cut in enumerate(cuts)]
    ends = [later - DAY for later in begins[1:]] + [eind]
    leave = list(ends)  # the last day of what stops after state i
    for i in range(count - 1):
        if states[i] & states[i + 1]:
            continue
        length, chance = (ends[i] - begins[i]).days + 1, rng.random()
        if chance < 0.4:
            leave[i] = last_day(begins[i + 1])
        elif chance < 0.6 and length > 40:
            leave[i] = ends[i] - timedelta(days=rng.randint(1, min(25, length - 38)))
    runs = []
    for zwaarte in sorted(frozenset().union(*states)):
        start = None
        for i in range(count):
            if zwaarte in states[i] and start is None:
                start = begins[i]
            if start is not None and (i == count - 1 or zwaarte not in states[i + 1]):
                if zwaarte in states[i]:
                    runs.append((zwaarte, start, leave[i]))
                start = None
    return sorted(runs, key=lambda run: (run[1], run[0]))


def split(rng: Random, care: Care, low: date, high: date) -> bool:
    """Cut one toewijzing in two, the second starting in `[low, high]`, without changing the path; say whether it was possible.

    Where no other state follows, the new toewijzing may begin while the old one still runs, within the year.
    """
    low, high = max(low, care.begin + timedelta(days=28)), min(high, care.eind - timedelta(days=5), LAST_DAY - timedelta(days=12))
    if low > high:
        return False
    cut = low + timedelta(days=rng.randint(0, (high - low).days))
    chance = rng.random()
    if chance < 0.45 and first_day(cut) >= low:
        cut = first_day(cut)
    first_end = cut - DAY
    if chance < _OVERLAPS and care.spell.single and care.product.vorm != "plek":
        longer = min(cut + timedelta(days=rng.randint(20, 90)), date(cut.year, 12, 31), LAST_DAY)
        if longer < care.eind:
            first_end = longer if rng.random() < 0.3 else min(last_day(longer), LAST_DAY, care.eind - DAY)
    if chance > 0.8 and last_day(cut) < min(care.eind, LAST_DAY):
        first_end = last_day(cut)  # the old toewijzing is declared to the end of the month
    elif chance > 0.65 and care.spell.single:
        first_end = max(cut - timedelta(days=rng.randint(2, 24)), care.begin)
    elif chance > 0.63 and care.spell.single and plus_maanden(cut, -1) > care.begin:
        first_end = plus_maanden(cut, -1)  # the longest hole that is still a verlenging
        if plus_maanden(first_end, 1) < cut:
            first_end = cut - DAY
    later = Care(care.product, cut, care.eind, care.spell)
    care.eind = first_end
    care.spell.cares.append(later)
    return True
