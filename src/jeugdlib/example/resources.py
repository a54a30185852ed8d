"""Where the data files that ship with jeugdlib are found: beside the code in a wheel, at the repository root in an editable install."""

from pathlib import Path
from typing import Final

from jeugdlib.errors import DatasetError

PUBLISHED: Final = "gepubliceerd.csv"  # held beside what is found; nothing is made from it


def data_folder() -> Path:
    """Return the folder with the shipped reference tables.

    Raises:
        DatasetError: the installation lacks its data folder.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data", package.parents[1] / "data"):
        if (folder / "voorbeeld").is_dir():
            return folder
    raise DatasetError("De meegeleverde gegevens van jeugdlib ontbreken. Installeer jeugdlib opnieuw.")


def data_files() -> list[Path]:
    """Return the files that the example region is made from: with the code they decide every byte of it."""
    inside = (data_folder() / "voorbeeld").iterdir()
    return sorted(path for path in inside if path.suffix in (".csv", ".toml") and path.name != PUBLISHED)
