"""The report factory beside what one would write oneself: a shell loop, and a loop around papermill's API.

The same real notebooks for the same gemeenten, in one run, on this machine:

- `lus in de shell`: per notebook the commands `papermill` and `jupyter nbconvert`, in a plain environment: the given packages and what
  the notebooks import, at their newest, without our bounds. It is made with uv when it is not there yet, and needs PyPI.
- `papermill in Python`: one process of our own environment that executes and converts them one after another.
- `jeugdlib rapport`: pages with live figures, checks, Excel, CSV and pictures, a register, an index.

`--leeg` first measures an empty notebook, to tell how much of a kernel's processor time is not its cells.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil

from jeugdlib import workbook
from jeugdlib.report import order

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
GIVEN = ["jupyterlab", "polars", "altair", "ipywidgets", "papermill", "nbval"]
LOOK_SECONDS = 0.5  # between two looks at the memory of all processes


@dataclass
class Measured:
    """What a contender took: seconds, processor seconds of the machine, peak memory of its processes together, seconds inside cells.

    The processor seconds are those of the whole machine, so it must have nothing else to do: what a process of ours forks and
    outlives is in nobody's accounts but the machine's.
    """

    naam: str
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0
    inside: float = 0.0
    cells_cpu: float = 0.0
    lines: list[str] = field(default_factory=list)


def measure(naam: str, command: list[str], environment: dict[str, str] | None = None) -> Measured:
    """Run a command to its end, with an eye on the memory of everything that it starts."""
    found = Measured(naam)
    with tempfile.TemporaryFile("w+") as out:
        busy, start = _busy(), time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT)
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, found, done))
        watch.start()
        code = process.wait()
        found.seconds, found.cpu = time.perf_counter() - start, _busy() - busy
        done.set()
        watch.join()
        out.seek(0)
        found.lines = out.read().splitlines()
    if code:
        raise SystemExit(f"{naam} eindigde met code {code}; deze meting zegt niets.")
    return found


def _busy() -> float:
    """Return the processor seconds that this machine has worked since it started."""
    times = psutil.cpu_times()
    return times.user + times.system


def _watch(pid: int, found: Measured, done: threading.Event) -> None:
    """Add up the memory of the process and all below it; what forked processes share counts once (PSS)."""
    while not done.wait(LOOK_SECONDS):
        held = 0
        try:
            everyone = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.Error:
            continue
        for process in everyone:
            try:
                full = process.memory_full_info()
                held += getattr(full, "pss", full.rss)
            except psutil.Error:  # gone since
                continue
        found.megabytes = max(found.megabytes, held / 2**20)


def plain_environment(folder: Path) -> Path:
    """Make the environment that somebody has who installs the given packages and what the notebooks import; returns its programs."""
    programs = folder / "bin"
    if not (programs / "papermill").exists():
        uv = [sys.executable, "-m", "uv"]
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
        others = [text for text in asked if not text.startswith("jsonschema")]
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True)
        python = str(programs / "python")
        compiled = ["--quiet", "--compile-bytecode", "--python", python]
        subprocess.run([*uv, "pip", "install", *compiled, *GIVEN, *others, "hatchling", "editables"], check=True)
        subprocess.run([*uv, "pip", "install", *compiled, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    return programs


def pairs(gemeenten: list[str], notebooks: list[Path]) -> list[tuple[str, Path]]:
    return [(code, path) for code in gemeenten for path in notebooks if code == "regio" or not order.part_of(path).region_only]


def shell_loop(work: list[tuple[str, Path]], data: str, folder: Path, programs: Path) -> Measured:
    """Write the loop as a shell script and measure it."""
    lines = ["set -e"]
    for code, path in work:
        out = folder / code / path.name
        out.parent.mkdir(parents=True, exist_ok=True)
        lines.append(f"'{programs}/papermill' --no-progress-bar -r gemeente {code} -r data '{data}' '{path}' '{out}'")
        lines.append(f"'{programs}/jupyter' nbconvert --log-level ERROR --to html --no-input '{out}'")
    script = folder / "lus.sh"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The programs of this environment, and nothing that our own one sets.
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', '')}"
    found = measure("lus in de shell", ["sh", str(script)], environment)
    found.inside = sum(_inside(folder / code / path.name) for code, path in work)
    return found


def python_loop(work: list[tuple[str, Path]], data: str, folder: Path) -> Measured:
    """Run the loop around papermill's API in a process of its own."""
    told = folder / "werk.json"
    told.write_text(json.dumps([[code, str(path), str(folder / code / path.name)] for code, path in work]), encoding="utf-8")
    found = measure("papermill in Python", [sys.executable, __file__, "--lus", str(told), data])
    found.inside = sum(_inside(folder / code / path.name) for code, path in work)
    return found


def _in_python(told: Path, data: str) -> None:
    import papermill
    from nbconvert import HTMLExporter

    for code, path, out in json.loads(told.read_text(encoding="utf-8")):
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        papermill.execute_notebook(path, out, {"gemeente": code, "data": data}, progress_bar=False)
        body, _ = HTMLExporter(exclude_input=True).from_filename(out)
        Path(out).with_suffix(".html").write_text(body, encoding="utf-8")


def _inside(path: Path) -> float:
    """Add up the seconds that papermill noted for the cells."""
    cells = nbformat.read(path, as_version=4).cells
    return sum(cell.metadata.get("papermill", {}).get("duration") or 0.0 for cell in cells if cell.cell_type == "code")


def ours(gemeenten: list[str], names: list[str], data: str, folder: Path) -> Measured:
    """Make the report; the log tells how much processor time the kernels took."""
    program = str(Path(sys.executable).with_name("jeugdlib"))
    chosen = [word for code in gemeenten for word in ("--gemeente", code)] + [word for name in names for word in ("--notebook", name)]
    found = measure("jeugdlib rapport", [program, "rapport", "--data", data, *chosen, "--naar", str(folder), "--log", "json"])
    events = [json.loads(line) for line in found.lines]
    found.cells_cpu = sum(event["rekenseconden"] for event in events if event["soort"] == "uitvoering")
    return found


def empty_kernel(folder: Path) -> float:
    """Return the processor seconds of a kernel with nothing to do: starting, talking and stopping."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    from jeugdlib.report.runner import Job
    from jeugdlib.report.workshop import Workshop
    from jeugdlib.store import Gemeente

    cells = [new_markdown_cell("# 00 · Leeg"), new_code_cell("x = 1", metadata={"tags": ["parameters"]}), new_code_cell("x")]
    path = folder / "00_leeg.ipynb"
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=spec), path)
    jobs = [Job(path, Gemeente("0983", "Venlo"), folder / f"leeg-{number}.ipynb", {}, {}) for number in range(10)]
    with Workshop(2) as workshop:
        return sum(future.result().cpu for future in [workshop.submit(job) for job in jobs]) / len(jobs)


def show(found: list[Measured], executions: int, empty: float) -> None:
    """Print the table and what follows from it; ratios are to our own line."""
    own = found[-1]
    print(f"{'':<22}{'seconden':>9}{'per slide':>10}{'cpu-s':>8}{'MB':>7}{'in cellen':>11}   verhouding:{'tijd':>7}{'cpu':>7}{'MB':>7}")
    cores = os.cpu_count() or 1
    cells = max(0.0, own.cells_cpu - executions * empty)
    for one in found:
        share = one.inside / one.seconds if one is not own else cells / cores / one.seconds
        ratios = (one.seconds / own.seconds, one.cpu / own.cpu, one.megabytes / own.megabytes)
        numbers = f"{one.seconds:>9.1f}{one.seconds / executions:>10.2f}{one.cpu:>8.1f}{one.megabytes:>7.0f}{share:>11.0%}"
        print(f"{one.naam:<22}{numbers}{'':>14}{''.join(f'{ratio:>6.1f}x' for ratio in ratios)}")
    print(f"Een lege kernel kost {empty:.2f} cpu-s. In de cellen van jeugdlib: {cells:.1f} cpu-s, op {cores} kernen {cells / cores:.1f} s;")
    print(f"de hele run duurde {own.seconds / (cells / cores):.1f} keer zo lang.")


def main(arguments: list[str] | None = None) -> None:
    """Measure the contenders one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gemeente", action="append", help="CBS-code of regio; mag vaker; zonder: 0893 en 0983")
    parser.add_argument("--notebook", action="append", default=[], help="alleen deze notebooks; mag vaker")
    parser.add_argument("--omgeving", type=Path, default=None, help="map van de kale omgeving; wordt gemaakt als zij er niet is")
    parser.add_argument("--zonder-shell", action="store_true", help="laat de lus in de shell weg")
    parser.add_argument("--lus", nargs=2, default=None, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.lus:
        _in_python(Path(asked.lus[0]), asked.lus[1])
        return
    gemeenten, data = asked.gemeente or ["0893", "0983"], str(workbook.example_dataset(print))
    notebooks = [path for path in order.arrange(NOTEBOOKS.glob("*.ipynb")) if not asked.notebook or path.stem in asked.notebook]
    work = pairs(gemeenten, notebooks)
    print(f"Rapport maken: {len(work)} slides ({len(notebooks)} notebooks, gemeenten {', '.join(gemeenten)})", flush=True)
    with tempfile.TemporaryDirectory(prefix="jeugdlib-bench-") as place:
        folder = Path(place)
        found: list[Measured] = []
        empty = empty_kernel(folder)
        if not asked.zonder_shell:
            programs = plain_environment(asked.omgeving or folder / "kaal")
            found.append(shell_loop(work, data, folder / "shell", programs))
        (folder / "python").mkdir()
        found.append(python_loop(work, data, folder / "python"))
        found.append(ours(gemeenten, asked.notebook, data, folder / "rapport"))
        show(found, len(work), empty)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
