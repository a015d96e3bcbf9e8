"""What the caller and the warm process say to each other."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from .frames import Frames, pack

RUN: Final = b"R"
WARM: Final = b"W"
CONFIRMED: Final = b"C"
MAX_FILES: Final = 6
INLINE: Final = "module://matplotlib_inline.backend_inline"
"""The backend that ipykernel sets where none is chosen."""

USUAL_IMPORTS: Final = ("numpy", "pandas", "matplotlib.pyplot", "seaborn", "scipy.stats", "statsmodels.api")
"""What is imported once for all notebooks unless it is said otherwise, of what is installed."""


@dataclass(frozen=True)
class Order:
    """How a child is to be when it runs its first cell.

    Attributes
    ----------
    cwd
        Working folder.
    environment
        All of its environment variables.
    memory
        How many bytes it may take beside what it was born with; 0 for no limit.
    ends_at_once
        Whether what the notebook left to be done at its end stays undone.
    """

    cwd: str
    environment: dict[str, str]
    memory: int = 0
    ends_at_once: bool = False


@dataclass(frozen=True)
class Warmth:
    """What a warm process holds ready for its children: imports, and what functions leave in memory.

    Attributes
    ----------
    imports
        Names of modules; those that are not installed are left out.
    calls
        Functions as ``module:name`` with their arguments, which JSON can hold.
    """

    imports: tuple[str, ...] = ()
    calls: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True)
class ChildSockets:
    """The child's ends: how it ended (the warm process has it too), requests, replies, outputs, descriptors 1, 2."""

    status: int
    requests: int
    replies: int
    outputs: int
    stdout: int
    stderr: int


def send_order(control: socket.socket, kind: bytes, files: Sequence[int]) -> None:
    """Ask the warm process for something; the rest is said over the files that go with it."""
    socket.send_fds(control, [kind], list(files))


def receive_order(control: socket.socket) -> tuple[bytes, list[int]]:
    """Return what is asked for, with the files that came with it; no bytes where the caller is gone."""
    kind, files, _flags, _address = socket.recv_fds(control, 1, MAX_FILES)
    for file in files:
        os.set_inheritable(file, False)
    return kind, files


def packed(**said: object) -> bytes:
    """Return something to tell, as JSON in a message of one part."""
    return pack([json.dumps(said).encode()])


def say(to: socket.socket, **said: object) -> None:
    """Tell something, unless the other side has gone."""
    with suppress(OSError):
        to.sendall(packed(**said))


def hear(source: socket.socket, frames: Frames) -> dict[str, Any] | None:
    """Return the next that is told; nothing where the other side has gone. What came behind it stays in the frames."""
    while data := source.recv(65536):
        for parts in frames.feed(data):
            said: dict[str, Any] = json.loads(parts[0])
            return said
    return None
