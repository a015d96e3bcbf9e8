"""Children aged 0 to 17 in each authority at mid-year: ONS estimates as DfE publishes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.sources.dfe_tables import read_authority_rows, with_numbers
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.schema import check_schema

MID_YEAR: Final = (6, 30)
AGE_GROUP: Final = "Children aged 0 to 17 years"


def load_population(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return mid-year population estimates of children aged 0 to 17, 2012 onwards.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an authority and year (1,976 for mid-2012 to mid-2024): `la_key`, `year` (the
        estimate is for 30 June of it), `population_0_17` (children, float64) and
        `population_0_17_flag`. Bournemouth, Poole and the old Dorset are unavailable throughout.

    Raises
    ------
    DataError
        The file is missing, damaged or incomplete, or holds another age group.

    Notes
    -----
    Source: Office for National Statistics, published by the Department for Education with Children
    in need (OGL v3.0).
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    table, log = read_authority_rows(
        folder, "population", ["age_group", "population_estimate"], authorities=authorities, month_and_day=MID_YEAR
    )
    table = with_numbers(table, {"population_estimate": "population_0_17"}, log)
    _check_ranges(table, file=log.file)
    table = table.drop(columns=[LINE, "name_published", "age_group"])
    return log.attach(table, years=table["year"], authorities=table["la_key"])


def _check_ranges(table: pd.DataFrame, *, file: str) -> None:
    from pandera.pandas import Check, Column, DataFrameSchema

    children = Check.in_range(0, 2_000_000, include_min=False, error="children of one authority: 1 to 2,000,000")
    schema = DataFrameSchema(
        {
            "la_key": Column(str, Check.str_matches(r"^\d{3}$", error="three digits")),
            "year": Column(int, Check.in_range(2000, 2100, error="a year such as 2024")),
            "age_group": Column(str, Check.eq(AGE_GROUP, error=f"'{AGE_GROUP}'")),
            "population_0_17": Column(float, children, nullable=True),
        }
    )
    check_schema(table, schema, file=file)
