"""Which column of a flat file is which: canonical names, their synonyms, and the user's own `kolommen.toml`.

A table is recognised by its columns, never by the name of its file. A file with a child's number or a toewijzing in it is
never taken for a small table, so that a name column of children cannot pass for that of aanbieders.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jeugdlib import model
from jeugdlib.errors import DeliveryError, suggest

MAPPING_FILE: Final = "kolommen.toml"

FACTS: Final[dict[str, tuple[str, ...]]] = {name: tuple(schema.column_names()) for name, schema in model.TABLES.items()}
ORIGIN: Final = ("bsn_fout", "bestand", "rij")  # what every row carries until it is judged
# `client` is made from the delivered bsn or client number.
DELIVERED: Final[dict[str, tuple[str, ...]]] = {
    name: ("bsn", *columns) if "client" in columns else columns for name, columns in FACTS.items()
}

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "toewijzingen": ("toewijzingnummer", "gemeentecode", "client", "agb", "ingangsdatum"),
    "declaraties": (
        "referentienummer",
        "toewijzingnummer",
        "gemeentecode",
        "client",
        "agb",
        "productcode",
        "begindatum",
        "einddatum",
        "bedrag",
    ),
    "startberichten": ("toewijzingnummer", "gemeentecode", "agb", "begindatum", "status_aanlevering"),
    "stopberichten": ("toewijzingnummer", "gemeentecode", "agb", "begindatum", "einddatum", "reden_beeindiging", "status_aanlevering"),
    "producten": ("productcode", "productnaam", "productgroep", "financieringsvorm"),
    "aanbieders": ("agb", "naam"),
    "contracten": ("agb", "productcode", "geldig_vanaf"),
    "gemeenten": ("gemeentecode", "naam"),
    "jeugdigen": ("gemeentecode", "jaar", "leeftijdsklasse", "aantal"),
    "plekken": ("gemeentecode", "productcode", "geldig_vanaf", "plekken"),
    "afspraken": ("jaar", "agb", "plafond"),
    "productvertaling": ("oude_code", "nieuwe_code", "per_datum"),
}

# In this order: the first table of which one of these sets of columns is there.
_SIGNATURES: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = tuple(
    (table, tuple(frozenset(names.split()) for names in sets))
    for table, sets in (
        ("declaraties", ("referentienummer", "debet_credit", "bedrag")),
        ("stopberichten", ("reden_beeindiging",)),
        ("startberichten", ("status_aanlevering",)),
        ("toewijzingen", ("toewijzingnummer", "ingangsdatum", "bsn", "client")),
        ("productvertaling", ("oude_code", "nieuwe_code")),
        ("afspraken", ("plafond",)),
        ("plekken", ("plekken",)),
        ("jeugdigen", ("leeftijdsklasse",)),
        ("producten", ("financieringsvorm", "productgroep", "productnaam")),
        ("contracten", ("agb productcode", "agb geldig_vanaf")),
        ("aanbieders", ("agb naam", "agb concern")),
        ("gemeenten", ("gemeentecode naam", "gemeentecode regio")),
    )
)

# Common headings in exports; written without capitals, spaces and signs. A name that is canonical elsewhere is no synonym.
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "toewijzingnummer": ("toewijzingsnummer", "toewijzingnr", "toewijzingsnr", "toewijzingid", "beschikkingsproductnummer"),
    "gemeentecode": ("gemeente", "cbscode", "gemcode", "codegemeente", "gemeentenummer", "cbsgemeentecode"),
    "bsn": ("burgerservicenummer", "bsnclient", "clientbsn", "sofinummer", "bsnnummer"),
    "client": ("clientnummer", "clientnr", "clientid", "pseudobsn", "bsnpseudoniem", "pseudoniem", "jeugdige"),
    "geboortedatum": ("geboortedatumclient", "geboren", "gebdatum", "gebdat", "datumgeboorte"),
    "geslacht": ("sexe", "gender", "geslachtclient"),
    "agb": (
        "agbcode",
        "agbcodeaanbieder",
        "aanbiederagb",
        "agbaanbieder",
        "aanbiedercode",
        "agbcodezorgaanbieder",
        "agbnummer",
        "aanbieder",
    ),
    "productcategorie": ("productcategoriecode", "categorie", "categoriecode", "codecategorie"),
    "productcode": ("product", "codeproduct", "zorgproduct", "zorgproductcode"),
    "toewijzingsdatum": ("datumtoewijzing", "toewijzingdatum"),
    "toewijzingstijd": ("tijdtoewijzing", "toewijzingtijd"),
    "ingangsdatum": ("startdatum", "datumingang", "ingangsdatumtoewijzing", "toewijzingingangsdatum", "startdatumtoewijzing"),
    "begindatum": ("startdatumprestatie", "begindatumproductperiode", "productperiodebegindatum", "begindatumprestatie", "begin"),
    "einddatum": (
        "einddatumtoewijzing",
        "einddatumproductperiode",
        "productperiodeeinddatum",
        "einddatumprestatie",
        "datumeinde",
        "eind",
        "einde",
    ),
    "volume": ("geleverdvolume", "omvang", "hoeveelheid", "omvangvolume"),
    "eenheid": ("eenheidcode", "omvangeenheid", "codeeenheid"),
    "frequentie": ("frequentiecode", "omvangfrequentie"),
    "budget": ("budgetbedrag", "maximaalbudget"),
    "reden_wijziging": ("redenwijzigingtoewijzing", "redenwijzigingcode"),
    "referentie_aanbieder": ("referentieaanbieder", "kenmerkaanbieder"),
    "referentienummer": ("referentienr", "prestatienummer", "declaratieregelnummer", "productreferentie"),
    "vorig_referentienummer": ("vorigreferentienr", "referentienummervorig"),
    "tarief": ("producttarief", "tariefbedrag"),
    "bedrag": ("ingediendbedrag", "gedeclareerdbedrag", "declaratiebedrag", "bedragineuro", "bedrageuro"),
    "debet_credit": ("debetcreditcode", "dc", "indicatiedebetcredit", "debetofcredit"),
    "declaratienummer": ("declaratienr", "factuurnummer", "declaratiefactuurnummer"),
    "dagtekening": ("declaratiedagtekening", "declaratiedatum", "factuurdatum", "dagtekeningdeclaratie"),
    "reden_beeindiging": ("redenbeindiging", "redenstop", "redenbeeindigingcode"),
    "status_aanlevering": ("statusaanleveringcode",),
    "productnaam": ("productomschrijving", "omschrijvingproduct", "naamproduct"),
    "productgroep": ("productgroepnaam", "groepproduct"),
    "zwaarte": ("zwaarteklasse", "intensiteit"),
    "financieringsvorm": ("bekostiging", "bekostigingsvorm", "bekostigingswijze"),
    "normvolume_uren": ("normvolume", "normuren"),
    "normdoorlooptijd_maanden": ("normdoorlooptijd",),
    "geldig_vanaf": ("geldigvan", "vanaf", "ingangsdatumcontract"),
    "geldig_tot": ("geldigtotenmet", "geldigtm", "totenmet"),
    "naam": ("aanbiedernaam", "naamaanbieder", "gemeentenaam", "naamgemeente"),
    "type": ("typeaanbieder", "aanbiedertype"),
    "concern": ("concernnaam", "moederorganisatie"),
    "regio": ("regionaam", "jeugdregio", "jeugdzorgregio"),
    "plekken": ("aantalplekken", "capaciteit"),
    "plafond": ("budgetplafond", "plafondbedrag"),
    "per_datum": ("perdatum",),
}


def simple(heading: str) -> str:
    """Return a heading without capitals, accents on e, spaces and signs: `Debet/Credit` is `debetcredit`."""
    return re.sub(r"[^0-9a-z]", "", heading.casefold().replace("ë", "e").replace("é", "e").replace("ï", "i"))


_CANONICAL: Final = {simple(name): name for columns in DELIVERED.values() for name in columns}
_KNOWN: Final = {synonym: name for name, synonyms in _SYNONYMS.items() for synonym in synonyms} | _CANONICAL


@dataclass(frozen=True)
class Recognised:
    """A header that was recognised: the table, and for each canonical column its place in the row and its own heading."""

    tabel: str
    places: dict[str, int]
    headings: dict[str, str]


def read_mapping(text: str, source: str) -> dict[str, str]:
    """Read a `kolommen.toml`: canonical name = heading in the file.

    Returns:
        Simple heading -> canonical name.

    Raises:
        DeliveryError: no TOML, an unknown canonical name, or a value that is no text.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeliveryError(
            f"'{source}' is geen geldig TOML-bestand: {error}. Schrijf regels zoals: bedrag = \"Gedeclareerd bedrag\""
        ) from None
    mapping: dict[str, str] = {}
    canonical = set(_CANONICAL.values())
    for ours, theirs in content.items():
        if ours not in canonical:
            raise DeliveryError(
                f"'{source}' noemt de onbekende kolom '{ours}'.{suggest(ours, canonical)} Schrijf: onze_naam = \"uw kolomkop\""
            )
        if not isinstance(theirs, str) or not simple(theirs):
            raise DeliveryError(f"'{source}': achter '{ours}' hoort een kolomkop tussen aanhalingstekens.")
        mapping[simple(theirs)] = ours
    return mapping


def find_mapping(folder: Path, root: Path) -> dict[str, str]:
    """Read the nearest `kolommen.toml`, from the file's own folder up to the delivered folder."""
    for place in (folder, *folder.parents):
        file = place / MAPPING_FILE
        if file.is_file():
            try:
                return read_mapping(file.read_text(encoding="utf-8-sig"), file.name)
            except UnicodeDecodeError:
                raise DeliveryError(f"'{file.name}' is niet in UTF-8 opgeslagen. Sla het bestand op als UTF-8.") from None
        if place == root:
            break
    return {}


def known_headings(cells: Sequence[str | None], mapping: Mapping[str, str]) -> int:
    """Count the different columns that a row of headings names."""
    simples = (simple(cell) for cell in cells if cell)
    return len({mapping.get(name) or _KNOWN.get(name) for name in simples} - {None})


def recognise(cells: Sequence[str | None], mapping: Mapping[str, str]) -> Recognised | None:
    """Decide which table a header belongs to; None when it belongs to none.

    A heading that the mapping names wins over the canonical name, and that over a synonym.

    Raises:
        DeliveryError: two columns claim the same name with equal right.
    """
    claims: dict[str, list[tuple[int, int]]] = {}
    # The mapping of a folder speaks of the files that have its headings; the others keep their own.
    mapped = {mapping[name] for name in map(simple, (cell or "" for cell in cells)) if name in mapping}
    for place, cell in enumerate(cells):
        name = simple(cell or "")
        if name in mapping:
            claims.setdefault(mapping[name], []).append((0, place))
        elif name in _CANONICAL and _CANONICAL[name] not in mapped:
            claims.setdefault(_CANONICAL[name], []).append((1, place))
        elif name in _KNOWN and _KNOWN[name] not in mapped:
            claims.setdefault(_KNOWN[name], []).append((2, place))
    tabel = next((table for table, sets in _SIGNATURES if any(names <= claims.keys() for names in sets)), None)
    if tabel is None:
        return None
    places: dict[str, int] = {}
    for name in DELIVERED[tabel]:
        if name not in claims:
            continue
        best = sorted(claims[name])
        if len(best) > 1 and best[0][0] == best[1][0]:
            raise DeliveryError(f"twee kolommen heten '{name}'. Laat er één staan, of wijs in {MAPPING_FILE} de juiste aan.")
        places[name] = best[0][1]
    return Recognised(tabel, places, {name: (cells[place] or "").strip() for name, place in places.items()})


def missing(recognised: Recognised) -> list[str]:
    """List the required columns that a recognised header lacks."""
    there = set(recognised.places)
    if "bsn" in there:
        there.add("client")
    return [("bsn (of client)" if name == "client" else name) for name in REQUIRED[recognised.tabel] if name not in there]
