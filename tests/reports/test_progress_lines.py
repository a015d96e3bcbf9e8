"""How a run tells of itself: plain lines, JSON events, the live line, and how long the rest will take."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.reports import progress
from workforce_grades.reports.plan import plan
from workforce_grades.reports.progress import JsonLines, LiveLine, PlainLines, Summary, time_left
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.tasks import Collection, Selection, Task
from workforce_grades.reports.worker import Result


@pytest.fixture
def tasks(collection: Collection) -> dict[str, Task]:
    return {task.name: task for task in plan(collection, Selection(), BuildRecord(), Path("nowhere")).tasks}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment that it is, in seconds."""
    moment = [1_000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: moment[0])
    return moment


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


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "words"),
    [
        (10, 0, 5, ""),
        (10, 5, 5, ""),
        (10, 6, 5, ""),
        (10, 1, 2, "10 s left"),
        (10, 1, 5, "40 s left"),
        (60, 1, 3, "2 min 00 s left"),
        (7, 2, 30, "1 min 38 s left"),
        (10, 2, 3, "5 s left"),
        (59.6, 1, 2, "1 min 00 s left"),
        (59.4, 1, 2, "59 s left"),
        (65, 1, 2, "1 min 05 s left"),
        (3_600, 1, 3, "120 min 00 s left"),
        (0, 1, 2, "0 s left"),
    ],
)
def test_the_rest_takes_as_long_as_the_pace_so_far_says(elapsed: float, done: int, total: int, words: str) -> None:
    assert time_left(elapsed, done, total) == words


@given(st.floats(0, 1e5), st.integers(1, 500), st.integers(1, 500))
def test_minutes_and_seconds_add_up_to_the_rest(elapsed: float, done: int, more: int) -> None:
    words = time_left(elapsed, done, done + more).split()
    numbers = [int(word) for word in words if word.isdigit()]
    minutes, seconds = numbers if "min" in words else [0, *numbers]
    assert seconds < 60
    assert abs(60 * minutes + seconds - elapsed / done * more) <= 0.5


def test_plain_lines_count_and_say_what_became_of_each(tasks: dict[str, Task], clock: list[float]) -> None:
    stream = io.StringIO()
    lines = PlainLines(stream)
    lines.start(3, 2, 1)
    clock[0] += 10
    lines.finish(made(tasks["quality"]))
    clock[0] += 10
    lines.finish(failed(tasks["local-authority/ashby"]))
    clock[0] += 10
    lines.finish(made(tasks["local-authority/bracken-moor"], 61.04))
    lines.close()
    assert stream.getvalue().splitlines() == [
        "3 to make, 2 unchanged, 1 worker",
        "[1/3] 33% made quality (1.2 s), 20 s left",
        "[2/3] 66% FAILED local-authority/ashby (0.5 s), 1 failed, 10 s left",
        "[3/3] 100% made local-authority/bracken-moor (61.0 s), 1 failed",
    ]


@pytest.mark.parametrize(("workers", "words"), [(1, "1 worker"), (2, "2 workers"), (0, "0 workers")])
def test_plain_lines_say_how_many_work(workers: int, words: str) -> None:
    stream = io.StringIO()
    PlainLines(stream).start(0, 7, workers)
    assert stream.getvalue() == f"0 to make, 7 unchanged, {words}\n"


def test_events_are_one_object_a_line(tasks: dict[str, Task]) -> None:
    stream = io.StringIO()
    lines = JsonLines(stream)
    lines.start(2, 1, 4)
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
        lines.start(1, 0, 1)
        lines.finish(made(tasks["quality"]))
        assert stream.flushed == stream.getvalue().count("\n") == 2


def test_the_live_line_moves_on_counts_failures_and_goes_away(tasks: dict[str, Task], clock: list[float]) -> None:
    live = LiveLine(io.StringIO())
    live.start(4, 0, 2)
    try:
        bar = live._progress
        assert bar is not None
        assert bar.tasks[0].total == 4
        clock[0] += 10
        live.finish(failed(tasks["quality"]))
        assert bar.tasks[0].fields == {"failed": 1, "left": "30 s left", "last": "quality"}
        clock[0] += 10
        live.finish(made(tasks["local-authority/ashby"]))
        assert bar.tasks[0].completed == 2
        assert bar.tasks[0].fields == {"failed": 1, "left": "20 s left", "last": "local-authority/ashby"}
    finally:
        live.close()
    assert not bar.live.is_started


@pytest.mark.parametrize(("workers", "words"), [(1, "1 worker"), (3, "3 workers")])
def test_the_live_line_says_how_many_work(workers: int, words: str) -> None:
    live = LiveLine(io.StringIO())
    live.start(1, 0, workers)
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
