"""Inspections counted by whether the census before them stood above England's value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from workforce_grades.claims.pattern import COMPARED, GROUPS, judged_beside_england, shares_above
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study


@pytest.fixture
def study() -> Study:
    linked = pd.DataFrame(
        {
            "la_key": ["601", "601", "602", "603"],
            "inspection_date": pd.to_datetime(["2023-01-09", "2021-01-11", "2021-02-01", "2021-03-01"]),
            "overall": pd.Series(["Good", "Inadequate", "Outstanding", None], dtype=GRADE_DTYPE),
            "census_year": pd.array([2022, 2020, 2020, 2020], dtype="Int64"),
        }
    )
    for measure in COMPARED:
        linked[measure], linked[f"{measure}_flag"] = [16.0, 17.0, 15.0, 20.0], ["ok", "ok", "ok", "ok"]
    linked.loc[1, "agency_rate_flag"] = "small_base"
    england = pd.DataFrame({"year": [2020, 2022], "turnover_rate": 16.0, "caseload": 15.0, "agency_rate": 15.0})
    return cast(Study, SimpleNamespace(linked=lambda: linked, england=england))


def test_each_inspection_has_its_census_beside_englands(study: Study) -> None:
    rows = judged_beside_england(study)
    assert rows["la_key"].tolist() == ["601", "601", "602"]
    assert rows["census_year"].tolist() == [2020, 2022, 2020]
    assert rows["grade_group"].tolist() == [GROUPS[1], GROUPS[0], GROUPS[0]]
    assert rows["turnover_rate_above"].tolist() == [1.0, 0.0, 0.0]
    assert rows["caseload_above"].tolist() == [1.0, 1.0, 0.0]
    assert pd.isna(rows["agency_rate_above"].iloc[0])
    assert judged_beside_england(study, ["602"])["la_key"].tolist() == ["602"]


def test_shares_count_sound_values_only(study: Study) -> None:
    rows = shares_above(judged_beside_england(study)).set_index(["measure", "grade_group"])
    assert rows.loc[("caseload", GROUPS[0]), ["above", "n", "share"]].tolist() == [1, 2, 50.0]
    assert rows.loc[("turnover_rate", GROUPS[1]), ["above", "n", "share"]].tolist() == [1, 1, 100.0]
    empty = rows.loc[("agency_rate", GROUPS[1])]
    assert empty["n"] == 0
    assert empty[["share", "ci_low", "ci_high"]].isna().all()


def test_the_interval_is_wilsons() -> None:
    judged = pd.DataFrame({"grade_group": [GROUPS[0]] * 10, **{f"{m}_above": [1.0] * 3 + [0.0] * 7 for m in COMPARED}})
    row = shares_above(judged).iloc[0]
    z, p, n = 1.959964, 0.3, 10
    middle, half = (p + z**2 / (2 * n)) / (1 + z**2 / n), z / (1 + z**2 / n) * (p * (1 - p) / n + z**2 / 400) ** 0.5
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((100 * (middle - half), 100 * (middle + half)), abs=1e-4)
