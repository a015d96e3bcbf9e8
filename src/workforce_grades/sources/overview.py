"""Data to Insight's overview of ILACS inspections: fresher than Ofsted's yearly file, and read from reports.

One row an authority, its latest inspection. A program reads Ofsted's PDF reports for it, so that dates and grades can
be missing; codes of areas are stale, DfE's codes are not. Names of inspectors are never read.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.codebook import Outcome
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.grades import GRADE_DTYPE, parse_grade
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.spreadsheets import Workbook, parse_date, squash

SOURCE_ID: Final = "inspections_overview"
NO_OVERALL_FROM: Final = pd.Timestamp(2026, 4, 1)
"""Inspections from this day have no overall judgement: Ofsted gives none any more."""

_GRADES: Final[dict[Outcome, str]] = {
    "overall": "overall_effectiveness_grade",
    "leaders": "impact_of_leaders_grade",
    "help_protection": "help_and_protection_grade",
    "in_care": "in_care_grade",
    "care_leavers": "care_leavers_grade",
}
_REQUIRED: Final = (
    "la_code", "local_authority", "inspection_framework", "inspection_start_date", "publication_date",
    *_GRADES.values(),
)  # fmt: skip
_NO_LONGER_GIVEN: Final = "not_reported_post_reform"
_TYPES: Final = {"standard": "standard", "short": "short"}


def load_overview(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return the overview: each authority's latest inspection as its report says.

    Returns
    -------
    pandas.DataFrame
        `la_key`, `name`, `name_published`, `inspection_type` ("" where it was not read), `inspection_date`,
        `publication_date`, the five judgements. Rows without a date of inspection are left out and noted: they cannot
        be linked to a census. A missing overall judgement is noted where the inspection began before April 2026.

    Raises
    ------
    DataError
        A column, date, judgement or authority that is not as Data to Insight publishes it.

    Notes
    -----
    Source: Data to Insight, ofsted-ilacs-scrape-tool (MIT), from Ofsted's reports.
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require(SOURCE_ID)
    log = folder.log(SOURCE_ID, path)
    table = _read(path)
    log.rows_read = len(table)
    tidy = pd.DataFrame([_tidy(row, authorities, path) for row in table.to_dict("records")])
    for column in ("inspection_date", "publication_date"):
        tidy[column] = pd.DatetimeIndex(tidy[column], dtype="datetime64[ns]")
    for outcome in _GRADES:
        tidy[outcome] = pd.Categorical(tidy[outcome], dtype=GRADE_DTYPE)
    _check(tidy, path)
    undated = tidy["inspection_date"].isna()
    _note_undated(tidy[undated], log)
    log.drop(int(undated.sum()), "rows without a date of inspection")
    kept = tidy[~undated].sort_values("la_key", ignore_index=True).drop(columns=LINE)
    _note_ungraded(kept, log)
    return log.attach(kept, years=kept["inspection_date"].dt.year, authorities=kept["la_key"])


def _read(path: Path) -> pd.DataFrame:
    """Return the rows of the first sheet that has the columns; others, with inspectors' names, are not kept."""
    book = Workbook(path)
    tables = book.tables(book.sheet_names[0], required=_REQUIRED)
    table = tables[0][[*_REQUIRED, LINE]]
    if table.empty:
        raise DataError(path, "the table has a header but no rows", expected="one row an authority")
    return table


def _tidy(row: Mapping[Hashable, Any], authorities: Authorities, path: Path) -> dict[str, Any]:
    name, line = squash(row["local_authority"]), row[LINE]
    place = f"row {line}, {name}"
    code = squash(row["la_code"]).removesuffix(".0")
    framework = squash(row["inspection_framework"]).casefold()
    if framework not in (*_TYPES, "", "nan", "none"):
        raise DataError(path, f"'{framework[:40]}' is not known", place=f"{place}, column inspection_framework",
                        expected="standard, short or blank", action="Use Data to Insight's own file")  # fmt: skip
    grades: dict[str, Any] = {
        outcome: None if squash(row[column]).casefold() == _NO_LONGER_GIVEN else parse_grade(
            row[column], file=path, place=f"{place}, column {column}")
        for outcome, column in _GRADES.items()
    }  # fmt: skip
    dates = {
        ours: parse_date(row[column], file=path, place=f"{place}, column {column}")
        for ours, column in (("inspection_date", "inspection_start_date"), ("publication_date", "publication_date"))
    }
    key = authorities.key(code, file=path, place=f"{place}, column la_code")
    names = {"name": authorities[key].name, "name_published": name}
    return {"la_key": key, **names, "inspection_type": _TYPES.get(framework, ""), **dates, **grades, LINE: line}


def _check(tidy: pd.DataFrame, path: Path) -> None:
    today = pd.Timestamp.today().normalize()
    begun, published = tidy["inspection_date"], tidy["publication_date"]
    for wrong, found, expected in (
        (tidy.duplicated("la_key", keep=False), "an authority that stands there twice", "one row an authority"),
        (begun > today, "an inspection after today", "one that has happened"),
        (published <= begun, "a report published before the inspection began", "the report after the visit"),
        (published.isna(), "no date of publication", "a date"),
    ):
        if wrong.any():
            row = tidy[wrong].iloc[0]
            raise DataError(path, found, place=f"row {row[LINE]}, {row['name_published']}", expected=expected,
                            action="Correct the row, or use Data to Insight's own file")  # fmt: skip


def _note_undated(rows: pd.DataFrame, log: LoadLog) -> None:
    if not rows.empty:
        log.note(f"no date of inspection was read for {', '.join(rows['name_published'])}: not used")


def _note_ungraded(kept: pd.DataFrame, log: LoadLog) -> None:
    without = kept[kept["overall"].isna()]
    log.flag(int((without["inspection_date"] >= NO_OVERALL_FROM).sum()), "no overall judgement, as since April 2026")
    unread = without[without["inspection_date"] < NO_OVERALL_FROM]
    log.flag(len(unread), "overall judgement not read")
    if not unread.empty:
        log.note(f"no overall judgement was read for {', '.join(unread['name_published'])}")
