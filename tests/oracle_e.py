"""The second opinion on section E: which toewijzing follows on which, looked up one by one in plain Python."""

from collections import defaultdict
from fractions import Fraction

from oracle import Choices, Cleaned, Row, of, plus_months

KINDS = {"verlengd": ("gevolgd_1m", 1), "recidief": ("gevolgd_6m", 6)}


def outcome(period: Row, periods: list[Row]) -> str:
    """Say what came after the care of a toewijzing: `verlengd`, `recidief` or `afgerond`."""
    later = [
        other["begin"]
        for other in periods
        if all(other[name] == period[name] for name in ("gemeentecode", "client", "productcode")) and other["begin"] > period["begin"]
    ]
    if not later or min(later) > plus_months(period["eind"], 6):
        return "afgerond"
    return "verlengd" if min(later) <= plus_months(period["eind"], 1) else "recidief"


def followed(periods: list[Row], cleaned: Cleaned, choices: Choices) -> dict[str, list[Row]]:
    """Return per financieringsvorm what is known of each toewijzing."""
    reasons = {of(row): row["reden_wijziging"] for row in cleaned.toewijzingen}
    found: dict[str, list[Row]] = defaultdict(list)
    for period in periods:
        what = outcome(period, periods)
        seen = {name: plus_months(period["eind"], months) < choices["peildatum"] for name, months in KINDS.values()}
        row = {"outcome": what, "client": period["client"], "opgerekt": reasons[of(period)] == "04", **seen}
        found[period["financieringsvorm"] or "onbekend"].append(row)
    return dict(sorted(found.items()))


def share(part: int, whole: int) -> Fraction | None:
    """Divide, or know nothing."""
    return Fraction(part, whole) if whole else None


def table(forms: dict[str, list[Row]]) -> list[Row]:
    """Make the table `verlenging_recidief`."""
    rows = []
    for form, members in forms.items():
        month = [row for row in members if row["gevolgd_1m"]]
        half = [row for row in members if row["gevolgd_6m"]]
        again = sum(row["outcome"] == "verlengd" for row in month)
        back = sum(row["outcome"] == "recidief" for row in half)
        stretched = sum(row["opgerekt"] and row["outcome"] != "verlengd" for row in month)
        rows.append(
            {
                "financieringsvorm": form,
                "gevolgd_1m": len(month),
                "verlengd": again,
                "aandeel_verlengd": share(again, len(month)),
                "gevolgd_6m": len(half),
                "recidief": back,
                "aandeel_recidief": share(back, len(half)),
                "clienten": len({row["client"] for row in members}),
                "opgerekt": stretched,
                "aandeel_opgerekt": share(stretched, len(month)),
                "verlengd_of_opgerekt": again + stretched,
                "aandeel_verlengd_of_opgerekt": share(again + stretched, len(month)),
            }
        )
    return rows


def naive(forms: dict[str, list[Row]]) -> list[Row]:
    """Make the table with the naive shares beside those of toewijzingen that were followed for long enough."""
    rows = []
    for form, members in forms.items():
        for kind in sorted(KINDS):
            known = [row for row in members if row[KINDS[kind][0]]]
            part, all_parts = (sum(row["outcome"] == kind for row in some) for some in (known, members))
            right, wrong = share(part, len(known)), share(all_parts, len(members))
            rows.append(
                {
                    "financieringsvorm": form,
                    "soort": kind,
                    "gevolgd": len(known),
                    "aantal": part,
                    "aandeel": right,
                    "niet_gevolgd": len(members) - len(known),
                    "aantal_niet_gevolgd": all_parts - part,
                    "aandeel_naief": wrong,
                    "vertekening": None if right is None or wrong is None else wrong - right,
                    "gevolgd_1m": sum(row["gevolgd_1m"] for row in members),
                }
            )
    return rows
