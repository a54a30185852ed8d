"""Opens the data behind a notebook: one call gives everything that the analyses of one gemeente need.

Without a dataset the embedded example region is made (once, in the user's cache) and used.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import platformdirs
import polars as pl

from jeugdlib import cleaning, definitions, disclosure, example, model, sentences, shared, signals, store, vergelijking, voorbehouden, words
from jeugdlib.analyses import (
    aanbieders,
    aanbiedertype,
    beslisboom,
    clienten_toewijzingen,
    datavereisten,
    doorlooptijd,
    factsheet,
    kerncijfers,
    kleine_veelvouden,
    maatwerk_meerwerk,
    nga,
    normtoets,
    overige_producten,
    paden,
    personen,
    plekbezetting,
    samenstelling,
    samenvatting,
    verantwoording,
    verlenging_recidief,
    verzilvering_pxq,
    verzilvering_trajecten,
    volumes,
    zorgkosten,
)
from jeugdlib.errors import WrongUse, suggest
from jeugdlib.settings import PARAMETERS, REGION, Settings, from_parameters, percentages
from jeugdlib.sources.delivery import read_delivery

EXAMPLE_KEY = b"voorbeeldregio: verzonnen clienten, dus een openbare sleutel"
EXAMPLE_NOTICE = "voorbeelddata (verzonnen)"
HERE = "JEUGDLIB_DATA_HIER"  # in a run of the report: where this machine has the dataset that the parameters name


def example_dataset(announce: Callable[[str], None] | None = None) -> Path:
    """Return the folder of the example dataset; make it, and say so, when this version of the code has not made it yet."""
    cache = Path(os.environ.get("JEUGDLIB_CACHE") or platformdirs.user_cache_dir("jeugdlib", appauthor=False))
    destination = cache / f"voorbeeld-{_code_fingerprint()}"
    if not (destination / "dataset.json").is_file():
        if announce:
            announce("De voorbeeldregio (verzonnen) wordt gemaakt en ingelezen. Dat gebeurt eenmalig en duurt ongeveer een minuut.")
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache, prefix="bezig-") as folder:
            delivery, dataset = Path(folder) / "levering", Path(folder) / "dataset"
            example.generate(delivery)
            read_delivery([delivery], destination=dataset, key=EXAMPLE_KEY, voorbeeld=True)
            # Whoever comes second finds the same bytes in place: it leaves them to those who read them already.
            try:
                dataset.rename(destination)
            except OSError:
                if not (destination / "dataset.json").is_file():
                    raise
    return destination


def _code_fingerprint() -> str:
    """Hash everything that decides what the example dataset holds, so that new code never meets old data."""
    package = Path(__file__).parent
    parts = [
        *sorted((package / "example").rglob("*.py")),
        *sorted((package / "sources").rglob("*.py")),
        package / "model.py",
        package / "cleaning.py",
        *example.data_files(),
    ]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.name.encode())
        digest.update(part.read_bytes())
    return digest.hexdigest()[:16]


# The costs of a segment and year stand in a table of their own.
_GROUP_RULE = disclosure.Rule(counts={"clienten": ["kosten_cent"]}, also_within=[["jaar", "segment"]])
# The choices that cleaning and the zorgperioden depend on; every other one counts from the paths on.
_BEFORE_THE_PATHS = ("data", "gemeenten_uitgesloten", "zonder_aanbieders", "analyse_begin", "peildatum", "max_leeftijd")


_OF_PATHS = ("max_gat_maanden", "max_overdracht_dagen")
_DEFAULT = Settings()


@dataclass(frozen=True)
class Werk:
    """The data of one run: of one gemeente or of the region, cleaned with one set of choices.

    Frames are computed at first use and kept. Columns: see `cleaning.clean`, `definitions` and `model`.
    """

    keuze: Settings
    dataset: store.Dataset
    gemeente: store.Gemeente
    codes: tuple[str, ...]

    @property
    def titel(self) -> str:
        """Name to print above a figure; of a region also which gemeenten are left out."""
        left_out = [gemeente.naam for gemeente in store.gemeenten(self.dataset) if gemeente.code in self.keuze.gemeenten_uitgesloten]
        without = f", zonder {words.listing(left_out)}" if left_out and self.gemeente.code == REGION else ""
        return f"{self.gemeente.naam}{without}"

    @property
    def voorbeeld(self) -> bool:
        """Whether the data are invented."""
        return self.dataset.voorbeeld

    @property
    def deeljaren(self) -> dict[int, str]:
        """The years that the window holds in part only, with which part: `{2024: "t/m juli"}`."""
        return words.parts_of_years(self.keuze.analyse_begin, self.keuze.peildatum - timedelta(days=1))

    @property
    def breuken(self) -> dict[date, str]:
        """The day in the window from which a figure is not like that of before, with its name."""
        change = voorbehouden.WOONPLAATSBEGINSEL
        return {change: "woonplaatsbeginsel"} if self.keuze.analyse_begin < change < self.keuze.peildatum else {}

    @property
    def jaarbeeld(self) -> dict[str, Any]:
        """What `charts.jaren` must know of the window: the years seen in part, in words, and where a line breaks."""
        parts, breaks = self.deeljaren, {day.year: name for day, name in self.breuken.items()}
        text = {"onvolledig_tekst": next(iter(parts.values()))} if len(parts) == 1 else {}
        return {"onvolledig": list(parts), "breuk": breaks, **text}

    @property
    def bronregel(self) -> str:
        """The source line under a figure: messages, window, choices and the warning that declared is not approved."""
        return self._source(
            self.keuze.analyse_begin, self.keuze.peildatum - timedelta(days=1), ("productgroepen", *_OF_PATHS, "max_leeftijd")
        )

    @property
    def bronregel_kern(self) -> str:
        """The source line under figures of all care, in which the choices about paths and productgroepen have no part."""
        return self._source(self.keuze.analyse_begin, self.keuze.peildatum - timedelta(days=1), ("max_leeftijd",))

    @property
    def bronregel_plek(self) -> str:
        """The source line under a figure of plekbezetting, which has its own window."""
        return self._source(self.keuze.plek_begin, self.keuze.plek_eind, ("max_leeftijd",))

    def _source(self, first_day: date, last_day: date, named: tuple[str, ...]) -> str:
        source = "Bron: iJw 301- en 323-berichten"
        if self.voorbeeld:
            source += f", {EXAMPLE_NOTICE}"
        without = f" Zonder aanbieder {words.listing(self.keuze.zonder_aanbieders)}." if self.keuze.zonder_aanbieders else ""
        told = {
            "productgroepen": f" Alleen {words.listing(self.keuze.productgroepen)}.",
            "max_gat_maanden": f" Een gat van hooguit {words.plural(self.keuze.max_gat_maanden, 'maand', 'maanden')} hoort bij een pad.",
            "max_overdracht_dagen": f" Een overdracht duurt hooguit {words.plural(self.keuze.max_overdracht_dagen, 'dag', 'dagen')}.",
            "max_leeftijd": f" Cliënten tot en met {self.keuze.max_leeftijd} jaar.",
        }
        chosen = "".join(told[name] for name in named if getattr(self.keuze, name) != getattr(_DEFAULT, name))
        return (
            f"{source}. {self.titel}, {words.day(first_day)} tot en met {words.day(last_day)}.{without}{chosen} "
            "Gedeclareerd is nog niet altijd goedgekeurd."
        )

    @cached_property
    def producten(self) -> pl.DataFrame:
        """The product table."""
        return store.read_table(self.dataset, "producten")

    @cached_property
    def aanbieders(self) -> pl.DataFrame:
        """The table of aanbieders: `agb`, `naam`, `type`, `concern`; all of them, also those that are left out."""
        return store.read_table(self.dataset, "aanbieders")

    @cached_property
    def contracten(self) -> pl.DataFrame:
        """The contracts, per aanbieder, product and period; empty when none were delivered."""
        return store.read_table(self.dataset, "contracten")

    @cached_property
    def gemeenten(self) -> pl.DataFrame:
        """The gemeenten of the dataset by name."""
        return store.read_table(self.dataset, "gemeenten")

    @cached_property
    def jeugdigen(self) -> pl.DataFrame:
        """The young inhabitants of these gemeenten per year and age class; empty when none were delivered."""
        return store.read_table(self.dataset, "jeugdigen", list(self.codes))

    @cached_property
    def plekken(self) -> pl.DataFrame:
        """The agreed places of these gemeenten, of the aanbieders that are not left out."""
        kept = ~pl.col("agb").is_in(self.keuze.zonder_aanbieders).fill_null(False)
        return store.read_table(self.dataset, "plekken", list(self.codes)).filter(kept)

    @cached_property
    def _gelezen(self) -> dict[str, pl.DataFrame]:
        return {}

    def _messages(self, name: str) -> pl.DataFrame:
        """All rows of these gemeenten, the left-out aanbieders included; read once."""
        if name not in self._gelezen:
            self._gelezen[name] = store.read_messages(self.dataset, name, list(self.codes))
        return self._gelezen[name]

    def _selected(self, name: str) -> pl.DataFrame:
        return self._messages(name).filter(~pl.col("agb").is_in(self.keuze.zonder_aanbieders))

    def _clean(self, begin: date, peildatum: date) -> cleaning.Cleaned:
        return cleaning.clean(
            self._selected("toewijzingen"),
            self._selected("declaraties"),
            analyse_begin=begin,
            peildatum=peildatum,
            max_leeftijd=self.keuze.max_leeftijd,
        )

    def _care(self, schoon: cleaning.Cleaned, peildatum: date) -> pl.DataFrame:
        starts, stops = self._selected("startberichten"), self._selected("stopberichten")
        return definitions.build_zorgperioden(schoon.toewijzingen, schoon.nettoregels, self.producten, starts, stops, peildatum=peildatum)

    @cached_property
    def _schoon(self) -> cleaning.Cleaned:
        return self._clean(self.keuze.analyse_begin, self.keuze.peildatum)

    @cached_property
    def _schoon_plek(self) -> cleaning.Cleaned:
        return self._clean(self.keuze.plek_begin, self.keuze.plek_eind + timedelta(days=1))

    @shared.once
    def toewijzingen(self) -> pl.DataFrame:
        """Cleaned toewijzingen."""
        return self._schoon.toewijzingen

    @shared.once
    def nettoregels(self) -> pl.DataFrame:
        """Netted lines."""
        return self._schoon.nettoregels

    @property
    def declaraties(self) -> pl.DataFrame:
        """The delivered lines behind the nettoregels and more: uncleaned, with their dagtekening."""
        return self._selected("declaraties")

    @property
    def venster(self) -> dict[str, date]:
        """The window of this run, as analyses take it."""
        return {"analyse_begin": self.keuze.analyse_begin, "peildatum": self.keuze.peildatum}

    @property
    def laatste_jaar(self) -> int:
        """The last whole year of the window."""
        return definitions.laatste_volle_jaar(**self.venster)

    @shared.once
    def zorgperioden(self) -> pl.DataFrame:
        """One row per toewijzing with care."""
        return self._care(self._schoon, self.keuze.peildatum)

    @shared.once
    def vervolg(self) -> pl.DataFrame:
        """What came after each toewijzing with care, and how long it was followed."""
        return verlenging_recidief.follow(self.zorgperioden, self.toewijzingen, peildatum=self.keuze.peildatum)

    @shared.once
    def trajecten(self) -> pl.DataFrame:
        """Volume and cost of each toewijzing of a traject product, and whether it is judged."""
        return verzilvering_trajecten.judge(self.zorgperioden, self.nettoregels, self._selected("stopberichten"), **self.venster)

    @cached_property
    def trajecten_uit(self) -> tuple[disclosure.Disclosed, disclosure.Disclosed, disclosure.Disclosed]:
        """The grid of all trajecten, the grids per productgroep and the trend lines, disclosed beside each other."""
        whole = self.disclose(verzilvering_trajecten.grid(self.trajecten, samen=True), verzilvering_trajecten.ALL_RULE)
        groups = self.disclose(verzilvering_trajecten.grid(self.trajecten), verzilvering_trajecten.GRID_RULE)
        groups = verzilvering_trajecten.hide_groups_beside_all(groups, whole)
        lines = self.disclose(verzilvering_trajecten.trend(self.trajecten), verzilvering_trajecten.LINE_RULE)
        return whole, groups, verzilvering_trajecten.hide_lines_beside_grids(lines, groups, whole)

    @property
    def kengetallen_uit(self) -> disclosure.Disclosed:
        """The key figures of all slides: those of the first one, and the trend line of the trajecten."""
        figures = self.disclose(kerncijfers.key_figures(self.zorgperioden, self.nettoregels), kerncijfers.RULE)
        lines = self.trajecten_uit[2]
        line = verzilvering_trajecten.key_figures(lines.frame).with_columns(
            onderdrukt=pl.col("waarde").is_null() & lines.frame[disclosure.FLAG].any()
        )
        return disclosure.Disclosed(pl.concat([figures.frame, line]), figures.drempel, figures.veilig)

    @shared.once
    def toegewezen(self) -> pl.DataFrame:
        """What every toewijzing assigns, in cents over its whole period."""
        keuze = self.keuze
        how = {"peildatum": keuze.peildatum, "omvang_methode": keuze.omvang_methode}
        return definitions.build_toegewezen(self.toewijzingen, self.nettoregels, self.producten, **how)

    @shared.once
    def zorgperioden_plek(self) -> pl.DataFrame:
        """Zorgperioden of the period of plekbezetting, which has its own window."""
        return self._care(self._schoon_plek, self.keuze.plek_eind + timedelta(days=1))

    @cached_property
    def _geketend(self) -> pl.DataFrame:
        chained = definitions.chain_zorgperioden(self.zorgperioden, max_gat_maanden=self.keuze.max_gat_maanden)
        return chained.filter(pl.col("productgroep").is_in(self.keuze.productgroepen)) if self.keuze.productgroepen else chained

    @shared.once
    def stappen(self) -> pl.DataFrame:
        """Steps of the paths."""
        return definitions.build_stappen(self._geketend, max_overdracht_dagen=self.keuze.max_overdracht_dagen)

    @shared.once
    def zorgpaden(self) -> pl.DataFrame:
        """One row per zorgpad."""
        return definitions.build_zorgpaden(
            self._geketend, self.stappen, analyse_begin=self.keuze.analyse_begin, peildatum=self.keuze.peildatum
        )

    @shared.once
    def verantwoording(self) -> pl.DataFrame:
        """The account of every delivered row and cent of these gemeenten; of the region also rows without a gemeente."""
        return self._account(self._schoon)

    @shared.once
    def verantwoording_plek(self) -> pl.DataFrame:
        """The same account with the window of plekbezetting."""
        return self._account(self._schoon_plek)

    def _account(self, schoon: cleaning.Cleaned) -> pl.DataFrame:
        if self.gemeente.code == REGION:
            whole = store.read_table(self.dataset, "verantwoording")
            read = whole.filter(pl.col("gemeentecode").is_in(list(self.codes)) | pl.col("gemeentecode").is_null())
        else:
            read = store.read_table(self.dataset, "verantwoording", list(self.codes))
        left_out = [self._left_out(name) for name in ("toewijzingen", "declaraties")]
        return verantwoording.ledger(read, pl.concat([schoon.ledger, *left_out]))

    @shared.once
    def signalen(self) -> pl.DataFrame:
        """What in the data deserves a look; see `signals.find_signals`."""
        return signals.find_signals(self.toewijzingen, self._selected("declaraties"), self.nettoregels, self.zorgperioden)

    def _left_out(self, name: str) -> pl.DataFrame:
        """Account for the rows of aanbieders that this run leaves out."""
        cent = cleaning.signed_cent().sum() if name == "declaraties" else pl.lit(None, dtype=pl.Int64)
        return (
            self._messages(name)
            .filter(pl.col("agb").is_in(self.keuze.zonder_aanbieders))
            .group_by("gemeentecode")
            .agg(tabel=pl.lit(name), stap=pl.lit("buiten_selectie"), rijen=pl.len().cast(pl.Int64), bedrag_cent=cent)
        )

    def with_choices(self, keuze: Settings) -> "Werk":
        """Return the data of other choices on the same dataset; what was computed and still holds is kept.

        Raises:
            WrongUse: an unknown gemeente.
        """
        if keuze == self.keuze:
            return self
        other = Werk(
            keuze, self.dataset, store.find_gemeente(self.dataset, keuze.gemeente), tuple(store.selected_codes(self.dataset, keuze))
        )
        changed = {name for name in PARAMETERS if getattr(keuze, name) != getattr(self.keuze, name)}
        if changed.isdisjoint(_BEFORE_THE_PATHS):
            if other.codes == self.codes:
                kept = ("_schoon", "toewijzingen", "nettoregels", "zorgperioden")
                vars(other).update({name: frame for name, frame in vars(self).items() if name in kept})
            if other.gemeente.code != REGION:
                vars(other)["regio"] = self.regio.with_choices(msgspec.structs.replace(keuze, gemeente=REGION))
        return other

    @cached_property
    def regio(self) -> "Werk":
        """The same choices for the whole region; the region is its own region."""
        if self.gemeente.code == REGION:
            return self
        keuze = msgspec.structs.replace(self.keuze, gemeente=REGION)
        return Werk(keuze, self.dataset, store.find_gemeente(self.dataset, REGION), tuple(store.selected_codes(self.dataset, keuze)))

    def met(self, code: str) -> "Werk":
        """Return the same choices for another gemeente, or for the region; kept, as a comparison asks for it more than once.

        Raises:
            WrongUse: an unknown gemeente.
        """
        if code == REGION:
            return self.regio
        if code not in self._anderen:
            self._anderen[code] = self.with_choices(msgspec.structs.replace(self.keuze, gemeente=code))
        return self._anderen[code]

    @cached_property
    def _anderen(self) -> dict[str, "Werk"]:
        return {}

    def disclose(self, table: pl.DataFrame, rule: disclosure.Rule | disclosure.SurvivalRule) -> disclosure.Disclosed:
        """Hide small counts with the threshold of this run."""
        keuze = self.keuze
        return disclosure.suppress(table, rule, drempel=keuze.drempel, onderdrukken=keuze.onderdrukken, dominantie=keuze.dominantie)

    @property
    def factsheet_jaar(self) -> int:
        """The year of the fact sheets: the one that was asked for, else the last whole one."""
        return self.keuze.factsheet_jaar or definitions.laatste_volle_jaar(self.keuze.analyse_begin, self.keuze.peildatum)

    def chosen(self, table: pl.DataFrame) -> pl.DataFrame:
        """Keep the rows of the productgroepen that this run asks for; without a choice all of them."""
        return table.filter(pl.col("productgroep").is_in(self.keuze.productgroepen)) if self.keuze.productgroepen else table

    @cached_property
    def _groepskosten_uit(self) -> disclosure.Disclosed:
        return self.disclose(definitions.costs_per_group(self.nettoregels, self.producten), _GROUP_RULE)

    def disclose_groups(self, table: pl.DataFrame, rule: disclosure.Rule) -> disclosure.Disclosed:
        """Hide small counts in a table with costs per productgroep and year, of the productgroepen that this run asks for.

        A productgroep and year whose costs would give those of a small one of its segment away goes as a whole, on every slide.
        """
        return disclosure.hide_with(self.disclose(self.chosen(table), rule), self._groepskosten_uit, on=["productgroep", "jaar"])

    @property
    def paden_kengetallen_uit(self) -> disclosure.Disclosed:
        """Key figures of the paths, disclosed beside the paths themselves."""
        figures = self.disclose(paden.key_figures(self.zorgpaden), paden.KEY_FIGURES_RULE)
        return paden.hide_figures_beside_paths(figures, self.disclose(paden.count_paths(self.zorgpaden), paden.PATHS_RULE))

    @property
    def overgangen_uit(self) -> disclosure.Disclosed:
        """Transitions, disclosed beside the paths themselves."""
        steps = self.disclose(paden.transitions(self.zorgpaden), paden.TRANSITIONS_RULE)
        return paden.hide_transitions_beside_paths(steps, self.disclose(paden.count_paths(self.zorgpaden), paden.PATHS_RULE))

    @property
    def normtoets_duur_uit(self) -> disclosure.Disclosed:
        """Paths around the norm length, disclosed beside their months."""
        months = doorlooptijd.count_months(self.zorgpaden)
        chosen = {"marge_maanden": self.keuze.norm_marge_maanden, "norm_aandeel": self.keuze.norm_aandeel}
        counted = normtoets.near_norm(months, self.producten, **chosen)
        toets = self.disclose(counted, normtoets.MONTHS_RULE)
        return normtoets.hide_beside_months(toets, self.disclose(months, doorlooptijd.RULE), self.producten, **chosen)

    @property
    def normtoets_uren_uit(self) -> disclosure.Disclosed:
        """Paths far from every norm volume, disclosed beside their classes."""
        classes = volumes.count_classes(self.zorgpaden)
        toets = self.disclose(normtoets.far_hours(classes, self.producten), normtoets.HOURS_RULE)
        return normtoets.hide_beside_classes(toets, self.disclose(classes, volumes.RULE), self.producten)

    @property
    def extra_klasse_uit(self) -> disclosure.Disclosed:
        """The class of hours per productgroep where a product may be lacking, from the classes as they are shown."""
        return normtoets.extra_class(self.disclose(volumes.count_classes(self.zorgpaden), volumes.RULE), self.producten)

    @shared.once
    def productgroep_clienten(self) -> pl.DataFrame:
        """The clients of each chosen productgroep in the last whole year, and how much their number changes within it."""
        keuze = self.keuze
        chosen = pl.col("productgroep").is_in(keuze.productgroepen) if keuze.productgroepen else pl.lit(True)
        return beslisboom.count_clients(
            self.zorgperioden.filter(chosen),
            self.producten,
            jaar=definitions.laatste_volle_jaar(keuze.analyse_begin, keuze.peildatum),
            analyse_begin=keuze.analyse_begin,
            peildatum=keuze.peildatum,
        )

    @property
    def beslisregels(self) -> beslisboom.Regels:
        """The rule table of the beslisboom, with the thresholds of this run."""
        chosen = {"min_clienten": self.keuze.min_clienten, "norm_aandeel": self.keuze.norm_aandeel}
        return beslisboom.load_rules(chosen, self.keuze.beslisdrempels)

    @property
    def beslisboom_uit(self) -> disclosure.Disclosed:
        """The answers to the questions of the beslisboom, from what other slides show."""
        return beslisboom.answer(
            self.disclose(self.productgroep_clienten, beslisboom.RULE),
            self.paden_kengetallen_uit,
            self.disclose(paden.count_paths(self.zorgpaden), paden.PATHS_RULE),
            self.normtoets_uren_uit,
            self.normtoets_duur_uit,
            self.beslisregels,
        )

    @property
    def clienten_en_kosten_uit(self) -> tuple[disclosure.Disclosed, disclosure.Disclosed]:
        """The clients and the costs of each productgroep in the last whole year, as other slides show them."""
        year = definitions.laatste_volle_jaar(self.keuze.analyse_begin, self.keuze.peildatum)
        costs = factsheet.per_group(self.zorgperioden, self.nettoregels, self.producten, jaar=year)
        return self.disclose(self.productgroep_clienten, beslisboom.RULE), self.disclose_groups(costs, factsheet.RULE)

    @cached_property
    def levering(self) -> dict[str, pl.DataFrame]:
        """The tables as they were read in, of these gemeenten and the aanbieders that count: messages before any cleaning."""
        small = {name: store.read_table(self.dataset, name) for name in model.SMALL_TABLES}
        return small | {name: self._selected(name) for name in model.MESSAGE_TABLES} | {"plekken": self.plekken}

    @property
    def databewijs(self) -> pl.DataFrame:
        """Which of the data that a bekostigingsvorm asks for are in the delivery."""
        keuze = self.keuze
        return datavereisten.evidence(self.levering, datavereisten.load_needs(), peildatum=keuze.peildatum, eis_gevuld=keuze.eis_gevuld)


def check_productgroepen(dataset: store.Dataset, asked: list[str]) -> None:
    """Raise `WrongUse` at the first productgroep that the product table does not have; the text suggests the nearest."""
    known = store.read_table(dataset, "producten")["productgroep"].unique().sort().to_list()
    for groep in asked:
        if groep not in known:
            raise WrongUse(f"Onbekende productgroep '{groep}'.{suggest(groep, known)} Bekend zijn: {words.listing(known)}.")


def load(keuze: Settings) -> Werk:
    """Open the data of one run.

    Raises:
        WrongUse: an unknown gemeente or productgroep.
        DatasetError: no dataset there.
    """
    place = os.environ.get(HERE) or keuze.data
    dataset = store.open_dataset(Path(place) if place else example_dataset())
    check_productgroepen(dataset, keuze.productgroepen)
    return Werk(keuze, dataset, store.find_gemeente(dataset, keuze.gemeente), tuple(store.selected_codes(dataset, keuze)))


def share(folder: str, chosen: list[dict[str, Any]]) -> dict[str, str]:
    """Compute what the notebooks of one gemeente share, and of the region also what the others set beside theirs.

    Args:
        folder: the private folder of this run.
        chosen: the parameters of the notebooks, as JSON literals, all of the same gemeente; each notebook knows only those that
            it declares.

    Returns:
        The name of every frame with the hash of its content, or with the kind of error for one that can't be computed: the
        notebooks that need it meet the same error, and tell it.
    """
    made: dict[str, str] = {}
    done: set[str] = set()
    for parameters in chosen:
        werk = load(from_parameters(**parameters))
        place = werk.gemeente.code
        if shared.label(werk, place) in done:
            continue
        done.add(shared.label(werk, place))
        frames = {name: partial(getattr, werk, name) for name in shared.names(Werk)}
        if place == REGION:
            frames |= {_beside_name(name): partial(make, werk) for name, (make, _, _) in BESIDE.items()}
        made |= shared.write(Path(folder), werk, place, frames)
    return made


def _beside_name(name: str) -> str:
    return f"naast_{name}"


def accounting_line(werk: Werk, *, plek: bool = False) -> str:
    """Write the one line of accounting under which a notebook's figures stand; `plek` takes the window of plekbezetting."""
    ledger = werk.verantwoording_plek if plek else werk.verantwoording
    return sentences.rekening(werk.disclose(ledger, verantwoording.RULE), titel=werk.titel)


def beside(werk: Werk, name: str, *, met: str = REGION) -> disclosure.Naast | None:
    """Return a table of the whole region to set beside that of the gemeente; None where the work is about the region itself.

    Args:
        werk: the gemeente's.
        name: one of `BESIDE`.
        met: CBS code of a gemeente to compare with in place of the region; None comes back where that is the gemeente itself.

    Raises:
        WrongUse: an unknown gemeente.
    """
    other = werk.met(met)
    if other.gemeente == werk.gemeente:
        return None
    make, rule, by = BESIDE[name]
    keuze = werk.keuze
    if met != REGION:
        whole = make(werk) if werk.gemeente.code == REGION else None
        return vergelijking.disclose_other(
            make(other), whole, rule, by=by, naam=other.gemeente.naam, drempel=keuze.drempel, onderdrukken=keuze.onderdrukken
        )
    own, whole = make(werk), shared.find(werk.regio, REGION, _beside_name(name))
    return vergelijking.disclose_beside(
        make(werk.regio) if whole is None else whole,
        own if set(werk.codes) <= set(werk.regio.codes) else own.clear(),
        rule,
        by=by,
        drempel=keuze.drempel,
        onderdrukken=keuze.onderdrukken,
        dominantie=keuze.dominantie,
    )


def notes(werk: Werk, about: str, *, table: disclosure.Disclosed | None = None) -> list[str]:
    """Return the notes that apply to a slide of this run.

    Args:
        werk: the run.
        about: "aantallen", "kosten", "samenstelling", "verzilvering", "verlenging", "trajecten", "paden",
            "volumes", "doorlooptijd" or "plekbezetting".
        table: the disclosed table of plekbezetting, which tells where its low point is.
    """
    keuze, care = werk.keuze, werk.zorgperioden_plek if about == "plekbezetting" else werk.zorgperioden
    begin, peildatum = keuze.analyse_begin, keuze.peildatum
    if about == "plekbezetting":
        begin, peildatum = keuze.plek_begin, keuze.plek_eind + timedelta(days=1)
    window = {"begin": begin, "peildatum": peildatum}
    if about in ("aantallen", "kosten", "samenstelling", "verzilvering", "plekbezetting"):
        said = [voorbehouden.jaren(**window), voorbehouden.woonplaatsbeginsel(**window), voorbehouden.nieuwe_producten(care, begin=begin)]
    elif about == "trajecten":
        said = [voorbehouden.jaren(**window), [voorbehouden.NIET_GOEDGEKEURD]]
    elif about == "verlenging":
        said = [voorbehouden.woonplaatsbeginsel(**window), voorbehouden.betaald_per_eenheid(care)]
    else:
        chosen = {"max_gat_maanden": keuze.max_gat_maanden, "max_overdracht_dagen": keuze.max_overdracht_dagen}
        said = [voorbehouden.ketens(**chosen), voorbehouden.lopende_paden(werk.zorgpaden, peildatum=peildatum, drempel=keuze.drempel)]
    if about in ("kosten", "samenstelling", "verzilvering"):
        said = [[voorbehouden.NIET_GOEDGEKEURD], *said]
    if about in ("paden", "samenstelling"):
        said.append(voorbehouden.zonder_meerwerk(care, begin=begin))
    if about == "volumes":
        said.append(voorbehouden.geschatte_uren(care, drempel=keuze.drempel))
    if about in ("volumes", "doorlooptijd", "verzilvering"):
        said.append(voorbehouden.betaald_per_eenheid(care))
    if table is not None:
        said = [voorbehouden.zomerdip(table), *said]
    return voorbehouden.samen(*said, [voorbehouden.ALLEEN_GELEVERD])


def _cost_per_year(werk: Werk) -> pl.DataFrame:
    return zorgkosten.per_year(werk.nettoregels, werk.zorgperioden, indexatie=percentages(werk.keuze.indexatie), **werk.venster)


def _fact_sheets(werk: Werk) -> pl.DataFrame:
    return werk.chosen(factsheet.per_group(werk.zorgperioden, werk.nettoregels, werk.producten, jaar=werk.factsheet_jaar))


def _per_contract(make: Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame]) -> Callable[[Werk], pl.DataFrame]:
    return lambda werk: make(werk.nettoregels, werk.producten, werk.contracten)


def _per_type(werk: Werk) -> pl.DataFrame:
    return aanbiedertype.per_year(werk.nettoregels, werk.aanbieders)


def _extra(werk: Werk) -> pl.DataFrame:
    return maatwerk_meerwerk.per_year(werk.nettoregels, werk.producten)


def _shares(werk: Werk) -> pl.DataFrame:
    return werk.chosen(samenstelling.pxq_share(werk.nettoregels, werk.producten))


def _without(werk: Werk, make: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    return werk.chosen(make(werk.nettoregels, werk.producten, zonder=werk.keuze.vergelijk_zonder))


def _per_gemeente(werk: Werk) -> pl.DataFrame:
    return kleine_veelvouden.per_gemeente(werk.nettoregels, werk.zorgperioden, werk.gemeenten, werk.jeugdigen, **werk.venster)


def _used_per_year(werk: Werk) -> pl.DataFrame:
    return verzilvering_pxq.by_year(werk.toegewezen, werk.nettoregels, **werk.venster)


def _used_per_type(werk: Werk) -> pl.DataFrame:
    return verzilvering_pxq.by_provider_type(werk.toegewezen, werk.nettoregels, werk.aanbieders, **werk.venster)


def _used_per_product(werk: Werk) -> pl.DataFrame:
    return verzilvering_pxq.by_product(werk.toegewezen, werk.nettoregels, **werk.venster)


def _persons_per_month(werk: Werk) -> pl.DataFrame:
    return werk.chosen(personen.per_month(werk.zorgperioden, **werk.venster))


def _persons_per_year(werk: Werk) -> pl.DataFrame:
    return werk.chosen(personen.per_year(werk.zorgperioden, **werk.venster))


def ten_figures(werk: Werk) -> disclosure.Disclosed:
    """Return the summary of a run, taken from the tables of its slides."""
    return samenvatting.ten_figures(
        {name: TABLES[name](werk) for name in samenvatting.TABELLEN},
        {name: beside(werk, name) for name in samenvatting.TABELLEN},
        jaar=werk.laatste_jaar,
    )


# What a slide of a gemeente compares with the region: name -> how it is made, what is small in it, what names a row.
BESIDE: dict[str, tuple[Callable[[Werk], pl.DataFrame], disclosure.Rule, list[str]]] = {
    "kengetallen": (lambda werk: kerncijfers.key_figures(werk.zorgperioden, werk.nettoregels), kerncijfers.RULE, ["kengetal", "eenheid"]),
    "verantwoording": (lambda werk: werk.verantwoording, verantwoording.RULE, ["tabel", "stap"]),
    "paden_kengetallen": (lambda werk: paden.key_figures(werk.zorgpaden), paden.KEY_FIGURES_RULE, ["productgroep"]),
    "volumes": (lambda werk: volumes.count_classes(werk.zorgpaden), volumes.RULE, ["productgroep", "klasse", "ondergrens"]),
    "doorlooptijd": (lambda werk: doorlooptijd.count_months(werk.zorgpaden), doorlooptijd.RULE, ["productgroep", "maanden"]),
    "clienten_toewijzingen": (
        lambda werk: clienten_toewijzingen.per_year(werk.zorgperioden, **werk.venster),
        clienten_toewijzingen.RULE,
        ["jaar"],
    ),
    "personen_per_jaar": (_persons_per_year, personen.YEAR_RULE, ["productgroep", "jaar"]),
    "zorgkosten_per_jaar": (_cost_per_year, zorgkosten.YEAR_RULE, ["jaar"]),
    "verlenging_recidief": (lambda werk: verlenging_recidief.count(werk.vervolg), verlenging_recidief.RULE, ["financieringsvorm"]),
    "verzilvering_trajecten": (
        lambda werk: verzilvering_trajecten.trend(werk.trajecten),
        verzilvering_trajecten.LINE_RULE,
        ["niveau", "productgroep"],
    ),
    "verzilvering_jaar": (_used_per_year, verzilvering_pxq.YEAR_RULE, ["jaar", "volledig"]),
    "verzilvering_pxq": (_used_per_type, verzilvering_pxq.RULE, ["jaar", "type", "volledig"]),
    "verzilvering_product": (_used_per_product, verzilvering_pxq.RULE, ["jaar", "productcode", "volledig", "productnaam"]),
    "productgroep_clienten": (lambda werk: werk.productgroep_clienten, beslisboom.RULE, ["productgroep", "jaar"]),
    "datavereisten": (lambda werk: werk.databewijs, datavereisten.RULE, ["eis", "bewijs", "soort", "tabel"]),
    "medianen": (
        lambda werk: doorlooptijd.median_months(doorlooptijd.kaplan_meier(werk.zorgpaden, analyse_begin=werk.keuze.analyse_begin)),
        doorlooptijd.MEDIAN_RULE,
        ["productgroep"],
    ),
    "aanbieders_per_jaar": (lambda werk: aanbieders.concentration(werk.nettoregels), aanbieders.YEAR_RULE, ["jaar"]),
    "nga_per_jaar": (_per_contract(nga.per_year), nga.YEAR_RULE, ["jaar"]),
    "maatwerk_per_jaar": (_extra, maatwerk_meerwerk.RULE, ["jaar", "soort"]),
    "aanbiedertype_per_jaar": (_per_type, aanbiedertype.RULE, ["jaar", "type"]),
    "factsheet": (_fact_sheets, factsheet.RULE, ["productgroep", "jaar"]),
    "pxq_aandeel": (_shares, samenstelling.SHARE_RULE, ["productgroep", "jaar"]),
}


def _per_group(table: Callable[[Werk], pl.DataFrame], rule: disclosure.Rule) -> Callable[[Werk], disclosure.Disclosed]:
    return lambda werk: werk.disclose_groups(table(werk), rule)


def _named(
    table: Callable[[Werk], pl.DataFrame], rule: disclosure.Rule | disclosure.SurvivalRule
) -> Callable[[Werk], disclosure.Disclosed]:
    return lambda werk: werk.disclose(table(werk), rule)


# The tables of the data contract, for BI tools and checks: name -> how it is made.
TABLES: dict[str, Callable[[Werk], disclosure.Disclosed]] = {
    "samenvatting": ten_figures,
    "kengetallen": lambda werk: werk.kengetallen_uit,
    "verantwoording": _named(lambda werk: werk.verantwoording, verantwoording.RULE),
    "signalen": _named(lambda werk: werk.signalen, signals.RULE),
    "paden": _named(lambda werk: paden.count_paths(werk.zorgpaden), paden.PATHS_RULE),
    "paden_kengetallen": lambda werk: werk.paden_kengetallen_uit,
    "overgangen": lambda werk: werk.overgangen_uit,
    "volumes": _named(lambda werk: volumes.count_classes(werk.zorgpaden), volumes.RULE),
    "overige_producten": lambda werk: overige_producten.small_groups(
        *werk.clienten_en_kosten_uit, werk.producten, min_clienten=werk.keuze.min_clienten
    ),
    "productgroep_clienten": _named(lambda werk: werk.productgroep_clienten, beslisboom.RULE),
    "beslisboom": lambda werk: beslisboom.tree(werk.beslisboom_uit, werk.beslisregels),
    "beslisadvies": lambda werk: beslisboom.advise(werk.beslisboom_uit, werk.beslisregels),
    "normtoets_duur": lambda werk: werk.normtoets_duur_uit,
    "normtoets_uren": lambda werk: werk.normtoets_uren_uit,
    "extra_klasse": lambda werk: werk.extra_klasse_uit,
    "doorlooptijd": _named(lambda werk: doorlooptijd.count_months(werk.zorgpaden), doorlooptijd.RULE),
    "doorlooptijd_km": _named(
        lambda werk: doorlooptijd.kaplan_meier(werk.zorgpaden, analyse_begin=werk.keuze.analyse_begin), doorlooptijd.CURVE_RULE
    ),
    "plekstabiliteit": lambda werk: plekbezetting.stability(TABLES["plekbezetting"](werk)),
    "datavereisten": lambda werk: datavereisten.matrix(TABLES["datavereisten_bewijs"](werk), datavereisten.load_needs()),
    "datavereisten_bewijs": _named(lambda werk: werk.databewijs, datavereisten.RULE),
    "plekbezetting": _named(
        lambda werk: plekbezetting.occupancy(
            werk.zorgperioden_plek, werk.producten, werk.plekken, plek_begin=werk.keuze.plek_begin, plek_eind=werk.keuze.plek_eind
        ),
        plekbezetting.RULE,
    ),
    "aanbieders_per_maand": _named(lambda werk: aanbieders.per_month(werk.nettoregels, werk.contracten), aanbieders.MONTH_RULE),
    "aanbieders_per_jaar": _named(lambda werk: aanbieders.concentration(werk.nettoregels), aanbieders.YEAR_RULE),
    "nga_per_jaar": _named(_per_contract(nga.per_year), nga.YEAR_RULE),
    "nga_per_segment": _named(_per_contract(nga.per_segment), nga.SEGMENT_RULE),
    "nga_per_product": _per_group(_per_contract(nga.per_product), nga.PRODUCT_RULE),
    "nga_per_product_periode": _named(_per_contract(nga.per_product_whole), nga.PERIOD_RULE),
    "maatwerk_per_jaar": _named(_extra, maatwerk_meerwerk.RULE),
    "aanbiedertype_per_jaar": _named(_per_type, aanbiedertype.RULE),
    "factsheet": _per_group(_fact_sheets, factsheet.RULE),
    "zwaarte_per_jaar": _per_group(lambda werk: werk.chosen(samenstelling.per_year(werk.nettoregels, werk.producten)), samenstelling.RULE),
    "pxq_aandeel": _per_group(_shares, samenstelling.SHARE_RULE),
    "zwaarte_zonder_aanbieder": _per_group(lambda werk: _without(werk, samenstelling.per_year_without), samenstelling.WITHOUT_RULE),
    "pxq_aandeel_zonder_aanbieder": _per_group(
        lambda werk: _without(werk, samenstelling.pxq_share_without), samenstelling.SHARE_WITHOUT_RULE
    ),
    "clienten_toewijzingen": _named(
        lambda werk: clienten_toewijzingen.per_year(werk.zorgperioden, **werk.venster), clienten_toewijzingen.RULE
    ),
    "clienten_per_maand": _named(_persons_per_month, personen.MONTH_RULE),
    "personen_per_jaar": _named(_persons_per_year, personen.YEAR_RULE),
    "kosten_per_jaar": _named(
        lambda werk: zorgkosten.per_segment(werk.nettoregels, werk.zorgperioden, werk.producten, **werk.venster), zorgkosten.SEGMENT_RULE
    ),
    "zorgkosten_per_jaar": _named(_cost_per_year, zorgkosten.YEAR_RULE),
    "kosten_per_maand": _named(
        lambda werk: zorgkosten.per_month(werk.nettoregels, werk.declaraties, **werk.venster), zorgkosten.MONTH_RULE
    ),
    "extrapolatie": _named(lambda werk: zorgkosten.extrapolate(werk.nettoregels, **werk.venster), zorgkosten.EXTRAPOLATION_RULE),
    "kostenverandering": _named(
        lambda werk: zorgkosten.split_change(werk.nettoregels, werk.producten, **werk.venster), zorgkosten.SPLIT_RULE
    ),
    "verzilvering_traject": lambda werk: werk.trajecten_uit[1],
    "verzilvering_traject_alle": lambda werk: werk.trajecten_uit[0],
    "verzilvering_trajectlijn": lambda werk: werk.trajecten_uit[2],
    "verzilvering_traject_grond": _named(
        lambda werk: verzilvering_trajecten.coverage(werk.trajecten), verzilvering_trajecten.COVERAGE_RULE
    ),
    "verlenging_recidief": _named(lambda werk: verlenging_recidief.count(werk.vervolg), verlenging_recidief.RULE),
    "verlenging_vertekening": _named(lambda werk: verlenging_recidief.bias(werk.vervolg), verlenging_recidief.BIAS_RULE),
    "verlenging_toets": _named(
        lambda werk: verlenging_recidief.compare_forms(verlenging_recidief.count(werk.vervolg)), verlenging_recidief.TEST_RULE
    ),
    "per_gemeente": _named(_per_gemeente, kleine_veelvouden.RULE),
    "verzilvering_jaar": _named(_used_per_year, verzilvering_pxq.YEAR_RULE),
    "verzilvering_pxq": _named(_used_per_type, verzilvering_pxq.RULE),
    "verzilvering_product": _named(_used_per_product, verzilvering_pxq.RULE),
    "verzilvering_dekking": _named(
        lambda werk: verzilvering_pxq.coverage(werk.toegewezen, werk.nettoregels, werk.producten), verzilvering_pxq.COVERAGE_RULE
    ),
}
