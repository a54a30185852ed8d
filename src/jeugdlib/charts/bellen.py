"""Bellen: how many there are at each pair of shares, as bubbles on a grid, with the 100% lines and a trend line.

Both axes have the same scale, so that a line of 45 degrees means as much of the one as of the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import disclosure, words
from jeugdlib.charts import plot, style
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.plot import Scale
from jeugdlib.charts.rows import few
from jeugdlib.disclosure import FLAG

_LEFT, _TOP, _WIDE, _HIGH = 64, 46, 560, 440  # px: room left of and above the plot, and its greatest size
_KEY = 56  # px between the plot and what explains the bubbles
_SMALLEST, _WORDS_FROM = 2.5, 10.0  # px: radius of the smallest bubble, and from where a number fits inside
_TREND: Final = "#d55e00"
_OPEN: Final[dict[str, Any]] = {"fill": style.PAPER, "strokeDash": [2, 2], "strokeWidth": 1.2}
_LEAST: Final = -0.5  # lower cells, where more was taken back than declared, are counted in words
_MOST_TOLD = 4  # bubbles that a description tells


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `bellen` was asked to draw; see there."""

    x_titel: str
    y_titel: str
    x: str = "aandeel_volume"
    y: str = "aandeel_kosten"
    aantal: str = "aantal"
    lijn: tuple[float, float] | None = None
    wat: tuple[str, str] = ("traject", "trajecten")
    stap: float = 0.1
    hoogstens: float = 2.5

    def read(self, disclosed: object) -> tuple[pl.DataFrame, int]:
        """Give the cells in sight as x, y, aantal and onderdrukt, and how many lie outside."""
        frame = plot.one_each(disclosed, "bellen", [self.x, self.y], self.aantal)
        cells = frame.select(
            pl.col(self.x).cast(pl.Float64).round(4).alias("x"),
            pl.col(self.y).cast(pl.Float64).round(4).alias("y"),
            pl.col(self.aantal).alias("aantal"),
            FLAG,
        ).filter(pl.col("aantal").is_null() | (pl.col("aantal") > 0))
        near = cells.filter(pl.all_horizontal(pl.col("x", "y").is_between(_LEAST, self.hoogstens)))
        return near.sort("x", "y"), cells.height - near.height

    def cell(self, middle: float) -> str:
        """Write from where to where a cell reaches: `95% tot 105%`."""
        low, high = (words.share(round(middle + half * self.stap, 4), 0 if self._whole else 1) for half in (-0.5, 0.5))
        return f"{low} tot {high}"

    def outside(self, count: int) -> str:
        """Say how many cells are not in sight."""
        reach = f"onder {words.share(_LEAST, 0)} of boven {words.share(self.hoogstens, 0)}"
        return f"{words.plural(count, 'vak ligt', 'vakken liggen')} {reach} en niet in beeld."

    @property
    def _whole(self) -> bool:
        return abs(self.stap * 50 - round(self.stap * 50)) < 1e-9


def bellen(
    disclosed: object,
    *,
    x_titel: str,
    y_titel: str,
    x: str = "aandeel_volume",
    y: str = "aandeel_kosten",
    aantal: str = "aantal",
    lijn: tuple[float, float] | None = None,
    wat: tuple[str, str] = ("traject", "trajecten"),
    stap: float = 0.1,
    hoogstens: float = 2.5,
) -> alt.LayerChart:
    """Draw a bubble for each cell of a grid, its area after the number in it.

    Args:
        disclosed: the table, one row per cell; a hidden number is null.
        x_titel: what is level: "Gebruikt volume, als deel van de norm".
        y_titel: what is upright.
        x: column with the middle of the cell, a fraction.
        y: column with the middle of the cell, a fraction.
        aantal: column with the number.
        lijn: slope and intercept of the trend line, in fractions.
        wat: one and several of what is counted.
        stap: width of a cell.
        hoogstens: cells above this fraction (and far below 0) are not drawn; a line of words says how many.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a cell has two rows.
    """
    ask = _Ask(x_titel=x_titel, y_titel=y_titel, x=x, y=y, aantal=aantal, lijn=lijn, wat=wat, stap=stap, hoogstens=hoogstens)
    frame, others = ask.read(disclosed)
    return (
        message(f"Er zijn geen {wat[1]} om te tekenen.")
        if frame.is_empty()
        else _Drawing(ask, frame, others, few(disclosed), disclosure.require(disclosed).drempel).draw()
    )


@dataclass(frozen=True)
class _Drawing:
    """The places of everything in one figure."""

    ask: _Ask
    frame: pl.DataFrame
    others: int
    few: str
    least: int

    def draw(self) -> alt.LayerChart:
        sheet = Board(style.WIDTH, int(max(self.bottom + 50 + (18 if self.others else 0), self.key_high)))
        return sheet.draw(
            [
                *self._grid(sheet),
                *self._whole(sheet),
                *self._bubbles(sheet),
                *self._trend(sheet),
                *self._numbers(sheet),
                *self._explain(sheet),
                *plot.pointed_at(sheet, self._told(), self._heads),
            ]
        )

    # -- places

    @cached_property
    def _reach(self) -> tuple[float, float]:
        """How far both axes go: past the last cell, and past 100%."""
        edge = self.ask.stap * 0.8
        return tuple(max(1.0, *(self.frame[name] + 0.0)) + edge for name in ("x", "y"))  # pyright: ignore[reportReturnType]

    @cached_property
    def lows(self) -> tuple[float, float]:
        """Where both axes begin: a little below 0%, or below the lowest cell, so that its bubble is whole."""
        across, up = (min(0.0, *self.frame[name]) - 0.6 * self.ask.stap for name in ("x", "y"))
        return across, up

    @cached_property
    def unit(self) -> float:
        """Px per 100%, the same both ways."""
        return min(_WIDE / (self._reach[0] - self.lows[0]), _HIGH / (self._reach[1] - self.lows[1]))

    @cached_property
    def bottom(self) -> float:
        return round(_TOP + (self._reach[1] - self.lows[1]) * self.unit, 1)

    @cached_property
    def right(self) -> float:
        return round(_LEFT + (self._reach[0] - self.lows[0]) * self.unit, 1)

    def _axis(self, low: float, reach: float, start: float, end: float) -> Scale:
        step = 0.2 if reach <= 1.6 else 0.5
        return Scale(low, reach, step, "aandeel", start, end)

    @cached_property
    def across(self) -> Scale:
        return self._axis(self.lows[0], self._reach[0], _LEFT, self.right)

    @cached_property
    def upward(self) -> Scale:
        return self._axis(self.lows[1], self._reach[1], self.bottom, _TOP)

    @cached_property
    def largest(self) -> int:
        return int(max(self.frame["aantal"].drop_nulls(), default=0))

    def radius(self, count: float) -> float:
        """Give the radius whose area is after the number; the largest just fills its cell."""
        widest = min(26.0, max(7.0, self.ask.stap * self.unit * 0.56))
        return max(_SMALLEST, widest * math.sqrt(count / self.largest))

    @property
    def key_left(self) -> float:
        return self.right + _KEY

    @property
    def key_high(self) -> float:
        return _TOP + 50 + 44 + 3 * 52

    # -- layers

    def _ticks(self, axis: Scale) -> list[float]:
        first, last = math.ceil(axis.low / axis.step - 1e-9), math.floor(axis.high / axis.step + 1e-9)
        return [round(i * axis.step, 4) for i in range(first, last + 1)]

    def _grid(self, sheet: Board) -> list[alt.Chart]:
        across, upward = self._ticks(self.across), self._ticks(self.upward)
        upright = [{"x": self.across.at(tick), "x2": self.across.at(tick), "y": _TOP, "y2": self.bottom} for tick in across]
        level = [{"x": _LEFT, "x2": self.right, "y": self.upward.at(tick), "y2": self.upward.at(tick)} for tick in upward]
        below = [(self.across.at(tick), self.bottom + 14, self.across.said(tick)) for tick in across]
        beside = [(_LEFT - 8, self.upward.at(tick), self.upward.said(tick)) for tick in upward]
        return [
            sheet.rules(plot.corners([*upright, *level]), stroke=style.LINE, strokeWidth=1),
            *plot.texts(sheet, below, align="center", color=style.SOFT_INK),
            *plot.texts(sheet, beside, align="right", color=style.SOFT_INK),
            *plot.texts(sheet, [(4, 12, f"↑ {self.ask.y_titel}")], fontSize=style.SIZE),
            *plot.texts(sheet, [(self.right, self.bottom + 34, f"{self.ask.x_titel} →")], align="right", fontSize=style.SIZE),
        ]

    def _whole(self, sheet: Board) -> list[alt.Chart]:
        """Draw the two lines of 100%, with their words."""
        x, y = self.across.at(1), self.upward.at(1)
        lines = [{"x": x, "x2": x, "y": _TOP - 8, "y2": self.bottom}, {"x": _LEFT, "x2": self.right + 4, "y": y, "y2": y}]
        return [
            sheet.rules(plot.corners(lines), stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]),
            *plot.texts(sheet, [(x, _TOP - 15, "100%")], align="center", fontWeight="bold"),
            *plot.texts(sheet, [(self.right + 8, y, "100%")], fontWeight="bold"),
        ]

    def _circles(self, sheet: Board, placed: Sequence[dict[str, float]], **look: Any) -> list[alt.Chart]:
        if not placed:
            return []
        shown = plot.corners(placed).with_columns(maat=(pl.col("straal") ** 2 * math.pi).round(1)).drop("straal")
        size = alt.Size("maat:Q", legend=None, scale=None)
        return [sheet.dots(shown, **({"stroke": style.INK, "strokeWidth": 0.8} | look)).encode(size=size)]

    def _bubbles(self, sheet: Board) -> list[alt.Chart]:
        """Draw the bubbles; a hidden one is small, open and of one size."""
        placed = [row | {"px": self.across.at(row["x"]), "py": self.upward.at(row["y"])} for row in self.frame.iter_rows(named=True)]
        known = [{"x": row["px"], "y": row["py"], "straal": self.radius(row["aantal"])} for row in placed if row["aantal"] is not None]
        hidden = [{"x": row["px"], "y": row["py"], "straal": 4.0} for row in placed if row["aantal"] is None and row[FLAG]]
        return [*self._circles(sheet, known, fill=style.BAR), *self._circles(sheet, hidden, **_OPEN)]

    def _numbers(self, sheet: Board) -> list[alt.Chart]:
        inside = [
            {"x": self.across.at(row["x"]), "y": self.upward.at(row["y"]), "tekst": words.number(row["aantal"])}
            for row in self.frame.iter_rows(named=True)
            if row["aantal"] is not None
            and self.radius(row["aantal"]) >= _WORDS_FROM
            and plot.width(words.number(row["aantal"]), 11) <= 2 * self.radius(row["aantal"]) - 2
        ]
        return [sheet.words(plot.corners(inside), "tekst", align="center", fontSize=11, color=style.PAPER)] if inside else []

    @cached_property
    def _ends(self) -> list[tuple[float, float]]:
        """Where the trend line comes into sight and leaves it."""
        if self.ask.lijn is None:
            return []
        slope, start = self.ask.lijn
        wide, high = self._reach
        met = [(0.0, start), (wide, start + slope * wide)]
        met += [((level - start) / slope, level) for level in (self.lows[1], high)] if slope else []
        seen = [(x, y) for x, y in met if -1e-9 <= x <= wide + 1e-9 and self.lows[1] - 1e-9 <= y <= high + 1e-9]
        return [min(seen), max(seen)] if len(seen) > 1 else []

    def _trend(self, sheet: Board) -> list[alt.Chart]:
        if not self._ends:
            return []
        (x, y), (x2, y2) = self._ends
        line = [{"x": self.across.at(x), "x2": self.across.at(x2), "y": self.upward.at(y), "y2": self.upward.at(y2)}]
        # White beside it parts the line from the bubbles it crosses.
        return [
            sheet.rules(plot.corners(line), stroke=style.PAPER, strokeWidth=5),
            sheet.rules(plot.corners(line), stroke=_TREND, strokeWidth=2.5),
        ]

    def _explain(self, sheet: Board) -> list[alt.Chart]:
        """Show how large a bubble of some numbers is, what an open one means, and which line is the trend."""
        # No sample below the threshold: a reader would take it for a number of the table.
        counts = sorted({self.largest, max(self.least, round(self.largest / 4))} - {0}, reverse=True)
        counts = [count for count in counts if count <= self.largest]
        x, y = self.key_left + 30, _TOP + 50.0
        layers: list[alt.Chart] = []
        said = []
        if self._ends:
            layers.append(sheet.rules(plot.corners([{"x": x - 22, "x2": x + 22, "y": y + 6, "y2": y - 6}]), stroke=_TREND, strokeWidth=2.5))
            said.append((x + 34, y, "trendlijn"))
            y += 44
        circles = [{"x": x, "y": y + 52 * i, "straal": self.radius(count)} for i, count in enumerate(counts)]
        said += [(x + 34, y + 52 * i, words.plural(count, *self.ask.wat)) for i, count in enumerate(counts)]
        layers += self._circles(sheet, circles, fill=style.BAR)
        if self.frame.filter(pl.col("aantal").is_null(), pl.col(FLAG)).height:
            y += 52 * len(counts)
            layers += self._circles(sheet, [{"x": x, "y": y, "straal": 4.0}], **_OPEN)
            said.append((x + 34, y, f"{self.few}, niet getoond"))
        outside = self.ask.outside(self.others)
        return [
            *layers,
            *plot.texts(sheet, said),
            *([sheet.note(outside, x=_LEFT, y=self.bottom + 54)] if self.others else []),
        ]

    # -- words at the pointer

    @property
    def _heads(self) -> dict[str, str]:
        return {"zeg_x": self.ask.x_titel, "zeg_y": self.ask.y_titel, "zeg": self.ask.wat[1].capitalize()}

    def _told(self) -> list[dict[str, Any]]:
        half = max(6.0, self.ask.stap * self.unit / 2)
        found = []
        for row in self.frame.iter_rows(named=True):
            x, y = self.across.at(row["x"]), self.upward.at(row["y"])
            found.append(
                {
                    "x": round(x - half, 1),
                    "x2": round(x + half, 1),
                    "y": round(y - half, 1),
                    "y2": round(y + half, 1),
                    "zeg_x": self.ask.cell(row["x"]),
                    "zeg_y": self.ask.cell(row["y"]),
                    "zeg": plot.said(row, "aantal", "aantal", self.few),
                }
            )
        return found


def describe(disclosed: object, **keus: Any) -> str:
    """Say where most of them lie, how the trend line runs, and what is not shown; the choices are those of `bellen`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `bellen`.
    """
    ask = _Ask(**keus)
    frame, others = ask.read(disclosed)
    if frame.is_empty():
        return f"Er zijn geen {ask.wat[1]}."
    said = [f"Vakken van {words.number(ask.stap * 100)} procentpunt. Horizontaal: {ask.x_titel}. Verticaal: {ask.y_titel}."]
    known = frame.filter(pl.col("aantal").is_not_null()).sort(["aantal", "x", "y"], descending=[True, False, False])
    told = [
        f"{words.plural(row['aantal'], *ask.wat)} (horizontaal {ask.cell(row['x'])}, verticaal {ask.cell(row['y'])})"
        for row in known.head(_MOST_TOLD).iter_rows(named=True)
    ]
    said += [f"De grootste bel: {told[0]}."] if told else []
    said += [f"Daarna: {'; '.join(told[1:])}."] if len(told) > 1 else []
    if ask.lijn is not None:
        slope, start = ask.lijn
        way = "omhoog" if slope > 0 else "omlaag" if slope < 0 else ""
        run = f"gaat {words.number(abs(slope) * 10, 1)} procentpunt {way} per 10 procentpunt naar rechts" if slope else "loopt vlak"
        said.append(f"De trendlijn {run} en begint links op {words.share(round(start, 4))}.")
    said.append("Twee lijnen staan bij 100%.")
    hidden = frame.filter(pl.col("aantal").is_null(), pl.col(FLAG)).height
    said += [f"{words.plural(hidden, 'vak is', 'vakken zijn')} niet getoond ({few(disclosed)})."] if hidden else []
    said += [ask.outside(others)] if others else []
    return " ".join(said)
