from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_england import small_england, write_sheet

from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import DataError
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.sources.history_2023 import key_at, load_history_2023
from workforce_grades.sources.inspections import INSPECTION_COLUMNS
from workforce_grades.sources.report import load_report

SHEET = "LA_inspections_2009-2023"
RI = "Requires improvement to be good"
PARTS = [
    " Overall Judgement\n(OE)",
    " children who need help and protection ",
    " children looked after and achieving permanence ",
    " CLA Sub: Adoption Performance",
    " CLA Sub: Experiences and progress of care leavers",
    " leadership, management and governance",
]
HEADER = [
    "Web link", "Local authority name", "LA region", "SLAC Safeguarding Overall effectiveness (OE)",
    "Single Inspection of LA Children's Services (SIF)  First SIF publication date",
    *(f" First SIF{part}" for part in PARTS), "LSCB Overall Effectiveness ",
    "Single Inspection of LA Children's Services (SIF) SIF Re-inspection publication date",
    *(f" SIF Re-inspection{part}" for part in PARTS),
]  # fmt: skip
NONE = [""] * 7
FIRST = [datetime(2014, 3, 31), "Inadequate", "Inadequate", RI, "Good", "Good", "Inadequate"]
AGAIN = [datetime(2016, 5, 4), RI, RI, "Good", "Outstanding", " -", "Good"]


def row(name: str, first: list[Any] = NONE, again: list[Any] = NONE) -> list[Any]:
    return ["Ofsted Local Authority Webpage", name, "North", "Good", *first, "Good" if first[0] else "", *again]


def current_rows() -> list[list[Any]]:
    return [row("Northmere", FIRST, AGAIN), row("Southmere", FIRST), row("Newmere"), row("Dunmere")]


def load(folder: Path, current: list[list[Any]], ended: list[list[Any]] | None = None) -> pd.DataFrame:
    title: list[list[Any]] = [["LA inspections 2009-2023"], ["This worksheet contains two tables"], []]
    second = ended if ended is not None else [row("Oldmere", FIRST), row("Dunmere", FIRST)]
    tail: list[list[Any]] = [[], [], ["Table 11: ended authorities"], HEADER, *second]
    rows = [*title, HEADER, *current, *tail]
    write_sheet(folder / "Childrens_social_care_in_England_2023_underlying_data.xlsx", SHEET, rows)
    return load_history_2023(folder, authorities=small_england())


def refusal(folder: Path, current: list[list[Any]]) -> str:
    with pytest.raises(DataError) as caught:
        load(folder, current)
    return str(caught.value)


def test_first_inspections_and_re_inspections_of_both_tables(tmp_path: Path) -> None:
    table = load(tmp_path, current_rows())
    assert list(table.columns) == INSPECTION_COLUMNS
    assert list(zip(table["la_key"], table["framework"], table["inspection_type"], strict=True)) == [
        ("901", "SIF", "single"),
        ("901", "SIF re-inspection", "re-inspection"),
        ("902", "SIF", "single"),
        ("904", "SIF", "single"),
        ("906", "SIF", "single"),
    ]


def test_the_count_line_adds_up(tmp_path: Path) -> None:
    report = load_report(load(tmp_path, current_rows()))
    assert (report.read, report.kept, report.dropped) == (5, 5, {})
    assert report.notes == ()
    assert report.flagged == {
        "first inspections": 4, "re-inspections": 1, "care_leavers not judged": 1, "inspection date estimated": 5,
    }  # fmt: skip
    assert report.years == (2014, 2016)


def test_judgements_go_to_the_outcomes_of_today(tmp_path: Path) -> None:
    table = load(tmp_path, current_rows())
    assert table.loc[0, list(OUTCOMES)].tolist() == [
        "Inadequate", "Inadequate", "Inadequate", "Requires improvement", "Good",
    ]  # fmt: skip
    again = table.loc[1, list(OUTCOMES)]
    assert again["leaders"] == "Good"
    assert again["help_protection"] == "Requires improvement"
    assert again["in_care"] == "Good"
    assert pd.isna(again["care_leavers"])
    assert table["in_care_includes_care_leavers"].all()
    assert all(table[outcome].dtype == GRADE_DTYPE for outcome in OUTCOMES)


def test_the_inspection_is_dated_eight_weeks_before_publication_and_marked(tmp_path: Path) -> None:
    table = load(tmp_path, current_rows())
    assert table.loc[0, "publication_date"] == pd.Timestamp(2014, 3, 31)
    assert table.loc[0, "inspection_date"] == pd.Timestamp(2014, 2, 3)
    assert set(table["date_basis"]) == {"publication_minus_8_weeks"}
    assert table.loc[0, "inspection_id"] == "SIF-901-2014-02-03"
    assert set(table["as_at"]) == {pd.Timestamp(2023, 3, 31)}


def test_a_name_borne_twice_is_the_authority_of_the_time(tmp_path: Path) -> None:
    table = load(tmp_path, current_rows())
    dunmere = table[table["name_published"] == "Dunmere"]
    assert dunmere["la_key"].tolist() == ["906"]
    assert dunmere["la_status"].tolist() == ["ended"]


@given(st.dates(min_value=datetime(2014, 1, 1).date(), max_value=datetime(2024, 12, 31).date()))
def test_the_bearer_of_a_name_changes_on_the_day_of_the_reform(day: Any) -> None:
    key = key_at("dunmere", pd.Timestamp(day), small_england(), file="f.ods", place="row 1")
    assert key == ("906" if day < datetime(2019, 4, 1).date() else "907")


def test_an_alias_is_found(tmp_path: Path) -> None:
    assert load(tmp_path, [row("The Borough of Eastmere", FIRST)], ended=[])["la_key"].tolist() == ["903"]


def test_an_unknown_name_is_refused_with_its_row(tmp_path: Path) -> None:
    message = refusal(tmp_path, [row("Nowhere", FIRST)])
    assert "'Nowhere' is not in the authority list" in message
    assert f"sheet {SHEET}, row 5" in message


def test_adequate_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, [row("Northmere", [FIRST[0], "Adequate", *FIRST[2:]])])
    assert "'Adequate' is not a judgement" in message
    assert "First SIF Overall Judgement (OE)" in message


@pytest.mark.parametrize(
    ("first", "absent"),
    [
        (["", *FIRST[1:]], "publication date"),
        ([FIRST[0], "", *FIRST[2:]], "overall judgement"),
        ([FIRST[0], *NONE[1:]], "overall judgement"),
    ],
)
def test_a_date_without_a_judgement_or_the_other_way_round_is_refused(
    tmp_path: Path, first: list[Any], absent: str
) -> None:
    assert f"the SIF has no {absent}" in refusal(tmp_path, [row("Northmere", first)])


def test_a_hyphen_everywhere_is_no_inspection(tmp_path: Path) -> None:
    table = load(tmp_path, [row("Northmere", FIRST), row("Southmere", [" -"] * 7)], ended=[])
    assert table["la_key"].tolist() == ["901"]


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (datetime(2013, 6, 1), "November 2013, when SIF began, or later"),
        (datetime(2024, 6, 1), "published 01/06/2024, after the workbook's own date"),
    ],
)
def test_a_date_outside_the_framework_is_refused(tmp_path: Path, day: datetime, problem: str) -> None:
    assert problem in refusal(tmp_path, [row("Northmere", [day, *FIRST[1:]])])


def test_a_re_inspection_comes_after_the_first(tmp_path: Path) -> None:
    message = refusal(tmp_path, [row("Northmere", FIRST, [FIRST[0], *AGAIN[1:]])])
    assert "a re-inspection published 31/03/2014, not after a first inspection" in message
    assert "a re-inspection" in refusal(tmp_path, [row("Northmere", NONE, AGAIN)])


def test_dates_as_text_are_read_day_first(tmp_path: Path) -> None:
    table = load(tmp_path, [row("Northmere", ["04/03/2015", *FIRST[1:]])], ended=[])
    assert table.loc[0, "publication_date"] == pd.Timestamp(2015, 3, 4)


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    header = [name.replace("achieving permanence", "permanence") for name in HEADER]
    path = tmp_path / "Childrens_social_care_in_England_2023_underlying_data.xlsx"
    write_sheet(path, SHEET, [header, *current_rows()])
    with pytest.raises(DataError, match=r"First SIF children looked after and achieving permanence.* not found"):
        load_history_2023(tmp_path, authorities=small_england())


@pytest.mark.mirror
def test_the_published_history(mirror: Path) -> None:
    table = load_history_2023(mirror)
    assert table["framework"].value_counts().to_dict() == {"SIF": 152, "SIF re-inspection": 21}
    first, again = (table[table["framework"] == name] for name in ("SIF", "SIF re-inspection"))
    table_11 = first["la_key"].isin(["835", "836", "837", "928"])
    assert int(table_11.sum()) == 4
    assert first[~table_11].groupby(first["publication_date"].dt.year).size().tolist() == [36, 37, 38, 37]
    assert first[~table_11]["overall"].value_counts().to_dict() == {
        "Requires improvement": 61, "Good": 51, "Inadequate": 33, "Outstanding": 3,
    }  # fmt: skip
    assert again["overall"].value_counts().to_dict() == {
        "Requires improvement": 11, "Inadequate": 7, "Good": 3, "Outstanding": 0,
    }  # fmt: skip
    assert set(first[table_11]["overall"]) == {"Requires improvement"}


@pytest.mark.mirror
def test_the_published_dates_and_the_missing_judgements(mirror: Path) -> None:
    table = load_history_2023(mirror)
    first, again = (table[table["framework"] == name] for name in ("SIF", "SIF re-inspection"))
    assert (first["publication_date"].min(), first["publication_date"].max()) == (
        pd.Timestamp(2014, 2, 11),
        pd.Timestamp(2017, 12, 8),
    )
    assert (again["publication_date"].min(), again["publication_date"].max()) == (
        pd.Timestamp(2016, 2, 17),
        pd.Timestamp(2018, 8, 24),
    )
    assert int((again["publication_date"].dt.year == 2018).sum()) == 14
    assert set(first.loc[first["la_key"].isin(again["la_key"]), "overall"]) == {"Inadequate"}
    assert table.loc[table["in_care"].isna(), "la_key"].tolist() == ["420"]
    assert table["overall"].notna().all()
    report = load_report(table)
    assert (report.read, report.kept, report.dropped) == (173, 173, {})
    assert (report.flagged["first inspections"], report.flagged["re-inspections"]) == (152, 21)
