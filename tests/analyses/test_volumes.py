"""Volumes: paths in classes of hours."""

from polars.testing import assert_frame_equal

from jeugdlib.analyses import volumes
from tables import table

PATHS = table(
    """
    productgroep | uren
    GGZ          | 9.99
    GGZ          | 10.0
    GGZ          | 19.5
    GGZ          | 45.0
    GGZ          | 2500.0
    GGZ          |
    Dagbesteding |
    """
)


def test_a_class_holds_its_lower_bound_and_paths_without_hours_are_left_out():
    expected = table(
        """
        productgroep | klasse      | ondergrens | aantal | totaal | aandeel
        GGZ          | 0-10        | 0          | 1      | 5      | 0.2
        GGZ          | 10-20       | 10         | 2      | 5      | 0.4
        GGZ          | 40-50       | 40         | 1      | 5      | 0.2
        GGZ          | 2000 en meer | 2000      | 1      | 5      | 0.2
        """
    )
    assert_frame_equal(volumes.count_classes(PATHS), expected)


def test_paths_without_hours_are_counted():
    expected = table("productgroep | zonder_uren | totaal\nDagbesteding | 1 | 1\nGGZ | 1 | 6")
    assert_frame_equal(volumes.without_hours(PATHS), expected)


def test_norms_are_listed_once_per_zwaarte():
    producten = table(
        """
        productgroep | productnaam | zwaarte | normvolume_uren
        GGZ          | GGZ zwaar   | zwaar   | 45.0
        GGZ          | GGZ zwaar   | zwaar   | 45.0
        GGZ          | GGZ licht   | licht   | 10.0
        GGZ          | GGZ maat    | maatwerk |
        Respijt      | Respijt 2   |         | 416.0
        """
    )
    expected = table("productgroep | zwaarte | normvolume_uren\nGGZ | licht | 10.0\nGGZ | zwaar | 45.0\nRespijt | Respijt 2 | 416.0")
    assert_frame_equal(volumes.norms(producten), expected)
