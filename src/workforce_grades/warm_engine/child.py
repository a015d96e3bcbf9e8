"""The child: ipykernel's own kernel, on plain sockets, in a process that is made to look new."""

from __future__ import annotations

import asyncio
import atexit
import fcntl
import gc
import inspect
import io
import logging
import os
import resource
import signal
import socket
import sys
import termios
import threading
import time
import traceback
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NoReturn

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets import Instance
from traitlets.config import Config

from .copied_pages import copy_ahead, lesson
from .frames import Frames, pack
from .isolation import be_apart, connect_figures, make_new
from .orders import CONFIRMED, MAX_FILES, ChildSockets, Order, hear, receive_order, say
from .signals import held_back

_READER_SECONDS: Final = 0.1
_SIGNALS: Final = (signal.SIGINT, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2,
                   signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGWINCH)  # fmt: skip
"""Those that cells have handlers for."""


class Outlet:
    """Stands where a kernel has a ZeroMQ socket; what is sent is with the caller at once.

    What another message follows at once goes with that one, since each wakes the caller up. Signals wait meanwhile:
    an interrupt amid a message would leave half of it, and a handler may print too.
    """

    _socket: socket.socket | None = None

    def connect(self, file: int) -> None:
        """Send through this socket from now on; until then what is sent is lost."""
        self._socket = socket.socket(fileno=file)
        self._lock = threading.Lock()
        self._held: list[bytes] = []

    def send(self, parts: Sequence[bytes]) -> None:
        """Send one message, and what was held for it."""
        if self._socket is not None:
            message = pack(parts)
            with held_back(_SIGNALS), self._lock:
                self._socket.sendall(b"".join([*self._held, message]))
                self._held.clear()

    def hold(self, parts: Sequence[bytes]) -> None:
        """Send a message before the next one, which follows at once."""
        if self._socket is not None:
            self._held.append(pack(parts))


class PlainSession(Session):
    """A session whose messages go through an :class:`Outlet`."""

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, ident: Any = None,
             buffers: Any = None, track: bool = False, header: Any = None, metadata: Any = None) -> Any:  # fmt: skip
        """Send a message as the session of a kernel does; a fork of the notebook's own has no say."""
        if os.getpid() != self.pid or stream is None:
            return None
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        attached = buffers or message.get("buffers") or []
        told = {name: value for name, value in message.items() if name != "buffers"}
        send = stream.hold if message["content"].get("execution_state") == "busy" else stream.send
        send([self.pack(told), *attached])
        return message


class Stream(io.TextIOBase):
    """Standard output or error of the cells; each write is with the caller at once.

    When it becomes an output is decided there, by the rules of ipykernel (:mod:`.streams`).
    """

    encoding = "UTF-8"

    def __init__(self, name: str, outlet: Outlet, session: Session, copy: int) -> None:
        self.name = name
        self._outlet = outlet
        self._session = session
        self._copy = copy
        self._file = {"stdout": 1, "stderr": 2}[name]
        self._pipe = os.dup(self._file)  # a cell may lead the descriptor elsewhere
        self._owner = os.getpid()

    def write(self, text: str) -> int:
        """Send text; a fork of the notebook's own writes it to its descriptor."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() == self._owner:
            _wait_for_reader(self._pipe)
            self._outlet.send([self._session.pack({"write": self.name, "text": text, "at": time.monotonic()})])
        else:
            os.write(self._file, text.encode(errors="replace"))
        return len(text)

    def flush(self) -> None:
        """Say that what was written until now is an output."""
        self._flush(self._outlet.send)

    def end(self) -> None:
        """Flush at the end of a request, where another message follows."""
        self._flush(self._outlet.hold)

    def _flush(self, send: Callable[[Sequence[bytes]], None]) -> None:
        if os.getpid() == self._owner:
            _wait_for_reader(self._pipe)
            send([self._session.pack({"flush": self.name})])

    def fileno(self) -> int:
        """Return a descriptor of the stream that this process was started with, as ipykernel does."""
        return self._copy

    def writable(self) -> bool:
        """Whether it can be written to: yes."""
        return True


def _wait_for_reader(pipe: int) -> None:
    """Let the caller read what a program wrote to a descriptor before it hears what Python writes after it."""
    end = time.monotonic() + _READER_SECONDS
    waiting = array("i", [0])
    while not fcntl.ioctl(pipe, termios.FIONREAD, waiting) and waiting[0] and time.monotonic() < end:
        time.sleep(0.0002)


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

    def take_folder(self, folder: Path) -> None:
        """Keep what belongs to a user in this folder."""
        self.shell.profile_dir = self.profile_dir = ProfileDir.create_profile_dir(str(folder))

    def begin_session(self) -> None:
        """Take the environment and the working folder of this process, as a shell does when it is made."""
        shell = self.shell
        shell.init_environment()
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
    kernel.take_folder(folder)
    _kind, files = receive_order(inbox)
    if len(files) < MAX_FILES:
        os._exit(0)  # the warm process has ended, or there is no room for more files
    inbox.sendall(CONFIRMED)
    sockets, process = ChildSockets(*files), os.getpid()

    def teach() -> None:
        if not areas and os.getpid() == process:
            with suppress(Exception):
                inbox.setblocking(False)
                inbox.send(lesson())

    try:
        _run(kernel, sockets, folder, teach)
    except BaseException as error:
        if os.getpid() == process:
            said = "".join(traceback.format_exception_only(error)).strip()
            say(socket.socket(fileno=sockets.status), error=said)
    os._exit(70)


def _run(kernel: ForkedKernel, sockets: ChildSockets, folder: Path, teach: Callable[[], None]) -> None:
    """Become a new process, run cells until there are no more, and leave."""
    requests, frames = socket.socket(fileno=sockets.requests), Frames()
    said = hear(requests, frames)
    if said is None:
        return
    order, process = Order(**said), os.getpid()

    def leave_at_once() -> NoReturn:
        teach()
        if os.getpid() == process:  # not a fork of the notebook's own
            _say_end(sockets.status)
        os._exit(0)

    copies = make_new(order, sockets.stdout, sockets.stderr, folder)
    kernel.connect(sockets, copies)
    kernel.begin_session()
    asyncio.run(kernel.serve(requests, frames, leave_at_once if order.ends_at_once else None))
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    _flush_files()
    teach()
    os._exit(0)


def _say_end(status: int) -> None:
    """Tell the caller, who then need not wait until the system has cleared this process up."""
    used = max(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    with suppress(OSError):
        say(socket.socket(fileno=status), exit=0, memory=1024 * used)


def _flush_files() -> None:
    """Write what is left in files that were not closed, as Python does at its end."""
    for each in gc.get_objects():
        if issubclass(type(each), io.IOBase) and not isinstance(each, Stream):
            with suppress(Exception):
                each.flush()
