"""What an overview adds to Ofsted's history: which inspection is the same one, which is newer, which is a conflict."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from workforce_grades.codebook import OUTCOMES
from workforce_grades.sources.fresher import Merged, merge_overview
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.sources.inspections import INSPECTION_COLUMNS

BEGUN, OUT = "2024-11-04", "2025-01-06"
GRADES = dict.fromkeys(OUTCOMES, "Good")


def typed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    for column in ("inspection_date", "publication_date", "as_at"):
        if column in table:
            table[column] = pd.to_datetime(table[column]).astype("datetime64[ns]")
    return table.assign(**{name: pd.Categorical(table[name], dtype=GRADE_DTYPE) for name in OUTCOMES})


def official(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "inspection_id": "x", "la_key": "901", "ons_code_published": "E06900001", "name_published": "Northmere",
        "la_status": "current", "framework": "ILACS", "inspection_type": "standard", "inspection_date": BEGUN,
        "publication_date": OUT, "date_basis": "inspection", **GRADES, "in_care_includes_care_leavers": False,
        "as_at": "2025-03-31",
    }  # fmt: skip
    return typed([usual | row for row in rows or ({},)])[INSPECTION_COLUMNS]


def test_what_came_out_after_the_lists_date_is_news_though_the_list_holds_a_later_publication() -> None:
    listed = official({"publication_date": "2025-05-14", "as_at": "2025-03-31"})
    new = {"la_key": "902", "name": "Southmere", "inspection_date": "2025-04-02", "publication_date": "2025-05-12"}
    merged = merge_overview(listed, overview(new))
    assert merged.added["la_key"].tolist() == ["902"]
    assert merged.conflicts.empty


def overview(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "la_key": "901", "name": "Northmere", "name_published": "northmere", "inspection_type": "standard",
        "inspection_date": BEGUN, "publication_date": OUT, **GRADES,
    }  # fmt: skip
    table = typed([usual | row for row in rows])
    table.attrs["load_report"] = "of the overview"
    return table


def told(merged: Merged) -> list[tuple[str, str, str]]:
    return list(merged.conflicts[["what", "ofsted", "overview"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("row", "conflicts"),
    [
        ({}, []),
        ({"overall": "Inadequate"}, [("overall", "Good", "Inadequate")]),
        ({"overall": None, "inspection_type": ""}, []),
        ({"inspection_type": "short"}, [("inspection_type", "standard", "short")]),
        ({"inspection_date": "2024-11-18"}, [("inspection_date", BEGUN, "2024-11-18")]),
        ({"inspection_date": "2024-10-21"}, [("inspection_date", BEGUN, "2024-10-21")]),
        ({"inspection_date": "2023-01-01"}, [("inspection_date", BEGUN, "2023-01-01")]),
        ({"publication_date": "2025-01-07"}, [("publication_date", OUT, "2025-01-07")]),
        ({"publication_date": None}, [("publication_date", OUT, "not given")]),
        ({"leaders": "Outstanding", "publication_date": "2026-01-01"},
         [("leaders", "Good", "Outstanding"), ("publication_date", OUT, "2026-01-01")]),
    ],
)  # fmt: skip
def test_about_the_same_inspection_each_difference_is_listed(row: dict[str, Any], conflicts: list[Any]) -> None:
    merged = merge_overview(official(), overview(row))
    assert told(merged) == conflicts
    assert merged.added.empty
    assert merged.inspections["overall"].tolist() == ["Good"]


@pytest.mark.parametrize(
    ("begun", "out", "is_new"),
    [
        ("2024-11-19", "2025-01-07", True),
        ("2024-11-19", "2025-01-05", False),
        ("2024-10-20", "2025-01-07", False),
        ("2026-05-04", "2026-07-01", True),
    ],
)
def test_an_inspection_is_new_where_it_is_later_and_published_after_ofsteds_list(
    begun: str, out: str, is_new: bool
) -> None:
    merged = merge_overview(official(), overview({"inspection_date": begun, "publication_date": out}))
    assert len(merged.added) == is_new
    assert told(merged) == ([] if is_new else [("inspection not in Ofsted's history", "", begun)])


def test_ofsteds_list_goes_to_the_latest_report_of_anybody() -> None:
    listed = official({}, {"la_key": "902", "inspection_date": "2025-01-13", "publication_date": "2025-03-24"})
    row = {"inspection_date": "2025-01-20"}
    assert merge_overview(listed, overview(row | {"publication_date": "2025-03-24"})).added.empty
    assert len(merge_overview(listed, overview(row | {"publication_date": "2025-03-25"})).added) == 1


def test_an_authority_that_was_never_inspected_before_can_be_new() -> None:
    row = {"la_key": "902", "name": "Southmere", "inspection_date": "2024-06-01", "publication_date": "2025-02-01"}
    merged = merge_overview(official(), overview(row))
    assert merged.added["la_key"].tolist() == ["902"]


def test_what_is_added_has_the_columns_types_and_marks_of_the_history() -> None:
    row = {"inspection_date": "2025-10-06", "publication_date": "2025-11-24", "overall": None, "inspection_type": ""}
    listed = official()
    merged = merge_overview(listed, overview(row)).inspections
    assert merged["inspection_source"].tolist() == ["Ofsted", "Data to Insight"]
    assert merged[INSPECTION_COLUMNS].dtypes.to_dict() == listed.dtypes.to_dict()
    new = merged.iloc[1]
    assert new[["inspection_id", "name_published", "framework", "date_basis", "la_status"]].tolist() == [
        "ILACS-901-2025-10-06", "Northmere", "ILACS", "inspection", "current",
    ]  # fmt: skip
    assert (new["ons_code_published"], new["as_at"]) == ("", pd.Timestamp("2025-11-24"))
    assert not new["in_care_includes_care_leavers"]
    assert (new["previous_overall"], new["previous_framework"]) == ("Good", "ILACS")


def test_an_old_inspection_that_is_added_had_care_leavers_within_in_care() -> None:
    row = {"la_key": "902", "inspection_date": "2023-01-15", "publication_date": "2025-02-01"}
    assert merge_overview(official(), overview(row)).added["in_care_includes_care_leavers"].tolist() == [True]


def test_rows_stand_by_authority_and_date() -> None:
    listed = official({"la_key": "903"}, {"la_key": "901"})
    merged = merge_overview(listed, overview(
        {"la_key": "902", "inspection_date": "2025-10-06", "publication_date": "2025-11-24"},
        {"la_key": "901", "inspection_date": "2025-09-01", "publication_date": "2025-11-24"},
    )).inspections  # fmt: skip
    assert list(zip(merged["la_key"], merged["inspection_date"].dt.year, strict=True)) == [
        ("901", 2024), ("901", 2025), ("902", 2025), ("903", 2024),
    ]  # fmt: skip


def test_reports_of_both_loaders_are_kept() -> None:
    listed = official()
    listed.attrs["load_reports"] = ["of Ofsted"]
    merged = merge_overview(listed, overview({})).inspections
    assert merged.attrs["load_reports"] == ["of Ofsted", "of the overview"]
    assert merge_overview(official(), overview({})).inspections.attrs["load_reports"] == ["of the overview"]


def test_additions_and_conflicts_are_one_table_for_export() -> None:
    merged = merge_overview(official(), overview(
        {"overall": "Inadequate"},
        {"la_key": "902", "name": "Southmere", "inspection_date": "2025-10-06", "publication_date": "2025-11-24"},
        {"la_key": "903", "name": "E", "inspection_date": "2026-05-06", "publication_date": "2026-07-24",
         "overall": None},
    ))  # fmt: skip
    rows = merged.rows()
    assert list(rows.columns) == ["kind", "la_key", "name", "inspection_date", "what", "ofsted", "overview"]
    assert rows.drop(columns=["inspection_date", "name"]).to_numpy().tolist() == [
        ["added", "902", "new inspection", "", "Good"],
        ["added", "903", "new inspection", "", "no overall judgement"],
        ["conflict", "901", "overall", "Good", "Inadequate"],
    ]
    assert list(rows["name"])[:2] == ["Southmere", "E"]


@pytest.mark.parametrize("days", [-40, -15, -14, -1, 0, 1, 14, 15, 40])
def test_within_two_weeks_it_is_the_same_inspection(days: int) -> None:
    begun = pd.Timestamp(BEGUN) + pd.Timedelta(days=days)
    row = {"inspection_date": f"{begun:%Y-%m-%d}", "publication_date": "2025-06-01"}
    merged = merge_overview(official(), overview(row))
    is_same = abs(days) < 15
    assert len(merged.added) == (not is_same and days > 0)
    assert ("inspection not in Ofsted's history" in set(merged.conflicts["what"])) == (not is_same and days < 0)
