"""Spellings of an authority's name brought to one form."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from slugify import slugify

LONGEST_SLUG: Final = 100
"""Letters of an address; the names of files hold 255 bytes, and more than the slug stands in them."""

_NOISE = re.compile(r"\b(?:city of|county of|royal borough of|london borough of|county|city|council|the)\b")
_SUFFIX = re.compile(r"\s+(?:UA|CC|MBC|LA)$")


def slug(name: str) -> str:
    """Return a name as it stands in addresses and file names: `kingston-upon-hull-city-of`.

    A name too long for a file, or without any letter, has a short hash of all of it there.
    """
    whole = slugify(name.replace("&", " and "))
    if 0 < len(whole) <= LONGEST_SLUG:
        return whole
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return "-".join(filter(None, [whole[: LONGEST_SLUG - len(digest) - 1].rstrip("-"), digest]))


def fold(name: str) -> str:
    """Return a name without case, accents, punctuation and the difference between `&` and `and`.

    Examples
    --------
    >>> fold("St. Helens") == fold("st helens")
    True
    """
    return slugify(_SUFFIX.sub("", name.strip()).replace("&", " and "), separator=" ")


def short(name: str) -> str:
    """Return a folded name without the words that only say what kind of authority it is.

    Examples
    --------
    >>> short("Kingston upon Hull, City of")
    'kingston upon hull'
    """
    return re.sub(r"\s+", " ", _NOISE.sub(" ", fold(name))).strip() or fold(name)
