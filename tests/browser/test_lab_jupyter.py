"""A real JupyterLab in Chromium, on a copy of the notebooks: run all, see the chart, choose another productgroep, see it change."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect, sync_playwright

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_SECONDS, RUN_SECONDS = 60, 45  # a busy machine; alone it takes a few seconds


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `jeugdlib lab` as a user does, with settings of its own; give its address with the token that Jupyter made."""
    home = tmp_path_factory.mktemp("jupyter")
    own = {name: str(home / name.lower()) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    own |= {name: str(home / name.lower()) for name in ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")}
    command = "from jeugdlib.cli import main; main()"
    words = ["lab", "--map", str(home / "werkboek"), "--no-browser", "--ip=127.0.0.1", "--port=0"]
    # Jupyter refuses to work as root, which a machine for tests often is.
    words += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", command, *words], env=os.environ | own, stdout=log, stderr=log)
    try:
        yield _address(Path(own["JUPYTER_RUNTIME_DIR"]), server, home / "log")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _address(runtime: Path, server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        for about in runtime.glob("jpserver-*.json"):
            if about.stat().st_size:
                told = json.loads(about.read_text(encoding="utf-8"))
                if told["port"]:
                    return f"{told['url']}lab/tree/10_paden.ipynb?token={told['token']}&reset"
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@dataclass
class Screen:
    """JupyterLab with a notebook open, and every address outside this machine that it asked for."""

    page: Page
    outside: list[str] = field(default_factory=list)

    def watch(self, asked: Request) -> None:
        if not asked.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.outside.append(asked.url)


@pytest.fixture(scope="module")
def screen(lab: str, chromium: str) -> Iterator[Screen]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        shown = Screen(browser.new_page(viewport={"width": 1400, "height": 1000}))
        shown.page.on("request", shown.watch)
        shown.page.goto(lab)
        shown.page.locator(".jp-Notebook").wait_for(timeout=START_SECONDS * 1000)
        # The status bar tells of a kernel only once there is one: a run before that makes Jupyter ask for a kernel.
        shown.page.get_by_text("| Idle", exact=False).first.wait_for(timeout=START_SECONDS * 1000)
        yield shown
        browser.close()


def test_run_all_shows_the_charts_and_another_productgroep_changes_them(screen: Screen):
    page = screen.page
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    figures = page.locator(".jp-OutputArea-output figure.figuur svg")
    expect(figures.first).to_be_visible(timeout=RUN_SECONDS * 1000)
    explored = page.locator(".widget-html-content figure.figuur")
    expect(explored).to_have_count(1, timeout=RUN_SECONDS * 1000)
    explored.scroll_into_view_if_needed()
    expect(explored.locator("svg")).to_be_visible()
    expect(explored.locator("figcaption")).to_contain_text("GGZ")
    before = explored.locator("svg").inner_html()
    page.locator(".widget-dropdown", has_text="Productgroep").locator("select").select_option("Ambulant perspectief 1")
    expect(explored.locator("figcaption")).to_contain_text("Ambulant perspectief 1", timeout=RUN_SECONDS * 1000)
    assert explored.locator("svg").inner_html() != before


def test_jupyterlab_asks_nothing_of_the_internet(screen: Screen):
    assert screen.outside == []
    expect(screen.page.locator(".Toastify__toast")).to_have_count(0)
