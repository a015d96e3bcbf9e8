"""Inspections counted by whether the census before them stood above England's value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from workforce_grades.claims.pattern import COMPARED, GROUPS, answer_of, judged_beside_england, shares_above, ways
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


def shares(*counts: tuple[int, int, int, int]) -> pd.DataFrame:
    """Return shares above England: of each measure, above and all before better grades, then before lower ones."""
    rows = [
        {"measure": name, "grade_group": group, "above": above, "n": n, "share": 100 * above / n if n else float("nan")}
        for name, (above_better, better, above_lower, lower) in zip(COMPARED, counts, strict=True)
        for group, above, n in ((GROUPS[0], above_better, better), (GROUPS[1], above_lower, lower))
    ]
    return pd.DataFrame(rows)


ALL = shares((40, 100, 60, 100), (40, 100, 60, 100), (40, 100, 60, 100))


def test_every_measure_points_a_way_whichever_it_is() -> None:
    told = ways(shares((0, 2, 2, 6), (3, 3, 4, 6), (0, 0, 3, 6)), ALL)
    assert told["way"].tolist() == ["same", "other", "neither"]
    assert told["p"].tolist() == pytest.approx([1.0, 0.5, 1.0])
    assert told["gap_all"].tolist() == pytest.approx([20, 20, 20])
    assert ways(ALL, shares(*[(60, 100, 40, 100)] * 3))["way"].tolist() == ["other"] * 3


def test_the_answer_follows_from_the_rule() -> None:
    clear, flat, against = (0, 20, 15, 20), (5, 20, 5, 20), (15, 20, 0, 20)
    answers = {
        "a pattern": shares(clear, clear, clear),
        "too few to tell": shares(flat, flat, flat),
        "a mixed picture": shares(clear, clear, against),
    }
    assert {name: answer_of(ways(own, ALL)) for name, own in answers.items()} == {name: name for name in answers}
    assert answer_of(ways(shares(clear, flat, flat), ALL)) == "a mixed picture"
