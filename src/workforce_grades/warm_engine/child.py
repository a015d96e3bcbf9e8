"""The child: ipykernel's own kernel, on plain sockets, in a process that is made to look new."""

from __future__ import annotations

import asyncio
import atexit
import gc
import inspect
import io
import logging
import os
import socket
import sys
import threading
import traceback
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from tornado.ioloop import IOLoop
from traitlets import Instance
from traitlets.config import Config

from .copied_pages import copy_ahead
from .ending import Ending
from .frames import Frames
from .isolation import be_apart, connect_figures, make_new
from .orders import CONFIRMED, MAX_FILES, ChildSockets, Order, hear, receive_order
from .outlets import Outlet, PlainSession, Stream


class ForkedKernel(IPythonKernel):
    """IPython's kernel without ZeroMQ, heartbeat and threads."""

    session: PlainSession
    shell: Any
    replies = Instance(Outlet)
    _execute_sleep = 0.0
    """Seconds after each cell that ipykernel gives its threads to send what was printed; here it is sent already."""

    def connect(self, sockets: ChildSockets, copies: tuple[int, int]) -> None:
        """Send replies and outputs through these sockets, and let what cells print go the same way."""
        self.session.pid = os.getpid()
        self.replies.connect(sockets.replies)
        self.iopub_socket.connect(sockets.outputs)
        for name, copy in zip(("stdout", "stderr"), copies, strict=True):
            setattr(sys, name, Stream(name, self.iopub_socket, self.session, copy))
        sys.displayhook = hook = ZMQDisplayHook(self.session, self.iopub_socket)
        hook.get_execution_count = lambda: self.execution_count  # type: ignore[method-assign]

    def begin_session(self, folder: Path) -> None:
        """Take the environment and the folders of this process, as a shell does when it is made."""
        shell = self.shell
        shell.init_environment()
        shell.profile_dir = self.profile_dir = ProfileDir.create_profile_dir(str(folder))
        shell.starting_dir = str(Path.cwd())
        shell.history_manager.dir_hist[:] = [shell.starting_dir]
        app: Any = self.parent
        app.init_path()
        connect_figures()

    async def serve(self, requests: socket.socket, frames: Frames, leave: Callable[[], None] | None) -> None:
        """Answer requests until the caller ends them; then leave at once, if there is a function for it."""
        self.io_loop = IOLoop.current()
        requests.setblocking(False)
        data = b""  # with the order some requests may have come already
        while True:
            for parts in frames.feed(data):
                await self._answer({**self.session.unpack(parts[0]), "buffers": parts[1:]})
            data = await asyncio.get_running_loop().sock_recv(requests, 65536)
            if not data:
                break
        if leave is not None:
            leave()

    async def _answer(self, request: dict[str, Any]) -> None:
        self.set_parent([], request)
        self._publish_status("busy", "shell")
        self.pre_handler_hook()
        try:
            answer = self.shell_handlers[request["msg_type"]](self.replies, [], request)
            if inspect.isawaitable(answer):
                await answer
        except KeyboardInterrupt:
            self.log.warning("interrupted between two cells")
        finally:
            self.post_handler_hook()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # a cell may have taken it away
                stream.end() if isinstance(stream, Stream) else stream.flush()
        self._publish_status("idle", "shell")

    def _abort_queues(self, *_subshell: object) -> None:
        """Do nothing: nbclient sends one request after the other."""


def make_kernel(folder: Path) -> ForkedKernel:
    """Return the kernel that a warm process has, so that imports see what they see in a notebook's cell.

    It is connected to nothing and runs no cell: each child makes its copy of it its own.
    """
    log = logging.getLogger(__name__)
    log.addHandler(logging.NullHandler())
    log.propagate = False
    app: Any = IPKernelApp.instance()
    app.kernel = ForkedKernel.instance(
        parent=app, session=PlainSession(), iopub_socket=Outlet(), replies=Outlet(), log=log, user_ns=None,
        shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
        profile_dir=ProfileDir.create_profile_dir(str(folder)),
        config=Config({"HistoryManager": {"enabled": False}}),
    )  # fmt: skip
    app.shell = app.kernel.shell
    app.init_extensions()
    app.shell.display_formatter.format(None)  # makes the formatters, which a shell does when it first shows something
    kernel: ForkedKernel = app.kernel
    return kernel


def live(kernel: ForkedKernel, inbox: socket.socket, folder: Path, areas: array[int]) -> NoReturn:
    """Get ready, wait to be given to a caller, run its cells, and end.

    A child that had no pages of memory copied ahead tells its parent at the end which it has copied.
    """
    be_apart()
    copy_ahead(areas)
    _kind, files = receive_order(inbox)
    if len(files) < MAX_FILES:
        os._exit(0)  # the warm process has ended, or there is no room for more files
    inbox.sendall(CONFIRMED)
    sockets = ChildSockets(*files)
    ending = Ending(sockets.status, None if areas else inbox)
    try:
        _run(kernel, sockets, folder, ending)
    except BaseException as error:
        ending.tell(error="".join(traceback.format_exception_only(error)).strip())
    os._exit(70)


def _run(kernel: ForkedKernel, sockets: ChildSockets, folder: Path, ending: Ending) -> None:
    """Become a new process, run cells until there are no more, do what they left to do, and leave."""
    requests, frames = socket.socket(fileno=sockets.requests), Frames()
    said = hear(requests, frames)
    if said is None:
        return
    order = Order(**said)
    copies = make_new(order, sockets.stdout, sockets.stderr, folder)
    kernel.connect(sockets, copies)
    kernel.begin_session(folder)
    asyncio.run(kernel.serve(requests, frames, ending.leave_at_once if order.ends_at_once else None))
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    _flush_files()
    ending.leave()


def _flush_files() -> None:
    """Write what is left in files that were not closed, as Python does at its end."""
    for each in gc.get_objects():
        if issubclass(type(each), io.IOBase) and not isinstance(each, Stream):
            with suppress(Exception):
                each.flush()
