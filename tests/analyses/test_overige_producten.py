"""Overige producten: what is too small for a conclusion, with the reason, and nothing that was hidden."""

import polars as pl

from build import build
from jeugdlib.analyses import overige_producten
from jeugdlib.disclosure import Disclosed
from tables import table

PRODUCTEN = build(
    "producten",
    """
    productcode | productgroep | segment | geldig_vanaf | geldig_tot
    B2          | Klein        | 3       | 2022-01-01   |
    B1          | Klein        | 3       |              |
    B0          | Klein        | 2       |              | 2022-12-31
    C1          | Groot        | 4       |              |
    D1          | Weinig       |         |              |
    """,
)
TYPES = {"productgroep": pl.String, "jaar": pl.Int64, "clienten": pl.Int64, "kosten_cent": pl.Int64}


def shown(text: str, drempel: int = 10, *, veilig: bool = True) -> Disclosed:
    return Disclosed(table(text, TYPES), drempel, veilig=veilig)


CLIENTS = "productgroep | jaar | clienten\nGroot | 2023 | 55\nKlein | 2023 | 54\nWeinig | 2023 | "
COSTS = "productgroep | jaar | kosten_cent\nGroot | 2023 | 900\nKlein | 2023 | 54870000\nWeinig | 2023 | "


def test_below_the_limit_is_too_small_and_on_it_is_not():
    found = overige_producten.small_groups(shown(CLIENTS), shown(COSTS), PRODUCTEN, min_clienten=55).frame
    assert found.rows() == [
        ("Klein", "B1, B2", "3", 2023, 54, 54870000, "minder dan 55 cliënten", False),
        ("Weinig", "D1", "", 2023, None, None, "minder dan 55 cliënten", True),
    ]


def test_the_limit_is_a_choice():
    found = overige_producten.small_groups(shown(CLIENTS), shown(COSTS), PRODUCTEN, min_clienten=56).frame
    assert found["productgroep"].to_list() == ["Groot", "Klein", "Weinig"]


def test_a_hidden_number_that_may_be_above_the_limit_is_too_small_to_show():
    found = overige_producten.small_groups(shown(CLIENTS), shown(COSTS), PRODUCTEN, min_clienten=8).frame
    assert found.select("productgroep", "reden").rows() == [("Weinig", "te klein om te tonen")]


def test_hidden_costs_stay_hidden_beside_a_shown_number_of_clients():
    costs = shown(COSTS.replace("54870000", ""))
    row = overige_producten.small_groups(shown(CLIENTS), costs, PRODUCTEN, min_clienten=55).frame.row(0, named=True)
    assert (row["clienten"], row["kosten_cent"], row["onderdrukt"]) == (54, None, True)


def test_what_may_not_leave_may_not_leave_here_either():
    assert not overige_producten.small_groups(shown(CLIENTS), shown(COSTS, veilig=False), PRODUCTEN, min_clienten=55).veilig


def test_without_small_groups_there_is_no_row():
    nothing = overige_producten.small_groups(
        shown("productgroep | jaar | clienten\nGroot | 2023 | 99"), shown(COSTS), PRODUCTEN, min_clienten=55
    )
    assert nothing.frame.is_empty()
