"""The rows of a delivery before they are written: versions of toewijzingen, declared lines, messages, and what noise was planted."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Final

from jeugdlib.example.clients import Person
from jeugdlib.example.dates import first_day, plus_maanden
from jeugdlib.example.region import Region
from jeugdlib.example.spells import Care
from jeugdlib.example.targets import RECEIVED_UNTIL, Product

LAST_DECLARED_MONTH: Final = date(2024, 8, 1)


@dataclass(slots=True, eq=False)
class Version:
    """One delivered state of a toewijzing."""

    datum: date
    tijd: time
    einddatum: date | None
    reden: str | None = None


@dataclass(slots=True, eq=False)
class Toewijzing:
    """A toewijzing as the gemeente sends it."""

    gemeente: str
    person: Person
    agb: int
    product: Product
    ingangsdatum: date
    versions: list[Version]
    eenheid: str = "04"
    volume: int | None = None
    frequentie: str = "4"
    budget: int | None = None
    nummer: int = 0
    deleted: bool = False
    care: Care | None = None

    @property
    def einddatum(self) -> date | None:
        return self.versions[-1].einddatum


@dataclass(slots=True, eq=False)
class Claim:
    """One declared line; `volume` in whole units (eenheid 83: cents), `bedrag` and `tarief` in cents."""

    toewijzing: Toewijzing
    begin: date
    eind: date
    volume: int
    eenheid: str
    tarief: int | None
    bedrag: int
    maand: date  # the month in which it is declared
    credit: bool = False
    debit: "Claim | None" = None  # the line that a credit takes back; None for an orphan
    referentie: str = ""


@dataclass(slots=True)
class Planted:
    """How much noise there is: every number can be asked of the pipeline."""

    herzien: int = 0
    verwijderd_13: int = 0
    verwijderd_01: int = 0
    einddatum_voor_ingangsdatum: int = 0
    ouder_dan_21: int = 0
    ongebruikt: int = 0
    nulregels: int = 0
    wezen: int = 0
    weesbedrag_cent: int = 0
    gecorrigeerd: int = 0
    tegengeboekt: int = 0
    zonder_toewijzing: int = 0
    buiten_toewijzing: int = 0
    deels_buiten_toewijzing: int = 0
    dubbele_berichten: int = 0
    achterhaalde_berichten: int = 0
    eendaags: int = 0


@dataclass(slots=True, eq=False)
class Message301:
    """One JW301: the current toewijzingen of one client at one aanbieder."""

    gemeente: str
    agb: int
    person: Person
    dagtekening: date
    identificatie: str
    rows: list[tuple[Toewijzing, Version, str | None]]


@dataclass(slots=True, eq=False)
class Message323:
    """One JW323: what one aanbieder declares to one gemeente in one month."""

    gemeente: str
    agb: int
    maand: date
    dagtekening: date
    identificatie: str
    claims: list[Claim]


@dataclass(slots=True, eq=False)
class Plan:
    """Everything that is delivered, in the order of delivery."""

    region: Region
    toewijzingen: list[Toewijzing]
    claims: list[Claim]
    messages_301: list[Message301] = field(default_factory=list)
    messages_323: list[Message323] = field(default_factory=list)
    planted: Planted = field(default_factory=Planted)


def agb_code(index: int) -> str:
    """Return the invented AGB code of an aanbieder."""
    return f"{99_000_000 + index * 7 + 3:08d}"


def at_least_one(count: float, scale: float) -> int:
    """Return a count at this scale; every kind of noise is there at least once."""
    return max(int(count * scale + 0.5), 1)


def moment(rng: Random, day: date) -> tuple[date, time]:
    """Return a stamp on a day, before the delivery was made."""
    return min(day, RECEIVED_UNTIL - timedelta(days=1)), time(rng.randint(8, 17), rng.randint(0, 59), rng.randint(0, 59))


def declared_in(rng: Random, begin: date) -> date:
    """Return the month in which a line is declared: its own, or some months later."""
    late = rng.choices((0, 1, 2, 3, 5), (90, 5, 2.5, 1.5, 1))[0]
    return min(plus_maanden(first_day(begin), late), LAST_DECLARED_MONTH)


def claim_on(toewijzing: Toewijzing, begin: date, eind: date, eenheid: str, value: tuple[int, int, int | None], maand: date) -> Claim:
    """Return a debit line; `value` is volume, amount and tariff."""
    volume, bedrag, tarief = value
    return Claim(toewijzing, begin, eind, volume, eenheid, tarief, bedrag, maand)


def credit_of(claim: Claim, maand: date) -> Claim:
    """Return the line that takes a debit back: its copy, declared later."""
    return Claim(
        claim.toewijzing, claim.begin, claim.eind, claim.volume, claim.eenheid, claim.tarief, claim.bedrag, maand, credit=True, debit=claim
    )
