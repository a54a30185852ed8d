"""The pipeline as the oracle's tests call it: rows in, tables out. The one place that knows its functions."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from deliveries import Delivery
from jeugdlib import cleaning, definitions, model
from jeugdlib.analyses import doorlooptijd, kerncijfers, paden, plekbezetting, volumes
from oracle import DAY, Row, standing_messages

ORDERED = ("toewijzingen", "declaraties")


@dataclass
class Run:
    """What the pipeline makes of one delivery."""

    cleaned: cleaning.Cleaned
    zorgperioden: pl.DataFrame
    stappen: pl.DataFrame
    zorgpaden: pl.DataFrame
    delivered: dict[str, pl.DataFrame]
    delivery: Delivery

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Make every table of data contract 3 that the oracle knows too."""
        return {
            "paden": paden.count_paths(self.zorgpaden),
            "paden_kengetallen": paden.key_figures(self.zorgpaden),
            "overgangen": paden.transitions(self.zorgpaden),
            "volumes": volumes.count_classes(self.zorgpaden),
            "doorlooptijd": doorlooptijd.count_months(self.zorgpaden),
            "doorlooptijd_km": doorlooptijd.kaplan_meier(self.zorgpaden, analyse_begin=self.delivery.choices["analyse_begin"]),
            "plekbezetting": self.occupancy(),
            "kengetallen": kerncijfers.key_figures(self.zorgperioden, self.cleaned.nettoregels),
        }

    def occupancy(self) -> pl.DataFrame:
        """Make the table of plekbezetting, whose window is its own."""
        choices, delivered = self.delivery.choices, self.delivered
        begin, eind = choices["plek_begin"], choices["plek_eind"]
        periods = _periods(delivered, choices | {"analyse_begin": begin, "peildatum": eind + DAY})[1]
        return plekbezetting.occupancy(periods, delivered["producten"], delivered["plekken"], plek_begin=begin, plek_eind=eind)


def frame(rows: list[Row], name: str) -> pl.DataFrame:
    """Make the frame of a table of the data model."""
    schema = {column: spec.dtype for column, spec in model.TABLES[name].columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def read_in(delivery: Delivery) -> dict[str, pl.DataFrame]:
    """Do what `inlezen` does with accepted rows: steps 1-3."""
    numbered = {name: frame(getattr(delivery, name), name).with_row_index("volgnummer").cast({"volgnummer": pl.Int64}) for name in ORDERED}
    once = {name: cleaning.drop_exact_duplicates(rows) for name, rows in numbered.items()}
    toewijzingen = cleaning.drop_withdrawn(cleaning.keep_latest_version(once["toewijzingen"]))
    return {
        "toewijzingen": toewijzingen.drop("volgnummer"),
        "declaraties": once["declaraties"].drop("volgnummer"),
        "startberichten": frame(standing_messages(delivery.startberichten), "startberichten"),
        "stopberichten": frame(standing_messages(delivery.stopberichten), "stopberichten"),
        "producten": frame(delivery.producten, "producten"),
        "plekken": frame(delivery.plekken, "plekken"),
    }


def run(delivery: Delivery) -> Run:
    """Run the whole pipeline on a delivery."""
    return analyse(read_in(delivery), delivery)


def analyse(delivered: dict[str, pl.DataFrame], delivery: Delivery) -> Run:
    """Run what happens each time a dataset is opened: steps 4-8 and the definitions."""
    choices = delivery.choices
    cleaned, periods = _periods(delivered, choices)
    chained = definitions.chain_zorgperioden(periods, max_gat_maanden=choices["max_gat_maanden"])
    steps = definitions.build_stappen(chained, max_overdracht_dagen=choices["max_overdracht_dagen"])
    window = {name: choices[name] for name in ("analyse_begin", "peildatum")}
    paths = definitions.build_zorgpaden(chained, steps, **window)
    return Run(cleaned, periods, steps, paths, delivered, delivery)


def _periods(delivered: dict[str, pl.DataFrame], choices: dict[str, Any]) -> tuple[cleaning.Cleaned, pl.DataFrame]:
    window = {name: choices[name] for name in ("analyse_begin", "peildatum", "max_leeftijd")}
    cleaned = cleaning.clean(delivered["toewijzingen"], delivered["declaraties"], **window)
    periods = definitions.build_zorgperioden(
        cleaned.toewijzingen,
        cleaned.nettoregels,
        delivered["producten"],
        delivered["startberichten"],
        delivered["stopberichten"],
        peildatum=choices["peildatum"],
    )
    return cleaned, periods
