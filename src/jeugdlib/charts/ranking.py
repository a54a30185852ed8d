"""Ranking: the paths that were walked most, each drawn as its sequence of steps beside its bar.

Steps that follow one another stand side by side, products that ran at the same time stand on top of one another.
"""

from typing import Final

import altair as alt
import polars as pl

from jeugdlib import disclosure, words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.rows import few, one_group
from jeugdlib.charts.table import Kolom
from jeugdlib.disclosure import FLAG

TAIL = "overige paden"  # the row of all paths below the top: written in words, as it is no sequence
COVERAGE = "dekking"
STEP, TOGETHER = " → ", "-"
# The data of the figure as a table.
PADEN: Final = {
    "pad": Kolom("Pad"),
    "aantal": Kolom("Aantal", "aantal"),
    "aandeel": Kolom("Aandeel", "aandeel"),
    "dekking": Kolom("Opgeteld", "aandeel"),
}
# The key figures of the paths as a table of their own.
KENGETALLEN: Final = {
    "productgroep": Kolom("Productgroep"),
    "paden_totaal": Kolom("Paden", "aantal"),
    "paden_uniek": Kolom("Verschillende paden", "aantal"),
    "dekking_top5": Kolom("Aandeel van de top 5", "aandeel"),
    "aandeel_meerwerk_maatwerk": Kolom("Met meerwerk of maatwerk", "aandeel"),
}

_BLOCK, _GAP, _LANE = 72, 18, 22  # px: width of a block, room for an arrow, height of a block
_LEFT, _STEPS_PER_LINE, _STEPS_WIDTH = 30, 5, 340  # px left of the steps; the longest line; room for the words above it
_BAR_HEIGHT, _LABEL = 18, 190  # px of a bar, and room for the longest label beside it and for the coverage
_AIR, _LINE_AIR, _HEAD = 14, 6, 36  # px between rows, between two lines of one path, height of the heads


def ranking(disclosed: object, *, productgroep: str | None = None, top: int = 10) -> alt.LayerChart:
    """Draw the `top` paths of a table `paden` (pad, aantal, aandeel, rang), and in one last row what lies below it.

    Where the table has `dekking` (the share of all paths up to and including this row), it stands at the right.

    A suppressed row has no rank. Where all of them fit below the ranked ones they keep their steps and get an open
    marker with `<10`; else the last row says how many there are. A row 'overige paden' of the table is drawn last.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    drawn = ["pad", "aantal", "aandeel", "rang"]
    drawn += [name for name in [COVERAGE] if name in disclosure.require(disclosed).frame.columns]
    frame = one_group(disclosed, "ranking", drawn, productgroep)
    shown = _choose(frame, top)
    if shown.is_empty():
        return message("Er zijn geen paden om te tekenen.")
    steps = _steps(shown.filter(~pl.col("staart")))
    heights = _heights(shown, steps)
    placed = _place(steps, heights)
    sheet = Board(style.WIDTH, int(_HEAD + heights["hoogte"].sum()))
    bar_x = max([_LEFT + _STEPS_WIDTH, *(edge + _GAP for edge in placed["x2"])]) + 6
    tinted = sheet.tinted(placed.select("x", "x2", "y", "y2", "zwaarte")) if placed.height else []
    return sheet.draw(
        [
            *_scenery(sheet, heights, bar_x),
            *_arrows(sheet, placed),
            *tinted,
            *_bars(sheet, heights, bar_x, few(disclosed)),
            *_coverage(sheet, heights),
            _pointed_at(sheet, heights, few(disclosed)),
        ]
    )


def _choose(frame: pl.DataFrame, top: int) -> pl.DataFrame:
    """Keep the rows to draw, in order (`rij`), with one row (`staart`) for the tail."""
    is_tail, hidden = pl.col("pad").str.to_lowercase() == TAIL, pl.col(FLAG) & pl.col("aantal").is_null()
    ranked = frame.filter(~is_tail, pl.col("rang") <= top).sort("rang", "pad")
    below = frame.filter(~is_tail, pl.col("rang").is_null() | (pl.col("rang") > top)).sort("pad")
    given_tail = frame.filter(is_tail).with_columns(pad=pl.lit("Alle overige paden samen"))
    parts = [ranked]
    if below.height and below.select(hidden.all()).item() and ranked.height + below.height <= top:
        parts.append(below)
    elif below.height and given_tail.is_empty():
        hidden_only = below.select(hidden.all()).item()
        said = f"Nog {words.plural(below.height, 'ander pad', 'andere paden')}{', elk te klein om te tonen' if hidden_only else ''}"
        given_tail = below.head(1).with_columns(
            pl.lit(None).cast(frame.schema[name]).alias(name) for name in set(frame.columns) - {"pad", FLAG}
        )
        given_tail = given_tail.with_columns(pl.lit(said).alias("pad"), pl.lit(hidden_only).alias(FLAG))
    parts = [part.with_columns(staart=pl.lit(False)) for part in parts] + [given_tail.with_columns(staart=pl.lit(True))]
    return pl.concat(parts).with_row_index("rij")


def _steps(paths: pl.DataFrame) -> pl.DataFrame:
    """Cut each path into blocks: one row per path, step and product (`baan` from 0, of `banen`), five steps to a line."""
    return (
        paths.select("rij", zwaarte=pl.col("pad").str.split(STEP))
        .with_columns(stap=pl.int_ranges(pl.col("zwaarte").list.len()))
        .explode("zwaarte", "stap")
        .with_columns(pl.col("zwaarte").str.split(TOGETHER), laatste=pl.col("stap") == pl.col("stap").max().over("rij"))
        .with_columns(banen=pl.col("zwaarte").list.len(), regel=pl.col("stap") // _STEPS_PER_LINE)
        .with_columns(banen_regel=pl.col("banen").max().over("rij", "regel"), baan=pl.int_ranges(pl.col("banen")))
        .explode("zwaarte", "baan")
    )


def _heights(shown: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """Tell where each row begins and how high it is (px)."""
    lines = steps.unique(["rij", "regel"]).group_by("rij").agg(banen=pl.col("banen_regel").sum(), regels=pl.len())
    high = pl.col("banen").fill_null(1) * _LANE + (pl.col("regels").fill_null(1) - 1) * _LINE_AIR + _AIR
    return (
        shown.join(lines, on="rij", how="left")
        .sort("rij")
        .with_columns(hoogte=high.cast(pl.Int64))
        .with_columns(boven=_HEAD + pl.col("hoogte").cum_sum() - pl.col("hoogte"))
        .with_columns(midden=pl.col("boven") + pl.col("hoogte") / 2)
    )


def _place(steps: pl.DataFrame, heights: pl.DataFrame) -> pl.DataFrame:
    """Give each block its place; a low step stands in the middle of a high line."""
    lines = steps.unique(["rij", "regel"]).sort("rij", "regel")
    above = (pl.col("banen_regel").cum_sum() - pl.col("banen_regel")).over("rij") * _LANE + pl.col("regel") * _LINE_AIR
    left = _LEFT + (pl.col("stap") % _STEPS_PER_LINE) * (_BLOCK + _GAP)
    line = pl.col("boven") + _AIR / 2 + pl.col("erboven")
    return (
        steps.join(lines.select("rij", "regel", erboven=above), on=["rij", "regel"])
        .join(heights.select("rij", "boven"), on="rij")
        .with_columns(x=left, y=line + ((pl.col("banen_regel") - pl.col("banen")) / 2 + pl.col("baan")) * _LANE)
        .with_columns(x2=pl.col("x") + _BLOCK, y2=pl.col("y") + _LANE, lijn=line + pl.col("banen_regel") * _LANE / 2)
        .sort("rij", "stap", "baan")
    )


def _scenery(sheet: Board, heights: pl.DataFrame, bar_x: int) -> list[alt.Chart]:
    """Draw the heads, a thin line above each row, the rank, and the words of the tail."""
    ruled = heights.select(x=pl.lit(0), x2=pl.lit(sheet.width), y=pl.col("boven"), y2=pl.col("boven"))
    ranks = heights.filter(pl.col("rang").is_not_null()).select(x=pl.lit(_LEFT - 10), y="midden", rang="rang")
    tails = heights.filter("staart").select(x=pl.lit(_LEFT), y="midden", pad="pad")
    return [
        sheet.blocks(ruled, stroke=style.LINE, strokeWidth=1),
        sheet.note("Stappen na elkaar: →  ·  Op elkaar gestapeld: tegelijk", x=_LEFT, y=_HEAD / 2),
        sheet.note("Aantal paden en aandeel", x=bar_x, y=_HEAD / 2),
        sheet.words(ranks, "rang", align="right", color=style.SOFT_INK),
        sheet.words(tails, "pad", color=style.SOFT_INK),
    ]


def _arrows(sheet: Board, placed: pl.DataFrame) -> list[alt.Chart]:
    """Draw an arrow after every step but the last."""
    between = placed.filter(~pl.col("laatste"), pl.col("baan") == 0).select(x=pl.col("x2") + _GAP / 2, y="lijn", pijl=pl.lit("→"))
    return [sheet.words(between, "pijl", align="center", fontSize=16)] if between.height else []


def _bars(sheet: Board, heights: pl.DataFrame, bar_x: int, hidden_word: str) -> list[alt.Chart]:
    """Draw the bars with count and share beside them; a suppressed row gets an open marker and `<10`."""
    longest = heights["aantal"].max() or 1
    corners = ["x", "x2", "y", "y2"]
    placed = heights.with_columns(x=pl.lit(float(bar_x)), y=pl.col("midden") - _BAR_HEIGHT / 2, y2=pl.col("midden") + _BAR_HEIGHT / 2)
    solid = placed.filter(pl.col("aantal").is_not_null()).with_columns(
        x2=bar_x + (pl.col("aantal") / longest * (sheet.width - bar_x - _LABEL)).clip(lower_bound=1)
    )
    hidden = placed.filter(pl.col(FLAG), pl.col("aantal").is_null()).with_columns(x2=pl.lit(bar_x + 12.0))
    figures = zip(solid["aantal"], solid["aandeel"], strict=True)
    labels = [f"{words.number(aantal)} ({words.share(aandeel)})" for aantal, aandeel in figures]
    labels += [f"{hidden_word} per pad" if tail else hidden_word for tail in hidden["staart"]]
    texts = pl.concat([solid, hidden]).select(x=pl.col("x2") + 8, y="midden", label=pl.Series(labels, dtype=pl.String))
    return [
        sheet.blocks(solid.select(corners), fill=style.BAR),
        sheet.blocks(hidden.select(corners), fill=style.PAPER, stroke=style.INK, strokeWidth=1.2, strokeDash=[3, 2]),
        sheet.words(texts, "label"),
    ]


def _pointed_at(sheet: Board, heights: pl.DataFrame, hidden_word: str) -> alt.Chart:
    """Let a row say its path and its numbers, wherever in the row."""
    rows = heights.select(
        "pad",
        tips.written(heights, "aantal", words.number, hidden_word).alias("zeg_aantal"),
        tips.written(heights, "aandeel", words.share, hidden_word).alias("zeg_aandeel"),
        x=pl.lit(0),
        x2=pl.lit(sheet.width),
        y=pl.col("boven"),
        y2=pl.col("boven") + pl.col("hoogte"),
    )
    return tips.at_pointer(sheet.blocks(rows, **tips.SEE_THROUGH), {"pad": "Pad", "zeg_aantal": "Aantal", "zeg_aandeel": "Aandeel"})


def _coverage(sheet: Board, heights: pl.DataFrame) -> list[alt.Chart]:
    """Write at the right which share of all paths this row and the rows above it make up."""
    if COVERAGE not in heights.columns:
        return []
    known = heights.filter(pl.col(COVERAGE).is_not_null())
    texts = pl.Series([words.share(share) for share in known[COVERAGE]], dtype=pl.String)
    return [
        sheet.note("Samen tot hier", x=sheet.width, y=_HEAD / 2, align="right"),
        sheet.words(known.select(x=pl.lit(sheet.width), y="midden", dekking=texts), COVERAGE, align="right", color=style.SOFT_INK),
    ]
