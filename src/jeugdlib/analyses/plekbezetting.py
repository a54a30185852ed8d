"""Plekbezetting: hoeveel jeugdigen gebruiken een plek, en past dat bij de plekken die er zijn?

Grain in: zorgperioden and agreed places. Grain out: one row per product and month.
"""

from datetime import date

import polars as pl

from jeugdlib.disclosure import Rule
from jeugdlib.periods import dagen

AANSLUITEND, MATIG, GROOT = "aansluitend", "2-5%", ">5%"
JA, DEELS, NEE = "ja", "deels", "nee"  # whether the capacity was agreed, by all gemeenten in it, some or none

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
