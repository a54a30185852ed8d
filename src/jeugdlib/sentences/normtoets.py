"""What the normtoets says: is the norm representative, how many hours lie far from it, and where may a product be lacking?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row, per_group

WEL: Final = "representatief"
NIET: Final = "niet representatief"


def duur(
    toets: Disclosed, *, marge_maanden: int, norm_aandeel: int, curve: Disclosed | None = None, eerst: Sequence[str] = ()
) -> list[str]:
    """Say per productgroep whether the norm for the length is representative, and on which share that rests.

    Args:
        toets: `normtoets.near_norm`.
        marge_maanden: how far from a norm is still around it.
        norm_aandeel: percentage from which the norm is representative.
        curve: `doorlooptijd.kaplan_meier`; with it, the share with running paths included is told where both ends are shown.
        eerst: productgroepen to begin with.
    """
    running = _survival(curve)

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row["aantal"] is None or row["totaal"] is None:
            if row["oordeel"] is not None:
                yield _without_count(row, norm_aandeel)
            return
        yield _verdict(row, marge_maanden, norm_aandeel)
        share = _with_running(row, running, marge_maanden)
        if share is not None:
            yield f"Tellen alle paden mee, ook de lopende en met hun hele duur, dan is het {words.share(share)}."
            if (row["oordeel"], round(share * 100, 6) >= norm_aandeel) in ((WEL, False), (NIET, True)):
                yield "Dat ligt aan de andere kant van de grens: het oordeel hangt dus af van welke paden meetellen."

    return per_group(toets, "productgroep", describe, first=eerst)


def _verdict(row: Row, marge_maanden: int, norm_aandeel: int) -> str:
    part, whole = words.number(row["aantal"]), words.plural(row["totaal"], "afgerond pad", "afgeronde paden")
    margin = f"hooguit {words.plural(marge_maanden, 'maand', 'maanden')} korter of langer" if marge_maanden else "precies zo lang"
    share, low, high = (words.share(row[name]) for name in ("aandeel", "laag", "hoog"))
    told = f"{part} van de {whole} ({share}) {'duurde' if row['aantal'] == 1 else 'duurden'} {margin}"
    if row["oordeel"] in (WEL, NIET):
        only = "maar " if row["oordeel"] == NIET else ""
        return f"{_judged(row)}: {only}{told} (95%-interval: {low} tot {high}; de grens is {norm_aandeel}%)."
    return f"{_judged(row)}: {told}, en de grens van {norm_aandeel}% ligt binnen het 95%-interval ({low} tot {high})."


def _judged(row: Row) -> str:
    """Begin with the verdict; where twelve months is no norm of a product, it says so."""
    verdict, months = row["oordeel"], f"norm van {row['norm']} maanden"
    if row["norm_bron"] == "product":
        return f"de {months} is {verdict}" if verdict in (WEL, NIET) else f"of de {months} representatief is, is niet te zeggen"
    would = f"een {months} zou {verdict} zijn" if verdict in (WEL, NIET) else f"of een {months} representatief zou zijn, is niet te zeggen"
    return f"er is geen norm voor de duur; {would}"


def _without_count(row: Row, norm_aandeel: int) -> str:
    """Tell a verdict that holds whatever the hidden count is."""
    return f"{_judged(row)} (de grens is {norm_aandeel}%; het aandeel zelf is verborgen om kleine aantallen)."


def _survival(curve: Disclosed | None) -> dict[tuple[str, int], float]:
    if curve is None:
        return {}
    shown = [row for row in require(curve).frame.iter_rows(named=True) if row["overleving"] is not None]
    return {(row["productgroep"], row["maanden"]): row["overleving"] for row in shown}


def _with_running(row: Row, running: Mapping[tuple[str, int], float], marge_maanden: int) -> float | None:
    """Return the share that ends around the one norm by the curve; None where a point of it is not shown."""
    if not row["norm"].isdigit():
        return None
    norm, group = int(row["norm"]), row["productgroep"]
    before = running.get((group, norm - marge_maanden - 1)) if norm - marge_maanden > 1 else 1.0
    after = running.get((group, norm + marge_maanden))
    return before - after if before is not None and after is not None else None


def uren(toets: Disclosed, extra: Disclosed, *, eerst: Sequence[str] = ()) -> list[str]:
    """Say per productgroep how many paths lie far from every norm volume, and where a class may be lacking.

    Args:
        toets: `normtoets.far_hours`.
        extra: `normtoets.extra_class`.
        eerst: productgroepen to begin with.
    """
    peaks = {row["productgroep"]: row for row in require(extra).frame.iter_rows(named=True)}

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row["aantal"] is not None and row["totaal"] is not None:
            paths = words.plural(row["totaal"], "pad", "paden")
            yield (
                f"{words.number(row['aantal'])} van de {paths} ({words.share(row['aandeel'])}) liggen ver van elke norm voor de uren: "
                "meer dan een halve norm."
            )
        if row["productgroep"] in peaks:
            peak = _peak(peaks[row["productgroep"]])
            yield peak if row["aantal"] is not None else peak[0].lower() + peak[1:]

    return per_group(toets, "productgroep", describe, first=eerst)


def _peak(row: Row) -> str:
    """Suggest a class; how it is written says that it is no more than a suggestion."""
    gap, norm = (words.number(value, 0 if value == round(value) else 1) for value in (row["gat_uren"], row["norm_uren"]))
    return (
        f"Bij {row['klasse']} uur is een piek van {words.number(row['aantal'])} paden ({words.share(row['aandeel'])}), "
        f"{gap} uur van de naaste norm ({norm} uur). Een extra klasse kan daar helpen."
    )


def hoofdpunten(toets: Disclosed, *, groepen: Sequence[str]) -> list[str]:
    """Say at which productgroepen on the slide the norm for the length is representative; those without a norm apart.

    Args:
        toets: `normtoets.near_norm`.
        groepen: the productgroepen on the slide, the largest first.
    """
    rows = {row["productgroep"]: row for row in require(toets).frame.iter_rows(named=True) if row["oordeel"] is not None}
    seen = [rows[name] for name in groepen if name in rows]
    own, other = ([row for row in seen if (row["norm_bron"] == "product") == first] for first in (True, False))
    said = [f"De norm voor de duur is {_by_verdict(own)}."] if own else []
    return [*said, f"Waar geen norm is, is een norm van {other[0]['norm']} maanden {_by_verdict(other)}."] if other else said


def _by_verdict(rows: list[Row]) -> str:
    """List the productgroepen by their verdict."""
    names: dict[str, list[str]] = {WEL: [], NIET: [], "niet te beoordelen": []}
    for row in rows:
        names[row["oordeel"] if row["oordeel"] in (WEL, NIET) else "niet te beoordelen"].append(row["productgroep"])
    return "; ".join(f"{verdict} bij {words.listing(which)}" for verdict, which in names.items() if which)


def hoofdpunten_uren(toets: Disclosed, extra: Disclosed, *, groepen: Sequence[str]) -> list[str]:
    """Say which part of the paths lies far from the norms for the hours, and where a class may be lacking.

    Args:
        toets: `normtoets.far_hours`.
        extra: `normtoets.extra_class`.
        groepen: the productgroepen on the slide, the largest first.
    """
    far, wanted = (
        [row for row in require(table).frame.iter_rows(named=True) if row["productgroep"] in groepen and row["aandeel"] is not None]
        for table in (toets, extra)
    )
    said = []
    if far:
        most, *others = sorted(far, key=lambda row: (-row["aandeel"], row["productgroep"]))
        parts = [f"{words.share(most['aandeel'], 0)} van de paden van {most['productgroep']}"]
        parts += [f"{words.share(row['aandeel'], 0)} van {row['productgroep']}" for row in others]
        said.append(f"Ver van elke norm voor de uren ligt {words.listing(parts)}.")
    if wanted:
        most = max(wanted, key=lambda row: (row["gat_uren"] / row["norm_uren"], row["productgroep"]))
        said.append(f"{most['productgroep']}: {_peak(most)[0].lower()}{_peak(most)[1:]}")
    return said
