from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from workforce_grades.reports import lock
from workforce_grades.reports.listing import status_lines
from workforce_grades.reports.lock import FILE, BusyError, holder, locked
from workforce_grades.reports.record import BuildRecord, PageRecord

HOLD = (
    "import sys, time; from pathlib import Path; from workforce_grades.reports.lock import locked\n"
    "with locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(300)"
)


@pytest.fixture
def busy(out: Path) -> Callable[[], subprocess.Popen[str]]:
    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    return start


def test_nobody_holds_what_was_never_or_is_no_longer_held(out: Path) -> None:
    assert holder(out) is None
    with locked(out):
        pass
    assert holder(out) is None
    assert list(out.parent.iterdir()) == []


def test_a_folder_that_goes_while_it_is_taken_is_made_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, gone = Path.open, []

    def opened(path: Path, *how: str) -> IO[Any]:
        if not gone:
            gone.append(path)
            path.parent.rmdir()  # as the run that held it does at its end
        return plain(path, *how)

    monkeypatch.setattr(Path, "open", opened)
    with locked(out):
        assert gone == [out / FILE]
        assert (out / FILE).is_file()


def test_folders_made_for_a_lock_go_with_it_unless_they_hold_something(tmp_path: Path) -> None:
    with locked(tmp_path / "new" / "deep"):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "old").mkdir()
    with locked(tmp_path / "old"):
        pass
    with locked(tmp_path / "kept" / "deep"):
        (tmp_path / "kept" / "page").touch()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["kept", "old", "page"]


def test_a_second_run_hears_who_is_at_work(out: Path, busy: Callable[[], subprocess.Popen[str]]) -> None:
    with busy() as other:
        with pytest.raises(BusyError, match=rf"another run works in .*\(process {other.pid}, since 20.* UTC\)"):
            locked(out).__enter__()
        found = holder(out)
        assert found is not None
        assert found.pid == other.pid
        other.kill()


def test_the_lock_of_a_killed_run_is_taken(out: Path, busy: Callable[[], subprocess.Popen[str]]) -> None:
    with busy() as other:
        os.kill(other.pid, signal.SIGKILL)
    assert (out / FILE).is_file()
    assert holder(out) is None
    with locked(out):
        assert (out / FILE).read_text().startswith(f'{{"pid": {os.getpid()}')
    assert not (out / FILE).exists()


def test_who_only_looks_stops_no_run(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def somebody_looks_first(stream: IO[bytes]) -> bool:
        asked.append(len(asked) > 2)
        return asked[-1]

    monkeypatch.setattr(lock, "_lock", somebody_looks_first)
    with locked(out):
        assert asked == [False, False, False, True]


def test_status_tells_a_run_at_work_from_one_that_was_killed(
    out: Path, busy: Callable[[], subprocess.Popen[str]]
) -> None:
    record = BuildRecord(
        pages={"a.html": PageRecord("a", None, {}, {}, "", 1.0)}, last_run={"state": "running", "made": 1, "due": 3}
    )
    with busy() as other:
        assert f"running: 1 of the 3 pages that were due are made; process {other.pid}" in _said(record, out)
        other.kill()
    assert "killed before its end: 1 of the 3 pages that were due are made; the same `run`" in _said(record, out)


def _said(record: BuildRecord, out: Path) -> str:
    return "\n".join(status_lines(record, out)[1])
