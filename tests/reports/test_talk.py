"""What a run and the commands say: progress, lists, estimates."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.reports.estimates_text import estimates_text, problem_lines, unestimated
from workforce_grades.reports.index import latest_grades
from workforce_grades.reports.listing import _pages_of, authority_lines, plan_lines, report_lines, status_lines
from workforce_grades.reports.plan import plan
from workforce_grades.reports.progress import JsonLines, LiveLine, PlainLines, Summary
from workforce_grades.reports.record import BuildRecord, FailureRecord, PageRecord, write_whole
from workforce_grades.reports.tasks import Collection, Selection
from workforce_grades.reports.worker import Result

from .conftest import AUTHORITIES, Shelf


@pytest.fixture
def collection(shelf: Shelf, collect: Callable[[], Collection]) -> Collection:
    shelf.add("04-grades.ipynb", title="Grades", parameters='data: str = ""\nyears: int = 3  # how many')
    shelf.add_authority_report()
    return collect()


@pytest.fixture
def results(collection: Collection, tmp_path: Path) -> list[Result]:
    tasks = plan(collection, Selection(limit=1), BuildRecord(), tmp_path).due
    return [
        Result(tasks[0], 1.24, "ff"),
        Result(tasks[1], 0.5, cell=3, error="KeyError", cause="'x'", kept="failed/local-authority-ashby.ipynb"),
    ]


def test_plain_lines_have_no_carriage_returns_and_no_colours(results: list[Result]) -> None:
    stream = io.StringIO()
    lines = PlainLines(stream)
    lines.start(["grades", "local-authority"], 5, 1)
    for result in results:
        lines.finish(result)
    lines.close()
    assert stream.getvalue() == (
        "2 to make, 5 unchanged, 1 worker\n[1/2] 50% made grades (1.2 s)\n"
        "[2/2] 100% FAILED local-authority/ashby (0.5 s), 1 failed\n"
    )


def test_events_are_one_json_object_a_line(results: list[Result]) -> None:
    stream = io.StringIO()
    lines = JsonLines(stream)
    lines.start(["grades", "local-authority"], 5, 1)
    for result in results:
        lines.finish(result)
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["start", "made", "failed"]
    assert events[1]["page"] == "grades.html"
    assert events[2] | {"authority": "801", "cell": 3, "error": "KeyError"} == events[2]


def test_the_live_line_shows_count_percent_failures_and_the_last(results: list[Result]) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    line = LiveLine(stream)
    line.finish(results[0])
    line.start(["grades", "local-authority"], 0, 2)
    for result in results:
        line.finish(result)
    line.close()
    for words in ("2/2", "100%", "1 failed", "2 workers", "local-authority/ashby"):
        assert words in stream.getvalue()


def test_the_last_line_counts() -> None:
    assert Summary(3, 150, 1, 12.34, "index.html").line == "3 made, 150 unchanged, 1 failed in 12.3 s"


def test_reports_are_listed_with_the_parameters_a_reader_may_set(collection: Collection) -> None:
    rows, lines = report_lines(collection.notebooks)
    assert lines[0] == "grades: Grades"
    assert "    years: int = 3  # how many" in lines
    assert "local-authority (one page for each authority): {authority}: workforce and grades" in lines
    assert {"name": "years", "type": "int", "default": 3, "help": "how many"} in rows[0]["parameters"]
    assert "authority" in [parameter["name"] for parameter in rows[1]["parameters"]]


def test_authorities_are_listed_by_name() -> None:
    rows, lines = authority_lines(reversed(AUTHORITIES))
    assert lines[0] == "801  E06000001  Ashby (East Midlands)"
    assert [row["slug"] for row in rows] == ["ashby", "bracken-moor", "cobley-and-vale"]


def test_a_plan_is_shown_with_reasons_and_counts(collection: Collection, tmp_path: Path) -> None:
    planned = plan(collection, Selection(limit=1), BuildRecord(), tmp_path)
    rows, lines = plan_lines(planned)
    assert lines == ["grades.html                 new", "local-authority/ashby.html  new", "2 to make, 0 unchanged"]
    assert rows[1] == {
        "report": "local-authority", "authority": "801", "region": None, "page": "local-authority/ashby.html",
        "state": "stale", "reasons": ["new"],
    }  # fmt: skip


def test_status_tells_gone_edited_and_failed_pages(tmp_path: Path) -> None:
    assert status_lines(BuildRecord(), tmp_path)[1][0].startswith("nothing made in ")
    digest = write_whole(tmp_path / "a.html", "a")
    write_whole(tmp_path / "b.html", "edited")
    pages = {f"{name}.html": PageRecord(name, None, {}, {}, digest, 1.0) for name in "abc"}
    failures = {"d.html": FailureRecord("d", None, "d", 4, "KeyError", "'x'", "")}
    _rows, lines = status_lines(BuildRecord(pages=pages, failures=failures), tmp_path)
    assert lines[:4] == [
        "edited: b.html", "gone: c.html", "failed: d, cell 4: KeyError: 'x'",
        "1 pages of 3 in place, 1 failed; from the publishers' files",
    ]  # fmt: skip


def test_the_latest_overall_grade_passes_over_inspections_without_one() -> None:
    frame = pd.DataFrame(
        {
            "la_key": ["801", "801", "802", "801"],
            "overall": ["Good", "Inadequate", None, None],
            "inspection_date": pd.to_datetime(["2023-05-01", "2019-02-03", "2026-05-01", "2026-06-01"]),
            "publication_date": pd.to_datetime(["2023-06-20", "2019-04-01", "2026-06-20", "2026-07-20"]),
        }
    )
    found = latest_grades(frame)
    assert found.keys() == {"801"}
    assert (found["801"].grade, found["801"].date) == ("Good", "1 May 2023")


def estimates(**changes: object) -> pd.DataFrame:
    row = {
        "spec_id": "overall|turnover+caseload", "family": "ordered_logit", "term": "turnover_rate",
        "estimate": -0.03456789, "se_model": 0.0123456, "se_cluster": 0.0234567, "ci_low": -0.08, "ci_high": 0.01,
        "odds_ratio": 0.96602, "or_ci_low": 0.9231, "or_ci_high": 1.0101, "p_cluster": 0.00049,
        "n": 265, "n_clusters": 151, "n_dropped": 6, "log_likelihood": -300.12346, "converged": True,
    }  # fmt: skip
    return pd.DataFrame([row | changes, row | {"term": "threshold:Inadequate/Requires improvement"} | changes])


def test_estimates_are_rounded_for_reading() -> None:
    text = estimates_text(estimates())
    assert text.splitlines()[:2] == [
        "overall|turnover+caseload", "  265 inspections, 151 clusters, 6 left out; log-likelihood -300.1235",
    ]  # fmt: skip
    assert "-0.0346" in text
    assert "0.923 to 1.010" in text
    assert "<0.001" in text
    threshold = text.splitlines()[-1]
    assert "0.966" not in threshold
    assert "-0.080 to 0.010" in threshold


def test_what_went_wrong_with_an_estimate_is_said() -> None:
    table = estimates(converged=False, estimate=float("nan"), log_likelihood=float("nan"), p_cluster=float("nan"))
    table.attrs["problems"] = {"overall|turnover+caseload": ("separation: no Inadequate grade in the sample",)}
    text = estimates_text(table)
    assert "no estimate" in text
    assert "converge" not in text
    assert "separation: no Inadequate grade" in text
    assert "nan" not in text
    assert unestimated(table) == ["overall|turnover+caseload"]
    assert problem_lines(table) == [
        "not estimated: overall|turnover+caseload: separation: no Inadequate grade in the sample"
    ]


def test_a_problem_of_an_estimate_is_a_warning_and_the_id_is_said_once() -> None:
    table = estimates(n_clusters=1)
    table.attrs["problems"] = {"overall|turnover+caseload": ("overall|turnover+caseload: the deviation is at 0",)}
    assert unestimated(table) == []
    assert problem_lines(table) == ["warning: overall|turnover+caseload: the deviation is at 0"]
    text = estimates_text(table)
    assert "\n  the deviation is at 0" in text
    assert "265 inspections, 1 cluster, 6 left out" in text


def test_an_estimate_that_did_not_converge_says_so() -> None:
    assert "did not converge" in estimates_text(estimates(converged=False))


def test_many_pages_of_one_state_are_one_line() -> None:
    rows = [{"state": "gone", "page": f"local-authority/{at}.html"} for at in range(155)]
    assert _pages_of("gone", rows) == ["gone: 155 pages, such as local-authority/0.html"]
    assert _pages_of("gone", rows[:2]) == ["gone: local-authority/0.html", "gone: local-authority/1.html"]
