"""Hoofdpunten: what a slide says over all its groups, at most four sentences; the first is the headline of the slide.

Only disclosed tables come in, and a hidden number is never named. Without anything to tell the list is empty.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require

GOOD_FIT: Final = 0.9  # T6 of the advice report: five paths that cover about 90% of all paths fit the products
_NUMBERS: Final = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")

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
    if len(covered) > 1:
        limit = "" if len(covered) == len(groepen) else " waarvan wij dit kunnen tonen"
        which = f": {words.listing(good)}" if good and len(good) < len(covered) else ""
        said.append(
            f"{_how_many(len(good), len(covered))}{limit} zijn de vijf meest gelopen paden samen ten minste "
            f"{words.share(GOOD_FIT, 0)} van alle paden{which}."
        )
    elif covered:
        ((name, share),) = covered.items()
        way = "Dat is genoeg voor" if share >= GOOD_FIT else "Dat is minder dan"
        said.append(
            f"Bij {name} zijn de vijf meest gelopen paden samen {words.share(share)} van alle paden. "
            f"{way} de maatstaf van {words.share(GOOD_FIT, 0)}."
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
    rest = [f"{row['klasse']} uur bij {name} ({words.share(row['aandeel'], 0)})" for name, row in told.items() if name != _first(groepen)]
    if rest:
        said.append(f"De grootste klasse is verder {words.listing(rest)}.")
    if regio and told:
        same = [name for name, row in told.items() if (_largest(regio, name) or {}).get("klasse") == row["klasse"]]
        said.append(f"{_how_many(len(same), len(told))} is dat dezelfde klasse als in de regio.")
    return said


def doorlooptijd(
    medians: Disclosed,
    curve: Disclosed,
    *,
    groepen: Sequence[str],
    normen: Mapping[str, int] | None = None,
    regio: Disclosed | None = None,
) -> list[str]:
    """Say where paths are short and where long, and how many of the largest productgroep go on after its norm.

    Args:
        medians: `productgroep`, `mediaan` (months).
        curve: `productgroep`, `maanden`, `overleving`.
        groepen: the productgroepen on the slide, the largest first.
        normen: norm per productgroep, in months.
        regio: medians of the region.
    """
    median = {name: row["mediaan"] for name, row in _by_group(medians, groepen).items() if row["mediaan"] is not None}
    said = []
    largest = _first(groepen)
    norm = (normen or {}).get(largest)
    running = {row["productgroep"]: row["overleving"] for row in _rows(curve) if row["maanden"] == norm and row["overleving"] is not None}
    if largest in median:
        after = ""
        if norm is not None and largest in running:
            after = f"; na {words.plural(norm, 'maand', 'maanden')} loopt {words.share(running[largest], 0)} nog door"
        half = words.plural(median[largest], "maand", "maanden")
        said.append(f"In de grootste productgroep, {largest}, is de helft van de zorgpaden klaar na {half}{after}.")
    if len(set(median.values())) > 1:
        short, long = min(median, key=lambda name: median[name]), max(median, key=lambda name: median[name])
        said.append(
            f"Het kortst duren de paden van {short} (de helft is klaar na {words.plural(median[short], 'maand', 'maanden')}), "
            f"het langst die van {long} ({words.plural(median[long], 'maand', 'maanden')})."
        )
    beside = {row["productgroep"]: row["mediaan"] for row in _rows(regio) if row["mediaan"] is not None} if regio else {}
    both = {name: (own, beside[name]) for name, own in median.items() if name in beside}
    if both:
        name = max(both, key=lambda name: abs(both[name][0] - both[name][1]))
        own, region = both[name]
        if own == region:
            said.append(f"{_how_many(len(both), len(both))} is de helft even snel klaar als in de regio.")
        else:
            less = "sneller" if own < region else "later"
            said.append(
                f"Het grootste verschil met de regio heeft {name}: de helft is klaar na {words.plural(own, 'maand', 'maanden')}, "
                f"in de regio na {words.plural(region, 'maand', 'maanden')}. "
                f"Dat is hier {words.plural(abs(own - region), 'maand', 'maanden')} {less}."
            )
    return said


def plekbezetting(table: Disclosed, *, namen: Mapping[str, str]) -> list[str]:
    """Say over all products in how many months the number of clients fits, and for which product most and least often.

    Args:
        table: `productcode`, `clienten`, `klasse`, `afgesproken`.
        namen: product names per productcode.
    """
    months: dict[str, list[str]] = {}
    agreed: set[str] = set()
    for row in _rows(table):
        if row["klasse"] is not None and row["clienten"] is not None:
            months.setdefault(row["productcode"], []).append(row["klasse"])
            agreed.add(row["afgesproken"])
    if not months:
        return []
    every = [klasse for classes in months.values() for klasse in classes]
    far = {code: classes.count(">5%") / len(classes) for code, classes in months.items()}
    said = [
        f"{_per_place(len(months))} scheelt het aantal jeugdigen in {words.share(every.count('aansluitend') / len(every), 0)} van de "
        f"maanden hooguit 1% met {words.capacity(agreed)}. In {words.share(every.count('>5%') / len(every), 0)} van de maanden is het "
        "verschil meer dan 5%."
    ]
    most, least = max(far, key=lambda code: far[code]), min(far, key=lambda code: far[code])
    if far[most] == far[least]:
        which = "dit product" if len(far) == 1 else "elk van deze producten"
        said.append(f"Bij {which} is het verschil in {words.share(far[most], 0)} van de maanden meer dan 5%.")
    else:
        said.append(
            f"Een verschil van meer dan 5% komt het vaakst voor bij {namen.get(most, most)} ({words.share(far[most], 0)} van de maanden) "
            f"en het minst vaak bij {namen.get(least, least)} ({words.share(far[least], 0)})."
        )
    return said


def _per_place(products: int) -> str:
    return "Bij 1 product dat per plek wordt betaald," if products == 1 else f"Bij {products} producten die per plek worden betaald,"


def _rows(table: Disclosed) -> list[Row]:
    return require(table).frame.to_dicts()


def _first(groepen: Sequence[str]) -> str:
    return groepen[0] if groepen else ""


def _how_many(some: int, all_of_them: int) -> str:
    if all_of_them == 1:
        return f"Bij {'deze' if some else 'geen'} productgroep"
    which = f"alle {_in_words(all_of_them)}" if some == all_of_them else f"{_in_words(some)} van de {_in_words(all_of_them)}"
    return f"Bij {which} productgroepen"


def _in_words(kinds: int) -> str:
    """Write a number of kinds as a word, so that no reader takes it for a small number of children."""
    return _NUMBERS[kinds] if kinds < len(_NUMBERS) else words.number(kinds)


def _by_group(table: Disclosed, groepen: Sequence[str]) -> dict[str, Row]:
    rows = {row["productgroep"]: row for row in _rows(table)}
    return {name: rows[name] for name in groepen if name in rows}


def _largest(table: Disclosed, groep: str) -> Row | None:
    """Return the row of a group with the highest count; hidden counts are always the lowest ones."""
    rows = [row for row in _rows(table) if row["productgroep"] == groep and row["aantal"]]
    return max(rows, key=lambda row: row["aantal"], default=None)
