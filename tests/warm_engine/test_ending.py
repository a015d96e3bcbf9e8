"""The end of a child: who tells it, what is gone by then, and what is gone before the next notebook."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from executing import outputs, printed, run, runs, wait_until, write

from workforce_grades.warm_engine import children, engine, kernel, process, server
from workforce_grades.warm_engine.ending import Ending
from workforce_grades.warm_engine.engine import child_environment
from workforce_grades.warm_engine.orders import Order, packed
from workforce_grades.warm_engine.process import WarmProcess

pytestmark = pytest.mark.slow
AT_ONCE = {"shutdown_kernel": "immediate"}
MUCH = "much = b'x' * (1 << 30)"
"""A process that holds so much takes the system some time to clear up."""


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with no warm process."""
    monkeypatch.setattr(process, "_shared", {})
    yield
    for warm in process._shared.values():
        warm.close()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        far.setblocking(False)
        yield near, far


def is_gone(pid: int) -> bool:
    return not runs(pid)


def test_a_child_that_is_to_end_at_once_tells_its_end_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        f"from {server.__name__} import main; import {children.__name__} as it\n"
        "def mute(to, say=it.say, **said): 'exit' in said or say(to, **said)\n"
        "it.say = mute; main()"
    )
    monkeypatch.setattr(process, "_START", f"import sys; del sys.path[0]; {code}")
    monkeypatch.setattr(kernel, "_GRACE_SECONDS_AT_ONCE", 60.0)
    path = write(tmp_path / "a.ipynb", ["much = b'x' * (300 << 20)"])
    for _time in range(3):
        assert run(path, **AT_ONCE).metadata.papermill[engine.PEAK_MEMORY] > 300 << 20


def test_a_child_that_has_told_its_end_is_gone_with_its_locks_before_the_next_begins(tmp_path: Path) -> None:
    mark, left = tmp_path / "lock", Path("/proc/self")
    lock = f"import fcntl\nheld = open({str(mark)!r}, 'w'); fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)"
    for _time in range(3):
        look = f"import os\nprint(os.path.exists({str(left)!r}), os.getpid())"
        node = run(write(tmp_path / "a.ipynb", [look, lock, MUCH]), **AT_ONCE)
        assert "error" not in str(outputs(node))
        there, pid = printed(node)[0].split()
        assert there == str(left.name == "self")
        left = Path("/proc") / pid


def test_a_child_that_has_told_its_end_is_gone_before_anything_is_warmed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "a.ipynb", ["import os\nprint(os.getpid())", MUCH])
    caplog.set_level(logging.INFO)
    for _time in range(3):
        left = printed(run(path, **AT_ONCE))[0].strip()
        run(write(tmp_path / "b.ipynb", ["1"]), warm_calls=(("os:stat", (f"/proc/{left}",)),))
        assert f"No such file or directory: '/proc/{left}'" in caplog.text


def test_what_it_started_ends_with_it_without_another_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)"])
    wait_until(partial(is_gone, int(printed(run(path, **AT_ONCE))[0])))


def test_a_child_whose_caller_goes_away_ends_though_it_is_busy(tmp_path: Path) -> None:
    warm = WarmProcess(scratch=str(tmp_path))
    try:
        child = warm.fork(Order(str(tmp_path), child_environment(None)))
        kernel.ForkedKernelManager(child).client().execute("while True: pass")
        wait_until(lambda: psutil.Process(child.pid).cpu_times().user > 0.1)
        child.close()
        wait_until(partial(is_gone, child.pid))
    finally:
        warm.close()


def test_one_that_the_system_keeps_is_not_waited_for_without_end(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = pair
    monkeypatch.setattr(children, "_GONE_SECONDS", 0.05)
    with selectors.DefaultSelector() as callers:
        them = children.Children(None, tmp_path, callers, ())  # type: ignore[arg-type]
        monkeypatch.setattr(them, "reap", list)
        them._children[0] = children.Child(0, near, tmp_path, is_teacher=False, caller=far, is_let_go=True)
        begun = time.monotonic()
        them.clear()
        assert 0.05 <= time.monotonic() - begun < 10


def test_what_a_cell_has_put_in_the_place_of_the_status_hears_nothing(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    near, far = pair
    status = os.dup(near.fileno())
    ending = Ending(status, None)
    ending.tell(exit=0)
    assert far.recv(99) == packed(exit=0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(theirs.fileno(), status)
        ending.tell(exit=0)
        ours.setblocking(False)
        with pytest.raises(BlockingIOError):
            ours.recv(99)
    os.close(status)
    ending.tell(exit=0)
    with pytest.raises(BlockingIOError):
        far.recv(99)


def test_where_no_warm_process_can_be_started_nothing_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process.sys, "executable", str(tmp_path / "none"))
    before = psutil.Process().num_fds()
    with pytest.raises(FileNotFoundError):
        WarmProcess(scratch=str(tmp_path))
    assert not list(tmp_path.iterdir())
    assert psutil.Process().num_fds() == before
