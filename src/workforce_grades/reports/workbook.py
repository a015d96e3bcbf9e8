"""The whole data set as one workbook that opens in a spreadsheet program and runs nothing there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from workforce_grades.codebook import FLAG_MEANINGS, SYMBOLS
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.reports.provenance import Provenance

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Written into every workbook in place of the time, so that the same data give the same bytes."""

_LONGEST: Final = 32_767
"""A cell holds no more characters."""

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False, "nan_inf_to_errors": False}  # fmt: skip
_WIDTHS: Final = (8, 40)
_DATE: Final = "yyyy-mm-dd"

Rows = Sequence[Sequence[str]]


def workbook_name(*, illustrative: bool) -> str:
    """Return the file's name, which says where the data are made up."""
    return f"workforce-and-grades{'-illustrative' if illustrative else ''}.xlsx"


def workbook_bytes(tables: Mapping[str, pd.DataFrame], origin: Provenance) -> bytes:
    """Return a workbook with a sheet of notes, one of columns, and one a table.

    The same tables and provenance give the same bytes. Text is written as text, whatever it begins with.

    Parameters
    ----------
    tables
        By name; every column is one of :data:`workforce_grades.codebook_columns.COLUMNS`.
    origin
        Where the data come from.
    """
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, _OPTIONS)
    book.set_properties({"title": "Workforce & Grades", "comments": _status(origin), "created": CREATED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    date = book.add_format({"num_format": _DATE, "align": "left"})
    _text_sheet(book, "Notes", ("About", "What"), notes(tables, origin), (24, 110), head)
    _text_sheet(book, "Columns", ("Table", "Column", "Title", "Meaning"), column_rows(tables), (12, 30, 40, 90), head)
    for name, table in tables.items():
        _table_sheet(book.add_worksheet(name), table, head, date)
    book.close()
    return held.getvalue()


def notes(tables: Mapping[str, pd.DataFrame], origin: Provenance) -> list[tuple[str, str]]:
    """Return the rows of the notes sheet: what it is, sources and releases, licence, symbols."""
    return [
        ("Status", _status(origin)),
        *((f"Sheet {name}", f"{TABLES[name]} ({len(table):,} rows)") for name, table in tables.items()),
        ("Code", f"workforce-grades {origin.code}"),
        *(("Source", _source_line(source.publisher, source.title, source.release, source.file, source.sha256,
                                  source.page)) for source in origin.sources),
        *(("Licence", sentence) for sentence in (*origin.licence, origin.licence_page) if sentence),
        ("How to cite", origin.citation("The whole data set").text),
        ("Empty cells", "The number is missing; the column of the same name that ends in _flag says why."),
        *((f"Flag {flag}", meaning) for flag, meaning in FLAG_MEANINGS.items()),
        *((f"Symbol [{symbol}]", f"In the publishers' files: {flag}") for symbol, flag in SYMBOLS.items() if symbol),
    ]  # fmt: skip


def column_rows(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str, str, str]]:
    """Return the rows of the sheet that says what each column means."""
    return [
        (name, str(column), COLUMNS[str(column)].title, COLUMNS[str(column)].description)
        for name, table in tables.items()
        for column in table.columns
    ]


def _status(origin: Provenance) -> str:
    if origin.illustrative:
        return "Illustrative data: fictional authorities. No number here describes a real place or person."
    return "Research, not official statistics. Not produced or endorsed by the publishers of the data."


def _source_line(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _text_sheet(
    book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], head: Any
) -> None:
    sheet = book.add_worksheet(name)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text[:_LONGEST], wrapped)
    sheet.freeze_panes(1, 0)


def _table_sheet(sheet: Worksheet, table: pd.DataFrame, head: Any, date: Any) -> None:
    for number, (name, values) in enumerate(table.items()):
        cells = values.astype(object).where(values.notna(), None).tolist()
        longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
        sheet.set_column(number, number, min(max(longest + 1, len(str(name)) // 2 + 2, _WIDTHS[0]), _WIDTHS[1]))
        sheet.write_string(0, number, str(name), head)
        for row, cell in enumerate(cells, 1):
            _write(sheet, row, number, cell, date)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), max(table.shape[1] - 1, 0))


def _write(sheet: Worksheet, row: int, column: int, cell: object, date: Any) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | float():
            sheet.write_number(row, column, cell)
        case datetime():
            sheet.write_datetime(row, column, cell, date)
        case _:
            sheet.write_string(row, column, str(cell)[:_LONGEST])
