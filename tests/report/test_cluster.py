"""More machines: a Dask cluster on loopback of which a worker is killed halfway, and a store that is no folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from jeugdlib import errors
from jeugdlib.report import cluster, register, session, state
from jeugdlib.report.cluster import Store
from jeugdlib.report.shelf import Folder, Shelf
from report.notebooks import notebook
from report.plans import ALL, OWN, PARAMETERS, Heard, files, plan_of, private_folders

SLOW = "import time\ntime.sleep(1)\n"


# --- a cluster ------------------------------------------------------------------------------------------------------


def wait_for(found: Any, otherwise: str, seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)
    return value


@pytest.fixture
def scheduler(tmp_path: Path, scratch: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers of one thread each, as processes; gives the address and the workers."""
    dask, file = str(Path(sys.executable).with_name("dask")), tmp_path / "scheduler.json"
    running: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {"TMPDIR": str(scratch)}

    def start(*words: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"dask-{len(running)}.log").open("wb") as log:
            process = subprocess.Popen([dask, *words], stdout=log, stderr=log, start_new_session=True, cwd=tmp_path, env=environment)
        running.append(process)
        return process

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    wait_for(file.exists, "the scheduler did not start")
    address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
    alone = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(tmp_path))
    workers = [start("worker", address, *alone) for _ in range(2)]
    yield address, workers
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_of_two_workers_one_is_killed_halfway_and_nothing_is_lost_and_nothing_twice(
    dataset: Path, notebooks: Path, tmp_path: Path, scratch: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]]
):
    address, workers = scheduler
    notebook(notebooks, "10_eigen", SLOW + OWN, parameters=PARAMETERS)
    plan = plan_of(dataset, notebooks)
    session.run(plan, tmp_path / "hier", crew=partial(session.local_crew, 3), tell=Heard())
    heard = Heard()

    def kill_at_the_first_page(kind: str, **about: Any) -> None:
        heard(kind, **about)
        if kind == "pagina" and workers[0].poll() is None:
            os.killpg(workers[0].pid, signal.SIGKILL)

    crew = partial(cluster.crew, address, list(plan.notebooks))
    result = session.run(plan, tmp_path / "daar", crew=crew, tell=kill_at_the_first_page)
    assert workers[0].wait() == -signal.SIGKILL
    assert (result.made, result.failed, result.pages, result.exit_code) == (13, 0, 4, 0)
    assert heard.ran() == ALL
    assert files(tmp_path / "daar") == files(tmp_path / "hier")
    with register.opened(tmp_path / "daar" / "werkmap" / "register.sqlite", must_exist=True) as known:
        assert len(known.state_of()) == 13
    os.killpg(workers[1].pid, signal.SIGTERM)
    wait_for(lambda: not private_folders(scratch), "a worker left its folder behind")


def test_workers_that_live_on_make_the_next_run_of_its_own_data_and_keep_nothing_of_the_last(
    dataset: Path, notebooks: Path, tmp_path: Path, scratch: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]]
):
    """The region of a gemeente, too, is that of this run; and frames with children in them are gone when a run ends."""
    own = Path(shutil.copytree(dataset, tmp_path / "dataset"))
    crew = partial(cluster.crew, scheduler[0], sorted(notebooks.glob("*.ipynb")))

    def leave_a_folder_behind(kind: str, **_: Any) -> None:
        """Leave what a worker leaves that is killed before it has a nest."""
        if kind == "pagina" and not left.exists():
            left.mkdir()
            (left / "eigenaar").write_text(f"{gone.pid} {time.time()}", encoding="utf-8")

    gone = subprocess.Popen(["true"])
    gone.wait()
    left = scratch / "jeugdlib-gedood"
    session.run(plan_of(own, notebooks), tmp_path / "daar", crew=crew, tell=leave_a_folder_behind)
    assert private_folders(scratch) == []
    for file in own.glob("declaraties/*/*.parquet"):
        pl.read_parquet(file, hive_partitioning=False).with_columns(bedrag=pl.col("bedrag") * 10).write_parquet(file)
    session.run(plan_of(own, notebooks), tmp_path / "daar", crew=crew, tell=Heard())
    session.run(plan_of(own, notebooks), tmp_path / "hier", crew=partial(session.local_crew, 3), tell=Heard())
    assert figures(tmp_path / "daar") == figures(tmp_path / "hier")
    assert private_folders(scratch) == []


def figures(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(folder).items() if name.endswith(".ipynb")}


def test_a_worker_with_another_jeugdlib_is_refused(monkeypatch: pytest.MonkeyPatch):
    for part in ("code", "bindery", "environment"):
        there = cluster.There(cluster.perform, {}, f"run {cluster._here()}")
        with monkeypatch.context() as patch:
            patch.setattr(cluster.planning, part, lambda: "anders")
            with pytest.raises(errors.WrongUse, match="heeft een andere jeugdlib"):
                there(cast(Any, None))


def test_where_no_scheduler_answers_it_is_said_in_dutch(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(errors.WrongUse, match="antwoordt geen Dask-scheduler"), cluster.crew("tcp://127.0.0.1:9", []):
        pass


def test_data_behind_a_url_that_were_replaced_after_the_plan_are_not_taken_for_the_planned_ones(
    dataset: Path, notebooks: Path, tmp_path: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]]
):
    own = Path(shutil.copytree(dataset, tmp_path / "dataset"))
    plan = replace(plan_of(own, notebooks), data_place=own.as_uri())
    for file in own.glob("declaraties/*/*.parquet"):
        pl.read_parquet(file, hive_partitioning=False).with_columns(bedrag=pl.col("bedrag") * 10).write_parquet(file)
    crew = partial(cluster.crew, scheduler[0], list(plan.notebooks))
    with pytest.raises(errors.DatasetError, match="veranderd terwijl"):
        session.run(plan, tmp_path / "daar", crew=crew, tell=Heard())


# --- a store --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["map", "memory", "file"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """A folder, a store that writes objects whole (as S3 does), and one in which a file gets its name when it is whole."""
    kinds: dict[str, Shelf] = {
        "map": Folder(tmp_path),
        "memory": Store(f"memory://{tmp_path.name}"),
        "file": Store(tmp_path.as_uri()),
    }
    return kinds[request.param]


def test_every_kind_of_shelf_writes_reads_lists_moves_and_removes_alike(shelf: Shelf, tmp_path: Path):
    assert shelf.read("a/b.txt") is None
    assert shelf.names("a") == []
    shelf.write("a/b.txt", b"een")
    shelf.write("a/b.txt", b"twee")
    shelf.write("a/c/d.txt", b"drie")
    assert shelf.read("a/b.txt") == b"twee"
    assert shelf.read("a") is None
    assert shelf.names("a") == ["b.txt", "c"]
    shelf.write("uit.txt", b"oud")
    shelf.move("a/b.txt", "uit.txt")
    assert (shelf.read("uit.txt"), shelf.names("a")) == (b"twee", ["c"])
    shelf.write("z/c/oud.txt", b"oud")
    shelf.move("a/c", "z/e")
    assert (shelf.read("z/e/d.txt"), shelf.names("a")) == (b"drie", [])
    assert shelf.local("z/e/d.txt", tmp_path / "kopie").read_bytes() == b"drie"
    shelf.remove("z")
    shelf.remove("z")
    assert shelf.names("z") == []


def test_a_dataset_is_fetched_whole_or_for_some_gemeenten_with_the_others_known_to_exist(dataset: Path, tmp_path: Path):
    whole = cluster.fetch_dataset(dataset.as_uri(), tmp_path / "heel")
    assert files(whole) == files(dataset)
    part = cluster.fetch_dataset(dataset.as_uri(), tmp_path / "deel", {"0983"})
    assert [path.parent.name for path in part.glob("toewijzingen/*/*.parquet")] == ["gemeentecode=0983"]
    assert len(list(part.glob("toewijzingen/gemeentecode=*"))) == 3
    with pytest.raises(errors.DatasetError, match="is geen dataset"):
        cluster.fetch_dataset(tmp_path.as_uri(), tmp_path / "niets")


def test_an_edition_in_a_store_has_the_same_files_and_a_second_run_makes_nothing(
    dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plan = plan_of(dataset, notebooks)
    url = (tmp_path / "winkel").as_uri()
    for where in (tmp_path / "map", url):
        assert session.run(plan, where, crew=partial(session.local_crew, 3), tell=Heard()).exit_code == 0
    assert files(tmp_path / "winkel") == files(tmp_path / "map")
    heard = Heard()
    assert session.run(plan, url, crew=partial(session.local_crew, 3), tell=heard).kept == 13
    assert heard.ran() == []
    before = files(tmp_path / "winkel")
    assert [task.idle for task in session.look(plan, url)] == [True] * 4
    assert files(tmp_path / "winkel") == before
    assert "0983 Venlo: pagina van 11 september 2024; 3 van 3 slides goed" in list(state.told(url))


def test_an_unknown_kind_of_store_is_said_in_dutch():
    with pytest.raises(errors.WrongUse, match="kan jeugdlib hier niets"):
        Store("onbekend://ergens").read("x")
