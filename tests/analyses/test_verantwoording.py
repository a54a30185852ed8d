"""Verantwoording: what was delivered is what was refused, removed and accepted."""

import polars as pl
import pytest

from jeugdlib import model
from jeugdlib.analyses import verantwoording
from jeugdlib.errors import AccountingError
from tables import table

READ = table(
    """
    gemeentecode | tabel       | stap             | rijen | bedrag_cent
    0983         | declaraties | aangeleverd      | 10    | 1000
    0983         | declaraties | exacte_dubbelen  | 1     | 100
    0983         | declaraties | opgenomen        | 8     | 900
                 | declaraties | aangeleverd      | 1     | 0
                 | declaraties | afgekeurd        | 1     | 0
    0983         | declaraties | afgekeurd        | 1     | 0
    0983         | plekken     | aangeleverd      | 5     |
    """,
    model.VERANTWOORDING,
)
CLEANED = table(
    "gemeentecode | tabel | stap | rijen | bedrag_cent\n0983 | declaraties | nulregel | 3 | 0\n0983 | declaraties | aanvaard | 5 | 900",
    model.VERANTWOORDING,
)


def test_the_steps_of_reading_and_of_cleaning_stand_in_one_account_in_their_order():
    ledger = verantwoording.ledger(READ, CLEANED)
    assert ledger.rows() == [
        ("declaraties", "aangeleverd", 11, 1000),
        ("declaraties", "afgekeurd", 2, 0),
        ("declaraties", "exacte_dubbelen", 1, 100),
        *(("declaraties", stap, 0, 0) for stap in ("herzien", "ingetrokken", "buiten_selectie", "ouder_dan_21", "buiten_analyseperiode")),
        ("declaraties", "nulregel", 3, 0),
        ("declaraties", "tegengeboekt", 0, 0),
        ("declaraties", "aanvaard", 5, 900),
    ]


@pytest.mark.parametrize("column", ["rijen", "bedrag_cent"])
def test_a_lost_row_or_cent_stops_the_run(column):
    lost = CLEANED.with_columns(pl.when(pl.col("stap") == "aanvaard").then(pl.col(column) - 1).otherwise(pl.col(column)).alias(column))
    with pytest.raises(AccountingError):
        verantwoording.ledger(READ, lost)
