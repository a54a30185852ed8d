"""Jaren: a bar per year, alone, side by side per series, or stacked.

A year that is not whole yet is a pale bar with words under it, a hidden number an open block with `<10`, an expectation a
broken outline on top. Series are told apart by a letter too, and stacked ones are named beside the last bar.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
from jeugdlib.errors import WrongUse

NOT_WHOLE: Final = "nog niet volledig"
EXPECTED: Final = "verwacht heel jaar"
NATIONAL: Final = "landelijk"

_LEFT, _HIGH, _EDGE = 76, 260, 8  # px: room for the words of the scale; height of the plot; air at the right
_KEY_ROOM, _NOTE_ROOM = 200, 132  # px at the right for the names of stacked series, for the words of a band or a line
_LINE, _TALL = 15, 15  # px of a line of words; a block as high as this has room for one
_WIDEST, _SIGN = 110, 16  # px of a bar at most, and of the letter in a block
_MOST_TOLD = 5  # series that a description tells one by one
_BAR: Final = style.Tint(style.BAR, style.PAPER, "")


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `jaren` was asked to draw; see there."""

    waarde: str
    eenheid_titel: str
    jaar: str = "jaar"
    soort: Soort = "aantal"
    serie: str | None = None
    gestapeld: bool = False
    reeksen: Sequence[str] | None = None
    onvolledig: Collection[int] = ()
    onvolledig_tekst: str = NOT_WHOLE
    breuk: Mapping[int, str] | None = None
    extra: Mapping[int, float] | None = None
    extra_tekst: str = EXPECTED
    totaal: Mapping[int, float] | None = None
    band: tuple[float, float] | None = None
    band_tekst: str = NATIONAL
    lijn: tuple[float, str] | None = None

    @property
    def stacked(self) -> bool:
        return self.gestapeld and self.serie is not None

    @property
    def side_by_side(self) -> bool:
        return self.serie is not None and not self.gestapeld

    def year(self, year: int) -> str:
        """Name a year, with the words that belong to one that is not whole yet."""
        return f"{year} ({self.onvolledig_tekst})" if year in self.onvolledig else str(year)

    def read(self, disclosed: object) -> pl.DataFrame:
        """Give the rows as jaar, reeks, waarde (as given), hoogte (as drawn) and onderdrukt, in order."""
        if self.extra and self.side_by_side:
            raise WrongUse("Een verwachting (extra) kan alleen op losse of gestapelde staven, niet op staven naast elkaar.")
        plot.full(self.soort)
        frame = plot.one_each(disclosed, "jaren", [self.jaar, *([self.serie] if self.serie else [])], self.waarde)
        return frame.select(
            pl.col(self.jaar).cast(pl.Int64).alias("jaar"),
            (pl.col(self.serie).cast(pl.String) if self.serie else pl.lit("")).alias("reeks"),
            pl.col(self.waarde).alias("waarde"),
            plot.value(self.waarde, self.soort).alias("hoogte"),
            FLAG,
        ).sort("jaar", "reeks")


@dataclass(frozen=True)
class _Mark:
    """A bar or a part of one, with what it stands for; `value` is None where it is hidden."""

    year: int
    series: str
    x: float
    x2: float
    y: float
    y2: float
    value: float | None
    given: Any
    tint: style.Tint
    pale: bool

    @property
    def wide(self) -> float:
        return self.x2 - self.x

    @property
    def tall(self) -> float:
        return self.y2 - self.y

    @property
    def middle(self) -> float:
        return round((self.x + self.x2) / 2, 1)

    @property
    def fill(self) -> str:
        return plot.pale(self.tint.fill) if self.pale else self.tint.fill

    @property
    def ink(self) -> str:
        return style.INK if self.pale else self.tint.ink


def jaren(
    disclosed: object,
    *,
    waarde: str,
    eenheid_titel: str,
    jaar: str = "jaar",
    soort: Soort = "aantal",
    serie: str | None = None,
    gestapeld: bool = False,
    reeksen: Sequence[str] | None = None,
    onvolledig: Collection[int] = (),
    onvolledig_tekst: str = NOT_WHOLE,
    breuk: Mapping[int, str] | None = None,
    extra: Mapping[int, float] | None = None,
    extra_tekst: str = EXPECTED,
    totaal: Mapping[int, float] | None = None,
    band: tuple[float, float] | None = None,
    band_tekst: str = NATIONAL,
    lijn: tuple[float, str] | None = None,
) -> alt.LayerChart:
    """Draw a bar per year, or per year and series.

    Args:
        disclosed: the table, one row per year (and series); a hidden number is null.
        waarde: column with the number.
        eenheid_titel: what the number is: "Kosten".
        jaar: column with the year, a whole number.
        soort: what kind of number: "aantal", "euro" (cents), "aandeel" (fraction) or "getal" (one decimal).
        serie: column that parts the bars of a year.
        gestapeld: lay the series on one another instead of side by side; shares then reach to 100%.
        reeksen: all series in drawing order, so that colours are the same on every page.
        onvolledig: years that are not whole yet.
        onvolledig_tekst: words under such a year, as "t/m juli".
        breuk: words at a line before a year, where the series is broken.
        extra: value up to which a bar (or stack) is expected to grow, in the unit of `waarde`; left out where the year hides something.
        extra_tekst: what that value is.
        totaal: value to write above a stack, in the unit of `waarde`; left out where the year hides something.
        band: level band from and to, in the unit of `waarde`.
        band_tekst: words of the band.
        lijn: level line, in the unit of `waarde`, and its words.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a year and series has two rows, an unknown `soort`, or `extra` on bars side by side.
    """
    ask = _Ask(
        waarde=waarde,
        eenheid_titel=eenheid_titel,
        jaar=jaar,
        soort=soort,
        serie=serie,
        gestapeld=gestapeld,
        reeksen=reeksen,
        onvolledig=onvolledig,
        onvolledig_tekst=onvolledig_tekst,
        breuk=breuk,
        extra=extra,
        extra_tekst=extra_tekst,
        totaal=totaal,
        band=band,
        band_tekst=band_tekst,
        lijn=lijn,
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
        sheet = Board(style.WIDTH, int(self.foot + 22 + _LINE * len(self.under) + (22 if self.narrow else 0)))
        layers = [
            *self._band(sheet),
            *plot.lined(sheet, self.axis, _LEFT, self.right),
            *self._bars(sheet),
            *self._growth(sheet),
            *self._breaks(sheet),
            *self._level(sheet),
            *self._numbers(sheet),
            *self._years(sheet),
            *self._named(sheet),
            *plot.pointed_at(sheet, [self._told(mark) for mark in self.made], self._heads),
        ]
        return sheet.draw(layers)

    # -- what is there

    @cached_property
    def years(self) -> list[int]:
        seen = self.frame["jaar"].to_list()
        return list(range(min(seen), max(seen) + 1))

    @cached_property
    def tints(self) -> dict[str, style.Tint]:
        return style.series(self.frame["reeks"], self.ask.reeksen) if self.ask.serie else {"": _BAR}

    @cached_property
    def closed(self) -> set[int]:
        """Years in which something is hidden: no sum may stand beside it."""
        return set(self.frame.filter(pl.col(FLAG), pl.col("waarde").is_null())["jaar"])

    def _open(self, values: Mapping[int, float] | None) -> dict[int, float]:
        return {year: value for year, value in (values or {}).items() if year in self.years and year not in self.closed}

    @cached_property
    def growth(self) -> dict[int, float]:
        return self._open(self.ask.extra)

    @cached_property
    def breaks(self) -> dict[int, str]:
        return {year: text for year, text in sorted((self.ask.breuk or {}).items()) if self.years[0] < year <= self.years[-1]}

    # -- places

    @cached_property
    def right(self) -> float:
        if self.ask.stacked:
            return style.WIDTH - _KEY_ROOM
        return style.WIDTH - (_NOTE_ROOM if self.ask.band or self.ask.lijn else _EDGE)

    @cached_property
    def slot(self) -> float:
        return (self.right - _LEFT) / len(self.years)

    def middle(self, year: int) -> float:
        return round(_LEFT + (year - self.years[0] + 0.5) * self.slot, 1)

    @cached_property
    def key(self) -> tuple[dict[str, tuple[float, float]], float]:
        return plot.key_places(list(self.tints), style.WIDTH) if self.ask.side_by_side else ({}, 0.0)

    @cached_property
    def growth_words(self) -> dict[int, list[str]]:
        write = plot.short(self.ask.soort)
        return {year: [*plot.wrapped(self.ask.extra_tekst, self.slot - 6), write(value)] for year, value in self.growth.items()}

    @cached_property
    def under(self) -> list[str]:
        """The words under a year that is not whole."""
        shown = any(year in self.ask.onvolledig for year in self.years)
        return plot.wrapped(self.ask.onvolledig_tekst, max(self.slot - 4, 60)) if shown else []

    @cached_property
    def top(self) -> float:
        above = max([1, *(len(text) for text in self.growth_words.values())])
        return self.key[1] + 26 + 18 * len(self.breaks) + _LINE * above + 6

    @cached_property
    def bottom(self) -> float:
        """The foot of the plot; many names beside a stack make it higher."""
        named = plot.beside_high([*self.tints, "band", "lijn"], _KEY_ROOM - 12) if self.ask.stacked else 0.0
        return self.top + max(_HIGH, named - 20)

    @cached_property
    def foot(self) -> float:
        """Where the words under the plot begin; the letters of bars side by side stand above it."""
        return self.bottom + (18 if self.ask.side_by_side else 0)

    @cached_property
    def axis(self) -> Scale:
        heights = self.frame.group_by("jaar", op=pl.col("hoogte") > 0).agg(pl.col("hoogte").sum()) if self.ask.stacked else self.frame
        others = [*self.growth.values(), *(self.ask.band or ()), *([self.ask.lijn[0]] if self.ask.lijn else [])]
        whole = self.ask.stacked and self.ask.soort == "aandeel"
        seen = [*heights["hoogte"], *(plot.drawn(value, self.ask.soort) for value in others)]
        return plot.scale(seen, self.ask.soort, self.bottom, self.top, whole=whole)

    @cached_property
    def made(self) -> list[_Mark]:
        """Every bar or block at its place; a hidden number is a block of a fixed height."""
        made: list[_Mark] = []
        wide = min(self.slot * (0.86 if self.ask.side_by_side else 0.62), _WIDEST * (len(self.tints) if self.ask.side_by_side else 1))
        order = list(self.tints)
        for year, rows in self.frame.filter(pl.col("waarde").is_not_null() | pl.col(FLAG)).group_by("jaar", maintain_order=True):
            by_series = {row["reeks"]: row for row in rows.iter_rows(named=True)}
            up = down = 0.0
            hidden = [name for name in order if name in by_series and by_series[name]["waarde"] is None]
            for name in [*(name for name in order if name in by_series and name not in hidden), *hidden]:
                row = by_series[name]
                x, x2 = self.middle(int(year[0])) - wide / 2, self.middle(int(year[0])) + wide / 2
                if self.ask.side_by_side:
                    each = wide / len(order)
                    x, x2 = x + order.index(name) * each + 1, x + (order.index(name) + 1) * each - 1
                if row["waarde"] is None:
                    if self.ask.stacked:
                        each = wide / len(hidden)
                        x, x2 = x + hidden.index(name) * each, x + (hidden.index(name) + 1) * each
                    y2 = self.axis.at(up)
                    y = y2 - plot.HIDDEN_HIGH
                else:
                    base = (up if row["hoogte"] >= 0 else down) if self.ask.stacked else 0.0
                    y, y2 = sorted((self.axis.at(base), self.axis.at(base + row["hoogte"])))
                    if self.ask.stacked:
                        up, down = up + max(row["hoogte"], 0.0), down + min(row["hoogte"], 0.0)
                pale = int(year[0]) in self.ask.onvolledig
                made.append(
                    _Mark(int(year[0]), name, round(x, 1), round(x2, 1), y, y2, row["hoogte"], row["waarde"], self.tints[name], pale)
                )
        return made

    @cached_property
    def narrow(self) -> bool:
        """Whether `<10` has no room at an open block, so that it is explained once below."""
        return any(mark.value is None and mark.wide < plot.width(self.few, 11) for mark in self.made)

    # -- layers

    def _bars(self, sheet: Board) -> list[alt.Chart]:
        def corners(chosen: list[_Mark]) -> pl.DataFrame:
            return plot.corners([{"x": one.x, "x2": one.x2, "y": one.y, "y2": one.y2, "kleur": one.fill} for one in chosen])

        whole, unfinished = ([one for one in self.made if one.value is not None and one.pale is pale] for pale in (False, True))
        hidden = [one for one in self.made if one.value is None]
        return [
            *([plot.tinted(sheet, corners(whole))] if whole else []),
            *([plot.tinted(sheet, corners(unfinished), strokeWidth=1.4)] if unfinished else []),
            *([sheet.blocks(corners(hidden).drop("kleur"), **plot.OPEN)] if hidden else []),
        ]

    def _growth(self, sheet: Board) -> list[alt.Chart]:
        placed, said = [], []
        for year, value in self.growth.items():
            own = [mark for mark in self.made if mark.year == year and mark.value is not None]
            if not own:
                continue
            low, high = min(mark.y for mark in own), self.axis.at(plot.drawn(value, self.ask.soort))
            said += [(self.middle(year), min(low, high) - 10 - _LINE * i, text) for i, text in enumerate(reversed(self.growth_words[year]))]
            if high < low:
                placed.append({"x": own[0].x, "x2": own[0].x2, "y": high, "y2": low})
        outline = [sheet.blocks(plot.corners(placed), fill=style.PAPER, stroke=style.INK, strokeDash=[6, 3])] if placed else []
        return [*outline, *plot.texts(sheet, said, align="center")]

    def _numbers(self, sheet: Board) -> list[alt.Chart]:
        """Write the numbers at the bars: above them, or in the blocks of a stack."""
        above, inside = [], []
        for mark in self.made:
            if mark.value is None:
                if mark.wide >= plot.width(self.few, 11):
                    above.append((mark.middle, mark.y - 9, self.few))
            elif self.ask.stacked:
                middle = (mark.y + mark.y2) / 2
                number = self._written(mark)
                if mark.tall >= _TALL - 2 and mark.wide >= 2 * _SIGN:
                    inside.append({"x": mark.x + _SIGN / 2 + 1, "y": middle, "tekst": mark.tint.sign, "inkt": mark.ink})
                if mark.tall >= _TALL and plot.width(number) <= mark.wide - 2 * _SIGN:
                    inside.append({"x": mark.middle, "y": middle, "tekst": number, "inkt": mark.ink})
            elif self.numbered:
                # Where an expectation stands above the bar, its own number moves into it.
                within = mark.year in self.growth and mark.tall >= _TALL
                above.append((mark.middle, mark.y + 10 if within else (mark.y2 + 9 if mark.value < 0 else mark.y - 9), self._written(mark)))
        above += self._totals()
        layers = plot.texts(sheet, above, align="center")
        return [*layers, sheet.words(plot.corners(inside), "tekst", ink="inkt", align="center", fontSize=style.SMALL)] if inside else layers

    @cached_property
    def _unit(self) -> bool:
        """Whether the numbers stand without their unit, as `€ 12,3 mln` is too wide."""
        room = [(mark.wide + (self.slot * 0.3 if not self.ask.serie else 0), mark) for mark in self.made if mark.value is not None]
        if self.ask.soort != "euro":
            return False
        if self.ask.stacked:
            return any(plot.width(plot.short("euro")(mark.given)) > wide - 2 * _SIGN for wide, mark in room)
        return any(plot.width(plot.short("euro")(mark.given)) > wide for wide, mark in room)

    def _written(self, mark: _Mark) -> str:
        assert mark.value is not None
        return self.axis.bare(mark.value) if self._unit else plot.short(self.ask.soort)(mark.given)

    @cached_property
    def numbered(self) -> bool:
        """Whether every bar has room for its number."""
        known = [mark for mark in self.made if mark.value is not None]
        spare = 4 if self.ask.side_by_side else self.slot * 0.36
        return all(plot.width(self._written(mark)) <= mark.wide + spare for mark in known)

    def _totals(self) -> list[tuple[float, float, str]]:
        write = plot.short(self.ask.soort)
        tops = {year: [mark.y for mark in self.made if mark.year == year] for year in self.years}
        totals = self._open(self.ask.totaal) if self.ask.stacked else {}
        return [
            (self.middle(year), min(tops[year]) - 10, write(value))
            for year, value in totals.items()
            if tops[year] and year not in self.growth
        ]

    def _years(self, sheet: Board) -> list[alt.Chart]:
        head = self.ask.eenheid_titel + (f", in {self.axis.unit}" if self._unit else "")
        absent = [year for year in self.years if not any(mark.year == year for mark in self.made)]
        under = [
            (self.middle(year), self.foot + 28 + _LINE * i, text)
            for year in self.years
            if year in self.ask.onvolledig
            for i, text in enumerate(self.under)
        ]
        signs = [(mark.middle, self.bottom + 10, mark.tint.sign) for mark in self.made] if self.ask.side_by_side else []
        note = f"Open blokje: {self.few}, niet getoond."
        return [
            *plot.texts(sheet, [(4, self.key[1] + 11, head)], fontSize=style.SIZE),
            *plot.texts(
                sheet, [(self.middle(year), self.foot + 12, str(year)) for year in self.years], align="center", fontSize=style.SIZE
            ),
            *plot.texts(sheet, under, align="center", color=style.SOFT_INK),
            *plot.texts(sheet, signs, align="center", fontSize=11),
            *plot.texts(sheet, [(self.middle(year), self.axis.at(0) - 9, words.NO_VALUE) for year in absent], align="center"),
            *([sheet.note(note, x=_LEFT, y=sheet.height - 10)] if self.narrow else []),
        ]

    def _breaks(self, sheet: Board) -> list[alt.Chart]:
        if not self.breaks:
            return []
        layers: list[alt.Chart] = []
        for line, (year, text) in enumerate(self.breaks.items()):
            x, y = self.middle(year) - self.slot / 2, self.key[1] + 34 + 18 * line
            reach = plot.corners([{"x": x, "x2": x, "y": y - 8, "y2": self.bottom}])
            layers.append(sheet.rules(reach, stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]))
            layers += plot.texts(sheet, [(x, y, text)], **style.beside(x, sheet.width, 6))
        return layers

    def _band(self, sheet: Board) -> list[alt.Chart]:
        if self.ask.band is None:
            return []
        low, high = (self.axis.at(plot.drawn(edge, self.ask.soort)) for edge in self.ask.band)
        block = plot.corners([{"x": _LEFT, "x2": self.right, "y": high, "y2": low}])
        return [sheet.blocks(block, fill=style.BAND, fillOpacity=0.45, stroke=style.SOFT_INK, strokeWidth=0.6)]

    def _level(self, sheet: Board) -> list[alt.Chart]:
        if self.ask.lijn is None:
            return []
        y = self.axis.at(plot.drawn(self.ask.lijn[0], self.ask.soort))
        return [sheet.rules(plot.corners([{"x": _LEFT, "x2": self.right, "y": y, "y2": y}]), stroke=style.INK, strokeDash=[6, 3])]

    def _named(self, sheet: Board) -> list[alt.Chart]:
        """Name the series, the band and the line: a key above bars side by side, words beside a stack."""
        ends: dict[str, tuple[float, float] | None] = {}
        if self.ask.stacked:
            last = {mark.series: mark for mark in self.made if mark.year == self.years[-1]}
            for name in self.tints:
                mark = last.get(name)
                ends[name] = None if mark is None or not (mark.tall or mark.value is None) else (mark.x2, (mark.y + mark.y2) / 2)
        if self.ask.band is not None:
            middle = sum(self.axis.at(plot.drawn(edge, self.ask.soort)) for edge in self.ask.band) / 2
            ends[_band_words(self.ask)] = (self.right - 2, middle)
        if self.ask.lijn is not None:
            ends[self.ask.lijn[1]] = (self.right - 2, self.axis.at(plot.drawn(self.ask.lijn[0], self.ask.soort)))
        return [
            *plot.key(sheet, self.key[0], self.tints, 4, 0),
            *plot.beside(sheet, ends, self.tints if self.ask.stacked else {}, self.right + 12, self.top - 10, self.bottom + 10),
        ]

    # -- words at the pointer

    @property
    def _heads(self) -> dict[str, str]:
        heads = {"zeg_jaar": "Jaar"} | ({"zeg_reeks": "Reeks"} if self.ask.serie else {}) | {"zeg": self.ask.eenheid_titel}
        return heads | ({"zeg_extra": self.ask.extra_tekst.capitalize()} if self.growth else {})

    def _told(self, mark: _Mark) -> dict[str, Any]:
        write = plot.full(self.ask.soort)
        half = self.slot / 2 if not self.ask.serie else 0
        tall = (mark.y, mark.y2) if self.ask.stacked else (self.top, self.bottom)
        return {
            "x": mark.x if not half else self.middle(mark.year) - half,
            "x2": mark.x2 if not half else self.middle(mark.year) + half,
            "y": tall[0],
            "y2": tall[1],
            "zeg_jaar": self.ask.year(mark.year),
            "zeg_reeks": mark.series,
            "zeg": self.few if mark.value is None else write(mark.given),
            "zeg_extra": write(self.growth[mark.year]) if mark.year in self.growth else words.NO_VALUE,
        }


def _band_words(ask: _Ask) -> str:
    assert ask.band is not None
    low, high = (plot.edge(value, ask.soort) for value in ask.band)
    return f"{ask.band_tekst} {low} tot {high}".strip()


def describe(disclosed: object, **keus: Any) -> str:
    """Say how the numbers run over the years, which year is not whole, and what is not shown; the choices are those of `jaren`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `jaren`.
    """
    ask = _Ask(**keus)
    frame = ask.read(disclosed)
    if frame.is_empty():
        return f"Er zijn geen jaren met {ask.eenheid_titel.lower()}."
    years = frame["jaar"].to_list()
    said = [f"{ask.eenheid_titel}, {years[0]} tot en met {years[-1]}." if years[0] != years[-1] else f"{ask.eenheid_titel} in {years[0]}."]
    said += _each_series(ask, frame) if ask.serie else _course(ask, frame)
    said += _growth(ask, frame)
    said += plot.hidden(_names(ask, frame.filter(pl.col("waarde").is_null(), pl.col(FLAG))), few(disclosed))
    said += plot.missing([*_names(ask, frame.filter(pl.col("waarde").is_null(), ~pl.col(FLAG))), *_gaps(years)])
    return " ".join([*said, *_around(ask, years)])


def _names(ask: _Ask, frame: pl.DataFrame) -> list[str]:
    return [f"{row['jaar']} {row['reeks']}" if ask.serie else str(row["jaar"]) for row in frame.iter_rows(named=True)]


def _gaps(years: list[int]) -> list[str]:
    return [str(year) for year in range(years[0], years[-1]) if year not in years]


def _course(ask: _Ask, frame: pl.DataFrame) -> list[str]:
    """Tell each year, and of the years that are whole the highest and the lowest."""
    write = plot.short(ask.soort)
    known = frame.filter(pl.col("waarde").is_not_null())
    said = [f"{ask.year(row['jaar'])}: {write(row['waarde'])}" for row in known.iter_rows(named=True)]
    whole = known.filter(~pl.col("jaar").is_in(list(ask.onvolledig))).sort(["waarde", "jaar"])
    told = [f"{'; '.join(said)}."] if said else []
    if whole.height > 2 and whole["waarde"][0] != whole["waarde"][-1]:
        hidden = frame.filter(pl.col("waarde").is_null(), pl.col(FLAG)).height
        among = " van de hele jaren" if whole.height < known.height else ""
        among += " die zijn getoond" if among and hidden else " van de getoonde jaren" if hidden else ""
        told.append(f"Het hoogst{among} is {whole['jaar'][-1]}, het laagst {whole['jaar'][0]}.")
    return told


def _each_series(ask: _Ask, frame: pl.DataFrame) -> list[str]:
    """Tell the largest series from their first to their last whole year, and the year that is not whole apart."""
    write = plot.short(ask.soort)
    known = frame.filter(pl.col("waarde").is_not_null())
    whole = known.filter(~pl.col("jaar").is_in(list(ask.onvolledig)))
    rows = whole if whole.height else known
    ends = rows.sort("jaar").group_by("reeks").agg(pl.all().first().name.prefix("van_"), pl.all().last().name.prefix("tot_"))
    order = ends.sort(["tot_jaar", "tot_hoogte", "reeks"], descending=[True, True, False])
    said = []
    for row in order.head(_MOST_TOLD).iter_rows(named=True):
        begin = f"{write(row['van_waarde'])} ({ask.year(row['van_jaar'])}) naar " if row["van_jaar"] != row["tot_jaar"] else ""
        said.append(f"{row['reeks']}: {'van ' if begin else ''}{begin}{write(row['tot_waarde'])} ({ask.year(row['tot_jaar'])})")
    told = [f"{'; '.join(said)}."] if said else []
    if order.height > _MOST_TOLD:
        told.append(f"Daarnaast {words.plural(order.height - _MOST_TOLD, 'andere reeks', 'andere reeksen')}.")
    if whole.height:
        late = known.filter(pl.col("jaar").is_in(list(ask.onvolledig)), pl.col("reeks").is_in(order["reeks"].head(_MOST_TOLD).to_list()))
        for part in late.partition_by("jaar", maintain_order=True):
            each = [f"{row['reeks']} {write(row['waarde'])}" for row in part.iter_rows(named=True)]
            told.append(f"{ask.year(part['jaar'][0])}: {words.listing(each)}.")
    return told


def _growth(ask: _Ask, frame: pl.DataFrame) -> list[str]:
    closed = set(frame.filter(pl.col("waarde").is_null(), pl.col(FLAG))["jaar"])
    known = set(frame.filter(pl.col("waarde").is_not_null())["jaar"]) - closed
    write = plot.short(ask.soort)
    said = [f"{year}, {ask.extra_tekst}: {write(value)}." for year, value in (ask.extra or {}).items() if year in known]
    totals = [f"{ask.year(year)}: {write(value)}" for year, value in (ask.totaal or {}).items() if year in known and ask.stacked]
    return [*([f"Samen {'; '.join(totals)}."] if totals else []), *said]


def _around(ask: _Ask, years: list[int]) -> list[str]:
    said = [f"Een lijn vóór {year}: {text}." for year, text in sorted((ask.breuk or {}).items()) if years[0] < year <= years[-1]]
    said += [f"Een band: {_band_words(ask)}."] if ask.band else []
    return [*said, *([f"Een lijn bij {plot.edge(ask.lijn[0], ask.soort)}: {ask.lijn[1]}."] if ask.lijn else [])]
