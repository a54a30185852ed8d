"""A page of the report in Chromium, opened from disk: it asks nothing of a network and the browser has no complaint."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import GEMEENTEN

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["index", *GEMEENTEN])
def test_a_page_asks_for_nothing_but_itself_and_the_browser_has_no_complaint(name: str, edition_folder: Path, browser: Browser):
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda asked: requests.append(asked.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = (edition_folder / f"{name}.html").as_uri()
    page.goto(address)
    page.close()
    assert requests == [address]
    assert complaints == []
