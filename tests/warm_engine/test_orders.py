"""What the caller and the warm process say to each other, how a child ended, and what a child's process is like."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from workforce_grades.warm_engine import isolation
from workforce_grades.warm_engine.entry import DeferredEngine, WarmEngineEntry
from workforce_grades.warm_engine.isolation import connect_figures
from workforce_grades.warm_engine.kernel import ForkedKernelManager
from workforce_grades.warm_engine.orders import MAX_FILES, RUN, WARM, Warmth, receive_order, send_order


@pytest.fixture
def control() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


@pytest.mark.parametrize("kind", [RUN, WARM])
@pytest.mark.parametrize("count", [1, MAX_FILES])
def test_an_order_brings_its_files(control: tuple[socket.socket, socket.socket], kind: bytes, count: int) -> None:
    near, far = control
    pipes = [os.pipe() for _each in range(count)]
    send_order(near, kind, [write for _read, write in pipes])
    asked, files = receive_order(far)
    assert (asked, len(files)) == (kind, count)
    for (read, write), file in zip(pipes, files, strict=True):
        os.write(file, b"x")
        assert os.read(read, 9) == b"x"
        for each in (read, write, file):
            os.close(each)


def test_a_caller_that_is_gone_asks_for_nothing(control: tuple[socket.socket, socket.socket]) -> None:
    near, far = control
    near.close()
    assert receive_order(far) == (b"", [])


def test_warmth_is_what_json_can_hold() -> None:
    warmth = Warmth(("numpy",), (("module:name", ("a", "b")),))
    assert json.loads(json.dumps(warmth.as_json())) == {"imports": ["numpy"], "calls": [["module:name", ["a", "b"]]]}
    assert Warmth().as_json() == {"imports": (), "calls": ()}


class Child:
    """A child that ends as it is told to."""

    pid = 17

    def __init__(self, code: int | None = None, error: str = "") -> None:
        self.code, self.error = code, error
        self.heard: list[object] = []
        self.requests = SimpleNamespace(close=lambda: self.heard.append("no more requests"))

    def exit_code(self, seconds: float = 0.0) -> int | None:
        self.heard += [seconds] if seconds else []
        return self.code

    def send_signal(self, number: int) -> None:
        self.heard.append(signal.Signals(number).name)

    def is_alive(self) -> bool:
        return self.code is None

    def close(self) -> None:
        self.heard.append("closed")


def manager(child: Child) -> ForkedKernelManager:
    return ForkedKernelManager(child)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("child", "words"),
    [
        (Child(None), "its process is gone"),
        (Child(0), "its process ended with exit code 0"),
        (Child(7, "no memory"), "its process ended with exit code 7 (no memory)"),
        (Child(-9), "its process was ended by SIGKILL"),
        (Child(-11, "x"), "its process was ended by SIGSEGV"),
        (Child(-40), "its process was ended by signal 40"),
    ],
)
def test_how_a_child_ended_is_told_in_words(child: Child, words: str) -> None:
    assert manager(child).ending == words


@pytest.mark.parametrize(
    ("now", "heard"),
    [(False, ["no more requests", 5.0, "SIGKILL", 5.0]), (True, ["SIGKILL", 5.0])],
)
def test_a_child_may_clear_up_unless_it_has_to_end_now(now: bool, heard: list[object]) -> None:
    child = Child()
    manager(child).shutdown_kernel(now=now)
    assert child.heard == heard


def test_a_manager_interrupts_watches_and_closes_its_child() -> None:
    child = Child()
    kernel = manager(child)
    assert (kernel.kernel_id, kernel.is_alive()) == ("17", True)
    kernel.interrupt_kernel()
    kernel.cleanup_resources()
    assert child.heard == ["SIGINT", "closed"]
    child.code = 0
    assert not kernel.is_alive()


class Engine:
    """An engine that keeps what it is asked."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        return nb, kernel_name, options

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        return name or f"kernel of {nb}"

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        return language or f"language of {nb}"


class Entry(DeferredEngine):
    """Stands for the engine above."""

    @classmethod
    def engine(cls) -> Any:
        return Engine


def test_an_entry_hands_everything_on_to_its_engine() -> None:
    assert Entry.execute_notebook("n", "k", a=1) == ("n", "k", {"a": 1})
    assert (Entry.nb_kernel_name("n"), Entry.nb_kernel_name("n", "k")) == ("kernel of n", "k")
    assert (Entry.nb_language("n"), Entry.nb_language("n", "R")) == ("language of n", "R")
    with pytest.raises(NotImplementedError):
        DeferredEngine.engine()
    assert WarmEngineEntry.engine().__name__ == "WarmEngine"


def test_a_child_draws_other_random_numbers_than_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[tuple[object, ...]] = []
    monkeypatch.setitem(sys.modules, "numpy.random", SimpleNamespace(seed=lambda *given: seeds.append(given)))
    isolation._reseed()
    assert seeds == [()], "a seed of the system's own"
    monkeypatch.delitem(sys.modules, "numpy.random")
    isolation._reseed()
    assert len(seeds) == 1


@pytest.mark.parametrize(
    ("status", "held"),
    [("Name:\tx\nVmData:\t  2048 kB\nVmStk:\t1 kB\n", 2048 * 1024), ("Name:\tx\n", 0), (None, 0)],
)
def test_memory_is_allowed_beside_what_is_held(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, status: str | None, held: int
) -> None:
    set_to: list[tuple[int, tuple[int, int]]] = []
    if status is not None:
        (tmp_path / "status").write_text(status)
    monkeypatch.setattr(isolation, "_STATUS", tmp_path / "status")
    monkeypatch.setattr(isolation.resource, "getrlimit", lambda _what: (5, 7))
    monkeypatch.setattr(isolation.resource, "setrlimit", lambda what, limits: set_to.append((what, limits)))
    isolation._limit_memory(100)
    assert set_to == [(isolation.resource.RLIMIT_DATA, (held + 100, 7))]


def test_figures_are_connected_only_where_their_backend_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setitem(sys.modules, "matplotlib_inline.backend_inline", None)
    connect_figures()
    assert told == []
    backend = SimpleNamespace(_enable_matplotlib_integration=lambda: told.append("shown"))
    monkeypatch.setitem(sys.modules, "matplotlib_inline.backend_inline", backend)
    connect_figures()
    assert told == ["shown"]
