"""Small nasty deliveries: seeded, at most thirty toewijzingen, aimed at the edges of the definitions.

Rows are as a delivery brings them (before any cleaning), in the canonical columns of the data contract. The same seed
gives the same delivery.
"""

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from oracle import DAY, DEFAULTS, Choices, Row, plus_months

GEMEENTEN = ("0893", "0983", "0889")
AGBS = ("01000001", "42420002", "65650003")

# Dates where calendar months bite: ends of short and long months, and the edges of the windows below.
CORNERS = tuple(
    date(year, month, day)
    for year, month, day in (
        *((2020, 12, 31), (2021, 1, 1), (2021, 1, 31), (2021, 2, 1), (2021, 2, 28), (2022, 1, 31), (2022, 2, 28), (2022, 8, 31)),
        *((2023, 2, 28), (2023, 11, 30), (2023, 12, 31), (2024, 1, 29), (2024, 1, 30), (2024, 1, 31), (2024, 2, 28), (2024, 2, 29)),
        *((2024, 3, 31), (2024, 6, 30), (2024, 7, 1), (2024, 7, 31)),
    )
)


@dataclass
class Delivery:
    """What one run gets: the choices and the rows of each table."""

    choices: Choices
    toewijzingen: list[Row] = field(default_factory=list)
    declaraties: list[Row] = field(default_factory=list)
    startberichten: list[Row] = field(default_factory=list)
    stopberichten: list[Row] = field(default_factory=list)
    producten: list[Row] = field(default_factory=list)
    plekken: list[Row] = field(default_factory=list)


# ---------------------------------------------------------------- rows with sensible blanks


def toewijzing(nummer: str, ingangsdatum: date, einddatum: date | None, **given: Any) -> Row:
    """Make a toewijzing; everything not given is plain."""
    return {
        "toewijzingnummer": nummer,
        "gemeentecode": "0983",
        "client": "c1",
        "geboortedatum": date(2012, 5, 17),
        "geslacht": "2",
        "agb": AGBS[0],
        "productcategorie": "54",
        "productcode": "54Z01",
        "toewijzingsdatum": ingangsdatum,
        "toewijzingstijd": time(9, 30),
        "ingangsdatum": ingangsdatum,
        "einddatum": einddatum,
        "volume": None,
        "eenheid": None,
        "frequentie": None,
        "budget": None,
        "reden_wijziging": None,
        "referentie_aanbieder": None,
    } | given


def declaratie(nummer: str, begindatum: date, einddatum: date, **given: Any) -> Row:
    """Make a declared line; everything not given is plain."""
    return {
        "referentienummer": f"R{nummer}-{begindatum:%y%m%d}",
        "vorig_referentienummer": None,
        "toewijzingnummer": nummer,
        "gemeentecode": "0983",
        "client": "c1",
        "agb": AGBS[0],
        "productcategorie": "54",
        "productcode": "54Z01",
        "begindatum": begindatum,
        "einddatum": einddatum,
        "volume": 3.0,
        "eenheid": "04",
        "tarief": 10000,
        "bedrag": 30000,
        "debet_credit": "D",
        "declaratienummer": None,
        "dagtekening": None,
    } | given


def product(code: str, groep: str, zwaarte: str | None, vorm: str, eenheid: str | None, **given: Any) -> Row:
    """Make a row of the product table."""
    return {
        "productcode": code,
        "productnaam": f"{groep} {zwaarte or ''}".strip(),
        "productgroep": groep,
        "zwaarte": zwaarte,
        "segment": "2",
        "financieringsvorm": vorm,
        "trajectprijs": 500000 if vorm == "traject" else None,
        "tarief": 10000,
        "eenheid": eenheid,
        "normvolume_uren": None,
        "normdoorlooptijd_maanden": None,
        "geldig_vanaf": None,
        "geldig_tot": None,
    } | given


PRODUCTEN = (
    product("54L01", "GGZ", "licht", "pxq", "04"),
    product("54M01", "GGZ", "midden", "pxq", "01"),
    product("54Z01", "GGZ", "zwaar", "pxq", "04"),
    product("54E01", "GGZ", "meerwerk", "pxq", "16"),
    product("54W01", "GGZ", "maatwerk", "pxq", "04"),
    product("45L02", "Ambulant 1", "licht", "traject", "82", normvolume_uren=40.0, normdoorlooptijd_maanden=6),
    product("45M02", "Ambulant 1", "midden", "traject", "82", normvolume_uren=75.0, normdoorlooptijd_maanden=9),
    product("45Z02", "Ambulant 1", "zwaar", "traject", "82"),
    product("45W02", "Ambulant 1", "maatwerk", "pxq", "16"),
    product("45L03", "Duurzaam", "licht", "pxq", "04", geldig_tot=date(2022, 12, 31)),
    product(
        "45L03", "Duurzaam", "midden", "traject", "82", normvolume_uren=30.0, normdoorlooptijd_maanden=7, geldig_vanaf=date(2023, 1, 1)
    ),
    product("45M03", "Duurzaam", "zwaar", "taakgericht", "83"),
    product("41D04", "Dagbesteding", None, "plek", "16"),
    product("43V05", "Verblijf", None, "plek", "14"),
    product("41F06", "Dagbehandeling", None, "plek", "16", geldig_tot=date(2022, 6, 30)),
    product("41F06", "Dagbehandeling", None, "pxq", "04", geldig_vanaf=date(2022, 9, 1)),
    product("45B07", "Begeleiding", None, "pxq", "01"),
    product("45B08", "Begeleiding", None, "pxq", "04"),
)
UNKNOWN_PRODUCT = "99X99"

# Each plan draws the products of one client from one of these.
FAMILIES = (
    ("54L01", "54M01", "54Z01", "54E01", "54W01"),
    ("54Z01", "54W01"),
    ("45L02", "45M02", "45Z02", "45W02"),
    ("45L03", "45M03"),
    ("41D04",),
    ("41D04", "43V05", "41F06"),
    ("45B07", "45B08"),
    ("54Z01", UNKNOWN_PRODUCT),
)


# ---------------------------------------------------------------- the generator


def delivery(seed: int) -> Delivery:
    """Make the delivery of a seed."""
    return _Maker(random.Random(seed)).make()


class _Maker:
    """One delivery in the making: the dice, the rows so far and the next free numbers."""

    def __init__(self, dice: random.Random):
        self.dice = dice
        self.out = Delivery(_choices(dice))
        self.numbers = {gemeente: dice.choice((0, 100)) for gemeente in GEMEENTEN}
        self.references = 0

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def make(self) -> Delivery:
        out, dice = self.out, self.dice
        out.producten = [row | {} for row in PRODUCTEN]
        wanted = dice.randint(3, 30)
        clients = 0
        while len(out.toewijzingen) < wanted:
            clients += 1
            self.client(f"c{clients}")
        del out.toewijzingen[30:]
        self.repeat(out.toewijzingen, 0.15)
        self.repeat(out.declaraties, 0.04)
        self.places()
        for rows in (out.toewijzingen, out.declaraties, out.plekken):
            dice.shuffle(rows)
        return out

    def repeat(self, rows: list[Row], share: float) -> None:
        """Deliver some rows again, as a 301 snapshot does."""
        rows += [dict(row) for row in list(rows) if self.chance(share)]

    def client(self, name: str) -> None:
        """Give a client one to three plans, each in one gemeente and family of products."""
        gemeente = self.dice.choice(GEMEENTEN)
        first = len(self.out.toewijzingen)
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            draw = self.dice.random()
            if draw < 0.15:
                self.winter(name, gemeente, self.dice.choice(FAMILIES))
            elif draw < 0.4:
                self.relay(name, gemeente, self.dice.choice(FAMILIES[:3]))
            else:
                self.plan(name, gemeente, self.dice.choice(FAMILIES))
            if self.chance(0.3):
                gemeente = self.dice.choice(GEMEENTEN)  # the client moves
        birth = self.birth(first)
        for row in self.out.toewijzingen[first:]:
            row["geboortedatum"] = birth

    def birth(self, first: int) -> date | None:
        """Make most clients children; put the others a day around the limit, or leave the date unknown."""
        dice = self.dice
        draw = dice.random()
        if draw < 0.08:
            return dice.choice((None, date(1900, 1, 1)))
        if draw < 0.12:
            return date(2000, 2, 29)
        if draw < 0.35:
            day = dice.choice(self.out.toewijzingen[first:])["ingangsdatum"]
            years = self.out.choices["max_leeftijd"] + dice.choice((-1, 0, 1, 1, 1, 2))
            return plus_months(day, -12 * years) + timedelta(days=dice.choice((-1, 0, 1)))
        return date(dice.randint(2006, 2018), dice.randint(1, 12), dice.randint(1, 28))

    def plan(self, client: str, gemeente: str, family: tuple[str, ...]) -> None:
        """Lay a few periods of care beside or after each other, in every relation that periods can have."""
        dice, choices = self.dice, self.out.choices
        begin = dice.choice(CORNERS) if self.chance(0.35) else self.day()
        if self.chance(0.15):
            edge = dice.choice((choices["analyse_begin"], plus_months(choices["analyse_begin"], 1)))
            begin = edge + timedelta(days=dice.choice((-40, -1, 0, 1)))
        if self.chance(0.15):
            begin = plus_months(choices["peildatum"], -1) + timedelta(days=dice.choice((-90, -31, -1, 0, 1)))
        eind = self.until(begin)
        latest, code = eind, dice.choice(family)
        self.care(client, gemeente, code, begin, eind)
        for _ in range(dice.choice((0, 1, 2, 2, 3, 4, 5))):
            begin, eind = self.next_to(begin, eind, latest)
            if not self.chance(0.25):
                code = dice.choice(family)
            self.care(client, gemeente, code, begin, eind)
            latest = max(latest, eind)

    def winter(self, client: str, gemeente: str, family: tuple[str, ...]) -> None:
        """Lay periods at holes of exactly the limit through January and February, the last perhaps a day too late."""
        dice, gap = self.dice, self.out.choices["max_gat_maanden"]
        day = date(dice.choice((2021, 2022, 2023)), 12, dice.choice((29, 30, 31)))
        for place in range(dice.choice((3, 4))):
            late = DAY if place and self.chance(0.2) else timedelta()
            begin = plus_months(day, gap) + late if place else day
            day = begin + timedelta(days=dice.choice((0, 0, 0, 5)))
            self.care(client, gemeente, dice.choice(family), begin, day, "one")

    def relay(self, client: str, gemeente: str, family: tuple[str, ...]) -> None:
        """Let products hand over to each other with an overlap around the limit, perhaps while another runs along."""
        dice, limit = self.dice, self.out.choices["max_overdracht_dagen"]
        begin = first = self.day()
        codes = dice.sample(family, k=len(family))
        along = codes.pop() if len(codes) > 2 and self.chance(0.4) else None
        eind = begin
        for code in codes[: dice.choice((2, 3, 4))]:
            eind = plus_months(begin, dice.randint(2, 5)) + timedelta(days=dice.randint(0, 20))
            self.care(client, gemeente, code, begin, eind, dice.choice(("one", "months")))
            overlap = dice.choice((0, 1, limit, limit, limit + 1, limit + 10))
            begin = max(begin, eind - timedelta(days=overlap - 1))
        if along:
            self.care(client, gemeente, along, first, eind, "one")
        elif self.chance(0.4):
            self.beside_a_hole(client, gemeente, codes[:2], plus_months(eind, 7))

    def beside_a_hole(self, client: str, gemeente: str, codes: list[str], begin: date) -> None:
        """Lay what would be a handover, were there no hole of some days before or after it."""
        last = plus_months(begin, 2)
        shared = last + timedelta(days=5), last + timedelta(days=self.dice.choice((5, 10, 20)))
        apart = (begin, last), (shared[1] + DAY, plus_months(shared[1], 2))
        if self.chance(0.5):  # the hole after it
            shared = last + DAY, shared[1] - timedelta(days=4)
            apart = (begin, last), (shared[1] + timedelta(days=5), plus_months(shared[1], 2))
        for code, own in zip(codes, apart, strict=True):
            self.care(client, gemeente, code, *own, "one")
            self.care(client, gemeente, code, *shared, "one")

    def day(self) -> date:
        first, last = self.out.choices["analyse_begin"], self.out.choices["peildatum"]
        return first + timedelta(days=self.dice.randint(-60, (last - first).days + 20))

    def until(self, begin: date) -> date:
        """Draw the last day of a period that begins on a given day."""
        dice = self.dice
        later = [day for day in CORNERS if begin <= day < plus_months(begin, 9)]
        draw = dice.random()
        if draw < 0.08:
            return begin
        if draw < 0.35 and later:
            return dice.choice(later)
        if draw < 0.65:
            return plus_months(begin, dice.randint(1, 8)) - dice.choice((0, 1, 1)) * DAY
        if draw < 0.75:
            return plus_months(begin.replace(day=1), dice.randint(1, 4)) - DAY
        return begin + timedelta(days=dice.choice((1, 5, 20, 30, 40, 100, 250)))

    def next_to(self, begin: date, eind: date, latest: date) -> tuple[date, date]:
        """Draw a period in some relation to the one before and to the latest end so far."""
        dice, choices = self.dice, self.out.choices
        gap, limit = choices["max_gat_maanden"], choices["max_overdracht_dagen"]
        length = (eind - begin).days
        inside = begin + timedelta(days=dice.randint(0, length))
        overlap = dice.choice((1, 2, 15, 30, max(limit, 1), max(limit, 1), limit + 1, limit + 1, limit + 10))
        after = {
            "touching": latest + DAY,
            "same day": latest,
            "hole at the limit": plus_months(latest, gap),
            "hole one day too long": plus_months(latest, gap) + DAY,
            "small hole": latest + timedelta(days=dice.randint(2, 27)),
            "far": latest + timedelta(days=dice.randint(40, 200)),
            "handover": latest - timedelta(days=overlap - 1),
            "equal start": begin,
            "bridge": inside,
        }
        weights = (5, 3, 5, 4, 3, 2, 8, 3, 5)
        relation = dice.choices((*after, "nested", "same period"), (*weights, 4, 1))[0]
        if relation == "same period":
            return begin, eind
        if relation == "nested":
            return inside, inside + timedelta(days=dice.randint(0, (eind - inside).days))
        found = after[relation]
        if relation == "bridge":
            return found, max(self.until(found), eind + timedelta(days=dice.randint(1, 60)))
        if relation == "handover":
            return found, max(self.until(found), latest + timedelta(days=dice.choice((0, 1, 30, 90))))
        return found, self.until(found)

    # ------------------------------------------------------------ messages

    def care(self, client: str, gemeente: str, code: str, begin: date, eind: date, style: str = "") -> None:
        """Write the messages of one toewijzing whose care runs from begin to eind."""
        dice = self.dice
        self.numbers[gemeente] += 1
        nummer, agb = str(self.numbers[gemeente]), dice.choice(AGBS)
        first = begin - timedelta(days=dice.choice((0, 0, 0, 5, 100)))
        last: date | None = eind + timedelta(days=dice.choice((0, 0, 0, 0, 3, 200)))
        if self.chance(0.15):
            last = None
        own = {"gemeentecode": gemeente, "client": client, "agb": agb}
        given = None if self.chance(0.06) else code
        row = toewijzing(nummer, first, last, productcode=given, productcategorie=code[:2], **own)
        self.versions(row)
        style = style or dice.choices(("one", "months", "holes", "end", "wide", "outside", "none"), (8, 5, 2, 2, 2, 1, 1))[0]
        if style in ("one", "months") and code in ("45L02", "45M02", "45Z02") and self.chance(0.5):
            style = "end"
        pieces = self.pieces(style, begin, eind)
        line_agb = dice.choice(AGBS) if self.chance(0.04) else agb
        line = {"gemeentecode": gemeente, "client": client, "agb": line_agb, "productcategorie": code[:2], "productcode": code}
        self.lines(nummer, code, pieces, line, other_codes=given is None)
        if self.chance(0.5 if style == "end" else 0.1):
            self.start_and_stop(nummer, gemeente, agb, begin, eind)
        if self.chance(0.03):  # declared on a toewijzing that nobody delivered
            self.lines(f"{nummer}00", code, pieces[:1], line, other_codes=False)

    def versions(self, row: Row) -> None:
        """Deliver a toewijzing, perhaps with older or equal versions, a deletion or an end before its begin."""
        dice, out = self.dice, self.out
        out.toewijzingen.append(row)
        draw = dice.random()
        first, last = row["ingangsdatum"], row["einddatum"]
        if draw < 0.12:  # an older version with another end
            older = row | {"einddatum": self.until(first)}
            row |= {"toewijzingsdatum": first + timedelta(days=dice.choice((0, 30))), "toewijzingstijd": time(15, 0)}
            row["reden_wijziging"] = "05"
            out.toewijzingen.append(older)
        elif draw < 0.18:  # equal stamps: the one with a reason stands, else the later in the delivery
            reason = dice.choice((None, "04"))
            out.toewijzingen.append(row | {"einddatum": self.until(first), "reden_wijziging": reason})
        elif draw < 0.21:  # a version without a stamp is older
            out.toewijzingen.append(row | {"einddatum": self.until(first), "toewijzingsdatum": None, "toewijzingstijd": None})
        elif draw < 0.24:  # on the same day, without a time
            out.toewijzingen.append(row | {"einddatum": self.until(first), "toewijzingstijd": None})
        elif draw < 0.29:  # deleted
            stamp = {"toewijzingsdatum": (last or first) + DAY, "reden_wijziging": dice.choice(("13", "01"))}
            out.toewijzingen.append(row | stamp | {"einddatum": first})
        elif draw < 0.31:  # a real day, although it looks like a deletion
            row |= {"einddatum": first, "reden_wijziging": dice.choice((None, "05"))}
        elif draw < 0.33:
            row |= {"einddatum": first - timedelta(days=dice.choice((1, 50)))}
        elif draw < 0.35:  # a code of deletion on a toewijzing that goes on
            row |= {"reden_wijziging": "01"}

    def pieces(self, style: str, begin: date, eind: date) -> list[tuple[date, date]]:
        """Cut care into product periods."""
        months = []
        month = begin.replace(day=1)
        while month <= eind:
            months.append((max(begin, month), min(eind, plus_months(month, 1) - DAY)))
            month = plus_months(month, 1)
        if style == "one":
            return [(begin, eind)]
        if style == "holes":
            kept = [piece for piece in months if self.chance(0.6)]
            return kept or months[:1]
        if style == "end":
            return months[-1:]
        if style == "wide":
            return [(first.replace(day=1), plus_months(first.replace(day=1), 1) - DAY) for first, _ in months]
        if style == "outside":
            shift = self.dice.choice((-400, 300, 700))
            return [(begin + timedelta(days=shift), eind + timedelta(days=shift))]
        return months if style == "months" else []

    def lines(self, nummer: str, code: str, pieces: list[tuple[date, date]], own: Row, *, other_codes: bool) -> None:
        """Declare a total of hours over the product periods, with corrections, credits and zero lines."""
        dice = self.dice
        unit = next((row["eenheid"] for row in PRODUCTEN if row["productcode"] == code), "04")
        if self.chance(0.15):
            unit = dice.choice(("01", "04", "16", "14", "82", "83", "84"))
        for (begin, eind), volume in zip(pieces, self.volumes(unit, len(pieces)), strict=True):
            cents = dice.randint(1, 90000)
            row = declaratie(nummer, begin, eind, referentienummer=self.reference(), **own) | {
                "volume": volume,
                "eenheid": None if self.chance(0.03) else unit,
                "bedrag": cents,
            }
            if other_codes and self.chance(0.5):
                row["productcode"] = dice.choice(("45B07", "54Z01", "41D04"))
            self.out.declaraties.append(row)
            self.mishap(row)

    def volumes(self, unit: str, parts: int) -> list[float]:
        """Split a volume, often one on the border of two classes, over lines."""
        dice = self.dice
        hours = dice.choice((10, 20, 30, 50, 75, 100, 200, 500, 1000, 2000, dice.randint(1, 250)))
        steps = {"01": hours * 60, "04": hours * 10, "16": hours}.get(unit, hours)
        scale = {"04": 0.1, "16": 0.25}.get(unit, 1)
        cuts = sorted(dice.randint(0, steps) for _ in range(parts - 1))
        return [round((high - low) * scale, 2) for low, high in zip([0, *cuts], [*cuts, steps], strict=True)][:parts]

    def fresh(self) -> Row:
        return {"referentienummer": self.reference()}

    def reference(self) -> str:
        self.references += 1
        return f"RN{self.references:04d}"

    def mishap(self, row: Row) -> None:
        """Add to a declared line what the field adds: zero lines, credits, corrections."""
        dice, out = self.dice, self.out
        back = {"debet_credit": "C", "vorig_referentienummer": row["referentienummer"]}
        draw = dice.random()
        if draw < 0.03:
            out.declaraties.append(row | self.fresh() | {"bedrag": 0})
        elif draw < 0.04:
            row["bedrag"] = 0
        elif draw < 0.08:  # credited as a whole
            out.declaraties.append(row | self.fresh() | back)
        elif draw < 0.12:  # corrected
            out.declaraties += [
                row | self.fresh() | back,
                row | self.fresh() | {"bedrag": row["bedrag"] + 500, "volume": row["volume"] + 1},
            ]
        elif draw < 0.14 and row["eenheid"] == "04":  # corrected in minutes
            minutes = {"eenheid": "01", "volume": round(row["volume"] * 60)}
            out.declaraties += [row | self.fresh() | back, row | self.fresh() | minutes]
        elif draw < 0.16:  # credited in part
            out.declaraties.append(row | self.fresh() | back | {"bedrag": row["bedrag"] // 3, "volume": row["volume"] / 4})
        elif draw < 0.18:  # credited for more than was declared
            out.declaraties.append(row | self.fresh() | back | {"bedrag": row["bedrag"] + 100})
        elif draw < 0.20:  # a credit of something that was never delivered
            orphan = {"begindatum": row["begindatum"] - timedelta(days=45), "einddatum": row["begindatum"] - timedelta(days=30)}
            out.declaraties.append(row | self.fresh() | back | orphan | {"vorig_referentienummer": "ELDERS"})
        elif draw < 0.21:
            row["volume"] = None
        elif draw < 0.23:  # credited under the number of another aanbieder: no credit of this line
            out.declaraties.append(row | self.fresh() | back | {"agb": next(agb for agb in AGBS if agb != row["agb"])})

    def start_and_stop(self, nummer: str, gemeente: str, agb: str, begin: date, eind: date) -> None:
        """Send start and stop messages, some corrected (status 3 removes, 1 adds), some a pause, some only half."""
        dice, out = self.dice, self.out
        own = {"toewijzingnummer": nummer, "gemeentecode": gemeente, "agb": agb}
        start = own | {"begindatum": begin, "status_aanlevering": "1"}
        stop = own | {"begindatum": begin, "einddatum": eind, "reden_beeindiging": "31", "status_aanlevering": "1"}
        draw = dice.random()
        if draw < 0.15:  # the start was wrong by a week
            wrong = start | {"begindatum": begin - timedelta(days=7)}
            out.startberichten += [wrong, wrong | {"status_aanlevering": "3"}, start]
        elif draw < 0.9:
            out.startberichten.append(start)
        draw = dice.random()
        if draw < 0.15:
            wrong = stop | {"einddatum": eind + timedelta(days=60)}
            out.stopberichten += [wrong, wrong | {"status_aanlevering": "3"}, stop]
        elif draw < 0.3:  # a pause, then the end
            out.stopberichten += [stop | {"einddatum": begin, "reden_beeindiging": "20"}, stop]
        elif draw < 0.4:  # a pause, and no end yet
            out.stopberichten.append(stop | {"reden_beeindiging": "20"})
        elif draw < 0.9:
            out.stopberichten.append(stop)

    def places(self) -> None:
        """Agree on places for some gemeenten, products and periods, some beginning or ending within a month."""
        dice, choices = self.dice, self.out.choices
        first, last = choices["plek_begin"], choices["plek_eind"]
        for gemeente in GEMEENTEN:
            for code in ("41D04", "43V05", "41F06"):
                for _ in range(dice.choice((0, 0, 1, 2))):
                    begin = first + timedelta(days=dice.randint(-60, (last - first).days))
                    eind = dice.choice((None, begin, begin + timedelta(days=dice.randint(5, 300))))
                    self.out.plekken.append(
                        {
                            "gemeentecode": gemeente,
                            "agb": dice.choice((None, *AGBS)),
                            "productcode": code,
                            "geldig_vanaf": begin,
                            "geldig_tot": eind,
                            "plekken": dice.choice((0.0, 1.0, 1.0, 2.0, 2.5, 3.0)),
                        }
                    )


def _choices(dice: random.Random) -> Choices:
    begin = date(2021, 1, 1) if dice.random() < 0.7 else dice.choice((date(2021, 6, 15), date(2022, 1, 31), date(2023, 2, 1)))
    peil = date(2024, 8, 1)
    if dice.random() < 0.4:
        peil = dice.choice((date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2023, 7, 15)))
    plek_begin = dice.choice((date(2021, 1, 1), date(2021, 3, 15), date(2022, 1, 1), date(2023, 6, 1)))
    return DEFAULTS | {
        "analyse_begin": begin,
        "peildatum": peil,
        "plek_begin": plek_begin,
        "plek_eind": dice.choice((plus_months(plek_begin, 12) - DAY, plus_months(plek_begin, 14), plus_months(plek_begin, 26) - DAY)),
        "max_gat_maanden": dice.choice((1, 1, 1, 1, 0, 2, 3)),
        "max_overdracht_dagen": dice.choice((31, 31, 31, 0, 7, 62)),
        "max_leeftijd": dice.choice((21, 21, 21, 17)),
    }
