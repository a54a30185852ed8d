"""Renew the pictures of the README: make the report of the example region, open it in Chromium, and keep its main pages.

`python3 run.py beeld` does this. With a folder as argument the report that stands there is pictured, and none is made.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from conftest import NO_CHROMIUM, find_chromium

TARGET = Path(__file__).parents[1] / "docs" / "beeld"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Name of the picture -> the page, and the element that stands at the top of the screen.
PICTURES = {
    "index": ("index.html", "body"),
    "rapport": ("0983.html", "body"),
    "paden": ("0983.html", "figure:has-text('Meest doorlopen paden')"),
    "doorlooptijd": ("0983.html", "figure:has-text('Duur van afgeronde')"),
    "plekbezetting": ("0983.html", "[id='13-plekbezetting'] figure"),
}


def make_report(folder: Path) -> None:
    """Run the command that a user runs."""
    subprocess.run([str(Path(sys.executable).parent / "jeugdlib"), "rapport", "--slides", "--naar", str(folder)], check=True)


def picture(page: Page, address: str, selector: str, name: str) -> None:
    """Keep the screen with this element at its top."""
    page.goto(address)
    page.locator(selector).first.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 16)")
    page.wait_for_timeout(1500)  # a figure becomes live when it comes into sight
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"docs/beeld/{name}.png")


def make_pictures(report: Path, chromium: str) -> None:
    """Picture the main pages, wide and on a telephone, and a slide of the deck."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport=ViewportSize(width=1200, height=800))
        for name, (file, selector) in PICTURES.items():
            picture(page, (report / file).as_uri(), selector, name)
        for deck in report.glob("0983-*/0983-slides.html"):
            picture(page, deck.as_uri() + "#/4", "body", "presentatie")
        page = browser.new_page(viewport=ViewportSize(width=320, height=640), device_scale_factor=2)
        picture(page, (report / "0983.html").as_uri(), "figure:has-text('Meest doorlopen paden')", "telefoon")
        browser.close()


def main(given: list[str]) -> None:
    """Make a report unless one is given, then picture it."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(NO_CHROMIUM)
    if given:
        make_pictures(Path(given[0]).resolve(), chromium)
        return
    with tempfile.TemporaryDirectory() as folder:
        make_report(Path(folder))
        make_pictures(Path(folder), chromium)


if __name__ == "__main__":
    main(sys.argv[1:])
