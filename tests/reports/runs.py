"""Runs of a small collection, as the tests of :mod:`workforce_grades.reports.build` make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workforce_grades.reports.build import run
from workforce_grades.reports.index import LatestGrade
from workforce_grades.reports.plan import plan
from workforce_grades.reports.progress import Summary
from workforce_grades.reports.record import BuildRecord, PageRecord, load_record, write_whole
from workforce_grades.reports.run_state import Options
from workforce_grades.reports.tasks import Collection, Plan, Selection
from workforce_grades.reports.worker import Result

from .conftest import Inline

Collect = Callable[[], Collection]
GRADES = {"801": LatestGrade("Good", "1 May 2023")}


def made(planned: Plan, out: Path) -> BuildRecord:
    """Return the record of a run that made everything."""
    record = BuildRecord()
    for task in planned.tasks:
        digest = write_whole(out / task.page, task.name)
        record.pages[task.page] = PageRecord(task.notebook.report, None, task.inputs, {}, digest, 1.0)
    return record


@dataclass
class Heard:
    """Keeps what a run tells."""

    started: list[tuple[list[str], int, int]] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    closed: int = 0
    stop_after: int = 10**6

    def start(self, reports: Sequence[str], unchanged: int, workers: int) -> None:
        self.started.append((list(reports), unchanged, workers))

    def finish(self, result: Result) -> None:
        self.results.append(result)
        if len(self.results) >= self.stop_after:
            raise KeyboardInterrupt

    def close(self) -> None:
        self.closed += 1


def exports(folder: Path) -> None:
    (folder / "linked.csv").write_text("la_key\n801\n")


def go(
    collection: Collection, out: Path, *, selection: Selection | None = None, heard: Heard | None = None,
    write_exports: Callable[[Path], object] = exports, options: Options | None = None,
) -> Summary:  # fmt: skip
    record = load_record(out)
    planned = plan(collection, selection or Selection(), record, out)
    return run(
        planned, collection, record, out, listener=heard or Heard(), write_exports=write_exports, grades=GRADES,
        options=options or Options(pool=Inline),
    )  # fmt: skip


def tree(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
