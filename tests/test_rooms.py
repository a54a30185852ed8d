"""Who may import whom: the table of the house, held against the code itself.

A room is a module or a folder of `jeugdlib`. Its row names every own room that it may import; whatever is not named is forbidden.
"""

import ast
import json
from pathlib import Path

import pytest

from jeugdlib import workbook

PACKAGE = Path(__file__).parents[1] / "src" / "jeugdlib"

GROUND = {"errors", "words"}
FIRST = {"model", "periods"}
SECOND = {"cleaning", "definitions", "disclosure", "statistiek"}
THIRD = {"analyses", "charts", "hoofdpunten", "sentences", "signals", "vergelijking", "voorbehouden"}
FOURTH = {"sources", "example", "settings", "shared", "store"}
FIFTH = {"workbook", "lab", "report", "terugvinden"}

ROWS = {
    # floor 0
    "errors": set(),
    "words": set(),
    # floor 1
    "model": {"errors"},
    "periods": {"errors"},
    # floor 2
    "cleaning": GROUND | FIRST,
    "definitions": GROUND | FIRST | {"cleaning"},
    "disclosure": {"errors"},
    "statistiek": set(),
    # floor 3
    "analyses": GROUND | FIRST | SECOND,
    "signals": GROUND | FIRST | SECOND,
    "charts": {"errors", "words", "disclosure"},
    "sentences": {"errors", "words", "disclosure"},
    "hoofdpunten": {"words", "disclosure"},
    "vergelijking": {"disclosure"},
    "voorbehouden": {"words", "disclosure"},
    # floor 4
    "sources": GROUND | FIRST | SECOND,
    "example": GROUND | FIRST | SECOND,
    "settings": GROUND | FIRST | SECOND,
    "shared": {"errors", "settings"},
    "store": GROUND | FIRST | SECOND | {"settings", "shared"},
    # floor 5
    "workbook": GROUND | FIRST | SECOND | THIRD | FOURTH,
    "terugvinden": GROUND | {"settings", "workbook", "example"},
    "lab": GROUND | FIRST | SECOND | THIRD | FOURTH | {"workbook"},
    "report": {"settings", "errors", "words", "shared", "charts"},
    # floor 6
    "cli": GROUND | FIRST | SECOND | THIRD | FOURTH | FIFTH,
    "__main__": {"cli"},
    "__init__": set(),
}

# Of the figures that the example region is made to: those too peculiar to stand in code by chance.
PUBLISHED = {8932, 25500, 15100, 1448, 630, 566, 374, 307, 358, 297, 592, 154, 133, 0.897, 0.293, 0.904, 0.339, 0.938, 0.334, 0.908, 0.262}

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MODULES = sorted(PACKAGE.rglob("*.py"))
names_of_modules = pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(PACKAGE).as_posix() for path in MODULES])


def module_of(path: Path) -> tuple[str, ...]:
    """Give the dotted place below `jeugdlib`: ("analyses", "paden"); a package's own file is the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts


def room_of(path: Path) -> str:
    return module_of(path)[0]


def is_module(place: tuple[str, ...]) -> bool:
    spot = PACKAGE.joinpath(*place)
    return spot.with_suffix(".py").is_file() or spot.is_dir()


def own_imports(path: Path, source: str) -> set[tuple[str, ...]]:
    """List the own modules that a file imports, anywhere in it: absolute, relative, inside functions and under TYPE_CHECKING."""
    folder = path.relative_to(PACKAGE).parent.parts
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")[1:]) for alias in node.names if alias.name.split(".")[0] == "jeugdlib"}
        elif isinstance(node, ast.ImportFrom):
            named = tuple(node.module.split(".")) if node.module else ()
            if node.level:
                base = folder[: len(folder) - node.level + 1] + named
            elif named[:1] == ("jeugdlib",):
                base = named[1:]
            else:
                continue
            for alias in node.names:
                found.add((*base, alias.name) if is_module((*base, alias.name)) else base)
    return found - {()}


def strings_in(source: str) -> set[str]:
    """List the texts that a file's code holds; docstrings explain and are left out."""
    tree = ast.parse(source)
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained
    }


def numbers_in(source: str) -> set[float]:
    """List the numbers that a file's code holds."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }


@names_of_modules
def test_every_module_has_a_row_in_the_table(path: Path):
    assert room_of(path) in ROWS


@names_of_modules
def test_a_room_imports_only_what_its_row_names(path: Path):
    room = room_of(path)
    entered = {place[0] for place in own_imports(path, path.read_text(encoding="utf-8"))} - {room}
    assert entered <= ROWS[room], f"{room} mag niet binnen bij {sorted(entered - ROWS[room])}"


def test_of_the_charts_the_report_knows_only_how_a_drawing_is_made():
    entered = {
        place
        for path in MODULES
        if room_of(path) == "report"
        for place in own_imports(path, path.read_text(encoding="utf-8"))
        if place[0] == "charts"
    }
    assert entered == {("charts", "drawing")}


def test_no_analysis_imports_another():
    """What two analyses share moves down to `definitions`."""
    crossings = {
        (path.stem, place)
        for path in MODULES
        if room_of(path) == "analyses"
        for place in own_imports(path, path.read_text(encoding="utf-8"))
        if place[0] == "analyses"
    }
    assert crossings == set()


@names_of_modules
def test_nothing_imports_a_library_that_only_tests_and_benchmarks_may_use(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert imported & {"pandas", "numpy", "hypothesis", "lifelines", "playwright", "pytest", "pm4py"} == set()


OUTSIDE_EXAMPLE = [path for path in MODULES if room_of(path) != "example"]


@pytest.mark.parametrize("path", OUTSIDE_EXAMPLE, ids=[path.relative_to(PACKAGE).as_posix() for path in OUTSIDE_EXAMPLE])
def test_the_published_figures_are_known_to_the_example_alone(path: Path):
    """The pipeline finds the published figures; it must not be able to look them up."""
    source = path.read_text(encoding="utf-8")
    texts = {text.replace("\\", "/").casefold() for text in strings_in(source)}
    assert {text for text in texts if any(word in text for word in ("voorbeeld/", "published_figures", "gepubliceerde_cijfers"))} == set()
    assert not {"_data", "voorbeeld"} <= texts, "de map van het voorbeeld openen mag alleen het voorbeeld zelf"
    assert numbers_in(source) & PUBLISHED == set()


def test_only_the_door_to_the_data_and_the_command_line_enter_the_example():
    visitors = {
        room_of(path)
        for path in MODULES
        if any(place[0] == "example" for place in own_imports(path, path.read_text(encoding="utf-8"))) and room_of(path) != "example"
    }
    assert visitors <= {"workbook", "cli", "terugvinden"}


def test_the_published_figures_lead_to_one_page_and_nowhere_else():
    """`terugvinden` alone reads what was published, and nothing of the pipeline, the example's making included, goes through it."""
    readers, visitors = set(), set()
    for path in MODULES:
        entered = own_imports(path, path.read_text(encoding="utf-8"))
        readers |= {room_of(path)} if ("example", "published") in entered else set()
        visitors |= {room_of(path)} if ("terugvinden",) in entered else set()
    assert readers == {"terugvinden"}
    assert visitors <= {"cli"}
    assert "published" not in strings_in((PACKAGE / "example" / "__init__.py").read_text(encoding="utf-8"))
    pages = [path.stem for path in NOTEBOOKS if "terugvinden" in path.read_text(encoding="utf-8")]
    assert pages == ["90_herkenning"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_no_notebook_knows_a_published_figure(path: Path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert numbers_in(code) & PUBLISHED == set()


def test_what_looks_a_figure_up_reads_tables_and_never_the_messages_behind_them():
    own = {name for name in vars(workbook.Werk) if not name.startswith("_")} | {"keuze", "dataset", "gemeente", "codes"}
    tree = ast.parse((PACKAGE / "terugvinden.py").read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & own
    assert used <= {"voorbeeld", "gemeente", "keuze", "producten"}


def test_the_table_itself_only_looks_down():
    # A zorgperiode is what is left after cleaning; the store opens what the settings of a run ask for, and tells what it read to
    # who shares it; the lab goes on with the data that a notebook opened, and recognition with its tables.
    same_floor = {("definitions", "cleaning"), ("store", "settings"), ("store", "shared"), ("shared", "settings")}
    same_floor |= {("lab", "workbook"), ("terugvinden", "workbook")}
    floors = [GROUND, FIRST, SECOND, THIRD, FOURTH, FIFTH, {"cli"}]
    floor_of = {room: number for number, rooms in enumerate(floors) for room in rooms}
    upward = {
        (room, other)
        for room, allowed in ROWS.items()
        if room in floor_of
        for other in allowed
        if floor_of[other] >= floor_of[room] and (room, other) not in same_floor
    }
    assert upward == set()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import jeugdlib.model", {("model",)}),
        ("from jeugdlib import model, periods", {("model",), ("periods",)}),
        ("from jeugdlib.model import TOEWIJZINGEN", {("model",)}),
        ("from ..model import TOEWIJZINGEN", {("model",)}),
        ("from .. import model", {("model",)}),
        ("def f():\n    from jeugdlib.model import X", {("model",)}),
        ("import polars as pl\nfrom datetime import date", set()),
    ],
)
def test_the_reader_of_imports_sees_every_way_to_import(line: str, expected: set[tuple[str, ...]]):
    assert own_imports(PACKAGE / "report" / "some.py", line) == expected
