"""What makes a page live: one script that the policy of the page names, and nothing else that runs."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
import vl_convert

from jeugdlib.charts import drawing
from jeugdlib.report import live
from report.test_edition import FIGURE, page_of, shown

SPEC = '<script type="application/json" class="figuur-spec">{}</script>'
LIVE = FIGURE.replace("</figure>", SPEC + "</figure>")


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture(params=["with a spec", "without"])
def text(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    given = LIVE if request.param == "with a spec" else FIGURE
    return page_of(tmp_path, shown({"text/html": given.format("{}", id="paden")}))[0]


def policy(text: str) -> dict[str, list[str]]:
    """Give the sources that a page allows, per kind."""
    (found,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    parts = [part.split() for part in found.replace("&#39;", "'").split(";")]
    return {name: sources for name, *sources in parts}


def test_a_policy_allows_exactly_the_style_and_the_script_of_its_page(text: str):
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert policy(text)["default-src"] == ["'none'"]
    assert policy(text)["style-src"] == [hashed(style) for style in styles]
    assert policy(text).get("script-src", []) == [hashed(script) for script in scripts]
    assert "unsafe" not in str(policy(text))


def test_only_a_page_with_live_figures_carries_the_script(tmp_path: Path):
    _, still = page_of(tmp_path, shown({"text/html": FIGURE.format(id="paden")}))
    _, alive = page_of(tmp_path, shown({"text/html": LIVE.format("{}", id="paden")}))
    assert still.xpath("//script") == []
    assert [script.get("type") for script in alive.xpath("//script")] == ["application/json", None]


def test_a_script_that_a_slide_brings_along_is_not_allowed_to_run(tmp_path: Path):
    text, _ = page_of(tmp_path, shown({"text/html": LIVE.format("{}", id="paden") + "<script>alert(1)</script>"}))
    assert hashed("alert(1)") not in text
    assert policy(text)["script-src"] == [hashed(live.script())]


def test_the_script_stands_whole_in_its_element():
    assert not re.search("</script|<!--|<script|\r|\0", live.script())


def test_the_script_names_the_makers_and_licences_of_what_it_holds():
    head = live.script()[:1000]
    assert "BSD-3-Clause" in head
    assert "University of Washington Interactive Data Lab" in head


def test_another_day_the_script_has_the_same_bytes():
    code = "from jeugdlib.report import live; import hashlib; print(hashlib.sha256(live.script().encode()).hexdigest())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(live.script().encode()).hexdigest()


def test_a_live_figure_is_drawn_by_the_same_vega_lite_as_the_still_one():
    assert live.VEGA_LITE == drawing.VEGA_LITE
    assert live.VEGA_LITE in vl_convert.get_vegalite_versions()
