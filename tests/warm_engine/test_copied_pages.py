"""Which pages of memory a process has copied, and copying them ahead."""

from __future__ import annotations

import ctypes
import json
import mmap
import os
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from executing import COPIES_AHEAD

from workforce_grades.warm_engine import copied_pages
from workforce_grades.warm_engine.copied_pages import copy_ahead, learn, own_pages, teach

PAGE = mmap.PAGESIZE
COUNT = 64
WRITTEN = [3, 4, 9]


@pytest.fixture
def area() -> Iterator[mmap.mmap]:
    """Some pages of memory, each with its number in it."""
    with mmap.mmap(-1, COUNT * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for number in range(COUNT):
            memory[number * PAGE] = number
        yield memory


def address(area: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(area))


def own(area: mmap.mmap) -> list[int]:
    """Return which pages of an area are this process's own."""
    first = address(area)
    pages = {place for start, length in own_pages() for place in range(start, start + length, PAGE)}
    return [number for number in range(COUNT) if first + number * PAGE in pages]


def in_child(function: Callable[[], object]) -> object:
    """Return what a function returns in a forked process."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, json.dumps(function()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        found = answer.read()
    os.waitpid(pid, 0)
    return json.loads(found)


def test_a_childs_own_pages_are_those_it_wrote_to(area: mmap.mmap) -> None:
    def write() -> object:
        before = own(area)
        for number in WRITTEN:
            area[number * PAGE + 1] = 1
        return before, own(area)

    assert in_child(write) == [[], WRITTEN]


@pytest.mark.skipif(not COPIES_AHEAD, reason="this system copies no pages ahead")
def test_pages_copied_ahead_are_own_and_as_they_were(area: mmap.mmap) -> None:
    places = array("Q", [number for page in WRITTEN for number in (address(area) + page * PAGE, PAGE)])

    def copy() -> object:
        copy_ahead(places)
        return own(area), [area[number * PAGE] for number in range(COUNT)]

    found, kept = in_child(copy)  # type: ignore[misc]
    assert (found, kept) == (WRITTEN, list(range(COUNT)))


@pytest.mark.skipif(not COPIES_AHEAD, reason="this system copies no pages ahead")
def test_areas_that_are_not_there_are_passed_over(area: mmap.mmap) -> None:
    places = array("Q", [PAGE, PAGE, 1, 3, address(area) + WRITTEN[0] * PAGE, PAGE, PAGE])

    def copy() -> object:
        copy_ahead(places)
        return own(area)

    assert in_child(copy) == WRITTEN[:1]


def test_a_lesson_is_learnt_as_it_was_taught(tmp_path: Path) -> None:
    teach(tmp_path / "lesson")
    areas = learn(tmp_path / "lesson")
    assert len(areas) % 2 == 0
    assert sum(areas[1::2]) > 100 * PAGE
    assert {number % PAGE for number in areas} == {0}


@pytest.mark.parametrize("content", [None, b"", b"of no use"])
def test_a_lesson_that_is_missing_or_damaged_teaches_nothing(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "lesson").write_bytes(content)
    assert len(learn(tmp_path / "lesson")) == 0


def test_a_lesson_leaves_large_arrays_and_what_is_too_much_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = bytearray(b"x" * (8 << 20))
    teach(tmp_path / "lesson")
    lengths = learn(tmp_path / "lesson")[1::2]
    assert max(lengths) < len(large)
    monkeypatch.setattr(copied_pages, "_MOST_BYTES", sum(lengths) // 2)
    teach(tmp_path / "lesson")
    assert 0 < sum(learn(tmp_path / "lesson")[1::2]) <= sum(lengths) // 2


def test_a_vast_mapping_is_passed_over() -> None:
    with mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as vast:
        vast[0] = 1
        first = address(vast)
        assert not any(first <= start < first + PAGE for start, _length in own_pages())
