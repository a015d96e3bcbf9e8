"""DfE's children's social work workforce: one row a return and year, every symbol with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.codebook import MEASURES, SMALL_BASE_FTE
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.symbols import parse_cells
from workforce_grades.sources.workforce_checks import (
    check_complete_years,
    check_identities,
    check_one_row_a_year,
    check_ranges,
    note_odd_values,
    suspect_zeros,
)
from workforce_grades.sources.workforce_layouts import Layout, to_tidy_names
from workforce_grades.sources.workforce_returns import note_old_codes, with_both_members, with_groups, with_returns
from workforce_grades.sources.yearly_rows import reporting_years, without_repeats

Level = Literal["authority", "region", "national"]
_LEVELS: Final[dict[Level, str]] = {"authority": "Local authority", "region": "Regional", "national": "National"}


def load_workforce(
    data: str | Path | DataFolder | None = None,
    *,
    level: Level = "authority",
    edition: Literal["latest", "2022"] = "latest",
    authorities: Authorities | None = None,
) -> pd.DataFrame:
    """Return the workforce census, 2017 onwards.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    level
        Rows of authorities (joint returns once), of DfE's eleven regions, or of England.
    edition
        ``"2022"`` reads the older, unrevised headline measures; never mix the two in one panel.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row a return group and year (1,355 in the 2025 release): `return_group`, `year`,
        `census_date`, `period_start`, `la_keys`, `is_joint`, codes and names as published, then
        each measure of :data:`workforce_grades.codebook.MEASURES` as float64 (rates in percent)
        with its `_flag`. Regions and England have `region_code` and `region_name` in place of
        the authority columns.

    Raises
    ------
    DataError
        Anything in the file that would change results unseen; see the message.

    Notes
    -----
    Source: Department for Education, Children's social work workforce (OGL v3.0). Year Y is the
    year to 30 September Y for flows and that day for stocks.
    """
    folder = open_folder(data)
    source_id = "workforce" if edition == "latest" else "workforce_2022"
    path = folder.require(source_id)
    log = folder.log(source_id, path)
    table, layout = to_tidy_names(read_csv(path, log, member=SOURCES[source_id].pattern), path, log)
    whole = table
    table = _rows_of_level(table, level, path, log)
    table = _with_dates(table, path)
    table = _with_values(table, layout, path)
    if level == "authority":
        authorities = authorities or load_authorities(folder)
        table = with_returns(table, authorities, path)
        note_old_codes(table, authorities, log)
        if layout.joint_under_first:
            table = with_both_members(table, authorities, log)
        table = with_groups(table)
        table = without_repeats(table, ["return_group", "year"], path, log)
        check_complete_years(table, authorities, file=path)
        check_ranges(table, layout, file=path)
        check_identities(table, layout, file=path)
        note_odd_values(table, log)
        table = _with_cautions(table)
    else:
        check_one_row_a_year(whole, file=path)
    return _finish(table, list(layout.columns.values()), level, log)


def explode_members(workforce: pd.DataFrame) -> pd.DataFrame:
    """Return one row a member authority and year, joint returns repeated for each member.

    Parameters
    ----------
    workforce
        From :func:`load_workforce`.

    Returns
    -------
    pandas.DataFrame
        The same columns with `la_key` in place of `la_keys` (1,369 rows in the 2025 release).
    """
    members = workforce.explode("la_keys").rename(columns={"la_keys": "la_key"})
    return members.astype({"la_key": "str"}).reset_index(drop=True)


def combine_releases(*tables: pd.DataFrame, allow_mixed_releases: bool = False) -> pd.DataFrame:
    """Stack workforce tables, refusing to put two releases side by side unasked.

    Raises
    ------
    DataError
        The tables come from different files and `allow_mixed_releases` is false: earlier years are
        revised in later releases. Or they hold rows of different levels.
    """
    if len({_level_of(table) for table in tables}) > 1:
        raise DataError(
            ", ".join(table.attrs["load_report"].file for table in tables),
            "authorities, regions or England in one table: every social worker would count two or three times",
            expected="rows of one level", action="Load one level and combine that",
        )  # fmt: skip
    files = {table.attrs["load_report"].file for table in tables}
    if len(files) > 1 and not allow_mixed_releases:
        raise DataError(
            ", ".join(sorted(files)),
            "two releases in one table: earlier years are revised in later releases",
            expected="one release",
            action="Use one file, or say allow_mixed_releases=True",
        )
    return pd.concat([table.assign(release=table.attrs["load_report"].file) for table in tables], ignore_index=True)


def _level_of(table: pd.DataFrame) -> Level:
    if "return_group" in table:
        return "authority"
    return "region" if (table["region_code"] != "").any() else "national"


def _rows_of_level(table: pd.DataFrame, level: Level, path: Path, log: LoadLog) -> pd.DataFrame:
    levels = table["geographic_level"]
    unknown = sorted(set(levels) - set(_LEVELS.values()))
    if unknown:
        raise DataError(
            path, f"geographic level {', '.join(map(repr, unknown[:3]))} is not known", place="column geographic_level",
            expected=" or ".join(_LEVELS.values()),
        )  # fmt: skip
    for other, label in _LEVELS.items():
        if other != level:
            log.drop(int((levels == label).sum()), f"{label.lower()} rows")
    return table[levels == _LEVELS[level]].copy()


def _with_dates(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    year = reporting_years(table, path)
    return table.assign(
        year=year,
        census_date=pd.to_datetime(year.astype(str) + "-09-30"),
        period_start=pd.to_datetime((year - 1).astype(str) + "-10-01"),
    )


def _with_values(table: pd.DataFrame, layout: Layout, path: Path) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for published, name in layout.columns.items():
        columns[name], columns[f"{name}_flag"] = parse_cells(
            table[name], file=path.name, column=published, lines=table[LINE]
        )
    return pd.concat([table.drop(columns=list(layout.published)), pd.DataFrame(columns)], axis=1)


def _with_cautions(table: pd.DataFrame) -> pd.DataFrame:
    """Flag suspect zeros, and rates over fewer than 20 FTE where nothing else is flagged."""
    small = table["inpost_fte"] < SMALL_BASE_FTE
    changed: dict[str, pd.Series] = {}
    for name, rows in suspect_zeros(table).items():
        changed[f"{name}_flag"] = table[f"{name}_flag"].mask(rows, "suspect_zero")
    for name in (name for name in MEASURES if name in table and MEASURES[name].unit in ("%", "cases per FTE")):
        flags = changed.get(f"{name}_flag", table[f"{name}_flag"])
        changed[f"{name}_flag"] = flags.mask(small & (flags == "ok"), "small_base")
    return table.assign(**changed)


def _finish(table: pd.DataFrame, measures: list[str], level: Level, log: LoadLog) -> pd.DataFrame:
    own = {
        "authority": ["return_group", "la_keys", "is_joint", "ons_codes_published", "name_published"],
        "region": [],
        "national": [],
    }[level]
    columns = [
        *own, "year", "census_date", "period_start", "region_code", "region_name",
        *(column for name in measures for column in (name, f"{name}_flag")),
    ]  # fmt: skip
    table = table.sort_values([*(own[:1] or ["region_code"]), "year"], kind="stable")[columns].reset_index(drop=True)
    flags = pd.concat([table[f"{name}_flag"] for name in measures])
    for flag, count in flags[flags != "ok"].value_counts().items():
        log.flag(int(count), str(flag))
    group = table["return_group"] if level == "authority" else None
    return log.attach(table, years=table["year"], authorities=group)
