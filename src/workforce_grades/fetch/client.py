"""One polite client for all publishers: paced, patient, bounded, and never led off the list of hosts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from workforce_grades.errors import FetchError
from workforce_grades.fetch.addresses import check_address, without_query
from workforce_grades.fetch.registry import ClientRules

if TYPE_CHECKING:
    import httpx

JSON_BYTES: Final = 20_000_000
_PASSING: Final = (408, 425, 429, 500, 502, 503, 504)
_GONE: Final = (404, 410)
_REDIRECTS: Final = (301, 302, 303, 307, 308)


class GoneError(FetchError):
    """The publisher no longer has what was asked for: an id has expired, or a file was replaced."""


class _Again(Exception):  # noqa: N818
    """An answer that may be better the next time; `wait` is what the site asks for, in seconds."""

    def __init__(self, address: str, found: str, wait: float | None = None) -> None:
        super().__init__(found)
        self.address, self.found, self.wait = address, found, wait


@dataclass(frozen=True, slots=True)
class Received:
    """What came: where it came from in the end, and what the server said about it."""

    url: str
    final_url: str
    name: str
    etag: str
    last_modified: str


class Client:
    """Asks publishers' sites; use it as a context manager.

    Parameters
    ----------
    rules
        Times, sizes and hosts, from the registry. Proxies and certificates of the machine are those of
        the environment (``HTTPS_PROXY``, ``SSL_CERT_FILE``), as for other programs.
    """

    def __init__(self, rules: ClientRules) -> None:
        import httpx  # draws random numbers when it is imported

        self.rules = rules
        self._asked: dict[str, float] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self._http = httpx.Client(
            headers={"User-Agent": rules.user_agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(rules.read_seconds, connect=rules.connect_seconds),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    def json(self, address: str) -> dict[str, Any]:
        """Return the JSON object at an address; each is asked for once.

        Raises
        ------
        FetchError
            It cannot be had, or is something else than a JSON object.
        """
        if address not in self._answers:
            self._answers[address] = self._patiently(lambda: self._json_once(address))
        return self._answers[address]

    def save(self, address: str, to: Path, *, known: Mapping[str, str] | None = None) -> Received | None:
        """Stream a file to `to`, gzip undone; a failed try leaves nothing behind.

        Parameters
        ----------
        address
            Where it is.
        to
            A temporary name; the caller checks the file and gives it its own.
        known
            `etag` and `last_modified` of the copy that is there already.

        Returns
        -------
        Received or None
            None where the server says that the known copy is still the current one.

        Raises
        ------
        FetchError
            It cannot be had whole, in time, or is too large. :class:`GoneError` where it is not there.
        """
        try:
            return self._patiently(lambda: self._save_once(address, to, known or {}))  # type: ignore[no-any-return]
        except BaseException:
            to.unlink(missing_ok=True)
            raise

    def _patiently(self, ask: Any) -> Any:
        waits = Retrying(
            stop=stop_after_attempt(self.rules.tries), wait=self._wait, retry=retry_if_exception_type(_Again),
            reraise=True,
        )  # fmt: skip
        try:
            return waits(ask)
        except _Again as error:
            times = f"in {self.rules.tries} tries" if self.rules.tries > 1 else "at the only try"
            raise FetchError(
                without_query(error.address), f"{error.found} ({times})", action="Try again later"
            ) from error

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, _Again) else None
        return asked if asked is not None else float(self.rules.wait_seconds * 2 ** (state.attempt_number - 1))

    def _json_once(self, address: str) -> dict[str, Any]:
        with self._answer(address, {"Accept": "application/json"}) as response:
            body = b"".join(self._chunks(response, JSON_BYTES))
            shown = without_query(str(response.url))
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as error:
            kind = "a web page" if body.lstrip()[:1] == b"<" else "something"
            raise FetchError(
                shown, f"answers with {kind} that is not JSON", action="The address may have changed"
            ) from error
        if not isinstance(answer, dict):
            raise FetchError(shown, f"answers with a JSON {type(answer).__name__}", expected="an object")
        return answer

    def _save_once(self, address: str, to: Path, known: Mapping[str, str]) -> Received | None:
        asked = {"If-None-Match": known.get("etag", ""), "If-Modified-Since": known.get("last_modified", "")}
        with self._answer(address, {name: value for name, value in asked.items() if value}) as response:
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            with to.open("wb") as stream:
                for chunk in self._chunks(response, self.rules.file_bytes):
                    stream.write(chunk)
            headers = response.headers
            return Received(
                address,
                str(response.url),
                _file_name(response),
                headers.get("etag", ""),
                headers.get("last-modified", ""),
            )

    @contextmanager
    def _answer(self, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Ask, follow redirects within the list of hosts, and give the answer with a body to stream."""
        at = address
        for step in range(self.rules.redirects + 1):
            check_address(at, self.rules.hosts, led_here=step > 0)
            self._pace(at)
            with self._as_again(at), self._http.stream("GET", at, headers=headers) as response:
                if response.status_code in _REDIRECTS and response.headers.get("location"):
                    at = str(response.url.join(response.headers["location"]))
                    continue
                self._refuse(response)
                yield response
                return
        raise FetchError(without_query(address), f"leads on and on: more than {self.rules.redirects} redirects")

    @contextmanager
    def _as_again(self, address: str) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.TimeoutException as error:
            raise _Again(address, "no answer in time") from error
        except httpx.DecodingError as error:
            raise _Again(address, "the compressed answer is damaged") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise FetchError(without_query(address), f"not an address ({error})") from error
        except httpx.ConnectError as error:
            raise _Again(address, f"cannot be reached ({_short(error)})") from error
        except httpx.RequestError as error:
            raise _Again(address, f"the connection was lost ({_short(error)})") from error

    def _refuse(self, response: httpx.Response) -> None:
        status, shown = response.status_code, without_query(str(response.url))
        if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            return
        said = f"{status} {response.reason_phrase}".strip()
        if status in _PASSING:
            wait = _retry_after(response)
            if wait is not None and wait > self.rules.longest_wait_seconds:
                raise FetchError(
                    shown, f"{said}; it asks to wait {wait:,.0f} seconds", action="Try again after that time"
                )
            raise _Again(str(response.url), said, wait)
        if status in _GONE:
            raise GoneError(shown, said, action="The id may have expired, or the file may have been replaced")
        raise FetchError(shown, said)

    def _chunks(self, response: httpx.Response, limit: int) -> Iterator[bytes]:
        shown = without_query(str(response.url))
        too_large = FetchError(shown, f"more than {limit:,} bytes: not what this publisher releases")
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            raise too_large
        began, size = time.monotonic(), 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > limit:
                raise too_large
            if time.monotonic() - began > self.rules.file_seconds:
                raise FetchError(
                    shown, f"only {size:,} bytes in {self.rules.file_seconds:g} seconds", action="Try again later"
                )
            yield chunk

    def _pace(self, address: str) -> None:
        host = urlsplit(address).hostname or ""
        since = time.monotonic() - self._asked.get(host, -1e9)
        time.sleep(max(0.0, self.rules.seconds_between_requests - since))
        self._asked[host] = time.monotonic()


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        moment = parsedate_to_datetime(asked).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _file_name(response: httpx.Response) -> str:
    """Return the name a file is sent under, without folders; empty where there is none."""
    from email.message import Message

    message = Message()
    message["Content-Disposition"] = response.headers.get("content-disposition", "attachment")
    named = message.get_filename() or response.url.path.rsplit("/", 1)[-1]
    return named.replace("\\", "/").rsplit("/", 1)[-1].strip(". ")[:150]


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:120] or type(error).__name__
