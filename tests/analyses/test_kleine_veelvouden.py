"""Kleine veelvouden: the same figures of every gemeente, side by side."""

from datetime import date

from polars.testing import assert_frame_equal

from jeugdlib import disclosure, model
from jeugdlib.analyses import kleine_veelvouden
from tables import table

WINDOW = {"analyse_begin": date(2022, 1, 1), "peildatum": date(2023, 7, 1)}
GEMEENTEN = table("gemeentecode | naam | regio\n0983 | Venlo | Noord\n0984 | Venray | Noord", model.Gemeenten)
PERIODS = table(
    """
    gemeentecode | toewijzingnummer | client | begin      | eind
    0983         | 1                | a      | 2022-11-01 | 2023-01-31
    0983         | 2                | a      | 2022-03-01 | 2022-03-31
    0984         | 1                | b      | 2023-01-01 | 2023-02-28
    0893         | 9                | c      | 2022-05-01 | 2022-05-31
    """
)
LINES = table(
    """
    gemeentecode | agb | client | begindatum | bedrag_cent
    0983         | 01  | a      | 2022-11-01 | 1000
    0983         | 01  | d      | 2022-12-01 | 501
    0983         | 02  | a      | 2023-01-01 | 300
    0893         | 01  | c      | 2022-05-01 | 700
    """
)
YOUNG = table(
    """
    gemeentecode | jaar | leeftijdsklasse | aantal
    0983         | 2022 | 0-11            | 150
    0983         | 2022 | 12-21           | 100
    0983         | 2023 | 0-21            | 250
    """,
    model.Jeugdigen,
)


def test_a_gemeente_is_counted_per_year_and_a_year_with_care_and_no_costs_costs_nothing():
    expected = table(
        """
        gemeente | jaar | clienten | toewijzingen | kosten_cent | kosten_per_client_cent | clienten_per_1000 | volledig | betalers
        0893     | 2022 | 1        | 1            | 700         | 700                    |                   | true     | 1
        Venlo    | 2022 | 1        | 2            | 1501        | 751                    | 4.0               | true     | 2
        Venlo    | 2023 | 1        | 1            | 300         | 300                    |                   | false    | 1
        Venray   | 2023 | 1        | 1            | 0           |                        |                   | false    | 0
        """
    )
    found = kleine_veelvouden.per_gemeente(LINES, PERIODS, GEMEENTEN, YOUNG, **WINDOW)
    assert_frame_equal(found.select(expected.columns), expected)


def test_without_young_inhabitants_nothing_is_said_per_1000():
    found = kleine_veelvouden.per_gemeente(LINES, PERIODS, GEMEENTEN, YOUNG.clear(), **WINDOW)
    assert found["clienten_per_1000"].null_count() == found.height


def test_a_small_gemeente_is_hidden_and_not_alone_in_its_year():
    counted = table(
        """
        gemeente | jaar | clienten | toewijzingen | kosten_cent | kosten_per_client_cent | clienten_per_1000 | betalers | bedrijfsgegeven
        Bergen   | 2022 | 4        | 4            | 400         | 100                    | 1.0               | 4        | false
        Gennep   | 2022 | 40       | 40           | 4000        | 100                    | 2.0               | 40       | false
        Venlo    | 2022 | 900      | 900          | 90000       | 100                    | 3.0               | 900      | false
        """
    )
    shown = disclosure.suppress(counted, kleine_veelvouden.RULE).frame
    assert shown["clienten"].to_list() == [None, None, 900]
    assert shown["kosten_cent"].to_list() == [None, None, 90000]
    assert shown["clienten_per_1000"].to_list() == [None, None, 3.0]
