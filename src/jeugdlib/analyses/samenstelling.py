"""Samenstelling: uit welke zwaartes bestaan de kosten van een productgroep, en welk deel is P*Q?

Grain in: one row per nettoregel. Grain out: one row per productgroep, year and zwaarte, or per productgroep and year.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from jeugdlib import definitions, model
from jeugdlib.disclosure import FLAG, Disclosed, Rule

ZONDER_ZWAARTE: Final = "zonder zwaarte"
PXQ, OVERIG = "pxq", "overig"
BEIDE, ANDERE = "meerwerk en maatwerk", "licht, midden en zwaar"

_GROUP: Final = ["productgroep", "jaar"]
_CELLS: Final = ("kosten_cent", "totaal_cent", "aandeel", "clienten", "aanbieders", "grootste_aandeel")
_SHARE: Final = ("pxq_cent", "totaal_cent", "aandeel")
# Meerwerk and maatwerk together stand in a table of their own, so a small one of the two takes the other along, and a small whole of
# either kind takes the year. All meerwerk of a year, and all maatwerk, stand in yet another one.
_OF_ALL_GROUPS: Final = pl.when(pl.col("soort") == PXQ).then("zwaarte").otherwise("productgroep")
RULE = Rule(
    counts={"clienten": ["kosten_cent", "aandeel", "aanbieders", "grootste_aandeel"], "clienten_pxq": _CELLS, "clienten_overig": _CELLS},
    within=[*_GROUP, "soort"],
    also_within=[["jaar", "soort", _OF_ALL_GROUPS]],
    business="bedrijfsgegeven",
)
SHARE_RULE = Rule(counts=dict.fromkeys(["clienten_pxq", "clienten_overig"], _SHARE), business="bedrijfsgegeven")
# Beside the table with all aanbieders, what is left out is known too: it must not be small either.
_GONE: Final = dict.fromkeys(["clienten_pxq_weg", "clienten_overig_weg"], (*_CELLS, "clienten_pxq", "clienten_overig"))
WITHOUT_RULE = replace(RULE, counts={**RULE.counts, "clienten_weg": ["kosten_cent", "aandeel"], **_GONE})
SHARE_WITHOUT_RULE = Rule(counts={**SHARE_RULE.counts, **dict.fromkeys(_GONE, _SHARE)}, business="bedrijfsgegeven")


def per_year(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Split the costs of each productgroep and year over the zwaartes.

    Args:
        nettoregels: all netted lines, those below 0 included.
        producten: product table; what holds on the begindatum of a line counts.

    Returns:
        `productgroep`, `jaar`, `zwaarte` ("zonder zwaarte" where the product has none), `kosten_cent`, `totaal_cent` (of the group and
        year), `aandeel` (null where the total is not above 0), `soort` ("pxq": meerwerk and maatwerk; "overig"), `clienten` (with a
        line), `clienten_pxq`, `clienten_overig` (of the group and year, per kind), `aanbieders`, `grootste_aandeel`,
        `bedrijfsgegeven`; sorted by productgroep, year and zwaarte in its own order.
    """
    return _split(_lines(nettoregels, producten))


def pxq_share(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    """Compute the share of meerwerk and maatwerk in the costs, for productgroepen with a zwaarte.

    Returns:
        `productgroep`, `jaar`, `pxq_cent`, `totaal_cent`, `aandeel` (null where the total is not above 0), `clienten_pxq`,
        `clienten_overig` (clients with a line of either kind), `bedrijfsgegeven` (of either kind); sorted.
    """
    return _share(_lines(nettoregels, producten))


def left_out(nettoregels: pl.DataFrame, producten: pl.DataFrame, *, zonder: Sequence[str] = ()) -> pl.DataFrame:
    """Choose per productgroep the aanbieders that one of two figures side by side goes without.

    Args:
        nettoregels: all netted lines.
        producten: product table.
        zonder: AGB codes; empty means the aanbieder with the highest costs of each productgroep over the whole window, by AGB code
            where two are equal.

    Returns:
        `productgroep`, `agb`, `kosten_cent` (of that aanbieder in this group); sorted.
    """
    return _left_out(_lines(nettoregels, producten), zonder)


def _left_out(lines: pl.DataFrame, zonder: Sequence[str]) -> pl.DataFrame:
    each = lines.group_by("productgroep", "agb").agg(kosten_cent=pl.col("bedrag_cent").sum())
    if zonder:
        return each.filter(pl.col("agb").is_in(list(zonder))).sort("productgroep", "agb")
    largest = each.sort(["productgroep", "kosten_cent", "agb"], descending=[False, True, False])
    return largest.unique("productgroep", keep="first", maintain_order=True)


def to_draw(per_zwaarte: Disclosed, share: Disclosed, productgroep: str) -> Disclosed:
    """Choose what a figure of one productgroep shows: its zwaartes, or where one of those is hidden the two kinds that they add up to.

    Args:
        per_zwaarte: disclosed table of `per_year` or `per_year_without`.
        share: the disclosed table of `pxq_share` or `pxq_share_without` that goes with it.
        productgroep: the group to draw.

    Returns:
        `productgroep`, `jaar`, `zwaarte`, `kosten_cent`, `aandeel`, `onderdrukt`.
    """
    names = ["productgroep", "jaar", "zwaarte", "kosten_cent", "aandeel", FLAG]
    graded, kinds = (table.frame.filter(pl.col("productgroep") == productgroep) for table in (per_zwaarte, share))
    if not graded[FLAG].any():
        return replace(per_zwaarte, frame=graded.select(names))
    rest = kinds.with_columns(kosten_cent=pl.col("totaal_cent") - pl.col("pxq_cent"), aandeel=1 - pl.col("aandeel"))
    both = [kinds.with_columns(kosten_cent="pxq_cent", zwaarte=pl.lit(BEIDE)), rest.with_columns(zwaarte=pl.lit(ANDERE))]
    return replace(share, frame=pl.concat([part.select(names) for part in both]).sort("jaar", "zwaarte"))


def names_of(out: pl.DataFrame, aanbieders: pl.DataFrame, *, zonder: Sequence[str] = (), dominantie: bool = False) -> dict[str, str]:
    """Say per productgroep who is left out; with `dominantie`, or where it is more than one, without a name.

    Args:
        out: output of `left_out`.
        aanbieders: `agb`, `naam`; an aanbieder that is not in it is called by its AGB code.
        zonder: the AGB codes that were asked for, if any.
        dominantie: whether business data are hidden.
    """
    whom = "de gekozen aanbieders" if zonder else "de grootste aanbieder"
    named = out.join(aanbieders.select("agb", "naam"), on="agb", how="left").group_by("productgroep").agg("agb", "naam")
    return {
        row["productgroep"]: whom
        if dominantie or len(row["agb"]) > 1
        else f"{row['naam'][0]} (AGB {row['agb'][0]})"
        if row["naam"][0]
        else f"AGB {row['agb'][0]}"
        for row in named.sort("productgroep").iter_rows(named=True)
    }


def per_year_without(nettoregels: pl.DataFrame, producten: pl.DataFrame, *, zonder: Sequence[str] = ()) -> pl.DataFrame:
    """Make the table of `per_year` without the aanbieders of `left_out`.

    Returns:
        The columns of `per_year`, then `clienten_weg` (clients of this row with a line of an aanbieder that is left out),
        `clienten_pxq_weg`, `clienten_overig_weg` (the same per kind). `bedrijfsgegeven` also holds where what is left out is so.
    """
    lines = _lines(nettoregels, producten)
    kept, gone = _parted(lines, _left_out(lines, zonder))
    weg = gone.group_by(*_GROUP, "zwaarte").agg(clienten_weg=definitions.persons())
    return (
        _split(kept)
        .join(weg, on=[*_GROUP, "zwaarte"], how="left", maintain_order="left")
        .join(_kinds(gone, "_weg"), on=_GROUP, how="left", maintain_order="left")
        .join(_secret(gone), on=_GROUP, how="left", maintain_order="left")
        .with_columns(
            pl.col("clienten_weg", "clienten_pxq_weg", "clienten_overig_weg").fill_null(0),
            bedrijfsgegeven=pl.col("bedrijfsgegeven") | pl.col("_geheim").fill_null(False),
        )
        .drop("_geheim")
    )


def pxq_share_without(nettoregels: pl.DataFrame, producten: pl.DataFrame, *, zonder: Sequence[str] = ()) -> pl.DataFrame:
    """Make the table of `pxq_share` without the aanbieders of `left_out`.

    Returns:
        The columns of `pxq_share`, then `clienten_pxq_weg`, `clienten_overig_weg` (clients with a line of an aanbieder that is left out).
        `bedrijfsgegeven` also holds where what is left out is so.
    """
    lines = _lines(nettoregels, producten)
    kept, gone = _parted(lines, _left_out(lines, zonder))
    return (
        _share(kept)
        .join(_kinds(gone, "_weg"), on=_GROUP, how="left", maintain_order="left")
        .join(_secret(gone), on=_GROUP, how="left", maintain_order="left")
        .with_columns(
            pl.col("clienten_pxq_weg", "clienten_overig_weg").fill_null(0),
            bedrijfsgegeven=pl.col("bedrijfsgegeven") | pl.col("_geheim").fill_null(False),
        )
        .drop("_geheim")
    )


def _lines(nettoregels: pl.DataFrame, producten: pl.DataFrame) -> pl.DataFrame:
    is_pxq = pl.col("zwaarte").is_in(model.PXQ_ZWAARTES)
    return definitions.lines_with_product(nettoregels, producten).with_columns(
        pl.col("zwaarte").fill_null(ZONDER_ZWAARTE), soort=pl.when(is_pxq).then(pl.lit(PXQ)).otherwise(pl.lit(OVERIG))
    )


def _split(lines: pl.DataFrame) -> pl.DataFrame:
    by, order = [*_GROUP, "zwaarte"], [*model.ZWAARTES, ZONDER_ZWAARTE]
    whole = pl.col("totaal_cent")
    return (
        lines.group_by(*by, "soort")
        .agg(kosten_cent=pl.col("bedrag_cent").sum(), clienten=definitions.persons())
        .with_columns(totaal_cent=pl.col("kosten_cent").sum().over(_GROUP))
        .with_columns(aandeel=pl.when(whole > 0).then(pl.col("kosten_cent") / whole))
        .join(_kinds(lines), on=_GROUP, how="left")
        .join(definitions.dominance(lines, by), on=by, how="left")
        .select(
            *(*by, "kosten_cent", "totaal_cent", "aandeel", "soort", "clienten", "clienten_pxq", "clienten_overig"),
            *("aanbieders", "grootste_aandeel", "bedrijfsgegeven"),
        )
        .sort(*_GROUP, pl.col("zwaarte").replace_strict({name: place for place, name in enumerate(order)}))
    )


def _share(lines: pl.DataFrame) -> pl.DataFrame:
    graded = lines.filter((pl.col("zwaarte") != ZONDER_ZWAARTE).any().over("productgroep"))
    secret = definitions.dominance(graded, [*_GROUP, "soort"]).group_by(_GROUP).agg(pl.col("bedrijfsgegeven").any())
    whole = pl.col("totaal_cent")
    return (
        graded.group_by(_GROUP)
        .agg(pxq_cent=pl.col("bedrag_cent").filter(pl.col("soort") == PXQ).sum(), totaal_cent=pl.col("bedrag_cent").sum())
        .with_columns(aandeel=pl.when(whole > 0).then(pl.col("pxq_cent") / whole))
        .join(_kinds(graded), on=_GROUP, how="left")
        .join(secret, on=_GROUP, how="left")
        .sort(_GROUP)
    )


def _kinds(lines: pl.DataFrame, ending: str = "") -> pl.DataFrame:
    """Count the clients of either kind per productgroep and year."""
    counted = [pl.col("client").filter(pl.col("soort") == kind).n_unique().cast(pl.Int64) for kind in (PXQ, OVERIG)]
    return lines.group_by(_GROUP).agg(counted[0].alias(f"clienten_pxq{ending}"), counted[1].alias(f"clienten_overig{ending}"))


def _parted(lines: pl.DataFrame, out: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the lines into those that stay and those of the aanbieders left out."""
    on = ["productgroep", "agb"]
    return lines.join(out, on=on, how="anti"), lines.join(out, on=on, how="semi")


def _secret(gone: pl.DataFrame) -> pl.DataFrame:
    """Say per productgroep and year whether what is left out is business data."""
    return definitions.dominance(gone, _GROUP).select(*_GROUP, _geheim="bedrijfsgegeven")
