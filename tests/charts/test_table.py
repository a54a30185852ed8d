"""A table on paper: Dutch values, hidden cells as words, heads with scope, nothing from outside."""

from datetime import date

import polars as pl
import pytest
from lxml import html

from jeugdlib import errors
from jeugdlib.charts.table import Kolom, table
from jeugdlib.disclosure import FLAG, Disclosed

COLUMNS = {"pad": Kolom("Pad"), "aantal": Kolom("Aantal", "aantal"), "aandeel": Kolom("Aandeel", "aandeel")}


def cells(text: str) -> list[list[str]]:
    """Give the words of a written table, head first."""
    return [[cell.text_content() for cell in row.xpath("./th|./td")] for row in html.fromstring(f"<div>{text}</div>").xpath(".//tr")]


def test_values_are_written_the_dutch_way():
    frame = pl.DataFrame(
        {
            "naam": ["Dagbesteding"],
            "aantal": [1514],
            "aandeel": [0.4125],
            "bedrag": [460_612],
            "dag": [date(2024, 8, 1)],
            "maand": [date(2024, 3, 1)],
            "uren": [1234.25],
            FLAG: [False],
        }
    )
    columns = {
        "naam": Kolom("Product"),
        "aantal": Kolom("Aantal", "aantal"),
        "aandeel": Kolom("Aandeel", "aandeel"),
        "bedrag": Kolom("Kosten", "euro"),
        "dag": Kolom("Dag", "datum"),
        "maand": Kolom("Maand", "maand"),
        "uren": Kolom("Uren", "uren"),
    }
    written = table(Disclosed(frame, 10, veilig=True), caption="Alles", columns=columns, uid="alles").html
    assert cells(written) == [
        ["Product", "Aantal", "Aandeel", "Kosten", "Dag", "Maand", "Uren"],
        ["Dagbesteding", "1.514", "41,3%", "€ 4.606", "01-08-2024", "maart 2024", "1.234,3"],
    ]


def test_hidden_cells_are_words_and_explained(paden: Disclosed):
    written = table(paden, caption="Paden", columns=COLUMNS, uid="paden", productgroep="GGZ")
    assert cells(written.html)[3] == ["Midden", "<10", "<10"]
    assert '<p class="tabel-noot">&lt;10 betekent afgeschermd: dit cijfer gaat over minder dan 10 jeugdigen' in written.html
    assert written._repr_html_() == written.html


def test_an_empty_cell_that_is_not_hidden_is_a_dash():
    frame = pl.DataFrame({"naam": ["a"], "aantal": [None], FLAG: [False]}, schema_overrides={"aantal": pl.Int64})
    columns = {"naam": Kolom("Naam"), "aantal": Kolom("Aantal", "aantal")}
    written = table(Disclosed(frame, 10, veilig=True), caption="Leeg", columns=columns, uid="leeg").html
    assert cells(written)[1] == ["a", "–"]
    assert "tabel-noot" not in written


def test_a_table_with_visible_small_numbers_warns(paden: Disclosed):
    unsafe = Disclosed(paden.frame, 10, veilig=False)
    assert "Deel deze tabel niet buiten de gemeente" in table(unsafe, caption="Paden", columns=COLUMNS, uid="paden").html


def test_heads_have_a_scope_and_ids_belong_to_this_table(paden: Disclosed):
    page = html.fromstring(f"<div>{table(paden, caption='Paden', columns=COLUMNS, uid='paden-ggz').html}</div>")
    assert page.xpath("string(.//table/caption)") == "Paden"
    assert page.xpath(".//table/@id") == ["paden-ggz"]
    assert set(page.xpath(".//thead//th/@scope")) == {"col"}
    assert set(page.xpath(".//tbody//th/@scope")) == {"row"}
    ids = page.xpath(".//*/@id")
    assert len(ids) == len(set(ids))
    assert all(name.startswith("paden-ggz") for name in ids)
    assert {word for heads in page.xpath(".//td/@headers") for word in heads.split()} <= set(ids)


def test_numbers_are_marked_for_the_style_sheet_and_nothing_else_is_styled(paden: Disclosed):
    written = table(paden, caption="Paden", columns=COLUMNS, uid="paden").html
    assert 'class="getal">1.448</td>' in written
    assert "<style" not in written
    assert "style=" not in written
    assert "gt_" not in written


def test_texts_are_escaped_everywhere():
    nasty = '<script>alert("1")</script> & co'
    frame = pl.DataFrame({"naam": [nasty], "aantal": [12], FLAG: [False]})
    columns = {"naam": Kolom(nasty), "aantal": Kolom(nasty, "aantal")}
    written = table(Disclosed(frame, 10, veilig=True), caption=nasty, columns=columns, uid="eng").html
    assert "<script" not in written
    page = html.fromstring(f"<div>{written}</div>")
    assert page.xpath("string(.//caption)") == nasty
    assert cells(written) == [[nasty, nasty], [nasty, "12"]]


def test_an_empty_table_keeps_its_heads(paden: Disclosed):
    written = table(Disclosed(paden.frame.clear(), 10, veilig=True), caption="Paden", columns=COLUMNS, uid="paden").html
    assert cells(written)[0] == ["Pad", "Aantal", "Aandeel"]
    assert len(cells(written)) == 1


def test_a_table_that_was_not_disclosed_is_refused(paden: Disclosed):
    with pytest.raises(errors.NotDisclosed):
        table(paden.frame, caption="Paden", columns=COLUMNS, uid="paden")


def test_what_cannot_be_written_is_refused_in_words(paden: Disclosed):
    with pytest.raises(errors.MissingColumns, match="'kosten'"):
        table(paden, caption="Paden", columns={"kosten": Kolom("Kosten", "euro")}, uid="paden")
    with pytest.raises(errors.WrongUse, match="geen kolommen"):
        table(paden, caption="Paden", columns={}, uid="paden")
    with pytest.raises(errors.WrongUse, match="kenmerk"):
        table(paden, caption="Paden", columns=COLUMNS, uid="1 paden")
    with pytest.raises(errors.WrongUse, match="aantal, aandeel"):
        Kolom("Rang", "rang")  # pyright: ignore[reportArgumentType]
