"""Verzilvering trajecten: kost een traject wat het hoort te kosten, of betaalt de gemeente eigenlijk per maand?

Grain in: one row per toewijzing with care. Grain out: a grid of volume against cost, and a trend line per productgroep.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from jeugdlib.cleaning import TOEWIJZING
from jeugdlib.definitions import REDEN_PAUZE, persons
from jeugdlib.disclosure import FLAG, Disclosed, Rule
from jeugdlib.periods import doorlooptijd_maanden, plus_maanden

ALLE = "Alle trajecten"
REDEN_REGULIER = "31"  # iJw JZ588: volgens plan
# Why a toewijzing of a traject product is not judged, in this order; null: it is.
REDENEN = ("voor_periode", "loopt_nog", "niet_regulier", "zonder_norm", "zonder_prijs")

GRID_RULE = Rule(counts={"aantal": []}, within=["aandeel_volume", "aandeel_kosten"])
ALL_RULE = Rule(counts={"aantal": []}, within=["productgroep"])
_COUNTS = ["meer_kosten", "aandeel_meer_kosten", "vol_betaald", "aandeel_vol_betaald"]
_LINE = ["helling", "snijpunt", "gemiddeld_volume", "gemiddelde_kosten"]
LINE_RULE = Rule(
    counts={
        "toewijzingen": [*_LINE, *_COUNTS],
        "clienten": [*_LINE, *_COUNTS],
        "meer_kosten": ["aandeel_meer_kosten"],
        "vol_betaald": ["aandeel_vol_betaald"],
    },
    complements={"meer_kosten": "toewijzingen", "vol_betaald": "toewijzingen"},
    within=["niveau"],
)
COVERAGE_RULE = Rule(counts={"toewijzingen": []})


def judge(
    zorgperioden: pl.DataFrame, nettoregels: pl.DataFrame, stopberichten: pl.DataFrame, *, analyse_begin: date, peildatum: date
) -> pl.DataFrame:
    """Take volume and cost of each toewijzing of a traject product, and say which are judged.

    Args:
        zorgperioden: with the product's columns and the period that the length is taken from.
        nettoregels: netted lines; all of a toewijzing, credits too.
        stopberichten: `reden_beeindiging`; the last one that is no pause tells how care ended.
        analyse_begin: a toewijzing from before it has lines that nobody sees.
        peildatum: only what ended before the day one month earlier is completed.

    Returns:
        The key, `client`, `productgroep`, `maanden`, `norm_maanden`, `kosten_cent`, `prijs_cent` and `reden` (null: judged; else one of
        `REDENEN`). Sorted by the key.
    """
    key = [*TOEWIJZING, "agb"]
    ends = stopberichten.filter(pl.col("reden_beeindiging") != REDEN_PAUZE)
    last = pl.col("einddatum") == pl.col("einddatum").max().over(key)
    irregular = ends.filter(last).group_by(key).agg(niet_regulier=(pl.col("reden_beeindiging") != REDEN_REGULIER).any())
    declared = nettoregels.group_by(TOEWIJZING).agg(kosten_cent=pl.col("bedrag_cent").sum())
    price, norm = pl.col("trajectprijs"), pl.col("normdoorlooptijd_maanden")
    reasons = {
        "voor_periode": pl.col("ingangsdatum") < analyse_begin,
        "loopt_nog": pl.col("duur_eind") >= plus_maanden(pl.lit(peildatum), -1),
        "niet_regulier": pl.col("niet_regulier").fill_null(False),
        "zonder_norm": norm.fill_null(0) <= 0,
        "zonder_prijs": price.fill_null(0) <= 0,
    }
    return (
        zorgperioden.filter(pl.col("financieringsvorm") == "traject")
        .join(declared, on=TOEWIJZING, how="left")
        .join(irregular, on=key, how="left")
        .select(
            *TOEWIJZING,
            "client",
            "productgroep",
            "kosten_cent",
            maanden=doorlooptijd_maanden(pl.col("duur_begin"), pl.col("duur_eind")).cast(pl.Int64),
            norm_maanden=norm,
            prijs_cent=price,
            reden=pl.coalesce(pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()),
        )
        .sort(TOEWIJZING)
    )


def grid(judged: pl.DataFrame, *, samen: bool = False) -> pl.DataFrame:
    """Count toewijzingen in cells of 10 by 10 percentage points of volume and cost, each rounded to the nearest (half away from zero).

    Args:
        judged: output of `judge`.
        samen: put all productgroepen together, under the name `ALLE`.

    Returns:
        `productgroep`, `aandeel_volume` and `aandeel_kosten` (the middle of the cell), `aantal`; only cells that occur; sorted.
    """
    group = pl.lit(ALLE).alias("productgroep") if samen else pl.col("productgroep")
    return (
        judged.filter(pl.col("reden").is_null())
        .group_by(
            group, _volume=_tenths(pl.col("maanden"), pl.col("norm_maanden")), _kosten=_tenths(pl.col("kosten_cent"), pl.col("prijs_cent"))
        )
        .agg(aantal=pl.len().cast(pl.Int64))
        .select("productgroep", (pl.col("_volume", "_kosten") / 10).round(1).name.replace("^_", "aandeel_"), "aantal")
        .sort("productgroep", "aandeel_volume", "aandeel_kosten")
    )


def trend(judged: pl.DataFrame) -> pl.DataFrame:
    """Draw the least-squares line of cost on volume, through the unrounded points, of each productgroep and of all together.

    Args:
        judged: output of `judge`.

    Returns:
        `niveau` ("alle", "productgroep"), `productgroep`, `toewijzingen`, `clienten`, `helling`, `snijpunt` (null where all volumes are
        equal), `gemiddeld_volume`, `gemiddelde_kosten`, `meer_kosten` (a larger share of the price than of the norm) and its share,
        `vol_betaald` (cost rounds to 100%) and its share. Sorted, "alle" first.
    """
    known = judged.filter(pl.col("reden").is_null())
    volume, cost = pl.col("maanden") / pl.col("norm_maanden"), pl.col("kosten_cent") / pl.col("prijs_cent")
    levels = [known.with_columns(niveau=pl.lit("alle"), productgroep=pl.lit(ALLE)), known.with_columns(niveau=pl.lit("productgroep"))]
    columns = ["niveau", "productgroep"]
    points = pl.concat(level.with_columns(x=volume, y=cost).select(*columns, pl.exclude(columns)) for level in levels)
    off_x, off_y = (pl.col(name) - pl.col(name).mean() for name in ("x", "y"))
    more = pl.col("kosten_cent") * pl.col("norm_maanden") > pl.col("maanden") * pl.col("prijs_cent")
    full = _tenths(pl.col("kosten_cent"), pl.col("prijs_cent")) == 10
    return (
        points.group_by(columns)
        .agg(
            toewijzingen=pl.len().cast(pl.Int64),
            clienten=persons(),
            helling=pl.when(pl.col("x").n_unique() > 1).then((off_x * off_y).sum() / (off_x**2).sum()),
            gemiddeld_volume=pl.col("x").mean(),
            gemiddelde_kosten=pl.col("y").mean(),
            meer_kosten=more.sum().cast(pl.Int64),
            vol_betaald=full.sum().cast(pl.Int64),
        )
        .with_columns(
            snijpunt=pl.col("gemiddelde_kosten") - pl.col("helling") * pl.col("gemiddeld_volume"),
            aandeel_meer_kosten=pl.col("meer_kosten") / pl.col("toewijzingen"),
            aandeel_vol_betaald=pl.col("vol_betaald") / pl.col("toewijzingen"),
        )
        .select(*columns, "toewijzingen", "clienten", *_LINE, *_COUNTS)
        .sort(columns)
    )


def coverage(judged: pl.DataFrame) -> pl.DataFrame:
    """Count the toewijzingen that are judged (`reden` "beoordeeld") and those that are not: `reden`, `toewijzingen`; only what occurs."""
    order = {name: place for place, name in enumerate(("beoordeeld", *REDENEN))}
    return (
        judged.group_by(pl.col("reden").fill_null("beoordeeld"))
        .agg(toewijzingen=pl.len().cast(pl.Int64))
        .sort(pl.col("reden").replace_strict(order, return_dtype=pl.Int64))
    )


def key_figures(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the line of all trajecten as kengetallen: `kengetal` ("helling", "snijpunt"), `waarde`, `eenheid`; without trajecten none."""
    return (
        lines.filter(pl.col("niveau") == "alle")
        .unpivot(["helling", "snijpunt"], variable_name="kengetal", value_name="waarde")
        .with_columns(eenheid=pl.lit("verhouding"))
    )


def hide_groups_beside_all(groups: Disclosed, whole: Disclosed) -> Disclosed:
    """Hide a cell of every productgroep where the same cell of all together is hidden: their sum would be that cell."""
    cell = ["aandeel_volume", "aandeel_kosten"]
    beside = whole.frame.select(*cell, _weg=FLAG)
    hidden = pl.col(FLAG) | pl.col("_weg").fill_null(False)
    marked = groups.frame.join(beside, on=cell, how="left", maintain_order="left")
    return replace(groups, frame=marked.with_columns(pl.when(~hidden).then(pl.col("aantal")), hidden.alias(FLAG)).drop("_weg"))


def hide_lines_beside_grids(lines: Disclosed, groups: Disclosed, whole: Disclosed) -> Disclosed:
    """Hide the counts of a productgroep from which, with its visible cells, a hidden cell could be computed.

    A hidden cell is safe in the company of others whose sum leaves a full threshold above one each. A productgroep never hides
    alone, as its number is what the others leave of all.
    """
    if not lines.veilig:
        return lines
    cells = pl.concat([whole.frame, groups.frame])
    full = cells.filter((pl.col("aandeel_kosten") * 10).round() == 10)
    marked = lines.frame
    for name, part in (("toewijzingen", cells), ("vol_betaald", full)):
        known = part.group_by("productgroep").agg(_zichtbaar=pl.col("aantal").sum(), _dicht=pl.col(FLAG).sum().cast(pl.Int64))
        rest = pl.col(name) - pl.col("_zichtbaar")
        bare = (pl.col("_dicht") > 0) & ((pl.col("_dicht") < 2) | (rest - pl.col("_dicht") < lines.drempel))
        marked = (
            marked.join(known, on="productgroep", how="left", maintain_order="left")
            .with_columns(bare.fill_null(False).alias(f"_bloot_{name}"))
            .drop("_zichtbaar", "_dicht")
        )
    of_group = pl.col("niveau") == "productgroep"
    bare, shown = pl.col("_bloot_toewijzingen"), pl.col("toewijzingen").is_not_null()
    alone = (bare & of_group).sum() == 1
    smallest = pl.col("toewijzingen") == pl.col("toewijzingen").filter(of_group & ~bare & shown).min()
    gone = bare | (alone & of_group & smallest.fill_null(False))
    marked = marked.with_columns(_weg=gone)
    also = pl.col("_weg") | pl.col("_bloot_vol_betaald")
    hide = {"toewijzingen": pl.col("_weg"), "meer_kosten": pl.col("_weg"), "vol_betaald": also, "aandeel_vol_betaald": also}
    cut = [pl.when(~away).then(pl.col(name)).alias(name) for name, away in hide.items()]
    return replace(lines, frame=marked.with_columns(*cut, pl.col(FLAG) | also).select(lines.frame.columns))


def _tenths(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return ten times a fraction of whole numbers, rounded half away from zero."""
    return part.sign() * ((part.abs() * 20 + whole) // (whole * 2))
