"""What verzilvering of trajecten says: does a traject behave as a fixed price, or is it paid per month after all?"""

from collections.abc import Iterator
from typing import Final

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row, per_group

NEAR: Final = 0.25  # how far a slope may be from 1 (paid per month) or from 0 (a fixed price), and a line from the origin
FULL: Final = (0.9, 1.1)  # a mean cost that is the price

_WHY: Final = {
    "beoordeeld": "Staat in de figuur",
    "voor_periode": "Niet: begon voor de analyseperiode",
    "loopt_nog": "Niet: nog niet afgerond",
    "niet_regulier": "Niet: gestopt om een andere reden dan 'volgens plan'",
    "zonder_norm": "Niet: het product heeft geen normduur",
    "zonder_prijs": "Niet: het product heeft geen trajectprijs",
}


# What a line means: as a whole sentence, and in a word or two.
_MEANS: Final = {
    "pxq": (
        "Trajecten gedragen zich hier als hulp die per maand wordt betaald (P*Q): wie langer hulp krijgt, kost naar verhouding meer",
        "als P*Q",
    ),
    "prijs": (
        "Trajecten kosten hier ongeveer hun vaste prijs, hoe lang ze ook duren: zo is trajectbekostiging bedoeld",
        "als een vaste prijs",
    ),
    "onder": ("De kosten hangen hier nauwelijks van de duur af, maar liggen gemiddeld onder de trajectprijs", "vlak, onder de prijs"),
    "boven": ("De kosten hangen hier nauwelijks van de duur af, maar liggen gemiddeld boven de trajectprijs", "vlak, boven de prijs"),
    "steil": ("De kosten van trajecten stijgen hier nog sneller dan hun duur: bij een vaste prijs hoort dat niet", "steiler dan P*Q"),
    "tussen": ("Trajecten zitten hier tussen een vaste prijs en betaling per maand (P*Q) in", "tussen vaste prijs en P*Q"),
    "daalt": ("Langere trajecten kosten hier minder: dat past niet bij een vaste prijs en niet bij betaling per maand", "dalend"),
}


def duiding(row: Row) -> str:
    """Return what the line of a row means: a key of the table above."""
    slope, cost = row["helling"], row["gemiddelde_kosten"]
    if abs(slope - 1) <= NEAR and abs(row["snijpunt"]) <= NEAR:
        return "pxq"
    if abs(slope) <= NEAR:
        return "onder" if cost < FULL[0] else "boven" if cost > FULL[1] else "prijs"
    return "steil" if slope > 1 + NEAR else "tussen" if slope > 0 else "daalt"


def lijn(lines: Disclosed) -> str:
    """Say in one sentence what the trend line of all trajecten means."""
    row = _all(lines)
    if row is None:
        return TOO_SMALL.capitalize() if any(require(lines).frame[FLAG]) else NOTHING
    if row["helling"] is None:
        return TOO_SMALL.capitalize() if row[FLAG] else "Alle trajecten duurden even lang: er is geen trendlijn te trekken."
    return f"{_MEANS[duiding(row)][0]} (helling {words.number(row['helling'], 2)})."


def stap(lines: Disclosed) -> str:
    """Say in one sentence what the slope means in points, to stand above the figure; without a line it says why."""
    row = _all(lines)
    if row is None or row["helling"] is None:
        return lijn(lines)
    slope = row["helling"]
    way = "meer" if slope >= 0 else "minder"
    return (
        f"Duurt een traject 10 procentpunt van de norm langer, dan is er gemiddeld {words.number(abs(slope) * 10, 1)} procentpunt van "
        f"de prijs {way} gedeclareerd (trendlijn: helling {words.number(slope, 2)}, snijpunt {words.share(row['snijpunt'], 0)})."
    )


def zinnen(lines: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep, the largest first, how steep its line is and what that means.

    Args:
        lines: table `verzilvering_trajectlijn`.
        regio: the same table of the region.
    """
    frame = require(lines).frame
    order = frame.sort(["niveau", "toewijzingen", "productgroep"], descending=[False, True, False], nulls_last=True)
    region = {row["productgroep"]: row["helling"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row["helling"] is not None:
            beside = region.get(row["productgroep"])
            told = f" (in de regio {words.number(beside, 2)})" if beside is not None else ""
            yield f"de helling is {words.number(row['helling'], 2)}{told}: {_MEANS[duiding(row)][1]}."
        if row["gemiddeld_volume"] is not None:
            volume, cost = words.share(row["gemiddeld_volume"], 0), words.share(row["gemiddelde_kosten"], 0)
            yield f"Gemiddeld is {volume} van de normduur gebruikt en {cost} van de prijs gedeclareerd."

    return per_group(lines, "productgroep", describe, first=order["productgroep"].to_list())


def hoofdpunten(lines: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say what the slope means here, how volume and cost compare, how many are paid in full, and where the line is steepest.

    Args:
        lines: table `verzilvering_trajectlijn`.
        regio: the same table of the region.
    """
    row = _all(lines)
    if row is None or row["helling"] is None:
        return []
    said = [lijn(lines)]
    beside = _all(regio) if regio else None
    if beside is not None and beside["helling"] is not None:
        said.append(f"In de regio is de helling {words.number(beside['helling'], 2)} ({_MEANS[duiding(beside)][1]}).")
    if row["aandeel_meer_kosten"] is not None:
        count = f" van de {words.plural(row['toewijzingen'], 'afgerond traject', 'afgeronde trajecten')}" if row["toewijzingen"] else ""
        full = ""
        if row["aandeel_vol_betaald"] is not None:
            full = f" Bij {words.share(row['aandeel_vol_betaald'])} is de hele prijs gedeclareerd (95 tot 105%)."
        said.append(
            f"Bij {words.share(row['aandeel_meer_kosten'])}{count} is een groter deel van de prijs gedeclareerd dan er van de normduur is "
            f"gebruikt.{full}"
        )
    groups = [part for part in require(lines).frame.iter_rows(named=True) if part["niveau"] != "alle" and part["helling"] is not None]
    if len(groups) > 1:
        most, least = max(groups, key=lambda part: part["helling"]), min(groups, key=lambda part: part["helling"])
        said.append(
            f"De lijn is het steilst bij {most['productgroep']} ({words.number(most['helling'], 2)}) en het vlakst bij "
            f"{least['productgroep']} ({words.number(least['helling'], 2)})."
        )
    return said


def tekenlijn(lines: Disclosed) -> tuple[float, float] | None:
    """Return slope and intercept of the line of all trajecten to draw; None where there is none to show."""
    row = _all(lines)
    return None if row is None or row["helling"] is None else (row["helling"], row["snijpunt"])


def redenen(table: Disclosed) -> Disclosed:
    """Write the reasons of `verzilvering_traject_grond` as a reader knows them; no number changes."""
    frame = require(table).frame
    return Disclosed(frame.with_columns(frame["reden"].replace(_WHY)), table.drempel, table.veilig)


def _all(lines: Disclosed) -> Row | None:
    return next((row for row in require(lines).frame.iter_rows(named=True) if row["niveau"] == "alle"), None)
