"""Panels for the models: a simulated one, and tiny ones written by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.models import Panel

MEASURES = {
    "turnover_rate": 12.0, "turnover_rate_headcount": 13.0, "caseload": 16.0, "agency_rate": 10.0,
    "vacancy_rate": 15.0, "absence_rate": 3.0, "inpost_fte": 100.0,
}  # fmt: skip
NO_CONTEXT = pd.DataFrame(columns=["la_key", "year"])

LinkedTable = Callable[..., pd.DataFrame]


def linked_table(**columns: list[object]) -> pd.DataFrame:
    """Return a `linked` table of the contract's columns, ordinary wherever a column is not given."""
    n = len(next(iter(columns.values())))
    keys = [f"{300 + row}" for row in range(n)]
    frame = pd.DataFrame(
        {
            "inspection_id": [f"i{row:03d}" for row in range(n)],
            "la_key": keys,
            "return_group": columns.get("la_key", keys),
            "inspection_type": "standard",
            "inspection_date": pd.Timestamp(2023, 5, 1),
            "census_year": 2022,
            "link_status": "linked",
            "previous_overall": "Good",
            **dict.fromkeys(OUTCOMES, "Good"),
            **MEASURES,
        }
    ).assign(**columns)
    for measure in MEASURES:
        frame[f"{measure}_flag"] = columns.get(f"{measure}_flag", "ok")
    for grade in (*OUTCOMES, "previous_overall"):
        frame[grade] = pd.Categorical(frame[grade], categories=GRADES, ordered=True)
    return frame


@pytest.fixture(scope="session")
def linked() -> LinkedTable:
    """Return the maker of `linked` tables."""
    return linked_table


@pytest.fixture(scope="session")
def simulated() -> Panel:
    """Return the panel that ``reference/simulate.py`` has made, of known coefficients."""
    rows = pd.read_csv(Path(__file__).with_name("reference") / "simulated.csv")
    regions = dict(zip(rows["la_key"], rows["region"], strict=True))
    columns = {str(name): list(column) for name, column in rows.drop(columns="region").items()}
    london = frozenset(key for key, region in regions.items() if region == "London")
    return Panel(linked={"lag0": linked_table(**columns)}, context=NO_CONTEXT, regions=regions, london=london)


@pytest.fixture
def changed(simulated: Panel) -> Callable[[Callable[[pd.DataFrame], pd.DataFrame]], Panel]:
    """Return the simulated panel with its linked table changed by a function."""
    return lambda change: replace(simulated, linked={"lag0": change(simulated.linked["lag0"].copy())})
