"""The whole fictional country, simulated year by year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workforce_grades.sample import england
from workforce_grades.sample.children import Children, simulate_children
from workforce_grades.sample.founding import build_geography
from workforce_grades.sample.geography import Geography
from workforce_grades.sample.grades import Truth
from workforce_grades.sample.history import Before, simulate_before
from workforce_grades.sample.inspections import Inspectorate
from workforce_grades.sample.workforce import Workforce

AUTHORITIES = 150
SEED = 2018


@dataclass(frozen=True)
class Simulation:
    """Everything that happened, before any of it is published.

    Attributes
    ----------
    seed, truth
        What it was made from.
    geography, children, before
        The authorities, whom they look after, and how they were judged before 2018.
    censuses
        Index `group` (tuple of keys) and `year`; the measures under their published names.
    inspections
        One row a graded inspection, with the census values that its grade was drawn on.
    """

    seed: int
    truth: Truth
    geography: Geography
    children: Children
    before: Before
    censuses: pd.DataFrame
    inspections: pd.DataFrame


def simulate(*, authorities: int = AUTHORITIES, seed: int = SEED, truth: Truth | None = None) -> Simulation:
    """Simulate a country of fictional authorities, 2017 to 2025.

    Each census is drawn with what earlier inspections did to it, then the inspections that follow
    it are graded on it.

    Parameters
    ----------
    authorities
        How many exist in 2025; :func:`build_geography` gives the limits.
    seed
        Everything follows from it.
    truth
        What grades are drawn from.

    Returns
    -------
    Simulation
    """
    truth = truth or Truth()
    geography = build_geography(authorities, seed)
    children = simulate_children(geography, seed)
    before = simulate_before(geography, truth, seed)
    workforce = Workforce(geography, children, seed)
    inspectorate = Inspectorate(geography, before, truth, seed)
    censuses = {}
    for year in england.YEARS:
        censuses[year] = workforce.census(year, inspectorate.after(year))
        inspectorate.inspect(censuses[year], year)
    panel = pd.concat(
        [frame.reset_index(names="group").assign(year=year) for year, frame in censuses.items()], ignore_index=True
    )
    found = pd.DataFrame(inspectorate.inspections).sort_values(["date", "key"], ignore_index=True)
    return Simulation(seed, truth, geography, children, before, panel, found)
