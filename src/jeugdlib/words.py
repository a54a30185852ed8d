"""How a number, an amount, a share and a date are written for a Dutch reader.

Rounding is half away from zero, as a Dutch reader expects (41,25 becomes 41,3).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

LOCALE = "nl_NL"
NO_VALUE = "–"
_COUNTS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")


def _round(value: float | Decimal, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Write a number: 1514 is `1.514`, 41.25 with one decimal is `41,3`; None is a dash."""
    if value is None:
        return NO_VALUE
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(_round(value, decimals), format=pattern, locale=LOCALE)


def share(value: float | None, decimals: int = 1) -> str:
    """Write a fraction as a percentage: 0.293 is `29,3%`."""
    return NO_VALUE if value is None else f"{number(Decimal(str(value)) * 100, decimals)}%"


def where(naam: str) -> str:
    """Write a place behind "in": `de regio`, or the name of a gemeente."""
    return "de regio" if naam == "regio" else naam


def beside_region(own: float, region: float, naam: str = "regio") -> str:
    """Set a fraction of the region, or of a gemeente, beside one's own: `in de regio is dat 29,3% (4,6 procentpunt lager)`.

    The difference is that of the two percentages as they are written, so that a reader finds it too.
    """
    mine, theirs = (_round(Decimal(str(value)) * 100, 1) for value in (own, region))
    if mine == theirs:
        return f"in {where(naam)} is dat ook {number(theirs, 1)}%"
    way = "hoger" if theirs > mine else "lager"
    return f"in {where(naam)} is dat {number(theirs, 1)}% ({number(abs(theirs - mine), 1)} procentpunt {way})"


def points(value: float, decimals: int = 1) -> str:
    """Write a difference of two fractions in percentage points: 0.021 is `2,1 procentpunt`."""
    return f"{number(Decimal(str(value)) * 100, decimals)} procentpunt"


def points_apart(now: float, then: float) -> str:
    """Say how far a fraction lies above or below another: `8,5 procentpunt hoger`, from the two percentages as they are written."""
    new, old = (_round(Decimal(str(value)) * 100, 1) for value in (now, then))
    return "even hoog" if new == old else f"{number(abs(new - old), 1)} procentpunt {'hoger' if new > old else 'lager'}"


def euro(cents: int | None, decimals: int = 0) -> str:
    """Write eurocents in full: 460612 is `€ 4.606`."""
    return NO_VALUE if cents is None else f"€ {number(Decimal(cents) / 100, decimals)}"


def euro_short(cents: int | None) -> str:
    """Write eurocents for a headline: `€ 7,0 mln`, `€ 344,8 dzd`, `€ 950`."""
    if cents is None:
        return NO_VALUE
    euros = Decimal(cents) / 100
    if abs(euros) >= 1_000_000:
        return f"€ {number(euros / 1_000_000, 1)} mln"
    if abs(euros) >= 10_000:
        return f"€ {number(euros / 1_000, 1)} dzd"
    return f"€ {number(euros)}"


def day(value: date) -> str:
    """Write a date in a sentence: `1 augustus 2024`."""
    return format_date(value, "d MMMM y", locale=LOCALE)


def day_short(value: date) -> str:
    """Write a date in a table: `01-08-2024`."""
    return value.strftime("%d-%m-%Y")


def month(value: date) -> str:
    """Write a month: `augustus 2024`."""
    return format_date(value, "MMMM y", locale=LOCALE)


def parts_of_years(first: date, last: date) -> dict[int, str]:
    """Name the years that a closed period holds in part, with which part: `{2024: "t/m juli"}`, `{2021: "vanaf 15 juni"}`."""
    since = (
        "" if (first.month, first.day) == (1, 1) else f"vanaf {format_date(first, 'MMMM' if first.day == 1 else 'd MMMM', locale=LOCALE)}"
    )
    whole_month = (last + timedelta(days=1)).day == 1
    until = "" if (last.month, last.day) == (12, 31) else f"t/m {format_date(last, 'MMMM' if whole_month else 'd MMMM', locale=LOCALE)}"
    if first.year == last.year:
        return {first.year: f"{since} {until}".strip()} if since or until else {}
    return {year: part for year, part in ((first.year, since), (last.year, until)) if part}


def in_year(year: int, parts: Mapping[int, str]) -> str:
    """Write a year with the part of it that was observed: `2024 (t/m juli)`."""
    return f"{year} ({parts[year]})" if year in parts else str(year)


def plural(count: int, one: str, many: str) -> str:
    """Write a count with its noun: `1 pad`, `124 paden`."""
    return f"{number(count)} {one if count == 1 else many}"


def capacity(agreed: set[str]) -> str:
    """Name what clients are set against: `de afgesproken plekken` only where places were agreed.

    Args:
        agreed: the values of `afgesproken` ("ja", "deels", "nee") of the months in question.
    """
    if not agreed:
        return "de capaciteit"
    if agreed == {"ja"}:
        return "de afgesproken plekken"
    if agreed == {"nee"}:
        return "het jaargemiddelde"
    return "de capaciteit (afgesproken plekken of, waar die er niet zijn, het jaargemiddelde)"


def in_words(count: int) -> str:
    """Write a number of kinds or organisations as a word up to twelve, so that no reader takes it for a small number of children."""
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else number(count)


def listing(words: list[str]) -> str:
    """Join words as a Dutch sentence does: `a, b en c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}" if words else ""
