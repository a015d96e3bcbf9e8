"""A file takes its place in one step, and what was there is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.fetch.placing import EARLIER, put_in_place


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def new(tmp_path: Path) -> Path:
    file = tmp_path / "new"
    file.write_text("new")
    return file


def test_the_same_content_under_another_name_is_renamed(tmp_path: Path, new: Path) -> None:
    there = tmp_path / "by-hand.csv"
    there.write_text("new")
    kept = there.stat().st_ino
    put_in_place(new, tmp_path / "published.csv", there)
    assert names(tmp_path) == ["published.csv"]
    assert (tmp_path / "published.csv").stat().st_ino == kept


@pytest.mark.parametrize("name", ["published.csv", "by-hand.csv"])
def test_other_content_is_kept_beside(tmp_path: Path, new: Path, name: str) -> None:
    there = tmp_path / name
    there.write_text("old")
    put_in_place(new, tmp_path / "published.csv", there)
    assert (tmp_path / "published.csv").read_text() == "new"
    (earlier,) = (path for path in (tmp_path / EARLIER).rglob("*") if path.is_file())
    assert (earlier.name, earlier.read_text()) == (name, "old")
    assert len(names(tmp_path)) == 2


def test_nothing_has_to_be_there(tmp_path: Path, new: Path) -> None:
    put_in_place(new, tmp_path / "published.csv", None)
    assert names(tmp_path) == ["published.csv"]
