"""From delivered text to typed columns: dates, amounts, numbers, codes and identifiers.

A message has one way of writing (ISO dates, eurocents). A flat file has its own, decided per column and never per cell:
`1.234` alone can't tell thousands from decimals, the rest of its column can. An unreadable value becomes null and a fault.
"""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from jeugdlib import model, words
from jeugdlib.sources.codewords import WORDS
from jeugdlib.sources.columns import FACTS
from jeugdlib.sources.refusals import faults_frame

DATES: Final = (
    "geboortedatum", "toewijzingsdatum", "ingangsdatum", "einddatum", "begindatum", "dagtekening",
    "geldig_vanaf", "geldig_tot", "per_datum",
)  # fmt: skip
TIMES: Final = ("toewijzingstijd",)
AMOUNTS: Final = ("bedrag", "tarief", "budget", "trajectprijs", "plafond")
NUMBERS: Final = ("volume", "normvolume_uren", "plekken")
WHOLE: Final = ("normdoorlooptijd_maanden", "jaar", "aantal")
# Identifiers that lose their leading zeros in Excel: (shortest that is repaired, full length).
PADDED: Final = {"gemeentecode": (1, 4), "agb": (6, 8), "eenheid": (1, 2), "reden_wijziging": (1, 2), "reden_beeindiging": (1, 2)}

_FAULTS: Final[dict[str, str]] = {
    name: fault
    for names, fault in (
        (DATES, "onleesbare_datum"),
        (TIMES, "onleesbare_tijd"),
        (AMOUNTS, "onleesbaar_bedrag"),
        ((*NUMBERS, *WHOLE), "onleesbaar_getal"),
    )
    for name in names
}

_NOTHING: Final = ("", "-", "null", "nan", "none", "#n/b", "#n/a", "<na>", "nat")
_UNKNOWN: Final = ("?", "onbekend", "n.v.t.", "nvt", "leeg", "(leeg)")
_BLANKS: Final = " \t\r\n\u00a0\u202f\ufeff"

_TIME = r"(?:[T ].*)?$"
_ISO = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME
_DAY_FIRST = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})" + _TIME
_SHORT_YEAR = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2})$"
_COMPACT = r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$"
_DATE_WORDS: Final = {"jjjj-mm-dd": _ISO, "dd-mm-jjjj": _DAY_FIRST, "dd-mm-jj": _SHORT_YEAR, "jjjjmmdd": _COMPACT}
_SERIAL = r"^[1-7][0-9]{4}(?:\.[0-9]+)?$"  # 10000 is 18-05-1927, 79999 lies in 2119
_UNKNOWN_BIRTH = r"^(?:00?[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}[0-9]{2}00|[0-9]{4}[-/.][0-9]{1,2}[-/.]00?)$"
_PIVOT = 70  # jj below this is 20jj


@dataclass
class Converted:
    """Typed rows, what could not be read, and what the user should know.

    Attributes:
        frame: the columns of the table, `volgnummer`, `bestand`, `rij`.
        faults: columns of `refusals.FAULT`.
        notes: Dutch sentences about choices and repairs.
    """

    frame: pl.DataFrame
    faults: pl.DataFrame
    notes: list[str] = field(default_factory=list)


def _faults(raw: pl.DataFrame, typed: pl.DataFrame, names: dict[str, str]) -> list[pl.DataFrame]:
    """List the cells that were filled and could not be read."""
    found = []
    for name, code in names.items():
        unread = typed[name].is_null() & raw[name].is_not_null()
        if unread.any():
            found.append(raw.filter(unread).select("volgnummer", kolom=pl.lit(name), code=pl.lit(code), waarde=pl.col(name)))
    return found


def _door_faults(raw: pl.DataFrame, kolom: str) -> pl.DataFrame:
    """List the rows that came without a usable BSN; the value itself never comes this far."""
    bad = raw.filter(pl.col("bsn_fout").is_not_null())
    return bad.select("volgnummer", kolom=pl.lit(kolom), code=pl.col("bsn_fout"), waarde=pl.lit(None, dtype=pl.String))


def _arranged(tabel: str, typed: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of the table in order, with their types, and the origin of each row."""
    schema = model.empty(model.TABLES[tabel]).schema
    return typed.select(*(pl.col(name).cast(dtype) for name, dtype in schema.items()), "volgnummer", "bestand", "rij")


# ---- messages ---------------------------------------------------------------------------------------------------


def convert_message_rows(tabel: str, raw: pl.DataFrame) -> Converted:
    """Make typed rows of message text: ISO dates, eurocents, eenheid 83 in cents."""
    digits = r"^[0-9]+$"
    readers: dict[str, pl.Expr] = {}
    for name in FACTS[tabel]:
        text = pl.col(name)
        if name in DATES:
            readers[name] = pl.when(text.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")).then(text.str.to_date("%Y-%m-%d", strict=False))
        elif name in TIMES:
            readers[name] = text.str.to_time("%H:%M:%S%.f", strict=False)
        elif name in AMOUNTS:
            readers[name] = pl.when(text.str.contains(digits)).then(text.cast(pl.Int64, strict=False))
        elif name in NUMBERS:
            readers[name] = pl.when(text.str.contains(digits)).then(text.cast(pl.Float64, strict=False))
    typed = raw.with_columns(**readers)
    if "volume" in readers:
        # Rounded, because polars multiplies by 0.01, and 186.14 must be the same number as in a flat file.
        euros = (pl.col("volume") / 100).round(2)
        typed = typed.with_columns(volume=pl.when(pl.col("eenheid") == model.EENHEID_EURO).then(euros).otherwise("volume"))
    faults = _faults(raw, typed, {name: _FAULTS[name] for name in readers})
    if "client" in FACTS[tabel]:
        faults.append(_door_faults(raw, "bsn"))
    return Converted(_arranged(tabel, typed), faults_frame(faults))


# ---- flat files -------------------------------------------------------------------------------------------------


def tidy(raw: pl.DataFrame) -> pl.DataFrame:
    """Strip blanks and make the words for 'nothing' null; in a column of plain text 'onbekend' is a word like any other."""
    coded = {*DATES, *TIMES, *AMOUNTS, *NUMBERS, *WHOLE, *PADDED, "bsn", "client", "frequentie", "zwaarte", "debet_credit"}
    cleaned = []
    for name, dtype in raw.schema.items():
        if dtype != pl.String:
            continue
        text = pl.col(name).str.strip_chars(_BLANKS)
        nothing = [*_NOTHING, *(_UNKNOWN if name in coded else ())]
        cleaned.append(pl.when(~text.str.to_lowercase().is_in(nothing)).then(text).alias(name))
    return raw.with_columns(cleaned)


def convert_flat_rows(tabel: str, raw: pl.DataFrame, *, machine: frozenset[str], spreadsheet: bool, client_column: str) -> Converted:
    """Make typed rows of a flat file.

    Args:
        tabel: name in `model.TABLES`.
        raw: tidied text in canonical columns (delivered ones only), `client` and `bsn_fout` from the door, `volgnummer`,
            `bestand`, `rij`.
        machine: columns that were typed at the source, so that a point is a decimal point.
        spreadsheet: cells may be numbers beside text (Excel): a text that only fits as such a number is one.
        client_column: the column to name in a refusal: `bsn` or `client`.
    """
    notes: list[str] = []
    delivered = [name for name in FACTS[tabel] if name in raw.columns]
    signed = "debet_credit" not in delivered and tabel == "declaraties"
    moneys = [name for name in delivered if name in (*AMOUNTS, *NUMBERS, *WHOLE)]
    notation = _notations(raw, moneys, machine, spreadsheet, notes)
    typed, faults = raw, []

    # The time of a toewijzing may stand inside its date.
    if "toewijzingsdatum" in delivered and "toewijzingstijd" not in delivered:
        raw = raw.with_columns(
            toewijzingstijd=pl.col("toewijzingsdatum").str.extract(r"[T ]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)")
        )
        typed, delivered = raw, [*delivered, "toewijzingstijd"]
    if told := _date_notations(raw, [name for name in delivered if name in DATES]):
        notes.append(f"datums gelezen als {told}")
    for name in delivered:
        if name == "client":
            continue
        values = raw[name]
        if name in DATES:
            values, column = _dates(values, name, notes)
            raw = raw.with_columns(values)
        elif name in TIMES:
            column = _times(values)
        elif name in AMOUNTS:
            column = cents(plain_number(values, notation[name], spreadsheet))
        elif name in NUMBERS:
            column = plain_number(values, notation[name], spreadsheet).cast(pl.Float64, strict=False)
        elif name in WHOLE:
            column = plain_number(values, notation[name], spreadsheet).str.replace(r"\.0*$", "").cast(pl.Int64, strict=False)
        else:
            column = _code(values, name, notes)
            scientific = values.str.contains(r"^[0-9][.,][0-9]+[eE]\+?[0-9]+$|^[0-9][eE]\+[0-9]+$").fill_null(False)
            if scientific.any():
                faults.append(
                    raw.filter(scientific).select(
                        "volgnummer", kolom=pl.lit(name), code=pl.lit("wetenschappelijke_notatie"), waarde=pl.col(name)
                    )
                )
        typed = typed.with_columns(column.alias(name))
    if signed:
        typed = _sign_from_amount(typed)
    typed = typed.with_columns(pl.lit(None).alias(name) for name in FACTS[tabel] if name not in typed.columns)
    readable = {name: _FAULTS[name] for name in delivered if name in _FAULTS}
    faults += _faults(raw, typed, readable)
    if "client" in FACTS[tabel]:
        faults.append(_door_faults(raw, client_column))
    return Converted(_arranged(tabel, typed), faults_frame(faults), notes)


def _sign_from_amount(typed: pl.DataFrame) -> pl.DataFrame:
    """Without a debet_credit column a negative amount is a credit; its volume may be written with or without a minus."""
    credit = pl.col("bedrag") < 0
    typed = typed.with_columns(debet_credit=pl.when(credit).then(pl.lit("C")).otherwise(pl.lit("D")), bedrag=pl.col("bedrag").abs())
    if "volume" in typed.columns:
        typed = typed.with_columns(volume=pl.when(pl.col("debet_credit") == "C").then(pl.col("volume").abs()).otherwise("volume"))
    return typed


def _bare(values: pl.Series) -> pl.Series:
    """Drop currency signs and spaces; a final `,-` means no cents."""
    return values.str.replace_all(r"(?i)€|eur(?:o)?|[\s\u00a0\u202f']", "").str.replace_all("−", "-").str.replace(r",-+$", "")


def _digits(values: pl.Series) -> pl.Series:
    return _bare(values).str.replace_all(r"^[-+(]+|[-+)]+$", "")


def _notations(raw: pl.DataFrame, names: list[str], machine: frozenset[str], spreadsheet: bool, notes: list[str]) -> dict[str, str]:
    """Decide per column: `komma` (1.234,56), `punt` (1,234.56) or `machine` (1234.56, typed at the source)."""
    evidence = {name: _evidence(_digits(raw[name].drop_nulls())) for name in names if name not in machine}
    commas, points = (sum(found[side] for found in evidence.values()) for side in ("komma", "punt"))
    elsewhere = "punt" if points > commas else "komma"
    chosen = dict.fromkeys(machine & set(names), "machine")
    for name, found in evidence.items():
        if spreadsheet and not found["met_komma"]:
            chosen[name] = "machine"
        elif found["komma"] != found["punt"]:
            chosen[name] = "komma" if found["komma"] > found["punt"] else "punt"
        else:
            # 1,234 alone reads as a decimal comma, 1.234 alone as thousands, unless other columns show a decimal point.
            chosen[name] = elsewhere
            if found["dubbelzinnig"]:
                meaning = "duizendtallen" if elsewhere == "komma" else "decimalen"
                notes.append(f"kolom '{name}': een waarde als 1.234 kan op twee manieren gelezen worden; de punt is gelezen als {meaning}")
        if chosen[name] == "komma" and found["komma"] > 0:
            notes.append(f"kolom '{name}': gelezen met een decimale komma (1.234,56)")
        if chosen[name] == "punt":
            notes.append(f"kolom '{name}': gelezen met een decimale punt (1,234.56)")
        if min(found["komma"], found["punt"]) > 0:
            notes.append(
                f"kolom '{name}': bevat twee schrijfwijzen van getallen; gelezen met een decimale {chosen[name]}, de rest is afgekeurd"
            )
    return chosen


def _evidence(bare: pl.Series) -> dict[str, int]:
    """Count what only a decimal comma explains, what only a decimal point explains, and what fits both."""

    def count(pattern: str) -> int:
        return int(bare.str.contains(pattern).sum())

    return {
        "komma": count(r"\..*,|^[0-9]*,(?:[0-9]{1,2}|[0-9]{4,})$|^(?:0|[0-9]{4,}),[0-9]{3}$|^[0-9]{1,3}(?:\.[0-9]{3}){2,}$"),
        "punt": count(r",.*\.|^[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})$|^(?:0|[0-9]{4,})\.[0-9]{3}$|^[0-9]{1,3}(?:,[0-9]{3}){2,}$"),
        "dubbelzinnig": count(r"^[1-9][0-9]{0,2}\.[0-9]{3}$"),
        "met_komma": count(","),
    }


_SHAPES: Final = {
    "komma": r"^(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)?(?:,[0-9]*)?$",
    "punt": r"^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?$",
    "machine": r"^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$",
}


def plain_number(values: pl.Series, notation: str, spreadsheet: bool = False) -> pl.Series:
    """Rewrite amounts and numbers as `-1234.56`; what does not fit the notation becomes null.

    `€ 1.234,56`, `1.234,56-` and `(1.234,56)` are read; a minus on both sides is not.
    """
    bare = _bare(values)
    left, right = bare.str.starts_with("-"), bare.str.ends_with("-")
    brackets = bare.str.contains(r"^\([^()]+\)$")
    sign = pl.select(
        pl.when(left.cast(pl.Int8) + right.cast(pl.Int8) + brackets.cast(pl.Int8) == 0).then(pl.lit("")).otherwise(pl.lit("-"))
    ).to_series()
    body = bare.str.replace(r"^\+", "").str.replace(r"^-", "").str.replace(r"-$", "").str.replace(r"^\((.+)\)$", "${1}")
    clumsy = (left & right) | ((left | right) & brackets)
    number = _read(body, notation)
    if spreadsheet and notation == "komma":
        number = number.fill_null(_read(body, "machine"))
    fits = ~clumsy & number.is_not_null()
    return pl.select(pl.when(fits).then(sign + number)).to_series().alias(values.name)


def _read(body: pl.Series, notation: str) -> pl.Series:
    fits = body.str.contains(_SHAPES[notation]) & body.str.contains("[0-9]")
    if notation == "komma":
        body = body.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    elif notation == "punt":
        body = body.str.replace_all(",", "", literal=True)
    return pl.select(pl.when(fits).then(body)).to_series()


def cents(plain: pl.Series) -> pl.Series:
    """Turn `-1234.565` into whole eurocents (-123457): whole numbers only, half a cent away from zero."""
    body = plain.str.strip_prefix("-")
    whole = body.str.extract(r"^([0-9]*)").replace("", "0").cast(pl.Int64, strict=False)
    part = body.str.extract(r"\.([0-9]*)$").fill_null("").str.pad_end(3, "0").str.slice(0, 3).cast(pl.Int64, strict=False)
    amount = whole * 100 + part // 10 + (part % 10 >= 5).cast(pl.Int64)
    return pl.select(pl.when(plain.str.starts_with("-")).then(-amount).otherwise(amount)).to_series().alias(plain.name)


def _date_notations(raw: pl.DataFrame, names: list[str]) -> str:
    """Say which columns are written in which notation: `dd-mm-jjjj (begindatum, einddatum)`."""
    found = {word: [name for name in names if raw[name].str.contains(shape).any()] for word, shape in _DATE_WORDS.items()}
    return words.listing([f"{word} ({', '.join(columns)})" for word, columns in found.items() if columns])


def _dates(values: pl.Series, name: str, notes: list[str]) -> tuple[pl.Series, pl.Series]:
    """Read a column of dates; return the text without unknown birth dates, and the dates."""
    if name == "geboortedatum":
        unknown = values.str.contains(_UNKNOWN_BIRTH).fill_null(False)
        if unknown.any():
            notes.append(f"kolom '{name}': {int(unknown.sum())} keer is dag of maand onbekend (00); de leeftijd is dan onbekend")
            values = pl.select(pl.when(~unknown).then(values)).to_series().alias(name)
    column = pl.col(name)
    short = column.str.extract(_SHORT_YEAR, 3)
    century = pl.when(short.cast(pl.Int64, strict=False) < _PIVOT).then(pl.lit("20")).otherwise(pl.lit("19"))
    iso = (
        pl.when(column.str.contains(_ISO))
        .then(column.str.replace(_ISO, "${1}-${2}-${3}"))
        .when(column.str.contains(_DAY_FIRST))
        .then(column.str.replace(_DAY_FIRST, "${3}-${2}-${1}"))
        .when(column.str.contains(_SHORT_YEAR))
        .then(century + column.str.replace(_SHORT_YEAR, "${3}-${2}-${1}"))
        .when(column.str.contains(_COMPACT))
        .then(column.str.replace(_COMPACT, "${1}-${2}-${3}"))
    )
    serial = pl.when(column.str.contains(_SERIAL)).then(column.str.extract(r"^([0-9]+)").cast(pl.Int64, strict=False))
    from_serial = (serial - 25_569).cast(pl.Int32).cast(pl.Date)  # Excel counts from 30-12-1899, polars from 1-1-1970
    frame = values.to_frame(name).select(dates=pl.coalesce(iso.str.to_date("%Y-%m-%d", strict=False), from_serial), serial=serial)
    if (serials := frame["serial"].count()) > 0:
        notes.append(f"kolom '{name}': {serials} keer een dagnummer van Excel, gelezen als datum")
    return values, frame["dates"].alias(name)


def _times(values: pl.Series) -> pl.Series:
    """Read uu:mm or uu:mm:ss, also behind a date."""
    text = values.str.extract(r"(?:^|[T ])([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)").str.replace(
        r"^([0-9]{1,2}:[0-9]{2})$", "${1}:00"
    )
    return text.str.to_time("%H:%M:%S%.f", strict=False)


def _code(values: pl.Series, name: str, notes: list[str]) -> pl.Series:
    """Read a code or identifier: words become codes, a stray `.0` goes, leading zeros come back."""
    text = values.str.replace(r"^([0-9]+)\.0$", "${1}")
    if name in WORDS:
        folded = text.str.to_lowercase()
        text = pl.select(folded.replace_strict(WORDS[name], default=None, return_dtype=pl.String).fill_null(text)).to_series()
    if name in PADDED:
        shortest, length = PADDED[name]
        short = text.str.contains(rf"^[0-9]{{{shortest},{length - 1}}}$").fill_null(False)
        if short.any():
            notes.append(f"kolom '{name}': {int(short.sum())} keer zijn voorloopnullen hersteld")
            text = pl.select(pl.when(short).then(text.str.zfill(length)).otherwise(text)).to_series()
    return text.alias(name)
