"""Workforce returns, simulated census by census: measures that remember, totals like England's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from workforce_grades.sample import england
from workforce_grades.sample.children import ENGLAND_AUTHORITIES, POPULATION_YEARS, Children, population_of
from workforce_grades.sample.geography import Geography
from workforce_grades.sample.measures import with_rates
from workforce_grades.sample.streams import Floats, Places, autocorrelated, stream

T = TypeVar("T", float, Floats)
Return: TypeAlias = tuple[str, ...]
"""Keys of the authorities behind one workforce return."""

MEMORY: Final = {
    "staffing": (0.93, 0.6),
    "turnover": (0.10, 0.10),
    "agency": (0.33, 0.72),
    "vacancy": (0.35, 0.60),
    "caseload": (0.35, 0.50),
    "absence": (0.33, 0.25),
    "holders": (0.60, 0.40),
}
"""Share of the variance that never changes, and the yearly memory of the rest; as in the published panel."""

SMALLEST: Final = pd.DataFrame(
    {
        "inpost_fte": [1.6, 1.6, 1.8, 1.2, 0, 0, 0, 0, 0],
        "starters_fte": [0, 0, 0.2, 0, 0, 0, 0, 0, 0],
        "leavers_fte": [0, 0, 0, 1.2, 1.2, 0, 0, 0, 0],
        "agency_fte": [0.8, 1.2, 0.6, 0.8, 2.2, 1.4, 2.6, 2.4, 1.6],
        "agency_cover_fte": [0, 0.4, 0.6, 0.8, 1.8, 1.4, 2.6, 2.2, 1.6],
        "vacancy_fte": [0, 0.4, 0.8, 0.8, 1.8, 2.6, 3.2, 2.2, 2.4],
        "case_holders_fte": [1.8, 2.2, 1.8, 1.6, 1.2, 1.2, 2.2, 1.6, 1.4],
        "cases": [25, 33, 28, 23, 17, 14, 24, 19, 12],
        "working_days_lost_fte": [0, 4, 0, 2, 0, 0, 0, 0, 0],
    },
    index=list(england.YEARS),
)
"""Two social workers at most, then none of its own: written down, because one person is the whole of a rate."""


class Workforce:
    """Every workforce return of the sample, one census at a time.

    Parameters
    ----------
    geography, children
        The authorities and whom they look after.
    seed
        Of the sample.
    """

    def __init__(self, geography: Geography, children: Children, seed: int) -> None:
        self.geography = geography
        self.returns: list[Return] = sorted({group for year in england.YEARS for group in geography.returns(year)})
        self._place = {group: place for place, group in enumerate(self.returns)}
        self.random = stream(seed, "censuses")
        self.share = len(geography.current) / ENGLAND_AUTHORITIES
        self._noise = self._latent(stream(seed, "workforce"))
        self._inpost = self._in_post(children)
        size = np.log(self._inpost[2020])
        self._relative_size = ((size - size.mean()) / size.std()).clip(-2.5, 2.5)

    def census(self, year: int, after: Mapping[Return, tuple[float, float]]) -> pd.DataFrame:
        """Return the counts and rates of one census.

        Parameters
        ----------
        year
            Reporting year, to 30 September.
        after
            Percentage points by which turnover and agency rate of a return are raised, where an
            inspection has found it inadequate.

        Returns
        -------
        pandas.DataFrame
            One row a return, measures under their published names.
        """
        there = self.geography.returns(year)
        at = np.array([self._place[group] for group in there])
        raised = np.array([after.get(group, (0.0, 0.0)) for group in there]).T
        inpost = self._inpost[year][at]
        parts = self._parts(year, at, inpost, raised)
        counts = _rounded(pd.DataFrame(parts, index=pd.Index(there, tupleize_cols=False)))
        smallest = (self.geography.role("smallest").key,)
        counts.loc[[smallest], SMALLEST.columns] = SMALLEST.loc[[year]].to_numpy()
        return with_rates(counts, self._heads(len(at)), year)

    def _parts(self, year: int, at: Places, inpost: Floats, raised: Floats) -> dict[str, Floats]:
        target = {name: series[year] for name, series in england.RATES.items()}
        turnover = _to_total(
            lambda scale: inpost * np.minimum(scale * self._turnover(year, at) + raised[0], 60) / 100,
            inpost.sum() * target["turnover_rate"] / 100,
        )
        agency = _to_total(
            lambda scale: _of_all(np.minimum(scale * self._agency(year, at) + raised[1], 58), inpost),
            _of_all(target["agency_rate"], inpost.sum()),
        )
        vacancy = _to_total(
            lambda scale: _of_all(np.minimum(scale * self._vacancy(year, at), 62), inpost),
            _of_all(target["vacancy_rate"], inpost.sum()),
        )
        holders = np.clip(0.525 + 0.08 * self._of("holders", year, at), 0.2, 0.95) * (inpost + agency)
        spread = 0.155 * england.CASELOAD_SPREAD.get(year, 1.0)
        load = np.clip(1 + spread * self._of("caseload", year, at), 0.5, 1.9)
        cases = _to_total(lambda scale: scale * load * holders, holders.sum() * target["caseload"])
        ill = np.exp(0.38 * self._of("absence", year, at) + 0.10 * self._of("caseload", year, at))
        days = inpost * england.working_days(year) / 100
        lost = _to_total(lambda scale: scale * ill * days, days.sum() * target["absence_rate"])
        change = inpost - self._inpost[year - 1][at]
        joined = change + turnover + 0.02 * inpost * self.random.standard_normal(len(at))
        return {
            "inpost_fte": inpost,
            "starters_fte": np.maximum(joined, inpost * self.random.uniform(0.02, 0.06, len(at))),
            "leavers_fte": turnover,
            "agency_fte": agency,
            "agency_cover_fte": self._cover(agency, vacancy),
            "vacancy_fte": vacancy,
            "case_holders_fte": np.maximum(holders, 1),
            "cases": cases,
            "working_days_lost_fte": lost,
        }

    def _of(self, measure: str, year: int, at: Places) -> Floats:
        return np.asarray(self._noise[measure][at, year - england.YEARS[0] + 1])

    def _turnover(self, year: int, at: Places) -> Floats:
        own, agency = self._of("turnover", year, at), self._of("agency", year, at)
        return np.asarray(15 * np.exp(-0.16 * self._relative_size[at] + 0.12 * agency + 0.34 * own))

    def _agency(self, year: int, at: Places) -> Floats:
        lean = -0.30 * self._relative_size[at] + 0.95 * self._of("agency", year, at)
        return _percent(3.7 + 1.32 * lean, fewest=1.1)

    def _vacancy(self, year: int, at: Places) -> Floats:
        lean = -0.26 * self._relative_size[at] + 0.82 * self._of("agency", year, at)
        return _percent(3.85 + 1.22 * (lean + 0.56 * self._of("vacancy", year, at)), fewest=0.85)

    def _cover(self, agency: Floats, vacancy: Floats) -> Floats:
        """Agency workers who cover vacancies: often all of them, and now and then more than there are."""
        part = self.random.beta(4.0, 2.0, len(agency))
        cover = agency * np.where(self.random.random(len(agency)) < 0.50, 1.0, part)
        odd = self.random.random(len(agency)) < 0.03
        return np.asarray(np.where(odd, cover, np.minimum(cover, vacancy)))

    def _heads(self, count: int) -> Callable[[str], Floats]:
        """Return people for each FTE, by measure."""
        mean = {"inpost": 1.060, "starters": 1.038, "leavers": 1.075, "agency": 1.025}
        return lambda what: np.maximum(mean[what] + 0.02 * self.random.standard_normal(count), 1.0)

    def _latent(self, random: np.random.Generator) -> dict[str, Floats]:
        shape = (len(self.returns), len(england.YEARS) + 1)
        noise = {
            measure: autocorrelated(shape, random, between=between, memory=memory)
            for measure, (between, memory) in MEMORY.items()
        }
        return {measure: self._inherited(values) for measure, values in noise.items()}

    def _inherited(self, values: Floats) -> Floats:
        """Let who follows an authority go on from where it was."""
        for place, group in enumerate(self.returns):
            before = self.geography.predecessors(group[0])
            if before:
                kept = 1.0 if len(group) > 1 else 0.9
                origin = values[self._place[before[0],]]
                values[place] = kept * origin + np.sqrt(1 - kept**2) * values[place]
        return values

    def _in_post(self, children: Children) -> dict[int, Floats]:
        staffing = np.exp(0.22 * self._noise["staffing"])
        population = population_of(children, self.returns)
        places = {}
        for column, year in enumerate(range(england.YEARS[0] - 1, england.YEARS[-1] + 1)):
            mid_year = min(max(year, POPULATION_YEARS[0]), POPULATION_YEARS[-1])
            raw = population[mid_year].to_numpy() * staffing[:, column] * self._extra_staff()
            there = set(self.geography.returns(max(year, england.YEARS[0])))
            total = sum(value for value, group in zip(raw, self.returns, strict=True) if group in there)
            places[year] = raw * england.INPOST_FTE[year] * self.share / total
        return places

    def _extra_staff(self) -> Floats:
        tiny = self.geography.role("tiny").key
        return np.array([2.3 if group == (tiny,) else 1.0 for group in self.returns])


def _percent(root: Floats, *, fewest: float) -> Floats:
    """Square a lean into a percentage with a long right tail and a few true zeros."""
    return np.where(root < fewest, 0.0, root**2)


def _of_all(rate: T, inpost: T) -> T:
    """Return FTE that are `rate` percent of themselves and those in post together."""
    return inpost * rate / (100 - rate)


def _to_total(values: Callable[[float], Floats], total: float) -> Floats:
    """Return the values at the scale at which they add up to a total."""
    scale = 1.0
    for _round in range(30):
        scale *= total / float(values(scale).sum())
    return values(scale)


def _rounded(counts: pd.DataFrame) -> pd.DataFrame:
    """Round as the publisher does; a handful of people come as whole ones."""
    few = counts["inpost_fte"] < 20
    whole = ["starters_fte", "leavers_fte", "agency_fte", "agency_cover_fte", "vacancy_fte"]
    counts[whole] = counts[whole].mask(few, counts[whole].round(0))
    counts["cases"] = counts["cases"].round(0)
    counts["working_days_lost_fte"] = (2 * counts["working_days_lost_fte"]).round(0) / 2
    return counts.round(1)
