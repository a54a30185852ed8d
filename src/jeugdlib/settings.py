"""One run's choices: every parameter of every notebook, typed and checked in one place.

Parameters travel as JSON literals (papermill, command line); here they become a frozen object. Source of the defaults:
definitions 0, B, D, J and M.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from jeugdlib.definitions import OMVANG_METHODEN
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
        indexatie: agreed rise of prices in percent per year, as "2023=4.5"; a year that is not named has none.
        omvang_methode: how an omvang per week or month becomes a volume: "landelijk" (broken weeks and months whole) or "naar_rato".
        norm_marge_maanden: how many months from its norm a length still is around it.
        norm_aandeel: percentage of the paths around the norm from which the norm is representative.
        min_clienten: fewest clients in the last whole year on whom a productgroep is judged.
        beslisdrempels: thresholds of the beslisboom that differ from its rule table, as "variatie=10".
        eis_gevuld: percentage of filled rows from which a delivery counts as having a piece of data.
        drempel: smallest count that may leave.
        onderdrukken: hide small counts; False is for work inside only.
        dominantie: hide amounts that show what one aanbieder earns, too.
        vergelijk_zonder: AGB codes of aanbieders to leave out of one of two figures that stand side by side; empty means the largest.
        factsheet_jaar: year of the fact sheets; 0 means the last whole year.
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
    indexatie: list[str] = []
    omvang_methode: str = "landelijk"
    norm_marge_maanden: int = 1
    norm_aandeel: int = 25
    min_clienten: int = 55
    beslisdrempels: list[str] = []
    eis_gevuld: int = 90
    drempel: int = 10
    onderdrukken: bool = True
    dominantie: bool = False
    vergelijk_zonder: list[str] = []
    factsheet_jaar: int = 0


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
_LEAST = {
    "drempel": 5,
    "max_gat_maanden": 0,
    "max_overdracht_dagen": 0,
    "max_leeftijd": 0,
    "factsheet_jaar": 0,
    "norm_marge_maanden": 0,
    "norm_aandeel": 1,
    "min_clienten": 1,
    "eis_gevuld": 1,
}


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
    if name in ("norm_aandeel", "eis_gevuld") and converted > 100:
        raise WrongUse(f"Parameter '{name}' is een percentage en mag hooguit 100 zijn; gegeven is {value!r}.")
    for pair in converted if name == "beslisdrempels" else []:
        if not re.fullmatch(r"[a-z_]+=\d+(\.\d+)?", pair):
            raise WrongUse(f"Parameter 'beslisdrempels': '{pair}' is geen drempel. Schrijf criterium=getal, zoals variatie=10.")
    if name == "omvang_methode" and converted not in OMVANG_METHODEN:
        hint = suggest(converted, OMVANG_METHODEN)
        raise WrongUse(f"Parameter 'omvang_methode': '{converted}' bestaat niet.{hint} Kies uit: {', '.join(OMVANG_METHODEN)}.")
    codes = {
        "gemeenten_uitgesloten": (r"\d{4}", "een CBS-code van vier cijfers, zoals 0893"),
        "zonder_aanbieders": (r"\d{8}", "een AGB-code van acht cijfers, zoals 03030303"),
        "vergelijk_zonder": (r"\d{8}", "een AGB-code van acht cijfers, zoals 03030303"),
    }
    if name in codes:
        pattern, what = codes[name]
        for code in converted:
            if not re.fullmatch(pattern, code):
                raise WrongUse(f"Parameter '{name}': '{code}' is niet {what}. Schrijf voorloopnullen mee.")
    if name == "indexatie":
        _check_index(list(converted))
    return converted


def _check_index(pairs: Any) -> None:
    for pair in pairs:
        if not re.fullmatch(r"\d{4}=-?\d+(\.\d+)?", pair):
            raise WrongUse(f"Parameter 'indexatie': '{pair}' is niet een jaar met een percentage, zoals 2023=4.5 (met een punt).")
    if len({pair[:4] for pair in pairs}) < len(pairs):
        raise WrongUse("Parameter 'indexatie' noemt een jaar meer dan één keer.")


def percentages(pairs: Iterable[str]) -> dict[int, float]:
    """Read checked texts such as "2023=4.5" as a fraction per year."""
    return {int(pair[:4]): float(pair[5:]) / 100 for pair in pairs}


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
