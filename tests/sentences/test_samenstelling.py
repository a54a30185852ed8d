"""What samenstelling says follows from its tables, names the part of a year that was seen, and no hidden number."""

import polars as pl

from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.sentences import samenstelling
from tables import table

DELEN = {"productgroep": pl.String, "jaar": pl.Int64, "zwaarte": pl.String, "aandeel": pl.Float64, FLAG: pl.Boolean}
AANDELEN = {"productgroep": pl.String, "jaar": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
DEELS = {2024: "t/m juli"}


def shown(text: str, schema: dict) -> Disclosed:
    return Disclosed(table(f"{' | '.join(schema)}\n{text}", schema), 10, veilig=True)


PARTS = shown("GGZ | 2024 | zwaar | 0.385 | false\nGGZ | 2024 | maatwerk | 0.615 | false", DELEN)
SHARES = shown("GGZ | 2022 | 0.53 | false\nGGZ | 2024 | 0.615 | false\nAP | 2022 | 0.5 | false\nAP | 2024 | 0.4 | false", AANDELEN)
WITHOUT = shown("GGZ | 2022 | 0.25 | false\nGGZ | 2024 | 0.285 | false", AANDELEN)
WIE = {"GGZ": "Zorg Een (AGB 01)"}


def test_a_group_tells_its_share_its_change_its_largest_part_and_the_share_without_an_aanbieder():
    said = samenstelling.zinnen(PARTS, SHARES, WITHOUT, wie=WIE, deels=DEELS, eerst=["GGZ"], regio=SHARES)
    assert said[0] == (
        "GGZ: in 2024 (t/m juli) ging 61,5% van de kosten naar meerwerk en maatwerk (P*Q); in de regio is dat ook 61,5%. "
        "In 2022 was het hier 53,0%, 8,5 procentpunt lager. De grootste post is maatwerk (61,5%), daarna zwaar (38,5%). "
        "Zonder Zorg Een (AGB 01) is dat aandeel 28,5%: 33,0 procentpunt lager."
    )
    assert said[1].startswith("AP: in 2024 (t/m juli) ging 40,0%")


def test_hidden_parts_and_shares_are_not_told():
    hidden = shown("GGZ | 2024 | zwaar | 0.385 | false\nGGZ | 2024 | maatwerk | | true", DELEN)
    gone = shown("GGZ | 2024 | | true", AANDELEN)
    (said,) = samenstelling.zinnen(hidden, shown("GGZ | 2024 | 0.615 | false", AANDELEN), gone, wie=WIE, deels={})
    assert said == "GGZ: in 2024 ging 61,5% van de kosten naar meerwerk en maatwerk (P*Q)."
    assert samenstelling.zinnen(hidden, gone, gone, wie=WIE, deels={}) == ["GGZ: de aantallen zijn te klein om te tonen."]


def test_the_main_points_begin_with_the_group_of_the_highest_costs_and_count_where_the_share_grew():
    points = samenstelling.hoofdpunten(SHARES, WITHOUT, groepen=["GGZ", "AP"], wie=WIE, deels=DEELS)
    assert points == [
        "In de productgroep met de hoogste kosten, GGZ, ging in 2024 (t/m juli) 61,5% van de kosten naar meerwerk en maatwerk (P*Q).",
        "Zonder Zorg Een (AGB 01) is dat 28,5%, 33,0 procentpunt lager.",
        "Het aandeel van meerwerk en maatwerk (P*Q) steeg van 2022 op 2024 (t/m juli) "
        "bij één van de twee productgroepen met zwaartes (GGZ).",
    ]


def test_other_data_give_another_headline_and_the_largest_difference_with_the_region():
    lower = shown("GGZ | 2024 | 0.2 | false\nAP | 2024 | 0.4 | false", AANDELEN)
    points = samenstelling.hoofdpunten(lower, WITHOUT, groepen=["AP", "GGZ"], wie={}, deels={}, regio=SHARES)
    assert points[0] == "In de productgroep met de hoogste kosten, AP, ging in 2024 40,0% van de kosten naar meerwerk en maatwerk (P*Q)."
    assert (
        points[-1] == "Het grootste verschil met de regio heeft GGZ met 20,0% in 2024; in de regio is dat 61,5% (41,5 procentpunt hoger)."
    )


def test_above_the_figure_without_an_aanbieder_stands_the_share_without_it():
    assert samenstelling.zonder_zinnen(WITHOUT, deels=DEELS) == [
        "GGZ: in 2024 (t/m juli) is dan 28,5% van de kosten meerwerk en maatwerk (P*Q). In 2022 was het 25,0%, 3,5 procentpunt lager."
    ]


def test_without_data_there_is_nothing_to_tell():
    empty = shown("", AANDELEN)
    assert samenstelling.hoofdpunten(empty, empty, groepen=[], wie={}, deels={}) == []
    assert samenstelling.zinnen(shown("", DELEN), empty, empty, wie={}, deels={}) == ["Er zijn geen gegevens in deze periode."]
