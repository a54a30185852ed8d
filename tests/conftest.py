"""What every test shares: reproducible generated cases, an edition of the example, and an honest word about tests that need a browser."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The same examples on every machine and every day: a red test can be run again, and a green one says something.
hypothesis.settings.register_profile("jeugdlib", derandomize=True, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("jeugdlib")

NO_CHROMIUM = "Chromium staat niet op deze computer. Op Debian of Ubuntu: sudo apt-get install --no-install-recommends chromium"
PATIENCE_SECONDS = 900  # an edition takes one to three minutes
LEFT_OUT = pytest.StashKey[list[str]]()


def find_chromium() -> str | None:
    """Give the path of the browser: `JEUGDLIB_CHROMIUM`, else the one that the system knows by name."""
    return os.environ.get("JEUGDLIB_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the browser tests where there is no browser, but never unsaid, and not on CI: there they run, and fail."""
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if not browser_tests or find_chromium() or os.environ.get("CI"):
        return
    names = [item.nodeid for item in browser_tests]
    config.stash[LEFT_OUT] = names
    # In a worker of xdist this dictionary goes to the process that writes the summary.
    getattr(config, "workeroutput", {})["left_out"] = names
    config.hook.pytest_deselected(items=browser_tests)
    items[:] = [item for item in items if item not in browser_tests]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker of xdist which tests it left out; all workers leave out the same ones."""
    node.config.stash[LEFT_OUT] = node.workeroutput.get("left_out", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the tests that were left out, and the cure."""
    left_out = config.stash.get(LEFT_OUT, [])
    if left_out:
        terminalreporter.section("weggelaten: tests in de browser")
        terminalreporter.line(NO_CHROMIUM)
        for nodeid in left_out:
            terminalreporter.line(f"  {nodeid}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of Chromium, for tests marked `browser`."""
    path = find_chromium()
    assert path, NO_CHROMIUM
    return path


@pytest.fixture(scope="session")
def edition_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the report of the example region as a user does, every page with its deck; once, by the worker of xdist that comes first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "editie"
    outcome = folder.with_name("editie.uitkomst")
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + PATIENCE_SECONDS
        while not outcome.exists():
            assert time.monotonic() < until, "the other worker never finished its edition"
            time.sleep(0.2)
    else:
        jeugdlib = Path(sys.executable).with_name("jeugdlib")
        made = subprocess.run([jeugdlib, "rapport", "--slides", "--naar", folder], capture_output=True, text=True, encoding="utf-8")
        written = outcome.with_name("editie.schrijft")
        written.write_text(f"{made.returncode}\n{made.stderr}", encoding="utf-8")
        written.replace(outcome)  # whole, or not there
    said = outcome.read_text(encoding="utf-8")
    assert said.startswith("0\n"), said
    return folder
