"""Gantt: the messages about one client on a line of time, with the path that they became.

For the analyst's own screen: what it shows is one person's care.
"""

from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib.charts import style
from jeugdlib.charts.board import layered, message
from jeugdlib.charts.rows import rows

_LANE, _LABELS = 28, 300  # px: height of a lane, room for its words
_NEEDS: Final = ["baan", "soort", "begin", "eind", "telt_mee", "uitleg"]


def gantt(disclosed: object) -> alt.LayerChart:
    """Draw rows `baan`, `soort`, `begin`, `eind`, `telt_mee`, `uitleg`: a lane per `baan`, in the order of the table.

    In a lane a `soort` "toewijzing" is a frame, every other one a block inside it: filled where it counts, open with a
    broken outline where it does not. A "stap" of a zorgpad is a broad block.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
    """
    frame = rows(disclosed, "gantt", _NEEDS)
    if frame.is_empty():
        return message("Er zijn geen berichten om te tekenen.")
    # A day lasts until the next one begins: without it care of one day would have no width.
    drawn = frame.with_columns(einde=pl.col("eind").dt.offset_by("1d"))
    lanes = frame["baan"].unique(maintain_order=True).to_list()
    x = alt.X("begin:T", title=None, axis=alt.Axis(format="%b %Y", grid=True, tickCount=8, labelFlush=False))
    y = alt.Y(
        "baan:N", title=None, sort=lanes, axis=alt.Axis(labelLimit=_LABELS, minExtent=_LABELS, maxExtent=_LABELS, domain=False, ticks=False)
    )
    tips = [
        alt.Tooltip("soort:N", title="Soort"),
        alt.Tooltip("begin:T", title="Begin", format="%d-%m-%Y"),
        alt.Tooltip("eind:T", title="Eind", format="%d-%m-%Y"),
        alt.Tooltip("uitleg:N", title="Wat ermee gebeurde"),
    ]

    def blocks(chosen: pl.Expr, **mark: Any) -> alt.Chart:
        return alt.Chart(drawn.filter(chosen)).mark_bar(**mark).encode(x=x, x2=alt.X2("einde:T"), y=y, tooltip=tips)

    is_frame, is_step, counts = pl.col("soort") == "toewijzing", pl.col("soort") == "stap", pl.col("telt_mee")
    open_block = {"fill": style.PAPER, "stroke": style.INK, "strokeWidth": 1, "strokeDash": [3, 2]}
    layers = [
        blocks(is_frame & counts, height=24, fill=style.PAPER, stroke=style.INK, strokeWidth=1.2),
        blocks(is_frame & ~counts, height=24, **open_block),
        blocks(~is_frame & ~is_step & counts, height=12, fill=style.BAR, stroke=style.PAPER, strokeWidth=0.6),
        blocks(~is_frame & ~is_step & ~counts, height=12, **open_block),
        blocks(is_step, height=24, fill=style.BAND, stroke=style.INK, strokeWidth=0.8),
    ]
    return layered(layers, width=style.WIDTH - _LABELS, height=_LANE * len(lanes))
