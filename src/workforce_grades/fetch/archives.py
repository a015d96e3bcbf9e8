"""Files out of what came: one member of a zip, or what a gzip file holds, never more than is allowed."""

from __future__ import annotations

import errno
import gzip
import zipfile
import zlib
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO

from workforce_grades.errors import FetchError
from workforce_grades.fetch.shapes import listed
from workforce_grades.sources.files import DAMAGED_ZIP


def take_member(archive: Path, pattern: str, to: Path, *, address: str, limit: int) -> str:
    """Write the one member of a zip whose name fits to `to`, and return its name without folders.

    Nothing else is unpacked, and no name in the zip decides where anything is written.

    Parameters
    ----------
    archive, to
        The zip and the file to write.
    pattern
        A glob for the member's name, upper and lower case the same.
    address
        Where the zip comes from, for messages.
    limit
        Bytes that all members together may unpack to.

    Raises
    ------
    FetchError
        It is no whole zip, too large, has names that lead out of it, or not exactly one such member.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            member = _member(opened, pattern, address, limit)
            with opened.open(member) as packed:
                _copy(packed, to, limit, address)
    except DAMAGED_ZIP as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # the disk's fault
            raise
        raise FetchError(address, f"the zip is damaged or incomplete ({error})", action="Try again") from error
    return PurePosixPath(member.filename).name


def undo_gzip(file: Path, *, address: str, limit: int) -> None:
    """Unpack a file in place where it is gzip, sent as a file of its own and not as a packed answer."""
    with file.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return
    plain = file.with_name(file.name + ".plain")
    try:
        with gzip.GzipFile(file) as packed:
            _copy(packed, plain, limit, address)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        plain.unlink(missing_ok=True)
        raise FetchError(address, "the gzip data is damaged or incomplete", action="Try again") from error
    plain.replace(file)


def _member(opened: zipfile.ZipFile, pattern: str, address: str, limit: int) -> zipfile.ZipInfo:
    members = [info for info in opened.infolist() if not info.is_dir()]
    leading_out = [info.filename for info in members if _leads_out(info.filename)]
    if leading_out:
        raise FetchError(address, f"the zip has a member that leads out of it ({leading_out[0][:80]!r})",
                         expected="plain names", action="Do not use this file")  # fmt: skip
    if (unpacked := sum(info.file_size for info in members)) > limit:
        raise FetchError(address, f"the zip unpacks to {unpacked:,} bytes", expected=f"at most {limit:,}")
    fitting = [
        info for info in members if fnmatchcase(PurePosixPath(info.filename).name.casefold(), pattern.casefold())
    ]
    if len(fitting) != 1:
        names = listed([info.filename for info in members])
        what = "is not in the zip" if not fitting else f"fits {len(fitting)} members of the zip"
        raise FetchError(address, f"{pattern} {what}. It holds: {names}", action="The publisher may have dropped it")
    return fitting[0]


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _copy(packed: IO[bytes] | gzip.GzipFile, to: Path, limit: int, address: str) -> None:
    """Copy at most `limit` bytes: what a zip says of its sizes need not be true."""
    left = limit
    with to.open("wb") as stream:
        while piece := packed.read(1_000_000):
            left -= len(piece)
            if left < 0:
                raise FetchError(address, f"unpacks to more than {limit:,} bytes")
            stream.write(piece)
