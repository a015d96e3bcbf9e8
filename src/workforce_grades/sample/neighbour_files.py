"""Statistical neighbours: the ten most alike, in the layouts of 2025 and of April 2021."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from workforce_grades.sample import layouts
from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.regions import alphabetical, neighbour_region_2021
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spellings import neighbours_2021
from workforce_grades.sample.streams import Floats, stream
from workforce_grades.sample.writers import Row

WORDS_2025: Final = ("Extremely close", "Very close", "Close ", "Somewhat close", "Not close")
"""As printed: there is a space after Close."""

WORDS_2021: Final = ("Extremely Close", "Very Close", "Close", "Somewhat close", "Not Close")
_SHARES = (0.012, 0.52, 0.86, 0.96)
"""Cumulative shares of the closeness words over all links."""

_RANKS = 10


def neighbour_rows_2025(simulation: Simulation) -> Iterator[Row]:
    """Yield the 2025 model: one row an authority, by name."""
    yield layouts.NEIGHBOURS_2025
    members = simulation.geography.current
    number = alphabetical()
    links = _links(members, simulation, "neighbours 2025", WORDS_2025)
    for member in sorted(members, key=lambda member: member.name):
        yield (member.key, member.name, number[member.region], member.region_name, *links[member.key])


def neighbour_rows_2021(simulation: Simulation) -> Iterator[Row]:
    """Yield the 2021 groupings, then, below a blank line, authorities that had ended by then."""
    yield layouts.NEIGHBOURS_2021
    geography = simulation.geography
    then = geography.on(date(2021, 4, 1))
    ended = [member for member in geography.authorities if member.end and member.end < date(2021, 4, 1)]
    links = _links(then, simulation, "neighbours 2021", WORDS_2021)
    old = _links([*then, *ended], simulation, "neighbours 2021", WORDS_2021)
    blank = [""] * len(layouts.NEIGHBOURS_2021)
    for member in sorted(then, key=lambda member: member.key):
        yield _row_2021(member, neighbours_2021(member), links)
    yield blank
    yield ["", "Old SNs:", *blank[2:]]
    yield blank
    for member in sorted(ended, key=lambda member: member.key):
        merged = member.role.startswith("merge")
        yield _row_2021(member, f"{neighbours_2021(member)} (Pre LG)" if merged else neighbours_2021(member), old)


def _row_2021(member: FictionalAuthority, name: str, links: dict[str, list[str]]) -> Row:
    region = alphabetical()[member.region]
    return (member.key, name, member.key, region, neighbour_region_2021(member), *links[member.key], "")


def _links(
    members: list[FictionalAuthority], simulation: Simulation, subject: str, words: tuple[str, ...]
) -> dict[str, list[str]]:
    """Return neighbour and closeness in turn, nearest first."""
    distance = _distances(members, simulation, subject)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :_RANKS]
    near = np.take_along_axis(distance, nearest, axis=1)
    steps = np.quantile(near, _SHARES)
    return {
        member.key: [
            cell
            for other, gap in zip(nearest[at], near[at], strict=True)
            for cell in (members[other].key, words[int(np.searchsorted(steps, gap))])
        ]
        for at, member in enumerate(members)
    }


def _distances(members: list[FictionalAuthority], simulation: Simulation, subject: str) -> Floats:
    """Return how unlike authorities are in deprivation, size, kind and things that are not in the sample."""
    from scipy.spatial.distance import cdist

    keys = [member.key for member in members]
    children = simulation.children
    random = stream(simulation.seed, subject)
    facts = np.column_stack(
        [
            children.deprivation.loc[keys].to_numpy() / 7,
            0.6 * np.log(children.population.loc[keys, 2020].to_numpy().astype(float)),
            [1.5 * (member.kind == "SC") for member in members],
            [1.2 * bool(member.half) + 0.8 * (member.half == "Inner") for member in members],
            0.5 * random.standard_normal(len(members)),
        ]
    )
    distance = cdist(facts, facts)
    np.fill_diagonal(distance, np.inf)
    return np.asarray(distance)
