"""Plekbezetting: hoeveel jeugdigen gebruiken een plek, en past dat bij de plekken die er zijn?

Grain in: zorgperioden and agreed places. Grain out: one row per product and month.
"""

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed, Rule
from jeugdlib.periods import dagen

AANSLUITEND, MATIG, GROOT = "aansluitend", "2-5%", ">5%"
JA, DEELS, NEE = "ja", "deels", "nee"  # whether the capacity was agreed, by all gemeenten in it, some or none
STABIEL: Final = 0.05  # within a year no more spread than the widest band of the advice report; a larger change between years is a trend

# The capacity may be the mean of the year's counts: one hidden month would follow from it, so the year loses it too.
RULE = Rule(
    counts={"clienten": []},
    spread=["capaciteit", "afwijking_procent", "klasse", "afgesproken"],
    spread_within=["productcode", pl.col("maand").dt.year()],
)


def occupancy(
    zorgperioden: pl.DataFrame, producten: pl.DataFrame, plekken: pl.DataFrame, *, plek_begin: date, plek_eind: date
) -> pl.DataFrame:
    """Set the clients of each month against the capacity of that month.

    Args:
        zorgperioden: of the whole period; only products that are paid per plek are used.
        producten: product table, for the form that holds in the period.
        plekken: agreed places of the same gemeenten (`model.Plekken`); a month's capacity is their mean over its days.
        plek_begin: first day.
        plek_eind: last day.

    Returns:
        `productcode`, `maand` (first day), `clienten` (distinct), `capaciteit` (agreed places, else the mean of `clienten`
        over the months of the calendar year in the period; of a region the sum over its gemeenten), `afwijking_procent`
        (whole percents, half away from zero; null without capacity), `klasse`, `afgesproken` (whether the capacity was agreed: "ja",
        "nee", or "deels" where some gemeenten of a region did and others did not). A product has a row for every month; sorted.
    """
    paid_per_place = producten.filter(
        (pl.col("financieringsvorm") == "plek")
        & (pl.col("geldig_vanaf").is_null() | (pl.col("geldig_vanaf") <= plek_eind))
        & (pl.col("geldig_tot").is_null() | (pl.col("geldig_tot") >= plek_begin))
    ).select(pl.col("productcode").unique())
    months = pl.DataFrame({"maand": pl.date_range(plek_begin.replace(day=1), plek_eind, "1mo", eager=True)}).with_columns(
        maandeind=pl.min_horizontal(pl.col("maand").dt.month_end(), pl.lit(plek_eind)),
        maandbegin=pl.max_horizontal("maand", pl.lit(plek_begin)),
    )
    place = ["gemeentecode", "productcode"]
    care = zorgperioden.join(paid_per_place, on="productcode", how="semi")
    agreed = plekken.join(paid_per_place, on="productcode", how="semi")
    present = care.join_where(months, pl.col("begin") <= pl.col("maandeind"), pl.col("eind") >= pl.col("maandbegin"))
    persons = pl.col("client").n_unique().cast(pl.Int64)
    places = _agreed_places(agreed, months)
    grid = pl.concat([present.select(place), places.select(place)]).unique().join(months, how="cross")
    capacity = (
        grid.join(present.group_by(*place, "maand").agg(clienten=persons), on=[*place, "maand"], how="left")
        .join(places, on=[*place, "maand"], how="left")
        .with_columns(
            som=pl.col("clienten").fill_null(0).sum().over(*place, pl.col("maand").dt.year()),
            maanden=pl.len().over(*place, pl.col("maand").dt.year()).cast(pl.Int64),
            duizendsten=1000 * dagen(pl.col("maandbegin"), pl.col("maandeind")),
        )
        .group_by("productcode", "maand")
        .agg(
            # Capacity as a fraction of whole numbers, so that a half percent is a half percent: each gemeente counts its
            # agreed place-days or, without them, the mean of its own year.
            teller=(
                pl.when(pl.col("plekdagen").is_null())
                .then(pl.col("som") * pl.col("duizendsten"))
                .otherwise(pl.col("plekdagen") * pl.col("maanden"))
            ).sum(),
            noemer=(pl.col("maanden") * pl.col("duizendsten")).first(),
            afgesproken=_agreed(pl.col("plekdagen").is_not_null()),
        )
    )
    return (
        capacity.join(present.group_by("productcode", "maand").agg(clienten=persons), on=["productcode", "maand"], how="left")
        .with_columns(pl.col("clienten").fill_null(0))
        .with_columns(afwijking_procent=_percent(pl.col("clienten") * pl.col("noemer"), pl.col("teller")))
        .with_columns(capaciteit=pl.col("teller") / pl.col("noemer"), klasse=_class(pl.col("afwijking_procent").abs()))
        .select("productcode", "maand", "clienten", "capaciteit", "afwijking_procent", "klasse", "afgesproken")
        .sort("productcode", "maand")
    )


def stability(bezetting: Disclosed) -> Disclosed:
    """Say of every product how stable its number of clients is, from the months as they are shown.

    Args:
        bezetting: `occupancy`, disclosed; a year with a hidden month does not count.

    Returns:
        `productcode`, `maanden` (that count), `gemiddelde` (clients per month), `variatie` (standard deviation / mean, over all
        months), `variatie_binnen_jaar` (the same with each month against the mean of its own year), `buiten_5` (months of class
        ">5%"), `aandeel_buiten_5` (of the months with a class), `eerste_jaar`, `laatste_jaar`, `groei` (mean of the last of these
        years / of the first - 1; null for one year), `stabiel` (`variatie_binnen_jaar` at most 5%), `trend` ("stijgend", "dalend"
        or "gelijk": more than 5% up or down between the first and the last year). A product without a whole shown year has no
        numbers. Sorted.
    """
    year, clients = pl.col("maand").dt.year().cast(pl.Int64).alias("jaar"), pl.col("clienten")
    hidden = pl.col(FLAG).any().over("productcode", "jaar")
    seen = bezetting.frame.with_columns(year).filter(~hidden).with_columns(jaargemiddelde=clients.mean().over("productcode", "jaar"))
    first, last = (pl.col("jaargemiddelde").sort_by("maand").get(place) for place in (0, -1))
    years = pl.col("jaar").n_unique()
    within = ((clients - pl.col("jaargemiddelde")) ** 2).mean().sqrt()
    counted = seen.group_by("productcode").agg(
        maanden=pl.len().cast(pl.Int64),
        gemiddelde=clients.mean(),
        variatie=pl.when(clients.mean() > 0).then(clients.std(ddof=0) / clients.mean()),
        variatie_binnen_jaar=pl.when(clients.mean() > 0).then(within / clients.mean()),
        buiten_5=(pl.col("klasse") == GROOT).sum().cast(pl.Int64),
        aandeel_buiten_5=(pl.col("klasse") == GROOT).mean(),
        eerste_jaar=pl.col("jaar").min(),
        laatste_jaar=pl.col("jaar").max(),
        groei=pl.when((years > 1) & (first > 0)).then(last / first - 1),
        meer=last - first > STABIEL * first,
        minder=first - last > STABIEL * first,
    )
    trend = pl.when("meer").then(pl.lit("stijgend")).when("minder").then(pl.lit("dalend")).otherwise(pl.lit("gelijk"))
    frame = (
        bezetting.frame.group_by("productcode")
        .agg(pl.col(FLAG).any())
        .join(counted, on="productcode", how="left")
        .with_columns(stabiel=pl.col("variatie_binnen_jaar") <= STABIEL, trend=pl.when(pl.col("groei").is_not_null()).then(trend))
        .drop("meer", "minder")
        .select(pl.exclude(FLAG), FLAG)
        .sort("productcode")
    )
    return replace(bezetting, frame=frame)


def _agreed_places(agreed: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Return the place-days of each gemeente, product and month, in thousandths of a place."""
    first = pl.max_horizontal("geldig_vanaf", "maandbegin")
    last = pl.min_horizontal(pl.col("geldig_tot").fill_null(pl.col("maandeind")), pl.col("maandeind"))
    return (
        agreed.join(months, how="cross")
        .filter(first <= last)
        .group_by("gemeentecode", "productcode", "maand")
        .agg(plekdagen=((pl.col("plekken") * 1000).round().cast(pl.Int64) * dagen(first, last)).sum())
    )


def _agreed(place: pl.Expr) -> pl.Expr:
    """Say of the gemeenten behind one capacity whether all, some or none agreed places."""
    return pl.when(place.all()).then(pl.lit(JA)).when(place.any()).then(pl.lit(DEELS)).otherwise(pl.lit(NEE))


def _percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return (part / whole - 1) in whole percents, half away from zero, in whole numbers throughout."""
    over = (part - whole) * 100
    return pl.when(whole > 0).then(over.sign() * ((over.abs() * 2 + whole) // (whole * 2)))


def _class(percents: pl.Expr) -> pl.Expr:
    return pl.when(percents <= 1).then(pl.lit(AANSLUITEND)).when(percents <= 5).then(pl.lit(MATIG)).when(percents > 5).then(pl.lit(GROOT))
