"""An edition: pages that stand on their own, for anyone, that say what is missing and show nothing of the machine."""

import itertools
import re
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lxml import etree, html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from editions import build
from jeugdlib import errors
from jeugdlib.report import edition, exhibits
from jeugdlib.report.edition import Edition
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.store import Gemeente

VENLO, HORST, REGIO = Gemeente("0983", "Venlo"), Gemeente("1507", "Horst aan de Maas"), Gemeente("regio", "Regio Noord-Limburg")
HEAD = Edition("iJw 301- en 323-berichten", date(2024, 8, 1), date(2024, 9, 11), "1.2.3", voorbeeld=True)
FIGURE = """<figure class="figuur" id="{id}"><figcaption>Paden, Venlo</figcaption><div class="figuur-beeld">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-label="Twee paden komen even vaak voor.">
<rect width="5" height="5"/></svg></div>
<details><summary>Bekijk de cijfers als tabel</summary><table><caption>Paden</caption>
<tr><th scope="col">Pad</th></tr></table></details></figure>"""


def shown(data: dict[str, Any]):
    return new_output("display_data", data=data)


def executed(folder: Path, name: str = "10_paden", *outputs, title: str = "10 · Doorlopen paden", words: str = "## De vraag\n\nWelke weg?"):
    """Write a notebook as papermill leaves it: a title, one code cell with outputs, and cells that a page leaves out."""
    cells = [
        new_markdown_cell(f"# {title}\n\n{words}", metadata={"tags": ["vraag"]}),
        new_code_cell("geheime_code = 1", outputs=list(outputs), execution_count=7),
        new_code_cell("widgets", metadata={"tags": ["verkennen"]}, outputs=[shown({"text/html": "<p>knoppen</p>"})]),
        new_code_cell("intern", metadata={"tags": ["verberg"]}, outputs=[shown({"text/html": "<p>verborgen</p>"})]),
    ]
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def page_of(tmp_path: Path, *outputs, gemeente: Gemeente = VENLO, head: Edition = HEAD, **notebook) -> tuple[str, html.HtmlElement]:
    path = executed(tmp_path, "10_paden", *outputs, **notebook)
    build([Execution(path, gemeente, path, 1.0)], head, destination=tmp_path / "uit")
    text = (tmp_path / "uit" / f"{gemeente.code}.html").read_text(encoding="utf-8")
    return text, html.document_fromstring(text)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an edition of three: one whole, one with a failed slide, one of which every slide failed."""
    folder = tmp_path_factory.mktemp("editie")
    stdout = new_output("stream", name="stdout", text="Venlo: 10 regels aangeleverd = 9 aanvaard + 1 nulregel.\n")
    stderr = new_output("stream", name="stderr", text="FutureWarning in ~iemand/.venv/lib\n")
    first = executed(folder, "10_paden", shown({"text/html": FIGURE.format(id="paden-ggz")}), stdout, stderr)
    second = executed(folder, "11_volumes", shown({"text/html": FIGURE.format(id="volumes-ggz")}), title="11 · Volumes")
    reason = "KeyError in ~iemand/geheim.py; Traceback (most recent call last)"
    executions = [
        Execution(first, VENLO, first, 1.0),
        Execution(second, VENLO, second, 1.0),
        Execution(first, HORST, first, 1.0),
        Execution(second, HORST, folder / "weg.ipynb", 1.0, Failure.MACHINE, reason),
        Execution(first, REGIO, folder / "weg.ipynb", 1.0, Failure.TIMEOUT, reason),
        Execution(second, REGIO, folder / "weg.ipynb", 1.0, Failure.CODE, reason),
    ]
    build(executions, HEAD, destination=folder / "uit")
    return folder / "uit"


def test_every_gemeente_has_a_page_named_by_its_code_beside_the_index(built: Path):
    assert sorted(path.name for path in built.iterdir()) == ["0983.html", "1507.html", "index.html", "regio.html"]


@pytest.fixture(params=["0983", "1507", "regio", "index"])
def page(request: pytest.FixtureRequest, built: Path) -> html.HtmlElement:
    return html.document_fromstring((built / f"{request.param}.html").read_text(encoding="utf-8"))


def test_a_page_is_dutch_and_has_one_main_heading(page: html.HtmlElement):
    assert page.get("lang") == "nl"
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main")) == 1
    assert page.xpath("//title/text()")[0].strip()


def test_headings_never_skip_a_level(page: html.HtmlElement):
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_link_inside_a_page_arrives(page: html.HtmlElement, built: Path):
    targets = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert "#inhoud" in links[0]
    assert [link for link in links if link.startswith("#") and link[1:] not in targets] == []
    assert [link for link in links if not link.startswith("#") and not (built / link).is_file()] == []


def test_every_label_names_something_on_the_page(page: html.HtmlElement):
    targets = set(page.xpath("//@id"))
    assert set(page.xpath("//@aria-labelledby")) <= targets


def test_no_id_stands_twice(page: html.HtmlElement):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_page_loads_nothing_and_runs_no_script(page: html.HtmlElement):
    assert page.xpath("//script|//link|//iframe|//object|//embed|//img[not(starts-with(@src, 'data:'))]") == []
    text = etree.tostring(page, encoding="unicode")
    assert re.findall(r"https?://[^\s\"'<]+", re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)) == []
    assert re.findall(r"url\((?!#)[^)]*\)|@import", text) == []
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_page_says_loudly_that_the_data_are_invented(page: html.HtmlElement):
    (banner,) = page.xpath("//div[@class='voorbeeld']")
    assert "Voorbeelddata (verzonnen)" in banner.text_content()
    assert "voorbeelddata" in page.xpath("//title/text()")[0]


def test_the_head_names_source_peildatum_edition_and_version(page: html.HtmlElement):
    head = page.xpath("//header")[0].text_content()
    for words in ("iJw 301- en 323-berichten", "1 augustus 2024", "11 september 2024", "1.2.3"):
        assert words in head


def test_nothing_of_the_machine_reaches_a_page(built: Path):
    for path in built.iterdir():
        text = path.read_text(encoding="utf-8")
        for trace in ("Traceback", "KeyError", "/home/", "FutureWarning", "geheime_code", "[7]", "knoppen", "verborgen", str(built.parent)):
            assert trace not in text, f"{trace} in {path.name}"


def test_the_page_of_a_gemeente_carries_its_code_and_name(built: Path):
    page = html.document_fromstring((built / "1507.html").read_text(encoding="utf-8"))
    assert page.xpath("//meta[@name='gemeentecode']/@content") == ["1507"]
    assert page.xpath("//h1/text()") == ["Horst aan de Maas"]
    assert "Horst aan de Maas (1507)" in page.xpath("//title/text()")[0]
    assert "Venlo" not in page.xpath("//h1|//title|//footer")[0].text_content()


def test_slides_stand_in_order_and_the_contents_name_them(built: Path):
    page = html.document_fromstring((built / "0983.html").read_text(encoding="utf-8"))
    assert page.xpath("//section[@class='slide']/h2/text()") == ["Doorlopen paden", "Volumes"]
    assert page.xpath("//nav//li/a/text()") == ["Doorlopen paden", "Volumes", "Begrippen"]


def test_the_printed_account_stands_at_the_foot_of_its_slide(built: Path):
    page = html.document_fromstring((built / "0983.html").read_text(encoding="utf-8"))
    (line,) = page.xpath("//p[@class='regel']")
    assert line.text_content() == "Venlo: 10 regels aangeleverd = 9 aanvaard + 1 nulregel."
    assert line.getprevious().xpath(".//figure")


def test_a_failed_slide_is_named_with_its_kind_of_failure(built: Path):
    page = html.document_fromstring((built / "1507.html").read_text(encoding="utf-8"))
    slide = page.xpath("//section[@id='11-volumes']")[0].text_content()
    assert "Deze slide kon niet worden gemaakt: het rekenproces stopte onverwacht." in slide
    assert "1 van de 2 slides kon niet worden gemaakt: Volumes." in page.xpath("//main")[0].text_content()
    assert "niet gemaakt" in page.xpath("//nav")[0].text_content()
    assert page.xpath("//section[@id='10-paden']//figure")


def test_the_index_says_of_each_gemeente_what_is_missing(built: Path):
    page = html.document_fromstring((built / "index.html").read_text(encoding="utf-8"))
    items = [" ".join(item.text_content().split()) for item in page.xpath("//main//li")]
    assert items == [
        "Venlo 0983 compleet (2 slides)",
        "Horst aan de Maas 1507 1 van 2 slides niet gemaakt: Volumes",
        "Regio Noord-Limburg de hele regio 2 van 2 slides niet gemaakt: Doorlopen paden, Volumes",
    ]


def test_the_same_executions_give_the_same_bytes(built: Path, tmp_path: Path):
    folder = built.parent
    again = [Execution(folder / f"{name}.ipynb", VENLO, folder / f"{name}.ipynb", 2.0) for name in ("10_paden", "11_volumes")]
    build([*again, Execution(folder / "10_paden.ipynb", HORST, folder / "10_paden.ipynb", 1.0)], HEAD, destination=tmp_path)
    assert (tmp_path / "0983.html").read_bytes() == (built / "0983.html").read_bytes()


def test_a_new_edition_replaces_the_old_page_whole(tmp_path: Path):
    (tmp_path / "uit").mkdir()
    (tmp_path / "uit" / "0983.html").write_text("oud")
    text, _ = page_of(tmp_path)
    assert text.startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["0983.html", "index.html"]


def test_a_page_of_one_gemeente_has_no_way_back_to_others(tmp_path: Path):
    text, _ = page_of(tmp_path)
    assert "index.html" not in text


@pytest.mark.parametrize("name", ["'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "<script>alert(1)</script>"])
def test_a_name_stands_on_its_page_as_it_is_written(tmp_path: Path, name: str):
    _, page = page_of(tmp_path, gemeente=Gemeente("0518", name))
    assert page.xpath("//h1")[0].text_content() == name
    assert page.xpath("//script") == []


def test_html_in_the_words_of_a_notebook_stays_text(tmp_path: Path):
    _, page = page_of(tmp_path, shown({"text/markdown": "**Let op** <script>alert(1)</script> $x$"}), words="<b onclick='x()'>Vet</b>")
    assert page.xpath("//script|//b") == []
    assert page.xpath("//strong[text()='Let op']")


def test_a_plain_repr_and_a_widget_never_reach_a_page(tmp_path: Path):
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Dropdown(value=1)"}
    text, _ = page_of(tmp_path, shown({"text/plain": "shape: (3, 2)"}), shown(widget))
    assert "shape:" not in text
    assert "Dropdown" not in text


def test_a_figure_keeps_its_drawing_and_its_table(tmp_path: Path):
    text, page = page_of(tmp_path, shown({"text/html": FIGURE.format(id="paden-ggz"), "text/plain": "Figure"}))
    assert 'viewBox="0 0 10 10"' in text
    assert page.xpath("//section//figure//svg[@aria-label='Twee paden komen even vaak voor.']")
    assert page.xpath("//section//details/table/caption")


def test_two_figures_with_one_id_are_refused(tmp_path: Path):
    with pytest.raises(errors.WrongUse, match="paden-ggz"):
        page_of(tmp_path, *(shown({"text/html": FIGURE.format(id="paden-ggz")}) for _ in range(2)))


def test_a_notebook_without_a_title_is_refused(tmp_path: Path):
    path = tmp_path / "10_paden.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("## Geen titel")]), path)
    with pytest.raises(errors.WrongUse, match="begint niet met een titel"):
        edition.read_slide(Execution(path, VENLO, path, 1.0))


def test_real_data_are_not_called_invented(tmp_path: Path):
    text, _ = page_of(tmp_path, head=Edition("301", date(2024, 8, 1), date(2024, 9, 11), "1", voorbeeld=False))
    assert "verzonnen" not in text


def test_the_words_explain_the_threshold_of_this_edition(tmp_path: Path):
    _, page = page_of(tmp_path, head=Edition("301", date(2024, 8, 1), date(2024, 9, 11), "1", voorbeeld=False, drempel=5))
    assert "<5" in [term.text_content() for term in page.xpath("//footer//dt")]


# --- a part that goes by productgroep -------------------------------------------------------------------------------


def of_group(group: str | None, text: str):
    told = {"titel": text, "uid": text, "bron": "", "productgroep": group, "drempel": 10, "veilig": True, "kolommen": [], "rijen": []}
    return shown({"text/html": f"<p>{text}</p>", exhibits.MIME: told})


@pytest.fixture
def by_group(tmp_path: Path) -> html.HtmlElement:
    (tmp_path / "volgorde.toml").write_text(
        '[[deel]]\ntitel = "Samen"\nslides = ["01_samen"]\n'
        '[[deel]]\ntitel = "Elk"\nper_productgroep = true\nslides = ["10_paden", "11_volumes"]',
        encoding="utf-8",
    )
    walked = [of_group("Dagbesteding", "paden Dagbesteding"), of_group("GGZ", "paden GGZ"), of_group(None, "paden alle")]
    hours = [of_group("GGZ", "volumes GGZ"), of_group("Vervoer & meer", "volumes Vervoer")]
    paths = [
        executed(tmp_path, "01_samen", of_group("GGZ", "samen GGZ"), title="01 · Samen"),
        executed(tmp_path, "10_paden", *walked),
        executed(tmp_path, "11_volumes", *hours, title="11 · Volumes"),
    ]
    build([Execution(path, VENLO, path, 1.0) for path in paths], HEAD, destination=tmp_path / "uit")
    return html.document_fromstring((tmp_path / "uit" / "0983.html").read_text(encoding="utf-8"))


def texts(page: html.HtmlElement, section: str) -> list[str]:
    return page.xpath(f"//section[@id='{section}']//div[@class='uitvoer']/p[not(@class)]/text()")


def test_the_figures_of_a_productgroep_stand_together_in_the_order_of_the_slides(by_group: html.HtmlElement):
    assert texts(by_group, "productgroep-ggz") == ["paden GGZ", "volumes GGZ"]
    assert by_group.xpath("//section[@id='productgroep-ggz']//h3/text()") == ["Doorlopen paden", "Volumes"]
    assert texts(by_group, "productgroep-vervoer-meer") == ["volumes Vervoer"]


def test_the_slide_itself_keeps_the_rest_and_leads_to_its_productgroepen(by_group: html.HtmlElement):
    assert texts(by_group, "10-paden") == ["paden alle"]
    links = by_group.xpath("//section[@id='10-paden']//p[@class='per-groep']/a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("Dagbesteding", "#productgroep-dagbesteding"),
        ("GGZ", "#productgroep-ggz"),
    ]


def test_a_part_that_does_not_go_by_productgroep_keeps_its_figures(by_group: html.HtmlElement):
    assert texts(by_group, "01-samen") == ["samen GGZ"]


def test_the_first_productgroep_stands_open_and_the_others_are_folded(by_group: html.HtmlElement):
    folds = by_group.xpath("//section[contains(@class, 'groep')]/details")
    assert [fold.get("open") is not None for fold in folds] == [True, False, False]


def test_a_page_that_grows_too_heavy_keeps_the_drawings_of_the_smallest_productgroepen_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "volgorde.toml").write_text('[[deel]]\ntitel = "Elk"\nper_productgroep = true\nslides = ["10_paden"]', encoding="utf-8")

    def live_group(name: str):
        told = {"titel": name, "uid": name, "bron": "", "productgroep": name, "drempel": 10, "veilig": True, "kolommen": [], "rijen": []}
        spec = f'<script type="application/json" class="figuur-spec">{{"mark":"{name}{"x" * 400}"}}</script>\n'
        return shown({"text/html": FIGURE.format(id=name).replace("<details>", f"{spec}<details>"), exhibits.MIME: told})

    path = executed(tmp_path, "10_paden", live_group("groot"), live_group("midden"), live_group("klein"))
    slides = [edition.read_slide(Execution(path, VENLO, path, 1.0))]
    whole = edition.render_page(VENLO, slides, HEAD)
    assert whole.count('class="figuur-spec"') == 3
    monkeypatch.setattr(edition, "HEAVIEST", len(whole.encode()) - 600)
    lighter = html.document_fromstring(edition.render_page(VENLO, slides, HEAD))
    assert [figure.get("id") for figure in lighter.xpath("//figure[script]")] == ["groot"]
    assert len(lighter.xpath("//figure//*[name()='svg']")) == 3
    monkeypatch.setattr(edition, "HEAVIEST", 1)
    assert 'class="figuur-spec"' not in edition.render_page(VENLO, slides, HEAD)


def test_the_contents_name_the_parts_and_their_productgroepen(by_group: html.HtmlElement):
    nav = by_group.xpath("//nav[@aria-labelledby='inhoudsopgave']")[0]
    assert nav.xpath("p[@class='navdeel']/text()") == ["Samen", "Elk"]
    assert nav.xpath("ol[last()]/li/a/text()") == ["Doorlopen paden", "Volumes", "Dagbesteding", "GGZ", "Vervoer & meer"]
