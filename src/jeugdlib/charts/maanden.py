"""Maanden: a line per month, or one per series, each named at its end.

Where a month is hidden or absent the line is broken; from the month that is not whole yet it is dotted, with open points.
A series has its own shape of point too, so that lines are told apart without colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import plot, style
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.plot import Scale, Soort
from jeugdlib.charts.rows import few
from jeugdlib.disclosure import FLAG

_LEFT, _HIGH, _EDGE = 76, 280, 14  # px: room for the words of the scale; height of the plot; air at the right
_KEY_ROOM, _NOTE_ROOM = 200, 132  # px at the right: for the names of series, for the words of a line
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left")
_EVERY_POINT = 26  # px: where months lie this far apart, each has its point; else only one in so many
_MOST_TOLD = 5  # series that a description tells one by one
_PLAIN: Final = style.Tint(style.BAR, style.PAPER, "")


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `maanden` was asked to draw; see there."""

    waarde: str
    titel_y: str
    maand: str = "maand"
    soort: Soort = "aantal"
    serie: str | None = None
    reeksen: Sequence[str] | None = None
    onvolledig_vanaf: date | None = None
    onvolledig_tekst: str = "nog niet volledig"
    breuk: Mapping[date, str] | None = None
    lijn: tuple[float, str] | None = None

    def unfinished(self, month: date) -> bool:
        return self.onvolledig_vanaf is not None and month >= self.onvolledig_vanaf

    def month(self, month: date) -> str:
        """Name a month, with the words that belong to one that is not whole yet."""
        return words.month(month) + (f" ({self.onvolledig_tekst})" if self.unfinished(month) else "")

    def read(self, disclosed: object) -> pl.DataFrame:
        """Give the rows as maand, reeks, waarde (as given), hoogte (as drawn) and onderdrukt, in order."""
        plot.full(self.soort)
        frame = plot.one_each(disclosed, "maanden", [self.maand, *([self.serie] if self.serie else [])], self.waarde)
        return frame.select(
            pl.col(self.maand).cast(pl.Date).alias("maand"),
            (pl.col(self.serie).cast(pl.String) if self.serie else pl.lit("")).alias("reeks"),
            pl.col(self.waarde).alias("waarde"),
            plot.value(self.waarde, self.soort).alias("hoogte"),
            FLAG,
        ).sort("reeks", "maand")


def maanden(
    disclosed: object,
    *,
    waarde: str,
    titel_y: str,
    maand: str = "maand",
    soort: Soort = "aantal",
    serie: str | None = None,
    reeksen: Sequence[str] | None = None,
    onvolledig_vanaf: date | None = None,
    onvolledig_tekst: str = "nog niet volledig",
    breuk: Mapping[date, str] | None = None,
    lijn: tuple[float, str] | None = None,
) -> alt.LayerChart:
    """Draw a line over the months, or one per series.

    Args:
        disclosed: the table, one row per month (and series); a hidden number is null.
        waarde: column with the number.
        titel_y: what the number is: "Cliënten per maand".
        maand: column with the first day of the month.
        soort: what kind of number: "aantal", "euro" (cents), "aandeel" (fraction) or "getal" (one decimal).
        serie: column that parts the lines.
        reeksen: all series in drawing order, so that colours are the same on every page.
        onvolledig_vanaf: first month that is not whole yet.
        onvolledig_tekst: words for those months.
        breuk: words at a line before a month, where the series is broken.
        lijn: level line, in the unit of `waarde`, and its words.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a month and series has two rows, or an unknown `soort`.
    """
    ask = _Ask(
        waarde=waarde,
        titel_y=titel_y,
        maand=maand,
        soort=soort,
        serie=serie,
        reeksen=reeksen,
        onvolledig_vanaf=onvolledig_vanaf,
        onvolledig_tekst=onvolledig_tekst,
        breuk=breuk,
        lijn=lijn,
    )
    frame = ask.read(disclosed)
    return message("Er zijn geen maanden om te tekenen.") if frame.is_empty() else _Drawing(ask, frame, few(disclosed)).draw()


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


@dataclass(frozen=True)
class _Drawing:
    """The places of everything in one figure."""

    ask: _Ask
    frame: pl.DataFrame
    few: str

    def draw(self) -> alt.LayerChart:
        sheet = Board(style.WIDTH, int(self.bottom + 26 + 18 * len(self.notes)))
        return sheet.draw(
            [
                *plot.lined(sheet, self.axis, _LEFT, self.right),
                *self._time(sheet),
                *self._breaks(sheet),
                *self._level(sheet),
                *self._lines(sheet),
                *self._hidden(sheet),
                *self._points(sheet),
                *self._named(sheet),
                *self._words(sheet),
                *plot.pointed_at(sheet, self._told(), self._heads),
            ]
        )

    # -- places

    @cached_property
    def tints(self) -> dict[str, style.Tint]:
        return style.series(self.frame["reeks"], self.ask.reeksen) if self.ask.serie else {"": _PLAIN}

    @cached_property
    def shapes(self) -> dict[str, str]:
        every = [*(self.ask.reeksen or ()), *(name for name in self.tints if name not in (self.ask.reeksen or ()))]
        return {name: _SHAPES[every.index(name) % len(_SHAPES)] for name in self.tints}

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and the last month, counted from the year 0."""
        seen = [_number(month) for month in self.frame["maand"]]
        return min(seen), max(seen)

    @cached_property
    def right(self) -> float:
        if self.ask.serie or self.ask.lijn:
            return style.WIDTH - (_KEY_ROOM if self.ask.serie else _NOTE_ROOM)
        return style.WIDTH - max(_EDGE, plot.width(self.last_word) * 1.1 + 8 - self._half)

    @property
    def _half(self) -> float:
        """Room right of the last point inside the plot, about: half a month."""
        return (style.WIDTH - _LEFT) / (self.span[1] - self.span[0] + 1) / 2

    @cached_property
    def last_word(self) -> str:
        """The number at the end of a line that stands alone."""
        known = self.frame.filter(pl.col("waarde").is_not_null())
        return plot.short(self.ask.soort)(known["waarde"][-1]) if known.height and not self.ask.serie else ""

    @cached_property
    def step(self) -> float:
        return (self.right - _LEFT) / (self.span[1] - self.span[0] + 1)

    def middle(self, month: int) -> float:
        return round(_LEFT + (month - self.span[0] + 0.5) * self.step, 1)

    @cached_property
    def breaks(self) -> dict[int, str]:
        asked = {_number(month): text for month, text in sorted((self.ask.breuk or {}).items())}
        return {month: text for month, text in asked.items() if self.span[0] < month <= self.span[1]}

    @cached_property
    def top(self) -> float:
        return 40.0 + 18 * len(self.breaks)

    @cached_property
    def bottom(self) -> float:
        ends = [*(self.tints if self.ask.serie else []), *([self.ask.lijn[1]] if self.ask.lijn else [])]
        return self.top + max(_HIGH, plot.beside_high(ends, _KEY_ROOM - 12) - 20)

    @cached_property
    def axis(self) -> Scale:
        level = [plot.drawn(self.ask.lijn[0], self.ask.soort)] if self.ask.lijn else []
        return plot.scale([*self.frame["hoogte"], *level], self.ask.soort, self.bottom, self.top)

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """Every month that is shown at its place; `stuk` changes where the line is broken or becomes dotted."""
        found: list[dict[str, Any]] = []
        for row in self.frame.filter(pl.col("waarde").is_not_null()).iter_rows(named=True):
            month, open_ = _number(row["maand"]), self.ask.unfinished(row["maand"])
            before = found[-1] if found and found[-1]["reeks"] == row["reeks"] and found[-1]["nummer"] == month - 1 else None
            stuk = before["stuk"] if before else len(found)
            found.append(
                row
                | {"nummer": month, "x": self.middle(month), "y": self.axis.at(row["hoogte"]), "stuk": stuk, "open": open_, "na": before}
            )
        return found

    @cached_property
    def closed(self) -> list[dict[str, Any]]:
        hidden = self.frame.filter(pl.col("waarde").is_null(), pl.col(FLAG))
        return [row | {"nummer": _number(row["maand"])} for row in hidden.iter_rows(named=True)]

    @cached_property
    def notes(self) -> list[str]:
        found = [f"Open blokje onderaan: {self.few}, niet getoond; de lijn is daar onderbroken."] if self.closed else []
        if any(point["open"] for point in self.points):
            found.append(f"Stippellijn met open punten: {self.ask.onvolledig_tekst}.")
        return found

    # -- layers

    def _lines(self, sheet: Board) -> list[alt.Chart]:
        """Draw the line of each series: whole, and dotted where a month is not whole yet; a light one gets a dark edge."""
        layers: list[alt.Chart] = []
        for name, tint in self.tints.items():
            own = [point for point in self.points if point["reeks"] == name]
            steps = [point for point in own if point["na"]]
            for dotted in (False, True):
                legs = [
                    {"x": one["na"]["x"], "y": one["na"]["y"], "x2": one["x"], "y2": one["y"]} for one in steps if one["open"] is dotted
                ]
                if legs:
                    edge = {"stroke": style.INK, "strokeWidth": 4.2, "strokeCap": "round"}
                    look: dict[str, Any] = {"stroke": tint.fill, "strokeWidth": 2.6, "strokeCap": "round"}
                    look |= {"strokeDash": [1, 5]} if dotted else {}
                    layers += [sheet.rules(plot.corners(legs), **edge)] if tint.ink == style.INK and not dotted else []
                    layers.append(sheet.rules(plot.corners(legs), **(look | ({"stroke": style.INK} if dotted else {}))))
        return layers

    def _points(self, sheet: Board) -> list[alt.Chart]:
        """Mark months with the shape of their series: all where they lie far apart, else one in so many, and every lone one."""
        every = max(1, round(_EVERY_POINT / self.step))
        layers: list[alt.Chart] = []
        followed = {id(point["na"]) for point in self.points if point["na"]}
        for place, (name, tint) in enumerate(self.tints.items()):
            own = [point for point in self.points if point["reeks"] == name]
            last = max((point["nummer"] for point in own), default=0)
            for open_ in (False, True):
                marked = [
                    {"x": one["x"], "y": one["y"]}
                    for one in own
                    if one["open"] is open_
                    and ((one["nummer"] + place) % every == 0 or one["nummer"] == last or not (one["na"] or id(one) in followed) or open_)
                ]
                if marked:
                    fill = style.PAPER if open_ else tint.fill
                    look = {"shape": self.shapes[name], "size": 55, "fill": fill, "stroke": style.INK, "strokeWidth": 1.0}
                    layers.append(sheet.dots(plot.corners(marked), **look))
        return layers

    def _hidden(self, sheet: Board) -> list[alt.Chart]:
        """Draw an open block at the foot for each month in which a number is hidden."""
        half = max(2.0, min(6.0, self.step / 2 - 0.5))
        months = sorted({row["nummer"] for row in self.closed})
        foot = self.bottom
        placed = [
            {"x": self.middle(month) - half, "x2": self.middle(month) + half, "y": foot - plot.HIDDEN_HIGH, "y2": foot} for month in months
        ]
        return [sheet.blocks(plot.corners(placed), **plot.OPEN)] if placed else []

    def _time(self, sheet: Board) -> list[alt.Chart]:
        """Write the months below: each one where they are few, else only January with its year."""
        first, last = self.span
        months = range(first, last + 1)
        near = self.step >= 40
        named = list(months) if near else [month for month in months if month % 12 == 0] or [first, last]
        every = max(1, round(plot.width("jan 2024") * 1.2 / (self.step * (1 if near else 12))))
        said = named[::every]
        ticks = [{"x": self.middle(month), "x2": self.middle(month), "y": self.bottom, "y2": self.bottom + 5} for month in said]
        return [
            sheet.rules(plot.corners(ticks), stroke="#8a8f94"),
            *plot.texts(sheet, [(self.middle(month), self.bottom + 15, _short(month)) for month in said], align="center"),
        ]

    def _breaks(self, sheet: Board) -> list[alt.Chart]:
        layers: list[alt.Chart] = []
        for line, (month, text) in enumerate(self.breaks.items()):
            x, y = round(self.middle(month) - self.step / 2, 1), 34.0 + 18 * line
            reach = plot.corners([{"x": x, "x2": x, "y": y - 8, "y2": self.bottom}])
            layers.append(sheet.rules(reach, stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]))
            layers += plot.texts(sheet, [(x, y, text)], **style.beside(x, sheet.width, 6))
        return layers

    def _level(self, sheet: Board) -> list[alt.Chart]:
        if self.ask.lijn is None:
            return []
        y = self.axis.at(plot.drawn(self.ask.lijn[0], self.ask.soort))
        return [sheet.rules(plot.corners([{"x": _LEFT, "x2": self.right, "y": y, "y2": y}]), stroke=style.INK, strokeDash=[6, 3])]

    def _named(self, sheet: Board) -> list[alt.Chart]:
        """Name each series at its end, and the level line."""
        ends: dict[str, tuple[float, float] | None] = {}
        if self.ask.serie:
            for name in self.tints:
                own = [point for point in self.points if point["reeks"] == name]
                # A line that ended before is named at the edge: a join through the plot would look like a line itself.
                now = own and own[-1]["nummer"] == self.span[1]
                ends[name] = (own[-1]["x"] + 4 if now else self.right - 2, own[-1]["y"]) if own else None
        if self.ask.lijn is not None:
            ends[self.ask.lijn[1]] = (self.right - 2, self.axis.at(plot.drawn(self.ask.lijn[0], self.ask.soort)))
        shapes = self.shapes if self.ask.serie else {}
        return plot.beside(sheet, ends, self.tints if shapes else {}, self.right + 12, self.top - 10, self.bottom + 10, shapes=shapes)

    def _words(self, sheet: Board) -> list[alt.Chart]:
        notes = [(float(_LEFT), self.bottom + 36 + 18 * line, text) for line, text in enumerate(self.notes)]
        layers = plot.texts(sheet, [(4, 12, self.ask.titel_y)], fontSize=style.SIZE)
        if not self.ask.serie and self.points:
            last = self.points[-1]
            ends = last["nummer"] == self.span[1] and not self.ask.lijn
            place = (last["x"] + 8, last["y"], self.last_word) if ends else (last["x"], last["y"] - 14, self.last_word)
            layers += plot.texts(sheet, [place], align="left" if ends else "center", fontWeight="bold")
        return [*layers, *plot.texts(sheet, notes, color=style.SOFT_INK)]

    # -- words at the pointer

    @property
    def _heads(self) -> dict[str, str]:
        return {"zeg_maand": "Maand"} | ({"zeg_reeks": "Reeks"} if self.ask.serie else {}) | {"zeg": self.ask.titel_y}

    def _told(self) -> list[dict[str, Any]]:
        """Let a month say its number: wherever in its column, or near its point where there are several lines."""
        foot = (self.bottom - plot.HIDDEN_HIGH, self.bottom)
        months = sorted({row["nummer"] for row in self.closed})
        closed = [[row for row in self.closed if row["nummer"] == month] for month in months]
        return [
            *(self._says(one, one["reeks"], (one["y"] - 9, one["y"] + 9)) for one in self.points),
            *(self._says(rows[0], words.listing([row["reeks"] for row in rows]), foot) for rows in closed),
        ]

    def _says(self, one: Mapping[str, Any], series: str, reach: tuple[float, float]) -> dict[str, Any]:
        low, high = reach if self.ask.serie else (self.top, self.bottom)
        x = self.middle(one["nummer"])
        return {
            "x": round(x - self.step / 2, 1),
            "x2": round(x + self.step / 2, 1),
            "y": low,
            "y2": high,
            "zeg_maand": self.ask.month(one["maand"]),
            "zeg_reeks": series,
            "zeg": plot.said(one, "waarde", self.ask.soort, self.few),
        }


def _short(month: int) -> str:
    names = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    return f"{names[month % 12]} {month // 12}"


def describe(disclosed: object, **keus: Any) -> str:
    """Say how the numbers run over the months, their extremes, and what is not shown; the choices are those of `maanden`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `maanden`.
    """
    ask = _Ask(**keus)
    frame = ask.read(disclosed)
    if frame.is_empty():
        return f"Er zijn geen maanden met {ask.titel_y.lower()}."
    months = sorted(set(frame["maand"]))
    period = f", {words.month(months[0])} tot en met {words.month(months[-1])}" if len(months) > 1 else ""
    said = [f"{ask.titel_y}{period}."]
    known = frame.filter(pl.col("waarde").is_not_null())
    parts = known.partition_by("reeks", maintain_order=True)
    largest = sorted(parts, key=lambda part: (-part["hoogte"][-1], part["reeks"][0]))
    hidden = frame.filter(pl.col("waarde").is_null(), pl.col(FLAG))
    said += [_line(ask, part, partly=part["reeks"][0] in hidden["reeks"]) for part in largest[:_MOST_TOLD]]
    if len(parts) > _MOST_TOLD:
        said.append(f"Daarnaast {words.plural(len(parts) - _MOST_TOLD, 'andere reeks', 'andere reeksen')}.")
    if ask.onvolledig_vanaf is not None and months[-1] >= ask.onvolledig_vanaf:
        said.append(f"Vanaf {words.month(max(ask.onvolledig_vanaf, months[0]))}: {ask.onvolledig_tekst}.")
    said += plot.hidden(_months(hidden), few(disclosed))
    absent = [] if ask.serie else _gaps(months)
    said += plot.missing([*_months(frame.filter(pl.col("waarde").is_null(), ~pl.col(FLAG))), *absent])
    said += [
        f"Een lijn vóór {words.month(month)}: {text}."
        for month, text in sorted((ask.breuk or {}).items())
        if months[0] < month <= months[-1]
    ]
    said += [f"Een lijn bij {plot.edge(ask.lijn[0], ask.soort)}: {ask.lijn[1]}."] if ask.lijn else []
    return " ".join(said)


def _gaps(months: list[date]) -> list[str]:
    """Name the months between the first and the last that are not there."""
    seen = {_number(month) for month in months}
    absent = [number for number in range(min(seen), max(seen)) if number not in seen]
    return [words.month(date(number // 12, number % 12 + 1, 1)) for number in absent]


def _months(frame: pl.DataFrame) -> list[str]:
    """Name months, or of a series how many."""
    parts = frame.partition_by("reeks", maintain_order=True)
    if len(parts) == 1 and not parts[0]["reeks"][0]:
        return [words.month(month) for month in parts[0]["maand"]]
    named = [(part["reeks"][0], part) for part in parts]
    return [
        f"{name} ({words.month(part['maand'][0]) if part.height == 1 else words.plural(part.height, 'maand', 'maanden')})"
        for name, part in named
    ]


def _line(ask: _Ask, part: pl.DataFrame, *, partly: bool) -> str:
    """Tell a line by its begin, its end, and its extremes among the months that are whole; `partly`: some are hidden."""
    write = plot.short(ask.soort)
    name = part["reeks"][0]
    begin, end = part.row(0, named=True), part.row(-1, named=True)
    text = f"{write(begin['waarde'])} in {ask.month(begin['maand'])}"
    if part.height > 1:
        text = f"van {text} naar {write(end['waarde'])} in {ask.month(end['maand'])}"
    whole = part.filter(~pl.Series([ask.unfinished(month) for month in part["maand"]])).sort("hoogte", "maand")
    if whole.height > 2 and whole["hoogte"][0] != whole["hoogte"][-1]:
        high, low = whole.row(-1, named=True), whole.row(0, named=True)
        text += f"; {'van wat is getoond ' if partly else ''}het hoogst {write(high['waarde'])} ({words.month(high['maand'])})"
        text += f", het laagst {write(low['waarde'])} ({words.month(low['maand'])})"
    return f"{name}: {text}." if name else f"{text[0].upper()}{text[1:]}."
