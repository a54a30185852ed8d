"""The second opinion on the slides about aanbieders (definitions K, L and M): plain Python, line by line, from the definitions alone.

Lines are nettoregels as `oracle.Cleaned` holds them: dicts with `gemeentecode`, `agb`, `toewijzingnummer`, `productcode`, `client`,
`begindatum` and `bedrag` (cents, signed).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
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


def is_nga(line: Row, contracten: list[Row]) -> bool:
    """Say whether no contract of this aanbieder for this productcode was in force on the line's begindatum."""
    for contract in contracten:
        if contract["agb"] == line["agb"] and contract["productcode"] == line["productcode"]:
            began = contract["geldig_vanaf"] <= line["begindatum"]
            if began and (contract["geldig_tot"] is None or line["begindatum"] <= contract["geldig_tot"]):
                return False
    return True


def _by(lines: list[Row], names: tuple[str, ...]) -> list[tuple[dict, list[Row]]]:
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for line in lines:
        groups[tuple(line[name] for name in names)].append(line)
    return [(dict(zip(names, key, strict=True)), groups[key]) for key in sorted(groups)]


def nga(lines: list[Row], contracten: list[Row], names: tuple[str, ...]) -> list[Row]:
    """Compute the share of NGA in the costs per group."""
    rows = []
    for key, own in _by(lines, names) if contracten else []:
        without = [line for line in own if is_nga(line, contracten)]
        under = [line for line in own if not is_nga(line, contracten)]
        rows.append(
            key
            | {
                "kosten_cent": _total(own),
                "nga_cent": _total(without),
                "aandeel": _share(_total(without), _total(own)),
                "geheel": not under,
                "clienten": _clients(own),
                "clienten_nga": _clients(without),
                "clienten_gecontracteerd": _clients(under),
                "aanbieders_nga": len({line["agb"] for line in without}),
                "bedrijfsgegeven": bool(without) and is_business(without),
            }
        )
    return rows


def type_per_jaar(lines: list[Row], aanbieders: list[Row]) -> list[Row]:
    """Split the costs of each year over the types of aanbieder."""
    types = {row["agb"]: row["type"] or UNKNOWN for row in aanbieders}
    typed = [line | {"type": types.get(line["agb"], UNKNOWN)} for line in lines]
    rows = []
    for key, own in _by(typed, ("jaar", "type")):
        whole = [line for line in typed if line["jaar"] == key["jaar"]]
        rows.append(
            key
            | {
                "kosten_cent": _total(own),
                "totaal_cent": _total(whole),
                "aandeel": _share(_total(own), _total(whole)),
                "clienten": _clients(own),
                "clienten_totaal": _clients(whole),
                "aanbieders": len({line["agb"] for line in own}),
                "bedrijfsgegeven": is_business(own),
            }
        )
    return rows


def maatwerk_per_jaar(lines: list[Row], producten: list[Row]) -> list[Row]:
    """Split the costs of each year over maatwerk, meerwerk and the rest, where products of those kinds were there in that year."""
    rows = []
    for key, whole in _by(lines, ("jaar",)):
        first, last = date(key["jaar"], 1, 1), date(key["jaar"], 12, 31)
        split = any(
            row["zwaarte"] in ("meerwerk", "maatwerk")
            and (row["geldig_vanaf"] or date.min) <= last
            and (row["geldig_tot"] or date.max) >= first
            for row in producten
        )
        kinds = ("overig", "meerwerk", "maatwerk") if split else ("geen onderscheid",)
        for kind in kinds:
            own = [line for line in whole if not split or (line["zwaarte"] == kind if kind != "overig" else not _is_extra(line))]
            rows.append(
                key
                | {
                    "soort": kind,
                    "kosten_cent": _total(own),
                    "totaal_cent": _total(whole),
                    "aandeel": _share(_total(own), _total(whole)) if split else None,
                    "clienten": _clients(own),
                    "clienten_totaal": _clients(whole),
                    "aanbieders": len({line["agb"] for line in own}),
                    "bedrijfsgegeven": bool(own) and is_business(own),
                }
            )
    return rows


def aanbieders_per_maand(lines: list[Row], contracten: list[Row]) -> list[Row]:
    """Count the aanbieders of each month, once each: under contract for something they declared, or for nothing."""
    months: dict[date, list[Row]] = defaultdict(list)
    for line in lines:
        if line["bedrag"] > 0:
            months[line["begindatum"].replace(day=1)].append(line)
    rows = []
    for month in sorted(months):
        status: dict[str, list[str]] = defaultdict(list)
        for agb in {line["agb"] for line in months[month]}:
            own = [line for line in months[month] if line["agb"] == agb]
            known = "NGA" if all(is_nga(line, contracten) for line in own) else "gecontracteerd"
            status[known if contracten else UNKNOWN].append(agb)
        for name in sorted(status):
            clients = {line["client"] for line in months[month] if line["agb"] in status[name]}
            rows.append({"maand": month, "contractstatus": name, "aanbieders": len(status[name]), "clienten": len(clients)})
    return rows


def concentratie(lines: list[Row]) -> list[Row]:
    """Say how far the costs of each year lie with few aanbieders."""
    rows = []
    for key, own in _by(lines, ("jaar",)):
        each = {agb: _total([line for line in own if line["agb"] == agb]) for agb in {line["agb"] for line in own}}
        each = {agb: cent for agb, cent in each.items() if cent > 0}
        if not each:
            continue
        whole, reached, needed = sum(each.values()), 0, 0
        for cent in sorted(each.values(), reverse=True):
            if reached * 5 < whole * 4:
                reached, needed = reached + cent, needed + 1
        rows.append(
            key
            | {
                "aanbieders": len(each),
                "kosten_cent": whole,
                "hhi": sum((Fraction(100 * cent, whole) ** 2 for cent in each.values()), Fraction(0)),
                "aanbieders_80": needed,
                "grootste_aandeel": Fraction(max(each.values()), whole),
                "clienten": _clients([line for line in own if line["agb"] in each]),
            }
        )
    return rows
