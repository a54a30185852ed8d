"""How every chart looks: colours, type, widths and the Dutch locale.

The five zwaartes keep one colour everywhere: a ladder of blues for licht, midden, zwaar, and two warm colours of the
Okabe-Ito palette for what comes on top. Words stand in or beside each colour, so that colour never carries meaning
alone; what has less than 3:1 on white is drawn with a dark outline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 860  # px; the report's text column, also what fits beside JupyterLab's file browser
LOCALE: Final = "nl-NL"
# The reader's own system letter; Arial is the one that vl-convert can measure on every machine.
FONT: Final = "Arial, 'Helvetica Neue', 'Liberation Sans', system-ui, sans-serif"
SIZE: Final = 13  # px, running text in a chart
SMALL: Final = 12

INK: Final = "#1a1a1a"
SOFT_INK: Final = "#55595e"  # 7:1 on white: notes and axis labels
LINE: Final = "#d9dce0"  # grid lines: scenery, no meaning
BAR: Final = "#4a6274"  # a series without a product: slate, 6.4:1
REGION: Final = "#d55e00"  # the region beside a gemeente: a line, never a bar; 3.9:1 on white
BAND: Final = "#b9c6d0"
PAPER: Final = "#ffffff"


@dataclass(frozen=True)
class Tint:
    """A fill, the letter colour that is readable on it (4.5:1), and a sign for where a word does not fit."""

    fill: str
    ink: str
    sign: str


ZWAARTE: Final[dict[str, Tint]] = {
    "Licht": Tint("#8cc9ee", INK, "L"),
    "Midden": Tint("#0072b2", PAPER, "M"),
    "Zwaar": Tint("#0b3556", PAPER, "Z"),
    "Meerwerk": Tint("#e69f00", INK, "+"),
    "Maatwerk": Tint("#cc79a7", INK, "♦"),
}

# Plekbezetting (definitions J). The colours are none of the zwaartes'; the sign stands above each bar.
BEZETTING: Final[dict[str, Tint]] = {
    "aansluitend": Tint("#009e73", INK, "="),
    "2-5%": Tint("#f0e442", INK, "+/−"),
    ">5%": Tint("#d55e00", INK, "++/−−"),
}

# Any other series. Dark and light take turns, so that neighbours differ without colour too; each gets a letter of its own.
REEKS: Final[tuple[Tint, ...]] = (
    Tint("#4a6274", PAPER, "a"),
    Tint("#e0bd74", INK, "b"),
    Tint("#1b6e6a", PAPER, "c"),
    Tint("#b9c6d0", INK, "d"),
    Tint("#7b4a72", PAPER, "e"),
    Tint("#a6d1a0", INK, "f"),
    Tint("#8a3b2a", PAPER, "g"),
    Tint("#e6c8bc", INK, "h"),
)
_LAST: Final = ("overig", "overige", "onbekend")


def series(names: Iterable[str], reeksen: Sequence[str] | None = None) -> dict[str, Tint]:
    """Give each series its colour and letter, in drawing order: the zwaartes first, then by name, what is left over last.

    Args:
        names: the series that are there.
        reeksen: all series there can be, in their order; the same list gives the same colours on every page.
    """
    present = set(names)
    zwaartes = list(ZWAARTE)

    def rank(name: str) -> tuple[int, int, str]:
        word = name.capitalize()
        return (0, zwaartes.index(word), "") if word in zwaartes else (2 if name.lower() in _LAST else 1, 0, name.lower() + name)

    order = [*(reeksen or ()), *sorted(present - set(reeksen or ()), key=rank)]
    others = [name for name in order if name.capitalize() not in zwaartes]
    tints = {name: ZWAARTE[name.capitalize()] for name in order if name.capitalize() in zwaartes}
    for place, name in enumerate(others):
        look = REEKS[place % len(REEKS)]
        tints[name] = Tint(look.fill, look.ink, chr(ord("a") + place) if place < 26 else str(place + 1))
    return {name: tints[name] for name in order if name in present}


def beside(place: float, last: float, gap: float) -> dict[str, Any]:
    """Tell how words stand beside a vertical line: at its right, or at its left where the plot ends."""
    return {"align": "left", "dx": gap} if place < 0.8 * last else {"align": "right", "dx": -gap}


CONFIG: Final[dict[str, Any]] = {
    "aria": False,  # Vega's own texts are English; the figure carries a Dutch description of the whole
    "font": FONT,
    "background": PAPER,
    "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
    "view": {"stroke": None},
    "text": {"fontSize": SIZE, "color": INK},
    "axis": {
        "labelFontSize": SMALL,
        "labelColor": SOFT_INK,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "titleColor": INK,
        "titlePadding": 8,
        "gridColor": LINE,
        "domainColor": "#8a8f94",
        "tickColor": "#8a8f94",
    },
    "legend": {"labelFontSize": SMALL, "titleFontSize": SMALL, "labelColor": INK, "titleColor": INK},
    "header": {"labelFontSize": SIZE, "labelColor": INK, "labelFontWeight": "bold"},
}
