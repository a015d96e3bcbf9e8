"""The map's grid: every authority of England has one tile, none share one, and neighbours are near."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.authorities import Authority, load_authorities
from workforce_grades.authorities.tiles import Place, drawn_places, tile_places
from workforce_grades.sources.folder import open_folder

BORDERS = (
    "929 391", "929 942", "942 943", "888 890", "888 889", "341 340", "341 344", "352 355", "353 354",
    "896 895", "815 816", "383 384", "373 370", "810 811", "813 812", "830 831", "891 892", "855 856", "940 941",
    "861 860", "330 334", "331 937", "894 893", "926 935", "874 873", "881 882", "919 821", "302 308", "213 202",
    "201 206", "314 318", "305 306", "303 203", "825 826", "886 887", "938 846", "850 852", "851 921", "801 802",
    "803 916", "865 866", "838 839", "908 879", "878 880", "335 336", "925 926", "931 937", "305 886", "310 312",
)  # fmt: skip
"""Authorities with a common border, or a strait or an estuary between them, from all over England."""

COMPASS = (("929", "921"), ("908", "886"), ("341", "810"), ("893", "926"), ("312", "311"), ("308", "306"))
"""Pairs that lie far apart: north of south, or west of east."""


def apart(one: Place, other: Place) -> int:
    """Return how many steps a king at chess needs."""
    return max(abs(one.column - other.column), abs(one.row - other.row))


def made_up(count: int, regions: int) -> list[Authority]:
    return [
        Authority(str(n), f"E{n}", f"Place {n}", f"E1290000{n % regions + 1}", "R", "UA", True, date(2009, 4, 1))
        for n in range(count)
    ]


def test_every_tile_is_there_once_in_one_frame() -> None:
    drawn = drawn_places()
    assert len(drawn) == len(set(drawn.values())) == 153
    assert {place.column for place in drawn.values()} == set(range(1, 14))
    assert {place.row for place in drawn.values()} == set(range(1, 22))


@pytest.mark.parametrize("pair", BORDERS)
def test_neighbours_are_near(pair: str) -> None:
    one, other = pair.split()
    assert apart(drawn_places()[one], drawn_places()[other]) <= 2


def test_most_neighbours_touch() -> None:
    drawn = drawn_places()
    touching = [apart(*(drawn[key] for key in pair.split())) == 1 for pair in BORDERS]
    assert sum(touching) >= 0.7 * len(BORDERS)


def test_the_ends_of_england_are_where_they_belong() -> None:
    drawn = drawn_places()
    for north, south in (COMPASS[0], COMPASS[5]):
        assert drawn[north].row < drawn[south].row
    for west, east in COMPASS[1:5]:
        assert drawn[west].column < drawn[east].column


@pytest.mark.mirror
def test_each_authority_of_today_has_a_tile_and_each_region_is_one_piece(mirror: Path) -> None:
    current = load_authorities(open_folder(mirror)).current
    drawn = drawn_places()
    assert set(drawn) == {authority.la_key for authority in current}
    assert tile_places(current, fictional=False) == drawn
    regions: dict[str, set[Place]] = defaultdict(set)
    for authority in current:
        regions[authority.region_name].add(drawn[authority.la_key])
    for name, places in regions.items():
        reached = {min(places)}
        while more := {place for place in places - reached if any(apart(place, known) == 1 for known in reached)}:
            reached |= more
        assert reached == places, name


@pytest.mark.mirror
def test_regions_lie_as_on_a_map(mirror: Path) -> None:
    table = pd.DataFrame(
        [
            (authority.region_name, *drawn_places()[authority.la_key])
            for authority in load_authorities(open_folder(mirror)).current
        ],
        columns=["region", "column", "row"],
    )
    middle = table.groupby("region").mean()
    down = ["North East", "Yorkshire and The Humber", "East Midlands", "London", "South East"]
    assert middle.loc[down, "row"].is_monotonic_increasing
    west = ["North West", "West Midlands", "East Midlands", "South West", "South West"]
    east = ["Yorkshire and The Humber", "East Midlands", "East of England", "South East", "London"]
    for one, other in zip(west, east, strict=True):
        assert middle.loc[one, "column"] < middle.loc[other, "column"]


@pytest.mark.mirror
def test_within_regions_places_follow_the_compass(mirror: Path) -> None:
    """Against the middles of councils as mySociety gives them, which for counties are of one district."""
    councils = pd.read_csv(next(mirror.glob("uk_local_authorities_future.csv"))).set_index("gss-code")
    rows = [
        (authority.region_name, *drawn_places()[authority.la_key], *councils.loc[authority.ons_code, ["x", "y"]])
        for authority in load_authorities(open_folder(mirror)).current
        if authority.ons_code in councils.index and authority.ons_code[:3] in ("E06", "E08", "E09")
    ]
    table = pd.DataFrame(rows, columns=["region", "column", "row", "east", "north"]).astype(
        {"east": float, "north": float}
    )
    for name, region in table.groupby("region"):
        assert region["column"].corr(region["east"], method="spearman") > 0.5, name
        assert region["row"].corr(region["north"], method="spearman") < -0.5, name


def test_fictional_authorities_stand_in_blocks_by_region_and_name(sample: Path) -> None:
    current = load_authorities(open_folder(sample)).current
    places = tile_places(current, fictional=True)
    assert len(set(places.values())) == len(places) == len(current)
    middle: dict[str, list[float]] = {}
    for digit in "123456789":
        block = [places[each.la_key] for each in current if each.region_code.endswith(digit)]
        assert max(place.column for place in block) - min(place.column for place in block) < 4
        middle[digit] = [sum(axis) / len(block) for axis in zip(*block, strict=True)]
    assert middle["1"][1] < middle["3"][1] < middle["4"][1] < middle["8"][1]
    assert middle["5"][0] < middle["4"][0] < middle["6"][0]
    assert max(place.column for place in places.values()) <= 14


def test_a_list_with_an_authority_that_the_grid_does_not_know_gets_blocks() -> None:
    known = replace(made_up(1, 1)[0], la_key="330")
    assert tile_places([known], fictional=False) == {"330": drawn_places()["330"]}
    both = tile_places([known, made_up(2, 1)[1]], fictional=False)
    assert set(both.values()) == {Place(6, 1), Place(7, 1)}


@given(st.integers(0, 300), st.integers(1, 9))
def test_blocks_never_share_a_tile(count: int, regions: int) -> None:
    places = tile_places(made_up(count, regions), fictional=True)
    assert Counter(places.values()).most_common(1)[0][1] == 1 if count else not places
    assert all(place.column >= 1 and place.row >= 1 for place in places.values())
