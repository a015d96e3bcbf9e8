"""The count line that every loader ends with: rows read, kept, left out and why, values flagged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

_log = logging.getLogger("workforce_grades")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one loader did with one file.

    Attributes
    ----------
    source_id
        Name of the source in the registry of :mod:`workforce_grades.sources.folder`.
    file, sha256
        Name and hash of the file that was read.
    read, kept
        Rows in the file and rows in the tidy table.
    dropped
        Rows left out, by reason.
    flagged
        Values that are not plain numbers, or rows to be careful with, by flag.
    years
        First and last year, where the table has years.
    authorities
        Number of authorities (or joint returns) in the table.
    notes
        Sentences about anything that a careful reader should know.
    asides
        Those of the notes that no result hangs on, such as how a file was packed.
    """

    source_id: str
    file: str
    sha256: str
    read: int
    kept: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    flagged: Mapping[str, int] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    authorities: int | None = None
    notes: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes that matter to results."""
        return tuple(note for note in self.notes if note not in self.asides)

    def __deepcopy__(self, memo: dict[int, object]) -> LoadReport:
        """Return itself: pandas copies `attrs` with every frame that it cuts."""
        return self

    def __str__(self) -> str:
        """Return the count line."""
        parts = [f"read {self.read:,}, kept {self.kept:,}"]
        if self.dropped:
            parts.append(f"left out {sum(self.dropped.values()):,} ({_counts(self.dropped)})")
        if self.flagged:
            parts.append(f"flagged {_counts(self.flagged)}")
        if self.years:
            parts.append(f"years {self.years[0]} to {self.years[1]}")
        if self.authorities is not None:
            parts.append(f"{self.authorities:,} authorities")
        return f"{self.source_id}: {'; '.join(parts)} [{self.file}]"


@dataclass(slots=True)
class LoadLog:
    """Collects what a loader sees on its way, and closes with a :class:`LoadReport`.

    `expected_bytes` is the file's size by the folder's manifest, 0 where that says nothing.
    """

    source_id: str
    file: str
    sha256: str
    expected_bytes: int = 0
    rows_read: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    flagged: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)

    def drop(self, count: int, reason: str) -> None:
        """Count rows that are left out, and why."""
        if count:
            self.dropped[reason] = self.dropped.get(reason, 0) + int(count)

    def flag(self, count: int, reason: str) -> None:
        """Count values that a reader should be careful with."""
        if count:
            self.flagged[reason] = self.flagged.get(reason, 0) + int(count)

    def note(self, sentence: str) -> None:
        """Record a warning; it is logged at once and kept in the report."""
        _log.warning("%s", told_of(self.file, sentence))
        self.notes.append(sentence)

    def aside(self, sentence: str) -> None:
        """Record a note that no result hangs on."""
        _log.info("%s", told_of(self.file, sentence))
        self.notes.append(sentence)
        self.asides.append(sentence)

    def attach(
        self,
        frame: pd.DataFrame,
        *,
        years: pd.Series | None = None,
        authorities: pd.Series | None = None,
    ) -> pd.DataFrame:
        """Return `frame` with its :class:`LoadReport` in ``frame.attrs["load_report"]``."""
        report = LoadReport(
            source_id=self.source_id,
            file=self.file,
            sha256=self.sha256,
            read=self.rows_read,
            kept=len(frame),
            dropped=self.dropped,
            flagged=self.flagged,
            years=None if years is None or years.empty else (int(years.min()), int(years.max())),
            authorities=None if authorities is None else int(authorities.nunique()),
            notes=tuple(self.notes),
            asides=tuple(self.asides),
        )
        frame.attrs["load_report"] = report
        _log.info("%s", report)
        return frame


def load_report(frame: pd.DataFrame) -> LoadReport:
    """Return the report of the loader that made `frame`."""
    report = frame.attrs.get("load_report")
    if not isinstance(report, LoadReport):
        raise TypeError("this frame was not made by a loader of workforce_grades")
    return report


def told_of(file: str, note: str) -> str:
    """Return a note with the file that it is of; one about a file that is not there has none."""
    return f"{file}: {note}" if "." in file else note


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in counts.items())
