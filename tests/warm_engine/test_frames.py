"""Messages over a socket: whatever pieces the bytes come in, the same parts come out."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.warm_engine.frames import Frames, pack

PARTS = st.lists(st.binary(max_size=40), min_size=1, max_size=5)


def fed(frames: Frames, *pieces: bytes) -> list[list[bytes]]:
    return [message for piece in pieces for message in frames.feed(piece)]


@pytest.mark.parametrize(
    ("parts", "packed"),
    [
        ([b"ab"], "00000001 00000002 6162"),
        ([b"a", b"", b"bc"], "00000003 00000001 00000000 00000002 61 6263"),
        ([b""], "00000001 00000000"),
    ],
)
def test_a_message_is_its_number_of_parts_their_lengths_and_their_bytes(parts: list[bytes], packed: str) -> None:
    assert pack(parts) == bytes.fromhex(packed)
    assert fed(Frames(), bytes.fromhex(packed)) == [parts]


def test_a_view_of_memory_is_packed_as_its_bytes() -> None:
    assert pack([memoryview(b"xabcx")[1:4]]) == bytes.fromhex("00000001 00000003") + b"abc"


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_message_that_is_not_whole_yet_is_waited_for(cut: int) -> None:
    whole = pack([b"ab", b""])
    frames = Frames()
    assert len(whole) == 14
    assert fed(frames, whole[:cut]) == []
    assert fed(frames, whole[cut:]) == [[b"ab", b""]]
    assert fed(frames, b"") == []


def test_what_follows_a_whole_message_is_kept_for_the_next() -> None:
    frames, first, second = Frames(), pack([b"one"]), pack([b"two", b"three"])
    assert fed(frames, first + second[:5]) == [[b"one"]]
    assert fed(frames, second[5:] + first) == [[b"two", b"three"], [b"one"]]


def test_a_message_is_given_before_the_bytes_after_it_are_looked_at() -> None:
    told = Frames().feed(pack([b"one"]) + pack([b"two"]))
    assert next(told) == [b"one"]
    assert next(told) == [b"two"]
    with pytest.raises(StopIteration):
        next(told)


def test_lengths_are_numbers_without_sign_from_the_greatest_byte() -> None:
    part = bytes(300)
    assert pack([part])[:8] == struct.pack(">II", 1, 300)
    assert fed(Frames(), pack([part])) == [[part]]


@given(st.lists(PARTS, max_size=4), st.data())
def test_messages_come_out_as_they_went_in_however_they_are_cut(
    messages: list[list[bytes]], data: st.DataObject
) -> None:
    whole = b"".join(map(pack, messages))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert fed(Frames(), *pieces) == messages
