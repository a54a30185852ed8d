"""Frames that a run shares: read where they lie, told of, and never those of another gemeente or of other choices."""

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jeugdlib import errors, settings, shared, store, workbook
from report.datasets import small_dataset


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_dataset(tmp_path_factory.mktemp("levering"), tmp_path_factory.mktemp("dataset") / "dataset")


def choices(dataset: Path, **more: object) -> dict[str, object]:
    return {"gemeente": "0983", "data": str(dataset), **more}


def load(dataset: Path, **more: object) -> workbook.Werk:
    return workbook.load(settings.from_parameters(**choices(dataset, **more)))


@pytest.fixture
def folder(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the frames of Venlo and of the region are shared."""
    for place in ("0983", "regio"):
        workbook.share(str(tmp_path / "gedeeld"), [choices(dataset, gemeente=place)])
    monkeypatch.setenv(shared.FOLDER, str(tmp_path / "gedeeld"))
    monkeypatch.setattr(shared, "_told", set())
    return tmp_path / "gedeeld"


@pytest.mark.parametrize("name", shared.names(workbook.Werk))
def test_a_shared_frame_is_the_one_that_is_computed(dataset: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    read = getattr(load(dataset), name)
    monkeypatch.delenv(shared.FOLDER)
    ordered = name.startswith(("verantwoording", "signalen"))  # a reader sees the order of these
    assert_frame_equal(read, getattr(load(dataset), name), check_row_order=ordered, rel_tol=1e-12)


@pytest.mark.parametrize("name", workbook.BESIDE)
def test_the_region_beside_a_gemeente_is_the_same_shared_or_computed(
    dataset: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    read = workbook.beside(load(dataset), name)
    monkeypatch.delenv(shared.FOLDER)
    computed = workbook.beside(load(dataset), name)
    assert read is not None
    assert computed is not None
    assert_frame_equal(read.frame, computed.frame, rel_tol=1e-12)


def test_with_shared_frames_no_message_is_read(dataset: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv(shared.READ, str(tmp_path / "gelezen"))
    werk = load(dataset)
    assert werk.zorgpaden.height == 30
    assert workbook.beside(werk, "kengetallen") is not None
    read = (tmp_path / "gelezen").read_text(encoding="utf-8").splitlines()
    assert [name for name in read if "gemeentecode=" in name] == []
    assert {name.split("/")[1] for name in read if name.startswith("gedeeld/")} == {"0983", "regio"}


def test_other_choices_have_frames_of_their_own(dataset: Path, folder: Path):
    assert load(dataset, peildatum="2023-02-01").nettoregels.height == 30
    assert load(dataset).nettoregels.height == 60


def test_what_is_small_and_for_whom_does_not_change_a_frame(dataset: Path, folder: Path):
    assert shared.label(load(dataset, drempel=5), "0983") == shared.label(load(dataset, onderdrukken=False), "0983")


def test_frames_of_another_gemeente_in_the_place_of_ones_own_stop_the_notebook(dataset: Path, folder: Path):
    """Somebody moved a folder, or a name was made twice: never Venlo's children on the page of Venray."""
    workbook.share(str(folder), [choices(dataset, gemeente="0984")])
    own, other = (folder / shared.label(load(dataset, gemeente=code), code) for code in ("0983", "0984"))
    own.rename(own.with_name("weg"))
    other.rename(own)
    with pytest.raises(errors.AccountingError, match="horen niet bij 0983"):
        _ = load(dataset).zorgperioden


def test_a_frame_that_cannot_be_computed_does_not_take_the_others_with_it(dataset: Path, tmp_path: Path):
    def fails() -> pl.DataFrame:
        raise errors.MissingColumns("toewijzingen", ["x"])

    werk = load(dataset)
    made = shared.write(tmp_path, werk, "0983", {"stuk": fails, "heel": lambda: pl.DataFrame({"a": [1]})})
    assert [value for name, value in made.items() if name.endswith("stuk")] == ["fout: MissingColumns"]
    assert [len(value) for name, value in made.items() if name.endswith("heel")] == [64]


def test_the_same_rows_in_another_order_and_sums_that_differ_in_the_last_digit_have_one_hash(dataset: Path, tmp_path: Path):
    werk = load(dataset)
    one = pl.DataFrame({"a": [1, 2, None], "b": [0.1 + 0.2, 1.0, None]})
    other = pl.DataFrame({"a": [None, 2, 1], "b": [None, 1.0, 0.3]})
    first = shared.write(tmp_path / "a", werk, "0983", {"tabel": lambda: one})
    assert first == shared.write(tmp_path / "b", werk, "0983", {"tabel": lambda: other})
    assert first != shared.write(tmp_path / "c", werk, "0983", {"tabel": lambda: one.with_columns(b=pl.col("b") + 1e-6)})


# --- what a dataset is, in hashes -----------------------------------------------------------------------------------


def test_a_fingerprint_names_everything_that_can_be_read_and_leaves_out_when_it_was_made(dataset: Path):
    opened = store.open_dataset(dataset)
    before = store.fingerprints(opened)
    assert {"dataset.json", "gemeenten", "producten.parquet", "toewijzingen/gemeentecode=0983", "verantwoording.parquet#0893"} <= set(
        before
    )
    mark = dataset / "dataset.json"
    told = json.loads(mark.read_text(encoding="utf-8"))
    mark.write_text(json.dumps(told | {"gemaakt_op": "later", "gemaakt_door": "jeugdlib 9"}), encoding="utf-8")
    assert store.fingerprints(opened) == before


def test_rows_of_one_gemeente_in_a_table_of_all_do_not_touch_the_others(dataset: Path):
    opened = store.open_dataset(dataset)
    before = store.fingerprints(opened)
    file = dataset / "verantwoording.parquet"
    whole = pl.read_parquet(file)
    whole.with_columns(rijen=pl.when(pl.col("gemeentecode") == "0984").then(pl.col("rijen") + 1).otherwise("rijen")).write_parquet(file)
    now = store.fingerprints(opened)
    whole.write_parquet(file)
    assert {name for name in now if now[name] != before[name]} == {"verantwoording.parquet", "verantwoording.parquet#0984"}


def test_a_process_that_may_read_one_gemeente_is_refused_the_others_and_the_region_may_read_all(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = store.open_dataset(dataset)
    monkeypatch.setenv(shared.ONLY, "0983")
    assert store.read_messages(opened, "toewijzingen", ["0983"]).height == 30
    with pytest.raises(errors.AccountingError, match="van gemeente 0983 en vraagt om berichten van een andere"):
        store.read_messages(opened, "toewijzingen", ["0983", "0984"])
    monkeypatch.setenv(shared.ONLY, "regio")
    assert store.read_messages(opened, "toewijzingen", ["0983", "0984"]).height == 42
