"""What is said of the productgroepen that are too small for a conclusion: how many, why, and whether the region knows more."""

from collections.abc import Iterator

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row

NONE_SMALL = "Elke productgroep met cliënten heeft er genoeg voor een conclusie."


def zinnen(table: Disclosed, *, min_clienten: int, regio: Disclosed | None = None) -> list[str]:
    """Say of each small productgroep how many clients it had, what that cost, and whether the region has enough of them.

    Args:
        table: `overige_producten.small_groups`.
        min_clienten: fewest clients for a conclusion.
        regio: the clients per productgroep of the region.
    """
    region = {row["productgroep"]: row["clienten"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}
    few = f"<{table.drempel}"
    rows = require(table).frame.iter_rows(named=True)
    said = [f"{row['productgroep']}: {' '.join(_describe(row, few, min_clienten, region.get(row['productgroep'])))}" for row in rows]
    return said or [NONE_SMALL]


def _describe(row: Row, few: str, min_clienten: int, region: int | None) -> Iterator[str]:
    clients = f"{few} cliënten" if row["clienten"] is None else words.plural(row["clienten"], "cliënt", "cliënten")
    cost = "" if row["kosten_cent"] is None else f" en {words.euro_short(row['kosten_cent'])} aan kosten"
    yield f"{clients} in {row['jaar']}{cost}."
    if region is not None and region >= min_clienten:
        yield f"In de regio zijn het er {words.number(region)}, genoeg voor een conclusie daar."


def hoofdpunten(table: Disclosed, *, min_clienten: int, regio: Disclosed | None = None) -> list[str]:
    """Say about how many productgroepen there is no conclusion and why, what the shown ones cost, and where the region knows more.

    Args:
        table: `overige_producten.small_groups`.
        min_clienten: fewest clients for a conclusion.
        regio: the clients per productgroep of the region.
    """
    rows = require(table).frame.to_dicts()
    if not rows:
        return [NONE_SMALL]
    groups, year = words.plural(len(rows), "productgroep", "productgroepen"), rows[0]["jaar"]
    said = [f"Over {groups} trekken wij geen conclusie, want er waren minder dan {min_clienten} cliënten in {year}."]
    shown = [row["kosten_cent"] for row in rows if row["kosten_cent"] is not None]
    if shown:
        part = "" if len(shown) == len(rows) else f"; dat is van {words.number(len(shown))} van de {groups}"
        said.append(f"De kosten die wij kunnen tonen, zijn {words.euro_short(sum(shown))} in {year}{part}.")
    region = {row["productgroep"]: row["clienten"] for row in require(regio).frame.iter_rows(named=True)} if regio else {}
    enough = [row["productgroep"] for row in rows if (region.get(row["productgroep"]) or 0) >= min_clienten]
    if enough:
        said.append(f"In de regio zijn er wel genoeg cliënten voor {words.listing(enough)}.")
    return said
