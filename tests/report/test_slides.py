"""The deck: one file that needs nothing, one slide per figure with its sentence, and no English."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from nbformat.v4 import new_output
from playwright.sync_api import Page, sync_playwright

from editions import build
from jeugdlib import sentences
from jeugdlib.report import edition, slides
from jeugdlib.report.edition import Edition
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.store import Gemeente
from report.test_edition import executed
from report.test_takeaway import drawn, output

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VENLO = Gemeente("0983", "Venlo")
HEAD = Edition("iJw 301- en 323-berichten, voorbeelddata (verzonnen)", date(2024, 8, 1), date(2024, 9, 11), "1.2.3", voorbeeld=True)
FOUND = ["GGZ: het pad Zwaar komt het meest voor.", "Pleegzorg: de aantallen zijn te klein om te tonen."]
DECK = "0983-0000000000/0983-slides.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editie")
    told = new_output("display_data", data={"text/html": sentences.show(FOUND)._repr_html_()})
    path = executed(folder, "10_paden", told, output(drawn()))
    failed = executed(folder, "11_volumes", title="11 · Volumes")
    executions = [Execution(path, VENLO, path, 1.0), Execution(failed, VENLO, failed, 1.0, Failure.TIMEOUT, "geheim")]
    build(executions, HEAD, destination=folder / "uit", deck=True)
    return folder / "uit"


@pytest.fixture
def deck(built: Path) -> html.HtmlElement:
    return html.document_fromstring((built / DECK).read_text(encoding="utf-8"))


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_the_deck_opens_with_the_gemeente_then_says_what_stands_out_and_shows_each_figure(deck: html.HtmlElement):
    first, found, figure, failed = deck.xpath("//div[@class='slides']/section")
    assert first.xpath("./h1/text()") == ["Venlo"]
    assert "1 augustus 2024" in words(first)
    assert found.xpath("./h2/text()") == ["Doorlopen paden"]
    assert [words(item) for item in found.xpath(".//li")] == FOUND
    assert figure.xpath("./h2/text()") == ["Meest doorlopen paden, GGZ"]
    assert figure.xpath("./p[@class='zin']/text()") == [FOUND[0]]
    assert figure.xpath(".//svg/@aria-label")
    assert "Deze slide kon niet worden gemaakt: de berekening duurde te lang." in words(failed)
    assert "geheim" not in words(deck)


def test_every_slide_says_that_the_data_are_invented(deck: html.HtmlElement):
    assert [slide for slide in deck.xpath("//div[@class='slides']/section") if "Voorbeelddata (verzonnen)" not in words(slide)] == []


def test_the_deck_is_dutch_and_loads_nothing(deck: html.HtmlElement):
    assert deck.get("lang") == "nl"
    assert deck.xpath("//link|//iframe|//img|//script[@src]|//@style") == []
    (policy,) = deck.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_licence_of_reveal_travels_with_it(deck: html.HtmlElement):
    (script,) = deck.xpath("//script/text()")
    assert "Permission is hereby granted, free of charge" in script


def test_the_page_links_to_its_deck_only_where_there_is_one(built: Path, tmp_path: Path):
    page = html.document_fromstring((built / "0983.html").read_text(encoding="utf-8"))
    assert page.xpath(f"//a[@href='{DECK}']/text()") == ["Presentatie"]
    path = executed(tmp_path, "10_paden", output(drawn()))
    build([Execution(path, VENLO, path, 1.0)], HEAD, destination=tmp_path / "uit")
    assert "slides.html" not in (tmp_path / "uit" / "0983.html").read_text(encoding="utf-8")


def test_the_same_notebooks_give_the_same_deck(built: Path, tmp_path: Path):
    paths = [built.parent / f"{name}.ipynb" for name in ("10_paden", "11_volumes")]
    executions = [Execution(paths[0], VENLO, paths[0], 9.0), Execution(paths[1], VENLO, paths[1], 9.0, Failure.TIMEOUT)]
    build(executions, HEAD, destination=tmp_path, deck=True)
    assert (tmp_path / DECK).read_bytes() == (built / DECK).read_bytes()


def test_a_name_of_a_product_never_becomes_a_tag():
    evil = "<script>alert(1)</script>"
    text = slides.render_deck(
        [slides.Part(evil, [evil], [])], edition.pack(VENLO, [], HEAD, folder="map", options=edition.Options(deck=True)).about
    )
    assert html.document_fromstring(text).xpath("//section//script") == []


@pytest.fixture
def screen(built: Path, chromium: str) -> Iterator[tuple[Page, list[str]]]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        heard: list[str] = []
        page.on("request", lambda asked: heard.append(asked.url))
        page.on("console", lambda said: heard.append(said.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto((built / DECK).as_uri())
        page.wait_for_selector(".reveal.ready")
        yield page, heard
        browser.close()


@pytest.mark.browser
def test_the_arrow_key_leads_from_slide_to_slide_and_nothing_is_fetched(screen: tuple[Page, list[str]], built: Path):
    page, heard = screen
    for heading in ("Doorlopen paden", "Meest doorlopen paden, GGZ", "Volumes"):
        page.keyboard.press("ArrowRight")
        page.wait_for_function("text => document.querySelector('section.present h2')?.textContent === text", arg=heading)
    assert [word for word in heard if not word.startswith((built / DECK).as_uri())] == []


@pytest.mark.browser
def test_the_buttons_of_the_deck_speak_dutch(screen: tuple[Page, list[str]]):
    page, _ = screen
    page.wait_for_selector("button[aria-label='volgende slide']")
    told = page.evaluate("[...document.querySelectorAll('button')].map(one => one.getAttribute('aria-label') + one.textContent)")
    assert sorted(told) == ["slide erboven", "slide eronder", "volgende slide", "vorige slide"]
    assert re.search(r"\b(next|previous|resume|pause)\b", page.inner_text("body"), re.IGNORECASE) is None


@pytest.mark.browser
def test_a_figure_and_its_source_stay_inside_the_slide(screen: tuple[Page, list[str]]):
    page, _ = screen
    page.evaluate("Reveal.slide(2)")
    drawing, source = (page.locator(f"section.present {what}").bounding_box() for what in (".beeld svg", ".bron"))
    assert drawing
    assert source
    assert drawing["y"] + drawing["height"] <= source["y"]
    assert source["y"] + source["height"] <= 720
    assert drawing["height"] > 200


@pytest.mark.browser
def test_without_a_script_the_deck_refers_to_the_page(built: Path, chromium: str):
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto((built / DECK).as_uri())
        assert page.locator(".zonder a").get_attribute("href") == "../0983.html"
        assert page.locator("text=Deze presentatie werkt alleen met JavaScript").is_visible()
        browser.close()
