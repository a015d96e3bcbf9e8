"""Judgements of the framework before ILACS (SIF, 2013 to 2018), from Ofsted's 2023 workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities, fold, load_authorities
from workforce_grades.codebook import Outcome
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.grades import GRADE_DTYPE, parse_grade
from workforce_grades.sources.inspections import INSPECTION_COLUMNS
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns, check_schema
from workforce_grades.sources.spreadsheets import Workbook, parse_date, squash

PUBLICATION_LAG: Final = pd.Timedelta(days=56)
"""The workbook has publication dates only: inspections are dated eight weeks before, and marked so."""

_folded = lru_cache(maxsize=1024)(fold)
_SIF_BEGAN: Final = pd.Timestamp(2013, 11, 1)
_SHEET: Final = "LA_inspections_2009-2023"
_SHEET_FORM = re.compile(r"LA_inspections_2009-(20\d\d)")
_NAME: Final = "Local authority name"
_GRADES: Final[dict[Outcome, str]] = {
    "overall": "Overall Judgement (OE)",
    "leaders": "leadership, management and governance",
    "help_protection": "children who need help and protection",
    "in_care": "children looked after and achieving permanence",
    "care_leavers": "CLA Sub: Experiences and progress of care leavers",
}


@dataclass(frozen=True, slots=True)
class _Stage:
    header: str
    framework: str
    inspection_type: str
    plural: str

    @property
    def published(self) -> str:
        return f"Single Inspection of LA Children's Services (SIF) {self.header} publication date"

    def grade(self, outcome: Outcome) -> str:
        return f"{self.header} {_GRADES[outcome]}"

    @property
    def columns(self) -> list[str]:
        return [self.published, *(self.grade(outcome) for outcome in _GRADES)]


_STAGES: Final = (
    _Stage("First SIF", "SIF", "single", "first inspections"),
    _Stage("SIF Re-inspection", "SIF re-inspection", "re-inspection", "re-inspections"),
)


def load_history_2023(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return the SIF inspections and re-inspections of 2013 to 2018.

    The sheet has two tables: authorities of 2023, and four that had ended. A name that two
    authorities bore (Dorset) is the one that existed at the time. SIF judged care leavers as a part
    of "looked after and achieving permanence": `in_care` is that judgement, `care_leavers` the part.
    The workbook's earlier frameworks (2009 to 2013) use other grades and are not returned; its ILACS
    columns repeat what the yearly outcomes have with dates.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an inspection (152 first and 21 re-inspections), columns as in
        :func:`workforce_grades.sources.inspections.load_inspections` but for `previous_*`, which that
        function adds. `framework` is `SIF` or `SIF re-inspection`; `inspection_date` is the publication
        date less 56 days (`date_basis` `publication_minus_8_weeks`); `ons_code_published` is empty,
        because the sheet has names only. The load report counts inspections, not rows, of which each can hold two.

    Raises
    ------
    DataError
        A judgement without a date or the other way round, a date out of order, an unknown name.

    Notes
    -----
    Source: Ofsted, Children's social care data in England 2023: underlying data (OGL v3.0).
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require("inspections_2023")
    log = folder.log("inspections_2023", path)
    rows, sheet, as_at = _read(path)
    parts = [pd.DataFrame(_inspections(rows, stage, authorities, path, sheet)) for stage in _STAGES]
    log.rows_read = sum(map(len, parts))
    for part, stage in zip(parts, _STAGES, strict=True):
        log.flag(len(part), stage.plural)
    table = _tidy(pd.concat(parts, ignore_index=True), as_at, path)
    _check(table, path, sheet)
    return _finish(table, log)


def _read(path: Path) -> tuple[pd.DataFrame, str, pd.Timestamp]:
    book = Workbook(path)
    found = [name for name in book.sheet_names if _SHEET_FORM.fullmatch(name)]
    sheet = found[0] if found else book.sheet(_SHEET, marker=_NAME)
    year = sheet.rsplit("-", 1)[-1]
    columns = [_NAME, *(column for stage in _STAGES for column in stage.columns)]
    tables = book.tables(sheet, required=[_NAME, _STAGES[0].grade("overall")])
    for table in tables:
        check_columns(table, columns, file=path, layout="Ofsted's history of inspections, 2009 to 2023")
    rows = pd.concat([table[[*columns, LINE]] for table in tables], ignore_index=True)
    return rows, sheet, pd.Timestamp(int(year), 3, 31)


def _inspections(
    rows: pd.DataFrame, stage: _Stage, authorities: Authorities, path: Path, sheet: str
) -> Iterator[dict[str, Any]]:
    for row in rows.to_dict("records"):
        name = squash(row[_NAME])
        place = f"sheet {sheet}, row {row[LINE]}, {name}"
        published = parse_date(row[stage.published], file=path, place=f"{place}, column {stage.published}")
        grades: dict[str, Any] = {
            outcome: parse_grade(row[stage.grade(outcome)], file=path, place=f"{place}, column {stage.grade(outcome)}")
            for outcome in _GRADES
        }
        is_dated = bool(pd.notna(published))
        if not is_dated and not any(grades.values()):
            continue
        if not is_dated or grades["overall"] is None:
            absent = "overall judgement" if is_dated else "publication date"
            raise DataError(
                path, f"the {stage.framework} has no {absent}", place=place,
                expected="a publication date and an overall judgement, or neither",
                action="Use the publisher's own file",
            )  # fmt: skip
        key = key_at(name, published, authorities, file=path, place=place)
        yield {
            "la_key": key, "name_published": name, "la_status": "current" if authorities[key].is_current else "ended",
            "framework": stage.framework, "inspection_type": stage.inspection_type, "publication_date": published,
            **grades, LINE: row[LINE],
        }  # fmt: skip


def key_at(name: str, day: pd.Timestamp, authorities: Authorities, *, file: str | Path, place: str) -> str:
    """Return the `la_key` of the authority that bore a name on a day.

    Raises
    ------
    DataError
        No authority has the name; says the nearest ones.
    """
    bearers = [member for member in authorities if _folded(member.name) == _folded(name)]
    then = [member.la_key for member in bearers if member.existed_on(day.date())]
    if len(bearers) > 1 and len(then) == 1:
        return then[0]
    return authorities.key(name, file=file, place=place)


def _tidy(table: pd.DataFrame, as_at: pd.Timestamp, path: Path) -> pd.DataFrame:
    if table.empty:
        raise DataError(path, "the history has no SIF inspection", place=f"sheet {_SHEET}", expected="inspections")
    published = pd.Series(pd.DatetimeIndex(table["publication_date"], dtype="datetime64[ns]"), index=table.index)
    begun = published - PUBLICATION_LAG
    grades = {str(outcome): pd.Categorical(table[outcome], dtype=GRADE_DTYPE) for outcome in _GRADES}
    return table.assign(
        publication_date=published,
        inspection_date=begun,
        date_basis="publication_minus_8_weeks",
        inspection_id=table["framework"] + "-" + table["la_key"] + "-" + begun.dt.strftime("%Y-%m-%d"),
        ons_code_published="",
        in_care_includes_care_leavers=True,
        as_at=as_at,
        **grades,
    )


def _check(table: pd.DataFrame, path: Path, sheet: str) -> None:
    from pandera.pandas import Check, Column, DataFrameSchema

    key = Check.str_matches(r"^\d{3}$", error="three digits")
    since = Check.ge(_SIF_BEGAN, error="November 2013, when SIF began, or later")
    schema = DataFrameSchema(
        {
            "inspection_id": Column(str, unique=True),
            "la_key": Column(str, key),
            "publication_date": Column("datetime64[ns]", since),
            "overall": Column(GRADE_DTYPE),
        }
    )
    check_schema(table, schema, file=path)
    late = table["publication_date"] > table["as_at"]
    first = table[table["framework"] == "SIF"].groupby("la_key")["publication_date"].first()
    before = (table["framework"] != "SIF") & ~(table["publication_date"] > table["la_key"].map(first))
    for wrong, found, expected in (
        (late, "published {day}, after the workbook's own date", "a report that was out by then"),
        (before, "a re-inspection published {day}, not after a first inspection", "the first inspection before it"),
    ):
        if wrong.any():
            row = table[wrong].iloc[0]
            raise DataError(
                path, found.format(day=f"{row['publication_date']:%d/%m/%Y}"),
                place=f"sheet {sheet}, row {row[LINE]}, {row['name_published']}", expected=expected,
                action="Correct the date, or use the publisher's own file",
            )  # fmt: skip


def _finish(table: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    for outcome in _GRADES:
        log.flag(int(table[outcome].isna().sum()), f"{outcome} not judged")
    log.flag(len(table), "inspection date estimated")
    table = table[INSPECTION_COLUMNS].sort_values(["la_key", "publication_date"], ignore_index=True)
    return log.attach(table, years=table["publication_date"].dt.year, authorities=table["la_key"])
