"""When what a cell writes becomes an output: at a flush, or a fifth of a second after its first write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.warm_engine.streams import FLUSH_SECONDS, Streams

Said = list[tuple[str, str]]


def said(messages: Iterable[dict[str, Any]]) -> Said:
    return [(message["content"]["name"], message["content"]["text"]) for message in messages]


def written(streams: Streams, text: str, at: float, name: str = "stdout") -> Said:
    return said(streams.write(name, text, at))


def test_text_is_held_until_it_is_flushed_and_then_gone() -> None:
    streams = Streams()
    assert written(streams, "one ", 0.0) == []
    assert written(streams, "two", 0.1) == []
    assert said(streams.flush("stdout")) == [("stdout", "one two")]
    assert said(streams.flush("stdout")) == []


def test_text_of_another_request_goes_first_and_alone() -> None:
    streams = Streams()
    streams.parent = "one"
    written(streams, "late words of one", 0.0)
    streams.parent = "two"
    (first,) = streams.write("stdout", "two", 0.01)
    (second,) = streams.flush("stdout")
    assert [(each["parent_header"]["msg_id"], each["content"]["text"]) for each in (first, second)] == [
        ("one", "late words of one"),
        ("two", "two"),
    ]


def test_a_flush_is_of_one_stream_only() -> None:
    streams = Streams()
    written(streams, "out", 0.0)
    written(streams, "err", 0.0, "stderr")
    assert said(streams.flush("stderr")) == [("stderr", "err")]
    assert said(streams.flush("stdout")) == [("stdout", "out")]


@pytest.mark.parametrize(
    ("now", "texts"),
    [(1.0, []), (1.0 + FLUSH_SECONDS - 0.001, []), (1.0 + FLUSH_SECONDS, ["a"]), (9.0, ["a"])],
)
def test_text_is_due_a_fifth_of_a_second_after_its_first_write(now: float, texts: list[str]) -> None:
    streams = Streams()
    written(streams, "a", 1.0)
    assert [text for _name, text in said(streams.due(now))] == texts


def test_later_writes_do_not_put_it_off() -> None:
    streams = Streams()
    written(streams, "a", 0.0)
    written(streams, "b", 0.15)
    assert streams.next_due() == FLUSH_SECONDS
    assert said(streams.due(0.21)) == [("stdout", "ab")]


def test_what_is_due_goes_out_before_what_is_written_then() -> None:
    streams = Streams()
    written(streams, "early", 0.0)
    assert written(streams, "late", 0.3, "stderr") == [("stdout", "early")]
    assert written(streams, "more", 0.31) == []
    assert streams.next_due() == pytest.approx(0.5)


def test_the_stream_that_was_written_to_first_goes_out_first() -> None:
    streams = Streams()
    written(streams, "err", 0.0, "stderr")
    written(streams, "out", 0.1)
    assert said(streams.due(1.0)) == [("stderr", "err"), ("stdout", "out")]


def test_nothing_is_due_where_nothing_is_held() -> None:
    streams = Streams()
    assert streams.next_due() is None
    written(streams, "", 0.0)
    assert streams.next_due() is None
    written(streams, "a", 5.0, "stderr")
    assert streams.next_due() == 5.0 + FLUSH_SECONDS
    assert said(streams.due(6.0)) == [("stderr", "a")]
    assert streams.next_due() is None


def test_what_is_written_belongs_to_the_request_that_ran_then() -> None:
    streams = Streams()
    streams.parent = "first"
    written(streams, "a", 0.0)
    streams.parent = "second"
    (message,) = streams.flush("stdout")
    assert message["parent_header"] == {"msg_id": "first"}
    written(streams, "c", 0.2)
    (message,) = streams.flush("stdout")
    assert message["parent_header"] == {"msg_id": "second"}


def test_an_output_has_the_form_of_a_kernels_message() -> None:
    streams = Streams()
    written(streams, "a", 0.0)
    (message,) = streams.flush("stdout")
    assert message["msg_type"] == message["header"]["msg_type"] == "stream"
    assert message["content"] == {"name": "stdout", "text": "a"}
    assert (message["metadata"], message["buffers"]) == ({}, [])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([b"caf\xc3", b"\xa9"], "café"),
        ([b"\xe2", b"\x82", b"\xac"], "€"),
        ([b"a\xff", b"b"], "a\N{REPLACEMENT CHARACTER}b"),
        ([b"\xc3", b"A"], "\N{REPLACEMENT CHARACTER}A"),
    ],
)
def test_letters_that_are_cut_in_two_are_put_together(pieces: list[bytes], text: str) -> None:
    streams = Streams()
    for at, piece in enumerate(pieces):
        assert said(streams.write_bytes("stdout", piece, at / 1000)) == []
    assert said(streams.flush("stdout")) == [("stdout", text)]


def test_half_a_letter_waits_on_its_own_stream() -> None:
    streams = Streams()
    list(streams.write_bytes("stdout", b"\xc3", 0.0))
    list(streams.write_bytes("stderr", b"\xa9", 0.0))
    list(streams.write_bytes("stdout", b"\xa9", 0.0))
    assert said(streams.flush("stdout")) == [("stdout", "é")]
    assert said(streams.flush("stderr")) == [("stderr", "\N{REPLACEMENT CHARACTER}")]


writes = st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text("ab\n", max_size=3), st.floats(0, 0.3)))


@given(writes)
def test_no_text_is_lost_or_said_twice(texts: list[tuple[str, str, float]]) -> None:
    streams, told, now = Streams(), [], 0.0
    for name, text, later in texts:
        now += later
        told += said(streams.write(name, text, now))
    for name in ("stdout", "stderr"):
        told += said(streams.flush(name))
        assert "".join(text for which, text in told if which == name) == "".join(
            text for which, text, _later in texts if which == name
        )
