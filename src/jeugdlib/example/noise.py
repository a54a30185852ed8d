"""What the field sends beside true care: deletions, rights never used, clients who are too old, credits without a debit, lines for nothing.

None of it changes a true zorgperiode. What it costs is handed to `money`, so that the totals still come out.
"""

from datetime import date, timedelta
from random import Random
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.clients import Person
from jeugdlib.example.dates import DAY, first_day, last_day, months_of, plus_maanden
from jeugdlib.example.money import Bucket, amounts, group_of, kind_of, tariff
from jeugdlib.example.providers import IDLE
from jeugdlib.example.records import (
    LAST_DECLARED_MONTH,
    Claim,
    Planted,
    Toewijzing,
    Version,
    at_least_one,
    claim_on,
    credit_of,
    declared_in,
    moment,
)
from jeugdlib.example.region import Region
from jeugdlib.example.spells import Care
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, OLD_UNTIL, RECEIVED_UNTIL, REGIONAL_START, products, targets

DELETION_BY_13: Final = date(2022, 4, 4)  # reden 13 came with iJw 3.1; before it a deletion was written as 01


def after_care(rng: Random, toewijzing: Toewijzing, care: Care, planted: Planted) -> list[Claim]:
    """Return a month after the care that was declared and taken back, or declared for nothing."""
    end = toewijzing.einddatum
    after = care.eind + DAY
    until = last_day(after)
    if care.buiten or after.day != 1 or until > LAST_DAY or (end is not None and end < until) or care.product.vorm == "plek":
        return []
    chance, month = rng.random(), first_day(after)
    if chance < 0.2:
        planted.tegengeboekt += 1
        debit = claim_on(toewijzing, after, until, care.eenheid, amounts(care.eenheid, tariff(care, after), 40_000), month)
        return [debit, credit_of(debit, min(plus_maanden(month, rng.randint(1, 5)), LAST_DECLARED_MONTH))]
    if chance < 0.45:
        planted.nulregels += 1
        price = None if care.eenheid == "83" else tariff(care, after) or 100
        return [claim_on(toewijzing, after, until, care.eenheid, (0, 0, price), month)]
    return []


def orphans(rng: Random, toewijzingen: list[Toewijzing], scale: float, planted: Planted, cost: dict[Bucket, int]) -> list[Claim]:
    """Credit lines whose debit was never delivered, in a month before the care; some on a toewijzing that was not delivered either."""
    out: list[Claim] = []
    usable = [
        t
        for t in toewijzingen
        if t.care
        and not t.care.buiten
        and t.care.begin.day == 1
        and t.care.begin > date(2022, 3, 1)
        and t.care.spell.groep not in targets()["producten"]
        and t.care.begin.month > 1  # a credit in the year before the care would count a client in that year
        and t.care.begin < LAST_DAY
        and len(t.versions) == 1
    ]
    for toewijzing in rng.sample(usable, min(at_least_one(60, scale), len(usable))):
        care = toewijzing.care
        assert care is not None
        begin = first_day(care.begin - DAY)
        toewijzing.ingangsdatum = min(toewijzing.ingangsdatum, begin)
        if care.product.code == "41L27" and begin < date(2023, 1, 1):
            continue
        value = amounts(care.eenheid, tariff(care, begin), rng.uniform(8_000, 60_000))
        claim = claim_on(
            toewijzing, begin, care.begin - DAY, care.eenheid, value, min(plus_maanden(begin, rng.randint(1, 6)), LAST_DECLARED_MONTH)
        )
        claim.credit = True
        cost[group_of(care), begin.year, kind_of(care)] -= claim.bedrag
        out.append(claim)
    for toewijzing in rng.sample(usable, min(at_least_one(15, scale), len(usable))):
        care = toewijzing.care
        assert care is not None
        ghost = Toewijzing(
            toewijzing.gemeente, toewijzing.person, toewijzing.agb, products()["45P11"], date(2020, 1, 1), [], nummer=900_000 + len(out)
        )
        begin = date(2021, rng.randint(1, 3), 1)
        claim = claim_on(ghost, begin, last_day(begin), "04", amounts("04", 6053, rng.uniform(8_000, 40_000)), plus_maanden(begin, 2))
        claim.credit = True
        cost["oud", 2021, "pxq"] -= claim.bedrag
        planted.zonder_toewijzing += 1
        out.append(claim)
    planted.wezen += len(out)
    planted.weesbedrag_cent += sum(claim.bedrag for claim in out)
    return out


def toewijzingen_that_do_not_count(
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
        datum, tijd = moment(rng, start - timedelta(days=rng.randint(0, 20)))
        new = Toewijzing(model.gemeente, model.person, model.agb, model.product, start, [Version(datum, tijd, end)])
        new.eenheid, new.volume, new.frequentie = model.product.eenheid, rng.randint(1, 3), "4"
        return new

    for model in rng.sample(models, min(at_least_one(300, scale), len(models))):
        new = like(model, model.ingangsdatum, plus_maanden(model.ingangsdatum, rng.randint(3, 12)))
        datum, tijd = moment(rng, new.ingangsdatum + timedelta(days=rng.randint(11, 60)))
        by_13 = datum >= DELETION_BY_13
        new.versions.append(Version(datum, tijd, new.ingangsdatum, "13" if by_13 else "01"))
        new.deleted = True
        planted.verwijderd_13 += by_13
        planted.verwijderd_01 += not by_13
        out.append(new)
        begin, price = new.ingangsdatum, round(new.product.tarief)
        if rng.random() < 0.12 and begin >= ANALYSE_BEGIN and last_day(begin) <= LAST_DAY:
            value = amounts(new.eenheid, price, rng.uniform(5_000, 30_000))
            # Declared on a toewijzing that was deleted later: it costs money, but it is no care.
            claims.append(claim_on(new, begin, last_day(begin), new.eenheid, value, first_day(begin)))
            care = model.care
            assert care is not None
            cost[group_of(care), begin.year, kind_of(care)] += claims[-1].bedrag
            planted.zonder_toewijzing += 1
    for model in rng.sample(models, min(at_least_one(10, scale), len(models))):
        new = like(model, model.ingangsdatum, model.ingangsdatum - timedelta(days=rng.randint(1, 40)))
        planted.einddatum_voor_ingangsdatum += 1
        out.append(new)
    for model in rng.sample(models, min(at_least_one(900, scale), len(models))):
        start = model.ingangsdatum + timedelta(days=rng.randint(-120, 300))
        start = min(max(start, ANALYSE_BEGIN if model.care and model.care.spell.pad is None else REGIONAL_START), RECEIVED_UNTIL)
        end = plus_maanden(start, 12) - DAY if start.year < 2024 or rng.random() < 0.5 else None
        if (
            model.care
            and model.care.spell.pad is None
            and model.care.eind <= OLD_UNTIL
            and model.product.groep not in targets()["producten"]
        ):
            start = min(start, OLD_UNTIL - timedelta(days=90))
            end = min(end or OLD_UNTIL, OLD_UNTIL)
        new = like(model, start, end)
        planted.ongebruikt += 1
        out.append(new)
        if rng.random() < 0.07 and last_day(start) <= LAST_DAY:
            claims.append(claim_on(new, start, last_day(start), new.eenheid, (0, 0, new.product.tarief), first_day(start)))
            planted.nulregels += 1
    for model in rng.sample(models, min(at_least_one(90, scale), len(models))):
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
                claim_on(
                    new,
                    begin,
                    eind,
                    new.eenheid,
                    amounts(new.eenheid, new.product.tarief, rng.uniform(10_000, 90_000)),
                    declared_in(rng, begin),
                )
            )
    return out, claims


def idle_aanbieders(rng: Random, region: Region, real: list[Toewijzing], out: list[Toewijzing], planted: Planted) -> list[Claim]:
    """Aanbieders whose only lines were taken back: they are in the files, but gave no care."""
    claims: list[Claim] = []
    models = [t for t in real if t.product.code == "45P11" and ANALYSE_BEGIN <= t.ingangsdatum < date(2022, 1, 1)]
    for i in range(IDLE):
        model = rng.choice(models)
        start = first_day(model.ingangsdatum)
        datum, tijd = moment(rng, start)
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
            debit = claim_on(new, begin, eind, "04", amounts("04", new.product.tarief, 30_000), first_day(begin))
            claims += [debit, credit_of(debit, plus_maanden(first_day(begin), 2))]
            planted.tegengeboekt += 1
    return claims
