"""Voorbehouden: what a reader must know before using a figure, said only where it applies.

Each function looks at the choices of the run or at its data and gives one Dutch note, or none. Source: W1-W9 of the
advice report of Noord-Limburg.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require

WOONPLAATSBEGINSEL: Final = date(2022, 1, 1)  # Wet wijziging woonplaatsbeginsel
HOLIDAY: Final = (7, 8)  # months in which care stands still for a while
EXTRA: Final = ("meerwerk", "maatwerk")

NIET_GOEDGEKEURD: Final = "Gedeclareerd is nog niet altijd goedgekeurd. De kosten kunnen dus nog iets lager worden."
ALLEEN_GELEVERD: Final = "Deze gegevens gaan alleen over hulp die is gegeven. Wie op de wachtlijst staat, telt niet mee."


def jaren(*, begin: date, peildatum: date) -> list[str]:
    """W1: say of the first and the last year that only a part of them was observed."""
    last_day = peildatum - timedelta(days=1)
    if begin.year == last_day.year and (begin.month, begin.day) == (1, 1) and (last_day.month, last_day.day) == (12, 31):
        return []
    said = []
    if (begin.month, begin.day) != (1, 1):
        said.append(f"{begin.year} is niet compleet: dat jaar telt mee vanaf {words.day(begin)}.")
    if (last_day.month, last_day.day) != (12, 31):
        said.append(
            f"{last_day.year} is niet compleet: dat jaar telt mee tot en met {words.day(last_day)}, en een deel van de rekeningen "
            f"komt later. Vergelijk {last_day.year} niet met een heel jaar."
        )
    return said


def nieuwe_producten(zorgperioden: pl.DataFrame, *, begin: date) -> list[str]:
    """W2: name the productgroepen of which every product began inside the window.

    Args:
        zorgperioden: `productgroep`, `geldig_vanaf` (null: always).
        begin: first day of the window.
    """
    first = (
        zorgperioden.filter(pl.col("productgroep").is_not_null())
        .group_by("productgroep")
        .agg(sinds=pl.col("geldig_vanaf").fill_null(date.min).min(), aantal=pl.len())
        .filter(pl.col("sinds") > begin)
        .sort(["aantal", "productgroep"], descending=[True, False])
    )
    if first.is_empty():
        return []
    if first.height > 3:
        dates = sorted(set(first["sinds"]))
        since = words.day(dates[0]) if len(dates) == 1 else f"{words.day(dates[0])} of later"
        return [
            f"{words.number(first.height)} productgroepen zijn nieuw sinds {since}. "
            "Een stijging daarna komt voor een deel doordat zij nieuw zijn."
        ]
    named = [f"{row['productgroep']} ({words.day(row['sinds'])})" for row in first.iter_rows(named=True)]
    one = len(named) == 1
    return [
        f"Nieuw in deze periode: {words.listing(named)}. Een stijging daarna komt voor een deel doordat "
        f"{'deze productgroep nieuw is' if one else 'deze productgroepen nieuw zijn'}."
    ]


def woonplaatsbeginsel(*, begin: date, peildatum: date) -> list[str]:
    """W3: say that 2021 and 2022 count children under another gemeente, where the window holds days of both."""
    if not begin < WOONPLAATSBEGINSEL < peildatum:
        return []
    return [
        "Op 1 januari 2022 veranderde de regel die zegt welke gemeente betaalt (het woonplaatsbeginsel). Een verschil tussen 2021 en 2022 "
        "kan daardoor komen."
    ]


def zonder_meerwerk(zorgperioden: pl.DataFrame, *, begin: date) -> list[str]:
    """W4: say in which first years of the window meerwerk and maatwerk do not occur, though they do later.

    Args:
        zorgperioden: `begin` (Date), `zwaarte`.
        begin: first day of the window.
    """
    first = zorgperioden.filter(pl.col("zwaarte").is_in(EXTRA))["begin"].min()
    if not isinstance(first, date) or first.year <= begin.year:
        return []
    years = str(begin.year) if first.year == begin.year + 1 else f"{begin.year} tot en met {first.year - 1}"
    return [f"In {years} staan meerwerk en maatwerk niet apart in de gegevens. Over die tijd zegt hun aandeel dus niets."]


def betaald_per_eenheid(zorgperioden: pl.DataFrame) -> list[str]:
    """W5: say that care paid per hour may have been longer than needed, where there is such care.

    Args:
        zorgperioden: `financieringsvorm`.
    """
    if zorgperioden.filter(pl.col("financieringsvorm") == "pxq").is_empty():
        return []
    return [
        "Een deel van de hulp wordt per uur of per dag betaald. Dan verdient een aanbieder meer aan meer uren. De uren en de duur kunnen "
        "daardoor hoger zijn dan nodig was."
    ]


def geschatte_uren(zorgperioden: pl.DataFrame, *, drempel: int) -> list[str]:
    """W6: say for which part of the care the hours are an assumption, as a traject is declared in euros.

    Args:
        zorgperioden: `financieringsvorm`, `uren`.
        drempel: smallest number of zorgperioden on which the part is told.
    """
    with_hours = zorgperioden.filter(pl.col("uren").is_not_null())
    assumed = with_hours.filter(pl.col("financieringsvorm") == "traject").height
    if not assumed:
        return []
    return [
        f"Bij {_part(assumed, with_hours.height, drempel)} toewijzingen met uren zijn de uren een schatting. Bij een vaste prijs staan er "
        "namelijk geen uren op de rekening. Wij nemen dan aan dat het normaantal uren gelijk over de normale duur is verdeeld."
    ]


def ketens(*, max_gat_maanden: int, max_overdracht_dagen: int) -> list[str]:
    """Say how a path is made, with the choices of this run."""
    gap = f"met hooguit {words.plural(max_gat_maanden, 'maand', 'maanden')} ertussen" if max_gat_maanden else "die meteen op elkaar volgen,"
    return [
        f"Zorgperioden {gap} horen bij hetzelfde zorgpad. Lopen twee producten hooguit "
        f"{words.plural(max_overdracht_dagen, 'dag', 'dagen')} tegelijk, dan is dat een overdracht en geen combinatie."
    ]


def lopende_paden(zorgpaden: pl.DataFrame, *, peildatum: date, drempel: int) -> list[str]:
    """W8: say which part of the paths was still going on, as these can become longer.

    Args:
        zorgpaden: `lopend`.
        peildatum: first day that was not observed.
        drempel: smallest number of paths on which the part is told.
    """
    running = zorgpaden.filter("lopend").height
    if not running:
        return []
    part, went = _part(running, zorgpaden.height, drempel), "liep" if running < zorgpaden.height else "liepen"
    return [f"{part.capitalize()} zorgpaden {went} nog op {words.day(peildatum)}. Zij kunnen nog langer worden."]


def zomerdip(plekbezetting: Disclosed) -> list[str]:
    """W9: say that the lowest month falls in the summer, where it does for most products and years.

    Args:
        plekbezetting: `productcode`, `maand`, `clienten`; a year with hidden months does not count.
    """
    whole = (
        require(plekbezetting)
        .frame.group_by("productcode", jaar=pl.col("maand").dt.year())
        .agg(
            maanden=pl.col("clienten").count(),
            verschilt=pl.col("clienten").n_unique() > 1,
            laagste=pl.col("maand").sort_by("clienten", "maand").first().dt.month(),
        )
        .filter((pl.col("maanden") == 12) & pl.col("verschilt"))
    )
    low = whole.filter(pl.col("laagste").is_in(HOLIDAY)).height
    if not low or 2 * low <= whole.height:
        return []
    return [
        f"Het laagste aantal van het jaar valt {'altijd' if low == whole.height else 'meestal'} in juli of augustus. "
        "Dat komt door de vakantie en zegt niets over het hele jaar."
    ]


def samen(*notes: Iterable[str]) -> list[str]:
    """Put notes one after the other, each once."""
    return list(dict.fromkeys(note for some in notes for note in some))


def _part(part: int, whole: int, drempel: int) -> str:
    """Write a part before its noun, as a whole percentage; in words where it or what is left is a small number."""
    if part == whole:
        return "alle"
    return f"{words.share(part / whole, 0)} van de" if min(part, whole - part) >= drempel else "een deel van de"
