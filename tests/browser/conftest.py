"""What the tests in a browser share: an edition of the example region, and a Chromium that has no network."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

GEMEENTEN = ("0893", "0983", "regio")  # the smallest and the largest gemeente, and the region
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def edition_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the report of the example region as a user does: `index.html` and a page for each of `GEMEENTEN`."""
    folder = tmp_path_factory.mktemp("editie")
    chosen = [word for code in GEMEENTEN for word in ("--gemeente", code)]
    jeugdlib = Path(sys.executable).with_name("jeugdlib")
    made = subprocess.run([jeugdlib, "rapport", *chosen, "--naar", folder], capture_output=True, text=True, encoding="utf-8")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium once per file: playwright keeps an event loop running, which the tests of other files can't have."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()
