"""What the slide kleine veelvouden says: how far the gemeenten lie apart, and whether they go the same way."""

from collections.abc import Callable, Iterable

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import NOTHING, TOO_SMALL, Row

# column -> what it counts, how it is written, and how a rise and a fall are told
MATEN: dict[str, tuple[str, Callable[[float], str]]] = {
    "kosten_cent": ("de kosten", lambda value: words.euro_short(round(value))),
    "kosten_per_client_cent": ("de kosten per cliënt", lambda value: words.euro(round(value))),
    "clienten": ("het aantal cliënten", words.number),
    "clienten_per_1000": ("het aantal cliënten per 1.000 jeugdigen", lambda value: words.number(value, 1)),
}
_SPREAD = ("kosten_per_client_cent", "clienten_per_1000")  # amounts that can be compared between a large and a small gemeente


def hoofdpunten(table: Disclosed) -> list[str]:
    """Say how many gemeenten rise, and how far they lie apart where their size does not matter.

    Args:
        table: `kleine_veelvouden.per_gemeente`.
    """
    said = [_same_way(_rows(table), "kosten_cent"), _same_way(_rows(table), "clienten")]
    said += [_apart(_rows(table), name) for name in _SPREAD]
    return [sentence for sentence in said if sentence]


def zin(table: Disclosed, maat: str) -> str:
    """Say of one measure how far the gemeenten lie apart in the last whole year and whether they go the same way."""
    rows = _rows(table)
    if not rows:
        return NOTHING
    told = [_apart(rows, maat) if maat in _SPREAD else "", _same_way(rows, maat)]
    return " ".join(sentence for sentence in told if sentence) or TOO_SMALL.capitalize()


def _rows(table: Disclosed) -> list[Row]:
    return require(table).frame.to_dicts()


def _whole_years(rows: Iterable[Row]) -> list[int]:
    return sorted({row["jaar"] for row in rows if row["volledig"]})


def _known(rows: Iterable[Row], jaar: int, maat: str) -> dict[str, float]:
    return {row["gemeente"]: row[maat] for row in rows if row["jaar"] == jaar and row[maat] is not None}


def _same_way(rows: list[Row], maat: str) -> str:
    """Compare the last two whole years, of the gemeenten that can be shown in both."""
    years = _whole_years(rows)
    if len(years) < 2 or years[-1] - years[-2] != 1:
        return ""
    before, after = (_known(rows, year, maat) for year in years[-2:])
    both = {name: after[name] / before[name] - 1 for name in after if before.get(name)}
    if len(both) < 2:
        return ""
    rose = [name for name, growth in both.items() if growth > 0]
    what, _ = MATEN[maat]
    most, least = max(both, key=lambda name: both[name]), min(both, key=lambda name: both[name])
    number = f"{len(rose)} van de {len(both)} gemeenten" if len(rose) < len(both) else f"alle {len(both)} gemeenten"
    start = "in geen van de gemeenten" if not rose else f"in {number}"
    return (
        f"Van {years[-2]} naar {years[-1]} {_verb(maat)} {what} {start}, het meest in {most} ({_growth(both[most])}) "
        f"en het minst in {least} ({_growth(both[least])})."
    )


def _verb(maat: str) -> str:
    return "stegen" if maat.startswith("kosten") else "steeg"


def _growth(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{words.share(abs(value))}"


def _apart(rows: list[Row], maat: str) -> str:
    years = _whole_years(rows)
    known = _known(rows, years[-1], maat) if years else {}
    if len(known) < 2:
        return ""
    what, write = MATEN[maat]
    most, least = max(known, key=lambda name: known[name]), min(known, key=lambda name: known[name])
    start = "lagen" if maat.startswith("kosten") else "lag"
    return f"In {years[-1]} {start} {what} tussen {write(known[least])} ({least}) en {write(known[most])} ({most})."
