"""Replies and outputs of a child, read over real sockets and pipes of this process."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from queue import Empty
from typing import Any

import pytest
from jupyter_client.session import Session

from workforce_grades.warm_engine.channels import Channel, Outputs
from workforce_grades.warm_engine.frames import Frames, pack


@dataclass
class Ends:
    """Both ends of what leads to a child: sockets, and the pipes of descriptors 1 and 2."""

    session: Session
    near: socket.socket
    far: socket.socket
    pipes: dict[str, tuple[int, int]]

    def say(self, content: dict[str, Any], *buffers: bytes) -> None:
        self.far.sendall(pack([self.session.pack(content), *buffers]))

    def message(self, kind: str, parent: str = "p", **content: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.session.msg(kind, content)
        return {**made, "parent_header": {"msg_id": parent}}

    def hang_up(self) -> None:
        self.far.close()
        for _read, write in self.pipes.values():
            os.close(write)


@pytest.fixture
def ends() -> Iterator[Ends]:
    near, far = socket.socketpair()
    made = Ends(Session(), near, far, {name: os.pipe() for name in ("stdout", "stderr")})
    yield made
    near.close()
    far.close()
    for read, write in made.pipes.values():
        os.close(read)
        try:
            os.close(write)
        except OSError:
            assert far.fileno() == -1


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def outputs_of(ends: Ends) -> Outputs:
    return Outputs(ends.session, ends.near, ends.pipes["stdout"][0], ends.pipes["stderr"][0])


async def every(channel: Channel, seconds: float = 0.05) -> list[dict[str, Any]]:
    told = []
    try:
        while True:
            told.append(await channel.get_msg(timeout=seconds))
    except Empty:
        return told


def texts(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["content"].get("name", each["msg_type"]), each["content"].get("text", "")) for each in messages]


def test_messages_come_in_their_order_with_buffers_and_times(ends: Ends) -> None:
    channel = Channel(ends.session, ends.near)
    ends.say(ends.message("status", execution_state="busy"))
    ends.say(ends.message("comm_msg"), b"one", b"")
    first, second = run(every(channel))
    assert (first["msg_type"], first["buffers"]) == ("status", [])
    assert (second["msg_type"], second["buffers"]) == ("comm_msg", [b"one", b""])
    assert first["header"]["date"].tzinfo is not None


def test_without_a_message_in_time_there_is_none(ends: Ends) -> None:
    channel = Channel(ends.session, ends.near)
    with pytest.raises(Empty):
        run(channel.get_msg(timeout=0.01))
    ends.say(ends.message("status"))
    assert run(channel.get_msg(timeout=1))["msg_type"] == "status"


def test_a_message_in_two_pieces_is_waited_for(ends: Ends) -> None:
    channel = Channel(ends.session, ends.near)
    whole = pack([ends.session.pack(ends.message("status"))])

    async def in_pieces() -> str:
        ends.far.sendall(whole[:10])
        waiting = asyncio.ensure_future(channel.get_msg(timeout=5))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        ends.far.sendall(whole[10:])
        return str((await waiting)["msg_type"])

    assert run(in_pieces()) == "status"


def test_requests_go_out_without_their_buffers_in_the_text(ends: Ends) -> None:
    away, there = socket.socketpair()
    with away, there:
        channel = Channel(ends.session, ends.near, away)
        channel.send({"content": {"code": "1"}, "buffers": [b"raw", memoryview(b"seen")]})
        (parts,) = Frames().feed(there.recv(1000))
    assert ends.session.unpack(parts[0]) == {"content": {"code": "1"}}
    assert parts[1:] == [b"raw", b"seen"]


def test_a_channel_that_only_listens_sends_nothing(ends: Ends) -> None:
    Channel(ends.session, ends.near).send({"content": {}})
    ends.far.setblocking(False)
    with pytest.raises(BlockingIOError):
        ends.far.recv(1)


def test_a_child_that_is_gone_is_no_longer_asked(ends: Ends) -> None:
    channel = Channel(ends.session, ends.near)
    ends.say(ends.message("status"))
    ends.far.close()
    assert [each["msg_type"] for each in run(every(channel, 0.01))] == ["status"]
    with pytest.raises(Empty):
        run(channel.get_msg(timeout=0.01))


def test_a_waiting_reader_is_let_go_when_the_channel_is_closed(ends: Ends) -> None:
    channel = Channel(ends.session, ends.near)

    async def closed_while_waiting() -> None:
        waiting = asyncio.ensure_future(channel.get_msg())
        await asyncio.sleep(0.01)
        channel.close()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(waiting, timeout=2)

    run(closed_while_waiting())


def test_what_is_written_and_flushed_is_one_output_of_its_request(ends: Ends) -> None:
    outputs = outputs_of(ends)
    ends.say(ends.message("execute_input", "cell 1"))
    ends.say({"write": "stdout", "text": "one ", "at": 1e9})
    ends.say({"write": "stdout", "text": "two", "at": 1e9})
    ends.say({"flush": "stdout"})
    _input, output = run(every(outputs))
    assert (output["content"]["text"], output["parent_header"]) == ("one two", {"msg_id": "cell 1"})


def test_what_is_held_long_enough_comes_without_a_flush(ends: Ends) -> None:
    outputs = outputs_of(ends)
    ends.say({"write": "stderr", "text": "alone", "at": 0.0})
    assert texts([run(outputs.get_msg(timeout=1))]) == [("stderr", "alone")]


def test_what_a_library_writes_to_a_descriptor_is_an_output_too(ends: Ends) -> None:
    outputs = outputs_of(ends)
    os.write(ends.pipes["stderr"][1], "naïve".encode())
    assert texts([run(outputs.get_msg(timeout=1))]) == [("stderr", "naïve")]


def test_a_flush_takes_what_stands_in_the_descriptor_with_it(ends: Ends) -> None:
    outputs = outputs_of(ends)
    os.write(ends.pipes["stdout"][1], b"from below, ")
    ends.say({"flush": "stdout"})
    ends.say(ends.message("display_data"))
    assert texts(run(every(outputs, 0.02))) == [("stdout", "from below, "), ("display_data", "")]


def test_last_words_of_a_child_that_died_are_outputs(ends: Ends) -> None:
    outputs = outputs_of(ends)
    ends.say({"write": "stdout", "text": "printed", "at": 1e9})
    os.write(ends.pipes["stderr"][1], b"a crash")
    ends.hang_up()
    assert sorted(texts(run(every(outputs, 0.02)))) == [("stderr", "a crash"), ("stdout", "printed")]


def test_what_cannot_be_read_is_told_to_whoever_waits(ends: Ends) -> None:
    async def waits() -> None:
        channel = Channel(ends.session, ends.near)
        assert await every(channel) == []
        ends.far.sendall(pack([b"no JSON"]))
        await asyncio.sleep(0.05)
        with pytest.raises(ValueError, match="Expecting value"):
            await channel.get_msg(timeout=5)
        ends.say(ends.message("status", execution_state="idle"))
        assert [each["msg_type"] for each in await every(channel)] == ["status"]

    run(waits())
