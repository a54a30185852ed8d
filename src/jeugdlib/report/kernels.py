"""Warm kernels: a notebook's process is forked from one that has its imports done, through jupyter_client's own door.

Every notebook keeps a fresh process of its own; only the seconds of importing are gone. The channels are Unix sockets in
a private directory, one per kernel: no port that another could take between choosing and binding it. Where forking is
not possible (Windows), and wherever no nest is open, the ordinary kernel over TCP does the same work.
"""

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode
from traitlets.config import Config

NAME: Final = "jeugdlib-warm"  # in the entry points of pyproject.toml
_LONGEST_PATH: Final = 100  # bytes; a Unix socket may have 107 on Linux and 103 on macOS
_START_SECONDS: Final = 60.0
_ASK_SECONDS: Final = 1.0  # between two questions whether a kernel is ready
_LOOK_SECONDS: Final = 0.002
_CLIENT: Final = "jeugdlib.report.kernels.PromptClient"

# TCP because two kernels on ipc in one folder clash; encrypted because TCP is open to other users of the machine.
COLD: Final = Config({"KernelManager": {"transport_encryption": "auto", "client_class": _CLIENT}})


def can_fork() -> bool:
    """Tell whether this system can fork a warm process."""
    return hasattr(os, "fork") and sys.platform != "win32"


@dataclass
class Nest:
    """An open nest: its process, and the folder with its sockets."""

    folder: Path
    process: "subprocess.Popen[bytes]"
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def address(self) -> str:
        """The socket at which it takes requests."""
        return str(self.folder / "nest")

    @property
    def lives(self) -> bool:
        """Whether it is still there."""
        return self.process.poll() is None

    def config(self) -> Config:
        """Return the configuration of one kernel: a folder of its own for its channels."""
        own = self.folder / str(next(self.numbers))
        own.mkdir(mode=0o700)
        return Config(
            {
                "KernelManager": {
                    "transport": "ipc",
                    "ip": str(own / "k"),
                    "connection_file": str(own / "kernel.json"),
                    "client_class": _CLIENT,
                },
                "WarmProvisioner": {"nest": self.address},
            }
        )

    def close(self) -> None:
        """End it with all its kernels."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def fits(folder: Path) -> bool:
    """Tell whether the sockets of a nest in this folder have a path that is short enough."""
    return len(str(folder / "n99" / "999999" / "k-99999").encode()) <= _LONGEST_PATH


def open_nest(environment: Mapping[str, str], folder: Path, number: int = 0) -> Nest | None:
    """Open a nest; None where this system can't fork or the folder's path is too long.

    Args:
        environment: of the nest; libraries read some of it when they are imported.
        folder: the private folder of who opens it. He removes it; if he is killed, the nest does.
        number: which nest of this folder it is.

    Raises:
        RuntimeError: the nest did not start.
    """
    if not can_fork() or not fits(folder):
        return None
    own = folder / f"n{number}"
    own.mkdir(mode=0o700)
    process = subprocess.Popen(
        [sys.executable, "-m", "jeugdlib.report.nest", str(own / "nest"), str(folder)],
        stdin=subprocess.PIPE, env=dict(environment), start_new_session=True,
    )  # fmt: skip
    opened = Nest(own, process)
    try:
        _wait_until_open(process, opened.address)
    except RuntimeError:
        opened.close()
        raise
    # Where no nest is named, the provisioner starts an ordinary kernel; so it may be everybody's.
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    return opened


def _wait_until_open(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while not Path(address).exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("het warme rekenproces startte niet")
        time.sleep(0.01)


class Forked:
    """A kernel in another process's care, with the face of `subprocess.Popen` that a provisioner asks for."""

    stdin = stdout = stderr = None

    def __init__(self, caller: socket.socket) -> None:
        self._caller = caller
        self._left = b""
        self.returncode: int | None = None
        self.megabytes = self.cpu = 0.0
        self.pid: int = self._next()["pid"]
        if not self.pid:
            raise ConnectionResetError("the nest went before it answered")
        caller.setblocking(False)

    def _next(self) -> dict[str, Any]:
        """Read one line; an empty one says that the nest is gone, and its kernels with it."""
        while b"\n" not in self._left:
            part = self._caller.recv(4096)
            if not part:
                return {"code": -signal.SIGKILL, "pid": 0, "megabytes": 0.0, "cpu": 0.0}
            self._left += part
        line, _, self._left = self._left.partition(b"\n")
        return json.loads(line)

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel lives."""
        if self.returncode is None:
            try:
                told = self._next()
            except BlockingIOError:
                return None
            self.returncode, self.megabytes, self.cpu = told["code"], told["megabytes"], told["cpu"]
            self._caller.close()
        return self.returncode

    def wait(self) -> int | None:
        """Return the exit code; to be called once `poll` has it."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Signal the kernel alone."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to stop."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by asking the nest; without a nest, as jupyter_client does."""

    nest = Unicode("", config=True, help="Socket of the nest; empty starts an ordinary kernel.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel and return how to reach it."""
        if not self.nest:
            return await super().launch_kernel(cmd, **kwargs)
        # `python -m ipykernel_launcher -f <file> ...`: what follows the module is for the kernel.
        arguments, folder = cmd[cmd.index("ipykernel_launcher") + 1 :], str(kwargs.get("cwd") or Path.cwd())
        self.process = await asyncio.to_thread(fork, self.nest, {"arguments": arguments, "env": kwargs["env"], "cwd": folder})
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        await self._until_it_listens()
        return self.connection_info

    async def _until_it_listens(self) -> None:
        """Wait for the kernel's sockets: who connects to one that is not there yet tries again only 0.1 s later."""
        told = dict[str, Any](self.connection_info)
        ends = [Path(f"{told['ip']}-{port}") for name, port in told.items() if name.endswith("_port")]
        until = time.monotonic() + _START_SECONDS
        while not all(end.exists() for end in ends) and await self.poll() is None and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel; not with an interrupt just before it is killed, for some kernels find the time to complain of it."""
        if signum != signal.SIGINT or not getattr(self.parent, "shutting_down", False):
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and stay until it is gone, which takes a moment; jupyter_client would look 0.1 s later."""
        await super().kill(restart)
        until = time.monotonic() + _ASK_SECONDS
        while await self.poll() is None and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)


class PromptClient(AsyncKernelClient):
    """Waits until a kernel is ready by the messages that say so; jupyter_client waits for a silence of 0.2 s, in every notebook."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel who it is until it answers on both of its channels; nothing of the asking is left unread.

        Raises:
            RuntimeError: it died, or it did not answer in so many seconds.
        """
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            try:
                reply = await _answer_to(asked, self.get_shell_msg, "kernel_info_reply")
                # What it says to all comes in order: after this word there is nothing more about our questions.
                await _answer_to(asked, self.get_iopub_msg, "status", execution_state="idle")
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("the kernel died before it was ready") from None
                if time.monotonic() > until:
                    raise RuntimeError(f"the kernel was not ready in {timeout} seconds") from None
                continue
            self._handle_kernel_info_reply(reply)
            return


async def _answer_to(asked: str, receive: Any, kind: str, **content: str) -> dict[str, Any]:
    """Read a channel up to the message of this kind that answers a question; Empty when it does not come."""
    until = time.monotonic() + _ASK_SECONDS
    while True:
        told = await receive(timeout=max(0.0, until - time.monotonic()))
        if told["parent_header"].get("msg_id") == asked and told["msg_type"] == kind and content.items() <= told["content"].items():
            return told


def fork(address: str, request: dict[str, Any]) -> Any:
    """Ask the nest for a process: a kernel (`arguments`), or one that calls a function (`call`, see `call.answer`).

    Raises:
        OSError: the nest is gone.
    """
    caller = socket.socket(socket.AF_UNIX)
    try:
        caller.settimeout(_START_SECONDS)
        caller.connect(address)
        caller.sendall(json.dumps(request).encode() + b"\n")
        return Forked(caller)
    except OSError:
        caller.close()
        raise
