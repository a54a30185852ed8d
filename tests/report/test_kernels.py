"""Warm kernels: as fresh and as private as ordinary ones, and gone when whoever started them is gone."""

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager

import editions
from jeugdlib.report import kernels, nest
from jeugdlib.report.execution import Execution, Failure
from jeugdlib.store import Gemeente
from report.notebooks import notebook

VENLO = Gemeente("0983", "Venlo")
pytestmark = pytest.mark.skipif(
    not kernels.can_fork(), reason="dit systeem kan geen warm rekenproces splitsen: daar draait de gewone kernel"
)

COMPUTES = "import polars as pl\nprint(pl.DataFrame({'a': range(100_000)}).group_by(pl.col('a') % 3).len().sort('a').rows())"
SHOWS = "import altair as alt\nalt.Chart(alt.Data(values=[{'a': 1}])).mark_bar().encode(x='a:Q').to_dict()['mark']"


def run(folder: Path, *cells: str, workers: int = 1, times: int = 1) -> list[Execution]:
    notebooks = [notebook(folder, f"{number:02d}_proef", *cells) for number in range(times)]
    return editions.run(notebooks, [VENLO], {}, destination=folder / "uit", workers=workers)


def texts(execution: Execution) -> list[str]:
    cells = [cell for cell in nbformat.read(execution.output, as_version=4).cells if cell.cell_type == "code"]
    return [json.dumps(cell.outputs, sort_keys=True) for cell in cells]


def printed(execution: Execution) -> str:
    cells = [cell for cell in nbformat.read(execution.output, as_version=4).cells if cell.cell_type == "code"]
    return "".join(output.get("text", "") for cell in cells for output in cell.outputs)


def processes(text: str) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if text in line and "ps -eo" not in line]


def test_a_warm_and_a_cold_kernel_give_the_same_outputs_cell_by_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cells = (COMPUTES, SHOWS, "import sys\nprint(sys.path[0], gemeente, __name__)", "1 / 0")
    warm = run(tmp_path, *cells)
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    cold = run(tmp_path, *cells)
    assert warm[0].failure == cold[0].failure == Failure.CODE
    told = texts(warm[0]), texts(cold[0])
    assert "(0, 33334)" in "".join(told[0])
    assert told[0] == told[1]


def test_every_notebook_has_a_process_of_its_own_that_nothing_is_left_behind_in(tmp_path: Path):
    done = run(tmp_path, "import os, builtins\nprint(os.getpid(), hasattr(builtins, 'sporen'))\nbuiltins.sporen = True", times=4, workers=2)
    said = [printed(one).split() for one in done]
    assert len({pid for pid, _ in said}) == 4
    assert {traces for _, traces in said} == {"False"}


def test_many_kernels_side_by_side_that_compute_do_not_hang_or_mix(tmp_path: Path):
    done = run(tmp_path, COMPUTES, times=12, workers=4)
    assert {one.failure for one in done} == {None}
    assert {printed(one) for one in done} == {"[(0, 33334), (1, 33333), (2, 33333)]\n"}


Message = tuple[str, str, str]
REPLY, BUSY, IDLE = ("kernel_info_reply", "?", ""), ("status", "?", "busy"), ("status", "?", "idle")


class Asked(kernels.PromptClient):
    """Is told what it would hear on each channel after each question; "?" stands for the question itself."""

    def __init__(self, *answers: tuple[list[Message], list[Message]], alive: bool = True) -> None:
        super().__init__()
        self.answers, self.alive, self.asked = list(answers), alive, 0
        self.shell: list[Message] = []
        self.iopub: list[Message] = []

    def kernel_info(self, **_: Any) -> str:
        self.asked += 1
        shell, iopub = self.answers.pop(0) if self.answers else ([], [])
        for channel, told in ((self.shell, shell), (self.iopub, iopub)):
            channel += [(kind, str(self.asked) if of == "?" else of, state) for kind, of, state in told]
        return str(self.asked)

    async def get_shell_msg(self, timeout: float) -> dict[str, Any]:
        return heard(self.shell)

    async def get_iopub_msg(self, timeout: float) -> dict[str, Any]:
        return heard(self.iopub)

    async def is_alive(self) -> bool:
        return self.alive


def heard(channel: list[Message]) -> dict[str, Any]:
    if not channel:
        raise Empty
    kind, of, state = channel.pop(0)
    return {"msg_type": kind, "parent_header": {"msg_id": of}, "content": {"execution_state": state, "protocol_version": "5.3"}}


def test_a_kernel_is_ready_once_it_answered_on_both_channels_and_nothing_of_the_asking_is_left_unread():
    """It did not hear the first question, and of the second the answer to all went where nobody listened yet."""
    later = ("stream", "cel", "")
    client = Asked(([], []), ([REPLY], []), ([REPLY], [("status", "", "starting"), ("status", "2", "idle"), BUSY, IDLE, later]))
    asyncio.run(client.wait_for_ready(60))
    assert (client.asked, client.shell, client.iopub) == (3, [], [later])


def test_of_a_kernel_that_died_or_stays_silent_it_is_said():
    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(Asked(alive=False).wait_for_ready(60))
    with pytest.raises(RuntimeError, match=r"not ready in 0\.01 seconds"):
        asyncio.run(Asked().wait_for_ready(0.01))


def test_a_kernel_is_interrupted_where_somebody_asks_but_not_just_before_it_is_killed():
    class Process:
        def __init__(self) -> None:
            self.signals: list[int] = []

        def poll(self) -> int | None:
            return -9 if signal.SIGKILL in self.signals else None

        def send_signal(self, signum: int) -> None:
            self.signals.append(signum)

    manager = AsyncKernelManager()
    provisioner = kernels.WarmProvisioner(parent=manager)
    provisioner.process = Process()
    asyncio.run(provisioner.send_signal(signal.SIGINT))
    manager.shutting_down = True
    asyncio.run(provisioner.send_signal(signal.SIGINT))
    asyncio.run(provisioner.kill())
    assert provisioner.process.signals == [signal.SIGINT, signal.SIGKILL]


def test_a_kernel_is_reached_through_sockets_in_a_private_folder_and_not_over_the_network(tmp_path: Path):
    look = """
    import json, os, stat
    from pathlib import Path
    from ipykernel.connect import get_connection_file
    file = Path(get_connection_file())
    print(json.loads(file.read_text())["transport"], *(oct(stat.S_IMODE(folder.stat().st_mode) & 0o777) for folder in file.parents[:2]))
    """
    (done,) = run(tmp_path, textwrap.dedent(look))
    assert printed(done) == "ipc 0o700 0o700\n"


def test_the_folder_and_the_nest_are_gone_after_a_run(tmp_path: Path):
    (done,) = run(tmp_path, "from ipykernel.connect import get_connection_file\nprint(get_connection_file())")
    folder = Path(printed(done).strip()).parents[2]
    assert folder.name.startswith("jeugdlib-")
    assert not folder.exists()
    assert processes(str(folder)) == []


def test_the_nest_imports_without_starting_a_thread_pool_or_an_event_loop():
    """After the first computation of polars a fork hangs for ever."""
    look = """
    import asyncio, importlib, os, threading, time
    from jeugdlib.report import nest

    def threads():
        return sorted(open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task"))

    for name in nest.WARM:
        importlib.import_module(name)
    before = threads()
    assert threading.active_count() == 1, threading.enumerate()
    assert asyncio._get_running_loop() is None
    assert not [name for name in before if name.startswith(("polars-0", "tokio"))], before
    import polars as pl
    pl.DataFrame({"a": range(100_000)}).group_by("a").len()
    until = time.monotonic() + 10  # a thread names itself when it first runs
    while not [name for name in threads() if name.startswith("polars-0")]:
        assert time.monotonic() < until, "the look itself sees no thread of polars"
    """
    if not Path("/proc/self/task").is_dir():
        pytest.skip("de draden van een proces zijn hier niet te zien (geen Linux)")
    subprocess.run([sys.executable, "-c", textwrap.dedent(look)], check=True, timeout=60)


def test_a_nest_with_a_second_thread_refuses_to_fork(monkeypatch: pytest.MonkeyPatch):
    import socket

    ours, theirs = socket.socketpair()
    ours.sendall(b'{"arguments": [], "env": {}, "cwd": "."}\n')
    monkeypatch.setattr(nest.threading, "active_count", lambda: 2)
    with pytest.raises(RuntimeError, match="2 threads"):
        nest._answer(theirs, {})
    ours.close()
    theirs.close()


def test_where_no_place_is_short_enough_for_a_socket_the_ordinary_kernel_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kernels, "_LONGEST_PATH", 5)
    (done,) = run(
        tmp_path,
        "from ipykernel.connect import get_connection_file\nimport json\nprint(json.load(open(get_connection_file()))['transport'])",
    )
    assert (done.failure, printed(done)) == (None, "tcp\n")


def test_a_dead_kernel_is_told_and_the_next_one_lives(tmp_path: Path):
    notebooks = [
        notebook(tmp_path, "00_dood", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        notebook(tmp_path, "01_goed", "print(1)"),
    ]
    done = editions.run(notebooks, [VENLO], {}, destination=tmp_path / "uit", workers=1)
    assert [one.failure for one in done] == [Failure.MACHINE, None]


@pytest.mark.parametrize("whom", ["alone", "group"])
def test_no_kernel_outlives_a_run_that_was_killed(tmp_path: Path, whom: str):
    script = f"""
    import sys
    from pathlib import Path
    sys.path.insert(0, {str(Path(__file__).parents[1])!r})
    import editions
    from jeugdlib.store import Gemeente
    from report.notebooks import notebook
    folder = Path({str(tmp_path)!r})
    cell = "import os, time; open('{tmp_path}/pid', 'w').write(str(os.getpid())); time.sleep(300)"
    slow = notebook(folder, "00_traag", cell)
    editions.run([slow], [Gemeente("0983", "Venlo")], {{}}, destination=folder / "uit", workers=1)
    """
    started = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], start_new_session=True)
    pid = _wait_for(lambda: int((tmp_path / "pid").read_text() or 0) if (tmp_path / "pid").exists() else 0, "the kernel did not start")
    (os.killpg if whom == "group" else os.kill)(started.pid, signal.SIGKILL)
    started.wait()
    _wait_for(lambda: not Path(f"/proc/{pid}").exists() or _is_gone(pid), "the kernel lives on")


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _wait_for(found, otherwise: str):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError(otherwise)


def test_asking_a_nest_that_is_gone_or_goes_leaves_no_socket_open(scratch: Path):
    address = str(scratch / "nest")
    with socket.socket(socket.AF_UNIX) as nest:
        nest.bind(address)
        nest.listen()
        going = threading.Thread(target=lambda: nest.accept()[0].close())
        going.start()
        with pytest.raises(OSError, match=r"."):  # it takes the request and goes
            kernels.fork(address, {"call": {}, "env": {}, "cwd": "."})
        going.join()
    with pytest.raises(ConnectionRefusedError):
        kernels.fork(address, {"call": {}, "env": {}, "cwd": "."})
    gc.collect()  # an open socket would warn here, and a warning is an error
