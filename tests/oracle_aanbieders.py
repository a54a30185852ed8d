"""The second opinion on the slides about aanbieders (definitions K, L and M): plain Python, line by line, from the definitions alone.

Lines are nettoregels as `oracle.Cleaned` holds them: dicts with `gemeentecode`, `agb`, `toewijzingnummer`, `productcode`, `client`,
`begindatum` and `bedrag` (cents, signed).
"""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction

from oracle import ORDER, Row, half_away, product_on

UNKNOWN = "onbekend"
NONE = "zonder zwaarte"


def described(lines: list[Row], producten: list[Row]) -> list[Row]:
    """Give each line its year and what its product is on its begindatum."""
    found = []
    for line in lines:
        product = product_on(producten, line["productcode"], line["begindatum"]) or {}
        found.append(
            line
            | {
                "jaar": line["begindatum"].year,
                "productgroep": product.get("productgroep") or UNKNOWN,
                "segment": product.get("segment") or UNKNOWN,
                "zwaarte": product.get("zwaarte") or NONE,
            }
        )
    return found


def _total(lines: list[Row]) -> int:
    return sum(line["bedrag"] for line in lines)


def _clients(lines: list[Row]) -> int:
    return len({line["client"] for line in lines})


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole > 0 else None


def is_business(lines: list[Row]) -> bool:
    """Say whether amounts tell of one aanbieder: fewer than three of them, or one with more than 80%."""
    each: dict[str, int] = defaultdict(int)
    for line in lines:
        each[line["agb"]] += line["bedrag"]
    whole = sum(each.values())
    return len(each) < 3 or whole <= 0 or Fraction(max(each.values()), whole) > Fraction(4, 5)


def _is_extra(line: Row) -> bool:
    return line["zwaarte"] in ("meerwerk", "maatwerk")


def largest(lines: list[Row]) -> dict[str, set[str]]:
    """Name per productgroep the aanbieder with the highest costs; the first by code where some are equal."""
    chosen = {}
    for group in {line["productgroep"] for line in lines}:
        own = [line for line in lines if line["productgroep"] == group]
        codes = sorted({line["agb"] for line in own})
        chosen[group] = {max(codes, key=lambda agb: (_total([line for line in own if line["agb"] == agb]), -codes.index(agb)))}
    return chosen


def zwaarte_per_jaar(lines: list[Row], without: dict[str, set[str]] | None = None) -> list[Row]:
    """Split the costs of every productgroep and year over the zwaartes."""
    rows = []
    for group in sorted({line["productgroep"] for line in lines}):
        for jaar in sorted({line["jaar"] for line in lines}):
            whole = [line for line in lines if (line["productgroep"], line["jaar"]) == (group, jaar)]
            gone = [line for line in whole if line["agb"] in (without or {}).get(group, set())]
            own = [line for line in whole if line not in gone]
            for zwaarte in (*ORDER, NONE):
                cell = [line for line in own if line["zwaarte"] == zwaarte]
                if not cell:
                    continue
                row = {
                    "productgroep": group,
                    "jaar": jaar,
                    "zwaarte": zwaarte,
                    "kosten_cent": _total(cell),
                    "totaal_cent": _total(own),
                    "aandeel": _share(_total(cell), _total(own)),
                    "clienten": _clients(cell),
                    "clienten_pxq": _clients([line for line in own if _is_extra(line)]),
                    "clienten_overig": _clients([line for line in own if not _is_extra(line)]),
                    "bedrijfsgegeven": is_business(cell) or bool(gone and is_business(gone)),
                }
                if without is not None:
                    row["clienten_weg"] = _clients([line for line in gone if line["zwaarte"] == zwaarte])
                    row["clienten_pxq_weg"] = _clients([line for line in gone if _is_extra(line)])
                    row["clienten_overig_weg"] = _clients([line for line in gone if not _is_extra(line)])
                rows.append(row)
    return rows


def pxq_aandeel(lines: list[Row], without: dict[str, set[str]] | None = None) -> list[Row]:
    """Compute the share of meerwerk and maatwerk per productgroep and year, of productgroepen with a zwaarte."""
    kept = [line for line in lines if line["agb"] not in (without or {}).get(line["productgroep"], set())]
    rows = []
    for group in sorted({line["productgroep"] for line in kept}):
        if all(line["zwaarte"] == NONE for line in kept if line["productgroep"] == group):
            continue
        for jaar in sorted({line["jaar"] for line in kept if line["productgroep"] == group}):
            own = [line for line in kept if (line["productgroep"], line["jaar"]) == (group, jaar)]
            extra = [line for line in own if _is_extra(line)]
            rows.append(
                {
                    "productgroep": group,
                    "jaar": jaar,
                    "pxq_cent": _total(extra),
                    "totaal_cent": _total(own),
                    "aandeel": _share(_total(extra), _total(own)),
                    "clienten_pxq": _clients(extra),
                    "clienten_overig": _clients([line for line in own if line not in extra]),
                }
            )
    return rows


def chosen_everywhere(lines: list[Row], codes: Collection[str]) -> dict[str, set[str]]:
    """Leave the same aanbieders out of every productgroep."""
    return {line["productgroep"]: set(codes) for line in lines}


def factsheet(lines: list[Row], periods: list[Row], jaar: int) -> list[Row]:
    """Describe every productgroep that had care or costs in a year; periods as `oracle.care_periods` makes them."""
    care = [period for period in periods if period["begin"].year <= jaar <= period["eind"].year]
    of_year = [line for line in lines if line["jaar"] == jaar]
    rows = []
    for group in sorted({period["productgroep"] or UNKNOWN for period in care} | {line["productgroep"] for line in of_year}):
        own_care = [period for period in care if (period["productgroep"] or UNKNOWN) == group]
        own = [line for line in of_year if line["productgroep"] == group]
        payers = [client for client in {line["client"] for line in own} if _total([x for x in own if x["client"] == client]) > 0]
        each = Fraction(_total(own), len(payers)) if payers else None
        rows.append(
            {
                "productgroep": group,
                "jaar": jaar,
                "clienten": len({period["client"] for period in own_care}),
                "toewijzingen": len({(period["gemeentecode"], period["toewijzingnummer"]) for period in own_care}),
                "aanbieders": len({period["agb"] for period in own_care}),
                "kosten_cent": _total(own),
                "clienten_met_kosten": len(payers),
                "kosten_per_client_cent": None if each is None else half_away(each),
                "bedrijfsgegeven": bool(own) and is_business(own),
            }
        )
    return rows
