"""Estimates and findings made by hand, for tests of the words that follow from them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workforce_grades.pages.findings import MAIN, PREDICTED, Findings

LOWER, UNCLEAR, HIGHER = (0.9, 0.8, 0.96), (1.02, 0.9, 1.1), (1.2, 1.1, 1.3)
"""Odds ratio, lower and upper bound."""

Odds = tuple[float, float, float]
Row = dict[str, Any]


def row(spec: str, term: str, odds: Odds, *, n: int = 264, converged: bool = True) -> Row:
    """Return one row of estimates; log-odds are those of the odds ratios."""
    ratio, low, high = odds
    return {"spec_id": spec, "term": term, "converged": converged, "odds_ratio": ratio, "or_ci_low": low,
            "or_ci_high": high, "estimate": math.log(ratio), "ci_low": math.log(low), "ci_high": math.log(high),
            "se_model": 0.011, "se_cluster": 0.012, "p_cluster": 0.031, "n": n, "n_clusters": 151}  # fmt: skip


def findings(*rows: Row, quartiles: dict[str, list[float]] | None = None, **others: Any) -> Findings:
    """Return findings of these estimates; without predictions, problems and the like where they are not given."""
    empty: dict[str, Any] = {"problems": {}, "dropped": {}, "predictions": pd.DataFrame(columns=PREDICTED),
                             "inflation": pd.Series(dtype=float)}  # fmt: skip
    return Findings(
        estimates=pd.DataFrame(list(rows)), quartiles=pd.DataFrame(quartiles or {}, index=[0.25, 0.75]),
        **empty | others,
    )  # fmt: skip


def main_model(caseload: Odds, turnover: Odds) -> list[Row]:
    """Return the two rows of the main model."""
    return [row(MAIN, "turnover", turnover), row(MAIN, "caseload", caseload)]
