"""Short ways through the report factory: run notebooks without a register, and bind executions into an edition at once."""

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jeugdlib.report import edition, notebooks, order, publication, register
from jeugdlib.report.edition import Edition, Options, Origin
from jeugdlib.report.execution import Execution, Gemeente
from jeugdlib.report.runner import Job, Limits
from jeugdlib.report.shelf import Folder
from jeugdlib.report.workshop import Workshop
from jeugdlib.settings import REGION


def run(
    paths: Sequence[Path], gemeenten: Sequence[Gemeente], parameters: dict[str, Any], *, destination: Path, workers: int, **limits: float
) -> list[Execution]:
    """Run every notebook for every gemeente; executed notebooks land in `<code>/` below the destination."""
    jobs: list[Job] = []
    for gemeente, path in itertools.product(gemeenten, paths):
        if order.part_of(path).region_only and gemeente.code != REGION:
            continue
        declared = notebooks.declared_parameters(path)
        given = {name: value for name, value in {**parameters, "gemeente": gemeente.code}.items() if name in declared}
        jobs.append(Job(path, gemeente, destination / gemeente.code / path.name, given, {}, replace(Limits(), **limits)))
    with Workshop(workers) as workshop:
        return [future.result() for future in [workshop.submit(job) for job in jobs]]


def build(executions: Sequence[Execution], head: Edition, *, destination: Path, take_away: bool = True, deck: bool = False) -> Path:
    """Bind a page for every gemeente and switch them in with the index; returns the path of the index."""
    shelf = Folder(destination)
    grouped = [(gemeente, list(own)) for gemeente, own in itertools.groupby(executions, key=lambda one: one.gemeente)]
    options = Options(take_away=take_away, deck=deck, alone=len(grouped) == 1)
    sheets = [edition.bind(gemeente, own, head, shelf, Origin("0" * 64, "gegevens"), options) for gemeente, own in grouped]
    with tempfile.TemporaryDirectory() as place, register.opened(Path(place) / register.FILE) as known:
        publication.switch_in(shelf, known, sheets)
        publication.clear(shelf, (), known.sheets(published=True), {})
    shelf.write("index.html", edition.render_index([edition.Line(sheet, sheet) for sheet in sheets], head).encode())
    shelf.remove("werkmap")
    return destination / "index.html"
