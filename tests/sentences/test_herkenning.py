"""The words of herkenning follow the comparison: another outcome, another sentence."""

import polars as pl

from jeugdlib import disclosure
from jeugdlib.analyses import herkenning
from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import herkenning as tekst

COLUMNS = {
    "nummer": pl.Int64,
    **dict.fromkeys(("deel", "cijfer", "soort"), pl.String),
    **dict.fromkeys(("waarde", "van", "tot"), pl.Float64),
    **dict.fromkeys(("gedrukt", "toelichting"), pl.String),
}


def outcome(*found: float | None) -> Disclosed:
    """Compare a count of 250, a growth of 10,8% and a cost of 744.400 euros (which contradicts another) with what was found."""
    rows = [
        (0, "Kerncijfers", "Aanbieders", "aantal", 250.0, 249.5, 250.5, "", ""),
        (1, "Kosten", "Groei", "aandeel", 0.108, 0.1075, 0.1085, "", ""),
        (2, "Kosten", "Totaal", "euro", 744400.0, 744350.0, 744450.0, "€ 744,4 dzd", "Gevolgd is het gemiddelde."),
    ]
    figures = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    values = [(number, value, None) for number, value in enumerate(found)]
    cells = pl.DataFrame(values, schema={"nummer": pl.Int64, "getal": pl.Float64, "tekst": pl.String}, orient="row")
    return disclosure.suppress(herkenning.compare(figures, cells, verzonnen=True), herkenning.RULE)


def test_the_headline_counts_what_comes_back_of_what_was_computed():
    assert tekst.hoofdpunten(outcome(250.0, 0.108, 744400.0)) == [
        "Van de 3 gepubliceerde cijfers die het werkboek berekent, komen er 3 terug binnen de nauwkeurigheid waarmee ze zijn afgedrukt."
    ]
    first, differs, contradicts, absent = tekst.hoofdpunten(outcome(251.0, None, 744464.0))
    assert first.startswith("Van de 2 gepubliceerde cijfers die het werkboek berekent, komen er 0 terug")
    assert differs == "1 cijfer wijkt af: 'Kerncijfers, Aanbieders'."
    assert contradicts == "1 cijfer is in tegenspraak met een ander cijfer van het rapport: 'Kosten, Totaal'."
    assert absent == "1 cijfer is niet berekend: 'Kosten, Groei'."


def test_each_part_says_which_of_its_figures_does_not_come_back():
    assert tekst.zinnen(outcome(250.0, 0.12, 744464.0)) == [
        "Kerncijfers: het cijfer komt terug.",
        "Kosten: 0 van de 2 cijfers komen terug; niet: Groei (anders) en Totaal (in tegenspraak).",
    ]
    assert tekst.zinnen(outcome(250.0, 0.108, 744400.0))[1] == "Kosten: beide cijfers komen terug."


def test_every_figure_is_written_in_its_own_kind_with_a_signed_difference():
    written = tekst.uitgeschreven(outcome(251.0, 0.1079, 744464.0)).frame
    assert written.select("gepubliceerd", "gevonden", "verschil").rows() == [
        ("250", "251", "+1"),
        ("10,8%", "10,8%", "-0,01 procentpunt"),
        ("€ 744,4 dzd", "€ 744.464", "+€ 64"),
    ]
    assert tekst.uitgeschreven(outcome(250.0, None, None)).frame.select("gevonden", "verschil").rows() == [
        ("250", "0"),
        (None, None),
        (None, None),
    ]


def test_what_was_followed_is_said_of_the_figure_it_is_about():
    assert tekst.toelichtingen(outcome(250.0, 0.108, 744464.0)) == ["Kosten, Totaal: Gevolgd is het gemiddelde."]


def test_without_published_figures_one_sentence_says_that_there_is_nothing_to_compare():
    table = outcome(250.0, 0.108, 744464.0)
    empty = Disclosed(table.frame.clear(), table.drempel, table.veilig)
    assert tekst.hoofdpunten(empty) == [tekst.NIET_HIER]
    assert tekst.zinnen(empty) == tekst.delen(empty) == tekst.toelichtingen(empty) == []
