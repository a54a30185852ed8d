"""Opens the data behind a notebook: one call gives everything that the analyses of one gemeente need.

Without a dataset the embedded example region is made (once, in the user's cache) and used.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import platformdirs
import polars as pl

from jeugdlib import cleaning, definitions, disclosure, example, sentences, signals, store, vergelijking, voorbehouden, words
from jeugdlib.analyses import doorlooptijd, kerncijfers, paden, plekbezetting, verantwoording, volumes
from jeugdlib.errors import WrongUse, suggest
from jeugdlib.settings import PARAMETERS, REGION, Settings
from jeugdlib.sources.delivery import read_delivery

EXAMPLE_KEY = b"voorbeeldregio: verzonnen clienten, dus een openbare sleutel"
EXAMPLE_NOTICE = "voorbeelddata (verzonnen)"


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
    def plekken(self) -> pl.DataFrame:
        """The agreed places of these gemeenten, of the aanbieders that are not left out."""
        kept = pl.col("gemeentecode").is_in(list(self.codes)) & ~pl.col("agb").is_in(self.keuze.zonder_aanbieders).fill_null(False)
        return store.read_table(self.dataset, "plekken").filter(kept)

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

    @property
    def toewijzingen(self) -> pl.DataFrame:
        """Cleaned toewijzingen."""
        return self._schoon.toewijzingen

    @property
    def nettoregels(self) -> pl.DataFrame:
        """Netted lines."""
        return self._schoon.nettoregels

    @cached_property
    def zorgperioden(self) -> pl.DataFrame:
        """One row per toewijzing with care."""
        return self._care(self._schoon, self.keuze.peildatum)

    @cached_property
    def zorgperioden_plek(self) -> pl.DataFrame:
        """Zorgperioden of the period of plekbezetting, which has its own window."""
        return self._care(self._schoon_plek, self.keuze.plek_eind + timedelta(days=1))

    @cached_property
    def _geketend(self) -> pl.DataFrame:
        chained = definitions.chain_zorgperioden(self.zorgperioden, max_gat_maanden=self.keuze.max_gat_maanden)
        return chained.filter(pl.col("productgroep").is_in(self.keuze.productgroepen)) if self.keuze.productgroepen else chained

    @cached_property
    def stappen(self) -> pl.DataFrame:
        """Steps of the paths."""
        return definitions.build_stappen(self._geketend, max_overdracht_dagen=self.keuze.max_overdracht_dagen)

    @cached_property
    def zorgpaden(self) -> pl.DataFrame:
        """One row per zorgpad."""
        return definitions.build_zorgpaden(
            self._geketend, self.stappen, analyse_begin=self.keuze.analyse_begin, peildatum=self.keuze.peildatum
        )

    @cached_property
    def verantwoording(self) -> pl.DataFrame:
        """The account of every delivered row and cent of these gemeenten; of the region also rows without a gemeente."""
        return self._account(self._schoon)

    @cached_property
    def verantwoording_plek(self) -> pl.DataFrame:
        """The same account with the window of plekbezetting."""
        return self._account(self._schoon_plek)

    def _account(self, schoon: cleaning.Cleaned) -> pl.DataFrame:
        own = pl.col("gemeentecode").is_in(list(self.codes))
        if self.gemeente.code == REGION:
            own = own | pl.col("gemeentecode").is_null()
        read = store.read_table(self.dataset, "verantwoording").filter(own)
        left_out = [self._left_out(name) for name in ("toewijzingen", "declaraties")]
        return verantwoording.ledger(read, pl.concat([schoon.ledger, *left_out]))

    @cached_property
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
                vars(other).update({name: frame for name, frame in vars(self).items() if name in ("_schoon", "zorgperioden")})
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
        return disclosure.suppress(table, rule, drempel=self.keuze.drempel, onderdrukken=self.keuze.onderdrukken)

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
    dataset = store.open_dataset(Path(keuze.data) if keuze.data else example_dataset())
    check_productgroepen(dataset, keuze.productgroepen)
    return Werk(keuze, dataset, store.find_gemeente(dataset, keuze.gemeente), tuple(store.selected_codes(dataset, keuze)))


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
    own = make(werk)
    return vergelijking.disclose_beside(
        make(werk.regio),
        own if set(werk.codes) <= set(werk.regio.codes) else own.clear(),
        rule,
        by=by,
        drempel=keuze.drempel,
        onderdrukken=keuze.onderdrukken,
    )


def notes(werk: Werk, about: str, *, table: disclosure.Disclosed | None = None) -> list[str]:
    """Return the notes that apply to a slide of this run.

    Args:
        werk: the run.
        about: "kosten", "paden", "volumes", "doorlooptijd" or "plekbezetting".
        table: the disclosed table of plekbezetting, which tells where its low point is.
    """
    keuze, care = werk.keuze, werk.zorgperioden_plek if about == "plekbezetting" else werk.zorgperioden
    begin, peildatum = keuze.analyse_begin, keuze.peildatum
    if about == "plekbezetting":
        begin, peildatum = keuze.plek_begin, keuze.plek_eind + timedelta(days=1)
    window = {"begin": begin, "peildatum": peildatum}
    if about in ("kosten", "plekbezetting"):
        said = [voorbehouden.jaren(**window), voorbehouden.woonplaatsbeginsel(**window), voorbehouden.nieuwe_producten(care, begin=begin)]
    else:
        chosen = {"max_gat_maanden": keuze.max_gat_maanden, "max_overdracht_dagen": keuze.max_overdracht_dagen}
        said = [voorbehouden.ketens(**chosen), voorbehouden.lopende_paden(werk.zorgpaden, peildatum=peildatum, drempel=keuze.drempel)]
    if about == "kosten":
        said = [[voorbehouden.NIET_GOEDGEKEURD], *said]
    if about == "paden":
        said.append(voorbehouden.zonder_meerwerk(care, begin=begin))
    if about == "volumes":
        said.append(voorbehouden.geschatte_uren(care, drempel=keuze.drempel))
    if about in ("volumes", "doorlooptijd"):
        said.append(voorbehouden.betaald_per_eenheid(care))
    if table is not None:
        said = [voorbehouden.zomerdip(table), *said]
    return voorbehouden.samen(*said, [voorbehouden.ALLEEN_GELEVERD])


# What a slide of a gemeente compares with the region: name -> how it is made, what is small in it, what names a row.
BESIDE: dict[str, tuple[Callable[[Werk], pl.DataFrame], disclosure.Rule, list[str]]] = {
    "kengetallen": (lambda werk: kerncijfers.key_figures(werk.zorgperioden, werk.nettoregels), kerncijfers.RULE, ["kengetal", "eenheid"]),
    "verantwoording": (lambda werk: werk.verantwoording, verantwoording.RULE, ["tabel", "stap"]),
    "paden_kengetallen": (lambda werk: paden.key_figures(werk.zorgpaden), paden.KEY_FIGURES_RULE, ["productgroep"]),
    "volumes": (lambda werk: volumes.count_classes(werk.zorgpaden), volumes.RULE, ["productgroep", "klasse", "ondergrens"]),
    "doorlooptijd": (lambda werk: doorlooptijd.count_months(werk.zorgpaden), doorlooptijd.RULE, ["productgroep", "maanden"]),
    "medianen": (
        lambda werk: doorlooptijd.median_months(doorlooptijd.kaplan_meier(werk.zorgpaden, analyse_begin=werk.keuze.analyse_begin)),
        doorlooptijd.MEDIAN_RULE,
        ["productgroep"],
    ),
}


def _named(
    table: Callable[[Werk], pl.DataFrame], rule: disclosure.Rule | disclosure.SurvivalRule
) -> Callable[[Werk], disclosure.Disclosed]:
    return lambda werk: werk.disclose(table(werk), rule)


# The tables of the data contract, for BI tools and checks: name -> how it is made.
TABLES: dict[str, Callable[[Werk], disclosure.Disclosed]] = {
    "kengetallen": _named(lambda werk: kerncijfers.key_figures(werk.zorgperioden, werk.nettoregels), kerncijfers.RULE),
    "verantwoording": _named(lambda werk: werk.verantwoording, verantwoording.RULE),
    "signalen": _named(lambda werk: werk.signalen, signals.RULE),
    "paden": _named(lambda werk: paden.count_paths(werk.zorgpaden), paden.PATHS_RULE),
    "paden_kengetallen": lambda werk: werk.paden_kengetallen_uit,
    "overgangen": lambda werk: werk.overgangen_uit,
    "volumes": _named(lambda werk: volumes.count_classes(werk.zorgpaden), volumes.RULE),
    "doorlooptijd": _named(lambda werk: doorlooptijd.count_months(werk.zorgpaden), doorlooptijd.RULE),
    "doorlooptijd_km": _named(
        lambda werk: doorlooptijd.kaplan_meier(werk.zorgpaden, analyse_begin=werk.keuze.analyse_begin), doorlooptijd.CURVE_RULE
    ),
    "plekbezetting": _named(
        lambda werk: plekbezetting.occupancy(
            werk.zorgperioden_plek, werk.producten, werk.plekken, plek_begin=werk.keuze.plek_begin, plek_eind=werk.keuze.plek_eind
        ),
        plekbezetting.RULE,
    ),
}
