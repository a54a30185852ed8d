"""Drawing now or later: the same picture from the same spec, whoever draws it and when."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import altair as alt
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jeugdlib.charts import drawing
from jeugdlib.charts.figure import Figure, figure
from jeugdlib.report.press import Press

DESCRIPTION = 'Zwaar komt "het meest" voor, bij <10 & meer kinderen – in \'s-Gravenhage ook.'


def drawn(text: str = "Zwaar") -> Figure:
    chart = alt.Chart(alt.Data(values=[{"pad": text, "aantal": 12.5}])).mark_bar().encode(x="aantal:Q", y="pad:N")
    return figure(chart, title="Paden", description=DESCRIPTION, table=None, columns={}, source="Bron")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(drawing.LATER, "pers")


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    opened = Press(1)
    yield opened
    opened.close()


@pytest.mark.parametrize("text", ["Zwaar", "</script><b>", "é – ‘x’ & <y>", "\u2028"])
def test_a_figure_that_is_drawn_later_is_the_one_that_is_drawn_at_once(monkeypatch: pytest.MonkeyPatch, text: str):
    at_once = drawn(text).html
    monkeypatch.setenv(drawing.LATER, "pers")
    left = drawn(text).html
    assert drawing.MARK in left
    assert "<path" not in left
    assert drawing.fill(left) == at_once


@pytest.mark.usefixtures("later")
def test_every_figure_of_a_text_is_filled_and_the_rest_stays(press: Press):
    text = f"<p>voor</p>{drawn('Licht').html}<p>tussen</p>{drawn('Zwaar').html}"
    node = new_notebook(
        cells=[
            new_code_cell("", outputs=[new_output("display_data", {"text/html": text}), new_output("stream", text="los")]),
            new_code_cell("", outputs=[new_output("display_data", {"text/html": "<p>geen figuur</p>"})]),
        ]
    )
    press.draw(node)
    made = node.cells[0].outputs[0].data["text/html"]
    assert made == drawing.fill(text)
    assert made.count("<svg") == 2
    assert drawing.MARK not in made
    assert node.cells[1].outputs[0].data["text/html"] == "<p>geen figuur</p>"


def test_a_spec_that_cannot_be_drawn_raises(press: Press):
    place = f'{drawing.MARK} id="x-beeld" role="img" aria-label="y"></svg></div>\n'
    left = f'{place}<script type="application/json" class="figuur-spec">{{"mark": {{"type": 1}}}}</script>'
    node = new_notebook(cells=[new_code_cell("", outputs=[new_output("display_data", {"text/html": left})])])
    with pytest.raises(ValueError, match="conversion failed"):
        press.draw(node)


def test_a_drawing_is_the_same_whatever_fonts_a_machine_has(tmp_path: Path):
    """Of Linux; elsewhere this says nothing, for there vl-convert can't be told to leave the fonts of the machine alone."""
    (tmp_path / "leeg.conf").write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    make = (
        "import hashlib, os, sys; from jeugdlib.charts import drawing; before = os.environ.get('FONTCONFIG_FILE')\n"
        "svg = drawing.draw({'mark': 'bar', 'data': {'values': [{'a': 'Súdwest → € ♦', 'b': 2}]}, 'encoding': "
        "{'x': {'field': 'b', 'type': 'quantitative'}, 'y': {'field': 'a', 'type': 'nominal'}}, 'config': {'font': 'Arial'}}, '', 'x')\n"
        "assert os.environ.get('FONTCONFIG_FILE') == before\n"
        "print(svg, hashlib.sha256(drawing.as_png(svg)).hexdigest())"
    )
    usual = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    made = [
        subprocess.run([sys.executable, "-c", make], env=usual | other, capture_output=True, text=True, check=True).stdout
        for other in ({}, {"FONTCONFIG_FILE": str(tmp_path / "leeg.conf")})
    ]
    assert made[0] == made[1]


def test_a_press_of_which_a_process_is_killed_goes_on_with_a_fresh_one():
    opened = Press(1)
    try:
        pid = opened.do(os.getpid)
        os.kill(pid, signal.SIGKILL)
        assert opened.do(os.getpid) not in (pid, os.getpid())
    finally:
        opened.close()


def test_a_press_that_is_renewed_again_and_again_while_many_ask_leaves_nobody_waiting():
    opened = Press(2, renew_after=5)
    try:
        with ThreadPoolExecutor(6) as many:
            pids = list(many.map(lambda _: opened.do(os.getpid, 60), range(60)))
    finally:
        opened.close()
    assert len(set(pids)) > 10
    assert os.getpid() not in pids


def test_work_that_hangs_is_given_up_and_the_press_goes_on_with_fresh_processes():
    opened = Press(1)
    try:
        with pytest.raises(TimeoutError):
            opened.do(partial(time.sleep, 600), 1.0)
        assert opened.do(os.getpid, 60) != os.getpid()
    finally:
        opened.close()
