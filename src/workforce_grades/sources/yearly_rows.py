"""What must hold in DfE's yearly tables: a year in four digits, one row an authority and year, no year lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.report import LoadLog

_NAME: Final = "name_published"
_SHOWN: Final = 12


def reporting_years(table: pd.DataFrame, path: Path) -> pd.Series:
    """Return `time_period` as int64 years.

    Raises
    ------
    DataError
        One is not four digits, such as the 202425 of a financial year.
    """
    bad = table[~table["time_period"].str.fullmatch("20[0-9]{2}")]
    if not bad.empty:
        row = bad.iloc[0]
        raise DataError(
            path, f"'{row['time_period']}' is not a reporting year", place=f"line {row[LINE]}, column time_period",
            expected="four digits such as 2025", action="Use the publisher's own file",
        )  # fmt: skip
    return table["time_period"].astype("int64")


def without_repeats(table: pd.DataFrame, key: list[str], path: Path, log: LoadLog) -> pd.DataFrame:
    """Return one row a key; rows that only differ in their line or the spelling of a name count once.

    Parameters
    ----------
    table
        With the columns of `key`, `year`, `name_published` and `line`.
    key
        What a row is about.

    Raises
    ------
    DataError
        Two rows of one key have different values.
    """
    contents = [column for column in table.columns if column not in (LINE, _NAME)]
    kept = table.drop_duplicates(contents)
    differing = kept[kept.duplicated(key, keep=False)].sort_values([*key, LINE])
    if not differing.empty:
        first, second = (row for _index, row in differing.head(2).iterrows())
        column = next(name for name in contents if str(first[name]) != str(second[name]))
        values = " and ".join(f"line {row[LINE]}: {row[column]}" for row in (first, second))
        raise DataError(
            path, f"{first[_NAME]} {first['year']} stands there twice with different values ({column}, {values})",
            expected="one row an authority and year", action="Keep the right one",
        )  # fmt: skip
    if len(kept) < len(table):
        log.drop(len(table) - len(kept), "repeated rows with the same values")
        log.note(f"{len(table) - len(kept)} rows stand there twice with the same values; each was used once")
    return kept


def check_years_of_name(years: Iterable[int], path: Path) -> None:
    """Raise where a year that the file's name promises has no row."""
    named = re.search("(20[0-9]{2})_to_(20[0-9]{2})", path.name)
    absent = sorted(set(range(int(named[1]), int(named[2]) + 1)) - set(years)) if named else []
    if named and absent:
        raise DataError(
            path, f"no rows for {', '.join(map(str, absent))}: the file is incomplete",
            expected=f"the years {named[1]} to {named[2]} of its name", action="Fetch the file again",
        )  # fmt: skip


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
