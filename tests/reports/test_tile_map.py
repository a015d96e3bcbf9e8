"""The index page's map: where a tile stands, how it is lettered, what its key counts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.authorities.tiles import Place
from workforce_grades.codebook import GRADES
from workforce_grades.reports.tile_map import LETTERS, Tile, in_map_order, key_lines, place_rules

PLACES = st.builds(Place, st.integers(1, 20), st.integers(1, 30))
GRADED = st.sampled_from(sorted(LETTERS))
TILES = st.lists(st.builds(Tile, st.text(max_size=4), st.integers(1, 200), GRADED, PLACES), max_size=20)


def tile(column: int, row: int, grade: str = "Good") -> Tile:
    return Tile(f"{column}/{row}", 1, grade, Place(column, row))


@pytest.mark.parametrize(
    ("grade", "classes"),
    [
        ("Outstanding", "x3 y7 O"),
        ("Good", "x3 y7 G"),
        ("Requires improvement", "x3 y7 R"),
        ("Inadequate", "x3 y7 I"),
        ("", "x3 y7 N"),
    ],
)
def test_a_tile_has_the_classes_of_its_column_row_and_grade(grade: str, classes: str) -> None:
    assert tile(3, 7, grade).classes == classes


def test_a_grade_that_is_none_of_ofsteds_has_no_tile() -> None:
    with pytest.raises(KeyError, match="Adequate"):
        _ = tile(1, 1, "Adequate").classes


def test_each_grade_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == {*GRADES, ""}
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_tiles_are_read_from_the_top_each_row_from_the_left() -> None:
    ordered = in_map_order([tile(2, 2), tile(1, 3), tile(9, 1), tile(1, 2)])
    assert [each.name for each in ordered] == ["9/1", "1/2", "2/2", "1/3"]
    assert in_map_order([]) == []


@given(TILES, st.integers(0, 99))
def test_the_order_of_places_does_not_hang_on_the_order_of_the_list(tiles: list[Tile], seed: int) -> None:
    mixed = random.Random(seed).sample(tiles, len(tiles))
    assert [each.place for each in in_map_order(mixed)] == [each.place for each in in_map_order(tiles)]
    assert sorted(map(repr, in_map_order(mixed))) == sorted(map(repr, tiles))


@pytest.mark.parametrize(
    ("grades", "counts"),
    [
        ([], [("O", 0), ("G", 0), ("R", 0), ("I", 0)]),
        (["Good"], [("O", 0), ("G", 1), ("R", 0), ("I", 0)]),
        (["Inadequate", "Good", "Inadequate"], [("O", 0), ("G", 1), ("R", 0), ("I", 2)]),
        (["", "Outstanding", ""], [("O", 1), ("G", 0), ("R", 0), ("I", 0), ("N", 2)]),
    ],
)
def test_the_key_begins_with_the_best_grade_and_ends_with_none(
    grades: list[str], counts: list[tuple[str, int]]
) -> None:
    lines = key_lines(tile(1, at, grade) for at, grade in enumerate(grades))
    assert [(line.letter, line.count) for line in lines] == counts


def test_the_key_says_each_grade_in_full() -> None:
    words = [line.grade for line in key_lines([tile(1, 1, "")])]
    assert words == ["Outstanding", "Good", "Requires improvement", "Inadequate", "none yet"]


@given(TILES)
def test_the_key_counts_every_tile_once(tiles: list[Tile]) -> None:
    assert sum(line.count for line in key_lines(tiles)) == len(tiles)


def test_each_column_and_row_has_one_rule_in_order_of_number() -> None:
    rules = place_rules({"a": Place(10, 2), "b": Place(2, 2), "c": Place(2, 1)})
    assert rules == ".x2{grid-column:2}.x10{grid-column:10}.y1{grid-row:1}.y2{grid-row:2}"
    assert place_rules({}) == ""


@given(st.dictionaries(st.text(max_size=3), PLACES, max_size=12))
def test_every_class_of_a_tile_has_a_rule(places: dict[str, Place]) -> None:
    rules = str(place_rules(places))
    for place in places.values():
        for name in Tile("", 1, "Good", place).classes.split()[:2]:
            assert rules.count(f".{name}{{") == 1
