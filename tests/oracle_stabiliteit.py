"""The second opinion on the stability of places: plain Python on the rows of the table of plekbezetting, nothing hidden."""

from fractions import Fraction
from statistics import fmean, mean, pstdev

from oracle import Row


def table_stability(rows: list[Row]) -> list[Row]:
    """Judge every product by its months: of all, and against the mean of their own year."""
    found = []
    for code in sorted({row["productcode"] for row in rows}):
        months = [row for row in rows if row["productcode"] == code]
        counts = [row["clienten"] for row in months]
        years = sorted({row["maand"].year for row in months})
        means = {year: mean(Fraction(row["clienten"]) for row in months if row["maand"].year == year) for year in years}
        middle = fmean(counts)
        gaps = [row["clienten"] - means[row["maand"].year] for row in months]
        classes = [row["klasse"] for row in months if row["klasse"] is not None]
        growth = means[years[-1]] / means[years[0]] - 1 if len(years) > 1 and means[years[0]] else None
        within = (sum(gap * gap for gap in gaps) / len(gaps)) ** 0.5 / middle if middle else None
        found.append(
            {
                "productcode": code,
                "maanden": len(months),
                "gemiddelde": middle,
                "variatie": pstdev(counts) / middle if middle else None,
                "variatie_binnen_jaar": within,
                "buiten_5": classes.count(">5%"),
                "aandeel_buiten_5": classes.count(">5%") / len(classes) if classes else None,
                "groei": None if growth is None else float(growth),
                "stabiel": None if within is None else within <= 0.05,
                "trend": None
                if growth is None
                else "stijgend"
                if growth > Fraction(1, 20)
                else "dalend"
                if growth < -Fraction(1, 20)
                else "gelijk",
            }
        )
    return found
