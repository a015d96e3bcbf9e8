"""Ways to damage the valid folder of `builders`: one thing wrong at a time."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from builders import (
    HEADER_ROW,
    HISTORY,
    INSPECTIONS,
    WORKFORCE,
    edit_csv,
    edit_sheet,
    row_of,
    set_cell,
    set_sheet_cell,
    sheet_column,
    sheet_row,
)
from hostile_zips import renamed
from workforce_grades.codebook import OUTCOMES

OVERALL, CARE_LEAVERS = OUTCOMES["overall"], OUTCOMES["care_leavers"]
HTML = b"\n  <!DOCTYPE html>\n<html><body>Service unavailable, sorry</body></html>\n"
Damage = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """One damaged folder and what must be said about it, as patterns."""

    name: str
    damage: Damage
    says: tuple[str, ...]


def write(file: str, content: bytes) -> Damage:
    """Replace a file's content."""
    return lambda folder: (folder / file).write_bytes(content)


def rewrite(file: str, change: Callable[[bytes], bytes]) -> Damage:
    """Change a file's bytes."""
    return lambda folder: (folder / file).write_bytes(change((folder / file).read_bytes()))


def cell(column: str, value: str, **where: str) -> Damage:
    """Change one cell of the workforce file."""
    return lambda folder: set_cell(folder / WORKFORCE, column, value, **where)


def table(change: Callable[[pd.DataFrame], pd.DataFrame | None], file: str = WORKFORCE) -> Damage:
    """Change a CSV's table."""
    return lambda folder: edit_csv(folder / file, change)


def judged(column: str, value: object, *, authority: str = "Alderbrook", sheet: str = HISTORY) -> Damage:
    """Change one cell of Ofsted's workbook."""
    return lambda folder: set_sheet_cell(folder / INSPECTIONS, sheet, column, value, authority=authority)


def page(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None], sheet: str = HISTORY) -> Damage:
    """Change a sheet of Ofsted's workbook."""
    return lambda folder: edit_sheet(folder / INSPECTIONS, sheet, change)


def zipped(member: str) -> Damage:
    """Put the workforce file into a zip under its own name, as member `member` beside a guide."""

    def damage(folder: Path) -> None:
        content = (folder / WORKFORCE).read_bytes()
        with zipfile.ZipFile(folder / WORKFORCE, "w") as archive:
            archive.writestr("data-guidance.txt", "How to read this")
            archive.writestr(member, content)

    return damage


def alderbrook_2024(column: str, value: str) -> Damage:
    """Change a cell of Alderbrook 2024 (200 FTE in post, turnover 14%, caseload 16.3)."""
    return cell(column, value, la_name="Alderbrook", time_period="2024")


def cut_off(folder: Path) -> None:
    """Cut the workforce file within the rows of 2024; the manifest knows its full size."""
    content = (folder / WORKFORCE).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    (folder / "manifest.csv").write_text(f"file,bytes,sha256\n{WORKFORCE},{len(content)},{digest}\n")
    end = content.index(b"2024,Reporting year,Local authority")
    (folder / WORKFORCE).write_bytes(content[: end + 12])


def as_fractions(rows: pd.DataFrame) -> None:
    """Write the turnover rate as a share of one."""
    rows["turnover_rate_fte"] = (rows["turnover_rate_fte"].astype(float) / 100).round(3).astype("str")


def repeat(column: str = "", value: str = "") -> Damage:
    """Repeat the first authority row, with another value where one is given."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        again = rows.loc[[row_of(rows, la_name="Alderbrook")]]
        return pd.concat([rows, again.assign(**{column: value}) if column else again])

    return table(change)


def second_release(folder: Path) -> None:
    """Put another release of the workforce file beside the first."""
    shutil.copy(folder / WORKFORCE, folder / "csww_indicators_2023_to_2024.csv")


def without_header(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Delete the header row."""
    sheet.delete_rows(HEADER_ROW)


def blank_row(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Insert a blank row within the table."""
    sheet.insert_rows(HEADER_ROW + 4)


def second_table(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Move the last two rows to a table of their own: blank row, title, header, rows."""
    at = sheet.max_row - 1
    sheet.insert_rows(at, 3)
    sheet.cell(at + 1, 1).value = "Authorities that no longer exist"
    for column in range(1, sheet.max_column + 1):
        sheet.cell(at + 2, column).value = sheet.cell(HEADER_ROW, column).value


def text_dates(form: str) -> Damage:
    """Write the history's inspection dates as text."""

    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        at = sheet_column(sheet, "Inspection date")
        for row in range(HEADER_ROW + 1, sheet.max_row + 1):
            sheet.cell(row, at).value = sheet.cell(row, at).value.strftime(form)

    return page(change)


def renamed_sheet(folder: Path) -> None:
    """Call the history sheet something else."""
    book = openpyxl.load_workbook(folder / INSPECTIONS)
    book[HISTORY].title = "Sheet1"
    book.save(folder / INSPECTIONS)


def graded_visit(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Give Fenholt's monitoring visit (its last row in the sheet) a judgement."""
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    kind = sheet_column(sheet, "Inspection/Visit type")
    visit = next(row for row in rows if sheet.cell(row, kind).value == "LA Monitoring visit")
    sheet.cell(visit, sheet_column(sheet, OVERALL)).value = "Good"


def repeated_inspection(overall: str | None = None) -> Damage:
    """Repeat Alderbrook's first inspection, with another judgement where one is given."""

    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        first = [sheet.cell(sheet_row(sheet, "Alderbrook"), at).value for at in range(1, sheet.max_column + 1)]
        if overall:
            first[sheet_column(sheet, OVERALL) - 1] = overall
        sheet.append(first)

    return page(change)


def bomb() -> bytes:
    """Return a small ODS with one cell 900 million times."""
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="900000000"/>'
    sheet = f'<table:table table:name="{HISTORY}"><table:table-row>{cell}</table:table-row></table:table>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content>{sheet}</office:document-content>")
    return content.getvalue()


def two_named(folder: Path) -> None:
    """Let Ofsted's workbook show Python one name of a sheet and the reader another."""
    with zipfile.ZipFile(folder / INSPECTIONS) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (folder / INSPECTIONS).write_bytes(renamed(parts, "xl/worksheets/sheet1.xml", "xl/media/image1.png"))


def under_bare_name(folder: Path) -> None:
    """Leave out Fenholt's code, so that its name must do."""
    set_sheet_cell(folder / INSPECTIONS, HISTORY, "Local authority area code", None, authority="Fenholt")


def with_manifest_of_another_file(folder: Path) -> None:
    """Record another hash for the workforce file."""
    (folder / "manifest.csv").write_text(f"file,bytes,sha256\n{WORKFORCE},1000,{'9e058bac' * 8}\n")


def percent_signs(rows: pd.DataFrame) -> None:
    """Write rates with a percent sign and cases with thousands commas."""
    rows["turnover_rate_fte"] = rows["turnover_rate_fte"] + "%"
    rows["cases"] = rows["cases"].astype(int).map("{:,}".format)
