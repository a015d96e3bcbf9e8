"""A researcher's own measures of authorities: a private CSV, read here and nowhere copied.

Its columns become terms of specifications, each under its name with ``own_`` in front. No loader of a data folder reads
it, so that it is in no page, no export and no record; only estimates that name such a term hold anything made from it.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.report import LoadLog

KEYS: Final = ("authority", "year")
EXAMPLE: Final = "my_measure"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_YEARS: Final = range(2000, 2100)


def load_own_measures(file: Path, authorities: Authorities) -> pd.DataFrame:
    """Return a researcher's measures, one row an authority and census year.

    Parameters
    ----------
    file
        CSV with the columns `authority` (a name, a DfE or an ONS code), `year` (Y, for the year to
        30 September Y or that day, as in DfE's census) and one column a measure, named with small
        letters, digits and `_`; numbers or blank.
    authorities
        Who is who.

    Returns
    -------
    pandas.DataFrame
        Index `la_key`, `year`; float64 columns, NaN where the cell is blank.

    Raises
    ------
    DataError
        A column, authority, year or number is not as it must be, or an authority and year stand there twice.
    """
    if not file.is_file():
        raise DataError(file, "there is no such file", action="`workforce-grades data template FILE` writes one")
    table = read_csv(file, LoadLog("own", file.name, ""))
    measures = _measures([str(column) for column in table.columns if column != LINE], file)
    years = [_year(text, line, file) for text, line in zip(table["year"], table[LINE], strict=True)]
    keys = [
        authorities.key(text.strip(), file=file, place=f"line {line}, column authority")
        for text, line in zip(table["authority"], table[LINE], strict=True)
    ]
    index = pd.MultiIndex.from_arrays([pd.Index(keys, dtype="str"), years], names=["la_key", "year"])
    if index.has_duplicates:
        at = int(np.flatnonzero(index.duplicated())[0])
        raise DataError(file, f"{table['authority'].iloc[at]} {years[at]} stands there twice",
                        place=f"line {table[LINE].iloc[at]}", expected="one row an authority and year")  # fmt: skip
    values = {name: [_number(*cell, name, file) for cell in zip(table[name], table[LINE], strict=True)]
              for name in measures}  # fmt: skip
    return pd.DataFrame(values, index=index, dtype="float64")


def own_template(authorities: Authorities, years: range) -> str:
    """Return the text of a CSV to fill in: every authority that existed at each census, and an empty measure."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*KEYS, EXAMPLE])
    for year in years:
        there = [each for each in authorities if each.existed_on(pd.Timestamp(year, 9, 30).date())]
        writer.writerows([each.la_key, year, ""] for each in sorted(there, key=lambda each: each.la_key))
    return stream.getvalue()


def _measures(columns: list[str], file: Path) -> list[str]:
    missing = [name for name in KEYS if name not in columns]
    if missing:
        raise DataError(file, f"no column `{missing[0]}`", place="header", expected="authority, year and your measures",
                        action="`workforce-grades data template FILE` writes the form")  # fmt: skip
    measures = [name for name in columns if name not in KEYS]
    wrong = [name for name in measures if not _NAME.fullmatch(name)]
    if wrong or not measures:
        found = f"`{wrong[0][:60]}` cannot be the name of a term" if wrong else "no column with a measure"
        raise DataError(file, found, place="header", expected="small letters, digits and _, a letter first")
    return measures


def _year(text: str, line: int, file: Path) -> int:
    year = text.strip()  # of more kinds of space than `int` passes over
    if re.fullmatch(r"\d{4}", year) and int(year) in _YEARS:
        return int(year)
    raise DataError(file, f"'{text[:40]}' is not a year", place=f"line {line}, column year",
                    expected="four digits such as 2025, the year that ends on 30 September")  # fmt: skip


def _number(text: str, line: int, name: str, file: Path) -> float:
    stripped = text.strip()
    if not stripped:
        return float("nan")
    if _NUMBER.fullmatch(stripped) and len(stripped) < 40:
        return float(stripped)
    raise DataError(file, f"'{text[:40]}' is not a number", place=f"line {line}, column {name}",
                    expected="a number with a point for decimals, or blank")  # fmt: skip
