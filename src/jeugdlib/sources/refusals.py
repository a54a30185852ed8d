"""What is refused and why: reasons in Dutch with their cure, and the judge that splits rows into good and refused.

A reason is found from the column and the rule of `model` that a row breaks, or from a value that could not be read.
One line per refused row: the first faulty column in the order of the table; other faults are named in its text.
"""

import copy
from typing import Any, Final

import dataframely as dy
import polars as pl

from jeugdlib import model
from jeugdlib.errors import DeliveryError
from jeugdlib.sources.pseudonym import hidden, masked


class RefusedFile(DeliveryError):
    """A file that is refused as a whole; the rest of the delivery is read on."""

    def __init__(self, code: str, uitleg: str):
        self.code = code
        super().__init__(uitleg)


FAULT: Final = {"volgnummer": pl.Int64, "kolom": pl.String, "code": pl.String, "waarde": pl.String}
# Values of these columns are personal: only their length is shown.
_PERSONAL: Final = ("bsn", "client", "geboortedatum", "geslacht")

_UNITS = ", ".join(f"{code} {word}" for code, word in model.EENHEDEN.items())
_FREQUENCIES = ", ".join(f"{code} {word}" for code, word in model.FREQUENTIES.items())
_TEXTS: Final = {
    "leeg": "Kolom '{kolom}' is leeg. Vul deze verplichte waarde in.",
    "bsn_leeg": "Het burgerservicenummer ontbreekt. Vul het in, of lever een eigen cliëntnummer in de kolom 'client'.",
    "bsn_onleesbaar": "Het burgerservicenummer is geen nummer van negen cijfers. Verbeter het nummer.",
    "bsn_plaatshouder": "000000000 en 999999999 zijn geen echte burgerservicenummers. Vul het juiste nummer in.",
    "onleesbare_datum": "Kolom '{kolom}' is geen bestaande datum. Schrijf dd-mm-jjjj of jjjj-mm-dd.",
    "onleesbare_tijd": "Kolom '{kolom}' is geen tijd. Schrijf uu:mm:ss.",
    "onleesbaar_bedrag": "Kolom '{kolom}' is geen bedrag in de schrijfwijze van deze kolom. Schrijf euro's als 1234,56.",
    "onleesbaar_getal": "Kolom '{kolom}' is geen getal in de schrijfwijze van deze kolom. Schrijf het als 12,5.",
    "onbekende_eenheid": f"De eenheid is onbekend. Gebruik een code uit iJw ({_UNITS}) of het woord.",
    "onbekende_frequentie": f"De frequentie is onbekend. Gebruik een code uit iJw ({_FREQUENCIES}) of het woord.",
    "onbekende_reden": "Kolom '{kolom}' is geen reden uit iJw. Gebruik de code van twee cijfers.",
    "onbekende_waarde": "Kolom '{kolom}' heeft een waarde die niet is afgesproken. Kies uit: {keuze}.",
    "ongeldige_gemeentecode": "Een gemeentecode heeft vier cijfers, zoals 0983. Verbeter de code.",
    "ongeldige_agb": "Een AGB-code heeft acht cijfers. Verbeter de code.",
    "negatief": "Kolom '{kolom}' is negatief. Schrijf het getal zonder minteken; een creditregel krijgt C in 'debet_credit'.",
    "negatief_aantal": "Kolom '{kolom}' is te laag of negatief. Verbeter het getal.",
    "wetenschappelijke_notatie": "Excel heeft kolom '{kolom}' veranderd in een groot getal (zoals 4,5E+11). Maak van de kolom tekst.",
    "einddatum_voor_begindatum": "De einddatum ligt voor de begindatum. Verbeter een van beide.",
    "dubbele_sleutel": "Deze '{kolom}' staat al met andere gegevens in de levering. Laat één rij staan.",
    "aantal_velden": "De rij heeft meer of minder velden dan de kop. Zet tekst met een scheidingsteken tussen aanhalingstekens.",
    "ongeldige_waarde": "Kolom '{kolom}' heeft een waarde die niet kan. Verbeter de waarde.",
}
_CHOICES: Final = {
    "geslacht": "0 (onbekend), 1 (man), 2 (vrouw)",
    "debet_credit": "D, C",
    "status_aanlevering": "1 (eerste), 3 (verwijderen)",
    "zwaarte": ", ".join(model.ZWAARTES),
    "financieringsvorm": ", ".join(model.FINANCIERINGSVORMEN),
}
_BY_COLUMN: Final = {
    "gemeentecode": "ongeldige_gemeentecode",
    "agb": "ongeldige_agb",
    "eenheid": "onbekende_eenheid",
    "frequentie": "onbekende_frequentie",
    "reden_wijziging": "onbekende_reden",
    "reden_beeindiging": "onbekende_reden",
}
_BY_RULE: Final = {"nullability": "leeg", "min": "negatief_aantal", "nan": "onleesbaar_getal", "inf": "onleesbaar_getal"}


def reason_for(kolom: str, rule: str) -> str:
    """Return the reason code for a rule of `model` that a column breaks."""
    if rule == "min" and kolom in ("bedrag", "volume", "tarief", "budget"):
        return "negatief"
    if rule in ("regex", "check"):
        return _BY_COLUMN.get(kolom) or ("onbekende_waarde" if kolom in _CHOICES else "ongeldige_waarde")
    return _BY_RULE.get(rule, "ongeldige_waarde")


def explain(code: str, kolom: str) -> str:
    """Return the Dutch sentences for a reason: what is wrong, and the cure."""
    return _TEXTS[code].format(kolom=kolom, keuze=_CHOICES.get(kolom, ""))


def show(kolom: str, waarde: str | None) -> str | None:
    """Return a value as a refusal may show it."""
    return hidden(waarde) if kolom in _PERSONAL else masked(waarde)


def faults_frame(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Put faults together; none gives the empty frame."""
    return pl.concat(
        [pl.DataFrame(schema=FAULT), *(part.select(pl.col(name).cast(dtype) for name, dtype in FAULT.items()) for part in parts)]
    )


def judge(tabel: str, frame: pl.DataFrame, faults: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split delivered rows into good rows and faults.

    Args:
        tabel: name in `model.TABLES`.
        frame: typed columns of the schema and `volgnummer`.
        faults: what could not be read (columns of `FAULT`).

    Returns:
        The good rows (columns of the schema and `volgnummer`, in order of delivery) and one fault per refused row: `FAULT`
        with `ook` (the other faulty columns, joined).
    """
    schema = model.TABLES[tabel]
    numbered = _row_rules(schema)
    passed, failure = numbered.filter(frame.select(*schema.column_names(), "volgnummer"))
    details = failure.details()
    broken = [name for name in details.columns if name not in numbered.column_names() and (details[name] == "invalid").any()]
    rules = [
        details.filter(pl.col(name) == "invalid").select(
            "volgnummer",
            kolom=pl.lit(_column_of(name)),
            code=pl.lit(_code_of(name)),
            waarde=pl.col(_column_of(name)).cast(pl.String),
        )
        for name in broken
    ]
    order = {name: place for place, name in enumerate(("", "bsn", *schema.column_names()))}
    doubles = _double_keys(schema, pl.DataFrame(passed))
    # A value that could not be read is null by now: its own reason goes before 'leeg'.
    every = pl.concat([faults_frame([faults, doubles]), faults_frame(rules)]).with_row_index("rang")
    column = pl.col("kolom").replace({"bsn": "client"})
    per_column = every.sort("volgnummer", "rang").unique(["volgnummer", column.alias("_kolom")], keep="first", maintain_order=True)
    first = (
        per_column.with_columns(plek=pl.col("kolom").replace_strict(order, default=len(order), return_dtype=pl.Int64))
        .sort("volgnummer", "plek", "rang")
        .group_by("volgnummer", maintain_order=True)
        .agg(
            pl.col("kolom", "code", "waarde").first(),
            ook=pl.col("kolom").slice(1).unique(maintain_order=True).str.join("', '"),
        )
    )
    good = pl.DataFrame(passed).join(every.select("volgnummer").unique(), on="volgnummer", how="anti").sort("volgnummer")
    return good, first.sort("volgnummer")


def _row_rules(schema: type[dy.Schema]) -> type[dy.Schema]:
    """Return the schema with `volgnummer` and without its key: of two rows with one key the first may stay."""
    columns: dict[str, dy.Column] = {}
    for name, column in schema.columns().items():
        columns[name] = copy.copy(column)
        columns[name].primary_key = False
    base = schema if not schema.primary_key() else dy.Schema
    kept = {} if not schema.primary_key() else columns
    rules: Any = type("RowRules", (base,), kept | {"volgnummer": dy.Int64(nullable=False)})
    return rules


def _double_keys(schema: type[dy.Schema], good: pl.DataFrame) -> pl.DataFrame:
    """Find rows whose key stands earlier in the delivery with other facts (equal rows are exact duplicates, no fault)."""
    key, facts = schema.primary_key(), schema.column_names()
    if not key:
        return pl.DataFrame(schema=FAULT)
    distinct = good.sort("volgnummer").unique(facts, keep="first", maintain_order=True)
    later = distinct.filter(~pl.struct(key).is_first_distinct())
    return good.join(later.select(facts), on=facts, how="semi", nulls_equal=True).select(
        "volgnummer", kolom=pl.lit(key[0]), code=pl.lit("dubbele_sleutel"), waarde=pl.col(key[0])
    )


def _column_of(rule: str) -> str:
    return rule.split("|")[0] if "|" in rule else "einddatum" if rule == "einddatum_voor_begindatum" else rule


def _code_of(rule: str) -> str:
    if "|" in rule:
        kolom, kind = rule.split("|", 1)
        return reason_for(kolom, kind)
    return rule if rule in _TEXTS else "ongeldige_waarde"
