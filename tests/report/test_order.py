"""The order of slides: a file beside the notebooks divides them into parts; what it does not name comes last and is never lost."""

from pathlib import Path

import pytest

from jeugdlib import errors
from jeugdlib.report import order

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TWO_PARTS = """
[[deel]]
titel = "Eerst"
slides = ["20_twee", "10_een"]

[[deel]]
titel = "Dan"
per_productgroep = true
slides = ["05_vijf"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "volgorde.toml").write_text(TWO_PARTS, encoding="utf-8")
    return tmp_path


def names(notebooks: list[Path]) -> list[str]:
    return [notebook.stem for notebook in notebooks]


def test_slides_come_in_the_order_of_the_file_and_a_slide_without_a_place_comes_last(folder: Path):
    found = [folder / f"{name}.ipynb" for name in ("01_zonder_plaats", "05_vijf", "10_een", "20_twee")]
    assert names(order.arrange(found)) == ["20_twee", "10_een", "05_vijf", "01_zonder_plaats"]


def test_without_the_file_the_numbers_decide(tmp_path: Path):
    assert names(order.arrange([tmp_path / "11_b.ipynb", tmp_path / "10_a.ipynb"])) == ["10_a", "11_b"]
    assert order.part_of(tmp_path / "10_a.ipynb") == order.Part()


def test_a_slide_knows_its_part_and_whether_that_goes_by_productgroep(folder: Path):
    assert order.part_of(folder / "10_een.ipynb").title == "Eerst"
    assert not order.part_of(folder / "10_een.ipynb").by_group
    assert order.part_of(folder / "05_vijf.ipynb").by_group


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[deel]]\ntitel = "A"\nslides = ["10_een", "10_een"]', "'10_een' twee keer"),
        ('[[deel]]\nslides = ["10_een"]', "niet te lezen"),
        ("[[deel]", "niet te lezen"),
        ('deel = "A"', "niet te lezen"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_dutch(tmp_path: Path, text: str, told: str):
    (tmp_path / "volgorde.toml").write_text(text, encoding="utf-8")
    with pytest.raises(errors.WrongUse, match=told):
        order.read(tmp_path)


def test_every_notebook_of_the_report_has_its_place():
    placed = [slide for part in order.read(NOTEBOOKS) for slide in part.slides]
    assert sorted(placed) == sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
