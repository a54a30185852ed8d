"""Every page of the example edition under axe-core (WCAG 2.1 AA and more), with its figures live and its folds open; and as valid HTML."""

import importlib.resources
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from browser.conftest import GEMEENTEN
from browser.reading import TELEPHONE, WIDE, deck, opened, unfold
from jeugdlib.report.checks import check_page

pytestmark = pytest.mark.browser

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# The law's standard is 2.1 AA; what 2.2 and good practice ask is held as well.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The inside of a live drawing is hidden from who listens; for who looks, `test_theme` holds its colours.
NOT_READ = {"exclude": [[".figuur-beeld svg > *"], [".beeld svg > *"]]}
RULES_WITH_SOMETHING_TO_READ = 25
# More than half of the time, and about the style sheet, which all pages have in common.
OF_THE_STYLE = ("color-contrast", "link-in-text-block", "target-size")
# No Dutch words: common English ones, and the months of which Dutch has another name.
ENGLISH = re.compile(
    r"\b(?:the|and|with|this|that|from|which|click|here|show|hide|view|loading|total|average|month|year|count|value|"
    r"January|February|March|June|July|October|Jan|Feb 20\d\d|May 20\d\d|axis|legend|chart|undefined|null|NaN)\b"
)


def faults(page: str) -> list[Any]:
    """Read a page as strictly as the standard of HTML; give what a browser must mend."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    return parser.errors


every_page = pytest.mark.parametrize("name", ["index", "0889", "0893", "0907", "0983", "0984", "1507", "1894", "regio"])


def read_by_axe(page: Page, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Let axe-core read a page; evaluated beside the page, so that the policy of the page stays as strict as it is."""
    page.evaluate(AXE)
    rules = {rule: {"enabled": False} for rule in left_out}
    ask = "([where, tags, rules]) => axe.run(where, {runOnly: tags, rules, resultTypes: ['violations']})"
    return page.evaluate(ask, [NOT_READ, TAGS, rules])


def violations(page: Page, left_out: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    found = read_by_axe(page, left_out)
    assert len(found["passes"]) >= RULES_WITH_SOMETHING_TO_READ, "axe heeft de pagina niet gelezen"
    return [(fault["id"], fault["help"], node["html"][:200]) for fault in found["violations"] for node in fault["nodes"]]


def test_axe_has_nothing_to_say_about_a_page_wide_or_on_a_telephone(page: Page, name: str):
    unfold(page)
    assert (page.locator("figure.levend svg").count() > 10) == (name != "index")
    assert violations(page) == []


@pytest.mark.parametrize("name", ["0889", "0907", "0984", "1507", "1894"])
def test_axe_has_nothing_to_say_about_the_pages_in_between(name: str, pages: Callable[[str, int], Page]):
    page = pages(name, TELEPHONE)
    unfold(page)
    assert violations(page, left_out=OF_THE_STYLE) == []


@pytest.mark.parametrize("name", GEMEENTEN)
def test_axe_has_nothing_to_say_about_a_deck_at_its_start_or_at_a_figure(name: str, edition_folder: Path, browser: Browser):
    for width in (WIDE, TELEPHONE):
        page = opened(browser, deck(edition_folder, name), width)
        page.locator(".reveal.ready").wait_for()
        for slide in ("h1", "svg"):
            page.evaluate("kind => Reveal.slide(Reveal.getSlides().findIndex(slide => slide.querySelector(kind)))", slide)
            page.locator(f"section.present {slide}").first.wait_for()
            assert violations(page) == []
        page.close()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("<p style='color: #999; background: #fff'>Flauw</p>", "color-contrast"),
        ("<img src='data:,'>", "image-alt"),
        ("<h6>Te diep</h6>", "heading-order"),
        ("<select><option>Venlo</select>", "select-name"),
        ("<div role='knop'>Druk</div>", "aria-roles"),
    ],
)
def test_axe_finds_what_was_planted_in_a_page_of_the_report(planted: str, rule: str, edition_folder: Path, browser: Browser):
    page = opened(browser, edition_folder / "index.html", bypass_csp=True)  # a style in an attribute is what the policy would stop
    page.evaluate("planted => document.querySelector('main').insertAdjacentHTML('beforeend', planted)", planted)
    assert {fault for fault, _, _ in violations(page)} == {rule}
    page.close()


@every_page
def test_a_page_keeps_every_rule_after_its_scripts_have_run(name: str, pages: Callable[[str, int], Page]):
    assert check_page(pages(name, TELEPHONE).content()) == []


def test_no_english_word_stands_on_a_page_or_is_read_out(desk: Page):
    unfold(desk)
    seen = desk.locator("body").inner_text()
    read = desk.evaluate("[...document.querySelectorAll('body *')].flatMap(e => ['aria-label', 'alt', 'title', 'aria-description', "
                         "'aria-roledescription'].map(n => e.getAttribute(n) ?? ''))")  # fmt: skip
    drawn = desk.evaluate("[...document.querySelectorAll('svg text')].map(e => e.textContent)")
    words = "\n".join([seen, *read, *drawn])
    assert len(words) > 200
    assert [words[max(0, found.start() - 40) : found.end() + 40] for found in ENGLISH.finditer(words)] == []


@every_page
def test_the_html_has_no_fault_that_a_browser_must_mend(name: str, edition_folder: Path):
    assert faults((edition_folder / f"{name}.html").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", GEMEENTEN)
def test_the_html_of_a_deck_has_no_fault_that_a_browser_must_mend(name: str, edition_folder: Path):
    assert faults(deck(edition_folder, name).read_text(encoding="utf-8")) == []


def test_a_fault_in_html_is_seen():
    assert faults("<!DOCTYPE html><html lang='nl'><title>Proef</title><p><b>Dik</p>")
