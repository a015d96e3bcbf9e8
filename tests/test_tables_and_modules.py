"""Two tables compared where they differ in shape, results kept in memory, imports of every spelling."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades import cache
from workforce_grades.cache import CACHE_VARIABLE, cache_folder, cached, keep_in_memory
from workforce_grades.differences import COLUMNS, COMPARED, RUN_COLUMNS, compare_runs, compare_tables, read_run
from workforce_grades.errors import DataError
from workforce_grades.imports import imported_names, imports_by_module, reached


def frame(*rows: tuple[object, ...], columns: str = "id year rate") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def differences(old: pd.DataFrame, new: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    found = compare_tables(old, new, key=["id", "year"], columns=columns)
    assert list(found.columns) == ["id", "year", *COLUMNS]
    return [tuple(row) for row in found.to_numpy().tolist()]


def test_a_row_is_named_by_all_of_its_key() -> None:
    old = frame(("a", 1, "x"), ("a", 2, "x"), ("b", 1, "x"))
    new = frame(("a", 1, "x"), ("a", 2, "y"), ("b", 2, "x"))
    assert differences(old, new, "rate") == [
        ("a", 2, "rate", "revised", "x", "y"), ("b", 2, "", "new", "", ""), ("b", 1, "", "gone", "", ""),
    ]  # fmt: skip


def test_differences_of_a_row_come_in_the_order_asked_for_and_rows_in_that_of_the_new_table() -> None:
    names = "id year rate load"
    old = frame(("a", 1, "1", "2"), ("b", 1, "1", "2"), columns=names)
    new = frame(("b", 1, "3", "4"), ("a", 1, "5", "6"), columns=names)
    found = [(row[0], row[2]) for row in differences(old, new, "load", "rate")]
    assert found == [("b", "load"), ("b", "rate"), ("a", "load"), ("a", "rate")]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("1.0", "1.00", 1), ("", "", 0), (None, None, 0), (None, "1", 1), ("1", None, 1), ("a ", "a", 1)],
)
def test_values_are_compared_as_they_stand(old: object, new: object, count: int) -> None:
    assert len(differences(frame(("a", 1, old)), frame(("a", 1, new)), "rate")) == count


def test_columns_that_one_side_lacks_are_not_compared() -> None:
    old, new = frame(("a", 1, "x")), frame(("a", 1, "y"), columns="id year other")
    assert differences(old, new, "rate", "other") == []


@pytest.mark.parametrize(("old", "new"), [(1, 0), (0, 1), (0, 0)])
def test_nothing_on_a_side(old: int, new: int) -> None:
    row = frame(("a", 1, "x"))
    found = differences(row[:old], row[:new], "rate")
    assert [entry[3] for entry in found] == ["gone"] * old + ["new"] * new


def test_a_key_twice_is_named_with_what_is_expected() -> None:
    with pytest.raises(DataError) as caught:
        differences(frame(("a", 1, "x")), frame(("a", 1, "x"), ("a", 1, "y")), "rate")
    assert str(caught.value) == "table: two rows have the key a, 1. Expected one row for each id, year."


def run_of(*returns: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """A run with a return for each (authorities, year), and no inspections."""
    rows = [
        {"return_group": keys, "la_keys": keys, "name_published": f"Of {keys}", "year": year} for keys, year in returns
    ]
    columns = ["inspection_id", "la_key", "name_published", "inspection_date"]
    return {"workforce": pd.DataFrame(rows), "inspections": pd.DataFrame(columns=columns, dtype="str")}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([("1", "2023")], [("1", "2023")], []),
        ([("1+2", "2023")], [("1", "2023"), ("2", "2023")], []),
        ([("1+2", "2023")], [("1", "2023")], [("1+2", "gone")]),
        ([("1", "2023")], [("1+2", "2023")], [("1+2", "new")]),
        ([("1", "2022"), ("2", "2023")], [("1", "2024"), ("2", "2024")], [("1", "new")]),
        ([("1", "2023"), ("2", "2023")], [("1", "2023"), ("2", "2023"), ("1", "2024")], [("2", "gone")]),
    ],
    ids=[
        "the same",
        "a joint return that parts",
        "one of two gone",
        "one joins another",
        "back again",
        "not this year",
    ],
)
def test_authorities_begin_and_end_by_the_latest_year_of_each_run(
    old: list[tuple[str, str]], new: list[tuple[str, str]], told: list[tuple[str, str]]
) -> None:
    found = compare_runs(run_of(*old), run_of(*new))
    assert list(found.columns) == RUN_COLUMNS
    rows = found[found["table"] == "authorities"]
    assert list(zip(rows["authorities"], rows["kind"], strict=True)) == told
    assert rows["name"].tolist() == [f"Of {keys}" for keys, _ in told]


@pytest.mark.parametrize("lacking", list(COMPARED))
def test_each_table_of_a_run_is_asked_for_by_name(tmp_path: Path, lacking: str) -> None:
    held = tmp_path / "run" / "data"
    held.mkdir(parents=True)
    for name in COMPARED:
        if name != lacking:
            (held / f"{name}.csv").write_text("a,b\n01,\n")
    with pytest.raises(DataError) as caught:
        read_run(tmp_path / "run")
    assert str(caught.value) == (
        f"run: no {lacking}.csv of a run here. Expected the output folder of a run. "
        "Give the folder that `run --out` wrote."
    )
    (held / f"{lacking}.csv").write_text("a,b\n01,\n")
    for folder in (held, held.parent):
        assert read_run(folder)[lacking].to_dict("records") == [{"a": "01", "b": ""}], "text as it stands"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "_memory", {})
    return tmp_path / "kept"


def test_what_is_kept_in_memory_needs_no_file_and_is_handed_out_once_after(folder: Path) -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(len(made))
        return [made[-1]]

    with keep_in_memory():
        first = cached("it", {"a": "1"}, make)
        assert cached("it", {"a": "1"}, make) is first
    next(folder.iterdir()).unlink()
    assert cached("it", {"a": "1"}, make) is first, "from memory"
    assert cached("it", {"a": "1"}, make) == [1], "made again: memory was handed out, the file is gone"
    assert cached("it", {"a": "1"}, make) == [1]
    assert made == [0, 1]


def test_without_the_block_nothing_stays_in_memory(folder: Path) -> None:
    first = cached("it", {}, lambda: [1])
    again = cached("it", {}, lambda: [2])
    assert again == first
    assert again is not first, "whoever gets it may change it"
    assert cache._memory == {}
    assert len(list(folder.iterdir())) == 1


def test_blocks_within_blocks_and_after_an_error(folder: Path) -> None:
    with keep_in_memory():
        with pytest.raises(ZeroDivisionError), keep_in_memory():
            cached("it", {}, lambda: 1 // 0)
        cached("it", {}, lambda: 1)
        assert len(cache._memory) == 1, "the inner block leaves the outer one as it was"
    cached("other", {}, lambda: 1)
    assert len(cache._memory) == 1


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(CACHE_VARIABLE, value)
    assert cache_folder().is_absolute()
    assert cache_folder().name == "workforce-grades"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a", {"a"}),
        ("import a.b as c, d", {"a.b", "d"}),
        ("from a import *", {"a", "a.*"}),
        ("from . import b", {"p.q", "p.q.b"}),
        ("from .b import c", {"p.q.b", "p.q.b.c"}),
        ("from .. import b", {"p", "p.b"}),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", set()),
        ("if x:\n    import a\nelse:\n    import b", {"a", "b"}),
        ("try:\n    import a\nexcept ImportError:\n    a = None", {"a"}),
        ("class C:\n    def f(self):\n        from a import b", {"a", "a.b"}),
        ("a = 'import b'", set()),
        ("", set()),
    ],
)
def test_imports_of_every_spelling(text: str, names: set[str]) -> None:
    assert imported_names(text, "p.q.r") == names


def test_the_module_of_a_package_is_its_own_home() -> None:
    assert imported_names("from .b import c", "p.q", Path("p/q/__init__.py")) == {"p.q.b", "p.q.b.c"}
    checked = "if TYPE_CHECKING:\n    from .b import c"
    assert imported_names(checked, "p.q", Path("p/q/__init__.py")) == {"p.q.b", "p.q.b.c"}
    assert imported_names(checked, "p.q", Path("p/q.py")) == frozenset()


def test_a_circle_is_gone_round_once() -> None:
    circle = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"a"}), "d": frozenset({"a"})}
    assert reached(["b", "no such"], circle) == {"a", "b", "c"}
    assert reached([], circle) == set()


def test_every_module_needs_the_packages_that_it_is_in(tmp_path: Path) -> None:
    for name in ("p/__init__.py", "p/q/__init__.py", "p/q/r.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import os, p.nowhere\n")
    assert imports_by_module(tmp_path / "p") == {"p": set(), "p.q": {"p"}, "p.q.r": {"p", "p.q"}}
