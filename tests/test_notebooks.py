"""The notebooks stay thin: words around one question, and nothing that a module should hold.

There is no registry of analyses: the folder `notebooks/` is the catalogue, held to the rest of the house here. That they
run, and that their accounting line still holds, is the work of nbval (`pytest --nbval-lax notebooks`).
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

import editions
from jeugdlib import settings, workbook
from jeugdlib.report import notebooks, order

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXPECTED = {slide for part in order.read(ROOT / "notebooks") for slide in part.slides}
# In this order; the table is there where the figure is none. What an analyst explores comes last, where it is.
CELLS = [
    "titel",
    "parameters",
    "imports",
    "gegevens",
    "analyse",
    "verantwoording",
    "onderdrukking",
    "bevindingen",
    "leeswijzer",
    "figuur",
    "tabel",
    "voorbehouden",
    "kanttekeningen",
    "verkennen",
]
OPTIONAL = {"tabel", "voorbehouden", "verkennen"}
# The places are those of one gemeente; what was published is about the region as a whole.
BY_ITSELF = {"13_plekbezetting", "80_kleine_veelvouden", "90_herkenning"}
NO_SLIDE = {"gevoeligheid", "normtoets"}  # a what-if that goes with the paths, in the cell to explore
LINES = 65  # of code, beside the parameters and what hands them on: those are as many as a slide has choices
STATEMENTS = 50  # outside the cell with parameters: more belongs in a module, with a test
POLARS = {"filter", "select", "with_columns", "group_by", "agg", "join", "sort", "unique", "pivot", "unpivot", "explode"}

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def analysis_of(path: Path) -> str:
    return re.sub(r"^\d+_", "", path.stem)


def code_of(path: Path, *, without: str = "") -> str:
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code" and cell.id != without)


def words_of(path: Path) -> str:
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def test_the_slides_of_the_report_are_all_there():
    assert {path.stem for path in NOTEBOOKS} == EXPECTED
    assert len(EXPECTED) >= 24


@each
def test_a_notebook_has_its_cells_in_order_under_fixed_names(path: Path):
    ids = [cell.id for cell in read(path).cells]
    assert ids == [name for name in CELLS if name in ids]
    assert set(CELLS) - set(ids) <= OPTIONAL


@each
def test_parameters_are_literals_each_with_an_explanation(path: Path):
    assert notebooks.declared_parameters(path)
    (cell,) = [cell for cell in read(path).cells if cell.id == "parameters"]
    assert [line for line in cell.source.splitlines() if not re.search(r"  # \S", line)] == []


@each
def test_every_parameter_is_a_setting_and_its_default_is_that_of_the_settings(path: Path):
    declared = notebooks.declared_parameters(path)
    assert set(declared) <= set(settings.PARAMETERS)
    assert settings.from_parameters(**declared) == settings.Settings()


@each
def test_every_parameter_reaches_the_settings(path: Path):
    (call,) = [
        node
        for node in ast.walk(ast.parse(code_of(path)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "from_parameters"
    ]
    passed = {word.arg: word.value.id for word in call.keywords if isinstance(word.value, ast.Name)}
    assert passed == {name: name for name in notebooks.declared_parameters(path)}


@each
def test_a_notebook_is_thin(path: Path):
    tree = ast.parse(code_of(path, without="parameters"))
    heavy = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.TryStar, ast.With, ast.While, ast.Lambda)
    assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, heavy)] == []
    assert sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) <= STATEMENTS
    own = [
        line
        for cell in read(path).cells
        if cell.cell_type == "code" and cell.id not in ("parameters", "gegevens")
        for line in cell.source.splitlines()
    ]
    assert sum(bool(line.strip()) and not line.startswith("#") for line in own) <= LINES


@each
def test_a_notebook_computes_nothing_itself(path: Path):
    tree = ast.parse(code_of(path))
    imported = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"jeugdlib"}
    assert {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & POLARS == set()


@each
def test_a_notebook_names_no_file(path: Path):
    texts = [node.value for node in ast.walk(ast.parse(code_of(path))) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if re.search(r"[\\/]|\.(csv|parquet|xlsx|xml|json|html)\b", text)] == []


@each
def test_only_the_accounting_line_is_kept(path: Path):
    kept = {cell.id: cell.outputs for cell in read(path).cells if cell.cell_type == "code" and cell.outputs}
    assert list(kept) == ["verantwoording"]
    (output,) = kept["verantwoording"]
    assert (output.output_type, output.name) == ("stream", "stdout")
    assert len(output.text.splitlines()) == 1
    assert {cell.id: cell.execution_count for cell in read(path).cells if cell.get("execution_count")} == {"verantwoording": 1}


@each
def test_nbval_compares_the_accounting_line_and_nothing_else(path: Path):
    marked = [cell.id for cell in read(path).cells if cell.source.startswith("# NBVAL_CHECK_OUTPUT")]
    assert marked == ["verantwoording"]


@each
def test_a_notebook_tells_what_is_asked_why_how_to_read_it_and_what_it_cannot_say(path: Path):
    told = words_of(path)
    assert re.match(r"# \d\d · [A-Z]", told)
    headings = re.findall(r"^## (.+)$", told, re.MULTILINE)
    assert [heading for heading in headings if not heading.startswith("Zo leest u")] == ["De vraag", "Waarom", "Kanttekeningen"]
    assert len(headings) == 4
    assert "significant" not in told


@each
def test_notebook_analysis_test_and_definition_of_a_name_exist_together(path: Path):
    name = analysis_of(path)
    assert (ROOT / "src" / "jeugdlib" / "analyses" / f"{name}.py").is_file()
    assert list((ROOT / "tests").rglob(f"test_{name}.py"))
    assert f"## {name}\n" in (ROOT / "docs" / "definities.md").read_text(encoding="utf-8")
    assert f"from jeugdlib.analyses import {name}\n" in code_of(path)


def test_every_analysis_has_its_notebook():
    modules = {path.stem for path in (ROOT / "src" / "jeugdlib" / "analyses").glob("*.py")} - {"__init__"}
    assert modules - NO_SLIDE == {analysis_of(path) for path in NOTEBOOKS}


@pytest.fixture(scope="module")
def example() -> str:
    return str(workbook.example_dataset())


def test_the_report_runs_every_notebook_for_a_gemeente_with_parameters_of_its_own(example: str, tmp_path: Path):
    """What nbval can't do: the road of papermill, with injected parameters."""
    from jeugdlib.store import Gemeente

    parameters = {"data": example, "analyse_begin": "2022-01-01", "productgroepen": ["GGZ"], "plek_begin": "2020-01-01"}
    done = editions.run(NOTEBOOKS, [Gemeente("0893", "Bergen (L.)")], parameters, destination=tmp_path, workers=2)
    assert {execution.name: execution.reason for execution in done if execution.failure} == {}
    paths = next(execution for execution in done if execution.name == "10_paden").output.read_text(encoding="utf-8")
    assert "GGZ, Bergen (L.)" in paths
    assert "Ambulant perspectief" not in paths
    clients = set(workbook.load(settings.from_parameters(gemeente="0893", data=example)).toewijzingen["client"])
    words = {word for execution in done for word in re.findall(r"\b[0-9a-f]{32}\b", execution.output.read_text(encoding="utf-8"))}
    assert words & clients == set(), "a client's pseudonym left in a report"


@each
def test_every_figure_has_a_sentence_of_interpretation_of_its_own(path: Path):
    code = code_of(path)
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "figure"]
    assert [call.lineno for call in calls if "lead" not in {word.arg for word in call.keywords}] == []
    assert ('"leads": sentences.bij_elk(' in code) == ("import figures" in code)


@each
def test_a_slide_tells_its_main_points_and_compares_with_the_region_where_it_can(path: Path):
    assert "sentences.show_points(" in code_of(path)
    assert ("workbook.beside(" in code_of(path)) == (path.stem not in BY_ITSELF)
