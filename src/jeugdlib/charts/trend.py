"""Trend: a Kaplan-Meier curve, the share of paths that lasts longer than so many months.

The curve is drawn in steps. Where months are hidden it is broken: a dotted line leads the eye to the next month that is shown.
"""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import polars as pl

from jeugdlib import words
from jeugdlib.charts import style, tips
from jeugdlib.charts.board import layered, message
from jeugdlib.charts.distribution import Norm
from jeugdlib.charts.rows import one_group, rows
from jeugdlib.charts.table import Kolom

_WIDTH, _HEIGHT = style.WIDTH - 70, 320
_TO: Final = "tot"  # the last month in sight, for who looks closer at the first years
_LABEL: Final = 18  # px per line of norm labels
# The data of the curve as a table.
MAANDEN: Final = {
    "maanden": Kolom("Maanden", "aantal"),
    "overleving": Kolom("Duurt langer", "aandeel"),
    "laag": Kolom("Ondergrens", "aandeel"),
    "hoog": Kolom("Bovengrens", "aandeel"),
}
# The medians of all productgroepen as a table of their own.
MEDIANEN: Final = {
    "productgroep": Kolom("Productgroep"),
    "mediaan": Kolom("De helft is klaar na (maanden)", "aantal"),
    "laag": Kolom("Ondergrens", "aantal"),
    "hoog": Kolom("Bovengrens", "aantal"),
}
_STEPS: Final = (12, 24, 36, 48)  # months


def medians(disclosed: object) -> dict[str, dict[str, float | None]]:
    """Return the argument `mediaan` of `survival` per productgroep, from a disclosed table (productgroep, mediaan)."""
    return {"mediaan": dict(rows(disclosed, "medianen", ["productgroep", "mediaan"]).select("productgroep", "mediaan").iter_rows())}


def survival(disclosed: object, *, mediaan: float | None, normen: Sequence[Norm] = (), productgroep: str | None = None) -> alt.LayerChart:
    """Draw a table `doorlooptijd_km` (maanden, overleving, laag, hoog).

    Args:
        disclosed: the table; a hidden month has a null `overleving`.
        mediaan: the month at which half of the paths has ended, marked in the plot; None where that is not reached.
        normen: the agreed lengths, in months, drawn as lines.
        productgroep: draw this productgroep only.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: the table holds several productgroepen and none was chosen.
    """
    frame = one_group(disclosed, "doorlooptijd_km", ["maanden", "overleving", "laag", "hoog"], productgroep).sort("maanden")
    known = frame.filter(pl.col("overleving").is_not_null()).select("maanden", "overleving", "laag", "hoog")
    if known.is_empty():
        return message("Er zijn te weinig paden om een lijn te tekenen.")
    last = int(max([*frame["maanden"].to_list(), *(norm.waarde for norm in normen)])) + 1
    ticks = alt.Axis(values=alt.ExprRef(f"sequence(0, {_TO} + 1, {_TO} > 20 ? 6 : 3)"), grid=False)
    scale = alt.Scale(domain=[0, alt.ExprRef(_TO)], nice=False)
    x = alt.X("maanden:Q", title="Maanden sinds het begin van het pad", axis=ticks, scale=scale)
    percents = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False)
    y = alt.Y("overleving:Q", title="Aandeel paden dat langer duurt", axis=percents, scale=alt.Scale(domain=[0, 1]))
    runs, gaps = _runs(known)
    band = alt.Chart(runs.drop_nulls(["laag", "hoog"]).select("maanden", "laag", "hoog", "stuk"))
    curve = alt.Chart(runs.select("maanden", "overleving", "stuk"))
    layers: list[Any] = [
        band.mark_area(interpolate="step-after", fill=style.BAND, opacity=0.6).encode(
            x=x, y=alt.Y("laag:Q"), y2=alt.Y2("hoog:Q"), detail=alt.Detail("stuk:N")
        ),
        curve.mark_line(interpolate="step-after", stroke=style.INK, strokeWidth=2.5).encode(x=x, y=y, detail=alt.Detail("stuk:N")),
    ]
    if gaps.height:
        dotted = alt.Chart(gaps).mark_rule(stroke=style.INK, strokeWidth=1.5, strokeDash=[1, 4], strokeCap="round")
        layers.append(dotted.encode(x=x, y=y, x2=alt.X2("maanden_tot:Q"), y2=alt.Y2("overleving_tot:Q")))
    layers += _marks(x, mediaan, normen)
    in_sight = [layer.transform_filter(f"max(datum.maanden, datum.maanden_tot || 0) <= {_TO}") for layer in layers]
    in_sight[0] = in_sight[0].add_params(_reach(last))
    return layered(
        [*in_sight, _note(mediaan, gaps=gaps.height > 0, above=max(len(normen), 1)), _pointed_at(known, x)], width=_WIDTH, height=_HEIGHT
    )


def _reach(last: int) -> alt.Parameter:
    """Offer a closer look at the first months; the drawing shows them all."""
    steps = [step for step in _STEPS if step < last]
    if not steps:
        return alt.param(name=_TO, value=last)
    labels = [*(f"de eerste {step} maanden" for step in steps), "alle maanden"]
    return alt.param(name=_TO, value=last, bind=alt.binding_select(options=[*steps, last], labels=labels, name="Toon"))


def _pointed_at(known: pl.DataFrame, x: alt.X) -> alt.Chart:
    """Let a month say its share, wherever in its column."""
    said = known.select(
        "maanden",
        einde=pl.col("maanden") + 1,
        zeg=pl.Series([words.number(month) for month in known["maanden"]], dtype=pl.String),
        zeg_aandeel=pl.Series([words.share(share) for share in known["overleving"]], dtype=pl.String),
        zeg_band=pl.Series(
            [
                f"{words.share(low)} tot {words.share(high)}" if low is not None else words.NO_VALUE
                for low, high in known["laag", "hoog"].rows()
            ],
            dtype=pl.String,
        ),
    )
    column = alt.Chart(said).mark_rect(**tips.SEE_THROUGH).encode(x=x, x2=alt.X2("einde:Q"), y=alt.YValue(0), y2=alt.Y2Value(_HEIGHT))
    column = column.transform_filter(f"datum.einde <= {_TO}")
    return tips.at_pointer(column, {"zeg": "Maanden", "zeg_aandeel": "Duurt langer", "zeg_band": "Band (95% zeker)"})


def _runs(known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cut the curve into runs of months that follow one another, and the gaps between those runs.

    At 0 months every path lasts longer, by definition. A value holds until the next month, also where that one is hidden.
    """
    start = pl.DataFrame({"maanden": [0], "overleving": [1.0], "laag": [1.0], "hoog": [1.0]}, schema=known.schema)
    points = pl.concat([start, known.filter(pl.col("maanden") > 0)]).with_columns(
        stuk=(pl.col("maanden").diff().fill_null(1) > 1).cum_sum().cast(pl.Int64)
    )
    ends = points.group_by("stuk").last().sort("stuk").select("maanden", "overleving", "laag", "hoog", "stuk")
    held = ends.with_columns(pl.col("maanden") + 1)
    begins = points.group_by("stuk").first().sort("stuk").select("maanden", "overleving")
    gaps = pl.concat(
        [
            held.head(-1).select("maanden", "overleving"),
            begins.slice(1).rename({"maanden": "maanden_tot", "overleving": "overleving_tot"}),
        ],
        how="horizontal",
    )
    return pl.concat([points, held]).sort("stuk", "maanden"), gaps


def _marks(x: alt.X, mediaan: float | None, normen: Sequence[Norm]) -> list[Any]:
    """Draw the median and the norms with their words."""
    layers: list[Any] = []
    if mediaan is not None:
        at = alt.Chart(pl.DataFrame({"maanden": [mediaan], "tekst": [f"mediaan: {words.number(mediaan)} maanden"]}))
        half, side = alt.YDatum(0.5), _beside(mediaan, 10)
        layers += [
            at.mark_rule(stroke="#d55e00", strokeWidth=1.5).encode(x=x, y=half, y2=alt.Y2Value(_HEIGHT)),
            at.mark_point(shape="diamond", filled=True, size=110, fill="#d55e00", stroke=style.INK, opacity=1).encode(x=x, y=half),
            at.mark_text(**side, dy=-10, stroke=style.PAPER, strokeWidth=4).encode(x=x, y=half, text=alt.Text("tekst:N")),
            at.mark_text(**side, dy=-10, fontWeight="bold").encode(x=x, y=half, text=alt.Text("tekst:N")),
        ]
    for line, norm in enumerate(normen):
        at, top = alt.Chart(pl.DataFrame({"maanden": [norm.waarde], "tekst": [norm.label]})), -10 - _LABEL * (len(normen) - 1 - line)
        layers += [
            at.mark_rule(stroke=style.INK, strokeWidth=1.5, strokeDash=[6, 3]).encode(x=x, y=alt.YValue(top - 6), y2=alt.Y2Value(_HEIGHT)),
            at.mark_text(**_beside(norm.waarde, 6), fontSize=style.SMALL).encode(x=x, y=alt.YValue(top), text=alt.Text("tekst:N")),
        ]
    return layers


def _beside(place: float, gap: int) -> dict[str, Any]:
    """Tell how words stand beside a vertical line: at its right, or at its left where what is in sight ends."""
    room = f"{place} < 0.8 * {_TO}"
    return {"align": alt.ExprRef(f"{room} ? 'left' : 'right'"), "dx": alt.ExprRef(f"{room} ? {gap} : {-gap}")}


def _note(mediaan: float | None, *, gaps: bool, above: int) -> alt.Chart:
    """Explain the lines in words, above those of so many norms."""
    said = ["Band: met 95% zekerheid ligt de lijn hierbinnen."]
    said += ["Stippen: maanden die niet getoond worden."] if gaps else []
    said += ["Mediaan nog niet bereikt."] if mediaan is None else []
    note = alt.Chart(pl.DataFrame({"tekst": [" ".join(said)]})).mark_text(align="right", fontSize=style.SMALL, color=style.SOFT_INK)
    return note.encode(x=alt.XValue(_WIDTH), y=alt.YValue(-10 - _LABEL * above), text=alt.Text("tekst:N"))
