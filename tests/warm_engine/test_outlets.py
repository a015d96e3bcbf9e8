"""Messages of a child: each arrives once and whole, whoever prints meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from executing import outputs, printed, run, write

from workforce_grades.warm_engine.frames import Frames, pack
from workforce_grades.warm_engine.outlets import Outlet

COUNT = 300
LARGE = 60_000


def test_what_is_held_arrives_once_though_a_thread_prints() -> None:
    near, far = socket.socketpair()
    outlet, found, is_over = Outlet(), Counter[bytes](), threading.Event()

    def read() -> None:
        frames = Frames()
        with far:
            while data := far.recv(1 << 16):
                time.sleep(0.0005)  # so that the thread's messages wait in the middle
                found.update(parts[0][:1] for parts in frames.feed(data))

    def print_on() -> None:
        while not is_over.is_set():
            outlet.send([b"t" * LARGE])

    outlet.connect(near.detach())
    threads = [threading.Thread(target=read), threading.Thread(target=print_on)]
    for thread in threads:
        thread.start()
    for _each in range(COUNT):
        outlet.hold([b"h"])
        outlet.send([b"s"])
    is_over.set()
    threads[1].join()
    assert outlet._socket is not None
    outlet._socket.close()
    threads[0].join()
    assert (found[b"h"], found[b"s"]) == (COUNT, COUNT)


def test_what_a_handler_sends_amid_a_message_comes_behind_it() -> None:
    outlet, sent = Outlet(), []

    class Disturbed:
        """A socket whose first message a signal's handler disturbs."""

        is_calm = False

        def sendall(self, data: bytes) -> None:
            was_calm, self.is_calm = self.is_calm, True
            if not was_calm:
                outlet.send([b"second"])
            sent.append(data)

    near, far = socket.socketpair()
    outlet.connect(near.detach())
    assert outlet._socket is not None
    with far, outlet._socket:
        outlet._socket = Disturbed()  # type: ignore[assignment]
        outlet.hold([b"held"])
        outlet.send([b"first"])
    assert sent == [pack([b"held"]) + pack([b"first"]), pack([b"second"])]


@pytest.mark.slow
def test_a_handler_may_print_while_a_cell_does_beside_a_thread(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [
        "import signal, threading, time\n"
        "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
        "signal.signal(signal.SIGALRM, lambda *heard: print('tick'))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)\n"
        "end = time.monotonic() + 2\n"
        "while time.monotonic() < end:\n    print('x')\n"
        "signal.setitimer(signal.ITIMER_REAL, 0)",
    ])  # fmt: skip
    node = run(path, execution_timeout=60)
    assert "error" not in str(outputs(node))
    assert "tick" in printed(node)[0]
