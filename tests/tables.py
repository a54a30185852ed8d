"""Drawn tables: a test shows its rows as a reader would draw them, and a parser makes the frame.

Columns are separated by `|`, the first line names them, a blank cell is null, dates are ISO. Types come from a schema
(a dict of polars dtypes or a dataframely schema), else from what all cells of a column look like. A number with a
leading zero is a code, so it stays text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

import dataframely as dy
import polars as pl

SchemaLike = Mapping[str, Any] | type[dy.Schema] | None

_WHOLE = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRUTH = {"true": True, "false": False, "ja": True, "nee": False}
_GUESSES: tuple[tuple[Callable[[str], Any], Any], ...] = (
    (_WHOLE.fullmatch, pl.Int64),
    (lambda cell: _WHOLE.fullmatch(cell) or _DECIMAL.fullmatch(cell), pl.Float64),
    (_DATE.fullmatch, pl.Date),
    (lambda cell: cell in ("true", "false"), pl.Boolean),
)


def drawn(text: str) -> list[dict[str, str | None]]:
    """Return the rows of a drawn table as text; a blank cell is None."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    heads = [head.strip() for head in lines[0].split("|")]
    found = []
    for line in lines[1:]:
        cells = [cell.strip() or None for cell in line.split("|")]
        if len(cells) != len(heads):
            raise ValueError(f"{len(cells)} cells under {len(heads)} heads in: {line}")
        found.append(dict(zip(heads, cells, strict=True)))
    return found


def table(text: str, schema: SchemaLike = None) -> pl.DataFrame:
    """Make a frame of a drawn table.

    Args:
        text: the drawing.
        schema: dtypes by column name. Columns of a dataframely schema that are not drawn are there, all null; of a
            dict only the drawn columns are taken. A drawn column that the schema does not know is a mistake.

    Raises:
        ValueError: a line with more or fewer cells than there are heads, or a column that the schema lacks.
    """
    rows = drawn(text)
    heads = [head.strip() for head in text.strip().splitlines()[0].split("|")]
    if schema is None:
        types = {head: _guess([row[head] for row in rows]) for head in heads}
    else:
        full = isinstance(schema, type)
        known = {name: column.dtype for name, column in schema.columns().items()} if isinstance(schema, type) else dict(schema)
        if unknown := [head for head in heads if head not in known]:
            raise ValueError(f"the schema has no column {', '.join(unknown)}")
        types = known if full else {head: known[head] for head in heads}
    return pl.DataFrame({name: [_cell(row.get(name), dtype) for row in rows] for name, dtype in types.items()}, schema=types)


def _guess(cells: list[str | None]) -> Any:
    filled = [cell for cell in cells if cell is not None]
    for fits, dtype in _GUESSES:
        if filled and all(fits(cell) for cell in filled):
            return dtype
    return pl.String


def _cell(cell: str | None, dtype: Any) -> Any:
    if cell is None:
        return None
    if dtype == pl.Date:
        return date.fromisoformat(cell)
    if dtype == pl.Time:
        return time.fromisoformat(cell)
    if dtype == pl.Boolean:
        return _TRUTH[cell]
    if dtype.is_integer():
        return int(cell)
    return float(cell) if dtype.is_float() else cell
