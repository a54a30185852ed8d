"""A page of the report without a mouse: where the Tab key stops, that it is seen to stop there, and that nothing is out of reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.reading import ROUNDS, TELEPHONE, opened, unfold

pytestmark = pytest.mark.browser

MOST_STOPS = 600
# What can be used, and can be seen: what a fold or a style hides is no stop.
USABLE = "a[href], summary, select, input, button, [tabindex='0']"


def stops(page: Page) -> list[dict[str, Any]]:
    """Walk the page with the Tab key and tell where it stops, what it is called there and whether the eye can see it."""
    page.evaluate("window.walked = new Set()")
    walked: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
              const again = e === document.body || walked.has(e);
              walked.add(e);
              return {
                again, tag: e.localName, words: (e.getAttribute("aria-label") ?? e.textContent).trim(),
                place: ["nav", "figure"].filter((part) => e.closest(part)),
                order: [...document.querySelectorAll("*")].indexOf(e),
                rim: style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0,
                seen: e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && box.width > 0 && box.height > 0,
                inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
                scrolls: e.scrollWidth > e.clientWidth,
              };
            }"""
        )
        if stop["again"]:
            return walked
        walked.append(stop)
    raise AssertionError("the keyboard never comes to the end")


def test_the_tab_key_reaches_everything_is_seen_where_it_stops_and_stops_nowhere_for_nothing(page: Page, name: str):
    walked = stops(page)
    assert walked[0]["words"] == "Direct naar de inhoud"
    assert [stop for stop in walked if not (stop["seen"] and stop["inside"])] == []
    assert [stop for stop in walked if stop["rim"] < 2] == []
    assert [stop for stop in walked if stop["tag"] not in ("a", "summary", "input", "select", "button") and not stop["scrolls"]] == []
    assert len(walked) == page.locator(USABLE).filter(visible=True).count()
    assert [stop["order"] for stop in walked] == sorted(stop["order"] for stop in walked), (
        "the order of the keyboard is not that of the text"
    )
    if name != "index":
        assert walked[1]["place"] == ["nav"]
        assert {"select", "summary"} <= {stop["tag"] for stop in walked if "figure" in stop["place"]}


def test_a_stop_whose_focus_cannot_be_seen_is_found(edition_folder: Path, browser: Browser):
    page = opened(browser, edition_folder / "index.html", bypass_csp=True)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', \"<button style='outline: none'>Druk</button>\")")
    assert [stop["words"] for stop in stops(page) if stop["rim"] < 2] == ["Druk"]
    page.close()


def test_the_skip_link_leads_past_the_head_to_the_content(name: str, edition_folder: Path, browser: Browser):
    arrived = browser.new_page(reduced_motion="reduce")  # a page that no key was pressed on yet: a target moves where Tab starts
    arrived.goto((edition_folder / f"{name}.html").as_uri())
    arrived.keyboard.press("Tab")
    arrived.keyboard.press("Enter")
    assert arrived.evaluate("document.activeElement.id") == "inhoud"
    arrived.keyboard.press("Tab")
    assert arrived.evaluate("document.querySelector('main').contains(document.activeElement)")
    arrived.close()


def test_a_box_that_scrolls_has_a_tab_stop_and_a_name_and_one_that_does_not_has_none(page: Page, name: str):
    boxes = page.evaluate(
        """[...document.querySelectorAll('.figuur-beeld, .uitvoer:has(> table)')].filter(e => e.checkVisibility()).map(e => ({
             scrolls: e.scrollWidth > e.clientWidth, tab: e.getAttribute('tabindex'), role: e.getAttribute('role'),
             name: e.getAttribute('aria-label')}))"""
    )
    assert bool(boxes) == (name != "index")
    assert [box for box in boxes if box["scrolls"] != (box["tab"] == "0")] == []
    assert [box for box in boxes if box["scrolls"] and not (box["role"] == "group" and "schuif opzij" in box["name"])] == []


def test_a_page_never_scrolls_sideways_as_a_whole(page: Page):
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


@pytest.fixture
def telephone(edition_folder: Path, browser: Browser) -> Iterator[Page]:
    page = opened(browser, edition_folder / "regio.html", TELEPHONE)
    yield page
    page.close()


def test_a_figure_on_a_telephone_moves_with_the_arrow_keys(telephone: Page):
    telephone.locator(".figuur-beeld[tabindex='0']").first.focus()
    for _ in range(5):
        telephone.keyboard.press("ArrowRight")
    for _ in range(ROUNDS):
        if telephone.evaluate("document.activeElement.scrollLeft") > 0:
            return
        telephone.wait_for_timeout(50)
    raise AssertionError("the figure does not move")
