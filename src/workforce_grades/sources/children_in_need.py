"""Children in need at 31 March, and referrals in the year to it: DfE's B1 and C1 tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.dfe_tables import read_authority_rows, with_numbers
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.schema import check_schema

MARCH_31: Final = (3, 31)
TOLERANCE: Final = 0.06
"""Percentages are published with one decimal: rounding explains 0.05, and no row is further out."""

_REFERRALS: Final = {
    "referral_count": "referrals",
    "rereferral_count": "rereferrals",
    "rereferral_percent": "rereferral_pct",
}


def load_children_in_need(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return children in need at 31 March, 2013 onwards.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an authority and year Y (1,976 in the 2025 release): `la_key`, `year`,
        `cin_31_march` (open episodes of need on 31 March Y; float64, NaN where the publisher gives
        a symbol) and `cin_31_march_flag`. A reorganisation of April Y is seen from year Y + 1.

    Raises
    ------
    DataError
        The file is missing, damaged or incomplete, or holds what cannot be.

    Notes
    -----
    Source: Department for Education, Children in need, table B1 (OGL v3.0).
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    table, log = read_authority_rows(
        folder, "children_in_need", ["At31_episodes"], authorities=authorities, month_and_day=MARCH_31
    )
    table = with_numbers(table, {"At31_episodes": "cin_31_march"}, log)
    _check_ranges(table, counts=["cin_31_march"], percentages=[], file=log.file)
    table = table.drop(columns=[LINE, "name_published"])
    return log.attach(table, years=table["year"], authorities=table["la_key"])


def load_referrals(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return referrals and re-referrals in the year to 31 March, 2013 onwards.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an authority and year (1,976 in the 2025 release): `la_key`, `year`, `referrals`,
        `rereferrals` (counts; within 12 months of an earlier referral) and `rereferral_pct`
        (percent of referrals, 0 to 100), float64, each with its `_flag`.

    Raises
    ------
    DataError
        As for :func:`load_children_in_need`, or a percentage that its two counts do not give.

    Notes
    -----
    Source: Department for Education, Children in need, table C1 (OGL v3.0).
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    table, log = read_authority_rows(
        folder, "referrals", list(_REFERRALS), authorities=authorities, month_and_day=MARCH_31
    )
    table = with_numbers(table, _REFERRALS, log)
    _check_ranges(table, counts=["referrals", "rereferrals"], percentages=["rereferral_pct"], file=log.file)
    check_rereferral_identity(table, file=log.file)
    table = table.drop(columns=[LINE, "name_published"])
    return log.attach(table, years=table["year"], authorities=table["la_key"])


def check_rereferral_identity(table: pd.DataFrame, *, file: str | Path) -> None:
    """Raise where `rereferral_pct` is not 100 x rereferrals / referrals within 0.06 points.

    Parameters
    ----------
    table
        With `referrals`, `rereferrals`, `rereferral_pct`, `name_published`, `year` and `line`.
    file
        Named in the message.
    """
    expected = 100 * table["rereferrals"] / table["referrals"].where(table["referrals"] > 0)
    wrong = table[(table["rereferral_pct"] - expected).abs() > TOLERANCE]
    if wrong.empty:
        return
    row, computed = wrong.iloc[0], expected[wrong.index[0]]
    guess = ": looks like a fraction" if abs(100 * row["rereferral_pct"] - computed) <= 1 else ""
    more = f", and {len(wrong) - 1} more rows" if len(wrong) > 1 else ""
    raise DataError(
        file,
        f"rereferral_percent {row['rereferral_pct']:g} against 100 x rereferral_count {row['rereferrals']:g} / "
        f"referral_count {row['referrals']:g} = {computed:.1f}{guess}{more}",
        place=f"line {row[LINE]}, {row['name_published']} {row['year']}",
        expected=f"a difference of at most {TOLERANCE}",
        action="Use the publisher's own file, or correct the column",
    )


def _check_ranges(table: pd.DataFrame, *, counts: list[str], percentages: list[str], file: str) -> None:
    from pandera.pandas import Check, Column, DataFrameSchema

    count = Check.ge(0, error="a number that is not negative")
    percentage = Check.in_range(0, 100, error="a percentage from 0 to 100")
    schema = DataFrameSchema(
        {
            "la_key": Column(str, Check.str_matches(r"^\d{3}$", error="three digits")),
            "year": Column(int, Check.in_range(2013, 2100, error="a year such as 2025")),
            **{name: Column(float, count, nullable=True) for name in counts},
            **{name: Column(float, percentage, nullable=True) for name in percentages},
        }
    )
    check_schema(table, schema, file=file)
