"""A notebook whose process is killed, hangs or takes too much fails alone, and keeps what it wrote."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from executing import outputs, printed, run, runs, wait_until, write
from nbclient.exceptions import CellTimeoutError, DeadKernelError

import workforce_grades
from workforce_grades.warm_engine import engine, process, server
from workforce_grades.warm_engine.children import other_threads
from workforce_grades.warm_engine.orders import Warmth
from workforce_grades.warm_engine.process import shared_process

pytestmark = pytest.mark.slow
KILLS = {
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": "SIGKILL",
    "import ctypes; ctypes.string_at(0)": "SIGSEGV",
    "import os; os._exit(7)": "exit code 7",
}


@pytest.mark.parametrize("kill", KILLS)
def test_a_killed_child_is_told_with_what_it_wrote_and_the_next_is_well(kill: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["print('first')", f"print('last words'); {kill}", "'never'"])
    with pytest.raises(DeadKernelError, match=KILLS[kill]):
        run(path)
    kept = nbformat.read(tmp_path / "a-warm.ipynb", as_version=4)
    assert printed(kept)[:2] == ["first\n", "last words\n"]
    assert printed(run(write(tmp_path / "b.ipynb", ["print(1)"]))) == ["1\n"]


DAEMON = "import os, time\nif os.fork() == 0:\n    os.setsid(); time.sleep(8); os._exit(0)"


@pytest.mark.parametrize("end", ["1", "os.kill(os.getpid(), 9)"])
def test_a_process_in_a_session_of_its_own_delays_no_end(end: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [DAEMON, end])
    begun = time.monotonic()
    with suppress(DeadKernelError):
        run(path)
    assert time.monotonic() - begun < 5


def test_a_fork_that_falls_out_of_its_cell_does_not_speak_for_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["import os, time\npid = os.fork()", "time.sleep(.5); os._exit(7)"])
    with pytest.raises(DeadKernelError, match=r"exit code 7$"):
        run(path)


def test_what_files_and_threads_still_hold_is_written_at_the_end(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        f"file = open({str(tmp_path / 'file')!r}, 'w')\nwritten = file.write('results')",
        "import threading, time\nfrom pathlib import Path",
        "def work():\n    time.sleep(.3); "
        f"Path({str(tmp_path / 'thread')!r}).touch()\nthreading.Thread(target=work).start()",
    ])  # fmt: skip
    assert "error" not in str(outputs(run(path)))
    assert (tmp_path / "file").read_text() == "results"
    assert (tmp_path / "thread").exists()


def test_a_cell_past_its_time_fails_and_its_process_and_their_processes_end(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        "import os, subprocess, time\nprint(os.getpid(), subprocess.Popen(['sleep', '300']).pid)", "time.sleep(300)",
    ])  # fmt: skip
    with pytest.raises(CellTimeoutError):
        run(path, execution_timeout=1)
    kept = nbformat.read(tmp_path / "a-warm.ipynb", as_version=4)
    for pid in map(int, printed(kept)[0].split()):
        assert not runs(pid)


def test_an_interrupt_on_timeout_is_an_error_of_the_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["import time\ntime.sleep(300)", "1"])
    node = run(path, execution_timeout=1, interrupt_on_timeout=True)
    assert [output.ename for output in outputs(node)[-2] if output.output_type == "error"] == ["KeyboardInterrupt"]


def test_an_interrupt_amid_large_outputs_leaves_no_half_of_a_message(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["much = 'x' * 3_000_000\nwhile True:\n    print(much)", "print('well')"])
    for _time in range(3):
        node = run(path, execution_timeout=1, interrupt_on_timeout=True)
        first = outputs(node)[-2]  # before it is the report of the error
        assert [output.ename for output in first if output.output_type == "error"] == ["KeyboardInterrupt"]


def test_a_signals_handler_may_print_while_the_cell_does(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        "import signal, time\nsignal.signal(signal.SIGALRM, lambda *_: print('t', end=''))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)\nend = time.time() + 1\n"
        "while time.time() < end:\n    print('m', end='')\nsignal.setitimer(signal.ITIMER_REAL, 0)",
        "print('done')",
    ])  # fmt: skip
    said = printed(run(path, execution_timeout=60))
    assert set(said[0]) == {"t", "m"}
    assert said[1] == "done\n"


def test_memory_past_the_limit_is_an_error_of_the_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["held = bytearray(50 << 20)", "more = bytearray(400 << 20)"])
    node = run(path, memory_limit=200 << 20)
    errors = [output.ename for each in outputs(node) for output in each if output.output_type == "error"]
    assert errors == ["MemoryError"]
    assert "exception" not in str(outputs(run(path)))


def test_a_warm_process_that_died_is_started_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["print('well')"])
    run(path)
    before = shared_process()
    os.kill(before.pid, signal.SIGKILL)
    before._process.wait()
    assert printed(run(path)) == ["well\n"]


def test_a_child_whose_ends_are_closed_tells_nothing_more() -> None:
    pairs = [socket.socketpair() for _end in range(4)]
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    child = process.Child(1, *(ours for ours, _theirs in pairs), out, err)
    assert child.is_alive()
    child.close()
    assert child.exit_code(1) is None
    for _ours, theirs in pairs:
        theirs.close()
    os.close(out_end)
    os.close(err_end)


def test_one_warm_process_serves_all_threads_of_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_shared", {})
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(shared_process().pid)) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    shared_process().close()


def test_a_warm_process_whose_run_has_ended_ends_with_the_next(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    path = write(tmp_path / "a.ipynb", ["print('well')"])
    pids = []
    for folder in folders:
        folder.mkdir()
        assert printed(run(path, scratch=str(folder))) == ["well\n"]
        pids.append(shared_process(scratch=str(folder)).pid)
        shutil.rmtree(folder, ignore_errors=True)  # the warm process clears up too
    assert not runs(pids[0])
    folders[1].mkdir()
    assert printed(run(path, scratch=str(folders[1]))) == ["well\n"]
    assert not runs(pids[1])


def test_a_warm_process_without_its_folder_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"from {server.__name__} import main; import {server.__name__} as it; it._IDLE_SECONDS = 0.2; main()"
    monkeypatch.setattr(process, "_START", f"import sys; del sys.path[0]; {code}")
    warm = process.WarmProcess(scratch=str(tmp_path))
    assert warm.warm(Warmth(("json",))) == ""
    time.sleep(0.5)
    assert warm.is_alive()
    shutil.rmtree(warm._folder)
    warm._process.wait(30)
    warm.close()


def test_children_end_with_their_caller(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        f"import os, time\nfrom pathlib import Path\nPath({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} "
        "{os.getppid()}')\ntime.sleep(300)",
    ])  # fmt: skip
    code = (
        "import papermill; papermill.execute_notebook"
        f"({str(path)!r}, {str(tmp_path / 'out.ipynb')!r}, engine_name='warm', warm_imports=(), progress_bar=False)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code])
    wait_until(lambda: (tmp_path / "pids").is_file() and len((tmp_path / "pids").read_text().split()) == 2)
    caller.kill()
    caller.wait()
    wait_until(lambda: not any(map(runs, map(int, (tmp_path / "pids").read_text().split()))))


def test_where_nothing_can_be_forked_a_kernel_runs_it_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "no_fork", lambda: "this system has no fork")
    monkeypatch.setattr(process, "_shared", {})
    engine._warn_once.cache_clear()
    path = write(tmp_path / "a.ipynb", ["from ipykernel.connect import get_connection_file; print('a kernel')"])
    assert printed(run(path)) == ["a kernel\n"]
    assert "this system has no fork" in caplog.text


def test_a_kernel_of_another_language_is_left_to_the_standard_engine() -> None:
    node = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}})
    assert engine.WarmEngine.other_kernel(node, "ir") == "there is no kernel ir"
    assert engine.WarmEngine.other_kernel(node, "python3") == ""


def test_a_process_with_other_threads_is_not_forked() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert "threads run in the warm process" in other_threads()
    finally:
        end.set()
        thread.join()


def test_the_engine_imports_nothing_of_the_study() -> None:
    for file in Path(process.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level < 2, file.name
                assert node.level == 1 or not (node.module or "").startswith(workforce_grades.__name__), file.name
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith(workforce_grades.__name__) for alias in node.names), file.name


FOLDER_GOES = """
import shutil
from workforce_grades.warm_engine import server

def make_kernel(folder):
    from IPython.paths import get_ipython_dir
    shutil.rmtree(folder.parent)
    get_ipython_dir()

server.make_kernel = make_kernel
server.main()
"""


def test_a_warm_process_whose_folder_goes_while_it_starts_leaves_none_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "warm-1"
    folder.mkdir(parents=True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server = subprocess.Popen(
            [sys.executable, "-c", FOLDER_GOES, str(theirs.fileno()), str(folder)],
            pass_fds=[theirs.fileno()], env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    assert server.wait(60) == 1
    assert list(tmp_path.iterdir()) == []
