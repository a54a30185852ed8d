"""The dataset is read per gemeente, and tables leave only after disclosure."""

import json
from pathlib import Path

import polars as pl
import pytest

from build import build
from jeugdlib import disclosure, model, store
from jeugdlib.disclosure import Rule
from jeugdlib.errors import DatasetError, NotDisclosed, WrongUse
from jeugdlib.settings import Settings


@pytest.fixture
def dataset(tmp_path: Path) -> store.Dataset:
    folder = tmp_path / "dataset"
    for code in ("0893", "0983"):
        part = folder / "toewijzingen" / f"gemeentecode={code}"
        part.mkdir(parents=True)
        build("toewijzingen", f"gemeentecode\n{code}").write_parquet(part / "0.parquet")
    names = pl.DataFrame({"gemeentecode": ["0893", "0983"], "naam": ["Bergen (L.)", "Venlo"], "regio": ["Noord-Limburg"] * 2})
    names.write_parquet(folder / "gemeenten.parquet")
    (folder / "dataset.json").write_text(json.dumps({"format": model.DATASET_FORMAT, "voorbeeld": True}), encoding="utf-8")
    return store.open_dataset(folder)


def test_a_gemeente_is_found_by_code_and_by_name(dataset):
    assert store.find_gemeente(dataset, "0893") == store.find_gemeente(dataset, "bergen (l.)") == store.Gemeente("0893", "Bergen (L.)")


def test_an_unknown_gemeente_is_answered_with_the_nearest(dataset):
    with pytest.raises(WrongUse, match="Bedoelt u 'Venlo'"):
        store.find_gemeente(dataset, "Venloo")


def test_the_region_is_every_gemeente_but_the_excluded_ones(dataset):
    assert store.find_gemeente(dataset, "regio") == store.Gemeente("regio", "Regio Noord-Limburg")
    assert store.selected_codes(dataset, Settings()) == ["0893", "0983"]
    assert store.selected_codes(dataset, Settings(gemeenten_uitgesloten=["0983"])) == ["0893"]


def test_a_gemeente_reads_its_own_rows_only(dataset):
    assert store.read_messages(dataset, "toewijzingen", ["0983"])["gemeentecode"].to_list() == ["0983"]
    assert store.read_messages(dataset, "declaraties", ["0983"]).columns == model.empty(model.Declaraties).columns


def test_a_folder_that_is_no_dataset_is_refused_with_the_cure(tmp_path):
    with pytest.raises(DatasetError, match="jeugdlib inlezen"):
        store.open_dataset(tmp_path)


def test_a_dataset_of_another_format_is_refused(dataset):
    (dataset.path / "dataset.json").write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(DatasetError, match="formaat 99"):
        store.open_dataset(dataset.path)


RULE = Rule(counts={"aantal": []})


def test_a_table_is_written_for_dutch_excel_and_as_plain_parquet(tmp_path):
    frame = pl.DataFrame({"pad": ["Zwaar → Midden"], "aantal": [12], "aandeel": [0.25]})
    store.write_table(disclosure.suppress(frame, RULE), tmp_path / "0983" / "paden")
    text = (tmp_path / "0983" / "paden.csv").read_bytes().decode("utf-8")
    assert text == "\ufeffpad;aantal;aandeel;onderdrukt\nZwaar → Midden;12;0,25;false\n"
    assert pl.read_parquet(tmp_path / "0983" / "paden.parquet").row(0) == ("Zwaar → Midden", 12, 0.25, False)


def test_a_table_with_small_counts_leaves_only_by_the_explicit_switch(tmp_path):
    open_table = disclosure.suppress(pl.DataFrame({"aantal": [3]}), RULE, onderdrukken=False)
    with pytest.raises(NotDisclosed, match="--niet-onderdrukken"):
        store.write_table(open_table, tmp_path / "paden")
    store.write_table(open_table, tmp_path / "paden", inside=True)
    assert pl.read_parquet(tmp_path / "paden.parquet")["aantal"].to_list() == [3]


def test_a_bare_frame_never_leaves(tmp_path):
    with pytest.raises(NotDisclosed):
        store.write_table(pl.DataFrame({"aantal": [30]}), tmp_path / "paden")  # pyright: ignore[reportArgumentType]
