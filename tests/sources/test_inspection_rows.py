"""Rows of Ofsted's sheets on tables of a few rows: kinds, dates, places in messages, repeats, notes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import small_england

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import DataError
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.sources.inspection_checks import (
    CARE_LEAVERS_FROM,
    check_dates,
    check_inspections,
    note_care_leavers,
    note_old_codes,
    refuse_graded_visits,
    refuse_visits,
    without_repeats,
)
from workforce_grades.sources.inspection_sheets import row_dates, row_keys, row_place, row_status, row_types
from workforce_grades.sources.inspections import grades_in_force, with_previous
from workforce_grades.sources.report import LoadLog

FILE, SHEET = Path("outcomes.ods"), "History"
AS_AT = pd.Timestamp(2025, 3, 31)


def published(**cells: Any) -> pd.DataFrame:
    usual = {"Local authority area code": "E06900001", "Local authority name": "Northmere ", "line": 4}
    return pd.DataFrame([usual | {name.replace("_", " "): value for name, value in cells.items()}])


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("ILACS Standard Inspection", "standard"),
        (" ilacs  SHORT inspection\n", "short"),
        ("ILACS Focused Visit", "focused visit"),
        ("LA Monitoring Visit", "monitoring visit"),
    ],
)
def test_each_kind_is_known_whatever_its_case_and_spaces(cell: str, kind: str) -> None:
    assert row_types(published(Type=cell), "Type", FILE, SHEET).tolist() == [kind]


@pytest.mark.parametrize("cell", ["ILACS", "Standard", "JTAI", "", "ILACS Standard Inspections"])
def test_another_kind_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(DataError) as refused:
        row_types(published(Type=cell), "Type", FILE, SHEET)
    assert refused.value.found == f"inspection type '{cell}' is not known"
    assert refused.value.place == "sheet History, row 4, Northmere"


@pytest.mark.parametrize(
    ("cell", "status"),
    [("Current", "current"), (" CURRENT ", "current"), ("No longer exists", "ended"), ("", "ended"), (None, "ended")],
)
def test_what_is_not_current_has_ended(cell: object, status: str) -> None:
    assert row_status(cell) == status


def test_a_place_names_sheet_row_authority_and_day_or_column() -> None:
    row = published(Inspection_date=datetime(2024, 1, 15)).iloc[0]
    assert row_place(row, SHEET) == "sheet History, row 4, Northmere, inspected 2024-01-15"
    assert row_place(row, SHEET, "Publication date") == "sheet History, row 4, Northmere, column Publication date"
    assert row_place(published().iloc[0], SHEET) == "sheet History, row 4, Northmere"


@pytest.mark.parametrize(
    ("code", "name", "key"),
    [
        ("E06900001", "Somebody else", "901"),
        (" E10900002 ", "x", "902"),
        ("", "Southmere", "902"),
        ("-", "The Borough of Eastmere", "903"),
        ("6900001", "northmere", "901"),
    ],
)
def test_a_row_is_known_by_its_code_and_without_one_by_its_name(code: str, name: str, key: str) -> None:
    table = pd.DataFrame({"Local authority area code": [code], "Local authority name": [name], "line": [4]})
    assert row_keys(table, small_england(), FILE, SHEET) == [key]


@pytest.mark.parametrize(("code", "name"), [("E06999999", "Northmere"), ("", "Nowhere"), ("E07900001", "x")])
def test_a_row_that_nobody_is_meant_by_is_refused(code: str, name: str) -> None:
    table = pd.DataFrame({"Local authority area code": [code], "Local authority name": [name], "line": [4]})
    with pytest.raises(DataError, match=r"outcomes\.ods, sheet History, row 4: '.*' is not in the authority list"):
        row_keys(table, small_england(), FILE, SHEET)


def test_dates_come_as_days_in_nanoseconds_and_blanks_as_none() -> None:
    table = pd.concat([published(Day=cell) for cell in (datetime(2024, 1, 15, 9), "16/01/2024", "-")])
    dates = row_dates(table, "Day", FILE, SHEET)
    assert dates.dtype == "datetime64[ns]"
    assert [str(each)[:10] for each in dates] == ["2024-01-15", "2024-01-16", "NaT"]
    with pytest.raises(DataError, match=r"sheet History, row 4, Northmere, column Day: 'soon' is not a date"):
        row_dates(published(Day="soon"), "Day", FILE, SHEET)


def tidy(begun: str | None = "2024-01-15", out: str | None = "2024-03-04", **more: Any) -> pd.DataFrame:
    usual = {
        "inspection_id": "ILACS-901-2024-01-15", "la_key": "901", "ons_code_published": "E06900001",
        "name_published": "Northmere", "la_status": "current", "inspection_type": "standard", "line": 4,
        "care_leavers": "Good",
    }  # fmt: skip
    table = pd.DataFrame([usual | more])
    table = table.assign(care_leavers=table["care_leavers"].astype(GRADE_DTYPE))
    return table.assign(
        inspection_date=pd.Series(pd.DatetimeIndex([begun], dtype="datetime64[ns]")),
        publication_date=pd.Series(pd.DatetimeIndex([out], dtype="datetime64[ns]")),
    )


@pytest.mark.parametrize(
    ("begun", "out"), [("2018-01-01", "2018-01-02"), ("2025-03-31", "2025-06-01"), ("2024-01-15", "2024-01-16")]
)
def test_dates_in_order_pass(begun: str, out: str) -> None:
    check_dates(tidy(begun, out), AS_AT, file=FILE)


@pytest.mark.parametrize(
    ("begun", "out", "found"),
    [
        (None, "2024-03-04", "an inspection without a date"),
        ("2024-01-15", None, "an inspection without a date"),
        ("2025-04-01", "2025-06-01", "01/04/2025 is after the file's own cut-off 31 March 2025"),
        ("2199-04-01", "2199-06-01", "01/04/2199 is after today and after the file's own cut-off 31 March 2025"),
        ("2017-12-31", "2018-03-04", "inspected on 31/12/2017, before ILACS began"),
        ("2024-01-15", "2024-01-15", "published 15/01/2024, not after the first day of the inspection, 15/01/2024"),
        ("2024-01-15", "2024-01-14", "published 14/01/2024, not after the first day of the inspection, 15/01/2024"),
    ],
)
def test_dates_that_cannot_be_are_refused(begun: str | None, out: str | None, found: str) -> None:
    table = pd.concat([tidy(line=3), tidy(begun, out)], ignore_index=True)
    with pytest.raises(DataError) as refused:
        check_dates(table, AS_AT, file=FILE)
    assert refused.value.found == found
    assert refused.value.place == "sheet ILACS_inspection_history, row 4, Northmere"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"la_key": "90"}, "la_key"),
        ({"ons_code_published": "E07900001"}, "ons_code_published"),
        ({"ons_code_published": "E069000012"}, "ons_code_published"),
        ({"la_status": "Current"}, "la_status"),
        ({"inspection_type": "focused visit"}, "inspection_type"),
    ],
)
def test_a_table_that_is_not_in_its_form_is_refused(change: dict[str, str], column: str) -> None:
    check_inspections(tidy(ons_code_published=""), file=FILE)
    with pytest.raises(DataError, match=f"column {column}: .* \\(line 4, Northmere\\)"):
        check_inspections(tidy(**change), file=FILE)


def test_the_same_inspection_counts_once_and_two_values_are_refused() -> None:
    log = LoadLog("inspections", FILE.name, "")
    one, other = tidy(), tidy(inspection_id="ILACS-902-2024-01-15", la_key="902", line=5)
    assert without_repeats(pd.concat([one, other]), FILE, log)["line"].tolist() == [4, 5]
    assert log.notes == []
    assert without_repeats(pd.concat([one, other, tidy(line=9)]), FILE, log)["line"].tolist() == [4, 5]
    assert log.dropped == {"repeated rows with the same values": 1}
    with pytest.raises(DataError, match=r"stands there twice with different values \(rows 4 and 9\)"):
        without_repeats(pd.concat([one, other, tidy(out="2024-03-05", line=9)]), FILE, log)


@pytest.mark.parametrize(
    ("begun", "grade", "notes"),
    [
        ("2023-01-16", "Good", []),
        (
            "2023-01-16",
            None,
            ["Northmere, inspected 16 January 2023: no care leavers judgement, though inspected since"],
        ),
        ("2023-01-15", None, []),
        (
            "2023-01-15",
            "Good",
            ["Northmere, inspected 15 January 2023: a care leavers judgement before 16 January 2023"],
        ),
    ],
)
def test_care_leavers_are_judged_apart_from_a_day_on(begun: str, grade: str | None, notes: list[str]) -> None:
    log = LoadLog("inspections", FILE.name, "")
    note_care_leavers(tidy(begun, care_leavers=grade), log)
    assert [note[: len(expected)] for note, expected in zip(log.notes, notes, strict=True)] == notes
    assert pd.Timestamp(2023, 1, 16) == CARE_LEAVERS_FROM


def visits(kind: str, **grades: str) -> pd.DataFrame:
    given = {header: grades.get(outcome, " ") for outcome, header in OUTCOMES.items()}
    return published(type=kind).assign(**given)


def test_a_visit_has_no_judgement_and_stands_among_no_inspections() -> None:
    refuse_graded_visits(visits("focused visit", overall="-", leaders=""), FILE)
    with pytest.raises(DataError, match=r"row 4, Northmere: a monitoring visit has the judgement 'Good'"):
        refuse_graded_visits(visits("monitoring visit", in_care=" Good"), FILE)
    refuse_visits(visits("standard"), FILE)
    for kind in ("focused visit", "monitoring visit"):
        with pytest.raises(DataError, match=r"row 4, Northmere: a visit stands among the inspections"):
            refuse_visits(visits(kind), FILE)


def recoded() -> Authorities:
    links = pd.DataFrame([("E10900002", "902", "E08900002", "902", "2020-04-01", "recode")], columns=[
        "pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"])  # fmt: skip
    england = small_england()
    return Authorities({each.la_key: each for each in england}, {}, links.assign(
        effective_date=pd.to_datetime(links["effective_date"])))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "begun", "noted"),
    [
        ("E10900002", "2020-03-31", False),
        ("E10900002", "2020-04-01", True),
        ("E10900002", "2024-01-15", True),
        ("E08900002", "2018-06-01", False),
        ("", "2024-01-15", False),
    ],
)
def test_only_an_old_code_in_a_newer_inspection_is_noted(code: str, begun: str, noted: bool) -> None:
    log = LoadLog("inspections", FILE.name, "")
    note_old_codes(tidy(begun, la_key="902", ons_code_published=code), recoded(), log)
    assert len(log.notes) == noted
    assert not noted or log.notes[0].endswith(
        "stands under its old code E10900002, replaced on 1 April 2020; the row was kept"
    )


def history(*rows: tuple[str, str, str, str | None], **more: Any) -> pd.DataFrame:
    keys, begun, out, grades = zip(*rows, strict=True)
    return pd.DataFrame({
        "la_key": keys, "inspection_date": pd.to_datetime(list(begun)), "publication_date": pd.to_datetime(list(out)),
        "overall": pd.Categorical(grades, dtype=GRADE_DTYPE), "framework": "ILACS", "la_status": "current",
    }).assign(**more)  # fmt: skip


def test_the_judgement_before_is_the_latest_published_before_the_first_day() -> None:
    table = with_previous(history(
        ("901", "2018-01-10", "2018-03-01", "Inadequate"), ("901", "2020-01-10", "2020-03-01", None),
        ("901", "2022-01-10", "2022-03-01", "Good"), ("901", "2022-03-01", "2022-05-01", "Outstanding"),
        ("901", "2022-03-02", "2022-06-01", "Good"), ("902", "2024-01-10", "2024-03-01", "Good"),
    ))  # fmt: skip
    assert table["previous_overall"].astype(object).where(table["previous_overall"].notna(), None).tolist() == [
        None, "Inadequate", "Inadequate", "Inadequate", "Good", None,
    ]  # fmt: skip
    assert table["previous_framework"].isna().tolist() == [True, False, False, False, False, True]


@pytest.mark.parametrize(
    ("on", "by", "grades"),
    [
        ("2020-01-09", "inspection", {}),
        ("2020-01-10", "inspection", {"901": "Good"}),
        ("2020-01-10", "publication", {}),
        ("2020-03-01", "publication", {"901": "Good"}),
        (date(2022, 1, 10), "inspection", {"901": "Inadequate", "902": "Good"}),
        (pd.Timestamp(2022, 2, 1), "publication", {"901": "Good", "902": "Good"}),
    ],
)
def test_grades_in_force_are_those_begun_or_published_by_the_day(on: Any, by: Any, grades: dict[str, str]) -> None:
    table = history(
        ("901", "2022-01-10", "2022-03-01", "Inadequate"), ("902", "2021-05-01", "2021-07-01", "Good"),
        ("901", "2020-01-10", "2020-03-01", "Good"),
    )  # fmt: skip
    found = grades_in_force(table, on, by=by).set_index("la_key")["overall"].to_dict()
    assert found == grades
    assert list(found) == sorted(found)


@pytest.mark.parametrize(("on", "keys"), [("2019-03-31", ["904"]), ("2019-04-01", []), ("2024-01-01", [])])
def test_with_the_authorities_those_of_the_day_count_and_not_those_of_today(on: str, keys: list[str]) -> None:
    table = history(("904", "2018-05-01", "2018-07-01", "Good"), la_status="ended")
    assert grades_in_force(table, on, authorities=small_england())["la_key"].tolist() == keys
    assert grades_in_force(table, on).empty
