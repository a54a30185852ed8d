"""What the slide aanbieders says: with how many aanbieders the gemeente works, with and without a contract, and where the money is."""

from collections.abc import Mapping
from datetime import date

from jeugdlib import words
from jeugdlib.disclosure import Disclosed, require
from jeugdlib.sentences import zorgkosten
from jeugdlib.sentences.shared import NOTHING, Row

ONBEKEND = "onbekend"


def open_vanaf(kosten: Disclosed, *, peildatum: date) -> date | None:
    """Return the first month that is no measure: a part of its lines is still to come, or the peildatum lies within it.

    Args:
        kosten: `maand`, `volledigheid` of the costs per month.
        peildatum: first day that is not observed.
    """
    late = zorgkosten.open_vanaf(kosten)
    cut = peildatum.replace(day=1) if peildatum.day > 1 else None
    return min((month for month in (late, cut) if month is not None), default=None)


def per_maand(maanden: Disclosed, *, voor: date | None = None) -> list[str]:
    """Say how many aanbieders declared in the last whole month, and in the same month a year before.

    Args:
        maanden: `maand`, `contractstatus`, `aanbieders`.
        voor: the first month of which a part is still to come; that and later months are no measure.
    """
    months: dict[date, dict[str, int]] = {}
    for row in require(maanden).frame.iter_rows(named=True):
        if voor is None or row["maand"] < voor:
            months.setdefault(row["maand"], {})[row["contractstatus"]] = row["aanbieders"]
    if not months:
        return [NOTHING]
    last = max(months)
    said = [f"In {words.month(last)} declareerden {_count(months[last], ' (NGA)')}."]
    before = months.get(last.replace(year=last.year - 1))
    if before is not None:
        new, old = sum(months[last].values()), sum(before.values())
        more = f"{words.number(abs(new - old))} {'meer' if new > old else 'minder'}" if new != old else "evenveel"
        same = "als" if new == old else "dan"
        said.append(f"Dat zijn er {more} {same} in {words.month(last.replace(year=last.year - 1))} ({_count(before)}).")
        extra = months[last].get("NGA", 0) - before.get("NGA", 0)
        if ONBEKEND not in months[last] and new > old and extra > 0:
            said.append("De stijging komt geheel door aanbieders zonder contract." if extra >= new - old else _partly(extra, new - old))
    return said


def zinnen(maanden: Disclosed, jaren: Disclosed, *, deels: Mapping[int, str], voor: date | None = None) -> list[str]:
    """Say how many aanbieders there are, and with how few of them the money is.

    Args:
        maanden: `maand`, `contractstatus`, `aanbieders`.
        jaren: `jaar`, `aanbieders`, `hhi`, `aanbieders_80`.
        deels: years that were seen in part, with which part.
        voor: the first month of which a part is still to come.
    """
    said = per_maand(maanden, voor=voor)
    return said if said == [NOTHING] else [" ".join(said), *concentratie(jaren, deels=deels)]


def concentratie(jaren: Disclosed, *, deels: Mapping[int, str]) -> list[str]:
    """Say how many aanbieders have four fifths of the costs, and how the HHI went.

    Args:
        jaren: `jaar`, `aanbieders`, `hhi`, `aanbieders_80`.
        deels: years that were seen in part, with which part.
    """
    known = [row for row in require(jaren).frame.to_dicts() if row["hhi"] is not None]
    if not known:
        return []
    last = known[-1]
    year = words.in_year(last["jaar"], deels)
    said = [f"In {year} hadden {_few(last)} samen ten minste 80% van de kosten."]
    if len(known) > 1:
        first = known[0]
        then = words.in_year(first["jaar"], deels)
        new, old = words.number(last["hhi"]), words.number(first["hhi"])
        if new == old:
            said.append(f"De maat voor concentratie (HHI) was {new}, even hoog als in {then}.")
        else:
            way = "bij minder" if last["hhi"] > first["hhi"] else "gespreid over meer"
            said.append(f"De maat voor concentratie (HHI) was {new}; in {then} was die {old}. Het geld zit nu {way} aanbieders.")
    return said


def hoofdpunten(
    maanden: Disclosed, jaren: Disclosed, *, deels: Mapping[int, str], voor: date | None = None, regio: Disclosed | None = None
) -> list[str]:
    """Say the number of aanbieders first, then its change, then the concentration, beside that of the region.

    Args:
        maanden: `maand`, `contractstatus`, `aanbieders`.
        jaren: `jaar`, `aanbieders`, `hhi`, `aanbieders_80`.
        deels: years that were seen in part, with which part.
        voor: the first month of which a part is still to come.
        regio: the same table as `jaren` of the region.
    """
    counted = per_maand(maanden, voor=voor)
    if counted == [NOTHING]:
        return []
    said = [counted[0], *([" ".join(counted[1:])] if len(counted) > 1 else []), *concentratie(jaren, deels=deels)[:1]]
    known = [row for row in require(jaren).frame.to_dicts() if row["hhi"] is not None]
    beside = {row["jaar"]: row for row in require(regio).frame.to_dicts() if row["hhi"] is not None} if regio else {}
    if known and known[-1]["jaar"] in beside:
        said.append(f"In de regio zijn dat {_few(beside[known[-1]['jaar']])}.")
    elif len(told := concentratie(jaren, deels=deels)) > 1:
        said.append(told[1])
    return said


def _count(months: Mapping[str, int], nga: str = "") -> str:
    total = words.plural(sum(months.values()), "aanbieder", "aanbieders")
    if ONBEKEND in months:
        return total
    return f"{total}, {words.number(months.get('gecontracteerd', 0))} met en {words.number(months.get('NGA', 0))} zonder contract{nga}"


def _few(row: Row) -> str:
    noun = "aanbieder" if row["aanbieders"] == 1 else "aanbieders"
    return f"{words.in_words(row['aanbieders_80'])} van de {words.in_words(row['aanbieders'])} {noun}"


def _partly(extra: int, rise: int) -> str:
    return f"Van die stijging komt {words.share(extra / rise, 0)} door aanbieders zonder contract."
