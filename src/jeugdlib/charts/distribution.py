"""Distribution: the share of paths per class of hours or per month, with the norms as labelled lines.

The classes keep their order; a norm stands where it falls inside its class.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import layered, message
from jeugdlib.charts.rows import few, one_group
from jeugdlib.charts.table import Kolom
from jeugdlib.disclosure import FLAG, Disclosed, place
from jeugdlib.errors import WrongUse

# The data of a figure as a table.
_PATHS: Final = {"aantal": Kolom("Zorgpaden", "aantal"), "aandeel": Kolom("Aandeel", "aandeel")}
UREN: Final = {"klasse": Kolom("Uren")} | _PATHS
MAANDEN: Final = {"maanden": Kolom("Maanden", "aantal")} | _PATHS

_WIDTH, _HEIGHT = style.WIDTH - 70, 280  # px of the plot, without its axes
_LABEL, _AIR = 18, 0.06  # px per line of norm labels; room between bars as share of a class
_SHORT = 0.14  # how much shorter than its class a marker of the region is, at either side
_NEAR = 0.08  # share of the plot, about the height of a line of words
_WIDE_ENOUGH = 40  # px: a bar as wide as this has room for its share in words


@dataclass(frozen=True)
class Norm:
    """A line across a distribution: at `waarde` (hours or months), with its words; a known `zwaarte` gives it that colour."""

    waarde: float
    label: str
    zwaarte: str | None = None


def norms_in_hours(normen: pl.DataFrame) -> dict[str, list[Norm]]:
    """Turn norm volumes (productgroep, zwaarte, normvolume_uren) into the lines to draw, per productgroep."""
    lines: dict[str, list[Norm]] = {}
    for row in normen.sort("productgroep", "normvolume_uren", "zwaarte").iter_rows(named=True):
        lines.setdefault(row["productgroep"], []).append(norm_in_hours(row["zwaarte"], row["normvolume_uren"]))
    return lines


def norm_in_hours(zwaarte: str, uren: float) -> Norm:
    """Return the line of one norm volume, in its words."""
    return Norm(uren, f"norm {zwaarte} {words.number(uren)} uur", zwaarte)


def beside_columns(regio: Disclosed | None) -> dict[str, Kolom]:
    """Return how the shares of the region are headed in the table of a figure."""
    return {"aandeel": Kolom(f"Aandeel, {place(regio)}", "aandeel")}


def norms_in_months(normen: pl.DataFrame) -> dict[str, list[Norm]]:
    """Turn norm lengths (productgroep, maanden) into the lines to draw, per productgroep."""
    lines: dict[str, list[Norm]] = {}
    for row in normen.sort("productgroep", "maanden").iter_rows(named=True):
        lines.setdefault(row["productgroep"], []).append(norm_in_months(row["maanden"]))
    return lines


def norm_in_months(months: int) -> Norm:
    """Return the line of one norm length, in its words."""
    return Norm(months, f"norm {words.plural(months, 'maand', 'maanden')}")


def volumes(
    disclosed: object,
    *,
    klassen: Mapping[int, str],
    normen: Sequence[Norm] = (),
    productgroep: str | None = None,
    regio: Disclosed | None = None,
) -> alt.LayerChart:
    """Draw a table `volumes` (klasse, ondergrens, aantal, aandeel): the share of paths per class of hours.

    Every class has its place, also one that does not occur, so that gemeenten can be laid side by side.

    Args:
        disclosed: the table; a hidden class has a null `aandeel`.
        klassen: all classes, from low to high: lower bound in hours to name.
        normen: lines to draw.
        productgroep: draw this productgroep only.
        regio: the same table of the region: its shares are marked over the bars, where they are not hidden.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen, or a class that is none.
    """
    frame = one_group(disclosed, "volumes", ["klasse", "ondergrens", "aantal", "aandeel"], productgroep).sort("ondergrens")
    if frame.is_empty():
        return message("Er zijn geen paden met uren om te tekenen.")
    grenzen = list(klassen)
    if strange := sorted(set(frame["ondergrens"]) - set(grenzen)):
        raise WrongUse(
            f"De tabel heeft een klasse vanaf {strange[0]} uur. De figuur kent alleen {words.listing([str(low) for low in grenzen])}."
        )
    at = {low: float(i) for i, low in enumerate(grenzen)}
    placed = frame.with_columns(plaats=pl.col("ondergrens").replace_strict(at))
    names = list(klassen.values())
    beside = _beside(regio, "volumes", "ondergrens", productgroep).with_columns(
        plaats=pl.col("ondergrens").replace_strict(at, default=None)
    )
    labels = f"{[_wrapped(name) for name in names]}[floor(datum.value)]"
    axis = alt.Axis(values=[i + 0.5 for i in range(len(names))], labelExpr=labels, labelOverlap=False, ticks=False, grid=False)
    lines = [(_inside(norm.waarde, [*grenzen, None]), norm) for norm in normen]
    title = "Uren zorg in het hele pad (let op: de klassen worden breder)"
    return _draw(placed, axis, title, len(names), lines, few(disclosed), beside.drop_nulls("plaats"), place(regio))


def months(
    disclosed: object, *, normen: Sequence[Norm] = (), productgroep: str | None = None, regio: Disclosed | None = None
) -> alt.LayerChart:
    """Draw a table `doorlooptijd` (maanden, aantal, aandeel): the share of completed paths per length in months.

    Args:
        disclosed: the table; a hidden month has a null `aandeel`.
        normen: lines to draw.
        productgroep: draw this productgroep only.
        regio: the same table of the region: its shares are marked over the bars, where they are not hidden.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = one_group(disclosed, "doorlooptijd", ["maanden", "aantal", "aandeel"], productgroep).sort("maanden")
    if frame.is_empty():
        return message("Er zijn geen afgeronde paden om te tekenen.")
    # A path of m months ended in the m-th month, so its bar ends at m: a norm of 12 falls between bar 12 and bar 13.
    placed = frame.with_columns(plaats=pl.col("maanden") - 1.0)
    beside = _beside(regio, "doorlooptijd", "maanden", productgroep).with_columns(plaats=pl.col("maanden") - 1.0)
    last = max([*frame["maanden"].to_list(), *beside["maanden"].to_list(), *(int(norm.waarde) + 1 for norm in normen)])
    step = 1 if last <= 48 else 6
    values = [i + 0.5 for i in range(last) if (i + 1) % step == 0]
    axis = alt.Axis(values=values, labelExpr="floor(datum.value) + 1", labelOverlap=False, ticks=False, grid=False)
    lines = [(norm.waarde, norm) for norm in normen]
    return _draw(placed, axis, "Doorlooptijd van het pad in maanden", last, lines, few(disclosed), beside, place(regio))


def _beside(regio: Disclosed | None, form: str, name: str, productgroep: str | None) -> pl.DataFrame:
    """Return the shares of the region that are shown: `name`, `aandeel`."""
    if regio is None:
        return pl.DataFrame(schema={name: pl.Int64, "aandeel": pl.Float64})
    shown = one_group(regio, form, [name, "aandeel"], productgroep)
    return shown.filter(pl.col("aandeel").is_not_null()).select(name, "aandeel").sort(name)


def _in_words(name: str | int) -> str:
    """Write the numbers in a class the Dutch way."""
    return re.sub(r"\d+", lambda found: words.number(int(found.group())), str(name))


def _wrapped(name: str) -> list[str]:
    """Write a class on two lines where it is long: `1000-1500` is `1.000-` and `1.500`, `2000 en meer` is `2.000` and `en meer`."""
    dutch = _in_words(name)
    return [dutch] if len(dutch) <= 6 else re.split(r"(?<=-)|(?<=\d) ", dutch, maxsplit=1)


def _inside(value: float, bounds: list[Any]) -> float:
    """Return where a value stands on the row of classes: 45 in class 40-50, the fifth, is 4.5."""
    place = sum(bound is not None and bound <= value for bound in bounds) - 1
    low, high = bounds[place], bounds[place + 1]
    return place + (0.5 if high is None else (value - low) / (high - low))


def _draw(
    placed: pl.DataFrame,
    axis: alt.Axis,
    title: str,
    last: int,
    normen: list[tuple[float, Norm]],
    hidden_word: str,
    beside: pl.DataFrame,
    naam: str,
) -> alt.LayerChart:
    name = "klasse" if "klasse" in placed.columns else "maanden"
    hidden = pl.col(FLAG) & pl.col("aandeel").is_null()
    bars = placed.with_columns(x=pl.col("plaats") + _AIR, x2=pl.col("plaats") + 1 - _AIR, midden=pl.col("plaats") + 0.5)
    wide = _WIDTH / last >= _WIDE_ENOUGH
    if not wide and not bars.filter(hidden).is_empty():
        title += " (open blokje: afgeschermd)"
    x = alt.X("x:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, last], nice=False))
    percents = alt.Axis(format=".0%", tickCount=5, domain=False, ticks=False)
    y = alt.Y("aandeel:Q", title="Aandeel van de paden", axis=percents, scale=alt.Scale(zero=True))
    solid = bars.filter(~hidden)
    layers: list[Any] = []
    if not solid.is_empty():
        columns = alt.Chart(solid.select(name, "aandeel", "x", "x2")).mark_rect(fill=style.BAR)
        layers.append(columns.encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2Datum(0)))
    layers += _open_markers(bars.filter(hidden).select("x", "x2", "midden"), x, hidden_word, wide=wide)
    for line, (at, norm) in enumerate(normen):
        layers += _norm(at, last, norm, x, -10 - _LABEL * (len(normen) - 1 - line))
    if not beside.is_empty():
        layers += _markers(beside, naam, x, y, -10 - _LABEL * len(normen))
    if wide and not solid.is_empty():
        named = _clear_of(solid.filter(pl.col("aandeel") > 0), beside).select("aandeel", "hoogte", x="midden")
        shares = alt.Chart(named).encode(x=x, y=alt.Y("hoogte:Q"), text=alt.Text("aandeel:Q", format=".1%"))
        # A white edge keeps the figures readable where a norm crosses them.
        layers += [
            shares.mark_text(dy=-9, fontSize=style.SMALL, stroke=style.PAPER, strokeWidth=4, strokeJoin="round"),
            shares.mark_text(dy=-9, fontSize=style.SMALL),
        ]
    layers.append(_pointed_at(placed, name, x, hidden_word, beside, naam))
    return layered(layers, width=_WIDTH, height=_HEIGHT)


def _markers(beside: pl.DataFrame, naam: str, x: alt.X, y: alt.Y, top: int) -> list[Any]:
    """Mark the share of the region with a line across its class, white around it on a dark bar; its name stands above the plot."""
    across = alt.Chart(beside.select("aandeel", x=pl.col("plaats") + _SHORT, x2=pl.col("plaats") + 1 - _SHORT))
    legend = alt.Chart(pl.DataFrame({"tekst": [naam]}))
    at = {"y": alt.YValue(top), "x": alt.XValue(_WIDTH - 24), "x2": alt.X2Value(_WIDTH)}
    return [
        across.mark_rule(stroke=style.PAPER, strokeWidth=6).encode(x=x, x2=alt.X2("x2:Q"), y=y),
        across.mark_rule(stroke=style.REGION, strokeWidth=3).encode(x=x, x2=alt.X2("x2:Q"), y=y),
        legend.mark_rule(stroke=style.REGION, strokeWidth=3).encode(**at),
        legend.mark_text(align="right", fontSize=style.SMALL).encode(
            x=alt.XValue(_WIDTH - 30), y=alt.YValue(top), text=alt.Text("tekst:N")
        ),
    ]


def _clear_of(bars: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """Add the `hoogte` of the words of a bar: its own, or that of a marker just above it, which they would cover."""
    marked = bars.join(beside.select("plaats", _streepje="aandeel"), on="plaats", how="left", maintain_order="left")
    near = (pl.col("_streepje") - pl.col("aandeel")).is_between(0, _NEAR * pl.max_horizontal("aandeel", "_streepje").max())
    return marked.with_columns(hoogte=pl.when(near).then("_streepje").otherwise("aandeel")).drop("_streepje")


def _pointed_at(placed: pl.DataFrame, name: str, x: alt.X, hidden_word: str, beside: pl.DataFrame, naam: str) -> alt.Chart:
    """Let a class or month say its numbers, wherever in its column."""
    written = pl.Series("zeg_regio", [words.share(share) for share in beside["aandeel"]], dtype=pl.String)
    placed = placed.join(beside.select("plaats", written), on="plaats", how="left", maintain_order="left")
    said = placed.select(
        tips.written(placed, name, _in_words, hidden_word).alias("zeg"),
        tips.written(placed, "aantal", words.number, hidden_word).alias("zeg_aantal"),
        tips.written(placed, "aandeel", words.share, hidden_word).alias("zeg_aandeel"),
        x="plaats",
        x2=pl.col("plaats") + 1,
        **({} if beside.is_empty() else {"zeg_regio": pl.col("zeg_regio").fill_null(words.NO_VALUE)}),
    )
    column = alt.Chart(said).mark_rect(**tips.SEE_THROUGH).encode(x=x, x2=alt.X2("x2:Q"), y=alt.YValue(0), y2=alt.Y2Value(_HEIGHT))
    head = "Uren" if name == "klasse" else "Maanden"
    heads = {"zeg": head, "zeg_aantal": "Aantal paden", "zeg_aandeel": "Aandeel"}
    return tips.at_pointer(column, heads if beside.is_empty() else heads | {"zeg_regio": f"Aandeel, {naam}"})


def _open_markers(hidden: pl.DataFrame, x: alt.X, hidden_word: str, *, wide: bool) -> list[Any]:
    """Draw an open block of a fixed height where a small count is not shown; the title of the axis explains narrow ones."""
    if hidden.is_empty():
        return []
    block = alt.Chart(hidden.select("x", "x2")).mark_rect(fill=style.PAPER, stroke=style.INK, strokeDash=[3, 2])
    open_ = block.encode(x=x, x2=alt.X2("x2:Q"), y=alt.YValue(_HEIGHT - 10), y2=alt.Y2Value(_HEIGHT))
    if wide:
        each = alt.Chart(hidden.select(x="midden")).mark_text(fontSize=style.SMALL)
        return [open_, each.encode(x=x, y=alt.YValue(_HEIGHT - 18), text=alt.TextValue(hidden_word))]
    return [open_]


def _norm(place: float, last: int, norm: Norm, x: alt.X, top: int) -> list[Any]:
    """Draw a norm as a dashed line that reaches to its words above the plot; white beside it parts it from a dark bar."""
    at = alt.Chart(pl.DataFrame({"x": [place], "label": [norm.label]}))
    tint = style.ZWAARTE.get((norm.zwaarte or "").capitalize())
    side = style.beside(place, last, 20 if tint else 6)
    reach = {"x": x, "y": alt.YValue(top - 6), "y2": alt.Y2Value(_HEIGHT)}
    layers: list[Any] = [
        at.mark_rule(stroke=style.PAPER, strokeWidth=4).encode(**reach),
        at.mark_rule(stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]).encode(**reach),
        at.mark_text(**side, fontSize=style.SMALL).encode(x=x, y=alt.YValue(top), text=alt.Text("label:N")),
    ]
    if tint:
        chip = at.mark_point(shape="square", size=90, filled=True, fill=tint.fill, stroke=style.INK, strokeWidth=0.8, opacity=1)
        layers.append(chip.encode(x=x, y=alt.YValue(top), xOffset=alt.XOffsetValue(11 if side["dx"] > 0 else -11)))
    return layers
