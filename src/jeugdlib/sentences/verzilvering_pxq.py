"""What verzilvering P*Q says: which part of what was assigned is declared, by whom, and what could still come."""

from collections.abc import Iterator
from typing import Final

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row, apart, per_group

BAND: Final = (0.7, 0.8)  # the national picture, as the advice report gives it
_OF_TYPE: Final = {"micro": "micro-aanbieders", "regulier": "reguliere aanbieders", "onbekend": "aanbieders zonder bekend type"}
_WHY: Final = {
    "zonder_omvang": "er geen omvang en geen budget op staat",
    "frequentie_onbekend": "de frequentie ontbreekt of niet meer bestaat",
    "zonder_tarief": "het product geen tarief heeft",
    "eenheid_past_niet": "de eenheid niet bij het tarief past",
    "te_groot": "de omvang niet kan kloppen",
    "product_onbekend": "het product niet bekend is",
    "zonder_toewijzing": "alleen de declaraties zijn geleverd",
}


def op_papier(soort: str) -> str:
    """Write a type of aanbieder for a reader: `micro` is `micro-aanbieders`."""
    return _OF_TYPE.get(soort, f"aanbieders van type {soort}")


def zinnen(types: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say per type of aanbieder which part was declared in the last whole year, what could come, and how the year after it goes.

    Args:
        types: table `verzilvering_pxq`.
        regio: the same table of the region.
    """
    region = {(row["jaar"], row["type"]): row["verzilvering"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}

    def describe(rows: list[Row]) -> Iterator[str]:
        row = _last(rows)
        if row is None:
            return
        beside = region.get((row["jaar"], row["type"]))
        told = f"; {words.beside_region(row['verzilvering'], beside)}" if beside is not None else ""
        part = f"{words.euro_short(row['gedeclareerd_cent'])} van {words.euro_short(row['toegewezen_cent'])}"
        yield f"{_in(row).lower()} is {words.share(row['verzilvering'])} gedeclareerd van wat is toegewezen ({part}){told}."
        yield from _room(row)
        later = next((other for other in rows if other["jaar"] > row["jaar"] and other["verzilvering"] is not None), None)
        if later is not None:
            yield f"{_in(later)} is het tot nu toe {words.share(later['verzilvering'])}."

    heads = {name: op_papier(name).capitalize() for name in require(types).frame["type"].unique()}
    return per_group(types, "type", describe, heads=heads)


def typen(types: Disclosed) -> str:
    """Say in one sentence how the types of aanbieder differ in the last whole year of which they can be shown."""
    rows = require(types).frame.to_dicts()
    known = [row for row in rows if row["verzilvering"] is not None]
    last = _last(known)
    shown = sorted((row for row in known if last and row["jaar"] == last["jaar"]), key=lambda row: -row["verzilvering"])
    if not shown:
        return TOO_SMALL.capitalize() if rows else NOTHING
    first = (
        f"{_in(shown[0])} is bij {op_papier(shown[0]['type'])} {words.share(shown[0]['verzilvering'])} gedeclareerd van wat is toegewezen"
    )
    rest = [f"bij {op_papier(row['type'])} {words.share(row['verzilvering'])}" for row in shown[1:]]
    return f"{first}, {words.listing(rest)}." if rest else f"{first}."


def producten(table: Disclosed) -> list[str]:
    """Say how far apart the products are in the last whole year, and which lie outside the national band.

    Args:
        table: table `verzilvering_product`.
    """
    rows = in_laatste_jaar(table).frame.to_dicts()
    shown = [row for row in rows if row["verzilvering"] is not None and row["gedeclareerd_cent"]]
    if not shown:
        return [TOO_SMALL.capitalize() if any(row[FLAG] for row in rows) else NOTHING]
    most, least = max(shown, key=lambda row: row["verzilvering"]), min(shown, key=lambda row: row["verzilvering"])
    name = _in(most)
    if len(shown) == 1 or most["verzilvering"] == least["verzilvering"]:
        return [f"{name} is van {most['productnaam']} {words.share(most['verzilvering'])} gedeclareerd van wat is toegewezen."]
    high, low = most["verzilvering"], least["verzilvering"]
    said = [
        f"{name} loopt de verzilvering uiteen van {words.share(low)} ({least['productnaam']}) tot {words.share(high)} "
        f"({most['productnaam']}), een verschil van {apart(high, low)}."
    ]
    under, over = sum(row["verzilvering"] < BAND[0] for row in shown), sum(row["verzilvering"] > BAND[1] for row in shown)
    said.append(
        f"Van {words.plural(len(shown), 'product', 'producten')} die we kunnen tonen, liggen er {_none(under)} onder "
        f"{words.share(BAND[0], 0)} en {_none(over)} boven {words.share(BAND[1], 0)}."
    )
    idle = [row for row in rows if row["gedeclareerd_cent"] == 0 and row["toegewezen_cent"]]
    if idle:
        said.append(f"Op {words.plural(len(idle), 'product', 'producten')} is wel toegewezen en niets gedeclareerd.")
    return said


def bij_producten(table: Disclosed) -> str:
    """Return what `producten` says as one text, to stand above the figure."""
    return " ".join(producten(table))


def hoofdpunten(per_year: Disclosed, types: Disclosed, per_product: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say the part that is declared, how types of aanbieder differ, what it would cost if all were declared, and how products differ.

    Args:
        per_year: table `verzilvering_jaar`.
        types: table `verzilvering_pxq`.
        per_product: table `verzilvering_product`.
        regio: the first table of the region.
    """
    said = []
    whole = next(iter(in_laatste_jaar(per_year).frame.to_dicts()), None)
    if whole is not None and whole["verzilvering"] is not None:
        beside = [row for row in require(regio).frame.to_dicts() if row["jaar"] == whole["jaar"] and row["verzilvering"]] if regio else []
        told = f"; {words.beside_region(whole['verzilvering'], beside[0]['verzilvering'])}" if beside else ""
        said.append(
            f"{_in(whole)} is bij hulp per uur of dag {words.share(whole['verzilvering'])} gedeclareerd van wat is toegewezen{told}. "
            f"Dat ligt {_to_band(whole['verzilvering'])}."
        )
    rows = in_laatste_jaar(types).frame.to_dicts()
    shown = sorted((row for row in rows if row["verzilvering"] is not None), key=lambda row: -row["verzilvering"])
    if len(shown) > 1:
        most, least = shown[0], shown[-1]
        said.append(
            f"Bij {op_papier(most['type'])} is het {words.share(most['verzilvering'])}, bij {op_papier(least['type'])} "
            f"{words.share(least['verzilvering'])}, een verschil van {apart(most['verzilvering'], least['verzilvering'])}."
        )
    if whole is not None and whole["ruimte"] is not None:
        each = [f"{words.share(row['ruimte'])} bij {op_papier(row['type'])}" for row in rows if row["ruimte"] is not None]
        per_type = f" ({words.listing(each)})" if len(each) > 1 else ""
        if whole["ruimte"] > 0:
            said.append(
                f"Zou alles wat is toegewezen ook worden gedeclareerd, dan kostte deze hulp in {whole['jaar']} "
                f"{words.euro_short(whole['ruimte_cent'])} meer. Dat is {words.share(whole['ruimte'])} bovenop wat is "
                f"gedeclareerd{per_type}."
            )
        else:
            said.append(f"Er is {words.euro_short(-whole['ruimte_cent'])} meer gedeclareerd dan toegewezen{per_type}.")
    spread = producten(per_product)
    return [*said, spread[0]] if said and spread[0] not in (NOTHING, TOO_SMALL.capitalize()) else said


def dekking(table: Disclosed) -> list[str]:
    """Say how many toewijzingen are not in the figures, and why.

    Args:
        table: table `verzilvering_dekking`.
    """
    rows = require(table).frame.to_dicts()
    known = next((row for row in rows if row["reden"] == "bekend"), None)
    said = []
    if known is not None and known["toewijzingen"]:
        said.append(f"De cijfers gaan over {words.plural(known['toewijzingen'], 'toewijzing', 'toewijzingen')} van hulp per uur of dag.")
    for row in rows:
        if row["reden"] in _WHY and row["toewijzingen"]:
            money = f" ({words.euro_short(row['gedeclareerd_cent'])} gedeclareerd)" if row["gedeclareerd_cent"] is not None else ""
            count = words.plural(row["toewijzingen"], "toewijzing doet", "toewijzingen doen")
            said.append(f"{count} niet mee omdat {_WHY[row['reden']]}{money}.")
        elif row["reden"] in _WHY:
            said.append(f"Een klein aantal toewijzingen doet niet mee omdat {_WHY[row['reden']]}.")
    return said or [NOTHING]


def redenen(table: Disclosed) -> Disclosed:
    """Write the reasons of `verzilvering_dekking` as a reader knows them; no number changes."""
    known = {"bekend": "Telt mee"} | {name: f"Niet: omdat {why}" for name, why in _WHY.items()}
    frame = require(table).frame
    return Disclosed(frame.with_columns(frame["reden"].replace(known)), table.drempel, table.veilig)


def in_laatste_jaar(table: Disclosed) -> Disclosed:
    """Keep the rows of the last whole year, or of the last year where none is whole."""
    frame = require(table).frame
    whole = frame.filter(frame["volledig"])
    year = (frame if whole.is_empty() else whole)["jaar"].max()
    return Disclosed(frame.filter(frame["jaar"] == year) if year is not None else frame, table.drempel, table.veilig)


def op_rij(table: Disclosed) -> Disclosed:
    """Keep the products of the last whole year, the highest verzilvering first; hidden ones last, by name."""
    last = in_laatste_jaar(table)
    frame = last.frame.sort(["verzilvering", "productnaam"], descending=[True, False], nulls_last=True)
    return Disclosed(frame, last.drempel, last.veilig)


def _last(rows: list[Row]) -> Row | None:
    shown = [row for row in rows if row["verzilvering"] is not None]
    return max((row for row in shown if row["volledig"]), key=lambda row: row["jaar"], default=None) or (shown[-1] if shown else None)


def _in(row: Row) -> str:
    return f"In {row['jaar']}" if row["volledig"] else f"In {row['jaar']}, dat maar voor een deel in beeld is,"


def _room(row: Row) -> Iterator[str]:
    if row["ruimte"] is not None and row["ruimte"] > 0:
        yield f"Wordt ook de rest gedeclareerd, dan kost het {words.share(row['ruimte'])} meer ({words.euro_short(row['ruimte_cent'])})."
    elif row["ruimte_cent"] is not None and row["ruimte_cent"] < 0:
        yield f"Dat is {words.euro_short(-row['ruimte_cent'])} meer dan is toegewezen."


def _to_band(share: float) -> str:
    low, high = (words.share(edge, 0) for edge in BAND)
    place = "onder" if share < BAND[0] else "boven" if share > BAND[1] else "binnen"
    return f"{place} de {low.removesuffix('%')} tot {high} die het adviesrapport landelijk noemt"


def _none(count: int) -> str:
    return words.number(count) if count else "geen"
