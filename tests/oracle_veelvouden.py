"""The second opinion on the figures per gemeente: plain Python, row by row, from the page and not from the code."""

from datetime import date

from oracle import Answer, Row
from oracle_kosten import clients, cost, each, in_year, whole_years


def table_per_gemeente(answer: Answer, young: dict[tuple[str, int], int], names: dict[str, str]) -> list[Row]:
    """Care and costs of each gemeente and year in which it has either."""
    rows = []
    years = range(answer.choices["analyse_begin"].year - 1, answer.choices["peildatum"].year + 2)
    codes = {line["gemeentecode"] for line in answer.cleaned.nettoregels} | {period["gemeentecode"] for period in answer.periods}
    for code in sorted(codes):
        for year in years:
            cared = [period for period in answer.periods if period["gemeentecode"] == code and in_year(period, year)]
            lines = [
                line
                for line in answer.cleaned.nettoregels
                if line["gemeentecode"] == code and date(year, 1, 1) <= line["begindatum"] <= date(year, 12, 31)
            ]
            if not cared and not lines:
                continue
            known, whole = young.get((code, year)), year in whole_years(answer)
            rows.append(
                {
                    "gemeente": names.get(code, code),
                    "jaar": year,
                    "clienten": clients(cared),
                    "toewijzingen": len(cared),
                    "kosten_cent": cost(lines),
                    "kosten_per_client_cent": each(cost(lines), clients(lines)),
                    "clienten_per_1000": clients(cared) * 1000 / known if known and whole else None,
                    "volledig": whole,
                    "betalers": clients(lines),
                    "gemeentecode": code,
                }
            )
    return rows
