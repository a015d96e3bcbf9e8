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
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from .child import ForkedKernel, live
from .copied_pages import LONGEST_LESSON, learn
from .orders import CONFIRMED, MAX_FILES, RUN, say

_TASKS = Path("/proc/self/task")
_READY_SECONDS: Final = 10
_LESSONS: Final = 16
"""Of so many children that are forked ahead one has no pages copied, and tells which it copied itself: by then there
may be other notebooks."""


@dataclass
class Child:
    """A child as the warm process knows it.

    Attributes
    ----------
    inbox
        Through which it gets its sockets.
    folder
        Its own.
    is_teacher
        Whether it is to tell at its end which pages of memory it has copied.
    caller
        Who hears how it ended; nobody while it waits to be given to one.
    """

    pid: int
    inbox: socket.socket
    folder: Path
    is_teacher: bool
    caller: socket.socket | None = None

    @property
    def is_let_go(self) -> bool:
        """Whether its caller has no more use for it."""
        if self.caller is None:
            return False
        try:
            return not self.caller.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Close this process's ends."""
        self.inbox.close()
        if self.caller is not None:
            self.caller.close()


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
        self._children: dict[int, Child] = {}
        self._forked_ahead = 0
        self._areas = array("Q")

    @property
    def are_busy(self) -> bool:
        """Whether any has a caller."""
        return len(self._waiting()) < len(self._children)

    def give(self, files: Sequence[int]) -> bool:
        """Give a caller, whose ends these are, a child that waits, or a new one; return whether there was one.

        Those that their callers have let go are gone by then, with what they left running. The caller hears which one
        it is, or why there is none.
        """
        self._kill([child for child in self._children.values() if child.is_let_go])
        if not files:
            return False
        caller = socket.socket(fileno=files[0])
        try:
            child = self._hand_over(files)
        except OSError as error:
            say(caller, refused=str(error))
            caller.close()
            return False
        finally:
            for end in files[1:]:
                os.close(end)
        child.caller = caller
        say(caller, pid=child.pid)
        return True

    def fork_ahead(self) -> None:
        """Have a child get ready, and wait, where none does."""
        if not self._waiting():
            self._forked_ahead += 1
            with suppress(OSError):
                self._fork(self._areas if self._forked_ahead % _LESSONS else array("Q"))

    def forget(self) -> None:
        """End those that wait, and keep no lesson: this process is about to hold other things."""
        self._kill(self._waiting())
        self._areas = array("Q")
        for child in self._children.values():
            child.is_teacher = False

    def reap(self) -> None:
        """Clear up after those that have ended."""
        for child in tuple(self._children.values()):
            ended, state, used = os.wait4(child.pid, os.WNOHANG)
            if ended:
                self._bury(child, os.waitstatus_to_exitcode(state), used.ru_maxrss)

    def end(self) -> None:
        """End all."""
        self._kill(tuple(self._children.values()))

    def _waiting(self) -> list[Child]:
        return [child for child in self._children.values() if child.caller is None]

    def _hand_over(self, files: Sequence[int]) -> Child:
        if len(files) < MAX_FILES:
            raise OSError("the warm process has too many files open")
        for child in self._waiting():
            if _hand(child, files):
                return child
            self._kill([child])
        child = self._fork(array("Q"), files)
        if not _hand(child, files):
            self._kill([child])
            raise ChildProcessError("a new process did not get ready")
        return child

    def _fork(self, areas: array[int], files: Sequence[int] = ()) -> Child:
        """Return a new child, which has these areas of memory copied, has none of these files, and waits.

        Raises
        ------
        OSError
            There can be none.
        """
        if refusal := other_threads():
            raise ChildProcessError(refusal)
        folder = Path(tempfile.mkdtemp(prefix="child-", dir=self._folder))
        with ExitStack() as undo:
            undo.callback(folder.rmdir)
            inbox, theirs = socket.socketpair()
            undo.callback(inbox.close)
            with theirs:
                pid = os.fork()
                if pid == 0:
                    inbox.close()
                    self._become(theirs, folder, areas, files)
            undo.pop_all()
        inbox.settimeout(_READY_SECONDS)
        self._children[pid] = Child(pid, inbox, folder, is_teacher=not areas)
        return self._children[pid]

    def _become(self, inbox: socket.socket, folder: Path, areas: array[int], files: Sequence[int]) -> NoReturn:
        """Be a child to its end: a fork never comes back into the loop of the warm process."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for unused in self._unused:
                unused.close()
            for other in self._children.values():
                other.close()
            for file in files:
                os.close(file)
            live(self._kernel, inbox, folder, areas)
        finally:
            os._exit(70)

    def _bury(self, child: Child, code: int, kilobytes: int = 0) -> None:
        """Say how a child ended; what it left running and its folder go with it."""
        del self._children[child.pid]
        with suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
        if child.is_teacher:
            self._areas = learn(_left_in(child.inbox)) or self._areas
        shutil.rmtree(child.folder, ignore_errors=True)
        if child.caller is not None:
            say(child.caller, exit=code, memory=1024 * kilobytes)
        child.close()

    def _kill(self, children: Iterable[Child]) -> None:
        for child in children:
            with suppress(OSError):
                os.kill(child.pid, signal.SIGKILL)
            _ended, state = os.waitpid(child.pid, 0)
            self._bury(child, os.waitstatus_to_exitcode(state))


def _hand(child: Child, files: Sequence[int]) -> bool:
    """Send a child its files; return whether it confirms that it has them, which one that is about to die does not."""
    try:
        socket.send_fds(child.inbox, [RUN], files)
        return child.inbox.recv(1) == CONFIRMED
    except OSError:
        return False


def _left_in(inbox: socket.socket) -> bytes:
    """Return what a child that has ended has told."""
    told = b""
    inbox.setblocking(False)
    with suppress(OSError):
        while len(told) < LONGEST_LESSON and (more := inbox.recv(LONGEST_LESSON)):
            told += more
    return told


def other_threads() -> str:
    """Return why this process must not be forked; blank where it may.

    A fork takes only its own thread along: locks that others hold stay locked for good. Threads that
    libraries start outside Python are counted too where the system tells.
    """
    count = sum(1 for _task in _TASKS.iterdir()) if _TASKS.is_dir() else threading.active_count()
    return f"{count - 1} other threads run in the warm process" if count > 1 else ""
