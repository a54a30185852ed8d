"""Occupancy: clients per month against the agreed places or the mean of the year, a small chart per product.

The class of each month is shown by a colour and by a sign above the bar: `=` fits, `+` or `−` is 2 to 5% off, `++` or
`−−` is more than 5% off.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import Board, message
from jeugdlib.charts.rows import few, rows
from jeugdlib.charts.table import Kolom
from jeugdlib.disclosure import FLAG

_WIDTH, _HEIGHT = style.WIDTH - 60, 150
_SAID = {"aansluitend": "= past (hooguit 1% verschil)", "2-5%": "+ of − 2 tot 5% verschil", ">5%": "++ of −− meer dan 5% verschil"}
_AT = [0, 220, 420, 640]  # px: where each class of the legend begins, and where the last one ends
_SAY = {
    "zeg_maand": "Maand",
    "zeg_clienten": "Jeugdigen",
    "zeg_plekken": "Capaciteit",
    "zeg_afspraak": "Afgesproken plekken",
    "zeg_verschil": "Verschil",
}
_NOT_SHOWN = "niet getoond"
# The data of the figure as a table.
PLEKKEN: Final = {
    "productcode": Kolom("Product"),
    "maand": Kolom("Maand", "maand"),
    "clienten": Kolom("Cliënten", "aantal"),
    "capaciteit": Kolom("Capaciteit", "uren"),
    "afgesproken": Kolom("Plekken afgesproken"),
    "klasse": Kolom("Verschil"),
}
_FAINT = 0.15  # opacity of the months that a reader did not choose


def occupancy(disclosed: object, *, namen: Mapping[str, str] | None = None) -> alt.VConcatChart | alt.LayerChart:
    """Draw a table `plekbezetting` (productcode, maand, clienten, capaciteit, afwijking_procent, klasse, afgesproken).

    Args:
        disclosed: the table; a hidden month has null `clienten`.
        namen: product names per productcode, for the heads; a code without a name stays a code.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
    """
    frame = rows(
        disclosed, "plekbezetting", ["productcode", "maand", "clienten", "capaciteit", "afwijking_procent", "klasse", "afgesproken"]
    )
    if frame.is_empty():
        return message("In deze periode zijn er geen producten met plekbekostiging.")
    off = pl.col("afwijking_procent")
    sign = pl.when(off.abs() <= 1).then(pl.lit("=")).when(off > 5).then(pl.lit("++")).when(off > 1).then(pl.lit("+"))
    placed = frame.select(
        "maand",
        "clienten",
        "capaciteit",
        "klasse",
        product=pl.col("productcode").replace_strict(_heads(frame["productcode"].unique().to_list(), namen or {})),
        eind=pl.col("maand").dt.offset_by("1mo"),
        midden=pl.col("maand").dt.offset_by("15d"),
        teken=sign.when(off < -5).then(pl.lit("−−")).when(off < -1).then(pl.lit("−")).otherwise(pl.lit("")),
        dicht=pl.col(FLAG) & pl.col("clienten").is_null(),
        zeg_maand=pl.Series([words.month(month) for month in frame["maand"]], dtype=pl.String),
        zeg_clienten=tips.written(frame, "clienten", words.number, few(disclosed)),
        zeg_plekken=tips.written(frame, "capaciteit", lambda places: words.number(places, 1), _NOT_SHOWN),
        zeg_afspraak=tips.written(frame, "afgesproken", str, _NOT_SHOWN),
        zeg_verschil=tips.written(frame, "afwijking_procent", _off, _NOT_SHOWN),
    ).sort("product", "maand")
    base = alt.Chart(placed)
    x = alt.X(
        "maand:T", title=None, axis=alt.Axis(format="%b %Y", tickCount={"interval": "month", "step": 6}, grid=False, labelFlush=False)
    )
    y = alt.Y(
        "clienten:Q",
        title="Jeugdigen",
        axis=alt.Axis(tickCount=4, format=",d", tickMinStep=1, domain=False, ticks=False),
        scale=alt.Scale(zero=True),
    )
    tints = alt.Scale(domain=list(style.BEZETTING), range=[tint.fill for tint in style.BEZETTING.values()])
    fill = alt.condition("isValid(datum.klasse)", alt.Fill("klasse:N", legend=None, scale=tints), alt.value(style.BAND))
    shown, hidden = base.transform_filter("!datum.dicht"), base.transform_filter("datum.dicht")
    chosen = _choice()
    strength = alt.condition(chosen, alt.value(1), alt.value(_FAINT))
    bars = shown.mark_rect(stroke=style.INK, strokeWidth=0.6).encode(
        x=x, x2=alt.X2("eind:T"), y=y, y2=alt.Y2Datum(0), fill=fill, opacity=strength
    )
    # At the foot of the bars the signs form one row that can be read along, clear of the line of places.
    signs = shown.mark_text(fontSize=style.SMALL, fontWeight="bold").encode(
        x=alt.X("midden:T"), y=alt.YValue(_HEIGHT - 9), text=alt.Text("teken:N"), opacity=strength
    )
    layers = [bars, base.mark_rule(strokeWidth=2.5).encode(x=x, x2=alt.X2("eind:T"), y=alt.Y("capaciteit:Q")), signs]
    if placed["dicht"].any():
        open_ = hidden.mark_rect(fill=style.PAPER, stroke=style.INK, strokeDash=[3, 2])
        unknown = hidden.mark_text(fontSize=10).encode(x=alt.X("midden:T"), y=alt.YValue(_HEIGHT - 17), text=alt.TextValue(few(disclosed)))
        layers += [open_.encode(x=x, x2=alt.X2("eind:T"), y=alt.YValue(_HEIGHT - 10), y2=alt.Y2Value(_HEIGHT)), unknown]
    column = base.mark_rect(**tips.SEE_THROUGH).encode(x=x, x2=alt.X2("eind:T"), y=alt.YValue(0), y2=alt.Y2Value(_HEIGHT))
    layers.append(tips.at_pointer(column, _SAY))
    multiples = (
        alt.layer(*layers)
        .properties(width=_WIDTH, height=_HEIGHT)
        .facet(facet=alt.Facet("product:N", title=None, header=alt.Header(labelAnchor="start", labelLimit=0)), columns=1)
        .resolve_scale(y="independent")
    )
    unclassed = placed.filter(~pl.col("dicht"), pl.col("klasse").is_null()).height > 0
    return alt.vconcat(_legend(chosen, words.capacity(set(frame["afgesproken"].drop_nulls())), unclassed=unclassed), multiples)


def _choice() -> alt.Parameter:
    """Offer to bring out the months of one class, with a list for the keyboard and a click in the legend; the drawing shows them all."""
    classes = alt.binding_select(
        options=[None, *_SAID], labels=["alle maanden", "past", "2 tot 5% verschil", "meer dan 5% verschil"], name="Benadruk"
    )
    return alt.selection_point(name="gekozen", fields=["klasse"], on="click", clear="dblclick", bind=classes)


def _off(percent: int) -> str:
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{words.number(abs(percent))}%"


def _heads(codes: list[str], namen: Mapping[str, str]) -> dict[str, str]:
    """Name each product for the head of its chart; where two share a name, their codes stand behind it."""
    names = {code: namen.get(code, code) for code in codes}
    seen = Counter(names.values())
    return {code: name if seen[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def _legend(chosen: alt.Parameter, line_is: str, *, unclassed: bool) -> alt.LayerChart:
    """Explain colours and signs in one row and the line below, at places of its own: a legend of Vega may run into itself."""
    sheet = Board(_WIDTH, 68 if unclassed else 44)
    swatches = pl.DataFrame({"x": _AT[:3], "x2": [x + 14 for x in _AT[:3]], "y": [3] * 3, "y2": [17] * 3, "klasse": list(_SAID)})
    fills = alt.Scale(domain=list(_SAID), range=[style.BEZETTING[name].fill for name in _SAID])
    said = pl.DataFrame({"x": [*(x + 20 for x in _AT[:3]), 32], "y": [10] * 3 + [34], "tekst": [*_SAID.values(), line_is]})
    line = pl.DataFrame({"x": [0], "x2": [26], "y": [34], "y2": [34]})
    layers = [
        sheet.blocks(swatches, stroke=style.INK, strokeWidth=0.8).encode(fill=alt.Fill("klasse:N", legend=None, scale=fills)),
        sheet.blocks(line, stroke=style.INK, strokeWidth=2.5),
        sheet.words(said, "tekst", fontSize=style.SMALL),
    ]
    if unclassed:
        grey = pl.DataFrame({"x": [0], "x2": [14], "y": [51], "y2": [65]})
        layers += [
            sheet.blocks(grey, fill=style.BAND, stroke=style.INK, strokeWidth=0.8),
            sheet.note("verschil niet getoond of niet bekend", x=20, y=58, color=style.INK),
        ]
    # The words belong to the swatch: a click on either chooses.
    parts = pl.DataFrame({"x": _AT[:3], "x2": [x - 20 for x in _AT[1:]], "y": [0] * 3, "y2": [20] * 3, "klasse": list(_SAID)})
    choose = sheet.blocks(parts, cursor="pointer", **tips.SEE_THROUGH).properties(name="legenda").add_params(chosen)
    return sheet.draw([*layers, choose.encode(detail=alt.Detail("klasse:N"))])
