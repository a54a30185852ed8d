"""Kill a run of the report again and again, and see that it ends as if nothing had happened: `python3 run.py soak 100`.

Every time the whole process group is killed at a random moment: after a random line of the log, and a little later. Then
no process of it may be left, and the same command goes on. When a run ends, its folder must hold the bytes of an undisturbed
run, and no private folder or socket of any run may be left; then all is thrown away and it starts from nothing. Ends with 1 at
the first difference.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from jeugdlib import workbook

# The two smallest gemeenten and the region that they share, with notebooks of every kind: few, so that a kill may fall anywhere.
SOME = ["--gemeente", "0893", "--gemeente", "0907", "--gemeente", "regio"]
for name in ("verantwoording", "kerncijfers", "paden", "plekbezetting", "kleine_veelvouden"):
    SOME += ["--notebook", name]
PATIENCE_SECONDS = 10.0  # for what was killed to be gone
MARK = "JEUGDLIB_SOAK"  # in the environment of everything that a run starts


def command(folder: Path) -> list[str]:
    program = str(Path(sys.executable).with_name("jeugdlib"))
    return [program, "rapport", *SOME, "--slides", "--datum", "2026-12-01", "--log", "json", "--naar", str(folder)]


def start(folder: Path, token: str, scratch: Path) -> subprocess.Popen[str]:
    environment = os.environ | {MARK: token, "TMPDIR": str(scratch)}
    return subprocess.Popen(command(folder), stdout=subprocess.PIPE, env=environment, text=True, start_new_session=True)


def content(folder: Path) -> dict[str, bytes]:
    """Everything in a report folder but the databases, which hold clocks."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".sqlite", ".sqlite-journal")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def left_behind(token: str) -> list[str]:
    """Name the processes that a run left."""
    found: list[str] = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == token and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"proces {process.pid}: {' '.join(process.cmdline())[:100]}")
        except psutil.Error:  # gone since, or of somebody else
            continue
    return found


def gone(token: str) -> list[str]:
    """Wait until nothing is left; return what is left after all."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (left := left_behind(token)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def disturbed(folder: Path, chance: random.Random, token: str, scratch: Path) -> str | None:
    """Run once and kill it somewhere; returns after which event, or None when it was faster than the killer."""
    process = start(folder, token, scratch)
    assert process.stdout is not None
    lines, said = chance.randint(0, 14), "niets"
    for _ in range(lines):
        line = process.stdout.readline()
        if not line:
            break
        said = line.split('"soort": "')[1].split('"')[0]
    time.sleep(chance.choice([0.0, chance.uniform(0, 0.2), chance.uniform(0, 3)]))
    ended = process.poll()
    if ended is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    if ended not in (None, 0):
        raise SystemExit(f"De run eindigde met code {ended}.")
    return None if ended == 0 else said


def main() -> int:
    """Kill as often as is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keren", type=int, nargs="?", default=100, help="hoe vaak de run gedood wordt")
    parser.add_argument("--zaad", type=int, default=None, help="voor dezelfde momenten nog eens")
    asked = parser.parse_args()
    workbook.example_dataset(print)
    seed = asked.zaad if asked.zaad is not None else random.randrange(10_000)
    chance = random.Random(seed)
    kills = whole = 0
    after: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="soak-") as place:
        expected, scratch = Path(place) / "ongestoord", Path(place) / "t"  # a short name: sockets lie in it
        scratch.mkdir()
        if subprocess.call(command(expected), stdout=subprocess.DEVNULL):
            return 1
        print(f"Zaad {seed}. De ongestoorde run maakte {len(content(expected))} bestanden.", flush=True)
        number = 0
        while kills < asked.keren:
            folder = Path(place) / f"uit-{number}"
            said = disturbed(folder, chance, f"{seed}-{kills}", scratch)
            if left := gone(f"{seed}-{kills}"):
                print(f"Na keer {kills + 1} bleef er iets achter: {left}")
                return 1
            if said is not None:
                kills += 1
                after[said] = after.get(said, 0) + 1
                print(f"{kills}: gedood na '{said}'", flush=True)
                continue
            whole += 1
            found, wanted = content(folder), content(expected)
            if left := list(scratch.iterdir()):
                print(f"Na een hele run staan er nog private mappen: {left}")
                return 1
            wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
            if wrong:
                print(f"Na {kills} keer verschilt de uitkomst: {wrong[:10]}")
                return 1
            print(f"Uitgave {whole} is gelijk aan de ongestoorde.", flush=True)
            number += 1
        folder = Path(place) / f"uit-{number}"
        if subprocess.call(command(folder), stdout=subprocess.DEVNULL) or content(folder) != content(expected):
            print("De laatste uitgave verschilt.")
            return 1
    moments = ", ".join(f"{count} na {name}" for name, count in sorted(after.items()))
    print(f"{kills} keer gedood ({moments}); {whole + 1} uitgaven, alle gelijk.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
