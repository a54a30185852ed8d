"""Measure the whole road on the example region, and then jeugdlib beside what else one could take. One command: `python3 run.py bench`.

Each step of the road (messages, dataset, tables, report) is a command as a user gives it, in a process of its own. With `--schaal 0.1`
the region is a tenth as large, and so are the comparisons.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import lezen
import paden


def steps(folder: Path, schaal: str) -> dict[str, list[str]]:
    """Give the steps, in order: name -> words for `jeugdlib`."""
    messages, dataset = str(folder / "berichten"), str(folder / "dataset")
    return {
        "voorbeeld": ["voorbeeld", "--naar", messages, "--schaal", schaal],
        "inlezen": ["inlezen", messages, "--naar", dataset],
        "tabellen": ["tabellen", "--data", dataset, "--naar", str(folder / "tabellen")],
        "rapport": ["rapport", "--data", dataset, "--naar", str(folder / "rapport")],
    }


def walk_road(schaal: str) -> int:
    """Run the steps and print their seconds; the first that fails ends it with its exit code."""
    # The examples carry broken rows on purpose: reading them in ends with 1, "part was refused".
    fine = {"inlezen": (0, 1)}
    program = Path(sys.executable).with_name("jeugdlib")
    total = 0.0
    print(f"De hele weg, schaal {schaal}", flush=True)
    with TemporaryDirectory(prefix="jeugdlib-bench-") as folder:
        for name, words in steps(Path(folder), schaal).items():
            start = time.perf_counter()
            code = subprocess.call([program, *words], stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - start
            total += seconds
            print(f"{name:<10} {seconds:7.1f} s", flush=True)
            if code not in fine.get(name, (0,)):
                print(f"{name} eindigde met code {code}")
                return code
    print(f"{'samen':<10} {total:7.1f} s")
    return 0


def main() -> int:
    """Measure the road and then the comparisons; a step that fails does not take the comparisons with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schaal", default="1", help="omvang van de voorbeeldregio en van de vergelijkingen")
    schaal = parser.parse_args().schaal
    code = walk_road(schaal)
    print()
    paden.main(["--clienten", str(round(100_000 * float(schaal)))])
    print()
    lezen.main(["--megabytes", str(max(1, round(50 * float(schaal))))])
    return code


if __name__ == "__main__":
    raise SystemExit(main())
