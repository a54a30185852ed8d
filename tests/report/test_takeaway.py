"""What a reader takes along says what the page says: the disclosed cells, as real numbers, and nothing that runs."""

import csv
import io
import json
import re
import struct
import zipfile
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from lxml import etree, html
from nbformat.v4 import new_output

from charts.conftest import PADEN, disclosed
from editions import build
from jeugdlib import sentences
from jeugdlib.charts import export, ranking, style
from jeugdlib.charts.figure import Figure, figure
from jeugdlib.charts.table import Kolom, Tabel, table
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.report import exhibits, spreadsheet, takeaway
from jeugdlib.report.edition import Edition
from jeugdlib.report.execution import Execution
from jeugdlib.store import Gemeente
from report.test_edition import executed

VENLO = Gemeente("0983", "Venlo")
HEAD = Edition("iJw 301- en 323-berichten, voorbeelddata (verzonnen)", date(2024, 8, 1), date(2024, 9, 11), "1.2.3", voorbeeld=True)
ABOUT = spreadsheet.About("0983", "Venlo", HEAD.bron, HEAD.peildatum, HEAD.datum, HEAD.versie, voorbeeld=True)
COLUMNS = {"pad": Kolom("Pad"), "aantal": Kolom("Aantal", "aantal"), "aandeel": Kolom("Aandeel", "aandeel")}
SOURCE = "Bron: iJw 301- en 323-berichten, voorbeelddata (verzonnen). Venlo."
PATHS = disclosed(
    """
    productgroep | pad              | aantal | aandeel | rang | onderdrukt
    GGZ          | Zwaar            | 1448   | 0.7245  | 1    | false
    GGZ          | =1+1             | 52     | 0.026   | 2    | false
    GGZ          | Midden           |        |         |      | true
    """,
    PADEN,
)
EVERY_KIND = Disclosed(
    pl.DataFrame(
        {
            "naam": ["@som(A1)", "Súdwest"],
            "cent": [460_612, -1],
            "dag": [date(2024, 8, 1), None],
            "maand": [date(2024, 3, 1), date(2024, 4, 1)],
            "uren": [1234.25, 0.5],
            FLAG: [False, False],
        }
    ),
    10,
    veilig=True,
)
KINDS = {
    "naam": Kolom("Naam"),
    "cent": Kolom("Kosten", "euro"),
    "dag": Kolom("Dag", "datum"),
    "maand": Kolom("Maand", "maand"),
    "uren": Kolom("Uren", "uren"),
}

BESIDE = "0983-0000000000"  # the folder beside the page of Venlo


def drawn() -> Figure:
    words = "Zwaar komt het meest voor, veel vaker dan de andere paden."
    chart = ranking.ranking(PATHS, productgroep="GGZ")
    return figure(chart, title="Meest doorlopen paden, GGZ, Venlo", description=words, table=PATHS, columns=COLUMNS, source=SOURCE)


def output(shown: Figure | Tabel | sentences.Tegels):
    data = shown._repr_mimebundle_()
    return new_output(
        "display_data", data={"text/html": shown.html if not isinstance(shown, sentences.Tegels) else shown._repr_html_()} | data
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editie")
    kinds = table(EVERY_KIND, caption="Alle soorten, Venlo", columns=KINDS, uid="soorten")
    path = executed(folder, "10_paden", output(drawn()), output(kinds))
    build([Execution(path, VENLO, path, 1.0)], HEAD, destination=folder / "uit")
    return folder / "uit"


def sheets(path: Path) -> list[str]:
    return fastexcel.read_excel(path).sheet_names


def cells(path: Path, sheet: str) -> pl.DataFrame:
    return pl.read_excel(path, sheet_name=sheet, engine="calamine")


def test_each_figure_leaves_its_numbers_and_its_picture_and_each_table_its_numbers(built: Path):
    names = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    first, second = f"{BESIDE}/10-paden-1-meest-doorlopen-paden-ggz", f"{BESIDE}/10-paden-2-alle-soorten"
    of_it = [f"{BESIDE}/0983.xlsx", f"{first}.csv", f"{first}.png", f"{first}.svg", f"{second}.csv"]
    assert names == [*of_it, "0983.html", "index.html"]


def test_the_page_and_the_index_link_to_every_file_by_a_name_that_says_what_it_is(built: Path):
    page = html.document_fromstring((built / "0983.html").read_text(encoding="utf-8"))
    links = {link.get("href") for link in page.xpath("//a[@download]")}
    assert links == {path.relative_to(built).as_posix() for path in built.rglob("*") if path.suffix in {".csv", ".png", ".svg", ".xlsx"}}
    names = [link.get("aria-label") or link.text for link in page.xpath("//details[@class='meenemen']//a")]
    assert names[:3] == [f"{kind} van Meest doorlopen paden, GGZ" for kind in ("CSV", "PNG", "SVG")]
    index = html.document_fromstring((built / "index.html").read_text(encoding="utf-8"))
    assert index.xpath("//a[@download]/@href") == [f"{BESIDE}/0983.xlsx"]


def test_a_csv_holds_the_disclosed_cells_the_dutch_way(built: Path):
    raw = (built / BESIDE / "10-paden-1-meest-doorlopen-paden-ggz.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [
        ["Pad", "Aantal", "Aandeel", "Onderdrukt"],
        ["Zwaar", "1448", "0,725", "nee"],
        ["'=1+1", "52", "0,026", "nee"],
        ["Midden", "", "", "ja"],
    ]


def test_money_is_in_euros_and_a_date_can_be_read_by_any_program(built: Path):
    text = (built / BESIDE / "10-paden-2-alle-soorten.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1:] == [
        "'@som(A1);4606,12;2024-08-01;2024-03-01;1234,3;nee",
        "Súdwest;-0,01;;2024-04-01;0,5;nee",
    ]


def test_the_workbook_holds_the_disclosed_cells_as_real_numbers(built: Path):
    book = built / BESIDE / "0983.xlsx"
    assert sheets(book) == ["Leeswijzer", "10-1 Meest doorlopen paden, GGZ", "10-2 Alle soorten"]
    paths = cells(book, "10-1 Meest doorlopen paden, GGZ")
    assert paths["Pad"].to_list() == ["Zwaar", "=1+1", "Midden"]
    assert paths["Aantal"].cast(pl.String).to_list()[2] == "<10"
    shown = PATHS.frame.filter(~pl.col(FLAG))
    assert paths["Aantal"][:2].cast(pl.Int64).to_list() == shown["aantal"].to_list()
    assert paths["Aandeel"][:2].cast(pl.Float64).to_list() == shown["aandeel"].round(3, mode="half_away_from_zero").to_list()
    kinds = cells(book, "10-2 Alle soorten")
    assert kinds["Kosten"].to_list() == [4606.12, -0.01]
    assert [str(value)[:10] for value in kinds["Dag"].to_list()] == ["2024-08-01", "None"]
    assert [str(value)[:10] for value in kinds["Maand"].to_list()] == ["2024-03-01", "2024-04-01"]


def parts(book: Path) -> dict[str, str]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_nothing_in_the_workbook_runs_and_nothing_points_outside(built: Path):
    content = parts(built / BESIDE / "0983.xlsx")
    assert [name for name, text in content.items() if name.startswith("xl/worksheets/") and "<f>" in text] == []
    assert [name for name in content if "vba" in name.casefold() or "externalLink" in name] == []
    assert 'TargetMode="External"' not in "".join(content.values())


def test_numbers_carry_a_format_that_excel_writes_the_dutch_way(built: Path):
    styles = parts(built / BESIDE / "0983.xlsx")["xl/styles.xml"]
    assert {"0.0%", '"€" #,##0.00', "dd-mm-yyyy", "[$-413]mmmm yyyy", "#,##0.0"} <= set(
        etree.fromstring(styles.encode()).xpath("//@formatCode")
    )
    paths = etree.fromstring(parts(built / BESIDE / "0983.xlsx")["xl/worksheets/sheet2.xml"].encode())
    (number,) = paths.xpath("//*[local-name()='c'][@r='B2']")
    assert number.get("t") is None
    assert number.xpath("*[local-name()='v']/text()") == ["1448"]


def test_every_sheet_is_one_table_from_the_corner_with_a_head_that_stays_and_no_merged_cells(built: Path):
    content = parts(built / BESIDE / "0983.xlsx")
    names = [name for name in content if name.startswith("xl/worksheets/sheet")]
    assert len(names) == 3
    for name in names:
        assert "<mergeCells" not in content[name]
        assert 'topLeftCell="A2"' in content[name]
        assert content[name].count("<tablePart ") == 1
    tables = [etree.fromstring(text.encode()) for name, text in content.items() if name.startswith("xl/tables/")]
    assert sorted(str(one.get("ref")) for one in tables) == ["A1:B13", "A1:C4", "A1:E3"]
    assert all(one.xpath("*[local-name()='autoFilter']") for one in tables)


def test_the_workbook_says_that_it_is_dutch_and_where_its_figures_come_from(built: Path):
    content = parts(built / BESIDE / "0983.xlsx")
    assert "<dc:language>nl-NL</dc:language>" in content["docProps/core.xml"]
    assert "Jeugdhulp in beeld: Venlo - Voorbeelddata (verzonnen)" in content["docProps/core.xml"]
    guide = dict(cells(built / BESIDE / "0983.xlsx", "Leeswijzer").iter_rows())
    assert guide["Gegevens"] == HEAD.bron
    assert guide["Gebied"] == "Venlo (CBS-code 0983)"
    assert "Voorbeelddata (verzonnen)" in guide
    assert "verborgen" in guide["<10"]
    assert guide["Blad 10-1 Meest doorlopen paden, GGZ"].startswith("Meest doorlopen paden, GGZ, Venlo. Bron:")


def test_real_data_are_not_called_invented_in_the_workbook():
    real = spreadsheet.About("0983", "Venlo", "iJw 301", HEAD.peildatum, HEAD.datum, "1", voorbeeld=False)
    book = zipfile.ZipFile(io.BytesIO(spreadsheet.workbook([], real)))
    assert "oorbeelddata" not in "".join(book.read(name).decode("utf-8") for name in book.namelist())


def test_the_same_notebooks_give_the_same_bytes(built: Path, tmp_path: Path):
    path = built.parent / "10_paden.ipynb"
    build([Execution(path, VENLO, path, 2.0)], HEAD, destination=tmp_path)
    files = [path.relative_to(built) for path in built.rglob("*") if path.is_file()]
    assert [name for name in files if (built / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_a_picture_carries_its_title_its_source_and_its_description(built: Path):
    svg = etree.fromstring((built / BESIDE / "10-paden-1-meest-doorlopen-paden-ggz.svg").read_bytes())
    texts = " ".join(svg.xpath("//*[local-name()='text']/text()"))
    assert "Meest doorlopen paden, GGZ, Venlo" in texts
    assert "voorbeelddata (verzonnen)" in texts
    assert svg.get("aria-label") == "Meest doorlopen paden, GGZ, Venlo. Zwaar komt het meest voor, veel vaker dan de andere paden."
    assert svg.xpath("//*[local-name()='script' or local-name()='image' or @*[local-name()='href']]") == []


def test_a_png_is_twice_the_size_of_its_drawing_and_whole(built: Path):
    folder = built / BESIDE
    svg = etree.fromstring((folder / "10-paden-1-meest-doorlopen-paden-ggz.svg").read_bytes())
    png = (folder / "10-paden-1-meest-doorlopen-paden-ggz.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == (round(2 * float(svg.get("width", "0"))), round(2 * float(svg.get("height", "0"))))


def test_every_word_in_a_picture_has_its_letters(built: Path):
    """A drawing names its letters once, on its outermost element: who puts it into another one must bring them along."""
    svg = etree.fromstring((built / BESIDE / "10-paden-1-meest-doorlopen-paden-ggz.svg").read_bytes())
    words = svg.xpath("//*[local-name()='g']//*[local-name()='text']")
    assert len(words) > 5
    assert {word.xpath("ancestor-or-self::*[@font-family][1]/@font-family")[0] for word in words} == {style.FONT}
    for word in words:  # and the PNG shows each of them
        before = takeaway.as_png(etree.tostring(svg, encoding="unicode"))
        word.getparent().remove(word)
        assert takeaway.as_png(etree.tostring(svg, encoding="unicode")) != before, word.text


def test_a_hidden_number_is_in_no_file():
    """The table as it was before disclosure holds 7; what is disclosed, and so what leaves, does not."""
    exhibit = read_one(table(PATHS, caption="Paden", columns=COLUMNS, uid="paden"))
    assert [row["aantal"] for row in exhibit.rows] == [1448, 52, None]
    numbers = [int(text) for text in re.findall(r"(?<=;)(\d+)(?=;)", takeaway.as_csv(exhibit))]
    assert numbers == [1448, 52]


def read_one(shown: Tabel | Figure | sentences.Tegels) -> exhibits.Exhibit:
    from nbformat.v4 import new_code_cell, new_notebook

    (exhibit,) = exhibits.read(new_notebook(cells=[new_code_cell("", outputs=[output(shown)])]), "10-paden")
    return exhibit


def test_the_key_figures_go_along_with_their_unit():
    frame = pl.DataFrame(
        {
            "kengetal": ["clienten", "kosten", "duur_maanden"],
            "waarde": [3871.0, 5_404_310_012.0, 6.57],
            "eenheid": ["aantal", "cent", "maanden"],
            FLAG: [False, False, False],
        }
    )
    exhibit = read_one(sentences.tegels(Disclosed(frame, 10, veilig=True), bron="Bron"))
    assert takeaway.as_csv(exhibit).splitlines()[1:] == [
        "Cliënten;3871;aantal;nee",
        "Gedeclareerde kosten;54043100,12;euro;nee",
        "Maanden per toewijzing, gemiddeld;6,57;maanden;nee",
    ]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@a", "\t=1", "=HYPERLINK(1)"])
def test_a_text_never_becomes_a_formula(evil: str):
    frame = pl.DataFrame({"naam": [evil], FLAG: [False]})
    exhibit = read_one(table(Disclosed(frame, 10, veilig=True), caption=evil, columns={"naam": Kolom(evil)}, uid="x"))
    head, line = takeaway.as_csv(exhibit).removeprefix("\ufeff").split("\r\n")[:2]
    assert head.lstrip('"').startswith("'")
    assert line.lstrip('"').startswith("'")
    book = zipfile.ZipFile(io.BytesIO(spreadsheet.workbook([exhibit], ABOUT)))
    assert "<f>" not in "".join(book.read(name).decode("utf-8") for name in book.namelist())


def titled(title: str, number: int, slide: str = "10-paden") -> exhibits.Exhibit:
    return exhibits.Exhibit(slide, number, title, "", 10, (exhibits.Column("n", "N", "aantal"),), ({"n": 10, FLAG: False},))


def test_names_of_sheets_are_short_valid_and_different():
    long = "Welk deel van de zorgpaden duurt langer, Specialistische jeugd-ggz, Venlo"
    titles = [long, long, "A/B: [c]* \\ 'd'?", "x" * 50, ""]
    names = spreadsheet.sheet_names([titled(title, number) for number, title in enumerate(titles, start=1)], "Venlo")
    assert names[0] == "10-1 Welk deel van de zorgpaden"
    assert names[2] == "10-3 A B c d"
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)
    spreadsheet.workbook([titled(title, number) for number, title in enumerate(titles, start=1)], ABOUT)


def test_a_table_without_rows_has_a_head_and_a_head_that_stands_twice_gets_a_number():
    columns = (exhibits.Column("a", "Aantal", "aantal"), exhibits.Column("b", "Aantal", "aantal"))
    empty = exhibits.Exhibit("10-paden", 1, "Leeg", "", 10, columns, ())
    full = exhibits.Exhibit("10-paden", 2, "Vol", "", 10, columns, ({"a": 10, "b": None, FLAG: False},))
    book = spreadsheet.workbook([empty, full], ABOUT)
    read = fastexcel.read_excel(book)
    assert read.load_sheet("10-1 Leeg").to_polars().columns == ["Aantal", "Aantal (2)"]
    assert read.load_sheet("10-2 Vol").to_polars().row(0) == (10.0, None)


def test_names_of_files_hold_plain_letters_only():
    assert titled("Duur, Súdwest-Fryslân: 'ja' / nee, Venlo", 3).file_name("Venlo") == "10-paden-3-duur-sudwest-fryslan-ja-nee"
    assert len(titled("a" * 300, 3).file_name("Venlo")) < 80


def test_a_new_edition_takes_back_what_is_no_longer_shown_and_leaves_what_is_not_its_own(tmp_path: Path):
    old = ("0983-1111111111/10-paden-9-oud.csv", "0983-1111111111/0983.xlsx")
    kept = ("0983-eigen/kengetallen.csv", "0984.txt")
    for name in (*old, *kept):
        (tmp_path / "uit" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "uit" / name).write_text("oud")
    path = executed(tmp_path, "10_paden")
    build([Execution(path, VENLO, path, 1.0)], HEAD, destination=tmp_path / "uit")
    left = sorted(path.relative_to(tmp_path / "uit").as_posix() for path in (tmp_path / "uit").rglob("*") if path.is_file())
    assert left == sorted(["0983.html", "index.html", *kept])


def test_without_take_away_the_page_stands_alone(tmp_path: Path):
    path = executed(tmp_path, "10_paden", output(drawn()))
    build([Execution(path, VENLO, path, 1.0)], HEAD, destination=tmp_path / "uit", take_away=False)
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["0983.html", "index.html"]
    assert "download" not in (tmp_path / "uit" / "0983.html").read_text(encoding="utf-8").split("<body>")[1].split("<script>")[0]


def test_what_an_analyst_explores_does_not_go_along():
    from nbformat.v4 import new_code_cell, new_notebook

    cell = new_code_cell("", outputs=[output(drawn())], metadata={"tags": ["verkennen"]})
    assert exhibits.read(new_notebook(cells=[cell]), "10-paden") == []


def test_the_json_in_a_notebook_is_what_the_report_reads():
    assert export.MIME == exhibits.MIME == sentences.TABLE
    assert json.loads(json.dumps(drawn().shown)) == drawn().shown
