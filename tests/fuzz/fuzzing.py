"""Files that are almost right: valid ones with pieces cut, put in, turned over, moved; limits on who reads them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import signal
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from hostile_zips import packed, renamed, said_encrypted, two_ends, wrong_local_name, wrong_sum

CPU_SECONDS = 5
MEGABYTES = 500
EXAMPLES = 150
DEEP = int(os.environ.get("WORKFORCE_GRADES_FUZZ", "200000"))
"""Examples of each parser behind `-m deep`; the variable gives another number to who has less time."""

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")

TOKENS = [
    b"", b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b",
    b"PK\x03\x04", b"<", b">", b"</", b"/>", b"<!DOCTYPE", b"<![CDATA[", b"&amp;", b"&#0;", b"{", b"}", b"[", b"]",
    b":", b"null", b"NaN", b"1e999", b"-1", b"9" * 30, b"1" * 5000, b"E06000001", b"20\xc2\xb25", "٣".encode(), b"\x92",
    b"\xf0\x9f", b"=1+1", b"../../x",
    b'r="XFD1048576"', b'r="A99999999999"', b'table:number-columns-repeated="900000000"',
    b'table:number-rows-repeated="1048576"', b't="s"', b"<v>99999</v>", b'office:value-type="date"',
    b'office:date-value="9999-99-99"', b'<!ENTITY a "b">', b'Target="/content.xml"', b'Target="/xl/media/a.png"',
]  # fmt: skip


Make = Callable[[random.Random], bytes]
"""Makes a file of a number: hypothesis draws the number alone, as it keeps in memory all that it draws."""


def light(examples: int) -> settings:
    """Return settings of a run: no shrinking, no clock of hypothesis' own, no data base."""
    return settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def damaged(*seeds: bytes) -> Make:
    """Return valid files with up to six edits, and now and then bytes of no meaning at all."""

    def make(draw: random.Random) -> bytes:
        if draw.random() < 0.1:
            return draw.randbytes(draw.randrange(300))
        return edit(draw.choice(seeds), edits(draw, 6))

    return make


def damaged_inside(*seeds: bytes) -> Make:
    """Return valid workbooks of which one member is edited, or a few bytes of the whole; some as hostile zips."""
    parts = [members(seed) for seed in seeds]

    def make(draw: random.Random) -> bytes:
        if draw.random() < 0.25:
            return edit(draw.choice(seeds), edits(draw, 6))
        held = draw.choice(parts)
        name = draw.choice(list(held))
        changed = {**held, name: edit(held[name], edits(draw, 4))}
        if draw.random() < 0.1:
            return hostile(draw, changed, name, held)
        return packed({**changed, "content.xml": changed[name]} if draw.random() < 0.05 else changed)

    return make


def hostile(draw: random.Random, parts: Mapping[str, bytes], name: str, shown: Mapping[str, bytes]) -> bytes:
    """Return a zip that Python and the reader of workbooks take for different ones, in one of the forms found."""
    forms: list[Callable[[Mapping[str, bytes]], bytes]] = [
        wrong_sum, wrong_local_name, said_encrypted,
        lambda parts: renamed(parts, name, draw.choice(("x.bin", "xl/media/a.png"))),
        lambda parts: two_ends(parts, shown),
    ]  # fmt: skip
    return draw.choice(forms)(parts)


def either(*makes: Make) -> Make:
    """Return files of several kinds, each as often."""
    return lambda draw: draw.choice(makes)(draw)


def trees(keys: Sequence[str], *, within: Callable[[Any], Any] = lambda tree: tree) -> Make:
    """Return JSON of any form, under names that answers have."""

    def tree(draw: random.Random, depth: int) -> Any:
        kind = draw.randrange(8 if depth else 6)
        if kind < 6:
            word = "".join(map(chr, draw.choices((*range(32, 127), 233, 8217), k=draw.randrange(8))))
            return (None, draw.random() < 0.5, draw.randint(-9, 10**20), draw.uniform(-1e9, 1e9), word, "1.0")[kind]
        inner = [tree(draw, depth - 1) for _each in range(draw.randrange(5))]
        return inner if kind == 6 else {draw.choice(keys): each for each in inner}

    return lambda draw: json.dumps(within(tree(draw, 4))).encode()


def edits(draw: random.Random, most: int) -> list[tuple[str, int, int, bytes]]:
    return [
        (
            draw.choice(("put", "cut", "over", "move")),
            draw.randrange(10**6),
            draw.randrange(400),
            draw.choice(TOKENS) if draw.random() < 0.7 else draw.randbytes(draw.randrange(12)),
        )
        for _each in range(draw.randint(1, most))
    ]


def edit(content: bytes, changes: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, where, length, token in changes:
        at = where % (len(content) + 1)
        end = min(len(content), at + length)
        if kind == "put":
            content = content[:at] + token + content[at:]
        elif kind == "cut":
            content = content[:at] + content[end:]
        elif kind == "over":
            content = content[:at] + token + content[at + len(token) :]
        else:
            content = content[:at] + content[end:] + content[at:end]
    return content


def members(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@contextlib.contextmanager
def within_limits() -> Iterator[None]:
    """Raise in whatever takes more than five seconds of this process, and end it where that is not heard.

    A reader in another language that loops for ever never comes back to Python: a signal ends the process.
    """

    def stop(*_words: object) -> None:
        raise AssertionError(f"more than {CPU_SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    signal.setitimer(signal.ITIMER_VIRTUAL, 3 * CPU_SECONDS)  # nobody handles it: it ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def memory() -> tuple[float, float]:
    """Return in MB the most memory of this process since it was last forgotten, and what it has now."""
    found = re.search(rb"VmHWM:\s+(\d+) kB\s+VmRSS:\s+(\d+) kB", STATUS.read_bytes())
    assert found is not None
    return int(found[1]) / 1024, int(found[2]) / 1024


def forget_peak() -> None:
    """Let the most begin anew: what tests before, or a parent, needed once is nobody's need now."""
    FORGET.write_bytes(b"5")


class Tally:
    """Counts what became of examples, with the longest and the hungriest of them, and says so at the end."""

    def __init__(self, name: str) -> None:
        self.name, self.read, self.refused = name, 0, 0
        self.longest, self.most = 0.0, 0.0
        self.began = self.now = memory()[1]

    def give(self, read: Callable[[], object], refusal: type[Exception]) -> None:
        """Read one example: a result or our own error, within the limits; anything else passes through."""
        forget_peak()
        before, began = self.now, time.process_time()
        with within_limits():
            try:
                read()
            except refusal as error:
                assert str(error)
                self.refused += 1
            else:
                self.read += 1
        self.longest = max(self.longest, time.process_time() - began)
        most, self.now = memory()
        self.most = max(self.most, most - before)
        assert self.most < MEGABYTES, f"{self.most:.0f} MB for one file"

    def close(self) -> None:
        kept = self.now - self.began
        print(  # noqa: T201 - what the proof came to
            f"\n{self.name}: {self.read:,} read, {self.refused:,} refused; the longest {self.longest:.2f} s, the most "
            f"{self.most:.0f} MB for one file, {kept:.0f} MB kept after all"
        )
        assert kept < MEGABYTES
        assert self.refused > 0


def at(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file
