"""The circumstances an authority works in, one row an authority and year, joined from five sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.sources.children_in_need import load_children_in_need, load_referrals
from workforce_grades.sources.deprivation import load_deprivation
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder
from workforce_grades.sources.population import load_population
from workforce_grades.sources.report import LoadLog, load_report
from workforce_grades.sources.spending import load_spending

VALUES: Final = (
    "population_0_17",
    "cin_31_march",
    "cin_rate_10k",
    "referrals",
    "referral_rate_10k",
    "rereferral_pct",
    "csc_net_spend_per_child",
    "deprivation_score",
)
"""Columns of the context table, each with its `_flag`."""

PER_10K: Final = 10_000
_KEY = ["la_key", "year"]

_Loader = Callable[[DataFolder, Authorities], pd.DataFrame]
_PARTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], _Loader]]] = {
    "population": (
        ("population",), ("population_0_17",),
        lambda folder, who: load_population(folder, authorities=who).assign(year=lambda table: table["year"] + 1),
    ),
    "children in need": (
        ("children_in_need",), ("cin_31_march",),
        lambda folder, who: load_children_in_need(folder, authorities=who),
    ),
    "referrals": (
        ("referrals",), ("referrals", "rereferral_pct"),
        lambda folder, who: load_referrals(folder, authorities=who),
    ),
    "spending": (("spending",), ("csc_net_spend",), lambda folder, who: load_spending(folder, authorities=who)),
    "deprivation": (
        ("deprivation", "uk_authorities"), ("deprivation_score",),
        lambda folder, who: load_deprivation(folder, authorities=who),
    ),
}  # fmt: skip
"""For each part: the sources it needs, the columns it gives, how it is loaded. All but the last are yearly."""


def load_context(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return population, need, referrals, spending and deprivation of each authority and year.

    Every source is optional: what is not in the folder is NaN with the flag `unavailable`, and the
    load report says so. Where no yearly source is there the table has no rows.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an authority (`la_key`) and `year` Y, for 31 March Y (`context_date`; 1,976 rows for
        2013 to 2025); float64 columns, each with its `_flag`:

        - `population_0_17`: children, mid-year Y - 1;
        - `cin_31_march`: children in need (open episodes) on the day, and `cin_rate_10k` per 10,000
          children;
        - `referrals` in the year to the day, `referral_rate_10k` per 10,000 children, and
          `rereferral_pct`, percent of them within 12 months of an earlier one;
        - `csc_net_spend_per_child`: £ a child in the year to the day; one year only;
        - `deprivation_score`: fixed; higher is more deprived.

        A rate carries the flag of whichever of its two parts is missing.

    Raises
    ------
    DataError
        A source that is there is damaged.

    Notes
    -----
    For a joint return add up counts over its members before dividing.
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    log = LoadLog("context", "no file", "")
    parts = _load_parts(folder, authorities, log)
    table = _skeleton(parts)
    log.rows_read = len(table)
    for name, (_sources, columns, _load) in _PARTS.items():
        table = _join(table, parts.get(name), columns)
    table = _with_rates(table)
    _count_flags(table, log)
    table = log.attach(table, years=table["year"], authorities=table["la_key"])
    table.attrs["load_reports"] = (*(load_report(part) for part in parts.values()), load_report(table))
    return table


def add_rate(table: pd.DataFrame, name: str, count: str, base: str, *, per: float) -> pd.DataFrame:
    """Return `table` with the column `name` = `per` x count / base, and its flag.

    Parameters
    ----------
    table
        With `count`, `base` and their `_flag` columns.
    name
        The rate's name.
    count, base
        Columns above and below the line.
    per
        Factor, for example 10,000.
    """
    rate = per * table[count] / table[base]
    flag = table[f"{count}_flag"].where(table[count].isna(), table[f"{base}_flag"])
    return table.assign(**{name: rate, f"{name}_flag": flag})


def _load_parts(folder: DataFolder, authorities: Authorities, log: LoadLog) -> dict[str, pd.DataFrame]:
    parts: dict[str, pd.DataFrame] = {}
    for name, (sources, columns, load) in _PARTS.items():
        absent = [source for source in sources if folder.find(source) is None]
        if absent:
            titles = " and ".join(f"'{SOURCES[source].title}'" for source in absent)
            log.note(f"no file of {titles} in the folder: {', '.join(columns)} unavailable")
            continue
        parts[name] = load(folder, authorities)
    log.file = f"{len(parts)} sources"
    return parts


def _skeleton(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every authority and year that a yearly source has, with the day it stands for."""
    keys = [part[_KEY] for part in parts.values() if "year" in part.columns]
    none = pd.DataFrame({"la_key": pd.Series(dtype="str"), "year": pd.Series(dtype="int64")})
    rows = pd.concat(keys or [none]).drop_duplicates().sort_values(_KEY, ignore_index=True)
    rows.attrs = {}
    return rows.assign(context_date=pd.to_datetime(rows["year"].astype("str") + "-03-31"))


def _join(table: pd.DataFrame, part: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame:
    wanted = [name for column in columns for name in (column, f"{column}_flag")]
    if part is None:
        joined = table.assign(**{name: "" if name.endswith("_flag") else float("nan") for name in wanted})
    else:
        on = [name for name in _KEY if name in part.columns]
        joined = table.merge(part[[*on, *wanted]], on=on, how="left", validate="many_to_one")
    for column in columns:
        flag = joined[f"{column}_flag"]
        joined[f"{column}_flag"] = flag.mask(flag.isna() | (flag == ""), "unavailable").astype("str")
    joined.attrs = {}
    return joined


def _with_rates(table: pd.DataFrame) -> pd.DataFrame:
    table = add_rate(table, "cin_rate_10k", "cin_31_march", "population_0_17", per=PER_10K)
    table = add_rate(table, "referral_rate_10k", "referrals", "population_0_17", per=PER_10K)
    table = add_rate(table, "csc_net_spend_per_child", "csc_net_spend", "population_0_17", per=1)
    return table[[*_KEY, "context_date", *(name for value in VALUES for name in (value, f"{value}_flag"))]]


def _count_flags(table: pd.DataFrame, log: LoadLog) -> None:
    for value in VALUES:
        log.flag(int((table[f"{value}_flag"] == "unavailable").sum()), f"{value} unavailable")
        log.flag(int((~table[f"{value}_flag"].isin(["ok", "unavailable"])).sum()), f"{value} withheld")
