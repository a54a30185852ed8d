"""Words at the pointer: in a live figure every row, class or month says its numbers where it is pointed at.

What is pointed at is a see-through block as large as the row or class, so that a small bar is as easy to reach as a
large one. The words are written here, the Dutch way, with `<10` where a number is hidden: a hidden number is nowhere.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style
from jeugdlib.disclosure import FLAG

NAME: Final = "aanwijzen"  # the report's style sheet marks what is pointed at by this name
SEE_THROUGH: Final[dict[str, Any]] = {"fill": style.INK, "fillOpacity": 0}


def written(frame: pl.DataFrame, column: str, write: Callable[[Any], str], hidden_word: str) -> pl.Series:
    """Write a column as text; an empty cell on a row with hidden cells is hidden, elsewhere it is a dash."""
    cells = zip(frame[column], frame[FLAG], strict=True)
    texts = [write(value) if value is not None else hidden_word if flag else words.NO_VALUE for value, flag in cells]
    return pl.Series(column, texts, dtype=pl.String)


def at_pointer(chart: alt.Chart, heads: Mapping[str, str]) -> alt.Chart:
    """Let a chart say, where it is pointed at, the text columns `heads` (column: head), in this order."""
    tips = [alt.Tooltip(f"{column}:N", title=head) for column, head in heads.items()]
    said = chart.encode(tooltip=tips)
    said.name = NAME
    return said
