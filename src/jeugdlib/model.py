"""The data model: every table of a delivery and of the dataset, written once as names, types, keys and named rules.

Column names are those of the data contract (iJw spelling). In the dataset money is Int64 eurocents, volumes are
Float64 in the message's own unit (eenheid 83 in euros), codes are text with their leading zeros. `bedrag` and
`volume` of a declaratie are unsigned; the sign is in `debet_credit`. Source: iJw 3.2, JW301 and JW323.
"""

from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

ZWAARTES: Final = ("licht", "midden", "zwaar", "meerwerk", "maatwerk")  # the order in which a combination is written
PXQ_ZWAARTES: Final = ("meerwerk", "maatwerk")
FINANCIERINGSVORMEN: Final = ("traject", "pxq", "plek", "taakgericht")

# iJw code list WJ756. A dagdeel is four hours by national rule; etmaal, stuks and euro have no hours.
EENHEDEN: Final = {
    "01": "minuut",
    "04": "uur",
    "14": "etmaal",
    "16": "dagdeel",
    "82": "stuks (output)",
    "83": "euro",
    "84": "stuks (inspanning)",
}
UREN_PER_EENHEID: Final = {"01": 1 / 60, "04": 1.0, "16": 4.0}
EENHEID_EURO: Final = "83"
# iJw code list WMO757.
FREQUENTIES: Final = {"1": "dag", "2": "week", "4": "maand", "6": "totaal"}
# iJw code list JZ002: deleted as if never sent (13), which up to iJw 3.0 was written as 01.
REDENEN_VERWIJDERD: Final = ("13", "01")
GEBOORTEDATUM_ONBEKEND: Final = date(1900, 1, 1)

_GEMEENTE = r"^\d{4}$"
_AGB = r"^\d{8}$"


class Toewijzingen(dy.Schema):
    """One row per delivered version of a toewijzing (JW301 ToegewezenProduct)."""

    toewijzingnummer = dy.String(nullable=False, regex=r"^\S.*$")
    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    client = dy.String(nullable=False)
    geboortedatum = dy.Date(nullable=True)
    geslacht = dy.String(nullable=True, regex=r"^[012]$")
    agb = dy.String(nullable=False, regex=_AGB)
    productcategorie = dy.String(nullable=True)
    productcode = dy.String(nullable=True)
    toewijzingsdatum = dy.Date(nullable=True)
    toewijzingstijd = dy.Time(nullable=True)
    ingangsdatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    volume = dy.Float64(nullable=True, min=0)
    eenheid = dy.String(nullable=True, regex=r"^\d{2}$")
    frequentie = dy.String(nullable=True, regex=r"^\d$")
    budget = dy.Int64(nullable=True, min=0)
    reden_wijziging = dy.String(nullable=True, regex=r"^\d{2}$")
    referentie_aanbieder = dy.String(nullable=True)


class Declaraties(dy.Schema):
    """One row per delivered line (JW323 Prestatie)."""

    referentienummer = dy.String(nullable=False, regex=r"^\S.*$")
    vorig_referentienummer = dy.String(nullable=True)
    toewijzingnummer = dy.String(nullable=False, regex=r"^\S.*$")
    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    client = dy.String(nullable=False)
    agb = dy.String(nullable=False, regex=_AGB)
    productcategorie = dy.String(nullable=True)
    productcode = dy.String(nullable=False, regex=r"^\S.*$")
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=False)
    volume = dy.Float64(nullable=True, min=0)
    eenheid = dy.String(nullable=True, regex=r"^\d{2}$")
    tarief = dy.Int64(nullable=True)
    bedrag = dy.Int64(nullable=False, min=0)
    debet_credit = dy.String(nullable=False, regex=r"^[DC]$")
    declaratienummer = dy.String(nullable=True)
    dagtekening = dy.Date(nullable=True)

    @dy.rule()
    def einddatum_voor_begindatum(cls) -> pl.Expr:
        return pl.col("einddatum") >= pl.col("begindatum")


class Startberichten(dy.Schema):
    """One row per delivered start of care (JW305 StartProduct)."""

    toewijzingnummer = dy.String(nullable=False)
    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    agb = dy.String(nullable=False, regex=_AGB)
    begindatum = dy.Date(nullable=False)
    status_aanlevering = dy.String(nullable=False, regex=r"^\d$")


class Stopberichten(dy.Schema):
    """One row per delivered end of care (JW307 StopProduct)."""

    toewijzingnummer = dy.String(nullable=False)
    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    agb = dy.String(nullable=False, regex=_AGB)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=False)
    reden_beeindiging = dy.String(nullable=False, regex=r"^\d{2}$")
    status_aanlevering = dy.String(nullable=False, regex=r"^\d$")


class Producten(dy.Schema):
    """One row per product and period in which its form holds."""

    productcode = dy.String(nullable=False)
    productnaam = dy.String(nullable=False)
    productgroep = dy.String(nullable=False)
    zwaarte = dy.String(nullable=True, check=lambda c: c.is_in(list(ZWAARTES)))
    segment = dy.String(nullable=True)
    financieringsvorm = dy.String(nullable=False, check=lambda c: c.is_in(list(FINANCIERINGSVORMEN)))
    trajectprijs = dy.Int64(nullable=True, min=0)
    tarief = dy.Int64(nullable=True, min=0)
    eenheid = dy.String(nullable=True)
    normvolume_uren = dy.Float64(nullable=True, min=0)
    normdoorlooptijd_maanden = dy.Int64(nullable=True, min=1)
    geldig_vanaf = dy.Date(nullable=True)
    geldig_tot = dy.Date(nullable=True)


class Aanbieders(dy.Schema):
    """One row per aanbieder."""

    agb = dy.String(nullable=False, regex=_AGB, primary_key=True)
    naam = dy.String(nullable=False)
    type = dy.String(nullable=True)
    concern = dy.String(nullable=True)


class Contracten(dy.Schema):
    """One row per aanbieder, product and contract period."""

    agb = dy.String(nullable=False, regex=_AGB)
    productcode = dy.String(nullable=False)
    geldig_vanaf = dy.Date(nullable=False)
    geldig_tot = dy.Date(nullable=True)


class Gemeenten(dy.Schema):
    """One row per gemeente (CBS code)."""

    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE, primary_key=True)
    naam = dy.String(nullable=False)
    regio = dy.String(nullable=True)


class Jeugdigen(dy.Schema):
    """One row per gemeente, year and age class: the young inhabitants."""

    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    jaar = dy.Int64(nullable=False)
    leeftijdsklasse = dy.String(nullable=False)
    aantal = dy.Int64(nullable=False, min=0)


class Plekken(dy.Schema):
    """One row per gemeente, product, aanbieder and period: the agreed places."""

    gemeentecode = dy.String(nullable=False, regex=_GEMEENTE)
    agb = dy.String(nullable=True)
    productcode = dy.String(nullable=False)
    geldig_vanaf = dy.Date(nullable=False)
    geldig_tot = dy.Date(nullable=True)
    plekken = dy.Float64(nullable=False, min=0)


class Afspraken(dy.Schema):
    """One row per year, aanbieder and agreed ceiling."""

    jaar = dy.Int64(nullable=False)
    agb = dy.String(nullable=False, regex=_AGB)
    gemeentecode = dy.String(nullable=True)
    groep = dy.String(nullable=True)
    plafond = dy.Int64(nullable=False, min=0)


class Productvertaling(dy.Schema):
    """One row per product code that got another name."""

    oude_code = dy.String(nullable=False)
    nieuwe_code = dy.String(nullable=False)
    per_datum = dy.Date(nullable=False)


# Messages are stored per gemeente; the small tables as one file each.
MESSAGE_TABLES: Final[dict[str, type[dy.Schema]]] = {
    "toewijzingen": Toewijzingen,
    "declaraties": Declaraties,
    "startberichten": Startberichten,
    "stopberichten": Stopberichten,
}
SMALL_TABLES: Final[dict[str, type[dy.Schema]]] = {
    "producten": Producten,
    "aanbieders": Aanbieders,
    "contracten": Contracten,
    "gemeenten": Gemeenten,
    "jeugdigen": Jeugdigen,
    "plekken": Plekken,
    "afspraken": Afspraken,
    "productvertaling": Productvertaling,
}
TABLES: Final = MESSAGE_TABLES | SMALL_TABLES
DATASET_FORMAT: Final = 1

# What `inlezen` keeps about itself, beside the tables.
VERANTWOORDING: Final = {"gemeentecode": pl.String, "tabel": pl.String, "stap": pl.String, "rijen": pl.Int64, "bedrag_cent": pl.Int64}
AFGEKEURD: Final = {
    "gemeentecode": pl.String,
    "tabel": pl.String,
    "bestand": pl.String,
    "rij": pl.Int64,
    "kolom": pl.String,
    "reden": pl.String,
    "waarde": pl.String,
    "uitleg": pl.String,
}
BRONNEN: Final = {
    "bestand": pl.String,
    "sha256": pl.String,
    "soort": pl.String,
    "versie": pl.String,
    "rijen": pl.Int64,
    "status": pl.String,
    "melding": pl.String,
}


def empty(schema: type[dy.Schema]) -> pl.DataFrame:
    """Return a table of this schema without rows."""
    return schema.create_empty()
