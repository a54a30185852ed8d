"""Run every notebook on the example region and keep of its outputs the accounting line alone: the line that nbval compares.

Run it when the example region or the cleaning changed on purpose, and read the difference before it is committed:

    .venv/bin/python tests/renew_notebooks.py
"""

import tempfile
from pathlib import Path

import nbformat

import editions
from jeugdlib.report.notebooks import find_notebooks
from jeugdlib.store import Gemeente

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
KEPT = "verantwoording"


def main() -> None:
    """Renew the kept outputs in place."""
    with tempfile.TemporaryDirectory() as folder:
        for execution in editions.run(find_notebooks(NOTEBOOKS), [Gemeente("regio", "Regio")], {}, destination=Path(folder), workers=1):
            if execution.failure:
                raise SystemExit(f"{execution.name}: {execution.reason}")
            ran = {cell.id: cell for cell in nbformat.read(execution.output, as_version=4).cells}
            node = nbformat.read(execution.notebook, as_version=4)
            for cell in node.cells:
                if cell.cell_type == "code":
                    cell.execution_count = 1 if cell.id == KEPT else None  # nbval takes no outputs of a cell that never ran
                    cell.outputs = ran[cell.id].outputs if cell.id == KEPT else []
            execution.notebook.write_text(nbformat.writes(node) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
