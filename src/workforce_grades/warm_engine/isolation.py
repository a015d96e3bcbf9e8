"""What makes a forked child look like a process that was just started."""

from __future__ import annotations

import atexit
import ctypes
import os
import resource
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Final

from .orders import Order

_SET_PARENT_DEATH_SIGNAL: Final = 1
_STATUS = Path("/proc/self/status")


def be_apart() -> None:
    """Give the process its own session, signals, random state, arguments and things to do at its end."""
    os.setsid()
    _end_with_parent()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit._clear()
    _reseed()
    sys.argv = [""]


def make_new(order: Order, stdout: int, stderr: int, folder: Path) -> tuple[int, int]:
    """Give the process its descriptors, environment, folder and limits.

    Returns
    -------
    Copies of the descriptors 1 and 2 that it was born with.
    """
    copies = _redirect(stdout, stderr)
    os.environ.clear()
    os.environ.update(order.environment | {"IPYTHONDIR": str(folder)})
    tempfile.tempdir = None
    time.tzset()
    os.chdir(order.cwd)
    _choose_backend()
    with warnings.catch_warnings():
        pass  # leaving it makes Python forget which warnings were shown already
    if order.memory:
        _limit_memory(order.memory)
    return copies


def _end_with_parent() -> None:
    """Ask the system for a SIGKILL when the warm process dies; only Linux offers it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def _redirect(stdout: int, stderr: int) -> tuple[int, int]:
    """Let descriptors 1 and 2 lead to the caller, so that what programs and libraries write is an output too."""
    copies = (os.dup(1), os.dup(2))
    for pipe, standard in ((stdout, 1), (stderr, 2)):
        os.dup2(pipe, standard)
        os.close(pipe)
    return copies


def _reseed() -> None:
    """Give numpy's legacy generator a seed of its own; Python's has one after every fork."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def restore_matplotlib() -> None:
    """Take the settings of matplotlib's own file, with no figure open: what was loaded ahead may have set others."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return
    matplotlib.rc_file_defaults()
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def _choose_backend() -> None:
    """Take the backend that the environment names; one that was never used is set up by its first figure."""
    matplotlib, chosen = sys.modules.get("matplotlib"), os.environ.get("MPLBACKEND", "")
    if matplotlib is not None and chosen and matplotlib.get_backend(auto_select=False) not in (None, chosen):
        matplotlib.use(chosen)


def connect_figures() -> None:
    """Let an inline backend that the warm process has imported already show its figures in this shell."""
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        inline._enable_matplotlib_integration()


def _limit_memory(more: int) -> None:
    """Allow so many bytes of private memory beside those that the process has; beyond, a cell gets a MemoryError."""
    lines = _STATUS.read_text(encoding="ascii").splitlines() if _STATUS.is_file() else []
    held = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (held + more, hard))
