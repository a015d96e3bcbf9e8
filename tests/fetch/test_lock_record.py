"""The record of a folder of downloads: written in one step, read with care, one fetch at a time."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workforce_grades.errors import DataError
from workforce_grades.fetch import lock as module
from workforce_grades.fetch.lock import UNFINISHED, Recorded, alone, now, read_lock, recording, write_lock
from workforce_grades.sources.folder import LOCK_FILE, DataFolder

ENTRY = Recorded(
    file="las.csv", release="2025", route="url", url="https://example.org/a", final_url="https://example.org/b",
    fetched_at="2026-11-22T10:00:00Z", bytes=7, sha256="a" * 64, etag='"1"', last_modified="", version="1.0",
)  # fmt: skip


def written(folder: Path, entry: Any = None, **top: Any) -> None:
    content = {"form": 1, "sources": {"authorities": asdict(ENTRY) if entry is None else entry}} | top
    (folder / LOCK_FILE).write_text(json.dumps(content))


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as refused:
        read_lock(folder)
    return str(refused.value)


def test_nothing_is_recorded_at_first(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == {}


def test_a_record_comes_back_as_it_was_written_sorted_by_source(tmp_path: Path) -> None:
    lock = {"workforce": replace(ENTRY, file="csww.csv"), "authorities": ENTRY}
    write_lock(tmp_path, lock)
    assert read_lock(tmp_path) == lock
    assert list(read_lock(tmp_path)) == ["authorities", "workforce"]
    assert [file.name for file in tmp_path.iterdir()] == [LOCK_FILE]


def test_the_same_record_gives_the_same_bytes_whatever_its_order(tmp_path: Path) -> None:
    lock = {"b": ENTRY, "a": replace(ENTRY, release="2024")}
    write_lock(tmp_path, lock)
    before = (tmp_path / LOCK_FILE).read_bytes()
    write_lock(tmp_path, dict(reversed(lock.items())))
    assert (tmp_path / LOCK_FILE).read_bytes() == before


def test_a_folder_knows_size_and_hash_from_its_record(tmp_path: Path) -> None:
    write_lock(tmp_path, {"authorities": ENTRY})
    assert DataFolder(tmp_path).manifest == {"las.csv": {"bytes": "7", "sha256": "a" * 64}}


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "\x00"])
def test_what_is_no_json_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / LOCK_FILE).write_text(content)
    assert "lock.json: not readable as JSON. Expected the record that `data fetch` writes." in refusal(tmp_path)


@pytest.mark.parametrize("top", [{"form": 2}, {"form": "1"}, {"form": None}, {"sources": []}, {"sources": None}])
def test_a_record_of_another_version_is_said(tmp_path: Path, top: dict[str, Any]) -> None:
    written(tmp_path, **top)
    message = refusal(tmp_path)
    assert 'lock.json: not a record of this version. Expected "form": 1 and "sources".' in message
    assert "Move it away and run `workforce-grades data lock`, or fetch again." in message


@pytest.mark.parametrize("content", ["[]", "1", "null", '"x"'])
def test_a_record_that_is_no_table_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / LOCK_FILE).write_text(content)
    assert "not a record of this version" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"file": None}, "file"),
        ({"file": "../las.csv"}, "file"),
        ({"file": "/las.csv"}, "file"),
        ({"file": "a/las.csv"}, "file"),
        ({"release": 2025}, "release"),
        ({"bytes": "7"}, "bytes"),
        ({"bytes": 7.5}, "bytes"),
        ({"sha256": None}, "sha256"),
        ({"version": 1.0}, "version"),
    ],
)
def test_an_entry_with_a_wrong_value_names_source_and_value(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    written(tmp_path, asdict(ENTRY) | change)
    assert f"lock.json, source authorities: `{named}` is missing or has the wrong form" in refusal(tmp_path)


@pytest.mark.parametrize("name", [name for name in asdict(ENTRY) if name != "more"])
def test_an_entry_that_lacks_a_value_names_it(tmp_path: Path, name: str) -> None:
    written(tmp_path, {key: value for key, value in asdict(ENTRY).items() if key != name})
    assert f"`{name}` is missing" in refusal(tmp_path)


@pytest.mark.parametrize("entry", [[], "x", 1, {}])
def test_an_entry_that_is_no_table_lacks_its_file(tmp_path: Path, entry: Any) -> None:
    written(tmp_path, entry)
    assert "`file` is missing" in refusal(tmp_path)


def test_what_an_entry_has_beside_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path, asdict(ENTRY) | {"more": 1})
    assert read_lock(tmp_path) == {"authorities": ENTRY}


def test_a_record_takes_effect_only_when_what_it_says_was_done(tmp_path: Path) -> None:
    write_lock(tmp_path, {"authorities": ENTRY})
    newer = {"authorities": replace(ENTRY, release="2026")}
    with recording(tmp_path, newer):
        assert read_lock(tmp_path) == {"authorities": ENTRY}
        assert len(list(tmp_path.glob(UNFINISHED))) == 1
    assert read_lock(tmp_path) == newer
    assert list(tmp_path.glob(UNFINISHED)) == []


def test_where_it_was_not_done_the_earlier_record_stays(tmp_path: Path) -> None:
    write_lock(tmp_path, {"authorities": ENTRY})
    with pytest.raises(OSError, match="disk"), recording(tmp_path, {}):
        raise OSError("disk")
    assert read_lock(tmp_path) == {"authorities": ENTRY}
    assert [file.name for file in tmp_path.iterdir()] == [LOCK_FILE]


def test_a_second_fetch_is_kept_out_until_the_first_is_done(tmp_path: Path) -> None:
    with alone(tmp_path):
        with pytest.raises(DataError, match=f"{tmp_path.name}: another fetch is at work in this folder. Wait for it."):
            alone(tmp_path).__enter__()
        with alone_elsewhere(tmp_path / "other"):
            pass
    with alone(tmp_path):
        pass


def alone_elsewhere(folder: Path) -> Any:
    folder.mkdir()
    return alone(folder)


def test_where_there_are_no_such_locks_a_fetch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "os", SimpleNamespace(name="nt"))
    with alone(tmp_path / "not there"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_moment_is_in_utc_to_the_second() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", now())


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(texts, texts, st.integers(0, 10**12))
def test_whatever_a_server_says_of_a_file_comes_back(tmp_path: Path, etag: str, url: str, size: int) -> None:
    entry = replace(ENTRY, etag=etag, url=url, bytes=size)
    write_lock(tmp_path, {"x": entry})
    assert read_lock(tmp_path) == {"x": entry}
