"""Verlenging en recidief: hoe vaak volgt op een toewijzing weer een toewijzing van hetzelfde product?

Grain in: one row per toewijzing with care. Grain out: one row per financieringsvorm.
"""

from datetime import date

import polars as pl

from jeugdlib.cleaning import TOEWIJZING
from jeugdlib.definitions import ONBEKEND, persons
from jeugdlib.disclosure import Rule
from jeugdlib.periods import plus_maanden
from jeugdlib.statistiek import chi_square_p

VERLENGING_MAANDEN = 1  # the limits of the advice report
RECIDIEF_MAANDEN = 6
REDEN_OPGEREKT = "04"  # iJw JZ002: herbeoordeling, verlenging: the end of the toewijzing itself was moved
_STRETCHED = ["opgerekt", "aandeel_opgerekt", "verlengd_of_opgerekt", "aandeel_verlengd_of_opgerekt"]

RULE = Rule(
    counts={
        "gevolgd_1m": ["verlengd", "aandeel_verlengd", *_STRETCHED],
        "verlengd": ["aandeel_verlengd", "verlengd_of_opgerekt", "aandeel_verlengd_of_opgerekt"],
        "gevolgd_6m": ["recidief", "aandeel_recidief"],
        "recidief": ["aandeel_recidief"],
        "clienten": ["verlengd", "aandeel_verlengd", "recidief", "aandeel_recidief", *_STRETCHED],
        # The last is the sum of two others: whoever knows two of the three knows the third.
        "opgerekt": ["aandeel_opgerekt", "verlengd_of_opgerekt", "aandeel_verlengd_of_opgerekt"],
        "verlengd_of_opgerekt": ["aandeel_verlengd_of_opgerekt", "opgerekt", "aandeel_opgerekt"],
    },
    complements={
        "verlengd": "gevolgd_1m",
        "gevolgd_6m": "gevolgd_1m",
        "recidief": "gevolgd_6m",
        "opgerekt": "gevolgd_1m",
        "verlengd_of_opgerekt": "gevolgd_1m",
    },
)
BIAS_RULE = Rule(
    counts={
        "gevolgd": ["aantal", "aandeel", "niet_gevolgd", "aantal_niet_gevolgd", "aandeel_naief", "vertekening"],
        "aantal": ["aandeel", "aandeel_naief", "vertekening"],
        "niet_gevolgd": ["aantal_niet_gevolgd", "aandeel_naief", "vertekening"],
        "aantal_niet_gevolgd": ["aandeel_naief", "vertekening"],
    },
    complements={"gevolgd": "gevolgd_1m", "aantal": "gevolgd", "aantal_niet_gevolgd": "niet_gevolgd"},
)
TEST_RULE = Rule(counts={"kleinste": ["chi2", "p"]})


def follow(zorgperioden: pl.DataFrame, toewijzingen: pl.DataFrame, *, peildatum: date) -> pl.DataFrame:
    """Say of each toewijzing with care what came after it, and whether it was followed for long enough to know.

    Args:
        zorgperioden: `gemeentecode`, `toewijzingnummer`, `client`, `productcode`, `financieringsvorm`, `begin`, `eind`.
        toewijzingen: `reden_wijziging` of the version that stands.
        peildatum: first day that is not observed.

    Returns:
        The key, `client`, `financieringsvorm` ("onbekend" without one) and Booleans: `verlengd` (the next care of the same client, gemeente
        and productcode begins no later than a month after the end), `recidief` (later, but within six months), `gevolgd_1m`,
        `gevolgd_6m` (that long after its end is before the peildatum), `opgerekt` (reden 04).
    """
    chain = ["gemeentecode", "client", "productcode"]
    # Equal begins are no successors of each other, so a begin is followed by the next other begin.
    begins = (
        zorgperioden.select(*chain, "begin").unique().sort(*chain, "begin").with_columns(volgende=pl.col("begin").shift(-1).over(chain))
    )
    month, half_year = (plus_maanden(pl.col("eind"), months) for months in (VERLENGING_MAANDEN, RECIDIEF_MAANDEN))
    return (
        zorgperioden.join(begins, on=[*chain, "begin"], how="left")
        .join(toewijzingen.select(*TOEWIJZING, "reden_wijziging"), on=TOEWIJZING, how="left")
        .select(
            *TOEWIJZING,
            "client",
            pl.col("financieringsvorm").fill_null(ONBEKEND),
            verlengd=(pl.col("volgende") <= month).fill_null(False),
            recidief=((pl.col("volgende") > month) & (pl.col("volgende") <= half_year)).fill_null(False),
            gevolgd_1m=month < peildatum,
            gevolgd_6m=half_year < peildatum,
            opgerekt=(pl.col("reden_wijziging") == REDEN_OPGEREKT).fill_null(False),
        )
        .sort(TOEWIJZING)
    )


def count(followed: pl.DataFrame) -> pl.DataFrame:
    """Count, per financieringsvorm, among the toewijzingen that were followed for long enough.

    Args:
        followed: output of `follow`.

    Returns:
        `financieringsvorm`, `gevolgd_1m`, `verlengd`, `aandeel_verlengd`, `gevolgd_6m`, `recidief`, `aandeel_recidief`, `clienten`; and
        among those followed for a month `opgerekt` (their own end was moved, and no new one came), `aandeel_opgerekt`,
        `verlengd_of_opgerekt` (the sum of the two) and `aandeel_verlengd_of_opgerekt`. A share of nothing is null. Sorted.
    """
    month, half_year = pl.col("gevolgd_1m"), pl.col("gevolgd_6m")
    counts = {
        "gevolgd_1m": month,
        "verlengd": month & pl.col("verlengd"),
        "gevolgd_6m": half_year,
        "recidief": half_year & pl.col("recidief"),
        "opgerekt": month & pl.col("opgerekt") & ~pl.col("verlengd"),
        "verlengd_of_opgerekt": month & (pl.col("verlengd") | pl.col("opgerekt")),
    }
    parts = {"verlengd": "gevolgd_1m", "recidief": "gevolgd_6m", "opgerekt": "gevolgd_1m", "verlengd_of_opgerekt": "gevolgd_1m"}
    return (
        followed.group_by("financieringsvorm")
        .agg(clienten=persons(), **{name: which.sum().cast(pl.Int64) for name, which in counts.items()})
        .with_columns(_share(part, whole).alias(f"aandeel_{part}") for part, whole in parts.items())
        .select(
            *("financieringsvorm", "gevolgd_1m", "verlengd", "aandeel_verlengd", "gevolgd_6m", "recidief", "aandeel_recidief", "clienten"),
            *_STRETCHED,
        )
        .sort("financieringsvorm")
    )


def bias(followed: pl.DataFrame) -> pl.DataFrame:
    """Set beside each share the naive one, which also counts toewijzingen that nobody could follow for long enough.

    Args:
        followed: output of `follow`.

    Returns:
        `financieringsvorm`, `soort` ("verlengd", "recidief"), `gevolgd`, `aantal`, `aandeel` (of those followed), `niet_gevolgd`,
        `aantal_niet_gevolgd` (of them seen to be so all the same), `aandeel_naief` (all of both), `vertekening` (naive - followed),
        `gevolgd_1m`. Sorted.
    """
    parts = []
    for kind, long_enough in (("verlengd", "gevolgd_1m"), ("recidief", "gevolgd_6m")):
        seen, known = pl.col(kind), pl.col(long_enough)
        counts = {"gevolgd": known, "aantal": known & seen, "niet_gevolgd": ~known, "aantal_niet_gevolgd": ~known & seen}
        counts["gevolgd_1m"] = pl.col("gevolgd_1m")
        parts.append(
            followed.group_by("financieringsvorm")
            .agg(**{name: which.sum().cast(pl.Int64) for name, which in counts.items()})
            .with_columns(soort=pl.lit(kind))
        )
    naive = (pl.col("aantal") + pl.col("aantal_niet_gevolgd")) / (pl.col("gevolgd") + pl.col("niet_gevolgd"))
    return (
        pl.concat(parts)
        .with_columns(aandeel=_share("aantal", "gevolgd"), aandeel_naief=naive)
        .with_columns(vertekening=pl.col("aandeel_naief") - pl.col("aandeel"))
        .select(
            *("financieringsvorm", "soort", "gevolgd", "aantal", "aandeel", "niet_gevolgd", "aantal_niet_gevolgd", "aandeel_naief"),
            *("vertekening", "gevolgd_1m"),
        )
        .sort("financieringsvorm", "soort")
    )


def compare_forms(table: pl.DataFrame) -> pl.DataFrame:
    """Test whether the shares of the financieringsvormen differ more than chance makes them (chi-square of equal shares).

    Args:
        table: output of `count`.

    Returns:
        `soort` ("verlengd", "recidief"), `vormen` (with toewijzingen that were followed), `kleinste` (smallest of the counts that the test
        rests on), `chi2`, `p`; both null where the test is not valid (fewer than two forms, or an expected count below 5).
    """
    rows = []
    for kind, whole in (("verlengd", "gevolgd_1m"), ("recidief", "gevolgd_6m")):
        pairs = [(part, all_of - part) for part, all_of in table.select(kind, whole).rows() if all_of]
        chi2, p = chi_square_p(pairs) or (None, None)
        rows.append((kind, len(pairs), min((cell for pair in pairs for cell in pair), default=None), chi2, p))
    schema = {"soort": pl.String, "vormen": pl.Int64, "kleinste": pl.Int64, "chi2": pl.Float64, "p": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
