"""Choices of a run are checked before any work starts."""

from datetime import date

import pytest

from jeugdlib import settings
from jeugdlib.errors import WrongUse


def test_dates_and_lists_of_a_command_line_become_typed_choices():
    literals = settings.parse(["peildatum=2024-01-01", "gemeenten_uitgesloten=0983,0893", "drempel=5", "onderdrukken=nee"])
    assert literals == {"peildatum": "2024-01-01", "gemeenten_uitgesloten": ["0983", "0893"], "drempel": 5, "onderdrukken": False}
    assert settings.from_parameters(**literals).peildatum == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("peildatm=2024-01-01", "Bedoelt u 'peildatum'"),
        ("peildatum=1-1-2024", "een datum als 2024-08-01"),
        ("drempel=veel", "een geheel getal"),
        ("drempel=4", "ten minste 5"),
        ("gemeenten_uitgesloten=893", "CBS-code van vier cijfers"),
        ("zonder_aanbieders=123", "AGB-code van acht cijfers"),
        ("onderdrukken=misschien", "true of false"),
        ("indexatie=4.5", "een jaar met een percentage"),
        ("indexatie=2023=4.5,2023=5.0", "meer dan één keer"),
        ("norm_aandeel=101", "hooguit 100"),
        ("eis_gevuld=200", "hooguit 100"),
        ("min_clienten=0", "ten minste 1"),
        ("beslisdrempels=variatie", "criterium=getal"),
        ("peildatum", "naam=waarde"),
        ("peildatum=2020-01-01", "moet voor peildatum"),
        ("plek_eind=2018-01-01", "mag niet na plek_eind"),
    ],
)
def test_a_wrong_choice_is_named_with_its_cure(pair, words):
    with pytest.raises(WrongUse, match=words):
        settings.parse([pair])


def test_a_gemeentecode_given_as_a_number_is_refused():
    with pytest.raises(WrongUse, match="een tekst"):
        settings.from_parameters(gemeente=983)


def test_every_parameter_has_a_default():
    assert set(settings.PARAMETERS) == set(settings.Settings.__struct_fields__)
    assert settings.from_parameters() == settings.Settings()


def test_an_index_is_given_in_percents_per_year():
    chosen = settings.from_parameters(**settings.parse(["indexatie=2022=3,2023=4.5"]))
    assert settings.percentages(chosen.indexatie) == {2022: 0.03, 2023: 0.045}


def test_a_way_to_count_an_omvang_that_does_not_exist_is_refused_with_those_that_do():
    assert settings.from_parameters(omvang_methode="naar_rato").omvang_methode == "naar_rato"
    with pytest.raises(WrongUse, match="Bedoelt u 'naar_rato'\\? Kies uit: landelijk, naar_rato"):
        settings.from_parameters(omvang_methode="naar rato")
