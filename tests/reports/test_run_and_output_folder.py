"""How far a run is by its own record, and the output folder: what is ours, what goes, what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workforce_grades.errors import DataError
from workforce_grades.reports import run_state
from workforce_grades.reports.plan import plan
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord, FailureRecord, PageRecord, load_record, write_whole
from workforce_grades.reports.run_state import Options, RunState
from workforce_grades.reports.tasks import Collection, Plan, Selection
from workforce_grades.reports.tree import (
    WORK,
    check_made,
    check_output,
    clean,
    holds_other_kind,
    holds_published,
    remove,
    sweep,
)
from workforce_grades.reports.worker import Result

ORIGIN = Provenance(True, (), "version 1", (), "")
ASHBY, BRACKEN = "local-authority/ashby.html", "local-authority/bracken-moor.html"


def failure(name: str, cell: int = 0, notebook: str = "") -> FailureRecord:
    return FailureRecord(name, None, name, cell, "ValueError", "no year", notebook)


@pytest.fixture
def state(collection: Collection, out: Path) -> RunState:
    """A run of four pages, of which the study is up to date."""
    whole = plan(collection, Selection(), BuildRecord(), out)
    tasks = [replace(task, reasons=()) if task.page == "quality.html" else task for task in whole.tasks]
    return RunState(
        replace(whole, tasks=tuple(tasks)), collection, BuildRecord(), out, {}, Options(workers=3), ORIGIN, (), ()
    )


def made(state: RunState, page: str, **more: object) -> None:
    task = next(task for task in state.plan.tasks if task.page == page)
    state.results.append(replace(Result(task, 1.0, sha256="aa"), **more))


def test_the_record_says_how_far_the_run_is(state: RunState) -> None:
    made(state, ASHBY)
    made(state, BRACKEN, sha256="", error="ValueError")
    state.record.failures[BRACKEN] = failure("b")
    state.save()
    last = load_record(state.out).last_run
    assert last.pop("seconds") >= 0
    assert last == {
        "state": "running", "due": 3, "made": 1, "waiting": ["local-authority/cobley-and-vale.html"], "unchanged": 1,
        "failed": 1, "workers": 3, "whole": True,
    }  # fmt: skip
    state.progress = "complete"
    state.save()
    assert load_record(state.out).last_run["state"] == "complete"


def test_private_folders_stay_out_of_the_record(state: RunState) -> None:
    state.private = (Path("/home/somebody"),)
    state.record.failures[ASHBY] = replace(failure("a"), cause="no file /home/somebody/x.csv")
    state.save()
    assert "/home/somebody" not in (state.out / "build.json").read_text()


def test_the_record_is_written_again_only_after_many_times_what_writing_takes(
    state: RunState, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([1.0, 100.0, 102.0, 102.0, 141.9, 142.0, 142.0, 200.0, 200.0])
    saved: list[float] = []
    monkeypatch.setattr(run_state.time, "perf_counter", lambda: next(moments))
    monkeypatch.setattr(BuildRecord, "save", lambda self, out, private: saved.append(1))
    monkeypatch.setattr(RunState, "seconds", 0.0)
    state.save_now_and_then()
    assert (len(saved), state.next_save) == (1, 102.0 + 20 * 2.0)
    state.save_now_and_then()
    assert len(saved) == 1
    state.save_now_and_then()
    assert (len(saved), state.next_save) == (2, 200.0 + 20 * 58.0)


def test_only_failures_of_what_was_asked_for_count(state: RunState) -> None:
    state.record.failures |= {"data": failure("data"), ASHBY: failure("a"), "old.html": failure("old")}
    assert [each.name for each in state.failures] == ["data", "a"]
    unasked = tuple(replace(task, selected=False) for task in state.plan.tasks)
    state.plan = replace(state.plan, tasks=unasked)
    assert [each.name for each in state.failures] == ["data"]


def test_a_summary_counts_and_names_what_failed(state: RunState) -> None:
    made(state, ASHBY, memory=5)
    made(state, BRACKEN, sha256="", memory=9)
    state.record.failures |= {BRACKEN: failure("b", 3, "failed/b.ipynb"), "data": failure("data")}
    state.removed, state.replaced = ["x.html"], 4
    summary = state.summary()
    assert (summary.made, summary.unchanged, summary.failed, summary.memory) == (1, 1, 2, 9)
    assert (summary.removed, summary.replaced, summary.index) == (("x.html",), 4, str(state.out / "index.html"))
    assert summary.failures == (
        "data: ValueError: no year",
        f"b, cell 3: ValueError: no year Notebook: {state.out / 'failed/b.ipynb'}",
    )
    assert replace(state, results=[]).summary().memory == 0


def test_a_plan_parts_what_is_due_from_what_is_up_to_date(state: RunState) -> None:
    tasks = state.plan.tasks
    assert [task.page for task in state.plan.unchanged] == ["quality.html"]
    assert len(state.plan.due) == 3
    unasked = Plan(tuple(replace(task, selected=False) for task in tasks), is_whole=False)
    assert (unasked.due, unasked.unchanged) == ((), ())


@pytest.mark.parametrize(
    ("selection", "is_whole", "named"),
    [
        (Selection(), True, {}),
        (Selection(force=True, parameters={"years": "3"}), True, {}),
        (Selection(only=("quality",)), False, {}),
        (Selection(limit=0), False, {}),
        (Selection(authorities=("Ashby",)), False, {"authority": ("Ashby",)}),
        (Selection(regions=("London", "x")), False, {"region": ("London", "x")}),
    ],
)
def test_a_selection_is_whole_where_nothing_narrows_it(
    selection: Selection, is_whole: bool, named: dict[str, tuple[str, ...]]
) -> None:
    assert (selection.is_whole, selection.named) == (is_whole, named)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "none"), (["a", "b"], "a, b"), ([], ""), (3, "3"), (2.50, "2.5"), (True, "True"), ("x", "x")],
)
def test_parameters_are_shown_as_text_without_the_folder(state: RunState, value: object, shown: str) -> None:
    task = replace(state.plan.tasks[0], parameters={"data": "/home/x", "years": value})  # type: ignore[dict-item]
    assert task.shown_parameters == {"years": shown}


def grow(folder: Path, *files: str) -> None:
    for name in files:
        write_whole(folder / name, "x")


def there(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_what_killed_runs_have_left_is_swept_away_and_nothing_else(tmp_path: Path) -> None:
    kept = ["a.html", "b/.x.tmp", "b/.x.12a.tmp", "b/x.12.tmp", "b/.x.12.tmp.csv", "work/c"]
    grow(tmp_path, *kept, ".a.html.17.tmp", "b/.linked.csv.9.tmp", f"{WORK}/one/two.ipynb")
    sweep(tmp_path)
    assert there(tmp_path) == sorted([*kept, "b", "work"])
    sweep(tmp_path / "nowhere")


def test_folders_that_are_empty_go_with_their_files_and_others_stay(tmp_path: Path) -> None:
    grow(tmp_path, "a/b/one", "a/b/two", "a/mine", "c/d/e/three")
    assert remove(tmp_path, ["c/d/e/three", "a/b/one", "a/b/one", "not/there", "a"]) == ["a/b/one", "c/d/e/three"]
    assert there(tmp_path) == ["a", "a/b", "a/b/two", "a/mine"]


def test_what_was_still_waiting_is_cleaned_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    grow(out, "a.html", "waiting.html", "mine.html", ".a.html.3.tmp")
    pages = {"a.html": PageRecord("a", None, {}, {}, "", 1.0)}
    BuildRecord(pages=pages, last_run={"waiting": ["waiting.html", "never-made.html"]}).save(out)
    assert clean(out) == ["a.html", "build.json", "waiting.html"]
    assert there(out) == ["mine.html"]


@pytest.mark.parametrize(
    ("held", "asked", "other"), [(True, False, True), (False, True, True), (True, True, False), (None, True, False)]
)
def test_pages_of_the_other_kind_of_data_are_noticed(held: bool | None, asked: bool, other: bool) -> None:
    record = BuildRecord(files={"data/x.csv": "aa"}, data={} if held is None else {"illustrative": held})
    assert holds_other_kind(record, illustrative=asked) is other
    record.files.clear()
    assert not holds_other_kind(record, illustrative=asked)


def test_real_pages_do_not_give_way_to_the_samples(tmp_path: Path) -> None:
    message = str(holds_published(tmp_path / "reports"))
    assert message.startswith("reports: this folder holds pages made from the publishers' data, and nothing in it was")
    assert "--out DIR" in message and "--replace" in message
    assert str(holds_published(Path())).startswith("output folder: ")


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (check_made, "out: no build.json here, so nothing is known to be made by workforce-grades"),
        (clean, "out: no build.json here"),
        (check_output, "out: has an index.html that workforce-grades did not make. Give another --out"),
    ],
)
def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path, look: Callable[[Path], object], message: str) -> None:
    grow(tmp_path / "out", "index.html")
    with pytest.raises(DataError) as refused:
        look(tmp_path / "out")
    assert message in str(refused.value)
    assert there(tmp_path / "out") == ["index.html"]
