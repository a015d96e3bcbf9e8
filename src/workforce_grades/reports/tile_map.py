"""The map of the index page: one tile an authority, coloured and lettered by its grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from workforce_grades.authorities.tiles import Place
from workforce_grades.codebook import GRADES

LETTERS: Final = {"Outstanding": "O", "Good": "G", "Requires improvement": "R", "Inadequate": "I", "": "N"}
"""What stands for a grade on a tile and in a narrow cell; `N` for no grade yet."""

NO_GRADE: Final = "none yet"


@dataclass(frozen=True, slots=True)
class Tile:
    """One authority on the map; `row` is its row of the table, from 1."""

    name: str
    row: int
    grade: str
    place: Place

    @property
    def classes(self) -> str:
        """Return the classes that place and colour it."""
        return f"x{self.place.column} y{self.place.row} {LETTERS[self.grade]}"


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the map's key: letter, grade and how many have it."""

    letter: str
    grade: str
    count: int


def in_map_order(tiles: Iterable[Tile]) -> list[Tile]:
    """Return the tiles as they are read: from the top, each row from the left."""
    return sorted(tiles, key=lambda tile: (tile.place.row, tile.place.column))


def key_lines(tiles: Iterable[Tile]) -> list[Key]:
    """Return the key: best grade first, every grade whether or not an authority has it."""
    held = [tile.grade for tile in tiles]
    grades = [*GRADES[::-1], *([""] if "" in held else [])]
    return [Key(LETTERS[grade], grade or NO_GRADE, held.count(grade)) for grade in grades]


def place_rules(places: Mapping[str, Place]) -> Markup:
    """Return the style rules that put the classes of these places where they belong."""
    columns = sorted({place.column for place in places.values()})
    rows = sorted({place.row for place in places.values()})
    rules = [f".x{column}{{grid-column:{column}}}" for column in columns]
    rules += [f".y{row}{{grid-row:{row}}}" for row in rows]
    return Markup("".join(rules))  # noqa: S704 - whole numbers
