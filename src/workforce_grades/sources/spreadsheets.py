"""Tables out of the publishers' ODS and XLSX workbooks, found by what they say, not by position."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from workforce_grades.errors import DataError, nearest
from workforce_grades.sources.files import FETCH_AGAIN, LINE, MAX_BYTES, distinct
from workforce_grades.sources.spreadsheet_bounds import check_unpacked_size

_EXCEL_EPOCH = datetime(1899, 12, 30)
_YEARS = range(1900, 2200)
"""Years that a date of these publications can have; nanoseconds, which pandas counts in, end in 2262."""

_DATE_FORMATS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%d/%m/%y")
_PADDED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/")
_HEADER_SEARCH_ROWS = 15


class Workbook:
    """One ODS or XLSX file, opened once.

    Parameters
    ----------
    path
        The file; anything that is not a complete spreadsheet raises :class:`DataError`.
    """

    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineError, CalamineWorkbook

        self.path = path
        _check_bytes(path)
        check_unpacked_size(path)
        try:
            with warnings.catch_warnings(action="ignore"):
                self._book = CalamineWorkbook.from_path(path)
        except (CalamineError, OSError, ValueError) as error:
            raise _not_a_spreadsheet(path) from error
        self.sheet_names: list[str] = list(self._book.sheet_names)
        if not self.sheet_names:
            raise DataError(path, "a workbook without a sheet", action=FETCH_AGAIN)

    def rows(self, sheet: str) -> list[list[Any]]:
        """Return all cells of a sheet, row by row, positions kept."""
        from python_calamine import CalamineError

        try:
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            raise DataError(self.path, "the sheet cannot be read", place=f"sheet {sheet}") from error

    def sheet(self, name: str, *, marker: str) -> str:
        """Return `name` if there is such a sheet, or say which sheet looks like the one wanted.

        Parameters
        ----------
        name
            The sheet, compared without regard to case and spaces.
        marker
            A column header that tells the wanted sheet from others.
        """
        for candidate in self.sheet_names:
            if _fold(candidate) == _fold(name):
                return candidate
        holders = [sheet for sheet in self.sheet_names if self._has_marker(sheet, marker)]
        likely = holders or nearest(name, self.sheet_names)
        raise DataError(
            self.path,
            f"there is no sheet '{name}'. Sheets: {', '.join(self.sheet_names)}",
            action=f"Sheet with a '{marker}' column: {', '.join(likely)}" if likely else FETCH_AGAIN,
        )

    def tables(self, sheet: str, *, required: Collection[str]) -> list[pd.DataFrame]:
        """Return every table on a sheet whose header holds all `required` columns.

        A table begins at such a header and ends at a blank row. Headers are stripped and their
        white space collapsed. The column `line` is the spreadsheet's row number.

        Returns
        -------
        list of pandas.DataFrame
            Cells as the workbook holds them (text, numbers, dates); never empty.
        """
        rows = self.rows(sheet)
        tables = list(_tables(rows, {squash(name) for name in required}))
        if not tables:
            found = _likeliest_header(rows, {squash(name) for name in required})
            missing = [name for name in required if squash(name) not in found]
            raise DataError(
                self.path,
                f"no table with the columns {', '.join(missing)}",
                place=f"sheet {sheet}",
                expected=f"a header row with {', '.join(required)}",
                action=f"Found: {', '.join(found[:15])}" if found else "The sheet has no header",
            )
        return tables

    def _has_marker(self, sheet: str, marker: str) -> bool:
        return any(squash(cell) == marker for row in self.rows(sheet)[:10] for cell in row)


def open_workbook(path: Path, sha256: str) -> Workbook:
    """Return a workbook; asked again for the same content, the one that is open.

    Parameters
    ----------
    path
        The file.
    sha256
        Hash of its content, as :meth:`~workforce_grades.sources.folder.DataFolder.sha256` has it.
    """
    return _opened(path.absolute(), sha256)


@lru_cache(maxsize=2)
def _opened(path: Path, _sha256: str) -> Workbook:
    return Workbook(path)


def squash(cell: object) -> str:
    """Return a cell's text with all white space collapsed (headers hold line feeds)."""
    return re.sub(r"\s+", " ", str(cell)).strip()


def parse_date(cell: object, *, file: Path, place: str) -> pd.Timestamp:
    """Read a date cell: a true date, an ISO or day-first text, or a spreadsheet's serial number.

    Month-first text is never guessed: ``03/04/2023`` is 3 April, and ``4/3/2023`` is refused.

    Returns
    -------
    pandas.Timestamp
        Midnight of the day; NaT where the cell is blank.

    Raises
    ------
    DataError
        The text is no date in one of these forms.
    """
    if isinstance(cell, date) and cell.year in _YEARS:
        return pd.Timestamp(cell).normalize()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20_000 < cell < 80_000:
        return pd.Timestamp(_EXCEL_EPOCH + timedelta(days=int(cell)))
    text = squash(cell)
    if text in ("", "-", "Not yet inspected"):
        return pd.NaT  # type: ignore[return-value]
    # strptime takes 4/1/2019 too, which is how a spreadsheet program writes 1 April in America.
    for form in _DATE_FORMATS if _PADDED.match(text) else ():
        with suppress(ValueError):
            found = datetime.strptime(text, form)
            if found.year in _YEARS:
                return pd.Timestamp(found).normalize()
    raise DataError(
        file,
        f"'{text[:40]}' is not a date",
        place=place,
        expected="a date cell, yyyy-mm-dd or dd/mm/yyyy with two digits for day and month",
        action="Correct the cell, or use the publisher's own file",
    )


def _tables(rows: list[list[Any]], required: set[str]) -> Iterator[pd.DataFrame]:
    at = 0
    while at < len(rows):
        header = [squash(cell) for cell in rows[at]]
        if not required <= set(header):
            at += 1
            continue
        width = max(position for position, name in enumerate(header) if name) + 1
        end = at + 1
        while end < len(rows) and any(squash(cell) for cell in rows[end][:width]):
            end += 1
        names = distinct(header[:width])
        body = [[*row[:width], line] for line, row in enumerate(rows[at + 1 : end], start=at + 2)]
        yield pd.DataFrame(body, columns=[*names, LINE], dtype=object).astype({LINE: "int64"})
        at = end


def _likeliest_header(rows: list[list[Any]], required: set[str]) -> list[str]:
    candidates = [[squash(cell) for cell in row if squash(cell)] for row in rows[:_HEADER_SEARCH_ROWS]]
    return max(candidates, key=lambda names: (len(required & set(names)), len(names)), default=[])


def _check_bytes(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(200)
    if size > MAX_BYTES:
        raise DataError(path, f"the file has {size:,} bytes", expected=f"at most {MAX_BYTES:,}")
    if start[:4] != b"PK\x03\x04":
        raise _not_a_spreadsheet(path)


def _not_a_spreadsheet(path: Path) -> DataError:
    with path.open("rb") as stream:
        start = stream.read(40)
    what = "a web page" if start.lstrip()[:1] == b"<" else "not a spreadsheet, or an incomplete one"
    beginning = start.split(b"\n")[0].decode("latin-1").strip()
    shown = "".join(letter if letter.isprintable() else "?" for letter in beginning)
    return DataError(
        path,
        f"this is {what} ({path.stat().st_size:,} bytes, starts `{shown}`)",
        expected="an ODS or XLSX workbook",
        action=FETCH_AGAIN,
    )


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()
