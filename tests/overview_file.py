"""A file of the layout of Data to Insight's overview, about the fictional authorities of `builders`."""

from __future__ import annotations

from pathlib import Path

import openpyxl

OVERVIEW = "ofsted_csc_ilacs_overview.xlsx"
COLUMNS = [
    "la_code", "region_code", "ltla23cd", "urn", "local_authority", "inspection_link", "overall_effectiveness_grade",
    "impact_of_leaders_grade", "help_and_protection_grade", "in_care_grade", "care_leavers_grade",
    "inspection_framework", "inspector_name", "inspectors_inspections_count", "inspection_start_date",
    "inspection_end_date", "publication_date", "local_link_to_all_inspections", "region_name", "stat_neighbours",
]  # fmt: skip
RI = "requires improvement"
# code, stale area code, name, overall, leaders, help, in care, care leavers, framework, started, published
ROWS = (
    (601, "E06000901", "alderbrook", "outstanding", "good", "good", "good", RI, "short", "03/02/2025", "24/03/25"),
    ("602", "E08000901", "birchwater", "good", "good", "good", "good", "good", "standard", "06/10/2025", "24/11/25"),
    (603, "E09000901", "cotterdale", "good", "good", "good", RI, "good", "short", "04/11/2024", "06/01/25"),
    (604.0, "E10000006", "dunmere", "not_reported_post_reform", "good", RI, "good", "good", "standard", "13/04/2026",
     "01/06/26"),
    (606, "E10000006", "fenholt", None, RI, RI, RI, "inspection_pre_dates_judgement", "", "03/11/2025", "05/01/26"),
    (607, "", "greyford", "good", "good", "good", "good", "good", None, None, "10/03/25"),
    (608, "E08000902", "hartwell", "good", "good", "good", "good", None, "standard", "01/03/2021", "01/05/21"),
)  # fmt: skip


def write_overview(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS) -> Path:
    """Write a file of Data to Insight's layout: twenty columns, dates as day-first text, inspectors named."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for code, area, name, overall, leaders, helped, care, leaving, framework, begun, out in rows:
        sheet.append([code, "E12", area, 80426, name, "https://files.example.org/1", overall, leaders, helped, care,
                      leaving, framework, "a named inspector", 3, begun, begun, out, "folder", "", "1, 2"])  # fmt: skip
    file = folder / OVERVIEW
    book.save(file)
    return folder
