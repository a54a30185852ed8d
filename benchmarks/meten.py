"""What every comparison shares: each contender in a process of its own, its best time, its peak memory, and one small table.

The process that measures stays small on purpose: on Linux a child's peak memory starts at that of its parent. So contenders
import their libraries themselves, and the clock runs only between their own two looks at it, not while Python starts.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """What a contender answered, in how many seconds (the best of its runs), and with how much memory (the most)."""

    naam: str
    seconds: float
    megabytes: float
    answer: Any


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a function in a fresh process and return its answer."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def measure(naam: str, contender: Callable[[Path], tuple[float, Any]], folder: Path, times: int) -> Result:
    """Measure a contender: a function that reads its input from the folder and returns (seconds, answer)."""
    runs = [apart(_once, contender, folder) for _ in range(times)]
    return Result(naam, min(run[0] for run in runs), max(run[1] for run in runs), runs[0][2])


def _once(contender: Callable[[Path], tuple[float, Any]], folder: Path) -> tuple[float, float, Any]:
    seconds, answer = contender(folder)
    return seconds, peak_megabytes(), answer


def peak_megabytes() -> float:
    """Return the most memory that this process has held."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def require_equal(results: list[Result]) -> None:
    """Stop when the contenders do not agree: how fast a wrong answer comes does not matter."""
    for result in results[1:]:
        if result.answer != results[0].answer:
            raise SystemExit(f"{result.naam} geeft een ander antwoord dan {results[0].naam}; deze meting zegt niets.")


def show(results: list[Result], *, megabytes_read: float | None = None) -> None:
    """Print the table; the ratios are to the first contender."""
    first = results[0]
    speed = "" if megabytes_read is None else f"{'MB/s':>9}"
    print(f"{'':<34}{'seconden':>10}{speed}{'geheugen MB':>13}{'tijd':>9}{'geheugen':>10}")
    for result in results:
        speed = "" if megabytes_read is None else f"{megabytes_read / result.seconds:>9.1f}"
        ratios = f"{result.seconds / first.seconds:>8.1f}x{result.megabytes / first.megabytes:>9.1f}x"
        print(f"{result.naam:<34}{result.seconds:>10.2f}{speed}{result.megabytes:>13.0f}{ratios}")
