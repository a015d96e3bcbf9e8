"""Spellings of an authority's name brought to one form."""

from __future__ import annotations

import re

from slugify import slugify

_NOISE = re.compile(r"\b(?:city of|county of|royal borough of|london borough of|county|city|council|the)\b")
_SUFFIX = re.compile(r"\s+(?:UA|CC|MBC|LA)$")


def slug(name: str) -> str:
    """Return a name as it stands in addresses and file names: `kingston-upon-hull-city-of`."""
    return slugify(name.replace("&", " and "))


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
