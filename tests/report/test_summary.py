"""A page begins with what its slides say, and each head leads to the meaning of its word."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import html
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jeugdlib import sentences
from jeugdlib.report import summary
from report.test_edition import executed, page_of, shown

TEMPLATE = Path(summary.__file__).parent / "template"
BOX = sentences.show(["GGZ: een."], kop="De helft is klaar na 8 maanden & meer.")


def test_the_headline_of_a_slide_stands_in_the_summary_with_the_way_to_the_slide(tmp_path: Path):
    _, page = page_of(tmp_path, shown(BOX._repr_mimebundle_()))
    (item,) = page.xpath("//section[@id='samenvatting']//li")
    assert " ".join(item.text_content().split()) == "Doorlopen paden: De helft is klaar na 8 maanden & meer."
    assert item.xpath(".//a/@href") == ["#10-paden"]
    assert page.xpath("//nav//a[@href='#samenvatting']")


def test_a_page_without_headlines_has_no_summary(tmp_path: Path):
    _, page = page_of(tmp_path)
    assert page.xpath("//*[@id='samenvatting'] | //a[@href='#samenvatting']") == []


def test_the_notebook_and_the_report_call_a_headline_by_the_same_name():
    assert summary.HEADLINE == sentences.HEADLINE


def test_a_headline_is_found_among_other_outputs(tmp_path: Path):
    printed = new_output("stream", name="stdout", text="regel")
    cells = [new_code_cell("a", outputs=[printed]), new_code_cell("b", outputs=[shown(BOX._repr_mimebundle_())])]
    assert summary.headline(new_notebook(cells=cells)) == "De helft is klaar na 8 maanden & meer."
    assert summary.headline(new_notebook(cells=cells[:1])) == ""


@pytest.mark.parametrize(
    ("head", "linked"),
    [
        ("Meest doorlopen paden, GGZ, Venlo", "zorgpad"),
        ("Van welke stap naar welke stap, GGZ, Venlo", "stap"),
        ("Uren hulp per zorgpad, Begeleiding, Venlo", "volume"),
        ("Duur van afgeronde zorgpaden, GGZ, Venlo", "doorlooptijd"),
        ("Mediaan van de doorlooptijd, Venlo", "mediaan"),
        ("Jeugdigen per maand en de capaciteit, Venlo", "capaciteit"),
        ("Declaratieregels: wat ermee is gebeurd, Venlo", "declaratie"),
        ("Signalen, Venlo", "signaal"),
        ("Gemeenten, Paden aan de Maas", None),
    ],
)
def test_a_head_leads_to_the_meaning_of_its_first_known_word(head: str, linked: str | None):
    caption = html.fragment_fromstring(str(summary.link_terms(f'<figcaption class="figuur-kop">{head}</figcaption>')))
    assert caption.text_content() == head
    assert [link.removeprefix("#begrip-") for link in caption.xpath(".//a/@href")] == ([linked] if linked else [])


def test_the_table_that_is_folded_under_a_figure_is_not_linked_again():
    folded = '<details class="figuur-gegevens"><table class="tabel" id="x"><caption>Paden</caption></table></details>'
    assert str(summary.link_terms(folded)) == folded
    table = '<div class="uitvoer">\n<table class="tabel" id="y">\n<caption>Paden</caption></table></div>'
    assert 'href="#begrip-zorgpad"' in summary.link_terms(table)


def test_every_term_has_an_entry_in_the_glossary():
    environment = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    page = environment.get_template("begrippen.html.j2").render(edition={"drempel": 10})
    assert {f"begrip-{name}" for name in summary.TERMS} <= set(re.findall(r'id="([^"]+)"', page))


def test_an_executed_notebook_keeps_its_headline_on_its_way_to_the_page(tmp_path: Path):
    path = executed(tmp_path, "01_kerncijfers", shown(BOX._repr_mimebundle_()))
    assert "vnd.jeugdlib.kop" in path.read_text(encoding="utf-8")


def test_an_amount_is_never_parted_from_its_euro_sign(tmp_path: Path):
    box = sentences.show(["GGZ: kost € 950."], kop="Samen € 7,0 mln.")
    text, _ = page_of(tmp_path, shown(box._repr_mimebundle_()))
    assert text.count("€\u00a0") == 3  # the headline stands on the slide and in the summary
    assert "€ " not in text
