"""The choices of `jeugdlib rapport` that change what lies in the folder: a deck beside the page, no take-away, colours of one's own."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html

from jeugdlib import workbook
from jeugdlib.cli import main

OWN = 'naam = "Gemeente Voorbeeld"\n[tokens]\nutrecht-heading-color = "#4a1259"\n'
FAINT = '[tokens]\nutrecht-document-color = "#bbbbbb"\n'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def example() -> Path:
    return workbook.example_dataset()


def report(example: Path, folder: Path, notebook: str, *choices: str | Path) -> Path:
    outcome = run("rapport", "--data", example, "--gemeente", "0893", "--notebook", notebook, "--naar", folder, *choices)
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="module")
def plain(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with nothing chosen."""
    return report(example, tmp_path_factory.mktemp("gewoon"), "00_verantwoording")


@pytest.fixture(scope="module")
def decked(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in colours of one's own, with a deck."""
    own = tmp_path_factory.mktemp("thema") / "eigen.toml"
    own.write_text(OWN, encoding="utf-8")
    return report(example, tmp_path_factory.mktemp("slides"), "11_volumes", "--slides", "--thema", own)


@pytest.fixture(scope="module")
def alone(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report without take-away."""
    return report(example, tmp_path_factory.mktemp("alleen"), "00_verantwoording", "--zonder-meenemen")


def there(folder: Path) -> set[str]:
    """Name what a reader finds in the folder, empty folders aside, without the hash in the name of a folder; the rest is the maker's."""
    found = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()} - {"werkmap"}
    return {re.sub(r"-[0-9a-f]{10}$", "", name) for name in found}


def beside(folder: Path) -> Path:
    """Give the folder beside the page of Bergen (L.)."""
    (found,) = folder.glob("0893-*")
    return found


def read(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def test_a_report_has_its_numbers_beside_it_and_no_deck_unless_asked(plain: Path):
    assert there(plain) == {"index.html", "0893.html", "0893"}
    assert {path.suffix for path in beside(plain).iterdir()} == {".csv", ".xlsx"}
    assert {f"{beside(plain).name}/0893.xlsx"} < {link.get("href") for link in read(plain / "0893.html").xpath("//a[@download]")}


def test_slides_lays_a_deck_beside_the_page_with_the_same_figures_and_a_link_to_it(decked: Path):
    assert there(decked) == {"index.html", "0893.html", "0893"}
    page, deck = read(decked / "0893.html"), read(beside(decked) / "0893-slides.html")
    assert page.xpath("//nav//a[text()='Presentatie']/@href") == [f"{beside(decked).name}/0893-slides.html"]
    figures = page.xpath("//figure[svg or .//svg]")
    assert len(deck.xpath("//section//div[contains(@class, 'beeld')]")) == len(figures) > 0
    assert deck.xpath("//h1")[0].text_content() == page.xpath("//h1")[0].text_content() == "Bergen (L.)"


def test_without_take_away_only_the_pages_are_there_and_none_of_them_links_to_a_file(alone: Path):
    assert there(alone) == {"index.html", "0893.html"}
    for name in there(alone):
        page = read(alone / name)
        assert page.xpath("//a[@download]") == []
        assert {link for link in page.xpath("//a/@href") if not link.startswith("#")} <= {"index.html", "0893.html"}
    assert "Declaratieregels" in read(alone / "0893.html").text_content()


def test_without_take_away_an_earlier_take_away_is_cleared(example: Path, tmp_path: Path):
    report(example, tmp_path, "00_verantwoording")
    report(example, tmp_path, "00_verantwoording", "--zonder-meenemen")
    assert there(tmp_path) == {"index.html", "0893.html"}


def test_a_theme_gives_every_page_its_name_and_its_colour(decked: Path, plain: Path):
    for name in ("index.html", "0893.html"):
        own, neutral = read(decked / name), read(plain / name)
        assert "Gemeente Voorbeeld" in own.xpath("//header")[0].text_content()
        assert "Gemeente Voorbeeld" not in neutral.text_content()
        assert "#4a1259" in own.xpath("//head/style")[0].text
        assert "#4a1259" not in neutral.xpath("//head/style")[0].text


@pytest.mark.parametrize(("text", "told"), [(FAINT, "contrast"), ('[tokens]\nutrecht-heading-colour = "#000"\n', "utrecht-heading-colour")])
def test_a_theme_that_cannot_be_read_or_is_not_known_starts_no_kernel(example: Path, tmp_path: Path, text: str, told: str):
    theme = tmp_path / "thema.toml"
    theme.write_text(text, encoding="utf-8")
    outcome = run("rapport", "--data", example, "--naar", tmp_path / "uit", "--thema", theme)
    assert outcome.exit_code == 3
    assert told in outcome.output
    assert "Traceback" not in outcome.output
    assert not (tmp_path / "uit").exists()


def test_a_theme_that_is_not_there_is_said_in_one_dutch_line(example: Path, tmp_path: Path):
    outcome = run("rapport", "--data", example, "--naar", tmp_path / "uit", "--thema", tmp_path / "weg.toml")
    assert outcome.exit_code == 3
    assert "weg.toml" in outcome.output
    assert "Traceback" not in outcome.output
    assert not (tmp_path / "uit").exists()
