"""The words say what the drawing shows: the largest, the course, and what is hidden."""

import polars as pl
import pytest

from jeugdlib import errors
from jeugdlib.charts import describe
from jeugdlib.charts.distribution import Norm
from jeugdlib.disclosure import FLAG, Disclosed, Naast


def test_paths_are_told_from_the_most_walked_on(paden: Disclosed):
    assert describe.ranking(paden, productgroep="GGZ") == (
        "Er zijn 4 verschillende paden. Het meest voorkomende pad is Zwaar: 1.448 keer, 72,4%. "
        "Daarna komt Zwaar gevolgd door Zwaar met Maatwerk gevolgd door Licht (52 keer, 2,6%). 2 paden zijn niet getoond (afgeschermd)."
    )


def test_one_path_is_told_as_one(paden: Disclosed):
    assert describe.ranking(paden, productgroep="Pleegzorg") == "Er is één pad. Het meest voorkomende pad is Zwaar: 99 keer, 99,0%."


def test_steps_are_told_with_what_they_lead_to(overgangen: Disclosed):
    assert describe.flow(overgangen) == (
        "De meest voorkomende overgang is van Zwaar naar Zwaar met Maatwerk (1.234 keer). "
        "Daarna komt van Licht naar Midden (40 keer). 1 overgang is niet getoond (afgeschermd)."
    )


def test_classes_are_told_with_the_norms(volumes: Disclosed):
    assert describe.volumes(volumes, normen=[Norm(15, "norm licht 15 uur", "licht")]) == (
        "De grootste klasse is 0-10 uur: 140 paden, 70,0%. Daarna volgt 10-20 uur (60 paden, 30,0%). "
        "Verticale lijn: norm licht 15 uur. 1 klasse is niet getoond (afgeschermd)."
    )


def test_the_marker_of_the_region_is_told_at_the_largest_class(volumes: Disclosed):
    region = Naast(volumes.frame.with_columns(aandeel=pl.col("aandeel") / 2), 10, True, "regio")
    assert "Een streepje geeft het aandeel in de regio: 35,0% bij 0-10 uur." in describe.volumes(volumes, regio=region)
    hidden = Naast(region.frame.with_columns(aandeel=pl.lit(None, pl.Float64)), 10, True)
    assert describe.volumes(volumes, regio=hidden) == describe.volumes(volumes)


def test_lengths_are_told_with_their_range(maanden: Disclosed):
    assert describe.months(maanden) == (
        "De meest voorkomende lengte is 12 maanden: 110 paden, 55,0%. Daarna volgt 1 maand (90 paden, 45,0%). "
        "De lengtes lopen van 1 tot 30 maanden. 1 lengte is niet getoond (afgeschermd)."
    )


def test_a_curve_is_told_by_the_months_that_are_shown(curve: Disclosed):
    assert describe.survival(curve, mediaan=5, normen=[Norm(12, "norm 12 maanden")]) == (
        "De lijn daalt van 100% bij het begin. Van de paden duurt 40,0% langer dan 6 maanden. "
        "De mediaan is 5 maanden: de helft van de paden is dan voorbij. "
        "Verticale lijn: norm 12 maanden. 2 maanden zijn niet getoond (afgeschermd)."
    )


def test_a_median_that_is_not_reached_is_said(curve: Disclosed):
    early = Disclosed(curve.frame.filter(pl.col("maanden") < 3), 10, veilig=True)
    assert describe.survival(early, mediaan=None) == (
        "De lijn daalt van 100% bij het begin. Van de paden duurt 80,0% langer dan 2 maanden. "
        "De mediaan is nog niet bereikt: de lijn blijft boven de 50%."
    )


def test_each_product_is_told_with_its_range_and_its_classes(plekken: Disclosed):
    assert describe.occupancy(plekken, namen={"45A04": "Dagbesteding"}) == (
        "Maanden van januari 2019 tot en met mei 2019. De lijn is het jaargemiddelde. "
        "Dagbesteding: 80 tot 120 jeugdigen per maand, in 1 maand past het, in 2 maanden scheelt het 2 tot 5% "
        "en in 2 maanden scheelt het meer dan 5%. 45A05: 14 jeugdigen per maand. 1 maand is niet getoond (afgeschermd)."
    )


@pytest.mark.parametrize("name", ["paden", "overgangen", "volumes", "maanden", "curve", "plekken"])
def test_an_empty_table_is_told_in_a_whole_sentence(name: str, request: pytest.FixtureRequest):
    given = request.getfixturevalue(name)
    empty = Disclosed(given.frame.clear(), 10, veilig=True)
    tell = {
        "paden": describe.ranking,
        "overgangen": describe.flow,
        "volumes": describe.volumes,
        "maanden": describe.months,
        "curve": lambda table: describe.survival(table, mediaan=None),
        "plekken": describe.occupancy,
    }[name]
    assert tell(empty).startswith(("Er zijn ", "In deze periode "))
    with pytest.raises(errors.NotDisclosed):
        tell(given.frame)


def test_where_all_is_hidden_no_number_is_told(overgangen: Disclosed):
    hidden = overgangen.frame.with_columns(pl.lit(None, pl.Int64).alias("aantal"), pl.lit(True).alias(FLAG))
    assert describe.flow(Disclosed(hidden, 10, veilig=True)) == (
        "Geen overgang komt vaak genoeg voor om te tonen. 3 overgangen zijn niet getoond (afgeschermd)."
    )
