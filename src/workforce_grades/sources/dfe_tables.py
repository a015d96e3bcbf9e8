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

AUTHORITY: Final = "Local authority"
IDENTIFIERS: Final = ["time_period", "geographic_level", "old_la_code", "new_la_code", "la_name"]
_DROPPED: Final = {"National": "national rows", "Regional": "regional rows"}
_DFE_CODE = re.compile(r"\d{3}")
_SHOWN = 12


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
    table = table.assign(year=_years(table, path), la_key=_keys(table, authorities, path))
    table = table.rename(columns={"la_name": "name_published"})
    table = _without_repeats(table[["la_key", "year", "name_published", LINE, *published]], path, log)
    _check_years_of_name(table, path)
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


def _years(table: pd.DataFrame, path: Path) -> pd.Series:
    bad = table[~table["time_period"].str.fullmatch(r"20\d\d")]
    if not bad.empty:
        row = bad.iloc[0]
        raise DataError(
            path, f"'{row['time_period']}' is not a year", place=f"line {row[LINE]}, column time_period",
            expected="four digits such as 2025", action="Use the publisher's own file",
        )  # fmt: skip
    return table["time_period"].astype("int64")


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


def _without_repeats(table: pd.DataFrame, path: Path, log: LoadLog) -> pd.DataFrame:
    key = ["la_key", "year"]
    kept = table.drop_duplicates([column for column in table.columns if column not in (LINE, "name_published")])
    differing = kept[kept.duplicated(key, keep=False)].sort_values([*key, LINE])
    if not differing.empty:
        first, second = (row for _index, row in differing.head(2).iterrows())
        column = next(
            name for name in table.columns if name not in (LINE, "name_published") and first[name] != second[name]
        )
        raise DataError(
            path, f"{first['name_published']} {first['year']} stands there twice with different values "
            f"({column}: {first[column]} and {second[column]})", place=f"lines {first[LINE]} and {second[LINE]}",
            expected="one row an authority and year", action="Keep the right one",
        )  # fmt: skip
    if len(kept) < len(table):
        log.drop(len(table) - len(kept), "repeated rows with the same values")
        log.note(f"{len(table) - len(kept)} rows stand there twice with the same values; each was used once")
    return kept


def _check_years_of_name(table: pd.DataFrame, path: Path) -> None:
    named = re.search(r"(20\d\d)_to_(20\d\d)", path.name)
    absent = sorted(set(range(int(named[1]), int(named[2]) + 1)) - set(table["year"])) if named else []
    if named and absent:
        raise DataError(
            path, f"no rows for {', '.join(map(str, absent))}: the file is incomplete",
            expected=f"the years {named[1]} to {named[2]} of its name", action="Fetch the file again",
        )  # fmt: skip


def _check_all_there(table: pd.DataFrame, authorities: Authorities, month_and_day: tuple[int, int], path: Path) -> None:
    for year, rows in table.groupby("year"):
        day = date(int(str(year)), *month_and_day)
        check_all_there(set(rows["la_key"]), authorities, day, file=path, place=f"year {year}")


def check_all_there(present: set[str], authorities: Authorities, day: date, *, file: str | Path, place: str) -> None:
    """Raise where authorities that existed on a day are not among those present.

    Raises
    ------
    DataError
        Says how many there are, how many are expected, and names up to twelve of the missing.
    """
    expected = {member.la_key for member in authorities if member.existed_on(day)}
    missing = sorted(authorities[key].name for key in expected - present)
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        raise DataError(
            file, f"{len(expected & present)} authorities; missing: {', '.join(missing[:_SHOWN])}{more}", place=place,
            expected=f"the {len(expected)} that existed on {day.day} {day:%B %Y}",
            action="Fetch the file again: rows are lost",
        )  # fmt: skip
