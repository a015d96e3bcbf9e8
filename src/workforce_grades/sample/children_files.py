"""Children in need (B1), referrals (C1) and population, as DfE lays them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from workforce_grades.sample import layouts
from workforce_grades.sample.children import CHILDREN_YEARS, POPULATION_YEARS
from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.names import COUNTRY
from workforce_grades.sample.publication import as_printed, ordinary_returns
from workforce_grades.sample.regions import CODES, HALF_CODES, REGION_ROWS, authority_region
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.writers import Row

_CHILDREN_PER_EPISODE = 0.935
_CHILDREN_PER_REFERRAL = 0.88
_WAITING = 0.03
_NAMES = dict(zip(CODES, (name for _code, name, _members in REGION_ROWS[1:]), strict=False)) | dict(HALF_CODES.values())


def children_in_need_rows(simulation: Simulation) -> Iterator[Row]:
    """Yield the rows of B1: episodes and children, in the year to 31 March and on that day."""
    yield (*layouts.PLACES, *layouts.CHILDREN_IN_NEED)
    hidden = _hidden(simulation, {(0, 2021): "x", (0, 2022): "x", (1, 2024): "u"})
    hidden[simulation.geography.role("smallest").key, 2023] = "c"
    for year in reversed(CHILDREN_YEARS):
        counts = _in_need_counts(simulation, year)
        yield from _level_rows(counts, simulation, year, "Children in Need", lambda row: [as_printed(v) for v in row])
        rows = dict(zip(counts.index, counts.to_numpy(dtype=float), strict=True))
        for member in _members(simulation, date(year, 3, 31)):
            printed = [as_printed(value) for value in rows[member.key]]
            symbol = hidden.get((member.key, year))
            yield (*_place(member, year, date(year, 3, 31)), "Children in Need", *([symbol] * 8 if symbol else printed))


def referral_rows(simulation: Simulation) -> Iterator[Row]:
    """Yield the rows of C1: referrals in the year to 31 March, and how many came again within 12 months."""
    yield (*layouts.PLACES, *layouts.REFERRALS)
    hidden = _hidden(simulation, {(0, 2021): "x", (0, 2022): "x", (2, 2023): "x", (2, 2024): "x", (1, 2024): "u"})
    title = "Referrals and Re-referrals"
    for year in reversed(CHILDREN_YEARS):
        counts = _referral_counts(simulation, year)
        yield from _level_rows(counts, simulation, year, title, _with_percents)
        rows = dict(counts.iterrows())
        for member in _members(simulation, date(year, 3, 31)):
            printed = _with_percents(rows[member.key])
            symbol = hidden.get((member.key, year))
            if symbol:
                printed = [printed[0], *[symbol] * 9] if symbol == "x" else [symbol] * 10
            yield (*_place(member, year, date(year, 3, 31)), title, *printed)


def population_rows(simulation: Simulation) -> Iterator[Row]:
    """Yield the mid-year estimates of children; authorities that were merged have none, as ONS rebuilds them."""
    yield (*layouts.PLACES, *layouts.POPULATION)
    title = "Children aged 0 to 17 years"
    table = simulation.children.population
    for year in reversed(POPULATION_YEARS):
        members = _members(simulation, date(year, 6, 30))
        region = pd.Series({member.key: authority_region(member) for member in members})
        for level, (code, name, codes) in zip(_levels(), REGION_ROWS, strict=True):
            total = table.loc[region[region.isin(codes)].index, year].sum()
            yield (year, "Reporting year", level, *COUNTRY, code, name, "", "", "", title, as_printed(total))
        estimate = table[year].to_dict()
        for member in members:
            merged = member.role.startswith("merge before")
            printed = "x" if merged else as_printed(estimate[member.key])
            yield (*_place(member, year, date(year, 6, 30)), title, printed)


def _in_need_counts(simulation: Simulation, year: int) -> pd.DataFrame:
    children = simulation.children
    started, ended, there = children.started[year], children.ended[year], children.in_need[year]
    return pd.DataFrame(
        {
            "any": there + ended,
            "any_child": ((there + ended) * _CHILDREN_PER_EPISODE).round(0),
            "started": started,
            "started_child": (started * _CHILDREN_PER_EPISODE).round(0),
            "ended": ended,
            "ended_child": (ended * (_CHILDREN_PER_EPISODE + 0.01)).round(0),
            "there": there,
            "waiting": (there * _WAITING).round(0),
        }
    )


def _referral_counts(simulation: Simulation, year: int) -> pd.DataFrame:
    children = simulation.children
    referrals, again = children.referrals[year], children.rereferrals[year]
    return pd.DataFrame(
        {
            "referrals": referrals,
            "again": again,
            "no_action": children.no_action[year],
            "not_in_need": children.not_in_need[year],
            "child": (referrals * _CHILDREN_PER_REFERRAL).round(0),
            "again_child": (again * (_CHILDREN_PER_REFERRAL - 0.06)).round(0),
        }
    )


def _with_percents(counts: pd.Series) -> list[str]:
    """Return counts with their percentages, in C1's order."""
    percents = [100 * counts[name] / counts["referrals"] for name in ("again", "no_action", "not_in_need")]
    printed = [as_printed(counts["referrals"])]
    for name, percent in zip(("again", "no_action", "not_in_need"), percents, strict=True):
        printed += [as_printed(counts[name]), as_printed(percent)]
    share = 100 * counts["again_child"] / counts["child"]
    return [*printed, as_printed(counts["child"]), as_printed(counts["again_child"]), as_printed(share)]


def _level_rows(
    counts: pd.DataFrame, simulation: Simulation, year: int, title: str, cells: Callable[[pd.Series], list[str]]
) -> Iterator[Row]:
    """Yield England and its regions, rounded to 10 as DfE does."""
    members = _members(simulation, date(year, 3, 31))
    region = pd.Series({member.key: authority_region(member) for member in members})
    for level, (code, name, codes) in zip(_levels(), REGION_ROWS, strict=True):
        total = counts.loc[region[region.isin(codes)].index].sum().round(-1)
        yield (year, "Reporting year", level, *COUNTRY, code, name, "", "", "", title, *cells(total))


def _levels() -> list[str]:
    return ["National", *["Regional"] * (len(REGION_ROWS) - 1)]


def _members(simulation: Simulation, day: date) -> list[FictionalAuthority]:
    return sorted(simulation.geography.on(day), key=lambda member: (authority_region(member), member.name))


def _place(member: FictionalAuthority, year: int, day: date) -> Row:
    code = authority_region(member)
    return (
        year, "Reporting year", "Local authority", *COUNTRY, code, _NAMES[code], member.key, member.ons_on(day),
        member.name,
    )  # fmt: skip


def _hidden(simulation: Simulation, places: dict[tuple[int, int], str]) -> dict[tuple[str, int], str]:
    """Return symbols by authority and year, for a few ordinary authorities taken from the end of the line."""
    ordinary = ordinary_returns(simulation)
    return {(ordinary[-1 - place][0], year): symbol for (place, year), symbol in places.items()}
