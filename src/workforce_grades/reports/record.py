"""`OUT/build.json`: what the last run made, from what, in how long, and what failed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from workforce_grades.errors import DataError
from workforce_grades.reports.page_checks import hide_folders_in
from workforce_grades.sources.hashes import file_sha256

FILE: Final = "build.json"
WORK: Final = ".work"
"""Folder, in the output folder, of what a run needs only while it lasts."""
_FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page that was made.

    Attributes
    ----------
    report, member
        Name of the report; key of the authority or region that the page is about, if it is about one.
    inputs
        Hashes of what it was made from, by kind.
    parameters
        Values it ran with, as text.
    sha256
        Hash of the page.
    seconds
        How long it took.
    notes
        What the notebook handed on, for example its finding.
    warnings
        What its cells wrote to standard error.
    memory
        Bytes that the notebook's process held at most.
    """

    report: str
    member: str | None
    inputs: Mapping[str, str]
    parameters: Mapping[str, str]
    sha256: str
    seconds: float
    notes: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    memory: int = 0


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """One report that failed, and where its notebook was kept."""

    report: str
    member: str | None
    name: str
    cell: int
    error: str
    cause: str
    notebook: str

    @property
    def place(self) -> str:
        """Report, and cell where there is one, in words."""
        cell = f", cell {self.cell}" if self.cell else ""
        return f"{self.name}{cell}"


@dataclass(slots=True)
class BuildRecord:
    """Everything that `build.json` holds; all paths are relative to the output folder.

    Attributes
    ----------
    versions
        Of Python, packages and the code.
    data
        sha256 of each source's file, and whether the data are illustrative.
    pages, failures
        By the path of the page.
    files
        Every other file made, with its hash.
    exports
        Hashes of what the exported tables were made from.
    changes
        Of the latest list of changes: `before` and `after`, up to when the data went; `from` and `to`, hashes of
        the files behind them; and `updated`, the moment of the list. Empty where there was none.
    last_run
        Of the last run: its `state` (running, stopped, complete), counts and seconds, the number of pages
        that were `due`, and those still `waiting`.
    """

    versions: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, PageRecord] = field(default_factory=dict)
    failures: dict[str, FailureRecord] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    last_run: dict[str, Any] = field(default_factory=dict)

    def save(self, out: Path, *, private: Iterable[Path] = ()) -> None:
        """Write the record in one step, so that an interrupted run leaves a whole one.

        The `private` folders of this machine are left out of it.
        """
        held = hide_folders_in({"format": _FORMAT, **asdict(self)}, private)
        text = json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False)
        write_whole(out / FILE, text + "\n")

    def made(self) -> list[str]:
        """Return every path that runs have made and that is recorded."""
        kept = [failure.notebook for failure in self.failures.values() if failure.notebook]
        return sorted({*self.pages, *self.files, *kept})


def load_record(out: Path) -> BuildRecord:
    """Return the record of an output folder; an empty one where nothing was made yet.

    Raises
    ------
    DataError
        `build.json` is not one of ours.
    """
    file = out / FILE
    if not file.is_file():
        return BuildRecord()
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found.pop("format") != _FORMAT:
            raise ValueError
        pages = {path: PageRecord(**_tuples(page)) for path, page in found.pop("pages").items()}
        failures = {path: FailureRecord(**failure) for path, failure in found.pop("failures").items()}
        return BuildRecord(pages=pages, failures=failures, **found)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(
            file, "not a build record of this version", action=f"Delete {FILE}, then run again to make every page anew"
        ) from None


def write_whole(file: Path, content: str | bytes) -> str:
    """Write a file under a temporary name, put it in place in one step, and return its hash."""
    data = content.encode() if isinstance(content, str) else content
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return hashlib.sha256(data).hexdigest()


def file_hash(file: Path) -> str:
    """Return the hash of a file; empty where there is none."""
    return file_sha256(file) if file.is_file() else ""


def _tuples(page: dict[str, Any]) -> dict[str, Any]:
    return {**page, "warnings": tuple(page.get("warnings", ()))}
