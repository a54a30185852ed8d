"""The nest: a warm process that has imported what every notebook needs, and forks a kernel from itself on demand.

It computes nothing and has one thread of Python: a fork copies only the thread that calls it, and a lock that another
thread held would stay locked in the child for ever. So nothing here may start the thread pool of polars, an event loop
or zmq; a test holds it to that. One request is one JSON line over a Unix socket in a directory of our own; the answer is
the process id, and when the child has ended its exit code, peak memory and processor seconds, over the same connection. When the process
that started the nest goes, its end of our standard input closes: then the nest, all its kernels and the directory go too.
"""

import ctypes
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from jeugdlib.report import call

# What notebooks import, and what ipykernel, altair and polars import only once they are used.
WARM: Final = (
    "altair",
    "bdb",
    "IPython.core.completer",
    "IPython.core.logger",
    "IPython.core.magics",
    "ipykernel.debugger",
    "ipykernel.iostream",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "jeugdlib.charts.figure",
    "jeugdlib.lab",
    "jeugdlib.workbook",
    "narwhals._interchange.dataframe",
    "narwhals._polars.dataframe",
    "narwhals._polars.expr",
    "narwhals._polars.namespace",
    "narwhals._polars.series",
    "narwhals.stable.v1._namespace",
    "polars",
    "polars._utils.udfs",
)
_LONGEST_REQUEST: Final = 1 << 20  # bytes
_PR_SET_PDEATHSIG: Final = 1


def main(address: str, folder: str) -> None:
    """Serve until standard input closes; then remove the folder of who started us, for he may have been killed."""
    # `python -m` puts the folder we stand in first; a module there must not pass for one of ours.
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]
    # Nobody debugs a report, and the debugger would cost every kernel half of its start. To Python this means: not installed.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in WARM:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # so that a collection in a child does not copy the pages it shares with us
    # A signal interrupts nothing but the wait below, through this pipe.
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us; that process decides
    listener = socket.socket(socket.AF_UNIX)
    # It gets its name when it listens: who sees it may call at once.
    listener.bind(f"{address}-")
    listener.listen(64)
    Path(f"{address}-").rename(address)
    with selectors.DefaultSelector() as waiting:
        waiting.register(0, selectors.EVENT_READ, "gone")
        waiting.register(woken, selectors.EVENT_READ, "child")
        waiting.register(listener, selectors.EVENT_READ, "request")
        _serve(waiting, listener, woken)
    shutil.rmtree(folder, ignore_errors=True)


def _serve(waiting: selectors.BaseSelector, listener: socket.socket, woken: int) -> None:
    callers: dict[int, socket.socket] = {}
    while True:
        for key, _ in waiting.select():
            if key.data == "gone":
                _kill(callers)
                return
            if key.data == "child":
                os.read(woken, 4096)
                _report_ends(callers)
            else:
                caller, _ = listener.accept()
                _answer(caller, callers)


def _answer(caller: socket.socket, callers: dict[int, socket.socket]) -> None:
    """Fork a kernel, or a process that calls one function, for one request; a request that breaks off half-way is dropped."""
    caller.settimeout(10)
    try:
        request = json.loads(caller.makefile("rb").readline(_LONGEST_REQUEST))
    except (OSError, ValueError):
        caller.close()
        return
    # Only this thread may be running: any other would be cut off in the middle of what it does.
    if threading.active_count() != 1:
        raise RuntimeError(f"the nest has {threading.active_count()} threads: a fork would not be safe")
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(request, parent)
    callers[pid] = caller
    _tell(caller, {"pid": pid})


def _report_ends(callers: dict[int, socket.socket]) -> None:
    while callers:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        with suppress(ProcessLookupError, PermissionError):  # whatever it started and left behind
            os.killpg(pid, signal.SIGKILL)
        caller = callers.pop(pid)
        megabytes = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        cpu = round(used.ru_utime + used.ru_stime, 3)
        _tell(caller, {"code": os.waitstatus_to_exitcode(status), "megabytes": round(megabytes, 1), "cpu": cpu})
        caller.close()


def _tell(caller: socket.socket, message: dict[str, float]) -> None:
    with suppress(OSError):  # who asked has gone; the kernel ends by the signal that its manager sends
        caller.sendall(json.dumps(message).encode() + b"\n")


def _kill(callers: dict[int, socket.socket]) -> None:
    for pid in callers:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):  # a child that was only just forked has no group of its own yet
            os.kill(pid, signal.SIGKILL)
    for pid in callers:  # none of them may put a file into the folder while it is being removed
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _become(request: dict[str, Any], parent: int) -> None:
    """Go on as a process of its own, with its own process group, environment and folder; never returns.

    `parent` is the nest: by now it may be gone, and then this process goes too.
    """
    code = 1
    try:
        os.setsid()
        _die_with(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.closerange(3, 4096)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        if "call" in request:
            call.answer(request["call"])
        else:
            _be_kernel(request["arguments"], parent)
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        if sys.exc_info()[0] is not None:  # nobody is left to tell it to
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def _be_kernel(arguments: list[str], parent: int) -> None:
    from ipykernel.kernelapp import IPKernelApp

    # ipykernel read this from the environment when it was imported; it is who it looks after.
    given = [*arguments, f"--IPKernelApp.parent_handle={parent}"]
    sys.argv = ["ipykernel_launcher", *given]
    IPKernelApp.launch_instance(given)


def _die_with(parent: int) -> None:
    """Ask Linux to end this process when the nest ends; elsewhere ipykernel itself looks every second whether its parent lives."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
