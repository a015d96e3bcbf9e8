"""The end of a child: who tells it, what is gone by then, and what is gone before the next notebook."""

from __future__ import annotations

import gc
import logging
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from executing import is_gone, printed, run, runs, wait_until, write

from workforce_grades.warm_engine import children, engine, kernel, process, server
from workforce_grades.warm_engine.ending import Ending
from workforce_grades.warm_engine.engine import child_environment
from workforce_grades.warm_engine.orders import Order, packed
from workforce_grades.warm_engine.process import WarmProcess

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("new_process")]
AT_ONCE = {"shutdown_kernel": "immediate"}
MUCH = "much = b'x' * (1 << 30)"
"""A process that holds so much takes the system some time to clear up."""
NOBODY = 2**22 + 1  # beyond the numbers that processes have


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        far.setblocking(False)
        yield near, far


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


def test_a_child_that_has_told_its_end_is_gone_when_the_next_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "_GRACE_SECONDS_AT_ONCE", 60.0)
    warm, order = WarmProcess(scratch=str(tmp_path)), Order(str(tmp_path), child_environment(None), ends_at_once=True)
    try:
        for _time in range(4):
            manager = kernel.ForkedKernelManager(warm.fork(order), ends_at_once=True)
            manager.client().execute("much = b'x' * (300 << 20)")
            manager.shutdown_kernel()
            assert manager.child.memory > 300 << 20
            manager.cleanup_resources()
            warm.fork(order).close()
            assert not psutil.pid_exists(manager.child.pid)
    finally:
        warm.close()


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
        kept = child.status.dup()  # as a fork of the caller's has it
        with kept:
            child.close()
            wait_until(partial(is_gone, child.pid))
    finally:
        warm.close()


def test_one_that_the_system_keeps_is_waited_for_once_and_not_for_long(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = pair
    monkeypatch.setattr(children, "_GONE_SECONDS", 0.5)
    with selectors.DefaultSelector() as selector:
        them = children.Children(None, tmp_path, selector, ())  # type: ignore[arg-type]
        monkeypatch.setattr(them, "reap", list)
        kept = children.Child(NOBODY, near, tmp_path, is_teacher=False)
        them._children[kept.pid] = kept
        selector.register(far, selectors.EVENT_READ)
        kept.caller = far
        for least, most in ((0.5, 10.0), (0.0, 0.4)):
            begun = time.monotonic()
            them.let_go(kept)
            them.clear()
            assert least <= time.monotonic() - begun < most


def test_what_has_the_number_of_a_child_that_is_gone_is_left_alone(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    near, far = pair
    shell = "sleep 300 >&2 & echo $!"
    said = subprocess.run(["setsid", "sh", "-c", shell], stdout=subprocess.PIPE, text=True, check=True)
    stranger = int(said.stdout)  # no child of this process
    try:
        with selectors.DefaultSelector() as selector:
            them = children.Children(None, tmp_path, selector, ())  # type: ignore[arg-type]
            them._children[stranger] = children.Child(stranger, near, tmp_path / "its", False, far)
            selector.register(far, selectors.EVENT_READ)
            them.reap()
            assert not them._children
        assert runs(stranger)
    finally:
        os.kill(stranger, signal.SIGKILL)


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
    gc.collect()
    before = psutil.Process().num_fds()
    with pytest.raises(FileNotFoundError):
        WarmProcess(scratch=str(tmp_path))
    assert not list(tmp_path.iterdir())
    assert psutil.Process().num_fds() == before
