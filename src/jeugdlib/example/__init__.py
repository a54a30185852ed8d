"""An invented region as real messages: seeded, the same to the byte, and calibrated on published figures (see `targets`).

Nobody in it exists. `generate` writes a delivery folder that `jeugdlib inlezen` takes; `write_truth` writes what should be found.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from jeugdlib.errors import WrongUse
from jeugdlib.example import deliveries, flat, messages, region, targets, truth
from jeugdlib.example.people import invented_words
from jeugdlib.example.records import Plan
from jeugdlib.example.resources import data_files

__all__ = ["Form", "data_files", "generate", "invented_words", "make_plan", "write_delivery", "write_truth"]

Form = Literal["xml", "plat"]
SEED: Final = 2024
_FIXED_TIME: Final = (2024, 9, 11, 0, 0, 0)  # a zip member's date must not be the clock's
_COMPRESSION: Final = 1  # messages repeat themselves: the fastest level already makes them ten times smaller


def make_plan(scale: float = 1.0, seed: int = SEED) -> Plan:
    """Return everything that the example delivers and what is true about it: the same scale and seed give the same.

    Raises:
        WrongUse: the scale is not above 0, or asks for more persons than there are numbers that no one can have.
    """
    if not 0 < scale <= 10:
        raise WrongUse(f"De schaal van de voorbeeldregio is een getal boven 0 en hoogstens 10, niet {scale}.")
    return deliveries.plan(region.build(scale, seed), seed)


def generate(destination: Path, *, form: Form = "xml", scale: float = 1.0, seed: int = SEED) -> None:
    """Write the delivery of the example region into a folder.

    Args:
        destination: folder, made when it is not there; files of the same names are replaced.
        form: "xml" writes per gemeente `jw301_<code>.zip` and `jw323_<code>.zip`; "plat" writes `toewijzingen.csv` and `declaraties.csv`.
            Both write producten, aanbieders, contracten, gemeenten, jeugdigen and plekken as CSV.
        scale: multiplies the numbers of clients, toewijzingen and lines; only scale 1 is calibrated.
        seed: another seed, another region with the same figures.

    Raises:
        WrongUse: an unknown form, or a scale that can't be made.
    """
    if form not in ("xml", "plat"):
        raise WrongUse(f"De vorm '{form}' bestaat niet. Kies xml of plat.")
    write_delivery(destination, make_plan(scale, seed), form=form)


def write_delivery(destination: Path, plan: Plan, *, form: Form = "xml") -> None:
    """Write a plan's delivery into a folder; see `generate`."""
    destination.mkdir(parents=True, exist_ok=True)
    flat.write_small_tables(destination, plan)
    if form == "plat":
        flat.write_messages(destination, plan)
        return
    for gemeente in targets.targets()["gemeenten"]:
        _write_zip(
            destination / f"jw301_{gemeente}.zip",
            (("JW301", message.identificatie, messages.jw301(message)) for message in plan.messages_301 if message.gemeente == gemeente),
        )
        _write_zip(
            destination / f"jw323_{gemeente}.zip",
            (("JW323", message.identificatie, messages.jw323(message)) for message in plan.messages_323 if message.gemeente == gemeente),
        )


def _write_zip(path: Path, texts: Iterable[tuple[str, str, str]]) -> None:
    names: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for kind, identity, text in texts:
            name = f"{kind}_{identity}.xml"
            if name in names:  # the same message, delivered twice
                name = f"{kind}_{identity}_kopie.xml"
            names.add(name)
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), text, zipfile.ZIP_DEFLATED, _COMPRESSION)


def write_truth(destination: Path, *, scale: float = 1.0, seed: int = SEED) -> None:
    """Write what is true about the example region: `ware_paden` and `ware_zorgperioden`, as parquet and CSV (see `truth`)."""
    truth.write(destination, make_plan(scale, seed))
