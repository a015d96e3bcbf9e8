"""Explore education statistics: data sets by their ids, by a publication's slug, or out of a release's zip.

An id belongs to one data set of one release and survives amendments of it; the slug of a publication lasts. The
content service that knows slugs is made for the publisher's own site: its answers are read with that in mind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from workforce_grades.errors import FetchError
from workforce_grades.fetch.client import Client, GoneError
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.registry import Registry
from workforce_grades.fetch.shapes import items, listed, text

_NUMBERS: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9})*"


def by_id(route: Mapping[str, Any], release: str, registry: Registry, _client: Client) -> Found:
    """Return where the data set of a release is whose id the registry has."""
    pins = route["data_sets"]
    if release not in pins:
        raise GoneError(_content(registry), f"no id of a data set of release {release} is listed")
    return Found(f"{_content(registry)}/data-set-files/{quote(pins[release], safe='')}/download", release)


def by_api(route: Mapping[str, Any], release: str, registry: Registry, client: Client) -> Found:
    """Return where the public API has the CSV of a release, with its version: patches correct what is out."""
    data_set = quote(route["data_set"], safe="")
    base = f"{registry.addresses['ees_api']}/data-sets/{data_set}"
    wanted = route["releases"].get(release)
    if wanted is None:
        raise GoneError(base, f"no version for release {release} is listed")
    address = f"{base}/versions?page=1&pageSize=20"
    answer = client.json(address)
    versions = [
        text(version, "version") for version in items(answer, "results", address=base)
        if text(version, "status") in ("Published", "Deprecated")
    ]  # fmt: skip
    pattern = wanted.replace(".", r"\.").replace("*", _NUMBERS)
    fitting = [version for version in versions if re.fullmatch(pattern, version)]
    if not fitting:
        raise GoneError(base, f"no version {wanted}; there are: {listed(versions)}")
    newest = max(fitting, key=lambda version: [int(part) for part in version.split(".")])
    return Found(f"{base}/csv?dataSetVersion={newest}", release, version=newest)


def by_slug(route: Mapping[str, Any], release: str, registry: Registry, client: Client) -> Found:
    """Return where the data set of a release is whose title fits."""
    address = _release(route, release, registry) + "/data-content"
    data_sets = items(client.json(address), "dataSets", address=address)
    fitting = [each for each in data_sets if re.search(route["title"], text(each, "title"), re.IGNORECASE)]
    if len(fitting) != 1 or not text(fitting[0], "dataSetFileId"):
        titles = listed([text(each, "title") for each in data_sets])
        raise FetchError(address, f"{len(fitting)} data sets have a title like '{route['title']}'. There are: {titles}",
                         expected="one", action="Set `title` anew in a configuration file (--config)")  # fmt: skip
    data_set = quote(text(fitting[0], "dataSetFileId"), safe="")
    return Found(f"{_content(registry)}/data-set-files/{data_set}/download", release)


def by_zip(route: Mapping[str, Any], release: str, registry: Registry, client: Client) -> Found:
    """Return where the zip of a whole release is, and the member wanted from it."""
    address = _release(route, release, registry) + "/data-content"
    version = text(client.json(address), "releaseVersionId")
    if not version:
        raise FetchError(address, "the answer has no `releaseVersionId`: its form has changed")
    return Found(f"{_content(registry)}/releases/{quote(version, safe='')}/files", release, member=route["member"])


def releases(route: Mapping[str, Any], registry: Registry, client: Client) -> list[str]:
    """Return the slugs of a publication's releases, newest first."""
    publication = quote(route["publication"], safe="")
    address = f"{_content(registry)}/publications/{publication}/release-entries?page=1&pageSize=20"
    entries = items(client.json(address), "results", address=address)
    return sorted((text(entry, "slug") for entry in entries if text(entry, "slug")), reverse=True)


def _content(registry: Registry) -> str:
    return registry.addresses["ees_content"]


def _release(route: Mapping[str, Any], release: str, registry: Registry) -> str:
    publication = quote(route["publication"], safe="")
    return f"{_content(registry)}/publications/{publication}/releases/{quote(release, safe='')}"
