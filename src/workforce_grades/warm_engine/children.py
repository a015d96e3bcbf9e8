"""The children of a warm process: forked, given to callers, and cleared up after."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from array import array
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from selectors import EVENT_READ, BaseSelector
from typing import Final, NoReturn

from .child import ForkedKernel, live
from .copied_pages import LONGEST_LESSON, learn
from .orders import CONFIRMED, MAX_FILES, RUN, say

_TASKS = Path("/proc/self/task")
_READY_SECONDS: Final = 10
_GONE_SECONDS: Final = 2.0
"""So long the system may take to clear up a process until others go on beside it."""
_LOOK_SECONDS: Final = 0.001
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
    let_go_at
        Since when nobody has any more use for it.
    """

    pid: int
    inbox: socket.socket
    folder: Path
    is_teacher: bool
    caller: socket.socket | None = None
    let_go_at: float | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether it was let go just now."""
        return self.let_go_at is not None and time.monotonic() - self.let_go_at < _GONE_SECONDS

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
    selector
        Of this process; it also tells which callers have closed their ends.
    unused
        Other sockets of this process, none of which is theirs.
    """

    def __init__(
        self, kernel: ForkedKernel, folder: Path, selector: BaseSelector, unused: Sequence[socket.socket]
    ) -> None:
        self._kernel = kernel
        self._folder = folder
        self._selector = selector
        self._unused = unused
        self._children: dict[int, Child] = {}
        self._forked_ahead = 0
        self._areas = array("Q")

    @property
    def are_busy(self) -> bool:
        """Whether any has a caller."""
        return any(child.caller is not None and child.let_go_at is None for child in self._children.values())

    def give(self, files: Sequence[int]) -> bool:
        """Give a caller, whose ends these are, a child that waits, or a new one; return whether there was one.

        The caller hears which one it is, or why there is none.
        """
        if not files:
            return False
        caller = socket.socket(fileno=files[0])
        try:
            child = self._hand_over(files)
            self._watch(caller, child)
        except OSError as error:
            say(caller, refused=str(error))
            caller.close()
            return False
        finally:
            for end in files[1:]:
                os.close(end)
        say(caller, pid=child.pid)
        return True

    def _watch(self, caller: socket.socket, child: Child) -> None:
        """Have the selector tell when a caller closes its end: it has nothing else to say."""
        try:
            self._selector.register(caller, EVENT_READ, child)
        except OSError:
            self.let_go(child)
            raise
        child.caller = caller

    def fork_ahead(self) -> None:
        """Have a child get ready, and wait, where none does."""
        if not self._waiting():
            self._forked_ahead += 1
            with suppress(OSError):
                self._fork(self._areas if self._forked_ahead % _LESSONS else array("Q"))

    def let_go(self, child: Child) -> None:
        """End one for which nobody has any more use, with what it left running."""
        if child.let_go_at is None:
            if child.caller is not None:
                self._selector.unregister(child.caller)
            child.let_go_at = time.monotonic()
            _end(child)

    def clear(self) -> None:
        """Wait until those that were let go are gone; once, and not for long, for one that the system keeps."""
        while any(child.is_awaited for child in self._children.values()):
            time.sleep(_LOOK_SECONDS)
            self.reap()

    def forget(self) -> None:
        """End those that wait, and keep no lesson: this process is about to hold other things."""
        self._kill(self._waiting())
        self._areas = array("Q")
        for child in self._children.values():
            child.is_teacher = False

    def reap(self) -> None:
        """Clear up after those that have ended."""
        for child in tuple(self._children.values()):
            with suppress(ChildProcessError):
                if not _has_ended(child):
                    continue
            self._bury(child)

    def end(self) -> None:
        """End all."""
        self._kill(tuple(self._children.values()))

    def _waiting(self) -> list[Child]:
        return [child for child in self._children.values() if child.caller is None and child.let_go_at is None]

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
            self._selector.close()
            for unused in self._unused:
                unused.close()
            for other in self._children.values():
                other.close()
            for file in files:
                os.close(file)
            live(self._kernel, inbox, folder, areas)
        finally:
            os._exit(70)

    def _bury(self, child: Child) -> None:
        """Say how a child ended; what it left running and its folder go with it."""
        del self._children[child.pid]
        _end(child)
        told = {}
        with suppress(ChildProcessError):  # what was imported here has waited for it
            _ended, state, used = os.wait4(child.pid, 0)
            told = {"exit": os.waitstatus_to_exitcode(state), "memory": 1024 * used.ru_maxrss}
        if child.is_teacher:
            self._areas = learn(_left_in(child.inbox)) or self._areas
        shutil.rmtree(child.folder, ignore_errors=True)
        if child.caller is not None and child.let_go_at is None:
            say(child.caller, **told)
            self._selector.unregister(child.caller)
        child.close()

    def _kill(self, children: Iterable[Child]) -> None:
        for child in children:
            self.let_go(child)
        self.clear()


def _has_ended(child: Child) -> bool:
    """Whether a child has ended, and waits to be waited for.

    Raises
    ------
    ChildProcessError
        It was waited for, so that its number may be another's.
    """
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(child: Child) -> None:
    """End a child, and what it started in its group."""
    with suppress(ChildProcessError):
        _has_ended(child)
        for kill in (os.kill, os.killpg):  # one that was just forked has no group of its own
            with suppress(ProcessLookupError, PermissionError):
                kill(child.pid, signal.SIGKILL)


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
