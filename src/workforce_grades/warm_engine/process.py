"""The caller's side of the warm process: start it, warm it, have it fork a child."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from .frames import Frames
from .orders import INLINE, RUN, WARM, Order, Warmth, hear, say, send_order

ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Threads do not live through a fork, so the warm process's libraries start none."""

_START: Final = "import sys; del sys.path[0]; from {}.server import main; main()"
"""Without the working folder, where any file may have the name of a module."""


class WarmProcessError(RuntimeError):
    """There is no warm process, or it must not be forked."""


@dataclass
class Child:
    """The caller's ends of one child.

    Attributes
    ----------
    pid
        Its process, which also leads its session.
    requests, replies, outputs
        Sockets.
    stdout, stderr
        Pipes from its descriptors 1 and 2.
    error
        What went wrong outside the cells, once it has ended.
    memory
        Bytes that it, or a process that it waited for, held at most, with those it shared; once it has ended.
    """

    pid: int
    status: socket.socket
    requests: socket.socket
    replies: socket.socket
    outputs: socket.socket
    stdout: int
    stderr: int
    _frames: Frames = field(default_factory=Frames)
    error: str = ""
    memory: int = 0
    _exit: int | None = None
    _is_gone: bool = False

    def exit_code(self, wait: float = 0.0) -> int | None:
        """Return how it ended, as :mod:`subprocess` says it; nothing while it runs, or where nobody knows.

        The warm process says so once it is gone, with what it left running; that may wait for what is being warmed.
        One that is to end at once says so itself, and is gone when this warm process gives the next one, unless the
        system keeps it.
        """
        if self.status.fileno() < 0:
            return self._exit
        self.status.settimeout(wait)
        with suppress(BlockingIOError, TimeoutError):
            while not self._is_over:
                data = self.status.recv(4096)
                self._is_gone = not data
                for parts in self._frames.feed(data):
                    said = json.loads(parts[0])
                    self._exit = said.get("exit", self._exit)
                    self.error = said.get("error", self.error)
                    self.memory = said.get("memory", self.memory)
        return self._exit

    def is_alive(self) -> bool:
        """Whether it still runs."""
        self.exit_code()
        return not self._is_over

    @property
    def _is_over(self) -> bool:
        return self._exit is not None or self._is_gone

    def send_signal(self, number: int) -> None:
        """Send a signal to the child and what it started."""
        if self.is_alive():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def close(self) -> None:
        """Close the caller's ends, the first one also where a fork of the caller's has it too."""
        with suppress(OSError):
            self.status.shutdown(socket.SHUT_RDWR)
        for end in (self.status, self.requests, self.replies, self.outputs):
            end.close()
        for pipe in (self.stdout, self.stderr):
            with suppress(OSError):
                os.close(pipe)


class WarmProcess:
    """A process that only imports, keeps what it was told to load, and forks.

    It is started from nothing, so neither threads nor settings of the caller get into a notebook.

    Parameters
    ----------
    environment
        Variables on top of the caller's.
    scratch
        Where its folder is made; among the system's temporary ones unless given.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, scratch: str | None = None) -> None:
        refusal = no_fork()
        if refusal:
            raise WarmProcessError(refusal)
        self._lock = threading.Lock()
        self._warmth = Warmth()
        with ExitStack() as undo:
            self._folder = tempfile.mkdtemp(prefix="warm-", dir=Path(scratch).resolve() if scratch else None)
            undo.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self._control, theirs = socket.socketpair()
            undo.enter_context(self._control)
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
                    [sys.executable, "-c", _START.format(__package__), str(theirs.fileno()), self._folder],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env={"MPLBACKEND": INLINE, **os.environ, **ONE_THREAD, **(environment or {})},
                )
            undo.pop_all()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it still runs, and has the folder that its children need."""
        return self._process.poll() is None and Path(self._folder).is_dir()

    def warm(self, warmth: Warmth) -> str:
        """Have it import and call what it has not yet; return what went wrong, or a blank."""
        imports = tuple(name for name in warmth.imports if name not in self._warmth.imports)
        calls = tuple(call for call in warmth.calls if call not in self._warmth.calls)
        if not imports and not calls:
            return ""
        asked = Warmth(imports, calls)
        ours, theirs = socket.socketpair()
        with ours:
            self._send(WARM, theirs)
            say(ours, **asked.as_json())
            said = _told(ours, Frames())
        self._warmth = Warmth(self._warmth.imports + imports, self._warmth.calls + calls)
        return str(said["error"])

    def fork(self, order: Order) -> Child:
        """Return a new child that is as ordered.

        Raises
        ------
        WarmProcessError
            It cannot be forked, and why.
        """
        pairs = [socket.socketpair() for _end in range(4)]
        pipes = [os.pipe(), os.pipe()]
        status, requests, replies, outputs = (ours for ours, _theirs in pairs)
        child = Child(0, status, requests, replies, outputs, pipes[0][0], pipes[1][0])
        try:
            self._send(RUN, *(theirs for _ours, theirs in pairs), *(write for _read, write in pipes))
            said = _told(status, child._frames)
            if "refused" in said:
                raise WarmProcessError(str(said["refused"]))
            child.pid = said["pid"]
            say(requests, **vars(order))
        except BaseException:
            child.close()
            raise
        return child

    def close(self) -> None:
        """End it, with its children."""
        atexit.unregister(self.close)
        self._control.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _send(self, kind: bytes, *ends: socket.socket | int) -> None:
        files = [end if isinstance(end, int) else end.fileno() for end in ends]
        try:
            with self._lock:
                send_order(self._control, kind, files)
        except OSError as error:
            raise WarmProcessError(f"the warm process is gone ({error})") from None
        finally:
            for end in ends:
                os.close(end) if isinstance(end, int) else end.close()


def no_fork() -> str:
    """Return why notebooks cannot be forked on this system; blank where they can."""
    if not hasattr(os, "fork"):
        return "this system has no fork"
    if sys.platform == "darwin":
        return "libraries of macOS do not live through a fork"
    return ""


_shared: dict[tuple[int, str, frozenset[tuple[str, str]]], WarmProcess] = {}
_choosing = threading.Lock()


def shared_process(environment: Mapping[str, str] | None = None, scratch: str | None = None) -> WarmProcess:
    """Return this process's warm process of an environment; start it where there is none, or where it died.

    Those that are no longer of use, such as those of a run that has ended, end here.
    """
    own = os.getpid()
    key = (own, scratch or "", frozenset((environment or {}).items()))
    with _choosing:
        for gone in [kept for kept, warm in _shared.items() if kept[0] == own and not warm.is_alive()]:
            _shared.pop(gone).close()
        if key not in _shared:
            _shared[key] = WarmProcess(environment, scratch)
            atexit.register(_shared[key].close)
        return _shared[key]


def _told(status: socket.socket, frames: Frames) -> dict[str, Any]:
    said = hear(status, frames)
    if said is None:
        raise WarmProcessError("the warm process ended")
    return said
