"""Small notebooks for the tests of the report: a title, a parameters cell and whatever the test wants to happen."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'gemeente = "regio"  # CBS-code of regio\npeildatum = "2024-08-01"  # eerste dag die niet meer is waargenomen'


def notebook(
    folder: Path, name: str, *code: str, title: str = "10 · Paden", parameters: str = PARAMETERS, tags: tuple[str, ...] = ()
) -> Path:
    """Write a notebook; `tags` go to its last cell."""
    cells = [
        new_markdown_cell(f"# {title}\n\n## De vraag\n\nWelke weg?", id="titel"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters"),
        *(new_code_cell(source, id=f"cel-{number}") for number, source in enumerate(code)),
    ]
    node = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    path = folder / f"{name}.ipynb"
    nbformat.write(node, path)
    return path
