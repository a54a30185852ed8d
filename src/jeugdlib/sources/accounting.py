"""Verantwoording of a delivery: every row that came in ends in exactly one place, in rows and in cents.

aangeleverd = afgekeurd + exacte_dubbelen + herzien + ingetrokken + opgenomen, per (gemeentecode, tabel); for declaraties
also in signed eurocents. An amount that could not be read counts 0 on both sides. Source: definitions A.
"""

from typing import TYPE_CHECKING, Final

import polars as pl

from jeugdlib import model, words
from jeugdlib.errors import AccountingError

if TYPE_CHECKING:
    from jeugdlib.sources.delivery import Outcome

STEPS: Final = ("exacte_dubbelen", "herzien", "ingetrokken")
PLACES: Final = ("aangeleverd", "afgekeurd", *STEPS, "opgenomen")
WITH_AMOUNTS: Final = "declaraties"
SHOWN: Final = 10  # refused rows that are printed; all are stored

_STEP_WORDS: Final = {
    "exacte_dubbelen": "exacte dubbelen",
    "herzien": "herzien (oudere versie)",
    "ingetrokken": "ingetrokken",
}


def amount(tabel: str) -> pl.Expr:
    """Return the signed eurocents of a row; 0 where there is none or it could not be read."""
    if tabel != WITH_AMOUNTS:
        return pl.lit(0, dtype=pl.Int64)
    credit = (pl.col("debet_credit") == "C").fill_null(False)
    return pl.when(credit).then(-pl.col("bedrag")).otherwise(pl.col("bedrag")).fill_null(0)


def count(tabel: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Count rows and signed cents per gemeente of rows of one table.

    Returns:
        `gemeentecode` (null where the code is no CBS code, and for small tables), `rijen`, `bedrag_cent`.
    """
    if tabel in model.MESSAGE_TABLES:
        valid = pl.col("gemeentecode").str.contains(r"^[0-9]{4}$").fill_null(False)
        gemeente = pl.when(valid).then(pl.col("gemeentecode"))
    else:
        gemeente = pl.lit(None, dtype=pl.String)
    return (
        frame.select(gemeentecode=gemeente, bedrag_cent=amount(tabel) + pl.zeros(pl.len(), dtype=pl.Int64, eager=False))
        .group_by("gemeentecode")
        .agg(rijen=pl.len().cast(pl.Int64), bedrag_cent=pl.col("bedrag_cent").sum())
    )


class Ledger:
    """The account of one delivery while it is read."""

    def __init__(self) -> None:
        self._entries: list[pl.DataFrame] = []

    def enter(self, tabel: str, stap: str, frame: pl.DataFrame) -> None:
        """Write down the rows that are in one place."""
        self._add(tabel, stap, count(tabel, frame))

    def removed(self, tabel: str, stap: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        """Write down the rows that a step took away, and hand on what it left.

        Raises:
            AccountingError: the step made rows, or changed one.
        """
        taken = before.filter(~pl.col("volgnummer").is_in(after["volgnummer"].implode()))
        if len(taken) + len(after) != len(before):
            raise AccountingError(f"Stap '{stap}' van '{tabel}' heeft rijen gemaakt of veranderd. Meld dit aan de makers van jeugdlib.")
        self._add(tabel, stap, count(tabel, taken))
        return after

    def _add(self, tabel: str, stap: str, counted: pl.DataFrame) -> None:
        self._entries.append(
            counted.select("gemeentecode", tabel=pl.lit(tabel), stap=pl.lit(stap), rijen="rijen", bedrag_cent="bedrag_cent")
        )

    def close(self) -> pl.DataFrame:
        """Return the verantwoording (`model.VERANTWOORDING`) with all places of every gemeente and table, after the check.

        Raises:
            AccountingError: rows or cents do not add up.
        """
        entries = pl.concat([pl.DataFrame(schema=model.VERANTWOORDING), *self._entries])
        order = pl.Enum(PLACES)
        keys = entries.select("gemeentecode", "tabel").unique()
        grid = keys.join(pl.DataFrame({"stap": PLACES}), how="cross")
        summed = entries.group_by("gemeentecode", "tabel", "stap").agg(pl.col("rijen", "bedrag_cent").sum())
        full = grid.join(summed, on=["gemeentecode", "tabel", "stap"], how="left", nulls_equal=True).with_columns(
            pl.col("rijen", "bedrag_cent").fill_null(0)
        )
        check(full)
        return (
            full.with_columns(bedrag_cent=pl.when(pl.col("tabel") == WITH_AMOUNTS).then("bedrag_cent"), plek=pl.col("stap").cast(order))
            .sort("tabel", "gemeentecode", "plek")
            .select(*model.VERANTWOORDING)
        )


def check(full: pl.DataFrame) -> None:
    """Check that what came in is what went somewhere, per gemeente and table.

    Raises:
        AccountingError: it is not; the text names the table.
    """
    sign = pl.when(pl.col("stap") == "aangeleverd").then(1).otherwise(-1)
    off = (
        full.group_by("gemeentecode", "tabel")
        .agg((pl.col("rijen") * sign).sum(), (pl.col("bedrag_cent").fill_null(0) * sign).sum())
        .filter((pl.col("rijen") != 0) | (pl.col("bedrag_cent") != 0))
        .sort("tabel", "gemeentecode")
    )
    if len(off):
        gemeentecode, tabel, rijen, bedrag_cent = off.row(0)
        raise AccountingError(
            f"De verantwoording van '{tabel}' (gemeente {gemeentecode or 'onbekend'}) sluit niet: {words.number(rijen)} rijen en "
            f"{words.euro(bedrag_cent, 2)} verschil. Er is niets weggeschreven. Meld dit aan de makers van jeugdlib."
        )


def _line(ledger: dict[str, tuple[int, int]], tabel: str) -> str:
    def written(stap: str) -> str:
        rows, amount_cent = ledger[stap]
        euros = f" ({words.euro(amount_cent, 2)})" if tabel == WITH_AMOUNTS else ""
        return f"{words.number(rows)}{euros}"

    steps = [f"{written(stap)} {_STEP_WORDS[stap]}" for stap in STEPS if ledger[stap] != (0, 0)]
    removed = f"verwijderd: {', '.join(steps)}" if steps else "0 verwijderd"
    return (
        f"  {tabel}: {written('aangeleverd')} aangeleverd = {written('opgenomen')} opgenomen + {written('afgekeurd')} afgekeurd + {removed}"
    )


def summary(outcome: "Outcome") -> str:
    """Return the Dutch lines that `inlezen` prints at its end."""
    bronnen, lines = outcome.bronnen, []
    read = bronnen.filter(pl.col("status") == "gelezen")
    kinds = read.group_by("soort", "versie").len().sort("soort", "versie")
    listed = [f"{words.number(n)} {soort}{f' {versie}' if versie else ''}" for soort, versie, n in kinds.iter_rows()]
    lines.append(f"Gelezen: {words.plural(len(read), 'bestand', 'bestanden')}{f' ({words.listing(listed)})' if listed else ''}.")
    lines.append("Verantwoording (rijen; bij declaraties ook euro's, credit afgetrokken):")
    totals = outcome.verantwoording.group_by("tabel", "stap").agg(pl.col("rijen").sum(), pl.col("bedrag_cent").sum())
    found = {(tabel, stap): (rijen, cent) for tabel, stap, rijen, cent in totals.iter_rows()}
    tabellen = [tabel for tabel in model.TABLES if (tabel, "aangeleverd") in found]
    lines += [_line({stap: found[tabel, stap] for stap in PLACES}, tabel) for tabel in tabellen]
    if not tabellen:
        lines.append("  Er zijn geen rijen gelezen.")
    lines += _refused(outcome)
    if outcome.meldingen:
        lines += ["Meldingen:", *(f"  - {melding}" for melding in outcome.meldingen)]
    if outcome.geschreven:
        lines.append(f"De dataset staat in '{outcome.destination}'.")
    else:
        lines.append("Er is niets opgenomen. Er is geen dataset geschreven; een bestaande dataset is niet veranderd.")
    return "\n".join(lines)


def _refused(outcome: "Outcome") -> list[str]:
    files = outcome.afgekeurd.filter(pl.col("rij").is_null())
    rows = outcome.afgekeurd.filter(pl.col("rij").is_not_null())
    lines = []
    if len(files):
        lines.append(f"Afgekeurd: {words.plural(len(files), 'heel bestand', 'hele bestanden')}.")
        lines += [f"  - {row['bestand']}: {row['uitleg']}" for row in files.head(SHOWN).iter_rows(named=True)]
        lines += _more(len(files), "bestand", "bestanden")
    if len(rows):
        lines.append(f"Afgekeurd: {words.plural(len(rows), 'rij', 'rijen')}.")
        for row in rows.head(SHOWN).iter_rows(named=True):
            kolom = f", kolom '{row['kolom']}'" if row["kolom"] else ""
            value = f" (waarde: {row['waarde']})" if row["waarde"] else ""
            lines.append(f"  - {row['bestand']}, rij {words.number(row['rij'])}{kolom}: {row['reden']}{value}. {row['uitleg']}")
        lines += _more(len(rows), "rij", "rijen")
    if lines and outcome.geschreven:
        lines.append(f"Alle afgekeurde rijen en bestanden staan in '{outcome.destination / 'afgekeurd.parquet'}'.")
    return lines


def _more(total: int, one: str, many: str) -> list[str]:
    return [f"  … en nog {words.plural(total - SHOWN, one, many)}."] if total > SHOWN else []
