"""The factory as a whole: what is made, what is left as it is, what is published, and what survives a run that goes wrong."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import msgspec
import polars as pl
import psutil
import pytest
from lxml import html

from jeugdlib import errors
from jeugdlib.report import events, factory, kernels, private, register, session, state
from jeugdlib.report import task as task_of_gemeente
from jeugdlib.report.execution import Execution
from jeugdlib.report.runner import Limits
from jeugdlib.report.shelf import Folder
from jeugdlib.report.task import Task, perform
from jeugdlib.report.workshop import CallFailed, CallLost, Workshop
from jeugdlib.settings import REGION
from jeugdlib.store import Gemeente
from report.notebooks import notebook
from report.plans import (
    ALL,
    BESIDE,
    FEW,
    HEAD,
    OWN,
    PARAMETERS,
    PLAIN,
    WERK,
    Heard,
    again,
    files,
    plan_of,
    private_folders,
    run,
    write_notebooks,
)


@pytest.fixture
def own_dataset(dataset: Path, tmp_path: Path) -> Path:
    """A dataset that the test may change."""
    return Path(shutil.copytree(dataset, tmp_path / "dataset"))


@pytest.fixture(scope="module")
def made_once(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gemaakt")
    result = run(plan_of(dataset, write_notebooks(folder / "notebooks")), folder / "uit")
    assert (result.made, result.failed, result.pages, result.exit_code) == (13, 0, 4, 0)
    return folder / "uit"


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    """A report in which everything is made, of `dataset` and `notebooks` as they are."""
    return Path(shutil.copytree(made_once, tmp_path / "uit"))


def text_of(folder: Path, code: str) -> str:
    return html.document_fromstring((folder / f"{code}.html").read_text(encoding="utf-8")).text_content()


def test_a_run_makes_a_page_for_each_gemeente_with_its_own_figures_and_an_index(made: Path):
    assert "Venlo 30 4003500" in text_of(made, "0983")
    assert "Venray 12 600000" in text_of(made, "0984")
    assert "Regio Noord-Limburg 43 " in text_of(made, REGION)
    assert "Venlo" in text_of(made, "index")


def test_a_second_run_starts_no_process_and_changes_no_byte(dataset: Path, notebooks: Path, made: Path, monkeypatch: pytest.MonkeyPatch):
    plan = plan_of(dataset, notebooks)
    before = files(made)
    monkeypatch.setattr("jeugdlib.report.workshop.Workshop._start", lambda self: pytest.fail("a process was started"))
    heard = Heard()
    result = run(plan, made, heard)
    assert (heard.ran(), result.kept, result.made, result.exit_code) == ([], 13, 0, 0)
    assert files(made) == before


def test_the_same_input_in_another_folder_gives_the_same_bytes(dataset: Path, notebooks: Path, made: Path, tmp_path: Path):
    run(plan_of(dataset, notebooks), tmp_path / "ander")
    assert files(tmp_path / "ander") == files(made)
    assert len(files(made)) > 15


def test_a_dataset_that_moved_makes_nothing_again(dataset: Path, notebooks: Path, made: Path, tmp_path: Path):
    moved = Path(shutil.copytree(dataset, tmp_path / "elders"))
    assert again(plan_of(moved, notebooks), made) == []


def test_the_region_comes_first_and_then_the_longest_as_far_as_is_known(dataset: Path, notebooks: Path, made: Path, tmp_path: Path):
    def order_of(folder: Path) -> list[str]:
        return [task.gemeente.code for task in session.look(plan_of(dataset, notebooks), folder)]

    assert order_of(tmp_path / "leeg") == [REGION, "0983", "0984", "0893"]  # by the size of their messages
    with register.opened(made / "werkmap" / "register.sqlite") as known:
        for (code, name), one in known.executions().items():
            seconds = {"0893": 9.0, "0984": 5.0}.get(code, 1.0)
            done = Execution(Path(f"{name}.ipynb"), Gemeente(code, code), Path("x"), seconds)
            known.note_execution(done, msgspec.structs.replace(one, seconds=seconds), data="", edition=1)
    assert order_of(made) == [REGION, "0893", "0984", "0983"]  # by the time that they took


# --- what is made again ---------------------------------------------------------------------------------------------


def test_a_change_in_one_notebook_makes_that_one_again_for_everyone(dataset: Path, notebooks: Path, made: Path):
    notebook(notebooks, "11_kaal", PLAIN + "\nprint('anders')", parameters=FEW)
    assert again(plan_of(dataset, notebooks), made) == [f"{code} 11_kaal" for code in ("0893", "0983", "0984", REGION)]


def test_a_change_of_one_parameter_makes_again_what_declares_it(dataset: Path, notebooks: Path, made: Path):
    changed = plan_of(dataset, notebooks, parameters={"peildatum": "2024-07-01"})
    assert again(changed, made) == [f"{code} 10_eigen" for code in ("0893", "0983", "0984", REGION)]


def test_a_change_in_the_data_of_one_gemeente_makes_again_what_shows_it(own_dataset: Path, notebooks: Path, tmp_path: Path):
    """Of the others only the slide that sets the region beside its own figures; a product table that stays is not read again."""
    run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    file = own_dataset / "declaraties" / "gemeentecode=0984" / "0.parquet"
    pl.read_parquet(file).with_columns(bedrag=pl.col("bedrag") + 100).write_parquet(file)
    assert again(plan_of(own_dataset, notebooks), tmp_path / "uit") == [
        "0893 12_naast",
        "0983 12_naast",
        "0984 10_eigen",
        "0984 12_naast",
        "regio 10_eigen",
    ]
    assert "Venray 12 602400" in text_of(tmp_path / "uit", "0984")


def test_data_that_change_without_a_figure_changing_make_nothing_again(own_dataset: Path, notebooks: Path, tmp_path: Path):
    run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    file = own_dataset / "declaraties" / "gemeentecode=0984" / "0.parquet"
    pl.read_parquet(file).reverse().write_parquet(file)
    assert again(plan_of(own_dataset, notebooks), tmp_path / "uit") == []


def test_a_kept_notebook_that_somebody_changed_is_made_again(dataset: Path, notebooks: Path, made: Path):
    plan = plan_of(dataset, notebooks)
    before = files(made)
    kept = made / "werkmap" / "notebooks" / "0983" / "10_eigen.ipynb"
    kept.write_text(kept.read_text(encoding="utf-8").replace("Venlo 30", "Venlo 31"), encoding="utf-8")
    assert again(plan, made) == ["0983 10_eigen"]
    assert files(made) == before


def test_a_page_that_somebody_changed_is_bound_again_without_a_kernel(dataset: Path, notebooks: Path, made: Path):
    plan = plan_of(dataset, notebooks)
    before = files(made)
    (made / "0983.html").write_text("kapot", encoding="utf-8")
    assert again(plan, made) == []
    assert files(made) == before


def test_another_date_binds_every_page_again_and_runs_nothing(dataset: Path, notebooks: Path, made: Path):
    later = plan_of(dataset, notebooks, head=replace(HEAD, datum=date(2024, 10, 1)))
    heard = Heard()
    assert run(later, made, heard).pages == 4
    assert heard.ran() == []
    assert "1 oktober 2024" in text_of(made, "0983")


def test_afresh_makes_everything_again_to_the_same_bytes(dataset: Path, notebooks: Path, made: Path):
    before = files(made)
    assert again(plan_of(dataset, notebooks, afresh=True), made) == ALL
    assert files(made) == before


def test_a_dry_run_says_what_would_be_made_and_why_and_makes_nothing(dataset: Path, notebooks: Path, made: Path, tmp_path: Path):
    first = list(session.told(session.look(plan_of(dataset, notebooks), tmp_path / "leeg")))
    assert first[:2] == [
        "Regio Noord-Limburg (regio): 4 te maken, 0 nog actueel",
        "  nog niet gemaakt: 10_eigen, 11_kaal, 12_naast, 80_samen",
    ]
    assert files(tmp_path / "leeg") == {}
    before = files(made)
    told = list(session.told(session.look(plan_of(dataset, notebooks, "0983", parameters={"peildatum": "2024-07-01"}), made)))
    assert told[0] == "Venlo (0983): 2 te maken, 1 nog actueel"
    assert "  de keuzes zijn gewijzigd: 10_eigen" in told
    assert told[-1].startswith("  misschien, na ")
    assert files(made) == before


def test_one_gemeente_can_be_renewed_and_the_index_keeps_the_others_with_the_date_of_their_edition(
    dataset: Path, notebooks: Path, made: Path
):
    run(plan_of(dataset, notebooks, "0983", head=replace(HEAD, datum=date(2024, 10, 1))), made)
    index = html.document_fromstring((made / "index.html").read_text(encoding="utf-8"))
    items = {item.xpath("string(a)"): " ".join(item.text_content().split()) for item in index.xpath("//main//li")}
    assert list(items) == ["Bergen (L.)", "Venlo", "Venray", "Regio Noord-Limburg"]
    assert "11 september 2024" in items["Venray"]
    assert "september" not in items["Venlo"]


KENGETAL = """from jeugdlib.report.exhibits import MIME
told = {"titel": "T", "uid": "u", "bron": "", "productgroep": None, "drempel": 10, "veilig": True}
told |= {"kolommen": [{"naam": name, "kop": name, "soort": "tekst"} for name in ("kengetal", "waarde")]}
told |= {"rijen": [{"kengetal": "Kinderen", "waarde": 30, "onderdrukt": False}]}
display({"text/html": "<p>tabel</p>", MIME: told}, raw=True)"""

# --- what is published ----------------------------------------------------------------------------------------------

FAILS = "if gemeente == '0984':\n    raise KeyError('x')\nprint(gemeente)"


def test_a_failed_slide_is_named_and_the_run_ends_with_1(dataset: Path, notebooks: Path, tmp_path: Path):
    notebook(notebooks, "13_breekt", FAILS, title="13 · Breekt", parameters=PARAMETERS)
    result = run(plan_of(dataset, notebooks), tmp_path / "uit")
    assert (result.failed, result.exit_code) == (1, 1)
    assert "1 van 4 slides niet gemaakt: Breekt" in " ".join(text_of(tmp_path / "uit", "index").split())
    assert "Deze slide kon niet worden gemaakt" in text_of(tmp_path / "uit", "0984")


def test_a_gemeente_whose_page_was_refused_counts_with_all_its_slides(dataset: Path, notebooks: Path, made: Path):
    faulty = "from IPython.display import HTML\nHTML('<img src=\"x\">' if gemeente == '0984' else '<p>goed</p>')"
    notebook(notebooks, "13_plaat", faulty, parameters=PARAMETERS)
    assert run(plan_of(dataset, notebooks, most_failed=3), made).exit_code == 2
    assert run(plan_of(dataset, notebooks, most_failed=4), made).exit_code == 1


def test_a_failed_slide_is_tried_again_the_next_time_and_nothing_else_is(dataset: Path, notebooks: Path, tmp_path: Path):
    notebook(notebooks, "13_breekt", FAILS, parameters=PARAMETERS)
    run(plan_of(dataset, notebooks), tmp_path / "uit")
    assert again(plan_of(dataset, notebooks), tmp_path / "uit") == ["0984 13_breekt"]


@pytest.mark.parametrize(("most", "code"), [(0.0, 2), (0, 2), (0.1, 1), (1, 1), (1.0, 1)])
def test_with_too_many_failures_the_last_good_edition_stays_up(dataset: Path, notebooks: Path, made: Path, most: float, code: int):
    pages = {name: content for name, content in files(made).items() if not name.startswith("werkmap/")}
    notebook(notebooks, "13_breekt", FAILS, parameters=PARAMETERS)
    assert run(plan_of(dataset, notebooks, most_failed=most), made).exit_code == code
    now = {name: content for name, content in files(made).items() if not name.startswith("werkmap/")}
    assert (now == pages) == (code == 2)


def test_pages_that_wait_for_a_better_run_are_published_by_it_without_being_made_again(dataset: Path, notebooks: Path, tmp_path: Path):
    notebook(notebooks, "13_breekt", FAILS, parameters=PARAMETERS)
    assert run(plan_of(dataset, notebooks, most_failed=0.0), tmp_path / "uit").exit_code == 2
    assert not (tmp_path / "uit" / "index.html").exists()
    heard = Heard()
    result = run(plan_of(dataset, notebooks), tmp_path / "uit", heard)
    assert (heard.ran(), result.pages) == (["0984 13_breekt"], 4)
    assert (tmp_path / "uit" / "index.html").exists()


def test_a_page_with_a_fault_is_not_published_and_the_others_are(dataset: Path, notebooks: Path, made: Path):
    faulty = "from IPython.display import HTML\nHTML('<img src=\"x\">' if gemeente == '0984' else '<p>goed</p>')"
    before = (made / "0984.html").read_bytes()
    notebook(notebooks, "13_plaat", faulty, parameters=PARAMETERS)
    result = run(plan_of(dataset, notebooks, most_failed=4), made)
    assert list(result.refused) == ["0984"]
    assert "heeft geen beschrijving" in result.refused["0984"]
    assert (result.exit_code, result.pages) == (1, 3)
    assert (made / "0984.html").read_bytes() == before
    assert "de nieuwe pagina kon niet worden gemaakt" in text_of(made, "index")


def test_a_gemeente_that_never_had_a_page_is_named_as_missing(dataset: Path, notebooks: Path, tmp_path: Path):
    faulty = "from IPython.display import HTML\nHTML('<img src=\"x\">' if gemeente == '0984' else '<p>goed</p>')"
    notebook(notebooks, "13_plaat", faulty, parameters=PARAMETERS)
    run(plan_of(dataset, notebooks, most_failed=4), tmp_path / "uit")
    index = html.document_fromstring((tmp_path / "uit" / "index.html").read_text(encoding="utf-8"))
    items = [" ".join(item.text_content().split()) for item in index.xpath("//main//li")]
    assert items[2] == "Venray 0984 de pagina kon niet worden gemaakt"
    assert "0984.html" not in index.xpath("//main//a/@href")


def test_a_gemeente_whose_work_breaks_down_costs_only_its_own_page(
    dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def breaks(task: Task, **how: Any) -> Any:
        if task.gemeente.code == "0984":
            raise KeyError("onvoorzien")
        return perform(task, **how)

    monkeypatch.setattr(session, "perform", breaks)
    result = run(plan_of(dataset, notebooks, most_failed=4), tmp_path / "uit")
    assert result.refused == {"0984": "0984.html: onverwachte fout (KeyError)"}
    assert (result.pages, result.exit_code) == (3, 1)
    assert "onvoorzien" in capsys.readouterr().err


def test_a_page_that_stayed_behind_keeps_its_note_whoever_is_made_next(dataset: Path, notebooks: Path, made: Path):
    faulty = "from IPython.display import HTML\nHTML('<img src=\"x\">' if gemeente == '0984' else '<p>goed</p>')"
    notebook(notebooks, "13_plaat", faulty, parameters=PARAMETERS)
    run(plan_of(dataset, notebooks, most_failed=1.0), made)
    run(plan_of(dataset, notebooks, "0983"), made)
    assert "de nieuwe pagina kon niet worden gemaakt" in text_of(made, "index")
    notebook(notebooks, "13_plaat", "print(gemeente)", parameters=PARAMETERS)
    run(plan_of(dataset, notebooks), made)
    assert "de nieuwe pagina kon niet worden gemaakt" not in text_of(made, "index")


def test_some_notebooks_do_not_replace_a_page_that_has_more(dataset: Path, notebooks: Path, made: Path, tmp_path: Path):
    some = replace(plan_of(dataset, notebooks, "0983", some=True), notebooks=[notebooks / "10_eigen.ipynb"])
    with pytest.raises(errors.WrongUse, match="heeft ook andere slides, zoals 11_kaal"):
        run(some, made)
    assert run(some, tmp_path / "proef").exit_code == 0
    assert run(some, tmp_path / "proef").exit_code == 0


def test_invented_and_real_never_lie_in_one_folder(dataset: Path, notebooks: Path, made: Path):
    with pytest.raises(errors.WrongUse, match="staat een rapport van voorbeelddata"):
        run(plan_of(dataset, notebooks, head=replace(HEAD, voorbeeld=False)), made)


def test_a_page_of_other_choices_and_one_that_is_not_in_the_data_say_so_in_the_index(own_dataset: Path, notebooks: Path, tmp_path: Path):
    run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    shutil.rmtree(own_dataset / "toewijzingen" / "gemeentecode=0984")
    shutil.rmtree(own_dataset / "declaraties" / "gemeentecode=0984")
    run(plan_of(own_dataset, notebooks, "0983", parameters={"peildatum": "2024-07-01"}), tmp_path / "uit")
    index = html.document_fromstring((tmp_path / "uit" / "index.html").read_text(encoding="utf-8"))
    items = {item.xpath("string(a)"): " ".join(item.text_content().split()) for item in index.xpath("//main//li")}
    assert "met andere keuzes" in items["Bergen (L.)"]
    assert "andere keuzes" not in items["Venlo"]
    assert "met andere keuzes, niet in de gegevens van deze uitgave" in items["Venray"]


def test_a_page_that_cannot_be_replaced_costs_itself_and_no_other(
    dataset: Path, notebooks: Path, made: Path, monkeypatch: pytest.MonkeyPatch
):
    """As on Windows, where somebody has it open."""
    move = Folder.move

    def held(self: Folder, old: str, new: str) -> None:
        if new == "0984.html":
            raise PermissionError(13, "in gebruik", new)
        move(self, old, new)

    monkeypatch.setattr(Folder, "move", held)
    result = run(plan_of(dataset, notebooks, head=replace(HEAD, datum=date(2024, 10, 1))), made)
    assert list(result.refused) == ["0984"]
    assert (result.pages, result.exit_code) == (3, 1)


def test_what_cannot_be_cleared_fails_no_run(dataset: Path, notebooks: Path, made: Path, monkeypatch: pytest.MonkeyPatch):
    def held(self: Folder, name: str) -> None:
        if name.startswith("0984-"):
            raise PermissionError(13, "in gebruik", name)
        remove(self, name)

    (made / "0984-0123456789").mkdir()
    remove, heard = Folder.remove, Heard()
    monkeypatch.setattr(Folder, "remove", held)
    assert run(plan_of(dataset, notebooks, head=replace(HEAD, datum=date(2024, 10, 1))), made, heard).exit_code == 0
    assert [kind for kind, _ in heard.all if kind == "opruimen"]


def test_figures_that_stand_out_are_the_same_however_often_the_run_was_broken_off(
    own_dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    replaced(own_dataset)
    notebook(notebooks, "13_kengetal", KENGETAL, parameters=FEW)
    run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    notebook(notebooks, "13_kengetal", KENGETAL.replace("30", "90"), parameters=FEW)
    shutil.copytree(tmp_path / "uit", tmp_path / "ongestoord")
    with monkeypatch.context() as patch:
        patch.setattr(factory.sanity, "odd", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(plan_of(own_dataset, notebooks), tmp_path / "uit")
    for folder in ("uit", "ongestoord"):
        run(plan_of(own_dataset, notebooks), tmp_path / folder)
    assert files(tmp_path / "uit") == files(tmp_path / "ongestoord")
    assert "Kinderen;90,00;30,00" in (tmp_path / "uit" / "werkmap" / "opvallend.csv").read_text(encoding="utf-8")


def test_a_slide_may_not_read_the_messages_of_another_gemeente(dataset: Path, notebooks: Path, tmp_path: Path):
    peeks = WERK.format(more="") + "print(werk.met('0983').zorgperioden.height)"
    notebook(notebooks, "13_gluurt", peeks, parameters=FEW)
    heard = Heard()
    run(plan_of(dataset, notebooks, "0984", most_failed=1.0), tmp_path / "uit", heard)
    told = [about["reden"] for kind, about in heard.all if kind == "uitvoering" and about["notebook"] == "13_gluurt"]
    assert told == [
        "Deze slide is van gemeente 0984 en vraagt om berichten van een andere gemeente. Vergelijk met de regio via workbook.beside, "
        "en voeg het cijfer daar toe."
    ]


def replaced(dataset: Path) -> None:
    """Put another delivery in the place of a dataset: every amount tenfold."""
    for file in dataset.glob("declaraties/*/*.parquet"):
        pl.read_parquet(file, hive_partitioning=False).with_columns(bedrag=pl.col("bedrag") * 10).write_parquet(file)


def test_data_that_are_replaced_after_the_run_was_planned_are_not_published_nor_taken_for_the_planned_ones(
    own_dataset: Path, notebooks: Path, tmp_path: Path
):
    """Neither now, nor when the planned delivery is put back: what was read meanwhile stands under nobody's name."""
    plan, kept = plan_of(own_dataset, notebooks), shutil.copytree(own_dataset, tmp_path / "bewaard")
    replaced(own_dataset)
    with pytest.raises(errors.DatasetError, match="veranderd terwijl"):
        run(plan, tmp_path / "uit")
    assert not (tmp_path / "uit" / "index.html").exists()
    shutil.rmtree(own_dataset)
    kept.rename(own_dataset)
    assert again(plan, tmp_path / "uit") == ALL
    assert "Venlo 30 4003500" in text_of(tmp_path / "uit", "0983")


def test_data_that_are_replaced_halfway_are_not_published(own_dataset: Path, notebooks: Path, tmp_path: Path):
    notebook(notebooks, "10_eigen", f"import time\ntime.sleep(1)\n{PLAIN}", parameters=PARAMETERS)

    def replace_after_the_first(kind: str, **about: Any) -> None:
        if kind == "uitvoering" and "11" in about["notebook"]:
            shutil.rmtree(own_dataset / "toewijzingen", ignore_errors=True)
            pl.DataFrame({"productcode": ["Z"]}).write_parquet(own_dataset / "producten.parquet")

    with pytest.raises(errors.DatasetError, match="veranderd terwijl"):
        run(plan_of(own_dataset, notebooks), tmp_path / "uit", replace_after_the_first)
    assert not (tmp_path / "uit" / "index.html").exists()


def test_two_runs_in_one_folder_are_refused(dataset: Path, notebooks: Path, tmp_path: Path):
    with session._locked(tmp_path / "uit" / "werkmap", "uit"), pytest.raises(errors.WrongUse, match="wordt al een rapport gemaakt"):
        run(plan_of(dataset, notebooks), tmp_path / "uit")


def test_a_slide_may_not_read_the_frames_of_another_gemeente_even_where_they_lie_ready(dataset: Path, notebooks: Path, tmp_path: Path):
    peeks = WERK.format(more="").replace("gemeente=gemeente", "gemeente='0983'") + "print(werk.zorgperioden.height)"
    notebook(notebooks, "13_gluurt", f"import time\ntime.sleep(2)\n{peeks}", parameters=FEW)
    heard = Heard()
    run(plan_of(dataset, notebooks, most_failed=1.0), tmp_path / "uit", heard)
    failed = {about["gemeente"] for kind, about in heard.all if kind == "uitvoering" and about["fout"]}
    assert failed == {"0893", "0984"}


def test_a_nest_that_is_killed_is_replaced(dataset: Path, notebooks: Path, tmp_path: Path):
    """Whatever killed it, the slides that it lost are tried again out of a fresh one."""
    opened: list[kernels.Nest] = []
    start = kernels.open_nest

    def kill_the_first(*how: Any) -> kernels.Nest | None:
        nest = start(*how)
        if nest is not None:
            opened.append(nest)
        return nest

    def when_something_is_done(kind: str, **_: Any) -> None:
        if kind == "uitvoering" and len(opened) == 1:
            opened[0].process.kill()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "open_nest", kill_the_first)
        result = run(plan_of(dataset, notebooks), tmp_path / "uit", when_something_is_done)
    assert (result.made, result.failed) == (13, 0)
    assert len(opened) == 2


def test_the_time_of_a_run_holds_for_shared_work_too(dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(task_of_gemeente, "SHARE", "time:sleep")
    monkeypatch.setattr(task_of_gemeente, "_arguments", lambda *_: {"secs": 300})
    started_at = time.monotonic()
    result = run(plan_of(dataset, notebooks, "0983", limits=Limits(until=time.time() + 2)), tmp_path / "uit")
    assert result.exit_code == 2
    assert time.monotonic() - started_at < 60


def test_work_that_nobody_takes_up_ends_with_the_time_of_the_run(
    dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As on a cluster without workers."""
    monkeypatch.setattr(factory, "_GRACE_SECONDS", 0.1)

    class Idle(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            return Future()

    idle = nullcontext(factory.Crew(Idle(1), cast(Any, None), cast(Any, None)))
    plan = plan_of(dataset, notebooks, limits=Limits(until=time.time() + 1))
    result = session.run(plan, tmp_path / "uit", crew=lambda: idle, tell=events.silent)
    assert set(result.refused) == {"0893", "0983", "0984", REGION}
    assert "de tijd voor het hele rapport was op" in result.refused["0983"]


def test_a_run_that_is_out_of_time_publishes_nothing_and_the_next_one_finishes_it(dataset: Path, notebooks: Path, tmp_path: Path):
    late = plan_of(dataset, notebooks, limits=Limits(until=time.time() - 1))
    result = run(late, tmp_path / "uit")
    assert (result.failed, result.exit_code) == (13, 2)
    assert run(plan_of(dataset, notebooks), tmp_path / "uit").exit_code == 0


# --- what is told ---------------------------------------------------------------------------------------------------


def test_the_register_knows_of_each_execution_what_it_was_made_of_and_what_it_cost(made: Path):
    with register.opened(made / "werkmap" / "register.sqlite", must_exist=True) as known:
        rows = {(row["gemeente"], row["notebook"]): row for row in known.state_of()}
        told = known.executions()
    row = rows["0983", "10_eigen"]
    assert row["toestand"] == "klaar"
    assert (row["pogingen"], row["soort_fout"], row["uitgave"]) == (1, "", 1)
    assert row["seconden"] > 0
    assert row["megabytes"] > 50
    assert {len(row[name]) for name in row if name.endswith("_hash")} == {64}
    read = set(told["0983", "11_kaal"].read)
    assert read == {"dataset.json", "gemeenten", "gemeenten.parquet", "producten.parquet"}
    assert {name.split("/")[1] for name in told["0983", "12_naast"].read if name.startswith("gedeeld/")} == {"0983", REGION}
    assert not any("gemeentecode=" in name for (code, _), one in told.items() for name in one.read if code not in name and code != REGION)


def test_status_tells_of_each_gemeente_what_is_up_and_what_failed(dataset: Path, notebooks: Path, tmp_path: Path):
    notebook(notebooks, "13_breekt", FAILS, parameters=PARAMETERS)
    run(plan_of(dataset, notebooks), tmp_path / "uit")
    told = list(state.told(tmp_path / "uit"))
    assert "0983 Venlo: pagina van 11 september 2024; 4 van 4 slides goed" in told
    assert "0984 Venray: pagina van 11 september 2024; 3 van 4 slides goed" in told
    assert "  13_breekt mislukt (code): een cel gaf de fout KeyError; bekijk het bewaarde notebook" in told


def test_status_of_a_folder_without_a_report_is_wrong_use(tmp_path: Path):
    with pytest.raises(errors.WrongUse, match="staat geen rapport"):
        list(state.told(tmp_path))


def test_a_log_in_json_has_one_object_per_line(dataset: Path, notebooks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    run(plan_of(dataset, notebooks, "0983"), tmp_path / "uit", events.Lines())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["soort"] for line in lines if line["soort"] not in ("uitvoering", "gedeeld")] == ["begin", "pagina", "einde"]
    (own,) = [line for line in lines if line.get("notebook") == "10_eigen"]
    assert {"tijd", "gemeente", "naam", "fout", "reden", "pogingen", "seconden", "megabytes"} <= set(own)
    assert lines[-1]["gepubliceerd"] is True


def test_the_bar_names_gemeente_and_notebook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = events.Bar()
    bar("begin", uitgave=1, slides=2)
    for code in ("0893", "0983"):
        bar("uitvoering", gemeente=code, naam="Bergen (L.)", notebook="10_paden", fout="code", reden="een cel gaf een fout")
    bar.close()
    told = capsys.readouterr()
    assert told.out == ""
    assert "Bergen (L.) · 10_paden (mislukt)" in told.err
    assert "2 van 2" in told.err
    assert bar.failed[0] == "Bergen (L.) · 10_paden: een cel gaf een fout"


# --- stopped halfway ------------------------------------------------------------------------------------------------

SCRIPT = """
    import signal, sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from report.plans import plan_of, run
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if __name__ == "__main__":
        run(plan_of(Path({dataset!r}), Path({notebooks!r})), Path({folder!r}))
"""


def started(dataset: Path, notebooks: Path, folder: Path, scratch: Path) -> subprocess.Popen[str]:
    script = folder.with_suffix(".py")
    where = {"tests": str(Path(__file__).parents[1]), "dataset": str(dataset), "notebooks": str(notebooks), "folder": str(folder)}
    script.write_text(textwrap.dedent(SCRIPT.format(**where)), encoding="utf-8")
    environment = os.environ | {"TMPDIR": str(scratch)}
    return subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment)


def wait_for(found: Any, otherwise: str) -> None:
    until = time.monotonic() + 60
    while not found():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)


def children(text: str) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if text in line and "ps -eo" not in line and " Z" not in line]


SLOW = "import time\ntime.sleep(0.3)\n"


@pytest.fixture
def slow_notebooks(notebooks: Path) -> Path:
    for name, source in (("10_eigen", OWN), ("12_naast", BESIDE)):
        notebook(notebooks, name, SLOW + source, parameters=PARAMETERS)
    return notebooks


@pytest.mark.parametrize(("number", "within"), [(signal.SIGINT, 5), (signal.SIGTERM, 5)])
def test_a_run_that_is_told_to_stop_ends_within_5_seconds_and_the_next_one_goes_on(
    dataset: Path, slow_notebooks: Path, tmp_path: Path, scratch: Path, number: int, within: float
):
    process = started(dataset, slow_notebooks, tmp_path / "uit", scratch)
    wait_for(lambda: len(list((tmp_path / "uit").glob("werkmap/notebooks/*/*.ipynb"))) > 1, "nothing was made")
    at = time.monotonic()
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert time.monotonic() - at < within
    assert "KeyboardInterrupt" in told
    assert children(str(tmp_path)) == []
    assert private_folders(scratch) == []
    with register.opened(tmp_path / "uit" / "werkmap" / "register.sqlite", must_exist=True) as known:
        assert known.editions()[0]["toestand"] == "afgebroken"
        done = sum(row["toestand"] == "klaar" for row in known.state_of())
    assert 0 < done < 13
    assert len(again(plan_of(dataset, slow_notebooks), tmp_path / "uit")) == 13 - done


def test_a_run_that_is_killed_with_its_group_leaves_nothing_behind_and_the_next_one_ends_in_the_same_bytes(
    dataset: Path, slow_notebooks: Path, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
):
    run(plan_of(dataset, slow_notebooks), tmp_path / "ongestoord")
    for moment in (0.5, 2.0, 3.0):
        process = started(dataset, slow_notebooks, tmp_path / "uit", scratch)
        wait_for(lambda: private_folders(scratch), "nothing was started")
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        wait_for(lambda: not children(str(scratch)), "a process was left behind")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    run(plan_of(dataset, slow_notebooks), tmp_path / "uit")
    assert list(scratch.iterdir()) == []
    assert files(tmp_path / "uit") == files(tmp_path / "ongestoord")
    assert children(str(tmp_path / "uit")) == []


def test_what_is_left_by_a_run_that_nobody_could_clean_up_after_is_removed_by_the_next(dataset: Path, notebooks: Path, tmp_path: Path):
    gone, unasked = (subprocess.Popen(["true"]) for _ in range(2))
    gone.wait()
    wait_for(lambda: psutil.Process(unasked.pid).status() == psutil.STATUS_ZOMBIE, "it did not end")
    left, zombie, own, nameless, starting = folders = [Path("/tmp") / f"jeugdlib-{os.getpid()}{name}" for name in "abcde"]
    for folder in folders:
        folder.mkdir()
    for folder, pid in ((left, gone.pid), (zombie, unasked.pid), (own, os.getpid())):
        created = psutil.Process(os.getpid() if pid == gone.pid else pid).create_time()
        (folder / "eigenaar").write_text(f"{pid} {created}", encoding="utf-8")
    long_ago = time.time() - 7200
    os.utime(nameless, (long_ago, long_ago))  # killed before it could write down whose it is
    private.clear_abandoned()
    assert [folder.exists() for folder in folders] == [False, False, True, False, True]
    unasked.wait()
    for folder in (own, starting):
        shutil.rmtree(folder)


def test_shared_work_has_the_time_of_one_notebook_and_no_more_than_the_run(dataset: Path, notebooks: Path, tmp_path: Path):
    given: list[float] = []

    class Hangs:
        folder = tmp_path

        def call(self, *_: Any, until: float) -> None:
            given.append(until - time.time())
            raise CallFailed("afgebroken")

    (task, *_) = session.look(plan_of(dataset, notebooks), tmp_path / "uit")
    for limits in (Limits(notebook_seconds=500), Limits(notebook_seconds=500, until=time.time() + 100)):
        with pytest.raises(CallFailed):
            task_of_gemeente.share(replace(task, limits=limits), cast(Workshop, Hangs()))
    assert given == [pytest.approx(500, abs=30), pytest.approx(100, abs=30)]


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([CallLost("weg"), CallLost("weg"), None], 3),
        ([CallLost("weg"), CallLost("weg"), CallLost("weg"), None], 3),
        ([CallLost("weg"), CallFailed("onze fout"), None], 2),
    ],
)
def test_shared_work_that_the_machine_lost_is_done_again_and_no_part_of_it_is_left(
    dataset: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: list[CallFailed | None], calls: int
):
    monkeypatch.setattr(task_of_gemeente, "BREATH_SECONDS", 0.0)
    task = session.look(plan_of(dataset, notebooks, "0983"), tmp_path / "uit")[0]
    left = list(faults)

    class Loses:
        folder = tmp_path
        aborted = threading.Event()

        def call(self, *_: Any, **__: Any) -> tuple[dict[str, str], tuple[str, ...]]:
            half = tmp_path / "gedeeld" / "0983" / "hash" / "half.arrow"
            half.parent.mkdir(parents=True)
            half.touch()
            if fault := left.pop(0):
                raise fault
            return {}, ()

    if faults[calls - 1] is None:
        task_of_gemeente.share(task, cast(Workshop, Loses()))
        assert (tmp_path / "gedeeld" / "0983").exists()
    else:
        with pytest.raises(CallFailed):
            task_of_gemeente.share(task, cast(Workshop, Loses()))
        assert not (tmp_path / "gedeeld" / "0983").exists()
    assert len(faults) - len(left) == calls


def test_ctrl_c_on_the_command_line_says_how_to_go_on(dataset: Path, tmp_path: Path, scratch: Path):
    command = [
        str(Path(sys.executable).with_name("jeugdlib")),
        "rapport",
        "--data",
        str(dataset),
        "--naar",
        str(tmp_path / "uit"),
        "--log",
        "json",
    ]
    environment = os.environ | {"TMPDIR": str(scratch)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        while "uitvoering" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines()[-1] == "Afgebroken. Wat klaar is, is bewaard; dezelfde opdracht gaat daar verder."
    assert private_folders(scratch) == []
    assert "is afgebroken: dezelfde opdracht gaat verder" in next(state.told(tmp_path / "uit"))
