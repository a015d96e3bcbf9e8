"""A fetch that is killed, has no room or may not write: earlier files and their record stay as they were."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from official_sites import OfficialSites
from site_faults import changes, drips

from calling import NO_SPACE, Caller, program
from workforce_grades.fetch import lock, placing
from workforce_grades.sources.folder import REFERENCE_FACTS

NEWER = changes(lambda body: body + b"\n")


def state_of(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, but for the lock of a fetch at work."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != ".fetching")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def fetched(call: Caller, sites: OfficialSites, raw: Path) -> dict[str, bytes]:
    """Return the state of a folder with one source; the site has a newer one by now."""
    assert call("data", "fetch", "--into", raw, "authorities").code == 0
    sites.plan("las.csv", NEWER, times=9)
    return state_of(raw)


def test_a_killed_fetch_leaves_what_was_there_and_the_next_clears_away(
    call: Caller, sites: OfficialSites, raw: Path, fetched: dict[str, bytes]
) -> None:
    sites.plan("sn_model", drips(0.2), times=9)
    command = program("data", "fetch", "--into", raw, "--update", "authorities", "neighbours")
    fetch = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(raw.glob(".incoming-*/neighbours.part")):
        assert time.monotonic() < deadline and fetch.poll() is None
        time.sleep(0.02)
    os.kill(fetch.pid, signal.SIGKILL)
    assert fetch.wait() == -signal.SIGKILL
    left = {name: content for name, content in state_of(raw).items() if not name.startswith(".incoming-")}
    assert left == fetched
    assert list(raw.glob(".incoming-*"))
    sites.planned.clear()
    said = call("data", "fetch", "--into", raw, "authorities", "neighbours")
    assert (said.code, "neighbours: new" in said.out) == (0, True), said.err
    assert list(raw.glob(".incoming-*")) == []


def no_room(*_words: object, **_options: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


PLACES = {
    "while it downloads": (Path, "open"),
    "while it keeps the older file": (placing, "keep"),
    "while it writes the record": (lock.json, "dumps"),
    "while it looks at all together": (shutil, "copyfile"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_full_disk_is_one_line_and_changes_nothing(
    call: Caller, sites: OfficialSites, raw: Path, fetched: dict[str, bytes], place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    owner, name = PLACES[place]
    whole = getattr(owner, name)

    def full(*words: Any, **options: Any) -> Any:
        is_download = owner is not Path or "wb" in words
        return no_room() if is_download else whole(*words, **options)

    monkeypatch.setattr(owner, name, full)
    said = call("data", "fetch", "--into", raw, "--update", "authorities")
    monkeypatch.undo()
    assert (said.code, said.err) == (2, f"error: cannot write {raw}: No space left on device{NO_SPACE}\n")
    assert state_of(raw) == fetched


@pytest.mark.skipif(os.name != "posix", reason="a limit on files is set by the shell")
def test_a_disk_that_takes_no_more_as_a_program_sees_it(
    sites: OfficialSites, raw: Path, fetched: dict[str, bytes]
) -> None:
    """A file may grow to 8 kB: DfE's list does not fit."""
    command = program("data", "fetch", "--into", raw, "--update", "authorities")
    words = ["bash", "-c", 'ulimit -f 8; exec "$@"', "bash", *command]
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    fetch = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env=unmeasured)
    assert (fetch.returncode, fetch.stderr) == (2, f"error: cannot write {raw}: File too large\n")
    assert state_of(raw) == fetched


def test_a_folder_that_cannot_be_written_is_one_line(
    call: Caller, sites: OfficialSites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    said = call("data", "fetch", "--into", tmp_path / "file", "authorities")
    assert said.code == 2
    assert said.err == (
        f"error: cannot write {tmp_path / 'file'}: File exists. A file is where a folder should be: choose "
        "another place\n"
    )

    def read_only(*_words: object, **_options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", read_only)
    said = call("data", "fetch", "--into", tmp_path / "new", "authorities")
    assert said.code == 2
    assert said.err == (
        f"error: cannot write {tmp_path / 'new'}: Read-only file system. Choose a place that you may write in, or have "
        "its owner let you\n"
    )
    assert sites.asked == []


def test_a_mirrors_own_lists_are_checked_before_they_come(call: Caller, sample: Path, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for file in (*sample.glob("*las.csv"), *(sample / name for name in REFERENCE_FACTS)):
        shutil.copyfile(file, mirror / file.name)
    (mirror / "authority_history.csv").write_text("<html>not a list</html>")
    into = tmp_path / "into"
    said = call("data", "fetch", "--mirror", mirror, "--into", into, "authorities")
    assert said.code == 1
    assert "authorities: failed" in said.err
    assert state_of(into) == {}
    shutil.copyfile(sample / "authority_history.csv", mirror / "authority_history.csv")
    assert call("data", "fetch", "--mirror", mirror, "--into", into, "authorities").code == 0
    assert {name for name in state_of(into) if name in REFERENCE_FACTS} == set(REFERENCE_FACTS)


def test_lists_of_ones_own_stay_until_an_update_and_are_kept_then(call: Caller, sample: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    words = ("data", "fetch", "--mirror", sample, "--into", into, "authorities")
    assert call(*words).code == 0
    own = (into / "name_aliases.csv").read_bytes() + b"Ofsted,A name of my own,601\n"
    (into / "name_aliases.csv").write_bytes(own)
    call(*words)
    assert (into / "name_aliases.csv").read_bytes() == own
    call(*words, "--update")
    assert (into / "name_aliases.csv").read_bytes() == (sample / "name_aliases.csv").read_bytes()
    assert [file.read_bytes() for file in (into / "earlier").rglob("name_aliases.csv")] == [own]


def test_at_no_moment_is_there_no_file(
    call: Caller, sites: OfficialSites, raw: Path, fetched: dict[str, bytes]
) -> None:
    gone, stop = [], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            if not (raw / "las.csv").exists():
                gone.append(time.monotonic())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        assert call("data", "fetch", "--into", raw, "--update", "authorities").code == 0
    finally:
        stop.set()
        watching.join()
    assert gone == []
    assert (raw / "las.csv").read_bytes() == fetched["las.csv"] + b"\n"
