"""What the publisher prints of a simulated census: odd zeros, and symbols where there is no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample import england
from workforce_grades.sample.measures import COUNTS, PUBLISHED, add_rates
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.streams import stream
from workforce_grades.sample.workforce import Return

_LEAVING = ("leavers_fte", "leavers_headcount", "turnover_rate_fte")
_CASES = ("case_holders_fte", "cases", "caseload_fte")
_ILLNESS = ("working_days_lost_fte", "absence_rate_fte")
_AGENCY = (
    "agency_fte", "agency_rate_fte", "agency_cover_fte", "agency_cover_rate_fte", "vacancy_agency_cover_rate_fte",
)  # fmt: skip
LEAN_YEARS: Final = (2023, 2024, 2025)
_WITHHELD = (*_CASES, *_ILLNESS, *_AGENCY, "agency_headcount", "agency_rate_headcount")


@dataclass(frozen=True, slots=True)
class _Print:
    """One thing the publisher prints in place of, or as, a number."""

    who: Return
    years: tuple[int, ...]
    measures: tuple[str, ...]
    symbol: str


@dataclass(frozen=True)
class Published:
    """The censuses as they go to print.

    Attributes
    ----------
    numbers
        Index `group`, `year`; all numbers, hidden ones included, for totals.
    cells
        The same shape as text: numbers as DfE prints them, or symbols.
    """

    numbers: pd.DataFrame
    cells: pd.DataFrame


def publish(simulation: Simulation) -> Published:
    """Return what is printed of the simulated censuses."""
    panel = simulation.censuses.set_index(["group", "year"])[list(PUBLISHED)]
    ordinary = ordinary_returns(simulation)
    numbers = with_odd_zeros(panel, ordinary)
    return Published(numbers, with_symbols(numbers, simulation, ordinary))


def ordinary_returns(simulation: Simulation) -> list[Return]:
    """Return, in random order, returns of one authority that are there every year and play no other part."""
    there = simulation.censuses[simulation.censuses["inpost_fte"] >= 60].groupby("group")["year"].nunique()
    named = simulation.geography.by_key
    plain = [
        group for group, years in there.items()
        if isinstance(group, tuple) and years == len(england.YEARS) and len(group) == 1 and not named[group[0]].role
    ]  # fmt: skip
    order = stream(simulation.seed, "publication").permutation(len(plain))
    return [sorted(plain)[place] for place in order]


def with_odd_zeros(panel: pd.DataFrame, ordinary: list[Return]) -> pd.DataFrame:
    """Return the panel with a few zeros that are hard to believe, and illness that rounds to nothing."""
    odd: Iterable[tuple[int, int, dict[str, float]]] = (
        (0, 2017, {"leavers_fte": 0, "leavers_headcount": 0}),
        (1, 2017, {"leavers_fte": 0, "leavers_headcount": 0}),
        (2, 2022, {"leavers_fte": 0, "leavers_headcount": 0}),
        (3, 2022, {"leavers_fte": 0, "leavers_headcount": 0}),
        (4, 2021, {"starters_fte": 0, "starters_headcount": 0}),
        (5, 2021, {"working_days_lost_fte": 0}),
        (6, 2017, {"working_days_lost_fte": 2}),
        (7, 2021, {"working_days_lost_fte": 2.5}),
        (8, 2022, {"working_days_lost_fte": 3}),
    )
    counts = panel[list(COUNTS)].copy()
    for place, year, values in odd:
        counts.loc[[(ordinary[place], year)], list(values)] = list(values.values())
    lean = [(leanest(panel, ordinary), year) for year in LEAN_YEARS]
    counts.loc[lean, ["agency_fte", "agency_cover_fte", "agency_headcount"]] = [0, 0, 1]
    return add_rates(counts, pd.Series(counts.index.get_level_values("year"), index=counts.index))


def with_symbols(numbers: pd.DataFrame, simulation: Simulation, ordinary: list[Return]) -> pd.DataFrame:
    """Return text cells: each number as printed, or the symbol that stands for it."""
    cells = pd.DataFrame({name: numbers[name].map(as_printed) for name in PUBLISHED})
    nobody = numbers["inpost_fte"] == 0
    cells.loc[nobody, list(_ILLNESS)] = "z"
    cells.loc[numbers["vacancy_agency_cover_rate_fte"] > 100, "vacancy_agency_cover_rate_fte"] = "u"
    faint = (numbers["absence_rate_fte"] == 0) & (numbers["working_days_lost_fte"] > 0)
    cells.loc[faint & ~nobody, "absence_rate_fte"] = "low"
    for item in _prints(simulation, ordinary, numbers):
        rows = [(item.who, year) for year in item.years]
        cells.loc[rows, list(item.measures)] = item.symbol
    return cells


def _prints(simulation: Simulation, ordinary: list[Return], numbers: pd.DataFrame) -> list[_Print]:
    def who(role: str) -> Return:
        return (simulation.geography.role(role).key,)

    rest = iter(ordinary[9:])
    lean = leanest(numbers, ordinary)
    several: list[tuple[tuple[int, ...], tuple[str, ...], str]] = [
        ((2021,), ("leavers_fte", "turnover_rate_fte"), "x"),
        ((2022,), (*_LEAVING, "turnover_rate_headcount"), "u"),
        ((2024,), ("leavers_fte", "turnover_rate_fte"), "u"),
        ((2017,), _CASES, "x"),
        ((2018,), _CASES, "x"),
        ((2018,), ("starters_fte", "starters_headcount"), "x"),
        ((2018,), _ILLNESS, "x"),
        ((2017, 2018), _ILLNESS, "c"),
        ((2023,), _ILLNESS, "u"),
        ((2023,), _ILLNESS, "u"),
        ((2023,), ("agency_fte", "agency_rate_fte"), "u"),
        ((2017, 2018), ("agency_cover_fte", "agency_cover_rate_fte", "vacancy_agency_cover_rate_fte"), "x"),
    ]
    return [
        *(_Print(next(rest), years, measures, symbol) for years, measures, symbol in several),
        _Print(who("unavailable 1"), (2021, 2022, 2023, 2024), _AGENCY, "x"),
        _Print(who("unavailable 2"), (2022, 2023, 2024), _AGENCY, "x"),
        _Print(who("unavailable 1"), (2025,), PUBLISHED, "x"),
        _Print(who("unavailable 2"), (2025,), PUBLISHED, "x"),
        _Print(who("withheld"), (2024,), _WITHHELD, "u"),
        _Print(who("smallest"), (2017, 2018), _ILLNESS, "c"),
        _Print(lean, LEAN_YEARS, ("agency_fte", "agency_rate_fte", "agency_cover_fte"), "low"),
    ]


def leanest(numbers: pd.DataFrame, ordinary: list[Return]) -> Return:
    """Return who had fewest agency workers in the last three years: their FTE rounds to nothing."""
    late = numbers[numbers.index.get_level_values("year").isin(LEAN_YEARS)]
    agency = late.groupby(level="group")["agency_fte"].sum()
    return min(ordinary[21:-5], key=lambda group: float(agency[[group]].iloc[0]))


NO_NUMBER: Final = "z"


def as_printed(value: float) -> str:
    """Return a number as DfE prints it: one decimal, none where it is whole; nothing to divide by is z.

    Examples
    --------
    >>> as_printed(14.0), as_printed(13.25), as_printed(float("nan"))
    ('14', '13.2', 'z')
    """
    return NO_NUMBER if np.isnan(value) else f"{value:.1f}".removesuffix(".0")
