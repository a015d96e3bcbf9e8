"""How long authorities waited: from one inspection to the next, and from the inspection to its report."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workforce_grades.analyses.judgements import DAYS_A_MONTH
from workforce_grades.authorities import Authorities


def waits(inspections: pd.DataFrame, authorities: Authorities) -> pd.DataFrame:
    """Return how long the next inspection took after each ILACS grade, those still waiting included.

    Returns
    -------
    pandas.DataFrame
        A row a grade: `grade`, `inspections` with that grade, `followed` by another, `lower`, `median`, `upper`
        (months between first days, of those followed), and `median_all` (months by which more than
        half had been inspected again by Kaplan and Meier's estimate; missing where that was not reached).
    """
    spells = _spells(inspections, authorities)
    return pd.DataFrame([_wait(grade, rows) for grade, rows in spells.groupby("overall", observed=True)])


def publication_days(inspections: pd.DataFrame) -> pd.Series:
    """Return the days from the first day of each ILACS inspection to its report."""
    ilacs = inspections[inspections["framework"] == "ILACS"]
    return (ilacs["publication_date"] - ilacs["inspection_date"]).dt.days


def longest_pause(inspections: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the first days of the two successive ILACS inspections furthest apart, whoever was inspected."""
    begun = inspections.loc[inspections["framework"] == "ILACS", "inspection_date"].sort_values(ignore_index=True)
    if len(begun) < 2:
        return None
    at = int(begun.diff().dt.days.iloc[1:].to_numpy().argmax()) + 1
    return begun[at - 1], begun[at]


def _spells(inspections: pd.DataFrame, authorities: Authorities) -> pd.DataFrame:
    """Return each ILACS inspection with the months to the next, or to when it could no longer be seen."""
    rows = inspections[inspections["framework"] == "ILACS"].dropna(subset=["overall"])
    rows = rows.sort_values(["la_key", "inspection_date"])
    following = rows.groupby("la_key")["inspection_date"].shift(-1)
    ended = {member.la_key: pd.Timestamp(member.end_date) for member in authorities if member.end_date}
    seen_to = pd.to_datetime(rows["la_key"].map(ended)).fillna(rows["as_at"]).clip(upper=rows["as_at"])
    days = (following.fillna(seen_to) - rows["inspection_date"]).dt.days
    return rows.assign(months=days / DAYS_A_MONTH, followed=following.notna())


def _wait(grade: object, spells: pd.DataFrame) -> dict[str, Any]:
    from statsmodels.duration.survfunc import SurvfuncRight

    lower, median, upper = spells.loc[spells["followed"], "months"].quantile([0.25, 0.5, 0.75])
    survival = SurvfuncRight(spells["months"].clip(lower=0).to_numpy(), spells["followed"].astype(int).to_numpy())
    return {
        "grade": str(grade), "inspections": len(spells), "followed": int(spells["followed"].sum()), "lower": lower,
        "median": median, "upper": upper, "median_all": float(survival.quantile(0.5)),
    }  # fmt: skip
