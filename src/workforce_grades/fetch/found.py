"""Where a route found a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """An address to download from.

    Attributes
    ----------
    address
        Where the file is.
    release
        Which release it belongs to; empty where the publisher names none.
    name
        The publisher's name for it, where something else than the download itself tells it.
    member
        Pattern of the member to take, where it is a zip of a whole release.
    version
        The publisher's version of it, where there is one.
    """

    address: str
    release: str
    name: str = ""
    member: str = ""
    version: str = ""
