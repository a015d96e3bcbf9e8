"""How a run tells of itself: plain lines, JSON events, and the live line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from workforce_grades.reports.plan import plan
from workforce_grades.reports.progress import JsonLines, LiveLine, PlainLines, Summary
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.tasks import Collection, Selection, Task
from workforce_grades.reports.worker import Result


@pytest.fixture
def tasks(collection: Collection) -> dict[str, Task]:
    return {task.name: task for task in plan(collection, Selection(), BuildRecord(), Path("nowhere")).tasks}


def made(task: Task, seconds: float = 1.25) -> Result:
    return Result(task, seconds, sha256="aa", warnings=("odd",))


def failed(task: Task, cell: int = 3, kept: str = "failed/a.ipynb") -> Result:
    return Result(task, 0.5, cell=cell, error="ValueError", cause="no “year”", kept=kept)


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (Summary(3, 2, 1, 12.34, "i"), "3 made, 2 unchanged, 1 failed in 12.3 s"),
        (Summary(0, 0, 0, 0.0, "i"), "0 made, 0 unchanged, 0 failed in 0.0 s"),
        (Summary(1, 0, 0, 2.0, "i", memory=1_234_567_890),
         "1 made, 0 unchanged, 0 failed in 2.0 s; a report took 1,235 MB at most"),
    ],
)  # fmt: skip
def test_a_summary_is_one_line(summary: Summary, line: str) -> None:
    assert summary.line == line


def test_plain_lines_count_and_say_what_became_of_each(tasks: dict[str, Task]) -> None:
    stream = io.StringIO()
    lines = PlainLines(stream)
    lines.start(["quality", "local-authority", "local-authority"], 2, 1)
    lines.finish(made(tasks["quality"]))
    lines.finish(failed(tasks["local-authority/ashby"]))
    lines.finish(made(tasks["local-authority/bracken-moor"], 61.04))
    lines.close()
    assert stream.getvalue().splitlines() == [
        "3 to make, 2 unchanged, 1 worker",
        "[1/3] 33% made quality (1.2 s)",
        "[2/3] 66% FAILED local-authority/ashby (0.5 s), 1 failed",
        "[3/3] 100% made local-authority/bracken-moor (61.0 s), 1 failed",
    ]


def test_plain_and_live_lines_say_how_long_the_rest_takes_once_that_is_known(tasks: dict[str, Task]) -> None:
    stream, live = io.StringIO(), LiveLine(io.StringIO())
    lines = PlainLines(stream)
    for listener in (lines, live):
        listener.start(["local-authority"] * 4, 0, 1)
        for slug in ("ashby", "bracken-moor"):
            listener.finish(made(tasks[f"local-authority/{slug}"], 3.0))
        listener.close()
    assert stream.getvalue().endswith("[2/4] 50% made local-authority/bracken-moor (3.0 s), 6 s left\n")
    assert live._progress is not None
    assert live._progress.tasks[0].fields["left"] == "6 s left"


@pytest.mark.parametrize(("workers", "words"), [(1, "1 worker"), (2, "2 workers"), (0, "0 workers")])
def test_plain_lines_say_how_many_work(workers: int, words: str) -> None:
    stream = io.StringIO()
    PlainLines(stream).start([], 7, workers)
    assert stream.getvalue() == f"0 to make, 7 unchanged, {words}\n"


def test_events_are_one_object_a_line(tasks: dict[str, Task]) -> None:
    stream = io.StringIO()
    lines = JsonLines(stream)
    lines.start(["local-authority", "quality"], 1, 4)
    lines.finish(made(tasks["local-authority/ashby"]))
    lines.finish(failed(tasks["quality"]))
    lines.finish(failed(tasks["quality"], cell=0, kept=""))
    lines.close()
    start, page, failure, plain = map(json.loads, stream.getvalue().splitlines())
    assert start == {"event": "start", "total": 2, "unchanged": 1, "workers": 4}
    assert page == {
        "event": "made", "report": "local-authority", "authority": "801", "region": None,
        "page": "local-authority/ashby.html", "seconds": 1.25, "warnings": ["odd"],
    }  # fmt: skip
    assert failure == {
        "event": "failed", "report": "quality", "authority": None, "region": None, "page": "quality.html",
        "seconds": 0.5, "cell": 3, "error": "ValueError", "cause": "no “year”", "notebook": "failed/a.ipynb",
    }  # fmt: skip
    assert (plain["cell"], plain["notebook"]) == (None, None)
    assert "“year”" in stream.getvalue()


def test_every_event_is_out_before_the_next(tasks: dict[str, Task]) -> None:
    class Pipe(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    for listener in (JsonLines, PlainLines):
        stream = Pipe()
        lines = listener(stream)
        lines.start(["quality"], 0, 1)
        lines.finish(made(tasks["quality"]))
        assert stream.flushed == stream.getvalue().count("\n") == 2


def test_the_live_line_moves_on_counts_failures_and_goes_away(tasks: dict[str, Task]) -> None:
    live = LiveLine(io.StringIO())
    live.start(["quality", "grades", "how-to-read", "local-authority"], 0, 2)
    try:
        bar = live._progress
        assert bar is not None
        assert bar.tasks[0].total == 4
        live.finish(failed(tasks["quality"]))
        assert bar.tasks[0].fields == {"failed": 1, "left": "", "last": "quality"}
        live.finish(made(tasks["local-authority/ashby"]))
        assert bar.tasks[0].completed == 2
        assert bar.tasks[0].fields == {"failed": 1, "left": "", "last": "local-authority/ashby"}
    finally:
        live.close()
    assert not bar.live.is_started


@pytest.mark.parametrize(("workers", "words"), [(1, "1 worker"), (3, "3 workers")])
def test_the_live_line_says_how_many_work(workers: int, words: str) -> None:
    live = LiveLine(io.StringIO())
    live.start(["quality"], 0, workers)
    live.close()
    assert live._progress is not None
    assert words in [getattr(column, "text_format", "") for column in live._progress.columns]


def test_a_live_line_that_was_never_started_hears_and_ends_quietly(tasks: dict[str, Task]) -> None:
    live = LiveLine(io.StringIO())
    live.finish(made(tasks["quality"]))
    live.close()
    assert live.stream.getvalue() == ""  # type: ignore[attr-defined]


def test_a_result_is_made_where_it_has_a_page(tasks: dict[str, Task]) -> None:
    result = made(tasks["quality"])
    assert result.is_made
    assert not replace(result, sha256="").is_made
