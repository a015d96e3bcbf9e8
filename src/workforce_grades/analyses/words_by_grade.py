"""How often reports praise and raise themes, by their overall grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.shares import Share, share

PRAISES: Final = ("praised", "both")
RAISES: Final = ("raised", "both")
REPLICATES: Final = 999
SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True)
class GradeShares:
    """Of the reports with a grade, how many praise and how many raise a theme."""

    theme: str
    grade: str
    reports: int
    praised: Share
    raised: Share
    not_mentioned: Share


def shares_by_grade(judged: pd.DataFrame, reports: pd.DataFrame) -> list[GradeShares]:
    """Return the shares of reports that praise and raise each theme, by overall grade, with Wilson intervals.

    A report that does both counts on both sides. A theme without polarity has its mentions as praised
    nowhere and raised nowhere: only `not_mentioned` speaks of it.
    """
    grade = reports.set_index("inspection_id")["overall"].reindex(judged.index)
    found = []
    for theme in judged.columns:
        for name in GRADES[::-1]:
            rows = judged.loc[grade == name, theme]
            if len(rows):
                found.append(
                    GradeShares(
                        theme, name, len(rows),
                        share(rows.isin(PRAISES).sum(), len(rows)),
                        share(rows.isin(RAISES).sum(), len(rows)),
                        share((rows == "not mentioned").sum(), len(rows)),
                    )
                )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class RaisedGap:
    """How much more often reports with the two lower grades raise themes than those with the two higher.

    Attributes
    ----------
    lower, higher
        Shares of themes raised, averaged over reports.
    gap, low, high
        Their difference and its 95% interval, whole authorities drawn again.
    reports, authorities
        What it is from.
    """

    lower: float
    higher: float
    gap: float
    low: float
    high: float
    reports: int
    authorities: int


def raised_gap(judged: pd.DataFrame, reports: pd.DataFrame) -> RaisedGap | None:
    """Return the difference between the lower and the higher grades; None where one of them has no report.

    Parameters
    ----------
    judged
        From :func:`workforce_grades.analyses.inspectors_words.verdicts`, themes with a direction.
    reports
        With `inspection_id`, `la_key` and `overall`.
    """
    rows = reports.set_index("inspection_id").reindex(judged.index)[["la_key", "overall"]]
    rows = rows.assign(raised=judged.isin(RAISES).mean(axis=1)).dropna(subset=["overall"])
    rows["is_lower"] = rows["overall"].isin(GRADES[:2])
    if rows["is_lower"].nunique() < 2:
        return None
    sums = rows.assign(raised_lower=rows["raised"].where(rows["is_lower"], 0.0)).groupby("la_key").agg(
        raised=("raised", "sum"), raised_lower=("raised_lower", "sum"), n=("raised", "size"), lower=("is_lower", "sum")
    )  # fmt: skip
    lower, higher = _means(sums.to_numpy(dtype=float).sum(axis=0))
    random = np.random.default_rng(SEED)
    drawn = sums.to_numpy(dtype=float)[random.integers(len(sums), size=(REPLICATES, len(sums)))].sum(axis=1)
    again = _means(drawn.T)
    low, high = np.nanpercentile(again[0] - again[1], [2.5, 97.5])
    return RaisedGap(float(lower), float(higher), float(lower - higher), float(low), float(high), len(rows), len(sums))


def _means(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean share of the lower and of the higher grades from sums: raised, raised_lower, n, lower."""
    raised, raised_lower, n, lower = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        return raised_lower / lower, (raised - raised_lower) / (n - lower)
