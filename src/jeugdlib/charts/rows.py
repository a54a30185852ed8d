"""The door of every chart form: only a disclosed table comes in, and only the columns that are drawn."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import polars as pl

from jeugdlib import disclosure
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.errors import MissingColumns, WrongUse

# As precise as the page writes a share: a drawing that knew more would tell more than its table.
SHARES: Final = ("aandeel", "dekking", "overleving", "laag", "hoog")
STEP: Final = Decimal("0.001")


def rows(given: object, form: str, needs: Iterable[str], productgroep: str | None = None) -> pl.DataFrame:
    """Return the columns `needs` and `onderdrukt` of a disclosed table.

    Args:
        given: a `disclosure.Disclosed`; anything else is refused.
        form: the name of the chart form, for messages.
        needs: the columns that are drawn; nothing else reaches the chart's data.
        productgroep: keep only the rows of this productgroep; None keeps all.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
    """
    frame = disclosure.require(given).frame
    wanted = [*needs, FLAG]
    looked_for = wanted if productgroep is None else [*wanted, "productgroep"]
    if missing := [name for name in looked_for if name not in frame.columns]:
        raise MissingColumns(form, missing)
    if productgroep is not None:
        frame = frame.filter(pl.col("productgroep") == productgroep)
    return frame.select(wanted)


def one_group(given: object, form: str, needs: Iterable[str], productgroep: str | None) -> pl.DataFrame:
    """Return `rows` of one productgroep, shares rounded as the page writes them: several groups drawn as one would mislead.

    Raises:
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = disclosure.require(given).frame
    if productgroep is None and "productgroep" in frame.columns and frame["productgroep"].n_unique() > 1:
        raise WrongUse(f"De tabel voor '{form}' gaat over meer dan één productgroep. Kies er een met productgroep='...'.")
    return _rounded(rows(given, form, needs, productgroep))


def _rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Round shares half away from zero on what is written, as `words.share` does."""
    return frame.with_columns(
        pl.Series(
            name, [None if value is None else float(Decimal(str(value)).quantize(STEP, ROUND_HALF_UP)) for value in frame[name]], pl.Float64
        )
        for name in SHARES
        if name in frame.columns
    )


def keep(given: object, **values: Any) -> Disclosed:
    """Return the rows of a disclosed table in which each named column has that value, or one of those values.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
    """
    safe = disclosure.require(given)
    if missing := [name for name in values if name not in safe.frame.columns]:
        raise MissingColumns("keep", missing)
    wanted = [
        pl.col(name).is_in(list(value)) if isinstance(value, Collection) and not isinstance(value, str) else pl.col(name) == value
        for name, value in values.items()
    ]
    return replace(safe, frame=safe.frame.filter(*wanted))


def few(given: object) -> str:
    """Return the one sign for every hidden cell: `<10`, or `<5` where the threshold is 5; it also stands for larger company."""
    return f"<{disclosure.require(given).drempel}"
