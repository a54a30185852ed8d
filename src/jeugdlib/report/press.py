"""The press: a few long-lived processes that draw figures and bind pages, so that neither a kernel nor the run itself does.

Vega's first drawing in a process costs ten times one of the next, and a page is built from seconds of work: both belong in a
process that lives as long as the edition. A process of the press ends with who started it, also when that is killed.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Final, TypeVar

from nbformat import NotebookNode

from jeugdlib.charts import drawing
from jeugdlib.report.private import claim

T = TypeVar("T")

_RENEW_AFTER: Final = 1000  # pieces of work


class Press:
    """So many processes, started when the first work comes; renewed together after much work, so that what a drawing leaks never adds up.

    `max_tasks_per_child` of the pool does not do: a pool of Python 3.11 can end up waiting for processes of which none is left.
    """

    def __init__(self, processes: int, *, renew_after: int = _RENEW_AFTER) -> None:
        self._processes, self._renew_after = processes, renew_after
        self._lock = threading.Lock()
        self._closed = False
        self._leaving: list[BaseProcess] = []
        self._pool = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        """Start the processes: out of one that has imported everything, for who starts them has threads and can't be forked itself."""
        kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(kind)
        if kind == "forkserver":
            context.set_forkserver_preload(["jeugdlib.report.edition"])
            folder = Path(get_temp_dir())
            # Its socket lies there, and would stay when this process is killed. What a parent made and handed down is the parent's.
            if not any(folder.iterdir()):
                claim(folder)
        pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=_end_with_parent)
        pool.submit(_nothing)  # they start now, while the first notebook runs
        self._begun = 0
        return pool

    def _retire(self) -> None:
        """Put a fresh pool in the place of this one, which still ends what it has in hand."""
        self._leaving = [process for process in self._leaving if process.exitcode is None] + self._workers()
        self._pool.shutdown(wait=False)
        self._pool = self._fresh()

    def _workers(self) -> "list[BaseProcess]":
        return list((self._pool._processes or {}).values())  # the pool forgets them when it shuts down

    def draw(self, node: NotebookNode, seconds: float | None = None) -> None:
        """Fill the places of all drawings in an executed notebook.

        Raises:
            ValueError: Vega can't draw one.
            TimeoutError: it took longer than so many seconds.
        """
        pages = [
            output.data
            for cell in node.cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if drawing.MARK in output.get("data", {}).get("text/html", "")
        ]
        filled = self.do(partial(_fill, [data["text/html"] for data in pages]), seconds) if pages else []
        for data, drawn in zip(pages, filled, strict=True):
            data["text/html"] = drawn

    def begin(self, work: Callable[[], T]) -> "Future[T]":
        """Have one piece of work done in the press, for who comes back for it later; `work` is a function that can be pickled."""
        with self._lock:
            if self._begun >= self._renew_after and not self._closed:
                self._retire()
            self._begun += 1
            try:
                return self._pool.submit(work)
            except BrokenProcessPool:
                if self._closed:
                    raise
                self._retire()
                return self._pool.submit(work)

    def do(self, work: Callable[[], T], seconds: float | None = None) -> T:
        """Do one piece of work in the press, and wait for it; once more where a process of the press was killed.

        Raises:
            BrokenProcessPool: it was killed again.
            TimeoutError: it took longer than so many seconds; then all processes of the press are replaced.
        """
        try:
            return self._result(work, seconds)
        except BrokenProcessPool:
            if self._closed:
                raise
            return self._result(work, seconds)

    def _result(self, work: Callable[[], T], seconds: float | None) -> T:
        future = self.begin(work)
        try:
            return future.result(seconds)
        except TimeoutError:
            # Nothing else ends a drawing that hangs; who waits for another one asks again.
            if not future.done():
                for process in self._leaving + self._workers():
                    process.kill()
            raise

    def close(self) -> None:
        """Stop at once; work in hand is dropped."""
        with self._lock:
            self._closed = True
            processes = self._leaving + self._workers()
            self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def _nothing() -> None:
    pass


def _fill(pages: list[str]) -> list[str]:
    return [drawing.fill(page) for page in pages]


def _end_with_parent() -> None:
    """End this process when its parent is gone: a process that waits for work would never notice."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us; that process decides
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="ouder").start()
