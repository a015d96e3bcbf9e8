"""Files the same to the byte on every run: CSV text, and ODS workbooks packed without the clock."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

Cell: TypeAlias = str | int | float | date | pd.Timestamp | None
Row: TypeAlias = Sequence[Cell]
BOM: Final = "\ufeff"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_csv(path: Path, rows: Iterable[Row], *, bom: bool = False, line_end: str = "\n") -> None:
    """Write rows as UTF-8 CSV, quoted only where needed, with or without a byte order mark."""
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    path.write_bytes(((BOM if bom else "") + text.getvalue()).encode())


def write_ods(path: Path, sheets: Mapping[str, Sequence[Row]]) -> None:
    """Write sheets of cells as an OpenDocument spreadsheet, the same bytes for the same cells.

    Parameters
    ----------
    path
        The file.
    sheets
        Rows of each sheet. Text, numbers and dates keep their kind; None and "" are blank cells.
    """
    with _fresh_namespaces():
        path.write_bytes(repack(_packed(sheets)))


def _packed(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableRow

    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell, times in _runs(row):
                line.addElement(_cell(cell, times))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


@contextmanager
def _fresh_namespaces() -> Iterator[None]:
    """Hide the XML namespaces that odfpy remembers of earlier documents and would declare in this one."""
    from odf.element import Element

    remembered = dict(Element.namespaces)
    Element.namespaces.clear()
    try:
        yield
    finally:
        Element.namespaces.update(remembered)


def repack(archive: bytes) -> bytes:
    """Return a zip with the same members: `mimetype` first and stored, the rest by name, no times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "mimetype", name)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 3
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name), compresslevel=9)
    return packed.getvalue()


def _runs(row: Row) -> list[tuple[Cell, int]]:
    """Fold neighbours that are alike: zeros and blanks come in long runs."""
    runs: list[tuple[Cell, int]] = []
    for cell in row:
        if runs and runs[-1][0] == cell and type(runs[-1][0]) is type(cell) and cell in (0, "", None):
            runs[-1] = (cell, runs[-1][1] + 1)
        else:
            runs.append((cell, 1))
    return runs


def _cell(cell: Cell, times: int) -> Any:
    from odf.table import TableCell
    from odf.text import P

    repeated = {"numbercolumnsrepeated": times} if times > 1 else {}
    if cell is None or cell == "":
        return TableCell(**repeated)
    if isinstance(cell, date):
        day = cell.strftime("%Y-%m-%d")
        made = TableCell(valuetype="date", datevalue=day, **repeated)
        made.addElement(P(text=cell.strftime("%d/%m/%Y")))
    elif isinstance(cell, int | float):
        made = TableCell(valuetype="float", value=f"{cell:g}" if abs(cell) < 1e5 else f"{cell:.0f}", **repeated)
        made.addElement(P(text=f"{cell:g}" if abs(cell) < 1e5 else f"{cell:,.0f}"))
    else:
        made = TableCell(valuetype="string", **repeated)
        for line in cell.split("\n"):
            paragraph = P()
            _add_text(paragraph, line)
            made.addElement(paragraph)
    return made


def _add_text(paragraph: Any, line: str) -> None:
    """Add text whose leading and doubled spaces ODF would otherwise fold away."""
    from odf.text import S

    kept = line.lstrip(" ")
    if len(line) > len(kept):
        paragraph.addElement(S(c=len(line) - len(kept)))
    for at, part in enumerate(kept.split("  ")):
        if at:
            paragraph.addText(" ")
            paragraph.addElement(S(c=1))
        paragraph.addText(part)
