"""Zorgkosten: wat kost de jeugdhulp per jaar, hoe snel stijgt dat, en waardoor?

Grain in: nettoregels (costs), zorgperioden (toewijzingen in care) and delivered lines (when a cost came in). Grain out: a year
and segment, a year, a month, a way to extrapolate, or a part of a change. Amounts are whole eurocents, by begindatum.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from jeugdlib import definitions, model, statistiek
from jeugdlib.cleaning import NETTOREGEL, signed_cent
from jeugdlib.disclosure import Rule
from jeugdlib.periods import maand

VOLLEDIG = 0.98  # a month of which less has come in is drawn open
RAPPORT, SEIZOEN = "rapport", "seizoen"
ALLE_KOSTEN, MET_UREN = "alle kosten", "kosten met uren"
DELEN = {ALLE_KOSTEN: ("aantal cliënten", "kosten per cliënt"), MET_UREN: ("aantal cliënten", "uren per cliënt", "prijs per uur")}

_OF_A_YEAR = ["clienten", "toewijzingen", "kosten_cent", "kosten_per_client_cent", "kosten_per_toewijzing_cent"]
# A row goes as a whole, and with it a second one of that year: the total of the year stands in another table.
SEGMENT_RULE = Rule(counts={"clienten": _OF_A_YEAR, "toewijzingen": _OF_A_YEAR}, within=["jaar"], business="bedrijfsgegeven")
_GROWTH = ["kosten_vorig_cent", "groei"]
YEAR_RULE = Rule(
    counts={"clienten": [*_OF_A_YEAR, *_GROWTH], "toewijzingen": [*_OF_A_YEAR, *_GROWTH], "clienten_vorig": _GROWTH},
    business="bedrijfsgegeven",
)
MONTH_RULE = Rule(counts={"clienten": ["kosten_cent"]}, within=["jaar"])
_ESTIMATE = ["kosten_cent", "deel_vorig", "kosten_zelfde_maanden_vorig_cent", "extrapolatie_cent", "kosten_vorig_cent", "groei"]
# Where a month of the year is hidden, the sum of some of its months could tell it.
_COUNTED = ["clienten", "kleinste_maand", "clienten_vorig", "kleinste_maand_vorig"]
EXTRAPOLATION_RULE = Rule(counts=dict.fromkeys(_COUNTED, _ESTIMATE))
_CHANGE = ["bedrag_cent", "verandering_cent"]
SPLIT_RULE = Rule(counts=dict.fromkeys(["clienten", "clienten_vorig", "clienten_overig", "clienten_overig_vorig"], _CHANGE))


def per_segment(
    nettoregels: pl.DataFrame, zorgperioden: pl.DataFrame, producten: pl.DataFrame, *, analyse_begin: date, peildatum: date
) -> pl.DataFrame:
    """Add up the costs of each year and segment.

    Args:
        nettoregels: all netted lines, credits and lines without toewijzing included.
        zorgperioden: one row per toewijzing with care, with `segment`.
        producten: product table; the segment of a line is that of its product on its begindatum.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `jaar`, `segment` ("onbekend" for a product without one), `kosten_cent`, `clienten` (with a nettoregel in that year),
        `toewijzingen` (with care in that year), `kosten_per_client_cent`, `volledig`, `kosten_per_toewijzing_cent`,
        `bedrijfsgegeven`; sorted.
    """
    by = ["jaar", "segment"]
    cost = _costs(definitions.lines_with_product(nettoregels, producten), by)
    care = definitions.care_per_year(zorgperioden.with_columns(pl.col("segment").fill_null(definitions.ONBEKEND)))
    return (
        cost.join(care.group_by(by).agg(toewijzingen=definitions.assignments()), on=by, how="full", coalesce=True)
        .with_columns(pl.col("kosten_cent", "clienten", "toewijzingen").fill_null(0), pl.col("bedrijfsgegeven").fill_null(False))
        .with_columns(**_each(), volledig=definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum))
        .select(
            *(*by, "kosten_cent", "clienten", "toewijzingen", "kosten_per_client_cent", "volledig"),
            *("kosten_per_toewijzing_cent", "bedrijfsgegeven"),
        )
        .sort(by)
    )


def per_year(
    nettoregels: pl.DataFrame,
    zorgperioden: pl.DataFrame,
    *,
    analyse_begin: date,
    peildatum: date,
    indexatie: Mapping[int, float] | None = None,
) -> pl.DataFrame:
    """Add up the costs of each year, with the growth between two whole years.

    Args:
        nettoregels: all netted lines.
        zorgperioden: one row per toewijzing with care.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.
        indexatie: the agreed rise of prices per year, as a fraction; a year that is not named has none.

    Returns:
        `jaar`, `kosten_cent`, `clienten`, `toewijzingen`, `kosten_per_client_cent`, `volledig`, `kosten_per_toewijzing_cent`,
        `clienten_vorig`, `kosten_vorig_cent`, `groei` (all null where one of both years was seen in part), `indexatie`,
        `bedrijfsgegeven`; sorted.
    """
    whole = definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum)
    care = definitions.care_per_year(zorgperioden).group_by("jaar").agg(toewijzingen=definitions.assignments())
    years = (
        _costs(nettoregels.with_columns(jaar=pl.col("begindatum").dt.year().cast(pl.Int64)), ["jaar"])
        .join(care, on="jaar", how="full", coalesce=True)
        .with_columns(pl.col("kosten_cent", "clienten", "toewijzingen").fill_null(0), pl.col("bedrijfsgegeven").fill_null(False))
        .with_columns(**_each(), volledig=whole)
    )
    before = years.filter("volledig").select(pl.col("jaar") + 1, clienten_vorig="clienten", kosten_vorig_cent="kosten_cent")
    index = {"jaar": list(indexatie or {}), "indexatie": list((indexatie or {}).values())}
    comparable = pl.when("volledig").then(pl.col("clienten_vorig", "kosten_vorig_cent"))
    return (
        years.join(before, on="jaar", how="left")
        .with_columns(comparable)
        .with_columns(groei=pl.when(pl.col("kosten_vorig_cent") > 0).then(pl.col("kosten_cent") / pl.col("kosten_vorig_cent") - 1))
        .join(pl.DataFrame(index, schema={"jaar": pl.Int64, "indexatie": pl.Float64}), on="jaar", how="left")
        .select(
            *("jaar", "kosten_cent", "clienten", "toewijzingen", "kosten_per_client_cent", "volledig", "kosten_per_toewijzing_cent"),
            *("clienten_vorig", "kosten_vorig_cent", "groei", "indexatie", "bedrijfsgegeven"),
        )
        .sort("jaar")
    )


def per_month(nettoregels: pl.DataFrame, declaraties: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Add up the costs of each month, and estimate which part of them had come in when the last line was delivered.

    Args:
        nettoregels: all netted lines.
        declaraties: the delivered lines behind them, with `dagtekening`.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `jaar`, `maand` (first day), `kosten_cent`, `clienten` (with a nettoregel), `volledigheid` (fraction; null where no
        dagtekening tells), `volledig` (the window holds the whole month, and no less than 98% had come in as far as we know). A
        row for every month of the window, none without nettoregels; sorted.
    """
    months = pl.DataFrame({"maand": pl.date_range(analyse_begin.replace(day=1), peildatum - timedelta(days=1), "1mo", eager=True)})
    months = months if nettoregels.height else months.clear()
    cost = nettoregels.group_by(maand=maand(pl.col("begindatum"))).agg(
        kosten_cent=pl.col("bedrag_cent").sum(), clienten=definitions.persons()
    )
    seen_whole = (pl.col("maand") >= analyse_begin) & (pl.col("maand").dt.month_end() < peildatum)
    come_in = (pl.col("volledigheid") >= VOLLEDIG).fill_null(True)
    return (
        months.join(cost, on="maand", how="left")
        .join(_come_in(months, nettoregels, declaraties), on="maand", how="left")
        .select(
            pl.col("maand").dt.year().cast(pl.Int64).alias("jaar"),
            "maand",
            pl.col("kosten_cent", "clienten").fill_null(0),
            "volledigheid",
            volledig=seen_whole & come_in,
        )
        .sort("maand")
    )


def _come_in(months: pl.DataFrame, nettoregels: pl.DataFrame, declaraties: pl.DataFrame) -> pl.DataFrame:
    """Estimate the part of each month that had come in (chain ladder): `maand`, `volledigheid`.

    The age of a month at a line is the number of whole months up to its dagtekening. Months end on the day of the month of the last
    dagtekening, so that the last of them is as long as the others. From one age to the next all months that reached the next
    one grow by one factor; what is left to come after the oldest age is taken as nothing.
    """
    last = declaraties["dagtekening"].max()
    if not isinstance(last, date):
        return months.with_columns(volledigheid=pl.lit(None, dtype=pl.Float64))
    care, told = _number(pl.col("maand")), _number(pl.col("dagtekening")) + (pl.col("dagtekening").dt.day() > last.day).cast(pl.Int64)
    received = (
        declaraties.filter(pl.col("dagtekening").is_not_null())
        .join(nettoregels.select(NETTOREGEL), on=NETTOREGEL, how="semi")
        .with_columns(maand=maand(pl.col("begindatum")))
        .group_by("maand", leeftijd=(told - care).clip(0))
        .agg(cent=signed_cent().sum())
    )
    reach = last.year * 12 + last.month - care
    aged = months.with_columns(bereikt=reach)
    ages = pl.DataFrame({"leeftijd": pl.int_range(max([0, *(aged["bereikt"] + 1)]), eager=True)})
    grown = (
        aged.join(ages, how="cross")
        .filter(pl.col("leeftijd") <= pl.col("bereikt"))
        .join(received, on=["maand", "leeftijd"], how="left")
        .sort("maand", "leeftijd")
        .with_columns(nu=pl.col("cent").fill_null(0).cum_sum().over("maand"))
        .with_columns(straks=pl.col("nu").shift(-1).over("maand"))
    )
    step = pl.when((pl.col("nu") >= 0) & (pl.col("straks") > 0)).then(pl.col("nu") / pl.col("straks"))
    factors = (
        grown.drop_nulls("straks")
        .group_by("leeftijd")
        .agg(pl.col("nu", "straks").sum())
        .sort("leeftijd", descending=True)
        .with_columns(stap=step)
        .with_columns(volledigheid=pl.when(pl.col("stap").is_null().cum_sum() == 0).then(pl.col("stap").cum_prod()))
    )
    oldest = pl.when(pl.col("bereikt") == pl.col("bereikt").max()).then(1.0)
    return aged.join(factors, left_on="bereikt", right_on="leeftijd", how="left").select(
        "maand", volledigheid=pl.coalesce(oldest, "volledigheid")
    )


def _number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)


def extrapolate(nettoregels: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Estimate the costs of the last year from its whole months, where that year was seen in part.

    Args:
        nettoregels: all netted lines.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        A row per way (`wijze`): "rapport" (costs of the observed months x 12 / their number) and, where the year before was seen
        whole, "seizoen" (divided by the part that the same months had in that year). `jaar`, `wijze`, `maanden` (observed whole
        months), `kosten_cent` (of those), `deel_vorig`, `kosten_zelfde_maanden_vorig_cent` (its numerator), `extrapolatie_cent`,
        `kosten_vorig_cent` (the whole year before), `groei` (against it), and the clients that these rest on: `clienten`,
        `kleinste_maand` (in the month of this year that has the fewest), `clienten_vorig`, `kleinste_maand_vorig`.
    """
    year = (peildatum - timedelta(days=1)).year
    begins = [date(year, number, 1) for number in range(1, 13)]
    ends = [*begins[1:], date(year + 1, 1, 1)]
    seen = [begin.month for begin, end in zip(begins, ends, strict=True) if begin >= analyse_begin and end <= peildatum]
    now, then = (_cost_of_months(nettoregels, of, seen) for of in (year, year - 1))
    rows: list[dict[str, Any]] = []
    if 0 < len(seen) < 12 and now["clienten"]:
        before = then["kosten_heel"] if date(year - 1, 1, 1) >= analyse_begin else None
        own = {"jaar": year, "maanden": len(seen), "kosten_cent": now["kosten"], "kosten_vorig_cent": before}
        own |= {"clienten": now["clienten"], "kleinste_maand": now["kleinste_maand"]}
        own |= {"clienten_vorig": then["clienten_heel"] if before is not None else None}
        rows.append(own | {"wijze": RAPPORT, "extrapolatie_cent": statistiek.half_away(Fraction(now["kosten"] * 12, len(seen)))})
        if before is not None and min(before, then["kosten"]) > 0:
            whole = statistiek.half_away(Fraction(now["kosten"] * before, then["kosten"]))
            resting = {"kleinste_maand_vorig": then["kleinste_maand"]}
            resting |= {"kosten_zelfde_maanden_vorig_cent": then["kosten"], "deel_vorig": then["kosten"] / before}
            rows.append(own | resting | {"wijze": SEIZOEN, "extrapolatie_cent": whole})
    growth = pl.when(pl.col("kosten_vorig_cent") > 0).then(pl.col("extrapolatie_cent") / pl.col("kosten_vorig_cent") - 1)
    found = pl.DataFrame(rows, schema=_EXTRAPOLATION).with_columns(groei=growth)
    return found.select(*(name for name in found.columns if name not in _COUNTED), *_COUNTED)


_EXTRAPOLATION = {
    "jaar": pl.Int64,
    "wijze": pl.String,
    "maanden": pl.Int64,
    "kosten_cent": pl.Int64,
    "deel_vorig": pl.Float64,
} | dict.fromkeys(["kosten_zelfde_maanden_vorig_cent", "extrapolatie_cent", "kosten_vorig_cent", *_COUNTED], pl.Int64)


def _cost_of_months(nettoregels: pl.DataFrame, year: int, months: list[int]) -> dict[str, int]:
    lines = nettoregels.filter(pl.col("begindatum").dt.year() == year).with_columns(nummer=pl.col("begindatum").dt.month())
    same = pl.col("nummer").is_in(months)
    fewest = lines.group_by("nummer").agg(definitions.persons())["client"].min()
    return lines.select(
        kosten=pl.col("bedrag_cent").filter(same).sum(),
        kosten_heel=pl.col("bedrag_cent").sum(),
        clienten=pl.col("client").filter(same).n_unique(),
        clienten_heel=pl.col("client").n_unique(),
        kleinste_maand=pl.lit(fewest, dtype=pl.Int64),
    ).row(0, named=True)


def split_change(nettoregels: pl.DataFrame, producten: pl.DataFrame, *, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Split the change between two whole years over clients and euros per client, and deeper where there are hours.

    Args:
        nettoregels: all netted lines.
        producten: product table, for the unit of a line that names none.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `jaar` (the later one), `grondslag` ("alle kosten", or "kosten met uren": lines in minutes, hours or dagdelen), `deel`,
        `bedrag_cent`, `verandering_cent` (their sum to the cent), `clienten`, `clienten_vorig` (of the grondslag),
        `clienten_overig`, `clienten_overig_vorig` (with a line outside it). In this order.
    """
    factor = pl.coalesce("eenheid", "product_eenheid").replace_strict(model.UREN_PER_EENHEID, default=None, return_dtype=pl.Float64)
    lines = definitions.lines_with_product(nettoregels, producten).with_columns(uren=pl.col("volume") * factor)
    with_hours = pl.col("uren").is_not_null()
    years = (
        lines.group_by("jaar")
        .agg(
            cent=pl.col("bedrag_cent").sum(),
            clienten=pl.col("client").n_unique(),
            uren=pl.col("uren").sum().round(9),
            cent_uren=pl.col("bedrag_cent").filter(with_hours).sum(),
            clienten_uren=pl.col("client").filter(with_hours).n_unique(),
            clienten_overig=pl.col("client").filter(~with_hours).n_unique(),
        )
        .filter(definitions.whole_year(pl.col("jaar"), analyse_begin=analyse_begin, peildatum=peildatum))
    )
    known = {row["jaar"]: row for row in years.iter_rows(named=True)}
    rows = [part for year in sorted(known) if year - 1 in known for part in _parts(year, known[year - 1], known[year])]
    return pl.DataFrame(rows, schema=_SPLIT, orient="row")


_SPLIT = {"jaar": pl.Int64, "grondslag": pl.String, "deel": pl.String} | dict.fromkeys(
    ["bedrag_cent", "verandering_cent", "clienten", "clienten_vorig", "clienten_overig", "clienten_overig_vorig"], pl.Int64
)


def _parts(year: int, then: dict[str, Any], now: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    if then["clienten"] and now["clienten"]:
        factors = [[Fraction(row["clienten"]), Fraction(row["cent"], row["clienten"])] for row in (then, now)]
        rests_on = (now["clienten"], then["clienten"], 0, 0)
        rows += _written(year, ALLE_KOSTEN, factors, now["cent"] - then["cent"], rests_on)
    if all(row["clienten_uren"] and row["uren"] > 0 for row in (then, now)):
        factors = [
            [Fraction(row["clienten_uren"]), Fraction(row["uren"]) / row["clienten_uren"], row["cent_uren"] / Fraction(row["uren"])]
            for row in (then, now)
        ]
        rests_on = (now["clienten_uren"], then["clienten_uren"], now["clienten_overig"], then["clienten_overig"])
        rows += _written(year, MET_UREN, factors, now["cent_uren"] - then["cent_uren"], rests_on)
    return rows


def _written(year: int, base: str, factors: list[list[Fraction]], change: int, rests_on: tuple[int, ...]) -> list[tuple[Any, ...]]:
    parts = statistiek.whole_parts(statistiek.shapley(*factors))
    return [(year, base, name, cent, change, *rests_on) for name, cent in zip(DELEN[base], parts, strict=True)]


def _costs(lines: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    total = lines.group_by(by).agg(kosten_cent=pl.col("bedrag_cent").sum(), clienten=definitions.persons())
    return total.join(definitions.dominance(lines, by).select(*by, "bedrijfsgegeven"), on=by, how="left")


def _each() -> dict[str, pl.Expr]:
    cost = pl.col("kosten_cent")
    return {
        "kosten_per_client_cent": definitions.cents_each(cost, pl.col("clienten")),
        "kosten_per_toewijzing_cent": definitions.cents_each(cost, pl.col("toewijzingen")),
    }
