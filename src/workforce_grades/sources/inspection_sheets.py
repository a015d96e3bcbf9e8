"""Rows of Ofsted's sheets to keys, dates, types and judgements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import DataError
from workforce_grades.sources.files import FETCH_AGAIN, LINE
from workforce_grades.sources.grades import GRADE_DTYPE, parse_grade
from workforce_grades.sources.spreadsheets import Workbook, parse_date, squash

HISTORY_SHEET: Final = "ILACS_inspection_history"
AS_AT_SHEET: Final = "Inspections_as_at_31_March"
IN_YEAR_SHEET: Final = "In-year_inspections"
VISITS: Final = ("focused visit", "monitoring visit")

ONS_CODE: Final = re.compile(r"E(06|08|09|10)\d{6}")
_TYPES: Final = {
    "ilacs standard inspection": "standard",
    "ilacs short inspection": "short",
    "ilacs focused visit": "focused visit",
    "la monitoring visit": "monitoring visit",
}


def read_sheet(book: Workbook, sheet: str, *columns: str) -> pd.DataFrame:
    """Return the rows of one sheet, from all its tables where there is more than one.

    Parameters
    ----------
    book, sheet
        Ofsted's workbook and the sheet's name in it.
    columns
        Columns that only this sheet has; the first tells it from other sheets.

    Raises
    ------
    DataError
        The sheet or a column is missing, there are no rows, or rows stand below a blank row without
        a header of their own.
    """
    name = book.sheet(sheet, marker=columns[0])
    required = ["Local authority area code", "Local authority name", "Publication date", *OUTCOMES.values(), *columns]
    rows = pd.concat(book.tables(name, required=required), ignore_index=True)
    if rows.empty:
        raise DataError(book.path, "the table has a header but no rows", place=f"sheet {name}", action=FETCH_AGAIN)
    _refuse_rows_apart(book, name, rows)
    return rows


def _refuse_rows_apart(book: Workbook, sheet: str, table: pd.DataFrame) -> None:
    """Raise where an authority's code stands below the table's end: a blank row would cut rows off unseen."""
    read = set(table[LINE])
    for line, row in enumerate(book.rows(sheet), start=1):
        if line not in read and any(ONS_CODE.fullmatch(squash(cell)) for cell in row):
            raise DataError(
                book.path, "an authority's row stands apart from the table, after a blank row",
                place=f"sheet {sheet}, row {line}", expected="one table without blank rows",
                action="Remove the blank row, or use the publisher's own file",
            )  # fmt: skip


def judged_rows(table: pd.DataFrame, sheet: str, authorities: Authorities, path: Path) -> pd.DataFrame:
    """Return keys, dates and judgements of a sheet's rows."""
    columns: dict[str, Any] = {
        "la_key": row_keys(table, authorities, path, sheet),
        "ons_code_published": table["Local authority area code"].map(squash),
        "name_published": table["Local authority name"].map(squash),
        "inspection_date": row_dates(table, "Inspection date", path, sheet),
        "publication_date": row_dates(table, "Publication date", path, sheet),
        LINE: table[LINE],
    }
    for outcome, header in OUTCOMES.items():
        grades = [
            parse_grade(cell, file=path, place=row_place(row, sheet))
            for cell, (_at, row) in zip(table[header], table.iterrows(), strict=True)
        ]
        columns[outcome] = pd.Series(pd.Categorical(grades, dtype=GRADE_DTYPE), index=table.index)
    return pd.DataFrame(columns)


def row_keys(table: pd.DataFrame, authorities: Authorities, path: Path, sheet: str) -> list[str]:
    """Return the `la_key` of each row: by its code, or by its name where there is no code."""
    codes = table["Local authority area code"].map(squash)
    names = table["Local authority name"].map(squash)
    return [
        authorities.key(code if ONS_CODE.fullmatch(code) else name, file=path, place=f"sheet {sheet}, row {line}")
        for code, name, line in zip(codes, names, table[LINE], strict=True)
    ]


def row_types(table: pd.DataFrame, column: str, path: Path, sheet: str) -> pd.Series:
    """Return each row's kind of inspection or visit; an unknown one is an error."""
    types = table[column].map(lambda cell: _TYPES.get(squash(cell).casefold()))
    unknown = table[types.isna()]
    if not unknown.empty:
        row = unknown.iloc[0]
        raise DataError(
            path, f"inspection type '{squash(row[column])}' is not known", place=row_place(row, sheet),
            expected="ILACS Standard Inspection, ILACS Short Inspection, ILACS Focused Visit or LA Monitoring visit",
        )  # fmt: skip
    return types


def row_dates(table: pd.DataFrame, column: str, path: Path, sheet: str) -> pd.Series:
    """Return a column of dates."""
    dates = [parse_date(cell, file=path, place=row_place(row, sheet, column)) for cell, row in _cells(table, column)]
    return pd.Series(pd.DatetimeIndex(dates, dtype="datetime64[ns]"), index=table.index)


def _cells(table: pd.DataFrame, column: str) -> list[tuple[Any, pd.Series]]:
    return [(row[column], row) for _at, row in table.iterrows()]


def row_place(row: pd.Series, sheet: str, column: str = "") -> str:
    """Say where a row stands, for messages."""
    where = f"sheet {sheet}, row {row[LINE]}, {squash(row['Local authority name'])}"
    if "Inspection date" in row and not column:
        where += f", inspected {str(row['Inspection date'])[:10]}"
    return where + (f", column {column}" if column else "")


def row_status(cell: object) -> str:
    """Return `current` or `ended` for Ofsted's `Current` and `No longer exists`."""
    return "current" if squash(cell).casefold() == "current" else "ended"
