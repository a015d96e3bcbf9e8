"""The link rule: an inspection goes with the latest 30 September census strictly before it.

Never "the same year": for an inspection in spring that would put workforce numbers from after the
judgement on the explaining side.
"""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import FLAG_MEANINGS, MEASURES, SMALL_BASE_FTE, Flag
from workforce_grades.sources.workforce import explode_members

LINKED: Final = "linked"
KEY_MEASURES: Final = ("turnover_rate", "caseload")
_RETURN_COLUMNS: Final = ["return_group", "is_joint", "census_date"]


def link_inspections(
    inspections: pd.DataFrame,
    workforce: pd.DataFrame,
    authorities: Authorities,
    *,
    lag: Literal[0, 1, 2] = 0,
    lead: Literal[1, 2] | None = None,
) -> pd.DataFrame:
    """Return each ILACS inspection with the workforce return of one census.

    Parameters
    ----------
    inspections
        From :func:`workforce_grades.load_inspections`; rows of other frameworks are left out,
        because SIF judgements only supply `previous_overall`.
    workforce
        From :func:`workforce_grades.load_workforce`, one row a return group and year.
    authorities
        For predecessors of authorities that were split off.
    lag
        0 for the latest census strictly before the first day of the inspection, 1 and 2 for one
        and two censuses earlier.
    lead
        1 and 2 for the first and second census on or after that day; only to test direction.

    Returns
    -------
    pandas.DataFrame
        One row an inspection, in the order given: its columns, then `census_year`, `census_date`,
        `lag_days` (negative for a lead), `return_group`, `is_joint`, `inherited` (the return is the
        predecessor's), `small_base` (under 20 FTE in post), `link_status` (``linked`` or why not),
        `incomplete` (blank, or which of turnover and caseload is missing and why), and every
        measure with its flag.

    Raises
    ------
    ValueError
        `lag` and `lead` together, or values that are not allowed.
    """
    offset = _offset(lag, lead)
    units = inspections[inspections["framework"] == "ILACS"].reset_index(drop=True)
    wanted = units[["la_key"]].assign(census_year=latest_census_year(units["inspection_date"]) + offset)
    returns = _returns_by_key(workforce)
    own = wanted.merge(returns, on=["la_key", "census_year"], how="left")
    found = _with_predecessors(own, returns, authorities)
    linked = pd.concat([units, found.drop(columns=["la_key"])], axis=1)
    linked["lag_days"] = (linked["inspection_date"] - linked["census_date"]).dt.days
    linked["small_base"] = linked["inpost_fte"] < SMALL_BASE_FTE
    linked["link_status"] = _status(linked, workforce, authorities)
    linked["incomplete"] = _incomplete(linked)
    measures = [column for name in MEASURES if name in linked for column in (name, f"{name}_flag")]
    leading = [
        *units.columns, "census_year", "census_date", "lag_days", "return_group", "is_joint", "inherited",
        "small_base", "link_status", "incomplete",
    ]  # fmt: skip
    return linked[[*leading, *measures]]


def latest_census_year(days: pd.Series) -> pd.Series:
    """Return the year of the latest 30 September strictly before each day.

    Examples
    --------
    >>> latest_census_year(pd.Series(pd.to_datetime(["2024-09-30", "2024-10-01"]))).tolist()
    [2023, 2024]
    """
    after = (days.dt.month > 9).astype("int64")
    latest: pd.Series = days.dt.year.astype("int64") - 1 + after
    return latest


def _offset(lag: int, lead: int | None) -> int:
    if lead is not None and lag:
        raise ValueError("give a lag or a lead, not both")
    if lag not in (0, 1, 2) or lead not in (None, 1, 2):
        raise ValueError(f"lag is 0, 1 or 2 and lead 1 or 2, not lag={lag!r}, lead={lead!r}")
    return -lag if lead is None else lead


def _returns_by_key(workforce: pd.DataFrame) -> pd.DataFrame:
    measures = [column for name in MEASURES if name in workforce for column in (name, f"{name}_flag")]
    members = explode_members(workforce).rename(columns={"year": "census_year"})
    return members[["la_key", "census_year", *_RETURN_COLUMNS, *measures]]


def _with_predecessors(own: pd.DataFrame, returns: pd.DataFrame, authorities: Authorities) -> pd.DataFrame:
    """Fill rows from before a split with the predecessor's return, flagged `inherited`."""
    missing = own["return_group"].isna()
    heirs = own.loc[missing, ["la_key", "census_year"]].assign(row=lambda rows: rows.index)
    heirs["la_key"] = [
        _predecessor(key, int(year), authorities)
        for key, year in zip(heirs["la_key"], heirs["census_year"], strict=True)
    ]
    inherited = heirs.merge(returns, on=["la_key", "census_year"]).set_index("row")
    filled = own.copy()
    columns = [column for column in inherited.columns if column not in ("la_key", "census_year")]
    filled.loc[inherited.index, columns] = inherited[columns]
    return filled.assign(
        inherited=filled.index.isin(inherited.index),
        is_joint=filled["is_joint"].eq(True),
    )


def _predecessor(la_key: str, census_year: int, authorities: Authorities) -> str | None:
    """Return whose return an authority had in a census before it was split off or re-formed."""
    census = pd.Timestamp(census_year, 9, 30)
    for key, change, effective in authorities.predecessors(la_key):
        if change in ("split", "recode") and census < effective:
            return key
    return None


def _status(linked: pd.DataFrame, workforce: pd.DataFrame, authorities: Authorities) -> list[str]:
    years = (int(workforce["year"].min()), int(workforce["year"].max()))
    return [
        LINKED if isinstance(group, str) else _why_not(key, int(year), years, authorities)
        for key, year, group in zip(linked["la_key"], linked["census_year"], linked["return_group"], strict=True)
    ]


def _why_not(la_key: str, census_year: int, years: tuple[int, int], authorities: Authorities) -> str:
    if census_year < years[0]:
        return f"the census of {census_year} is before the first in the data ({years[0]})"
    if census_year > years[1]:
        return f"the census of {census_year} is after the last in the data ({years[1]})"
    merged = [key for key, change, _effective in authorities.predecessors(la_key) if change == "merge"]
    if merged:
        names = " and ".join(authorities[key].name for key in merged)
        return f"no return of its own in {census_year}: formed later, from {names}"
    return f"no return in the census of {census_year}"


def _incomplete(linked: pd.DataFrame) -> pd.Series:
    reasons = pd.Series("", index=linked.index)
    for name in KEY_MEASURES:
        missing = linked[name].isna() & (linked["link_status"] == LINKED)
        why = linked.loc[missing, f"{name}_flag"].map(_flag_words)
        text = MEASURES[name].label.lower() + " " + why
        separator = reasons[missing].map(lambda before: "; " if before else "")
        reasons = reasons.where(~missing, reasons + separator + text)
    return reasons


def _flag_words(flag: Flag) -> str:
    return FLAG_MEANINGS[flag]
