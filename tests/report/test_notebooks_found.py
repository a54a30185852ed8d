"""The notebooks and the choices that they know: what is wrong with them is refused before any kernel starts."""

from pathlib import Path

import nbformat
import pytest

from jeugdlib import errors
from jeugdlib.report import notebooks
from report.notebooks import notebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notebook(tmp_path, "10_paden", parameters='gemeente = "regio"\nmax_gat_maanden = 1  # langste gat')
    notebook(tmp_path, "11_volumes", parameters='gemeente = "regio"')
    return tmp_path


@pytest.mark.parametrize("given", ["paden", "10_paden", "10_paden.ipynb"])
def test_a_notebook_is_known_by_its_short_name_its_name_and_its_file(folder: Path, given: str):
    assert [path.stem for path in notebooks.find_notebooks(folder, [given])] == ["10_paden"]


def test_without_names_all_notebooks_come_in_order(folder: Path):
    assert [path.stem for path in notebooks.find_notebooks(folder)] == ["10_paden", "11_volumes"]


def test_an_unknown_notebook_is_refused_with_a_suggestion(folder: Path):
    with pytest.raises(errors.WrongUse, match=r"Onbekend notebook 'padden'\. Bedoelt u 'paden'\?"):
        notebooks.find_notebooks(folder, ["padden"])


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(errors.WrongUse, match="geen notebooks"):
        notebooks.find_notebooks(tmp_path)


def test_an_unknown_parameter_is_refused_with_a_suggestion(folder: Path):
    with pytest.raises(errors.WrongUse, match=r"Onbekende parameter 'max_gat_maand'\. Bedoelt u 'max_gat_maanden'\?"):
        notebooks.check_parameters(notebooks.find_notebooks(folder), {"max_gat_maand": 2})


def test_the_gemeente_is_not_chosen_by_a_parameter(folder: Path):
    with pytest.raises(errors.WrongUse, match="--gemeente"):
        notebooks.check_parameters(notebooks.find_notebooks(folder), {"gemeente": "0983"})


def test_the_defaults_of_a_notebook_are_read_as_literals(folder: Path):
    assert notebooks.declared_parameters(folder / "10_paden.ipynb") == {"gemeente": "regio", "max_gat_maanden": 1}


@pytest.mark.parametrize("source", ["x = date(2024, 1, 1)", "import os", "x: int = 1", "x = y = 1"])
def test_a_parameters_cell_that_holds_more_than_literals_is_refused(tmp_path: Path, source: str):
    with pytest.raises(errors.WrongUse, match=r"parameters|vaste waarde"):
        notebooks.declared_parameters(notebook(tmp_path, "10_paden", parameters=source))


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path: Path):
    path = tmp_path / "10_paden.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    with pytest.raises(errors.WrongUse, match="heeft er 0"):
        notebooks.declared_parameters(path)
