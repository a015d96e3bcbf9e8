"""Pages of memory that children write to, copied in a child that waits for a notebook.

A forked process shares the memory of its parent, and each page that it writes to first costs it an interruption and
a copy. Notebooks of a kind write to much the same pages, so those that one child had of its own at its end are copied
ahead in the next ones, while nobody waits for them. What a process computes is the same without it. Only Linux tells
which pages they are.
"""

from __future__ import annotations

import ctypes
import re
import resource
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MAPS: Final = Path("/proc/self/maps")
_PAGEMAP: Final = Path("/proc/self/pagemap")
_WRITE_AHEAD: Final = 23  # MADV_POPULATE_WRITE
_LARGEST_MAPPING: Final = 1 << 30
_LARGEST_AREA: Final = 1 << 20
"""Larger ones are a notebook's own arrays, which are of no use to another."""
_AREA: Final = 16  # bytes that an address and a length take
_MOST_AREAS: Final = 8_000
_MOST_BYTES: Final = 64 << 20
LONGEST_LESSON: Final = _AREA * _MOST_AREAS
_ENTRY: Final = 8  # bytes that the system tells about a page
_OWN: Final = re.compile(rb"[\x81\x83]+")  # the last of them: in memory, this process's alone, of no file


def lesson() -> bytes:
    """Return which pages are this process's own, as addresses and lengths of areas, lowest first; no large ones."""
    areas = [area for area in own_pages() if area[1] <= _LARGEST_AREA]
    return array("Q", [number for area in areas[:_MOST_AREAS] for number in area]).tobytes()


def learn(told: bytes) -> array[int]:
    """Return addresses and lengths out of a lesson, up to as much as may be copied."""
    numbers, areas, held = array("Q"), array("Q"), 0
    numbers.frombytes(told[: len(told) // _AREA * _AREA])
    for address, length in zip(numbers[::2], numbers[1::2], strict=True):
        held += length
        if held > _MOST_BYTES:
            break
        areas.extend((address, length))
    return areas


def copy_ahead(areas: array[int]) -> None:
    """Make these areas of memory this process's own."""
    madvise = getattr(ctypes.CDLL(None), "madvise", None)
    if madvise is not None:
        madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for address, length in zip(areas[::2], areas[1::2], strict=True):
            madvise(address, length, _WRITE_AHEAD)  # fails where this process has no such memory


def own_pages() -> Iterator[tuple[int, int]]:
    """Yield the address and length of each area of memory that this process shares with no other.

    Mappings beyond 1 GB are passed over: of these the system tells at length.
    """
    size = resource.getpagesize()
    with _PAGEMAP.open("rb") as pagemap:
        for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
            area, kind, *_file = line.split()
            start, end = (int(number, 16) for number in area.split("-"))
            if kind != "rw-p" or end - start > _LARGEST_MAPPING:
                continue
            pagemap.seek(start // size * _ENTRY)
            entries = pagemap.read((end - start) // size * _ENTRY)
            for run in _OWN.finditer(entries[_ENTRY - 1 :: _ENTRY]):
                yield start + run.start() * size, (run.end() - run.start()) * size
