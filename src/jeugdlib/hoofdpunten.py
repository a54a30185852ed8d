"""Hoofdpunten: what a slide says over all its groups, at most four sentences; the first is the headline of the slide.

Only disclosed tables come in, and a hidden number is never named. Without anything to tell the list is empty.
"""

from collections.abc import Sequence
from typing import Any, Final

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require

GOOD_FIT: Final = 0.9  # T6 of the advice report: five paths that cover about 90% of all paths fit the products
A_YEAR: Final = 12  # months

Row = dict[str, Any]


def verantwoording(table: Disclosed) -> list[str]:
    """Say which part of the declared lines counts, and for how much money.

    Args:
        table: `tabel`, `stap`, `rijen`, `bedrag_cent`.
    """
    steps = {row["stap"]: row for row in _rows(table) if row["tabel"] == "declaraties"}
    delivered, accepted = steps.get("aangeleverd", {}).get("rijen"), steps.get("aanvaard", {})
    if not delivered or accepted.get("rijen") is None or accepted.get("bedrag_cent") is None:
        return []
    share, lines = words.share(accepted["rijen"] / delivered, 0), words.number(delivered)
    return [f"{share} van de {lines} aangeleverde declaratieregels telt mee, samen {words.euro_short(accepted['bedrag_cent'])}."]


def paden(paths: Disclosed, key_figures: Disclosed, *, groepen: Sequence[str], regio: Disclosed | None = None) -> list[str]:
    """Say how well few paths cover all, and where meerwerk or maatwerk is needed most.

    Args:
        paths: `productgroep`, `pad`, `aandeel`, `rang`.
        key_figures: `productgroep`, `dekking_top5`, `aandeel_meerwerk_maatwerk`.
        groepen: the productgroepen on the slide, the largest first.
        regio: the same key figures of the region.
    """
    figures = _by_group(key_figures, groepen)
    said = []
    first = next((row for row in _rows(paths) if row["productgroep"] == _first(groepen) and row["rang"] == 1), None)
    if first and first["aandeel"] is not None:
        share = words.share(first["aandeel"], 0)
        said.append(f"In de grootste productgroep, {groepen[0]}, is {first['pad']} het pad dat het meest voorkomt: {share} van de paden.")
    covered = {name: row["dekking_top5"] for name, row in figures.items() if row["dekking_top5"] is not None}
    good = [name for name, share in covered.items() if share >= GOOD_FIT]
    if covered:
        limit = "" if len(covered) == len(groepen) else " waarvan wij dit kunnen tonen"
        which = f": {words.listing(good)}" if good else ""
        said.append(
            f"Bij {len(good) or 'geen'} van de {words.plural(len(covered), 'productgroep', 'productgroepen')}{limit} zijn de vijf meest gelopen "
            f"paden samen ten minste {words.share(GOOD_FIT, 0)} van alle paden{which}."
        )
    extra = {name: row["aandeel_meerwerk_maatwerk"] for name, row in figures.items() if row["aandeel_meerwerk_maatwerk"] is not None}
    if len(extra) > 1:
        most, least = max(extra, key=lambda name: extra[name]), min(extra, key=lambda name: extra[name])
        said.append(
            f"Meerwerk of maatwerk komt het vaakst voor bij {most} ({words.share(extra[most])} van de paden) en het minst bij {least} "
            f"({words.share(extra[least])})."
        )
    beside = {row["productgroep"]: row["aandeel_meerwerk_maatwerk"] for row in _rows(regio)} if regio else {}
    both = {name: (share, beside[name]) for name, share in extra.items() if beside.get(name) is not None}
    if both:
        name = max(both, key=lambda name: abs(both[name][0] - both[name][1]))
        own, region = both[name]
        said.append(f"Het grootste verschil daarin met de regio heeft {name}: {words.share(own)}; {words.beside_region(own, region)}.")
    return said


def volumes(table: Disclosed, *, groepen: Sequence[str], regio: Disclosed | None = None) -> list[str]:
    """Say for the largest productgroepen in which class of hours most paths fall.

    Args:
        table: `productgroep`, `klasse`, `aantal`, `aandeel`.
        groepen: the productgroepen on the slide, the largest first.
        regio: the same table of the region.
    """
    most = {name: _largest(table, name) for name in groepen}
    told = {name: row for name, row in most.items() if row and row["aandeel"] is not None}
    said = []
    if _first(groepen) in told:
        row = told[groepen[0]]
        said.append(
            f"In de grootste productgroep, {groepen[0]}, heeft de grootste groep zorgpaden {row['klasse']} uur hulp: "
            f"{words.share(row['aandeel'], 0)} van de paden."
        )
    rest = [f"{name} {row['klasse']} uur ({words.share(row['aandeel'], 0)})" for name, row in told.items() if name != _first(groepen)]
    if rest:
        said.append(f"De klasse met de meeste paden is bij {words.listing(rest)}.")
    if regio and told:
        same = [name for name, row in told.items() if (_largest(regio, name) or {}).get("klasse") == row["klasse"]]
        said.append(
            f"Bij {len(same) or 'geen'} van deze {words.plural(len(told), 'productgroep', 'productgroepen')} is dat dezelfde klasse als in de regio."
        )
    return said


def doorlooptijd(medians: Disclosed, curve: Disclosed, *, groepen: Sequence[str], regio: Disclosed | None = None) -> list[str]:
    """Say where paths are short and where long, and where most go on after a year.

    Args:
        medians: `productgroep`, `mediaan` (months).
        curve: `productgroep`, `maanden`, `overleving`.
        groepen: the productgroepen on the slide, the largest first.
        regio: medians of the region.
    """
    median = {name: row["mediaan"] for name, row in _by_group(medians, groepen).items() if row["mediaan"] is not None}
    running = {row["productgroep"]: row["overleving"] for row in _rows(curve) if row["maanden"] == A_YEAR and row["overleving"] is not None}
    said = []
    largest = _first(groepen)
    if largest in median:
        after = f"; na {A_YEAR} maanden loopt {words.share(running[largest], 0)} nog door" if largest in running else ""
        half = words.plural(median[largest], "maand", "maanden")
        said.append(f"In de grootste productgroep, {largest}, is de helft van de zorgpaden klaar na {half}{after}.")
    if len(set(median.values())) > 1:
        short, long = min(median, key=lambda name: median[name]), max(median, key=lambda name: median[name])
        said.append(
            f"Het kortst duren de paden van {short} (de helft is klaar na {words.plural(median[short], 'maand', 'maanden')}), het langst die van "
            f"{long} ({words.plural(median[long], 'maand', 'maanden')})."
        )
    beside = {row["productgroep"]: row["mediaan"] for row in _rows(regio) if row["mediaan"] is not None} if regio else {}
    both = {name: (own, beside[name]) for name, own in median.items() if name in beside}
    if both:
        name = max(both, key=lambda name: abs(both[name][0] - both[name][1]))
        own, region = both[name]
        if own == region:
            said.append("Bij elke productgroep is de helft even snel klaar als in de regio.")
        else:
            less = "sneller" if own < region else "later"
            said.append(
                f"Het grootste verschil met de regio heeft {name}: de helft is klaar na {words.plural(own, 'maand', 'maanden')}, in de regio na "
                f"{words.plural(region, 'maand', 'maanden')}. Dat is hier {words.plural(abs(own - region), 'maand', 'maanden')} {less}."
            )
    return said


def plekbezetting(table: Disclosed) -> list[str]:
    """Say over all products in how many months the number of clients fits.

    Args:
        table: `productcode`, `clienten`, `klasse`.
    """
    known = [row for row in _rows(table) if row["klasse"] is not None and row["clienten"] is not None]
    if not known:
        return []
    products = len({row["productcode"] for row in known})
    fits, far = (words.number(sum(row["klasse"] == klasse for row in known)) for klasse in ("aansluitend", ">5%"))
    share = words.share(sum(row["klasse"] == ">5%" for row in known) / len(known), 0)
    return [
        f"Over {words.plural(products, 'product', 'producten')} en {words.number(len(known))} maanden samen past het aantal jeugdigen {fits} keer bij "
        f"het gemiddelde van het jaar of de afspraak, en scheelt het {far} keer ({share}) meer dan 5%."
    ]


def _rows(table: Disclosed) -> list[Row]:
    return require(table).frame.to_dicts()


def _first(groepen: Sequence[str]) -> str:
    return groepen[0] if groepen else ""


def _by_group(table: Disclosed, groepen: Sequence[str]) -> dict[str, Row]:
    rows = {row["productgroep"]: row for row in _rows(table)}
    return {name: rows[name] for name in groepen if name in rows}


def _largest(table: Disclosed, groep: str) -> Row | None:
    """Return the row of a group with the highest count; hidden counts are always the lowest ones."""
    rows = [row for row in _rows(table) if row["productgroep"] == groep and row["aantal"]]
    return max(rows, key=lambda row: row["aantal"], default=None)
