"""Calendar expressions: closed periods of days, counted as definitions section 0 says.

Every function takes and returns polars expressions; a period is `[begin, eind]` with both days inside.
"""

import polars as pl


def plus_maanden(datum: pl.Expr, maanden: int | pl.Expr) -> pl.Expr:
    """Return the same day so many calendar months later; the month's last day where that day does not exist."""
    if isinstance(maanden, int):
        return datum.dt.offset_by(f"{maanden}mo")
    return datum.dt.offset_by(pl.format("{}mo", maanden))


def _maanden_verschil(van: pl.Expr, tot: pl.Expr) -> pl.Expr:
    """Return the number of month borders between two dates."""
    jaren = tot.dt.year().cast(pl.Int32) - van.dt.year().cast(pl.Int32)
    return jaren * 12 + tot.dt.month().cast(pl.Int32) - van.dt.month().cast(pl.Int32)


def doorlooptijd_maanden(begin: pl.Expr, eind: pl.Expr) -> pl.Expr:
    """Return the smallest whole m >= 1 with `plus_maanden(begin, m) > eind` (Int32).

    1 Jan..31 Dec is 12; 15 Jan..14 Feb is 1; 15 Jan..15 Feb is 2.
    """
    # plus_maanden moves month by month, so only the month of `eind` and the next one can be the answer.
    m = _maanden_verschil(begin, eind)
    return pl.when(plus_maanden(begin, m) > eind).then(m).otherwise(m + 1).clip(1)


def verstreken_maanden(begin: pl.Expr, datum: pl.Expr) -> pl.Expr:
    """Return the largest whole k >= 0 with `plus_maanden(begin, k) <= datum`; 0 when `datum` is before `begin`."""
    m = _maanden_verschil(begin, datum)
    return pl.when(plus_maanden(begin, m) <= datum).then(m).otherwise(m - 1).clip(0)


def leeftijd_jaren(geboortedatum: pl.Expr, datum: pl.Expr) -> pl.Expr:
    """Return completed years on a date (Int32); born on 29 February, a year is completed on 1 March."""
    jaren = datum.dt.year().cast(pl.Int32) - geboortedatum.dt.year().cast(pl.Int32)
    voor_verjaardag = (datum.dt.month() < geboortedatum.dt.month()) | (
        (datum.dt.month() == geboortedatum.dt.month()) & (datum.dt.day() < geboortedatum.dt.day())
    )
    return jaren - voor_verjaardag.cast(pl.Int32)


def dagen(begin: pl.Expr, eind: pl.Expr) -> pl.Expr:
    """Return the length of a closed period in days."""
    return (eind - begin).dt.total_days() + 1


def maand(datum: pl.Expr) -> pl.Expr:
    """Return the first day of the month that a date lies in."""
    return datum.dt.truncate("1mo")


def maanden_geraakt(begin: pl.Expr, eind: pl.Expr) -> pl.Expr:
    """Return how many calendar months a closed period has a day in (31 Jan..1 Feb is 2)."""
    return _maanden_verschil(begin, eind) + 1


def weken_geraakt(begin: pl.Expr, eind: pl.Expr) -> pl.Expr:
    """Return how many ISO weeks (Monday to Sunday) a closed period has a day in; a week over New Year is one week."""
    return (eind.dt.truncate("1w") - begin.dt.truncate("1w")).dt.total_days() // 7 + 1
