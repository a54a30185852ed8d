"""What reaches the gemeenten: versions of toewijzingen and declared lines, with all the noise of the field.

`plan` turns the true region into messages. The noise never changes the true zorgperioden; what it plants is counted in `Planted`,
so that a test can ask the pipeline for the same numbers.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from jeugdlib.example import noise
from jeugdlib.example.batches import messages_301, messages_323
from jeugdlib.example.dates import DAY, first_day, last_day, plus_maanden
from jeugdlib.example.money import Bucket, amounts, lay_lines, settle, tariff
from jeugdlib.example.records import (
    LAST_DECLARED_MONTH,
    Claim,
    Plan,
    Planted,
    Toewijzing,
    Version,
    claim_on,
    credit_of,
    declared_in,
    moment,
)
from jeugdlib.example.region import Region
from jeugdlib.example.spells import Care
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, OLD_UNTIL, RECEIVED_UNTIL, REGIONAL_START, targets

# What is declared of what was assigned per unit, in the mean; of one product more than of another, and by micro aanbieders more.
USED: Final = 0.76
USED_BY_PRODUCT: Final = (-0.08, 0.02, 0.06, -0.04, 0.0, 0.08, -0.02)
USED_BY_MICRO: Final = 0.08
COARSE: Final = 3  # fewer units than this cannot be rounded without changing what was assigned
FIRST_NUMBER: Final = 100_001
PROLONGED, SHORTENED = ("04", "04", "04", "14", "12", "03"), ("05", "05", "12", "09", "07", "14")


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
    extra, extra_claims = noise.toewijzingen_that_do_not_count(rng, region, toewijzingen, planted, cost)
    orphans = noise.orphans(rng, toewijzingen, region.scale, planted, cost)
    settle(region, cost)
    for toewijzing in toewijzingen:
        _measure(rng, toewijzing, region)
        claims += _claims_of(rng, toewijzing, planted)
    claims += noise.idle_aanbieders(rng, region, toewijzingen, extra, planted)
    claims += extra_claims + orphans
    toewijzingen += extra
    out = Plan(region, toewijzingen, claims, planted=planted)
    _number(toewijzingen)
    out.messages_301 = messages_301(rng, toewijzingen, region.scale, planted)
    out.messages_323 = messages_323(rng, claims, region.scale, planted)
    return out


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
    elif care.eind > LAST_DAY and chance < 0.3 and not care.budget:
        end = None  # care that still runs
    elif at_month_end or care.eind > LAST_DAY:
        # A toewijzing may run on after the care that was declared on it.
        if chance < 0.15 and year_end > care.eind:
            end = year_end
        elif chance < 0.25:
            end = care.eind + timedelta(days=rng.randint(20, 120))
    if not regional and care.eind <= OLD_UNTIL:
        end = min(end or OLD_UNTIL, OLD_UNTIL)  # nothing is assigned of a product that is no longer bought
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
        datum, tijd = moment(rng, day)
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
    """Settle how much was assigned: of what was assigned per unit, a part is declared, by micro aanbieders more.

    The whole of a toewijzing is set so that its days in the window are worth what was declared on it there, divided by that part.
    """
    care = toewijzing.care
    assert care is not None
    # On a toewijzing in hours minutes may be declared.
    toewijzing.eenheid = "04" if care.eenheid == "01" else care.eenheid
    begin = toewijzing.ingangsdatum
    end = toewijzing.einddatum or max(LAST_DAY, begin)  # one without an end may begin after the last day that is seen
    seen = [line.bedrag for line in care.lines if ANALYSE_BEGIN <= line.begin <= LAST_DAY]
    days = (min(end, LAST_DAY) - max(begin, ANALYSE_BEGIN)).days + 1
    part = days / ((end - begin).days + 1) if seen and days > 0 else 1.0
    usual = (
        USED + USED_BY_PRODUCT[sum(map(ord, care.product.code)) % len(USED_BY_PRODUCT)] + (USED_BY_MICRO if care.agb in region.micro else 0)
    )
    used = min(max(rng.gauss(usual, 0.1), 0.4), 1.1)
    assigned = sum(seen or [line.bedrag for line in care.lines]) / used / part
    if care.product.vorm == "traject":
        toewijzing.frequentie, toewijzing.volume = "6", care.product.trajectprijs if care.eenheid == "83" else 1
    elif care.product.vorm == "plek":
        toewijzing.frequentie, toewijzing.volume = "4", 1
    elif care.budget:
        toewijzing.budget = max(int(assigned), 1)
    else:
        units, choice = assigned / care.product.tarief, rng.choice("4426")
        weeks = (end - begin + timedelta(days=begin.weekday())).days // 7 + 1
        months = (end.year - begin.year) * 12 + end.month - begin.month + 1
        closed = all(version.einddatum for version in toewijzing.versions)
        # Whole units only: what is too little for a week is assigned per month, and what is too little for a month as a whole.
        if choice == "2" and closed and units / weeks >= COARSE:
            toewijzing.frequentie, toewijzing.volume = "2", round(units / weeks)
        elif choice != "6" and (units / months >= COARSE or not closed):
            toewijzing.frequentie, toewijzing.volume = "4", max(round(units / months), 1)
        else:
            toewijzing.frequentie, toewijzing.volume = "6", max(round(units), 1)


def _claims_of(rng: Random, toewijzing: Toewijzing, planted: Planted) -> list[Claim]:
    care = toewijzing.care
    assert care is not None
    out: list[Claim] = []
    for line in care.lines:
        maand = declared_in(rng, line.begin)
        value = (line.volume, line.bedrag, line.tarief)
        later = min(plus_maanden(maand, rng.randint(1, 4)), LAST_DECLARED_MONTH)
        if care.product.vorm != "plek" and later > maand and rng.random() < 0.018:
            wrong = amounts(care.eenheid, tariff(care, line.begin), line.bedrag * rng.uniform(1.2, 2.2) + 5000)
            first = claim_on(toewijzing, line.begin, line.eind, care.eenheid, wrong, maand)
            out += [first, credit_of(first, later)]
            planted.gecorrigeerd += 1
            maand = later
        out.append(claim_on(toewijzing, line.begin, line.eind, care.eenheid, value, maand))
    out += noise.after_care(rng, toewijzing, care, planted)
    return out


def _number(toewijzingen: list[Toewijzing]) -> None:
    """Number the toewijzingen per gemeente in the order in which they were issued; numbers repeat between gemeenten."""
    count: dict[str, int] = defaultdict(lambda: FIRST_NUMBER)
    for toewijzing in sorted(toewijzingen, key=lambda t: (t.versions[0].datum, t.versions[0].tijd)):
        toewijzing.nummer = count[toewijzing.gemeente]
        count[toewijzing.gemeente] += 1
