"""The door of every chart form: only a disclosed table comes in, and only the columns that are drawn."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from jeugdlib import disclosure
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.errors import MissingColumns, WrongUse


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
    """Return `rows` of one productgroep: a form that draws several as one would mislead.

    Raises:
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = disclosure.require(given).frame
    if productgroep is None and "productgroep" in frame.columns and frame["productgroep"].n_unique() > 1:
        raise WrongUse(f"De tabel voor '{form}' gaat over meer dan één productgroep. Kies er een met productgroep='...'.")
    return rows(given, form, needs, productgroep)


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
    """Return what stands in the place of a hidden count: `<10`, or `<5` where the threshold is 5."""
    return f"<{disclosure.require(given).drempel}"
