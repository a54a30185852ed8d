"""Which notebooks there are and which choices they know; all that can be wrong with them is refused before anything runs."""

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jeugdlib import errors, words
from jeugdlib.report import order


def find_notebooks(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks in `folder` in the order of the report (`order`), or only those named.

    Args:
        folder: the folder with the notebooks.
        names: as `10_paden`, `10_paden.ipynb` or `paden`; empty means all.

    Raises:
        WrongUse: a name is unknown, or the folder holds no notebook.
    """
    by_name = {path.stem: path for path in order.arrange(folder.glob("*.ipynb"))}
    if not by_name:
        raise errors.WrongUse(f"In de map '{folder}' staan geen notebooks.")
    short = {stem.lstrip("0123456789_"): stem for stem in by_name}
    chosen: set[str] = set()
    for given in names:
        stem = given.removesuffix(".ipynb")
        stem = short.get(stem, stem)
        if stem not in by_name:
            hint = errors.suggest(stem, [*short, *by_name])
            raise errors.WrongUse(f"Onbekend notebook '{given}'.{hint} Kies uit: {words.listing(list(by_name))}.")
        chosen.add(stem)
    return [path for stem, path in by_name.items() if not names or stem in chosen]


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Return the names and defaults in the cell tagged `parameters`; a name whose default is no literal is an error of the notebook.

    Raises:
        WrongUse: the notebook has not exactly one such cell, or holds more than literals in it.
    """
    told = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    cells = ["".join(cell["source"]) for cell in told if "parameters" in cell["metadata"].get("tags", [])]
    if len(cells) != 1:
        raise errors.WrongUse(f"Notebook '{notebook.stem}' moet één cel met het label 'parameters' hebben, en heeft er {len(cells)}.")
    found: dict[str, Any] = {}
    for line in ast.parse(cells[0]).body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                try:
                    found[name] = ast.literal_eval(value)
                except ValueError as error:
                    raise errors.WrongUse(f"Parameter '{name}' van notebook '{notebook.stem}' is geen vaste waarde.") from error
            case _:
                raise errors.WrongUse(f"De cel 'parameters' van notebook '{notebook.stem}' mag alleen regels 'naam = waarde' hebben.")
    return found


def check_parameters(notebooks: Sequence[Path], parameters: Mapping[str, Any]) -> None:
    """Refuse a parameter that none of the notebooks declares, before any kernel starts.

    Raises:
        WrongUse: with the nearest known name.
    """
    known = {name for notebook in notebooks for name in declared_parameters(notebook)} - {"gemeente"}
    for name in parameters:
        if name == "gemeente":
            raise errors.WrongUse("De gemeente is geen parameter van het rapport. Kies gemeenten met --gemeente.")
        if name not in known:
            raise errors.WrongUse(f"Onbekende parameter '{name}'.{errors.suggest(name, known)} Kies uit: {words.listing(sorted(known))}.")
