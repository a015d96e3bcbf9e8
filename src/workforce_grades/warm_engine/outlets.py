"""Where the messages of a child go, and what its cells print."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import fcntl
import io
import os
import signal
import socket
import termios
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat, starmap
from typing import Any, Final

from jupyter_client.session import Session

from .frames import pack

_READER_SECONDS: Final = 0.1
_SIGNALS: Final = (signal.SIGINT, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2,
                   signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGWINCH)  # fmt: skip
"""Those that cells have handlers for."""


class Outlet:
    """Stands where a kernel has a ZeroMQ socket; what is sent is with the caller at once, whole.

    What another message follows at once goes with that one, since each wakes the caller up. Threads take turns.
    Signals to the main thread wait meanwhile, since an interrupt amid a message would leave half of it. Where another
    thread hears one, its handler may run between any two steps here: what it sends comes behind the message that it
    disturbs, and what it raises loses no message and leaves no signal waiting.
    """

    _socket: socket.socket | None = None

    def connect(self, file: int) -> None:
        """Send through this socket from now on; until then what is sent is lost."""
        self._lock = threading.RLock()
        self._is_sending = False
        self._queue: deque[bytes] = deque()
        self._socket = socket.socket(fileno=file)

    def send(self, parts: Sequence[bytes]) -> None:
        """Send one message, behind what was held for it."""
        if self._socket is not None:
            self.hold(parts)
            before = _signal.pthread_sigmask(signal.SIG_BLOCK, ())  # signal's own has steps in between
            try:
                _signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
                with self._lock:
                    if not self._is_sending:  # else the thread's own message is under way, which takes this one along
                        self._send_all(self._socket)
            finally:
                _signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def hold(self, parts: Sequence[bytes]) -> None:
        """Have a message go before the next one, which follows at once."""
        if self._socket is not None:
            self._queue.append(pack(parts))

    def _send_all(self, to: socket.socket) -> None:
        self._is_sending = True
        try:
            while self._queue:
                taken = starmap(self._queue.popleft, repeat((), len(self._queue)))
                deque(map(to.sendall, map(b"".join, [taken])), maxlen=0)  # one step: taken is sent
        finally:
            self._is_sending = False


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
