"""The client's manners, over answers made in this process: patience, bounds, redirects, names, distance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from workforce_grades.errors import FetchError
from workforce_grades.fetch import client as module
from workforce_grades.fetch.client import Client, GoneError
from workforce_grades.fetch.registry import load_registry

WHERE = "https://www.gov.uk/media/a.csv?x=secret"
Answer = Callable[[httpx.Request], httpx.Response]
Reply = httpx.Response | Exception


class Publisher:
    """Gives its replies one after the other, the last one again and again, and keeps the requests and the waits."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Client, Publisher]]]:
    opened: list[Client] = []

    def asking(*replies: Reply, **rules: object) -> tuple[Client, Publisher]:
        publisher = Publisher(*replies)
        usual = {"tries": 3, "wait_seconds": 2.0, "seconds_between_requests": 0.0, "longest_wait_seconds": 60.0}
        client = Client(replace(load_registry().client, **(usual | rules)))
        client._http.close()
        client._http = httpx.Client(transport=httpx.MockTransport(publisher))
        monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=publisher.waits.append))
        opened.append(client)
        return client, publisher

    yield asking
    for client in opened:
        client.__exit__(None, None, None)


def reply(status: int = 200, content: bytes = b"{}", **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()},
                          content=content)  # fmt: skip


Ask = Callable[..., tuple[Client, Publisher]]


def test_json_is_asked_for_once(ask: Ask) -> None:
    client, publisher = ask(reply(content=b'{"a": 1}'))
    assert [client.json(WHERE), client.json(WHERE)] == [{"a": 1}, {"a": 1}]
    assert len(publisher.requests) == 1
    assert publisher.requests[0].headers["accept"] == "application/json"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\n <html>", "answers with a web page that is not JSON"),
        (b"", "answers with something that is not JSON"),
        (b"{", "answers with something that is not JSON"),
        (b"[" * 200_000, "answers with something that is not JSON"),
        (b"[1]", "answers with a JSON list"),
        (b'"x"', "answers with a JSON str"),
        (b"null", "answers with a JSON NoneType"),
    ],
)
def test_an_answer_that_is_no_object_is_said(ask: Ask, content: bytes, found: str) -> None:
    client, publisher = ask(reply(content=content))
    with pytest.raises(FetchError) as refused:
        client.json(WHERE)
    assert refused.value.found == found
    assert refused.value.address == "https://www.gov.uk/media/a.csv"
    assert len(publisher.requests) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_fault_that_may_pass_is_waited_for_ever_longer(ask: Ask, status: int) -> None:
    client, publisher = ask(reply(status), reply(status), reply())
    assert client.json(WHERE) == {}
    assert publisher.waits == [2.0, 4.0]


@pytest.mark.parametrize("status", [400, 401, 403, 418, 501])
def test_any_other_fault_ends_it_at_once(ask: Ask, status: int) -> None:
    client, publisher = ask(reply(status))
    with pytest.raises(FetchError, match=f"www.gov.uk/media/a.csv: {status} "):
        client.json(WHERE)
    assert (len(publisher.requests), publisher.waits) == (1, [])


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_apart(ask: Ask, status: int) -> None:
    client, _publisher = ask(reply(status))
    with pytest.raises(GoneError, match="The id may have expired, or the file may have been replaced"):
        client.json(WHERE)


@pytest.mark.parametrize(("tries", "times"), [(1, "at the only try"), (2, "in 2 tries"), (3, "in 3 tries")])
def test_after_the_last_try_it_says_how_often_it_tried(ask: Ask, tries: int, times: str) -> None:
    client, publisher = ask(reply(503), tries=tries)
    with pytest.raises(FetchError, match=rf"503 Service Unavailable \({times}\)\. Try again later\."):
        client.json(WHERE)
    assert (len(publisher.requests), len(publisher.waits)) == (tries, tries - 1)


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (httpx.ReadTimeout("x"), "no answer in time"),
        (httpx.ConnectTimeout("x"), "no answer in time"),
        (httpx.ConnectError("refused\nand more"), r"cannot be reached \(refused\)"),
        (httpx.ConnectError(""), r"cannot be reached \(ConnectError\)"),
        (httpx.RemoteProtocolError("cut"), r"the connection was lost \(cut\)"),
        (httpx.DecodingError("x"), "the compressed answer is damaged"),
    ],
)
def test_a_lost_connection_is_tried_again_and_then_said(ask: Ask, error: Exception, found: str) -> None:
    client, publisher = ask(error, tries=2)
    with pytest.raises(FetchError, match=rf"{found} \(in 2 tries\)"):
        client.json(WHERE)
    assert len(publisher.requests) == 2


@pytest.mark.parametrize(
    ("asked", "waits"), [("7", [7.0]), ("0", [0.0]), (" 5 ", [5.0]), ("soon", [2.0]), ("-3", [2.0])]
)
def test_a_site_says_how_long_to_wait(ask: Ask, asked: str, waits: list[float]) -> None:
    client, publisher = ask(reply(429, retry_after=asked), reply())
    client.json(WHERE)
    assert publisher.waits == waits


@pytest.mark.parametrize(("later", "least", "most"), [(20, 15, 20), (-500, 0, 0)])
def test_a_site_may_say_it_with_a_date(ask: Ask, later: int, least: float, most: float) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=later), usegmt=True)
    client, publisher = ask(reply(503, retry_after=moment), reply())
    client.json(WHERE)
    assert least <= publisher.waits[0] <= most


def test_a_wait_that_is_too_long_is_left_to_the_researcher(ask: Ask) -> None:
    client, publisher = ask(reply(429, retry_after="3600"))
    with pytest.raises(FetchError, match=r"429 Too Many Requests; it asks to wait 3,600 seconds\. Try again after"):
        client.json(WHERE)
    assert publisher.waits == []


def test_a_file_is_saved_with_what_the_server_says_of_it(ask: Ask, tmp_path: Path) -> None:
    headers = {"etag": '"1"', "last_modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
    client, _publisher = ask(reply(302, location="/b%20c.csv"), reply(content=b"a,b\n", **headers))
    received = client.save(WHERE, tmp_path / "part")
    assert received is not None
    assert (tmp_path / "part").read_bytes() == b"a,b\n"
    assert (received.url, received.final_url, received.name) == (WHERE, "https://www.gov.uk/b%20c.csv", "b c.csv")
    assert (received.etag, received.last_modified) == ('"1"', "Sun, 22 Nov 2026 10:00:00 GMT")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ('attachment; filename="x.csv"', "x.csv"),
        ("attachment; filename*=UTF-8''caf%C3%A9.csv", "café.csv"),
        ('attachment; filename="../../x.csv"', "x.csv"),
        (r'attachment; filename="C:\\y\\x.csv"', "x.csv"),
        ('attachment; filename=" .x.csv. "', "x.csv"),
        ('attachment; filename="' + "x" * 200 + '"', "x" * 150),
        ("inline", "a.csv"),
    ],
)
def test_a_name_that_is_sent_is_the_last_part_of_it(ask: Ask, tmp_path: Path, sent: str, name: str) -> None:
    client, _publisher = ask(reply(content_disposition=sent))
    received = client.save(WHERE, tmp_path / "part")
    assert received is not None
    assert received.name == name


def test_only_what_is_known_of_a_copy_is_sent_along(ask: Ask, tmp_path: Path) -> None:
    client, publisher = ask(reply(304), reply(304))
    assert client.save(WHERE, tmp_path / "part", known={"etag": '"1"', "last_modified": ""}) is None
    assert publisher.requests[0].headers["if-none-match"] == '"1"'
    assert "if-modified-since" not in publisher.requests[0].headers
    client.save(WHERE, tmp_path / "part", known={"etag": "", "last_modified": "Sun, 22 Nov 2026 10:00:00 GMT"})
    assert publisher.requests[1].headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"
    assert not (tmp_path / "part").exists()


@pytest.mark.parametrize(("size", "fits"), [(1_000, True), (1_001, False)])
@pytest.mark.parametrize("declared", [True, False])
def test_a_file_may_have_so_many_bytes_and_no_more(
    ask: Ask, tmp_path: Path, size: int, fits: bool, declared: bool
) -> None:
    answer = reply(content=bytes(size))
    if not declared:
        del answer.headers["content-length"]
        answer.headers["transfer-encoding"] = "chunked"
    client, publisher = ask(answer, file_megabytes=0.001)
    if fits:
        assert client.save(WHERE, tmp_path / "part") is not None
    else:
        with pytest.raises(FetchError, match="more than 1,000 bytes: not what this publisher releases"):
            client.save(WHERE, tmp_path / "part")
        assert len(publisher.requests) == 1
        assert list(tmp_path.iterdir()) == []


def test_redirects_are_followed_within_the_list_and_no_further_than_allowed(ask: Ask) -> None:
    leads_on = reply(301, location="/next")
    client, publisher = ask(leads_on, leads_on, reply(), redirects=2)
    assert client.json(WHERE) == {}
    client, publisher = ask(leads_on, redirects=2)
    with pytest.raises(FetchError, match="leads on and on: more than 2 redirects"):
        client.json(WHERE)
    assert len(publisher.requests) == 3
    client, publisher = ask(reply(307, location="https://files.example.net/a"))
    with pytest.raises(FetchError, match="the publisher's site leads to a host that is not on the list"):
        client.json(WHERE)
    assert len(publisher.requests) == 1


def test_a_redirect_to_nowhere_is_an_answer_that_is_refused(ask: Ask) -> None:
    client, _publisher = ask(reply(302))
    with pytest.raises(FetchError, match="302 Found"):
        client.json(WHERE)


def test_requests_to_one_host_keep_their_distance_and_hosts_do_not_wait_for_one_another(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _publisher = ask(reply(), seconds_between_requests=1.5)
    moments, waits = iter([100.0, 100.0, 100.4, 101.5, 101.6, 101.6]), list[float]()
    monkeypatch.setattr(module.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(module.time, "sleep", waits.append)
    for address in ("https://www.gov.uk/a", "https://www.gov.uk/b", "https://api.education.gov.uk/c"):
        client._pace(address)
    assert waits == [0.0, pytest.approx(1.1), 0.0]
