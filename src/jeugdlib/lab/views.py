"""What one set of choices shows: sentences, figures and tables, from the same functions as the slides of the report."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from jeugdlib import definitions, disclosure, hoofdpunten, sentences, vergelijking, words, workbook
from jeugdlib.analyses import doorlooptijd, gevoeligheid, kerncijfers, paden, plekbezetting, volumes
from jeugdlib.charts import describe, distribution, occupancy, ranking, trend
from jeugdlib.charts.distribution import Norm
from jeugdlib.charts.figure import Figure, figure
from jeugdlib.charts.table import Kolom, Tabel, table
from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import normtoets
from jeugdlib.settings import REGION
from jeugdlib.workbook import Werk

_YES_NO: Final = {True: "ja", False: "nee"}


@dataclass(frozen=True)
class View:
    """Sentences, figures and tables, in the order in which they are shown."""

    zinnen: tuple[str, ...]
    figuren: tuple[Figure, ...] = ()
    tabellen: tuple[Tabel, ...] = ()
    tegels: sentences.Tegels | None = None

    def _repr_html_(self) -> str:
        return self.html

    @property
    def html(self) -> str:
        """The whole view as HTML."""
        told = "".join(f"<li>{html.escape(zin)}</li>" for zin in self.zinnen)
        parts = [f"<ul>{told}</ul>"] if told else []
        parts += [*(figuur.html for figuur in self.figuren), *(tabel.html for tabel in self.tabellen)]
        if self.tegels is not None:
            parts.append(self.tegels._repr_html_())
        return "\n".join(parts)


def toon_kerncijfers(werk: Werk, naast: str = REGION) -> View:
    """Show the key figures, those of the region or of a gemeente (CBS code) beside them."""
    uit = werk.disclose(kerncijfers.key_figures(werk.zorgperioden, werk.nettoregels), kerncijfers.RULE)
    regio = workbook.beside(werk, "kengetallen", met=naast)
    return View(tuple(sentences.kerncijfers(uit, regio=regio)), tegels=sentences.tegels(uit, bron=werk.bronregel_kern, regio=regio))


def toon_paden(werk: Werk, groep: str, naast: str = REGION) -> View:
    """Show the paths of one productgroep, with what other tolerances for a hole would make of them."""
    aantallen = werk.disclose(paden.add_coverage(paden.count_paths(werk.zorgpaden)), paden.COVERAGE_RULE)
    kengetallen = werk.disclose(paden.key_figures(werk.zorgpaden), paden.KEY_FIGURES_RULE)
    regio = workbook.beside(werk, "paden_kengetallen", met=naast)
    beeld = figure(
        ranking.ranking(aantallen, productgroep=groep),
        title=f"Meest doorlopen paden, {groep}, {werk.titel}",
        description=describe.ranking(aantallen, productgroep=groep),
        lead=sentences.bij(sentences.paden(aantallen, kengetallen, regio=regio), groep),
        table=sentences.getoond(aantallen),
        columns=ranking.PADEN,
        source=werk.bronregel,
        productgroep=groep,
    )
    compared = werk.disclose(vergelijk_toleranties(werk, groep), gevoeligheid.RULE)
    tabellen = (tabel_gevoeligheid(compared, f"{groep}, {werk.titel}"), tabel_paden(werk, groep, regio))
    return View(tuple(zinnen_gevoeligheid(compared)), (beeld,), tabellen)


def tabel_paden(werk: Werk, groep: str, regio: disclosure.Disclosed | None) -> Tabel:
    """Write the key figures of the paths of one productgroep, with those of another place beside them."""
    waar = disclosure.place(regio)
    erbij = {"dekking_top5": Kolom(f"Top 5, {waar}", "aandeel")}
    erbij |= {"aandeel_meerwerk_maatwerk": Kolom(f"Meerwerk of maatwerk, {waar}", "aandeel")}
    naast, extra = vergelijking.naast(werk.paden_kengetallen_uit, regio, by=["productgroep"], columns=erbij)
    caption = f"Kengetallen van de paden, {groep}, {werk.titel}"
    return table(naast, caption=caption, columns=ranking.KENGETALLEN | extra, uid="paden-kengetallen", productgroep=groep)


def toon_volumes(werk: Werk, groep: str, normen: Mapping[str, float], naast: str = REGION) -> View:
    """Show the hours per path of one productgroep against norms (zwaarte to hours) that may differ from the products'."""
    uit = werk.disclose(volumes.count_classes(werk.zorgpaden), volumes.RULE)
    regio = workbook.beside(werk, "volumes", met=naast)
    cijfers, extra = vergelijking.naast(uit, regio, by=["productgroep", "klasse"], columns=distribution.beside_columns(regio))
    lijnen = [distribution.norm_in_hours(zwaarte, uren) for zwaarte, uren in normen.items()]
    # The verdict is about the norms of the products; beside other norms it would mislead.
    own = dict(normen) == normen_van(werk, groep)
    toets = normtoets.uren(werk.normtoets_uren_uit, werk.extra_klasse_uit, eerst=[groep]) if own else []
    beeld = figure(
        distribution.volumes(uit, klassen=volumes.KLASSEN, normen=lijnen, productgroep=groep, regio=regio),
        title=f"Uren hulp per zorgpad, {groep}, {werk.titel}",
        description=describe.volumes(uit, normen=lijnen, productgroep=groep, regio=regio),
        lead=sentences.bij_elk(sentences.volumes(uit, regio=regio), [groep], toets)[groep],
        table=cijfers,
        columns=distribution.UREN | extra,
        source=werk.bronregel,
        productgroep=groep,
    )
    return View(tuple(_beside_norms(werk, groep, lijnen)), (beeld,))


def _beside_norms(werk: Werk, groep: str, lijnen: Sequence[Norm]) -> list[str]:
    """Say which share of the paths stays within each norm, where that does not rest on a few."""
    hours = werk.zorgpaden.filter(pl.col("productgroep") == groep)["uren"].drop_nulls()
    told = []
    for lijn in lijnen:
        within = int((hours <= lijn.waarde).sum())
        if werk.keuze.onderdrukken and min(within, hours.len() - within) < werk.keuze.drempel:
            continue
        if hours.len():
            told.append(f"Binnen de {lijn.label} blijft {words.share(within / hours.len())} van de zorgpaden.")
    return told


def normen_van(werk: Werk, groep: str) -> dict[str, float]:
    """Return the norms of the products of one productgroep: zwaarte to hours, in the order in which they are drawn."""
    return {zwaarte: uren for van, zwaarte, uren in volumes.norms(werk.producten).rows() if van == groep}


def normen_in_maanden(werk: Werk, groep: str) -> dict[str, int]:
    """Return the norms of the length of one productgroep, in months, by the name of their control; that of most products first."""
    normen = doorlooptijd.norms(werk.producten)
    first = doorlooptijd.common_norms(normen).get(groep)
    lengths = [months for van, months, _ in normen.rows() if van == groep]
    return {f"norm {place}" if place > 1 else "norm": months for place, months in enumerate(sorted(lengths, key=lambda m: m != first), 1)}


def toon_doorlooptijd(werk: Werk, groep: str, normen: Sequence[int], naast: str = REGION) -> View:
    """Show how long the paths of one productgroep last, completed ones and all; the sentences take the first norm (months)."""
    maanden = werk.disclose(doorlooptijd.count_months(werk.zorgpaden), doorlooptijd.RULE)
    lijn = doorlooptijd.kaplan_meier(werk.zorgpaden, analyse_begin=werk.keuze.analyse_begin)
    curve = werk.disclose(lijn, doorlooptijd.CURVE_RULE)
    medianen = werk.disclose(doorlooptijd.median_months(lijn), doorlooptijd.MEDIAN_RULE)
    mediaan = dict(zip(medianen.frame["productgroep"], medianen.frame["mediaan"], strict=True)).get(groep)
    lijnen = [distribution.norm_in_months(months) for months in sorted(set(normen))]
    norm = {groep: normen[0]} if normen else {}
    regio, regio_duur = workbook.beside(werk, "medianen", met=naast), workbook.beside(werk, "doorlooptijd", met=naast)
    erbij = distribution.beside_columns(regio_duur)
    own, keus = list(normen) == list(normen_in_maanden(werk, groep).values()), werk.keuze
    chosen = {"marge_maanden": keus.norm_marge_maanden, "norm_aandeel": keus.norm_aandeel}
    toets = normtoets.duur(werk.normtoets_duur_uit, **chosen, curve=curve, eerst=[groep]) if own else []
    cijfers, extra = vergelijking.naast(maanden, regio_duur, by=["productgroep", "maanden"], columns=erbij)
    afgerond = figure(
        distribution.months(maanden, normen=lijnen, productgroep=groep, regio=regio_duur),
        title=f"Duur van afgeronde zorgpaden, {groep}, {werk.titel}",
        description=describe.months(maanden, normen=lijnen, productgroep=groep, regio=regio_duur),
        lead=sentences.bij_elk(sentences.maanden(maanden, normen=norm, regio=regio_duur), [groep], toets)[groep],
        table=cijfers,
        columns=distribution.MAANDEN | extra,
        source=werk.bronregel,
        productgroep=groep,
    )
    alle = figure(
        trend.survival(curve, mediaan=mediaan, normen=lijnen, productgroep=groep),
        title=f"Welk deel van de zorgpaden duurt langer, {groep}, {werk.titel}",
        description=describe.survival(curve, mediaan=mediaan, normen=lijnen, productgroep=groep),
        lead=sentences.bij(sentences.doorlooptijd(medianen, curve, normen=norm, regio=regio), groep),
        table=curve,
        columns=trend.MAANDEN,
        source=werk.bronregel,
        productgroep=groep,
    )
    waar = disclosure.place(regio)
    both, more = vergelijking.naast(
        medianen, regio, by=["productgroep"], columns={"mediaan": Kolom(f"{waar[:1].upper()}{waar[1:]} (maanden)", "aantal")}
    )
    caption = f"Mediaan van de doorlooptijd, {groep}, {werk.titel}"
    tabel = table(both, caption=caption, columns=trend.MEDIANEN | more, uid="doorlooptijd-medianen", productgroep=groep)
    return View((), (afgerond, alle), (tabel,))


def toon_plekbezetting(werk: Werk) -> View:
    """Show the clients of each month against the agreed places or the mean of the year."""
    keuze = werk.keuze
    uit = werk.disclose(
        plekbezetting.occupancy(
            werk.zorgperioden_plek, werk.producten, werk.plekken, plek_begin=keuze.plek_begin, plek_eind=keuze.plek_eind
        ),
        plekbezetting.RULE,
    )
    namen = dict(zip(werk.producten["productcode"], werk.producten["productnaam"], strict=True))
    beeld = figure(
        occupancy.occupancy(uit, namen=namen),
        title=f"Jeugdigen per maand en de capaciteit, {werk.titel}",
        description=describe.occupancy(uit, namen=namen),
        lead=" ".join(hoofdpunten.plekbezetting(uit, namen=namen)[1:]),
        table=uit,
        columns=occupancy.PLEKKEN,
        source=werk.bronregel_plek,
    )
    return View(tuple(sentences.plekbezetting(uit, namen=namen)), (beeld,))


# --- gevoeligheid ---------------------------------------------------------------------------------------------------


def vergelijk_toleranties(werk: Werk, groep: str | None = None) -> pl.DataFrame:
    """Build the paths anew for each tolerance and lay their key figures side by side; see `gevoeligheid.compare`."""
    keuze = werk.keuze
    periods = werk.zorgperioden if groep is None else werk.zorgperioden.filter(pl.col("productgroep") == groep)
    kengetallen, medianen = {}, {}
    for days in (None, *gevoeligheid.TOLERANTIES_DAGEN):
        chained = definitions.chain_zorgperioden(periods, max_gat_maanden=keuze.max_gat_maanden, max_gat_dagen=days)
        stappen = definitions.build_stappen(chained, max_overdracht_dagen=keuze.max_overdracht_dagen)
        paths = definitions.build_zorgpaden(chained, stappen, analyse_begin=keuze.analyse_begin, peildatum=keuze.peildatum)
        kengetallen[days] = paden.key_figures(paths)
        medianen[days] = doorlooptijd.median_months(doorlooptijd.kaplan_meier(paths, analyse_begin=keuze.analyse_begin))
    return gevoeligheid.compare(kengetallen, medianen)


def tabel_gevoeligheid(compared: Disclosed, waarvan: str) -> Tabel:
    """Write the comparison as a small table."""
    days = pl.col("tolerantie_dagen")
    written = compared.frame.with_columns(
        tolerantie=pl.when(days.is_null()).then(pl.lit("zoals in het rapport")).otherwise(pl.format("{} dagen", days)),
        past=pl.col("past").replace_strict(_YES_NO, return_dtype=pl.String),
        kantelt=pl.col("kantelt").replace_strict({True: "⚠ kantelt", False: "blijft"}, return_dtype=pl.String),
    )
    return table(
        replace(compared, frame=written),
        caption=f"Gevoeligheid voor een gat in de zorg, {waarvan}",
        columns={
            "tolerantie": Kolom("Gat van hooguit"),
            "paden_totaal": Kolom("Paden", "aantal"),
            "dekking_top5": Kolom("Aandeel van de top 5", "aandeel"),
            "past": Kolom(f"Ten minste {words.share(gevoeligheid.DEKKING_PAST, 0)}"),
            "kantelt": Kolom("Conclusie"),
            "aandeel_meerwerk_maatwerk": Kolom("Met meerwerk of maatwerk", "aandeel"),
            "mediaan": Kolom("Mediaan in maanden", "aantal"),
        },
        uid="gevoeligheid",
    )


def zinnen_gevoeligheid(compared: Disclosed) -> list[str]:
    """Say whether the conclusion on the five most walked paths stands under every tolerance."""
    flips = compared.frame.filter(pl.col("kantelt").fill_null(False))["tolerantie_dagen"].to_list()
    criterion = f"dat de vijf meest gelopen paden samen ten minste {words.share(gevoeligheid.DEKKING_PAST, 0)} zijn"
    if compared.frame["kantelt"].count() == 0:
        return []
    if not flips:
        return [f"Of u nu een gat van 0 of van 60 dagen toestaat: het oordeel {criterion}, verandert niet."]
    return [f"Let op: het oordeel {criterion}, kantelt bij een gat van {words.listing([f'{days}' for days in flips])} dagen."]
