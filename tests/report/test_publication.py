"""Before a page goes up it is asked once more whose it is; a page of somebody else never gets there."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from jeugdlib.report import edition, exhibits, publication, register, takeaway
from jeugdlib.report.edition import Edition, Options, Origin
from jeugdlib.report.execution import Execution
from jeugdlib.report.shelf import READY, Folder
from jeugdlib.store import Gemeente
from report.notebooks import notebook

VENLO, VENRAY, REGIO = Gemeente("0983", "Venlo"), Gemeente("0984", "Venray"), Gemeente("regio", "Regio Noord-Limburg")
# Names that have tripped up file systems, sorting and quoting before.
PECULIAR = [
    Gemeente("0518", "'s-Gravenhage"),
    Gemeente("1900", "Súdwest-Fryslân"),
    Gemeente("0893", "Bergen (L.)"),
    Gemeente("0373", "Bergen (NH.)"),
    Gemeente("1894", "Peel en Maas"),
    Gemeente("0796", "'s-Hertogenbosch"),
]
EVERYONE = [VENLO, VENRAY, *PECULIAR, REGIO]
HEAD = Edition("iJw 301- en 323-berichten", date(2024, 8, 1), date(2024, 9, 11), "1.2.3", voorbeeld=True)
TABLE = '<table><caption>Paden, {name}</caption><tr><th scope="col">Pad</th></tr></table>'


def page_of(gemeente: Gemeente, *, data: str = "venlo", body: str = "") -> str:
    slide = edition.Slide("10-paden", "Paden", body)
    return edition.render_page(gemeente, [slide], HEAD, data=data)


@pytest.mark.parametrize("gemeente", EVERYONE, ids=[one.code for one in EVERYONE])
def test_a_page_of_its_own_gemeente_is_let_through_whatever_its_name(gemeente: Gemeente):
    page = page_of(gemeente, body=TABLE.format(name=gemeente.naam))
    assert publication.wrong_gemeente(page, gemeente, "venlo", EVERYONE) == []


def test_the_page_of_another_gemeente_is_refused_by_code_name_and_data():
    wrong = publication.wrong_gemeente(page_of(VENRAY, data="venray"), VENLO, "venlo", EVERYONE)
    assert "de pagina is van gemeente 0984, niet van 0983" in wrong
    assert "de naam op de pagina is niet overal Venlo" in wrong
    assert "de pagina rust niet op de gegevens van Venlo" in wrong
    assert "de pagina noemt de code van een andere gemeente (0984)" in wrong


def test_a_gemeente_of_almost_the_same_name_is_another_one():
    wrong = publication.wrong_gemeente(page_of(PECULIAR[2]), PECULIAR[3], "venlo", EVERYONE)
    assert "de naam op de pagina is niet overal Bergen (NH.)" in wrong


def test_the_right_name_over_the_data_of_another_gemeente_is_refused():
    assert publication.wrong_gemeente(page_of(VENLO, data="venray"), VENLO, "venlo", EVERYONE) == [
        "de pagina rust niet op de gegevens van Venlo"
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (TABLE.format(name="Venray"), "een figuur of tabel is van Venray"),
        ('<p><a href="0984-0123456789/10-paden-1.csv">CSV</a></p>', "verwijst naar een bestand van een ander"),
        ("<p>CBS-code 0984</p>", "noemt de code van een andere gemeente (0984)"),
    ],
)
def test_one_figure_file_or_code_of_another_gemeente_is_enough(body: str, told: str):
    (wrong,) = publication.wrong_gemeente(page_of(VENLO, body=body), VENLO, "venlo", EVERYONE)
    assert told in wrong


def test_the_region_may_name_every_gemeente():
    page = page_of(REGIO, body=TABLE.format(name="Venray"))
    assert publication.wrong_gemeente(page, REGIO, "venlo", EVERYONE) == []


def test_a_notebook_that_ran_for_another_gemeente_is_found_by_its_own_parameters(tmp_path: Path):
    path = notebook(tmp_path, "10_paden", 'gemeente = "0984"')
    node = nbformat.read(path, as_version=4)
    node.cells[-1].metadata["tags"] = ["injected-parameters"]
    nbformat.write(node, path)
    assert edition.strangers(VENRAY, [Execution(path, VENRAY, path)]) == []
    assert edition.strangers(VENLO, [Execution(path, VENLO, path)]) == ["Het notebook '10_paden' is gemaakt voor 0984, niet voor 0983."]


# --- the switch -----------------------------------------------------------------------------------------------------


def bound(shelf: Folder, key: str, words: str) -> register.Sheet:
    path = notebook(shelf.root, "10_paden", title=f"10 · {words}")
    executions = [Execution(path, VENLO, path)]
    return edition.bind(VENLO, executions, HEAD, shelf, Origin(key * 64, "venlo"), Options(deck=True))


@pytest.fixture
def shelf(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_page_that_is_ready_is_not_up_until_it_is_switched_in(shelf: Folder):
    with register.opened(shelf.root / "register.sqlite") as known:
        first = bound(shelf, "a", "Eerst")
        publication.switch_in(shelf, known, [first])
        second = bound(shelf, "b", "Daarna")
        assert b"Eerst" in (shelf.read("0983.html") or b"")
        assert publication.whole(shelf, first)
        assert publication.whole(shelf, second)
        publication.switch_in(shelf, known, [second])
        assert b"Daarna" in (shelf.read("0983.html") or b"")
        publication.clear(shelf, [], known.sheets(published=True), {})
    assert [name for name in shelf.names() if name.startswith("0983")] == ["0983-bbbbbbbbbb", "0983.html"]
    assert shelf.names(READY) == []


def test_a_switch_that_was_broken_off_at_any_step_is_finished_by_the_next(shelf: Folder):
    """What lies beside the page goes first, then the page, then the note in the register."""
    sheet = bound(shelf, "a", "Eerst")
    with register.opened(shelf.root / "register.sqlite") as known:
        shelf.move(f"{READY}/0983-aaaaaaaaaa", "0983-aaaaaaaaaa")
        assert publication.whole(shelf, sheet)
        shelf.move(f"{READY}/0983.html", "0983.html")
        assert publication.whole(shelf, sheet)
        publication.switch_in(shelf, known, [sheet])
        (up,) = known.sheets(published=True).values()
    assert replace(up, stamps={}) == sheet
    assert set(up.stamps) == set(sheet.files)
    assert publication.whole(shelf, sheet)


def test_a_page_that_is_up_keeps_its_folder_while_the_same_page_is_switched_in_again(shelf: Folder, monkeypatch: pytest.MonkeyPatch):
    with register.opened(shelf.root / "register.sqlite") as known:
        first = bound(shelf, "a", "Eerst")
        publication.switch_in(shelf, known, [first])
        again = bound(shelf, "a", "Eerst")
        removed: list[str] = []
        remove = Folder.remove
        monkeypatch.setattr(Folder, "remove", lambda self, name: removed.append(name) or remove(self, name))
        publication.switch_in(shelf, known, [again])
    assert removed == [f"{READY}/0983-aaaaaaaaaa"]
    assert publication.whole(shelf, first)


def test_a_file_beside_a_page_that_is_up_is_mended_one_by_one(shelf: Folder):
    with register.opened(shelf.root / "register.sqlite") as known:
        first = bound(shelf, "a", "Eerst")
        publication.switch_in(shelf, known, [first])
        shelf.write(first.deck, b"kapot")
        publication.switch_in(shelf, known, [bound(shelf, "a", "Eerst")])
    assert publication.whole(shelf, first)


def test_a_folder_that_a_live_page_links_to_is_not_cleared_whatever_the_register_knows(shelf: Folder):
    """The register was thrown away; or the run was killed between the page and its note."""
    with register.opened(shelf.root / "register.sqlite") as known:
        publication.switch_in(shelf, known, [bound(shelf, "a", "Eerst")])
    shelf.write("0983-dddddddddd/oud.csv", b"oud")
    shelf.write("2024-0123456789/van-mij.csv", b"eigen")
    publication.clear(shelf, ["0983"], {}, {})
    assert [name for name in shelf.names() if "-" in name] == ["0983-aaaaaaaaaa", "2024-0123456789"]


def test_a_page_of_which_a_file_was_lost_or_changed_is_not_whole(shelf: Folder):
    sheet = bound(shelf, "a", "Eerst")
    shelf.write(f"{READY}/{sheet.deck}", b"anders")
    assert not publication.whole(shelf, sheet)
    shelf.remove(f"{READY}/{sheet.deck}")
    assert not publication.whole(shelf, sheet)


def test_a_picture_of_a_figure_that_did_not_change_is_taken_over_from_the_edition_before(shelf: Folder, monkeypatch: pytest.MonkeyPatch):
    drawn: list[str] = []
    monkeypatch.setattr(takeaway, "as_png", lambda svg: drawn.append(svg) or f"png {len(drawn)}".encode())

    def made(key: str, words: str, before: register.Sheet | None) -> register.Sheet:
        told_of = f'role="img" aria-label="Een beschrijving van {words} in woorden."'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="90" {told_of}></svg>'
        page = f'<figure class="figuur" id="x"><figcaption>Paden</figcaption><div class="figuur-beeld">{svg}</div></figure>'
        told = {"titel": "Paden", "uid": "x", "bron": "", "productgroep": None, "drempel": 10, "veilig": True, "kolommen": [], "rijen": []}
        path = notebook(shelf.root, "10_paden", "1")
        node = nbformat.read(path, as_version=4)
        node.cells[-1].outputs = [new_output("display_data", {"text/html": page, exhibits.MIME: told})]
        nbformat.write(node, path)
        return edition.bind(VENLO, [Execution(path, VENLO, path)], HEAD, shelf, Origin(key * 64, "venlo", drawn=before), Options())

    first = made("a", "paden", None)
    same, other = made("b", "paden", first), made("c", "volumes", first)
    pngs = [next(shelf.read(f"{READY}/{name}") for name in sheet.files if name.endswith(".png")) for sheet in (first, same, other)]
    assert pngs == [b"png 1", b"png 1", b"png 2"]
    shelf.write(f"{READY}/{next(name for name in first.files if name.endswith('.png'))}", b"veranderd")
    made("d", "paden", first)
    assert len(drawn) == 3


def test_a_picture_that_was_drawn_in_advance_is_the_one_beside_the_page(shelf: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = notebook(shelf.root, "10_paden", "1")
    node = nbformat.read(path, as_version=4)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="90" role="img" aria-label="Een beschrijving in vijf woorden."></svg>'
    page = f'<figure class="figuur" id="x"><figcaption>Paden</figcaption><div class="figuur-beeld">{svg}</div></figure>'
    told = {"titel": "Paden", "uid": "x", "bron": "", "productgroep": None, "drempel": 10, "veilig": True, "kolommen": [], "rijen": []}
    node.cells[-1].outputs = [new_output("display_data", {"text/html": page, exhibits.MIME: told})]
    nbformat.write(node, path)
    execution = Execution(path, VENLO, path)
    plain = edition.bind(VENLO, [execution], HEAD, shelf, Origin("a" * 64, "venlo"), Options())
    edition.draw_pictures(VENLO, execution, HEAD, tmp_path / "plaatjes")
    monkeypatch.setattr(takeaway, "as_png", lambda _: pytest.fail("drawn again"))
    ahead = edition.bind(VENLO, [execution], HEAD, shelf, Origin("b" * 64, "venlo", pictures=tmp_path / "plaatjes"), Options())
    made = [[made for name, made in sheet.files.items() if name.endswith(".png")] for sheet in (plain, ahead)]
    assert made[0] == made[1] != []


def test_what_killed_runs_left_is_cleared_and_what_somebody_put_there_is_not(shelf: Folder):
    for name in ("0983-cccccccccc/x.csv", f"{READY}/0984.html", ".0983.html.0123456789abcdef0123456789abcdef", "0983-notities/x.txt"):
        shelf.write(name, b"oud")
    shelf.write("werkmap/notebooks/0983/.10_paden.ipynb.0123456789abcdef0123456789abcdef", b"half")
    publication.clear(shelf, ["0983"], {}, {})
    left = sorted(path.relative_to(shelf.root).as_posix() for path in shelf.root.rglob("*") if path.is_file())
    assert left == ["0983-notities/x.txt"]
