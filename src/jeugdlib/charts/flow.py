"""Flow: which step follows which, as ribbons from left to right; the wider the ribbon, the more often.

Both sides stand in the order of the ladder (licht at the top), so a ribbon that falls goes to heavier care.
"""

from typing import Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.ranking import TOGETHER
from jeugdlib.charts.rows import one_group
from jeugdlib.charts.table import Kolom

# The data of the figure as a table.
STAPPEN: Final = {"van": Kolom("Van"), "naar": Kolom("Naar"), "aantal": Kolom("Aantal", "aantal")}

_BLOCK, _LANE = 72, 22  # px: width and height of a block
_LEFT, _FROM, _TO = 0, 140, style.WIDTH - 82  # px: x of the left blocks and of both ends of the ribbons
_HEAD, _FOOT, _AIR, _SLOT = 30, 30, 12, 17  # px: heads, note, room between nodes, room a ribbon takes at least
_THICKEST, _POINTS = 70, 24  # px of the widest ribbon; points along its bend


def flow(disclosed: object, *, productgroep: str | None = None, hoogstens: int = 12) -> alt.LayerChart:
    """Draw the `hoogstens` most frequent steps of a table `overgangen` (van, naar, aantal).

    Suppressed steps are not drawn; a line below says how many there are.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = one_group(disclosed, "overgangen", ["van", "naar", "aantal"], productgroep)
    shown = frame.filter(pl.col("aantal") > 0).sort(["aantal", "van", "naar"], descending=[True, False, False]).head(hoogstens)
    if frame.is_empty():
        return message("Er zijn geen paden met meer dan één stap.")
    if shown.is_empty():
        return message("Er zijn wel overgangen, maar die zijn alle afgeschermd.")
    thick = pl.col("aantal") / pl.col("aantal").max() * _THICKEST
    links = shown.select("van", "naar", "aantal", dikte=thick.clip(lower_bound=2), ruimte=thick.clip(lower_bound=_SLOT))
    left, right = _nodes(links, "van"), _nodes(links, "naar")
    links = _attach(_attach(links, left, "van", "naar"), right, "naar", "van")
    bottom = max([*left["onder"], *right["onder"]])
    sheet = Board(style.WIDTH, int(bottom) + _FOOT)
    return sheet.draw(
        [
            _ribbons(sheet, links),
            *sheet.tinted(_blocks(left, "van", _LEFT)),
            *sheet.tinted(_blocks(right, "naar", style.WIDTH - _BLOCK)),
            *_words(sheet, links, frame.height - shown.height),
        ]
    )


def _ladder(state: str) -> list[int]:
    """Return a sort key: the places of a state's products on the ladder."""
    order = list(style.ZWAARTE)
    return [order.index(word) for word in state.split(TOGETHER)]


def _nodes(links: pl.DataFrame, side: str) -> pl.DataFrame:
    """Give each state of one side its place from top to bottom."""
    states = sorted(links[side].unique().to_list(), key=_ladder)
    order = pl.DataFrame({side: states, "banen": [len(_ladder(state)) for state in states]}).with_row_index("plaats")
    room = links.group_by(side).agg(pl.col("ruimte").sum())
    return (
        order.join(room, on=side)
        .sort("plaats")
        .with_columns(hoogte=pl.max_horizontal("ruimte", pl.col("banen") * _LANE))
        .with_columns(boven=_HEAD + (pl.col("hoogte") + _AIR).cum_sum() - pl.col("hoogte") - _AIR)
        .with_columns(onder=pl.col("boven") + pl.col("hoogte"))
    )


def _attach(links: pl.DataFrame, nodes: pl.DataFrame, side: str, other: str) -> pl.DataFrame:
    """Tell at which height each ribbon leaves or reaches its state: in the order of the states on the other side."""
    key = pl.col(other).replace_strict({state: place for place, state in enumerate(sorted(links[other].unique().to_list(), key=_ladder))})
    start = pl.col("boven") + (pl.col("hoogte") - pl.col("ruimte_som")) / 2
    above = (pl.col("ruimte").cum_sum() - pl.col("ruimte") / 2).over(side)
    return (
        links.with_columns(_plaats=key)
        .join(nodes.select(side, "boven", "hoogte", ruimte_som="ruimte"), on=side)
        .sort(side, "_plaats")
        .with_columns((start + above).alias(f"y_{side}"))
        .drop("_plaats", "boven", "hoogte", "ruimte_som")
    )


def _ribbons(sheet: Board, links: pl.DataFrame) -> alt.Chart:
    """Draw each ribbon along a smooth bend, in the colour of the product it leaves; grey leaves a combination."""
    t = pl.col("t")
    middle = pl.col("y_van") + (pl.col("y_naar") - pl.col("y_van")) * t * t * (3 - 2 * t)
    bend = (
        links.with_columns(zeg=pl.Series([words.number(count) for count in links["aantal"]], dtype=pl.String))
        .join(pl.DataFrame({"t": [i / _POINTS for i in range(_POINTS + 1)]}), how="cross")
        .with_columns(x=_FROM + (_TO - _FROM) * t, y=middle - pl.col("dikte") / 2, y2=middle + pl.col("dikte") / 2)
        .with_columns(band=pl.col("van") + " → " + pl.col("naar"), kleur=pl.when(~pl.col("van").str.contains(TOGETHER)).then("van"))
        .select("van", "naar", "aantal", "zeg", "band", "kleur", pl.col("x", "y", "y2").round(1))
        .sort("aantal", "band", "x", descending=[True, False, False])
    )
    tints = alt.Scale(domain=list(style.ZWAARTE), range=[tint.fill for tint in style.ZWAARTE.values()])
    colour = alt.condition("isValid(datum.kleur)", alt.Fill("kleur:N", scale=tints, legend=None), alt.value(style.BAR))
    bands = sheet.bands(bend, stroke=style.INK, strokeWidth=0.5, strokeOpacity=0.6, fillOpacity=0.6).encode(
        fill=colour, detail=alt.Detail("band:N")
    )
    return tips.at_pointer(bands, {"van": "Van", "naar": "Naar", "zeg": "Hoe vaak"})


def _blocks(nodes: pl.DataFrame, side: str, x: int) -> pl.DataFrame:
    """Draw each state as blocks that stand on top of one another."""
    top = (pl.col("boven") + pl.col("onder") - pl.col("banen") * _LANE) / 2
    return (
        nodes.with_columns(zwaarte=pl.col(side).str.split(TOGETHER), baan=pl.int_ranges(pl.col("banen")))
        .explode("zwaarte", "baan")
        .select("zwaarte", x=pl.lit(x), x2=pl.lit(x + _BLOCK), y=top + pl.col("baan") * _LANE, y2=top + (pl.col("baan") + 1) * _LANE)
    )


def _words(sheet: Board, links: pl.DataFrame, left_out: int) -> list[alt.Chart]:
    """Write the heads, the count at the start of each ribbon, and what is not drawn."""
    counts = pl.Series("tekst", [words.number(count) for count in links["aantal"]], dtype=pl.String)
    said = links.select(x=pl.lit(_FROM - 8), y="y_van", tekst=counts)
    layers = [
        sheet.note("Van", x=_LEFT, y=_HEAD / 2 - 4),
        sheet.note("Hoe vaak", x=_FROM - 8, y=_HEAD / 2 - 4, align="right"),
        sheet.note("Naar", x=style.WIDTH - _BLOCK, y=_HEAD / 2 - 4),
        sheet.words(said, "tekst", align="right"),
    ]
    if left_out:
        rest = words.plural(left_out, "andere overgang is", "andere overgangen zijn")
        layers.append(sheet.note(f"{rest} niet getekend: zeldzamer of afgeschermd.", x=_LEFT, y=sheet.height - 10))
    return layers
