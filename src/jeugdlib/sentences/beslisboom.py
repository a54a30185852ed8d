"""What the beslisboom says: where the way of a productgroep ends, because of which number, and what would change it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, Row

ONZE_LEZING: Final = (
    "Let op: dit is onze lezing. De tekening van de beslisboom in het adviesrapport is verloren. Wij bouwden haar opnieuw op uit "
    "de tabellen met randvoorwaarden en de teksten per product. De grenzen zijn keuzes; in de regeltabel staat welke van ons zijn."
)
HIDDEN: Final = "verborgen om kleine aantallen"
NOT_TOLD: Final = "het getal is verborgen om kleine aantallen"
ON_A_SLIDE: Final = 4  # trees that a reader can take in


def boom(tree: Disclosed) -> Disclosed:
    """Write the number of every question beside its threshold, as `feit`; no number changes.

    Args:
        tree: `beslisboom.tree`.
    """
    frame = require(tree).frame
    facts = [_fact(row) if row["maat"] is not None else None for row in frame.iter_rows(named=True)]
    return replace(tree, frame=frame.with_columns(pl.Series("feit", facts, dtype=pl.String)))


def vragen(tree: Disclosed) -> Disclosed:
    """Return the questions and the outcome on the own way, and leave out the rest of the tree."""
    return replace(tree, frame=require(tree).frame.filter("op_weg"))


def _fact(row: Row) -> str:
    limit = f"grens: {_limit(row)}"
    if row["waarde"] is not None:
        return f"{_measured(row)}; {limit}"
    if row["bestaat"]:
        return f"{HIDDEN}; {limit}"
    return row["uitleg"]


def _amount(row: Row, value: float) -> str:
    return words.share(value) if row["eenheid"] == "aandeel" else words.number(value)


def _measured(row: Row) -> str:
    return f"{_amount(row, row['waarde'])} {row['maat']}"


def _limit(row: Row) -> str:
    limit = words.number(row["drempel"] * 100, 0 if (row["drempel"] * 100).is_integer() else 1) + "%"
    return f"{row['richting']} {limit if row['eenheid'] == 'aandeel' else words.number(row['drempel'])}"


def regeltabel(tree: Disclosed) -> Disclosed:
    """Return the rules of the tree as a reader knows them: `vraag`, `grens`, `ja`, `nee`, `bron`; the first question first.

    Args:
        tree: `beslisboom.tree`, of any productgroep.
    """
    frame = require(tree).frame.unique("knoop", keep="first", maintain_order=True)
    named = {row["knoop"]: row["tekst"] for row in frame.iter_rows(named=True)}
    rules = [
        {
            "vraag": row["tekst"],
            "grens": f"{_limit(row)} ({row['maat']})",
            "ja": named[row["ja"]],
            "nee": named[row["nee"]],
            "bron": row["bron"],
        }
        for row in frame.iter_rows(named=True)
        if row["maat"] is not None
    ]
    schema: dict[str, pl.DataType] = dict.fromkeys(("vraag", "grens", "ja", "nee", "bron"), pl.String())
    return replace(tree, frame=pl.DataFrame(rules, schema=schema).with_columns(pl.lit(False).alias(FLAG)))


def overzicht(tree: Disclosed, advies: Disclosed, *, eerst: Sequence[str] = ()) -> Disclosed:
    """Return one row per productgroep: `productgroep`, `uitkomst`, `doorslag` (the number that decided), `zeker`.

    Args:
        tree: `beslisboom.tree`.
        advies: `beslisboom.advise`.
        eerst: productgroepen to begin with.
    """
    own = {row["productgroep"]: row for row in require(advies).frame.iter_rows(named=True) if row["advies"]}
    rows = []
    for group, way in _ways(tree, eerst):
        last = _deciding(way)
        found = own.get(group)
        sure = words.NO_VALUE
        if found and found["vorm"] != "geen":
            sure = {True: "ja", False: "nee: een grens ligt binnen het interval", None: "niet te zeggen"}[found["zeker"]]
        rows.append(
            {
                "productgroep": group,
                "uitkomst": found["bekostigingsvorm"] if found else "Niet te bepalen",
                "doorslag": f"{last['tekst']} {_fact(last)}",
                "zeker": sure,
            }
        )
    schema: dict[str, pl.DataType] = dict.fromkeys(("productgroep", "uitkomst", "doorslag", "zeker"), pl.String())
    return replace(tree, frame=pl.DataFrame(rows, schema=schema).with_columns(pl.lit(False).alias(FLAG)))


def groepen(tree: Disclosed, clienten: Disclosed) -> list[str]:
    """Return the productgroepen that have enough clients for more than the first question, the largest first.

    Args:
        tree: `beslisboom.tree`.
        clienten: `beslisboom.count_clients`.
    """
    further = {group for group, way in _ways(tree, []) if sum(row["maat"] is not None for row in way) > 1}
    sizes = require(clienten).frame.sort(["clienten", "productgroep"], descending=[True, False], nulls_last=True)
    return [group for group in sizes["productgroep"].to_list() if group in further]


def _ways(tree: Disclosed, eerst: Sequence[str]) -> list[tuple[str, list[Row]]]:
    """Return the own way of each productgroep, in the order of the rule table."""
    ways: dict[str, list[Row]] = {}
    for row in require(tree).frame.filter("op_weg").iter_rows(named=True):
        ways.setdefault(row["productgroep"], []).append(row)
    return [(group, ways[group]) for group in dict.fromkeys([*(name for name in eerst if name in ways), *ways])]


def _deciding(way: list[Row]) -> Row:
    """Return the last question on a way: it decided, or could not be answered."""
    return next(row for row in reversed(way) if row["maat"] is not None)


def zinnen(tree: Disclosed, advies: Disclosed, *, eerst: Sequence[str] = (), regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep where its way ends, because of which number, and what would have to change for another form.

    Args:
        tree: `beslisboom.tree`.
        advies: `beslisboom.advise`.
        eerst: productgroepen to begin with.
        regio: `beslisboom.count_clients` of the region, to say whether there are enough clients there.
    """
    forms: dict[str, list[Row]] = {}
    for row in require(advies).frame.iter_rows(named=True):
        forms.setdefault(row["productgroep"], []).append(row)
    region = {row["productgroep"]: row["clienten"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}
    said = [f"{group}: {' '.join(_describe(way, forms[group], region.get(group)))}" for group, way in _ways(tree, eerst)]
    return said or [NOTHING]


def _describe(way: list[Row], forms: list[Row], region: int | None) -> Iterator[str]:
    last, own = _deciding(way), next((row for row in forms if row["advies"]), None)
    if own is None:
        yield f"de weg stopt bij de vraag '{last['tekst']}', want {NOT_TOLD}."
        return
    if own["vorm"] == "geen":
        yield f"geen conclusie, want {_reason(last)}."
        if last["knoop"] == "clienten" and region is not None:
            yield f"In de regio zijn het {words.plural(region, 'cliënt', 'cliënten')}."
        return
    yield f"de boom komt uit op {own['bekostigingsvorm']}, want {_reason(last)}."
    if own["zeker"] is False:
        unsure = words.listing([f"'{row['tekst']}'" for row in way if row["zeker"] is False])
        yield f"Dit is niet zeker: bij {unsure} ligt de grens binnen het 95%-interval."
    others = [row for row in forms if not row["advies"]]
    for row in others:
        yield f"{row['bekostigingsvorm']} komt in beeld als {words.listing(row['verandering'].split('; '))}."


def _reason(row: Row) -> str:
    """Say of a question and its answer why it decided."""
    if not row["bestaat"]:
        return row["uitleg"]
    enough = {
        ("minstens", "ja"): "genoeg",
        ("minstens", "nee"): "te weinig",
        ("hooguit", "ja"): "niet te veel",
        ("hooguit", "nee"): "te veel",
    }
    verdict = f"is {enough[row['richting'], row['antwoord']]} (grens: {_limit(row)})"
    if row["waarde"] is not None:
        return f"{_measured(row)} {verdict}"
    return f"het aantal {row['maat']} {verdict}" if row["eenheid"] == "aantal" else f"het deel {row['maat']} {verdict}; {NOT_TOLD}"


def hoofdpunten(advies: Disclosed, *, groepen: Sequence[str]) -> list[str]:
    """Say over all productgroepen which form fits how many of them, and for how many nothing can be said.

    Args:
        advies: `beslisboom.advise`.
        groepen: the productgroepen on the slide, the largest first.
    """
    rows = require(advies).frame.to_dicts()
    outcomes = {row["productgroep"]: row for row in rows if row["advies"]}
    every = list(dict.fromkeys(row["productgroep"] for row in rows))
    fitting: dict[str, list[str]] = {}
    for group in [*groepen, *(name for name in every if name not in groepen)]:
        if group in outcomes and outcomes[group]["vorm"] != "geen":
            fitting.setdefault(outcomes[group]["bekostigingsvorm"], []).append(group)
    said = []
    if fitting:
        parts = [f"{form} bij {words.listing(names)}" for form, names in sorted(fitting.items(), key=lambda pair: -len(pair[1]))]
        said.append(f"Volgens onze lezing past {'; '.join(parts)}.")
    none = [name for name in every if outcomes.get(name, {}).get("vorm") == "geen"]
    if none:
        groups = words.plural(len(none), "productgroep", "productgroepen")
        said.append(f"Over {groups} is geen conclusie te trekken, want er zijn te weinig gegevens.")
    stopped = [name for name in every if name not in outcomes]
    if stopped:
        said.append(f"Bij {words.listing(stopped)} is de uitkomst niet te bepalen, want een getal is verborgen om kleine aantallen.")
    unsure = [name for name, row in outcomes.items() if row["zeker"] is False and row["vorm"] != "geen"]
    if unsure:
        said.append(f"De uitkomst is niet zeker bij {words.listing(unsure)}, want daar ligt een grens binnen het 95%-interval.")
    return said
