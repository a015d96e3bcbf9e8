"""Data to Insight's overview: its layout and its faults, and what it adds to Ofsted's history."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from builders import build_folder
from overview_file import ROWS, write_overview
from workforce_grades.errors import DataError
from workforce_grades.sources.fresher import merge_overview
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.sources.overview import load_overview
from workforce_grades.study import load_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_overview(build_folder(tmp_path / "data"))


def test_rows_come_with_keys_dates_and_judgements_and_without_inspectors(folder: Path) -> None:
    table = load_overview(folder).set_index("la_key")
    assert table.index.tolist() == ["601", "602", "603", "604", "606", "608"]
    assert table.loc["601", "inspection_date"] == pd.Timestamp(2025, 2, 3)
    assert table.loc["602", "publication_date"] == pd.Timestamp(2025, 11, 24)
    assert table.loc["603", "in_care"] == "Requires improvement"
    assert pd.isna(table.loc["606", "care_leavers"])
    assert not any("inspector" in column for column in table.columns)
    assert "named" not in table.to_string()


def test_what_was_not_read_is_noted_and_what_is_no_longer_given_is_not(folder: Path) -> None:
    report = load_overview(folder).attrs["load_report"]
    assert report.dropped == {"rows without a date of inspection": 1}
    assert report.flagged == {"no overall judgement, as since April 2026": 1, "overall judgement not read": 1}
    assert report.notes == (
        "no date of inspection was read for greyford: not used",
        "no overall judgement was read for fenholt",
    )


def test_newer_inspections_are_added_and_marked_and_ofsteds_own_stay(folder: Path) -> None:
    official = load_inspections(folder)
    merged = merge_overview(official, load_overview(folder)).inspections
    added = merged[merged["inspection_source"] == "Data to Insight"].set_index("la_key")
    assert added.index.tolist() == ["602", "604", "606"]
    assert added.loc["602", "inspection_id"] == "ILACS-602-2025-10-06"
    assert added.loc["602", "previous_overall"] == "Requires improvement"
    assert added["overall"].isna().tolist() == [False, True, True]
    kept = merged[merged["inspection_source"] == "Ofsted"][list(official.columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, official)


def test_conflicts_are_listed_and_ofsted_wins(folder: Path) -> None:
    merged = merge_overview(load_inspections(folder), load_overview(folder))
    conflicts = merged.conflicts.set_index("la_key")[["what", "ofsted", "overview"]]
    assert conflicts.loc["603"].tolist() == ["in_care", "Good", "Requires improvement"]
    assert conflicts.loc["608"].tolist() == ["inspection not in Ofsted's history", "", "2021-03-01"]
    assert set(conflicts.index) == {"603", "608"}
    cotterdale = merged.inspections.set_index("la_key").loc["603"]
    assert cotterdale["in_care"] == "Good"


def test_what_was_published_before_ofsteds_list_ended_is_no_news(folder: Path) -> None:
    official, overview = load_inspections(folder), load_overview(folder)
    added = overview["la_key"] == "602"
    early = overview.assign(
        publication_date=overview["publication_date"].mask(added, official["publication_date"].max())
    )
    early.attrs = overview.attrs
    merged = merge_overview(official, early)
    assert "602" not in set(merged.added["la_key"])
    assert "inspection not in Ofsted's history" in set(merged.conflicts.set_index("la_key").loc[["602"], "what"])


def test_a_judgement_that_ofsted_does_not_give_is_told_in_words(folder: Path) -> None:
    official = load_inspections(folder)
    official.loc[official["la_key"] == "603", "in_care"] = None
    merged = merge_overview(official, load_overview(folder))
    told = merged.conflicts.set_index("la_key").loc["603", ["what", "ofsted", "overview"]]
    assert told.tolist() == ["in_care", "not given", "Requires improvement"]


def test_a_study_takes_them_only_when_it_is_asked_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(folder.parent / "cache"))
    study = load_study(folder)
    assert len(study.inspections) == 9
    fresher = study.fresher()
    assert len(fresher.inspections) == 12
    assert set(fresher.linked()["link_status"]) >= {"linked"}


def damaged(column: int, value: object, at: int = 1) -> tuple[tuple[object, ...], ...]:
    rows = [list(row) for row in ROWS]
    rows[at][column] = value
    return tuple(tuple(row) for row in rows)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, 999, "row 3, birchwater, column la_code: '999' is not in the authority list"),
        (0, 601, "an authority that stands there twice"),
        (3, "satisfactory", "column overall_effectiveness_grade: 'satisfactory' is not a judgement"),
        (8, "pilot", "column inspection_framework: 'pilot' is not known"),
        (9, "13/25/2025", "column inspection_start_date: '13/25/2025' is not a date"),
        (9, "06/10/2052", "an inspection after today"),
        (10, "24/11/24", "a report published before the inspection began"),
        (10, None, "no date of publication"),
    ],
)
def test_a_damaged_overview_is_refused(tmp_path: Path, column: int, value: object, message: str) -> None:
    folder = write_overview(build_folder(tmp_path / "data"), damaged(column, value))
    with pytest.raises(DataError) as refused:
        load_overview(folder)
    assert message in str(refused.value)


def test_a_file_without_its_columns_or_rows_is_refused(tmp_path: Path) -> None:
    folder = build_folder(tmp_path / "data")
    with pytest.raises(DataError, match=r"no file like \*ilacs_overview\*.xlsx"):
        load_overview(folder)
    with pytest.raises(DataError, match="a header but no rows"):
        load_overview(write_overview(folder, ()))
