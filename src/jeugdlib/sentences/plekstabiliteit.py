"""What the stability of places says: does the number of clients stay level within a year, and does it change between years?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences.shared import Row, per_group

STABIEL = "5%"


def met_namen(table: Disclosed, namen: Mapping[str, str]) -> Disclosed:
    """Write products by their names; no number changes."""
    return replace(table, frame=require(table).frame.with_columns(pl.col("productcode").replace(dict(namen))))


def zinnen(table: Disclosed, *, namen: Mapping[str, str]) -> list[str]:
    """Say per product how much its months differ within a year, how many are far off, and how it changed over the years.

    Args:
        table: `plekbezetting.stability`.
        namen: product names per productcode.
    """

    def describe(rows: list[Row]) -> Iterator[str]:
        row = rows[0]
        if row["variatie_binnen_jaar"] is None:
            return
        verdict = "stabiel" if row["stabiel"] else "niet stabiel"
        yield (
            f"het aantal cliënten is binnen een jaar {verdict}: de variatiecoëfficiënt is {words.share(row['variatie_binnen_jaar'])} "
            f"(de grens is {STABIEL}), bij gemiddeld {words.number(row['gemiddelde'])} cliënten."
        )
        if row["aandeel_buiten_5"] is not None:
            months = words.plural(row["maanden"], "maand", "maanden")
            yield f"In {words.number(row['buiten_5'])} van de {months} is het verschil met de plekken meer dan 5%."
        if row["groei"] is not None:
            yield _trend(row)

    return per_group(table, "productcode", describe, heads=namen)


def _trend(row: Row) -> str:
    since = f"Van {row['eerste_jaar']} tot {row['laatste_jaar']}"
    if row["trend"] == "gelijk":
        return f"{since} bleef het gemiddelde ongeveer gelijk ({_signed(row['groei'])})."
    way = "steeg" if row["trend"] == "stijgend" else "daalde"
    return f"{since} {way} het gemiddelde met {words.share(abs(row['groei']))}: dan moet ook het aantal plekken veranderen."


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{words.share(abs(change))}"


def hoofdpunten(table: Disclosed, *, namen: Mapping[str, str]) -> list[str]:
    """Say for how many products the number of clients is stable within a year, and for how many it changed between years.

    Args:
        table: `plekbezetting.stability`.
        namen: product names per productcode.
    """
    rows = [row for row in require(table).frame.iter_rows(named=True) if row["stabiel"] is not None]
    if not rows:
        return []
    stable = [row for row in rows if row["stabiel"]]
    which = f"{words.number(len(stable))} van de {words.plural(len(rows), 'product', 'producten')}"
    if len(stable) == len(rows):
        which = "het ene product" if len(rows) == 1 else f"alle {words.number(len(rows))} producten"
    elif not stable:
        which = "geen product"
    said = [f"Bij {which} is het aantal cliënten binnen een jaar stabiel (hooguit {STABIEL} variatie)."]
    changing = [namen.get(row["productcode"], row["productcode"]) for row in rows if row["trend"] in ("stijgend", "dalend")]
    if changing:
        which = words.listing(changing)
        said.append(f"Bij {which} veranderde het aantal tussen de jaren meer dan {STABIEL}. Daar moet het aantal plekken mee veranderen.")
    elif any(row["trend"] for row in rows):
        said.append(f"Tussen de jaren veranderde het aantal bij geen product meer dan {STABIEL}.")
    return said
