"""Terugvinden: what it can ask of a table, and that it asks nothing where nothing was published."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jeugdlib import example, settings, terugvinden, workbook
from jeugdlib.analyses import herkenning
from jeugdlib.errors import WrongUse
from jeugdlib.sentences import herkenning as tekst
from jeugdlib.sources.delivery import read_delivery

TABLE = pl.DataFrame(
    {
        "groep": ["a", "a", "b", "b"],
        "jaar": [2022, 2023, 2022, 2023],
        "maand": [date(2022, 1, 1), date(2023, 1, 1), date(2022, 2, 1), date(2023, 2, 1)],
        "zwaarte": ["licht", None, None, "zwaar"],
        "deel": [1, 2, 3, 4],
        "geheel": [10, 10, 10, 10],
    }
)


@pytest.mark.parametrize(
    ("waar", "uit", "value"),
    [
        ("groep=b & jaar=2023", "deel", 4.0),
        ("", "deel", 10.0),
        ("groep=a", "deel / geheel", 0.15),
        ("maand>=2022-02-01 & maand<=2023-01-31", "deel", 5.0),
        ("maand!=2022-01-01", "laagste deel", 2.0),
        ("", "hoogste deel", 4.0),
        ("", "spreiding deel", 3.0),
        ("zwaarte gevuld", "aantal groep", 2.0),
        ("zwaarte leeg & jaar=2022", "deel", 3.0),
        ("", "meeste groep op deel", "b"),
        ("", "meeste jaar op deel", 2023.0),
        ("", "volgorde groep op deel", "b > a"),
        ("jaar=2023", "groep", "a en b"),
        ("jaar=2023 tegen jaar=2022", "deel", "hoger"),
        ("jaar=2022 tegen jaar=2023", "deel", "lager"),
        ("jaar=2022 tegen jaar=2022", "deel", "gelijk"),
        ("jaar=2023 tegen jaar=1999", "deel", None),
        ("jaar=1999", "deel", None),
    ],
)
def test_a_figure_is_read_from_the_rows_and_the_column_that_were_asked(waar: str, uit: str, value: float | str | None):
    assert terugvinden.look_up(TABLE, waar, uit) == value


@pytest.mark.parametrize(
    ("waar", "uit", "text"),
    [
        ("jaar~2023", "deel", "niet te lezen"),
        ("plaats=Venlo", "deel", "geen kolom 'plaats'"),
        ("plaats leeg", "deel", "geen kolom 'plaats'"),
        ("", "kosten", "geen kolom 'kosten'"),
        ("", "deel geheel", "niet te lezen"),
    ],
)
def test_what_cannot_be_read_is_refused_and_never_an_empty_cell(waar: str, uit: str, text: str):
    with pytest.raises(WrongUse, match=text):
        terugvinden.look_up(TABLE, waar, uit)


def test_of_data_of_ones_own_nothing_was_published(tmp_path: Path):
    example.generate(tmp_path / "levering", scale=0.02)
    read_delivery([tmp_path / "levering"], destination=tmp_path / "eigen", key=b"sleutel van de test")
    werk = workbook.load(settings.from_parameters(data=str(tmp_path / "eigen")))
    assert not werk.voorbeeld
    figures = terugvinden.gepubliceerd(werk)
    assert figures.is_empty()
    table = herkenning.compare(figures, terugvinden.gevonden(figures, werk), verzonnen=werk.voorbeeld)
    assert tekst.hoofdpunten(werk.disclose(table, herkenning.RULE)) == [tekst.NIET_HIER]


def test_of_one_gemeente_nothing_was_published():
    werk = workbook.load(settings.from_parameters(gemeente="0983"))
    assert not terugvinden.recognisable(werk)
    figures = terugvinden.gepubliceerd(werk)
    assert figures.is_empty()
    assert terugvinden.gevonden(figures, werk).is_empty()
