"""Liggend: a level bar per name, in the order of the table; or two or three, for selections side by side.

Long names wrap at the left. A hidden number is an open block with `<10`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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

_NAMES, _LEFT, _LABEL = 250, 276, 84  # px: room for a name; where bars begin; room for a number beside the longest bar
_BAR, _AIR, _LINE = 17, 12, 16  # px of a bar, between rows, of a line of a name
_MOST_TOLD = 8  # names that a description tells one by one
_PLAIN: Final = style.Tint(style.BAR, style.PAPER, "")


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What `liggend` was asked to draw; see there."""

    naam: str
    waarde: str
    eenheid_titel: str
    soort: Soort = "aantal"
    serie: str | None = None
    reeksen: Sequence[str] | None = None
    band: tuple[float, float] | None = None
    band_tekst: str = "landelijk"
    lijn: tuple[float, str] | None = None
    namen: Mapping[str, str] | None = None
    top: int | None = None

    def read(self, disclosed: object) -> tuple[pl.DataFrame, int]:
        """Give the rows as naam, reeks, waarde (as given), hoogte (as drawn) and onderdrukt, and how many names are left out."""
        plot.full(self.soort)
        frame = plot.one_each(disclosed, "liggend", [self.naam, *([self.serie] if self.serie else [])], self.waarde)
        names = frame[self.naam].cast(pl.String).unique(maintain_order=True).to_list()
        shown = names[: self.top] if self.top is not None else names
        drawn = frame.select(
            pl.col(self.naam).cast(pl.String).replace(named(names, self.namen or {})).alias("naam"),
            (pl.col(self.serie).cast(pl.String) if self.serie else pl.lit("")).alias("reeks"),
            pl.col(self.waarde).alias("waarde"),
            plot.value(self.waarde, self.soort).alias("hoogte"),
            FLAG,
            getekend=pl.col(self.naam).cast(pl.String).is_in(shown),
        )
        return drawn.filter("getekend").drop("getekend"), len(names) - len(shown)

    def around(self) -> dict[str, tuple[float, float]]:
        """Give the words of the band and the line, with from where to where they lie."""
        found: dict[str, tuple[float, float]] = {}
        if self.band is not None:
            low, high = (plot.edge(value, self.soort) for value in self.band)
            found[f"{self.band_tekst} {low} tot {high}".strip()] = self.band
        if self.lijn is not None:
            found[self.lijn[1]] = (self.lijn[0], self.lijn[0])
        return found


def named(codes: Sequence[str], namen: Mapping[str, str]) -> dict[str, str]:
    """Give each code its name; where two share one, their codes stand behind it."""
    names = {code: namen.get(code, code) for code in codes}
    seen = Counter(names.values())
    return {code: name if seen[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def liggend(
    disclosed: object,
    *,
    naam: str,
    waarde: str,
    eenheid_titel: str,
    soort: Soort = "aantal",
    serie: str | None = None,
    reeksen: Sequence[str] | None = None,
    band: tuple[float, float] | None = None,
    band_tekst: str = "landelijk",
    lijn: tuple[float, str] | None = None,
    namen: Mapping[str, str] | None = None,
    top: int | None = None,
) -> alt.LayerChart:
    """Draw a level bar per name, or per name and series, in the order of the table.

    Args:
        disclosed: the table, one row per name (and series); a hidden number is null.
        naam: column with the names or codes.
        waarde: column with the number.
        eenheid_titel: what the number is: "Kosten".
        soort: what kind of number: "aantal", "euro" (cents), "aandeel" (fraction) or "getal" (one decimal).
        serie: column that parts the bars of a name.
        reeksen: all series in drawing order, so that colours are the same on every page.
        band: upright band from and to, in the unit of `waarde`.
        band_tekst: words of the band.
        lijn: upright line, in the unit of `waarde`, and its words.
        namen: names per code, as they are drawn.
        top: only the first so many names; the last line says how many more there are.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: a name and series has two rows, or an unknown `soort`.
    """
    ask = _Ask(
        naam=naam,
        waarde=waarde,
        eenheid_titel=eenheid_titel,
        soort=soort,
        serie=serie,
        reeksen=reeksen,
        band=band,
        band_tekst=band_tekst,
        lijn=lijn,
        namen=namen,
        top=top,
    )
    frame, others = ask.read(disclosed)
    return message("Er zijn geen regels om te tekenen.") if frame.is_empty() else _Drawing(ask, frame, others, few(disclosed)).draw()


@dataclass(frozen=True)
class _Drawing:
    """The places of everything in one figure."""

    ask: _Ask
    frame: pl.DataFrame
    others: int
    few: str

    def draw(self) -> alt.LayerChart:
        sheet = Board(style.WIDTH, int(self.bottom + (26 if self.others else 6)))
        return sheet.draw(
            [
                *self._band(sheet),
                *self._scenery(sheet),
                *self._bars(sheet),
                *self._line(sheet),
                *self._numbers(sheet),
                *plot.key(sheet, self.key[0], self.tints, 4, 0),
                *plot.pointed_at(sheet, [self._told(place) for place in self.places], self._heads),
            ]
        )

    @cached_property
    def tints(self) -> dict[str, style.Tint]:
        return style.series(self.frame["reeks"], self.ask.reeksen) if self.ask.serie else {"": _PLAIN}

    @cached_property
    def key(self) -> tuple[dict[str, tuple[float, float]], float]:
        return plot.key_places(list(self.tints), style.WIDTH) if self.ask.serie else ({}, 0.0)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The names in order, each as the lines that it is written on."""
        return {name: plot.wrapped(name, _NAMES, style.SIZE) for name in self.frame["naam"].unique(maintain_order=True)}

    @cached_property
    def top(self) -> float:
        return self.key[1] + 46 + 18 * len(self.ask.around())

    @cached_property
    def tops(self) -> dict[str, tuple[float, float]]:
        """Where the row of each name begins and ends."""
        found: dict[str, tuple[float, float]] = {}
        y = self.top
        for name, lines in self.names.items():
            high = max(len(lines) * _LINE, len(self.tints) * _BAR) + _AIR
            found[name] = (y, y + high)
            y += high
        return found

    @cached_property
    def bottom(self) -> float:
        return max(end for _, end in self.tops.values())

    @cached_property
    def axis(self) -> Scale:
        others = [plot.drawn(value, self.ask.soort) for ends in self.ask.around().values() for value in ends]
        return plot.scale([*self.frame["hoogte"], *others], self.ask.soort, _LEFT, style.WIDTH - _LABEL)

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """Every bar at its place, with what it stands for."""
        found = []
        order = list(self.tints)
        for row in self.frame.iter_rows(named=True):
            begin, end = self.tops[row["naam"]]
            y = (begin + end) / 2 + (order.index(row["reeks"]) - len(order) / 2) * _BAR
            x, x2 = sorted((self.axis.at(0), self.axis.at(row["hoogte"]))) if row["waarde"] is not None else (self.axis.at(0),) * 2
            hidden = row["waarde"] is None and row[FLAG]
            x2 = x + plot.HIDDEN_HIGH + 2 if hidden else x2
            tint = self.tints[row["reeks"]]
            found.append(row | {"x": x, "x2": x2, "y": y + 1, "y2": y + _BAR - 1, "kleur": tint.fill, "teken": tint.sign, "dicht": hidden})
        return found

    def _bars(self, sheet: Board) -> list[alt.Chart]:
        corners = ["x", "x2", "y", "y2"]
        known = [{name: one[name] for name in [*corners, "kleur"]} for one in self.places if one["waarde"] is not None]
        hidden = [{name: one[name] for name in corners} for one in self.places if one["dicht"]]
        return [
            *([plot.tinted(sheet, plot.corners(known))] if known else []),
            *([sheet.blocks(plot.corners(hidden), **plot.OPEN)] if hidden else []),
        ]

    def _numbers(self, sheet: Board) -> list[alt.Chart]:
        """Write the names at the left, the letter of each series before its bar and its number behind it."""
        write = plot.short(self.ask.soort)
        said = [
            (
                one["x2"] + 7 if one["hoogte"] is None or one["hoogte"] >= 0 else self.axis.at(0) + 7,
                (one["y"] + one["y2"]) / 2,
                self.few if one["dicht"] else write(one["waarde"]) if one["waarde"] is not None else words.NO_VALUE,
            )
            for one in self.places
        ]
        signs = [(_LEFT - 10, (one["y"] + one["y2"]) / 2, one["teken"]) for one in self.places]
        names = [
            line for name, (begin, end) in self.tops.items() for line in plot.lines(4, (begin + end) / 2, self.names[name], high=_LINE)
        ]
        others = f"En nog {words.number(self.others)} {'andere' if self.others > 1 else 'ander'}, niet getekend."
        return [
            *plot.texts(sheet, names, fontSize=style.SIZE),
            *plot.texts(sheet, signs, align="center", fontSize=11),
            *plot.texts(sheet, said),
            *([sheet.note(others, x=4, y=self.bottom + 14)] if self.others else []),
        ]

    def _scenery(self, sheet: Board) -> list[alt.Chart]:
        at = [self.axis.at(tick) for tick in self.axis.ticks]
        rows = plot.corners([{"x": 0, "x2": style.WIDTH, "y": begin, "y2": begin} for begin, _ in list(self.tops.values())[1:]])
        lines = plot.corners([{"x": x, "x2": x, "y": self.top, "y2": self.bottom} for x in at])
        zero = plot.corners([{"x": self.axis.at(0), "x2": self.axis.at(0), "y": self.top, "y2": self.bottom}])
        head = [(_LEFT, self.key[1] + 12, self.ask.eenheid_titel)]
        return [
            *([sheet.rules(rows, stroke=style.LINE, strokeWidth=1, strokeDash=[1, 3])] if rows.height else []),
            sheet.rules(lines, stroke=style.LINE, strokeWidth=1),
            sheet.rules(zero, stroke="#8a8f94", strokeWidth=1),
            *plot.texts(sheet, head, fontSize=style.SIZE),
            *plot.texts(
                sheet,
                [(x, self.top - 10, self.axis.said(tick)) for x, tick in zip(at, self.axis.ticks, strict=True)],
                align="center",
                color=style.SOFT_INK,
            ),
        ]

    def _level(self, line: int) -> float:
        return self.key[1] + 30 + 18 * line

    def _band(self, sheet: Board) -> list[alt.Chart]:
        if self.ask.band is None:
            return []
        low, high = (self.axis.at(plot.drawn(edge, self.ask.soort)) for edge in self.ask.band)
        block = plot.corners([{"x": low, "x2": high, "y": self._level(0) + 9, "y2": self.bottom}])
        return [sheet.blocks(block, fill=style.BAND, fillOpacity=0.45, stroke=style.SOFT_INK, strokeWidth=0.6)]

    def _line(self, sheet: Board) -> list[alt.Chart]:
        """Draw the line, and write the words of band and line above the plot."""
        layers: list[alt.Chart] = []
        for line, (text, ends) in enumerate(self.ask.around().items()):
            x, y = self.axis.at(plot.drawn(ends[0], self.ask.soort)), self._level(line)
            if ends[0] == ends[1]:
                reach = plot.corners([{"x": x, "x2": x, "y": y - 8, "y2": self.bottom}])
                layers.append(sheet.rules(reach, stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]))
            layers += plot.texts(sheet, [(x, y, text)], **style.beside(x, sheet.width, 6))
        return layers

    @property
    def _heads(self) -> dict[str, str]:
        return {"zeg_naam": "Naam"} | ({"zeg_reeks": "Reeks"} if self.ask.serie else {}) | {"zeg": self.ask.eenheid_titel}

    def _told(self, one: Mapping[str, Any]) -> dict[str, Any]:
        begin, end = self.tops[one["naam"]]
        return {
            "x": 0 if not self.ask.serie else _LEFT,
            "x2": style.WIDTH,
            "y": one["y"] if self.ask.serie else begin,
            "y2": one["y2"] if self.ask.serie else end,
            "zeg_naam": one["naam"],
            "zeg_reeks": one["reeks"],
            "zeg": plot.said(one, "waarde", self.ask.soort, self.few),
        }


def describe(disclosed: object, **keus: Any) -> str:
    """Say the numbers per name, the first ones one by one, and what is not shown; the choices are those of `liggend`.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: as `liggend`.
    """
    ask = _Ask(**keus)
    frame, others = ask.read(disclosed)
    if frame.is_empty():
        return f"Er zijn geen regels met {ask.eenheid_titel.lower()}."
    said = [f"{ask.eenheid_titel} per regel. {_told(ask, frame)}"]
    known = frame.filter(pl.col("waarde").is_not_null())
    if not ask.serie and known.height > 2 and known["waarde"].n_unique() > 1:
        ranked = known.sort("hoogte", maintain_order=True)
        among = " van wat is getoond" if others or known.height < frame.height else ""
        said.append(f"Het meest{among}: {ranked['naam'][-1]}; het minst: {ranked['naam'][0]}.")
    said += [f"Nog {words.plural(others, 'regel is', 'regels zijn')} niet getekend."] if others else []
    names = frame.select(pl.concat_str("naam", pl.lit(" "), "reeks").str.strip_chars().alias("naam"), FLAG, leeg=pl.col("waarde").is_null())
    said += plot.hidden(names.filter("leeg", FLAG)["naam"].to_list(), few(disclosed))
    said += plot.missing(names.filter("leeg", ~pl.col(FLAG))["naam"].to_list())
    lines = {text: ends for text, ends in ask.around().items() if ends[0] == ends[1]}
    said += [f"Een band: {text}." for text in ask.around() if text not in lines]
    said += [f"Een lijn bij {plot.edge(ends[0], ask.soort)}: {text}." for text, ends in lines.items()]
    return " ".join(part for part in said if part)


def _told(ask: _Ask, frame: pl.DataFrame) -> str:
    """Tell the first names with their numbers, each with its series."""
    write = plot.short(ask.soort)
    known = frame.filter(pl.col("waarde").is_not_null())
    order = list(style.series(known["reeks"], ask.reeksen))
    parts = known.partition_by("naam", maintain_order=True)
    said = []
    for part in parts[:_MOST_TOLD]:
        numbers = {row["reeks"]: write(row["waarde"]) for row in part.iter_rows(named=True)}
        each = words.listing([f"{name} {numbers[name]}".strip() for name in order if name in numbers])
        said.append(f"{part['naam'][0]}: {each}")
    return f"{'; '.join(said)}." + (f" En nog {words.number(len(parts) - _MOST_TOLD)}." if len(parts) > _MOST_TOLD else "") if said else ""
