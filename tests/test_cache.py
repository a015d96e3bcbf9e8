from __future__ import annotations

import os
import pickle
from importlib.metadata import version as installed
from pathlib import Path

import pytest

from builders import INSPECTIONS, WORKFORCE, build_folder, set_cell
from workforce_grades import cache
from workforce_grades.cache import cache_folder, cached, code_fingerprint
from workforce_grades.study import load_study


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> dict[str, int]:
        self.calls += 1
        return {"calls": self.calls}


def test_made_once_for_the_same_dependencies() -> None:
    make = Maker()
    assert [cached("it", {"file": "a"}, make) for _ in range(3)] == [{"calls": 1}] * 3


def test_made_again_when_anything_it_depends_on_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    cached("it", {"file": "a"}, make)
    assert cached("it", {"file": "b"}, make) == {"calls": 2}
    assert cached("it", {"other": "a"}, make) == {"calls": 3}
    monkeypatch.setattr(cache, "code_fingerprint", lambda: "changed code")
    assert cached("it", {"file": "a"}, make) == {"calls": 4}
    monkeypatch.setattr(cache, "version", lambda _package: "4.0")
    assert cached("it", {"file": "a"}, make) == {"calls": 5}


@pytest.mark.parametrize(
    "content", [b"", b"\x80", b"not a pickle", b"cnowhere\nnothing\n.", pickle.dumps(1)[:-2], b"I1e\n."]
)
def test_a_damaged_file_is_made_again(kept: Path, content: bytes) -> None:
    make = Maker()
    cached("it", {}, make)
    (file,) = kept.iterdir()
    file.write_bytes(content)
    assert cached("it", {}, make) == {"calls": 2}
    assert cached("it", {}, make) == {"calls": 2}


@pytest.mark.skipif(os.name != "posix", reason="files have no owners here")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_read(kept: Path, mode: int) -> None:
    make = Maker()
    cached("it", {}, make)
    (file,) = kept.iterdir()
    file.chmod(mode)
    assert cached("it", {}, make) == {"calls": 2}
    (file,) = kept.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600, "it was replaced by our own"


@pytest.mark.skipif(os.name != "posix", reason="files have no owners here")
def test_a_file_of_another_user_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    cached("it", {}, make)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cached("it", {}, make) == {"calls": 2}


@pytest.mark.skipif(os.name != "posix", reason="folders have no modes here")
def test_the_folder_is_the_users_alone(kept: Path) -> None:
    cached("it", {}, Maker())
    assert kept.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("package", ["numpy", "pandas", "pandera", "python-calamine", "scipy", "statsmodels"])
def test_another_version_of_a_package_makes_it_again(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    cached("it", {}, make)
    monkeypatch.setattr(cache, "version", lambda name: "99" if name == package else installed(name))
    assert cached("it", {}, make) == {"calls": 2}


def test_errors_pass_through_and_nothing_is_kept(kept: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        cached("it", {}, lambda: 1 // 0)
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path / "file" / "cache"))
    make = Maker()
    assert cached("it", {}, make) == {"calls": 1}
    assert cached("it", {}, make) == {"calls": 2}


def test_the_oldest_are_dropped_and_other_names_left(kept: Path) -> None:
    cached("other", {}, Maker())
    for number in range(12):
        cached("it", {"file": str(number)}, Maker())
        for at, file in enumerate(sorted(kept.glob("it-*"), key=lambda path: path.stat().st_mtime_ns)):
            os.utime(file, (at, at))
    assert len(list(kept.glob("it-*.pickle"))) == 8
    assert len(list(kept.glob("other-*.pickle"))) == 1
    assert len(list(kept.iterdir())) == 9, "no temporary files stay behind"


def test_the_users_own_cache_folder_without_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WORKFORCE_GRADES_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().name == "workforce-grades"


def test_the_code_has_one_hash() -> None:
    assert code_fingerprint() == code_fingerprint()
    assert len(code_fingerprint()) == 64


def test_a_study_is_read_again_only_when_a_file_changes(kept: Path, tmp_path: Path) -> None:
    folder = build_folder(tmp_path / "data")
    first = load_study(folder)
    (file,) = kept.iterdir()
    before = file.stat().st_mtime_ns
    again = load_study(folder)
    assert [str(report) for report in again.reports] == [str(report) for report in first.reports]
    assert again.workforce.equals(first.workforce)
    assert [path.stat().st_mtime_ns for path in kept.iterdir()] == [before]

    set_cell(folder / WORKFORCE, "starters_fte", "31", la_name="Alderbrook")
    assert "starters_fte" in first.workforce
    changed = load_study(folder).workforce["starters_fte"]
    assert (changed != first.workforce["starters_fte"]).sum() == 1
    (folder / "regions.csv").write_text("region_code,region_name\nE12000001,Upper Vale\nE12000002,South Vale\n")
    assert load_study(folder).authorities.region_name("601") == "Upper Vale"


def test_a_study_is_read_again_when_a_file_is_renamed(kept: Path, tmp_path: Path) -> None:
    """Ofsted's workbook tells its date by its name, and the count lines name each file."""
    folder = build_folder(tmp_path / "data")
    assert load_study(folder).inspections["as_at"].dt.year.unique().tolist() == [2025]
    (folder / INSPECTIONS).rename(folder / INSPECTIONS.replace("2025", "2026"))
    renamed = load_study(folder)
    assert renamed.inspections["as_at"].dt.year.unique().tolist() == [2026]
    assert len(list(kept.iterdir())) == 2


def test_a_study_knows_the_folder_it_was_asked_for(tmp_path: Path) -> None:
    one, other = build_folder(tmp_path / "one"), build_folder(tmp_path / "other")
    assert load_study(one).folder.path == one
    assert load_study(other).folder.path == other
