"""What `list`, `plan` and `status` say: rows for programs, and the same in lines for people."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workforce_grades.reports import listing
from workforce_grades.reports.listing import MOST_NAMED, authority_lines, plan_lines, report_lines, status_lines
from workforce_grades.reports.lock import Holder
from workforce_grades.reports.plan import plan
from workforce_grades.reports.record import BuildRecord, FailureRecord, PageRecord, write_whole
from workforce_grades.reports.tasks import Collection, Plan, Selection

from .conftest import AUTHORITIES, Shelf

ASHBY = AUTHORITIES[0]


def test_authorities_stand_by_name_those_of_today_first() -> None:
    ended = replace(ASHBY, la_key="799", name="Aldby", is_current=False, end_date=date(2020, 3, 31))
    rows, lines = authority_lines([ended, *reversed(AUTHORITIES)])
    assert [row["la_key"] for row in rows] == ["801", "802", "803", "799"]
    assert lines[0] == "801  E06000001  Ashby (East Midlands)"
    assert lines[-1] == "799  E06000001  Aldby (East Midlands), ended"
    assert rows[1] == {
        "la_key": "802", "ons_code": "E06000002", "name": "Bracken Moor", "slug": "bracken-moor",
        "region": "South West", "current": True,
    }  # fmt: skip
    assert authority_lines([]) == ([], [])


def test_a_report_is_listed_with_its_parameters_as_they_are_declared(shelf: Shelf, collection: Collection) -> None:
    rows, lines = report_lines(collection.notebooks)
    assert lines == [
        "quality: Quality",
        "    data: str = ''",
        "    years: int = 3",
        "local-authority (one page for each authority): {authority}: workforce and grades",
        "    data: str = ''",
        "    authority: str = 'Ashby'  # whose page",
    ]
    assert [row["foreach"] for row in rows] == [None, "authority"]
    assert rows[1]["notebook"] == "09-local-authority.ipynb"
    assert rows[1]["parameters"][1] == {"name": "authority", "type": "str", "default": "Ashby", "help": "whose page"}
    assert rows[0]["description"] == "What it is about."


def planned(collection: Collection, **reasons: tuple[str, ...]) -> Plan:
    whole = plan(collection, Selection(), BuildRecord(), Path("nowhere"))
    tasks = [replace(task, reasons=reasons.get(task.name.split("/")[-1].replace("-", "_"), ())) for task in whole.tasks]
    return replace(whole, tasks=tuple(tasks))


def test_a_plan_names_what_is_due_and_why_and_counts_the_rest(collection: Collection) -> None:
    rows, lines = plan_lines(planned(collection, quality=("data changed", "code changed"), ashby=("new",)))
    assert lines == [
        f"{'quality.html':36}  data changed, code changed",
        f"{'local-authority/ashby.html':36}  new",
        "2 to make, 2 unchanged",
    ]
    assert [(row["page"], row["state"], row["reasons"]) for row in rows][:3] == [
        ("quality.html", "stale", ["data changed", "code changed"]),
        ("local-authority/ashby.html", "stale", ["new"]),
        ("local-authority/bracken-moor.html", "fresh", []),
    ]
    assert (rows[0]["authority"], rows[1]["authority"], rows[1]["region"]) == (None, "801", None)


def test_a_plan_leaves_out_what_was_not_asked_for(collection: Collection) -> None:
    whole = planned(collection, quality=("new",))
    rows, lines = plan_lines(replace(whole, tasks=tuple(replace(task, selected=False) for task in whole.tasks)))
    assert (rows, lines) == ([], ["0 to make, 0 unchanged"])


def page(sha256: str = "", report: str = "quality", seconds: float = 1.5) -> PageRecord:
    return PageRecord(report, None, {}, {}, sha256, seconds)


FAILED = FailureRecord("grades", None, "grades", 3, "ValueError", "no year", "failed/grades.ipynb")


def status(record: BuildRecord, out: Path) -> tuple[list[dict[str, Any]], list[str]]:
    return status_lines(record, out)


def test_nothing_made_yet_says_how_to_make_it(tmp_path: Path) -> None:
    assert status(BuildRecord(), tmp_path) == (
        [],
        [f"nothing made in {tmp_path} yet: workforce-grades run --out {tmp_path}"],
    )


def test_each_page_is_made_edited_gone_or_out_of_date(tmp_path: Path) -> None:
    digest = {name: write_whole(tmp_path / f"{name}.html", name) for name in ("made", "edited", "waiting")}
    (tmp_path / "edited.html").write_text("by hand")
    pages = {f"{name}.html": page(digest.get(name, "")) for name in ("waiting", "made", "edited", "gone")}
    record = BuildRecord(
        pages=pages, last_run={"waiting": ["waiting.html", "new.html"]}, versions={"workforce-grades": "v1"}
    )
    rows, lines = status(record, tmp_path)
    assert [(row["page"], row["state"]) for row in rows] == [
        ("edited.html", "edited"), ("gone.html", "gone"), ("made.html", "made"), ("waiting.html", "out of date"),
        ("new.html", "not made"),
    ]  # fmt: skip
    assert lines == [
        "edited: edited.html", "gone: gone.html", "2 pages of 4 in place, 0 failed; from the publishers' files",
        "made by v1",
    ]  # fmt: skip
    assert rows[0] == {"page": "edited.html", "report": "quality", "state": "edited", "seconds": 1.5}


def test_a_failure_is_told_with_cell_cause_and_notebook(tmp_path: Path) -> None:
    plain = replace(FAILED, name="data", report="data", cell=0, notebook="", error="OSError", cause="full")
    rows, lines = status(BuildRecord(failures={"z.html": FAILED, "a": plain}), tmp_path)
    assert rows[1] == {
        "page": "z.html", "report": "grades", "state": "failed", "cell": 3, "error": "ValueError", "cause": "no year",
        "notebook": "failed/grades.ipynb",
    }  # fmt: skip
    assert (rows[0]["page"], rows[0]["cell"], rows[0]["notebook"]) == ("a", None, None)
    assert lines[:2] == ["failed: grades, cell 3: ValueError: no year", "failed: data: OSError: full"]
    assert "no page in place, 2 failed" in lines[2]
    assert lines[-1] == "made by an unknown version"


@pytest.mark.parametrize(("count", "named"), [(MOST_NAMED, MOST_NAMED), (MOST_NAMED + 1, 1)])
def test_many_pages_of_one_state_are_one_line(tmp_path: Path, count: int, named: int) -> None:
    record = BuildRecord(pages={f"{at}.html": page("x") for at in range(count)})
    gone = [line for line in status(record, tmp_path)[1] if line.startswith("gone")]
    assert len(gone) == named
    assert gone[0] == ("gone: 0.html" if named > 1 else f"gone: {count} pages, such as 0.html")


@pytest.mark.parametrize(
    ("illustrative", "words"),
    [(True, "illustrative data"), (False, "the publishers' files"), (None, "the publishers' files")],
)
def test_the_kind_of_data_is_told(tmp_path: Path, illustrative: bool | None, words: str) -> None:
    record = BuildRecord(failures={"a": FAILED}, data={} if illustrative is None else {"illustrative": illustrative})
    assert status(record, tmp_path)[1][-2].endswith(f"; from {words}")


HOLDER = Holder(17, "elsewhere", "2026-11-22 10:00:00")
MADE = "2 of the 5 pages that were due are made"


@pytest.mark.parametrize(
    ("state", "at_work", "line"),
    [
        ("running", HOLDER, f"running: {MADE}; process 17 on elsewhere, since 2026-11-22 10:00:00 UTC"),
        ("running", None, f"killed before its end: {MADE}; the same `run` again goes on from there"),
        ("stopped", None, f"stopped: {MADE}; the same `run` again goes on from there"),
        ("complete", None, None),
        ("complete", HOLDER, None),
        (None, HOLDER, None),
    ],
)
def test_a_run_that_did_not_end_says_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str | None, at_work: Holder | None, line: str | None
) -> None:
    monkeypatch.setattr(listing, "holder", lambda _out: at_work)
    last = {"made": 2, "due": 5} | ({"state": state} if state else {})
    lines = status(BuildRecord(failures={"a": FAILED}, last_run=last), tmp_path)[1]
    assert [each for each in lines if MADE in each] == ([line] if line else [])


def test_a_run_on_this_machine_is_told_without_its_name() -> None:
    here = Holder(17, socket.gethostname(), "2026-11-22 10:00:00")
    assert str(here) == "process 17, since 2026-11-22 10:00:00 UTC"
