"""What a figure or a table shows, for programs: the very cells that a reader sees, each column with its kind.

It stands in the executed notebook beside the HTML, so that whoever makes a spreadsheet of a report needs neither the
data nor a second calculation. Only a disclosed table comes in; a hidden cell is null, and its row says `onderdrukt`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from jeugdlib import disclosure
from jeugdlib.charts.rows import STEP, rows
from jeugdlib.disclosure import FLAG

if TYPE_CHECKING:  # the table writer puts this beside its HTML
    from jeugdlib.charts.table import Kolom

MIME: Final = "application/vnd.jeugdlib.tabel+json"
# As precise as the page writes it: more decimals of a survival curve could tell how many paths ended in a hidden month.
_STEP: Final = {"aandeel": STEP, "uren": Decimal("0.1"), "verhouding": Decimal("0.01")}


def shown(
    table: object, *, title: str, columns: Mapping[str, "Kolom"], uid: str, source: str = "", productgroep: str | None = None
) -> dict[str, Any]:
    """Return what is shown, in JSON types.

    Args:
        table: a `disclosure.Disclosed`; None for a figure whose data the page already has as a table.
        title: the caption.
        columns: the columns that are shown, in order.
        uid: the id on the page.
        source: where the numbers come from.
        productgroep: only the rows of this productgroep.

    Returns:
        `titel`, `uid`, `bron`, `productgroep` (None: about more than one), `drempel`, `veilig`, `kolommen` ({naam, kop, soort})
        and `rijen`: per row the value of each column by its name, and `onderdrukt`. A null on such a row is hidden, elsewhere
        there is no value. Money is in eurocents, a share is a fraction, a date or month is written as 2024-08-01. Shares and
        hours are rounded as on the page.

    Raises:
        NotDisclosed: the table was not disclosed.
        MissingColumns: a column is absent.
    """
    about = {"titel": title, "uid": uid, "bron": source, "productgroep": productgroep}
    if table is None:
        return about | {"drempel": None, "veilig": True, "kolommen": [], "rijen": []}
    safe = disclosure.require(table)
    frame = rows(safe, title, columns, productgroep)
    return about | {
        "drempel": safe.drempel,
        "veilig": safe.veilig,
        "kolommen": [{"naam": name, "kop": column.kop, "soort": column.soort} for name, column in columns.items()],
        "rijen": [
            {name: _plain(row[name], column.soort) for name, column in columns.items()} | {FLAG: row[FLAG]}
            for row in frame.iter_rows(named=True)
        ],
    }


def _plain(value: Any, soort: str) -> object:
    if value is None or soort not in _STEP:
        return value.isoformat() if isinstance(value, date) else value
    return float(Decimal(str(value)).quantize(_STEP[soort], rounding=ROUND_HALF_UP))
