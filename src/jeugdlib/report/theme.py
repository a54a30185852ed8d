"""The colours and the letter of a report: a small file of design tokens, held to the contrast that the law asks.

The names are those of NL Design System, so that a gemeente can take over the values it already has. The house style of
a gemeente is its own: jeugdlib ships a neutral theme only, and no fonts.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from jeugdlib import words
from jeugdlib.errors import WrongUse, suggest

_NEUTRAL: Final = Path(__file__).parent / "thema.toml"
_FONT: Final = "utrecht-document-font-family"
_COLOUR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
# Names of fonts and nothing else: what stands here goes into a style sheet.
_FONTS: Final = re.compile(r"""\s*(?:[\w-]+(?: [\w-]+)*|'[\w -]+'|"[\w -]+")(?:\s*,\s*(?:[\w-]+(?: [\w-]+)*|'[\w -]+'|"[\w -]+"))*\s*""")

TEXT: Final = 4.5  # WCAG 2.1 AA, 1.4.3
GRAPHIC: Final = 3.0  # WCAG 2.1 AA, 1.4.11

_PAGE: Final = ("utrecht-document-background-color", "utrecht-surface-background-color")
# What is seen, and all that it is seen against. A separator is scenery: without it nothing is lost.
PAIRS: Final[dict[str, tuple[float, tuple[str, ...]]]] = {
    "utrecht-document-color": (TEXT, (*_PAGE, "utrecht-alert-error-background-color")),
    "utrecht-heading-color": (TEXT, _PAGE),
    "utrecht-figure-caption-color": (TEXT, _PAGE),
    "utrecht-link-color": (TEXT, _PAGE),
    "utrecht-page-header-color": (TEXT, ("utrecht-page-header-background-color",)),
    "utrecht-alert-warning-color": (TEXT, ("utrecht-alert-warning-background-color",)),
    "utrecht-alert-error-color": (TEXT, (*_PAGE, "utrecht-alert-error-background-color")),
    "utrecht-alert-warning-border-color": (GRAPHIC, ("utrecht-alert-warning-background-color",)),
    "utrecht-focus-outline-color": (GRAPHIC, _PAGE),
}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    naam: str = ""
    tokens: dict[str, str] = {}


@dataclass(frozen=True)
class Theme:
    """A checked theme: the name of the organisation ("" for none), and a value for every token."""

    naam: str
    tokens: Mapping[str, str]

    @property
    def css(self) -> str:
        """The tokens as custom properties; every value was checked, so that it can't break out of the style sheet."""
        return ":root {\n" + "".join(f"  --{name}: {value};\n" for name, value in self.tokens.items()) + "}\n"


@cache
def neutral() -> Theme:
    """Return the theme that jeugdlib ships."""
    written = msgspec.convert(tomllib.loads(_NEUTRAL.read_text(encoding="utf-8")), _File)
    return Theme(written.naam, written.tokens)


def load(path: Path) -> Theme:
    """Read a theme; tokens that it leaves out stay neutral.

    Raises:
        WrongUse: the file can't be read, names an unknown token, holds something that is no colour, or gives a text or a
            mark too little contrast. The error names every such pair, the ratio that was measured, and a colour that will do.
    """
    written = _read(path)
    neutral_tokens = neutral().tokens
    tokens = dict(neutral_tokens)
    for given, value in written.tokens.items():
        name = given.removeprefix("--")
        if name not in neutral_tokens:
            raise WrongUse(f"Het thema '{path}' noemt de onbekende token '{given}'.{suggest(name, neutral_tokens)}")
        kind, form = ("een rij namen van lettertypen", _FONTS) if name == _FONT else ("een kleur, zoals #0b5a86", _COLOUR)
        if not form.fullmatch(value):
            raise WrongUse(f"In het thema '{path}' is de waarde van '{given}' niet goed: '{value}'. Geef {kind}.")
        tokens[name] = value
    faults = list(_too_faint(tokens))
    if faults:
        lines = "\n".join(f"- {fault}" for fault in faults)
        raise WrongUse(f"Het thema '{path}' is niet voor iedereen te lezen: er is te weinig contrast.\n{lines}")
    return Theme(written.naam, tokens)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.1 defines it: 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (light + 0.05) / (dark + 0.05)


def _read(path: Path) -> _File:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except FileNotFoundError:
        raise WrongUse(f"Het thema '{path}' bestaat niet.") from None
    except (OSError, UnicodeDecodeError):
        raise WrongUse(f"Het thema '{path}' kan niet worden gelezen. Geef een tekstbestand in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f" (regel {place[1]})" if place else ""
        raise WrongUse(f"Het thema '{path}' is geen geldig TOML-bestand{where}. Schrijf: utrecht-link-color = \"#0b5a86\"") from None
    except msgspec.ValidationError:
        raise WrongUse(f"Het thema '{path}' heeft een andere vorm dan verwacht: een 'naam', en onder [tokens] alleen tekst.") from None


def _too_faint(tokens: Mapping[str, str]) -> Iterator[str]:
    """Name every pair below its ratio, with a cure."""
    for seen, (needed, behind) in PAIRS.items():
        grounds = [tokens[name] for name in behind]
        for name, ground in zip(behind, grounds, strict=True):
            measured = contrast(tokens[seen], ground)
            if measured >= needed:
                continue
            better = _nearest(tokens[seen], grounds, needed)
            cure = f"Neem bijvoorbeeld {better}." if better else "Kies ook een andere achtergrond."
            found = f"'{seen}' ({tokens[seen]}) op '{name}' ({ground}) haalt {_written(measured)} op 1"
            yield f"{found}; nodig is {words.number(needed, 1)} op 1. {cure}"


def _written(ratio: float) -> str:
    """Write a ratio rounded down: 4,499 is not 4,5."""
    return words.number(Decimal(str(ratio)).quantize(Decimal("0.01"), rounding=ROUND_DOWN), 2)


def _nearest(colour: str, grounds: list[str], needed: float) -> str | None:
    """Find the colour with enough contrast to all grounds that needs the least black, or else the least white, mixed in."""
    for step in range(1, 101):
        for end in (0, 255):
            mixed = "#" + "".join(f"{round(part + (end - part) * step / 100):02x}" for part in _rgb(colour))
            if all(contrast(mixed, ground) >= needed for ground in grounds):
                return mixed
    return None


def _rgb(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(full[0:2], 16), int(full[2:4], 16), int(full[4:6], 16)


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
