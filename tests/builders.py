"""A tiny data folder in the publishers' formats: eight fictional authorities, three censuses, nine inspections.

It holds a joint return (Cotterdale / Dunmere), a split (Elmshire, 1 April 2024) and a recode (Hartwell,
1 April 2025), each as DfE and Ofsted would publish it. Tests copy the folder and change one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from workforce_grades.codebook import OUTCOMES
from workforce_grades.sources.workforce_checks import working_days
from workforce_grades.sources.workforce_layouts import IDENTIFIERS, LAYOUT_2022, LAYOUT_2025

WORKFORCE = "csww_indicators_2023_to_2025.csv"
INSPECTIONS = "LA_Inspection_Outcomes_as_at_31_March_2025.xlsx"
AUTHORITIES = "las.csv"
HISTORY = "ILACS_inspection_history"
IN_YEAR = "In-year_inspections"
AS_AT = "Inspections_as_at_31_March"
HEADER_ROW = 3

NORTH, SOUTH = ("E12000001", "North Vale"), ("E12000002", "South Vale")
YEARS = (2023, 2024, 2025)

LAS = (
    # ONS code, name, from, to, region, status, DfE code
    ("E06000901", "Alderbrook", "01/01/2009", "", NORTH, "live", "601"),
    ("E08000901", "Birchwater", "01/01/2009", "", NORTH, "live", "602"),
    ("E09000901", "Cotterdale", "01/01/2009", "", SOUTH, "live", "603"),
    ("E09000902", "Dunmere", "01/01/2009", "", SOUTH, "live", "604"),
    ("E09000901 / E09000902", "Cotterdale / Dunmere", "01/01/2009", "", SOUTH, "live", "603 / 604"),
    ("E10000901", "Elmshire", "01/01/2009", "31/03/2024", NORTH, "terminated", "605"),
    ("E06000902", "Fenholt", "01/04/2024", "", NORTH, "live", "606"),
    ("E06000903", "Greyford", "01/04/2024", "", NORTH, "live", "607"),
    ("E08000902", "Hartwell", "01/01/2009", "30/04/2025", SOUTH, "terminated", "608"),
    ("E08000903", "Hartwell", "01/05/2025", "", SOUTH, "live", "608"),
    ("E99999999", "Outside the country", "01/01/2009", "", NORTH, "live", "z"),
)

SUCCESSORS = (
    # pred_ons, pred_dfe, succ_ons, succ_dfe, effective_date, change
    ("E10000901", "605", "E06000902", "606", "2024-04-01", "split"),
    ("E10000901", "605", "E06000903", "607", "2024-04-01", "split"),
    ("E08000902", "608", "E08000903", "608", "2025-04-01", "recode (small boundary change)"),
)

ALIASES = (("Ofsted", "Birchwater, City of", "602"), ("Ofsted", "Grey Ford", "607"))

RETURNS = (
    # ONS codes, DfE codes, name, region, years, FTE in post
    ("E06000901", "601", "Alderbrook", NORTH, YEARS, 200.0),
    ("E08000901", "602", "Birchwater", NORTH, YEARS, 120.0),
    ("E09000901 / E09000902", "603 / 604", "Cotterdale / Dunmere", SOUTH, YEARS, 160.0),
    ("E10000901", "605", "Elmshire", NORTH, (2023,), 300.0),
    ("E06000902", "606", "Fenholt", NORTH, (2024, 2025), 140.0),
    ("E06000903", "607", "Greyford", NORTH, (2024, 2025), 15.0),
    ("E08000902", "608", "Hartwell", SOUTH, (2023, 2024), 90.0),
    ("E08000903", "608", "Hartwell", SOUTH, (2025,), 90.0),
)

GOOD, RI = "Good", "Requires improvement to be good"
JUDGED = (
    # ONS code, name, status, inspected, published, type, overall, leaders, help, in care, care leavers
    ("E06000901", "Alderbrook", "Current", "2024-01-15", "2024-03-04", "Standard", (GOOD, GOOD, RI, GOOD, GOOD)),
    ("E06000901", "Alderbrook", "Current", "2025-02-03", "2025-03-24", "Short", ("Outstanding", GOOD, GOOD, GOOD, RI)),
    ("E08000901", "Birchwater, City of", "Current", "2024-10-07", "2024-11-25", "Standard", (RI, RI, RI, GOOD, RI)),
    ("E09000901", "Cotterdale", "Current", "2024-11-04", "2025-01-06", "Short", (GOOD, GOOD, GOOD, GOOD, GOOD)),
    ("E09000902", "Dunmere", "Current", "2024-03-11", "2024-04-29", "Standard",
     ("Outstanding", GOOD, GOOD, GOOD, GOOD)),
    ("E10000901", "Elmshire", "No longer exists", "2023-11-06", "2024-01-08", "Standard",
     ("Inadequate", "Inadequate", RI, RI, RI)),
    ("E06000902", "Fenholt", "Current", "2024-09-30", "2024-11-18", "Standard", (RI, RI, RI, RI, GOOD)),
    ("E06000903", "Greyford", "Current", "2025-01-20", "2025-03-10", "Standard", (GOOD, RI, GOOD, GOOD, GOOD)),
    ("E08000902", "Hartwell", "Current", "2022-11-14", "2023-01-09", "Standard", (GOOD, GOOD, GOOD, GOOD, "")),
)  # fmt: skip
VISITED = (
    ("E08000901", "Birchwater, City of", "2024-06-04", "2024-07-15", "ILACS Focused Visit", "Front door"),
    ("E06000902", "Fenholt", "2025-03-26", "2025-04-29", "LA Monitoring visit", ""),
)


def build_folder(folder: Path) -> Path:
    """Write the whole valid folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    authority_codes().to_csv(folder / AUTHORITIES, index=False)
    workforce().to_csv(folder / WORKFORCE, index=False)
    write_reference_facts(folder)
    write_workbook(folder / INSPECTIONS)
    return folder


def authority_codes() -> pd.DataFrame:
    """DfE's list of codes."""
    rows = [
        (ons, name, start, end, region[0], ons[:3], "Unitary Authorities", status, dfe)
        for ons, name, start, end, region, status, dfe in LAS
    ]
    columns = ["new_la_code", "la_name", "date_of_operation", "date_of_termination", "parent_geography_code",
               "entity_code", "entity_description", "status", "old_la_code"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def write_reference_facts(folder: Path) -> None:
    """Write the fictional successor links, spellings and regions, which take the place of England's."""
    links = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]
    pd.DataFrame(SUCCESSORS, columns=links).to_csv(folder / "authority_history.csv", index=False)
    aliases = ["source", "name_in_source", "dfe_code"]
    pd.DataFrame(ALIASES, columns=aliases).to_csv(folder / "name_aliases.csv", index=False)
    pd.DataFrame([NORTH, SOUTH], columns=["region_code", "region_name"]).to_csv(folder / "regions.csv", index=False)


def workforce() -> pd.DataFrame:
    """The workforce file in the layout of 2025, latest year first, with a national and two regional rows a year."""
    rows = []
    for year in reversed(YEARS):
        rows.append(_workforce_row(year, "National", ("", ""), ("", "", ""), 1_000.0))
        rows += [_workforce_row(year, "Regional", region, ("", "", ""), 500.0) for region in (NORTH, SOUTH)]
        rows += [
            _workforce_row(year, "Local authority", region, (dfe, ons, name), fte)
            for ons, dfe, name, region, years, fte in RETURNS
            if year in years
        ]
    return pd.DataFrame(rows, columns=[*IDENTIFIERS, *LAYOUT_2025.columns]).astype("str")


def workforce_2022_layout() -> pd.DataFrame:
    """The same numbers under the column names of 2022."""
    tidy = workforce().rename(columns=LAYOUT_2025.columns)
    published = {name: column for column, name in LAYOUT_2022.columns.items()}
    return tidy[[*IDENTIFIERS, *published]].rename(columns=published)


def _workforce_row(
    year: int, level: str, region: tuple[str, str], codes: tuple[str, str, str], fte: float
) -> list[object]:
    identifiers = [year, "Reporting year", level, "E92000001", "England", *region, *codes]
    values = measures(year, fte)
    return identifiers + [f"{values[column]:g}" for column in LAYOUT_2025.columns]


def measures(year: int, fte: float) -> dict[str, float]:
    """Return one year's measures of an authority by published column; rates follow from counts, as in the files."""
    leavers = round(fte * (0.10 + 0.01 * (year - 2020)), 1)
    agency, cover, vacancies = round(fte * 0.2, 1), round(fte * 0.15, 1), round(fte * 0.18, 1)
    holders = round(fte * 0.7, 1)
    cases, days = round(holders * 16.3), round(fte * 8.0, 1)
    people, gone, locums = round(fte * 1.1), round(leavers * 1.1), round(agency * 1.05)
    workable = fte * int(working_days(pd.Series([year])).iloc[0])
    values = {
        "inpost_fte": fte, "inpost_headcount": people, "starters_fte": round(fte * 0.15, 1),
        "starters_headcount": round(fte * 0.16), "leavers_fte": leavers, "leavers_headcount": gone,
        "turnover_rate_fte": 100 * leavers / fte, "turnover_rate_headcount": 100 * gone / people,
        "agency_fte": agency, "agency_headcount": locums, "agency_rate_fte": 100 * agency / (agency + fte),
        "agency_rate_headcount": 100 * locums / (locums + people), "agency_cover_fte": cover,
        "agency_cover_rate_fte": 100 * cover / agency, "vacancy_fte": vacancies,
        "vacancy_rate_fte": 100 * vacancies / (vacancies + fte),
        "vacancy_agency_cover_rate_fte": 100 * cover / vacancies, "case_holders_fte": holders, "cases": cases,
        "caseload_fte": cases / holders, "working_days_lost_fte": days, "absence_rate_fte": 100 * days / workable,
    }  # fmt: skip
    return {column: round(value, 1) for column, value in values.items()}


def write_workbook(file: Path) -> None:
    """Write Ofsted's workbook: a cover, and three data sheets with two title rows each."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Local authority inspection outcomes"])
    grades, link = list(OUTCOMES.values()), "Ofsted Local Authority Webpage"
    shared = ["Web link", "Local authority area code", "Local authority name"]
    _sheet(
        book,
        AS_AT,
        [*shared, "Ofsted region", "Inspection date", "Publication date", *grades],
        [
            [link, ons, name, "Vale", _day(begun), _day(out), *given]
            for ons, name, _status, begun, out, _kind, given in _latest()
        ],
    )
    _sheet(
        book,
        IN_YEAR,
        [
            *shared,
            "Region",
            "Inspection/Visit date",
            "Publication date",
            "Inspection/Visit type",
            *grades,
            "Visit Theme",
        ],
        [
            [link, ons, name, "Vale", _day(begun), _day(out), f"ILACS {kind} Inspection", *given, ""]
            for ons, name, _s, begun, out, kind, given in JUDGED
            if begun >= "2024-04-01"
        ]
        + [
            [link, ons, name, "Vale", _day(begun), _day(out), kind, "", "", "", "", "", theme]
            for ons, name, begun, out, kind, theme in VISITED
        ],
    )
    _sheet(
        book, HISTORY,
        [*shared, "Local authority status", "Ofsted region", "Inspection date", "Publication date", "Inspection type",
         *grades],
        [[link, ons, name, status, "Vale", _day(begun), _day(out), f"ILACS {kind} Inspection", *given]
         for ons, name, status, begun, out, kind, given in JUDGED],
    )  # fmt: skip
    book.save(file)


def _latest() -> list[tuple[Any, ...]]:
    current = [row for row in JUDGED if row[2] == "Current"]
    return [row for row in current if row[3] == max(other[3] for other in current if other[0] == row[0])]


def _sheet(book: openpyxl.Workbook, name: str, header: list[str], rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(name)
    sheet.append([f"{name} of fictional authorities"])
    sheet.append(["This worksheet contains one table."])
    for row in (header, *rows):
        sheet.append([cell if cell != "" else None for cell in row])


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def edit_csv(file: Path, change: Callable[[pd.DataFrame], pd.DataFrame | None]) -> None:
    """Rewrite a CSV after `change`, which may alter the table of text cells or return another."""
    table = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    changed = change(table)
    (table if changed is None else changed).to_csv(file, index=False)


def set_cell(file: Path, column: str, value: str, **where: str) -> None:
    """Change one cell of a CSV: the first row in which the columns `where` have these values."""

    def change(table: pd.DataFrame) -> None:
        table.loc[row_of(table, **where), column] = value

    edit_csv(file, change)


def row_of(table: pd.DataFrame, **where: str) -> int:
    """Return the index of the first row that fits; one must."""
    fits = pd.Series(True, index=table.index)
    for column, value in where.items():
        fits &= table[column] == value
    return int(table.index[fits][0])


def edit_sheet(file: Path, sheet: str, change: Callable[[Any], None]) -> None:
    """Rewrite a workbook after `change` to one of its openpyxl sheets."""
    book = openpyxl.load_workbook(file)
    change(book[sheet])
    book.save(file)


def set_sheet_cell(file: Path, sheet: str, column: str, value: object, *, authority: str) -> None:
    """Change one cell of a sheet: the first row of an authority, in the column with that header."""

    def change(page: Any) -> None:
        page.cell(sheet_row(page, authority), sheet_column(page, column)).value = value

    edit_sheet(file, sheet, change)


def sheet_row(page: Any, authority: str) -> int:
    """Return the number of an authority's first row."""
    return next(row for row in range(HEADER_ROW + 1, page.max_row + 1) if page.cell(row, 3).value == authority)


def sheet_column(page: Any, header: str) -> int:
    """Return the number of the column with a header."""
    return next(at for at in range(1, page.max_column + 1) if page.cell(HEADER_ROW, at).value == header)
