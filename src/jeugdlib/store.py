"""The only reader of a dataset and the only writer of tables.

A dataset is the folder that `inlezen` writes: message tables per gemeente, small tables as one file each.
"""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from jeugdlib import disclosure, model, shared
from jeugdlib.errors import AccountingError, DatasetError, NotDisclosed, WrongUse, suggest
from jeugdlib.settings import REGION, Settings

# Tables that hold a few rows of every gemeente: what one gemeente reads of them does not change with the others.
PER_GEMEENTE = ("verantwoording", "jeugdigen", "plekken")


@dataclass(frozen=True)
class Gemeente:
    """A gemeente of the dataset, or the region of all."""

    code: str
    naam: str


@dataclass(frozen=True)
class Dataset:
    """A dataset on disk: where it is and whether it is the invented example."""

    path: Path
    voorbeeld: bool


def open_dataset(path: Path) -> Dataset:
    """Check that a folder holds a dataset of this format.

    Raises:
        DatasetError: it does not; the text says what to do.
    """
    shared.note("dataset.json")
    mark = path / "dataset.json"
    if not mark.is_file():
        raise DatasetError(f"'{path}' is geen dataset (dataset.json ontbreekt). Maak er een met: jeugdlib inlezen PAD --naar DATASET")
    try:
        about = json.loads(mark.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        raise DatasetError(f"'{mark}' is beschadigd. Lees de levering opnieuw in.") from None
    if about.get("format") != model.DATASET_FORMAT:
        raise DatasetError(
            f"De dataset in '{path}' heeft formaat {about.get('format')}; deze versie van jeugdlib leest formaat "
            f"{model.DATASET_FORMAT}. Lees de levering opnieuw in."
        )
    return Dataset(path, bool(about.get("voorbeeld")))


def read_table(dataset: Dataset, name: str, codes: list[str] | None = None) -> pl.DataFrame:
    """Read a small table or one of the tables that `inlezen` keeps about itself.

    Args:
        dataset: where.
        name: the table.
        codes: only the rows of these gemeenten, for a table of `PER_GEMEENTE`; None means every row.

    Raises:
        DatasetError: the dataset lacks it.
    """
    file = dataset.path / f"{name}.parquet"
    if not file.is_file():
        raise DatasetError(f"In de dataset '{dataset.path}' ontbreekt '{file.name}'. Lees de levering opnieuw in.")
    if codes is None:
        shared.note(file.name)
        return _read(file)
    for code in codes:
        shared.note(f"{file.name}#{code}")
    return _read(file).filter(pl.col("gemeentecode").is_in(codes))


def read_messages(dataset: Dataset, name: str, codes: list[str]) -> pl.DataFrame:
    """Read the rows of some gemeenten of a message table; a gemeente reads its own partition only.

    Raises:
        AccountingError: a slide of the report asks for the messages of another gemeente than its own.
    """
    only = os.environ.get(shared.ONLY, REGION)
    if only != REGION and set(codes) - {only}:
        raise AccountingError(
            f"Deze slide is van gemeente {only} en vraagt om berichten van een andere gemeente. "
            "Vergelijk met de regio via workbook.beside, en voeg het cijfer daar toe."
        )
    for code in codes:
        shared.note(f"{name}/gemeentecode={code}")
    files = [file for code in codes for file in sorted((dataset.path / name / f"gemeentecode={code}").glob("*.parquet"))]
    if not files:
        return model.empty(model.MESSAGE_TABLES[name])
    return pl.concat([_read(file) for file in files])


def fingerprints(dataset: Dataset, names: Collection[str] | None = None) -> dict[str, str]:
    """Return a hash of everything that can be read of a dataset, under the name that `shared.note` gives it.

    When and by which version a dataset was made is left out: the same messages give the same hashes.

    Args:
        dataset: where.
        names: only what bears these names; a name that the dataset lacks is left out. None means all.

    Raises:
        DatasetError: there is no dataset any more.
    """
    return {name: make() for name, make in _readable(dataset) if names is None or name in names}


def fingerprints_of(place: str, names: Collection[str]) -> dict[str, str]:
    """Return the hashes of what bears these names in the dataset that lies in a place; errors as `fingerprints`."""
    return fingerprints(Dataset(Path(place), voorbeeld=False), names)


def _readable(dataset: Dataset) -> Iterator[tuple[str, Callable[[], str]]]:
    """Give the name of everything that can be read, with how its hash is made."""
    about = dataset.path / "dataset.json"
    if not about.is_file():
        raise DatasetError(f"'{dataset.path}' is geen dataset (meer): dataset.json ontbreekt.")
    yield "dataset.json", lambda: _hash(json.dumps([json.loads(about.read_bytes()).get(name) for name in ("format", "voorbeeld")]).encode())
    codes = sorted({folder.name.removeprefix("gemeentecode=") for folder in dataset.path.glob("*/gemeentecode=*")})
    yield "gemeenten", lambda: _hash(json.dumps(codes).encode())
    for file in sorted(dataset.path.glob("*.parquet")):
        yield file.name, partial(_hash_files, [file])
    for table in model.MESSAGE_TABLES:
        for code in codes:
            files = sorted((dataset.path / table / f"gemeentecode={code}").glob("*.parquet"))
            yield f"{table}/gemeentecode={code}", partial(_hash_files, files)
    for name in PER_GEMEENTE:
        file = dataset.path / f"{name}.parquet"
        for code in codes if file.is_file() else ():
            yield f"{file.name}#{code}", partial(_hash_rows, file, code)


def _hash_files(files: list[Path]) -> str:
    return _hash(json.dumps([_hash(file.read_bytes()) for file in files]).encode())


def _hash_rows(file: Path, code: str) -> str:
    return _hash(_read(file).filter(pl.col("gemeentecode") == code).write_csv().encode())


def sizes(dataset: Dataset) -> dict[str, int]:
    """Return the bytes of the messages of each gemeente, a measure of how long its work takes."""
    found: dict[str, int] = {}
    for file in dataset.path.glob("*/gemeentecode=*/*.parquet"):
        code = file.parent.name.removeprefix("gemeentecode=")
        found[code] = found.get(code, 0) + file.stat().st_size
    return found


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(file: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(file, hive_partitioning=False)
    except pl.exceptions.ComputeError:
        raise DatasetError(f"'{file}' is beschadigd. Lees de levering opnieuw in.") from None


def gemeenten(dataset: Dataset) -> list[Gemeente]:
    """List the gemeenten that the messages name, by code; a gemeente without a name is called by its code."""
    shared.note("gemeenten")
    names = dict(read_table(dataset, "gemeenten").select("gemeentecode", "naam").iter_rows())
    found = {
        folder.name.removeprefix("gemeentecode=")
        for table in model.MESSAGE_TABLES
        for folder in (dataset.path / table).glob("gemeentecode=*")
    }
    return [Gemeente(code, names.get(code, code)) for code in sorted(found)]


def find_gemeente(dataset: Dataset, asked: str) -> Gemeente:
    """Find a gemeente by code or name, or the region by "regio".

    Raises:
        WrongUse: no such gemeente; the text suggests the nearest.
    """
    known = gemeenten(dataset)
    if asked.casefold() == REGION:
        return Gemeente(REGION, region_name(dataset))
    for gemeente in known:
        if asked == gemeente.code or asked.casefold() == gemeente.naam.casefold():
            return gemeente
    names = [gemeente.naam for gemeente in known] + [gemeente.code for gemeente in known] + [REGION]
    listed = ", ".join(f"{gemeente.naam} ({gemeente.code})" for gemeente in known)
    raise WrongUse(f"Onbekende gemeente '{asked}'.{suggest(asked, names)} Bekend zijn: {listed}, of regio.")


def region_name(dataset: Dataset) -> str:
    """Return the region's name when all gemeenten share one, else a plain word."""
    regions = read_table(dataset, "gemeenten")["regio"].drop_nulls().unique().to_list()
    return f"Regio {regions[0]}" if len(regions) == 1 else "Regio"


def selected_codes(dataset: Dataset, settings: Settings) -> list[str]:
    """Return the CBS codes that a run is about.

    Raises:
        WrongUse: an unknown gemeente, or one that is both asked for and left out.
    """
    asked = find_gemeente(dataset, settings.gemeente)
    for code in settings.gemeenten_uitgesloten:
        find_gemeente(dataset, code)
    if asked.code == REGION:
        return [gemeente.code for gemeente in gemeenten(dataset) if gemeente.code not in settings.gemeenten_uitgesloten]
    return [asked.code]


ABOUT = "over.json"


def write_about(folder: Path, settings: dict[str, object], *, voorbeeld: bool, veilig: bool) -> None:
    """Write beside tables what they are: the choices, whether the data are invented and whether small counts are hidden.

    Raises:
        WrongUse: the folder holds tables of the other kind; tables for inside and for outside never lie together.
    """
    mark = folder / ABOUT
    if mark.is_file() and json.loads(mark.read_text(encoding="utf-8")).get("kleine_aantallen_verborgen") is not veilig:
        kind = "met" if veilig else "zonder"
        raise WrongUse(f"In '{folder}' staan al tabellen {kind} kleine aantallen. Kies met --naar een andere map.")
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "gegevens": "voorbeelddata (verzonnen)" if voorbeeld else "eigen gegevens",
        "kleine_aantallen_verborgen": veilig,
        "keuzes": settings,
        "kanttekening": "Gedeclareerd is nog niet altijd goedgekeurd.",
    }
    mark.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(table: disclosure.Disclosed, path: Path, *, inside: bool = False) -> None:
    """Write a table as CSV for Dutch Excel (`;`, decimal comma, UTF-8 with BOM) and as parquet with plain values.

    Args:
        table: a table that has passed the small-number rules.
        path: file name without ending.
        inside: True allows a table whose rules were switched off.

    Raises:
        NotDisclosed: the rules were switched off and `inside` is False.
    """
    frame = disclosure.require(table).frame
    if not (table.veilig or inside):
        raise NotDisclosed(
            "Deze tabel bevat kleine aantallen. Schrijf haar alleen met --niet-onderdrukken, voor gebruik binnen de organisatie."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path.with_suffix(".parquet"))
    frame.write_csv(path.with_suffix(".csv"), separator=";", decimal_comma=True, include_bom=True, float_scientific=False)
