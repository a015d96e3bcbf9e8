"""Changes between two releases in words: one, two, many; lines of one authority; tables of grades and rates."""

from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.differences import RUN_COLUMNS
from workforce_grades.pages.changes import (
    MOST_ROWS,
    NOTHING,
    between_words,
    entry_lines,
    summary,
    table_grades,
    table_rates,
)

Row = tuple[str, ...]


def changes(*rows: Row) -> pd.DataFrame:
    """Return changes as they stand in the exported list: every cell is text."""
    return pd.DataFrame(list(rows), columns=RUN_COLUMNS, dtype="str")


def rate(name: str, year: str, before: str = "10.0", after: str = "12.0", column: str = "turnover_rate") -> Row:
    return ("workforce", "801", name, year, column, "revised", before, after)


def grade(name: str, day: str, before: str = "Good", after: str = "Outstanding", column: str = "overall") -> Row:
    return ("inspections", "801", name, day, column, "revised", before, after)


def whole(table: str, kind: str, item: str, name: str = "Ashby") -> Row:
    return (table, "801", name, item, "", kind, "", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], NOTHING),
        ([whole("workforce", "new", "2024")], "1 workforce return of 2024 is new."),
        ([whole("workforce", "new", str(year)) for year in (2022, 2023, 2024)],
         "3 workforce returns of 2022 to 2024 are new."),
        ([whole("workforce", "gone", "2019"), whole("workforce", "gone", "2021")],
         "2 workforce returns of 2019 and 2021 are no longer there."),
        ([whole("inspections", "gone", "2023-05-01")], "1 graded inspection of 2023 is no longer there."),
        ([whole("inspections", "new", "2023-05-01"), whole("inspections", "new", "2023-11-20")],
         "2 graded inspections of 2023 are new."),
        ([grade("Ashby", "2023-05-01")], "1 grade of Ashby was revised."),
        ([grade("Ashby", "2023-05-01"), grade("Isles of Scilly", "2022-01-10")],
         "2 grades of Ashby and the Isles of Scilly were revised."),
        ([grade("Ashby", "2023-05-01"), grade("Ashby", "2023-05-01", column="leaders")],
         "2 grades of Ashby were revised."),
        ([rate("Bristol, City of", "2021")], "1 rate of Bristol was revised, for 2021."),
        ([rate("Ashby", year) for year in ("2019", "2021", "2020")],
         "3 rates of Ashby were revised, for 2019 to 2021."),
        ([rate("Ashby", "2021", column="cases")], "1 other number of the workforce returns changed too."),
        ([rate("Ashby", "2021", column=name) for name in ("cases", "leavers_fte")],
         "2 other numbers of the workforce returns changed too."),
    ],
    ids=["nothing", "new return", "new returns", "gone returns", "gone inspection", "new inspections", "one grade",
         "grades of two", "grades of one", "one rate", "rates of a span", "one other", "two others"],
)  # fmt: skip
def test_each_kind_of_change_is_counted_and_agrees_in_number(rows: list[Row], said: str) -> None:
    assert summary(changes(*rows)) == [said]


@pytest.mark.parametrize(
    ("kind", "verb"), [("new", "made a return for the first time."), ("gone", "made none in the latest year any more.")]
)
def test_authorities_that_begin_or_end_are_named_as_spoken_of(kind: str, verb: str) -> None:
    rows = [whole("authorities", kind, "2024", name) for name in ("City of London", "Derby", "Isles of Scilly")]
    assert summary(changes(*rows[:1])) == [f"The City of London {verb}"]
    assert summary(changes(*rows)) == [f"The City of London, Derby and the Isles of Scilly {verb}"]


@pytest.mark.parametrize(("count", "is_named"), [(12, True), (13, False)])
def test_up_to_twelve_are_named(count: int, *, is_named: bool) -> None:
    names = [f"Shire {at:02}" for at in range(count)]
    (told,) = summary(changes(*(rate(name, "2024") for name in names)))
    assert (names[-1] in told) == is_named
    assert told.startswith("12 rates of Shire 00, Shire 01," if is_named else "13 rates of 13 authorities were")


def test_the_sentences_stand_in_order_authorities_rows_grades_rates() -> None:
    told = summary(changes(
        rate("Ashby", "2024", column="cases"), rate("Ashby", "2024"), grade("Ashby", "2023-05-01"),
        whole("inspections", "new", "2024-05-01"), whole("workforce", "gone", "2019"),
        whole("workforce", "new", "2024"), whole("authorities", "gone", "2024"),
        whole("authorities", "new", "2024", "Derby"),
    ))  # fmt: skip
    begins = ["Derby made a", "Ashby made none", "1 workforce return of 2024", "1 workforce return of 2019",
              "1 graded inspection", "1 grade of", "1 rate of", "1 other"]  # fmt: skip
    assert [text.startswith(begin) for text, begin in zip(told, begins, strict=True)] == [True] * 8


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("returns of 2024", "returns of 2025", "From: returns of 2024. To: returns of 2025."),
     ("", "returns of 2025", "From: the release before. To: returns of 2025."),
     ("returns of 2025", "returns of 2025", "Two versions of the same data: returns of 2025.")],
)  # fmt: skip
def test_what_is_compared_is_said(before: str, after: str, said: str) -> None:
    assert between_words({"before": before, "after": after}) == said


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (rate("Ashby", "2024", "8.84", "15.26"), "Turnover rate, 2024: 15.3 (was 8.8)"),
        (rate("Ashby", "2024", "", "15.0", "caseload"), "Caseload, 2024: 15.0 (was no number)"),
        (rate("Ashby", "2024", "1234.5", "", "agency_rate"), "Agency rate, 2024: no number (was 1,234.5)"),
        (rate("Ashby", "2024", "10", "12", "cases"), None),
        (grade("Ashby", "2023-05-01"), "Overall effectiveness, inspection of 1 May 2023: Outstanding (was Good)"),
        (grade("Ashby", "2023-05-01", "", "Good", "care_leavers"),
         "Care leavers, inspection of 1 May 2023: Good (was no grade)"),
        (grade("Ashby", "2023-05-01", "Inadequate", "", "leaders"),
         "Impact of leaders, inspection of 1 May 2023: no grade (was Inadequate)"),
        (whole("workforce", "new", "2024"), "New: workforce return of 2024"),
        (whole("workforce", "gone", "2024"), "No longer there: workforce return of 2024"),
        (whole("inspections", "new", "2024-12-09"), "New: inspection of 9 December 2024"),
        (whole("authorities", "gone", "2024"), "No longer there: authority, return of 2024"),
    ],
)  # fmt: skip
def test_one_change_is_a_line(row: Row, line: str | None) -> None:
    assert entry_lines(changes(row)) == ([line] if line else [])


def test_lines_keep_the_order_of_the_list() -> None:
    rows = [grade("Ashby", "2023-05-01"), rate("Ashby", "2024", column="cases"), rate("Ashby", "2024")]
    assert [line.partition(",")[0] for line in entry_lines(changes(*rows))] == [
        "Overall effectiveness",
        "Turnover rate",
    ]


def test_tables_of_nothing_are_none() -> None:
    rows = changes(rate("Ashby", "2024", column="cases"), whole("inspections", "new", "2024-12-09"))
    assert table_grades(rows) is None
    assert table_rates(rows) is None


def test_revised_grades_have_day_judgement_and_both_grades() -> None:
    table = table_grades(changes(
        grade("Ashby", "2023-05-01", "", "Good", "in_care"), rate("Ashby", "2024"),
        grade("Derby", "2022-01-10", "Inadequate", ""),
    ))  # fmt: skip
    assert table is not None
    assert table.data.to_numpy().tolist() == [
        ["Ashby", pd.Timestamp(2023, 5, 1), "Children in care", "none", "Good"],
        ["Derby", pd.Timestamp(2022, 1, 10), "Overall effectiveness", "Inadequate", "none"],
    ]
    assert list(table.headers.values()) == ["Authority", "Inspection began", "Judgement", "Was", "Is"]
    assert table.note == ""


def test_revised_rates_have_their_unit_and_both_values_as_numbers() -> None:
    table = table_rates(changes(rate("Ashby", "2024", "8.84", ""), rate("Derby", "2019", "", "16.25", "caseload"),
                                rate("Derby", "2019", column="cases"), grade("Ashby", "2023-05-01")))  # fmt: skip
    assert table is not None
    assert table.data.to_numpy().tolist() == [
        ["Ashby", "2024", "Turnover rate (%)", "8.8", "no number"],
        ["Derby", "2019", "Caseload (cases per FTE)", "no number", "16.2"],
    ]
    assert table._repr_html_().count('<td class="number">') == 4


@pytest.mark.parametrize(("count", "note"), [(250, ""), (1251, "The first 250 of 1,251; all are in changes.csv.")])
def test_a_table_is_cut_where_nobody_would_read_on(count: int, note: str) -> None:
    table = table_rates(changes(*(rate(f"Shire {at}", "2024") for at in range(count))))
    assert table is not None
    assert (len(table.data), table.note) == (MOST_ROWS, note)
    assert table.data["name"].iloc[-1] == "Shire 249"
