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
from contextlib import suppress
from pathlib import Path
from typing import Final

_MAPS: Final = Path("/proc/self/maps")
_PAGEMAP: Final = Path("/proc/self/pagemap")
_WRITE_AHEAD: Final = 23  # MADV_POPULATE_WRITE
_LARGEST_MAPPING: Final = 1 << 30
_LARGEST_AREA: Final = 1 << 20
"""Larger ones are a notebook's own arrays, which are of no use to another."""
_MOST_BYTES: Final = 64 << 20
_ENTRY: Final = 8  # bytes that the system tells about a page
_OWN: Final = re.compile(rb"[\x81\x83]+")  # the last of them: in memory, this process's alone, of no file


def teach(file: Path) -> None:
    """Write down which pages are this process's own, as addresses and lengths of areas; not of the large ones."""
    areas, held = array("Q"), 0
    for address, length in own_pages():
        held += length if length <= _LARGEST_AREA else 0
        if length <= _LARGEST_AREA and held <= _MOST_BYTES:
            areas.extend((address, length))
    file.write_bytes(areas.tobytes())


def learn(file: Path) -> array[int]:
    """Return what a child has written down; nothing where it has not."""
    areas = array("Q")
    with suppress(OSError, ValueError):
        areas.frombytes(file.read_bytes())
    return areas


def copy_ahead(areas: array[int]) -> None:
    """Make these areas of memory this process's own."""
    madvise = getattr(ctypes.CDLL(None), "madvise", None)
    if madvise is not None:
        madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for address, length in zip(areas[::2], areas[1::2], strict=False):
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
