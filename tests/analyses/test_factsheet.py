"""Factsheet: one productgroep in one year."""

import polars as pl

from jeugdlib import disclosure, model
from jeugdlib.analyses import factsheet
from tables import table

PRODUCTEN = table(
    """
    productcode | productnaam | productgroep | zwaarte  | segment | financieringsvorm | normvolume_uren | normdoorlooptijd_maanden | geldig_vanaf | geldig_tot
    L           | GGZ licht   | GGZ          | licht    | 4       | traject           | 10.0            | 12                       | 2022-01-01   | 2022-12-31
    L           | GGZ licht   | GGZ          | licht    | 4       | traject           | 10.0            | 12                       | 2023-01-01   |
    Z           | GGZ zwaar   | GGZ          | zwaar    | 4       | traject           | 45.5            | 12                       |              |
    W           | GGZ maat    | GGZ          | maatwerk | 4       | pxq               |                 |                          |              |
    D           | Dag         | Dagbesteding |          | 3       | plek              | 416.0           |                          |              | 2022-12-31
    """,  # noqa: E501
    model.Producten,
)
CARE = table(
    """
    gemeentecode | toewijzingnummer | client | agb | productgroep | begin      | eind
    0983         | 1                | a      | 01  | GGZ          | 2022-03-01 | 2023-01-01
    0983         | 2                | a      | 02  | GGZ          | 2023-02-01 | 2023-04-01
    0893         | 1                | b      | 02  | GGZ          | 2023-12-31 | 2024-02-01
    0893         | 2                | c      | 02  | GGZ          | 2024-01-01 | 2024-02-01
    """
)
NET = dict.fromkeys(("gemeentecode", "agb", "toewijzingnummer", "productcode", "client"), pl.String)
NET |= {"begindatum": pl.Date, "einddatum": pl.Date, "bedrag_cent": pl.Int64}
LINES = table(
    """
    gemeentecode | agb | toewijzingnummer | productcode | client | begindatum | einddatum  | bedrag_cent
    0983         | 01  | 1                | L           | a      | 2022-12-01 | 2023-01-01 | 9999
    0983         | 02  | 2                | Z           | a      | 2023-02-01 | 2023-02-28 | 1000
    0893         | 02  | 1                | W           | b      | 2023-12-31 | 2023-12-31 | 2001
    0893         | 02  | 9                | W           | d      | 2023-12-01 | 2023-12-31 | -100
    """,
    NET,
)


def test_care_counts_in_each_year_it_touches_and_costs_in_the_year_they_begin():
    (row,) = factsheet.per_group(CARE, LINES, PRODUCTEN, jaar=2023).rows(named=True)
    assert (row["productgroep"], row["clienten"], row["toewijzingen"], row["aanbieders"], row["kosten_cent"]) == ("GGZ", 2, 3, 2, 2901)


def test_the_mean_is_over_clients_whose_lines_add_up_to_more_than_nothing():
    (row,) = factsheet.per_group(CARE, LINES, PRODUCTEN, jaar=2023).rows(named=True)
    assert (row["clienten_met_kosten"], row["kosten_per_client_cent"]) == (2, 1451)


def test_form_segment_and_norms_are_those_of_the_products_that_hold_in_the_year():
    (row,) = factsheet.per_group(CARE, LINES, PRODUCTEN, jaar=2023).rows(named=True)
    assert (row["segment"], row["financieringsvorm"]) == ("4", "traject en pxq")
    assert (row["normvolume_uren"], row["normdoorlooptijd_maanden"]) == ("licht 10, zwaar 45,5", "12")


def test_an_unknown_product_has_a_row_without_a_form():
    lines = LINES.with_columns(productcode=pl.lit("X"))
    row = factsheet.per_group(CARE.clear(), lines, PRODUCTEN, jaar=2022).row(0, named=True)
    assert (row["productgroep"], row["segment"], row["financieringsvorm"], row["clienten"], row["kosten_cent"]) == (
        "onbekend",
        "onbekend",
        None,
        0,
        9999,
    )


def test_a_year_without_care_has_no_row():
    assert factsheet.per_group(CARE, LINES, PRODUCTEN, jaar=2019).is_empty()


def test_a_small_group_takes_the_next_smallest_of_its_segment_along_for_the_costs_of_the_segment_are_known():
    rows = table(
        """
        productgroep | clienten | toewijzingen | aanbieders | kosten_cent | clienten_met_kosten | kosten_per_client_cent | segment | grootste_aandeel
        Een          | 4        | 5            | 4          | 400         | 4                   | 100                    | 4       | 0.3
        Twee         | 40       | 50           | 4          | 4000        | 40                  | 100                    | 4       | 0.3
        Drie         | 80       | 90           | 4          | 8000        | 80                  | 100                    | 4       | 0.3
        Vier         | 40       | 40           | 4          | 4000        | 40                  | 100                    | 3       | 0.3
        """  # noqa: E501
    ).with_columns(bedrijfsgegeven=pl.lit(False))
    assert disclosure.suppress(rows, factsheet.RULE).frame["kosten_cent"].to_list() == [None, None, 8000, 4000]
