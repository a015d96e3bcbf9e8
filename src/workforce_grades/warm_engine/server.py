"""The warm process: one thread, imports and shared results, and a fork for each notebook.

It lives as long as its caller: when the socket between them ends, so do its children and it.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from .child import ForkedKernel, make_kernel
from .children import Children
from .frames import Frames
from .isolation import restore_matplotlib
from .orders import RUN, hear, receive_order, say

_IDLE_SECONDS: Final = 60


class Server:
    """Has a child for each order, and warms this process.

    From the second order on the next child is forked ahead: it gets ready while another one runs.
    """

    def __init__(self, control: socket.socket, kernel: ForkedKernel, folder: Path) -> None:
        self.control = control
        self.folder = folder
        self.kernel = kernel
        self.wake, self.woken = socket.socketpair()
        self.wake.setblocking(False)
        self.woken.setblocking(False)
        self.selector = selectors.DefaultSelector()
        self.children = Children(kernel, folder, self.selector, (control, self.wake, self.woken))
        self.is_first_order = True

    def serve(self) -> None:
        """Follow orders until the caller is gone."""
        signal.signal(signal.SIGCHLD, _note_signal)
        signal.set_wakeup_fd(self.woken.fileno(), warn_on_full_buffer=False)
        with self.selector as selector:
            selector.register(self.control, selectors.EVENT_READ)
            selector.register(self.wake, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj: key.data for key, _events in selector.select(_IDLE_SECONDS)}
                if not ready and not self.children.are_busy and not self.folder.is_dir():
                    break  # the run that it was for has ended, where its caller goes on
                for child in filter(None, ready.values()):
                    self.children.let_go(child)
                if self.wake in ready:
                    self._reap()
                if self.control in ready and not self._follow():
                    break
            self.children.end()

    def _follow(self) -> bool:
        kind, files = receive_order(self.control)
        if not kind:
            return False
        self.children.clear()
        if kind == RUN:
            self._give(files)
        else:
            self.children.forget()
            with socket.socket(fileno=files[0]) as answer:
                asked = hear(answer, Frames())
                with self.kernel.shell.builtin_trap:
                    errors = _warm(**asked) if asked else []
                say(answer, error="; ".join(errors))
        return True

    def _give(self, files: Sequence[int]) -> None:
        """Give a child to a caller; who asks twice will ask again."""
        is_given = self.children.give(files)
        if is_given and not self.is_first_order:
            self.children.fork_ahead()
        self.is_first_order = False

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            while self.wake.recv(4096):
                pass
        self.children.reap()


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


def _note_signal(_signal: int, _frame: object) -> None:
    """Do nothing: the wakeup descriptor has told the loop."""


def main() -> None:
    """Serve the caller at the other end of the descriptor given first, in the folder given second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder = Path(sys.argv[2])
    os.environ["IPYTHONDIR"] = sys.argv[2]
    tempfile.tempdir = sys.argv[2]  # where the folder has gone with the caller, IPython would make one elsewhere
    try:
        with socket.socket(fileno=int(sys.argv[1])) as control:
            Server(control, make_kernel(folder), folder).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
