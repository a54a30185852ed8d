"""What every test of the report may ask for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from report.datasets import small_dataset
from report.plans import write_notebooks


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that no test changes."""
    return small_dataset(tmp_path_factory.mktemp("levering"), tmp_path_factory.mktemp("dataset") / "dataset")


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    return write_notebooks(tmp_path / "notebooks")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Where a process of the test has its private folder: short enough for sockets, and nobody else's."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as place:
        yield Path(place)
