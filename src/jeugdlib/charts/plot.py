"""What the plotted forms share: a scale with its ticks, words that fit, labels that don't overlap, and a key of series.

Everything is placed in pixels on a `Board`, so that no label is cut off or tilted by Vega. A value is drawn as precisely
as it is written: euros whole, shares with four decimals; a hidden one has no value here at all.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import Board
from jeugdlib.charts.rows import rows
from jeugdlib.disclosure import FLAG
from jeugdlib.errors import WrongUse

Soort = Literal["aantal", "euro", "aandeel", "getal"]
OPEN: Final[dict[str, Any]] = {"fill": style.PAPER, "stroke": style.INK, "strokeWidth": 1.2, "strokeDash": [3, 2]}
HIDDEN_HIGH: Final = 10  # px: an open block of a fixed size stands for a hidden number, whatever it is

_FULL: Final[dict[str, Callable[[Any], str]]] = {
    "aantal": words.number,
    "euro": words.euro,
    "aandeel": words.share,
    "getal": lambda value: words.number(value, 1),
}
MILLION: Final = 1_000_000  # euro: from here on an amount is written in millions; below, in full is as short
_SHORT: Final[dict[str, Callable[[Any], str]]] = _FULL | {
    "euro": lambda cents: words.euro_short(cents) if abs(cents) >= MILLION * 100 else words.euro(cents)
}
_UNITS: Final = ((1_000_000, "miljoenen euro"), (1_000, "duizenden euro"))
_NARROW, _BROAD = "iljtfrI.,:;!|'()[]- ", "mwMWO%@€"
_KEY, _KEY_LINE = 16, 20  # px: width of a swatch, height of a line of the key


def full(soort: str) -> Callable[[Any], str]:
    """Give how a value is written in full, at the pointer.

    Raises:
        WrongUse: an unknown kind.
    """
    if soort not in get_args(Soort):
        raise WrongUse(f"De soort '{soort}' bestaat niet. Kies uit: {words.listing(list(get_args(Soort)))}.")
    return _FULL[soort]


def short(soort: str) -> Callable[[Any], str]:
    """Give how a value is written in a drawing or a sentence: `€ 7,0 mln`."""
    full(soort)
    return _SHORT[soort]


def one_each(given: object, form: str, key: Sequence[str], waarde: str) -> pl.DataFrame:
    """Return the columns `key`, `waarde` and `onderdrukt`, one row per key; a hidden value is null.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: two rows have the same key, so that one would be drawn over the other.
    """
    frame = rows(given, form, [*key, waarde]).filter(pl.all_horizontal(pl.col(name).is_not_null() for name in key))
    double = frame.filter(frame.select(key).is_duplicated())
    if not double.is_empty():
        which = words.listing([f"{name} {double[name][0]}" for name in key])
        raise WrongUse(f"De tabel voor '{form}' heeft meer dan één rij voor {which}. Kies eerst welke met rows.keep(...).")
    return frame


def value(waarde: str, soort: str) -> pl.Expr:
    """Give the value as it is drawn: euros for cents, and no more decimals than a reader sees."""
    column = pl.col(waarde).cast(pl.Float64)
    return {"aantal": column, "euro": (column / 100).round(0), "aandeel": column.round(4), "getal": column.round(1)}[soort]


def drawn(number: float, soort: str) -> float:
    """Give a single number as it is drawn: euros for cents."""
    return {"aantal": float(number), "euro": float(round(number / 100)), "aandeel": round(number, 4), "getal": round(number, 1)}[soort]


def edge(number: float, soort: str) -> str:
    """Write a number that was chosen, without decimals that say nothing: 0.7 is `70%`."""
    return re.sub(r",0(?=\D|$)", "", short(soort)(number))


def width(text: str, size: float = style.SMALL) -> float:
    """Tell how wide a text is about, in px: rather too wide than too narrow, as the letter of the reader may be another."""
    parts = (0.36 if sign in _NARROW else 0.92 if sign in _BROAD else 0.72 if sign.isupper() else 0.62 for sign in text)
    return sum(parts) * size


def wrapped(text: str, room: float, size: float = style.SMALL) -> list[str]:
    """Cut a text into lines that fit in `room` px; a word that is longer than a line is cut too."""
    lines: list[str] = []
    for word in text.split():
        rest = word
        if lines and width(f"{lines[-1]} {rest}", size) <= room:
            lines[-1] = f"{lines[-1]} {rest}"
            continue
        while width(rest, size) > room and len(rest) > 4:
            cut = next(at for at in range(len(rest) - 2, 0, -1) if at == 2 or width(rest[:at] + "-", size) <= room)
            lines.append(rest[:cut] + "-")
            rest = rest[cut:]
        lines.append(rest)
    return lines or [""]


def spread(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Move middles of labels apart, as little as needed: each takes `gap` px, all lie between low and high where they fit."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    placed = [0.0] * len(wanted)
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor + gaps[i] / 2)
        floor = placed[i] + gaps[i] / 2
    ceiling = max(high, low + sum(gaps))
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling - gaps[i] / 2)
        ceiling = placed[i] - gaps[i] / 2
    return placed


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to px: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    step: float
    soort: str
    start: float
    end: float

    def at(self, number: float) -> float:
        """Give the place of a value, to a tenth of a px."""
        return round(self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    def place(self, column: pl.Expr) -> pl.Expr:
        """Give the place of each value of a column."""
        return (self.start + (column - self.low) / (self.high - self.low) * (self.end - self.start)).round(1)

    @property
    def ticks(self) -> list[float]:
        """The values with a line."""
        return [self.low + i * self.step for i in range(round((self.high - self.low) / self.step) + 1)]

    def said(self, tick: float) -> str:
        """Write a tick without decimals that say nothing: `€ 10 mln`, `20%`."""
        if self.soort == "aandeel":
            return words.share(round(tick, 6), 0 if self.step >= 0.00999 else 1)
        if self.soort == "euro":
            if self.high < MILLION or not round(tick):
                return words.euro(round(tick * 100))
            return f"€ {words.number(tick / MILLION, 0 if self.step >= MILLION else 1 if self.step >= MILLION / 10 else 2)} mln"
        return words.number(round(tick, 6), 0 if self.step >= 1 else 1)

    def bare(self, number: float) -> str:
        """Write a value in the unit of the axis, where `€ 12,3 mln` does not fit; one that would become 0 stays unwritten."""
        if self.soort != "euro":
            return _SHORT[self.soort](number)
        unit = self._unit[0]
        text = words.number(number / unit, 0 if unit == 1 else 2 if self.high < 5 * unit else 1)
        return "" if number and float(text.replace(".", "").replace(",", ".")) == 0 else text

    @property
    def _unit(self) -> tuple[int, str]:
        return next((unit for unit in _UNITS if self.high >= unit[0] * (1 if unit[0] > 1_000 else 10)), (1, "euro"))

    @property
    def unit(self) -> str:
        """The unit of `bare`: `miljoenen euro`."""
        return self._unit[1]


def scale(values: Iterable[Any], soort: str, start: float, end: float, *, lines: int = 6, whole: bool = False) -> Scale:
    """Make a scale from 0 (or below, where a value is) to just above the largest value; `whole` reaches to 100%."""
    known = [0.0, *(float(number) for number in values if number is not None)]
    least, most = min(known), max(known)
    if whole and most < 1.01:  # shares that are rounded, or added up, may pass 100% by a hair
        most = 1.0
    if most == least:
        most = {"aantal": 10.0, "euro": 10_000.0, "aandeel": 1.0, "getal": 1.0}[soort]
    smallest = {"aantal": 1.0, "aandeel": 0.001, "getal": 0.1, "euro": 1.0}[soort]
    rough = (most - least) / lines
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(smallest, next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-12))
    low, high = math.floor(least / step + 1e-9) * step, math.ceil(most / step - 1e-9) * step
    return Scale(low, high, step, soort, start, end)


def lined(sheet: Board, axis: Scale, left: float, right: float) -> list[alt.Chart]:
    """Draw a level line and its words for each tick of a standing scale; the zero line is darker."""
    at = [axis.at(tick) for tick in axis.ticks]
    lines = pl.DataFrame({"x": left, "x2": right, "y": at, "y2": at}, schema_overrides={"x": pl.Float64, "x2": pl.Float64})
    texts = pl.DataFrame({"x": [left - 8.0] * len(at), "y": at, "tekst": [axis.said(tick) for tick in axis.ticks]})
    zero = pl.DataFrame({"x": [left], "x2": [right], "y": [axis.at(0)], "y2": [axis.at(0)]})
    return [
        sheet.blocks(lines, stroke=style.LINE, strokeWidth=1),
        sheet.blocks(zero, stroke="#8a8f94", strokeWidth=1),
        sheet.words(texts, "tekst", align="right", fontSize=style.SMALL, color=style.SOFT_INK),
    ]


def texts(sheet: Board, placed: Sequence[tuple[float, float, str]], **mark: Any) -> list[alt.Chart]:
    """Write texts at (x, y), with white behind them so that a line that passes does not cross them out."""
    shown = [one for one in placed if one[2]]
    if not shown:
        return []
    frame = pl.DataFrame(shown, schema={"x": pl.Float64, "y": pl.Float64, "tekst": pl.String}, orient="row")
    look: dict[str, Any] = {"fontSize": style.SMALL} | mark
    return [sheet.words(frame, "tekst", **look, stroke=style.PAPER, strokeWidth=4, strokeJoin="round"), sheet.words(frame, "tekst", **look)]


def lines(x: float, middle: float, text: Sequence[str], *, high: float = 14) -> list[tuple[float, float, str]]:
    """Place lines of text below one another around a middle."""
    top = middle - high * (len(text) - 1) / 2
    return [(x, top + i * high, line) for i, line in enumerate(text)]


def tinted(sheet: Board, frame: pl.DataFrame, **mark: Any) -> alt.Chart:
    """Draw blocks in the colour of their column `kleur`."""
    look = {"stroke": style.INK, "strokeWidth": 0.8} | mark
    return sheet.blocks(frame, **look).encode(fill=alt.Fill("kleur:N", legend=None, scale=None))


def pale(colour: str) -> str:
    """Mix a colour with white, for what is not whole yet; no line behind it shines through."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * 0.3):02x}" for part in parts)


def swatches(sheet: Board, placed: Mapping[str, tuple[float, float]], tints: Mapping[str, style.Tint]) -> list[alt.Chart]:
    """Draw the swatch of each series, its sign in it, with its left edge at x and its middle at y."""
    if not placed:
        return []
    frame = corners(
        [
            {"x": x, "x2": x + _KEY, "y": y - 7, "y2": y + 7, "kleur": tints[name].fill, "inkt": tints[name].ink, "teken": tints[name].sign}
            for name, (x, y) in placed.items()
        ]
    )
    middles = frame.with_columns(x=pl.col("x") + _KEY / 2, y=pl.col("y") + 7)
    return [tinted(sheet, frame), sheet.words(middles, "teken", ink="inkt", align="center", fontSize=11)]


def key_places(names: Sequence[str], room: float) -> tuple[dict[str, tuple[float, float]], float]:
    """Place the key of series in rows that fit in `room` px; also give its height."""
    places: dict[str, tuple[float, float]] = {}
    x, line = 0.0, 0
    for name in names:
        wide = _KEY + 6 + width(name, style.SIZE) + 22
        if x and x + wide > room:
            x, line = 0.0, line + 1
        places[name] = (x, line * _KEY_LINE + _KEY_LINE / 2)
        x += wide
    return places, (line + 1) * _KEY_LINE + 6 if names else 0.0


def key(
    sheet: Board, places: Mapping[str, tuple[float, float]], tints: Mapping[str, style.Tint], left: float, top: float
) -> list[alt.Chart]:
    """Draw the key of series at its places."""
    moved = {name: (left + x, top + y) for name, (x, y) in places.items()}
    said = [(x + _KEY + 6, y, name) for name, (x, y) in moved.items()]
    return [*swatches(sheet, moved, tints), *texts(sheet, said, fontSize=style.SIZE)]


def beside_high(names: Iterable[str], room: float) -> float:
    """Tell how high labels beside a plot are together, each of which has `room` px."""
    return sum(max(18.0, 14.0 * len(wrapped(name, room - _KEY - 10)) + 4) for name in names)


def beside(
    sheet: Board,
    ends: Mapping[str, tuple[float, float] | None],
    tints: Mapping[str, style.Tint],
    left: float,
    low: float,
    high: float,
    shapes: Mapping[str, str] | None = None,
) -> list[alt.Chart]:
    """Write labels from x = `left` to the edge of the sheet, each near the end it names and joined to it by a thin line.

    A series gets its swatch, or the shape of its points. A label without an end stands below the others.
    """
    if not ends:
        return []
    starts = {name: left + (_KEY + 6 if name in tints else 0) for name in ends}
    split = {name: wrapped(name, sheet.width - starts[name] - 4) for name in ends}
    wanted = [high if end is None else end[1] for end in ends.values()]
    middles = dict(zip(ends, spread(wanted, [max(18.0, 14.0 * len(split[name]) + 4) for name in ends], low, high), strict=True))
    joins = [{"x": end[0] + 2, "x2": left - 4, "y": end[1], "y2": middles[name]} for name, end in ends.items() if end is not None]
    layers = [sheet.rules(corners(joins), stroke=style.SOFT_INK, strokeWidth=0.8)] if joins else []
    if not shapes:
        layers += swatches(sheet, {name: (left, middle) for name, middle in middles.items() if name in tints}, tints)
    for name, shape in (shapes or {}).items():
        place = corners([{"x": left + _KEY / 2, "y": middles[name]}])
        layers.append(sheet.dots(place, shape=shape, size=90, fill=tints[name].fill, stroke=style.INK, strokeWidth=1))
    said = [one for name, middle in middles.items() for one in lines(starts[name], middle, split[name])]
    return [*layers, *texts(sheet, said)]


def corners(placed: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Make a frame of blocks or lines with their places as numbers."""
    names = [name for name in ("x", "x2", "y", "y2") if placed and name in placed[0]]
    return pl.DataFrame(placed, schema_overrides=dict.fromkeys(names, pl.Float64), infer_schema_length=None)


def pointed_at(sheet: Board, placed: Sequence[Mapping[str, Any]], heads: Mapping[str, str]) -> list[alt.Chart]:
    """Let blocks (x, x2, y, y2) say their texts."""
    if not placed:
        return []
    frame = corners(placed).select("x", "x2", "y", "y2", *heads)
    return [tips.at_pointer(sheet.blocks(frame, **tips.SEE_THROUGH), heads)]


def said(row: Mapping[str, Any], waarde: str, soort: str, hidden_word: str) -> str:
    """Write the value of a row in full; a hidden one as `<10`, an absent one as a dash."""
    if row[waarde] is None:
        return hidden_word if row[FLAG] else words.NO_VALUE
    return full(soort)(row[waarde])


def hidden(names: Sequence[str], hidden_word: str) -> list[str]:
    """Say which numbers are hidden."""
    return [f"Niet getoond ({hidden_word}): {_some(names)}."] if names else []


def missing(names: Sequence[str]) -> list[str]:
    """Say where there is no number."""
    return [f"Geen cijfer: {_some(names)}."] if names else []


def _some(names: Sequence[str], most: int = 8) -> str:
    if len(names) <= most:
        return words.listing(list(names))
    return f"{', '.join(names[:most])} en nog {words.number(len(names) - most)}"
