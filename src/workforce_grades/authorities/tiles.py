"""Where each authority stands on a map of equal tiles: a grid of the project's own making."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import pandas as pd

from workforce_grades.authorities.registry import Authority

_SPOTS: Final = {
    "1": (1, 0), "2": (0, 1), "3": (1, 1), "4": (1, 2), "5": (0, 2), "6": (2, 2), "7": (2, 3), "8": (1, 3), "9": (0, 3),
}  # fmt: skip
"""Column and row of each region's block, by the last digit of its code, roughly as England's regions lie."""

_ELSEWHERE: Final = (2, 0)
_NARROW: Final = 4
_MANY: Final = 40


class Place(NamedTuple):
    """Column and row of a tile, both from 1."""

    column: int
    row: int


def tile_places(authorities: Sequence[Authority], *, fictional: bool) -> dict[str, Place]:
    """Return the tile of each authority by `la_key`; no two share one.

    Parameters
    ----------
    authorities
        Those that the map shows.
    fictional
        Whether they are made up. Theirs, and those of a list with an authority that the drawn grid does
        not know, stand in one block a region, by name.
    """
    drawn = {} if fictional else drawn_places()
    if all(authority.la_key in drawn for authority in authorities):
        return {authority.la_key: drawn[authority.la_key] for authority in authorities}
    return _in_blocks(authorities)


@cache
def drawn_places() -> dict[str, Place]:
    """Return the grid drawn for England's authorities of today, by DfE code."""
    with (files("workforce_grades.authorities") / "reference" / "tiles.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream, dtype={"dfe_code": "str"})
    places = map(Place, table["column"].tolist(), table["row"].tolist())
    return dict(zip(table["dfe_code"].tolist(), places, strict=True))


def _in_blocks(authorities: Sequence[Authority]) -> dict[str, Place]:
    spots = {authority.la_key: _SPOTS.get(authority.region_code[-1:], _ELSEWHERE) for authority in authorities}
    sizes = Counter(spots.values())
    largest = max(sizes.values(), default=0)
    width = _NARROW if largest <= _MANY else math.ceil(math.sqrt(largest))
    tops = _tops(sizes, width)
    places: dict[str, Place] = {}
    filled: Counter[tuple[int, int]] = Counter()
    for authority in sorted(authorities, key=lambda each: (each.name, each.la_key)):
        spot = spots[authority.la_key]
        down, along = divmod(filled[spot], width)
        filled[spot] += 1
        places[authority.la_key] = Place(1 + spot[0] * (width + 1) + along, tops[spot[1]] + down)
    return places


def _tops(sizes: Counter[tuple[int, int]], width: int) -> dict[int, int]:
    """Return the first row of each row of blocks; one is left free between them."""
    tops, top = {}, 1
    for band in sorted({spot[1] for spot in sizes}):
        tops[band] = top
        top += 1 + max(math.ceil(size / width) for spot, size in sizes.items() if spot[1] == band)
    return tops
