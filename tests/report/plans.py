"""What the tests of the factory share: notebooks that compute something small, a plan for them, and an ear for its events."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jeugdlib import store
from jeugdlib.report import events, session
from jeugdlib.report.edition import Edition
from jeugdlib.report.factory import Plan, Result
from jeugdlib.settings import REGION
from report.notebooks import notebook

HEAD = Edition("iJw 301- en 323-berichten", date(2024, 8, 1), date(2024, 9, 11), "1.2.3", voorbeeld=True)
FEW = 'gemeente = "regio"\ndata = ""'
PARAMETERS = 'gemeente = "regio"\ndata = ""\npeildatum = "2024-08-01"'
WERK = "from jeugdlib import settings, workbook\nwerk = workbook.load(settings.from_parameters(gemeente=gemeente, data=data{more}))\n"
OWN = WERK.format(more=", peildatum=peildatum") + "print(werk.titel, werk.zorgperioden.height, werk.nettoregels['bedrag_cent'].sum())"
# It reads neither the data of another gemeente nor the figures of the region.
PLAIN = WERK.format(more="") + "print(werk.titel, werk.producten.height)"
BESIDE = (
    WERK.format(more="")
    + "regio = workbook.beside(werk, 'kengetallen')\nprint(werk.titel, regio.frame['waarde'].to_list() if regio else 0)"
)


def write_notebooks(folder: Path) -> Path:
    folder.mkdir()
    (folder / "volgorde.toml").write_text('[[deel]]\ntitel = "Samen"\nalleen_regio = true\nslides = ["80_samen"]', encoding="utf-8")
    notebook(folder, "10_eigen", OWN, parameters=PARAMETERS)
    notebook(folder, "11_kaal", PLAIN, parameters=FEW)
    notebook(folder, "12_naast", BESIDE, parameters=FEW)
    notebook(folder, "80_samen", PLAIN, parameters=FEW)
    return folder


def plan_of(dataset: Path, notebooks: Path, *codes: str, **changes: Any) -> Plan:
    opened = store.open_dataset(dataset)
    everyone = [*store.gemeenten(opened), store.find_gemeente(opened, REGION)]
    plan = Plan(
        notebooks=sorted(notebooks.glob("*.ipynb")),
        gemeenten=[one for one in everyone if not codes or one.code in codes],
        everyone=everyone,
        parameters={},
        data_place=str(dataset),
        inputs=store.fingerprints(opened),
        rehash=store.fingerprints_of,
        sizes=store.sizes(opened),
        head=HEAD,
    )
    return replace(plan, **changes)


def run(plan: Plan, folder: Path, tell: events.Tell = events.silent) -> Result:
    return session.run(plan, folder, crew=partial(session.local_crew, 3), tell=tell)


def files(folder: Path) -> dict[str, bytes]:
    """Return everything a reader gets, and the executed notebooks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".sqlite"
    }


class Heard:
    """Keeps every event."""

    def __init__(self) -> None:
        self.all: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, kind: str, **about: Any) -> None:
        self.all.append((kind, about))

    def ran(self) -> list[str]:
        return sorted(f"{about['gemeente']} {about['notebook']}" for kind, about in self.all if kind == "uitvoering")


EVERYONE = ("0893", "0983", "0984", REGION)
ALL = sorted([f"{code} {name}" for code in EVERYONE for name in ("10_eigen", "11_kaal", "12_naast")] + ["regio 80_samen"])


def again(plan: Plan, folder: Path) -> list[str]:
    """Run a plan and return which executions were made."""
    heard = Heard()
    run(plan, folder, heard)
    return heard.ran()


def private_folders(scratch: Path) -> list[Path]:
    return list(scratch.glob("jeugdlib-*"))
