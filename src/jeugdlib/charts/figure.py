"""A figure as HTML: the chart as a static SVG, its words, and its data as a folded table.

The same HTML shows in JupyterLab and in the report, without any script that runs and without any address outside. The
spec of the chart lies beside the drawing as data; a page of the report can make it live. A figure has no style of its
own: the report's sheet gives it one.
"""

import hashlib
import html
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
from altair.utils import schemapi

from jeugdlib.charts import drawing, export, style
from jeugdlib.charts import table as tables
from jeugdlib.charts.table import Kolom
from jeugdlib.disclosure import Disclosed
from jeugdlib.errors import WrongUse

IN_REPORT = "JEUGDLIB_RAPPORT"  # set by the report for every kernel that it starts

# Altair holds each part of a chart against the schema of Vega-Lite as it is made, and the whole again: a third of the time
# of a figure. A report draws the forms of this folder, which the tests hold against it; who makes a chart is told at once.
if os.environ.get(IN_REPORT):
    schemapi.disable_debug_mode()


@dataclass(frozen=True)
class Figure:
    """A drawn chart; Jupyter shows its HTML."""

    uid: str
    title: str
    description: str
    source: str
    svg: str
    spec: dict[str, Any]
    data: str
    shown: dict[str, Any] = field(default_factory=dict)
    lead: str = ""

    @property
    def html(self) -> str:
        """The whole figure as HTML."""
        title, source = html.escape(self.title), html.escape(self.source)
        lead = f'<p class="figuur-duiding">{html.escape(self.lead)}</p>\n' if self.lead else ""
        return (
            f'<figure class="figuur" id="{self.uid}">\n'
            f'<figcaption class="figuur-kop">{title}</figcaption>\n'
            f"{lead}"
            f'<div class="figuur-beeld">{self.svg}</div>\n'
            f'<script type="application/json" class="figuur-spec">{_inside_script(self.spec)}</script>\n'
            f"{self.data}"
            f'<p class="figuur-bron">{source}</p>\n'
            "</figure>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {export.MIME: self.shown, "text/html": self.html, "text/plain": f"{self.title}. {self.description}"}


def figure(
    chart: alt.TopLevelMixin,
    *,
    title: str,
    description: str,
    table: Disclosed | None,
    columns: Mapping[str, Kolom],
    source: str,
    productgroep: str | None = None,
    uid: str | None = None,
    lead: str = "",
) -> Figure:
    """Draw a chart for the page.

    Args:
        chart: what a chart form returned.
        title: what the figure shows; also the caption of its table.
        description: what a reader sees in it, for who can't see it (`charts.describe`).
        table: the data to fold under the figure; None where the page has them as a table already.
        columns: the columns of that table, in order.
        source: where the numbers come from, with the peildatum.
        productgroep: fold only the rows of this productgroep.
        uid: unique on the page; by default it follows from the content.
        lead: a computed sentence that says what to see in it; it stands between the title and the drawing.

    Raises:
        NotDisclosed: `table` was not disclosed.
        WrongUse: the title or the description is empty.
    """
    if not title.strip() or not description.strip():
        raise WrongUse(f"De figuur '{title}' mist een titel of een beschrijving. Zonder beschrijving kan niet iedereen haar lezen.")
    spec = chart.to_dict(validate=schemapi.DEBUG_MODE) | {"config": style.CONFIG}
    content = json.dumps([spec, title, description, source], sort_keys=True, ensure_ascii=False)
    uid = uid or f"figuur-{hashlib.sha256(content.encode()).hexdigest()[:10]}"
    data = "" if table is None else _folded(table, title, columns, uid, productgroep)
    shown = export.shown(table, title=title, columns=columns, uid=uid, source=source, productgroep=productgroep)
    return Figure(uid, title, description, source, drawing.now_or_later(spec, description, uid), spec, data, shown, lead)


def figures(
    groepen: Sequence[str],
    draw: tuple[Callable[..., alt.TopLevelMixin], Callable[..., str]],
    given: object,
    *,
    title: str,
    place: str,
    leads: Mapping[str, str],
    table: Disclosed,
    columns: Mapping[str, Kolom],
    source: str,
    per_groep: Mapping[str, Mapping[str, Any]] | None = None,
    drawn: Mapping[str, Any] | None = None,
    **shared: Any,
) -> list[Figure]:
    """Draw the same figure for each productgroep.

    Args:
        groepen: the productgroepen, in order.
        draw: the chart form and the function of `charts.describe` that tells it; both take `given`, `productgroep` and more.
        given: the disclosed table that is drawn.
        title: what each figure shows; its productgroep and `place` follow it.
        place: the gemeente or region.
        leads: the sentence above the figure, per productgroep.
        table: the data to fold under each figure.
        columns: the columns of that table, in order.
        source: where the numbers come from.
        per_groep: what the form and its words take besides: argument to its value per productgroep.
        drawn: what the form alone takes.
        shared: what both take, the same for every productgroep.
    """
    form, tell = draw
    made = []
    for groep in groepen:
        own = {name: values[groep] for name, values in (per_groep or {}).items() if groep in values}
        how = {"productgroep": groep, **shared, **own}
        made.append(
            figure(
                form(given, **how, **(drawn or {})),
                title=f"{title}, {groep}, {place}",
                description=tell(given, **how),
                table=table,
                columns=columns,
                source=source,
                productgroep=groep,
                lead=leads.get(groep, ""),
            )
        )
    return made


def _folded(data: Disclosed, title: str, columns: Mapping[str, Kolom], uid: str, productgroep: str | None) -> str:
    written = tables.table(data, caption=title, columns=columns, uid=f"{uid}-tabel", productgroep=productgroep)
    return f'<details class="figuur-gegevens">\n<summary>Bekijk de cijfers als tabel</summary>\n{written.html}\n</details>\n'


def _inside_script(spec: dict[str, Any]) -> str:
    """Write a spec as JSON that can't end the script element it stands in; without the address of its schema, as nothing may be fetched."""
    plain = {name: value for name, value in spec.items() if name != "$schema"}
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
