"""The second opinion on the beslisboom: plain Python, a chain of ifs, from the text of docs/definities.md.

Nothing is hidden here: the tree of the package, run with all numbers in sight, must come to the same end.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from statistics import fmean, pstdev

from oracle import Row, days, months_passed, plus_months


def clients_per_group(periods: list[Row], producten: list[Row], *, jaar: int, analyse_begin: date, peildatum: date) -> list[Row]:
    """Count heads per day, and put them together per month and year."""
    year = set(days(date(jaar, 1, 1), date(jaar, 12, 31)))
    rows = []
    for group in sorted({period["productgroep"] for period in periods if period["productgroep"] is not None}):
        own = [period for period in periods if period["productgroep"] == group]
        heads = _heads(own, year)
        if heads:
            months = [date(jaar, month, 1) for month in range(1, 13)]
            months = [month for month in months if month < peildatum and plus_months(month, 1) > analyse_begin]
            counts = [len(_heads(own, set(days(month, plus_months(month, 1))) - {plus_months(month, 1)})) for month in months]
            held = [row["geldig_vanaf"] or analyse_begin for row in producten if row["productgroep"] == group]
            rows.append(
                {
                    "productgroep": group,
                    "jaar": jaar,
                    "clienten": len(heads),
                    "laagste": min(counts),
                    "gemiddelde": fmean(counts),
                    "variatie": pstdev(counts) / fmean(counts),
                    "maanden_in_beeld": months_passed(max(min(held), analyse_begin), peildatum),
                }
            )
    return rows


def _heads(periods: list[Row], wanted: set[date]) -> set[str]:
    return {
        period["client"] for period in periods if any(day in wanted for day in (period["begin"], period["eind"])) or _spans(period, wanted)
    }


def _spans(period: Row, wanted: set[date]) -> bool:
    return period["begin"] <= min(wanted) and period["eind"] >= max(wanted)


def outcome(
    clients: Row, figures: Iterable[Row], far: Iterable[Row], near: Iterable[Row], *, least: int, percentage: int, spread: float
) -> str | None:
    """Walk down the tree of one productgroep; None where a number is lacking that the tree can't do without."""
    group = clients["productgroep"]
    extra = {row["productgroep"]: row["aandeel_meerwerk_maatwerk"] for row in figures}.get(group)
    beyond = {row["productgroep"]: row["aandeel"] for row in far}
    around = {row["productgroep"]: row["aandeel"] for row in near}
    if clients["clienten"] < least or clients["maanden_in_beeld"] < 24:
        return "geen"
    if extra is not None and extra > Fraction(1, 5):
        return "pxq"
    if group in beyond and beyond[group] <= Fraction(1, 5):
        if group not in around:
            return None
        if around[group] >= Fraction(percentage, 100):
            return "traject"
    return "plek" if clients["variatie"] <= spread else "pxq"
