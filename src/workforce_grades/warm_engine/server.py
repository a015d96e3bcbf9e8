"""The warm process: one thread, imports and shared results, and a fork for each notebook.

It lives as long as its caller: when the socket between them ends, so do its children and it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from .child import ForkedKernel, make_kernel, run
from .frames import Frames, pack
from .isolation import restore_matplotlib
from .orders import RUN, ChildSockets, receive_order

_TASKS = Path("/proc/self/task")
_IDLE_SECONDS: Final = 60


class Server:
    """Forks a child for each order, and says how it ended."""

    def __init__(self, control: socket.socket, kernel: ForkedKernel, folder: str) -> None:
        self.control = control
        self.folder = folder
        self.kernel = kernel
        self.children: dict[int, tuple[socket.socket, str]] = {}
        self.wake, self.woken = socket.socketpair()
        self.wake.setblocking(False)
        self.woken.setblocking(False)

    def serve(self) -> None:
        """Follow orders until the caller is gone."""
        signal.signal(signal.SIGCHLD, _note_signal)
        signal.set_wakeup_fd(self.woken.fileno(), warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self.control, selectors.EVENT_READ)
            selector.register(self.wake, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _events in selector.select(_IDLE_SECONDS)}
                if not ready and not self.children and not Path(self.folder).is_dir():
                    break  # the run that it was for has ended, where its caller goes on
                if self.wake in ready:
                    self._reap()
                if self.control in ready and not self._follow():
                    break
        self._end()

    def _follow(self) -> bool:
        kind, files = receive_order(self.control)
        if not kind:
            return False
        if kind == RUN:
            self._fork(ChildSockets(*files))
        else:
            with socket.socket(fileno=files[0]) as answer:
                asked = _read(answer)
                with self.kernel.shell.builtin_trap:
                    errors = _warm(asked["imports"], asked["calls"])
                answer.sendall(pack([json.dumps({"error": "; ".join(errors)}).encode()]))
        return True

    def _fork(self, sockets: ChildSockets) -> None:
        status = socket.socket(fileno=sockets.status)
        ends = (sockets.requests, sockets.replies, sockets.outputs, sockets.stdout, sockets.stderr)
        refusal = other_threads()
        if refusal:
            _tell(status, refused=refusal)
            status.close()
        else:
            folder = tempfile.mkdtemp(prefix="child-", dir=self.folder)
            pid = os.fork()
            if pid == 0:
                self._become_child(sockets, status, folder)
            self.children[pid] = (status, folder)
            _tell(status, pid=pid)
        for end in ends:
            os.close(end)

    def _become_child(self, sockets: ChildSockets, status: socket.socket, folder: str) -> None:
        """Run a notebook's cells and end; never comes back into the loop of the warm process."""
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for unused in (self.control, self.wake, self.woken, *(other for other, _folder in self.children.values())):
                unused.close()
            code = run(self.kernel, sockets, Path(folder))
        except BaseException as error:
            _tell(status, error="".join(traceback.format_exception_only(error)).strip())
        finally:
            os._exit(code)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            while self.wake.recv(4096):
                pass
        for pid in tuple(self.children):
            ended, state, used = os.wait4(pid, os.WNOHANG)
            if ended:
                self._bury(pid, os.waitstatus_to_exitcode(state), used.ru_maxrss)

    def _bury(self, pid: int, code: int, kilobytes: int = 0) -> None:
        """Say how a child ended; what it left running and its folder go with it."""
        status, folder = self.children.pop(pid)
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
        _tell(status, exit=code, memory=1024 * kilobytes)
        status.close()

    def _end(self) -> None:
        for pid in tuple(self.children):
            for kill in (os.kill, os.killpg):
                with suppress(OSError):
                    kill(pid, signal.SIGKILL)
            _ended, state = os.waitpid(pid, 0)
            self._bury(pid, os.waitstatus_to_exitcode(state))


def other_threads() -> str:
    """Return why this process must not be forked; blank where it may.

    A fork takes only its own thread along: locks that others hold stay locked for good. Threads that
    libraries start outside Python are counted too where the system tells.
    """
    count = sum(1 for _task in _TASKS.iterdir()) if _TASKS.is_dir() else threading.active_count()
    return f"{count - 1} other threads run in the warm process" if count > 1 else ""


def _warm(imports: Sequence[str], calls: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Import and call what is asked for; return what went wrong, the rest goes on."""
    errors = []
    for name, arguments in [*((name, None) for name in imports), *calls]:
        module, _colon, function = name.partition(":")
        try:
            if arguments is not None:
                getattr(importlib.import_module(module), function)(*arguments)
            elif find_spec(name.partition(".")[0]) is not None:
                importlib.import_module(name)
        except Exception as error:
            errors.append(f"{name}: {type(error).__name__}: {error}")
    restore_matplotlib()
    gc.collect()
    gc.freeze()  # the collector of a child then leaves shared pages alone
    return errors


def _read(answer: socket.socket) -> Any:
    frames = Frames()
    while data := answer.recv(65536):
        for parts in frames.feed(data):
            return json.loads(parts[0])
    raise EOFError("the caller ended before it said what to warm")


def _tell(status: socket.socket, **said: object) -> None:
    with suppress(OSError):
        status.sendall(pack([json.dumps(said).encode()]))


def _note_signal(_signal: int, _frame: object) -> None:
    """Do nothing: the wakeup descriptor has told the loop."""


def main() -> None:
    """Serve the caller at the other end of the descriptor given first, in the folder given second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = sys.argv[2]
    os.environ["IPYTHONDIR"] = folder
    tempfile.tempdir = folder  # where the folder has gone with the caller, IPython would leave another one elsewhere
    try:
        with socket.socket(fileno=int(sys.argv[1])) as control:
            Server(control, make_kernel(Path(folder)), folder).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
