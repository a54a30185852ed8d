"""The second opinion on the normtoets: plain Python on the paths of the oracle, from the text of docs/definities.md.

A path is taken by itself: its length and its hours against every norm of its productgroep, one by one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from oracle import CLASSES, Row, clock_of, months_long, path_hours

STANDARD = 12
Z = 1.959963984540054


def interval(part: int, whole: int) -> tuple[float, float]:
    """Solve (share - p)^2 = z^2 p (1 - p) / whole for p: the two ends of Wilson's interval."""
    share = part / whole
    a, b, c = 1 + Z * Z / whole, -(2 * share + Z * Z / whole), share * share
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _norms(producten: Iterable[Row], group: str, name: str) -> list[Fraction]:
    return sorted({Fraction(row[name]) for row in producten if row["productgroep"] == group and row[name] is not None and row[name] > 0})


def _row(group: str, judged: list[bool]) -> Row:
    low, high = interval(sum(judged), len(judged))
    share = Fraction(sum(judged), len(judged))
    return {"productgroep": group, "aantal": sum(judged), "totaal": len(judged), "aandeel": share, "laag": low, "hoog": high}


def table_near(paths: list[Row], producten: list[Row], *, margin: int, percentage: int) -> list[Row]:
    """Judge every completed path: is its length around a norm of its productgroep?"""
    judged: dict[str, list[bool]] = defaultdict(list)
    for path in paths:
        if not path["lopend"]:
            norms = _norms(producten, path["productgroep"], "normdoorlooptijd_maanden") or [Fraction(STANDARD)]
            length = months_long(*clock_of(path))
            judged[path["productgroep"]].append(any(norm - margin <= length <= norm + margin for norm in norms))
    rows = []
    for group in sorted(judged):
        row = _row(group, judged[group])
        norms = _norms(producten, group, "normdoorlooptijd_maanden")
        row["norm"] = " of ".join(str(norm) for norm in norms or [Fraction(STANDARD)])
        row["norm_bron"] = "product" if norms else "standaard"
        above, below = row["laag"] >= percentage / 100, row["hoog"] < percentage / 100
        row["oordeel"] = "representatief" if above else "niet representatief" if below else "niet te zeggen"
        rows.append(row)
    return rows


def table_far(paths: list[Row], producten: list[Row]) -> list[Row]:
    """Judge every path with hours: does its class touch no hour within half a norm of any norm?"""
    judged: dict[str, list[bool]] = defaultdict(list)
    for path in paths:
        hours, norms = path_hours(path), _norms(producten, path["productgroep"], "normvolume_uren")
        if hours is not None and norms:
            judged[path["productgroep"]].append(all(_beyond(hours, norm) for norm in norms))
    return [_row(group, judged[group]) for group in sorted(judged)]


def _beyond(hours: Fraction, norm: Fraction) -> bool:
    lower = max(low for low in CLASSES if low <= hours)
    upper = min((low for low in CLASSES if low > hours), default=None)
    if lower > norm:
        return lower > norm * Fraction(3, 2)
    return upper is not None and upper < norm / 2
