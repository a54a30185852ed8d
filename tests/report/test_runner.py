"""The runner: one failing notebook costs only itself, and every way to fail is told for what it is."""

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

import editions
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.report.press import Press
from jeugdlib.store import Gemeente
from report.notebooks import notebook

# What `charts.figure` leaves where another process draws, with a spec that Vega can't read.
FIGURE = """from IPython.display import HTML
HTML('<div><svg class="te-tekenen" id="x-beeld" role="img" aria-label="y"></svg></div>\\n'
     '<script type="application/json" class="figuur-spec">{"mark": {"type": 1}}</script>')"""

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
        notebook(folder, "06_gulzig", "groot = bytearray(900_000_000)\nimport time\ntime.sleep(30)"),
        notebook(folder, "07_gedood", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        notebook(folder, "08_ons", "from jeugdlib import errors\nraise errors.AccountingError('Een cent te weinig.')"),
        notebook(folder, "09_vol", "raise MemoryError"),
        notebook(folder, "10_figuur", FIGURE),
    ]
    done = editions.run(notebooks, [BERGEN], {"peildatum": "2024-07-01"}, destination=destination, workers=3, cell_seconds=4, megabytes=700)
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
        "01_fout": Failure.CODE,
        "02_eigen_fout": Failure.DATA,
        "03_dood": Failure.CODE,
        "04_traag": Failure.TIMEOUT,
        "05_halverwege": Failure.CODE,
        "06_gulzig": Failure.MEMORY,
        "07_gedood": Failure.MACHINE,
        "08_ons": Failure.CODE,
        "09_vol": Failure.MEMORY,
        "10_figuur": Failure.CODE,
    }


def test_only_a_failure_of_the_machine_is_tried_again(ran: dict[str, Execution]):
    assert {name: execution.attempts for name, execution in ran.items()} == {name: 3 if name == "07_gedood" else 1 for name in ran}


def test_a_kernel_above_its_ceiling_is_told_with_the_ceiling_and_the_peak_is_kept(ran: dict[str, Execution]):
    assert ran["06_gulzig"].reason == "het rekenproces vroeg meer dan 700 MB geheugen en is afgebroken"
    assert ran["06_gulzig"].megabytes > 700
    assert 50 < ran["00_goed"].megabytes < 700


def test_a_figure_that_cannot_be_drawn_is_a_failure_of_its_notebook(ran: dict[str, Execution]):
    assert ran["10_figuur"].reason == "een figuur kon niet worden getekend; bekijk het bewaarde notebook"


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
    first, second = (editions.run([path], [VENLO], {}, destination=tmp_path / place, workers=1)[0].output.read_bytes() for place in "ab")
    assert first == second


def test_a_notebook_as_a_whole_has_a_deadline_too(tmp_path: Path):
    path = notebook(tmp_path, "00_traag", *["import time\ntime.sleep(3)"] * 5)
    done = editions.run([path], [VENLO], {}, destination=tmp_path / "uit", workers=1, notebook_seconds=5)
    assert done[0].reason == "het notebook duurde langer dan 5 seconden en is afgebroken"


def test_drawings_fall_under_the_deadline_of_their_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    left: list[float] = []

    def hangs(_press: Press, _node: NotebookNode, seconds: float) -> None:
        left.append(seconds)
        raise TimeoutError

    monkeypatch.setattr(Press, "draw", hangs)
    path = notebook(tmp_path, "00_goed", "print(gemeente)")
    (done,) = editions.run([path], [VENLO], {}, destination=tmp_path / "uit", workers=1, notebook_seconds=100)
    assert (done.failure, done.reason) == (Failure.TIMEOUT, "het notebook duurde langer dan 100 seconden en is afgebroken")
    assert 0 < left[0] < 100


def test_a_parameter_goes_only_to_the_notebooks_that_declare_it(tmp_path: Path):
    knows = notebook(tmp_path, "00_kent", "print(norm)", parameters="norm = 1")
    other = notebook(tmp_path, "01_kent_niet", "print('norm' in globals())", parameters="gemeente = 'regio'")
    done = editions.run([knows, other], [VENLO], {"norm": 12}, destination=tmp_path / "uit", workers=2)
    assert [outputs(execution) for execution in done] == ["12\n", "False\n"]


def test_a_run_that_is_out_of_time_starts_no_kernel_more(tmp_path: Path):
    path = notebook(tmp_path, "00_goed", "print(gemeente)")
    (done,) = editions.run([path], [VENLO], {}, destination=tmp_path / "uit", workers=1, until=time.time() - 1)
    assert (done.failure, done.reason) == (Failure.TIMEOUT, "de tijd voor het hele rapport was op")
    assert not done.output.exists()


def test_what_a_notebook_started_ends_with_it(tmp_path: Path):
    mark = tmp_path / "kind"
    start = f"import subprocess, pathlib\npathlib.Path({str(mark)!r}).write_text(str(subprocess.Popen(['sleep', '300']).pid))"
    editions.run([notebook(tmp_path, "00_kind", start)], [VENLO], {}, destination=tmp_path / "uit", workers=1)
    pid, until = int(mark.read_text()), time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split():
        assert time.monotonic() < until, "what the notebook started lives on"
        time.sleep(0.05)


def test_a_notebook_for_the_region_alone_is_not_run_for_a_gemeente(tmp_path: Path):
    (tmp_path / "volgorde.toml").write_text('[[deel]]\ntitel = "Samen"\nalleen_regio = true\nslides = ["80_samen"]', encoding="utf-8")
    both = [notebook(tmp_path, "10_elk", "print(1)"), notebook(tmp_path, "80_samen", "print(2)")]
    done = editions.run(both, [BERGEN, Gemeente("regio", "Regio")], {}, destination=tmp_path / "uit", workers=2)
    assert [(one.gemeente.code, one.name) for one in done] == [("0893", "10_elk"), ("regio", "10_elk"), ("regio", "80_samen")]
