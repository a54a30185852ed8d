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
from multiprocessing.connection import wait
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import ParamSpec, TypeVar

from nbformat import NotebookNode

from jeugdlib.charts import drawing
from jeugdlib.report.private import claim

P = ParamSpec("P")
T = TypeVar("T")


class Press:
    """So many processes, started when the first work comes."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._lock = threading.Lock()
        self._closed = False
        self._pool = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        """Start the processes: out of one that has imported everything, for who starts them has threads and can't be forked itself."""
        kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        if kind == "forkserver":
            claim(Path(get_temp_dir()))  # its socket lies there, and would stay when this process is killed
        context = multiprocessing.get_context(kind)
        context.set_forkserver_preload(["jeugdlib.report.edition"])
        pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=_end_with_parent, max_tasks_per_child=1000)
        pool.submit(_nothing)  # they start now, while the first notebook runs
        return pool

    def draw(self, node: NotebookNode) -> None:
        """Fill the places of all drawings in an executed notebook.

        Raises:
            ValueError: Vega can't draw one.
        """
        pages = [
            output.data
            for cell in node.cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if drawing.MARK in output.get("data", {}).get("text/html", "")
        ]
        for data, drawn in zip(pages, self.do(_fill, [data["text/html"] for data in pages]) if pages else [], strict=True):
            data["text/html"] = drawn

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Have one piece of work done in the press, for who comes back for it later."""
        return self._pool.submit(work, *args, **kwargs)

    def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one piece of work in the press, and wait for it; once more where a process of the press was killed.

        Raises:
            BrokenProcessPool: it was killed again.
        """
        pool = self._pool
        try:
            return pool.submit(work, *args, **kwargs).result()
        except BrokenProcessPool:
            with self._lock:
                if self._closed:
                    raise
                if self._pool is pool:
                    self._pool = self._fresh()
            return self._pool.submit(work, *args, **kwargs).result()

    def close(self) -> None:
        """Stop at once; work in hand is dropped."""
        with self._lock:
            self._closed = True
        processes = list((self._pool._processes or {}).values())  # the pool forgets them when it shuts down
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
