"""Calendar steps on plain dates, for the generator only (tables use `jeugdlib.periods`)."""

import calendar
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)


@cache
def plus_maanden(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def first_day(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


@cache
def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_of(begin: date, end: date) -> list[tuple[date, date]]:
    """Return the calendar months from the one of `begin` to the one of `end`, each clipped to the period."""
    out, month = [], first_day(begin)
    while month <= end:
        out.append((max(month, begin), min(last_day(month), end)))
        month = plus_maanden(month, 1)
    return out


def years_between(birth: date, day: date) -> int:
    """Return completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
