"""A page in Chromium, from disk: it asks nothing of a network, fits a telephone, and can be walked by keyboard."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, sync_playwright

from editions import build
from jeugdlib.report.edition import Edition
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.store import Gemeente
from report.test_edition import FIGURE, executed, shown

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDE = f"<table><caption>Breed</caption><tr><th scope='row'>Hulp</th>{'<td>Ambulante hulp duurzaam</td>' * 12}</tr></table>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("editie")
    wide = FIGURE.format(id="breed").replace('viewBox="0 0 10 10"', 'width="870" height="200" viewBox="0 0 870 200"')
    path = executed(folder, "10_paden", shown({"text/html": wide}), shown({"text/html": WIDE}))
    venlo = Gemeente("0983", "Venlo")
    failed = Execution(path.rename(folder / "11_volumes.ipynb"), venlo, path, 1.0, Failure.CODE, "reden")
    path = executed(folder, "10_paden", shown({"text/html": wide}), shown({"text/html": WIDE}))
    head = Edition("iJw 301- en 323-berichten", date(2024, 8, 1), date(2024, 9, 11), "1", voorbeeld=True)
    build([Execution(path, venlo, path, 1.0), failed], head, destination=folder)
    return (folder / "0983.html").as_uri()


@pytest.fixture(params=[1280, 320], ids=["wide", "telephone"])
def page(request: pytest.FixtureRequest, address: str, chromium: str) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": request.param, "height": 800})
        page.requests = []  # type: ignore[attr-defined]
        page.complaints = []  # type: ignore[attr-defined]
        page.on("request", lambda asked: page.requests.append(asked.url))  # type: ignore[attr-defined]
        page.on("console", lambda said: page.complaints.append(said.text))  # type: ignore[attr-defined]
        page.goto(address)
        yield page
        browser.close()


def test_a_page_asks_for_nothing_but_itself_and_the_browser_has_no_complaint(page: Page, address: str):
    assert page.requests == [address]  # type: ignore[attr-defined]
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_page_never_scrolls_sideways_as_a_whole(page: Page):
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]


def test_the_first_tab_stop_leads_to_the_content(page: Page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_the_data_of_a_figure_unfold_by_keyboard(page: Page):
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("element => element.open")


def test_in_print_the_folded_data_are_there(page: Page):
    page.emulate_media(media="print")
    assert page.locator("details table").first.is_visible()
