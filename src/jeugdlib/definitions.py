"""Shared meanings, each written once: zorgperiode, zorgpad, stap, uren.

Grain: a zorgperiode per toewijzing; a zorgpad per unbroken stretch of care of one client in one gemeente and
productgroep; a stap per stretch of a zorgpad with the same set of zwaartes. Periods are closed, days are dates.
"""

from datetime import date, timedelta
from typing import Final

import polars as pl

from jeugdlib import model
from jeugdlib.cleaning import TOEWIJZING
from jeugdlib.periods import dagen, doorlooptijd_maanden, maanden_geraakt, plus_maanden, weken_geraakt

CHAIN: Final = ["gemeentecode", "client", "productgroep", "los_product"]
ARROW: Final = " → "
REDEN_PAUZE: Final = "20"  # iJw JZ588: levering tijdelijk beëindigd, no end of care
ONBEKEND: Final = "onbekend"
# Amounts of fewer aanbieders than this, or for more than this share of one, tell what that one earns.
FEW_AANBIEDERS: Final = 3
DOMINANT: Final = 0.8
Z_95: Final = 1.959963984540054  # two-sided 95% of the normal distribution
# The classes of hours of the advice report: left-closed.
ONDERGRENZEN: Final = (0, 10, 20, 30, 40, 50, 75, 100, 200, 300, 400, 500, 750, 1000, 1500, 2000)

_DAYS: Final = 1 << 32  # more than there are dates
_DAY_ZERO: Final = 1 << 31  # keeps days before 1970 above zero
_BITS: Final = len(model.ZWAARTES)
_PXQ_BITS: Final = sum(1 << model.ZWAARTES.index(zwaarte) for zwaarte in model.PXQ_ZWAARTES)
_NAMES: Final = {
    mask: "-".join(zwaarte.capitalize() for bit, zwaarte in enumerate(model.ZWAARTES) if mask >> bit & 1) for mask in range(1, 1 << _BITS)
}

_FIRST_DECLARED: Final = pl.col("productcode").sort_by("begindatum", "productcode").first()  # for a toewijzing that lacks its code


def with_product(frame: pl.DataFrame, producten: pl.DataFrame, *, on: str) -> pl.DataFrame:
    """Add the product's columns as they hold on the date in column `on`; the rows keep their order.

    Where no row of the product is valid on that day the nearest one is taken: the latest that began before it, else
    the earliest after it. An unknown productcode gives nulls.

    Args:
        frame: has `productcode`.
        producten: `model.Producten`.
        on: the date column that decides which row holds.
    """
    valid = (pl.col("geldig_vanaf").is_null() | (pl.col("geldig_vanaf") <= pl.col(on))) & (
        pl.col("geldig_tot").is_null() | (pl.col("geldig_tot") >= pl.col(on))
    )
    began = (pl.col("geldig_vanaf").is_null() | (pl.col("geldig_vanaf") <= pl.col(on))).fill_null(False)
    distance = (
        pl.when(began)
        .then((pl.col(on) - pl.col("geldig_vanaf")).dt.total_days())
        .otherwise((pl.col("geldig_vanaf") - pl.col(on)).dt.total_days())
    )
    # Many rows share their product and day: the choice is made once for all of them.
    asked = ["productcode", on]
    held = (
        frame.select(asked)
        .unique()
        .join(producten.rename({"eenheid": "product_eenheid"}), on="productcode", how="left")
        .with_columns(_valid=valid.fill_null(False), _began=began, _distance=distance)
        .sort([*asked, "_valid", "_began", "_distance"], descending=[False, False, True, True, False], nulls_last=True)
        .unique(asked, keep="first", maintain_order=True)
        .drop("_valid", "_began", "_distance")
    )
    return frame.join(held, on=asked, how="left", nulls_equal=True, maintain_order="left")


def build_zorgperioden(
    toewijzingen: pl.DataFrame,
    nettoregels: pl.DataFrame,
    producten: pl.DataFrame,
    startberichten: pl.DataFrame,
    stopberichten: pl.DataFrame,
    *,
    peildatum: date,
) -> pl.DataFrame:
    """Derive the period in which care was declared for each toewijzing, and the period that its length is taken from.

    Args:
        toewijzingen: cleaned, one row per toewijzing.
        nettoregels: netted lines; only those with an amount above 0 are care.
        producten: product table (`model.Producten`).
        startberichten: the begin of the second clock; may be empty.
        stopberichten: its end.
        peildatum: first day that is not observed.

    Returns:
        One row per toewijzing with care: `gemeentecode`, `toewijzingnummer`, `client`, `agb`, `productcode`, the product's
        columns, `ingangsdatum`, `begin`, `eind`, `regels` (net lines), `bedrag_cent`, `uren` (null: no hours), `klok`
        ("declaratie", "start/stop" or "toewijzing"), `duur_begin`, `duur_eind`, `buiten_toewijzing`. Sorted by the key.
    """
    last_day = peildatum - timedelta(days=1)
    care = (
        nettoregels.filter(pl.col("bedrag_cent") > 0)
        .group_by(TOEWIJZING)
        .agg(
            gedeclareerd_begin=pl.col("begindatum").min(),
            gedeclareerd_eind=pl.col("einddatum").max(),
            regels=pl.len().cast(pl.Int64),
            bedrag_cent=pl.col("bedrag_cent").sum(),
            declaratiecode=_FIRST_DECLARED,
        )
    )
    own_end = pl.min_horizontal(pl.col("einddatum").fill_null(last_day), pl.lit(last_day))
    clipped_begin = pl.max_horizontal("gedeclareerd_begin", "ingangsdatum")
    clipped_end = pl.min_horizontal(pl.col("gedeclareerd_eind"), own_end)
    outside = clipped_begin > clipped_end
    periods = (
        toewijzingen.select(*TOEWIJZING, "client", "agb", "productcode", "ingangsdatum", "einddatum")
        .join(care, on=TOEWIJZING, how="inner")
        .with_columns(
            productcode=pl.coalesce("productcode", "declaratiecode"),
            begin=pl.when(outside).then("gedeclareerd_begin").otherwise(clipped_begin),
            # Nobody has seen a day after the last observed one, inside the toewijzing or not.
            eind=pl.when(outside).then(pl.min_horizontal("gedeclareerd_eind", pl.lit(last_day))).otherwise(clipped_end),
            buiten_toewijzing=outside,
            eigen_eind=own_end,
        )
        .drop("declaratiecode", "gedeclareerd_begin", "gedeclareerd_eind")
    )
    periods = with_product(periods, producten, on="begin")
    periods = _choose_clock(periods, startberichten, stopberichten, last_day=last_day)
    return _add_hours(periods, nettoregels).drop("eigen_eind").sort(TOEWIJZING)


def _choose_clock(periods: pl.DataFrame, startberichten: pl.DataFrame, stopberichten: pl.DataFrame, *, last_day: date) -> pl.DataFrame:
    """Take the length of products that are paid in one line from start and stop messages, else from the toewijzing."""
    lasts_longer = doorlooptijd_maanden(pl.col("ingangsdatum"), pl.col("eigen_eind")) > 1
    paid_once = (
        periods.filter((pl.col("eigen_eind") >= pl.col("ingangsdatum")) & lasts_longer)
        .group_by("gemeentecode", "productcode")
        .agg(eenmalig_gedeclareerd=pl.col("regels").median() == 1)
    )
    key = [*TOEWIJZING, "agb"]
    starts = startberichten.group_by(key).agg(start=pl.col("begindatum").min())
    stops = stopberichten.filter(pl.col("reden_beeindiging") != REDEN_PAUZE).group_by(key).agg(stop=pl.col("einddatum").max())
    # min_horizontal passes over nulls: without this a missing stop would read as one on the last observed day.
    stop = pl.when(pl.col("stop").is_not_null()).then(pl.min_horizontal("stop", pl.lit(last_day)))
    once = pl.col("eenmalig_gedeclareerd").fill_null(False)
    second = once & (pl.col("start") <= stop).fill_null(False)
    third = once & ~second & (pl.col("ingangsdatum") <= pl.col("eigen_eind"))
    return (
        periods.join(paid_once, on=["gemeentecode", "productcode"], how="left", nulls_equal=True)
        .join(starts, on=key, how="left")
        .join(stops, on=key, how="left")
        .with_columns(
            klok=pl.when(second).then(pl.lit("start/stop")).when(third).then(pl.lit("toewijzing")).otherwise(pl.lit("declaratie")),
            duur_begin=pl.when(second).then("start").when(third).then("ingangsdatum").otherwise("begin"),
            duur_eind=pl.when(second).then(stop).when(third).then("eigen_eind").otherwise("eind"),
        )
        .drop("start", "stop", "eenmalig_gedeclareerd")
    )


def _add_hours(periods: pl.DataFrame, nettoregels: pl.DataFrame) -> pl.DataFrame:
    """Add `uren`: of a traject its norm volume in proportion to its length, of other care the net declared hours."""
    factor = pl.coalesce("eenheid", "product_eenheid").replace_strict(model.UREN_PER_EENHEID, default=None, return_dtype=pl.Float64)
    declared = (
        nettoregels.filter(pl.col("bedrag_cent") > 0)
        .join(periods.select(*TOEWIJZING, "product_eenheid"), on=TOEWIJZING, how="inner")
        .with_columns(uren=pl.col("volume") * factor)
        .group_by(TOEWIJZING)
        .agg(gedeclareerde_uren=pl.when(pl.col("uren").count() > 0).then(pl.col("uren").sum()))
    )
    maanden = doorlooptijd_maanden(pl.col("duur_begin"), pl.col("duur_eind"))
    norm = pl.col("normvolume_uren") * maanden / pl.col("normdoorlooptijd_maanden")
    is_traject = (pl.col("financieringsvorm") == "traject").fill_null(False)
    return (
        periods.join(declared, on=TOEWIJZING, how="left")
        .with_columns(uren=pl.when(is_traject).then(norm).otherwise("gedeclareerde_uren"))
        .drop("gedeclareerde_uren", "product_eenheid")
    )


def chain_zorgperioden(zorgperioden: pl.DataFrame, *, max_gat_maanden: int, max_gat_dagen: int | None = None) -> pl.DataFrame:
    """Join adjoining zorgperioden of one client, gemeente and productgroep: adds `los_product` and `pad_id`.

    A period opens a new path when it begins later than `max_gat_maanden` calendar months after the latest end so far. With
    `max_gat_dagen` that rule gives way to one in days: a new path when more than so many days without care lie between.
    Products without zwaarte are chained per product: `los_product` is their code, null for the others. Periods of unknown
    products have no group and are left out.
    """
    known = zorgperioden.filter(pl.col("productgroep").is_not_null()).with_columns(
        los_product=pl.when(pl.col("zwaarte").is_null()).then("productcode")
    )
    chains = known.select(CHAIN).unique().sort(CHAIN).with_row_index("keten")
    ordered = known.join(chains, on=CHAIN, nulls_equal=True).sort("keten", "begin", "eind", "toewijzingnummer")
    # The latest end over all earlier periods of a chain is that of the path: older paths ended before this one began. One
    # running maximum serves all chains, for the number of the chain weighs more than any day.
    day = pl.col("eind").to_physical().cast(pl.Int64) + _DAY_ZERO
    reach = (pl.col("keten").cast(pl.Int64) * _DAYS + day).cum_max().shift(1)
    same_chain = pl.col("keten") == pl.col("keten").shift(1)
    latest_end = pl.when(same_chain).then(reach % _DAYS - _DAY_ZERO).cast(pl.Int32).cast(pl.Date)
    # In days: the day after the end has no hole before it.
    last_begin = plus_maanden(latest_end, max_gat_maanden) if max_gat_dagen is None else latest_end + timedelta(days=max_gat_dagen + 1)
    opens = latest_end.is_null() | (pl.col("begin") > last_begin)
    return ordered.with_columns(pad_id=opens.cum_sum().cast(pl.Int64)).drop("keten")


def build_stappen(chained: pl.DataFrame, *, max_overdracht_dagen: int) -> pl.DataFrame:
    """Cut each path into steps: stretches of days with the same set of zwaartes.

    Days without care are no step; equal neighbours are one. A combination of at most `max_overdracht_dagen` days that
    joins exactly the step before and the step after it, adjacent to both, is a handover and is dropped: care is declared
    per month, so the month in which one product ends and the next begins shows both.

    Args:
        chained: output of `chain_zorgperioden`.
        max_overdracht_dagen: longest overlap that counts as a handover.

    Returns:
        `pad_id`, `stap` (1..), `toestand` ("Zwaar-Maatwerk"), `masker` (bits in the order of `ZWAARTES`), `begin`, `eind`,
        `dagen` (days in this state); only paths of products with a zwaarte; sorted by the first two.
    """
    found = _steps_before_handover(chained.filter(pl.col("los_product").is_null()))
    before, after = _beside("masker", 1), _beside("masker", -1)
    touches_before = pl.col("begin") == _beside("eind", 1) + timedelta(days=1)
    touches_after = _beside("begin", -1) == pl.col("eind") + timedelta(days=1)
    # A step differs from its neighbours, so a union of both is always a combination, and both are part of it only.
    handover = (
        (pl.col("dagen") <= max_overdracht_dagen)
        & (before != after)
        & (pl.col("masker") == (before | after))
        & touches_before
        & touches_after
    )
    kept = _merge_equal_neighbours(found.filter(~handover.fill_null(False)))
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    first_row = pl.when(_beside("pad_id", 1).is_null()).then(row).forward_fill()
    return kept.with_columns(
        stap=row - first_row + 1,
        toestand=pl.col("masker").replace_strict(_NAMES, return_dtype=pl.String),
    ).select("pad_id", "stap", "toestand", "masker", "begin", "eind", "dagen")


def _beside(name: str, place: int) -> pl.Expr:
    """Return the value `place` rows before this one, null where that row is of another path.

    The rows of a path lie together, in order; `over("pad_id")` says the same and takes some thirty times as long.
    """
    return pl.when(pl.col("pad_id").shift(place) == pl.col("pad_id")).then(pl.col(name).shift(place))


def _sweep(periods: pl.DataFrame, group: str, lanes: int) -> pl.DataFrame:
    """Return the stretches between any two changes: `group`, `begin`, `eind`, `masker` (0 = no care), in order.

    `periods` has `group`, `baan` (0..lanes-1), `begin`, `eind`. One running sum serves all groups, for every
    period that opens in a group also closes in it.
    """
    opening = periods.select(group, "baan", dag="begin", delta=pl.lit(1, dtype=pl.Int32))
    closing = periods.select(group, "baan", dag=pl.col("eind") + timedelta(days=1), delta=pl.lit(-1, dtype=pl.Int32))
    active = [(pl.col(f"baan_{lane}").cum_sum() > 0).cast(pl.Int32) * (1 << lane) for lane in range(lanes)]
    return (
        pl.concat([opening, closing])
        .group_by(group, "dag")
        .agg(pl.col("delta").filter(pl.col("baan") == lane).sum().alias(f"baan_{lane}") for lane in range(lanes))
        .sort(group, "dag")
        .select(group, begin="dag", eind=pl.col("dag").shift(-1) - timedelta(days=1), masker=pl.sum_horizontal(active))
        .filter(pl.col("masker") > 0)
        .with_columns(dagen=dagen(pl.col("begin"), pl.col("eind")))
    )


def _steps_before_handover(chained: pl.DataFrame) -> pl.DataFrame:
    lane = pl.col("zwaarte").replace_strict({zwaarte: bit for bit, zwaarte in enumerate(model.ZWAARTES)}, return_dtype=pl.Int32)
    return _merge_equal_neighbours(_sweep(chained.select("pad_id", "begin", "eind", baan=lane), "pad_id", _BITS))


def _merge_equal_neighbours(steps: pl.DataFrame) -> pl.DataFrame:
    """Join consecutive rows of a path with the same set; the days of both count, a hole between them does not."""
    changes = (pl.col("masker") != pl.col("masker").shift(1)) | (pl.col("pad_id") != pl.col("pad_id").shift(1))
    return (
        steps.with_columns(reeks=changes.fill_null(True).cum_sum())
        .group_by("reeks")
        .agg(pl.col("pad_id", "masker").first(), pl.col("begin").min(), pl.col("eind").max(), pl.col("dagen").sum())
        .sort("pad_id", "begin")
        .drop("reeks")
    )


def build_zorgpaden(chained: pl.DataFrame, stappen: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Describe each path in one row.

    Args:
        chained: output of `chain_zorgperioden`.
        stappen: output of `build_stappen`.
        analyse_begin: first day of the window; decides `links_afgekapt`.
        peildatum: first day that is not observed; decides `lopend`.

    Returns:
        `pad_id`, `gemeentecode`, `client`, `productgroep`, `los_product`, `pad` (null without zwaarte), `begin`, `eind`,
        `lengte` (calendar days), `dagen_zorg` (days with care), `lopend`, `links_afgekapt`, `met_meerwerk_maatwerk`,
        `toewijzingen` (count), `duur_begin`, `duur_eind`, `doorlooptijd_maanden`, `vroegste_ingangsdatum`, `uren` (null:
        nothing in it has hours). Sorted by `pad_id`.
    """
    # A path whose last day lies in the last month before the peildatum may still go on.
    still_runs = pl.col("duur_eind") >= plus_maanden(pl.lit(peildatum), -1)
    paths = chained.group_by("pad_id").agg(
        pl.col(CHAIN).first(),
        pl.col("begin").min(),
        pl.col("eind").max(),
        pl.col("duur_begin").min(),
        pl.col("duur_eind").max(),
        toewijzingen=pl.len().cast(pl.Int64),
        vroegste_ingangsdatum=pl.col("ingangsdatum").min(),
        uren=pl.when(pl.col("uren").count() > 0).then(pl.col("uren").sum().round(6)),
    )
    care_days = (
        _sweep(chained.select("pad_id", "begin", "eind", baan=pl.lit(0, dtype=pl.Int32)), "pad_id", 1)
        .group_by("pad_id")
        .agg(dagen_zorg=pl.col("dagen").sum())
    )
    named = stappen.group_by("pad_id", maintain_order=True).agg(
        pad=pl.col("toestand").str.join(ARROW),
        met_meerwerk_maatwerk=(pl.col("masker") & _PXQ_BITS > 0).any(),
    )
    return (
        paths.join(care_days, on="pad_id", how="left")
        .join(named, on="pad_id", how="left")
        .with_columns(
            pl.col("met_meerwerk_maatwerk").fill_null(False),
            lengte=dagen(pl.col("begin"), pl.col("eind")),
            lopend=still_runs,
            links_afgekapt=pl.col("begin") < plus_maanden(pl.lit(analyse_begin), 1),
            doorlooptijd_maanden=doorlooptijd_maanden(pl.col("duur_begin"), pl.col("duur_eind")),
        )
        .sort("pad_id")
    )


def wilson(part: pl.Expr, whole: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the 95% interval of Wilson around part / whole: the lower and the upper bound; null where the whole is 0."""
    share, weight = part / whole, Z_95**2 / whole
    middle = (share + weight / 2) / (1 + weight)
    half = (share * (1 - share) * weight + weight**2 / 4).sqrt() / (1 + weight)
    some = whole > 0
    return pl.when(some).then((middle - half).clip(0, 1)), pl.when(some).then((middle + half).clip(0, 1))


def laatste_volle_jaar(analyse_begin: date, peildatum: date) -> int:
    """Return the last calendar year that the window holds whole; without one the year of its last day."""
    last_day = peildatum - timedelta(days=1)
    year = last_day.year if (last_day.month, last_day.day) == (12, 31) else last_day.year - 1
    return year if date(year, 1, 1) >= analyse_begin else last_day.year


# How an omvang becomes a volume over the whole toewijzing: as the national rule counts (broken weeks and months count whole),
# or in proportion to the days.
OMVANG_METHODEN: Final = ("landelijk", "naar_rato")
_MINUTES: Final = {"01": 1, "04": 60, "16": 240}  # eenheden that a tariff in another of them can be brought to
_MICRO: Final = 1_000_000  # volumes are exact to six decimals


def _half_up(part: pl.Expr, whole: pl.Expr | int) -> pl.Expr:
    """Divide whole numbers of 0 and up, rounded half up; Int128 holds every product of the messages' largest values."""
    return (part * 2 + whole) // (whole * 2)


def _wide(value: pl.Expr | int) -> pl.Expr:
    return (pl.lit(value) if isinstance(value, int) else value).cast(pl.Int128)


def _times(begin: pl.Expr, eind: pl.Expr, omvang_methode: str) -> tuple[pl.Expr, pl.Expr]:
    """Return how often the volume of an omvang is assigned in a period, as a fraction (numerator, denominator); null: not known."""
    length, one = dagen(begin, eind), pl.lit(1)
    if omvang_methode == "landelijk":
        week, month = (weken_geraakt(begin, eind), one), (maanden_geraakt(begin, eind), one)
    else:  # a month is 365.25 / 12 = 1461 / 48 days
        week, month = (length, pl.lit(7)), (length * 48, pl.lit(1461))
    ways = {"1": (length, one), "2": week, "4": month, "6": (one, one)}
    often, out_of = (
        pl.coalesce(pl.when(pl.col("frequentie") == code).then(_wide(way[place])) for code, way in ways.items()) for place in (0, 1)
    )
    return often, out_of


def build_toegewezen(
    toewijzingen: pl.DataFrame, nettoregels: pl.DataFrame, producten: pl.DataFrame, *, peildatum: date, omvang_methode: str = "landelijk"
) -> pl.DataFrame:
    """Turn the omvang or the budget of each toewijzing into eurocents over its whole period.

    A budget is what was assigned. Else it is the total volume times the tariff of the product on the ingangsdatum, or, in
    eenheid 83, the volume in euros itself. The total volume follows from the frequentie: once (6), or as often as there are
    days (1), ISO weeks (2) or calendar months (4) with a day in the period; with `naar_rato` days, days / 7, days / (365.25 / 12).
    An open end runs to the last observed day. Exact in whole numbers; only the sum of cents is rounded, half up.

    Args:
        toewijzingen: cleaned, one row per toewijzing.
        nettoregels: netted lines; the first with an amount above 0 gives the productcode that a toewijzing lacks.
        producten: product table (`model.Producten`).
        peildatum: first day that is not observed.
        omvang_methode: one of `OMVANG_METHODEN`.

    Returns:
        One row per toewijzing: the key, `client`, `agb`, `productcode`, `productnaam`, `productgroep`, `financieringsvorm` (null: product
        not known), `ingangsdatum`, `laatste_dag`, `toegewezen_cent` (null: not known) and `reden_onbekend`: "zonder_omvang",
        "frequentie_onbekend", "zonder_tarief", "eenheid_past_niet", "te_groot" or null. Sorted by the key.
    """
    codes = nettoregels.filter(pl.col("bedrag_cent") > 0).group_by(TOEWIJZING).agg(declaratiecode=_FIRST_DECLARED)
    assigned = toewijzingen.join(codes, on=TOEWIJZING, how="left").with_columns(
        productcode=pl.coalesce("productcode", "declaratiecode"),
        laatste_dag=pl.col("einddatum").fill_null(peildatum - timedelta(days=1)),
    )
    own, unit = pl.coalesce("eenheid", "product_eenheid"), pl.coalesce("product_eenheid", "eenheid")
    minutes = [code.replace_strict(_MINUTES, default=None, return_dtype=pl.Int64) for code in (own, unit)]
    euros, as_priced = (own == model.EENHEID_EURO).fill_null(False), own.eq_missing(unit)
    # A volume in the unit of the tariff needs no conversion; one in another unit only fits where both have minutes.
    to_unit, of_unit = (pl.when(as_priced).then(1).otherwise(part) for part in minutes)
    price = pl.when(euros).then(100).otherwise(_wide(pl.col("tarief")) * _wide(to_unit))
    per = pl.when(euros).then(1).otherwise(_wide(of_unit))
    often, out_of = _times(pl.col("ingangsdatum"), pl.col("laatste_dag"), omvang_methode)
    volume = _wide((pl.col("volume") * _MICRO).round())
    cents = _half_up(volume * often * price, per * out_of * _MICRO).cast(pl.Int64, strict=False)
    reason = (
        pl.when(pl.col("budget").is_not_null() | (pl.col("toegewezen_cent").is_not_null()))
        .then(None)
        .when(pl.col("volume").is_null())
        .then(pl.lit("zonder_omvang"))
        .when(often.is_null())
        .then(pl.lit("frequentie_onbekend"))
        .when(~euros & pl.col("tarief").is_null())
        .then(pl.lit("zonder_tarief"))
        .when(~euros & (_wide(to_unit).is_null() | _wide(of_unit).is_null()))
        .then(pl.lit("eenheid_past_niet"))
        .otherwise(pl.lit("te_groot"))
    )
    names = ["client", "agb", "productcode", "productnaam", "productgroep", "financieringsvorm", "ingangsdatum", "laatste_dag"]
    return (
        with_product(assigned, producten, on="ingangsdatum")
        .with_columns(toegewezen_cent=pl.coalesce("budget", cents))
        .with_columns(reden_onbekend=reason)
        .select(*TOEWIJZING, *names, "toegewezen_cent", "reden_onbekend")
        .sort(TOEWIJZING)
    )


def spread_over_years(toegewezen: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Spread assigned cents evenly over the days of each toewijzing, and add the days of each year up.

    Up to and including the k-th of n days, `round(cents * k / n)` (half up) is assigned; a stretch of days gets the difference between
    its end and its begin. So the stretches of a toewijzing, those outside the window included, add up to the whole to the cent.

    Args:
        toegewezen: output of `build_toegewezen`; rows whose cents are not known are left out.
        analyse_begin: first day of the window; days outside the window get into no year.
        peildatum: first day after it.

    Returns:
        One row per toewijzing and year with a day in the window: the key, `jaar` (Int64), `toegewezen_cent`. Sorted.
    """
    first = pl.max_horizontal("ingangsdatum", pl.lit(analyse_begin))
    last = pl.min_horizontal("laatste_dag", pl.lit(peildatum - timedelta(days=1)))
    years = (
        toegewezen.filter(pl.col("toegewezen_cent").is_not_null())
        .with_columns(van=first, tot=last)
        .filter(pl.col("van") <= pl.col("tot"))
        .with_columns(jaar=pl.int_ranges(pl.col("van").dt.year(), pl.col("tot").dt.year() + 1, dtype=pl.Int64))
        .explode("jaar")
    )
    begin = pl.max_horizontal("van", pl.date(pl.col("jaar"), 1, 1))
    eind = pl.min_horizontal("tot", pl.date(pl.col("jaar"), 12, 31))
    length = _wide(dagen(pl.col("ingangsdatum"), pl.col("laatste_dag")))
    before, until = (_wide(dagen(pl.col("ingangsdatum"), day)) for day in (begin - timedelta(days=1), eind))
    cents = _wide(pl.col("toegewezen_cent"))
    share = _half_up(cents * until, length) - _half_up(cents * before, length)
    return years.select(*TOEWIJZING, "jaar", toegewezen_cent=share.cast(pl.Int64)).sort(*TOEWIJZING, "jaar")


def whole_year(jaar: pl.Expr, *, analyse_begin: date, peildatum: date) -> pl.Expr:
    """Say whether every day of a calendar year lies in the window; a part of a year is never compared with a whole one."""
    return (pl.date(jaar, 1, 1) >= analyse_begin) & (pl.date(jaar, 12, 31) < peildatum)


def care_per_year(zorgperioden: pl.DataFrame) -> pl.DataFrame:
    """Repeat each zorgperiode for every calendar year that it overlaps: adds `jaar` (Int64)."""
    years = pl.int_ranges(pl.col("begin").dt.year(), pl.col("eind").dt.year().cast(pl.Int64) + 1, dtype=pl.Int64)
    return zorgperioden.with_columns(jaar=years).explode("jaar")


def care_per_month(zorgperioden: pl.DataFrame) -> pl.DataFrame:
    """Repeat each zorgperiode for every calendar month that it overlaps: adds `maand` (first day)."""
    return zorgperioden.with_columns(maand=pl.date_ranges(pl.col("begin").dt.month_start(), "eind", "1mo")).explode("maand")


def persons() -> pl.Expr:
    """Count distinct clients."""
    return pl.col("client").n_unique().cast(pl.Int64)


def assignments() -> pl.Expr:
    """Count distinct toewijzingen, whose number is unique within a gemeente only."""
    return pl.struct(TOEWIJZING).n_unique().cast(pl.Int64)


def cents_each(bedrag_cent: pl.Expr, aantal: pl.Expr) -> pl.Expr:
    """Divide cents over a count in whole cents, a half away from zero; null where there is nothing to divide over."""
    half_up = (bedrag_cent.abs() * 2 + aantal) // (aantal * 2)
    return pl.when(aantal > 0).then(bedrag_cent.sign() * half_up)


def lines_with_product(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Add to each net line `jaar` (Int64, of begindatum) and its product's columns as they hold on begindatum.

    An unknown product has productgroep and segment `ONBEKEND`, so that no cost gets lost; `zwaarte` stays null without one.
    """
    found = with_product(nettoregels, producten, on="begindatum")
    return found.with_columns(
        pl.col("begindatum").dt.year().cast(pl.Int64).alias("jaar"), pl.col("productgroep", "segment").fill_null(ONBEKEND)
    )


def dominance(lines: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Say per group of net lines whether its amounts are business data of an aanbieder (definitions M).

    Returns:
        The columns of `by` (without nulls), `aanbieders` (with a line), `grootste_aandeel` (share of the largest; null where the whole
        is not above 0) and `bedrijfsgegeven`: fewer than three aanbieders, or one above 80%.
    """
    whole, largest = pl.col("bedrag_cent").sum(), pl.col("bedrag_cent").max()
    return (
        lines.group_by(*by, "agb")
        .agg(pl.col("bedrag_cent").sum())
        .group_by(by)
        .agg(aanbieders=pl.len().cast(pl.Int64), grootste_aandeel=pl.when(whole > 0).then(largest / whole))
        .with_columns(bedrijfsgegeven=(pl.col("aanbieders") < FEW_AANBIEDERS) | (pl.col("grootste_aandeel").fill_null(1) > DOMINANT))
    )


def mark_nga(lines: pl.DataFrame, contracten: pl.DataFrame) -> pl.DataFrame:
    """Add `nga` to net lines: on its begindatum no contract of that aanbieder for that productcode was in force.

    Args:
        lines: `agb`, `productcode`, `begindatum`.
        contracten: `model.Contracten`; without any contract nothing is known, and `nga` is null.
    """
    if contracten.is_empty():
        return lines.with_columns(nga=pl.lit(None, dtype=pl.Boolean))
    key = ["agb", "productcode", "begindatum"]
    in_force = (pl.col("geldig_vanaf") <= pl.col("begindatum")) & (pl.col("begindatum") <= pl.col("geldig_tot").fill_null(date.max))
    covered = lines.select(key).unique().join(contracten, on=key[:2]).filter(in_force).select(key).unique()
    return lines.join(covered.with_columns(nga=pl.lit(False)), on=key, how="left", maintain_order="left").with_columns(
        pl.col("nga").fill_null(True)
    )


def costs_per_group(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Add up the costs of each productgroep and year: `productgroep`, `jaar`, `segment`, `kosten_cent`, `clienten` (with a line); sorted.

    Which of them are too small to show, or give a small one of their segment away, holds for every slide about productgroepen.
    """
    lines = lines_with_product(nettoregels, producten)
    return (
        lines.group_by("productgroep", "jaar")
        .agg(segment=pl.col("segment").min(), kosten_cent=pl.col("bedrag_cent").sum(), clienten=persons())
        .sort("productgroep", "jaar")
    )
