"""What a figure per year must know of the window of a run: the years seen in part, and the break of 2022 where it lies in it."""

from datetime import date

import pytest

from jeugdlib import settings, workbook
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import shared
from tables import table


@pytest.fixture(scope="module")
def data() -> str:
    return str(workbook.example_dataset())


def test_the_year_seen_in_part_and_the_break_are_handed_to_the_figure(data: str):
    werk = workbook.load(settings.from_parameters(data=data))
    assert werk.jaarbeeld == {"onvolledig": [2024], "onvolledig_tekst": "t/m juli", "breuk": {2022: "woonplaatsbeginsel"}}
    assert werk.breuken == {date(2022, 1, 1): "woonplaatsbeginsel"}


def test_a_window_of_whole_years_after_the_break_has_neither(data: str):
    werk = workbook.load(settings.from_parameters(data=data, analyse_begin="2022-01-01", peildatum="2024-01-01"))
    assert werk.jaarbeeld == {"onvolledig": [], "breuk": {}}


def test_two_years_seen_in_part_have_no_words_in_common(data: str):
    werk = workbook.load(settings.from_parameters(data=data, analyse_begin="2021-03-01", peildatum="2023-11-01"))
    assert werk.jaarbeeld == {"onvolledig": [2021, 2023], "breuk": {2022: "woonplaatsbeginsel"}}


def test_years_of_a_table_are_written_with_their_part():
    drawn = Disclosed(table(f"jaar | {FLAG}\n2023 | false\n2024 | false"), 10, veilig=True)
    assert shared.met_jaarnaam(drawn, {2024: "t/m juli"}).frame["jaar"].to_list() == ["2023", "2024 (t/m juli)"]
