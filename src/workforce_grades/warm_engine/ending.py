"""What a child tells at its end: how it ended, and which pages of memory it had copied."""

from __future__ import annotations

import os
import resource
import signal
import socket
from contextlib import suppress
from typing import NoReturn

from .copied_pages import lesson
from .orders import packed


class Ending:
    """The end of a child; a fork of the notebook's own has nothing to tell.

    Parameters
    ----------
    status
        Descriptor through which its caller hears of it.
    inbox
        Of a child that is to tell its parent which pages of memory it has copied.
    """

    def __init__(self, status: int, inbox: socket.socket | None) -> None:
        self._process = os.getpid()
        self._status, self._file = status, _file_of(status)
        self._inbox = inbox

    def tell(self, **said: object) -> None:
        """Tell the caller something, unless a cell has taken the descriptor for something else."""
        if os.getpid() == self._process and self._file and _file_of(self._status) == self._file:
            with suppress(OSError):
                os.write(self._status, packed(**said))

    def leave(self) -> NoReturn:
        """End; the warm process tells the caller when all is cleared up."""
        self._teach()
        os._exit(0)

    def leave_at_once(self) -> NoReturn:
        """End, and tell the caller, who then need not wait until the system has cleared this process up."""
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self._teach()
        used = max(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        self.tell(exit=0, memory=1024 * used)
        os._exit(0)

    def _teach(self) -> None:
        if self._inbox is not None and os.getpid() == self._process:
            with suppress(Exception):
                self._inbox.setblocking(False)
                self._inbox.send(lesson())


def _file_of(descriptor: int) -> tuple[int, int] | None:
    """Return which file a descriptor leads to; nothing where it is closed."""
    try:
        about = os.fstat(descriptor)
    except OSError:
        return None
    return about.st_dev, about.st_ino
