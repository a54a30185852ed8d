"""What verlenging en recidief say: how often care comes back, for which form of funding, and what a naive count would have made of it."""

from collections.abc import Iterator
from typing import Final

from jeugdlib import words
from jeugdlib.disclosure import FLAG, Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row, apart, per_group

VORMEN: Final = {"pxq": "P*Q", "traject": "traject", "plek": "plek", "taakgericht": "taakgericht", "onbekend": "onbekende vorm"}
_HEADS: Final = {
    "pxq": "P*Q (per uur of dag)",
    "traject": "Traject",
    "plek": "Plek",
    "taakgericht": "Taakgericht",
    "onbekend": "Onbekende vorm",
}
_ALPHA: Final = 0.05
_KINDS: Final = {"verlengd": "verlenging", "recidief": "recidief"}


def zinnen(table: Disclosed, *, regio: Disclosed | None = None) -> list[str]:
    """Say per financieringsvorm how many toewijzingen are followed by another.

    Args:
        table: table `verlenging_recidief`.
        regio: the same table of the region.
    """
    region = {row["financieringsvorm"]: row for row in require(regio).frame.iter_rows(named=True)} if regio else {}

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        beside = region.get(row["financieringsvorm"], {})
        if row["aandeel_verlengd"] is not None and row["verlengd"] is not None:
            count = f"{words.number(row['verlengd'])} van de {words.plural(row['gevolgd_1m'], 'toewijzing', 'toewijzingen')}"
            yield f"{count} ({words.share(row['aandeel_verlengd'])}) zijn verlengd{_beside(row, beside, 'aandeel_verlengd')}."
        if row["aandeel_opgerekt"] is not None and row["opgerekt"]:
            yield f"Nog eens {words.share(row['aandeel_opgerekt'])} kreeg zelf een latere einddatum."
        if row["aandeel_recidief"] is not None and row["recidief"] is not None:
            yield f"Recidief is {words.share(row['aandeel_recidief'])}{_beside(row, beside, 'aandeel_recidief')}."

    return per_group(table, "financieringsvorm", describe, heads=_HEADS)


def hoofdpunten(table: Disclosed, vertekening: Disclosed, toets: Disclosed) -> list[str]:
    """Say where verlenging is highest, whether forms differ by more than chance, how low recidief is, and what the naive count gives.

    Args:
        table: table `verlenging_recidief`.
        vertekening: table `verlenging_vertekening`.
        toets: table `verlenging_toets`.
    """
    rows = require(table).frame.to_dicts()
    said = []
    again, back = _told(rows, "aandeel_verlengd"), _told(rows, "aandeel_recidief")
    if again:
        said.append(f"{_ranked(again, 'Van de toewijzingen is verlengd:')}{_tested(toets, 'verlengd')}")
    both = _told(rows, "aandeel_verlengd_of_opgerekt")
    if both and any(row["opgerekt"] for row in rows):
        each = [f"{words.share(share)} bij {VORMEN.get(form, form)}" for form, share in both.items()]
        said.append(f"Tellen toewijzingen met een opgerekte einddatum mee, dan is het {words.listing(each)}.")
    if back:
        said.append(f"{_ranked(back, 'Recidief is')}{_tested(toets, 'recidief')}")
    worst = max(
        (row for row in require(vertekening).frame.iter_rows(named=True) if row["vertekening"] is not None),
        key=lambda row: abs(row["vertekening"]),
        default=None,
    )
    if worst is not None and round(abs(worst["vertekening"]) * 100, 1) > 0:
        way = "laag" if worst["vertekening"] < 0 else "hoog"
        form = VORMEN.get(worst["financieringsvorm"], worst["financieringsvorm"])
        wrong, right = worst["aandeel_naief"], worst["aandeel"]
        said.append(
            f"Wie ook meetelt wat pas kort geleden stopte, schat {_KINDS[worst['soort']]} bij {form} {apart(wrong, right)} te {way} "
            f"({words.share(wrong)} in plaats van {words.share(right)})."
        )
    return said


def verlenging(table: Disclosed) -> str:
    """Say in one sentence how verlenging differs between forms, to stand above its figure."""
    return _one(table, "aandeel_verlengd", "Van de toewijzingen is verlengd:")


def recidief(table: Disclosed) -> str:
    """Say in one sentence how recidief differs between forms, to stand above its figure."""
    return _one(table, "aandeel_recidief", "Recidief is")


def op_papier(table: Disclosed) -> Disclosed:
    """Write the forms of funding, and the kinds, as a reader knows them; no number changes."""
    frame = require(table).frame
    written = [frame[name].replace(names) for name, names in (("financieringsvorm", _HEADS), ("soort", _KINDS)) if name in frame.columns]
    return Disclosed(frame.with_columns(written), table.drempel, table.veilig)


def _one(table: Disclosed, share: str, what: str) -> str:
    rows = require(table).frame.to_dicts()
    told = _told(rows, share)
    if not told:
        return TOO_SMALL.capitalize() if any(row[FLAG] for row in rows) else NOTHING
    return f"{_ranked(told, what)}."


def _told(rows: list[Row], share: str) -> dict[str, float]:
    """Return the shown shares per form, the highest first."""
    shown = {row["financieringsvorm"]: row[share] for row in rows if row[share] is not None}
    return dict(sorted(shown.items(), key=lambda pair: (-pair[1], pair[0])))


def _ranked(shares: dict[str, float], what: str) -> str:
    each = [f"{words.share(share)} bij {VORMEN.get(form, form)}" for form, share in shares.items()]
    return f"{what} {words.listing(each)}"


def _tested(toets: Disclosed, kind: str) -> str:
    """Say whether the forms differ by more than chance, only ever with the p-value."""
    row = next((row for row in require(toets).frame.iter_rows(named=True) if row["soort"] == kind), None)
    if row is None or row["p"] is None:
        return "."
    p = "p < 0,001" if row["p"] < 0.001 else f"p = {words.number(row['p'], 3)}"
    verdict = "meer dan door toeval te verwachten is" if row["p"] < _ALPHA else "niet meer dan door toeval te verwachten is"
    return f"; de vormen verschillen {verdict} ({p})."


def _beside(row: Row, region: Row, share: str) -> str:
    return f"; {words.beside_region(row[share], region[share])}" if region.get(share) is not None else ""
