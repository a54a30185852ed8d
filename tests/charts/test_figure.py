"""A figure stands on its own: static, Dutch, safe, the same bytes every time."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert
from altair.utils import schemapi
from lxml import etree, html

from jeugdlib import errors
from jeugdlib.analyses.volumes import KLASSEN
from jeugdlib.charts import distribution, drawing, export, figure, flow, occupancy, ranking, trend
from jeugdlib.charts.table import Kolom
from jeugdlib.disclosure import FLAG, Disclosed

COLUMNS = {"pad": Kolom("Pad"), "aantal": Kolom("Aantal", "aantal"), "aandeel": Kolom("Aandeel", "aandeel")}
SOURCE = "Bron: voorbeelddata (verzonnen), peildatum 1 augustus 2024"
FORMS: dict[str, Callable[[Any], Any]] = {
    "paden": lambda table: ranking.ranking(table, productgroep="GGZ"),
    "overgangen": flow.flow,
    "volumes": lambda table: distribution.volumes(table, klassen=KLASSEN, normen=[distribution.Norm(45, "norm zwaar 45 uur", "zwaar")]),
    "maanden": distribution.months,
    "curve": lambda table: trend.survival(table, mediaan=5, normen=[distribution.Norm(12, "norm 12 maanden")]),
    "plekken": occupancy.occupancy,
}
ENGLISH = re.compile(r"\b(axis|titled|scale|values|legend|mark container|bar|linear|from|January|March|May)\b")


def drawn(disclosed: Any, **choices: Any) -> figure.Figure:
    given: dict[str, Any] = {"title": "Paden", "description": "Zwaar komt het meest voor.", "table": disclosed, "columns": COLUMNS}
    given |= {"source": SOURCE, "productgroep": "GGZ"} | choices
    return figure.figure(ranking.ranking(given.pop("chart_of", disclosed), productgroep="GGZ"), **given)


def places(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Give every upright text of a picture with its left and right edge and its height, in a wide letter."""
    for node in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        moves = [step.get("transform") or "" for step in (node, *node.iterancestors())]
        if any("rotate" in move for move in moves) or node.get("opacity") == "0":
            continue
        shifts = [tuple(map(float, pair)) for move in moves for pair in re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", move)]
        x, y = (sum(shift[i] for shift in shifts) for i in (0, 1))
        lines = [line for line in node.itertext() if line]
        said = " ".join(lines)
        width = 0.6 * float((node.get("font-size") or "13px").removesuffix("px")) * max(map(len, lines), default=0)
        left = x - {"middle": width / 2, "end": width}.get(node.get("text-anchor") or "start", 0)
        yield said, left, left + width, y


@pytest.mark.parametrize("name", FORMS)
def test_every_form_becomes_a_whole_dutch_picture(name: str, request: pytest.FixtureRequest):
    chart = FORMS[name](request.getfixturevalue(name))
    made = figure.figure(chart, title="Figuur", description="Een beschrijving.", table=None, columns={}, source=SOURCE)
    root = etree.fromstring(made.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Een beschrijving."
    assert not [node for node in root.iterdescendants() if any(name == "role" or name.startswith("aria-") for name in node.attrib)]
    assert not ENGLISH.search(" ".join(root.itertext()))
    assert float(root.get("width") or 0) <= 900
    assert "style=" not in made.svg
    assert not re.search(r"NaN|\bnull\b|undefined", made.svg)


@pytest.mark.parametrize("name", FORMS)
def test_no_word_falls_off_the_sheet(name: str, request: pytest.FixtureRequest):
    chart = FORMS[name](request.getfixturevalue(name))
    made = figure.figure(chart, title="Figuur", description="Een beschrijving.", table=None, columns={}, source=SOURCE)
    _, _, wide, high = (float(number) for number in (etree.fromstring(made.svg).get("viewBox") or "").split())
    texts = list(places(made.svg))
    assert texts
    assert [text for text in texts if text[1] < -1 or text[2] > wide + 1 or not 0 <= text[3] <= high] == []


def test_months_and_numbers_are_dutch(plekken: Disclosed):
    made = figure.figure(occupancy.occupancy(plekken), title="F", description="B", table=None, columns={}, source=SOURCE)
    said = " ".join(etree.fromstring(made.svg).itertext())
    assert "jan 2019" in said


def test_the_same_figure_has_the_same_bytes(paden: Disclosed):
    assert drawn(paden).html == drawn(paden).html


def test_two_figures_share_no_id(paden: Disclosed):
    page = html.fromstring(f"<div>{drawn(paden).html}{drawn(paden, title='Andere titel').html}</div>")
    ids = page.xpath(".//*/@id")
    assert ids
    assert len(ids) == len(set(ids))


def test_an_id_can_be_given(paden: Disclosed):
    ids = html.fromstring(drawn(paden, uid="paden-ggz").html).xpath(".//@id")
    assert "paden-ggz" in ids
    assert all(name.startswith("paden-ggz") for name in ids)


def test_ids_inside_the_picture_and_what_refers_to_them_change_together():
    chart = alt.Chart(pl.DataFrame({"x": [1, 2], "y": [1, 2]})).mark_line(clip=True).encode(x="x:Q", y="y:Q")
    svg = figure.figure(chart, title="F", description="B", table=None, columns={}, source=SOURCE, uid="knip").svg
    root = etree.fromstring(svg)
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    referred = set(re.findall(r"url\(#([^)]*)\)", svg))
    assert referred
    assert referred <= ids
    assert all(name.startswith("knip-") for name in ids if name)


def test_the_page_has_title_picture_table_and_source(paden: Disclosed):
    page = html.fromstring(drawn(paden).html)
    assert page.tag == "figure"
    assert page.xpath("string(./figcaption)") == "Paden"
    assert page.xpath("string(.//details/summary)") == "Bekijk de cijfers als tabel"
    assert page.xpath("string(.//table/caption)") == "Paden"
    assert page.xpath("string(./p[@class='figuur-bron'])") == SOURCE
    assert "Pleegzorg" not in drawn(paden).html
    assert len(page.xpath(".//tbody/tr")) == 4


def test_a_figure_without_a_table_has_none_to_unfold(paden: Disclosed):
    assert "<details" not in drawn(paden, table=None).html


def scripts(page: str) -> list[str]:
    """Give the type of every script on a page; a browser runs none of the type application/json."""
    return [script.get("type", "") for script in html.fromstring(page).iter("script")]


def test_nothing_is_fetched_and_nothing_runs(paden: Disclosed):
    made = drawn(paden).html
    assert "http" not in made.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert scripts(made) == ["application/json"]
    assert "<style" not in made


def test_texts_are_escaped(paden: Disclosed):
    nasty = '"><script>alert(1)</script> & <b>'
    made = drawn(paden, title=nasty, description=nasty, source=nasty)
    assert scripts(made.html) == ["application/json"]
    assert "<b>" not in made.html
    page = html.fromstring(made.html)
    assert page.xpath("string(./figcaption)") == nasty
    assert page.xpath("string(.//*[local-name()='svg']/@aria-label)") == nasty


def test_a_nasty_product_name_stays_text(plekken: Disclosed):
    chart = occupancy.occupancy(plekken, namen={"45A04": "<script>alert(1)</script>"})
    made = figure.figure(chart, title="F", description="B", table=None, columns={}, source=SOURCE)
    assert scripts(made.html) == ["application/json"]
    assert "<script>alert(1)</script>" in "".join(etree.fromstring(made.svg).itertext())


def test_the_spec_beside_the_drawing_is_the_one_that_was_drawn(paden: Disclosed):
    made = drawn(paden)
    (spec,) = html.fromstring(made.html).xpath(".//script[@class='figuur-spec']/text()")
    assert json.loads(spec) | {"$schema": made.spec["$schema"]} == made.spec


def test_no_word_in_a_spec_ends_the_script_that_holds_it(plekken: Disclosed):
    nasty = "</script><!-- <b> & \u2028\u2029"
    chart = occupancy.occupancy(plekken, namen={"45A04": nasty})
    made = figure.figure(chart, title="F", description="B", table=None, columns={}, source=SOURCE)
    (spec,) = re.findall(r'<script type="application/json" class="figuur-spec">(.*?)</script>', made.html)
    assert not re.search("[<>&\u2028\u2029]", spec)
    assert nasty in {row.get("product") for rows in json.loads(spec)["datasets"].values() for row in rows}


def test_jupyter_gets_html_and_a_line_of_text_and_programs_the_table(paden: Disclosed):
    bundle = drawn(paden)._repr_mimebundle_()
    assert len(bundle.pop(export.MIME)["rijen"]) == 4
    assert bundle == {"text/html": drawn(paden).html, "text/plain": "Paden. Zwaar komt het meest voor."}


def test_a_figure_without_words_is_refused(paden: Disclosed):
    with pytest.raises(errors.WrongUse, match="beschrijving"):
        drawn(paden, description=" ")
    with pytest.raises(errors.WrongUse, match="titel"):
        drawn(paden, title="")


def test_a_table_that_was_not_disclosed_is_not_folded_in(paden: Disclosed):
    with pytest.raises(errors.NotDisclosed):
        drawn(paden.frame, chart_of=paden)


def test_a_hidden_number_is_nowhere_on_the_page():
    frame = pl.DataFrame(
        {"pad": ["Zwaar", "Licht", "Midden"], "aantal": [123456, 7, 8], "aandeel": [0.98765, 0.071717, 0.081818], "rang": [1, 2, 3]}
    )
    hidden = frame.with_columns((pl.col("aantal") < 10).alias(FLAG)).with_columns(
        pl.when(~pl.col(FLAG)).then(pl.col(name)).alias(name) for name in ("aantal", "aandeel", "rang")
    )
    table = Disclosed(hidden, 10, veilig=True)
    made = figure.figure(ranking.ranking(table), title="Paden", description="Zwaar.", table=table, columns=COLUMNS, source=SOURCE)
    assert "123.456" in made.html
    everything = made.html + str(made.spec)
    assert "7,2%" not in everything
    assert "0.0717" not in everything
    assert "0.0818" not in everything


def test_the_vega_lite_of_altair_is_the_one_that_draws():
    assert alt.SCHEMA_VERSION.startswith(f"v{drawing.VEGA_LITE}")
    assert drawing.VEGA_LITE in vl_convert.get_vegalite_versions()


def test_a_chart_that_vega_lite_does_not_know_is_refused(paden: Disclosed):
    chart = ranking.ranking(paden, productgroep="GGZ")
    chart.layer[0].mark.opacity = "half"
    with pytest.raises(schemapi.SchemaValidationError, match="opacity"):
        figure.figure(chart, title="Figuur", description="Een beschrijving.", table=None, columns={}, source=SOURCE)


def test_a_report_does_not_check_again_what_these_tests_check():
    ask = "from altair.utils import schemapi; from jeugdlib.charts import figure; print(schemapi.DEBUG_MODE)"
    inside = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ | {figure.IN_REPORT: "1"}, capture_output=True, check=True, text=True
    )
    assert inside.stdout == "False\n"
    assert schemapi.DEBUG_MODE
