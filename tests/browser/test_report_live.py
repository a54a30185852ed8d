"""A page of the report with scripts: the figures become live ones, and say the same as the drawings they replace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import GEMEENTEN
from browser.reading import Reader, words_of

pytestmark = pytest.mark.browser

PADEN, UREN, DUUR, PLEKKEN = "Meest doorlopen paden", "Uren hulp per zorgpad", "Welk deel van de", "Jeugdigen per maand"


@pytest.fixture
def reader(edition_folder: Path, browser: Browser) -> Iterator[Reader]:
    opened = Reader(browser, edition_folder / "0983.html", viewport={"width": 1280, "height": 900})
    yield opened
    opened.page.close()


@pytest.fixture
def without_scripts(edition_folder: Path, browser: Browser) -> Iterator[Reader]:
    opened = Reader(browser, edition_folder / "0983.html", java_script_enabled=False)
    yield opened
    opened.page.close()


def test_a_live_figure_says_the_same_as_its_drawing(reader: Reader, without_scripts: Reader):
    still = {figure.get_attribute("id"): figure for figure in without_scripts.figures()}
    live = {figure.get_attribute("id"): figure for figure in reader.read_to_the_end()}
    assert live.keys() == still.keys()
    assert len(live) > 10
    for name, figure in live.items():
        assert words_of(figure) == words_of(still[name]), name
        for attribute in ("role", "aria-label"):
            assert figure.locator("svg").get_attribute(attribute) == still[name].locator("svg").get_attribute(attribute), name


def test_a_live_figure_has_no_english_words_for_a_screen_reader_and_no_tab_stop(reader: Reader):
    reader.read_to_the_end()
    for choice in reader.page.locator("figure select").all():
        choice.select_option(index=1)
    inside = reader.page.locator("figure.levend svg *")
    assert inside.count() > 1000
    found = "nodes => nodes.filter(node => node.getAttributeNames().some(name => /^(aria-|role$|tabindex$)/.test(name))).length"
    assert inside.evaluate_all(found) == 0


def test_a_figure_far_below_waits_until_the_reader_comes_near(reader: Reader):
    reader.live(PADEN)
    last = reader.figures()[-1]
    assert "levend" not in (last.get_attribute("class") or "")
    last.scroll_into_view_if_needed()
    reader.page.locator(f"figure.levend#{last.get_attribute('id')}").wait_for()


@pytest.mark.parametrize(("title", "numbers"), [(PADEN, 2), (UREN, 3)])  # volumes says the region's share too
def test_what_is_pointed_at_says_the_numbers_of_its_row_in_the_table(reader: Reader, title: str, numbers: int):
    figure = reader.live(title)
    figure.locator(".aanwijzen_marks path").first.hover()
    first_row = figure.locator("details tbody tr").first.locator("th, td").all_text_contents()
    said = list(reader.tip().values())
    assert len(said) == 1 + numbers
    assert set(said[1:]) <= set(first_row)


def test_a_ribbon_says_from_where_to_where_and_how_often(reader: Reader):
    figure = reader.figure("Van welke stap")
    figure.scroll_into_view_if_needed()
    ribbon = reader.page.locator(f"figure.levend#{figure.get_attribute('id')} .aanwijzen_marks path").first
    ribbon.scroll_into_view_if_needed()
    # A ribbon bends: the middle of its box may lie beside it.
    inside = """path => {
        const box = path.getBoundingClientRect();
        for (let right = 4; right < box.width; right += 4)
            for (let down = 2; down < box.height; down += 2)
                if (document.elementFromPoint(box.x + right, box.y + down) === path) return [box.x + right, box.y + down];
    }"""
    reader.page.mouse.move(*ribbon.evaluate(inside))
    said = reader.tip()
    assert list(said) == ["Van", "Naar", "Hoe vaak"]
    assert said["Hoe vaak"] in words_of(figure)


def test_a_month_of_the_curve_says_its_share_and_its_band(reader: Reader):
    reader.live(DUUR).locator(".aanwijzen_marks path").nth(5).hover()
    said = reader.tip()
    assert list(said) == ["Maanden", "Duurt langer", "Band (95% zeker)"]
    assert said["Duurt langer"].endswith("%")


def test_a_hidden_number_is_hidden_at_the_pointer_too(edition_folder: Path, browser: Browser):
    reader = Reader(browser, edition_folder / "0893.html")
    figure = reader.live(UREN)
    said = set()
    for column in figure.locator(".aanwijzen_marks path").all():
        column.hover()
        said.add(reader.tip()["Aantal paden"])
    assert "<10" in said
    assert not said & {str(count) for count in range(1, 10)}
    reader.page.close()


def test_what_is_said_at_the_pointer_goes_away_with_escape(reader: Reader):
    reader.live(UREN).locator(".aanwijzen_marks path").first.hover()
    assert reader.tip()
    reader.page.keyboard.press("Escape")
    reader.page.locator("#vg-tooltip-element").wait_for(state="hidden")


BARS = "g[class*=child_layer_0_marks] path"
FAINT = "bars => bars.map(bar => bar.getAttribute('opacity') === '0.15')"


def test_a_click_in_the_legend_brings_out_the_months_of_one_class(reader: Reader):
    figure = reader.live(PLEKKEN)
    bars = figure.locator(BARS)
    assert bars.count() > 30
    assert not any(bars.evaluate_all(FAINT))
    figure.locator("g[class*=legenda] path").nth(1).click()
    faint = bars.evaluate_all(FAINT)
    assert any(faint)
    assert not all(faint)
    assert figure.locator("select option:checked").inner_text() == "2 tot 5% verschil"
    figure.locator("select").select_option(label="alle maanden")
    assert not any(bars.evaluate_all(FAINT))


def test_the_legend_can_be_used_by_keyboard(reader: Reader):
    figure = reader.live(PLEKKEN)
    figure.get_by_role("combobox", name="Benadruk").focus()
    reader.page.keyboard.press("ArrowDown")
    assert any(figure.locator(BARS).evaluate_all(FAINT))


def test_a_reader_can_look_closer_at_the_first_months_of_a_curve(reader: Reader):
    figure = reader.live(DUUR)
    whole = figure.locator("svg").inner_html()
    reach = figure.get_by_role("combobox", name="Toon")
    reach.select_option(label="de eerste 12 maanden")
    months = figure.locator(".role-axis-label text").all_text_contents()
    assert "12" in months
    assert "18" not in months
    assert "norm 12 maanden" in words_of(figure)
    reach.select_option(label="alle maanden")
    assert figure.locator("svg").inner_html() == whole


def test_the_folded_table_of_a_live_figure_opens_by_keyboard(reader: Reader):
    figure = reader.live(PADEN)
    table = figure.locator("details table")
    assert not table.is_visible()
    figure.locator("summary").focus()
    reader.page.keyboard.press("Enter")
    table.wait_for()


def test_in_print_every_figure_is_there_live_or_not_and_its_choices_are_not(reader: Reader):
    reader.live(PLEKKEN)
    reader.page.emulate_media(media="print")
    figures = reader.figures()
    live = [figure for figure in figures if "levend" in (figure.get_attribute("class") or "")]
    assert 0 < len(live) < len(figures)
    assert all(figure.locator("svg").is_visible() for figure in figures)
    assert reader.page.locator("figure select").count() > 0
    assert not any(choice.is_visible() for choice in reader.page.locator("figure select").all())
    assert reader.page.pdf().startswith(b"%PDF")


def test_without_scripts_the_drawing_and_its_table_remain(without_scripts: Reader):
    figures = without_scripts.figures()
    assert all(figure.locator("svg").is_visible() for figure in figures)
    assert without_scripts.page.locator("figure.levend").count() == 0
    figures[0].locator("summary").click()
    assert figures[0].locator("table").is_visible()


@pytest.mark.parametrize("name", GEMEENTEN)
def test_a_page_stays_small_and_its_first_figures_are_soon_live(
    name: str, edition_folder: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
):
    path = edition_folder / f"{name}.html"
    megabytes = path.stat().st_size / 1e6
    reader = Reader(browser, path, viewport={"width": 1280, "height": 900})
    reader.live(PADEN)
    milliseconds = reader.page.evaluate("performance.now()")
    count = len(reader.figures())
    reader.page.close()
    with capsys.disabled():
        print(f"\n{name}: {megabytes:.2f} MB, {count} figures, the first one live {milliseconds / 1000:.2f} s after the page was asked for")
    assert megabytes < 3
