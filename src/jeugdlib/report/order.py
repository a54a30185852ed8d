"""The order of the slides in a report: `volgorde.toml` beside the notebooks divides them into parts.

A notebook that the file does not name comes last, in the order of the names, in a part without a title: whoever adds a slide
sees it at once, and gives it its place later.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jeugdlib import errors

FILE: Final = "volgorde.toml"


@dataclass(frozen=True)
class Part:
    """Slides that belong together.

    `by_group` says that the figures of its slides are gathered per productgroep, `region_only` that its slides are made for the
    region and not for a gemeente.
    """

    title: str = ""
    by_group: bool = False
    region_only: bool = False
    slides: tuple[str, ...] = ()


@cache
def read(folder: Path) -> tuple[Part, ...]:
    """Return the parts of the report in `folder`; none where it has no `volgorde.toml`.

    Raises:
        WrongUse: the file can't be read, or names a slide twice.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        parts = tuple(_part(one) for one in told["deel"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise errors.WrongUse(f"'{FILE}' is niet te lezen. Elk [[deel]] heeft een titel en een lijst slides.") from error
    named = [slide for part in parts for slide in part.slides]
    twice = {slide for slide in named if named.count(slide) > 1}
    if twice:
        raise errors.WrongUse(f"'{FILE}' noemt slide '{min(twice)}' twee keer. Laat haar op één plaats staan.")
    return parts


def _part(one: dict[str, Any]) -> Part:
    return Part(
        str(one["titel"]),
        by_group=bool(one.get("per_productgroep", False)),
        region_only=bool(one.get("alleen_regio", False)),
        slides=tuple(str(name) for name in one["slides"]),
    )


def part_of(notebook: Path) -> Part:
    """Return the part that a notebook belongs to; an empty one when no part names it."""
    return next((part for part in read(notebook.parent) if notebook.stem in part.slides), Part())


def arrange(notebooks: Iterable[Path]) -> list[Path]:
    """Put notebooks of one folder in the order of the report."""
    found = sorted(notebooks)
    named = [slide for part in (read(found[0].parent) if found else ()) for slide in part.slides]
    place = {slide: number for number, slide in enumerate(named)}
    return sorted(found, key=lambda notebook: (place.get(notebook.stem, len(place)), notebook.name))
