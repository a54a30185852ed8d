"""Verkennen in JupyterLab: the controls change what the report's own functions show, and nothing of it reaches a report."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from click.testing import CliRunner

import editions
from jeugdlib import errors, lab, settings, store, workbook
from jeugdlib.charts import figure
from jeugdlib.charts.figure import Figure
from jeugdlib.cli import main
from jeugdlib.lab import explain, inside
from jeugdlib.lab.explore import Verkenner
from jeugdlib.report import workshop
from jeugdlib.workbook import Werk
from report.notebooks import notebook

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SLIDES = {
    "01_kerncijfers": lab.verken_kerncijfers,
    "10_paden": lab.verken_paden,
    "11_volumes": lab.verken_volumes,
    "12_doorlooptijd": lab.verken_doorlooptijd,
    "13_plekbezetting": lab.verken_plekbezetting,
}


@pytest.fixture(scope="module")
def venlo() -> Werk:
    return workbook.load(settings.from_parameters(gemeente="0983"))


def played(name: str, gemeente: str) -> list[Any]:
    """Run the cells of a notebook for a gemeente as JupyterLab does, without those to explore; return what they show."""
    shown: list[Any] = []
    scope: dict[str, Any] = {"display": lambda *items: shown.extend(items), "print": lambda *_: None}
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code" or "verkennen" in cell.metadata.get("tags", []):
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), cell.id, "exec"), scope)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), cell.id, "eval"), scope))
        if cell.id == "parameters":
            scope |= {"gemeente": gemeente, "productgroepen": ["GGZ"]}
    return shown


def view_of(verkenner: Verkenner):
    assert verkenner.view is not None, verkenner.html
    return verkenner.view


@pytest.mark.parametrize("name", SLIDES)
def test_what_the_controls_first_show_is_the_figure_of_the_slide(name: str, venlo: Werk):
    shown = played(name, "0983")
    static = [figure for figure in shown if isinstance(figure, Figure)]
    view = view_of(SLIDES[name](venlo.with_choices(settings.from_parameters(gemeente="0983", productgroepen=["GGZ"]))))
    slide = [figure for figure in static if figure.title in [shown.title for shown in view.figuren]]
    assert [(figure.spec, figure.svg, figure.html) for figure in view.figuren] == [(one.spec, one.svg, one.html) for one in slide]
    assert bool(view.figuren) == bool(static)
    if view.tegels:
        assert view.tegels in shown


def test_another_productgroep_changes_chart_table_and_sentence(venlo: Werk):
    verkenner = lab.verken_paden(venlo)
    before = view_of(verkenner)
    verkenner.knoppen["groep"].value = "Ambulant perspectief 1"  # type: ignore[attr-defined]
    after = view_of(verkenner)
    assert after.figuren[0].lead != before.figuren[0].lead
    assert after.figuren[0].spec != before.figuren[0].spec
    assert after.figuren[0].data != before.figuren[0].data
    assert after.tabellen[0].html != before.tabellen[0].html
    assert verkenner.html == after.html


@pytest.mark.parametrize(
    ("knop", "value", "expected"),
    [
        ("gemeente", "0893", "Bergen (L.)"),
        ("analyse_begin", date(2022, 1, 1), "1 januari 2022 tot en met"),
        ("peildatum", date(2023, 1, 1), "tot en met 31 december 2022"),
        ("onderdrukken", False, "kleine aantallen zijn hier zichtbaar"),
    ],
)
def test_a_control_is_a_setting_of_the_report(venlo: Werk, knop: str, value: Any, expected: str):
    verkenner = lab.verken_paden(venlo)
    assert expected not in verkenner.html
    verkenner.knoppen[knop].value = value  # type: ignore[attr-defined]
    assert expected in verkenner.html
    wanted = settings.from_parameters(**{"gemeente": "0983", knop: value.isoformat() if isinstance(value, date) else value})
    assert verkenner.werk.keuze == wanted
    fresh = workbook.load(wanted)
    assert verkenner.werk.zorgpaden.equals(fresh.zorgpaden)
    assert verkenner.werk.regio.zorgpaden.equals(fresh.regio.zorgpaden)


def test_a_longer_tolerance_gives_the_paths_of_a_run_with_that_setting(venlo: Werk):
    verkenner = lab.verken_paden(venlo)
    verkenner.knoppen["max_gat_maanden"].value = 6  # type: ignore[attr-defined]
    fresh = workbook.load(settings.from_parameters(gemeente="0983", max_gat_maanden=6))
    assert verkenner.werk.zorgpaden.equals(fresh.zorgpaden)
    assert verkenner.werk.zorgpaden.height < venlo.zorgpaden.height


@pytest.mark.parametrize("name", [name for name in SLIDES if name != "13_plekbezetting"])
def test_another_gemeente_beside_it_changes_the_heads_and_the_numbers(name: str, venlo: Werk):
    verkenner = SLIDES[name](venlo)
    before = view_of(verkenner)
    assert "Venray" not in before.html
    verkenner.knoppen["vergelijk"].value = "0984"  # type: ignore[attr-defined]
    after = view_of(verkenner)
    assert "Venray" in after.html
    read = re.sub(r"<script.*?</script>|<[^>]+>", " ", after.html, flags=re.DOTALL)
    assert re.findall(r"(?i).{30}\bregio\b.{30}", read) == []
    if name == "11_volumes":
        shares = [[row["aandeel_regio"] for row in view.figuren[0].shown["rijen"]] for view in (before, after)]
        assert "Aandeel, Venray" in [column["kop"] for column in after.figuren[0].shown["kolommen"]]
        assert shares[0] != shares[1]
        assert after.figuren[0].spec != before.figuren[0].spec
    assert "Dit kan niet" not in verkenner.html


def test_a_gemeente_does_not_stand_beside_itself(venlo: Werk):
    verkenner = lab.verken_kerncijfers(venlo)
    verkenner.knoppen["vergelijk"].value = "0983"  # type: ignore[attr-defined]
    assert 'class="regio"' not in verkenner.html


def test_the_list_of_aanbieders_is_that_of_the_gemeente_that_is_shown(venlo: Werk):
    verkenner = lab.verken_kerncijfers(venlo)
    left_out = venlo.toewijzingen["agb"].sort()[0]
    verkenner.knoppen["zonder_aanbieders"].value = (left_out,)  # type: ignore[attr-defined]
    verkenner.knoppen["gemeente"].value = "0893"  # type: ignore[attr-defined]
    here = workbook.load(settings.from_parameters(gemeente="0893", zonder_aanbieders=[left_out])).toewijzingen["agb"]
    listed = {agb for _, agb in verkenner.knoppen["zonder_aanbieders"].options}  # type: ignore[attr-defined]
    assert listed == {*here, left_out}
    assert verkenner.knoppen["zonder_aanbieders"].value == (left_out,)  # type: ignore[attr-defined]
    assert f"Zonder aanbieder {left_out}." in verkenner.html


def test_a_productgroep_without_a_norm_has_no_field_and_no_line_for_it(venlo: Werk):
    verkenner = lab.verken_doorlooptijd(venlo)
    assert verkenner.knoppen["norm"].value == 12  # type: ignore[attr-defined]
    assert "norm 12 maanden" in verkenner.html
    verkenner.knoppen["groep"].value = "EMB"  # type: ignore[attr-defined]
    assert "norm" not in verkenner.knoppen
    assert "norm 12 maanden" not in verkenner.html


def test_an_aanbieder_left_out_is_named_below_the_figure(venlo: Werk):
    verkenner = lab.verken_kerncijfers(venlo)
    agb = venlo.toewijzingen["agb"].sort()[0]
    verkenner.knoppen["zonder_aanbieders"].value = (agb,)  # type: ignore[attr-defined]
    assert f"Zonder aanbieder {agb}." in verkenner.html


def test_a_norm_of_your_own_moves_the_line_and_the_sentence(venlo: Werk):
    verkenner = lab.verken_volumes(venlo)
    before = view_of(verkenner)
    verkenner.knoppen["norm zwaar"].value = 80.0  # type: ignore[attr-defined]
    after = view_of(verkenner)
    assert after.figuren[0].spec != before.figuren[0].spec
    assert "Binnen de norm zwaar 80 uur blijft" in " ".join(after.zinnen)


def test_the_norms_are_those_of_the_productgroep_that_is_shown(venlo: Werk):
    verkenner = lab.verken_volumes(venlo)
    verkenner.knoppen["groep"].value = "Ambulant perspectief 1"  # type: ignore[attr-defined]
    expected = venlo.producten.filter(pl.col("productgroep") == "Ambulant perspectief 1", pl.col("normvolume_uren").is_not_null())
    fields = {name: knop.value for name, knop in verkenner.knoppen.items() if name.startswith("norm ")}  # type: ignore[attr-defined]
    assert fields == {f"norm {row['zwaarte']}": row["normvolume_uren"] for row in expected.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("value", "line"),
    [(None, "Vul een hele datum in, zoals 01-08-2024."), (date(2025, 1, 1), "analyse_begin (2025-01-01) moet voor peildatum")],
)
def test_what_cannot_be_is_said_in_one_line_and_mended_by_the_next_choice(venlo: Werk, value: date | None, line: str):
    verkenner = lab.verken_kerncijfers(venlo)
    good = verkenner.html
    verkenner.knoppen["analyse_begin"].value = value  # type: ignore[attr-defined]
    assert verkenner.view is None
    assert line in verkenner.html
    assert "\n" not in verkenner.html
    verkenner.knoppen["analyse_begin"].value = date(2021, 1, 1)  # type: ignore[attr-defined]
    assert verkenner.html == good


def test_where_a_conclusion_flips_the_table_and_a_sentence_say_so():
    region = workbook.load(settings.from_parameters())
    view = view_of(lab.verken_paden(region))
    assert "⚠ kantelt" in view.tabellen[0].html
    assert "kantelt bij een gat van 0" in " ".join(view.zinnen)


# --- from a bar to the care behind it -------------------------------------------------------------------------------


def test_every_row_has_a_reason_and_the_reasons_add_up_to_the_ledger(venlo: Werk):
    regels = explain.lines_of(venlo)
    told = dict(regels.declaraties.group_by("stap").len().iter_rows())
    netted = venlo.nettoregels.height
    together = told.pop("samengevoegd")
    told["tegengeboekt"] += together + told["aanvaard"] - netted  # what the netting took: lines that went, and lines joined to one
    told["aanvaard"] = netted
    ledger = venlo.verantwoording.filter(pl.col("stap").is_in(list(explain.UITLEG)), pl.col("rijen") > 0)
    assert told == dict(ledger.filter(pl.col("tabel") == "declaraties").select("stap", "rijen").iter_rows())
    told = dict(regels.toewijzingen.group_by("stap").len().iter_rows())
    told["aanvaard"] += told.pop("zonder_zorg")
    assert told == dict(ledger.filter(pl.col("tabel") == "toewijzingen").select("stap", "rijen").iter_rows())


def test_behind_a_bar_stand_as_many_paths_as_the_bar_says(venlo: Werk):
    walked = venlo.zorgpaden.filter(pl.col("productgroep") == "GGZ", pl.col("pad") == "Zwaar → Meerwerk")
    view = lab.verklaar_pad(venlo, "GGZ", "Zwaar->Meerwerk")
    assert view.zinnen[0].startswith(f"{walked.height} pad")
    assert all(client in view.html for client in walked["client"])
    assert "Deel deze tabel niet buiten de gemeente" in view.html


def test_a_client_is_shown_with_each_message_and_what_became_of_it(venlo: Werk):
    regels = explain.lines_of(venlo)
    (client, *_) = regels.declaraties.filter(pl.col("stap") == "nulregel").sort("client", "referentienummer")["client"]
    view = lab.verklaar_client(venlo, client[:16])
    own = regels.declaraties.filter(pl.col("client") == client)
    assert len(re.findall("<td[^>]*>declaratie</td>", view.html)) == own.height
    assert explain.UITLEG["nulregel"] in view.html
    assert view.figuren[0].svg.startswith("<svg")


def test_an_unknown_path_gets_a_suggestion(venlo: Werk):
    with pytest.raises(errors.WrongUse, match="Bedoelt u 'Zwaar'"):
        lab.verklaar_pad(venlo, "GGZ", "Zwar")


def test_an_unknown_client_is_not_repeated(venlo: Werk):
    with pytest.raises(errors.WrongUse) as caught:
        lab.verklaar_client(venlo, "123456782")
    assert "123456782" not in str(caught.value)


# --- never in a report ----------------------------------------------------------------------------------------------


def test_a_report_neither_runs_nor_keeps_a_cell_to_explore(tmp_path: Path):
    told = "import os\nprint(os.environ['JEUGDLIB_RAPPORT'])"
    path = notebook(tmp_path, "10_proef", told, "raise ValueError('run')")
    node = nbformat.read(path, as_version=4)
    node.cells[-1].metadata.tags = ["verkennen"]
    nbformat.write(node, path)
    (done,) = editions.run([path], [store.Gemeente("0983", "Venlo")], {}, destination=tmp_path / "uit", workers=1)
    assert done.failure is None, done.reason
    cells = nbformat.read(done.output, as_version=4).cells
    assert [cell.source for cell in cells][-1] == told
    assert cells[-1].outputs[0].text == "1\n"


@pytest.mark.parametrize(
    "explore", [lab.verken_paden, lambda werk: lab.verklaar_pad(werk, "GGZ", "Zwaar"), lambda werk: lab.verklaar_client(werk, "abcdef")]
)
def test_inside_a_report_the_functions_refuse(explore: Any, venlo: Werk, monkeypatch: pytest.MonkeyPatch):
    assert workshop.IN_REPORT == inside.IN_REPORT == figure.IN_REPORT
    monkeypatch.setenv(inside.IN_REPORT, "1")
    with pytest.raises(errors.WrongUse, match="alleen in JupyterLab"):
        explore(venlo)


# --- the door -------------------------------------------------------------------------------------------------------


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    from jupyterlab.labapp import LabApp

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    calls: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    return calls


def test_lab_opens_the_folder_of_notebooks_and_hands_on_what_is_jupyters(launched: list[list[str]]):
    outcome = CliRunner().invoke(main, ["lab", "--no-browser"])
    assert outcome.exit_code == 0, outcome.output
    assert f"--ServerApp.root_dir={NOTEBOOKS}" in launched[0]
    assert launched[0][-1] == "--no-browser"
    assert "Run All Cells" in outcome.output


def test_lab_in_a_folder_of_your_own_never_writes_over_your_work(launched: list[list[str]], tmp_path: Path):
    mine = tmp_path / "10_paden.ipynb"
    mine.write_text("mijn werk", encoding="utf-8")
    assert CliRunner().invoke(main, ["lab", "--map", str(tmp_path)]).exit_code == 0
    assert mine.read_text(encoding="utf-8") == "mijn werk"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
