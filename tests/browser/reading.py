"""A page of the report as a reader has it: opened from disk, with what the browser asked for and complained of."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

WIDE, TELEPHONE = 1280, 320
ROUNDS = 1200  # of 50 ms: a figure takes a tenth of one second, a page has less than ninety


class Reader:
    """One page, opened; `requests` and `complaints` grow while it is read."""

    def __init__(self, browser: Browser, address: Path, **context: Any) -> None:
        self.page: Page = browser.new_page(**context)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address.as_uri())

    def figures(self) -> list[Locator]:
        """Give the figures with a drawing that no fold hides, in order."""
        return self.page.locator("figure.figuur:has(svg):not(details:not([open]) *)").all()

    def read_to_the_end(self) -> list[Locator]:
        """Go by every figure, until all of them are live; give them."""
        figures = self.figures()
        for figure in figures:
            figure.scroll_into_view_if_needed()
        for figure in figures:
            self.page.locator(f"figure.levend#{figure.get_attribute('id')}").wait_for()
        return figures

    def figure(self, title: str) -> Locator:
        """Give the first figure with these words in its head; of a productgroep that is the one that stands open."""
        return self.page.locator("figure.figuur:has(svg)", has=self.page.locator("figcaption", has_text=title)).first

    def live(self, title: str) -> Locator:
        """Give a figure once it is live."""
        figure = self.figure(title)
        figure.scroll_into_view_if_needed()
        found = self.page.locator(f"figure.levend#{figure.get_attribute('id')}")
        found.wait_for()
        return found

    def tip(self) -> dict[str, str]:
        """Give the words at the pointer, by their heads."""
        said = self.page.locator("#vg-tooltip-element.visible")
        said.wait_for()
        return dict(zip(said.locator("td.key").all_inner_texts(), said.locator("td.value").all_inner_texts(), strict=True))


def beside(edition: Path, name: str) -> Path:
    """Find the folder with what goes with a page: its name ends in a hash of what is in it."""
    (found,) = edition.glob(f"{name}-??????????")
    return found


def deck(edition: Path, name: str) -> Path:
    """Give the deck that goes with a page."""
    return beside(edition, name) / f"{name}-slides.html"


def words_of(figure: Locator) -> list[str]:
    """Give every word in a drawing, in alphabetical order."""
    return sorted(text for text in figure.locator("svg text").all_text_contents() if text)


def opened(browser: Browser, address: Path, width: int = WIDE, **choices: Any) -> Page:
    """Open a page, folds and all, until every figure that can be live is; as for a reader who has been everywhere."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **{"reduced_motion": "reduce", **choices})
    page.goto(address.as_uri())
    unfold(page)
    still: list[str] = []
    for turn in range(ROUNDS):
        # The policy of the page forbids `wait_for_function`, which makes a function of a text.
        still = page.evaluate(
            """(turn) => {
              const still = [...document.querySelectorAll("figure:has(> script.figuur-spec):not(.levend)")];
              still[turn % still.length]?.scrollIntoView({block: "center", behavior: "instant"});
              return still.map((figure) => figure.id);
            }""",
            turn,
        )
        if not still:
            page.evaluate("window.scrollTo(0, 0)")
            return page
        page.wait_for_timeout(50)
    raise AssertionError(f"{address.name}: these figures never became live: {still}")


def unfold(page: Page) -> None:
    """Open every fold."""
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
