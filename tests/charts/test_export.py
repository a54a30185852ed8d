"""What a figure and a table leave in the notebook for programs: the disclosed cells, and no other."""

import json
from datetime import date

import polars as pl
import pytest

from jeugdlib import errors
from jeugdlib.charts import export
from jeugdlib.charts.table import Kolom, table
from jeugdlib.disclosure import FLAG, Disclosed

COLUMNS = {"pad": Kolom("Pad"), "aantal": Kolom("Aantal", "aantal"), "aandeel": Kolom("Aandeel", "aandeel")}


def test_a_hidden_cell_is_null_and_its_row_says_so(paden: Disclosed):
    shown = export.shown(paden, title="Paden", columns=COLUMNS, uid="paden", productgroep="GGZ")
    assert [column["kop"] for column in shown["kolommen"]] == ["Pad", "Aantal", "Aandeel"]
    assert shown["rijen"][0] == {"pad": "Zwaar", "aantal": 1448, "aandeel": 0.724, FLAG: False}
    assert shown["rijen"][2] == {"pad": "Midden", "aantal": None, "aandeel": None, FLAG: True}
    assert shown["drempel"] == 10


def test_only_the_columns_and_the_group_that_are_shown_go_along(paden: Disclosed):
    written = table(paden, caption="Paden", columns={"pad": Kolom("Pad")}, uid="paden", productgroep="Pleegzorg")
    shown = written._repr_mimebundle_()[export.MIME]
    assert shown["rijen"] == [{"pad": "Zwaar", FLAG: False}]
    assert "GGZ" not in json.dumps(shown)


def test_a_date_is_written_so_that_json_can_hold_it():
    frame = pl.DataFrame({"maand": [date(2024, 3, 1), None], FLAG: [False, False]})
    shown = export.shown(Disclosed(frame, 10, veilig=True), title="Per maand", columns={"maand": Kolom("Maand", "maand")}, uid="m")
    assert json.loads(json.dumps(shown))["rijen"] == [{"maand": "2024-03-01", FLAG: False}, {"maand": None, FLAG: False}]


def test_a_figure_without_a_table_has_a_title_and_no_rows():
    shown = export.shown(None, title="Paden", columns={}, uid="paden", source="Bron")
    assert (shown["titel"], shown["bron"], shown["kolommen"], shown["rijen"]) == ("Paden", "Bron", [], [])


def test_a_table_that_was_not_disclosed_is_refused(paden: Disclosed):
    with pytest.raises(errors.NotDisclosed):
        export.shown(paden.frame, title="Paden", columns=COLUMNS, uid="paden")


def test_a_share_is_as_precise_as_on_the_page_and_money_is_exact():
    frame = pl.DataFrame({"deel": [0.41251234, 0.0005, None], "uren": [1234.25, 0.5, None], "cent": [1, 2, None], FLAG: [False] * 3})
    columns = {"deel": Kolom("Deel", "aandeel"), "uren": Kolom("Uren", "uren"), "cent": Kolom("Kosten", "euro")}
    shown = export.shown(Disclosed(frame, 10, veilig=True), title="Delen", columns=columns, uid="delen")
    assert [tuple(row.values())[:3] for row in shown["rijen"]] == [(0.413, 1234.3, 1), (0.001, 0.5, 2), (None, None, None)]
