"""A page of the report in Chromium, opened from disk: it asks nothing of a network and the browser has no complaint."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import GEMEENTEN
from browser.reading import Reader

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["index", *GEMEENTEN])
def test_a_page_asks_for_nothing_but_itself_and_the_browser_has_no_complaint(name: str, edition_folder: Path, browser: Browser):
    address = edition_folder / f"{name}.html"
    reader = Reader(browser, address)
    figures = reader.read_to_the_end()
    assert bool(figures) == (name != "index")
    for choice in reader.page.locator("figure select").all():
        choice.select_option(index=1)
    for target in reader.page.locator("figure .aanwijzen_marks path:first-child").all()[:3]:
        target.hover(force=True)
    reader.page.close()
    assert reader.requests == [address.as_uri()]
    assert reader.complaints == []


def test_a_script_or_a_style_that_was_smuggled_into_a_page_does_nothing(edition_folder: Path, browser: Browser, tmp_path: Path):
    smuggled = '<p id="doel" style="color: red" onclick="document.title = 1">x</p><script>document.title = "gekaapt"</script>'
    text = (edition_folder / "0893.html").read_text(encoding="utf-8").replace("</main>", f"{smuggled}</main>", 1)
    address = tmp_path / "0893.html"
    address.write_text(text, encoding="utf-8")
    reader = Reader(browser, address)
    reader.page.locator("#doel").click()
    assert "Bergen (L.)" in reader.page.title()
    assert reader.page.locator("#doel").evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 0)"
    assert len([said for said in reader.complaints if "Content Security Policy" in said]) == 3
    reader.page.close()
