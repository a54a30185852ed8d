"""Rows gathered into messages: a JW301 per change at one client and aanbieder, a JW323 per aanbieder, gemeente and month."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from jeugdlib.example.dates import plus_maanden
from jeugdlib.example.records import Claim, Message301, Message323, Planted, Toewijzing, Version, at_least_one


def messages_301(rng: Random, toewijzingen: list[Toewijzing], scale: float, planted: Planted) -> list[Message301]:
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
    stale = rng.sample(changed, min(at_least_one(40, scale), len(changed)))
    planted.achterhaalde_berichten = len(stale)
    for number, message in enumerate(stale, start=1):
        # Sent again by mistake, long after a newer version: it must not win.
        out.append(
            Message301(
                message.gemeente, message.agb, message.person, message.dagtekening + timedelta(days=100), f"H{number:09d}", message.rows
            )
        )
    twice = rng.sample(out, min(at_least_one(200, scale), len(out)))
    planted.dubbele_berichten += len(twice)
    return sorted([*out, *twice], key=lambda m: (m.gemeente, m.dagtekening, m.identificatie))


def messages_323(rng: Random, claims: list[Claim], scale: float, planted: Planted) -> list[Message323]:
    """Gather the lines per gemeente, aanbieder and declared month; number lines per aanbieder."""
    together: dict[tuple[str, int, date], list[Claim]] = defaultdict(list)
    for claim in claims:
        together[claim.toewijzing.gemeente, claim.toewijzing.agb, claim.maand].append(claim)
    out = []
    lines: dict[int, int] = defaultdict(int)
    for number, ((gemeente, agb, maand), group) in enumerate(
        sorted(together.items(), key=lambda item: (item[0][2], item[0][0], item[0][1])), start=1
    ):
        group.sort(key=lambda c: (c.toewijzing.person.bsn, not c.credit, c.toewijzing.nummer, c.begin))
        for claim in group:
            lines[agb] += 1
            claim.referentie = f"R{lines[agb]:07d}"
        dagtekening = plus_maanden(maand, 1).replace(day=rng.randint(3, 10))
        out.append(Message323(gemeente, agb, maand, dagtekening, f"D{number:08d}", group))
    twice = rng.sample(out, min(at_least_one(30, scale), len(out)))
    planted.dubbele_berichten += len(twice)
    return sorted([*out, *twice], key=lambda m: (m.gemeente, m.maand, m.agb, m.identificatie))
