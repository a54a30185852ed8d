"""The figure in words, for who can't see it: made from the disclosed table, so that words and drawing never differ.

Each text says what is largest, how it runs, and what is not shown. It reads cells and computes no new figure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from jeugdlib import words
from jeugdlib.charts.distribution import Norm
from jeugdlib.charts.ranking import STEP, TAIL, TOGETHER
from jeugdlib.charts.rows import one_group, rows
from jeugdlib.disclosure import FLAG, Disclosed, place

_KLASSEN = {"aansluitend": "past het", "2-5%": "scheelt het 2 tot 5%", ">5%": "scheelt het meer dan 5%"}
_MONTHS = (3, 6, 12, 24, 36)  # where a reader asks how many paths still run


def ranking(disclosed: object, *, productgroep: str | None = None, top: int = 10) -> str:
    """Say which paths are walked most, how many paths there are, and how many are not shown."""
    frame = one_group(disclosed, "ranking", ["pad", "aantal", "aandeel", "rang"], productgroep)
    paths = frame.filter(pl.col("pad").str.to_lowercase() != TAIL)
    if paths.is_empty():
        return "Er zijn geen paden."
    known = paths.filter(pl.col("aantal").is_not_null()).sort("rang", "pad").head(top)
    said = [f"Er zijn {words.number(paths.height)} verschillende paden." if paths.height > 1 else "Er is één pad."]
    if known.height:
        said.append(f"Het meest voorkomende pad is {_path(known['pad'][0])}: {_counted(known.row(0, named=True), 'keer')}.")
    if known.height > 1:
        rest = [f"{_path(row['pad'])} ({_counted(row, 'keer')})" for row in known.slice(1, 4).iter_rows(named=True)]
        said.append(f"Daarna {'komt' if len(rest) == 1 else 'komen'} {words.listing(rest)}.")
    return " ".join([*said, *_hidden(paths, "aantal", "pad", "paden")])


def flow(disclosed: object, *, productgroep: str | None = None) -> str:
    """Say which steps follow one another most, and how many are not shown."""
    frame = one_group(disclosed, "overgangen", ["van", "naar", "aantal"], productgroep)
    if frame.is_empty():
        return "Er zijn geen paden met meer dan één stap."
    known = frame.filter(pl.col("aantal") > 0).sort(["aantal", "van", "naar"], descending=[True, False, False])
    steps = [
        f"van {_state(row['van'])} naar {_state(row['naar'])} ({words.number(row['aantal'])} keer)"
        for row in known.head(5).iter_rows(named=True)
    ]
    said = [f"De meest voorkomende overgang is {steps[0]}."] if steps else ["Geen overgang komt vaak genoeg voor om te tonen."]
    said += [f"Daarna {'komt' if len(steps) == 2 else 'komen'} {words.listing(steps[1:])}."] if len(steps) > 1 else []
    return " ".join([*said, *_hidden(frame, "aantal", "overgang", "overgangen")])


def volumes(
    disclosed: object,
    *,
    normen: Sequence[Norm] = (),
    productgroep: str | None = None,
    regio: Disclosed | None = None,
) -> str:
    """Say which classes of hours are largest, what the region marks, where the norms lie, and how many classes are not shown."""
    frame = one_group(disclosed, "volumes", ["klasse", "ondergrens", "aantal", "aandeel"], productgroep).sort("ondergrens")
    classes = [(f"{row['klasse']} uur", row) for row in frame.iter_rows(named=True) if row["aantal"]]
    said = _largest(classes, "grootste klasse")
    return " ".join(
        [
            *(said or ["Er zijn geen paden met uren om te tonen."]),
            *_markers(classes, "ondergrens", regio, "volumes", productgroep),
            *_norms(normen),
            *_hidden(frame, "aantal", "klasse", "klassen"),
        ]
    )


def months(disclosed: object, *, normen: Sequence[Norm] = (), productgroep: str | None = None, regio: Disclosed | None = None) -> str:
    """Say which lengths are most frequent, what the region marks, where the norm lies, and how many months are not shown."""
    frame = one_group(disclosed, "doorlooptijd", ["maanden", "aantal", "aandeel"], productgroep).sort("maanden")
    lengths = [(words.plural(row["maanden"], "maand", "maanden"), row) for row in frame.iter_rows(named=True) if row["aantal"]]
    said = _largest(lengths, "meest voorkomende lengte")
    if frame.height > 1:
        said.append(f"De lengtes lopen van {frame['maanden'][0]} tot {words.plural(frame['maanden'][-1], 'maand', 'maanden')}.")
    return " ".join(
        [
            *(said or ["Er zijn geen afgeronde paden om te tonen."]),
            *_markers(lengths, "maanden", regio, "doorlooptijd", productgroep),
            *_norms(normen),
            *_hidden(frame, "aantal", "lengte", "lengtes"),
        ]
    )


def survival(disclosed: object, *, mediaan: float | None, normen: Sequence[Norm] = (), productgroep: str | None = None) -> str:
    """Say which share of the paths lasts longer than 3, 6, 12, 24 and 36 months, the median, and what is not shown."""
    frame = one_group(disclosed, "doorlooptijd_km", ["maanden", "overleving"], productgroep).sort("maanden")
    known = {row["maanden"]: row["overleving"] for row in frame.iter_rows(named=True) if row["overleving"] is not None}
    if not known:
        return "Er zijn te weinig paden om een lijn te tonen."
    asked = [month for month in _MONTHS if month in known] or [max(known)]
    shares = [f"{words.share(known[month])} langer dan {words.plural(month, 'maand', 'maanden')}" for month in asked]
    said = [f"De lijn daalt van 100% bij het begin. Van de paden duurt {words.listing(shares)}."]
    if mediaan is None:
        said.append("De mediaan is nog niet bereikt: de lijn blijft boven de 50%.")
    else:
        said.append(f"De mediaan is {words.number(mediaan)} maanden: de helft van de paden is dan voorbij.")
    return " ".join([*said, *_norms(normen), *_hidden(frame, "overleving", "maand", "maanden")])


def occupancy(disclosed: object, *, namen: Mapping[str, str] | None = None) -> str:
    """Say for each product how many clients it has per month, how the months fall in the classes, and what is not shown."""
    frame = rows(disclosed, "plekbezetting", ["productcode", "maand", "clienten", "klasse", "afgesproken"]).sort("productcode", "maand")
    if frame.is_empty():
        return "In deze periode zijn er geen producten met plekbekostiging."
    period = sorted(frame["maand"])
    against = words.capacity(set(frame["afgesproken"].drop_nulls()))
    said = [f"Maanden van {words.month(period[0])} tot en met {words.month(period[-1])}. De lijn is {against}."]
    for product in frame.partition_by("productcode", maintain_order=True):
        code = str(product["productcode"][0])
        said.append(_product((namen or {}).get(code, code), product))
    return " ".join(said)


def _product(name: str, product: pl.DataFrame) -> str:
    known = product["clienten"].drop_nulls().to_list()
    parts = []
    if known:
        low, high = min(known), max(known)
        parts.append(
            f"{words.number(low)} jeugdigen per maand"
            if low == high
            else f"{words.number(low)} tot {words.number(high)} jeugdigen per maand"
        )
    for klasse, said in _KLASSEN.items():
        months_in = product.filter(pl.col("klasse") == klasse).height
        parts += [f"in {words.plural(months_in, 'maand', 'maanden')} {said}"] if months_in else []
    said = [f"{name}: {words.listing(parts)}."] if parts else [f"{name}:"]
    return " ".join([*said, *_hidden(product, "clienten", "maand", "maanden")])


def _state(state: str) -> str:
    return " met ".join(state.split(TOGETHER))


def _path(path: str) -> str:
    return " gevolgd door ".join(_state(state) for state in path.split(STEP))


def _counted(row: Mapping[str, Any], unit: str) -> str:
    share = f", {words.share(row['aandeel'])}" if row["aandeel"] is not None else ""
    return f"{words.number(row['aantal'])} {unit}{share}"


def _largest(named: list[tuple[str, dict[str, Any]]], what: str) -> list[str]:
    """Say which classes hold most paths, three at most; of equal ones the first."""
    order = sorted(named, key=lambda pair: -pair[1]["aantal"])[:3]
    if not order:
        return []
    (first, most), *others = order
    said = [f"De {what} is {first}: {_counted(most, 'paden')}."]
    rest = words.listing([f"{name} ({_counted(row, 'paden')})" for name, row in others])
    return [*said, f"Daarna {'volgt' if len(others) == 1 else 'volgen'} {rest}."] if others else said


def _markers(named: list[tuple[str, dict[str, Any]]], name: str, regio: Disclosed | None, form: str, productgroep: str | None) -> list[str]:
    """Say what the marker of the region reads at the largest bar; nothing where no share of the region is shown."""
    if regio is None:
        return []
    shares = dict(one_group(regio, form, [name, "aandeel"], productgroep).select(name, "aandeel").drop_nulls().iter_rows())
    if not shares:
        return []
    said = f"Een streepje geeft het aandeel in {words.where(place(regio))}"
    most = max(named, key=lambda pair: pair[1]["aantal"], default=None)
    if most is None or most[1][name] not in shares:
        return [f"{said}."]
    return [f"{said}: {words.share(shares[most[1][name]])} bij {most[0]}."]


def _norms(normen: Sequence[Norm]) -> list[str]:
    head = "Verticale lijn" if len(normen) == 1 else "Verticale lijnen"
    return [f"{head}: {words.listing([norm.label for norm in normen])}."] if normen else []


def _hidden(frame: pl.DataFrame, column: str, one: str, many: str) -> list[str]:
    count = frame.filter(pl.col(FLAG), pl.col(column).is_null()).height
    return [f"{words.plural(count, f'{one} is', f'{many} zijn')} niet getoond (afgeschermd)."] if count else []
