"""What a notebook shows of the words: findings, large numbers and notes, as HTML that the report and JupyterLab both take."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, place, require
from jeugdlib.sentences.shared import NOTHING, Row

IN_A_BOX: Final = 4  # sentences that a reader takes in at once
TABLE: Final = "application/vnd.jeugdlib.tabel+json"  # as charts.export leaves a table for spreadsheets
GROUP: Final = "application/vnd.jeugdlib.groep+json"  # how a block about one productgroep travels to the place of that group on a page
HEADLINE: Final = "application/vnd.jeugdlib.kop+json"  # how the headline of a slide travels to the summary of a page
_MILLION: Final = 100_000_000  # cents

_KEY_FIGURES: Final = {
    "gemeenten": "Gemeenten met jeugdhulp",
    "clienten": "Cliënten",
    "toewijzingen": "Toewijzingen",
    "aanbieders": "Aanbieders",
    "duur_maanden": "Maanden per toewijzing, gemiddeld",
    "kosten": "Gedeclareerde kosten",
    "kosten_per_client": "Kosten per cliënt",
}


@dataclass(frozen=True)
class Bevindingen:
    """Sentences as a list under a heading, those after the first few folded; Jupyter and the report show its HTML.

    `kop` is the headline: it stands above the list, and the report puts it in the summary of the page.
    """

    zinnen: tuple[str, ...]
    zichtbaar: int
    kop: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        told = {HEADLINE: {"kop": self.kop}} if self.kop else {}
        return {**told, "text/html": self._repr_html_(), "text/plain": "\n".join([self.kop, *self.zinnen]).strip()}

    def _repr_html_(self) -> str:
        shown, folded = self.zinnen[: self.zichtbaar], self.zinnen[self.zichtbaar :]
        rest = f"<details>\n<summary>Toon ook de andere {len(folded)}</summary>\n{_list(folded)}\n</details>\n" if folded else ""
        head = f'<p class="kopzin">{html.escape(self.kop)}</p>\n' if self.kop else ""
        listed = f"{_list(shown)}\n" if shown else ""
        return f'<div class="bevindingen">\n<h3>Wat valt op</h3>\n{head}{listed}{rest}</div>'


@dataclass(frozen=True)
class Tegels:
    """Key figures as large numbers with their words; Jupyter and the report show its HTML."""

    tegels: tuple[tuple[str, str], ...]
    bron: str
    regio: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)
    naast: str = "regio"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {TABLE: dict(self.shown)}

    def _repr_html_(self) -> str:
        items = "\n".join(
            f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>{self._beside(name)}</div>" for name, value in self.tegels
        )
        return f'<dl class="tegels">\n{items}\n</dl>\n<p class="figuur-bron">{html.escape(self.bron)}</p>'

    def _beside(self, name: str) -> str:
        return f'<dd class="regio">{html.escape(self.naast)}: {html.escape(self.regio[name])}</dd>' if name in self.regio else ""


@dataclass(frozen=True)
class Voorbehouden:
    """Notes that apply to this slide, as a list under a heading; Jupyter and the report show its HTML."""

    zinnen: tuple[str, ...]

    def _repr_html_(self) -> str:
        return (
            f'<div class="voorbehouden">\n<h3>Let op bij deze cijfers</h3>\n{_list(self.zinnen, heads=False)}\n</div>'
            if self.zinnen
            else ""
        )


def _list(zinnen: Sequence[str], *, heads: bool = True) -> str:
    return "<ul>\n" + "\n".join(f"<li>{_item(zin) if heads else html.escape(zin)}</li>" for zin in zinnen) + "\n</ul>"


def _item(zin: str) -> str:
    """Make the group that a text is about stand out."""
    head, colon, told = zin.partition(": ")
    return f"<strong>{html.escape(head)}</strong>: {html.escape(told)}" if colon else html.escape(zin)


def show(zinnen: Sequence[str], *, kop: str = "", zichtbaar: int = IN_A_BOX) -> Bevindingen:
    """Return something that a notebook shows as a list; what comes after the first `zichtbaar` is folded."""
    return Bevindingen(tuple(zinnen), zichtbaar, kop)


def show_points(points: Sequence[str], otherwise: Sequence[str]) -> Bevindingen:
    """Return the main points of a slide, the first as its headline; without any, what the sentences say instead."""
    told = list(points) or list(otherwise)[:1]
    return Bevindingen(tuple(told[1:]), IN_A_BOX, told[0] if told else NOTHING)


def show_notes(notes: Sequence[str]) -> Voorbehouden:
    """Return notes that a notebook shows as a list."""
    return Voorbehouden(tuple(notes))


def tegels(table: Disclosed, *, bron: str, regio: Disclosed | None = None) -> Tegels:
    """Return the key figures as large numbers: hidden ones as `<10`, absent ones as a dash.

    Args:
        table: `kengetal`, `waarde`, `eenheid` ("aantal", "maanden" or "cent").
        bron: the source line under them.
        regio: the same figures of the region, to stand beside them; a hidden one is left out.
    """
    disclosed = require(table)
    rows = [row for row in disclosed.frame.iter_rows(named=True) if (row["kengetal"], row["waarde"]) != ("gemeenten", 1)]
    beside = [row for row in require(regio).frame.iter_rows(named=True) if row["waarde"] is not None] if regio else []
    return Tegels(
        tuple((_key_figure(row), _figure(row, disclosed.drempel)) for row in rows),
        bron,
        {_key_figure(row): _figure(row, disclosed.drempel) for row in beside},
        {"titel": "Kerncijfers", "uid": "kerncijfers", "bron": bron, "drempel": disclosed.drempel, "veilig": disclosed.veilig}
        | {"kolommen": _KEY_COLUMNS, "rijen": [_for_programs(row) for row in rows]},
        place(regio),
    )


_KEY_COLUMNS: Final = [
    {"naam": "kengetal", "kop": "Kerncijfer", "soort": "tekst"},
    {"naam": "waarde", "kop": "Waarde", "soort": "getal"},
    {"naam": "eenheid", "kop": "Eenheid", "soort": "tekst"},
]


def _for_programs(row: Row) -> Row:
    """Give a key figure as a number with its unit; money in euros."""
    money, value = row["eenheid"] == "cent", row["waarde"]
    shown = value / 100 if money and value is not None else value
    return {"kengetal": _key_figure(row), "waarde": shown, "eenheid": "euro" if money else row["eenheid"], FLAG: row[FLAG]}


def _key_figure(row: Row) -> str:
    return _KEY_FIGURES.get(str(row["kengetal"]), str(row["kengetal"]))


def _figure(row: Row, drempel: int) -> str:
    value = row["waarde"]
    if value is None:
        return f"<{drempel}" if row[FLAG] else words.NO_VALUE
    if row["eenheid"] == "maanden":
        return words.number(value, 1)
    if row["eenheid"] == "cent":
        return words.euro_short(round(value)) if value >= _MILLION else words.euro(round(value))
    return words.number(value)
