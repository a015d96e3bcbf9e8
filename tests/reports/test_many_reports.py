"""However many reports a run makes, its processes hold no more, and a report takes no longer."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest

from workforce_grades.reports import session
from workforce_grades.reports.plan import plan
from workforce_grades.reports.pool import make_pages
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.tasks import Selection
from workforce_grades.reports.worker import Job
from workforce_grades.study import load_study

pytestmark = pytest.mark.slow
SHORT = 8
DEEP = int(os.environ.get("WORKFORCE_GRADES_MANY", "5000"))
MOST_GROWTH = 1.05
SLACK_BYTES = 8 << 20
MOST_SLOWING = 1.25
"""Of a report's processor time in the last quarter, against the second."""


@dataclass
class Watch:
    """What the processes of a run held and used after each of its reports."""

    held: list[dict[str, int]] = field(default_factory=list)
    used: list[float] = field(default_factory=list)

    def look(self) -> None:
        run = psutil.Process()
        workers = run.children()
        warm = [process for worker in workers for process in worker.children()]
        self.held.append({"run": _memory([run]), "workers": _memory(workers), "warm processes": _memory(warm)})
        self.used.append(sum(_seconds(process) for process in (*workers, *warm)))

    def quarter(self, number: int) -> slice:
        return slice(number * len(self.held) // 4, (number + 1) * len(self.held) // 4)

    def bytes_of(self, name: str, number: int) -> float:
        return statistics.mean(each[name] for each in self.held[self.quarter(number)])

    def seconds_of(self, number: int) -> float:
        """Return the processor time of a report in one quarter of the run."""
        used = self.used[self.quarter(number)]
        return (used[-1] - used[0]) / max(1, len(used) - 1)


def _memory(processes: list[psutil.Process]) -> int:
    """Return the bytes that processes hold, with what they share: whether a child is there just now must not count."""
    return sum(process.memory_info().rss for process in processes if process.is_running())


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def jobs(sample: Path, out: Path, count: int) -> Iterator[Job]:
    """Return as many pages as asked for, of the sample's authorities again and again."""
    study = load_study(sample)
    collection = session.collect(study.folder, study.authorities, session.find_notebooks(None))
    due = plan(collection, Selection(only=("local-authority",)), BuildRecord(), out).due
    origin = provenance(study.folder)
    for number, task in enumerate(islice(cycle(due), count)):
        yield Job(replace(task, page=f"local-authority/{number}.html"), out, origin, ())


def make_many(sample: Path, out: Path, count: int) -> Watch:
    watch = Watch()
    for made, result in enumerate(make_pages(list(jobs(sample, out, count)), workers=2), 1):
        assert result.is_made, result
        if made < count - 1:
            watch.look()
        (out / result.task.page).unlink()
    return watch


def test_every_page_is_made_and_every_process_watched(sample: Path, tmp_path: Path) -> None:
    watch = make_many(sample, tmp_path, SHORT)
    assert len(watch.held) == SHORT - 2
    assert all(min(each.values()) > 1 << 20 for each in watch.held[1:])
    assert watch.bytes_of("run", 3) <= MOST_GROWTH * watch.bytes_of("run", 1) + SLACK_BYTES


@pytest.mark.deep
def test_thousands_of_reports_cost_no_more_each(sample: Path, tmp_path: Path) -> None:
    begun = time.perf_counter()
    watch = make_many(sample, tmp_path, DEEP)
    told = [f"{DEEP:,} reports in {time.perf_counter() - begun:.0f} s"]
    for name in watch.held[-1]:
        early, late = watch.bytes_of(name, 1), watch.bytes_of(name, 3)
        told.append(f"{name}: {early / 2**20:.0f} MB in the second quarter, {late / 2**20:.0f} MB in the last")
        assert late <= MOST_GROWTH * early + SLACK_BYTES, told
    early, late = watch.seconds_of(1), watch.seconds_of(3)
    told.append(f"processor time a report: {early:.2f} s in the second quarter, {late:.2f} s in the last")
    print("", *told, sep="\n")  # noqa: T201 - what the proof came to
    assert late <= MOST_SLOWING * early
