"""What the fact sheets say: who a productgroep is for in one year, what it costs, and how it is paid."""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.blocks import GROUP
from jeugdlib.sentences.shared import Row, per_group

VORMEN: Final = {"traject": "vaste trajectprijs", "pxq": "P*Q", "plek": "plekken", "taakgericht": "taakgericht"}
_TILES: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "clienten": ("Cliënten", words.number),
    "toewijzingen": ("Toewijzingen", words.number),
    "aanbieders": ("Aanbieders", words.number),
    "kosten_cent": ("Kosten", words.euro_short),
    "kosten_per_client_cent": ("Kosten per cliënt", words.euro),
}


@dataclass(frozen=True)
class Kaart:
    """The fact sheet of one productgroep: large numbers with their words, and how it is paid; Jupyter and the report show its HTML."""

    groep: str
    kop: str
    duiding: str
    tegels: tuple[tuple[str, str, str], ...]
    feiten: str
    bron: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {GROUP: {"productgroep": self.groep}}

    def _repr_html_(self) -> str:
        items = "\n".join(
            f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>"
            + (f'<dd class="regio">regio: {html.escape(beside)}</dd>' if beside else "")
            + "</div>"
            for name, value, beside in self.tegels
        )
        return (
            f"<h3>{html.escape(self.kop)}</h3>\n<p>{html.escape(self.duiding)}</p>\n"
            f'<dl class="tegels">\n{items}\n</dl>\n<p>{html.escape(self.feiten)}</p>\n<p class="figuur-bron">{html.escape(self.bron)}</p>'
        )


def kaart(table: Disclosed, groep: str, *, duiding: str, bron: str, regio: Disclosed | None = None) -> Kaart:
    """Return the fact sheet of one productgroep, to show in a notebook.

    Args:
        table: the disclosed table of `factsheet.per_group`.
        groep: one of its productgroepen.
        duiding: a computed sentence to stand above it.
        bron: the source line.
        regio: the same table of the region; a hidden number is left out.
    """
    row, beside = _by_group(table)[groep], _by_group(regio).get(groep, {})

    def value(name: str) -> str:
        if row[name] is None:
            return f"<{table.drempel}" if row[FLAG] else words.NO_VALUE
        return _TILES[name][1](row[name])

    tiles = tuple(
        (head, value(name), write(beside[name]) if beside.get(name) is not None else "") for name, (head, write) in _TILES.items()
    )
    return Kaart(groep, f"{groep}, {row['jaar']}", duiding, tiles, feiten(row), bron)


def feiten(row: Row) -> str:
    """Say to which segment a productgroep belongs, how it is paid and what its norms are."""
    form = vorm(row["financieringsvorm"])
    said = [f"Segment {row['segment']}.", f"Bekostiging: {form}."]
    if row["normvolume_uren"]:
        said.append(f"Norm voor de uren: {row['normvolume_uren']}.")
    if row["normdoorlooptijd_maanden"]:
        said.append(f"Norm voor de duur: {row['normdoorlooptijd_maanden']} maanden.")
    return " ".join(said)


def vorm(financieringsvorm: str | None) -> str:
    """Write the forms of a productgroep in words: `vaste trajectprijs en P*Q`."""
    return words.listing([VORMEN[form] for form in financieringsvorm.split(" en ")]) if financieringsvorm else "onbekend"


def met_vormen(table: Disclosed) -> Disclosed:
    """Add to a table of fact sheets the column `vorm`, how each productgroep is paid in words; no number changes."""
    forms = [vorm(form) for form in require(table).frame["financieringsvorm"]]
    return replace(table, frame=table.frame.with_columns(vorm=pl.Series(forms, dtype=pl.String)))


def zinnen(table: Disclosed, *, eerst: Sequence[str] = (), deels: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say per productgroep how many clients it had, from how many aanbieders, and what that cost.

    Args:
        table: the disclosed table of `factsheet.per_group`.
        eerst: productgroepen to begin with.
        deels: years that were seen in part, with which part.
        regio: the same table of the region.
    """
    region = _by_group(regio)

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row["clienten"] is None:
            return
        year = words.in_year(row["jaar"], deels)
        clients = words.plural(row["clienten"], "cliënt kreeg", "cliënten kregen")
        by = words.plural(row["aanbieders"], "aanbieder", "aanbieders")
        yield f"{clients} in {year} hulp van {by}, met {words.plural(row['toewijzingen'], 'toewijzing', 'toewijzingen')}."
        if row["kosten_per_client_cent"] is None:
            return
        each = words.euro(row["kosten_per_client_cent"])
        beside = region.get(row["productgroep"], {}).get("kosten_per_client_cent")
        told = f" (in de regio {words.euro(beside)})" if beside is not None else ""
        yield f"Dat kostte {words.euro_short(row['kosten_cent'])}, gemiddeld {each} per cliënt{told}."

    return per_group(table, "productgroep", describe, first=eerst)


def hoofdpunten(table: Disclosed, *, deels: Mapping[int, str], regio: Disclosed | None = None) -> list[str]:
    """Say which productgroep costs most, which most per client, and where that differs most from the region.

    Args:
        table: the disclosed table of `factsheet.per_group`.
        deels: years that were seen in part, with which part.
        regio: the same table of the region.
    """
    rows = require(table).frame.to_dicts()
    shown = [row for row in rows if row["kosten_cent"] is not None and row["clienten"] is not None]
    if not shown:
        return []
    limit = " van de productgroepen die wij kunnen tonen" if len(shown) < len(rows) else ""
    top = max(shown, key=lambda row: row["kosten_cent"])
    clients = words.plural(top["clienten"], "cliënt", "cliënten")
    year = words.in_year(top["jaar"], deels)
    said = [f"In {year} ging het meeste geld naar {top['productgroep']}, {words.euro_short(top['kosten_cent'])} voor {clients}."]
    each = {row["productgroep"]: row["kosten_per_client_cent"] for row in shown if row["kosten_per_client_cent"] is not None}
    if len(each) > 1:
        most, least = max(each, key=lambda name: each[name]), min(each, key=lambda name: each[name])
        said.append(
            f"Per cliënt is {most} het duurst{limit} (gemiddeld {words.euro(each[most])}) en {least} het goedkoopst "
            f"({words.euro(each[least])})."
        )
    region = {name: row["kosten_per_client_cent"] for name, row in _by_group(regio).items()}
    both = {name: (own, region[name]) for name, own in each.items() if region.get(name)}
    if both:
        name = max(both, key=lambda name: abs(both[name][0] / both[name][1] - 1))
        own, other = both[name]
        way = "even duur als" if own == other else f"{words.share(abs(own / other - 1), 0)} {'duurder' if own > other else 'goedkoper'} dan"
        said.append(
            f"Het meest verschilt {name} van de regio, gemiddeld {words.euro(own)} per cliënt tegen {words.euro(other)}. Dat is {way} daar."
        )
    one = [row["productgroep"] for row in shown if row["bedrijfsgegeven"]]
    if one:
        noun = "productgroep" if len(one) == 1 else "productgroepen"
        said.append(
            f"Bij {words.in_words(len(one))} {noun} laten de bedragen zien wat één aanbieder verdient ({words.listing(one)}). "
            "Ga daar voorzichtig mee om."
        )
    return said


def _by_group(table: Disclosed | None) -> dict[str, Row]:
    return {row["productgroep"]: row for row in require(table).frame.iter_rows(named=True)} if table else {}
