"""The dataset on disk: always all tables, the same bytes for the same content, whole or not at all."""

import json
from pathlib import Path

import polars as pl
import pytest

from jeugdlib import model
from jeugdlib.errors import DatasetError, DeliveryError
from jeugdlib.sources import dataset
from jeugdlib.sources.accounting import summary
from jeugdlib.sources.delivery import read_delivery
from jeugdlib.sources.pseudonym import key_id
from sources.berichten import BSN, KEY, OTHER_BSN, deliver, jw301, jw305, jw307, jw323, prestatie, product, read, rows

DELIVERY = {
    "a.xml": jw301(product("3"), product("1"), product("2", eind=None)),
    "b.xml": jw323((BSN, [prestatie("R2"), prestatie("R1")]), (OTHER_BSN, [prestatie("R3")]), total=72000),
    "c.xml": jw305(("1", "2023-01-20", "1")),
    "d.xml": jw307("1"),
    "e.csv": "gemeentecode;naam;regio\n0902;Bergdorp;R\n0901;Waterdorp;R\n",
    "f.xml": jw301(product("9")).replace(">0901<", ">0902<"),
}


def parquet_bytes(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


def test_all_tables_exist_even_when_nothing_was_delivered_for_them(tmp_path: Path):
    folder = read(tmp_path, {"a.xml": jw323()}).destination
    for name, schema in model.SMALL_TABLES.items():
        schema.validate(pl.read_parquet(folder / f"{name}.parquet"))
    assert all((folder / name).is_dir() for name in model.MESSAGE_TABLES)
    for name, expected in (("verantwoording", model.VERANTWOORDING), ("afgekeurd", model.AFGEKEURD), ("bronnen", model.BRONNEN)):
        assert dict(pl.read_parquet_schema(folder / f"{name}.parquet")) == expected


def test_messages_lie_per_gemeente_with_the_code_inside_and_pass_the_model(tmp_path: Path):
    folder = read(tmp_path, DELIVERY).destination
    assert sorted(path.name for path in (folder / "toewijzingen").iterdir()) == ["gemeentecode=0901", "gemeentecode=0902"]
    for name, schema in model.MESSAGE_TABLES.items():
        for file in (folder / name).glob("*/0.parquet"):
            frame = pl.read_parquet(file, hive_partitioning=False)
            schema.validate(frame)
            assert frame.columns == schema.column_names()
            assert set(frame["gemeentecode"]) == {file.parent.name.removeprefix("gemeentecode=")}


def test_the_mark_tells_who_made_it_with_which_key_and_whether_it_is_invented(tmp_path: Path):
    about = json.loads((read(tmp_path, DELIVERY, voorbeeld=True).destination / "dataset.json").read_text(encoding="utf-8"))
    assert about.keys() == {"format", "gemaakt_door", "gemaakt_op", "sleutel_id", "voorbeeld"}
    assert (about["format"], about["sleutel_id"], about["voorbeeld"]) == (model.DATASET_FORMAT, key_id(KEY), True)
    assert about["gemaakt_door"].startswith("jeugdlib ")


def test_the_same_delivery_gives_the_same_bytes_and_reading_it_again_changes_nothing(tmp_path: Path):
    first = parquet_bytes(read(tmp_path / "een", DELIVERY).destination)
    again = parquet_bytes(read(tmp_path / "een", DELIVERY).destination)
    elsewhere = parquet_bytes(read(tmp_path / "twee", DELIVERY).destination)
    assert first == again == elsewhere


def test_the_same_rows_in_other_files_and_another_order_give_the_same_tables(tmp_path: Path):
    one = parquet_bytes(read(tmp_path / "een", DELIVERY).destination)
    other = {
        "1.xml": DELIVERY["f.xml"],
        "2.xml": jw323((OTHER_BSN, [prestatie("R3")]), (BSN, [prestatie("R1"), prestatie("R2")]), total=72000),
        "3.xml": jw301(product("2", eind=None), product("3"), ident="X"),
        "4.xml": jw301(product("1"), ident="Y"),
        "5": DELIVERY["c.xml"],
        "6": DELIVERY["d.xml"],
        "7": "gemeentecode\tnaam\tregio\n901\tWaterdorp\tR\n902\tBergdorp\tR\n",
    }
    two = parquet_bytes(read(tmp_path / "twee", other).destination)
    assert {name: data for name, data in two.items() if name != "bronnen.parquet"} == {
        name: data for name, data in one.items() if name != "bronnen.parquet"
    }


def test_the_sources_are_listed_with_hash_kind_version_and_rows(tmp_path: Path):
    bronnen = read(tmp_path, DELIVERY).bronnen
    assert list(bronnen.select("bestand", "soort", "versie", "rijen", "status").iter_rows())[:2] == [
        ("a.xml", "JW301", "3.2", 3, "gelezen"),
        ("b.xml", "JW323", "3.2", 3, "gelezen"),
    ]
    assert bronnen["sha256"].str.len_chars().to_list() == [64] * 6


def test_a_new_reading_replaces_the_whole_dataset(tmp_path: Path):
    read(tmp_path / "een", DELIVERY)
    root = deliver(tmp_path / "twee", {"a.xml": jw301(product("77"))})
    outcome = read_delivery([root], destination=tmp_path / "een" / "dataset", key=KEY)
    assert [row["toewijzingnummer"] for row in rows(outcome, "toewijzingen")] == ["77"]
    assert not list((outcome.destination / "declaraties").iterdir())
    assert sorted(path.name for path in outcome.destination.parent.iterdir()) == ["dataset", "levering"]


@pytest.mark.parametrize("moment", ["write_tables", "write_about", "_take_place"])
def test_a_failure_halfway_leaves_the_old_dataset_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str):
    old = read(tmp_path, DELIVERY).destination
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}

    def fail(*_args: object, **_more: object) -> None:
        raise OSError("schijf vol")

    monkeypatch.setattr(dataset, moment, fail)
    with pytest.raises(OSError, match="schijf vol"):
        read(tmp_path, {"a.xml": jw301(product("77"))})
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dataset", "levering"]


def test_a_rename_that_fails_puts_the_old_dataset_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = read(tmp_path, DELIVERY).destination
    before = parquet_bytes(old)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "nieuw":
            raise PermissionError("in gebruik")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PermissionError, match="in gebruik"):
        read(tmp_path, {"a.xml": jw301(product("77"))})
    assert parquet_bytes(old) == before


def test_only_a_dataset_or_an_empty_folder_is_replaced(tmp_path: Path):
    root = deliver(tmp_path, {"a.xml": jw323()})
    own = tmp_path / "foto's"
    own.mkdir()
    (own / "vakantie.jpg").write_bytes(b"x")
    with pytest.raises(DatasetError, match="is niet leeg en is geen dataset"):
        read_delivery([root], destination=own, key=KEY)
    assert [path.name for path in own.iterdir()] == ["vakantie.jpg"]
    with pytest.raises(DatasetError, match="is een bestand"):
        read_delivery([root], destination=own / "vakantie.jpg", key=KEY)


def test_an_empty_folder_becomes_the_dataset(tmp_path: Path):
    (tmp_path / "dataset").mkdir()
    assert read(tmp_path, {"a.xml": jw323()}).exit_code == 0


def test_when_nothing_can_be_read_nothing_is_written_and_the_old_dataset_stays(tmp_path: Path):
    before = parquet_bytes(read(tmp_path, DELIVERY).destination)
    root = deliver(tmp_path / "b", {"a.xml": jw323((BSN, [prestatie("R1", bedrag="veel")])), "b.xml": "<kapot"})
    outcome = read_delivery([root], destination=tmp_path / "dataset", key=KEY)
    assert outcome.exit_code == 2
    assert parquet_bytes(tmp_path / "dataset") == before
    assert "Er is niets opgenomen." in summary(outcome)


def test_an_empty_folder_as_delivery_is_nothing_to_read(tmp_path: Path):
    (tmp_path / "leeg").mkdir()
    outcome = read_delivery([tmp_path / "leeg"], destination=tmp_path / "dataset", key=KEY)
    assert outcome.exit_code == 2
    assert not (tmp_path / "dataset").exists()


def test_a_path_that_does_not_exist_is_an_error_with_its_name(tmp_path: Path):
    with pytest.raises(DeliveryError, match=r"'.*weg' bestaat niet"):
        read_delivery([tmp_path / "weg"], destination=tmp_path / "dataset", key=KEY)
    with pytest.raises(DeliveryError, match="niets aangeleverd"):
        read_delivery([], destination=tmp_path / "dataset", key=KEY)


def test_a_dataset_below_the_delivered_folder_is_no_delivery(tmp_path: Path):
    root = deliver(tmp_path, {"a.xml": jw323()})
    for _ in range(2):
        outcome = read_delivery([root], destination=root / "uit" / "dataset", key=KEY)
        assert outcome.bronnen["bestand"].to_list() == ["a.xml"]
    outcome = read_delivery([root], destination=tmp_path / "elders", key=KEY)
    assert outcome.bronnen["bestand"].to_list() == ["a.xml"]


def test_progress_counts_the_bytes_of_all_files(tmp_path: Path):
    seen: list[tuple[str, int, int]] = []
    outcome = read(tmp_path, DELIVERY, progress=lambda *step: seen.append(step))
    total = sum(file.stat().st_size for file in (tmp_path / "levering").iterdir())
    assert [name for name, _, _ in seen] == outcome.bronnen["bestand"].to_list()
    assert {step[2] for step in seen} == {total}
    assert seen[-1][1] == total
