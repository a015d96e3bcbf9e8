"""One connection to the stand-in of the publishers' sites: TLS behind a proxy, answers, and faults in their place."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol


@dataclass(slots=True)
class Answer:
    """What a site says; `chunked` sends it without a length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False


Fault = Callable[["Handler", Answer], "Answer | None"]


@dataclass(slots=True)
class Planned:
    """A fault for requests whose host and path fit, some times over."""

    where: re.Pattern[str]
    fault: Fault
    times: int


class Sites(Protocol):
    """What a connection must know of the sites: their certificate, their answers, what is to go wrong."""

    context: ssl.SSLContext
    asked: list[str]
    headers: list[Mapping[str, str]]
    planned: list[Planned]

    def answer(self, host: str, path: str) -> Answer: ...


class Handler(BaseHTTPRequestHandler):
    """One connection: a CONNECT to a host, then that host's own answers inside TLS."""

    sites: Sites
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_CONNECT(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        try:
            self.connection = self.sites.context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]
        self.close_connection = False

    def finish(self) -> None:
        """Close what TLS was put around, too."""
        try:
            super().finish()
        except OSError:
            pass
        finally:
            self.connection.close()

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.sites.asked.append(f"{host}{self.path}")
        self.sites.headers.append(dict(self.headers))
        answer: Answer | None = self.sites.answer(host, self.path)
        for planned in self.sites.planned:
            if planned.times > 0 and planned.where.search(f"{host}{self.path}") and answer is not None:
                planned.times -= 1
                answer = planned.fault(self, answer)
        if answer is not None:
            self.give(answer)

    def give(self, answer: Answer) -> None:
        if answer.headers.get("ETag") and self.headers.get("If-None-Match") == answer.headers["ETag"]:
            answer = Answer(status=304, headers=answer.headers)
        self.head(answer)
        if answer.chunked:
            for at in range(0, len(answer.body), 50_000):
                piece = answer.body[at : at + 50_000]
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.wfile.write(answer.body)

    def head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", answer.headers.get("X-Length", str(len(answer.body))))
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""
