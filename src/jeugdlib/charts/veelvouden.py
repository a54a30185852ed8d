"""Veelvouden: the same small figure for every gemeente, on the same scale, so that they can be laid side by side.

A year that is not whole yet is a pale bar, a hidden number an open block with `<10`, a year without a number a dash.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import plot, style
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.liggend import named
from jeugdlib.charts.plot import Scale, Soort
from jeugdlib.charts.rows import few
from jeugdlib.disclosure import FLAG

_LEFT, _HIGH, _GAP, _ACROSS = 70, 110, 22, 3  # px: room for the words of the scale; height of a plot; between figures; in a row
_HEAD, _LINE, _SMALL = 17, 14, 11  # px: of a line of a name, of a line of words, size of the words at a bar
_MOST_TOLD = 12  # names that a description tells one by one
_PLAIN: Final = style.BAR


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `veelvouden` was asked to draw; see there."""

    waarde: str
    eenheid_titel: str
    naam: str = "gemeente"
    jaar: str = "jaar"
    soort: Soort = "aantal"
    onvolledig: Collection[int] = ()
    onvolledig_tekst: str = "nog niet volledig"
    eerst: str | None = None
    namen: Mapping[str, str] | None = None

    def read(self, disclosed: object) -> pl.DataFrame:
        """Give the rows as naam, jaar, waarde (as given), hoogte (as drawn) and onderdrukt, `eerst` first."""
        plot.full(self.soort)
        frame = plot.one_each(disclosed, "veelvouden", [self.naam, self.jaar], self.waarde)
        given = frame[self.naam].cast(pl.String).unique(maintain_order=True).to_list()
        names = named(given, self.namen or {})
        drawn = frame.select(
            pl.col(self.naam).cast(pl.String).replace(names).alias("naam"),
            pl.col(self.jaar).cast(pl.Int64).alias("jaar"),
            pl.col(self.waarde).alias("waarde"),
            plot.value(self.waarde, self.soort).alias("hoogte"),
            FLAG,
        )
        order = sorted((names[name] for name in given), key=lambda name: name != self.first(names))
        return drawn.sort(pl.col("naam").cast(pl.Enum(order)), "jaar")

    def first(self, names: Mapping[str, str]) -> str | None:
        """Give the name that stands first, as it is drawn."""
        return names.get(self.eerst or "", self.eerst)

    def year(self, year: int) -> str:
        """Name a year, with the words that belong to one that is not whole yet."""
        return f"{year} ({self.onvolledig_tekst})" if year in self.onvolledig else str(year)


def veelvouden(
    disclosed: object,
    *,
    waarde: str,
    eenheid_titel: str,
    naam: str = "gemeente",
    jaar: str = "jaar",
    soort: Soort = "aantal",
    onvolledig: Collection[int] = (),
    onvolledig_tekst: str = "nog niet volledig",
    eerst: str | None = None,
    namen: Mapping[str, str] | None = None,
) -> alt.LayerChart:
    """Draw a small figure with a bar per year for every name, all on one scale.

    Args:
        disclosed: the table, one row per name and year; a hidden number is null.
        waarde: column with the number.
        eenheid_titel: what the number is: "Cliënten".
        naam: column with the names or codes; they stand in the order of the table.
        jaar: column with the year, a whole number.
        soort: what kind of number: "aantal", "euro" (cents), "aandeel" (fraction) or "getal" (one decimal).
        onvolledig: years that are not whole yet.
        onvolledig_tekst: words under such a year.
        eerst: name that stands first, in a heavy frame: the one that the page is about.
        namen: names per code, as they are drawn.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a name and year has two rows, or an unknown `soort`.
    """
    ask = _Ask(
        waarde=waarde,
        eenheid_titel=eenheid_titel,
        naam=naam,
        jaar=jaar,
        soort=soort,
        onvolledig=onvolledig,
        onvolledig_tekst=onvolledig_tekst,
        eerst=eerst,
        namen=namen,
    )
    frame = ask.read(disclosed)
    return message("Er zijn geen jaren om te tekenen.") if frame.is_empty() else _Drawing(ask, frame, few(disclosed)).draw()


@dataclass(frozen=True)
class _Drawing:
    """The places of everything in one figure."""

    ask: _Ask
    frame: pl.DataFrame
    few: str

    def draw(self) -> alt.LayerChart:
        sheet = Board(style.WIDTH, int(self.tops[-1] + self.row_high + 4))
        return sheet.draw(
            [
                *self._scenery(sheet),
                *self._bars(sheet),
                *self._numbers(sheet),
                *self._frame(sheet),
                *plot.pointed_at(sheet, [self._told(bar) for bar in self.bars], self._heads),
            ]
        )

    # -- places

    @cached_property
    def names(self) -> list[str]:
        return self.frame["naam"].unique(maintain_order=True).to_list()

    @cached_property
    def years(self) -> list[int]:
        seen = self.frame["jaar"].to_list()
        return list(range(min(seen), max(seen) + 1))

    @cached_property
    def wide(self) -> float:
        """Px of one plot."""
        return (style.WIDTH - _LEFT - _GAP * (_ACROSS - 1) - 4) / _ACROSS

    @cached_property
    def slot(self) -> float:
        return (self.wide - 6) / len(self.years)

    @cached_property
    def heads(self) -> dict[str, list[str]]:
        return {name: plot.wrapped(name, self.wide / 1.1, style.SIZE) for name in self.names}

    @cached_property
    def under(self) -> list[str]:
        """The words under a year that is not whole."""
        shown = any(year in self.ask.onvolledig for year in self.years)
        return plot.wrapped(self.ask.onvolledig_tekst, max(self.slot + 6, 46), _SMALL) if shown else []

    @cached_property
    def above(self) -> float:
        """Room above the bars of each plot for its name and the words at the highest bar."""
        return 8 + _HEAD * max(len(head) for head in self.heads.values()) + 14

    @cached_property
    def row_high(self) -> float:
        return self.above + _HIGH + 22 + _LINE * len(self.under)

    @cached_property
    def tops(self) -> list[float]:
        return [30 + row * (self.row_high + 12) for row in range((len(self.names) - 1) // _ACROSS + 1)]

    def corner(self, name: str) -> tuple[float, float]:
        """Give the left and the top of a plot."""
        place = self.names.index(name)
        return round(_LEFT + (place % _ACROSS) * (self.wide + _GAP), 1), self.tops[place // _ACROSS]

    def axis(self, top: float) -> Scale:
        return plot.scale(self.frame["hoogte"], self.ask.soort, top + self.above + _HIGH, top + self.above, lines=3)

    @cached_property
    def bars(self) -> list[dict[str, Any]]:
        found = []
        for row in self.frame.iter_rows(named=True):
            left, top = self.corner(row["naam"])
            axis = self.axis(top)
            middle = left + 3 + (row["jaar"] - self.years[0] + 0.5) * self.slot
            half = min(self.slot * 0.38, 26)
            hidden = row["waarde"] is None and row[FLAG]
            y, y2 = sorted((axis.at(0), axis.at(row["hoogte"]))) if row["waarde"] is not None else (axis.at(0),) * 2
            found.append(
                row
                | {"x": round(middle - half, 1), "x2": round(middle + half, 1), "midden": round(middle, 1), "dicht": hidden}
                | {"y": y - plot.HIDDEN_HIGH if hidden else y, "y2": y2, "bleek": row["jaar"] in self.ask.onvolledig}
            )
        return found

    # -- layers

    def _scenery(self, sheet: Board) -> list[alt.Chart]:
        """Draw the lines of the scale in every plot, and its words at the left of each row."""
        lines, zeros, ticks, heads, years, under = [], [], [], [], [], []
        for name in self.names:
            left, top = self.corner(name)
            axis = self.axis(top)
            for tick in axis.ticks:
                at = {"x": left, "x2": left + self.wide, "y": axis.at(tick), "y2": axis.at(tick)}
                (lines if tick else zeros).append(at)
                if left == _LEFT:
                    ticks.append((left - 8, axis.at(tick), axis.said(tick)))
            heads += [(left + 3, top + 12 + i * _HEAD, line) for i, line in enumerate(self.heads[name])]
            foot = top + self.above + _HIGH
            for year in self.years:
                middle = round(left + 3 + (year - self.years[0] + 0.5) * self.slot, 1)
                years.append((middle, foot + 12, self.short_year(year)))
                if year in self.ask.onvolledig:
                    under += [(middle, foot + 26 + _LINE * i, line) for i, line in enumerate(self.under)]
        title = f"{self.ask.eenheid_titel}{f', in {self.axis(0).unit}' if self.bare else ''}. Alle figuren hebben dezelfde schaal."
        return [
            *([sheet.rules(plot.corners(lines), stroke=style.LINE, strokeWidth=1)] if lines else []),
            sheet.rules(plot.corners(zeros), stroke="#8a8f94", strokeWidth=1),
            *plot.texts(sheet, [(4, 12, title)], fontSize=style.SIZE),
            *plot.texts(sheet, ticks, align="right", color=style.SOFT_INK),
            *plot.texts(sheet, heads, fontSize=style.SIZE, fontWeight="bold"),
            *plot.texts(sheet, years, align="center"),
            *plot.texts(sheet, under, align="center", fontSize=_SMALL, color=style.SOFT_INK),
        ]

    def short_year(self, year: int) -> str:
        """Write a year, or only its last two figures where there is no room."""
        return str(year) if plot.width(str(year)) < self.slot + 2 else f"'{year % 100:02}"

    def _bars(self, sheet: Board) -> list[alt.Chart]:
        def corners(chosen: list[dict[str, Any]]) -> pl.DataFrame:
            fills = [plot.pale(_PLAIN) if bar["bleek"] else _PLAIN for bar in chosen]
            places = [{name: bar[name] for name in ("x", "x2", "y", "y2")} for bar in chosen]
            return plot.corners([place | {"kleur": fill} for place, fill in zip(places, fills, strict=True)])

        known = [bar for bar in self.bars if bar["waarde"] is not None]
        hidden = [bar for bar in self.bars if bar["dicht"]]
        return [
            *([plot.tinted(sheet, corners(known))] if known else []),
            *([sheet.blocks(corners(hidden).drop("kleur"), **plot.OPEN)] if hidden else []),
        ]

    @cached_property
    def bare(self) -> bool:
        """Whether the numbers stand without their unit, as `€ 12,3 mln` is too wide."""
        write = plot.short(self.ask.soort)
        known = [bar["waarde"] for bar in self.bars if bar["waarde"] is not None]
        return self.ask.soort == "euro" and any(plot.width(write(value), _SMALL) > self.slot + 4 for value in known)

    def _numbers(self, sheet: Board) -> list[alt.Chart]:
        """Write the number at each bar; where they don't all fit, at the last year that is whole only."""
        write, axis = plot.short(self.ask.soort), self.axis(0)
        said = []
        for bar in self.bars:
            if bar["waarde"] is None:
                text = self.few if bar["dicht"] else words.NO_VALUE
            else:
                text = axis.bare(bar["hoogte"]) if self.bare else write(bar["waarde"])
            said.append((bar["midden"], bar["y"] - 8, text))
        if any(plot.width(text, _SMALL) > self.slot + 4 for _, _, text in said):
            whole = [year for year in self.years if year not in self.ask.onvolledig]
            last = (whole or self.years)[-1]
            said = [one for one, bar in zip(said, self.bars, strict=True) if bar["jaar"] == last or bar["waarde"] is None]
        return plot.texts(sheet, said, align="center", fontSize=_SMALL)

    def _frame(self, sheet: Board) -> list[alt.Chart]:
        """Frame the plot of the one that the page is about."""
        codes = {name: name for name in self.names} | {code: name for code, name in (self.ask.namen or {}).items() if name in self.names}
        first = self.ask.first(codes)
        if first not in self.names:
            return []
        left, top = self.corner(first)
        frame = [{"x": left - 4, "x2": left + self.wide + 4, "y": top, "y2": top + self.row_high}]
        return [sheet.blocks(plot.corners(frame), fill=style.PAPER, fillOpacity=0, stroke=style.INK, strokeWidth=2)]

    # -- words at the pointer

    @property
    def _heads(self) -> dict[str, str]:
        return {"zeg_naam": "Naam", "zeg_jaar": "Jaar", "zeg": self.ask.eenheid_titel}

    def _told(self, bar: Mapping[str, Any]) -> dict[str, Any]:
        top = self.corner(bar["naam"])[1]
        return {
            "x": round(bar["midden"] - self.slot / 2, 1),
            "x2": round(bar["midden"] + self.slot / 2, 1),
            "y": top + self.above - 12,
            "y2": top + self.above + _HIGH,
            "zeg_naam": bar["naam"],
            "zeg_jaar": self.ask.year(bar["jaar"]),
            "zeg": plot.said(bar, "waarde", self.ask.soort, self.few),
        }


def describe(disclosed: object, **keus: Any) -> str:
    """Say for each name how the numbers run, who is highest and lowest, and what is not shown; the choices are those of `veelvouden`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `veelvouden`.
    """
    ask = _Ask(**keus)
    frame = ask.read(disclosed)
    if frame.is_empty():
        return f"Er zijn geen jaren met {ask.eenheid_titel.lower()}."
    write = plot.short(ask.soort)
    years = sorted(set(frame["jaar"]))
    known = frame.filter(pl.col("waarde").is_not_null())
    whole = known.filter(~pl.col("jaar").is_in(list(ask.onvolledig)))
    period = f"{years[0]} tot en met {years[-1]}" if len(years) > 1 else f"{years[0]}"
    said = [f"{ask.eenheid_titel}, {period}, voor {words.plural(frame['naam'].n_unique(), 'figuur', 'figuren')} op dezelfde schaal."]
    parts = (whole if whole.height else known).partition_by("naam", maintain_order=True)
    told = []
    for part in parts[:_MOST_TOLD]:
        begin, end = part.row(0, named=True), part.row(-1, named=True)
        text = f"{write(end['waarde'])} ({ask.year(end['jaar'])})"
        if part.height > 1:
            text = f"van {write(begin['waarde'])} ({ask.year(begin['jaar'])}) naar {text}"
        told.append(f"{part['naam'][0]}: {text}")
    said += [f"{'; '.join(told)}."] if told else []
    said += [f"En nog {words.number(len(parts) - _MOST_TOLD)}."] if len(parts) > _MOST_TOLD else []
    last = whole.filter(pl.col("jaar") == pl.col("jaar").max()).sort("hoogte", maintain_order=True)
    if last.height > 1 and last["hoogte"][0] != last["hoogte"][-1]:
        among = " van wat is getoond" if last.height < frame["naam"].n_unique() else ""
        said.append(f"In {last['jaar'][0]} is {last['naam'][-1]}{among} het hoogst en {last['naam'][0]} het laagst.")
    late = [year for year in years if year in ask.onvolledig]
    said += [f"Niet heel: {words.listing([ask.year(year) for year in late])}."] if late else []
    cells = frame.filter(pl.col("waarde").is_null()).select(pl.concat_str("naam", pl.lit(" "), "jaar").alias("cel"), FLAG)
    said += plot.hidden(cells.filter(FLAG)["cel"].to_list(), few(disclosed))
    return " ".join([*said, *plot.missing(cells.filter(~pl.col(FLAG))["cel"].to_list())])
