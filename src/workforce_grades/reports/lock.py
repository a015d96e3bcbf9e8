"""One run at a time for an output folder: a lock that ends with its process, however that ends."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from workforce_grades.errors import WorkforceGradesError

FILE: Final = ".run.lock"
_FAR: Final = 1 << 30
"""Windows locks bytes, and what is locked there cannot be read: this one lies behind the text."""

_TRIES: Final = 5
_TRY_SECONDS: Final = 0.02
"""Far longer than somebody takes to look who holds a lock."""

_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class BusyError(WorkforceGradesError):
    """Another run works in the output folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works in an output folder: process, machine and since when (UTC)."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        """Return it in words."""
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"process {self.pid}{where}, since {self.since} UTC"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder, which is made where it is not there, and goes again where it stays empty.

    The system gives the lock back when its process ends, so that of a killed run is simply taken.

    Raises
    ------
    BusyError
        Another run holds it; says which.
    """
    new = [folder for folder in (out.absolute(), *out.absolute().parents) if not folder.exists()]
    try:
        with _held(out) as stream:
            _write(stream, Holder(os.getpid(), socket.gethostname(), f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"))
            yield
    finally:
        with suppress(OSError):
            for folder in new:
                folder.rmdir()


@contextmanager
def _held(out: Path) -> Iterator[IO[bytes]]:
    stream = _take(out / FILE)
    if stream is None:
        raise BusyError(
            f"another run works in {out} ({holder(out) or 'which has just begun'}). Wait for it to end, stop it, or "
            "give another --out."
        )
    try:
        yield stream
    finally:
        with suppress(OSError):
            (out / FILE).unlink()
        stream.close()


def holder(out: Path) -> Holder | None:
    """Return who works in an output folder; nothing where nobody does."""
    file = out / FILE
    try:
        with file.open("r+b") as stream:
            if _lock(stream):
                return None
            return Holder(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _take(file: Path) -> IO[bytes] | None:
    """Return the open lock file, locked, in a folder made for it; nothing where somebody else has it.

    Whoever held it may take the file away, and the folder too, between our opening and our locking it, and
    somebody may have looked who holds it (:func:`holder`) in the moment of our locking it: then again.
    """
    for left in reversed(range(_TRIES)):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            stream = file.open("a+b")
        except FileNotFoundError:
            if not left:
                raise
            continue
        if _lock(stream) and _is_at(stream, file):
            return stream
        stream.close()
        time.sleep(_TRY_SECONDS)
    return None


def _is_at(stream: IO[bytes], file: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(stream.fileno()), file.stat())
    return False


def _write(stream: IO[bytes], held: Holder) -> None:
    stream.truncate(0)
    stream.write(json.dumps(asdict(held)).encode())
    stream.flush()


def _lock(stream: IO[Any]) -> bool:
    """Lock an open file unless somebody else has; say whether it is ours."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_FAR)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
