from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from builders import AS_AT, HISTORY, IN_YEAR, INSPECTIONS, build_folder, edit_sheet, set_sheet_cell, sheet_column
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.errors import DataError
from workforce_grades.sources.inspections import (
    INSPECTION_COLUMNS,
    edition_date,
    grades_in_force,
    load_as_at_grades,
    load_inspections,
    load_visits,
)
from workforce_grades.sources.report import load_report

OVERALL = OUTCOMES["overall"]


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture
def folder(valid: Path, tmp_path: Path) -> Path:
    return shutil.copytree(valid, tmp_path / "data")


def one(inspections: pd.DataFrame, inspection_id: str) -> pd.Series:
    return inspections.set_index("inspection_id").loc[inspection_id]


def test_one_row_a_graded_inspection(valid: Path) -> None:
    inspections = load_inspections(valid)
    assert inspections.columns.tolist() == [*INSPECTION_COLUMNS, "previous_overall", "previous_framework"]
    assert len(inspections) == load_report(inspections).kept == 9
    row = one(inspections, "ILACS-606-2024-09-30")
    assert row[["overall", "leaders", "care_leavers"]].tolist() == ["Requires improvement"] * 2 + ["Good"]
    assert row[["la_status", "framework", "inspection_type", "date_basis"]].tolist() == [
        "current", "ILACS", "standard", "inspection",
    ]  # fmt: skip
    assert row["publication_date"] == pd.Timestamp(2024, 11, 18)
    assert row["as_at"] == pd.Timestamp(2025, 3, 31)
    assert inspections["overall"].cat.categories.tolist() == list(GRADES)
    assert inspections["overall"].cat.ordered


def test_ended_authorities_are_marked(valid: Path) -> None:
    status = load_inspections(valid).set_index("la_key")["la_status"]
    assert status[status == "ended"].index.tolist() == ["605"]


def test_care_leavers_are_part_of_in_care_before_16_january_2023(folder: Path) -> None:
    for day, included in ((pd.Timestamp(2023, 1, 15), True), (pd.Timestamp(2023, 1, 16), False)):
        set_sheet_cell(folder / INSPECTIONS, HISTORY, "Inspection date", day, authority="Elmshire")
        row = one(load_inspections(folder), f"ILACS-605-{day:%Y-%m-%d}")
        assert row["in_care_includes_care_leavers"] == included


def test_the_previous_judgement_is_the_latest_published_before_the_inspection(folder: Path) -> None:
    second = one(load_inspections(folder), "ILACS-601-2025-02-03")
    assert second[["previous_overall", "previous_framework"]].tolist() == ["Good", "ILACS"]
    assert pd.isna(one(load_inspections(folder), "ILACS-601-2024-01-15")["previous_overall"])
    for published, known in (("2025-02-02", True), ("2025-02-03", False), ("2025-02-04", False)):
        set_sheet_cell(
            folder / INSPECTIONS, HISTORY, "Publication date", pd.Timestamp(published), authority="Alderbrook"
        )
        previous = one(load_inspections(folder), "ILACS-601-2025-02-03")["previous_overall"]
        assert (previous == "Good") if known else pd.isna(previous)


def test_a_closed_overall_series_is_legitimate(folder: Path) -> None:
    set_sheet_cell(folder / INSPECTIONS, HISTORY, OVERALL, None, authority="Greyford")
    inspections = load_inspections(folder)
    assert pd.isna(one(inspections, "ILACS-607-2025-01-20")["overall"])
    assert load_report(inspections).flagged == {"no overall judgement": 1}


def test_visits_are_apart_and_have_no_judgement(valid: Path) -> None:
    visits = load_visits(valid)
    assert visits["visit_type"].tolist() == ["focused visit", "monitoring visit"]
    assert visits["la_key"].tolist() == ["602", "606"]
    assert visits["theme"].tolist() == ["Front door", ""]
    assert not set(OUTCOMES) & set(visits)
    inspections = load_inspections(valid)
    dates = inspections[inspections["la_key"] == "602"]["inspection_date"]
    assert pd.Timestamp(2024, 6, 4) not in set(dates)


def test_grades_in_force_follow_the_date(valid: Path) -> None:
    inspections = load_inspections(valid)
    before = grades_in_force(inspections, "2025-02-02").set_index("la_key")["overall"]
    after = grades_in_force(inspections, "2025-02-03").set_index("la_key")["overall"]
    assert (before["601"], after["601"]) == ("Good", "Outstanding")
    assert "605" not in after, "it no longer exists"
    assert grades_in_force(inspections, "2017-01-01").empty


def test_ofsteds_own_sheet_of_latest_grades_agrees(valid: Path) -> None:
    latest = grades_in_force(load_inspections(valid), "2025-03-31").set_index("la_key")[["inspection_date", *OUTCOMES]]
    own = load_as_at_grades(valid).set_index("la_key")[["inspection_date", *OUTCOMES]]
    pd.testing.assert_frame_equal(latest, own.sort_index())


@pytest.mark.parametrize(
    ("sheet", "column"),
    [(HISTORY, "Local authority status"), (HISTORY, "Inspection date"), (IN_YEAR, "Visit Theme"),
     (IN_YEAR, "Inspection/Visit date"), (AS_AT, "Publication date")],
)  # fmt: skip
def test_a_column_that_is_not_there_is_named(folder: Path, sheet: str, column: str) -> None:
    edit_sheet(folder / INSPECTIONS, sheet, lambda page: page.delete_cols(sheet_column(page, column)))
    load = {HISTORY: load_inspections, IN_YEAR: load_visits, AS_AT: load_as_at_grades}[sheet]
    with pytest.raises(DataError, match=f"sheet {sheet}: no table with the columns {column}"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "day"),
    [("LA_Inspection_Outcomes_as_at_31_March_2025.ods", "2025-03-31"),
     ("local_authority_inspection_outcomes_as_at_31_march_2026_underlying_data.ods", "2026-03-31")],
)  # fmt: skip
def test_the_edition_is_in_the_files_name(name: str, day: str) -> None:
    assert edition_date(Path(name)) == pd.Timestamp(day)


@pytest.mark.parametrize("name", ["outcomes.ods", "as_at_31_february_2025.ods", "as_at_31_x_2025.ods"])
def test_without_a_date_in_the_name_it_is_today(name: str) -> None:
    assert edition_date(Path(name)) == pd.Timestamp.today().normalize()
