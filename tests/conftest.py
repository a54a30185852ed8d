"""What every test shares: reproducible generated cases, and an honest word about tests that need a browser."""

import os
import shutil
from typing import Any

import hypothesis
import pytest

# The same examples on every machine and every day: a red test can be run again, and a green one says something.
hypothesis.settings.register_profile("jeugdlib", derandomize=True, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("jeugdlib")

NO_CHROMIUM = "Chromium staat niet op deze computer. Op Debian of Ubuntu: sudo apt-get install --no-install-recommends chromium"
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
