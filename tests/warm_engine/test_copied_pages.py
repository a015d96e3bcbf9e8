"""Which pages of memory a process has copied, and copying them ahead."""

from __future__ import annotations

import ctypes
import json
import mmap
import os
from array import array
from collections.abc import Callable, Iterator

import pytest
from executing import COPIES_AHEAD

from workforce_grades.warm_engine import copied_pages
from workforce_grades.warm_engine.copied_pages import copy_ahead, learn, lesson, own_pages

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
    places = array("Q", [PAGE, PAGE, 1, 3, address(area) + WRITTEN[0] * PAGE, PAGE])

    def copy() -> object:
        copy_ahead(places)
        return own(area)

    assert in_child(copy) == WRITTEN[:1]


def test_a_lesson_tells_whole_pages() -> None:
    areas = array("Q", lesson())
    assert sum(areas[1::2]) > 100 * PAGE
    assert {number % PAGE for number in areas} == {0}


def test_a_lesson_is_learnt_as_it_was_told() -> None:
    told = array("Q", [PAGE, PAGE, 5 * PAGE, 2 * PAGE])
    assert learn(told.tobytes()) == told


@pytest.mark.parametrize("told", [b"", b"of no use"])
def test_a_lesson_that_is_missing_or_too_short_teaches_nothing(told: bytes) -> None:
    assert len(learn(told)) == 0


def test_of_a_lesson_that_was_cut_off_whole_areas_are_learnt() -> None:
    told = array("Q", [PAGE, PAGE, 5 * PAGE, PAGE]).tobytes()
    assert list(learn(told[:-1])) == [PAGE, PAGE]


def test_no_more_is_learnt_than_may_be_copied() -> None:
    much = array("Q", [PAGE, 40 << 20, 1 << 40, 40 << 20])
    assert list(learn(much.tobytes())) == [PAGE, 40 << 20]


def test_a_lesson_leaves_large_arrays_and_what_is_too_much_out(monkeypatch: pytest.MonkeyPatch) -> None:
    large = bytearray(b"x" * (8 << 20))
    assert 0 < max(learn(lesson())[1::2]) < len(large)
    monkeypatch.setattr(copied_pages, "_MOST_AREAS", 3)
    assert len(learn(lesson())) == 6


def test_a_vast_mapping_is_passed_over() -> None:
    with mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as vast:
        vast[0] = 1
        first = address(vast)
        assert not any(first <= start < first + PAGE for start, _length in own_pages())
