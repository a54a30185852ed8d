"""A deck of the same executed notebooks, for a screen in a meeting: one file per gemeente, with reveal.js in it.

Per notebook a slide with what stands out, then a slide per figure with its sentence. Nothing is loaded from anywhere: reveal.js
(MIT, see `reveal/LICENSE`) is part of jeugdlib, and the policy lets only that run. Without a script the file refers to the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader
from lxml import etree
from markupsafe import Markup

from jeugdlib import words
from jeugdlib.report import live
from jeugdlib.report.exhibits import Exhibit
from jeugdlib.report.spreadsheet import About

_HERE: Final = Path(__file__).parent
_TALL: Final = 0.62  # height by width: a taller figure would be too small to read, and scrolls instead
_BREAKS_OUT: Final = {"</script": r"<\/script", "<!--": r"<\u0021--"}


@dataclass(frozen=True)
class Part:
    """One notebook: its title, what stands out in it, its figures; or why it could not be made."""

    title: str
    points: Sequence[str]
    figures: Sequence[Exhibit]
    failure: str = ""


def render_deck(parts: Sequence[Part], about: About) -> str:
    """Return the deck of one gemeente.

    Args:
        parts: the notebooks, in the order of the page.
        about: whose figures, and where they come from.
    """
    style, script = _style(), _script()
    return _environment().get_template("deck.html.j2").render(
        parts=parts, about=about, stijl=Markup(style), script=Markup(script), policy=live.policy(styles=style, scripts=script),
    )  # fmt: skip


def is_tall(svg: str) -> bool:
    """Tell whether a figure is too tall to be read on one screen."""
    drawing = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    return float(drawing.get("height", "0")) > _TALL * float(drawing.get("width", "1"))


@cache
def _script() -> str:
    text = _read("reveal/reveal.js") + "\n" + _read("template/deck.js")
    for closing, safe in _BREAKS_OUT.items():
        text = text.replace(closing, safe)
    return f"/*\n{_read('reveal/LICENSE')}*/\n{text}"


@cache
def _style() -> str:
    return _read("reveal/reveal.css") + _read("template/deck.css")


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(_HERE / "template"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"dag": words.day}
    environment.tests |= {"hoog": is_tall}
    return environment
