"""The two workforce files: the 2025 indicators, and the older headline measures before revision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample import england, layouts
from workforce_grades.sample.geography import FictionalAuthority, Geography
from workforce_grades.sample.measures import COUNTS, PUBLISHED, add_rates
from workforce_grades.sample.names import COUNTRY
from workforce_grades.sample.publication import Published, as_printed
from workforce_grades.sample.regions import HALF_CODES, REGION_ROWS, return_region
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.streams import stream
from workforce_grades.sample.workforce import Return
from workforce_grades.sample.writers import Row

OLD_YEARS: Final = range(2017, 2023)
_OLD_NAMES = {
    "social_worker_fte": "inpost_fte", "social_worker_headcount": "inpost_headcount", "leaver_fte": "leavers_fte",
    "leaver_headcount": "leavers_headcount", "agency_worker_rate_fte_%": "agency_rate_fte",
    "agency_worker_rate_headcount_%": "agency_rate_headcount",
}  # fmt: skip
_OLD_MEASURES: Final = [_OLD_NAMES.get(name, name.removesuffix("_%")) for name in layouts.HEADLINE_2022]
_REVISED_SHARE = {2017: 0.25, 2018: 0.15, 2019: 0.21}
_JOINT_APART_FROM = 2021


def indicator_rows(simulation: Simulation, published: Published) -> Iterator[Row]:
    """Yield the rows of the 2025 layout, newest year first."""
    geography = simulation.geography
    yield (*layouts.PLACES, *PUBLISHED)
    for year in reversed(england.YEARS):
        numbers, cells = _of_year(published.numbers, year), _of_year(published.cells, year)
        yield from _totals(numbers, geography, year, list(PUBLISHED))
        rows = dict(zip(cells.index, cells.to_numpy(), strict=True))
        for group in _in_order(list(rows), geography):
            members = [geography.by_key[key] for key in group]
            yield (*_place(members, date(year, 9, 30), year), *rows[group])


def headline_rows(simulation: Simulation, published: Published) -> Iterator[Row]:
    """Yield the rows of the older layout: unrevised values, joint returns under their first member."""
    geography = simulation.geography
    numbers = before_revision(published, simulation.seed)
    yield (*layouts.PLACES, *layouts.HEADLINE_2022)
    for year in reversed(OLD_YEARS):
        of_year, symbols = _of_year(numbers, year), _of_year(published.cells, year)
        yield from _totals(of_year, geography, year, _OLD_MEASURES)
        rows = dict(_apart(of_year, symbols, geography, year))
        for key in _in_order([(key,) for key in rows], geography):
            member = geography.by_key[key[0]]
            yield (*_place([member], _old_code_day(member, year), year), *rows[key[0]])


def before_revision(published: Published, seed: int) -> pd.DataFrame:
    """Return the numbers as first published: some leavers and posts differ, headcounts of leavers mostly."""
    random = stream(seed, "before revision")
    counts = published.numbers[list(COUNTS)].copy()
    years = pd.Series(counts.index.get_level_values("year"), index=counts.index)
    revised = random.random(len(counts)) < years.map(_REVISED_SHARE).fillna(0.0)
    big = counts["inpost_fte"] >= 20
    change = 1 + np.clip(0.10 * random.standard_normal(len(counts)), -0.4, 0.4)
    counts["leavers_fte"] = counts["leavers_fte"].mask(revised & big, (counts["leavers_fte"] * change).round(1))
    posts = pd.Series(random.integers(-2, 3, len(counts)), index=counts.index)
    counts["inpost_fte"] = counts["inpost_fte"].mask(revised & big, counts["inpost_fte"] + posts)
    again = counts["leavers_headcount"] + pd.Series(random.integers(-1, 4, len(counts)), index=counts.index)
    counts["leavers_headcount"] = counts["leavers_headcount"].mask(big, again.clip(lower=0))
    return add_rates(counts, years)


def _of_year(panel: pd.DataFrame, year: int) -> pd.DataFrame:
    return panel[panel.index.get_level_values("year") == year].droplevel("year")


def _apart(
    numbers: pd.DataFrame, symbols: pd.DataFrame, geography: Geography, year: int
) -> Iterator[tuple[str, list[str]]]:
    printed = numbers[_OLD_MEASURES].map(as_printed).to_numpy()
    hidden = symbols[_OLD_MEASURES].isin(["c", "x"]).to_numpy()
    kept = np.where(hidden, symbols[_OLD_MEASURES].to_numpy(), printed)
    for group, row in zip(numbers.index, kept, strict=True):
        yield group[0], list(row)
        if len(group) > 1 and year >= _JOINT_APART_FROM:
            yield group[1], ["z"] * len(_OLD_MEASURES)


def _totals(numbers: pd.DataFrame, geography: Geography, year: int, measures: list[str]) -> Iterator[Row]:
    """Yield England and its regions: sums over all returns, the hidden ones included."""
    region = pd.Series([return_region(group, geography) for group in numbers.index], index=numbers.index)
    level = "National"
    for code, name, members in REGION_ROWS:
        total = numbers.loc[region.isin(members), list(COUNTS)].sum().to_frame().T
        row = add_rates(total, year).iloc[0]
        yield (year, "Reporting year", level, *COUNTRY, code, name, "", "", "", *(as_printed(row[m]) for m in measures))
        level = "Regional"


def _in_order(groups: list[Return], geography: Geography) -> list[Return]:
    return sorted(groups, key=lambda group: (return_region(group, geography), _name(group, geography)))


def _name(group: Return, geography: Geography) -> str:
    return " / ".join(geography.by_key[key].name for key in group)


def _place(members: list[FictionalAuthority], day: date, year: int) -> Row:
    half = HALF_CODES.get(members[0].half)
    code, name = half or REGION_ROWS[members[0].region][:2]
    return (
        year, "Reporting year", "Local authority", *COUNTRY, code, name,
        " / ".join(member.key for member in members),
        " / ".join(member.ons_on(day) for member in members),
        " / ".join(member.name for member in members),
    )  # fmt: skip


def _old_code_day(member: FictionalAuthority, year: int) -> date:
    """The 2022 release has the code of 2022 in every year where the authority is the same."""
    return date(2022, 9, 30) if member.exists_on(date(2022, 9, 30)) else date(year, 9, 30)
