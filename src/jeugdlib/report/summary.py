"""The summary at the top of a page, and the way from a title to the meaning of its words.

A notebook leaves its headline in its outputs, as data: the words on the slide and in the summary are the same ones.
"""

import re
from typing import Final

from markupsafe import Markup
from nbformat import NotebookNode

HEADLINE: Final = "application/vnd.jeugdlib.kop+json"  # written by `sentences.Bevindingen`

# Words in a title -> the entry of the glossary (template `begrippen.html.j2`, id `begrip-...`).
TERMS: Final = {
    "declaratie": r"declaratie\w*|gedeclareerde",
    "toewijzing": r"toewijzing(?:en)?",
    "signaal": r"signa(?:al|len)",
    "client": r"cliënt(?:en)?",
    "aanbieder": r"aanbieders?",
    "mediaan": r"mediaan",
    "nga": r"NGA",
    "pxq": r"P\*Q(?:-aandeel)?",
    "verzilvering": r"verzilvering",
    "verlenging": r"verlenging",
    "recidief": r"recidief",
    "trendlijn": r"trendlijn",
    "segment": r"segment(?:en)?",
    "verwachting": r"verwachting",
    "volume": r"uren(?: hulp)?",
    "doorlooptijd": r"doorlooptijd|duur",
    "stap": r"stap(?:pen)?",
    "zorgpad": r"(?:zorg)?pad(?:en)?",
    "bekostigingsvorm": r"bekostigingsvorm(?:en)?",
    "capaciteit": r"aantal plekken|capaciteit",
}
_WORD: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in TERMS.items()), re.IGNORECASE)
# The heads that a reader meets: of a figure, of a table that is not folded under one, and of a large number.
_HEAD: Final = re.compile(r"(<figcaption[^>]*>|<div class=\"uitvoer\">\s*<table[^>]*>\s*<caption>|<dt>)([^<]+)")


def headline(node: NotebookNode) -> str:
    """Return the headline that an executed notebook left, or nothing."""
    outputs = (output for cell in node.cells if cell.cell_type == "code" for output in cell.outputs)
    told = (output.data[HEADLINE]["kop"] for output in outputs if HEADLINE in output.get("data", {}))
    return keep_money(str(next(told, "")))


def link_terms(slide: str) -> Markup:
    """Make the first known word in the head of each figure, table and number a link to its meaning.

    Args:
        slide: HTML of a slide. What follows the first comma of a head is a name (of a gemeente, a productgroep) and stays text.
    """
    return Markup(keep_money(_HEAD.sub(lambda found: found[1] + _linked(found[2]), slide)))


def keep_money(text: str) -> str:
    """Keep a euro sign on the line of its amount."""
    return text.replace("€ ", "€\u00a0")


def _linked(head: str) -> str:
    what, comma, names = head.partition(",")
    return _WORD.sub(lambda found: f'<a class="begrip" href="#begrip-{found.lastgroup}">{found[0]}</a>', what, count=1) + comma + names
