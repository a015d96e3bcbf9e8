"""Which way to a source is taken: its routes in the registry's order, until one leads to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from workforce_grades.errors import FetchError, UnknownNameError
from workforce_grades.fetch import ees, gov_uk
from workforce_grades.fetch.client import Client
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.registry import Listed, Registry

_Finder = Callable[[Mapping[str, Any], str, Registry, Client], Found]


def _by_address(route: Mapping[str, Any], release: str, registry: Registry, _client: Client) -> Found:
    return Found(route["address"].format(release=release, **registry.addresses), release)


FINDERS: Final[dict[str, _Finder]] = {
    "ees-data-set": ees.by_id,
    "ees-api": ees.by_api,
    "ees-slug": ees.by_slug,
    "ees-zip": ees.by_zip,
    "gov-uk": gov_uk.by_page,
    "url": _by_address,
}
"""The kinds of route, and what finds the file on each."""


def ways(source: Listed, release: str, registry: Registry, client: Client) -> Iterator[tuple[str, Callable[[], Found]]]:
    """Yield each route's kind and how to ask it, in the registry's order.

    Raises
    ------
    UnknownNameError
        The registry has a kind of route that is not known.
    FetchError
        It has no route, or one that lacks something.
    """
    for route in source.routes:
        kind = str(route.get("kind", ""))
        if kind not in FINDERS:
            raise UnknownNameError(f"{source.id}: kind of route", kind, FINDERS)
        yield kind, lambda route=route, kind=kind: _find(FINDERS[kind], route, release, registry, client)  # type: ignore[misc]
    if not source.routes:
        raise FetchError(
            source.id, "the registry has no route to it", action=f"Take it by hand from {source.source.page}"
        )


def known_releases(source: Listed, registry: Registry, client: Client) -> list[str]:
    """Return the releases that the publisher lists, newest first; none where nothing lists them."""
    for route in source.routes:
        if "publication" in route:
            return ees.releases(route, registry, client)
        if "collection" in route:
            return gov_uk.releases(route, registry, client)
    return []


def _find(finder: _Finder, route: Mapping[str, Any], release: str, registry: Registry, client: Client) -> Found:
    try:
        return finder(route, release, registry, client)
    except KeyError as error:
        raise FetchError(str(route.get("kind")), f"the route in the registry lacks {error}") from error
