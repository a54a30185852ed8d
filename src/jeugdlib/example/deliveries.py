"""What reaches the gemeenten: versions of toewijzingen and declared lines, with all the noise of the field.

`plan` turns the true region into messages. The noise never changes the true zorgperioden; what it plants is counted in `Planted`,
so that a test can ask the pipeline for the same numbers.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.dates import DAY, first_day, last_day, months_of, plus_maanden
from jeugdlib.example.money import Bucket, amounts, group_of, kind_of, lay_lines, settle, tariff
from jeugdlib.example.region import IDLE, Person, Region, in_window
from jeugdlib.example.spells import Care
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, RECEIVED_UNTIL, REGIONAL_START, Product, products, targets

FIRST_NUMBER: Final = 100_001
DELETION_BY_13: Final = date(2022, 4, 4)  # reden 13 came with iJw 3.1; before it a deletion was written as 01
LAST_DECLARED_MONTH: Final = date(2024, 8, 1)
PROLONGED, SHORTENED = ("04", "04", "04", "14", "12", "03"), ("05", "05", "12", "09", "07", "14")


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


def plan(region: Region, seed: int) -> Plan:
    """Turn the region into deliveries: the same region and seed give the same messages."""
    rng = Random(f"berichten {seed} {region.scale}")
    planted = Planted()
    toewijzingen, claims = [], []
    for care in region.cares:
        _choose_unit(rng, care)
        lay_lines(rng, care)
        toewijzing = _assign(rng, care, planted)
        toewijzingen.append(toewijzing)
    cost: dict[Bucket, int] = defaultdict(int)
    extra_grants, extra_claims = _noise_toewijzingen(rng, region, toewijzingen, planted, cost)
    orphans = _orphans(rng, toewijzingen, region.scale, planted, cost)
    settle(region, cost)
    for toewijzing in toewijzingen:
        _measure(rng, toewijzing, region)
        claims += _claims_of(rng, toewijzing, planted)
    claims += _idle(rng, region, toewijzingen, extra_grants, planted)
    claims += extra_claims + orphans
    toewijzingen += extra_grants
    out = Plan(region, toewijzingen, claims, planted=planted)
    _number(toewijzingen)
    out.messages_301 = _messages_301(rng, toewijzingen, region.scale, planted)
    out.messages_323 = _messages_323(rng, claims, region.scale, planted)
    return out


def _scaled(count: float, scale: float) -> int:
    return max(int(count * scale + 0.5), 1)


def _choose_unit(rng: Random, care: Care) -> None:
    product = care.product
    care.eenheid = product.eenheid
    if product.vorm == "traject" and care.agb % 4 == 0:
        care.eenheid = "82"
    elif product.eenheid == "04" and care.agb % 12 == 5:
        care.eenheid = "01"
    elif product.zwaarte == "maatwerk" and rng.random() < 0.06:
        care.eenheid, care.budget = "83", True


def _assign(rng: Random, care: Care, planted: Planted) -> Toewijzing:
    """Give a care its toewijzing, whose period restores the true care when it clips the declared months."""
    product, regional = care.product, care.product.groep in targets()["productgroepen"] or care.product.groep in targets()["producten"]
    start = care.begin
    earliest = REGIONAL_START if regional else date(2018, 6, 1)
    if start.day == 1 and rng.random() < 0.1:
        start = max(start - timedelta(days=rng.randint(5, 60)), earliest)
    at_month_end = care.eind == last_day(care.eind)
    year_end = plus_maanden(start, 12) - DAY
    chance = rng.random()
    end: date | None = care.eind
    if product.vorm == "plek":
        end = care.eind
    elif at_month_end or care.eind > LAST_DAY:
        # A toewijzing may run on after the care that was declared on it.
        if chance < 0.3 and year_end > care.eind:
            end = year_end
        elif chance < 0.5 and not care.budget:
            end = None
        elif chance < 0.6:
            end = care.eind + timedelta(days=rng.randint(20, 200))
    toewijzing = Toewijzing(care.spell.gemeente, care.spell.person, care.agb, product, start, [], care=care)  # pyright: ignore[reportArgumentType]
    inside = care.begin.day == 1 and at_month_end and date(2021, 6, 1) <= care.begin and care.eind < LAST_DAY
    if inside and rng.random() < 0.004:
        # Everything was declared after the toewijzing had ended: the pipeline keeps the declared period and says so.
        toewijzing.ingangsdatum = max(care.begin - timedelta(days=rng.randint(70, 120)), earliest)
        end = care.begin - timedelta(days=rng.randint(5, 40))
        if end <= toewijzing.ingangsdatum:
            toewijzing.ingangsdatum, end = start, care.eind
        else:
            care.buiten = True
            planted.buiten_toewijzing += 1
    if not care.buiten and care.lines:
        # Some aanbieders declare the whole month although the toewijzing began or ended within it.
        if end == care.eind and not at_month_end and care.eind < LAST_DAY and rng.random() < 0.015:
            care.lines[-1].eind = last_day(care.eind)
            planted.deels_buiten_toewijzing += 1
        if start == care.begin and start.day > 1 and care.lines[0].begin == start and rng.random() < 0.01:
            care.lines[0].begin = first_day(start)
            planted.deels_buiten_toewijzing += 1
    if toewijzing.ingangsdatum == end:
        planted.eendaags += 1
    toewijzing.versions = _versions(rng, toewijzing.ingangsdatum, end, care.budget or product.vorm == "plek")
    planted.herzien += len(toewijzing.versions) - 1
    return toewijzing


def _moment(rng: Random, day: date) -> tuple[date, time]:
    return min(day, RECEIVED_UNTIL - timedelta(days=1)), time(rng.randint(8, 17), rng.randint(0, 59), rng.randint(0, 59))


def _versions(rng: Random, start: date, end: date | None, closed: bool) -> list[Version]:
    """Return the versions of a toewijzing: the first ones had another end."""
    issued = start + timedelta(days=rng.randint(-21, 10))
    count = rng.choices((1, 2, 3), (78, 18, 4))[0]
    latest = min(end or RECEIVED_UNTIL, RECEIVED_UNTIL) - timedelta(days=1)
    room = (latest - issued).days
    if count > 1 and room < 30:
        count = 1
    moments = [issued, *sorted(issued + timedelta(days=rng.randint(12, room)) for _ in range(count - 1))]
    out: list[Version] = []
    for i, day in enumerate(moments):
        datum, tijd = _moment(rng, day)
        if out and (datum, tijd) <= (out[-1].datum, out[-1].tijd):
            datum = out[-1].datum + DAY
        if i == count - 1:
            value = end
        elif end is None or rng.random() < 0.5:
            value = start + timedelta(days=rng.randint(20, 330))
            value = value if end is None or value != end else value + DAY
        else:
            value = end + timedelta(days=rng.randint(25, 300)) if closed or rng.random() < 0.8 else None
        out.append(Version(datum, tijd, value))
    for before, after in pairwise(out):
        longer = after.einddatum is None or (before.einddatum is not None and after.einddatum > before.einddatum)
        after.reden = rng.choice(PROLONGED if longer else SHORTENED)
    return out


def _measure(rng: Random, toewijzing: Toewijzing, region: Region) -> None:
    """Settle how much was assigned: of what was assigned per unit, a part is declared, by micro aanbieders more."""
    care = toewijzing.care
    assert care is not None
    # On a toewijzing in hours minutes may be declared.
    toewijzing.eenheid = "04" if care.eenheid == "01" else care.eenheid
    end, months = toewijzing.einddatum, max(len(care.lines), 1)
    declared = sum(line.volume for line in care.lines) / (60 if care.eenheid == "01" else 1)
    used = min(max(rng.gauss(0.87 if care.agb in region.micro else 0.73, 0.12), 0.35), 1.1)
    if care.product.vorm == "traject":
        toewijzing.frequentie, toewijzing.volume = "6", care.product.trajectprijs if care.eenheid == "83" else 1
    elif care.product.vorm == "plek":
        toewijzing.frequentie, toewijzing.volume = "4", 1
    elif care.budget:
        toewijzing.budget = max(int(declared / used), 1)
    else:
        per_month = declared / months / used
        toewijzing.frequentie = rng.choice("4426")
        if toewijzing.frequentie == "2" and all(version.einddatum for version in toewijzing.versions):
            toewijzing.volume = max(round(per_month / 4.35), 1)
        elif toewijzing.frequentie == "6" and end is not None:
            toewijzing.volume = max(round(declared / used), 1)
        else:
            toewijzing.frequentie, toewijzing.volume = "4", max(round(per_month), 1)


def _declared_in(rng: Random, begin: date) -> date:
    """Return the month in which a line is declared: its own, or some months later."""
    late = rng.choices((0, 1, 2, 3, 5), (90, 5, 2.5, 1.5, 1))[0]
    return min(plus_maanden(first_day(begin), late), LAST_DECLARED_MONTH)


def _claim(toewijzing: Toewijzing, begin: date, eind: date, eenheid: str, value: tuple[int, int, int | None], maand: date) -> Claim:
    volume, bedrag, tarief = value
    return Claim(toewijzing, begin, eind, volume, eenheid, tarief, bedrag, maand)


def _credit(claim: Claim, maand: date) -> Claim:
    return Claim(
        claim.toewijzing, claim.begin, claim.eind, claim.volume, claim.eenheid, claim.tarief, claim.bedrag, maand, credit=True, debit=claim
    )


def _claims_of(rng: Random, toewijzing: Toewijzing, planted: Planted) -> list[Claim]:
    care = toewijzing.care
    assert care is not None
    out: list[Claim] = []
    for line in care.lines:
        maand = _declared_in(rng, line.begin)
        value = (line.volume, line.bedrag, line.tarief)
        later = min(plus_maanden(maand, rng.randint(1, 4)), LAST_DECLARED_MONTH)
        if care.product.vorm != "plek" and later > maand and rng.random() < 0.018:
            wrong = amounts(care.eenheid, tariff(care, line.begin), line.bedrag * rng.uniform(1.2, 2.2) + 5000)
            first = _claim(toewijzing, line.begin, line.eind, care.eenheid, wrong, maand)
            out += [first, _credit(first, later)]
            planted.gecorrigeerd += 1
            maand = later
        out.append(_claim(toewijzing, line.begin, line.eind, care.eenheid, value, maand))
    out += _after_care(rng, toewijzing, care, planted)
    return out


def _after_care(rng: Random, toewijzing: Toewijzing, care: Care, planted: Planted) -> list[Claim]:
    """Return a month after the care that was declared and taken back, or declared for nothing."""
    end = toewijzing.einddatum
    after = care.eind + DAY
    until = last_day(after)
    if care.buiten or after.day != 1 or until > LAST_DAY or (end is not None and end < until) or care.product.vorm == "plek":
        return []
    chance, month = rng.random(), first_day(after)
    if chance < 0.2:
        planted.tegengeboekt += 1
        debit = _claim(toewijzing, after, until, care.eenheid, amounts(care.eenheid, tariff(care, after), 40_000), month)
        return [debit, _credit(debit, min(plus_maanden(month, rng.randint(1, 5)), LAST_DECLARED_MONTH))]
    if chance < 0.45:
        planted.nulregels += 1
        price = None if care.eenheid == "83" else tariff(care, after) or 100
        return [_claim(toewijzing, after, until, care.eenheid, (0, 0, price), month)]
    return []


def _orphans(rng: Random, toewijzingen: list[Toewijzing], scale: float, planted: Planted, cost: dict[Bucket, int]) -> list[Claim]:
    """Credit lines whose debit was never delivered, in a month before the care; some on a toewijzing that was not delivered either."""
    out: list[Claim] = []
    usable = [
        t
        for t in toewijzingen
        if t.care
        and not t.care.buiten
        and t.care.begin.day == 1
        and t.care.begin > date(2022, 3, 1)
        and t.care.begin < LAST_DAY
        and len(t.versions) == 1
    ]
    for toewijzing in rng.sample(usable, min(_scaled(60, scale), len(usable))):
        care = toewijzing.care
        assert care is not None
        begin = first_day(care.begin - DAY)
        toewijzing.ingangsdatum = min(toewijzing.ingangsdatum, begin)
        if care.product.code == "41L27" and begin < date(2023, 1, 1):
            continue
        value = amounts(care.eenheid, tariff(care, begin), rng.uniform(8_000, 60_000))
        claim = _claim(
            toewijzing, begin, care.begin - DAY, care.eenheid, value, min(plus_maanden(begin, rng.randint(1, 6)), LAST_DECLARED_MONTH)
        )
        claim.credit = True
        cost[group_of(care), begin.year, kind_of(care)] -= claim.bedrag
        out.append(claim)
    for toewijzing in rng.sample(usable, min(_scaled(15, scale), len(usable))):
        care = toewijzing.care
        assert care is not None
        ghost = Toewijzing(
            toewijzing.gemeente, toewijzing.person, toewijzing.agb, products()["45P11"], date(2020, 1, 1), [], nummer=900_000 + len(out)
        )
        begin = date(2021, rng.randint(1, 3), 1)
        claim = _claim(ghost, begin, last_day(begin), "04", amounts("04", 6053, rng.uniform(8_000, 40_000)), plus_maanden(begin, 2))
        claim.credit = True
        cost["oud", 2021, "pxq"] -= claim.bedrag
        planted.zonder_toewijzing += 1
        out.append(claim)
    planted.wezen += len(out)
    planted.weesbedrag_cent += sum(claim.bedrag for claim in out)
    return out


def _noise_toewijzingen(
    rng: Random, region: Region, real: list[Toewijzing], planted: Planted, cost: dict[Bucket, int]
) -> tuple[list[Toewijzing], list[Claim]]:
    """Toewijzingen that must not count: deleted, withdrawn, never used, used for nothing, or of clients who are too old."""
    out: list[Toewijzing] = []
    claims: list[Claim] = []
    scale = region.scale
    models = [
        t
        for t in real
        if t.care
        and t.care.product.vorm == "pxq"
        and t.care.begin >= ANALYSE_BEGIN
        and t.care.begin < date(2024, 6, 1)
        and not t.care.budget
    ]

    def like(model: Toewijzing, start: date, end: date | None) -> Toewijzing:
        datum, tijd = _moment(rng, start - timedelta(days=rng.randint(0, 20)))
        new = Toewijzing(model.gemeente, model.person, model.agb, model.product, start, [Version(datum, tijd, end)])
        new.eenheid, new.volume, new.frequentie = model.product.eenheid, rng.randint(2, 12), "4"
        return new

    for model in rng.sample(models, min(_scaled(300, scale), len(models))):
        new = like(model, model.ingangsdatum, plus_maanden(model.ingangsdatum, rng.randint(3, 12)))
        datum, tijd = _moment(rng, new.ingangsdatum + timedelta(days=rng.randint(11, 60)))
        by_13 = datum >= DELETION_BY_13
        new.versions.append(Version(datum, tijd, new.ingangsdatum, "13" if by_13 else "01"))
        new.deleted = True
        planted.verwijderd_13 += by_13
        planted.verwijderd_01 += not by_13
        out.append(new)
        begin, price = new.ingangsdatum, round(new.product.tarief)
        if rng.random() < 0.12 and begin >= ANALYSE_BEGIN and last_day(begin) <= LAST_DAY:
            # Declared on a toewijzing that was deleted later: it costs money, but it is no care.
            claims.append(
                _claim(new, begin, last_day(begin), new.eenheid, amounts(new.eenheid, price, rng.uniform(5_000, 30_000)), first_day(begin))
            )
            care = model.care
            assert care is not None
            cost[group_of(care), begin.year, kind_of(care)] += claims[-1].bedrag
            planted.zonder_toewijzing += 1
    for model in rng.sample(models, min(_scaled(10, scale), len(models))):
        new = like(model, model.ingangsdatum, model.ingangsdatum - timedelta(days=rng.randint(1, 40)))
        planted.einddatum_voor_ingangsdatum += 1
        out.append(new)
    for model in rng.sample(models, min(_scaled(900, scale), len(models))):
        start = model.ingangsdatum + timedelta(days=rng.randint(-120, 300))
        start = min(max(start, ANALYSE_BEGIN if model.care and model.care.spell.pad is None else REGIONAL_START), RECEIVED_UNTIL)
        new = like(model, start, plus_maanden(start, 12) - DAY if rng.random() < 0.8 else None)
        planted.ongebruikt += 1
        out.append(new)
        if rng.random() < 0.07 and last_day(start) <= LAST_DAY:
            claims.append(_claim(new, start, last_day(start), new.eenheid, (0, 0, new.product.tarief), first_day(start)))
            planted.nulregels += 1
    for model in rng.sample(models, min(_scaled(90, scale), len(models))):
        start = model.ingangsdatum
        born = start - timedelta(days=365 * rng.randint(22, 27) + rng.randint(8, 300))
        old = Person(
            next(region.numbers),
            born,
            rng.choice("12"),
            rng.choice(people.names().first),
            rng.choice(people.names().last),
            rng.choice(people.names().streets),
            rng.randint(1, 90),
            model.gemeente,
        )
        new = like(model, start, plus_maanden(start, rng.randint(2, 14)))
        new.person = old
        planted.ouder_dan_21 += 1
        out.append(new)
        assert new.einddatum is not None
        for begin, eind in months_of(start, min(new.einddatum, LAST_DAY)):
            claims.append(
                _claim(
                    new,
                    begin,
                    eind,
                    new.eenheid,
                    amounts(new.eenheid, new.product.tarief, rng.uniform(10_000, 90_000)),
                    _declared_in(rng, begin),
                )
            )
    return out, claims


def _idle(rng: Random, region: Region, real: list[Toewijzing], out: list[Toewijzing], planted: Planted) -> list[Claim]:
    """Aanbieders whose only lines were taken back: they are in the files, but gave no care."""
    claims: list[Claim] = []
    models = [t for t in real if t.product.code == "45P11" and ANALYSE_BEGIN <= t.ingangsdatum < date(2022, 1, 1)]
    for i in range(IDLE):
        model = rng.choice(models)
        start = first_day(model.ingangsdatum)
        datum, tijd = _moment(rng, start)
        new = Toewijzing(
            model.gemeente,
            model.person,
            targets()["regio"]["aanbieders"] + i,
            model.product,
            start,
            [Version(datum, tijd, plus_maanden(start, 3) - DAY)],
            volume=4,
        )
        out.append(new)
        for begin, eind in months_of(start, plus_maanden(start, 2) - DAY):
            debit = _claim(new, begin, eind, "04", amounts("04", new.product.tarief, 30_000), first_day(begin))
            claims += [debit, _credit(debit, plus_maanden(first_day(begin), 2))]
            planted.tegengeboekt += 1
    return claims


def _number(toewijzingen: list[Toewijzing]) -> None:
    """Number the toewijzingen per gemeente in the order in which they were issued; numbers repeat between gemeenten."""
    count: dict[str, int] = defaultdict(lambda: FIRST_NUMBER)
    for toewijzing in sorted(toewijzingen, key=lambda t: (t.versions[0].datum, t.versions[0].tijd)):
        toewijzing.nummer = count[toewijzing.gemeente]
        count[toewijzing.gemeente] += 1


def _messages_301(rng: Random, toewijzingen: list[Toewijzing], scale: float, planted: Planted) -> list[Message301]:
    """Return a snapshot for every change at one client and aanbieder: the changed toewijzingen and all that still run."""
    together: dict[tuple[str, str, int], list[Toewijzing]] = defaultdict(list)
    for toewijzing in toewijzingen:
        together[toewijzing.gemeente, toewijzing.person.bsn, toewijzing.agb].append(toewijzing)
    out: list[Message301] = []
    for (gemeente, _, agb), group in together.items():
        group.sort(key=lambda t: t.nummer)
        for day in sorted({version.datum for t in group for version in t.versions}):
            rows: list[tuple[Toewijzing, Version, str | None]] = []
            for toewijzing in group:
                sent = [version for version in toewijzing.versions if version.datum <= day]
                if not sent:
                    continue
                latest = sent[-1]
                if latest.datum == day:
                    rows.append((toewijzing, latest, latest.reden))
                elif not (toewijzing.deleted and len(sent) > 1) and (latest.einddatum is None or latest.einddatum >= day):
                    rows.append((toewijzing, latest, None))  # repeated without a reason
            out.append(Message301(gemeente, agb, group[0].person, day, "", rows))
    out.sort(key=lambda m: (m.gemeente, m.dagtekening, m.agb, m.person.bsn))
    for number, message in enumerate(out, start=1):
        message.identificatie = f"T{number:09d}"
    changed = [m for m in out if any(len(t.versions) > 1 and v is t.versions[0] for t, v, _ in m.rows) and m.dagtekening < date(2024, 5, 1)]
    stale = rng.sample(changed, min(_scaled(40, scale), len(changed)))
    planted.achterhaalde_berichten = len(stale)
    for number, message in enumerate(stale, start=1):
        # Sent again by mistake, long after a newer version: it must not win.
        out.append(
            Message301(
                message.gemeente, message.agb, message.person, message.dagtekening + timedelta(days=100), f"H{number:09d}", message.rows
            )
        )
    twice = rng.sample(out, min(_scaled(200, scale), len(out)))
    planted.dubbele_berichten += len(twice)
    return sorted([*out, *twice], key=lambda m: (m.gemeente, m.dagtekening, m.identificatie))


def _messages_323(rng: Random, claims: list[Claim], scale: float, planted: Planted) -> list[Message323]:
    """Gather the lines per gemeente, aanbieder and declared month; number lines per aanbieder."""
    together: dict[tuple[str, int, date], list[Claim]] = defaultdict(list)
    for claim in claims:
        together[claim.toewijzing.gemeente, claim.toewijzing.agb, claim.maand].append(claim)
    out = []
    lines: dict[int, int] = defaultdict(int)
    unknown = 0
    for number, ((gemeente, agb, maand), group) in enumerate(
        sorted(together.items(), key=lambda item: (item[0][2], item[0][0], item[0][1])), start=1
    ):
        group.sort(key=lambda c: (c.toewijzing.person.bsn, not c.credit, c.toewijzing.nummer, c.begin))
        for claim in group:
            lines[agb] += 1
            claim.referentie = f"R{lines[agb]:07d}"
            if claim.credit and claim.debit is None:
                unknown += 1
        dagtekening = plus_maanden(maand, 1).replace(day=rng.randint(3, 10))
        out.append(Message323(gemeente, agb, maand, dagtekening, f"D{number:08d}", group))
    twice = rng.sample(out, min(_scaled(30, scale), len(out)))
    planted.dubbele_berichten += len(twice)
    return sorted([*out, *twice], key=lambda m: (m.gemeente, m.maand, m.agb, m.identificatie))


def seen(plan: Plan) -> list[Care]:
    """Return the cares that are seen in the window."""
    return [care for care in plan.region.cares if in_window(care.begin, care.eind)]
