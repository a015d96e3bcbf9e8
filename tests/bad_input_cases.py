"""Every kind of bad input that the data layer must recognise, as a change to the valid folder of `builders`.

`REFUSED` inputs stop with a message that says file, place, what was found, what is expected and what to do.
`READ_AS_VALID` inputs give the same tables as the valid folder, most with a note. `READ_WITH_NOTE` inputs are
what they are: they are read, and the note says what is odd.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from builders import (
    AS_AT,
    AUTHORITIES,
    HEADER_ROW,
    HISTORY,
    IN_YEAR,
    INSPECTIONS,
    WORKFORCE,
    edit_csv,
    edit_sheet,
    row_of,
    set_cell,
    set_sheet_cell,
    sheet_column,
    sheet_row,
    workforce_2022_layout,
)
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


REFUSED = [
    Case("web page as csv", write(WORKFORCE, HTML),
         (WORKFORCE, r"is a web page, not a CSV \(starts `<!DOCTYPE html>`\)", "download failed", "fetch it again")),
    Case("server error as csv", write(WORKFORCE, b'{"title": "Not Found", "status": 404}'),
         (WORKFORCE, "error from the server: 404 Not Found", "fetch it again")),
    Case("zip without the member", zipped("data/something_else.csv"),
         (r"csww_indicators_\*.csv is not in the zip", "It holds: data-guidance.txt, data/something_else.csv")),
    Case("damaged zip", lambda folder: [zipped(f"data/{WORKFORCE}")(folder), rewrite(
         WORKFORCE, lambda content: content[:-200])(folder)], (WORKFORCE, "zip is damaged or incomplete")),
    Case("damaged gzip", rewrite(WORKFORCE, lambda content: gzip.compress(content)[:-100]),
         (WORKFORCE, "gzip data is damaged or incomplete")),
    Case("truncated csv", cut_off,
         (WORKFORCE, r"the last line has 2 of 32 fields", r"year.* 2023(-2024)? (is|are) missing", "file is incomplete",
          r"bytes; expected [\d,]+", "fetch it again")),
    Case("truncated between rows", table(lambda rows: rows[rows["time_period"] != "2023"]),
         (WORKFORCE, "no rows for 2023: the file is incomplete", "Fetch the file again")),
    Case("line cut short in the middle", rewrite(
         WORKFORCE, lambda content: content.replace(b",Fenholt,140,154", b",Fenholt,140", 1)),
         (WORKFORCE, r"line \d+ has 31 of 32 fields", "32 fields in every line")),
    Case("open quotation mark", rewrite(
         WORKFORCE, lambda content: content.replace(b",Fenholt,", b',"Fenholt,', 1)),
         (WORKFORCE, "not readable as CSV")),
    Case("empty csv", write(WORKFORCE, b""), (WORKFORCE, "the file is empty", "fetch it again")),
    Case("header only", rewrite(WORKFORCE, lambda content: content.split(b"\n")[0] + b"\n"),
         (WORKFORCE, "has a header but no rows", "fetch it again")),
    Case("semicolons", rewrite(WORKFORCE, lambda content: content.replace(b",", b";")),
         (WORKFORCE, "one column found; looks semicolon separated", "commas")),
    Case("binary as csv", write(WORKFORCE, bytes(range(256)) * 8), (WORKFORCE, "binary data, not text", "a CSV file")),
    Case("renamed column", table(lambda rows: rows.rename(columns={"turnover_rate_fte": "turnover_rate_fte_%"})),
         (r"column `turnover_rate_fte` \(found `turnover_rate_fte_%`\) not found", "2025 layout", "of that release")),
    Case("repeated row with another value", repeat("cases", "9999"),
         (WORKFORCE, "Alderbrook 2025 stands there twice", r"line \d+: \d+.* and line \d+: 9999", "one row")),
    Case("percent as fraction", table(as_fractions),
         (r"turnover_rate_fte 0\.1\d+ against 100 x leavers_fte / \(inpost_fte\) = 1\d\.\d: looks like a fraction",
          r"line \d+, Alderbrook 2025")),
    Case("swapped columns", table(lambda rows: rows.rename(
         columns={"agency_rate_fte": "vacancy_rate_fte", "vacancy_rate_fte": "agency_rate_fte"})),
         ("agency_rate_fte", "columns may be swapped")),
    Case("unknown symbol", table(lambda rows: rows.assign(caseload_fte="n/a")),
         (r"symbols that are not known: 'n/a' \(17\)", "column caseload_fte, line", "a number, blank or one of c x")),
    Case("star for a number", alderbrook_2024("cases", "*"), (r"'\*' \(1\)", "column cases, line 1")),
    Case("scientific notation", alderbrook_2024("cases", "1.2E+03"),
         (r"'1\.2E\+03'", "column cases", "rewritten by a spreadsheet program", "publisher's own file")),
    Case("code as a number", cell("old_la_code", "601.0", la_name="Alderbrook"),
         (r"'601\.0' is not a code \(Alderbrook\)", r"line \d+, column old_la_code", "spreadsheet program")),
    Case("lost leading digit", cell("new_la_code", "6000901", la_name="Alderbrook"),
         ("'6000901' is not a code", "column new_la_code", r"E06\.\.\.")),
    Case("american dates in the code list", lambda folder: set_cell(
         folder / AUTHORITIES, "date_of_operation", "4/1/2024", la_name="Fenholt"),
         ("las.csv, line 8, column date_of_operation", "'4/1/2024' is not a date", "two digits for day and month")),
    Case("negative number", alderbrook_2024("vacancy_fte", "-3"),
         ("column vacancy_fte", r"-3\.0 \(line \d+, Alderbrook, 2024\)", "not negative")),
    Case("rate over 100", alderbrook_2024("vacancy_rate_fte", "101.5"),
         ("column vacancy_rate_fte", r"101\.5 \(line \d+, Alderbrook, 2024\)", "percentage from 0 to 100")),
    Case("caseload of 0", alderbrook_2024("caseload_fte", "0"),
         ("column caseload_fte", r"0\.0 \(line \d+, Alderbrook, 2024\)", "above 0 and at most 100")),
    Case("caseload over 100", alderbrook_2024("caseload_fte", "163"), ("column caseload_fte", "at most 100")),
    Case("unknown code", cell("new_la_code", "E06000999", la_name="Alderbrook"),
         (WORKFORCE, r"line \d+", "'E06000999' is not in the authority list", "Nearest: .*E06000901")),
    Case("codes of two authorities", cell("new_la_code", "E08000901", la_name="Alderbrook"),
         ("E08000901 is Birchwater, but DfE code 601 is Alderbrook", "two codes of one authority")),
    Case("authority that had ended", table(lambda rows: rows.replace(
         {"E06000902": "E10000901", "606": "605", "Fenholt": "Elmshire"})),
         (r"Elmshire \(DfE code 605\) has a row in 2024", "rows of Fenholt and Greyford")),
    Case("only some authorities", table(lambda rows: rows[~(
         rows["la_name"].isin(["Alderbrook", "Hartwell"]) & (rows["time_period"] == "2024"))]),
         ("2024 has 5 authorities; missing: Alderbrook, Hartwell", "Expected 7", "rows are lost")),
    Case("level that is not known", table(lambda rows: rows.replace({"geographic_level": {"Regional": "Ward"}})),
         ("geographic level 'Ward' is not known", "Local authority or Regional or National")),
    Case("region marked as an authority", table(lambda rows: rows.replace(
         {"geographic_level": {"Regional": "Local authority"}})),
         (r"line \d+, column new_la_code", "'' is not a code")),
    Case("year that is not a year", table(lambda rows: rows.assign(time_period="202425")),
         ("'202425' is not a reporting year", r"line \d+, column time_period")),
    Case("joint return that does not split", cell("old_la_code", "603", la_name="Cotterdale / Dunmere"),
         (r"a joint return whose parts do not match: E09000901 / E09000902 \| 603 \|", "as many codes", r"line \d+")),
    Case("two releases", second_release,
         ("2 files could be", "csww_indicators_2023_to_2024.csv", "one release of each publication", "Keep one")),
    Case("wrong sheet", renamed_sheet,
         (INSPECTIONS, f"there is no sheet '{HISTORY}'", f"Sheets: Cover, {AS_AT}, {IN_YEAR}, Sheet1",
          "Sheet with a 'Inspection type' column: Sheet1")),
    Case("no header row", page(without_header),
         (f"sheet {HISTORY}", "no table with the columns Local authority area code", "a header row with", "Found: ")),
    Case("column missing in the sheet", page(lambda sheet: sheet.delete_cols(sheet_column(sheet, OVERALL))),
         (f"sheet {HISTORY}", f"no table with the columns {OVERALL}")),
    Case("header only in the sheet", page(lambda sheet: sheet.delete_rows(HEADER_ROW + 1, 100)),
         (f"sheet {HISTORY}", "a header but no rows")),
    Case("blank row in the table", page(blank_row),
         (rf"sheet {HISTORY}, row {HEADER_ROW + 5}", "apart from the table, after a blank row", "Remove the blank")),
    Case("web page as workbook", write(INSPECTIONS, HTML),
         (INSPECTIONS, r"web page \(\d+ bytes, starts", "ODS or XLSX")),
    Case("truncated workbook", rewrite(INSPECTIONS, lambda content: content[: len(content) // 2]),
         (INSPECTIONS, r"not a spreadsheet, or an incomplete one \([\d,]+ bytes, starts `PK", "fetch it again")),
    Case("month first dates", text_dates("%m/%d/%Y"),
         (f"sheet {HISTORY}, row 4", "'01/15/2024' is not a date", "dd/mm/yyyy")),
    Case("future date", judged("Inspection date", pd.Timestamp(2052, 5, 12)),
         ("12/05/2052 is after today and after the file's own cut-off 31 March 2025", f"sheet {HISTORY}, row 4, Al")),
    Case("date after the cut-off", judged("Inspection date", pd.Timestamp(2025, 5, 12)),
         ("12/05/2025 is after the file's own cut-off 31 March 2025",)),
    Case("date before the framework", judged("Inspection date", pd.Timestamp(2011, 5, 12)),
         ("inspected on 12/05/2011, before ILACS began",)),
    Case("published before inspected", judged("Publication date", pd.Timestamp(2023, 12, 1)),
         ("published 01/12/2023, not after the first day of the inspection, 15/01/2024", "row 4, Alderbrook")),
    Case("published on the day it began", judged("Publication date", pd.Timestamp(2024, 1, 15)),
         ("published 15/01/2024, not after the first day of the inspection, 15/01/2024", "row 4, Alderbrook")),
    Case("no date", judged("Inspection date", None), ("an inspection without a date", "row 4, Alderbrook")),
    Case("unknown grade", judged(OVERALL, "Good with outstanding features"),
         (INSPECTIONS, f"sheet {HISTORY}, row 4, Alderbrook, inspected 2024-01-15", "'Good with outstanding features'",
          "Outstanding, Good, Requires improvement to be good, Inadequate")),
    Case("grade of an older framework", judged(OVERALL, "Adequate", authority="Fenholt"),
         ("'Adequate' is not a judgement; 'Adequate' belongs to frameworks before 2013", "Fenholt")),
    Case("grade in the as-at sheet", judged(OVERALL, "Fine", sheet=AS_AT), (f"sheet {AS_AT}, row 4", "'Fine'")),
    Case("graded visit", page(graded_visit, IN_YEAR),
         (f"sheet {IN_YEAR}", "Fenholt", "a monitoring visit has the judgement 'Good'", "visits are not inspections")),
    Case("visit among the inspections", judged("Inspection type", "ILACS Focused Visit"),
         (f"sheet {HISTORY}, row 4", "a visit stands among the inspections")),
    Case("unknown inspection type", judged("Inspection type", "JTAI"),
         ("inspection type 'JTAI' is not known", "ILACS Standard Inspection")),
    Case("inspection twice with another grade", repeated_inspection("Outstanding"),
         (f"sheet {HISTORY}, Alderbrook", r"one inspection stands there twice with different values \(rows 4 and 13")),
    Case("damaged code in the workbook", judged("Local authority area code", "6000901"),
         ("column ons_code_published", r"6000901 \(line 4, Alderbrook\)", "ONS code such as E06000001")),
    Case("unknown authority in the workbook", judged("Local authority area code", "E06000999"),
         (f"sheet {HISTORY}, row 4", "'E06000999' is not in the authority list")),
    Case("web page as code list", write(AUTHORITIES, HTML), ("las.csv", "is a web page")),
    Case("no workforce file", lambda folder: (folder / WORKFORCE).unlink(),
         (r"no file like csww_indicators_\*.csv", "https://explore-education-statistics.service.gov.uk/")),
]  # fmt: skip


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


READ_AS_VALID = [
    Case("gzip as csv", rewrite(WORKFORCE, gzip.compress), ("compressed with gzip; it was unpacked",)),
    Case("zip with the member", zipped(f"data/{WORKFORCE}"), (f"is a zip; data/{WORKFORCE} was read from it",)),
    Case("utf-16", rewrite(WORKFORCE, lambda content: content.decode().replace(",", "\t").encode("utf-16")),
         ("the file is UTF-16",)),
    Case("windows-1252", rewrite(
         WORKFORCE, lambda content: content.replace(b"Reporting year", b"Reporting year\x92s", 1)),
         (r"byte [\d,]+ is not UTF-8; the file was read as Windows-1252",)),
    Case("byte order mark", rewrite(WORKFORCE, lambda content: b"\xef\xbb\xbf" + content), ()),
    Case("windows line ends", rewrite(WORKFORCE, lambda content: content.replace(b"\n", b"\r\n")), ()),
    Case("extra column", table(lambda rows: rows.assign(comment="x")), ("columns that are not used: comment",)),
    Case("reordered columns and rows", table(lambda rows: rows[rows.columns[::-1]][::-1]), ()),
    Case("percent signs and commas", table(percent_signs), ()),
    Case("repeated row", repeat(), ("1 rows stand there twice with the same values; each was used once",)),
    Case("repeated inspection", repeated_inspection(), ("1 inspections stand there twice with the same values",)),
    Case("old code in a new year", cell("new_la_code", "E08000902", la_name="Hartwell", time_period="2025"),
         ("Hartwell 2025 stands under its old code E08000902, replaced by E08000903 on 1 April 2025",)),
    Case("predecessor's code beside the new DfE code", cell(
         "new_la_code", "E10000901", la_name="Fenholt", time_period="2024"),
         ("Fenholt 2024 stands under its old code E10000901, replaced by E06000902 on 1 April 2024",)),
    Case("hash differs from manifest", with_manifest_of_another_file,
         (r"changed since the manifest was written \(sha256 9e058bac\.\.\. -> [0-9a-f]{8}\.\.\.\): the publisher",)),
    Case("another header row", page(lambda sheet: sheet.insert_rows(2, 4)), ()),
    Case("second table on the sheet", page(second_table), ()),
    Case("day first text dates", text_dates("%d/%m/%Y"), ()),
    Case("day first short dates", text_dates("%d/%m/%y"), ()),
    Case("iso text dates", text_dates("%Y-%m-%d"), ()),
    Case("a name for a missing code", under_bare_name, ()),
    Case("other case and spaces in a grade", judged(OVERALL, "  GOOD "), ()),
]  # fmt: skip

READ_WITH_NOTE = [
    Case("missing care leavers", judged(CARE_LEAVERS, None),
         ("Alderbrook, inspected 15 January 2024: no care leavers judgement, though inspected since 16 January 2023",)),
    Case("care leavers too early", judged(CARE_LEAVERS, "Good", authority="Hartwell"),
         ("Hartwell, inspected 14 November 2022: a care leavers judgement before 16 January 2023",)),
    Case("turnover outside the usual band", lambda folder: [
         alderbrook_2024("turnover_rate_fte", "70")(folder), alderbrook_2024("leavers_fte", "140")(folder)],
         ("Alderbrook 2024: turnover 70.0, caseload 16.3: outside the usual",)),
    Case("the layout of 2022", lambda folder: workforce_2022_layout().to_csv(folder / WORKFORCE, index=False),
         ("`turnover_rate_fte` not found; found `turnover_rate_fte_%`: this is the 2022 layout",)),
]  # fmt: skip
