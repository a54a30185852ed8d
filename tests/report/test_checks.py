"""What a page must be before it leaves: every fault is named, with its place, in Dutch."""

import pytest

from jeugdlib.report.checks import check_page

FIGURE = """
<figure id="f"><figcaption>Paden</figcaption>
<div><svg role="img" aria-label="Zwaar komt het meest voor, 10 keer."><text>10</text></svg></div>
<details><summary>Bekijk de cijfers als tabel</summary><table><caption>Paden</caption><tr><th scope="col">Pad</th></tr></table></details>
</figure>"""
GOOD = f"""<!DOCTYPE html>
<html lang="nl"><head><title>Venlo</title></head>
<body><a href="#inhoud">Direct naar de inhoud</a>
<header><h1>Venlo</h1></header><main id="inhoud" tabindex="-1"><h2>Paden</h2>{FIGURE}</main>
<script>const x = "X-axis titled";</script></body></html>"""


def test_a_good_page_has_no_faults():
    assert check_page(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('lang="nl"', 'lang="en"', "zegt niet dat zij Nederlands is"),
        ("<title>Venlo", "<title> ", "heeft geen titel (<title>)"),
        ("<h1>Venlo</h1>", "", "heeft 0 keer <h1>"),
        ("<h2>Paden</h2>", "<h1>Paden</h1>", "heeft 2 keer <h1>"),
        ("<h2>Paden</h2>", "<h3>Paden</h3>", "De kop 'Paden' slaat een niveau over: h3 na h1."),
        ("<h2>Paden</h2>", "<h2> </h2>", "Er staat een lege kop (h2)"),
        ('<a href="#inhoud">', '<button>Menu</button><a href="#inhoud">', "geen verwijzing naar de inhoud"),
        ("<h2>Paden</h2>", "<h2 id='f'>Paden</h2>", "Het kenmerk (id) 'f' staat 2 keer op de pagina."),
        ("<h2>Paden</h2>", "<h2>Paden</h2><a href='#weg'>Lees meer</a>", "De verwijzing 'Lees meer' leidt nergens heen (#weg)."),
        ("<h2>Paden</h2>", "<h2>Paden</h2><a href='#f'> </a>", "heeft geen woorden"),
        ("<h2>Paden</h2>", "<h2>Paden</h2><p aria-labelledby='weg'>Tekst</p>", "verwijst met aria-labelledby naar 'weg'"),
        ("<h2>Paden</h2>", "<h2>Paden</h2><img src='data:,'>", "<img> in 'inhoud' heeft geen beschrijving (alt)."),
        ("<h2>Paden</h2>", "<h2>Paden</h2><svg><path/></svg>", "<svg> in 'inhoud' heeft geen beschrijving"),
        ("<figcaption>Paden</figcaption>", "", '<figure id="f"> heeft geen titel'),
        (' aria-label="Zwaar komt het meest voor, 10 keer."', "", "De figuur 'Paden' heeft geen tekst voor wie haar niet kan zien."),
        ("Zwaar komt het meest voor, 10 keer.", "Paden", "De figuur 'Paden' wordt niet beschreven: 'Paden' zegt niet wat er te zien is."),
        ("Zwaar komt het meest voor, 10 keer.", " ", "De figuur 'Paden' heeft geen tekst"),
        ("<caption>Paden</caption>", "", "<table> in 'f' heeft geen bijschrift (caption)."),
        ('<th scope="col">Pad</th>', "<td>Pad</td>", "De tabel 'Paden' heeft geen koppen (th)."),
        (' scope="col"', "", "De kop 'Pad' in de tabel 'Paden' zegt niet waarvan hij de kop is (scope)."),
        ('tabindex="-1"', 'tabindex="1"', "verandert de volgorde van het toetsenbord (tabindex=1)"),
        ('tabindex="-1"', 'tabindex="0"', 'Het toetsenbord stopt bij <main id="inhoud">, en daar is niets te doen'),
        ("<h2>Paden</h2>", "<h2 accesskey='p'>Paden</h2>", "neemt een toets of de aandacht over"),
        ("<h2>Paden</h2>", "<h2>Paden</h2><a href='https://voorbeeld.nl'>Site</a>", "verwijst naar buiten: 'https://voorbeeld.nl'."),
        ("<script>", "<script src='//cdn.voorbeeld.nl/x.js'>", "verwijst naar buiten"),
        ("<h2>Paden</h2>", "<h2 onclick='f()'>Paden</h2>", "<h2> in 'inhoud' draagt een opdracht in zich (onclick)."),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(before: str, after: str, told: str):
    assert before in GOOD
    faults = check_page(GOOD.replace(before, after, 1))
    assert [fault for fault in faults if told in fault], faults


@pytest.mark.parametrize(
    "words",
    [
        "X-axis titled 'maanden' for a linear scale with values from 0 to 20",
        "Symbol legend titled 'zwaarte' for fill color with 3 values",
        "Title text 'x' for a discrete scale",
        "Rect mark container",
        "No description has been provided for this image",
        "Error loading script: vega-lite",
        "shape: (3, 2)",
        "FutureWarning: this will go",
        "Save as SVG",
        "Open in Vega Editor",
        "NaN",
        "None",
    ],
)
@pytest.mark.parametrize("place", ["<p>{}</p>", '<p aria-label="{}">tekst</p>'])
def test_what_a_library_writes_of_itself_is_english_on_the_page(words: str, place: str):
    faults = check_page(GOOD.replace("<h2>Paden</h2>", f"<h2>Paden</h2>{place.format(words)}"))
    assert len(faults) == 1
    assert faults[0].startswith("Er staat Engels op de pagina, ")


@pytest.mark.parametrize("name", ["The Care Company B.V.", "Youth and Family with a Future", "Error 404 Jeugdzorg", "None of Us"])
def test_a_page_is_never_refused_for_the_name_of_an_aanbieder(name: str):
    assert check_page(GOOD.replace("<h2>Paden</h2>", f"<h2>Paden</h2><p>{name}</p>")) == []


def test_words_marked_as_another_language_may_be_english():
    assert check_page(GOOD.replace("<h2>Paden</h2>", '<h2>Paden</h2><p lang="en">Rect mark container</p>')) == []


def test_a_figure_that_is_a_table_needs_no_other_text():
    table = "<table><caption>Paden</caption><tr><th scope='row'>Zwaar</th><td>10</td></tr></table>"
    assert check_page(GOOD.replace(FIGURE, f"<figure><figcaption>Paden</figcaption>{table}</figure>")) == []


def test_a_scrolling_box_with_a_role_and_a_name_may_have_a_tab_stop():
    box = '<div tabindex="0" role="group" aria-label="Paden, schuif opzij">...</div>'
    assert check_page(GOOD.replace("<h2>Paden</h2>", f"<h2>Paden</h2>{box}")) == []


def test_all_faults_are_named_at_once():
    faults = check_page(GOOD.replace('lang="nl"', "").replace("<caption>Paden</caption>", "").replace(' scope="col"', ""))
    assert len(faults) == 3
