"""What DfE's yearly files share: levels mixed in one table, two codes a row, symbols for numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.folder import SOURCES, DataFolder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns
from workforce_grades.sources.symbols import parse_cells
from workforce_grades.sources.yearly_rows import (
    check_all_there,
    check_years_of_name,
    reporting_years,
    without_repeats,
)

AUTHORITY: Final = "Local authority"
IDENTIFIERS: Final = ["time_period", "geographic_level", "old_la_code", "new_la_code", "la_name"]
_DROPPED: Final = {"National": "national rows", "Regional": "regional rows"}
_DFE_CODE = re.compile(r"\d{3}")


def read_authority_rows(
    folder: DataFolder,
    source_id: str,
    published: list[str],
    *,
    authorities: Authorities,
    month_and_day: tuple[int, int],
) -> tuple[pd.DataFrame, LoadLog]:
    """Return the authority rows of one of DfE's yearly files, cells still text.

    National and regional rows are counted and left out, because a table that mixes levels counts
    every child two or three times.

    Parameters
    ----------
    folder, source_id
        Where to read, and which source of the registry.
    published
        Columns that are wanted, by the publisher's names.
    authorities
        Who is who.
    month_and_day
        Day that a row of year Y describes; every authority of that day must have its row.

    Returns
    -------
    tuple of pandas.DataFrame and LoadLog
        `la_key`, `year`, `name_published`, `line` and the `published` columns; and the log so far.

    Raises
    ------
    DataError
        A column or an authority is missing, a level, year or code is not known, or an authority
        stands twice in a year with different values.
    """
    path = folder.require(source_id)
    log = folder.log(source_id, path)
    table = read_csv(path, log, member=SOURCES[source_id].pattern)
    check_columns(table, [*IDENTIFIERS, *published], file=path, layout=SOURCES[source_id].title)
    table = _authority_rows(table, path, log)
    table = table.assign(year=reporting_years(table, path), la_key=_keys(table, authorities, path))
    table = table.rename(columns={"la_name": "name_published"})
    rows = table[["la_key", "year", "name_published", LINE, *published]]
    table = without_repeats(rows, ["la_key", "year"], path, log)
    check_years_of_name(table["year"], path)
    _check_all_there(table, authorities, month_and_day, path)
    return table.sort_values(["la_key", "year"], ignore_index=True), log


def with_numbers(table: pd.DataFrame, columns: Mapping[str, str], log: LoadLog) -> pd.DataFrame:
    """Replace text columns by float64 columns with a `_flag` beside each; count the flags.

    Parameters
    ----------
    table
        From :func:`read_authority_rows`.
    columns
        The publisher's name and ours, in the order wanted.
    log
        Receives the counts of values that are not plain numbers.
    """
    numbers: dict[str, pd.Series] = {}
    for published, name in columns.items():
        values, flags = parse_cells(table[published], file=log.file, column=published)
        numbers[name], numbers[f"{name}_flag"] = values, flags
        for flag, count in flags[flags != "ok"].value_counts().items():
            log.flag(int(count), str(flag))
    return table.drop(columns=list(columns)).assign(**numbers)


def _authority_rows(table: pd.DataFrame, path: Path, log: LoadLog) -> pd.DataFrame:
    levels = table["geographic_level"]
    unknown = table[~levels.isin([AUTHORITY, *_DROPPED])]
    if not unknown.empty:
        row = unknown.iloc[0]
        raise DataError(
            path, f"'{row['geographic_level']}' is not a level that is known",
            place=f"line {row[LINE]}, column geographic_level", expected=", ".join([AUTHORITY, *_DROPPED]),
            action="Use the publisher's own file",
        )  # fmt: skip
    for level, reason in _DROPPED.items():
        log.drop(int((levels == level).sum()), reason)
    return table[levels == AUTHORITY].copy()


def _keys(table: pd.DataFrame, authorities: Authorities, path: Path) -> list[str]:
    return [
        _key(dfe, ons, authorities, path, f"line {line}, {name}")
        for dfe, ons, name, line in zip(
            table["old_la_code"], table["new_la_code"], table["la_name"], table[LINE], strict=True
        )
    ]


def _key(dfe: str, ons: str, authorities: Authorities, path: Path, place: str) -> str:
    if not _DFE_CODE.fullmatch(dfe):
        raise DataError(
            path, f"'{dfe}' is not a DfE code", place=f"{place}, column old_la_code", expected="three digits",
            action="A spreadsheet program may have changed it: use the publisher's own file",
        )  # fmt: skip
    key = authorities.key(dfe, file=path, place=f"{place}, column old_la_code")
    if authorities.key(ons, file=path, place=f"{place}, column new_la_code") != key:
        raise DataError(
            path, f"DfE code {dfe} and ONS code {ons} are two authorities", place=place,
            expected="two codes of one authority",
        )  # fmt: skip
    return key


def _check_all_there(table: pd.DataFrame, authorities: Authorities, month_and_day: tuple[int, int], path: Path) -> None:
    for year, rows in table.groupby("year"):
        day = date(int(str(year)), *month_and_day)
        check_all_there(set(rows["la_key"]), authorities, day, file=path, place=f"year {year}")
