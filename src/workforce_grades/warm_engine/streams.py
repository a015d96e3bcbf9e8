"""When what a cell writes becomes an output: by the rules of ipykernel, so that notebooks come out the same.

A kernel keeps the text of each stream until it is flushed (before something is displayed, at the end of a
cell) or until a fifth of a second after its first write. What was written by a process that then died is
an output too.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

FLUSH_SECONDS: Final = 0.2
_Decoder = getincrementaldecoder("utf-8")


@dataclass
class Held:
    """Text of one stream that is not an output yet."""

    text: str = ""
    parent: str = ""
    due: float = 0.0
    decoder: Any = field(default_factory=lambda: _Decoder(errors="replace"))


class Streams:
    """Standard output and error of one child.

    Attributes
    ----------
    parent
        The request that runs, to which what is written belongs.
    """

    def __init__(self) -> None:
        self._held = {"stdout": Held(), "stderr": Held()}
        self.parent = ""

    def write(self, name: str, text: str, at: float) -> Iterator[dict[str, Any]]:
        """Take text that was written at a time; yield outputs that were due before it or are of another request."""
        yield from self.due(at)
        held = self._held[name]
        if text and held.parent != self.parent:
            yield from self.flush(name)
        if text and not held.text:
            held.due, held.parent = at + FLUSH_SECONDS, self.parent
        held.text += text

    def write_bytes(self, name: str, data: bytes, at: float) -> Iterator[dict[str, Any]]:
        """Take what a program or library wrote to the descriptor."""
        yield from self.write(name, self._held[name].decoder.decode(data), at)

    def flush(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield what is held of a stream, as the message of an output."""
        held = self._held[name]
        if held.text:
            yield _message(name, held.text, held.parent)
            held.text = ""

    def due(self, now: float) -> Iterator[dict[str, Any]]:
        """Yield what has been held for long enough, oldest first."""
        for name in sorted(self._held, key=lambda name: self._held[name].due):
            if self._held[name].due <= now:
                yield from self.flush(name)

    def next_due(self) -> float | None:
        """Return when the next output is due; nothing where no text is held."""
        return min((held.due for held in self._held.values() if held.text), default=None)


def _message(name: str, text: str, parent: str) -> dict[str, Any]:
    header = {"msg_id": "", "msg_type": "stream"}
    return {
        "header": header, **header, "parent_header": {"msg_id": parent}, "metadata": {}, "buffers": [],
        "content": {"name": name, "text": text},
    }  # fmt: skip
