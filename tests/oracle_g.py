"""The second opinion on section G: regularly completed trajecten, their volume and their cost, in plain Python fractions."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import floor

from oracle import Choices, Cleaned, Row, months_long, of, plus_months


def nearest_tenth(value: Fraction) -> int:
    """Round to tenths, a half away from zero."""
    tenths = floor(abs(value) * 10 + Fraction(1, 2))
    return tenths if value >= 0 else -tenths


def how_it_ended(stops: list[Row], period: Row) -> str | None:
    """Return the reason of the last real end; several on that day: one that is not regular."""
    own = [stop for stop in stops if of(stop) == of(period) and stop["agb"] == period["agb"] and stop["reden_beeindiging"] != "20"]
    if not own:
        return None
    last = max(stop["einddatum"] for stop in own)
    reasons = {stop["reden_beeindiging"] for stop in own if stop["einddatum"] == last}
    return "31" if reasons == {"31"} else min(reasons - {"31"})


def judged(periods: list[Row], cleaned: Cleaned, ingang: dict, stops: list[Row], choices: Choices) -> list[Row]:
    """Return the toewijzingen of traject products, each with the reason why it is not judged, or None and its point."""
    found = []
    for period in periods:
        if period["financieringsvorm"] != "traject":
            continue
        begin, eind = period["clock"]
        norm, price = period["product"]["normdoorlooptijd_maanden"], period["product"]["trajectprijs"]
        row = {"productgroep": period["productgroep"], "client": period["client"], "reden": None}
        if ingang[of(period)] < choices["analyse_begin"]:
            row["reden"] = "voor_periode"
        elif eind >= plus_months(choices["peildatum"], -1):
            row["reden"] = "loopt_nog"
        elif how_it_ended(stops, period) not in (None, "31"):
            row["reden"] = "niet_regulier"
        elif not norm:
            row["reden"] = "zonder_norm"
        elif not price:
            row["reden"] = "zonder_prijs"
        else:
            net = sum(line["bedrag"] for line in cleaned.nettoregels if of(line) == of(period))
            row |= {"x": Fraction(months_long(begin, eind), norm), "y": Fraction(net, price)}
        found.append(row)
    return found


def groups(rows: list[Row]) -> Iterable[tuple[str, str, list[Row]]]:
    """Yield all judged rows together, then those of each productgroep."""
    known = [row for row in rows if row["reden"] is None]
    if known:
        yield "alle", "Alle trajecten", known
    for name in sorted({row["productgroep"] for row in known}):
        yield "productgroep", name, [row for row in known if row["productgroep"] == name]


def grid(rows: list[Row], niveau: str) -> list[Row]:
    """Make the grid of each group of a level."""
    found = []
    for level, name, members in groups(rows):
        cells: dict[tuple[int, int], int] = defaultdict(int)
        for row in members:
            cells[nearest_tenth(row["x"]), nearest_tenth(row["y"])] += 1
        if level == niveau:
            found += [
                {"productgroep": name, "aandeel_volume": Fraction(x, 10), "aandeel_kosten": Fraction(y, 10), "aantal": count}
                for (x, y), count in sorted(cells.items())
            ]
    return found


def trend(rows: list[Row]) -> list[Row]:
    """Make the line of each group, with the normal equations of least squares in fractions."""
    found = []
    for level, name, members in groups(rows):
        n = len(members)
        sx, sy = sum(row["x"] for row in members), sum(row["y"] for row in members)
        sxx, sxy = sum(row["x"] ** 2 for row in members), sum(row["x"] * row["y"] for row in members)
        spread = n * sxx - sx**2
        slope = (n * sxy - sx * sy) / spread if spread else None
        more, full = sum(row["y"] > row["x"] for row in members), sum(nearest_tenth(row["y"]) == 10 for row in members)
        found.append(
            {
                "niveau": level,
                "productgroep": name,
                "toewijzingen": n,
                "clienten": len({row["client"] for row in members}),
                "helling": slope,
                "snijpunt": None if slope is None else (sy - slope * sx) / n,
                "gemiddeld_volume": Fraction(sx, n),
                "gemiddelde_kosten": Fraction(sy, n),
                "meer_kosten": more,
                "aandeel_meer_kosten": Fraction(more, n),
                "vol_betaald": full,
                "aandeel_vol_betaald": Fraction(full, n),
            }
        )
    return found
