"""How far a run is: what it was asked for, what it has made, and what the record says of it meanwhile."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from workforce_grades.reports import EngineName
from workforce_grades.reports.index import INDEX, LatestGrade
from workforce_grades.reports.pool import Pool, process_pool
from workforce_grades.reports.progress import Summary
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord, FailureRecord
from workforce_grades.reports.tasks import Collection, Plan
from workforce_grades.reports.worker import Result

EXPORTS: Final = "data"
"""Name under which a failure of the exported tables is recorded, and their folder."""


_BETWEEN: Final = 20
"""Between two records there is this many times what writing one takes."""


@dataclass(frozen=True)
class Options:
    """How a run is done.

    Attributes
    ----------
    workers
        Worker processes at most.
    force
        Whether the exported tables are written again too.
    expected
        Notes of the loaders, which are no news on a notebook's standard error.
    pool
        Makes the worker processes.
    engine
        What runs a notebook: a child of a warm process, or a kernel of its own.
    """

    workers: int = 1
    force: bool = False
    expected: frozenset[str] = frozenset()
    pool: Pool = process_pool
    engine: EngineName = "warm"


@dataclass
class RunState:
    """State of one run.

    Attributes
    ----------
    plan, collection, record, out, grades, options
        What :func:`workforce_grades.reports.build.run` was given.
    origin
        Where everything comes from.
    private, names
        Folders and names of this machine, which nothing that is made may hold.
    progress
        Whether it is under way, was stopped, or reached its end.
    started, results, removed, replaced
        When it began; what became of tasks; pages that no longer belonged; files of other data that went first.
    next_save
        Before then the record need not be written again.
    """

    plan: Plan
    collection: Collection
    record: BuildRecord
    out: Path
    grades: Mapping[str, LatestGrade]
    options: Options
    origin: Provenance
    private: tuple[Path, ...]
    names: tuple[str, ...]
    progress: Literal["running", "stopped", "complete"] = "running"
    started: float = field(default_factory=time.perf_counter)
    results: list[Result] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    replaced: int = 0
    next_save: float = 0.0

    @property
    def failures(self) -> list[FailureRecord]:
        """What has failed of that which was asked for, in this run or before."""
        asked = {task.page for task in self.plan.tasks if task.selected} | {EXPORTS}
        return [failure for page, failure in sorted(self.record.failures.items()) if page in asked]

    @property
    def seconds(self) -> float:
        """Since the start."""
        return round(time.perf_counter() - self.started, 1)

    def save(self) -> None:
        """Write the record with how far the run is: whoever reads it knows what is still to be made."""
        reached = {result.task.page for result in self.results}
        self.record.last_run = {
            "state": self.progress, "due": len(self.plan.due), "made": sum(result.is_made for result in self.results),
            "waiting": [task.page for task in self.plan.due if task.page not in reached],
            "unchanged": len(self.plan.unchanged), "failed": len(self.failures), "seconds": self.seconds,
            "workers": self.options.workers, "whole": self.plan.is_whole,
        }  # fmt: skip
        begun = time.perf_counter()
        self.record.save(self.out, private=self.private)
        self.next_save = time.perf_counter() + _BETWEEN * (time.perf_counter() - begun)

    def save_now_and_then(self) -> None:
        """Write the record unless that was done just now: it grows with the pages, and its cost must not.

        What a killed run has made since is made again.
        """
        if time.perf_counter() >= self.next_save:
            self.save()

    def summary(self) -> Summary:
        """Return what the run came to."""
        return Summary(
            made=sum(result.is_made for result in self.results),
            unchanged=len(self.plan.unchanged),
            failed=len(self.failures),
            seconds=self.seconds,
            index=str(self.out / INDEX),
            failures=tuple(_line(failure, self.out) for failure in self.failures),
            removed=tuple(self.removed),
            replaced=self.replaced,
            memory=max((result.memory for result in self.results), default=0),
        )


def _line(failure: FailureRecord, out: Path) -> str:
    where = f" Notebook: {out / failure.notebook}" if failure.notebook else ""
    return f"{failure.place}: {failure.error}: {failure.cause}{where}"
