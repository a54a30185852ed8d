"""One door to everything, for a machine that has Python 3.11 or newer and nothing else of this project.

`python3 run.py rapport` and `python3 run.py test` first make `.venv` as `requirements.lock` says (exact versions, checked hashes),
then do their work. With an unchanged lock the set-up is skipped. Every word that is not in `TASKS` goes to `jeugdlib` as it is.

Uses the standard library only, and syntax that an older Python can still read, so that it can say which Python is needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "jeugdlib-setup.txt"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")

USAGE = """Gebruik: python3 run.py TAAK [...]      (Windows: py run.py TAAK [...])

  rapport   maak voor elke gemeente en voor de regio een rapport (zonder gegevens: de voorbeeldregio)
  inlezen, tabellen, voorbeeld, ...   elke andere opdracht van jeugdlib; uitleg met: python3 run.py --help
  lab       open het werkboek in JupyterLab
  test      alle controles: stijl, typen, tests en notebooks
  check     alleen stijl en typen        fix     herstel de stijl
  bench     meet hoe lang alles duurt    setup   maak alleen de omgeving klaar
  soak      dood het rapport 100 keer halverwege, en vergelijk met een ongestoord rapport
  beeld     maak de plaatjes van de README opnieuw (met Chromium)"""

OLD_PYTHON = """jeugdlib heeft Python 3.11 of nieuwer nodig; dit is Python {found} ({where}).
Installeer een nieuwere Python en start opnieuw met die Python, bijvoorbeeld: python3.12 run.py rapport"""

NO_ENSUREPIP = """Deze Python kan geen eigen omgeving maken: het onderdeel 'ensurepip' ontbreekt (gewoon op Debian en Ubuntu).
Oplossing: sudo apt-get install python3-venv, en start deze opdracht daarna opnieuw.
(This Python lacks ensurepip: install the package python3-venv and try again.)"""

NO_INSTALL = """De pakketten konden niet worden geinstalleerd; de regels hierboven noemen de oorzaak.
Kijk of deze computer bij PyPI kan (netwerk, proxy) en start deze opdracht daarna opnieuw."""


def say(text: str) -> None:
    """Tell the user, beside the results that go to standard output."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str, code: int = 2) -> None:
    """Tell the user and end."""
    say(text)
    raise SystemExit(code)


def run(*command: object, folder: Path | None = ROOT) -> int:
    """Run a command, in the project's folder unless another is given (None: where the user stands), and return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=folder, env=environment())


def environment() -> dict[str, str]:
    """Give the environment for every child: its own programs first, and nothing of another virtual environment."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")}
    env["PATH"] = str(SCRIPTS) + os.pathsep + env.get("PATH", "")
    env["VIRTUAL_ENV"] = str(ENVIRONMENT)
    # On a build machine Python may be told to keep no bytecode; uv must compile all the same, or every start is slower for ever.
    env["UV_COMPILE_BYTECODE"] = "1"
    env["UV_PYTHON_DOWNLOADS"] = "never"
    env["UV_SYSTEM_CERTS"] = "1"  # a municipality's own certificate lives in the system's store
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env["PYTHONUTF8"] = "1"  # Windows: the same text encoding everywhere
    return env


def fingerprint() -> str:
    """Give the state that an environment was made from: the lock, the project's own metadata and the Python that runs it."""
    digest = hashlib.sha256()
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return "{} python {}.{}".format(digest.hexdigest(), *sys.version_info[:2])


def locked(name: str) -> str:
    """Give the lines of one package in the lock: its version and its hashes."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(name + "=="))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def install_with_uv() -> bool:
    """Install the lock with uv, itself taken from the lock; False where uv can't (an own package index that only pip knows, say)."""
    only_uv = ENVIRONMENT / "uv.lock.txt"
    only_uv.write_text(locked("uv"), encoding="utf-8")
    return (
        run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", only_uv) == 0
        and run(PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK) == 0
        and run(PYTHON, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", PYTHON, "-e", ".") == 0
    )


def install_with_pip() -> bool:
    """Install the lock with pip: slower, and with the index and proxy that pip was set up for."""
    # Without --no-deps pip asks for extras that the lock has already resolved, and refuses them for having no hash.
    return (
        run(PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes", "-r", LOCK) == 0
        and run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ".") == 0
    )


def setup() -> None:
    """Make `.venv` hold what the lock says; nothing to do where it already does."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file alone may meet an older Python, and says so
        stop(OLD_PYTHON.format(found=sys.version.split()[0], where=sys.executable))
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8").strip() == wanted:
        return
    if importlib.util.find_spec("ensurepip") is None:
        stop(NO_ENSUREPIP)
    say("De omgeving wordt klaargemaakt in .venv (eenmalig, ongeveer een minuut)...")
    STAMP.unlink(missing_ok=True)
    same_python = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    usable = PYTHON.exists() and run(PYTHON, "-c", same_python) == 0
    venv.EnvBuilder(with_pip=True, clear=not usable, symlinks=os.name != "nt").create(ENVIRONMENT)
    if not install_with_uv():
        say("De snelle installatie met uv lukt hier niet; het gaat verder met pip (enkele minuten).")
        if not install_with_pip():
            stop(NO_INSTALL)
    STAMP.write_text(wanted + "\n", encoding="utf-8")


def check() -> int:
    """Hold the code to its style and its types."""
    return max(
        run(PYTHON, "-m", "ruff", "check"),
        run(PYTHON, "-m", "ruff", "format", "--check"),
        run(PYTHON, "-m", "pyright", "--warnings"),
    )


def test(*arguments: str) -> int:
    """Run the checks, then every test and every notebook; with arguments, only pytest with those."""
    if arguments:
        return run(PYTHON, "-m", "pytest", *arguments)
    static = check()
    # Once, before the workers start: else each of them would make the same example region.
    run(PYTHON, "-c", "from jeugdlib import workbook; workbook.example_dataset()")
    # Two workers, since every browser and kernel is a process of its own; a file stays whole, since the cells of a notebook share a kernel.
    tests = run(PYTHON, "-m", "pytest", "-n", min(2, os.cpu_count() or 1), "--dist", "loadfile", "--nbval-lax", "tests", "notebooks")
    if static:
        say("De tests zijn klaar, maar de controle van stijl of typen is niet in orde: zie bovenaan.")
    return max(static, tests)


def fix() -> int:
    """Mend the style, as far as a program can."""
    return max(run(PYTHON, "-m", "ruff", "check", "--fix"), run(PYTHON, "-m", "ruff", "format"))


def lab(*arguments: str) -> int:
    """Open the notebooks in JupyterLab."""
    # Ctrl-C is for Jupyter, which asks whether it may stop; this process waits for the answer.
    signal.signal(signal.SIGINT, lambda *_: None)
    return run(SCRIPTS / "jeugdlib", "lab", *arguments, folder=None)


def bench(*arguments: str) -> int:
    """Measure how long the work takes."""
    return run(PYTHON, ROOT / "benchmarks" / "run.py", *arguments)


def soak(*arguments: str) -> int:
    """Kill a run of the report again and again, and compare."""
    return run(PYTHON, ROOT / "tests" / "soak.py", *arguments)


def beeld(*arguments: str) -> int:
    """Renew the pictures of the README."""
    return run(PYTHON, ROOT / "tests" / "renew_pictures.py", *arguments)


TASKS = {"setup": lambda: 0, "test": test, "check": check, "fix": fix, "lab": lab, "bench": bench, "soak": soak, "beeld": beeld}


def main(arguments: list[str]) -> int:
    """Set up, then do the task named first."""
    if not arguments:
        stop(USAGE, code=3)
    setup()
    task, rest = arguments[0], arguments[1:]
    return TASKS[task](*rest) if task in TASKS else run(SCRIPTS / "jeugdlib", *arguments, folder=None)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # the child has said what was left undone
        raise SystemExit(130) from None
