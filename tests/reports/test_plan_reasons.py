"""Why a page is due: each kind of input, each state of the page, in words and in order; and what may be asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.authorities import Authorities
from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.reports.plan import REASONS, content_hash, data_hash, page_path, plan
from workforce_grades.reports.record import BuildRecord, FailureRecord
from workforce_grades.reports.tasks import Collection, Selection

from .conftest import AUTHORITIES, Shelf
from .runs import made

Collect = Callable[[], Collection]
JSON = st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=3)
PAGE = "quality.html"


def reasons_of(collection: Collection, record: BuildRecord, out: Path, **selection: object) -> tuple[str, ...]:
    planned = plan(collection, Selection(**selection), record, out)  # type: ignore[arg-type]
    return next(task.reasons for task in planned.tasks if task.page == PAGE)


@pytest.fixture
def record(collection: Collection, out: Path) -> BuildRecord:
    return made(plan(collection, Selection(), BuildRecord(), out), out)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ([], ()),
        (["notebook"], ("notebook changed",)),
        (["parameters"], ("parameters changed",)),
        (["data"], ("data changed",)),
        (["code"], ("code changed",)),
        (["code", "notebook"], ("notebook changed", "code changed")),
        (["code", "data", "parameters", "notebook"], tuple(REASONS.values())),
    ],
)
def test_each_input_that_differs_is_named_in_one_order(
    collection: Collection, record: BuildRecord, out: Path, changed: list[str], reasons: tuple[str, ...]
) -> None:
    page = record.pages[PAGE]
    record.pages[PAGE] = replace(page, inputs={**page.inputs, **dict.fromkeys(changed, "other")})
    assert reasons_of(collection, record, out) == reasons


def test_only_the_pages_that_are_asked_for_differ_by_what_they_are_asked_with(
    shelf: Shelf, collect: Collect, out: Path
) -> None:
    shelf.add(
        "09-own.ipynb",
        "authority",
        parameters='data: str = ""\nauthority: str = ""\nyears: int = 3',
        foreach="authority",
    )
    collection = collect()
    record = made(plan(collection, Selection(), BuildRecord(), out), out)
    members = [task.member for task in plan(collection, Selection(("own",)), record, out).tasks if task.selected]
    first, *others = (member.name for member in members if member)
    asked = plan(collection, Selection(("own",), authorities=(first,), parameters={"years": "4"}), record, out)
    assert len(asked.due) == 1
    told = [task.reasons for task in asked.tasks if task.notebook.report == "own"]
    assert told == [("parameters changed",), *[()] * len(others)]
    assert len(others) > 1


def test_a_page_not_asked_for_may_have_been_made_with_other_parameters(
    collection: Collection, record: BuildRecord, out: Path
) -> None:
    page = record.pages[PAGE]
    record.pages[PAGE] = replace(page, inputs={**page.inputs, "parameters": "other"})
    assert reasons_of(collection, record, out, only=("local-authority",)) == ()
    record.pages[PAGE] = replace(page, inputs={**page.inputs, "parameters": "other", "code": "other"})
    assert reasons_of(collection, record, out, only=("local-authority",)) == ("code changed",)


def test_an_input_that_was_not_recorded_differs(collection: Collection, record: BuildRecord, out: Path) -> None:
    record.pages[PAGE] = replace(record.pages[PAGE], inputs={})
    assert reasons_of(collection, record, out) == tuple(REASONS.values())


@pytest.mark.parametrize("content", [None, "edited"])
def test_a_page_that_is_gone_or_edited_is_due(
    collection: Collection, record: BuildRecord, out: Path, content: str | None
) -> None:
    (out / PAGE).unlink() if content is None else (out / PAGE).write_text(content)
    assert reasons_of(collection, record, out) == ("page is gone or was edited",)
    record.pages[PAGE] = replace(record.pages[PAGE], inputs={})
    assert "page is gone or was edited" not in reasons_of(collection, record, out)


def test_a_page_that_failed_is_due_though_nothing_changed(
    collection: Collection, record: BuildRecord, out: Path
) -> None:
    record.failures[PAGE] = FailureRecord("quality", None, "quality", 0, "E", "x", "")
    assert reasons_of(collection, record, out) == ("last run failed",)
    page = record.pages.pop(PAGE)
    assert reasons_of(collection, record, out) == ("last run failed",)
    record.failures.clear()
    assert reasons_of(collection, record, out) == ("new",)
    record.pages[PAGE] = replace(page, inputs={**page.inputs, "code": "x"})
    assert reasons_of(collection, record, out, force=True) == ("code changed",)


def test_force_is_a_reason_only_where_there_is_no_other_and_only_for_what_is_asked_for(
    collection: Collection, record: BuildRecord, out: Path
) -> None:
    assert reasons_of(collection, record, out, force=True) == ("forced",)
    assert reasons_of(collection, record, out, force=True, only=("local-authority",)) == ()


def test_where_the_data_folder_lies_is_no_input(collection: Collection, record: BuildRecord, out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    collection.data.path.rename(elsewhere)
    moved = replace(collection, data=type(collection.data)(elsewhere))
    assert reasons_of(moved, record, out) == ()
    assert data_hash(moved.data) == data_hash(type(collection.data)(elsewhere))


def test_inspection_reports_beside_the_data_are_an_input(collection: Collection) -> None:
    before = data_hash(collection.data)
    (collection.data.path / "inspection-reports").mkdir()
    (collection.data.path / "inspection-reports" / "a.pdf").write_text("x")
    assert data_hash(collection.data) != before


@pytest.mark.parametrize(
    ("illustrative", "paths"),
    [
        (False, ["quality.html", "local-authority/ashby.html"]),
        (True, ["quality-illustrative.html", "local-authority/ashby-illustrative.html"]),
    ],
)
def test_the_path_of_a_page_says_what_its_data_are(
    collection: Collection, illustrative: bool, paths: list[str]
) -> None:
    quality, each = collection.notebooks
    ashby = collection.members("authority")[0]
    assert [
        page_path(quality, None, illustrative=illustrative),
        page_path(each, ashby, illustrative=illustrative),
    ] == paths


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=5))
def test_the_order_of_keys_makes_no_other_hash(value: dict[str, object]) -> None:
    assert content_hash(dict(reversed(value.items()))) == content_hash(value)


@pytest.mark.parametrize(
    ("one", "other"), [({"a": 1}, {"a": 2}), ({"a": 1}, {"b": 1}), ([1, 2], [2, 1]), (None, {}), ("1", 1), ("", [])]
)
def test_other_values_make_another_hash(one: object, other: object) -> None:
    assert content_hash(one) != content_hash(other)
    assert len(content_hash(one)) == 64


def test_an_authority_that_has_ended_has_no_page(collection: Collection, out: Path) -> None:
    ended = replace(AUTHORITIES[0], la_key="799", name="Aldby", is_current=False, end_date=date(2020, 3, 31))
    registry = Authorities({each.la_key: each for each in (*AUTHORITIES, ended)}, {}, collection.registry.links)
    with pytest.raises(ParameterError, match=r"Aldby no longer exists, so it has no page\. See its successor's\."):
        plan(replace(collection, registry=registry), Selection(authorities=("Aldby",)), BuildRecord(), out)


@pytest.mark.parametrize(
    ("selection", "pages"),
    [
        (Selection(authorities=("Cobley & Vale", "801")), ["ashby", "cobley-and-vale"]),
        (Selection(authorities=("Cobley & Vale", "801"), limit=1), ["cobley-and-vale"]),
        (Selection(authorities=("801", "801")), ["ashby"]),
        (Selection(limit=2), ["ashby", "bracken-moor"]),
        (Selection(limit=0), []),
    ],
)
def test_a_limit_takes_the_first_that_were_named(
    collection: Collection, out: Path, selection: Selection, pages: list[str]
) -> None:
    due = plan(collection, selection, BuildRecord(), out).due
    assert [task.member.slug for task in due if task.member] == pages


@pytest.mark.parametrize(
    ("selection", "kind", "message"),
    [
        (Selection(parameters={"data": "x"}), ParameterError, "The data folder is given with --data DIR"),
        (Selection(parameters={"region": "x"}, only=("quality",)), UnknownNameError, "parameter 'region' is not known"),
        (Selection(authorities=("801",), only=("quality",)), ParameterError, "each authority: leave --authority out"),
        (
            Selection(parameters={"yeers": "3"}),
            UnknownNameError,
            "Parameters of quality, local-authority: authority, data, years",
        ),
    ],
)
def test_what_cannot_be_given_is_said_with_what_can(
    collection: Collection, out: Path, selection: Selection, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as refused:
        plan(collection, selection, BuildRecord(), out)
    assert message in str(refused.value)


def test_one_parameter_is_given_to_every_report_that_has_it(shelf: Shelf, collect: Collect, out: Path) -> None:
    for number, years in ((1, 3), (2, 4)):
        shelf.add(f"0{number}-a{number}.ipynb", parameters=f'data: str = ""\nyears: int = {years}')
    shelf.add("03-b.ipynb")
    planned = plan(collect(), Selection(parameters={"years": "7"}), BuildRecord(), out)
    assert [task.parameters.get("years") for task in planned.tasks] == [7, 7, None]
    planned = plan(collect(), Selection(parameters={"years": "7"}, only=("a2",)), BuildRecord(), out)
    assert [task.parameters.get("years") for task in planned.tasks] == [3, 7, None]
