"""What can go wrong at a publisher's site, on demand: statuses, other bodies, redirects, silence, half an answer."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable

from site_server import Answer, Fault, Handler


def says(status: int, *, retry_after: str = "") -> Fault:
    return lambda _handler, _answer: Answer(b"", status, {"Retry-After": retry_after} if retry_after else {})


def gives(body: bytes, **headers: str) -> Fault:
    """Another body, with the status of success."""
    return lambda _handler, answer: Answer(
        body, 200, {**answer.headers, **{n.replace("_", "-"): v for n, v in headers.items()}}
    )


def changes(change: Callable[[bytes], bytes]) -> Fault:
    return lambda _handler, answer: Answer(change(answer.body), answer.status, {**answer.headers, "ETag": '"2"'})


def leads_to(address: str) -> Fault:
    return lambda _handler, _answer: Answer(b"", 302, {"Location": address})


def drips(seconds: float) -> Fault:
    """A few bytes now and then."""

    def drip(handler: Handler, answer: Answer) -> None:
        handler.head(answer)
        try:
            for at in range(0, 2_000, 10):
                handler.wfile.write(answer.body[at : at + 10])
                time.sleep(seconds)
        except OSError:
            handler.close_connection = True

    return drip


def falls_silent(handler: Handler, answer: Answer) -> None:
    """Begin to answer, and never go on."""
    handler.head(answer)
    handler.wfile.write(answer.body[:100])
    handler.rfile.read(1)
    handler.close_connection = True


def resets(handler: Handler, answer: Answer) -> None:
    """Half a body, then the connection is torn down."""
    handler.head(answer)
    handler.wfile.write(answer.body[: len(answer.body) // 2])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def cuts_short(handler: Handler, answer: Answer) -> None:
    """Half a body and a polite end."""
    handler.head(answer)
    handler.wfile.write(answer.body[: len(answer.body) // 2])
    handler.close_connection = True
