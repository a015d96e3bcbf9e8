"""Builds killed, interrupted or out of space at any moment: what is there is whole, a rerun ends as if undisturbed."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Shelf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="finds processes in /proc"),
]
PAGES = 8
SHORT, DEEP = 2, 50
STOP_SECONDS = 240


@dataclass
class Builder:
    """Builds of one small collection on the bundled sample."""

    shelf: Shelf
    folder: Path

    def start(self, out: Path, *, room: int = resource.RLIM_INFINITY) -> subprocess.Popen[bytes]:
        """Start a build whose processes may write no file of more than `room` bytes."""

        def prepare() -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

        words = ["run", "--notebooks", self.shelf.folder, "--out", out, "--jobs", "2"]
        return subprocess.Popen(
            [sys.executable, "-m", "workforce_grades", *map(str, words)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(self.folder)},
            preexec_fn=prepare,
        )  # fmt: skip

    def finish(self, out: Path) -> float:
        begun = time.monotonic()
        with self.start(out) as running:
            assert running.wait() == 0
        return time.monotonic() - begun


@pytest.fixture
def builder(shelf: Shelf, tmp_path: Path) -> Builder:
    for number in range(1, PAGES + 1):
        shelf.add(
            f"{number:02}-page-{number}.ipynb",
            "import time\nfrom IPython.display import Markdown\ntime.sleep(0.1)",
            f"Markdown('word ' * {10_000 * number})",
        )  # fmt: skip
    folder = tmp_path / "temporary"
    folder.mkdir()
    return Builder(shelf, folder)


@dataclass
class Undisturbed:
    """A build that nothing disturbed: its files but for the record, and how long it took."""

    files: dict[str, bytes]
    seconds: float


@pytest.fixture
def undisturbed(builder: Builder, tmp_path: Path) -> Undisturbed:
    seconds = builder.finish(tmp_path / "undisturbed")
    return Undisturbed(_files(tmp_path / "undisturbed"), seconds)


def test_a_few_builds(builder: Builder, undisturbed: Undisturbed, tmp_path: Path) -> None:
    _disturb(builder, undisturbed, tmp_path, SHORT)
    _fill_the_disk(builder, undisturbed, tmp_path / "tight")


@pytest.mark.deep
def test_fifty_builds(builder: Builder, undisturbed: Undisturbed, tmp_path: Path) -> None:
    _disturb(builder, undisturbed, tmp_path, DEEP)


def _disturb(builder: Builder, undisturbed: Undisturbed, tmp_path: Path, times: int) -> None:
    moments = random.Random(5)
    for number in range(times):
        out = tmp_path / f"disturbed-{number}"
        with builder.start(out) as running:
            time.sleep(moments.uniform(0.0, 1.0) * undisturbed.seconds)
            family = [running.pid, *_descendants(running.pid)]
            victim = moments.choice(family) if number % 3 == 1 else running.pid
            _send(victim, signal.SIGINT if number % 3 == 2 else signal.SIGKILL)
            running.wait(STOP_SECONDS)
        _wait_for_end_of(family)
        _all_whole(out)
        builder.finish(out)
        assert _files(out) == undisturbed.files, number
        assert list(builder.folder.iterdir()) == []


def _fill_the_disk(builder: Builder, undisturbed: Undisturbed, out: Path) -> None:
    """Leave no room for large files: their pages fail alone."""
    pages = {path for path in undisturbed.files if path.startswith("page-")}
    with builder.start(out, room=300_000) as running:
        assert running.wait(STOP_SECONDS) in (1, 2)
    _all_whole(out)
    assert {path for path in _files(out) if path.startswith("page-")} < pages
    builder.finish(out)
    assert _files(out) == undisturbed.files


READERS: dict[str, Callable[[bytes], object]] = {
    ".html": lambda content: content.rstrip().endswith(b"</html>") or 1 / 0,
    ".json": json.loads,
    ".ipynb": json.loads,
    ".xml": ElementTree.fromstring,
    ".csv": lambda content: list(csv.reader(io.StringIO(content.decode()), strict=True)),
    ".xlsx": lambda content: zipfile.ZipFile(io.BytesIO(content)).testzip(),
}


def _all_whole(out: Path) -> None:
    """Read every file that a reader could come upon: all but those that the next run takes away."""
    for path in out.rglob("*"):
        if path.is_file() and ".work" not in path.parts and path.suffix in READERS:
            READERS[path.suffix](path.read_bytes())


def _files(out: Path) -> dict[str, bytes]:
    """Return every file but the record, which holds times."""
    if not out.is_dir():
        return {}
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "build.json"}


def _descendants(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(") ")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            child = int(stat.parent.name)
            yield child
            yield from _descendants(child)


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait_for_end_of(family: list[int]) -> None:
    end = time.monotonic() + STOP_SECONDS
    while any(_runs(pid) for pid in family):
        assert time.monotonic() < end, "processes are left over"
        time.sleep(0.1)


def _runs(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
