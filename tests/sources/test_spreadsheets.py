from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.spreadsheets import Workbook, open_workbook, parse_date, squash

FILE = Path("book.xlsx")
on_disk = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def read(cell: object) -> pd.Timestamp:
    return parse_date(cell, file=FILE, place="row 4")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "Cover"
    made.active.append(["Contents"])
    sheet = made.create_sheet("The data")
    for row in (
        ["Title"], [None], ["Name ", " Grade\nof all", "Grade of all", None], ["A", "Good", datetime(2024, 1, 2), 1],
        ["B", "Poor", 45_000, 2], [None], ["Ended"], ["Grade of all", "Name"], ["Fair", "C"],
    ):  # fmt: skip
        sheet.append(row)
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_one_content_is_opened_once(book: Path, tmp_path: Path) -> None:
    first = open_workbook(book, "aa")
    assert open_workbook(book, "aa") is first
    assert open_workbook(book, "bb") is not first
    other = tmp_path / "other.xlsx"
    other.write_bytes(book.read_bytes())
    assert open_workbook(other, "aa").path == other


def test_tables_are_found_by_their_header_and_split_at_blank_rows(book: Path) -> None:
    first, second = Workbook(book).tables("The data", required=["Name", "Grade of all"])
    assert first.columns.tolist() == ["Name", "Grade of all", "Grade of all.1", LINE]
    assert first[LINE].tolist() == [4, 5]
    assert first["Name"].tolist() == ["A", "B"]
    assert second.to_dict("records") == [{"Grade of all": "Fair", "Name": "C", LINE: 9}]


def test_a_missing_column_lists_what_was_found(book: Path) -> None:
    with pytest.raises(DataError) as raised:
        Workbook(book).tables("The data", required=["Name", "Date"])
    assert raised.value.place == "sheet The data"
    assert "no table with the columns Date" in raised.value.found
    assert "Found: Name, Grade of all, Grade of all" in raised.value.action


def test_sheets_are_found_whatever_their_spaces_and_case(book: Path) -> None:
    assert Workbook(book).sheet("THE_data", marker="Name") == "The data"


def test_a_wrong_sheet_name_suggests_the_sheet_with_the_column(book: Path) -> None:
    with pytest.raises(DataError, match=r"no sheet 'History'. Sheets: Cover, The data.*'Name' column: The data"):
        Workbook(book).sheet("History", marker="Name")


def test_true_dates_and_serials(book: Path) -> None:
    (table, _second) = Workbook(book).tables("The data", required=["Name", "Grade of all"])
    assert [read(cell) for cell in table["Grade of all.1"]] == [pd.Timestamp(2024, 1, 2), pd.Timestamp(2023, 3, 15)]


@given(days)
def test_a_day_reads_back_from_every_form_it_may_have(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [day, datetime(day.year, day.month, day.day, 9, 30), serial, float(serial), day.isoformat(),
             f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f" {day:%Y-%m-%d %H:%M:%S} ",
             f"{day:%Y-%m-%dT%H:%M:%S}"]  # fmt: skip
    assert {read(form) for form in forms} == {pd.Timestamp(day)}


@given(days)
def test_month_first_is_never_guessed(day: date) -> None:
    text = f"{day:%m/%d/%Y}"
    if day.day > 12:
        with pytest.raises(DataError):
            read(text)
    else:
        assert read(text) == pd.Timestamp(day.year, day.day, day.month)


@pytest.mark.parametrize("cell", ["", " ", "-", "Not yet inspected"])
def test_no_date(cell: str) -> None:
    assert pd.isna(read(cell))


@pytest.mark.parametrize(
    "cell", ["4/1/2024", "31/02/2024", "2024-13-01", "soon", "1 May 2024",
             True, 12, 99_999, 3.5, "45000", timedelta(1), None,
             datetime(9999, 12, 31), date(1066, 10, 14), "31/12/9999", "0001-01-01"]
)  # fmt: skip
def test_no_other_cell_is_a_date(cell: object) -> None:
    with pytest.raises(DataError) as raised:
        read(cell)
    assert str(raised.value).startswith("book.xlsx, row 4: ")


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        day = read(text)
    except DataError:
        return
    assert pd.isna(day) or day == day.normalize()


@given(st.text(max_size=20))
def test_squash_leaves_single_spaces(text: str) -> None:
    assert squash(text) == " ".join(text.split()) or not text.isascii()
    assert squash(squash(text)) == squash(text)


@on_disk
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bytes.ods"
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"bytes.ods: (this is (a web page|not a spreadsheet)|the zip is damaged)"):
        Workbook(file)


@on_disk
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused(book: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(book.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path / "damaged.xlsx"
    file.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        opened = Workbook(file)
        tables = opened.tables("The data", required=["Name"])
    except DataError as error:
        assert "damaged.xlsx" in str(error)
    else:
        assert tables
