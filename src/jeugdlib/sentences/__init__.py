"""Wat valt op: sentences computed from a table, so that what is written never differs from what is shown.

Only disclosed tables come in. A hidden number is never named, nor one that rests on it; where a group is too small the
sentence says so. One text per group: `GGZ: ...`. The slides of the first light have their sentences here; every later
slide has a module of its own, with `zinnen` and `hoofdpunten`. `blocks` shows them, `shared` holds what they share.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, place, require
from jeugdlib.sentences.blocks import HEADLINE, TABLE, Bevindingen, Tegels, Voorbehouden, show, show_notes, show_points, tegels
from jeugdlib.sentences.shared import (
    NOTHING,
    TOO_SMALL,
    Row,
    aaneen,
    bij,
    bij_elk,
    getoond,
    groepen,
    met_jaarnaam,
    op_kosten,
    op_volgorde,
    per_group,
    zichtbaar,
)

__all__ = [
    "HEADLINE",
    "NOTHING",
    "TABLE",
    "TOO_SMALL",
    "Bevindingen",
    "Row",
    "Tegels",
    "Voorbehouden",
    "aaneen",
    "bij",
    "bij_elk",
    "doorlooptijd",
    "getoond",
    "groepen",
    "kerncijfers",
    "maanden",
    "met_jaarnaam",
    "op_kosten",
    "op_volgorde",
    "overgangen",
    "paden",
    "per_group",
    "per_tabel",
    "plekbezetting",
    "rekening",
    "show",
    "show_notes",
    "show_points",
    "signalen",
    "tegels",
    "verantwoording",
    "volumes",
    "zichtbaar",
]

_TABLES: Final = {"declaraties": "Declaratieregels", "toewijzingen": "Toewijzingen"}
_STEPS: Final = {
    "aangeleverd": "Aangeleverd",
    "afgekeurd": "Afgekeurd: niet leesbaar of niet volledig",
    "exacte_dubbelen": "Dubbel aangeleverd",
    "herzien": "Oudere versie",
    "ingetrokken": "Ingetrokken door de gemeente",
    "buiten_selectie": "Van een aanbieder die nu niet meetelt",
    "ouder_dan_21": "Cliënt te oud",
    "buiten_analyseperiode": "Buiten de gekozen periode",
    "nulregel": "Bedrag is nul",
    "tegengeboekt": "Verrekend met een andere regel",
    "aanvaard": "Telt mee in dit rapport",
}
# Why a delivered row is not in the figures, after "omdat".
_REASONS: Final = {
    "afgekeurd": "zij niet leesbaar of niet volledig waren",
    "exacte_dubbelen": "zij dubbel waren aangeleverd",
    "herzien": "er een nieuwere versie van was",
    "ingetrokken": "de gemeente ze had ingetrokken",
    "buiten_selectie": "zij van een aanbieder zijn die nu niet meetelt",
    "ouder_dan_21": "de cliënt te oud was",
    "buiten_analyseperiode": "zij buiten de gekozen periode vielen",
    "nulregel": "het bedrag nul was",
    "tegengeboekt": "zij met een andere regel zijn verrekend",
}
# The same in the one line of accounting, after a number of lines.
_IN_THE_LINE: Final = {
    "afgekeurd": "niet leesbaar of niet volledig",
    "exacte_dubbelen": "dubbel aangeleverd",
    "herzien": "vervangen door een nieuwere versie",
    "ingetrokken": "ingetrokken",
    "buiten_selectie": "van een aanbieder die nu niet meetelt",
    "ouder_dan_21": "van een cliënt die te oud was",
    "buiten_analyseperiode": "van buiten de periode",
    "nulregel": "met bedrag nul",
    "tegengeboekt": "verrekend met een andere regel",
}
_SIGNALS: Final = {
    "creditregel_zonder_debet": "Terugbetaling zonder de regel die wordt terugbetaald: wel afgetrokken",
    "negatief_nettobedrag": "Na verrekening blijft een bedrag onder nul: telt in de kosten, niet als zorg",
    "declaratie_zonder_toewijzing": "Declaratie zonder toewijzing: telt in de kosten, niet als zorg",
    "declaratie_buiten_toewijzing": "Toewijzing met declaraties die geheel buiten haar periode vallen",
    "product_onbekend": "Toewijzing van een product dat niet in de productentabel staat: niet in de paden",
    "geboortedatum_onbekend": "Toewijzing van iemand zonder bekende geboortedatum: telt mee",
    "eenmalig_gedeclareerd": "Toewijzing van een product dat in één keer wordt betaald: de duur komt van een andere klok",
}


def per_tabel(table: Disclosed) -> list[tuple[str, Disclosed]]:
    """Split an account by delivered table and write its steps as a reader knows them; no number changes.

    Args:
        table: `tabel`, `stap` and numbers.

    Returns:
        The name of each delivered table ("Toewijzingen") and its part, in the order of the table.
    """
    frame = require(table).frame.with_columns(pl.col("stap").replace(_STEPS))
    names = [str(name) for name in dict.fromkeys(frame["tabel"])]
    return [(_TABLES.get(name, name), replace(table, frame=frame.filter(pl.col("tabel") == name))) for name in names]


def signalen(table: Disclosed) -> Disclosed:
    """Write the signals as a reader knows them, and leave out those of which there are none; no number changes."""
    frame = require(table).frame.filter(pl.col("rijen").is_null() | (pl.col("rijen") > 0))
    return replace(table, frame=frame.with_columns(pl.col("signaal").replace(_SIGNALS)))


def verantwoording(table: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say per delivered table which part counts, and for which reason most of the rest does not.

    Args:
        table: `tabel`, `stap`, `rijen`.
        regio: the same table of the region.
    """
    beside: dict[str, dict[str, int]] = {}
    for row in require(regio).frame.iter_rows(named=True) if regio else []:
        beside.setdefault(row["tabel"], {})[row["stap"]] = row["rijen"]

    def describe(rows: list[Row]) -> Iterator[str]:
        count = {row["stap"]: row["rijen"] for row in rows}
        delivered, accepted = count.get("aangeleverd"), count.get("aanvaard")
        if delivered and accepted is not None:
            part = accepted / delivered
            region = beside.get(rows[0]["tabel"], {})
            whole, counted = region.get("aangeleverd"), region.get("aanvaard")
            told = f"; {words.beside_region(part, counted / whole, place(regio))}" if whole and counted is not None else ""
            yield f"{words.number(accepted)} van de {words.number(delivered)} tellen mee ({words.share(part)}){told}."
        left = {stap: rows for stap, rows in count.items() if stap in _REASONS and rows}
        if left:
            stap = max(left, key=lambda name: left[name])
            yield f"De grootste groep die afviel, viel af omdat {_REASONS[stap]}: {words.number(left[stap])}."

    return per_group(table, "tabel", describe, heads=_TABLES)


def rekening(table: Disclosed, *, titel: str) -> str:
    """Write the one line of accounting under which the figures of a notebook stand.

    Args:
        table: `tabel`, `stap`, `rijen`, `bedrag_cent`.
        titel: the gemeente or the region.
    """
    steps = {row["stap"]: row for row in require(table).frame.iter_rows(named=True) if row["tabel"] == "declaraties"}

    def rows(row: Row) -> str:
        return words.number(row["rijen"]) if row["rijen"] is not None else "(afgeschermd)"

    left = [f"{rows(row)} {_IN_THE_LINE[stap]}" for stap, row in steps.items() if stap in _IN_THE_LINE and row["rijen"] != 0]
    nothing = {"rijen": 0, "bedrag_cent": 0}
    accepted = steps.get("aanvaard", nothing)
    told = f" De andere: {words.listing(left)}." if left else ""
    return (
        f"{titel}: van de {rows(steps.get('aangeleverd', nothing))} aangeleverde declaratieregels tellen er {rows(accepted)} mee, samen "
        f"{words.euro(accepted['bedrag_cent'])}.{told}"
    )


def kerncijfers(table: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say how many children got care, and what it cost.

    Args:
        table: `kengetal`, `waarde`, `eenheid` ("aantal", "maanden" or "cent").
        regio: the same figures of the region.
    """
    frame = require(table).frame
    value = {row["kengetal"]: row["waarde"] for row in frame.iter_rows(named=True)}
    if not value.get("clienten"):
        return [NOTHING if value.get("clienten") == 0 or frame.is_empty() else TOO_SMALL.capitalize()]
    told = f"{words.plural(int(value['clienten']), 'cliënt kreeg', 'cliënten kregen')} jeugdhulp"
    if value.get("aanbieders") is not None:
        told += f" van {words.plural(int(value['aanbieders']), 'aanbieder', 'aanbieders')}"
    told += "."
    if value.get("kosten") is not None and value.get("kosten_per_client") is not None:
        cost, each = words.euro_short(round(value["kosten"])), words.euro(round(value["kosten_per_client"]))
        region = {row["kengetal"]: row["waarde"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}
        beside = (
            f" (in {words.where(place(regio))} {words.euro(round(region['kosten_per_client']))})"
            if region.get("kosten_per_client") is not None
            else ""
        )
        told += f" Daarvoor is {cost} gedeclareerd, gemiddeld {each} per cliënt{beside}."
    return [told]


def paden(paths: Disclosed, key_figures: Disclosed, *, eerst: Sequence[str] = (), regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep which path is walked most, and how much the others differ.

    Args:
        paths: `productgroep`, `pad`, `aantal`, `totaal`, `aandeel`, `rang`.
        key_figures: `productgroep`, `paden_uniek`, `dekking_top5`, `aandeel_meerwerk_maatwerk`.
        eerst: productgroepen to begin with.
        regio: key figures of the region.
    """
    figures, region = _by_name(key_figures), _by_name(regio)

    def describe(rows: list[Row]) -> Iterator[str]:
        first = next((row for row in rows if row["rang"] == 1 and row["aantal"] is not None), None)
        if first is not None and first["totaal"] is not None:
            total = words.plural(first["totaal"], "pad", "paden")
            count = f"{words.number(first['aantal'])} van de {total} ({words.share(first['aandeel'])})"
            yield f"het pad {first['pad']} komt het meest voor: {count}."
        figure = figures.get(rows[0]["productgroep"], {})
        # With the fifth path hidden, the share of five would give it away to who adds up the other four.
        fifth = any(row["rang"] == 5 and row["aantal"] is not None for row in rows)
        if fifth and figure.get("paden_uniek") is not None and figure.get("dekking_top5") is not None and figure["paden_uniek"] > 5:
            unique, top = words.number(figure["paden_uniek"]), words.share(figure["dekking_top5"])
            yield f"De vijf meest gelopen paden zijn samen {top} van alle paden; er zijn {unique} verschillende paden."
        if figure.get("aandeel_meerwerk_maatwerk") is not None:
            part, beside = figure["aandeel_meerwerk_maatwerk"], region.get(rows[0]["productgroep"], {}).get("aandeel_meerwerk_maatwerk")
            told = f"; {words.beside_region(part, beside, place(regio))}" if beside is not None else ""
            yield f"In {words.share(part)} van de paden komt meerwerk of maatwerk voor{told}."

    return per_group(paths, "productgroep", describe, first=eerst)


def overgangen(table: Disclosed, *, eerst: Sequence[str] = ()) -> list[str]:
    """Say per productgroep which step follows which most often.

    Args:
        table: `productgroep`, `van`, `naar`, `aantal`.
        eerst: productgroepen to begin with.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        order = sorted((row for row in rows if row["aantal"]), key=lambda row: (-row["aantal"], row["van"], row["naar"]))
        if not order:
            return
        best = order[0]
        yield f"de stap van {best['van']} naar {best['naar']} komt het meest voor: {words.number(best['aantal'])} keer."
        if len(order) > 1:
            yield f"Daarna komt die van {order[1]['van']} naar {order[1]['naar']}: {words.number(order[1]['aantal'])} keer."

    return per_group(table, "productgroep", describe, first=eerst)


def volumes(table: Disclosed, *, eerst: Sequence[str] = (), regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep in which class of hours most paths fall.

    Args:
        table: `productgroep`, `klasse`, `aantal`, `totaal`, `aandeel`.
        eerst: productgroepen to begin with.
        regio: the same table of the region.
    """
    region = {(row["productgroep"], row["klasse"]): row["aandeel"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}

    def describe(rows: list[Row]) -> Iterator[str]:
        shown = [row for row in rows if row["aantal"]]
        if not shown:
            return
        best = max(row["aantal"] for row in shown)  # hidden counts are always the lowest ones
        tops = [row for row in shown if row["aantal"] == best]
        classes = words.listing([row["klasse"] for row in tops])
        total = f" van de {words.number(tops[0]['totaal'])}" if tops[0]["totaal"] is not None else ""
        share = f" ({words.share(tops[0]['aandeel'])})" if tops[0]["aandeel"] is not None else ""
        if len(tops) == 1:
            beside = region.get((tops[0]["productgroep"], classes))
            told = (
                f"; {words.beside_region(tops[0]['aandeel'], beside, place(regio))}"
                if tops[0]["aandeel"] is not None and beside is not None
                else ""
            )
            yield f"de klasse {classes} uur telt de meeste zorgpaden: {words.number(best)}{total}{share}{told}."
        else:
            yield f"de klassen {classes} uur tellen de meeste zorgpaden: elk {words.number(best)}{total}{share}."

    return per_group(table, "productgroep", describe, first=eerst)


def maanden(
    table: Disclosed, *, normen: Mapping[str, int] | None = None, eerst: Sequence[str] = (), regio: Disclosed | None = None
) -> list[str]:
    """Say per productgroep which length most completed paths have, and which part took no longer than the norm.

    Args:
        table: `productgroep`, `maanden`, `aantal`, `totaal`, `aandeel`; the part within the norm only where none of its months is hidden.
        normen: norm per productgroep, in months; a productgroep without one is not measured against any.
        eerst: productgroepen to begin with.
        regio: the same table of the region.
    """
    region: dict[str, list[Row]] = {}
    for row in require(regio).frame.iter_rows(named=True) if regio else []:
        region.setdefault(row["productgroep"], []).append(row)

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["aantal"] and row["aandeel"] is not None]
        if not known:
            return
        best = max(known, key=lambda row: (row["aantal"], -row["maanden"]))
        length, share = words.plural(best["maanden"], "maand", "maanden"), words.share(best["aandeel"])
        yield f"een duur van {length} komt het meest voor: {words.number(best['aantal'])} van de afgeronde paden ({share})."
        norm = (normen or {}).get(rows[0]["productgroep"])
        if norm is None:
            return
        part, beside = _within(rows, norm), _within(region.get(rows[0]["productgroep"], []), norm)
        if part is not None:
            told = f"; {words.beside_region(part, beside, place(regio))}" if beside is not None else ""
            yield f"{words.share(part)} duurde hooguit {words.plural(norm, 'maand', 'maanden')}{told}."

    return per_group(table, "productgroep", describe, first=eerst)


def _within(rows: list[Row], norm: int) -> float | None:
    shares = [row["aandeel"] for row in rows if row["maanden"] <= norm]
    return sum(shares) if shares and all(share is not None for share in shares) else None


def doorlooptijd(
    medians: Disclosed,
    curve: Disclosed,
    *,
    normen: Mapping[str, int] | None = None,
    eerst: Sequence[str] = (),
    regio: Disclosed | None = None,
) -> list[str]:
    """Say per productgroep after how many months half of the paths has ended, and how many go on after the norm.

    Args:
        medians: `productgroep`, `mediaan`, `laag`, `hoog` (months; null where not reached).
        curve: `productgroep`, `maanden`, `overleving`.
        normen: norm per productgroep, in months.
        eerst: productgroepen to begin with.
        regio: medians of the region.
    """
    region = _by_name(regio)
    running = {
        row["productgroep"]: row["overleving"]
        for row in require(curve).frame.iter_rows(named=True)
        if row["maanden"] == (normen or {}).get(row["productgroep"]) and row["overleving"] is not None
    }

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row[FLAG]:
            return
        if row["mediaan"] is None:
            yield "de mediaan is nog niet bereikt, want de lijn blijft boven de 50%."
        else:
            yield f"de helft van de paden is klaar na {words.plural(row['mediaan'], 'maand', 'maanden')}{_interval(row)}."
            beside = region.get(row["productgroep"], {}).get("mediaan")
            if beside is not None:
                also = "ook " if beside == row["mediaan"] else ""
                yield f"In {words.where(place(regio))} is dat {also}na {words.plural(beside, 'maand', 'maanden')}."
        if row["productgroep"] in running:
            norm = words.plural((normen or {})[row["productgroep"]], "maand", "maanden")
            yield f"Na {norm} loopt {words.share(running[row['productgroep']])} nog door."

    return per_group(medians, "productgroep", describe, first=eerst)


def _interval(row: Row) -> str:
    if row["laag"] is None:
        return ""
    low = words.plural(row["laag"], "maand", "maanden")
    if row["hoog"] is None:
        return f" (95%-interval: {low} of meer; de bovengrens is nog niet bereikt)"
    both = low if row["laag"] == row["hoog"] else f"{row['laag']} tot {row['hoog']} maanden"
    return f" (95%-interval: {both})"


def plekbezetting(table: Disclosed, *, namen: Mapping[str, str] | None = None) -> list[str]:
    """Say per product in how many months the number of clients fits the capacity, and which month was the fullest.

    Args:
        table: `productcode`, `maand`, `clienten`, `capaciteit`, `klasse`, `afgesproken`.
        namen: product names per productcode; a code without a name stays a code.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["klasse"] is not None and row["clienten"] is not None]
        if not known:
            return
        fits, far = (words.number(sum(row["klasse"] == klasse for row in known)) for klasse in ("aansluitend", ">5%"))
        months = words.plural(len(known), "maand", "maanden")
        agreed = words.capacity({row["afgesproken"] for row in known})
        limit = " die wij kunnen tonen" if len(known) < len(rows) else ""
        yield f"van de {months}{limit} was het verschil met {agreed} {fits} keer hooguit 1% en {far} keer meer dan 5%."
        top = max(known, key=lambda row: row["clienten"])
        clients = words.plural(top["clienten"], "cliënt", "cliënten")
        places = words.number(top["capaciteit"], 0 if top["capaciteit"] == round(top["capaciteit"]) else 1)
        which = "De drukste van deze maanden" if limit else "De drukste maand"
        yield f"{which} was {words.month(top['maand'])}: {clients} bij {_BESIDE[top['afgesproken']].format(places)}."

    return per_group(table, "productcode", describe, heads=namen or {})


# How many places there are, as told behind "bij".
_BESIDE: Final = {"ja": "{} afgesproken plekken", "nee": "een jaargemiddelde van {}", "deels": "een capaciteit van {}"}


def _by_name(table: Disclosed | None) -> dict[str, Row]:
    return {row["productgroep"]: row for row in require(table).frame.iter_rows(named=True)} if table else {}
