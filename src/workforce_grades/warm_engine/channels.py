"""Replies and outputs of a child as nbclient asks for them: one message at a time, with a timeout."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from queue import Empty
from typing import Any, Final

from jupyter_client.session import Session

from .frames import Frames, pack
from .streams import Streams

_AT_ONCE: Final = 1 << 18


class Channel:
    """Messages that come over a socket, and those that go out over another."""

    def __init__(self, session: Session, incoming: socket.socket, outgoing: socket.socket | None = None) -> None:
        self._session = session
        self._socket = incoming
        self._outgoing = outgoing
        self._frames = Frames()
        self._ready: deque[dict[str, Any]] = deque()
        self._sources = {incoming.fileno(): self._take}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = asyncio.Event()
        self._waiting: asyncio.Task[Any] | None = None
        self._error: Exception | None = None
        incoming.setblocking(False)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to the child."""
        told = {name: value for name, value in message.items() if name != "buffers"}
        if self._outgoing is not None:
            self._outgoing.sendall(pack([self._session.pack(told), *message.get("buffers", [])]))

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        queue.Empty
            There was none in so many seconds.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while not self._ready:
            await self._wait(end)
            if not self._ready and end is not None and time.monotonic() >= end:
                raise Empty
        return self._ready.popleft()

    def close(self) -> None:
        """Give the files back before they are closed, since a new one may get their numbers.

        nbclient leaves a task that waits here behind when a cell runs out of time.
        """
        self._listen(None)
        if self._waiting is not None and not self._waiting.get_loop().is_closed():
            self._waiting.cancel()

    async def _wait(self, end: float | None) -> None:
        """Wait until something has come, or until a time."""
        self._listen(asyncio.get_running_loop())
        self._waiting = asyncio.current_task()
        if self._error is None:
            self._arrived.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(None if end is None else end - time.monotonic()):
                await self._arrived.wait()
        self._waiting = None
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _listen(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Have a loop, and no other, take what comes as soon as it runs."""
        if loop is self._loop:
            return
        for file in self._sources:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(file)
            if loop is not None:
                loop.add_reader(file, self._note, file)
        self._loop, self._arrived = loop, asyncio.Event()

    def _note(self, file: int) -> None:
        try:
            self._ready.extend(self._sources[file]())
        except Exception as error:
            self._error = error  # for whoever waits: a loop would only log it
        self._arrived.set()

    def _take(self) -> Iterator[dict[str, Any]]:
        for parts in self._frames.feed(self._read(self._socket.fileno())):
            yield from self._messages(self._session.unpack(parts[0]), parts[1:])

    def _messages(self, said: dict[str, Any], buffers: list[bytes]) -> Iterator[dict[str, Any]]:
        header = {**said["header"], "date": datetime.fromisoformat(said["header"]["date"])}
        yield {**said, "header": header, "buffers": buffers}

    def _read(self, file: int) -> bytes:
        """Return what there is to read; a source that has ended is no longer asked."""
        try:
            data = os.read(file, _AT_ONCE)
        except BlockingIOError:
            return b""
        except ConnectionResetError:
            data = b""
        if not data:
            self._sources.pop(file, None)
            if self._loop is not None:
                self._loop.remove_reader(file)
        return data


class Outputs(Channel):
    """Outputs: the kernel's messages, and what was written to the child's descriptors 1 and 2."""

    def __init__(self, session: Session, incoming: socket.socket, stdout: int, stderr: int) -> None:
        super().__init__(session, incoming)
        self._streams = Streams()
        self._pipes = {"stdout": stdout, "stderr": stderr}
        for name, pipe in self._pipes.items():
            os.set_blocking(pipe, False)
            self._sources[pipe] = partial(self._take_bytes, name)

    async def _wait(self, end: float | None) -> None:
        due = self._streams.next_due()
        await super()._wait(due if end is None else end if due is None else min(due, end))
        self._ready.extend(self._streams.due(time.monotonic()))

    def _take(self) -> Iterator[dict[str, Any]]:
        yield from super()._take()
        if self._socket.fileno() not in self._sources:
            for name in self._pipes:
                yield from self._take_bytes(name)
                yield from self._streams.flush(name)

    def _messages(self, said: dict[str, Any], buffers: list[bytes]) -> Iterator[dict[str, Any]]:
        if "write" in said:
            yield from self._streams.write(said["write"], said["text"], said["at"])
        elif "flush" in said:
            yield from self._take_bytes(said["flush"])
            yield from self._streams.flush(said["flush"])
        else:
            self._streams.parent = said["parent_header"].get("msg_id", "")
            yield from super()._messages(said, buffers)

    def _take_bytes(self, name: str) -> Iterator[dict[str, Any]]:
        while self._pipes[name] in self._sources and (data := self._read(self._pipes[name])):
            yield from self._streams.write_bytes(name, data, time.monotonic())
