"""Opschoning: the named steps that turn delivered rows into rows that count, each with its account.

Steps 1-3 do not depend on choices and run once, when a delivery is read. Steps 4-8 depend on the analysis window and
run each time a dataset is opened. Grain: toewijzingen one row per delivered version, then per toewijzing; declaraties
one row per delivered line, then one nettoregel per group of lines. Source: iJw 3.2 (OP033x1, OP087, IV091).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from jeugdlib import model
from jeugdlib.errors import AccountingError
from jeugdlib.periods import leeftijd_jaren

TOEWIJZING = ["gemeentecode", "toewijzingnummer"]
NETTOREGEL = ["gemeentecode", "agb", "toewijzingnummer", "productcode", "begindatum", "einddatum"]


@dataclass(frozen=True)
class Cleaned:
    """What is left after steps 4-8, and the account of what is not.

    Attributes:
        toewijzingen: one row per toewijzing, columns of `model.Toewijzingen`.
        nettoregels: one row per netted group of lines: the keys of `NETTOREGEL`, `client`, `bedrag_cent` (signed),
            `volume` (signed), `eenheid`, `zonder_toewijzing`.
        ledger: `gemeentecode`, `tabel`, `stap`, `rijen`, `bedrag_cent`: what each step took, and `aanvaard`.
    """

    toewijzingen: pl.DataFrame
    nettoregels: pl.DataFrame
    ledger: pl.DataFrame


def drop_exact_duplicates(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the first of rows that are equal in every field; `volgnummer` is the order of delivery, no field."""
    fields = [name for name in frame.columns if name != "volgnummer"]
    return frame.sort("volgnummer").unique(fields, keep="first", maintain_order=True)


def keep_latest_version(toewijzingen: pl.DataFrame) -> pl.DataFrame:
    """Keep of each (gemeentecode, toewijzingnummer) the version with the latest date and time of toewijzing.

    Equal stamps: the one with a reden_wijziging (a repeat is sent without one), then the later in the delivery.
    A version without a stamp is older than one with.
    """
    order = [
        pl.col("toewijzingsdatum"),
        pl.col("toewijzingstijd"),
        pl.col("reden_wijziging").is_not_null(),
        pl.col("volgnummer"),
    ]
    return toewijzingen.sort(order, nulls_last=False).unique(TOEWIJZING, keep="last", maintain_order=True).sort("volgnummer")


def drop_withdrawn(toewijzingen: pl.DataFrame) -> pl.DataFrame:
    """Drop toewijzingen that were deleted, or whose einddatum lies before the ingangsdatum.

    Deleted is reden_wijziging 13 (up to iJw 3.0: 01) with einddatum = ingangsdatum; without it that is a real day.
    """
    deleted = pl.col("reden_wijziging").is_in(list(model.REDENEN_VERWIJDERD)) & (pl.col("einddatum") == pl.col("ingangsdatum"))
    withdrawn = deleted.fill_null(False) | (pl.col("einddatum") < pl.col("ingangsdatum")).fill_null(False)
    return toewijzingen.filter(~withdrawn)


def signed_cent() -> pl.Expr:
    """Return the amount of a delivered line in eurocents, negative for a credit."""
    return pl.when(pl.col("debet_credit") == "C").then(-pl.col("bedrag")).otherwise(pl.col("bedrag"))


def orphan_credits(declaraties: pl.DataFrame) -> pl.DataFrame:
    """Return the credit lines whose debit is not in the delivery (they are subtracted all the same)."""
    debits = declaraties.select("agb", pl.col("referentienummer").alias("vorig_referentienummer"))
    credited = declaraties.filter(pl.col("debet_credit") == "C")
    return credited.join(debits, on=["agb", "vorig_referentienummer"], how="anti").sort("gemeentecode", "agb", "referentienummer")


def net_lines(declaraties: pl.DataFrame) -> pl.DataFrame:
    """Net debit and credit lines; a group whose net amount is 0 goes whole.

    Args:
        declaraties: delivered lines, `bedrag` and `volume` unsigned, the sign in `debet_credit`.

    Returns:
        One row per group of `NETTOREGEL` with `client`, `bedrag_cent`, `volume` and `eenheid`; lines in different units
        are brought to hours where all of them have hours, else `volume` and `eenheid` are null. Sorted by the keys.
    """
    hours = pl.col("eenheid").replace_strict(model.UREN_PER_EENHEID, default=None, return_dtype=pl.Float64)
    sign = pl.when(pl.col("debet_credit") == "C").then(-1).otherwise(1)
    one_unit = pl.col("eenheid").n_unique() == 1
    all_hours = pl.col("factor").null_count() == 0
    added, added_hours = pl.col("hoeveelheid").sum(), (pl.col("hoeveelheid") * pl.col("factor")).sum()
    return (
        declaraties.with_columns(cent=signed_cent(), factor=hours, hoeveelheid=pl.col("volume") * sign)
        .group_by(NETTOREGEL)
        .agg(
            client=pl.col("client").min(),
            bedrag_cent=pl.col("cent").sum(),
            # A line without a volume has an unknown volume, not one of 0; six decimals undo the order of adding.
            volume=pl.when(pl.col("hoeveelheid").count() > 0)
            .then(pl.when(one_unit).then(added).when(all_hours).then(added_hours))
            .round(6),
            eenheid=pl.when(one_unit).then(pl.col("eenheid").first()).when(all_hours).then(pl.lit("04")),
        )
        .filter(pl.col("bedrag_cent") != 0)
        .sort(NETTOREGEL)
    )


def clean(
    toewijzingen: pl.DataFrame,
    declaraties: pl.DataFrame,
    *,
    analyse_begin: date,
    peildatum: date,
    max_leeftijd: int = 21,
) -> Cleaned:
    """Run steps 4-8 on the rows of a dataset.

    Args:
        toewijzingen: one row per toewijzing (`model.Toewijzingen`), steps 1-3 done.
        declaraties: one row per line (`model.Declaraties`), step 1 done.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.
        max_leeftijd: oldest age in completed years on the ingangsdatum that stays; an unknown birth date stays.

    Returns:
        The rows that count and a ledger in which rows and cents add up per gemeente.

    Raises:
        AccountingError: rows or cents are lost or made (a fault of ours).
    """
    ledger = _Ledger(toewijzingen, declaraties)

    known = pl.col("geboortedatum").is_not_null() & (pl.col("geboortedatum") != model.GEBOORTEDATUM_ONBEKEND)
    too_old = known & (leeftijd_jaren(pl.col("geboortedatum"), pl.col("ingangsdatum")) > max_leeftijd)
    older = toewijzingen.filter(too_old).select(TOEWIJZING)
    toewijzingen = ledger.take("toewijzingen", "ouder_dan_21", toewijzingen, toewijzingen.filter(~too_old.fill_null(False)))
    declaraties = ledger.take("declaraties", "ouder_dan_21", declaraties, declaraties.join(older, on=TOEWIJZING, how="anti"))

    overlaps = (pl.col("ingangsdatum") < peildatum) & (pl.col("einddatum").is_null() | (pl.col("einddatum") >= analyse_begin))
    toewijzingen = ledger.take("toewijzingen", "buiten_analyseperiode", toewijzingen, toewijzingen.filter(overlaps))
    inside = (pl.col("begindatum") >= analyse_begin) & (pl.col("begindatum") < peildatum)
    declaraties = ledger.take("declaraties", "buiten_analyseperiode", declaraties, declaraties.filter(inside))

    declaraties = ledger.take("declaraties", "nulregel", declaraties, declaraties.filter(pl.col("bedrag") != 0))

    nettoregels = net_lines(declaraties)
    ledger.take("declaraties", "tegengeboekt", declaraties, nettoregels)
    assigned = toewijzingen.select(TOEWIJZING).with_columns(zonder_toewijzing=pl.lit(False))
    nettoregels = (
        nettoregels.join(assigned, on=TOEWIJZING, how="left").with_columns(pl.col("zonder_toewijzing").fill_null(True)).sort(NETTOREGEL)
    )
    toewijzingen = toewijzingen.sort(TOEWIJZING)
    return Cleaned(toewijzingen, nettoregels, ledger.close({"toewijzingen": toewijzingen, "declaraties": nettoregels}))


def _account(frame: pl.DataFrame) -> pl.DataFrame:
    """Count rows and signed cents per gemeente; toewijzingen carry no money."""
    if "bedrag_cent" in frame.columns:
        cent = pl.col("bedrag_cent").sum()
    elif "bedrag" in frame.columns:
        cent = signed_cent().sum()
    else:
        cent = pl.lit(0, dtype=pl.Int64)
    return frame.group_by("gemeentecode").agg(rijen=pl.len().cast(pl.Int64), bedrag_cent=cent)


class _Ledger:
    """The running account of one cleaning: opening, what each step took, closing."""

    def __init__(self, toewijzingen: pl.DataFrame, declaraties: pl.DataFrame) -> None:
        self._opening = {"toewijzingen": _account(toewijzingen), "declaraties": _account(declaraties)}
        self._steps: list[pl.DataFrame] = []

    def take(self, tabel: str, stap: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        """Write down what a step took, and hand on what it left."""
        taken = (
            _account(before)
            .join(_account(after), on="gemeentecode", how="left", suffix="_na")
            .select(
                "gemeentecode",
                tabel=pl.lit(tabel),
                stap=pl.lit(stap),
                rijen=pl.col("rijen") - pl.col("rijen_na").fill_null(0),
                bedrag_cent=pl.col("bedrag_cent") - pl.col("bedrag_cent_na").fill_null(0),
            )
        )
        self._steps.append(taken)
        return after

    def close(self, left: dict[str, pl.DataFrame]) -> pl.DataFrame:
        """Add what is left as `aanvaard` and check that everything adds up to the opening."""
        accepted = [
            _account(frame).select("gemeentecode", pl.lit(tabel).alias("tabel"), pl.lit("aanvaard").alias("stap"), "rijen", "bedrag_cent")
            for tabel, frame in left.items()
        ]
        ledger = pl.concat([*self._steps, *accepted]).sort("gemeentecode", "tabel", "stap")
        for tabel, opening in self._opening.items():
            total = ledger.filter(pl.col("tabel") == tabel).group_by("gemeentecode").agg(pl.col("rijen", "bedrag_cent").sum())
            if not total.sort("gemeentecode").equals(opening.sort("gemeentecode")):
                raise AccountingError(
                    f"De regels of bedragen van '{tabel}' tellen na opschoning niet op. Meld dit aan de makers van jeugdlib."
                )
        return ledger.with_columns(bedrag_cent=pl.when(pl.col("tabel") == "declaraties").then("bedrag_cent"))
