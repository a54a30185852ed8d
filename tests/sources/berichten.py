"""Small iJw messages and readers of what became of them, shared by the tests of `sources`."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from jeugdlib.sources.delivery import Outcome, read_delivery

KEY = b"een sleutel voor de tests"
# From the test range; all pass the elfproef.
BSN, OTHER_BSN = "999901230", "999904565"
GEMEENTE, AGB = "0901", "03030303"
CODES = {"301": "436", "302": "437", "305": "438", "307": "440", "323": "490", "325": "491"}


def message(
    number: str, body: str, *, version: str = "3_2", own: str = "b", basis: str = "i", code: str | None = None, ident: str = "B1"
) -> str:
    """Give a whole message; in `body` the prefixes are written as `b:` and `i:`."""
    to_aanbieder = number in ("301", "302", "325")
    afzender, ontvanger = (GEMEENTE, AGB) if to_aanbieder else (AGB, GEMEENTE)
    major, minor = version.split("_")
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<b:Bericht xmlns:b="http://www.istandaarden.nl/ijw/{version}/jw{number}/schema" xmlns:i="http://www.istandaarden.nl/ijw/{version}/basisschema/schema">
<b:Header><b:BerichtCode>{code or CODES[number]}</b:BerichtCode><b:BerichtVersie>{major}</b:BerichtVersie>
<b:BerichtSubversie>{minor}</b:BerichtSubversie>
<b:Afzender>{afzender}</b:Afzender><b:Ontvanger>{ontvanger}</b:Ontvanger>
<b:BerichtIdentificatie><i:Identificatie>{ident}</i:Identificatie><i:Dagtekening>2023-02-01</i:Dagtekening></b:BerichtIdentificatie>
<b:XsdVersie><i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie></b:XsdVersie></b:Header>
{body}
</b:Bericht>"""
    for old, new in (("b", own), ("i", basis)):
        if new != old:
            text = text.replace(f"<{old}:", f"<{new}:").replace(f"</{old}:", f"</{new}:").replace(f"xmlns:{old}=", f"xmlns:{new}=")
    return text


def product(nummer: str = "7001", **given: str | None) -> str:
    """Give a ToegewezenProduct: 3 hours a week of 45A05 through 2023, unless told otherwise; None leaves a field out."""
    said: dict[str, str | None] = {
        "referentie": None, "categorie": "45", "code": "45A05", "datum": "2023-01-10", "tijd": "09:30:00", "ingang": "2023-01-15",
        "eind": "2023-12-31", "reden": None, "volume": "3", "eenheid": "04", "frequentie": "2", "budget": None,
    } | given  # fmt: skip

    def tag(name: str, value: str | None, prefix: str = "b") -> str:
        return f"<{prefix}:{name}>{value}</{prefix}:{name}>" if value is not None else ""

    inner = tag("Categorie", said["categorie"], "i") + tag("Code", said["code"], "i")
    omvang = tag("Volume", said["volume"], "i") + tag("Eenheid", said["eenheid"], "i") + tag("Frequentie", said["frequentie"], "i")
    return (
        "<b:ToegewezenProduct>"
        + tag("ToewijzingNummer", nummer)
        + tag("ReferentieAanbieder", said["referentie"])
        + (f"<b:Product>{inner}</b:Product>" if inner else "")
        + tag("Toewijzingsdatum", said["datum"])
        + tag("Toewijzingstijd", said["tijd"])
        + tag("Ingangsdatum", said["ingang"])
        + tag("Einddatum", said["eind"])
        + tag("RedenWijziging", said["reden"])
        + (f"<b:Omvang>{omvang}</b:Omvang>" if omvang else "")
        + tag("Budget", said["budget"])
        + "<b:Commentaar>Geheime opmerking</b:Commentaar></b:ToegewezenProduct>"
    )


def jw301(*products: str, bsn: str = BSN, born: str = "2009-05-06", sex: str = "2", **how: Any) -> str:
    """Give a JW301 with a name, an address and a relation, as real ones have."""
    client = f"""<b:Client><b:Bsn>{bsn}</b:Bsn><b:Geboortedatum><i:Datum>{born}</i:Datum></b:Geboortedatum><b:Geslacht>{sex}</b:Geslacht>
<b:Naam><i:Geslachtsnaam><i:Achternaam>Kievitsbloem</i:Achternaam></i:Geslachtsnaam><i:NaamGebruik>1</i:NaamGebruik></b:Naam>
<b:Relaties><b:Relatie><b:Nummer>1</b:Nummer><b:Soort>10</b:Soort><b:Geboortedatum><i:Datum>1975-01-01</i:Datum></b:Geboortedatum>
<b:Geslacht>1</b:Geslacht><b:Naam><i:Geslachtsnaam><i:Achternaam>Otterspoor</i:Achternaam></i:Geslachtsnaam><i:NaamGebruik>1</i:NaamGebruik></b:Naam>
<b:Contact><b:Soort>01</b:Soort></b:Contact></b:Relatie></b:Relaties>
<b:Contactgegevens><b:Contact><b:Soort>01</b:Soort><b:Adres><i:Straatnaam>Zandoogjespad</i:Straatnaam></b:Adres></b:Contact></b:Contactgegevens>
<b:ToegewezenProducten>{"".join(products) or product()}</b:ToegewezenProducten></b:Client>"""
    return message("301", client, **how)


def prestatie(referentie: str = "R1", **given: str | None) -> str:
    """Give a Prestatie: 4 hours of 60 euro in February 2023, unless told otherwise; None leaves a field out."""
    said: dict[str, str | None] = {
        "vorig": None, "nummer": "7001", "categorie": "45", "code": "45A05", "begin": "2023-02-01", "eind": "2023-02-28",
        "volume": "4", "eenheid": "04", "tarief": "6000", "bedrag": "24000", "dc": "D",
    } | given  # fmt: skip
    vorig = f"<i:VorigReferentieNummer>{said['vorig']}</i:VorigReferentieNummer>" if said["vorig"] else ""
    tarief = f"<b:ProductTarief>{said['tarief']}</b:ProductTarief>" if said["tarief"] else ""
    return (
        f"<b:Prestatie><b:ProductReferentie><i:ReferentieNummer>{referentie}</i:ReferentieNummer>{vorig}</b:ProductReferentie>"
        f"<b:ToewijzingNummer>{said['nummer']}</b:ToewijzingNummer><b:ProductCategorie>{said['categorie']}</b:ProductCategorie>"
        f"<b:ProductCode>{said['code']}</b:ProductCode><b:ProductPeriode><i:Begindatum>{said['begin']}</i:Begindatum>"
        f"<i:Einddatum>{said['eind']}</i:Einddatum></b:ProductPeriode><b:GeleverdVolume>{said['volume']}</b:GeleverdVolume>"
        f"<b:Eenheid>{said['eenheid']}</b:Eenheid>{tarief}<b:IngediendBedrag><i:Bedrag>{said['bedrag']}</i:Bedrag>"
        f"<i:DebetCredit>{said['dc']}</i:DebetCredit></b:IngediendBedrag></b:Prestatie>"
    )


def jw323(*clients: tuple[str, Sequence[str]], total: int | None = None, total_dc: str = "D", nummer: str = "DEC1", **how: Any) -> str:
    """Give a JW323; each client is (bsn, prestaties)."""
    filled = clients or ((BSN, [prestatie()]),)
    amount = 24000 if total is None else total
    inner = "".join(f"<b:Client><b:Bsn>{bsn}</b:Bsn><b:Prestaties>{''.join(lines)}</b:Prestaties></b:Client>" for bsn, lines in filled)
    body = f"""<b:Declaratie><b:DeclaratieNummer>{nummer}</b:DeclaratieNummer>
<b:DeclaratiePeriode><i:Begindatum>2023-02-01</i:Begindatum><i:Einddatum>2023-02-28</i:Einddatum></b:DeclaratiePeriode>
<b:DeclaratieDagtekening>2023-03-05</b:DeclaratieDagtekening>
<b:TotaalIngediendBedrag><i:TotaalBedrag>{amount}</i:TotaalBedrag><i:DebetCredit>{total_dc}</i:DebetCredit></b:TotaalIngediendBedrag>
<b:Clienten>{inner}</b:Clienten></b:Declaratie>"""
    return message("323", body, **how)


def person(inner: str) -> str:
    """Give the client of a JW305 or JW307 around its products."""
    return f"""<b:Client><b:Bsn>{BSN}</b:Bsn><b:Geboortedatum><i:Datum>2009-05-06</i:Datum></b:Geboortedatum><b:Geslacht>2</b:Geslacht>
<b:Naam><i:Geslachtsnaam><i:Achternaam>Kievitsbloem</i:Achternaam></i:Geslachtsnaam></b:Naam>{inner}</b:Client>"""


def jw305(*starts: tuple[str, str, str], **how: Any) -> str:
    """Give a JW305; each start is (toewijzingnummer, begindatum, status)."""
    inner = "".join(
        f"<b:StartProduct><b:ToewijzingNummer>{nummer}</b:ToewijzingNummer><b:ToewijzingIngangsdatum>2023-01-15</b:ToewijzingIngangsdatum>"
        f"<b:Begindatum>{begin}</b:Begindatum><b:StatusAanlevering>{status}</b:StatusAanlevering></b:StartProduct>"
        for nummer, begin, status in starts
    )
    return message("305", person(f"<b:StartProducten>{inner}</b:StartProducten>"), **how)


def jw307(nummer: str = "7001", reden: str = "31", **how: Any) -> str:
    """Give a JW307 with one stop on 30 June 2023."""
    stop = (
        f"<b:StopProducten><b:StopProduct><b:ToewijzingNummer>{nummer}</b:ToewijzingNummer><b:ToewijzingIngangsdatum>2023-01-15</b:ToewijzingIngangsdatum>"
        f"<b:Begindatum>2023-01-20</b:Begindatum><b:RedenBeeindiging>{reden}</b:RedenBeeindiging><b:Einddatum>2023-06-30</b:Einddatum>"
        "<b:StatusAanlevering>1</b:StatusAanlevering></b:StopProduct></b:StopProducten>"
    )
    return message("307", person(stop), **how)


def deliver(folder: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Write files below a new folder `levering` and return it."""
    root = folder / "levering"
    for name, content in contents.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read(folder: Path, contents: Mapping[str, str | bytes], **how: Any) -> Outcome:
    """Deliver files and read them into `folder/dataset`."""
    return read_delivery([deliver(folder, contents)], destination=folder / "dataset", key=KEY, **how)


def rows(outcome: Outcome, tabel: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the dataset that was written."""
    folder = outcome.destination / tabel
    files = sorted(folder.glob("*/*.parquet")) if folder.is_dir() else [folder.with_suffix(".parquet")]
    return [row for file in files for row in pl.read_parquet(file, hive_partitioning=False).iter_rows(named=True)]


def account(outcome: Outcome, tabel: str) -> dict[str, int]:
    """Return rows per place of a table, places with 0 rows left out."""
    found = outcome.verantwoording.filter(pl.col("tabel") == tabel).group_by("stap").agg(pl.col("rijen").sum())
    return {stap: rijen for stap, rijen in found.iter_rows() if rijen}


def refusals(outcome: Outcome) -> list[tuple[int | None, str | None, str]]:
    """Return (rij, kolom, reden) of everything that was refused."""
    return list(outcome.afgekeurd.select("rij", "kolom", "reden").iter_rows())


def zipped(path: Path, contents: Mapping[str, str | bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path
