"""What each authority spends on children's social care: MHCLG's revenue outturn, worksheet RSX."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_schema
from workforce_grades.sources.spreadsheets import Workbook, squash
from workforce_grades.sources.symbols import parse_cells

POUNDS_PER_UNIT: Final = 1_000
TOLERANCE: Final = 1.0
"""In pounds: net must be total expenditure less total income, and is published to a hundredth of one."""

_SERVICE = "Children Social Care - "
_COLUMNS: Final = {
    _SERVICE + "Total Expenditure (C3 = C1 + C2)": "csc_total_spend",
    _SERVICE + "Total Income (C6 = C4 + C5)": "csc_income",
    _SERVICE + "Net Current Expenditure (C7 = C3 - C6)": "csc_net_spend",
}
_REQUIRED: Final = ("ONS Code", "Local authority", "Class", "Certification", *_COLUMNS)
_SHEET = re.compile(r"RSX_LA_Data_(20\d\d)-?(\d\d)")
_UPPER_TIER = r"E(?:06|08|09|10)\d{6}"


def load_spending(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return spending on children's social care by authority in the year to 31 March.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an upper-tier authority (153 for 2024-25): `la_key`, `year` (the year ends on 31
        March of it), `ons_code_published`, `name_published`, `certified` (whether the finance
        officer had certified the return), `csc_total_spend`, `csc_income`, `csc_net_spend` (£,
        nominal, float64), each with its `_flag`. An authority that made no return is unavailable.

    Raises
    ------
    DataError
        The workbook is missing, damaged or laid out otherwise, or net is not total less income.

    Notes
    -----
    Source: Ministry of Housing, Communities and Local Government, Local authority revenue
    expenditure and financing, RSX (OGL v3.0), published in £ thousand.
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require("spending")
    log = folder.log("spending", path)
    sheet, year = _sheet_and_year(book := Workbook(path))
    rows = book.tables(sheet, required=_REQUIRED)[0][[*_REQUIRED, LINE]].copy()
    log.rows_read = len(rows)
    table = _authorities_only(rows, log)
    table = _in_pounds(table, log).assign(year=year, la_key=_keys(table, authorities, path, sheet))
    _check(table, file=path)
    _note_returns(table, log)
    return _finish(table, log)


def _sheet_and_year(book: Workbook) -> tuple[str, int]:
    for name in book.sheet_names:
        match = _SHEET.fullmatch(name.strip())
        if match:
            return name, int(match[1]) + 1
    book.sheet("RSX_LA_Data_202425", marker="ONS Code")  # raises, and says which sheets there are
    raise AssertionError("unreachable: a sheet of that name would have matched")


def _authorities_only(rows: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    """Keep upper-tier authorities: not districts, police and fire, totals by class or the hidden last row."""
    code, kind = rows["ONS Code"].map(squash), rows["Class"].map(squash)
    upper = code.str.fullmatch(_UPPER_TIER)
    district = code.str.fullmatch(r"E07\d{6}")
    other = (kind == "O") & code.str.fullmatch(r"E\d{8}|E\d{4}") & ~upper
    log.drop(int(district.sum()), "shire districts")
    log.drop(int(other.sum()), "police, fire, parks and combined authorities")
    log.drop(int((~upper & ~district & ~other).sum()), "totals, headers and hidden rows")
    return rows[upper].assign(ons_code_published=code[upper], name_published=rows["Local authority"].map(squash))


def _in_pounds(table: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    table = table.rename(columns=_COLUMNS)
    numbers: dict[str, pd.Series] = {}
    for published, name in _COLUMNS.items():
        values, flags = parse_cells(table[name].map(_text), file=log.file, column=published)
        numbers[name], numbers[f"{name}_flag"] = values * POUNDS_PER_UNIT, flags
    net_flags = numbers["csc_net_spend_flag"]
    for flag, count in net_flags[net_flags != "ok"].value_counts().items():
        log.flag(int(count), str(flag))
    return table.assign(**numbers, certified=table["Certification"].map(squash) == "Y")


def _text(cell: object) -> str:
    """Return a cell as text: numbers in full, symbols without their brackets."""
    return f"{cell:.6f}" if isinstance(cell, int | float) else squash(cell).strip("[]")


def _keys(table: pd.DataFrame, authorities: Authorities, path: Path, sheet: str) -> list[str]:
    return [
        authorities.key(code, file=path, place=f"sheet {sheet}, row {line}, {name}")
        for code, line, name in zip(table["ons_code_published"], table[LINE], table["name_published"], strict=True)
    ]


def _check(table: pd.DataFrame, *, file: Path) -> None:
    from pandera.pandas import Check, Column, DataFrameSchema

    money = Check.ge(0, error="an amount that is not negative")
    schema = DataFrameSchema(
        {
            "la_key": Column(str, unique=True),
            "year": Column(int, Check.in_range(2000, 2100, error="a year such as 2025")),
            "csc_total_spend": Column(float, money, nullable=True),
            "csc_net_spend": Column(float, money, nullable=True),
        }
    )
    check_schema(table, schema, file=file)
    expected = table["csc_total_spend"] - table["csc_income"]
    wrong = table[(table["csc_net_spend"] - expected).abs() > TOLERANCE]
    if not wrong.empty:
        row = wrong.iloc[0]
        raise DataError(
            file, f"net current expenditure is £{row['csc_net_spend']:,.0f}, but total expenditure less income is "
            f"£{expected[wrong.index[0]]:,.0f}", place=f"row {row[LINE]}, {row['name_published']}",
            expected="C7 = C3 - C6", action="Use the publisher's own file",
        )  # fmt: skip


def _note_returns(table: pd.DataFrame, log: LoadLog) -> None:
    without = table.loc[table["csc_net_spend"].isna(), "name_published"]
    if len(without):
        log.aside(f"no figures from {', '.join(without)}")
    uncertified = int((~table["certified"] & table["csc_net_spend"].notna()).sum())
    log.flag(uncertified, "not certified")


def _finish(table: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    values = [column for name in _COLUMNS.values() for column in (name, f"{name}_flag")]
    columns = ["la_key", "year", "ons_code_published", "name_published", "certified", *values]
    table = table[columns].sort_values("la_key", ignore_index=True)
    return log.attach(table, years=table["year"], authorities=table["la_key"])
