"""Messages over a stream socket: a number of parts, their lengths, their bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final

_NUMBER: Final = struct.Struct("!I")


def pack(parts: Sequence[bytes | memoryview]) -> bytes:
    """Return one message of several parts as bytes."""
    whole = [bytes(part) for part in parts]
    return b"".join([_NUMBER.pack(len(whole)), *(_NUMBER.pack(len(part)) for part in whole), *whole])


class Frames:
    """Messages out of bytes that come in pieces of any size."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        """Yield the messages that are whole with these bytes."""
        self._bytes += data
        while parts := self._take():
            yield parts

    def _take(self) -> list[bytes]:
        size = _NUMBER.size
        if len(self._bytes) < size:
            return []
        (count,) = _NUMBER.unpack_from(self._bytes)
        head = size * (1 + count)
        if len(self._bytes) < head:
            return []
        lengths = struct.unpack_from(f"!{count}I", self._bytes, size)
        end = head + sum(lengths)
        if len(self._bytes) < end:
            return []
        parts = []
        for length in lengths:
            parts.append(bytes(self._bytes[head : head + length]))
            head += length
        del self._bytes[:end]
        return parts
