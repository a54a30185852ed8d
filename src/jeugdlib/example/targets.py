"""What the example region is calibrated on, read from `data/voorbeeld`; nothing outside `example` may read it."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from jeugdlib.example.resources import data_folder

ANALYSE_BEGIN: Final = date(2021, 1, 1)
LAST_DAY: Final = date(2024, 7, 31)  # the last observed day: the day before the peildatum
RECEIVED_UNTIL: Final = date(2024, 9, 10)  # the delivery was made on the day after
REGIONAL_START: Final = date(2022, 1, 1)  # the regional products (trajecten) began
OLD_UNTIL: Final = date(2022, 12, 31)  # the last day of care under the products of before, but for two small ones


@dataclass(frozen=True, slots=True)
class Product:
    """One row of the product table; `tarief` and `trajectprijs` in cents."""

    code: str
    naam: str
    groep: str
    segment: str
    zwaarte: str | None
    vorm: str
    trajectprijs: int
    tarief: int
    eenheid: str


def _cents(text: str) -> int:
    return round(float(text.replace(",", ".")) * 100) if text else 0


@cache
def products() -> dict[str, Product]:
    """Return the product table by productcode."""
    with (data_folder() / "voorbeeld" / "producten.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {
        row["productcode"]: Product(
            row["productcode"],
            row["productnaam"],
            row["productgroep"],
            row["segment"],
            row["zwaarte"] or None,
            row["financieringsvorm"],
            _cents(row["trajectprijs"]),
            _cents(row["tarief"]),
            row["eenheid"],
        )
        for row in rows
    }


@cache
def product_of(groep: str, zwaarte: str) -> Product:
    """Return the product of a productgroep with this zwaarte."""
    return next(product for product in products().values() if product.groep == groep and product.zwaarte == zwaarte)


@cache
def targets() -> dict[str, Any]:
    """Return `doelen.toml`."""
    with (data_folder() / "voorbeeld" / "doelen.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def paths() -> dict[str, dict[str, int]]:
    """Return, per productgroep, how often each path is walked: the ten most frequent as published, the tail invented."""
    out: dict[str, dict[str, int]] = {}
    with (data_folder() / "voorbeeld" / "paden.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            out.setdefault(row["productgroep"], {})[row["pad"]] = int(row["aantal"])
    return out


def in_window(begin: date, eind: date) -> bool:
    """Return whether care is seen in the analysis window."""
    return begin <= LAST_DAY and eind >= ANALYSE_BEGIN


def scaled(count: float, scale: float) -> int:
    """Return a count at this scale, rounded."""
    return int(count * scale + 0.5)
