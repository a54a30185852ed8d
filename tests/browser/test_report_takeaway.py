"""The take-away of the example region: every link arrives, every number is a disclosed one, and no file tells a small count."""

import csv
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from lxml import etree, html

from browser.conftest import GEMEENTEN
from browser.reading import beside, deck
from jeugdlib.charts import drawing, style
from jeugdlib.report.exhibits import plain_name


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the same tables by the other road, that of `jeugdlib tabellen`."""
    folder = tmp_path_factory.mktemp("tabellen")
    jeugdlib = Path(sys.executable).with_name("jeugdlib")
    chosen = [word for code in GEMEENTEN for word in ("--gemeente", code)]
    subprocess.run([jeugdlib, "tabellen", *chosen, "--naar", folder], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("code", GEMEENTEN)
def test_every_file_that_a_page_offers_is_there_and_no_other(edition_folder: Path, code: str):
    page = html.document_fromstring((edition_folder / f"{code}.html").read_text(encoding="utf-8"))
    offered = {link.get("href") for link in page.xpath("//a[@download]")}
    there = {path.relative_to(edition_folder).as_posix() for path in beside(edition_folder, code).iterdir()}
    assert offered == there - {deck(edition_folder, code).relative_to(edition_folder).as_posix()}
    slides = {re.sub(r"-\d+-.*", "", link.split("/")[1]) for link in offered if not link.endswith(f"/{code}.xlsx")}
    assert {section.get("id") for section in page.xpath("//section[.//details[@class='meenemen']]")} == slides
    assert len(slides) > 15


@pytest.mark.parametrize("code", GEMEENTEN)
def test_the_paths_in_csv_are_those_of_the_disclosed_table(edition_folder: Path, tables: Path, code: str):
    (file,) = beside(edition_folder, code).glob("10-paden-*-meest-doorlopen-paden-ggz.csv")
    taken = {(row["Pad"], int(row["Aantal"])) for row in rows(file) if row["Aantal"]}
    disclosed = pl.read_parquet(tables / code / "paden.parquet").filter(pl.col("productgroep") == "GGZ", pl.col("aantal").is_not_null())
    assert taken
    assert taken <= set(disclosed.select("pad", "aantal").iter_rows())


@pytest.mark.parametrize("code", GEMEENTEN)
def test_the_workbook_and_the_csv_files_say_the_same(edition_folder: Path, code: str):
    book = fastexcel.read_excel(beside(edition_folder, code) / f"{code}.xlsx")
    files = sorted(beside(edition_folder, code).glob("*.csv"))
    assert len(book.sheet_names) == len(files) + 1
    for file in files:
        slide, number = file.name.split("-")[0], re.sub(r"^\d+-[a-z-]+-(\d+)-.*", r"\1", file.name)
        named = [name for name in book.sheet_names if name.startswith(f"{slide}-{number} ")]
        (sheet,) = [name for name in named if plain_name(name.split(" ", 1)[1])[:8] in file.name]
        read = book.load_sheet(sheet, dtypes="string").to_polars()
        for cells, row in zip(read.iter_rows(), rows(file), strict=True):
            for cell, taken in zip(cells, row.values(), strict=False):
                if taken and taken != cell and row["Onderdrukt"] == "nee" and taken.replace(",", "").lstrip("-").isdigit():
                    assert float(cell) == pytest.approx(float(taken.replace(",", "."))), (file.name, row)


@pytest.mark.parametrize("code", GEMEENTEN)
def test_no_file_tells_a_small_count_of_children_or_paths(edition_folder: Path, code: str):
    counts = {"Aantal", "Cliënten", "Paden"}
    told = [
        (file.name, head, row[head])
        for file in sorted(beside(edition_folder, code).glob("*.csv"))
        if not file.name.startswith("00-")
        for row in rows(file)
        for head in counts & row.keys()
        if row[head] and 0 < float(row[head].replace(",", ".")) < 10
    ]
    assert told == []
    seen = [row for file in beside(edition_folder, code).glob("*.csv") for row in rows(file) if counts & row.keys()]
    assert len(seen) > 10


def test_every_letter_and_sign_in_a_picture_is_one_that_can_be_painted(edition_folder: Path):
    drawn = [word for path in edition_folder.glob("*-*/*.svg") for word in etree.parse(path).xpath("//*[local-name()='text']/text()")]
    signs = {sign for word in drawn for sign in word if not sign.isspace()}
    assert signs >= set("€→ë♦")

    def painted(sign: str) -> bytes:
        frame = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" font-family="{style.FONT}">'
        return drawing.as_png(f'{frame}<text x="5" y="22" font-size="20">{escape(sign)}</text></svg>')

    unknown = painted("\U000e0fff")  # no letter at all: what is painted in its place
    assert [sign for sign in sorted(signs) if painted(sign) == unknown] == []
