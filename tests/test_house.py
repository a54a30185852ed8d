"""The house itself: what its papers promise is what is there."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
import types
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from jeugdlib import model
from jeugdlib.settings import PARAMETERS, Settings
from jeugdlib.sources import columns

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# Packages that conda-forge knows by another name: theirs -> ours.
CONDA_NAMES = {"great_tables": "great-tables"}
MAIN_JOB, TEST_COMMAND = "python3 run.py rapport", "python3 run.py test"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def tracked_text() -> dict[str, str]:
    binary = {".png", ".parquet", ".xlsx", ".gz", ".zip", ".woff2"}
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in tracked_files()
        if path.suffix not in binary
    }


def bounds(requirements: list[str]) -> dict[str, set[str]]:
    """Give per package the set of its version bounds; a requirement on ourselves is an extra and is left out."""
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(one.name): {str(part) for part in one.specifier} for one in parsed if one.name != "jeugdlib"}


def locked() -> dict[str, str]:
    """Give the lines of each package in the lock."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    return {block.split("==")[0].split("[")[0]: block for block in blocks if block.strip() and not block.startswith("#")}


def test_conda_users_get_the_same_packages_within_the_same_bounds():
    listed = re.findall(r"^  - (\S+)$", read("environment.yml").split("dependencies:")[1], flags=re.MULTILINE)
    conda = bounds([re.sub(r"^\w+", lambda name: CONDA_NAMES.get(name[0], name[0]), text) for text in listed])
    assert conda.pop("python") == {PROJECT["project"]["requires-python"]}
    assert conda.pop("pip") == set()
    building = bounds(EXTRAS["dev"])
    assert {name: conda.pop(name) for name in ("editables", "hatchling")} == {name: building[name] for name in ("editables", "hatchling")}
    assert conda == bounds(PROJECT["project"]["dependencies"] + EXTRAS["lab"])


# Modules whose package has another name.
PACKAGE_NAMES = {"vl_convert": "vl-convert-python"}


def test_every_package_that_the_code_imports_is_one_that_it_asks_for():
    imported: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").split(".")[0])
    others = {canonicalize_name(PACKAGE_NAMES.get(name, name)) for name in imported - sys.stdlib_module_names - {"jeugdlib"}}
    assert {"polars", "lxml", "vl-convert-python"} <= others
    assert others - bounds(PROJECT["project"]["dependencies"] + EXTRAS["lab"] + EXTRAS["cluster"]).keys() == set()


def test_every_package_in_the_lock_has_one_version_and_a_hash():
    without = [name for name, block in locked().items() if "==" not in block or "--hash=sha256:" not in block]
    assert without == []
    assert len(locked()) > 100


def test_the_lock_holds_no_addresses():
    assert "://" not in LOCK
    assert "--index-url" not in LOCK
    assert "--find-links" not in LOCK


ASKED = PROJECT["project"]["dependencies"] + EXTRAS["lab"] + EXTRAS["cluster"] + EXTRAS["dev"] + PROJECT["build-system"]["requires"]


@pytest.mark.parametrize("requirement", ASKED)
def test_the_lock_satisfies_what_the_project_asks(requirement: str):
    wanted = Requirement(requirement)
    if wanted.name == "jeugdlib":
        assert wanted.extras == {"cluster", "lab"}
        return
    block = locked()[canonicalize_name(wanted.name)]
    found = re.match(r"[^=]+==([^ ;\\]+)", block)
    assert found
    assert wanted.specifier.contains(found[1])


def test_the_two_commands_of_the_readme_stand_where_a_reader_looks_first():
    blocks = re.findall(r"^```(?:sh|bash|console)?\n(.*?)^```", read("README.md"), flags=re.MULTILINE | re.DOTALL)
    assert [line.split("  #")[0].strip() for line in blocks[0].splitlines()] == [MAIN_JOB, TEST_COMMAND]


def test_ci_runs_the_test_command_of_the_readme_and_nothing_cleverer():
    lines = [line.strip() for line in read(".ci/run").splitlines() if line.strip() and not line.startswith("#")]
    assert lines[-1] == TEST_COMMAND
    assert [line for line in lines if re.search(r"\b(pytest|pip|uv|ruff|pyright|make)\b", line)] == []
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.parametrize("target", ["setup", "rapport", "test", "check", "fix", "bench", "lab", "soak", "beeld"])
def test_make_knows_the_target_and_hands_it_to_run_py(target: str):
    rules = re.findall(r"^([a-z ]+):\n\t@\$\(PYTHON\) run\.py \$@$", read("Makefile"), flags=re.MULTILINE)
    assert target in rules[0].split()


def test_run_py_does_its_own_tasks_and_leaves_every_other_word_to_jeugdlib():
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    assert set(run.TASKS) == {"setup", "test", "check", "fix", "bench", "lab", "soak", "beeld"}
    assert run.locked("uv").startswith("uv==")
    assert "--hash=sha256:" in run.locked("uv")
    assert run.locked("uv").count("==") == 1


def test_the_changelog_opens_with_the_version_of_the_project():
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert newest
    assert newest[1] == PROJECT["project"]["version"]


def test_the_licence_is_the_full_eupl():
    text = read("LICENSE")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert all(f"\n{number}. " in text for number in range(1, 16))
    assert "Compatible Licences" in text
    assert PROJECT["project"]["license"] == "EUPL-1.2"


def test_no_file_names_a_folder_of_somebodys_machine():
    # Written in pieces, so that this line is not its own finding.
    unix = "/(?:work/(?:main|shared)|" + r"root|home/\w+|Users/\w+)/"
    windows = r"[A-Z]:\\" + r"Users\\\w+"
    own_folders = re.compile(f"(?<![\\w.]){unix}|{windows}")
    assert {name: found[0] for name, text in tracked_text().items() if (found := own_folders.search(text))} == {}


def test_no_file_names_the_address_of_a_package_index():
    hosts = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.org", "anaconda" + r"\.org", "deb" + r"\.debian"]))
    assert {name: found[0] for name, text in tracked_text().items() if (found := hosts.search(text))} == {}


def test_every_link_between_the_papers_leads_somewhere():
    papers = [path for path in tracked_files() if path.suffix == ".md"]
    broken = [
        (paper.relative_to(ROOT).as_posix(), target)
        for paper in papers
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
        if not (paper.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_shows_pictures_that_the_task_beeld_makes_each_with_words_for_who_cannot_see_it():
    shown = re.findall(r"!\[([^\]]*)\]\(docs/beeld/(\w+)\.png\)", read("README.md"))
    made = {path.stem for path in (ROOT / "docs" / "beeld").glob("*.png") if path.read_bytes().startswith(b"\x89PNG")}
    assert {"rapport", "paden"} <= {name for _, name in shown} <= made
    assert all(len(words.split()) >= 5 for words, _ in shown)
    renew = read("tests/renew_pictures.py")
    assert [name for name in made if f'"{name}"' not in renew] == []


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_choice_stands_in_the_definitions_with_its_default(name: str):
    if name in ("gemeente", "data"):
        assert f"`{name}`" in read("docs/gegevens.md"), "zegt welke gegevens, niet hoe er gerekend wordt"
        return
    default = next(field for field in msgspec.structs.fields(Settings) if field.name == name)
    value = default.default_factory() if default.default is msgspec.NODEFAULT else default.default
    written = {"[]": "geen", "True": "ja", "False": "nee"}.get(str(value), str(value))
    assert re.search(rf"^\| `{name}` \| {re.escape(written)} \|", read("docs/definities.md"), flags=re.MULTILINE)


@pytest.mark.parametrize("table", model.TABLES)
def test_every_column_of_a_delivery_is_explained(table: str):
    parts = read("docs/gegevens.md").split(f"\n### {table}")
    assert len(parts) == 2
    section = parts[1].split("\n### ")[0].split("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (ja|nee|\\\*) \|", section, flags=re.MULTILINE))
    assert set(told) == set(columns.DELIVERED[table])
    must = {name for name, word in told.items() if word == "ja"}
    assert must == set(columns.REQUIRED[table]) - {"client"}


def test_every_table_that_leaves_is_listed_for_its_users():
    from jeugdlib import workbook

    section = read("docs/gegevens.md").split("## Tabellen\n")[1].split("\n## ")[0]
    listed = set(re.findall(r"^\| `(\w+)` \| (?!ja \||nee \||\\)", section, flags=re.MULTILINE))
    assert listed == set(workbook.TABLES)


def test_every_analysis_has_its_definition():
    analyses = [path.stem for path in (ROOT / "src/jeugdlib/analyses").glob("*.py") if path.stem != "__init__"]
    headings = re.findall(r"^## (\S+)$", read("docs/definities.md"), flags=re.MULTILINE)
    assert sorted(set(analyses) - set(headings)) == []


def test_the_worked_example_of_a_new_slide_works_as_it_stands_on_paper(monkeypatch: pytest.MonkeyPatch):
    import jeugdlib.analyses

    analysis, proof = re.findall(r"^```python\n(.*?)^```", read("docs/nieuwe_slide.md"), flags=re.MULTILINE | re.DOTALL)
    module = types.ModuleType("jeugdlib.analyses.aanbieders_per_client")
    exec(compile(analysis, "docs/nieuwe_slide.md", "exec"), module.__dict__)
    monkeypatch.setattr(jeugdlib.analyses, "aanbieders_per_client", module, raising=False)
    tests: dict[str, Callable[[], None]] = {}
    exec(compile(proof, "docs/nieuwe_slide.md", "exec"), tests)
    ran = [test() for name, test in tests.items() if name.startswith("test_")]
    assert len(ran) == 2
