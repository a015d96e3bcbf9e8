"""When inspectors come, what they find, and what an Inadequate grade does to the workforce after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample.geography import FictionalAuthority, Geography
from workforce_grades.sample.grades import CARE_LEAVERS_BEGIN, Truth, draw_grades, draw_sub_judgements, linear_predictor
from workforce_grades.sample.history import Before
from workforce_grades.sample.streams import Floats, on_weekday, stream
from workforce_grades.sample.workforce import Return

FIRST_DAY: Final = pd.Timestamp(2018, 1, 29)
LAST_DAY: Final = pd.Timestamp(2025, 3, 31)
PAUSE: Final = (pd.Timestamp(2020, 3, 17), pd.Timestamp(2021, 6, 28))
"""No inspection began in the pandemic pause."""

OUT_BY: Final = pd.Timestamp(2025, 6, 30)
CENSUS_DAY_TIE: Final = pd.Timestamp(2019, 9, 30)
"""One inspection begins on a census day, and belongs to the census of the year before."""

_ROUND_YEARS = 2.9
_YEARS_BETWEEN = {1: (2.4, 2.9), 2: (2.6, 3.3), 3: (2.8, 3.6), 4: (2.9, 3.7)}
_SHORT_SHARE = 0.88
_MEASURES = {"turnover_rate": "turnover_rate_fte", "caseload": "caseload_fte", "agency_rate": "agency_rate_fte"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """One graded ILACS inspection; grades 1 (Inadequate) to 4."""

    key: str
    date: pd.Timestamp
    published: pd.Timestamp
    type: str
    overall: int
    leaders: int
    help_protection: int
    in_care: int
    care_leavers: int | None
    census_year: int
    turnover_rate: float
    caseload: float
    agency_rate: float
    intercept: float


class Inspectorate:
    """Visits every authority in turn.

    Parameters
    ----------
    geography
        The authorities.
    before
        Grades of the framework before, by key, and the lasting part of each authority's grades.
    truth
        What grades are drawn from.
    seed
        Of the sample.
    """

    def __init__(self, geography: Geography, before: Before, truth: Truth, seed: int) -> None:
        self.geography = geography
        self.truth = truth
        self.before = before
        self.random = stream(seed, "inspections")
        self.previous = {member.key: before.grade(member.key) for member in geography.authorities}
        self.next = {member.key: self._first(member) for member in geography.authorities}
        self.inspections: list[Inspection] = []

    def inspect(self, census: pd.DataFrame, year: int) -> None:
        """Inspect whoever is due after the census of `year` and up to the day of the next one."""
        until = min(pd.Timestamp(year + 1, 9, 30), LAST_DAY)
        due = [member for member in self.geography.authorities if self.next[member.key] <= until]
        rows = {
            key: row
            for group, row in zip(census.index, census[list(_MEASURES.values())].to_numpy(dtype=float), strict=True)
            for key in group
        }
        for member in sorted(due, key=lambda member: (self.next[member.key], member.key)):
            self._inspect(member, rows[member.key], year)

    def after(self, year: int) -> dict[Return, tuple[float, float]]:
        """Return percentage points on turnover and agency rate at a census, by return, for Inadequate grades before."""
        raised: dict[Return, tuple[float, float]] = {}
        returns = {key: group for group in self.geography.returns(year) for key in group}
        for found in self.inspections:
            elapsed = year - first_census_from(found.date)
            if found.overall == 1 and 0 <= elapsed < 3:
                points = (self.truth.turnover_after_inadequate[elapsed], self.truth.agency_after_inadequate[elapsed])
                for key in [found.key, *self.geography.successors(found.key)]:
                    if key in returns:
                        raised[returns[key]] = points
        return raised

    def _inspect(self, member: FictionalAuthority, measures: Floats, year: int) -> None:
        day = self.next[member.key]
        x = dict(zip(_MEASURES, measures.tolist(), strict=True))
        intercept = self.before.intercepts[member.key]
        predictor = linear_predictor(pd.DataFrame([x]), self.truth) + intercept
        overall = int(draw_grades(predictor, self.truth, self.random)[0])
        parts = draw_sub_judgements(overall, self.random)
        published = on_weekday(day + pd.Timedelta(days=self._report_days()))
        found = Inspection(
            member.key, day, published, self._type(self.previous[member.key]), overall, parts["leaders"],
            parts["help_protection"], parts["in_care"],
            parts["care_leavers"] if day >= CARE_LEAVERS_BEGIN else None, year,
            intercept=intercept, **x,
        )  # fmt: skip
        if published <= OUT_BY:
            self.inspections.append(found)
        self.previous[member.key] = overall
        self.next[member.key] = self._in_time(member, self._working_day(self._later(day, overall)))

    def _first(self, member: FictionalAuthority) -> pd.Timestamp:
        if member.role == "census day":
            return CENSUS_DAY_TIE
        start = pd.Timestamp(member.start)
        wait = self.random.uniform(0, _ROUND_YEARS)
        if start > FIRST_DAY:
            return self._working_day(add_open_years(start, 0.7 + 0.3 * wait))
        return self._in_time(member, self._working_day(add_open_years(FIRST_DAY, wait)))

    def _later(self, day: pd.Timestamp, grade: int) -> pd.Timestamp:
        return add_open_years(day, self.random.uniform(*_YEARS_BETWEEN[grade]))

    def _in_time(self, member: FictionalAuthority, day: pd.Timestamp) -> pd.Timestamp:
        """Return the day, or never where the authority has ended by then."""
        ended = member.end is not None and day > pd.Timestamp(member.end)
        return pd.Timestamp.max.normalize() if ended else day

    def _working_day(self, day: pd.Timestamp) -> pd.Timestamp:
        """Move to a Monday outside August and the end of December."""
        if day.month == 8:
            day = day.replace(month=9, day=1 + int(self.random.integers(28)))
        if day.month == 12 and day.day > 10:
            day = (day + pd.Timedelta(days=35)).replace(day=8 + int(self.random.integers(20)))
        monday = day + pd.Timedelta(days=-day.weekday() % 7)
        return monday if not PAUSE[0] <= monday < PAUSE[1] else PAUSE[1]

    def _report_days(self) -> int:
        days = int(np.rint(12 + np.exp(3.68 + 0.45 * self.random.standard_normal())))
        return int(np.clip(days, 22, 222))

    def _type(self, previous: int | None) -> str:
        good = previous is not None and previous >= 3
        return "short" if good and self.random.random() < _SHORT_SHARE else "standard"


def first_census_from(day: pd.Timestamp) -> int:
    """Return the year of the first census on or after a day."""
    return day.year if (day.month, day.day) <= (9, 30) else day.year + 1


def add_open_years(day: pd.Timestamp, years: float) -> pd.Timestamp:
    """Add years in which inspections are held: the pandemic pause does not count."""
    later = (day + pd.Timedelta(days=round(365.25 * years))).normalize()
    paused = day < PAUSE[0] <= later or PAUSE[0] <= day < PAUSE[1]
    return later + (PAUSE[1] - PAUSE[0]) if paused else later
