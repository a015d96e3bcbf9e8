"""GOV.UK: the attachment of a publication, through its content API; new uploads have new addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workforce_grades.errors import FetchError
from workforce_grades.fetch.client import Client, GoneError
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.registry import Registry
from workforce_grades.fetch.shapes import items, listed, text


def by_page(route: Mapping[str, Any], release: str, registry: Registry, client: Client) -> Found:
    """Return where the attachment is whose name or title fits and whose type is the one wanted."""
    address = _api(registry) + route["base_path"].format(release=release)
    item = client.json(address)
    kind = text(item, "document_type")
    if kind in ("redirect", "gone"):
        raise GoneError(address, f"the publication is marked '{kind}'")
    attachments = items(_details(item, address), "attachments", address=address)
    fitting = [each for each in attachments if _fits(each, route)]
    if len(fitting) != 1:
        there = listed([f"{_name(each)} ({text(each, 'content_type') or text(each, 'attachment_type')})"
                        for each in attachments])  # fmt: skip
        raise FetchError(
            address, f"{len(fitting)} attachments fit '{route['attachment']}'. There are: {there}", expected="one",
            action="Set `attachment` anew in a configuration file (--config)",
        )  # fmt: skip
    url = text(fitting[0], "url")
    whole = url if re.match(r"[a-z]+:", url) else registry.addresses["gov_uk"] + url
    return Found(whole, release, name=text(fitting[0], "filename"))


def releases(route: Mapping[str, Any], registry: Registry, client: Client) -> list[str]:
    """Return the releases that the route's collection lists, newest first."""
    address = _api(registry) + route["collection"]
    links = client.json(address).get("links")
    documents = items(links if isinstance(links, dict) else {}, "documents", address=address)
    before, after = (re.escape(part) for part in route["base_path"].split("{release}"))
    found = (re.fullmatch(before + r"(\d{4}(?:-to-\d{4})?)" + after, text(each, "base_path")) for each in documents)
    return sorted((match[1] for match in found if match), reverse=True)


def _api(registry: Registry) -> str:
    return registry.addresses["gov_uk"] + "/api/content"


def _details(item: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    details = item.get("details")
    if not isinstance(details, dict):
        raise FetchError(address, "the answer has no `details`: its form has changed")
    return details


def _fits(attachment: Mapping[str, Any], route: Mapping[str, Any]) -> bool:
    is_type = text(attachment, "content_type") == route["content_type"]
    called = f"{_name(attachment)} {text(attachment, 'title')}"
    return is_type and re.search(route["attachment"], called, re.IGNORECASE) is not None


def _name(attachment: Mapping[str, Any]) -> str:
    return text(attachment, "filename") or text(attachment, "url").rsplit("/", 1)[-1] or text(attachment, "title")
