"""The record of a folder of downloads: which file of which release came from where, when, with which hash."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from workforce_grades.errors import DataError
from workforce_grades.sources.folder import LOCK_FILE

_FORM: Final = 1
_BUSY: Final = ".fetching"
UNFINISHED: Final = f".{LOCK_FILE}.*.tmp"
"""Names of a record that is being written."""

_REPAIR: Final = "Move it away and run `workforce-grades data lock`, or fetch again"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded about one source's file.

    Attributes
    ----------
    file, release
        Its name in the folder, and the release it belongs to.
    route
        How it was found; ``by hand`` where it was put there.
    url, final_url
        What was asked for, and where redirects ended.
    fetched_at
        Moment in UTC, ISO 8601.
    bytes, sha256
        Of the file as it is kept.
    etag, last_modified, version
        What the server said of it, where it did.
    """

    file: str
    release: str
    route: str
    url: str
    final_url: str
    fetched_at: str
    bytes: int
    sha256: str
    etag: str = ""
    last_modified: str = ""
    version: str = ""


def read_lock(folder: Path) -> dict[str, Recorded]:
    """Return what is recorded, by source id; nothing where nothing was recorded yet.

    Raises
    ------
    DataError
        The record is damaged, or was written by a later version.
    """
    file = folder / LOCK_FILE
    if not file.is_file():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise DataError(file, "not readable as JSON", expected="the record that `data fetch` writes",
                        action=_REPAIR) from error  # fmt: skip
    if not isinstance(content, dict) or content.get("form") != _FORM or not isinstance(content.get("sources"), dict):
        raise DataError(file, "not a record of this version", expected=f'"form": {_FORM} and "sources"', action=_REPAIR)
    return {source_id: _recorded(source_id, entry, file) for source_id, entry in content["sources"].items()}


def write_lock(folder: Path, lock: Mapping[str, Recorded]) -> None:
    """Write the record in one step."""
    with recording(folder, lock):
        pass


@contextmanager
def recording(folder: Path, lock: Mapping[str, Recorded]) -> Iterator[None]:
    """Write the record ahead of what it says, and let it take effect in one step after that was done.

    A full disk is noticed before anything is moved; where the block fails the earlier record stays.
    """
    content = {"form": _FORM, "sources": {source_id: asdict(lock[source_id]) for source_id in sorted(lock)}}
    temporary = folder / f".{LOCK_FILE}.{os.getpid()}.tmp"
    try:
        temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        yield
        temporary.replace(folder / LOCK_FILE)
    finally:
        temporary.unlink(missing_ok=True)


def now() -> str:
    """Return this moment in UTC as ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second fetch out of a folder while one is at work; the system lets go when a process ends.

    Raises
    ------
    DataError
        Another process is fetching into the folder.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    with (folder / _BUSY).open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataError(folder.name, "another fetch is at work in this folder", action="Wait for it") from error
        yield


def _recorded(source_id: str, entry: Any, file: Path) -> Recorded:
    kinds = {each.name: int if each.name == "bytes" else str for each in fields(Recorded)}
    wrong = [name for name, kind in kinds.items()
             if not isinstance(entry, dict) or not isinstance(entry.get(name), kind)]  # fmt: skip
    if wrong or Path(entry["file"]).name != entry["file"]:
        found = f"`{(wrong or ['file'])[0]}` is missing or has the wrong form"
        raise DataError(file, found, place=f"source {source_id}", expected="the record that `data fetch` writes",
                        action=_REPAIR)  # fmt: skip
    return Recorded(**{name: entry[name] for name in kinds})
