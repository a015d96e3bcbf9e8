"""How a run tells of itself: one live line on a terminal, plain lines in a pipe, or JSON events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Protocol

from workforce_grades.reports.foreach import keys_by_kind
from workforce_grades.reports.pace import Pace
from workforce_grades.reports.worker import Result

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@dataclass(frozen=True)
class Summary:
    """What a run came to.

    Attributes
    ----------
    made, unchanged, failed
        Numbers of pages; an export or an index that failed counts too.
    seconds
        Of the whole run.
    index
        Path of the index page.
    failures
        One line each: report, cell, cause, where the notebook lies.
    removed
        Pages of earlier runs that no longer belong and were taken away.
    replaced
        How many files, made from the other kind of data, were taken away first.
    memory
        Bytes that the notebook which took most held, with what it shared with the others.
    """

    made: int
    unchanged: int
    failed: int
    seconds: float
    index: str
    failures: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    replaced: int = 0
    memory: int = 0

    @property
    def line(self) -> str:
        """The counts in one line."""
        most = f"; a report took {self.memory / 1e6:,.0f} MB at most" if self.memory else ""
        return f"{self.made} made, {self.unchanged} unchanged, {self.failed} failed in {self.seconds:.1f} s{most}"


class Listener(Protocol):
    """Hears how a run goes."""

    def start(self, reports: Sequence[str], unchanged: int, workers: int) -> None:
        """Pages are about to be made: of each its report."""

    def finish(self, result: Result) -> None:
        """One page was made, or failed."""

    def close(self) -> None:
        """The run is over, or was stopped."""


@dataclass
class PlainLines:
    """One line a page; for pipes and logs."""

    stream: IO[str]
    total: int = 0
    done: int = 0
    failed: int = 0
    _pace: Pace = field(default_factory=lambda: Pace((), 1))

    def start(self, reports: Sequence[str], unchanged: int, workers: int) -> None:
        """Say how many there are."""
        self.total, self._pace = len(reports), Pace(reports, workers)
        self._say(f"{self.total} to make, {unchanged} unchanged, {workers} {'worker' if workers == 1 else 'workers'}")

    def finish(self, result: Result) -> None:
        """Say what became of one."""
        self.done += 1
        self.failed += not result.is_made
        outcome = "made" if result.is_made else "FAILED"
        self._pace.note(result.task.notebook.report, result.seconds if result.is_made else None)
        rest = [text for text in (f"{self.failed} failed" if self.failed else "", self._pace.rest()) if text]
        self._say(
            f"[{self.done}/{self.total}] {100 * self.done // self.total}% {outcome} {result.task.name} "
            f"({result.seconds:.1f} s){''.join(f', {text}' for text in rest)}"
        )

    def close(self) -> None:
        """Nothing is left open."""

    def _say(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()


@dataclass
class JsonLines:
    """One JSON object a line, for programs."""

    stream: IO[str]

    def start(self, reports: Sequence[str], unchanged: int, workers: int) -> None:
        """Tell how many there are."""
        self.tell("start", total=len(reports), unchanged=unchanged, workers=workers)

    def finish(self, result: Result) -> None:
        """Tell what became of one."""
        task = result.task
        about = {"report": task.notebook.report, **keys_by_kind(task.member)}
        if result.is_made:
            self.tell("made", **about, page=task.page, seconds=result.seconds, warnings=list(result.warnings))
        else:
            self.tell(
                "failed", **about, page=task.page, seconds=result.seconds, cell=result.cell or None,
                error=result.error, cause=result.cause, notebook=result.kept or None,
            )  # fmt: skip

    def close(self) -> None:
        """Nothing is left open."""

    def tell(self, event: str, **values: Any) -> None:
        """Write one event."""
        self.stream.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")
        self.stream.flush()


@dataclass
class LiveLine:
    """One line that renews itself: count, percent, workers, last finished, failed, time left."""

    stream: IO[str]
    _progress: Progress | None = None
    _task: TaskID | None = None
    _failed: int = 0
    _pace: Pace = field(default_factory=lambda: Pace((), 1))

    def start(self, reports: Sequence[str], unchanged: int, workers: int) -> None:
        """Show the line."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

        self._pace = Pace(reports, workers)
        self._progress = Progress(
            MofNCompleteColumn(),
            TaskProgressColumn(),
            BarColumn(bar_width=20),
            TextColumn(f"{workers} workers" if workers > 1 else "1 worker"),
            TextColumn("{task.fields[failed]} failed"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[last]}", markup=False),
            console=Console(file=self.stream),
            transient=True,
        )
        self._task = self._progress.add_task("", total=len(reports), failed=0, left="", last="")
        self._progress.start()

    def finish(self, result: Result) -> None:
        """Move on by one."""
        if self._progress is None or self._task is None:
            return
        self._failed += not result.is_made
        self._pace.note(result.task.notebook.report, result.seconds if result.is_made else None)
        left = self._pace.rest()
        self._progress.update(self._task, advance=1, failed=self._failed, last=result.task.name, left=left)

    def close(self) -> None:
        """Take the line away."""
        if self._progress is not None:
            self._progress.stop()
