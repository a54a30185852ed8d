"""The writer of a dataset: whole or not at all, and the same content gives the same bytes.

A new dataset is made in a folder beside its destination and then takes its place by renaming. Only an empty folder or
another dataset is ever replaced.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import polars as pl

from jeugdlib import model
from jeugdlib.errors import DatasetError

MARK: Final = "dataset.json"
# Written out, so that another default of a later polars does not change the bytes of the same content.
_PARQUET: Final[dict[str, Any]] = {"compression": "zstd", "compression_level": 3, "statistics": True, "row_group_size": 250_000}


def check_destination(destination: Path) -> None:
    """Refuse to replace anything but a dataset or an empty folder.

    Raises:
        DatasetError: the destination is a file, or a folder with something else in it.
    """
    if not destination.exists():
        return
    if not destination.is_dir():
        raise DatasetError(f"'{destination}' is een bestand. Kies een map voor de dataset.")
    if any(destination.iterdir()) and not (destination / MARK).is_file():
        raise DatasetError(f"De map '{destination}' is niet leeg en is geen dataset. Kies een andere map, of maak deze map leeg.")


@contextmanager
def prepared(destination: Path) -> Iterator[Path]:
    """Give an empty folder that becomes the dataset when the block ends well; on a failure the old dataset stays."""
    destination = destination.resolve()
    check_destination(destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        workplace = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
    except OSError:
        raise DatasetError(f"In '{destination.parent}' kan geen dataset worden gemaakt. Bestaat de map, en mag u erin schrijven?") from None
    try:
        new = workplace / "nieuw"
        new.mkdir()
        yield new
        _take_place(new, destination, workplace / "oud")
    finally:
        shutil.rmtree(workplace)


def _take_place(new: Path, destination: Path, old: Path) -> None:
    replaces = destination.exists()
    if replaces:
        destination.rename(old)
    try:
        new.rename(destination)
    except OSError:
        if replaces:
            old.rename(destination)
        raise


def write_tables(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the tables of `model.TABLES`: messages per gemeente, the others as one file each; a table not given is empty."""
    for name, schema in model.TABLES.items():
        frame = tables.get(name, model.empty(schema)).select(schema.column_names()).sort(*_sort_key(name), nulls_last=True)
        if name in model.MESSAGE_TABLES:
            (folder / name).mkdir()
            for (code,), part in sorted(frame.partition_by("gemeentecode", as_dict=True, maintain_order=True).items()):
                place = folder / name / f"gemeentecode={code}"
                place.mkdir()
                part.write_parquet(place / "0.parquet", **_PARQUET)
        else:
            frame.write_parquet(folder / f"{name}.parquet", **_PARQUET)


def _sort_key(name: str) -> list[str]:
    """Sort on the facts a reader looks for first, and then on every other column: equal content, equal order."""
    first = ["gemeentecode", "toewijzingnummer", "agb", "productcode", "begindatum", "geldig_vanaf"]
    columns = model.TABLES[name].column_names()
    return [column for column in first if column in columns] + [column for column in columns if column not in first]


def read_back(folder: Path, name: str) -> pl.DataFrame:
    """Read a table from the folder that was just written."""
    if name not in model.MESSAGE_TABLES:
        return pl.read_parquet(folder / f"{name}.parquet")
    files = sorted((folder / name).glob("gemeentecode=*/*.parquet"))
    parts = [pl.read_parquet(file, hive_partitioning=False) for file in files]
    return pl.concat([model.empty(model.MESSAGE_TABLES[name]), *parts])


def write_about(folder: Path, frames: Mapping[str, pl.DataFrame], *, key_id: str, voorbeeld: bool) -> None:
    """Write what `inlezen` keeps about itself, and `dataset.json`, the mark of a dataset."""
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet", **_PARQUET)
    about = {
        "format": model.DATASET_FORMAT,
        "gemaakt_door": f"jeugdlib {version('jeugdlib')}",
        "gemaakt_op": datetime.now().astimezone().isoformat(timespec="seconds"),
        "sleutel_id": key_id,
        "voorbeeld": voorbeeld,
    }
    (folder / MARK).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
