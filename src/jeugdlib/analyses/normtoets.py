"""Normtoets: liggen duur en uren van de zorgpaden rond de norm van hun producten?

Grain in: counts per productgroep and month, or class of hours. Grain out: one row per productgroep.
"""

from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib.definitions import ONDERGRENZEN, wilson
from jeugdlib.disclosure import FLAG, Disclosed, Rule, between

STANDAARD_MAANDEN: Final = 12  # the length that the advice report takes where it names no other
VER: Final = 0.5  # further from every norm than this part of that norm is far (own choice)
MINSTE_PIEK: Final = 0.05  # a class with fewer of the paths is no reason for a product of its own (own choice)

WEL, NIET, ONBESLIST = "representatief", "niet representatief", "niet te zeggen"

MONTHS_RULE = Rule(counts={"aantal": ["aandeel", "laag", "hoog", "oordeel"]}, total="totaal", complements={"aantal": "totaal"})
HOURS_RULE = Rule(counts={"aantal": ["aandeel", "laag", "hoog"]}, total="totaal", complements={"aantal": "totaal"})


def near_norm(maanden: pl.DataFrame, producten: pl.DataFrame, *, marge_maanden: int = 1, norm_aandeel: int = 25) -> pl.DataFrame:
    """Count the completed paths whose length lies around the norm of their productgroep.

    Args:
        maanden: `productgroep`, `maanden`, `aantal`: completed paths per length (`doorlooptijd.count_months`).
        producten: `model.Producten`; a productgroep without a norm length is held against twelve months.
        marge_maanden: how far from a norm is still around it.
        norm_aandeel: percentage of the paths around the norm from which the norm is representative.

    Returns:
        `productgroep`, `norm` ("12", or "6 of 12" where products differ), `norm_bron` ("product" or "standaard"), `aantal`
        (around a norm), `totaal`, `aandeel`, `laag`, `hoog` (Wilson, 95%), `oordeel`: the whole interval at or above the
        percentage, below it, or neither. Sorted.
    """
    norms = _lengths(maanden, producten)
    around = _around(maanden, producten, marge_maanden)
    named = norms.group_by("productgroep").agg(
        norm=pl.col("norm").sort().cast(pl.String).str.join(" of "), norm_bron=pl.col("norm_bron").first()
    )
    verdict = _verdict(pl.col("laag"), pl.col("hoog"), norm_aandeel)
    return (
        _share(around)
        .join(named, on="productgroep", how="left")
        .select("productgroep", "norm", "norm_bron", "aantal", "totaal", "aandeel", "laag", "hoog", oordeel=verdict)
        .sort("productgroep")
    )


def far_hours(klassen: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Count the paths whose class of hours lies far from every norm volume of their productgroep.

    Args:
        klassen: `productgroep`, `ondergrens`, `aantal`: paths per class (`volumes.count_classes`).
        producten: `model.Producten`; a productgroep without norm volumes has no row.

    Returns:
        `productgroep`, `aantal` (far: no hour of the class within half a norm of that norm), `totaal`, `aandeel`, `laag`,
        `hoog` (Wilson, 95%). Sorted.
    """
    return _share(_far(klassen, producten)).select("productgroep", "aantal", "totaal", "aandeel", "laag", "hoog").sort("productgroep")


def hide_beside_months(
    toets: Disclosed, maanden: Disclosed, producten: pl.DataFrame, *, marge_maanden: int = 1, norm_aandeel: int = 25
) -> Disclosed:
    """Hide a count around the norm from which the months that stand beside it would give a hidden month away.

    Returns:
        The table, with `minstens` and `hoogstens`: what those months tell of the count, hidden or not. Where every count
        between them gives the same verdict, the verdict stands without its count.
    """
    shown = _hide_beside(toets, replace(maanden, frame=_around(maanden.frame, producten, marge_maanden)))
    whole = pl.col("totaal")
    lowest, highest = wilson(pl.col("minstens"), whole), wilson(pl.col("hoogstens"), whole)
    first, last = (_verdict(low, high, norm_aandeel) for low, high in (lowest, highest))
    told = pl.when(whole.is_not_null() & pl.col("hoogstens").is_not_null() & (first == last)).then(first)
    return replace(shown, frame=shown.frame.with_columns(oordeel=pl.coalesce("oordeel", told)))


def hide_beside_classes(toets: Disclosed, klassen: Disclosed, producten: pl.DataFrame) -> Disclosed:
    """Hide a count far from the norms from which the classes that stand beside it would give a hidden class away.

    Returns:
        The table, with `minstens` and `hoogstens`: what those classes tell of the count, hidden or not.
    """
    return _hide_beside(toets, replace(klassen, frame=_far(klassen.frame, producten)))


def extra_class(klassen: Disclosed, producten: pl.DataFrame) -> Disclosed:
    """Find per productgroep the class of hours where a product may be lacking: the peak furthest from its nearest norm.

    A peak is a class with more paths per hour of its width than both its neighbours (classes widen to the right), and at
    least 5% of the paths; of equal neighbours the first. Only peaks further than half that norm from the nearest norm count.

    Args:
        klassen: `volumes.count_classes`, disclosed: what is hidden there can be no peak here.
        producten: `model.Producten`.

    Returns:
        `productgroep`, `klasse`, `aantal`, `totaal`, `aandeel`, `norm_uren` (the nearest norm), `gat_uren` (between that norm and the
        nearest edge of the class); at most one row per productgroep; sorted.
    """
    width = pl.col("bovengrens") - pl.col("ondergrens")
    places = pl.DataFrame({"ondergrens": ONDERGRENZEN}, schema={"ondergrens": pl.Int64}).with_row_index("plaats")
    groups = klassen.frame.select("productgroep").unique()
    seen = klassen.frame.select("productgroep", "klasse", "ondergrens", "aantal", "totaal", "aandeel", "onderdrukt")
    every = groups.join(places, how="cross").join(seen, on=["productgroep", "ondergrens"], how="left")
    # An absent class holds nobody; beside a hidden one nothing is a peak. Of equal neighbours the first stands for all.
    people = pl.when(~pl.col(FLAG).fill_null(False)).then(pl.col("aantal").fill_null(0))
    dense = _with_upper(every).with_columns(dichtheid=people / width).sort("productgroep", "plaats")
    steps = dense.filter((pl.col("dichtheid") == pl.col("dichtheid").shift(1).over("productgroep")).fill_null(False).not_())
    first, last = pl.col("plaats") == pl.col("plaats").min(), pl.col("plaats") == pl.col("plaats").max()
    beside = [
        pl.when(edge.over("productgroep")).then(-1.0).otherwise(pl.col("dichtheid").shift(step).over("productgroep"))
        for step, edge in ((1, first), (-1, last))
    ]
    peaks = steps.filter((pl.col("dichtheid") > beside[0]) & (pl.col("dichtheid") > beside[1]) & (pl.col("aandeel") >= MINSTE_PIEK))
    keys = ["productgroep", "ondergrens"]
    nearest = _gaps(peaks, producten).sort(*keys, "gat_uren", "norm_uren").unique(keys, keep="first", maintain_order=True)
    frame = (
        nearest.filter(pl.col("gat_uren") > VER * pl.col("norm_uren"))
        .sort(["productgroep", "gat_uren", "ondergrens"], descending=[False, True, False])
        .unique("productgroep", keep="first", maintain_order=True)
        .select("productgroep", "klasse", "aantal", "totaal", "aandeel", "norm_uren", "gat_uren", pl.lit(False).alias(FLAG))
    )
    return replace(klassen, frame=frame)


def _verdict(low: pl.Expr, high: pl.Expr, norm_aandeel: int) -> pl.Expr:
    """Judge by the whole interval."""
    limit = norm_aandeel / 100
    return pl.when(low >= limit).then(pl.lit(WEL)).when(high < limit).then(pl.lit(NIET)).otherwise(pl.lit(ONBESLIST))


def _share(marked: pl.DataFrame) -> pl.DataFrame:
    """Count what is marked `binnen` in each productgroep, with its share and interval."""
    low, high = wilson(pl.col("aantal"), pl.col("totaal"))
    return (
        marked.group_by("productgroep")
        .agg(totaal=pl.col("aantal").sum(), binnen=pl.col("aantal").filter("binnen").sum())
        .rename({"binnen": "aantal"})
        .with_columns(aandeel=pl.col("aantal") / pl.col("totaal"), laag=low, hoog=high)
    )


def _lengths(maanden: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Return the norm lengths of each productgroep in the counts: `productgroep`, `norm`, `norm_bron`."""
    known = (
        producten.filter(pl.col("normdoorlooptijd_maanden").is_not_null())
        .select("productgroep", norm="normdoorlooptijd_maanden", norm_bron=pl.lit("product"))
        .unique()
    )
    return (
        maanden.select("productgroep")
        .unique()
        .join(known, on="productgroep", how="left")
        .with_columns(pl.col("norm").fill_null(STANDAARD_MAANDEN), pl.col("norm_bron").fill_null("standaard"))
    )


def _around(maanden: pl.DataFrame, producten: pl.DataFrame, marge_maanden: int) -> pl.DataFrame:
    """Mark the lengths around a norm of their productgroep as `binnen`."""
    near = (
        maanden.join(_lengths(maanden, producten), on="productgroep")
        .filter((pl.col("maanden") - pl.col("norm")).abs() <= marge_maanden)
        .select("productgroep", "maanden", binnen=pl.lit(True))
        .unique()
    )
    return maanden.join(near, on=["productgroep", "maanden"], how="left").with_columns(pl.col("binnen").fill_null(False))


def _with_upper(klassen: pl.DataFrame) -> pl.DataFrame:
    """Add `bovengrens`: where the next class begins; the last one has no end."""
    uppers = dict(zip(ONDERGRENZEN, [*map(float, ONDERGRENZEN[1:]), float("inf")], strict=True))
    return klassen.with_columns(bovengrens=pl.col("ondergrens").replace_strict(uppers, return_dtype=pl.Float64))


def _gaps(klassen: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Set each class beside each norm volume of its productgroep: adds `norm_uren` and `gat_uren` (0 inside the class)."""
    norms = producten.filter(pl.col("normvolume_uren") > 0).select("productgroep", norm_uren="normvolume_uren").unique()
    below, above = pl.col("norm_uren") - pl.col("bovengrens"), pl.col("ondergrens") - pl.col("norm_uren")
    return klassen.join(norms, on="productgroep").with_columns(gat_uren=pl.max_horizontal(below, above, pl.lit(0.0)))


def _far(klassen: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Mark the classes far from every norm of their productgroep as `binnen`; groups without a norm are left out."""
    far = (
        _gaps(_with_upper(klassen), producten)
        .group_by("productgroep", "ondergrens")
        .agg(binnen=(pl.col("gat_uren") > VER * pl.col("norm_uren")).all())
    )
    return klassen.join(far, on=["productgroep", "ondergrens"])


def _hide_beside(toets: Disclosed, parts: Disclosed) -> Disclosed:
    """Hide counts where what the shown parts leave of them, or of the others, says too much of the hidden parts."""
    inside, hidden = pl.col("binnen"), pl.col("aantal").is_null()
    beside = (
        parts.frame.group_by("productgroep")
        .agg(
            in_som=pl.col("aantal").filter(inside).sum(),
            uit_som=pl.col("aantal").filter(~inside).sum(),
            in_weg=(hidden & inside).sum().cast(pl.Int64),
            uit_weg=(hidden & ~inside).sum().cast(pl.Int64),
        )
        .join(between(parts, inside, by="productgroep"), on="productgroep")
    )

    def tells(rest: pl.Expr, rows: pl.Expr) -> pl.Expr:
        return ((rows > 0) & (rest - rows < toets.drempel)).fill_null(False)

    aantal = pl.col("aantal")
    gone = tells(aantal - pl.col("in_som"), pl.col("in_weg")) | tells(pl.col("totaal") - aantal - pl.col("uit_som"), pl.col("uit_weg"))
    cells = [name for name in ("aantal", "aandeel", "laag", "hoog", "oordeel") if name in toets.frame.columns]
    shown = [name for name in toets.frame.columns if name != FLAG]
    frame = (
        toets.frame.join(beside, on="productgroep", how="left", maintain_order="left")
        .with_columns(*(pl.when(~gone).then(pl.col(name)).alias(name) for name in cells), (pl.col(FLAG) | gone).alias(FLAG))
        # A count that is shown is its own bound.
        .with_columns(minstens=pl.coalesce("aantal", "minstens"), hoogstens=pl.coalesce("aantal", "hoogstens"))
        .select(*shown, "minstens", "hoogstens", FLAG)
    )
    return replace(toets, frame=frame)
