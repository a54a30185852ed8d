"""A small example region, made once for the tests of this folder."""

from pathlib import Path

import pytest

from jeugdlib import example
from jeugdlib.example.records import Plan

SCALE = 0.05


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Give what a small region delivers and what is true about it."""
    return example.make_plan(SCALE)


@pytest.fixture(scope="session")
def xml_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the small region as iJw messages, made through the public door."""
    folder = tmp_path_factory.mktemp("voorbeeld") / "xml"
    example.generate(folder, scale=SCALE)
    return folder


@pytest.fixture(scope="session")
def flat_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the small region as flat files."""
    folder = tmp_path_factory.mktemp("voorbeeld") / "plat"
    example.generate(folder, form="plat", scale=SCALE)
    return folder
