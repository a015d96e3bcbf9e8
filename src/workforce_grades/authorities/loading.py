"""DfE's list of authority codes with dates, read into :class:`Authorities`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from workforce_grades.authorities.reference import name_aliases, region_names, successor_links
from workforce_grades.authorities.registry import JOINT, Authorities, Authority
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder
from workforce_grades.sources.report import LoadReport, load_report
from workforce_grades.sources.schema import check_columns
from workforce_grades.sources.spreadsheets import parse_date

STUDY_BEGINS = pd.Timestamp(2017, 1, 1)
_COLUMNS = [
    "new_la_code", "la_name", "date_of_operation", "date_of_termination",
    "parent_geography_code", "entity_description", "status", "old_la_code",
]  # fmt: skip
_ONS_CODE = r"E(?:06|08|09|10)\d{6}"
_DFE_CODE = r"\d{3}"


def load_authorities(data: str | Path | DataFolder | None = None) -> Authorities:
    """Return every authority that has existed since 2017, with its codes, names and successors.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.

    Returns
    -------
    Authorities
        153 current ones and five that ended under a DfE code of their own, for the 2025 releases.

    Raises
    ------
    DataError
        The list is missing, damaged, or gives two current authorities one code.

    Notes
    -----
    Source: Department for Education, `las.csv` of dfe-published-data-qa (MIT).
    """
    folder = open_folder(data)
    codes = read_authority_codes(folder)
    names = region_names(folder)
    file = load_report(codes).file
    members = {
        str(key): _authority(str(key), rows, names, file) for key, rows in codes.groupby("old_la_code", sort=True)
    }
    joint = [tuple(sorted(keys)) for keys in codes.attrs["joint_returns"] if set(keys) <= members.keys()]
    loaded = Authorities(members, name_aliases(folder), successor_links(folder), joint)
    _check_unique(codes, file=file)
    return loaded


def read_authority_codes(folder: DataFolder) -> pd.DataFrame:
    """Return DfE's list as a table: one row an ONS code, dates parsed, with its load report."""
    path = folder.require("authorities")
    log = folder.log("authorities", path)
    codes = read_csv(path, log, member=SOURCES["authorities"].pattern)
    check_columns(codes, _COLUMNS, file=path, layout="DfE's las.csv")
    codes = codes[[*_COLUMNS, LINE]]
    joint = codes["new_la_code"].str.contains("/", regex=False)
    single = codes["new_la_code"].str.fullmatch(_ONS_CODE) & codes["old_la_code"].str.fullmatch(_DFE_CODE)
    log.drop(int(joint.sum()), "joint return rows")
    log.drop(int((~joint & ~single).sum()), "rows without an authority's codes")
    joint_returns = [tuple(cell.split(JOINT)) for cell in codes.loc[joint, "old_la_code"]]
    codes = codes[single].copy()
    for column in ("date_of_operation", "date_of_termination"):
        codes[column] = [
            parse_date(cell, file=path, place=f"line {line}, column {column}")
            for cell, line in zip(codes[column], codes[LINE], strict=True)
        ]
    old = codes["date_of_termination"] < STUDY_BEGINS
    log.drop(int(old.sum()), "codes that ended before 2017")
    kept = codes[~old].reset_index(drop=True)
    kept.attrs["joint_returns"] = joint_returns
    return log.attach(kept, authorities=kept["old_la_code"])


def authorities_report(folder: DataFolder) -> LoadReport:
    """Return the count line of DfE's list."""
    return load_report(read_authority_codes(folder))


def _authority(key: str, rows: pd.DataFrame, region_of: dict[str, str], file: str) -> Authority:
    ordered = rows.sort_values("date_of_operation")
    latest = ordered.iloc[-1]
    region = latest["parent_geography_code"]
    if region not in region_of:
        raise DataError(
            file,
            f"region code '{region}' is not known",
            place=f"line {latest[LINE]}",
            expected=f"one of {', '.join(region_of)}",
        )
    ended: pd.Timestamp = latest["date_of_termination"]
    return Authority(
        la_key=key,
        ons_code=latest["new_la_code"],
        name=latest["la_name"],
        region_code=region,
        region_name=region_of[region],
        authority_type=latest["entity_description"],
        is_current=latest["status"] == "live",
        start_date=_day(ordered["date_of_operation"].iloc[0]),
        end_date=None if pd.isna(ended) else _day(ended),
        former_ons_codes=tuple(ordered["new_la_code"].iloc[:-1]),
    )


def _day(moment: pd.Timestamp) -> date:
    return moment.date()


def _check_unique(codes: pd.DataFrame, *, file: str) -> None:
    live = codes[codes["status"] == "live"]
    for column in ("old_la_code", "new_la_code"):
        twice = live[live[column].duplicated(keep=False)]
        if not twice.empty:
            names = ", ".join(f"{name} (line {line})" for name, line in zip(twice["la_name"], twice[LINE], strict=True))
            raise DataError(
                file, f"two current authorities share a code: {names}", place=f"column {column}",
                expected="one current row for each code",
            )  # fmt: skip
