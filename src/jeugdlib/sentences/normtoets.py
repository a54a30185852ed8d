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
    norm, own = f"de norm van {row['norm']} maanden", row["norm_bron"] == "product"
    if not own:
        norm = f"er is geen norm voor de duur; een norm van {row['norm']} maanden"
    verb = "is" if own else "zou"
    end = "" if own else " zijn"
    part, whole = words.number(row["aantal"]), words.plural(row["totaal"], "afgelopen pad", "afgelopen paden")
    margin = words.plural(marge_maanden, "maand", "maanden")
    share, low, high = (words.share(row[name]) for name in ("aandeel", "laag", "hoog"))
    told = f"{part} van de {whole} ({share}) zijn er hooguit {margin} vandaan; 95%-interval: {low} tot {high}"
    if row["oordeel"] == WEL:
        return f"{norm} {verb} representatief{end} ({told}; dat is niet minder dan de grens van {norm_aandeel}%)."
    if row["oordeel"] == NIET:
        return f"{norm} {verb} niet representatief{end} ({told}; dat is minder dan de grens van {norm_aandeel}%)."
    asked = f"of {norm} representatief is, is" if own else "er is geen norm voor de duur; of twaalf maanden representatief zijn, is"
    return f"{asked} niet te zeggen ({told}; de grens van {norm_aandeel}% ligt daarin)."


def _without_count(row: Row, norm_aandeel: int) -> str:
    """Tell a verdict that holds whatever the hidden count is."""
    norm = f"de norm van {row['norm']} maanden" if row["norm_bron"] == "product" else f"een norm van {row['norm']} maanden"
    hidden = f"de grens is {norm_aandeel}%; het aandeel zelf is verborgen om kleine aantallen"
    if row["oordeel"] in (WEL, NIET):
        verb = "is" if row["norm_bron"] == "product" else "zou"
        return f"{norm} {verb} {row['oordeel']}{'' if verb == 'is' else ' zijn'} ({hidden})."
    return f"of {norm} representatief is, is niet te zeggen ({hidden})."


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


def hoofdpunten(toets: Disclosed, extra: Disclosed, *, groepen: Sequence[str]) -> list[str]:
    """Say over the productgroepen on the slide for how many the norm is representative, and where a class may be lacking.

    Args:
        toets: `normtoets.near_norm`.
        extra: `normtoets.extra_class`.
        groepen: the productgroepen on the slide, the largest first.
    """
    verdicts = {row["productgroep"]: row["oordeel"] for row in require(toets).frame.iter_rows(named=True) if row["oordeel"] is not None}
    seen = {name: verdicts[name] for name in groepen if name in verdicts}
    said = []
    if seen:
        parts = []
        for verdict, told in ((WEL, "representatief"), (NIET, "niet representatief")):
            names = [name for name in seen if seen[name] == verdict]
            if names:
                parts.append(f"{told} bij {words.listing(names)}")
        unsure = [name for name in seen if seen[name] not in (WEL, NIET)]
        if unsure:
            parts.append(f"niet te beoordelen bij {words.listing(unsure)}")
        said.append(f"De norm voor de duur is {'; '.join(parts)}.")
    wanted = [row for row in require(extra).frame.iter_rows(named=True) if row["productgroep"] in groepen]
    if wanted:
        most = max(wanted, key=lambda row: (row["gat_uren"] / row["norm_uren"], row["productgroep"]))
        said.append(f"{most['productgroep']}: {_peak(most)[0].lower()}{_peak(most)[1:]}")
    return said
