"""What stands in the spec of a chart: its rows, its words, what it says at the pointer."""

import re
from collections.abc import Iterator
from typing import Any

from jeugdlib.charts import tips
from jeugdlib.disclosure import Disclosed
from tables import table


def disclosed(text: str, drempel: int = 10) -> Disclosed:
    """Make a table that has passed the rules, as it is drawn."""
    return Disclosed(table(text), drempel, veilig=True)


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Give every mark of a spec, in drawing order."""
    for layer in node.get("layer", [node]):
        yield from parts(layer) if "layer" in layer else [layer]


def rows_of(spec: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the data of one mark."""
    return spec["datasets"][part.get("data", spec.get("data", {}))["name"]]


def texts(spec: dict[str, Any]) -> list[str]:
    """Give the words that are written in the drawing; those with a white edge are counted once."""
    written = [part for part in parts(spec) if part["mark"]["type"] == "text" and part["mark"].get("strokeWidth") != 4]
    return [row[part["encoding"]["text"]["field"]] for part in written for row in rows_of(spec, part)]


def at_pointer(spec: dict[str, Any]) -> list[dict[str, str]]:
    """Give what each pointed-at block says, by its heads."""
    blocks = [part for part in parts(spec) if part.get("name") == tips.NAME]
    return [{tip["title"]: row[tip["field"]] for tip in part["encoding"]["tooltip"]} for part in blocks for row in rows_of(spec, part)]


def blocks(spec: dict[str, Any], **look: Any) -> list[dict[str, Any]]:
    """Give the rows of the marks that have this look."""
    chosen = [part for part in parts(spec) if all(part["mark"].get(name) == value for name, value in look.items())]
    return [row for part in chosen for row in rows_of(spec, part)]


def columns(spec: dict[str, Any]) -> set[str]:
    """Give the names of all columns in the data of a spec."""
    return {name for rows in spec["datasets"].values() for row in rows for name in row}


def stays_on_the_sheet(spec: dict[str, Any]) -> bool:
    """Tell whether every place lies on the sheet."""
    found = [(row.get(x), row.get(y)) for rows in spec["datasets"].values() for row in rows for x, y in (("x", "y"), ("x2", "y2"))]
    return all((x is None or 0 <= x <= spec["width"]) and (y is None or 0 <= y <= spec["height"]) for x, y in found)


ENGLISH = re.compile(r"\b(the|of year|not shown|total|hidden|value|undefined|null|NaN|true|false)\b")


def is_dutch(spec: dict[str, Any]) -> bool:
    """Tell whether no word of English or of a program is written in the drawing or at the pointer."""
    return not any(ENGLISH.search(text) for text in [*texts(spec), *(word for said in at_pointer(spec) for word in said.values())])
