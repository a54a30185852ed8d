"""A page for who reads otherwise: larger letters, wider spacing, on paper, without movement, in colours of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.reading import TELEPHONE, opened, unfold

pytestmark = pytest.mark.browser

SHEET_PIXELS = (688, 1000)  # 182 by 265 mm: A4 without its margins


def clipped(page: Page) -> list[str]:
    """List the texts that are cut off: wider or higher than the box that hides what does not fit."""
    return page.evaluate(
        """[...document.querySelectorAll('body *:not(svg *)')].filter(e => {
             const s = getComputedStyle(e);
             const cuts = s.overflowX === 'hidden' || s.overflowX === 'clip' || s.overflowY === 'hidden' || s.overflowY === 'clip';
             return cuts && e.clientWidth > 1 && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
           }).map(e => e.outerHTML.slice(0, 120))"""
    )


def test_letters_twice_as_large_still_fit(desk: Page):
    desk.evaluate("document.documentElement.style.fontSize = '200%'")
    unfold(desk)
    assert desk.evaluate("document.documentElement.scrollWidth") == desk.evaluate("innerWidth")
    assert clipped(desk) == []


def test_wider_spaces_between_lines_words_and_letters_still_fit(edition_folder: Path, browser: Browser):
    """WCAG 1.4.12: a reader's own spacing."""
    telephone = opened(browser, edition_folder / "0983.html", TELEPHONE)
    telephone.evaluate(
        """document.querySelectorAll('body *:not(svg, svg *)').forEach(e => {
             e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em';
             if (e.localName === 'p') e.style.marginBottom = '2em'; })"""
    )
    assert telephone.evaluate("document.documentElement.scrollWidth") == TELEPHONE
    assert clipped(telephone) == []
    telephone.close()


def test_a_text_that_is_cut_off_is_seen(edition_folder: Path, browser: Browser):
    page = opened(browser, edition_folder / "index.html", bypass_csp=True)
    page.evaluate("document.querySelector('main').innerHTML = \"<p style='overflow: hidden; height: 1em; width: 4em'>Een lange tekst</p>\"")
    assert len(clipped(page)) == 1
    page.close()


def test_on_paper_the_data_are_there_and_the_way_around_is_not(desk: Page):
    desk.emulate_media(media="print")
    assert [table for table in desk.locator("details table").all() if not table.is_visible()] == []
    assert desk.locator("nav:visible, .naar-inhoud:visible, summary:visible").count() == 0
    assert desk.locator("h1").is_visible()


def test_a_figure_is_never_higher_than_a_sheet_of_paper(desk: Page):
    desk.emulate_media(media="print")
    width, height = SHEET_PIXELS
    desk.set_viewport_size({"width": width, "height": height})
    heights = desk.evaluate("[...document.querySelectorAll('.figuur-beeld')].map(e => e.getBoundingClientRect().height)")
    assert [found for found in heights if found > height] == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("choice", "expected"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_who_wants_no_movement_gets_none(choice: str, expected: str, edition_folder: Path, browser: Browser):
    page = opened(browser, edition_folder / "regio.html", reduced_motion=choice)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == expected
    assert page.evaluate("document.getAnimations().length") == 0
    page.close()


@pytest.fixture
def own_colours(edition_folder: Path, browser: Browser) -> Iterator[Page]:
    page = opened(browser, edition_folder / "regio.html", forced_colors="active", color_scheme="dark")
    yield page
    page.close()


def test_with_a_readers_own_colours_a_figure_keeps_its_ink_on_its_paper(own_colours: Page):
    adjusted = own_colours.evaluate("[...new Set([...document.querySelectorAll('.figuur-beeld svg, .figuur-beeld svg text')]"
                                    ".map(e => getComputedStyle(e).forcedColorAdjust))]")  # fmt: skip
    assert adjusted == ["none"]
    slide = own_colours.evaluate("getComputedStyle(document.querySelector('.slide')).borderTopWidth")
    assert float(slide.removesuffix("px")) >= 1
