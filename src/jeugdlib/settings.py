"""One run's choices: every parameter of every notebook, typed and checked in one place.

Parameters travel as JSON literals (papermill, command line); here they become a frozen object. Source of the defaults:
definitions 0, B, D, J and M.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from jeugdlib.errors import WrongUse, suggest

REGION = "regio"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The choices of one run.

    Attributes:
        gemeente: CBS code or name of a gemeente, or "regio" for all.
        data: folder of a dataset; empty means the embedded example region.
        analyse_begin: first day of the analysis window.
        peildatum: first day that is no longer observed.
        productgroepen: productgroepen to show; empty means all.
        zonder_aanbieders: AGB codes of aanbieders that are left out.
        gemeenten_uitgesloten: CBS codes of gemeenten that are left out of the region.
        plek_begin, plek_eind: first and last day of the period of plekbezetting.
        max_gat_maanden: longest hole inside a zorgpad, in calendar months.
        max_overdracht_dagen: longest overlap, in days, that counts as a handover.
        max_leeftijd: oldest age in years on the ingangsdatum.
        drempel: smallest count that may leave.
        onderdrukken: hide small counts; False is for work inside only.
    """

    gemeente: str = REGION
    data: str = ""
    analyse_begin: date = date(2021, 1, 1)
    peildatum: date = date(2024, 8, 1)
    productgroepen: list[str] = []
    zonder_aanbieders: list[str] = []
    gemeenten_uitgesloten: list[str] = []
    plek_begin: date = date(2019, 1, 1)
    plek_eind: date = date(2021, 12, 31)
    max_gat_maanden: int = 1
    max_overdracht_dagen: int = 31
    max_leeftijd: int = 21
    drempel: int = 10
    onderdrukken: bool = True


PARAMETERS: tuple[str, ...] = Settings.__struct_fields__
_KINDS = {
    date: "een datum als 2024-08-01",
    int: "een geheel getal",
    bool: "true of false",
    str: "een tekst",
    list[str]: 'een lijst van teksten, zoals ["0983"]',
}
_TYPES: dict[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Settings)}
# A region may choose 5 (definitions M); below that a count is a person.
_LEAST = {"drempel": 5, "max_gat_maanden": 0, "max_overdracht_dagen": 0, "max_leeftijd": 0}


def from_parameters(**parameters: Any) -> Settings:
    """Turn JSON literals into settings.

    Raises:
        WrongUse: an unknown name, or a value of the wrong kind; the text names the parameter and the cure.
    """
    check_names(parameters)
    chosen = Settings(**{name: _convert(name, value) for name, value in parameters.items()})
    if chosen.analyse_begin >= chosen.peildatum:
        raise WrongUse(f"analyse_begin ({chosen.analyse_begin}) moet voor peildatum ({chosen.peildatum}) liggen.")
    if chosen.plek_begin > chosen.plek_eind:
        raise WrongUse(f"plek_begin ({chosen.plek_begin}) mag niet na plek_eind ({chosen.plek_eind}) liggen.")
    return chosen


def check_names(names: Iterable[str]) -> None:
    """Raise `WrongUse` at the first name that is no parameter."""
    for name in names:
        if name not in _TYPES:
            raise WrongUse(f"Onbekende parameter '{name}'.{suggest(name, PARAMETERS)} Bekend zijn: {', '.join(PARAMETERS)}.")


def _convert(name: str, value: Any) -> Any:
    kind = _TYPES[name]
    try:
        converted = msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise WrongUse(f"Parameter '{name}' moet {_KINDS[kind]} zijn; gegeven is {value!r}.") from error
    if name in _LEAST and converted < _LEAST[name]:
        raise WrongUse(f"Parameter '{name}' moet ten minste {_LEAST[name]} zijn; gegeven is {value!r}.")
    codes = {
        "gemeenten_uitgesloten": (r"\d{4}", "een CBS-code van vier cijfers, zoals 0893"),
        "zonder_aanbieders": (r"\d{8}", "een AGB-code van acht cijfers, zoals 03030303"),
    }
    if name in codes:
        pattern, what = codes[name]
        for code in converted:
            if not re.fullmatch(pattern, code):
                raise WrongUse(f"Parameter '{name}': '{code}' is niet {what}. Schrijf voorloopnullen mee.")
    return converted


def parse(pairs: Iterable[str]) -> dict[str, Any]:
    """Read `naam=waarde` texts of a command line into JSON literals; lists are written with commas.

    A CBS code keeps its leading zero, for texts stay texts.

    Raises:
        WrongUse: no `=`, an unknown name, or a value of the wrong kind.
    """
    literals: dict[str, Any] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator:
            raise WrongUse(f"'{pair}' is geen parameter. Schrijf naam=waarde, zoals peildatum=2024-08-01.")
        check_names([name])
        literals[name] = _from_text(name, text.strip())
    from_parameters(**literals)
    return literals


def _from_text(name: str, text: str) -> Any:
    kind = _TYPES[name]
    if kind == list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind is bool:
        known = {"true": True, "ja": True, "false": False, "nee": False}
        return known.get(text.casefold(), text)
    if kind is int:
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    return text
