"""What every page must be before it may leave: valid in structure, Dutch, and readable for who can't see it or use a mouse.

The checks read the finished HTML, so that they hold whatever a notebook, a library or a later hand has put there. What
needs a browser (contrast, focus, reflow) is tested with axe-core in `tests/browser`.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from lxml import html

Page = html.HtmlElement

# What Vega, nbconvert, Altair, polars and Python write of themselves. No word of which a product or an aanbieder may be
# named: a page of real data must never be refused for a name.
ENGLISH: Final = re.compile(
    r"""\b[XY]-axis\b|\bfor\ an?\ \w+\ scale\b|\bscale\ with\ values\b|\b(?:axis|legend|Title\ text)\ (?:titled|for)\b|\bmark\ container\b|
    \bNo\ description\ has\b|\bError\ (?:loading|displaying|rendering)\b|\bTraceback\b|\b\w+(?:Error|Warning):|\bshape:\ \(|
    \bSave\ as\ (?:SVG|PNG)\b|\bView\ (?:Source|Compiled\ Vega)\b|\bOpen\ in\ Vega\ Editor\b|\bvisualization\b|
    ^(?:undefined|NaN|None|null|True|False)$""",
    re.VERBOSE,
)
_READ_OUT: Final = ("alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder")
_OUTSIDE: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//|\s*(?:https?|ftp|file|javascript):", re.IGNORECASE)
_LOADS: Final = ("src", "href", "srcset", "data", "poster", "action", "formaction", "background")
_FOCUSABLE: Final = "self::a[@href] or self::button or self::input or self::select or self::textarea or self::summary or @tabindex='0'"
ENOUGH_WORDS: Final = 5  # a text alternative says what is to be seen; a title alone does not


def check_page(text: str) -> list[str]:
    """Name what is wrong with a page.

    Args:
        text: the whole HTML, as it is written, or as a browser has it after its scripts ran.

    Returns:
        A Dutch sentence per fault, each naming its place; empty for a good page.
    """
    page = html.document_fromstring(text)
    return [fault for check in _CHECKS for fault in check(page)]


def _language(page: Page) -> Iterator[str]:
    if page.get("lang") != "nl":
        yield 'De pagina zegt niet dat zij Nederlands is (lang="nl").'
    if not "".join(page.xpath("/html/head/title/text()")).strip():
        yield "De pagina heeft geen titel (<title>)."
    for words, place in _words(page):
        if found := ENGLISH.search(words):
            yield f"Er staat Engels op de pagina, '{found[0]}', in {place}: '{_short(words)}'."


def _words(page: Page) -> Iterator[tuple[str, str]]:
    """Give every text that a reader meets, on paper or read out; scripts, styles and what is marked as another language are left out."""
    for text in page.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template or ancestor::code)]"):
        if text.strip() and not text.getparent().xpath("ancestor-or-self::*[@lang and not(starts-with(@lang, 'nl'))]"):
            yield text.strip(), f"<{text.getparent().tag}>"
    for name in _READ_OUT:
        for node in page.xpath(f"//body//*[@{name} and not(ancestor-or-self::*[@aria-hidden='true'])]"):
            yield node.get(name), f"{name} van {_place(node)}"


def _landmarks(page: Page) -> Iterator[str]:
    for tag in ("h1", "main"):
        if (count := len(page.xpath(f"//{tag}"))) != 1:
            yield f"De pagina heeft {count} keer <{tag}>; dat moet precies één keer zijn."
    headings = page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    for before, after in itertools.pairwise(headings):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            yield f"De kop '{_short(after.text_content())}' slaat een niveau over: {after.tag} na {before.tag}."
    for heading in headings:
        if not heading.text_content().strip():
            yield f"Er staat een lege kop ({heading.tag}) op de pagina."
    first = page.xpath(f"//body//*[{_FOCUSABLE}]")[:1]
    if not first or not (first[0].get("href") or "").startswith("#"):
        yield "Het eerste dat het toetsenbord bereikt, is geen verwijzing naar de inhoud."


def _names(page: Page) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    for name, count in ids.items():
        if count > 1:
            yield f"Het kenmerk (id) '{name}' staat {count} keer op de pagina. Geef elke figuur en tabel een eigen naam."
    for node in page.xpath("//*[@aria-labelledby or @aria-describedby or @aria-controls or @headers or @for]"):
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for"):
            for name in (node.get(attribute) or "").split():
                if name not in ids:
                    yield f"{_place(node)} verwijst met {attribute} naar '{name}', en dat staat niet op de pagina."
    for link in page.xpath("//a[starts-with(@href, '#')]"):
        if link.get("href")[1:] not in ids:
            yield f"De verwijzing '{_short(link.text_content())}' leidt nergens heen ({link.get('href')})."
    for node in page.xpath("//a[@href]|//button|//summary"):
        if not (node.text_content().strip() or node.get("aria-label") or node.xpath(".//*[@aria-label or @alt]")):
            yield f"{_place(node)} heeft geen woorden: wie niet ziet, weet niet wat het doet."


def _pictures(page: Page) -> Iterator[str]:
    for image in page.xpath("//img"):
        if image.get("alt") is None:
            yield f"{_place(image)} heeft geen beschrijving (alt)."
    for drawing in page.xpath("//svg[not(ancestor::svg)]"):
        hidden = drawing.xpath("ancestor-or-self::*[@aria-hidden='true']")
        described = drawing.xpath("ancestor-or-self::*[@role='img' and @aria-label]")
        if not hidden and not described:
            yield f'{_place(drawing)} heeft geen beschrijving (role="img" met aria-label).'
    for figure in page.xpath("//figure"):
        title = " ".join(caption.text_content().strip() for caption in figure.xpath("./figcaption"))
        if not title:
            yield f"{_place(figure)} heeft geen titel (figcaption)."
        described = [text for text in figure.xpath(".//*[@role='img']/@aria-label | .//img/@alt") if text.strip()]
        if not figure.xpath(".//table") or figure.xpath(".//svg|.//canvas|.//img"):
            if not described:
                yield f"De figuur '{_short(title)}' heeft geen tekst voor wie haar niet kan zien."
            for text in described:
                if len(text.split()) < ENOUGH_WORDS or text.strip() == title:
                    yield f"De figuur '{_short(title)}' wordt niet beschreven: '{_short(text)}' zegt niet wat er te zien is."


def _tables(page: Page) -> Iterator[str]:
    for table in page.xpath("//table"):
        caption = " ".join(part.text_content().strip() for part in table.xpath("./caption"))
        if not caption:
            yield f"{_place(table)} heeft geen bijschrift (caption)."
        if not table.xpath(".//th"):
            yield f"De tabel '{_short(caption)}' heeft geen koppen (th)."
        for head in table.xpath(".//th"):
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"De kop '{_short(head.text_content())}' in de tabel '{_short(caption)}' zegt niet waarvan hij de kop is (scope)."


def _keyboard(page: Page) -> Iterator[str]:
    for node in page.xpath("//*[@tabindex]"):
        order = node.get("tabindex")
        if order not in ("0", "-1"):
            yield f"{_place(node)} verandert de volgorde van het toetsenbord (tabindex={order})."
        elif order == "0" and not (node.get("role") and (node.get("aria-label") or node.get("aria-labelledby"))):
            yield f"Het toetsenbord stopt bij {_place(node)}, en daar is niets te doen of te lezen (tabindex zonder rol en naam)."
    for node in page.xpath("//*[@accesskey or @autofocus]"):
        yield f"{_place(node)} neemt een toets of de aandacht over (accesskey, autofocus)."


def _outside(page: Page) -> Iterator[str]:
    for name in _LOADS:
        for node in page.xpath(f"//*[@{name}]"):
            if _OUTSIDE.match(node.get(name)):
                yield f"{_place(node)} verwijst naar buiten: '{_short(node.get(name))}'. Een rapport moet zonder internet werken."
    for node in page.xpath("//*[@*[starts-with(name(), 'on')]]"):
        yield f"{_place(node)} draagt een opdracht in zich ({next(name for name in node.attrib if name.startswith('on'))})."


_CHECKS: Final[tuple[Callable[[Page], Iterator[str]], ...]] = (_language, _landmarks, _names, _pictures, _tables, _keyboard, _outside)


def _place(node: Page) -> str:
    """Name an element, with its id or that of what it stands in."""
    own = f"<{node.tag}>" if not node.get("id") else f'<{node.tag} id="{node.get("id")}">'
    around = "" if node.get("id") else "".join(f" in '{name}'" for name in node.xpath("ancestor::*[@id][1]/@id"))
    return own + around


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:57]}..."
