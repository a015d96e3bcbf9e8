"""The child that gets ready while another one runs: it comes early, misses nothing, and costs nobody anything."""

from __future__ import annotations

import os
import signal
import socket
import time
from functools import partial
from pathlib import Path

import psutil
import pytest
from executing import COPIES_AHEAD, is_gone, outputs, printed, run, runs, wait_until, write

from workforce_grades.warm_engine import children, engine, process, server
from workforce_grades.warm_engine.orders import CONFIRMED
from workforce_grades.warm_engine.process import shared_process

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("new_process")]
WHO = "import os\nprint(os.getpid())"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A notebook that says which process it runs in."""
    return write(tmp_path / "who.ipynb", [WHO])


def pid_of(path: Path) -> int:
    return int(printed(run(path))[0])


def waiting(ended: int) -> list[int]:
    """Return the children that are there after one has ended."""
    wait_until(partial(is_gone, ended))
    return [child.pid for child in psutil.Process(shared_process().pid).children() if runs(child.pid)]


def test_from_the_second_notebook_on_the_next_child_waits_already(path: Path) -> None:
    assert waiting(pid_of(path)) == []
    (next_one,) = waiting(pid_of(path))
    assert pid_of(path) == next_one


def test_a_waiting_child_has_what_is_warmed_after_it_was_forked(path: Path, tmp_path: Path) -> None:
    later = write(tmp_path / "later.ipynb", [WHO, "import sys\nprint('sndhdr' in sys.modules)"])
    run(path)
    (too_early,) = waiting(pid_of(path))
    pid, found = printed(run(later, warm_imports=("sndhdr",)))
    assert found == "True\n"
    assert int(pid) != too_early
    assert not runs(too_early)


def test_a_waiting_child_that_is_killed_is_not_missed(path: Path) -> None:
    run(path)
    (next_one,) = waiting(pid_of(path))
    os.kill(next_one, signal.SIGKILL)
    wait_until(partial(is_gone, next_one))
    (next_one,) = waiting(pid_of(path))
    for _time in range(8):
        os.kill(next_one, signal.SIGKILL)  # just before its order
        (next_one,) = waiting(pid_of(path))


def test_a_waiting_child_ends_with_its_warm_process(path: Path) -> None:
    run(path)
    (next_one,) = waiting(pid_of(path))
    os.kill(shared_process().pid, signal.SIGKILL)
    wait_until(partial(is_gone, next_one))


def test_a_waiting_child_gets_the_folder_environment_and_limit_of_its_notebook(tmp_path: Path) -> None:
    told = write(tmp_path / "told.ipynb", [
        "import os, resource\nprint(os.getcwd(), os.environ['TOLD'], resource.getrlimit(resource.RLIMIT_DATA)[0] > 0)",
    ])  # fmt: skip
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        os.environ["TOLD"] = str(number)
        try:
            node = run(told, kernel_cwd=str(folder), memory_limit=1 << 30)
        finally:
            del os.environ["TOLD"]
        assert printed(node) == [f"{folder} {number} True\n"]


def test_what_a_notebook_leaves_to_do_is_done_before_its_caller_goes_on(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    path = write(tmp_path / "a.ipynb", [
        f"import atexit, pathlib, time\natexit.register(lambda: (time.sleep(.2), pathlib.Path({str(mark)!r}).touch()))",
    ])  # fmt: skip
    for _time in range(3):
        run(path)
        assert mark.exists()
        mark.unlink()


def test_where_a_notebook_is_to_end_at_once_what_it_leaves_to_do_is_left(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    path = write(tmp_path / "a.ipynb", [
        f"import atexit, pathlib\natexit.register(pathlib.Path({str(mark)!r}).touch)",
        "import asyncio, time\nlater = asyncio.get_running_loop().run_in_executor(None, time.sleep, 100)",
    ])  # fmt: skip
    begun = time.monotonic()
    for _time in range(3):
        assert "error" not in str(outputs(run(path, shutdown_kernel="immediate")))
    assert time.monotonic() - begun < 10
    assert not mark.exists()


def test_what_a_notebook_leaves_running_or_open_is_gone_when_its_caller_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        "import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)",
        "much = bytearray(100 << 20)\nmuch[::4096] = much[1::4096]",
        f"import fcntl\nheld = open({str(tmp_path / 'lock')!r}, 'w'); fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)",
    ])  # fmt: skip
    for _time in range(3):
        node = run(path)
        wait_until(partial(is_gone, int(printed(node)[0])), 1)
        assert "error" not in str(outputs(node))


def test_every_child_and_the_warm_process_have_as_many_files_open_as_before(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["import os\nprint(sorted(os.listdir('/proc/self/fd'), key=int))"])
    found, warm = [], []
    for _time in range(12):
        found.append(printed(run(path))[0].count(","))
        warm.append(psutil.Process(shared_process().pid).num_fds())
    assert len(set(found)) == 1
    assert max(warm[6:]) <= max(warm[1:6])


def test_its_most_memory_is_told(path: Path) -> None:
    for _time in range(3):
        assert 20e6 < run(path).metadata.papermill[engine.PEAK_MEMORY] < 2e9


@pytest.mark.parametrize(("answer", "takes"), [(CONFIRMED, True), (b"", False), (b"?", False)])
def test_a_child_that_does_not_confirm_that_it_has_its_files_has_not_taken_them(
    answer: bytes, takes: bool, tmp_path: Path
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(answer)
        theirs.shutdown(socket.SHUT_WR)
        assert children._hand(children.Child(0, ours, tmp_path, is_teacher=True), [theirs.fileno()]) == takes


@pytest.mark.skipif(not COPIES_AHEAD, reason="this system copies no pages ahead")
def test_later_children_wait_for_fewer_pages_of_memory(tmp_path: Path) -> None:
    count = "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)"
    path = write(tmp_path / "a.ipynb", [count, "import pandas as pd\npd.DataFrame({'a': [1]}).describe()", count])
    taken = []
    for _time in range(22):
        before, _shown, after = printed(run(path, warm_imports=("pandas",)))
        taken.append(int(after) - int(before))
    assert min(taken[3:]) < taken[0] / 3
    assert 1 <= sum(count > taken[0] / 2 for count in taken[4:]) <= 2  # as in one of sixteen, which tells the others


def test_where_no_child_can_be_forked_a_kernel_runs_the_notebook(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = f"import os; from {server.__name__} import main; os.fork = lambda: os.kill(2 ** 22 + 1, 0); main()"
    monkeypatch.setattr(process, "_START", f"import sys; del sys.path[0]; {code}")
    engine._warn_once.cache_clear()
    kernel = write(path.with_name("b.ipynb"), ["from ipykernel.connect import get_connection_file; print('a kernel')"])
    for _time in range(2):
        assert printed(run(kernel)) == ["a kernel\n"]
    assert "No such process" in caplog.text
    assert not list(Path(shared_process()._folder).glob("child-*"))


def test_a_child_that_does_not_get_ready_is_none_and_the_next_is_well(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = (
        f"import time; from {server.__name__} import main; import {children.__name__} as it\n"
        "live, slow = it.live, [1]\n"
        "def late(*given):\n    time.sleep(2 * len(slow)); live(*given)\n"
        "def hand(*given, hand=it._hand):\n    try: return hand(*given)\n    finally: slow.clear()\n"
        "it.live, it._hand, it._READY_SECONDS = late, hand, 0.5; main()"
    )
    monkeypatch.setattr(process, "_START", f"import sys; del sys.path[0]; {code}")
    engine._warn_once.cache_clear()
    run(path)
    assert "a new process did not get ready" in caplog.text
    assert len(waiting(pid_of(path))) == 1
