"""Signals that wait while something must not be disturbed."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


@contextmanager
def held_back(numbers: Iterable[int]) -> Iterator[None]:
    """Let some signals to this thread wait until the end of the block; a process started in it begins so.

    Where a system cannot have signals wait (Windows), they come at once.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # which first runs the handlers of what has come already
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
