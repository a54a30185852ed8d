"""The files of a delivery, in sorted order: folders walked, archives read without unpacking them to disk.

What kind a file is follows from its first bytes, never from its name. An archive is measured before it is opened: number of
files, total size and ratio, so that a zip bomb is refused instead of read.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from jeugdlib.errors import DeliveryError
from jeugdlib.sources import columns, ijw
from jeugdlib.sources.pseudonym import masked_name
from jeugdlib.sources.refusals import RefusedFile

MAX_MEMBERS: Final = 500_000
MAX_TOTAL_BYTES: Final = 8 * 2**30
MAX_RATIO: Final = 300  # XML of messages packs 5 to 60 times; a bomb a thousand times
RATIO_FROM_BYTES: Final = 10 * 2**20  # small files may pack better
MAX_FLAT_BYTES: Final = 2 * 2**30
BROKEN_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
DATASET_MARK: Final = "dataset.json"

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = {b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"%PDF": "pdf"}
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1


class _Hashing(io.RawIOBase):
    """A stream that makes the sha256 of all that is read from it."""

    def __init__(self, stream: IO[bytes], head: bytes) -> None:
        self._stream = stream
        self._hash = hashlib.sha256(head)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        while self.read(2**20):
            pass
        return self._hash.hexdigest()


@dataclass
class Source:
    """One file to read: its masked name, its kind (`xml`, `csv`, `excel`, `parquet`), its first bytes and the rest."""

    bestand: str
    kind: str
    head: bytes
    rest: _Hashing
    mapping: dict[str, str]

    def data(self) -> bytes:
        """Return the whole file.

        Raises:
            RefusedFile: larger than a flat file may be.
        """
        found = self.head + self.rest.read(MAX_FLAT_BYTES)
        if self.rest.read(1):
            raise RefusedFile("te_groot", f"Het bestand is groter dan {MAX_FLAT_BYTES // 2**30} GB. Splits het en lever opnieuw aan.")
        return found

    def sha256(self) -> str:
        """Return the hash of the whole file, reading what was not read yet."""
        return self.rest.hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file that is not read: refused with a code, or left out as none of ours (code is empty)."""

    bestand: str
    code: str
    uitleg: str


@dataclass(frozen=True)
class Progress:
    """How far the reading is, in bytes on disk."""

    bestand: str
    gelezen: int
    totaal: int


Entry = Source | Skipped | Progress


def find(paths: list[Path], destination: Path) -> list[tuple[Path, Path]]:
    """List (file, delivered root) of all files below the paths, sorted; datasets among them are left out.

    Raises:
        DeliveryError: a path does not exist, or nothing is delivered.
    """
    if not paths:
        raise DeliveryError("Er is niets aangeleverd. Noem een of meer bestanden of mappen.")
    found: list[tuple[Path, Path]] = []
    for path in paths:
        if not path.exists():
            raise DeliveryError(f"'{path}' bestaat niet. Controleer de naam van het bestand of de map.")
        # Its amounts are cents and its clients pseudonyms: read as a delivery, both would be wrong without a word.
        inside = next((place for place in (path, *path.resolve().parents) if (place / DATASET_MARK).is_file()), None)
        if inside:
            raise DeliveryError(f"'{inside}' is een dataset, geen levering. Lees de oorspronkelijke berichten en bestanden in.")
        if path.is_dir():
            found += [(file, path) for file in _files_below(path, destination.resolve())]
        else:
            found.append((path, path.parent))
    return list(dict.fromkeys(found))


def _files_below(folder: Path, destination: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if path.is_dir():
            # Our own output below the delivered folder is no delivery.
            if path.resolve() != destination and not (path / DATASET_MARK).is_file() and not path.name.startswith("."):
                found += _files_below(path, destination)
        elif path.is_file():
            found.append(path)
    return found


def read(files: list[tuple[Path, Path]]) -> Iterator[Entry]:
    """Yield every file of a delivery, those in archives included. A `Source` must be used before the next is asked for."""
    total = sum(file.stat().st_size for file, _ in files)
    done = 0
    for file, root in files:
        label = shown_name(file.relative_to(root).as_posix())
        for entry in _read_file(file, root, label):
            yield Progress(entry.bestand, done + entry.gelezen, total) if isinstance(entry, Progress) else entry
        done += file.stat().st_size
        yield Progress(label, done, total)


def shown_name(name: str) -> str:
    """Return a file name as it may be shown: printable, and without a BSN."""
    return masked_name("".join(letter if letter.isprintable() else "?" for letter in name))


def _is_system_file(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return last.startswith(".") or last.casefold() in _SYSTEM_FILES or name.startswith("__MACOSX/")


def _read_file(file: Path, root: Path, label: str) -> Iterator[Entry]:
    if _is_system_file(file.name):
        yield Skipped(label, "", "bestand van het besturingssysteem")
        return
    if file.name == columns.MAPPING_FILE:
        return  # read together with the files that it explains
    mapping = columns.find_mapping(file.parent, root)
    with file.open("rb") as stream:
        head = stream.read(ijw.HEAD_BYTES)
        if head.startswith(_ZIP):
            stream.seek(0)
            yield from _read_zip(stream, label, mapping)
        else:
            yield _entry(label, head, stream, mapping)


def _entry(label: str, head: bytes, stream: IO[bytes], mapping: dict[str, str]) -> Entry:
    if not head.strip():
        return Skipped(label, "leeg_bestand", "Het bestand is leeg. Vraag het opnieuw op.")
    for mark, name in _PACKED.items():
        if head.startswith(mark):
            return Skipped(
                label,
                "onbekend_bestand",
                f"Een {name}-bestand wordt niet gelezen. Pak het uit, of lever een .zip-archief, XML, CSV, Excel of Parquet.",
            )
    if head.startswith(_OLD_EXCEL):
        kind = "excel"
    elif head.startswith(b"PAR1"):
        kind = "parquet"
    else:
        kind = "xml" if ijw.looks_like_xml(head) else "csv"
    return Source(label, kind, head, _Hashing(stream, head), mapping)


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin"}) or ("mimetype" in names and "content.xml" in names)


def _read_zip(stream: IO[bytes], label: str, mapping: dict[str, str]) -> Iterator[Entry]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Skipped(label, "archief_onleesbaar", "Het archief is beschadigd of afgebroken. Vraag het opnieuw op.")
        return
    with archive:
        members = sorted((member for member in archive.infolist() if not member.is_dir()), key=lambda member: member.filename)
        danger = _danger(members)
        if danger:
            yield Skipped(label, "archief_onveilig", danger)
            return
        if _is_workbook(archive):
            stream.seek(0)
            head = stream.read(ijw.HEAD_BYTES)
            yield Source(label, "excel", head, _Hashing(stream, head), mapping)
            return
        inside = next((member for member in members if member.filename.rsplit("/", 1)[-1] == columns.MAPPING_FILE), None)
        if inside:
            mapping = columns.read_mapping(
                archive.read(inside).decode("utf-8-sig", errors="replace"), shown_name(f"{label}/{inside.filename}")
            )
        done = 0
        for member in members:
            name = shown_name(f"{label}/{member.filename}")
            yield from _read_member(archive, member, name, mapping)
            done += member.compress_size
            yield Progress(name, done, 0)


def _danger(members: list[zipfile.ZipInfo]) -> str:
    if len(members) > MAX_MEMBERS:
        return f"Het archief bevat meer dan {MAX_MEMBERS} bestanden. Splits het archief."
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        return f"Het archief is uitgepakt groter dan {MAX_TOTAL_BYTES // 2**30} GB. Splits het archief."
    if any(member.file_size > RATIO_FROM_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in members):
        return "Het archief bevat een ongewoon sterk ingepakt bestand. Dat kan een aanval zijn. Pak het zelf uit en lever het los aan."
    return ""


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, mapping: dict[str, str]) -> Iterator[Entry]:
    if _is_system_file(member.filename):
        yield Skipped(name, "", "bestand van het besturingssysteem")
    elif member.filename.rsplit("/", 1)[-1] == columns.MAPPING_FILE:
        return
    elif member.flag_bits & _ENCRYPTED:
        yield Skipped(name, "versleuteld", "Het bestand in het archief heeft een wachtwoord. Lever het zonder wachtwoord aan.")
    else:
        try:
            with archive.open(member) as stream:
                head = stream.read(ijw.HEAD_BYTES)
                if head.startswith(_ZIP):
                    yield _nested(name, head, stream, mapping)
                else:
                    yield _entry(name, head, stream, mapping)
        except BROKEN_ARCHIVE:
            yield Skipped(name, "archief_onleesbaar", "Het bestand in het archief is beschadigd. Vraag het archief opnieuw op.")


def _nested(name: str, head: bytes, stream: IO[bytes], mapping: dict[str, str]) -> Entry:
    """Give a workbook inside an archive; an archive inside an archive is not opened."""
    source = Source(name, "excel", head, _Hashing(stream, head), mapping)
    data = source.data()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            members = inner.infolist()
            if _is_workbook(inner) and not _danger(members):
                return Source(name, "excel", data, _Hashing(io.BytesIO(), data), mapping)
    except zipfile.BadZipFile:
        return Skipped(name, "archief_onleesbaar", "Het bestand in het archief is beschadigd. Vraag het archief opnieuw op.")
    return Skipped(
        name, "archief_in_archief", "Een archief in een archief wordt niet gelezen. Pak het binnenste archief uit en lever het los aan."
    )
