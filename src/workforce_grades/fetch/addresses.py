"""Which addresses may be asked: https, on the registry's list of hosts, and nothing hidden in them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from workforce_grades.errors import FetchError

_OWN_LIST = "add its host to `hosts` in a configuration file (--config) if you trust it"


def check_address(address: str, hosts: Iterable[str], *, led_here: bool = False) -> None:
    """Raise unless an address may be asked.

    Parameters
    ----------
    address
        An absolute address.
    hosts
        Allowed hosts; one with a path (``raw.githubusercontent.com/data-to-insight/``) allows what is below it.
    led_here
        Whether a publisher's answer led to the address, which the message then says.

    Raises
    ------
    FetchError
        Plain http or another scheme, a name or password in it, another port, or a host not on the list.
    """
    parts = _split(address)
    shown = without_query(address)
    redirect = "the publisher's site leads to " if led_here else ""
    if parts.scheme != "https":
        what = "plain http, which anybody on the way can change" if parts.scheme == "http" else f"'{parts.scheme}:'"
        raise FetchError(shown, f"{redirect}an address with {what}", expected="https")
    if parts.username or parts.password:
        raise FetchError(f"https://{parts.hostname}", f"{redirect}an address with a name or a password in it")
    if _port(parts) not in (None, 443):
        raise FetchError(shown, f"{redirect}port {_port(parts)}", expected="443, the port of https")
    if not any(_allows(entry, parts) for entry in hosts):
        raise FetchError(shown, f"{redirect}a host that is not on the list of publishers", action=_OWN_LIST)


def without_query(address: str) -> str:
    """Return an address for a message: no name, password, query or fragment, and not too long."""
    parts = _split(address)
    host = parts.hostname or ""
    port = f":{_port(parts)}" if _port(parts) else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"[:200]


def _allows(entry: str, parts: SplitResult) -> bool:
    host, slash, path = entry.partition("/")
    below = not slash or (
        parts.path.startswith(f"/{path}") and "/../" not in f"{parts.path}/" and "%" not in parts.path
    )
    return (parts.hostname or "").rstrip(".") == host.casefold() and below


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise FetchError(address[:200], "not an address", expected="one like https://www.gov.uk/...") from error
    return parts


def _port(parts: SplitResult) -> int | None:
    return parts.port
