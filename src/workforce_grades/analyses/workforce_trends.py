"""The five measures over the censuses: published series, spread between returns, who moved, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Region
from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, SMALL_BASE_FTE
from workforce_grades.study import Study

DOUBTFUL: Final = ("suspect_zero", "small_base")
"""Flags of values that are published but say little."""

WINDOW: Final = 3
"""Censuses that are averaged at each end before two ends are compared: one year's rate is largely chance."""

_FEWEST_IN_WINDOW: Final = 2


def returns_in(study: Study, region: Region | None = None) -> pd.DataFrame:
    """Return the workforce returns of a region, or of England.

    Returns
    -------
    pandas.DataFrame
        One row a return and year: the columns of `study.workforce` (a joint return once), with
        `region` (name of one of the nine) and `name` (the members' names).
    """
    authorities = study.authorities
    rows = study.workforce
    regions = rows["la_keys"].map(lambda keys: authorities.region_name(keys[0]))
    names = rows["la_keys"].map(lambda keys: " and ".join(authorities[key].name for key in keys))
    rows = rows.assign(region=regions, name=names)
    return rows if region is None else rows[rows["region"] == region.name]


def published(study: Study, region: Region | None = None) -> pd.DataFrame:
    """Return DfE's own rows of a region, or of England, by year.

    London's are published as such, beside those of Inner and Outer London: nothing is averaged here.
    """
    rows = study.england if region is None else study.regions[study.regions["region_name"] == region.name]
    return rows.set_index("year").sort_index()


def parts(study: Study, region: Region) -> dict[str, pd.DataFrame]:
    """Return DfE's rows of the parts that it splits a region into, by name: Inner and Outer London, or none."""
    names = sorted(set(returns_in(study, region)["region_name"]) - {region.name})
    rows = study.regions
    return {str(name): rows[rows["region_name"] == name].set_index("year").sort_index() for name in names}


def sound(returns: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the returns whose value can be compared.

    Missing values, zeros that are hard to believe and returns of fewer than 20 FTE in post are left out.
    """
    doubtful = returns[f"{measure}_flag"].isin(DOUBTFUL) | (returns["inpost_fte"] < SMALL_BASE_FTE)
    return returns[returns[measure].notna() & ~doubtful]


def spread(returns: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return how a measure is spread over the returns of each year.

    Returns
    -------
    pandas.DataFrame
        Index `year`; `returns` (how many have a sound value), `lowest`, `lower`, `median`, `upper`,
        `highest` and `between` (upper less lower quartile).
    """
    values = sound(returns, measure).groupby("year")[measure]
    table = pd.DataFrame({
        "returns": values.size(), "lowest": values.min(), "lower": values.quantile(0.25), "median": values.median(),
        "upper": values.quantile(0.75), "highest": values.max(),
    })  # fmt: skip
    return table.assign(between=table["upper"] - table["lower"])


def holders(returns: pd.DataFrame, measure: str, year: int, value: float) -> list[str]:
    """Return the names of the returns that have a value in a year, once both are rounded."""
    rows = sound(returns[returns["year"] == year], measure)
    return sorted(rows.loc[rows[measure].round(1) == round(value, 1), "name"])


def windows(returns: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the first and last year of the two ends that are compared; None where they would overlap."""
    years = sorted(int(year) for year in returns["year"].unique())
    if len(years) < 2 * WINDOW:
        return None
    return (years[0], years[WINDOW - 1]), (years[-WINDOW], years[-1])


def moves(returns: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return how far each return moved from the first censuses to the last.

    Returns
    -------
    pandas.DataFrame
        One row a return group with at least two sound values at both ends: `return_group`, `name`,
        `before`, `after` (averages of up to three censuses), `change`; by name.
    """
    columns = ["return_group", "name", "before", "after", "change"]
    ends = windows(returns)
    if ends is None:
        return pd.DataFrame(columns=columns)
    rows = sound(returns, measure)
    averages = [_average(rows[rows["year"].between(*end)], measure) for end in ends]
    both = pd.concat(averages, axis=1, keys=["before", "after"], join="inner").reset_index()
    both = both.assign(change=both["after"] - both["before"])
    return both.sort_values("name", kind="stable", ignore_index=True)[columns]


def missing_values(returns: pd.DataFrame, measures: Iterable[str] = EXPOSURES) -> pd.DataFrame:
    """Return every value that is missing or doubtful.

    Returns
    -------
    pandas.DataFrame
        `measure`, `name`, `year`, `flag` (why), `has_value`; small bases are rows of every measure.
    """
    found: list[dict[str, Any]] = []
    for measure in measures:
        odd = returns[returns[measure].isna() | returns[f"{measure}_flag"].isin(DOUBTFUL)]
        found += [
            {"measure": measure, "name": row["name"], "year": int(row["year"]), "flag": row[f"{measure}_flag"],
             "has_value": bool(pd.notna(row[measure]))}
            for row in odd.to_dict("records")
        ]  # fmt: skip
    table = pd.DataFrame(found, columns=["measure", "name", "year", "flag", "has_value"])
    table = table.astype({"has_value": bool})
    order = {flag: at for at, flag in enumerate(FLAG_MEANINGS)}
    return table.sort_values(["flag", "name", "year"], key=lambda column: column.replace(order), ignore_index=True)


def small_bases(returns: pd.DataFrame) -> pd.DataFrame:
    """Return the returns of fewer than 20 FTE in post: `name`, `year`, `inpost_fte`."""
    rows = returns[returns["inpost_fte"] < SMALL_BASE_FTE]
    return rows[["name", "year", "inpost_fte"]].sort_values(["name", "year"], ignore_index=True)


def unseen_posts(study: Study, region: Region | None = None) -> pd.Series:
    """Return the FTE in post of DfE's total that no published return accounts for, by year."""
    summed = returns_in(study, region).groupby("year")["inpost_fte"].sum()
    return (published(study, region)["inpost_fte"] - summed).rename("unseen")


def _average(rows: pd.DataFrame, measure: str) -> pd.Series:
    groups = rows.groupby(["return_group", "name"])[measure]
    return groups.mean()[groups.size() >= _FEWEST_IN_WINDOW]
