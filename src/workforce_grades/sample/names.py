"""Names and codes of places that do not exist."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain
from typing import Final

from workforce_grades.errors import ParameterError

REGIONS: Final = (
    "Northmarch",
    "Westerlow",
    "Harrowfell and The Wolds",
    "Easterfell",
    "Midvale",
    "Saltmarsh Coast",
    "Crownmere",
    "Southerlea",
    "Sundermoor",
)
"""Nine fictional regions, numbered from 1; the seventh is the capital, in an inner and an outer half."""

CAPITAL: Final = 7
HALVES: Final = ("Inner", "Outer")
COUNTRY: Final = ("E92000001", "England")

_FIRST = (
    "Aldra", "Avrel", "Belver", "Brasken", "Brunnock", "Calvern", "Corvan", "Dapple", "Dovren", "Dunmar", "Elvren",
    "Emrick", "Farrock", "Fenlow", "Galder", "Gorsel", "Harrad", "Hathen", "Hulvin", "Iskel", "Ivren", "Jessam",
    "Junner", "Kelder", "Kestrel", "Lorrin", "Lurkin", "Maren", "Mervick", "Misrel", "Nestrel", "Norrin", "Orrin",
    "Osmer", "Ottrel", "Pellin", "Penvar", "Plover", "Quarl", "Quillen", "Rosken", "Ruvven", "Sallen", "Selvar",
    "Sirrel", "Sorrel", "Tarrow", "Teasel", "Thornel", "Tolbren", "Ulvren", "Umbrin", "Vennick", "Vesper", "Wexel",
    "Wilvar", "Wystrel", "Yarrick", "Yewen", "Zelvin",
)  # fmt: skip
_LAST = (
    "bourne", "bridge", "cliffe", "combe", "dale", "den", "fell", "field", "ford", "gate", "haven", "holt",
    "hurst", "ley", "mere", "minster", "mouth", "shaw", "stead", "stow", "thorpe", "wick", "worth", "wold",
)  # fmt: skip
_QUARTERS = ("", "North ", "South ", "East ", "West ")

_DFE_BLOCKS = (range(500, 700), range(100, 200), range(421, 500), range(703, 800), range(944, 1000))
"""Three digits that no English authority has had; every loader reads three and no more."""

MOST: Final = sum(map(len, _DFE_BLOCKS)) - 12
"""Authorities of today that there are codes for: a dozen are kept for those that have ended."""


def place_names(seed: int) -> Iterator[str]:
    """Return an endless-enough stream of different place names, the same for the same seed.

    Returns
    -------
    iterator of str
        7,200 names; plain ones come first, then those with a quarter of the compass.
    """
    names = [first + last for first in _FIRST for last in _LAST]
    random.Random(seed).shuffle(names)  # noqa: S311
    return (quarter + name for quarter in _QUARTERS for name in names)


def county_names(seed: int) -> Iterator[str]:
    """Return names of counties, such as Kelderlandshire, that no place shares."""
    names = [first + middle + "shire" for middle in ("land", "mark", "") for first in _FIRST]
    random.Random(seed + 1).shuffle(names)  # noqa: S311
    return (quarter + name for quarter in _QUARTERS for name in names)


def dfe_codes() -> Iterator[str]:
    """Return codes as DfE writes them, none of which an English authority has had."""
    return (str(number) for number in chain(*_DFE_BLOCKS))


def ons_codes(entity: str) -> Iterator[str]:
    """Return codes as ONS writes them: E06900001 is the first unitary authority (`entity` E06)."""
    return (f"{entity}9{number:05d}" for number in range(1, 100_000))


def check_size(authorities: int, *, fewest: int) -> None:
    """Raise a :class:`ParameterError` unless so many authorities can be told apart."""
    if not fewest <= authorities <= MOST:
        raise ParameterError(
            f"{authorities} authorities: give {fewest} to {MOST}, the fewest that hold every special case "
            "and the most that there are fictional three-digit DfE codes for"
        )
