"""The children of a warm process: forked, given to callers, and cleared up after."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from .child import LESSON, ForkedKernel, live
from .copied_pages import learn
from .orders import RUN, say

_TASKS = Path("/proc/self/task")
_LESSONS: Final = 16
"""One child of so many has no pages copied ahead and tells which it copied: others may run other notebooks."""


@dataclass(frozen=True)
class Child:
    """A child as the warm process knows it.

    Attributes
    ----------
    inbox
        Through which it gets its sockets.
    folder
        Its own.
    """

    pid: int
    inbox: socket.socket
    folder: Path


class Children:
    """The children of this process.

    Parameters
    ----------
    kernel
        What they have copies of.
    folder
        Where theirs are made.
    unused
        Sockets of this process that are none of theirs.
    """

    def __init__(self, kernel: ForkedKernel, folder: Path, unused: Sequence[socket.socket]) -> None:
        self._kernel = kernel
        self._folder = folder
        self._unused = unused
        self._waiting: dict[int, Child] = {}
        self._given: dict[int, tuple[Child, socket.socket]] = {}
        self._forked = 0
        self._areas = array("Q")

    @property
    def are_busy(self) -> bool:
        """Whether any has a caller."""
        return bool(self._given)

    def give(self, files: Sequence[int]) -> None:
        """Give a caller, whose ends these are, a child that waits, or a new one where none does; or say why not."""
        caller = socket.socket(fileno=files[0])
        try:
            child = self._hand_over(files)
        except OSError as error:
            say(caller, refused=str(error))
            caller.close()
        else:
            self._given[child.pid] = self._waiting.pop(child.pid), caller
            say(caller, pid=child.pid)
        for end in files[1:]:
            os.close(end)

    def fork(self) -> Child:
        """Return a new child, which gets ready and waits.

        Raises
        ------
        OSError
            There can be none.
        """
        if refusal := other_threads():
            raise ChildProcessError(refusal)
        folder = Path(tempfile.mkdtemp(prefix="child-", dir=self._folder))
        inbox, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become(Child(os.getpid(), theirs, folder), inbox)
        theirs.close()
        self._forked += 1
        self._waiting[pid] = Child(pid, inbox, folder)
        return self._waiting[pid]

    def reap(self) -> None:
        """Clear up after those that have ended."""
        for pid in (*self._waiting, *self._given):
            ended, state, used = os.wait4(pid, os.WNOHANG)
            if ended:
                self._bury(pid, os.waitstatus_to_exitcode(state), used.ru_maxrss)

    def end_waiting(self) -> None:
        """End those that nobody has been given."""
        self._end(tuple(self._waiting))

    def end(self) -> None:
        """End all."""
        self._end((*self._waiting, *self._given))

    def _hand_over(self, files: Sequence[int]) -> Child:
        for child in self._waiting.values():
            with suppress(OSError):  # it has died
                socket.send_fds(child.inbox, [RUN], files)
                return child
        child = self.fork()
        socket.send_fds(child.inbox, [RUN], files)
        return child

    def _become(self, child: Child, inbox: socket.socket) -> NoReturn:
        """Be a child to its end: a fork never comes back into the loop of the warm process."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            others = (*self._waiting.values(), *(other for other, _caller in self._given.values()))
            callers = (caller for _other, caller in self._given.values())
            for unused in (*self._unused, inbox, *(other.inbox for other in others), *callers):
                unused.close()
            live(self._kernel, child.inbox, child.folder, self._areas if self._forked % _LESSONS else array("Q"))
        finally:
            os._exit(70)

    def _bury(self, pid: int, code: int, kilobytes: int = 0) -> None:
        """Say how a child ended; what it left running and its folder go with it."""
        child, caller = self._given.pop(pid, None) or (self._waiting.pop(pid), None)
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        self._areas = learn(child.folder / LESSON) or self._areas
        shutil.rmtree(child.folder, ignore_errors=True)
        child.inbox.close()
        if caller is not None:
            say(caller, exit=code, memory=1024 * kilobytes)
            caller.close()

    def _end(self, pids: Iterable[int]) -> None:
        for pid in pids:
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
