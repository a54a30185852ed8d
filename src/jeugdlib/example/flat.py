"""The same deliveries as flat files, and the small tables that go with either form: `;`, decimal comma, dates as dd-mm-jjjj."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from jeugdlib.example import people
from jeugdlib.example.dates import first_day
from jeugdlib.example.messages import previous_reference
from jeugdlib.example.providers import DOMINANT, FULLY_NGA_2024, IDLE, NGA_POOL, PLEK_POOL, is_nga
from jeugdlib.example.records import Plan, agb_code
from jeugdlib.example.resources import data_folder
from jeugdlib.example.targets import products, targets

# Of every thousand inhabitants, how many are of this age: so many that some nine in a hundred of them get care in a year.
JEUGDIGEN: Final = {"0-4": 40, "5-11": 61, "12-17": 56, "18-21": 36}
EENHEID_EURO: Final = "83"


def _day(value: date | None) -> str:
    return "" if value is None else value.strftime("%d-%m-%Y")


def _euro(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02d}"


def _volume(volume: int | None, eenheid: str) -> str:
    # In messages a volume in euros is counted in cents; in flat files in euros.
    return "" if volume is None else _euro(volume) if eenheid == EENHEID_EURO else str(volume)


def _write(path: Path, head: str, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(head.split())
        writer.writerows(rows)


def write_messages(destination: Path, plan: Plan) -> None:
    """Write `toewijzingen.csv` and `declaraties.csv`: a row per delivered version and per declared line, repeats included."""
    _write(
        destination / "toewijzingen.csv",
        "toewijzingnummer gemeentecode bsn geboortedatum geslacht agb productcategorie productcode toewijzingsdatum toewijzingstijd "
        "ingangsdatum einddatum volume eenheid frequentie budget reden_wijziging",
        (
            (
                t.nummer,
                t.gemeente,
                t.person.bsn,
                "01-01-1900" if t.person.geboren_onbekend else _day(t.person.geboren),
                t.person.geslacht,
                agb_code(t.agb),
                t.product.code[:2],
                "" if t.budget is not None else t.product.code,
                _day(version.datum),
                version.tijd.isoformat(),
                _day(t.ingangsdatum),
                _day(version.einddatum),
                *(("", "", "") if t.budget is not None else (_volume(t.volume, t.eenheid), t.eenheid, t.frequentie)),
                _euro(t.budget),
                reason or "",
            )
            for message in plan.messages_301
            for t, version, reason in message.rows
        ),
    )
    _write(
        destination / "declaraties.csv",
        "referentienummer vorig_referentienummer toewijzingnummer gemeentecode bsn agb productcategorie productcode begindatum einddatum "
        "volume eenheid tarief bedrag debet_credit declaratienummer dagtekening",
        (
            (
                c.referentie,
                previous_reference(c) or "",
                c.toewijzing.nummer,
                c.toewijzing.gemeente,
                c.toewijzing.person.bsn,
                agb_code(c.toewijzing.agb),
                c.toewijzing.product.code[:2],
                c.toewijzing.product.code,
                _day(c.begin),
                _day(c.eind),
                _volume(c.volume, c.eenheid),
                c.eenheid,
                _euro(c.tarief),
                _euro(c.bedrag),
                "C" if c.credit else "D",
                message.identificatie,
                _day(message.dagtekening),
            )
            for message in plan.messages_323
            for c in message.claims
        ),
    )


def _contracts(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return the contracts: of every aanbieder and product that works, but for the aanbieders that work without one."""
    first: dict[tuple[int, str], date] = {}
    for toewijzing in plan.toewijzingen:
        key = (toewijzing.agb, toewijzing.product.code)
        first[key] = min(first.get(key, toewijzing.ingangsdatum), toewijzing.ingangsdatum)
    out = []
    for (agb, code), since in sorted(first.items()):
        if is_nga(agb):
            continue
        end = "31-12-2023" if code in FULLY_NGA_2024 else "31-12-2021" if agb in PLEK_POOL and products()[code].vorm == "plek" else ""
        out.append((agb_code(agb), code, _day(first_day(since).replace(month=1)), end))
    # Some without a contract for what they declare have one for another product.
    out += [(agb_code(agb), "40P20", "01-01-2021", "") for agb in NGA_POOL[::5]]
    return out


def _young() -> list[tuple[str, int, str, int]]:
    """Return the young inhabitants per gemeente, year and age class; every year a few less, and of one gemeente more than of another."""
    return [
        (code, year, ages, round(row["gewicht"] * per_thousand * (1.03 - 0.012 * (number % 6)) * (1 - 0.006 * (year - 2021))))
        for number, (code, row) in enumerate(targets()["gemeenten"].items())
        for year in (2021, 2022, 2023, 2024)
        for ages, per_thousand in JEUGDIGEN.items()
    ]


def write_small_tables(destination: Path, plan: Plan) -> None:
    """Write the tables that no message holds: producten, aanbieders, contracten, gemeenten, jeugdigen, plekken."""
    (destination / "producten.csv").write_bytes((data_folder() / "voorbeeld" / "producten.csv").read_bytes())
    _write(
        destination / "aanbieders.csv",
        "agb naam type concern",
        (
            (
                agb_code(i),
                people.names().providers[i],
                "micro" if i in plan.region.micro else "regulier",
                "Concern De Verzonnen Haven" if i in (DOMINANT, 171, 172) else "",
            )
            for i in range(targets()["regio"]["aanbieders"] + IDLE)
        ),
    )
    _write(destination / "contracten.csv", "agb productcode geldig_vanaf geldig_tot", _contracts(plan))
    _write(
        destination / "gemeenten.csv",
        "gemeentecode naam regio",
        ((code, row["naam"], "Noord-Limburg") for code, row in targets()["gemeenten"].items()),
    )
    _write(destination / "jeugdigen.csv", "gemeentecode jaar leeftijdsklasse aantal", _young())
    # Of Venlo's places no numbers were agreed on paper: the year's mean stands for them. Bergen tried agreed places in 2022-2023.
    _write(
        destination / "plekken.csv",
        "gemeentecode agb productcode geldig_vanaf geldig_tot plekken",
        [("0893", agb_code(118), "41L15", "01-01-2022", "31-12-2023", "6,5")],
    )
