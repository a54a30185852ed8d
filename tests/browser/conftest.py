"""What the tests in a browser share: a Chromium that has no network, and pages opened in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.reading import TELEPHONE, WIDE, opened

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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium once per file: playwright keeps an event loop running, which the tests of other files can't have."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(browser: Browser, edition_folder: Path) -> Iterator[Callable[[str, int], Page]]:
    """Open every page once per file, let its figures become live, and give it as a reader finds it: folded, at the top, on a screen."""
    kept: dict[str, Page] = {}

    def fresh(name: str, width: int) -> Page:
        page = kept.get(name) or kept.setdefault(name, opened(browser, edition_folder / f"{name}.html"))
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": width, "height": 900})
        # Two frames later the page has taken note of its new width.
        page.evaluate(
            """() => {
              const first = document.querySelector(".groep > details");
              document.querySelectorAll("details").forEach((folded) => { folded.open = folded === first; });
              document.documentElement.removeAttribute("style");
              document.activeElement.blur(); window.scrollTo(0, 0); getSelection().collapse(document.body, 0);
              return new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(settled))));
            }"""
        )
        return page

    yield fresh
    for page in kept.values():
        page.close()


@pytest.fixture(params=["index", *GEMEENTEN])
def name(request: pytest.FixtureRequest) -> str:
    """Name a page; a file that reads every page says so itself."""
    return request.param


@pytest.fixture(params=[WIDE, TELEPHONE], ids=["wide", "telephone"])
def page(request: pytest.FixtureRequest, name: str, pages: Callable[[str, int], Page]) -> Page:
    """Give a page at each width."""
    return pages(name, request.param)


@pytest.fixture
def desk(name: str, pages: Callable[[str, int], Page]) -> Page:
    """Give a page on a wide screen."""
    return pages(name, WIDE)
