"""The data folder: which of the publishers' files are there, and where each comes from."""

from __future__ import annotations

import csv
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.sources.hashes import file_sha256
from workforce_grades.sources.published import FICTIONAL_CODE, ILLUSTRATIVE_PREFIX, SOURCES, Source
from workforce_grades.sources.report import LoadLog

__all__ = [
    "DATA_VARIABLE", "ILLUSTRATIVE_PREFIX", "LOCK_FILE", "REFERENCE_FACTS", "SOURCES", "DataFolder", "Source",
    "existing_folder", "open_folder", "sample_folder",
]  # fmt: skip

DATA_VARIABLE: Final = "WORKFORCE_GRADES_DATA"
LOCK_FILE: Final = "lock.json"
"""Where `data fetch` records what it brought; see :mod:`workforce_grades.fetch.lock`."""

REFERENCE_FACTS: Final = ("authority_history.csv", "name_aliases.csv", "regions.csv")
"""Lists that a folder of fictional authorities has of its own; see :mod:`workforce_grades.authorities.reference`."""


@dataclass(frozen=True)
class DataFolder:
    """A folder with the publishers' files, or the bundled sample in the same formats.

    Parameters
    ----------
    path
        The folder. :func:`open_folder` makes one from text, a path or nothing at all.
    """

    path: Path

    def find(self, source_id: str) -> Path | None:
        """Return the file of a source, or None where the folder has none.

        Raises
        ------
        DataError
            More than one file fits: two releases must not be mixed.
        """
        return self.file_of(SOURCES[source_id])

    def file_of(self, source: Source) -> Path | None:
        """Return the one file that is named like a source's, or None."""
        files = sorted(file for file in self.path.iterdir() if source.is_file_name(file.name) and file.is_file())
        if len(files) > 1:
            listed = ", ".join(file.name for file in files)
            raise DataError(
                self.path.name,
                f"{len(files)} files could be '{source.title}': {listed}",
                expected="one release of each publication, because earlier years are revised in later ones",
                action="Keep one of them in the folder; `workforce-grades data diff` compares two releases",
            )
        return files[0] if files else None

    def absent(self) -> list[Source]:
        """Return the sources that the study runs without and of which the folder has no file."""
        return [source for source in SOURCES.values() if not source.required and self.file_of(source) is None]

    def lacking(self) -> list[Source]:
        """Return the sources that the study cannot run without and of which the folder has no file."""
        return [source for source in SOURCES.values() if source.required and self.file_of(source) is None]

    def require(self, source_id: str) -> Path:
        """Return the file of a source; a missing one is an error that names its page.

        Whatever else the study cannot run without and is not there is named with it.
        """
        file = self.find(source_id)
        if file is None:
            source = SOURCES[source_id]
            others = [each for each in self.lacking() if each.id != source_id]
            raise DataError(
                self.path.name or str(self.path),
                f"no file like {source.pattern} ({source.publisher}, {source.title}) in this folder"
                + "".join(f", nor one like {other.pattern} ({other.publisher}, {other.title})" for other in others),
                action=f"Download {'them' if others else 'it'} into the folder from "
                f"{' and '.join(each.page for each in (source, *others))}; "
                f"`workforce-grades data fetch {' '.join(each.id for each in (source, *others))} --into FOLDER` does",
            )
        return file

    def cited(self, source_id: str) -> Source:
        """Return a source with the release and page of the folder's own file, as its name tells them.

        A source without a file here, or whose file's name tells no release, has the release
        "Release not known"; one whose publisher puts no release into its files says that.
        """
        file = self.find(source_id)
        return SOURCES[source_id].named(file.name if file else "")

    def log(self, source_id: str, file: Path) -> LoadLog:
        """Start the log of a loader; a file that differs from the folder's manifest is noted."""
        recorded = self.manifest.get(file.name, {})
        size = recorded.get("bytes") or ""
        known = int(size) if re.fullmatch(r"\d{1,15}", size) else 0
        log = LoadLog(source_id, file.name, self.sha256(file), expected_bytes=known)
        expected = recorded.get("sha256") or ""
        if expected and expected != log.sha256:
            log.note(
                f"changed since the manifest was written (sha256 {expected[:8]}... -> {log.sha256[:8]}...): "
                "the publisher revised it or it was edited"
            )
        return log

    def sha256(self, file: Path) -> str:
        """Return the hash of a file's content."""
        facts = file.stat()
        return _sha256(file.absolute(), facts.st_size, facts.st_mtime_ns)

    @cached_property
    def manifest(self) -> dict[str, dict[str, str]]:
        """Rows of the folder's `manifest.csv`, by file name, or of what `data fetch` recorded; empty without both."""
        file = self.path / "manifest.csv"
        if not file.is_file():
            return _recorded(self.path / LOCK_FILE)
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream, suppress(csv.Error):
            return {row["file"]: row for row in csv.DictReader(stream) if row.get("file")}
        return {}

    @cached_property
    def is_illustrative(self) -> bool:
        """Whether the folder holds generated data of fictional authorities, by its names or by their codes."""
        if any(file.name.casefold().startswith(ILLUSTRATIVE_PREFIX) for file in self.path.iterdir()):
            return True
        codes = self.find("authorities")
        return codes is not None and bool(FICTIONAL_CODE.search(codes.read_text("latin-1").replace("\0", "")))

    @cached_property
    def content(self) -> dict[str, str]:
        """The sha256 of everything that results depend on: sources, and reference facts of its own."""
        files = [self.path / name for name in REFERENCE_FACTS]
        return self.fingerprint | {file.name: self.sha256(file) for file in files if file.is_file()}

    @cached_property
    def fingerprint(self) -> dict[str, str]:
        """The sha256 of each source's file in the folder, by source id."""
        found = {source_id: self.find(source_id) for source_id in SOURCES}
        return {source_id: self.sha256(file) for source_id, file in found.items() if file}


def _recorded(file: Path) -> dict[str, dict[str, str]]:
    """Return size and hash of each file in the record of a fetch; `data status` says what is wrong with a record."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))["sources"].values()
        return {entry["file"]: {"bytes": str(entry["bytes"]), "sha256": entry["sha256"]} for entry in entries}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


@lru_cache(maxsize=256)
def _sha256(file: Path, size: int, mtime_ns: int) -> str:
    return file_sha256(file)


def open_folder(data: str | Path | DataFolder | None = None) -> DataFolder:
    """Return the data folder to read.

    Parameters
    ----------
    data
        A folder. Without one: the environment variable ``WORKFORCE_GRADES_DATA``, else the bundled
        sample of fictional authorities.

    Raises
    ------
    UnknownNameError
        There is no such folder; carries folders beside it with a name like it.
    DataError
        It is a file.
    """
    if isinstance(data, DataFolder):
        return data
    chosen = data or os.environ.get(DATA_VARIABLE) or sample_folder()
    return DataFolder(existing_folder(Path(chosen).expanduser(), "data folder"))


def existing_folder(path: Path, kind: str) -> Path:
    """Return a folder that must be there.

    Raises
    ------
    UnknownNameError
        It is not; carries folders beside it with a name like it.
    DataError
        It is a file; its folder may be the one that is meant.
    """
    if path.is_dir():
        return path
    if path.exists():
        fits = any(source.is_file_name(path.name) for source in SOURCES.values())
        action = f"Give the folder it is in: {path.parent}" if fits else "Give the folder with the publishers' files"
        raise DataError(path, f"this is a file, not a {kind}", action=action if kind == "data folder" else "")
    beside = [child.name for child in path.parent.iterdir() if child.is_dir()] if path.parent.is_dir() else []
    alike = get_close_matches(path.name, beside, n=3, cutoff=0.75)
    fetched = f". Check the path; `workforce-grades data fetch --into {path}` would bring the publishers' files there"
    raise UnknownNameError(
        kind, path.name, alike, hint=f"There is no folder {path}" + (fetched if kind == "data folder" else "")
    )


def sample_folder() -> Path:
    """Return the folder of the bundled sample in the project's checkout."""
    return Path(__file__).resolve().parents[3] / "data" / "sample"
