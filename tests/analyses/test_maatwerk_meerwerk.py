"""Maatwerk and meerwerk in the costs of each year."""

import polars as pl

from jeugdlib import model
from jeugdlib.analyses import maatwerk_meerwerk
from tables import table

PRODUCTEN = table(
    """
    productcode | productnaam | productgroep | zwaarte  | financieringsvorm | geldig_vanaf | geldig_tot
    B           | Begeleiding | Begeleiding  |          | pxq               |              |
    Z           | GGZ zwaar   | GGZ          | zwaar    | traject           | 2021-06-01   |
    W           | GGZ maat    | GGZ          | maatwerk | pxq               | 2022-01-01   |
    """,
    model.Producten,
)
NET = dict.fromkeys(("gemeentecode", "agb", "toewijzingnummer", "productcode", "client"), pl.String)
NET |= {"begindatum": pl.Date, "einddatum": pl.Date, "bedrag_cent": pl.Int64}
LINES = table(
    """
    gemeentecode | agb | toewijzingnummer | productcode | client | begindatum | einddatum  | bedrag_cent
    0983         | 01  | 1                | B           | a      | 2021-12-01 | 2021-12-31 | 100
    0983         | 01  | 2                | Z           | a      | 2021-12-01 | 2021-12-31 | 100
    0983         | 01  | 2                | Z           | a      | 2022-12-01 | 2022-12-31 | 300
    0983         | 01  | 3                | W           | b      | 2022-12-01 | 2022-12-31 | 100
    0983         | 01  | 4                | X           | c      | 2023-12-01 | 2023-12-31 | 100
    """,
    NET,
)
COLUMNS = ("jaar", "soort", "kosten_cent", "totaal_cent", "aandeel", "clienten")


def test_a_year_before_the_split_says_so_and_has_no_share():
    found = maatwerk_meerwerk.per_year(LINES, PRODUCTEN)
    assert found.select(COLUMNS).rows()[0] == (2021, "geen onderscheid", 200, 200, None, 1)


def test_a_year_with_the_split_has_all_three_kinds_also_where_nothing_was_spent():
    found = maatwerk_meerwerk.per_year(LINES, PRODUCTEN)
    assert found.select(COLUMNS).rows()[1:] == [
        (2022, "overig", 300, 400, 0.75, 1),
        (2022, "meerwerk", 0, 400, 0.0, 0),
        (2022, "maatwerk", 100, 400, 0.25, 1),
        (2023, "overig", 100, 100, 1.0, 1),
        (2023, "meerwerk", 0, 100, 0.0, 0),
        (2023, "maatwerk", 0, 100, 0.0, 0),
    ]


def test_without_products_of_those_kinds_no_year_is_split():
    found = maatwerk_meerwerk.per_year(LINES, PRODUCTEN.filter(pl.col("zwaarte").is_null()))
    assert set(found["soort"]) == {"geen onderscheid"}


def test_without_lines_there_is_no_year():
    assert maatwerk_meerwerk.per_year(LINES.clear(), PRODUCTEN).is_empty()
