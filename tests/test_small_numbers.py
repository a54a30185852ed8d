"""No small count leaves in a report: the pages of the two smallest gemeenten of the example are searched for them."""

import re
from pathlib import Path

import polars as pl
import pytest
from lxml import html

from jeugdlib import settings, workbook
from jeugdlib.analyses import paden

SMALLEST = ["0893", "0907"]
# Heads of columns that count persons, toewijzingen, paths or lines.
COUNTS = {"Aantal", "Zorgpaden", "Cliënten", "Regels", "Paden", "Zonder uren", "Alle zorgpaden", "Toewijzingen", "Trajecten"}
# Not "8 andere paden" or "9 overgangen": those say how many kinds there are, which is no count of persons.
KINDS = "productgroepen|producten|gemeenten|maanden|jaren|vragen|eisen|gegevens|aanbieders"
# "P*Q 2 van de 5" says of how many needs of a bekostigingsvorm the delivery knows enough.
NEEDS = "".join(rf"(?<!{form} \d )" for form in (r"P\*Q", "Taakgericht", "Hybride", "Traject", "Plek"))
COUNTED = rf"(?:{NEEDS}van de \d+\b(?! (?:{KINDS}))|zorgpaden|cliënten|jeugdigen|toewijzingen|keer)"


@pytest.fixture(scope="module")
def data() -> str:
    return str(workbook.example_dataset())


@pytest.fixture(scope="module")
def pages(edition_folder: Path) -> dict[str, html.HtmlElement]:
    return {code: html.fromstring((edition_folder / f"{code}.html").read_bytes()) for code in SMALLEST}


def rows(page: html.HtmlElement) -> list[tuple[str, dict[str, str]]]:
    """Return every table row of a page as (caption, head -> cell)."""
    found = []
    for table in page.iter("table"):
        heads = [" ".join(head.text_content().split()) for head in table.iterfind("thead//th")]
        caption = " ".join(table.findtext("caption", default="").split())
        cells = ([cell.text_content().strip() for cell in row] for row in table.iterfind("tbody/tr"))
        found += [(caption, dict(zip(heads, row, strict=True))) for row in cells]
    return found


@pytest.mark.parametrize("code", SMALLEST)
def test_no_table_cell_shows_a_count_below_the_threshold(pages, code):
    cells = [cell for _, row in rows(pages[code]) for head, cell in row.items() if head in COUNTS]
    assert sum(cell == "<10" for cell in cells) > 20
    assert [cell for cell in cells if re.fullmatch(r"[1-9]", cell)] == []


@pytest.mark.parametrize("code", SMALLEST)
def test_a_rare_path_has_neither_a_count_nor_a_share_on_the_page(pages, code, data):
    werk = workbook.load(settings.from_parameters(gemeente=code, data=data))
    counted = paden.count_paths(werk.zorgpaden)
    rare = set(counted.filter(pl.col("aantal") < 10).select("productgroep", "pad").rows())
    shown = [
        (next(groep for groep in counted["productgroep"] if f" {groep}," in caption), row)
        for caption, row in rows(pages[code])
        if "Pad" in row
    ]
    assert len(shown) >= 4
    assert {row["Aantal"] for groep, row in shown if (groep, row["Pad"]) in rare} <= {"<10"}
    assert {row["Aandeel"] for groep, row in shown if (groep, row["Pad"]) in rare} <= {"<10"}


@pytest.mark.parametrize("code", SMALLEST)
def test_no_sentence_and_no_text_alternative_names_a_small_count(pages, code):
    page = pages[code]
    spoken = [page.text_content(), *page.xpath("//@aria-label"), *page.xpath("//@alt"), *page.xpath("//@title")]
    named = [match for text in spoken for match in re.findall(rf"(?<![\d.,<])\b[1-9] {COUNTED}", text)]
    # The ranks and classes of a figure are digits too, but no counted noun follows them.
    assert named == []


@pytest.mark.parametrize("code", SMALLEST)
def test_no_personal_number_is_anywhere_in_a_page(pages, code):
    source = html.tostring(pages[code], encoding="unicode")
    for program in pages[code].xpath("//script[not(@type='application/json')]"):  # Vega has long numbers of its own; data is never code
        source = source.replace(program.text, "")
    source = re.sub(r"data-[0-9a-f]{32}", "", source)  # the name that Altair gives a data set: a hash of it
    numbers = set(re.findall(r"(?<!\d)\d{9}(?!\d)", source))
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    assert [number for number in numbers if sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11 == 0] == []
