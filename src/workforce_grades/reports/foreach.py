"""What a report may have one page for each of: the authorities, or the regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from workforce_grades.authorities import Authorities, Authority, Region

Kind = Literal["authority", "region"]


@dataclass(frozen=True, slots=True)
class Member:
    """One of those that have a page each.

    Attributes
    ----------
    kind
        What it is: the name of the parameter that a notebook takes it by.
    key
        `la_key` of an authority, code of a region.
    name, slug
        In words, and in file names.
    region
        Code of the region it lies in; empty for a region.
    """

    kind: Kind
    key: str
    name: str
    slug: str
    region: str = ""

    @property
    def place(self) -> str:
        """What links to it name it by: `authority/831`."""
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True)
class Foreach:
    """One kind of members.

    Attributes
    ----------
    kind, plural
        What they are called.
    members
        Returns those that have pages, by name.
    find
        Returns the one that a text means, which may be one that has ended.
    """

    kind: Kind
    plural: str
    members: Callable[[Authorities], Iterable[Member]]
    find: Callable[[Authorities, str], Member]


def _authority(authority: Authority) -> Member:
    return Member("authority", authority.la_key, authority.name, authority.slug, authority.region_code)


def _region(region: Region) -> Member:
    return Member("region", region.code, region.name, region.slug)


FOREACH: Final[dict[Kind, Foreach]] = {
    "authority": Foreach(
        "authority", "authorities",
        lambda registry: map(_authority, registry.current),
        lambda registry, text: _authority(registry.find(text)),
    ),
    "region": Foreach(
        "region", "regions",
        lambda registry: map(_region, registry.regions),
        lambda registry, text: _region(registry.find_region(text)),
    ),
}  # fmt: skip
"""By the word that a notebook declares in its metadata."""


def keys_by_kind(member: Member | None) -> dict[str, str | None]:
    """Return what a row for programs says about a page: the key of its authority or region, if it is about one."""
    return {kind: member.key if member and member.kind == kind else None for kind in FOREACH}
