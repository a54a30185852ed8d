"""The forms of years, months, names, bubbles and trees in a browser: live under the page's own policy, and no word cut off."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.reading import Reader, words_of
from jeugdlib.charts import bellen, boom, jaren, liggend, maanden, veelvouden
from jeugdlib.charts.figure import figure
from jeugdlib.disclosure import Disclosed
from jeugdlib.report import live
from specs import disclosed

pytestmark = pytest.mark.browser

LONG = "Begeleiding individueel specialistisch met verblijf in een gezinshuis"
SERIES = ("Licht", "Zwaar", LONG, "Overig")
YEARS = disclosed(
    "jaar | reeks | n | onderdrukt\n"
    + "\n".join(
        f"{year} | {name} | {'' if hidden else 1_234_567_89 * (place + 1)} | {str(hidden).lower()}"
        for year in range(2020, 2025)
        for place, name in enumerate(SERIES)
        for hidden in [place == 3 and year == 2022]
    )
)
MONTHS = disclosed(
    "maand | reeks | n | onderdrukt\n"
    + "\n".join(
        f"{2021 + i // 12}-{i % 12 + 1:02}-01 | {name} | {20 + i * place} | false" for i in range(40) for place, name in enumerate(SERIES)
    )
)
CELLS = disclosed(
    "aandeel_volume | aandeel_kosten | aantal | onderdrukt\n1.0 | 1.0 | 1400 | false\n0.5 | 0.4 | 120 | false\n2.4 | 1.0 | | true"
)
TREE = disclosed(
    f"""
    knoop | tekst           | feit                           | antwoord | ja | nee | onderdrukt
    a     | Weinig meerwerk en maatwerk? | 28,7% van de zorgpaden met meerwerk of maatwerk; grens: hooguit 20% | nee | b | c | false
    b     | {LONG}          |                                |          |    |     | false
    c     | Kennen wij het product lang genoeg? |            |          | b  | d   | true
    d     | Geen conclusie  |                                |          |    |     | false
    """
)
COST: dict[str, Any] = {"waarde": "n", "eenheid_titel": "Kosten", "soort": "euro", "serie": "reeks"}
LATE: dict[str, Any] = {"onvolledig": [2024], "onvolledig_tekst": "t/m juli"}
FORMS: dict[str, tuple[Any, Disclosed, dict[str, Any]]] = {
    "stapel": (jaren, YEARS, COST | LATE | {"gestapeld": True, "extra": {2024: 2_469_135_600_00}, "breuk": {2022: "woonplaatsbeginsel"}}),
    "naast-elkaar": (jaren, YEARS, COST | LATE | {"band": (70_000_000_00, 80_000_000_00)}),
    "liggend": (liggend, Disclosed(YEARS.frame.filter(jaar=2022), 10, veilig=True), COST | {"naam": "reeks", "serie": None}),
    "maanden": (
        maanden,
        MONTHS,
        {"waarde": "n", "titel_y": "Cliënten", "serie": "reeks", "onvolledig_vanaf": date(2024, 2, 1), "lijn": (500, "norm")},
    ),
    "bellen": (
        bellen,
        CELLS,
        {"x_titel": "Gebruikt volume, als deel van de norm", "y_titel": "Gedeclareerd, als deel van de prijs", "lijn": (0.9, 0.1)},
    ),
    "boom": (boom, TREE, {}),
    "veelvouden": (veelvouden, YEARS, COST | LATE | {"naam": "reeks", "serie": None, "eerst": "Zwaar"}),
}


def drawn(name: str) -> str:
    form, table, keus = FORMS[name]
    keus = {key: value for key, value in keus.items() if not (key == "serie" and form is veelvouden)}
    chart = getattr(form, form.__name__.rsplit(".", 1)[1])(table, **keus)
    made = figure(chart, title=f"Figuur {name}", description=form.describe(table, **keus), table=None, columns={}, source="Verzonnen")
    return f'<section id="{name}">{made.html}</section>'


@pytest.fixture(scope="module")
def page_of_forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script, sheet = live.script(), live.style()
    policy = live.policy(styles=sheet, scripts=script)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}"><title>Vormen</title><style>{sheet}</style>'
    )
    path = tmp_path_factory.mktemp("vormen") / "vormen.html"
    figures = "".join(drawn(name) for name in FORMS)
    path.write_text(
        f'<!DOCTYPE html><html lang="nl"><head>{head}</head><body>{figures}<script>{script}</script></body></html>', encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def reader(page_of_forms: Path, browser: Browser) -> Iterator[Reader]:
    opened = Reader(browser, page_of_forms, viewport={"width": 1280, "height": 900})
    opened.read_to_the_end()
    yield opened
    opened.page.close()


def test_every_form_becomes_live_without_a_complaint_or_a_request(reader: Reader):
    assert reader.page.locator("figure.levend").count() == len(FORMS)
    assert reader.complaints == []
    assert [address for address in reader.requests if not address.startswith("file:")] == []


@pytest.mark.parametrize("name", FORMS)
def test_a_live_form_says_the_same_as_its_drawing(name: str, reader: Reader, page_of_forms: Path, browser: Browser):
    still = Reader(browser, page_of_forms, java_script_enabled=False)
    assert words_of(reader.live(name)) == words_of(still.page.locator(f"#{name} figure"))
    still.page.close()


@pytest.mark.parametrize("name", FORMS)
def test_no_word_of_a_form_is_cut_off(name: str, reader: Reader):
    outside = """svg => {
        const sheet = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([word, box]) => word && (box.left < sheet.left - 1 || box.right > sheet.right + 1
                || box.top < sheet.top - 1 || box.bottom > sheet.bottom + 1)).map(([word]) => word);
    }"""
    assert reader.live(name).locator("svg").evaluate(outside) == []


@pytest.mark.parametrize("name", FORMS)
def test_what_is_pointed_at_says_its_words_in_dutch(name: str, reader: Reader):
    # A block at the middle of the drawing may lie under another one: ask where a pointer finds it.
    found = """blocks => {
        for (const block of blocks) {
            block.scrollIntoView({block: 'center'});
            const box = block.getBoundingClientRect();
            const at = [box.x + box.width / 2, box.y + box.height / 2];
            if (document.elementFromPoint(...at) === block) return at;
        }
    }"""
    reader.page.mouse.move(0, 0)
    reader.page.mouse.move(*reader.live(name).locator(".aanwijzen_marks path").evaluate_all(found))
    said = reader.tip()
    assert len(said) >= 2
    assert all(said.values())
    assert not any(word in " ".join(said) for word in ("undefined", "null", "NaN"))


def test_a_box_of_a_tree_holds_its_own_words(reader: Reader):
    over = """svg => {
        const boxes = [...svg.querySelectorAll('g[class*=aanwijzen_marks] path')].map(path => path.getBoundingClientRect());
        const inside = (text, box) => text.left >= box.left && text.left < box.right
            && text.top >= box.top - 1 && text.bottom <= box.bottom + 1;
        return [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([, text]) => boxes.some(box => inside(text, box) && text.right > box.right - 2)).map(([word]) => word);
    }"""
    assert reader.live("boom").locator("svg").evaluate(over) == []
