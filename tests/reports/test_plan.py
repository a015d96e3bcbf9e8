from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.reports import plan as planning
from workforce_grades.reports.plan import plan
from workforce_grades.reports.record import BuildRecord, FailureRecord
from workforce_grades.reports.tasks import Collection, Plan, Selection, Task

from .conftest import Shelf
from .runs import made

EVERY_PAGE = [f"local-authority/{slug}" for slug in ("ashby", "bracken-moor", "cobley-and-vale")]
Collect = Callable[[], Collection]


@pytest.fixture
def collection(shelf: Shelf, collect: Collect) -> Collection:
    shelf.add("01-quality.ipynb")
    shelf.add("04-grades.ipynb", parameters='data: str = ""\nyears: int = 3\nauthority: str = ""')
    shelf.add_authority_report()
    return collect()


def reasons(planned: Plan) -> dict[str, tuple[str, ...]]:
    return {task.name: task.reasons for task in planned.tasks}


def asked(planned: Plan) -> list[str]:
    return [task.name for task in planned.tasks if task.selected]


def test_everything_is_new_at_first_and_one_page_is_planned_an_authority(
    collection: Collection, tmp_path: Path
) -> None:
    planned = plan(collection, Selection(), BuildRecord(), tmp_path)
    assert [task.page for task in planned.due] == [
        "quality.html", "grades.html", "local-authority/ashby.html",
        "local-authority/bracken-moor.html", "local-authority/cobley-and-vale.html",
    ]  # fmt: skip
    assert set(reasons(planned).values()) == {("new",)}
    assert planned.is_whole
    task = planned.tasks[-1]
    assert task.title == "Cobley & Vale: workforce and grades"
    assert task.parameters == {"data": str(collection.data.path), "authority": "Cobley & Vale"}
    assert task.shown_parameters == {"authority": "Cobley & Vale"}
    assert task.previous is not None and task.previous.href == "bracken-moor.html"
    assert task.following is None


def test_nothing_is_due_after_a_run_unless_forced(collection: Collection, tmp_path: Path) -> None:
    record = made(plan(collection, Selection(), BuildRecord(), tmp_path), tmp_path)
    again = plan(collection, Selection(), record, tmp_path)
    assert not again.due
    assert len(again.unchanged) == 5
    forced = plan(collection, Selection(only=("grades",), force=True), record, tmp_path)
    assert [(task.name, task.reasons) for task in forced.due] == [("grades", ("forced",))]


def test_each_cause_is_named(
    shelf: Shelf, collect: Collect, collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plan(collection, Selection(), BuildRecord(), tmp_path)
    record = made(first, tmp_path)
    shelf.add("01-quality.ipynb", "1 + 1")
    assert reasons(plan(collect(), Selection(), record, tmp_path))["quality"] == ("notebook changed",)
    given = Selection(only=("grades",), parameters={"years": "5"})
    assert reasons(plan(collection, given, record, tmp_path))["grades"] == ("parameters changed",)
    (tmp_path / "grades.html").write_text("edited by hand")
    assert reasons(plan(collection, Selection(), record, tmp_path))["grades"] == ("page is gone or was edited",)
    record.failures["grades.html"] = FailureRecord("grades", None, "grades", 3, "ValueError", "x", "")
    assert reasons(plan(collection, Selection(), record, tmp_path))["grades"][0] == "last run failed"
    monkeypatch.setattr(planning, "reachable_hash", lambda imported: "other")
    assert reasons(plan(collection, Selection(), record, tmp_path))["local-authority/ashby"] == ("code changed",)


def test_changed_data_make_every_page_due(collect: Collect, collection: Collection, tmp_path: Path) -> None:
    record = made(plan(collection, Selection(), BuildRecord(), tmp_path), tmp_path)
    (collection.data.path / "regions.csv").write_text("own facts")
    again = plan(collect(), Selection(), record, tmp_path)
    assert set(reasons(again).values()) == {("data changed",)}


def test_pages_cite_their_files_so_another_name_makes_them_due(
    collect: Collect, collection: Collection, tmp_path: Path
) -> None:
    record = made(plan(collection, Selection(), BuildRecord(), tmp_path), tmp_path)
    (file,) = collection.data.path.glob("csww*.csv")
    file.rename(file.with_name("csww_indicators_2017_to_2026.csv"))
    assert set(reasons(plan(collect(), Selection(), record, tmp_path)).values()) == {("data changed",)}


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(only=("grades",)), ["grades"]),
        (Selection(authorities=("802",)), ["local-authority/bracken-moor"]),
        (Selection(authorities=("ASHBY",), only=("quality", "local-authority")), ["quality", "local-authority/ashby"]),
        (Selection(limit=1), ["quality", "grades", "local-authority/ashby"]),
        (Selection(parameters={"years": "4"}), ["quality", "grades", *EVERY_PAGE]),
    ],
)  # fmt: skip
def test_a_selection_takes_part_of_the_collection(
    collection: Collection, tmp_path: Path, selection: Selection, names: list[str]
) -> None:
    assert asked(plan(collection, selection, BuildRecord(), tmp_path)) == names


def test_pages_only_link_to_pages_that_are_there(collection: Collection, tmp_path: Path) -> None:
    planned = plan(collection, Selection(authorities=("Ashby", "Cobley & Vale")), BuildRecord(), tmp_path)
    ashby = next(task for task in planned.tasks if task.name.endswith("ashby"))
    assert ashby.following is not None and ashby.following.href == "cobley-and-vale.html"
    record = made(planned, tmp_path)
    record.pages.pop("local-authority/bracken-moor.html")
    whole = plan(collection, Selection(), record, tmp_path)
    assert reasons(whole)["local-authority/ashby"] == ()


@pytest.mark.parametrize(
    ("selection", "kind", "message"),
    [
        (Selection(only=("grade",)), UnknownNameError, "'grades'"),
        (Selection(authorities=("Brackenmoor",)), UnknownNameError, "'Bracken Moor'"),
        (Selection(parameters={"year": "3"}), UnknownNameError, "'years'"),
        (Selection(parameters={"years": "three"}), ParameterError, "whole number"),
        (Selection(only=("quality",), parameters={"years": "3"}), UnknownNameError, "years"),
        (Selection(parameters={"data": "x"}), ParameterError, "--data"),
        (Selection(parameters={"authority": "Ashby"}), ParameterError, "--authority"),
        (Selection(only=("grades",), parameters={"authority": "Nowhere"}), UnknownNameError, "Nowhere"),
    ],
)
def test_what_does_not_exist_is_said_before_anything_runs(
    collection: Collection, tmp_path: Path, selection: Selection, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        plan(collection, selection, BuildRecord(), tmp_path)


def test_an_authority_given_as_a_parameter_is_passed_on_by_its_full_name(
    collection: Collection, tmp_path: Path
) -> None:
    planned = plan(collection, Selection(only=("grades",), parameters={"authority": "802"}), BuildRecord(), tmp_path)
    grades: Task = planned.due[0]
    assert grades.parameters["authority"] == "Bracken Moor"


def test_illustrative_pages_say_so_in_their_names(collection: Collection, collect: Collect, tmp_path: Path) -> None:
    (collection.data.path / "illustrative_las.csv").write_text("x")
    (collection.data.path / "las.csv").unlink()
    pages = [task.page for task in plan(collect(), Selection(limit=1), BuildRecord(), tmp_path).due]
    assert pages == ["quality-illustrative.html", "grades-illustrative.html", "local-authority/ashby-illustrative.html"]
