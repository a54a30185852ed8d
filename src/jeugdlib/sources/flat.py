"""Flat files: CSV, TXT, Excel and Parquet with the canonical columns, as typed rows.

Title rows above the header, empty rows, repeated headers and a row of totals at the end are no data and are left out.
Only recognised columns are kept; names, addresses and free text of an export never go further than the row they stand in.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import fastexcel
import polars as pl

from jeugdlib import words
from jeugdlib.errors import DeliveryError
from jeugdlib.sources import columns, values
from jeugdlib.sources.pseudonym import Door, normal_bsn
from jeugdlib.sources.refusals import RefusedFile

SEPARATORS: Final = {";": "puntkomma", ",": "komma", "\t": "tab", "|": "streep"}
HEADER_WITHIN: Final = 50  # rows above the header at most
MAX_FIELD: Final = 1_000_000  # characters in one cell
Cells = Sequence[str | None]
_TOTAL_WORDS: Final = ("totaal", "totalen", "eindtotaal", "total", "subtotaal")


@dataclass(frozen=True)
class FlatTable:
    """One table of a flat file.

    Attributes:
        blad: sheet name of a workbook, else empty.
        tabel: name in `model.TABLES`.
        converted: typed rows; `volgnummer` counts from 0, `bestand` is 0.
        notes: Dutch sentences about how the file was read.
    """

    blad: str
    tabel: str
    converted: values.Converted
    notes: list[str] = field(default_factory=list)


@dataclass
class _Sheet:
    blad: str
    rows: Iterable[tuple[int, Cells]]  # row number as a spreadsheet shows it, cells
    spreadsheet: bool = False
    notes: list[str] = field(default_factory=list)


def read_csv(data: bytes, mapping: Mapping[str, str], door: Door) -> list[FlatTable]:
    """Read a text file with separators.

    Raises:
        RefusedFile: no header that jeugdlib knows, required columns missing, or no text.
    """
    text, notes = _decode(data)
    if "\x00" in text:
        raise RefusedFile("onbekend_bestand", _unknown())
    separator = _separator(text, mapping)
    notes = [f"{notes[0]}, scheidingsteken {SEPARATORS[separator]}"]
    rows = _csv_rows(text, separator, notes)
    return [_read_sheet(_Sheet("", rows, notes=notes), mapping, door)]


def read_excel(data: bytes, mapping: Mapping[str, str], door: Door) -> list[FlatTable]:
    """Read the sheets of a workbook that hold a known table; a sheet without one is left out, and said so.

    Raises:
        RefusedFile: no sheet holds a known table, the workbook is broken, or required columns are missing.
    """
    try:
        book = fastexcel.read_excel(data)
        sheets = [(name, book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()) for name in book.sheet_names]
    except fastexcel.FastExcelError:
        raise RefusedFile(
            "excel_onleesbaar", "Het Excel-bestand is beschadigd of beveiligd. Sla het opnieuw op als .xlsx zonder wachtwoord."
        ) from None
    found, without = [], []
    for name, frame in sheets:
        rows: list[tuple[int, Cells]] = list(enumerate(frame.iter_rows(), start=1))
        if _header(rows[:HEADER_WITHIN], mapping) is None:
            without.append(name)
        else:
            found.append(_read_sheet(_Sheet(name, rows, spreadsheet=True), mapping, door))
    if not found:
        raise RefusedFile("onbekend_bestand", _unknown())
    if without:
        found[0].notes.append(f"geen tabel gevonden op {words.plural(len(without), 'ander blad', 'andere bladen')}")
    return found


def read_parquet(data: bytes, mapping: Mapping[str, str], door: Door) -> list[FlatTable]:
    """Read a Parquet file; numbers and dates that are typed there stay what they are.

    Raises:
        RefusedFile: broken, or not one of the known tables.
    """
    try:
        names = list(pl.read_parquet_schema(io.BytesIO(data)))
    except pl.exceptions.PolarsError:
        raise RefusedFile("parquet_onleesbaar", "Het Parquet-bestand is beschadigd. Vraag het opnieuw op.") from None
    recognised = _recognised(names, mapping)
    if recognised is None:
        raise RefusedFile("onbekend_bestand", _unknown())
    wanted = {place: name for name, place in recognised.places.items()}
    try:
        frame = pl.read_parquet(io.BytesIO(data), columns=list(wanted))
    except pl.exceptions.PolarsError:
        raise RefusedFile("parquet_onleesbaar", "Het Parquet-bestand is beschadigd. Vraag het opnieuw op.") from None
    frame = frame.rename({names[place]: name for place, name in wanted.items()})
    machine = frozenset(name for name, dtype in frame.schema.items() if dtype.is_numeric())
    text = frame.select(_as_text(name, dtype) for name, dtype in frame.schema.items())
    text = text.with_columns(rij=pl.int_range(2, pl.len() + 2, dtype=pl.Int64))
    return [_convert(recognised, text, "", door, machine=machine, spreadsheet=False, notes=[])]


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        # Through a decimal, or 0.0000001 would be written as 1e-7 and 12345678 as 12345678.0.
        return column.cast(pl.Decimal(38, 6), strict=False).cast(pl.String).str.replace(r"\.?0+$", "").alias(name)
    if dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    if dtype.is_nested() or dtype == pl.Binary:
        raise RefusedFile(
            "onbekende_soort",
            f"Kolom '{name}' van het Parquet-bestand bevat geen gewone waarden. Maak er tekst, een getal of een datum van.",
        )
    return column.cast(pl.String)


def _unknown() -> str:
    return (
        "Dit bestand is geen iJw-bericht en geen tabel met bekende kolommen. Zet de kolomnamen van het datacontract in de kop, "
        f'of wijs ze aan in {columns.MAPPING_FILE} (onze_naam = "uw kolomkop").'
    )


def _decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text, in UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252; one choice for the whole file."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), ["tekenset UTF-16"]
        return data.decode("utf-8-sig"), ["tekenset UTF-8"]
    except UnicodeDecodeError:
        pass  # not UTF-8: the older Windows set is the one that is left
    try:
        return data.decode("cp1252"), ["tekenset Windows-1252"]
    except UnicodeDecodeError:
        raise RefusedFile("onbekend_bestand", _unknown()) from None


def _separator(text: str, mapping: Mapping[str, str]) -> str:
    """Choose the separator with which one of the first rows names the most known columns."""
    top = list(islice(io.StringIO(text, newline=""), HEADER_WITHIN))

    def best(separator: str) -> int:
        return max((columns.known_headings(cells, mapping) for cells in csv.reader(top, delimiter=separator)), default=0)

    scores = {separator: best(separator) for separator in SEPARATORS}
    separator = max(scores, key=lambda each: scores[each])
    if scores[separator] < 2:
        raise RefusedFile("onbekend_bestand", _unknown())
    return separator


def _csv_rows(text: str, separator: str, notes: list[str]) -> list[tuple[int, Cells]]:
    csv.field_size_limit(MAX_FIELD)
    try:
        return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1))
    except csv.Error:
        pass  # a quotation mark inside a text, as in 5" or "Huize" Zon
    try:
        rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE), start=1))
    except csv.Error:
        raise RefusedFile("csv_onleesbaar", "Het bestand heeft onleesbaar lange velden. Vraag het opnieuw op als CSV.") from None
    notes.append("aanhalingstekens staan niet in paren; gelezen als gewone tekens")
    return [(number, [cell.strip('"') for cell in cells]) for number, cells in rows]


def _recognised(cells: Cells, mapping: Mapping[str, str]) -> columns.Recognised | None:
    """Recognise a header and refuse the file when it lacks required columns."""
    try:
        recognised = columns.recognise(cells, mapping)
    except DeliveryError as error:
        raise RefusedFile("dubbele_kolom", f"In de kop: {error}") from None
    if recognised is None:
        return None
    lacking = columns.missing(recognised)
    if lacking:
        raise RefusedFile(
            "kolommen_ontbreken",
            f"Dit lijkt de tabel '{recognised.tabel}', maar verplichte kolommen ontbreken: {words.listing(lacking)}. "
            f'Voeg ze toe, of wijs ze aan in {columns.MAPPING_FILE} (onze_naam = "uw kolomkop").',
        )
    return recognised


def _header(rows: list[tuple[int, Cells]], mapping: Mapping[str, str]) -> tuple[int, Cells] | None:
    """Find the header: the row that names the most known columns, the first of equals; at least two."""
    score, place = max(((columns.known_headings(cells, mapping), -place) for place, (_, cells) in enumerate(rows)), default=(0, 0))
    return (-place, rows[-place][1]) if score >= 2 else None


def _read_sheet(sheet: _Sheet, mapping: Mapping[str, str], door: Door) -> FlatTable:
    rows = list(sheet.rows)
    found = _header(rows[:HEADER_WITHIN], mapping)
    recognised = _recognised(found[1], mapping) if found else None
    if found is None or recognised is None:
        raise RefusedFile("onbekend_bestand", _unknown())
    place, header = found
    if place:
        sheet.notes.append(f"{words.plural(place, 'titelrij', 'titelrijen')} boven de kop overgeslagen")
    body, skewed = _body(rows[place + 1 :], header, recognised, sheet.notes)
    names = list(recognised.places)
    pick = [recognised.places[name] for name in names]
    cells = [[row[at] if at < len(row) else None for at in pick] for _, row in body]
    raw = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    raw = raw.with_columns(rij=pl.Series([number for number, _ in body], dtype=pl.Int64))
    return _convert(recognised, raw, sheet.blad, door, machine=frozenset(), spreadsheet=sheet.spreadsheet, notes=sheet.notes, skewed=skewed)


def _filled(cells: Cells) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _body(
    rows: list[tuple[int, Cells]], header: Cells, recognised: columns.Recognised, notes: list[str]
) -> tuple[list[tuple[int, Cells]], set[int]]:
    """Return the data rows below the header and the numbers of those with another number of fields."""
    width = len(header)
    heading = [(cell or "").strip() for cell in header]
    body = [row for row in rows if _filled(row[1]) and [(cell or "").strip() for cell in row[1]] != heading]
    repeated = sum(1 for _, cells in rows if _filled(cells)) - len(body)
    if repeated:
        notes.append(f"{words.plural(repeated, 'herhaalde kop', 'herhaalde koppen')} overgeslagen")
    while body and _is_total(body[-1][1], recognised):
        notes.append(f"rij {body.pop()[0]} met totalen overgeslagen")
    # A row that is too long because of empty fields at its end is whole.
    skewed = {number for number, cells in body if len(cells) < width or _filled(cells[width:])}
    return body, skewed


def _is_total(cells: Cells, recognised: columns.Recognised) -> bool:
    """Tell a row of totals: its first word is 'Totaal' and it lacks a required identifier."""
    first = next((cell.strip().casefold() for cell in cells if cell and not cell.isspace()), "")
    if not first.startswith(_TOTAL_WORDS):
        return False
    required = [recognised.places[name] for name in columns.REQUIRED[recognised.tabel] if name in recognised.places]
    return any(at >= len(cells) or not (cells[at] or "").strip() for at in required)


def _convert(
    recognised: columns.Recognised,
    raw: pl.DataFrame,
    blad: str,
    door: Door,
    *,
    machine: frozenset[str],
    spreadsheet: bool,
    notes: list[str],
    skewed: set[int] | None = None,
) -> FlatTable:
    """Pass the door, type the columns, and add the rows that were torn."""
    renamed = [f"'{heading}' is {name}" for name, heading in recognised.headings.items() if columns.simple(heading) != columns.simple(name)]
    if renamed:
        notes.append("kolommen herkend: " + "; ".join(renamed))
    raw = values.tidy(raw).with_columns(volgnummer=pl.int_range(pl.len(), dtype=pl.Int64), bestand=pl.lit(0, dtype=pl.Int64))
    client_column = "bsn" if "bsn" in raw.columns else "client"
    if "client" in columns.FACTS[recognised.tabel]:
        raw = _through_the_door(raw, door, notes)
    elif "bsn" in raw.columns:
        raw = raw.drop("bsn")
    converted = values.convert_flat_rows(recognised.tabel, raw, machine=machine, spreadsheet=spreadsheet, client_column=client_column)
    if skewed:
        torn = raw.filter(pl.col("rij").is_in(list(skewed))).select(
            "volgnummer", kolom=pl.lit(""), code=pl.lit("aantal_velden"), waarde=pl.lit(None, dtype=pl.String)
        )
        converted.faults = pl.concat([torn, converted.faults])
    return FlatTable(blad, recognised.tabel, converted, [*notes, *converted.notes])


def _through_the_door(raw: pl.DataFrame, door: Door, notes: list[str]) -> pl.DataFrame:
    """Replace `bsn` and a delivered `client` by the pseudonym; the BSN's own column ends here."""
    if "bsn" in raw.columns:
        admitted = {bsn: door.admit(bsn) for bsn in raw["bsn"].drop_nulls().unique()}
        raw = _clean_references(raw, {bsn: client for bsn, (client, _) in admitted.items() if client}, notes)
        client = pl.col("bsn").replace_strict({bsn: client for bsn, (client, _) in admitted.items()}, default=None, return_dtype=pl.String)
        fault = pl.col("bsn").replace_strict({bsn: fault for bsn, (_, fault) in admitted.items()}, default=None, return_dtype=pl.String)
        fault = pl.when(pl.col("bsn").is_null()).then(pl.lit("bsn_leeg")).otherwise(fault)
    else:
        client, fault = pl.lit(None, dtype=pl.String), pl.lit("bsn_leeg")
    if "client" in raw.columns:
        own = {number: door.pseudonym(number) for number in raw["client"].drop_nulls().unique()}
        replaced = pl.col("client").replace_strict(own, default=None, return_dtype=pl.String)
        only_client = pl.col("client").is_not_null() & (pl.col("bsn").is_null() if "bsn" in raw.columns else pl.lit(True))
        client, fault = pl.when(only_client).then(replaced).otherwise(client), pl.when(~only_client).then(fault)
    return raw.with_columns(client=client, bsn_fout=fault).drop("bsn", strict=False)


def _clean_references(raw: pl.DataFrame, clients: Mapping[str, str], notes: list[str]) -> pl.DataFrame:
    """Replace the row's own BSN inside other text, such as a reference made of it, the same way in every row."""
    digits = {bsn: (normal_bsn(bsn) or "").lstrip("0") for bsn in clients}
    bare = pl.col("bsn").replace_strict(digits, default=None, return_dtype=pl.String)
    texts = [name for name, dtype in raw.schema.items() if dtype == pl.String and name not in ("bsn", "client", *values.AMOUNTS)]
    for name in texts:
        holds = raw.select(pl.col(name).str.contains(bare, literal=True).fill_null(False)).to_series()
        if not holds.any():
            continue
        column = raw[name].to_list()
        for at in holds.arg_true():
            bsn = raw["bsn"][at]
            column[at] = column[at].replace(digits[bsn].zfill(9), clients[bsn][:9]).replace(digits[bsn], clients[bsn][:9])
        raw = raw.with_columns(pl.Series(name, column, dtype=pl.String))
        notes.append(f"kolom '{name}': {words.number(int(holds.sum()))} keer stond er een burgerservicenummer in; het is vervangen")
    return raw
