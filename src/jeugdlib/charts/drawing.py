"""From a Vega-Lite spec to a drawing: at once, or later by a process that draws for many notebooks.

The first drawing of a process costs ten times one of the next. So a run of the report asks its kernels to leave a place for
each drawing, and fills those places itself from the specs that lie beside them.
"""

import functools
import html
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import vl_convert
from lxml import etree

from jeugdlib.charts import style

VEGA_LITE: Final = "6.4"
LATER: Final = "JEUGDLIB_TEKENEN"  # set where another process draws
MARK: Final = '<svg class="te-tekenen"'  # stands where a drawing must still come
_PLACE: Final = re.compile(
    rf'{MARK} id="(?P<uid>[^"]*)-beeld" role="img" aria-label="(?P<description>[^"]*)"></svg></div>\n'
    r'<script type="application/json" class="figuur-spec">(?P<spec>.*?)</script>',
    re.DOTALL,
)
_NUMBERS: Final = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r", "cx", "cy"}  # attributes with numbers
_DECIMALS: Final = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")
_NO_AREA: Final = {"", "M0,0h0v0h0Z"}
FONT: Final = style.FONT  # of every word; it stands once, on the outermost element
_FONTS: Final = "FONTCONFIG_FILE"  # where Linux is told where fonts are
_OWN_FONTS: Final = Path(__file__).parent / "fonts"  # none: only a file that says so


def now_or_later(spec: Mapping[str, Any], description: str, uid: str) -> str:
    """Draw a spec, or leave its place where another process will draw it (`fill`)."""
    if not os.environ.get(LATER):
        return draw(spec, description, uid)
    return f'{MARK} id="{uid}-beeld" role="img" aria-label="{html.escape(description)}"></svg>'


def fill(page: str) -> str:
    """Draw every figure of an HTML text that was left for later; the text is otherwise as it was.

    Raises:
        ValueError: Vega can't draw one.
    """

    def drawn(found: re.Match[str]) -> str:
        svg = draw(json.loads(found["spec"]), html.unescape(found["description"]), found["uid"])
        return f'{svg}</div>\n<script type="application/json" class="figuur-spec">{found["spec"]}</script>'

    return _PLACE.sub(drawn, page)


def draw(spec: Mapping[str, Any], description: str, uid: str) -> str:
    """Draw a spec offline; one Dutch description takes the place of Vega's English ones, and ids become unique on the page.

    Raises:
        ValueError: Vega can't draw it.
    """
    _use_own_fonts()
    drawn = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, format_locale=style.LOCALE, time_format_locale=style.LOCALE)
    root = etree.fromstring(drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True))
    for node in list(root.iter()):
        for name in [name for name in node.attrib if name == "role" or name.startswith("aria-")]:
            del node.attrib[name]
        for name, value in node.attrib.items():
            if name == "id":
                node.set(name, f"{uid}-{value}")
            elif value.startswith("url(#"):
                node.set(name, value.replace("url(#", f"url(#{uid}-", 1))
    _shorten(root)
    etree.cleanup_namespaces(root)
    root.set("role", "img")
    root.set("aria-label", description)
    return etree.tostring(root, encoding="unicode")


def as_png(svg: str) -> bytes:
    """Paint a drawing at twice its size, for a screen or a slide."""
    _use_own_fonts()
    return vl_convert.svg_to_png(svg, scale=2)


@functools.cache
def _use_own_fonts() -> None:
    """Have vl-convert draw with the letters that it brings along (Liberation Sans, as wide as Arial), and not with those of this machine.

    So a drawing is the same wherever it is made; and for each word that vl-convert measures it opens no file. It looks for fonts
    once, here. On Windows and macOS it can't be told where: there it draws with Arial.
    """
    before = os.environ.get(_FONTS)
    os.environ[_FONTS] = str(_OWN_FONTS / "fonts.conf")
    try:
        vl_convert.register_font_directory(str(_OWN_FONTS))
    finally:
        if before is None:
            del os.environ[_FONTS]
        else:
            os.environ[_FONTS] = before


def _shorten(root: etree._Element) -> None:
    """Drop what draws nothing: a page holds dozens of drawings, and a mail has a limit.

    Gone are the names of Vega's groups, areas of no size, groups that only hold others, the font on every single text (it
    stands on the drawing once) and decimals beyond a hundredth of a pixel.
    """
    for node in list(root.iter()):
        for name in ("class", "pointer-events"):
            if node is not root:
                node.attrib.pop(name, None)
        if node.get("font-family") == FONT:
            del node.attrib["font-family"]
        for name in _NUMBERS & set(node.attrib):
            node.set(name, _DECIMALS.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), node.attrib[name]))
        if node.get("transform") == "translate(0,0)":
            del node.attrib["transform"]
    for node in list(root.iter("{*}path", "{*}g")):
        parent = node.getparent()
        if parent is None:
            continue
        if str(node.tag).endswith("path"):
            unseen = not {"fill", "stroke"} & set(node.attrib) and not str(parent.tag).endswith("clipPath")
            if unseen or node.get("d", "") in _NO_AREA:
                parent.remove(node)
        elif not node.attrib:
            place = parent.index(node)
            parent[place : place + 1] = list(node)
    root.set("font-family", FONT)
