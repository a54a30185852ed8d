"""Reading a delivery: files become rows, rows are judged and accounted for, and what stands becomes a dataset.

The kind of a file is found from its content. A file or row that can't be read is refused with its reason and cure, and the
rest is read on. Grain of the tables: see `model`. Steps 1-3 of definitions B are done here; the others depend on choices.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from jeugdlib import cleaning, model, words
from jeugdlib.sources import columns, dataset, files, flat, ijw, values
from jeugdlib.sources.accounting import Ledger
from jeugdlib.sources.pseudonym import Door, key_id, load_key
from jeugdlib.sources.refusals import RefusedFile, explain, faults_frame, judge, show

__all__ = ["Outcome", "load_key", "read_delivery"]

_FLAT_READERS: Final = {"csv": flat.read_csv, "excel": flat.read_excel, "parquet": flat.read_parquet}
_KINDS: Final = {"csv": "CSV", "excel": "Excel", "parquet": "Parquet"}
_EXAMPLES: Final = 3  # file names in one melding
# A start or stop message with this status removes the earlier one with the same key (OP033x1).
_REMOVES: Final = "3"


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery.

    Attributes:
        verantwoording: `model.VERANTWOORDING`; afgekeurd: `model.AFGEKEURD`, one row per refused row or (rij null) file;
            bronnen: `model.BRONNEN`, one row per file.
        meldingen: Dutch sentences about what was noticed, repaired or left out.
        destination: the dataset; geschreven: whether it was written.
    """

    verantwoording: pl.DataFrame
    afgekeurd: pl.DataFrame
    bronnen: pl.DataFrame
    meldingen: list[str]
    destination: Path
    geschreven: bool

    @property
    def exit_code(self) -> int:
        """0 all read, 1 part refused, 2 nothing could be read."""
        if not self.geschreven:
            return 2
        return 1 if len(self.afgekeurd) else 0


def read_delivery(
    paths: list[Path],
    *,
    destination: Path,
    key: bytes,
    voorbeeld: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Outcome:
    """Read files and folders into a dataset, which replaces the dataset that was there.

    Args:
        paths: files, folders (with all below them) and .zip archives.
        destination: folder of the dataset: absent, empty, or an earlier dataset.
        key: pseudonym key, see `load_key`.
        voorbeeld: the delivery is the invented example.
        progress: called as (file, bytes read, bytes in total).

    Returns:
        The outcome; nothing is written when not one row stands.

    Raises:
        DeliveryError: a path does not exist, or `kolommen.toml` is wrong.
        DatasetError: the destination holds something else.
        AccountingError: rows or cents do not add up (a fault of ours); the old dataset stays.
    """
    dataset.check_destination(destination)
    intake = _Intake(Door(key))
    for entry in files.read(files.find(paths, destination)):
        if isinstance(entry, files.Progress):
            if progress and entry.totaal:
                progress(entry.bestand, entry.gelezen, entry.totaal)
        elif isinstance(entry, files.Skipped):
            intake.skip(entry)
        else:
            intake.take(entry)
    return _settle(intake, destination, key=key, voorbeeld=voorbeeld)


class _Notes:
    """Meldingen: the same remark about many files is one sentence."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def add(self, text: str, place: str = "") -> None:
        self._places.setdefault(text, []).append(place)

    def sentences(self) -> list[str]:
        return [self._sentence(text, [place for place in places if place]) for text, places in self._places.items()]

    @staticmethod
    def _sentence(text: str, places: list[str]) -> str:
        if not places:
            return text
        if len(places) <= _EXAMPLES:
            return f"{text} ({words.listing(places)})"
        return f"{text} ({words.number(len(places))} bestanden, waaronder {words.listing(places[:_EXAMPLES])})"


@dataclass
class _Intake:
    """All that was read so far, in order of delivery."""

    door: Door
    names: list[str] = field(default_factory=list)  # the file or sheet that a row's `bestand` counts to
    bronnen: list[dict[str, Any]] = field(default_factory=list)
    notes: _Notes = field(default_factory=_Notes)
    message_rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    message_numbers: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # (first volgnummer, rows) of each message
    converted: dict[str, list[values.Converted]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    refused_files: list[dict[str, Any]] = field(default_factory=list)
    _seen: dict[tuple[str | None, ...], str] = field(default_factory=dict)

    def skip(self, entry: files.Skipped) -> None:
        if entry.code:
            self._refuse(entry.bestand, entry.code, entry.uitleg, None)
        else:
            self._source(entry.bestand, None, "", "", None, "overgeslagen", entry.uitleg)

    def take(self, source: files.Source) -> None:
        """Read one file; whatever is wrong with it, it leaves rows of all of it or of none."""
        try:
            if source.kind == "xml":
                self._take_message(source)
            else:
                self._take_flat(source)
        except RefusedFile as refused:
            self._refuse(source.bestand, refused.code, str(refused), source)
        except files.BROKEN_ARCHIVE:
            self._refuse(
                source.bestand, "archief_onleesbaar", "Het bestand in het archief is beschadigd. Vraag het archief opnieuw op.", None
            )

    def _take_message(self, source: files.Source) -> None:
        message = ijw.read_message(source.head, source.rest, door=self.door, bestand=len(self.names))
        sha256 = source.sha256()
        if message.tabel is None:
            kind = "antwoord" if message.soort == "JW325" else "retourbericht"
            self.notes.add(f"{message.soort} is een {kind} en is niet ingelezen", source.bestand)
            self._source(source.bestand, sha256, message.soort, message.versie, None, "overgeslagen", kind)
            return
        self._compare(message, sha256, source.bestand)
        if message.total:
            stated, found = (words.euro(cent, 2) for cent in message.total)
            self.notes.add(
                f"Het totaal in het bericht ({stated}) is anders dan de som van de regels ({found}); de regels zijn ingelezen",
                source.bestand,
            )
        if message.bsn_in_text:
            self.notes.add("In een referentie stond het burgerservicenummer van de cliënt; het is vervangen", source.bestand)
        if not message.rows:
            self.notes.add(f"{message.soort} zonder regels", source.bestand)
        start = self.counts.get(message.tabel, 0)
        self.message_rows.setdefault(message.tabel, []).extend(message.rows)
        self.message_numbers.setdefault(message.tabel, []).append((start, len(message.rows)))
        self.counts[message.tabel] = start + len(message.rows)
        self.names.append(source.bestand)
        self._source(source.bestand, sha256, message.soort, message.versie, len(message.rows), "gelezen", "")

    def _compare(self, message: ijw.Message, sha256: str, bestand: str) -> None:
        """The same sender, kind and identification is the same message (TR056); other content under it is worth a word."""
        if message.identity is None or None in message.identity:
            return
        earlier = self._seen.setdefault(message.identity, sha256)
        if earlier != sha256:
            self.notes.add("Een bericht met deze identificatie kwam al eerder, met andere inhoud; beide zijn ingelezen", bestand)

    def _take_flat(self, source: files.Source) -> None:
        tables = _FLAT_READERS[source.kind](source.data(), source.mapping, self.door)
        sha256 = source.sha256()
        for table in tables:
            name = f"{source.bestand} [{files.shown_name(table.blad)}]" if table.blad else source.bestand
            start = self.counts.get(table.tabel, 0)
            shift = pl.col("volgnummer") + start
            converted = table.converted
            rows = len(converted.frame)
            self.converted.setdefault(table.tabel, []).append(
                values.Converted(
                    converted.frame.with_columns(volgnummer=shift, bestand=pl.lit(len(self.names), dtype=pl.Int64)),
                    converted.faults.with_columns(volgnummer=shift),
                )
            )
            self.counts[table.tabel] = start + rows
            self.names.append(name)
            for note in table.notes:
                self.notes.add(f"{name}: {note}")
            self._source(name, sha256, f"{_KINDS[source.kind]} {table.tabel}", "", rows, "gelezen", "; ".join(table.notes))

    def _source(self, bestand: str, sha256: str | None, soort: str, versie: str, rijen: int | None, status: str, melding: str) -> None:
        row = (bestand, sha256, soort, versie, rijen, status, melding)
        self.bronnen.append(dict(zip(model.BRONNEN, row, strict=True)))

    def _refuse(self, bestand: str, code: str, uitleg: str, source: files.Source | None) -> None:
        self._source(bestand, _hash_of_refused(source), "", "", None, "afgekeurd", uitleg)
        self.refused_files.append(dict.fromkeys(model.AFGEKEURD) | {"bestand": bestand, "reden": code, "uitleg": uitleg})

    def delivered(self, tabel: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the typed rows of a table in order of delivery, and their faults."""
        parts = list(self.converted.get(tabel, []))
        if tabel in self.message_rows:
            raw = pl.DataFrame(self.message_rows.pop(tabel), schema=_message_schema(tabel), orient="row")
            numbers = [number for first, size in self.message_numbers[tabel] for number in range(first, first + size)]
            parts.append(values.convert_message_rows(tabel, raw.with_columns(volgnummer=pl.Series(numbers, dtype=pl.Int64))))
        frame = pl.concat([part.frame for part in parts]).sort("volgnummer")
        return frame, faults_frame([part.faults for part in parts])


def _hash_of_refused(source: files.Source | None) -> str | None:
    """Return the hash of a refused file; a damaged one in an archive has none."""
    try:
        return source.sha256() if source else None
    except files.BROKEN_ARCHIVE:
        return None


def _message_schema(tabel: str) -> dict[str, Any]:
    return {name: pl.Int64 if name in ("bestand", "rij") else pl.String for name in ijw.ROW[tabel]}


def _settle(intake: _Intake, destination: Path, *, key: bytes, voorbeeld: bool) -> Outcome:
    """Judge, clean, account and write."""
    ledger, tables = Ledger(), {}
    refused = [pl.DataFrame(intake.refused_files, schema=model.AFGEKEURD)]
    for tabel in (name for name in model.TABLES if name in intake.counts):
        frame, faults = intake.delivered(tabel)
        ledger.enter(tabel, "aangeleverd", frame)
        good, reasons = judge(tabel, frame, faults)
        bad = frame.join(reasons, on="volgnummer", how="semi")
        ledger.enter(tabel, "afgekeurd", bad)
        refused.append(_refusals(tabel, bad, reasons, intake.names))
        tables[tabel] = _clean(tabel, good, ledger)
    if intake.door.elfproef_failed:
        people = words.plural(intake.door.elfproef_failed, "burgerservicenummer doorstaat", "burgerservicenummers doorstaan")
        intake.notes.add(f"{people} de elfproef niet; de rijen zijn wel opgenomen")
    if intake.door.repaired:
        intake.notes.add(
            f"Bij {words.plural(intake.door.repaired, 'burgerservicenummer', 'burgerservicenummers')} zijn voorloopnullen hersteld"
        )
    afgekeurd = pl.concat(refused)
    bronnen = pl.DataFrame(intake.bronnen, schema=model.BRONNEN)
    if not any(len(frame) for frame in tables.values()):
        for tabel, frame in tables.items():
            ledger.enter(tabel, "opgenomen", frame)
        return Outcome(ledger.close(), afgekeurd, bronnen, intake.notes.sentences(), destination, geschreven=False)
    with dataset.prepared(destination) as folder:
        dataset.write_tables(folder, tables)
        # Counted from the disk, not from memory: what the reader of the dataset will find.
        for tabel in tables:
            ledger.enter(tabel, "opgenomen", dataset.read_back(folder, tabel))
        verantwoording = ledger.close()
        dataset.write_about(
            folder, {"verantwoording": verantwoording, "afgekeurd": afgekeurd, "bronnen": bronnen}, key_id=key_id(key), voorbeeld=voorbeeld
        )
    return Outcome(verantwoording, afgekeurd, bronnen, intake.notes.sentences(), destination, geschreven=True)


def _refusals(tabel: str, bad: pl.DataFrame, reasons: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return one row of `model.AFGEKEURD` per refused row, in order of delivery."""
    where = bad.select(
        "volgnummer",
        gemeentecode=pl.col("gemeentecode") if tabel in model.MESSAGE_TABLES else pl.lit(None, dtype=pl.String),
        bestand=pl.col("bestand").replace_strict(dict(enumerate(names)), return_dtype=pl.String),
        rij=pl.col("rij"),
    )
    rows = []
    for row in reasons.join(where, on="volgnummer", how="left").sort("volgnummer").iter_rows(named=True):
        kolom = row["kolom"] or None
        also = f" Ook fout in deze rij: '{row['ook']}'." if row["ook"] else ""
        code = row["gemeentecode"] or ""
        valid = len(code) == 4 and code.isascii() and code.isdigit()
        rows.append(
            {
                "gemeentecode": code if valid else None,
                "tabel": tabel,
                "bestand": row["bestand"],
                "rij": row["rij"],
                "kolom": kolom,
                "reden": row["code"],
                "waarde": show(kolom or "", row["waarde"]),
                "uitleg": explain(row["code"], kolom or "") + also,
            }
        )
    return pl.DataFrame(rows, schema=model.AFGEKEURD)


def _clean(tabel: str, good: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Run steps 1-3 of definitions B, each with its account."""
    frame = good.select(*columns.FACTS[tabel], "volgnummer").sort("volgnummer")
    if tabel in ("startberichten", "stopberichten"):
        # Before the duplicates: sent, removed and sent again is one that stands, and it equals the first.
        frame = ledger.removed(tabel, "ingetrokken", frame, _drop_removed_messages(frame))
    frame = ledger.removed(tabel, "exacte_dubbelen", frame, cleaning.drop_exact_duplicates(frame))
    if tabel == "toewijzingen":
        frame = ledger.removed(tabel, "herzien", frame, cleaning.keep_latest_version(frame))
        frame = ledger.removed(tabel, "ingetrokken", frame, cleaning.drop_withdrawn(frame))
    return frame.drop("volgnummer")


def _drop_removed_messages(messages: pl.DataFrame) -> pl.DataFrame:
    """Keep start or stop messages that no later message with status 3 and the same key removes."""
    key = [name for name in messages.columns if name not in ("status_aanlevering", "volgnummer")]
    removes = pl.when(pl.col("status_aanlevering") == _REMOVES).then("volgnummer")
    last = removes.max().over(key).fill_null(-1)
    return messages.filter(pl.col("volgnummer") > last)
