"""The workbook holds what the tables hold, says where it comes from, and runs nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from workforce_grades.codebook import FLAG_MEANINGS, MEASURES
from workforce_grades.reports.provenance import Provenance, SourceUsed
from workforce_grades.reports.workbook import notes, workbook_bytes, workbook_name

SOURCE = SourceUsed("Indicators", "DfE", "Reporting year 2025", "https://example.org/p", "f.csv", "a" * 64, True)
REAL = Provenance(False, (SOURCE,), "version 1", ("Open Government Licence v3.0.",), "https://example.org/l")
MADE_UP = replace(REAL, illustrative=True)
HOSTILE = [
    "=1+1",
    "+44",
    "@SUM(A1)",
    "-Derby",
    "\t=x",
    "<b>&",
    "\u202eabc",
    "x" * 40_000,
    "a\x0bb",
    "https://example.org",
]


def table(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name_published": names,
            "inspection_date": pd.to_datetime(["2024-01-02"] * len(names)),
            "turnover_rate": [14.1, *[None] * (len(names) - 1)],
            "year": range(len(names)),
            "is_joint": [True] * len(names),
            "overall": pd.Categorical(["Good"] * len(names)),
        }
    )


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_cell_is_there_in_its_own_type() -> None:
    book = opened(workbook_bytes({"linked": table(["Derby", "Leeds"])}, REAL))
    assert book.sheetnames == ["Notes", "Columns", "linked"]
    rows = list(book["linked"].iter_rows(values_only=True))
    assert rows[0] == ("name_published", "inspection_date", "turnover_rate", "year", "is_joint", "overall")
    assert rows[1] == ("Derby", pd.Timestamp("2024-01-02"), 14.1, 0, True, "Good")
    assert rows[2][2] is None
    assert book["linked"]["B2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("sheet", ["Notes", "Columns", "linked"])
def test_headers_stay_in_sight_and_columns_are_wide_enough(sheet: str) -> None:
    page = opened(workbook_bytes({"linked": table(["Derby"])}, REAL))[sheet]
    assert page.freeze_panes == ("B2" if sheet == "linked" else "A2")
    assert all(8 <= column.width <= 111 for column in page.column_dimensions.values())
    assert len(page.column_dimensions) >= 2


def test_nothing_is_a_formula_or_a_link() -> None:
    content = workbook_bytes({"linked": table(HOSTILE)}, REAL)
    sheet = opened(content)["linked"]
    cells = [sheet.cell(row, 1) for row in range(2, len(HOSTILE) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:7] == HOSTILE[:7]
    assert cells[7].value == "x" * 32_767
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_notes_say_what_it_is_and_where_it_comes_from() -> None:
    rows = notes({"linked": table(["Derby"])}, REAL)
    text = "\n".join(" ".join(row) for row in rows)
    for words in ("Research, not official statistics", "ILACS inspections", "Reporting year 2025", "a" * 64):
        assert words in text
    for words in ("Open Government Licence", "https://example.org/l", "Symbol [c]", *FLAG_MEANINGS.values()):
        assert words in text
    assert "Illustrative" not in text


def test_made_up_data_say_so_in_name_and_notes() -> None:
    assert workbook_name(illustrative=True) == "workforce-and-grades-illustrative.xlsx"
    assert workbook_name(illustrative=False) == "workforce-and-grades.xlsx"
    book = opened(workbook_bytes({"linked": table(["Derby"])}, MADE_UP))
    assert str(book["Notes"]["B2"].value).startswith("Illustrative data: fictional authorities.")
    assert str(book.properties.description).startswith("Illustrative data")


def test_columns_are_explained_in_the_words_of_the_codebook() -> None:
    rows = list(opened(workbook_bytes({"linked": table(["Derby"])}, REAL))["Columns"].iter_rows(values_only=True))
    meaning = {row[1]: row[3] for row in rows}
    assert meaning["turnover_rate"] == MEASURES["turnover_rate"].definition


def test_the_same_in_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook_bytes({"linked": table(["Derby"])}, REAL)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert workbook_bytes({"linked": table(["Derby"])}, REAL) == first
    assert workbook_bytes({"linked": table(["Leeds"])}, REAL) != first


def test_a_table_without_rows_is_a_sheet() -> None:
    book = opened(workbook_bytes({"linked": table(["Derby"]).iloc[:0]}, REAL))
    assert book["linked"].max_row == 1
