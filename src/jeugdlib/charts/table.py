"""A table as HTML: caption, heads with scope, Dutch numbers, hidden cells as `<10`.

The sign is the same for a small number and for a larger one that would give it away: which is which may not be read off.

The skeleton comes from great_tables; its style sheet is left out, as the report has its own.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import polars as pl
from great_tables import GT

from jeugdlib import disclosure, words
from jeugdlib.charts import export
from jeugdlib.charts.rows import few, rows
from jeugdlib.disclosure import FLAG, Disclosed
from jeugdlib.errors import WrongUse

Soort = Literal["aantal", "aandeel", "euro", "datum", "maand", "tekst", "uren", "verhouding"]

# Money comes in whole eurocents, a share as a fraction, hours with one decimal, a ratio with two.
_WRITE: Final[dict[str, Callable[[Any], str]]] = {
    "aantal": words.number,
    "aandeel": words.share,
    "euro": words.euro,
    "datum": words.day_short,
    "maand": words.month,
    "tekst": str,
    "uren": lambda hours: words.number(hours, 1),
    "verhouding": lambda ratio: words.number(ratio, 2),
}
_LEFT: Final = ("tekst", "maand", "datum")


@dataclass(frozen=True)
class Kolom:
    """A column on paper: its head, and what kind of value it holds."""

    kop: str
    soort: Soort = "tekst"

    def __post_init__(self) -> None:
        """Refuse an unknown kind."""
        if self.soort not in get_args(Soort):
            raise WrongUse(
                f"De soort '{self.soort}' van kolom '{self.kop}' bestaat niet. Kies uit: {words.listing(list(get_args(Soort)))}."
            )


@dataclass(frozen=True)
class Tabel:
    """A table on paper; Jupyter shows its HTML."""

    html: str
    shown: dict[str, Any] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {export.MIME: self.shown}


def table(disclosed: object, *, caption: str, columns: Mapping[str, Kolom], uid: str, productgroep: str | None = None) -> Tabel:
    """Write a disclosed table as HTML.

    Args:
        disclosed: a `disclosure.Disclosed`; anything else is refused.
        caption: what the table shows, read out before it.
        columns: the columns to show, in order; the first one names the row.
        uid: unique on the page: letters, digits and hyphens, a letter first.
        productgroep: write only the rows of this productgroep; None writes all.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
        WrongUse: no columns, or a `uid` that can't be one.
    """
    safe = disclosure.require(disclosed)
    frame = rows(safe, caption, columns, productgroep)
    if not columns:
        raise WrongUse(f"De tabel '{caption}' heeft geen kolommen. Noem er ten minste één.")
    if not re.fullmatch(r"[A-Za-z][\w-]*", uid):
        raise WrongUse(f"'{uid}' kan geen kenmerk van een tabel zijn. Gebruik letters, cijfers en streepjes, met een letter voorop.")
    written = pl.DataFrame({name: _written(frame, name, column, few(safe)) for name, column in columns.items()})
    left = [name for name, column in columns.items() if column.soort in _LEFT]
    first, *others = columns
    skeleton = (
        GT(written, rowname_col=first)
        .with_id(uid)
        .tab_stubhead(columns[first].kop)
        .cols_label({name: columns[name].kop for name in others})
        .cols_align("left", columns=left)
        .cols_align("right", columns=[name for name in columns if name not in left])
    ).as_raw_html()
    shown = export.shown(safe, title=caption, columns=columns, uid=uid, productgroep=productgroep)
    return Tabel(_dress(skeleton, caption, uid) + _notes(safe, frame), shown)


def _written(frame: pl.DataFrame, name: str, column: Kolom, hidden_word: str) -> pl.Series:
    """Write a column as text; an empty cell on a row with hidden cells is hidden, elsewhere it is a dash."""
    write = _WRITE[column.soort]
    cells = zip(frame[name], frame[FLAG], strict=True)
    texts = [write(value) if value is not None else hidden_word if flag else words.NO_VALUE for value, flag in cells]
    return pl.Series(name, texts, dtype=pl.String)


def _dress(skeleton: str, caption: str, uid: str) -> str:
    """Keep the table of great_tables, without its style sheet; give it an id and a caption, and mark its numbers."""
    body = re.search(r"<table.*</table>", skeleton, re.DOTALL)
    if body is None:
        raise ValueError("great_tables made no <table>")
    head = f'<table class="tabel" id="{uid}">\n<caption>{html.escape(caption)}</caption>'
    plain = re.sub(r"<table[^>]*>", lambda _: head, body.group(), count=1)
    plain = re.sub(r' class="([^"]*\bgt_[^"]*)"', lambda found: ' class="getal"' if "gt_right" in found.group(1) else "", plain)
    # `scope` says what heads a cell; the ids, the lists of ids and the white space beside it make a page half as long again.
    plain = plain.replace(' rowspan="1" colspan="1"', "")
    return re.sub(r"(?<=<th|<td)[^>]*(?=>)", lambda found: re.sub(r' (?:id|headers)="[^"]*"', "", found[0]), re.sub(r"\n\s*", "\n", plain))


def _notes(safe: Disclosed, frame: pl.DataFrame) -> str:
    """Say what `<10` means where it stands, and warn when small numbers are visible."""
    if not safe.veilig:
        return '\n<p class="tabel-noot">Let op: kleine aantallen zijn hier zichtbaar. Deel deze tabel niet buiten de gemeente.</p>'
    if not frame[FLAG].any():
        return ""
    return (
        f'\n<p class="tabel-noot">{html.escape(few(safe))} betekent afgeschermd: dit cijfer gaat over minder dan {safe.drempel} jeugdigen, '
        "toewijzingen of paden, of zo'n klein aantal is eruit te herleiden. Het kan dus ook een groter getal zijn.</p>"
    )
