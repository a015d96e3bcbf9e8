"""One output folder is for one kind of data: the sample, or the publishers' files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workforce_grades.errors import DataError
from workforce_grades.reports.build import run
from workforce_grades.reports.progress import Summary
from workforce_grades.reports.run_state import Options
from workforce_grades.reports.session import plan_output
from workforce_grades.reports.tasks import Collection, Selection
from workforce_grades.sources.folder import open_folder

from .conftest import Inline
from .runs import GRADES, Heard, exports, tree

Collect = Callable[[], Collection]


def make(collection: Collection, out: Path, *, selection: Selection | None = None, replaces: bool = False) -> Summary:
    record, planned = plan_output(collection, selection or Selection(), out, replaces=replaces)
    return run(
        planned, collection, record, out, listener=Heard(), write_exports=exports, grades=GRADES,
        options=Options(pool=Inline),
    )  # fmt: skip


def contents(out: Path) -> dict[str, bytes]:
    return {path: (out / path).read_bytes() for path in tree(out)}


@pytest.fixture
def generated(collection: Collection, collect: Collect) -> Callable[[], Collection]:
    """Return a function that turns the data folder into one of generated data."""

    def turn() -> Collection:
        (collection.data.path / "las.csv").rename(collection.data.path / "illustrative_las.csv")
        return collect()

    return turn


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("selection", [Selection(), Selection(only=("quality",))])
def test_pages_of_other_data_are_refused_and_nothing_is_touched(
    collection: Collection, generated: Callable[[], Collection], out: Path, selection: Selection
) -> None:
    make(collection, out)
    before = contents(out)
    with pytest.raises(DataError) as raised:
        make(generated(), out, selection=selection)
    message = str(raised.value)
    assert "reports: this folder holds pages made from the publishers' data" in message
    for words in ("--out DIR (make: OUT=DIR)", "--replace (make: REPLACE=1)"):
        assert words in message
    assert contents(out) == before


@pytest.mark.usefixtures("no_kernels")
def test_they_go_first_where_that_is_asked_for_and_files_of_others_stay(
    collection: Collection, generated: Callable[[], Collection], out: Path
) -> None:
    make(collection, out)
    (out / "mine.html").write_text("x")
    made = len(tree(out)) - 1
    summary = make(generated(), out, selection=Selection(only=("quality",)), replaces=True)
    assert summary.replaced == made
    assert [path for path in tree(out) if path.endswith(".html")] == [
        "index.html", "mine.html", "quality-illustrative.html",
    ]  # fmt: skip


@pytest.mark.usefixtures("no_kernels")
def test_pages_of_the_sample_make_way_for_published_data_without_being_asked(
    generated: Callable[[], Collection], tmp_path: Path, out: Path
) -> None:
    illustrative = generated()
    make(illustrative, out)
    (illustrative.data.path / "illustrative_las.csv").rename(illustrative.data.path / "las.csv")
    summary = make(replace(illustrative, data=open_folder(illustrative.data.path)), out)
    assert summary.replaced > 0
    assert not [path for path in tree(out) if "illustrative" in path]


@pytest.mark.usefixtures("no_kernels")
def test_another_release_of_the_same_kind_replaces_the_pages(
    collection: Collection, collect: Collect, out: Path
) -> None:
    make(collection, out)
    (collection.data.path / "las.csv").write_text("code\n802\n")
    summary = make(collect(), out)
    assert (summary.made, summary.replaced) == (4, 0)


@pytest.mark.usefixtures("no_kernels")
def test_a_folder_that_was_cleaned_takes_any_data(
    collection: Collection, generated: Callable[[], Collection], out: Path
) -> None:
    from workforce_grades.reports.tree import clean

    make(collection, out)
    clean(out)
    assert make(generated(), out).made == 4
