"""A drawing board: a chart whose x and y are pixels, for forms that lay out their own words and blocks.

An axis of Vega cuts off a long label or tilts it; on the board every word has a place that was reckoned first.
y grows downwards. The marks are plain Vega-Lite ones.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from jeugdlib.charts import style


@dataclass(frozen=True)
class Board:
    """A sheet of `width` x `height` pixels."""

    width: int
    height: int

    def _x(self) -> alt.X:
        return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False, zero=False))

    def _y(self) -> alt.Y:
        return alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.height, 0], nice=False, zero=False))

    def blocks(self, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
        """Draw rectangles from (x, y) to (x2, y2)."""
        return alt.Chart(frame).mark_rect(**mark).encode(x=self._x(), x2=alt.X2("x2:Q"), y=self._y(), y2=alt.Y2("y2:Q"))

    def bands(self, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
        """Draw areas between y and y2 along x; encode `detail` to part them."""
        return alt.Chart(frame).mark_area(**mark).encode(x=self._x(), y=self._y(), y2=alt.Y2("y2:Q"))

    def rules(self, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
        """Draw straight lines from (x, y) to (x2, y2)."""
        return alt.Chart(frame).mark_rule(**mark).encode(x=self._x(), x2=alt.X2("x2:Q"), y=self._y(), y2=alt.Y2("y2:Q"))

    def joined(self, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
        """Draw a line through the points (x, y) of each `stuk`, from left to right."""
        return alt.Chart(frame).mark_line(**mark).encode(x=self._x(), y=self._y(), detail=alt.Detail("stuk:N"), order=alt.Order("x:Q"))

    def dots(self, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
        """Draw a mark at (x, y)."""
        look: dict[str, Any] = {"filled": True, "opacity": 1} | mark
        return alt.Chart(frame).mark_point(**look).encode(x=self._x(), y=self._y())

    def tinted(self, frame: pl.DataFrame) -> list[alt.Chart]:
        """Draw blocks in the colour of their `zwaarte`, each with its own word in it."""
        fill = alt.Fill(
            "zwaarte:N",
            legend=None,
            scale=alt.Scale(domain=list(style.ZWAARTE), range=[tint.fill for tint in style.ZWAARTE.values()]),
        )
        light = [word for word, tint in style.ZWAARTE.items() if tint.ink == style.PAPER]
        ink = alt.ColorValue(style.INK, condition={"test": {"field": "zwaarte", "oneOf": light}, "value": style.PAPER})
        centre = frame.with_columns(x=(pl.col("x") + pl.col("x2")) / 2, y=(pl.col("y") + pl.col("y2")) / 2)
        return [
            self.blocks(frame, stroke=style.INK, strokeWidth=0.8).encode(fill=fill),
            self.words(centre, "zwaarte", align="center", fontSize=style.SMALL).encode(color=ink),
        ]

    def words(self, frame: pl.DataFrame, field: str, *, ink: str | None = None, **mark: Any) -> alt.Chart:
        """Write the text of `field` at (x, y), in the colour of column `ink` where one is named."""
        shown = {"align": "left", "baseline": "middle", "limit": 0} | mark
        kept = frame.select("x", "y", field, *([ink] if ink else []))
        written = alt.Chart(kept).mark_text(**shown).encode(x=self._x(), y=self._y(), text=alt.Text(f"{field}:N"))
        return written.encode(color=alt.Color(f"{ink}:N", legend=None, scale=None)) if ink else written

    def note(self, text: str, *, x: float, y: float, **mark: Any) -> alt.Chart:
        """Write one line of text."""
        shown = {"color": style.SOFT_INK, "fontSize": style.SMALL} | mark
        return self.words(pl.DataFrame({"x": [float(x)], "y": [float(y)], "tekst": [text]}), "tekst", **shown)

    def draw(self, layers: list[Any]) -> alt.LayerChart:
        """Lay the layers on the sheet, in the order given."""
        return layered(layers, width=self.width, height=self.height)


def layered(layers: list[Any], *, width: int, height: int) -> alt.LayerChart:
    """Lay marks on one another in a plot of `width` x `height` pixels."""
    # `alt.layer` copies every layer, and so does `properties`; what they copy for, writing the chart out does again.
    sheet = alt.LayerChart(width=width, height=height)
    sheet.layer = layers
    return sheet


def message(text: str) -> alt.LayerChart:
    """Return a chart that only says why there is nothing to draw."""
    sheet = Board(style.WIDTH, 60)
    return sheet.draw([sheet.note(text, x=4, y=30, fontSize=style.SIZE)])
