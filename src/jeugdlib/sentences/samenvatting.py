"""What the summary says: ten figures in words a reader understands, each with its change, the region beside it and its meaning."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row

_DAYS: Final = 365
_NAMEN: Final = {
    "clienten": "Cliënten",
    "toewijzingen": "Toewijzingen",
    "aanbieders": "Aanbieders",
    "kosten": "Kosten",
    "kosten_per_client": "Kosten per cliënt",
    "kosten_per_toewijzing": "Kosten per toewijzing",
    "aandeel_nga": "Niet-gecontracteerd (NGA)",
    "aandeel_meerwerk_maatwerk": "Meerwerk en maatwerk",
    "aandeel_micro": "Micro-aanbieders",
    "verzilvering": "Verzilvering P*Q",
}
# What a figure means for who pays, with the figure in it.
_BETEKENIS: Final[dict[str, Callable[[float], str]]] = {
    "clienten": lambda _: "Zoveel jeugdigen kregen in dat jaar hulp.",
    "toewijzingen": lambda _: "Een cliënt kan meer toewijzingen hebben.",
    "aanbieders": lambda _: "Zoveel aanbieders gaven in dat jaar hulp.",
    "kosten": lambda cent: f"Dat is {words.euro_short(round(cent / _DAYS))} per dag.",
    "kosten_per_client": lambda _: "Stijgt dit harder dan de prijzen, dan krijgt een cliënt meer, langere of zwaardere hulp.",
    "kosten_per_toewijzing": lambda _: "Stijgt dit harder dan de prijzen, dan is een toewijzing groter of duurder geworden.",
    "aandeel_nga": lambda share: f"Van elke 100 euro ging {_of_a_hundred(share)} naar aanbieders zonder contract voor dat product.",
    "aandeel_meerwerk_maatwerk": lambda share: f"Van elke 100 euro ging {_of_a_hundred(share)} naar hulp buiten de vaste trajectprijs.",
    "aandeel_micro": lambda share: f"Van elke 100 euro ging {_of_a_hundred(share)} naar micro-aanbieders.",
    "verzilvering": lambda share: f"Van elke 100 euro die is toegewezen, is {_of_a_hundred(share)} gedeclareerd.",
}


def in_woorden(table: Disclosed) -> Disclosed:
    """Write the figures for paper: `naam`, `waarde`, `verandering`, `regio`, `betekenis`; no number changes.

    Args:
        table: `samenvatting.ten_figures`.
    """
    rows = [
        (
            _NAMEN[row["kengetal"]],
            None if row["waarde"] is None else _written(row["waarde"], row["eenheid"]),
            _change(row["verandering"], row["eenheid"]),
            _region(row),
            _BETEKENIS[row["kengetal"]](row["waarde"]) if row["waarde"] is not None else "",
            row[FLAG],
        )
        for row in require(table).frame.iter_rows(named=True)
    ]
    columns = ["naam", "waarde", "verandering", "regio", "betekenis"]
    schema = dict.fromkeys(columns, pl.String) | {FLAG: pl.Boolean}
    return replace(table, frame=pl.DataFrame(rows, schema=schema, orient="row"))


def hoofdpunten(table: Disclosed) -> list[str]:
    """Say how many clients had care for how much money, how that changed, and which figure differs most from the region.

    Args:
        table: `samenvatting.ten_figures`.
    """
    rows = {row["kengetal"]: row for row in require(table).frame.iter_rows(named=True)}
    clients, cost = rows["clienten"], rows["kosten"]
    if clients["waarde"] is None:
        return [TOO_SMALL.capitalize() if clients[FLAG] else NOTHING]
    told = f"In {clients['jaar']} kregen {words.plural(round(clients['waarde']), 'cliënt', 'cliënten')} jeugdhulp"
    if cost["waarde"] is not None:
        told += f", voor {words.euro_short(round(cost['waarde']))}"
    changes = [
        f"{words.share(abs(row['verandering']))} {'meer' if row['verandering'] > 0 else 'minder'} {what}"
        for what, row in (("cliënten", clients), ("kosten", cost))
        if row["verandering"]
    ]
    since = [f"Dat is {words.listing(changes)} dan in {clients['jaar'] - 1}."] if changes else []
    return [" ".join([f"{told}.", *since]), *_largest_difference(list(rows.values()))]


def _largest_difference(rows: list[Row]) -> list[str]:
    """Name the share that lies furthest from the region's, as a reader sees both."""
    shares = [row for row in rows if row["eenheid"] == "aandeel" and row["waarde"] is not None and row["regio"] is not None]
    if not shares:
        return []
    row = max(shares, key=lambda row: abs(row["waarde"] - row["regio"]))
    name, own = _NAMEN[row["kengetal"]], words.share(row["waarde"])
    told = f"De verzilvering is hier {own}" if row["kengetal"] == "verzilvering" else f"Hier is het {own} van de kosten"
    return [f"Het grootste verschil met de regio zit bij {_small(name)}. {told}; {words.beside_region(row['waarde'], row['regio'])}."]


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _written(value: float, eenheid: str) -> str:
    if eenheid == "aandeel":
        return words.share(value)
    if eenheid == "cent":
        return words.euro_short(round(value)) if value >= 100_000_000 else words.euro(round(value))
    return words.number(value)


def _region(row: Row) -> str:
    """Write a figure of the region with its change; a dash where the region may not stand there."""
    if row["regio"] is None:
        return words.NO_VALUE
    change = f" ({_change(row['regio_verandering'], row['eenheid'])})" if row["regio_verandering"] is not None else ""
    return _written(row["regio"], row["eenheid"]) + change


def _change(value: float | None, eenheid: str) -> str:
    if value is None:
        return words.NO_VALUE
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{words.points(abs(value)) if eenheid == 'aandeel' else words.share(abs(value))}"


def _of_a_hundred(share: float) -> str:
    return f"{words.number(share * 100)} euro"
