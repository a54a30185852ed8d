"""Wat valt op: sentences computed from a table, so that what is written never differs from what is shown.

Only disclosed tables come in. A hidden number is never named, nor one that rests on it; where a group is too small the
sentence says so. No sentence calls a difference significant: nothing here tests one. One sentence per group, in the order of the table.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require

NOTHING: Final = "Er zijn geen gegevens in deze periode."
TOO_SMALL: Final = "de aantallen zijn te klein om te tonen."
NORM_MAANDEN: Final = 12  # the length for which the advice report sets its norm

Row = dict[str, Any]

# Why a delivered row is not in the figures, by the names of the accounting.
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
_TABLES: Final = {"declaraties": "Declaratieregels", "toewijzingen": "Toewijzingen"}


_WORDS: Final = {
    "aangeleverd": "Aangeleverd",
    "afgekeurd": "Afgekeurd: niet leesbaar of niet volledig",
    "exacte_dubbelen": "Dubbel aangeleverd",
    "herzien": "Oudere versie",
    "ingetrokken": "Ingetrokken door de gemeente",
    "buiten_selectie": "Van een aanbieder die niet meetelt",
    "ouder_dan_21": "Cliënt te oud",
    "buiten_analyseperiode": "Buiten de gekozen periode",
    "nulregel": "Bedrag is nul",
    "tegengeboekt": "Verrekend met een andere regel",
    "aanvaard": "Telt mee in dit rapport",
    **_TABLES,
    "gemeenten": "Gemeenten met jeugdhulp",
    "clienten": "Cliënten",
    "toewijzingen": "Toewijzingen",
    "duur_maanden": "Gemiddelde duur van een toewijzing",
    "aanbieders": "Aanbieders",
    "kosten": "Gedeclareerde kosten",
    "kosten_per_client": "Kosten per cliënt",
}


@dataclass(frozen=True)
class Bevindingen:
    """The sentences as a list under a heading; Jupyter and the report show its HTML."""

    zinnen: tuple[str, ...]

    def _repr_html_(self) -> str:
        items = "\n".join(f"<li>{html.escape(zin)}</li>" for zin in self.zinnen)
        return f'<div class="bevindingen">\n<h3>Wat valt op</h3>\n<ul>\n{items}\n</ul>\n</div>'


@dataclass(frozen=True)
class Tegels:
    """Key figures as large numbers with their words; Jupyter and the report show their HTML."""

    tegels: tuple[tuple[str, str], ...]
    bron: str

    def _repr_html_(self) -> str:
        items = "\n".join(f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>" for name, value in self.tegels)
        return f'<dl class="tegels">\n{items}\n</dl>\n<p class="figuur-bron">{html.escape(self.bron)}</p>'


def tegels(table: Disclosed, *, bron: str) -> Tegels:
    """Return the key figures as large numbers: amounts short, hidden ones as `<10`, absent ones as a dash.

    Args:
        table: `kengetal`, `waarde`, `eenheid` ("aantal", "maanden" or "cent").
        bron: the source line under them.
    """
    disclosed = require(table)
    shown = [
        (_WORDS.get(str(row["kengetal"]), str(row["kengetal"])), _figure(row, disclosed.drempel)) for row in disclosed.frame.iter_rows(named=True)
    ]
    return Tegels(tuple(shown), bron)


def _figure(row: Row, drempel: int) -> str:
    value = row["waarde"]
    if value is None:
        return f"<{drempel}" if row[FLAG] else words.NO_VALUE
    if row["eenheid"] == "maanden":
        return f"{words.number(value, 1)} maanden"
    if row["eenheid"] == "cent":
        return words.euro_short(round(value))
    return words.number(value)


def leesbaar(table: Disclosed) -> Disclosed:
    """Return the same table with its codes (`tabel`, `stap`) written as a reader knows them; no number changes."""
    frame = require(table).frame
    known = [name for name in ("tabel", "stap") if name in frame.columns]
    return replace(table, frame=frame.with_columns(pl.col(known).replace(_WORDS)))


def groepen(table: Disclosed) -> list[str]:
    """Return the productgroepen of a table, each once, in its order."""
    return list(dict.fromkeys(require(table).frame["productgroep"]))


def show(zinnen: Sequence[str]) -> Bevindingen:
    """Return something that a notebook shows as a list."""
    return Bevindingen(tuple(zinnen))


def verantwoording(table: Disclosed) -> list[str]:
    """Say per delivered table which part counts, and for which reason most of the rest does not.

    Args:
        table: `tabel`, `stap`, `rijen`.
    """
    return _per_group(table, "tabel", _account)


def kerncijfers(table: Disclosed) -> list[str]:
    """Say how many children got care, and what it cost.

    Args:
        table: `kengetal`, `waarde`, `eenheid` ("aantal", "maanden" or "cent").
    """
    frame = require(table).frame
    value = {row["kengetal"]: row["waarde"] for row in frame.iter_rows(named=True)}
    if not value.get("clienten"):
        return [NOTHING if value.get("clienten") == 0 or frame.is_empty() else TOO_SMALL.capitalize()]
    zinnen = []
    clients = words.plural(int(value["clienten"]), "cliënt kreeg", "cliënten kregen")
    if value.get("toewijzingen") is not None:
        zinnen.append(f"{clients} zorg, met {words.plural(int(value['toewijzingen']), 'toewijzing', 'toewijzingen')}.")
    else:
        zinnen.append(f"{clients} zorg.")
    if value.get("aanbieders") is not None:
        zinnen.append(f"De zorg kwam van {words.plural(int(value['aanbieders']), 'aanbieder', 'verschillende aanbieders')}.")
    if value.get("kosten") is not None and value.get("kosten_per_client") is not None:
        cost, each = words.euro_short(round(value["kosten"])), words.euro(round(value["kosten_per_client"]))
        zinnen.append(f"De zorg kostte {cost}. Dat is gemiddeld {each} per cliënt.")
    if value.get("duur_maanden") is not None:
        zinnen.append(f"Een toewijzing duurde gemiddeld {words.number(value['duur_maanden'], 1)} maanden.")
    return zinnen


def paden(paths: Disclosed, key_figures: Disclosed) -> list[str]:
    """Say per productgroep which path is walked most, and how much the others differ.

    Args:
        paths: `productgroep`, `pad`, `aantal`, `totaal`, `aandeel`, `rang`.
        key_figures: `productgroep`, `paden_uniek`, `dekking_top5`, `aandeel_meerwerk_maatwerk`.
    """
    figures = {row["productgroep"]: row for row in require(key_figures).frame.iter_rows(named=True)}

    def describe(rows: list[Row]) -> Iterator[str]:
        first = next((row for row in rows if row["rang"] == 1 and row["aantal"] is not None), None)
        if first is not None and first["totaal"] is not None:
            total = words.plural(first["totaal"], "pad", "paden")
            count = f"{words.number(first['aantal'])} van de {total} ({words.share(first['aandeel'])})"
            yield f"het pad {first['pad']} komt het meest voor: {count}."
        figure = figures.get(rows[0]["productgroep"], {})
        if figure.get("paden_uniek") is not None and figure.get("dekking_top5") is not None and figure["paden_uniek"] > 5:
            unique, top = words.number(figure["paden_uniek"]), words.share(figure["dekking_top5"])
            yield f"De vijf meest gelopen paden zijn samen {top} van alle paden; er zijn {unique} verschillende paden."
        if figure.get("aandeel_meerwerk_maatwerk") is not None:
            yield f"In {words.share(figure['aandeel_meerwerk_maatwerk'])} van de paden komt meerwerk of maatwerk voor."

    return _per_group(paths, "productgroep", describe)


def volumes(table: Disclosed) -> list[str]:
    """Say per productgroep in which class of hours most paths fall.

    Args:
        table: `productgroep`, `klasse`, `aantal`, `totaal`, `aandeel`.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        yield from _most(
            rows, "klasse", one="de klasse {} uur telt de meeste zorgpaden", many="de klassen {} uur tellen de meeste zorgpaden"
        )

    return _per_group(table, "productgroep", describe)


def doorlooptijd(months: Disclosed, curve: Disclosed) -> list[str]:
    """Say per productgroep after how many months half of the paths has ended, and how many go on after a year.

    Between two shown points of the curve the median is only known to lie between them; the sentence says it so.

    Args:
        months: completed paths: `productgroep`, `maanden`, `aantal`, `totaal`, `aandeel`.
        curve: all paths: `productgroep`, `maanden`, `overleving`, `laag`, `hoog`.
    """
    completed = {str(key): rows for key, rows in _groups(months, "productgroep")}

    def describe(rows: list[Row]) -> Iterator[str]:
        shown = [row for row in rows if row["overleving"] is not None]
        if shown:
            yield _median(shown)
        year = next((row for row in shown if row["maanden"] == NORM_MAANDEN), None)
        if year is not None and (year is not shown[-1] or year["overleving"] <= 0.5):  # the last point was told just before
            yield f"Na {NORM_MAANDEN} maanden loopt {words.share(year['overleving'])} nog door."
        if shown:
            yield from _most(
                completed.get(str(rows[0]["productgroep"]), []),
                "maanden",
                one="Bij afgeronde paden komt een duur van {} het meest voor",
                many="Bij afgeronde paden komen {} het meest voor",
                write=lambda count: words.plural(count, "maand", "maanden"),
            )

    return _per_group(curve, "productgroep", describe)


def plekbezetting(table: Disclosed) -> list[str]:
    """Say per product in how many months the number of clients fits the places, and which month was the fullest.

    Args:
        table: `productcode`, `maand`, `clienten`, `capaciteit`, `klasse`.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        known = [row for row in rows if row["klasse"] is not None]
        if known:
            fits = sum(row["klasse"] == "aansluitend" for row in known)
            far = sum(row["klasse"] == ">5%" for row in known)
            shown = words.plural(len(known), "maand", "maanden")
            yield f"van de {shown} die wij kunnen tonen, sloot het aantal cliënten er {words.number(fits)} keer aan bij de plekken."
            yield f"In {words.plural(far, 'maand', 'maanden')} was het verschil meer dan 5%."
        counted = [row for row in known if row["clienten"] is not None and row["capaciteit"] is not None]
        if counted:
            top = max(counted, key=lambda row: row["clienten"])
            clients, places = (
                words.plural(top["clienten"], "cliënt", "cliënten"),
                words.number(top["capaciteit"], 0 if top["capaciteit"] == round(top["capaciteit"]) else 1),
            )
            yield f"De drukste van deze maanden was {words.month(top['maand'])}: {clients} bij {places} plekken."

    return _per_group(table, "productcode", describe)


# --- shared ---------------------------------------------------------------------------------------------------------


def _groups(table: Disclosed, by: str) -> list[tuple[Any, list[Row]]]:
    frame = require(table).frame
    parts = frame.partition_by(by, maintain_order=True) if frame.height else []
    return [(part[by][0], part.to_dicts()) for part in parts]


def _per_group(table: Disclosed, by: str, describe: Callable[[list[Row]], Iterable[str]]) -> list[str]:
    """Write one item per group; a group of which nothing may be told is named as too small, one without any count is left out."""
    zinnen = []
    for name, rows in _groups(table, by):
        told = " ".join(describe(rows))
        head = _TABLES.get(str(name), str(name))
        if told:
            zinnen.append(f"{head}: {told}")
        elif any(row[FLAG] for row in rows):
            zinnen.append(f"{head}: {TOO_SMALL}")
    return zinnen or [NOTHING]


def _most(rows: list[Row], name: str, *, one: str, many: str, write: Callable[[Any], str] = str) -> Iterator[str]:
    """Name the class with the highest count, or the classes where several share it. Hidden counts are always the lowest ones."""
    shown = [row for row in rows if row["aantal"]]
    if not shown:
        return
    best = max(row["aantal"] for row in shown)
    tops = [row for row in shown if row["aantal"] == best]
    total = f" van de {words.number(tops[0]['totaal'])}" if tops[0]["totaal"] is not None else ""
    share = f" ({words.share(tops[0]['aandeel'])})" if tops[0]["aandeel"] is not None else ""
    if len(tops) == 1:
        yield f"{one.format(write(tops[0][name]))}: {words.number(best)}{total}{share}."
    else:
        yield f"{many.format(words.listing([write(row[name]) for row in tops]))}: elk {words.number(best)}{total}{share}."


def _account(rows: list[Row]) -> Iterator[str]:
    count = {row["stap"]: row["rijen"] for row in rows}
    delivered, accepted = count.get("aangeleverd"), count.get("aanvaard")
    if delivered and accepted is not None:
        yield f"{words.number(accepted)} van de {words.number(delivered)} tellen mee ({words.share(accepted / delivered)})."
    left = {stap: rows for stap, rows in count.items() if stap in _REASONS and rows}
    if left:
        stap = max(left, key=lambda name: left[name])
        yield f"De grootste groep die afviel, viel af omdat {_REASONS[stap]}: {words.number(left[stap])}."


def _first_at_half(shown: list[Row], column: str) -> tuple[int, int] | None:
    """Return the months between which the curve falls to a half, both ends included; None where it has not yet."""
    before = 0
    for row in shown:
        if row[column] is not None and row[column] <= 0.5:
            return before + 1, row["maanden"]
        before = row["maanden"]
    return None


def _median(shown: list[Row]) -> str:
    half = _first_at_half(shown, "overleving")
    if half is None:
        last = shown[-1]
        months = words.plural(last["maanden"], "maand", "maanden")
        return f"na {months} loopt {words.share(last['overleving'])} van de paden nog door; de mediaan is nog niet bereikt."
    low, high = _first_at_half(shown, "laag"), _first_at_half(shown, "hoog")
    upper = f"tot {words.plural(high[1], 'maand', 'maanden')}" if high else "en hoger, want de bovengrens is nog niet bereikt"
    interval = f" (95%-interval: {low[0]} {upper})" if low else ""
    middle = words.plural(half[1], "maand", "maanden") if half[0] == half[1] else f"{half[0]} tot {half[1]} maanden"
    return f"de helft van de paden is klaar na {middle}{interval}, lopende paden meegeteld."
