"""What every comparison shares: each contender in a process of its own, its best time, its peak memory, and one small table.

The process that measures stays small on purpose: on Linux a child's peak memory starts at that of its parent. So contenders
import their libraries themselves, and the clock runs only between their own two looks at it, not while Python starts.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Contender = Callable[[Path], tuple[tuple[float, float], Any]]


@dataclass(frozen=True)
class Result:
    """What a contender answered, in how many seconds (the best of its runs), and with how much memory (the most)."""

    naam: str
    seconds: float
    cpu: float
    megabytes: float
    answer: Any


class Clock:
    """Runs from its making: seconds on the wall, and seconds of processor over all threads, which a busy machine disturbs less."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self) -> tuple[float, float]:
        """Return (seconds, processor seconds)."""
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a function in a fresh process and return its answer."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def measure(naam: str, contender: Contender, folder: Path, times: int) -> Result:
    """Measure a contender: a function that reads its input from the folder and returns (what its `Clock` said, answer)."""
    runs = [apart(_once, contender, folder) for _ in range(times)]
    seconds, cpu = (min(run[0][place] for run in runs) for place in (0, 1))
    return Result(naam, seconds, cpu, max(run[1] for run in runs), runs[0][2])


def _once(contender: Contender, folder: Path) -> tuple[tuple[float, float], float, Any]:
    clocked, answer = contender(folder)
    return clocked, peak_megabytes(), answer


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
    speed = "" if megabytes_read is None else f"{'MB/s':>7}"
    print(f"{'':<33}{'seconden':>9}{'cpu-s':>8}{speed}{'MB':>6}   verhouding:{'tijd':>7}{'cpu':>7}{'MB':>7}")
    for result in results:
        speed = "" if megabytes_read is None else f"{megabytes_read / result.seconds:>7.1f}"
        ratios = (result.seconds / first.seconds, result.cpu / first.cpu, result.megabytes / first.megabytes)
        numbers = f"{result.seconds:>9.2f}{result.cpu:>8.2f}{speed}{result.megabytes:>6.0f}"
        print(f"{result.naam:<33}{numbers}{'':>14}{''.join(f'{ratio:>6.1f}x' for ratio in ratios)}")
