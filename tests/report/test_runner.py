"""The runner: one failing notebook costs only itself, and what is wrong beforehand stops before any kernel starts."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import pytest

from jeugdlib import errors
from jeugdlib.report import runner
from jeugdlib.report.runner import Execution, Failure
from jeugdlib.store import Gemeente
from report.notebooks import notebook

VENLO, BERGEN = Gemeente("0983", "Venlo"), Gemeente("0893", "Bergen (L.)")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Execution]:
    """Run every kind of ending once, in real kernels side by side."""
    folder = tmp_path_factory.mktemp("notebooks")
    destination = tmp_path_factory.mktemp("rapport {met haken}")
    notebooks = [
        notebook(folder, "00_goed", "import os\nprint(gemeente, peildatum, os.getcwd())\nprint(os.environ['POLARS_MAX_THREADS'])"),
        notebook(folder, "01_fout", "print('voor de fout')", "raise KeyError('BSN 123456782')", "print('na de fout')"),
        notebook(folder, "02_eigen_fout", "from jeugdlib import errors\nraise errors.WrongUse('Onbekende gemeente.')"),
        notebook(folder, "03_dood", "import os\nos._exit(1)"),
        notebook(folder, "04_traag", "import time\ntime.sleep(60)"),
        notebook(folder, "05_halverwege", "raise SystemExit(0)", "print('nooit')"),
    ]
    done = runner.run(notebooks, [BERGEN], {"peildatum": "2024-07-01"}, destination=destination, workers=3, progress=False, cell_seconds=4)
    return {execution.name: execution for execution in done}


def outputs(execution: Execution) -> str:
    cells = nbformat.read(execution.output, as_version=4).cells
    return "".join(output.get("text", "") for cell in cells if cell.cell_type == "code" for output in cell.outputs)


def test_a_notebook_gets_its_gemeente_with_the_leading_zero_and_its_parameters(ran: dict[str, Execution]):
    assert ran["00_goed"].failure is None
    assert outputs(ran["00_goed"]).startswith(f"0893 2024-07-01 {Path.cwd()}\n")


def test_polars_gets_its_share_of_the_processors(ran: dict[str, Execution]):
    assert outputs(ran["00_goed"]).split()[-1] == str(max(1, (os.cpu_count() or 1) // 3))


def test_one_failing_notebook_leaves_the_others_alone(ran: dict[str, Execution]):
    assert {name: execution.failure for name, execution in ran.items()} == {
        "00_goed": None,
        "01_fout": Failure.CELL,
        "02_eigen_fout": Failure.CELL,
        "03_dood": Failure.KERNEL,
        "04_traag": Failure.DEADLINE,
        "05_halverwege": Failure.CELL,
    }


def test_the_text_of_an_unknown_error_is_not_repeated_for_it_may_hold_a_personal_number(ran: dict[str, Execution]):
    assert ran["01_fout"].reason == "een cel gaf de fout KeyError; bekijk het bewaarde notebook"


def test_an_error_of_our_own_is_told_in_its_own_words(ran: dict[str, Execution]):
    assert ran["02_eigen_fout"].reason == "Onbekende gemeente."


def test_a_deadline_is_told_in_seconds(ran: dict[str, Execution]):
    assert ran["04_traag"].reason == "een cel duurde langer dan 4 seconden en is afgebroken"


def test_leaving_halfway_is_no_success(ran: dict[str, Execution]):
    assert "SystemExit" in ran["05_halverwege"].reason


def test_a_failed_notebook_is_kept_up_to_its_failure(ran: dict[str, Execution]):
    assert outputs(ran["01_fout"]) == "voor de fout\n"


def test_a_kept_notebook_holds_no_times_and_no_paths_of_this_machine(ran: dict[str, Execution]):
    text = ran["05_halverwege"].output.read_text(encoding="utf-8")
    assert "papermill" not in text
    assert str(ran["05_halverwege"].notebook.parent) not in text


def test_the_same_input_leaves_the_same_bytes(tmp_path: Path):
    path = notebook(tmp_path, "00_goed", "print(gemeente)")
    first, second = (
        runner.run([path], [VENLO], {}, destination=tmp_path / place, workers=1, progress=False)[0].output.read_bytes() for place in "ab"
    )
    assert first == second


def test_a_notebook_as_a_whole_has_a_deadline_too(tmp_path: Path):
    path = notebook(tmp_path, "00_traag", *["import time\ntime.sleep(3)"] * 5)
    done = runner.run([path], [VENLO], {}, destination=tmp_path / "uit", workers=1, progress=False, notebook_seconds=5)
    assert done[0].reason == "het notebook duurde langer dan 5 seconden en is afgebroken"


def test_progress_names_gemeente_and_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = notebook(tmp_path, "00_leeg", parameters='gemeente = "regio"')
    runner.run([path], [VENLO, BERGEN], {}, destination=tmp_path / "uit", workers=1)
    told = capsys.readouterr()
    assert told.out == ""
    assert "Bergen (L.) · 00_leeg" in told.err
    assert "2 van 2" in told.err


def test_a_parameter_goes_only_to_the_notebooks_that_declare_it(tmp_path: Path):
    knows = notebook(tmp_path, "00_kent", "print(norm)", parameters="norm = 1")
    other = notebook(tmp_path, "01_kent_niet", "print('norm' in globals())", parameters="gemeente = 'regio'")
    done = runner.run([knows, other], [VENLO], {"norm": 12}, destination=tmp_path / "uit", workers=2, progress=False)
    assert [outputs(execution) for execution in done] == ["12\n", "False\n"]


def test_breaking_off_ends_soon_and_leaves_no_kernel_behind(tmp_path: Path):
    mark = tmp_path / "pid"
    write_mark = f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))"
    path = notebook(tmp_path, "00_traag", write_mark, "time.sleep(600)")
    # polars as in a real run: with it, a Ctrl-C does not end every kind of waiting. And a shell may have switched Ctrl-C off.
    script = f"""
        import signal, polars
        from pathlib import Path
        from jeugdlib.report import runner
        from jeugdlib.store import Gemeente
        signal.signal(signal.SIGINT, signal.default_int_handler)
        gemeenten = [Gemeente("0983", "Venlo"), Gemeente("0893", "Bergen (L.)"), Gemeente("0984", "Venray")]
        runner.run([Path({str(path)!r})], gemeenten, {{}}, destination=Path({str(tmp_path / "uit")!r}), workers=1, progress=False)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stderr=subprocess.PIPE, text=True) as process:
        try:
            until = time.monotonic() + 120
            while not (mark.exists() and mark.read_text()):
                assert time.monotonic() < until, "the kernel did not start"
                time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "KeyboardInterrupt" in told
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


# --- before anything runs -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notebook(tmp_path, "10_paden", parameters='gemeente = "regio"\nmax_gat_maanden = 1  # langste gat')
    notebook(tmp_path, "11_volumes", parameters='gemeente = "regio"')
    return tmp_path


@pytest.mark.parametrize("given", ["paden", "10_paden", "10_paden.ipynb"])
def test_a_notebook_is_known_by_its_short_name_its_name_and_its_file(folder: Path, given: str):
    assert [path.stem for path in runner.find_notebooks(folder, [given])] == ["10_paden"]


def test_without_names_all_notebooks_come_in_order(folder: Path):
    assert [path.stem for path in runner.find_notebooks(folder)] == ["10_paden", "11_volumes"]


def test_an_unknown_notebook_is_refused_with_a_suggestion(folder: Path):
    with pytest.raises(errors.WrongUse, match=r"Onbekend notebook 'padden'\. Bedoelt u 'paden'\?"):
        runner.find_notebooks(folder, ["padden"])


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(errors.WrongUse, match="geen notebooks"):
        runner.find_notebooks(tmp_path)


def test_an_unknown_parameter_stops_the_run_before_any_kernel_starts(folder: Path, tmp_path: Path):
    with pytest.raises(errors.WrongUse, match=r"Onbekende parameter 'max_gat_maand'\. Bedoelt u 'max_gat_maanden'\?"):
        runner.run(runner.find_notebooks(folder), [VENLO], {"max_gat_maand": 2}, destination=tmp_path / "uit", workers=1, progress=False)
    assert not (tmp_path / "uit").exists()


def test_the_gemeente_is_not_chosen_by_a_parameter(folder: Path):
    with pytest.raises(errors.WrongUse, match="--gemeente"):
        runner.check_parameters(runner.find_notebooks(folder), {"gemeente": "0983"})


def test_the_defaults_of_a_notebook_are_read_as_literals(folder: Path):
    assert runner.declared_parameters(folder / "10_paden.ipynb") == {"gemeente": "regio", "max_gat_maanden": 1}


@pytest.mark.parametrize("source", ["x = date(2024, 1, 1)", "import os", "x: int = 1", "x = y = 1"])
def test_a_parameters_cell_that_holds_more_than_literals_is_refused(tmp_path: Path, source: str):
    with pytest.raises(errors.WrongUse, match=r"parameters|vaste waarde"):
        runner.declared_parameters(notebook(tmp_path, "10_paden", parameters=source))


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path: Path):
    path = tmp_path / "10_paden.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    with pytest.raises(errors.WrongUse, match="heeft er 0"):
        runner.declared_parameters(path)


# --- the last line --------------------------------------------------------------------------------------------------


def execution(failure: Failure | None = None) -> Execution:
    return Execution(Path("10_paden.ipynb"), VENLO, Path("uit.ipynb"), 1.0, failure, "reden" if failure else "")


@pytest.mark.parametrize(
    ("failures", "line", "code"),
    [
        ([None, None], "Klaar: 2 slides gemaakt, geen mislukt.", 0),
        ([None, Failure.CELL], "Klaar: 1 slide gemaakt, 1 mislukt.", 1),
        ([Failure.CELL, Failure.KERNEL], "Klaar: 0 slides gemaakt, 2 mislukt.", 2),
    ],
)
def test_the_last_line_and_the_exit_code_say_how_many_failed(failures: list[Failure | None], line: str, code: int):
    executions = [execution(failure) for failure in failures]
    assert (runner.closing_line(executions), runner.exit_code(executions)) == (line, code)


def test_a_notebook_for_the_region_alone_is_not_run_for_a_gemeente(tmp_path: Path):
    (tmp_path / "volgorde.toml").write_text('[[deel]]\ntitel = "Samen"\nalleen_regio = true\nslides = ["80_samen"]', encoding="utf-8")
    both = [notebook(tmp_path, "10_elk", "print(1)"), notebook(tmp_path, "80_samen", "print(2)")]
    done = runner.run(
        both, [BERGEN, Gemeente("regio", "Regio")], {}, destination=tmp_path / "uit", workers=2, progress=False
    )  # fmt: skip
    assert [(one.gemeente.code, one.name) for one in done] == [("0893", "10_elk"), ("regio", "10_elk"), ("regio", "80_samen")]
    with pytest.raises(errors.WrongUse, match=r"Alleen voor de regio is er een slide 80_samen"):
        runner.run(both[1:], [BERGEN], {}, destination=tmp_path / "uit", workers=1, progress=False)
