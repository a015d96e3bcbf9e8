"""How far a return's measure stays where it was: rank correlation, autocorrelation, how long a high value lasts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import pandas as pd

from workforce_grades.analyses.workforce_trends import sound

HIGH: Final = 0.75
"""A value at or above this quantile of its year is called high."""

_FEWEST: Final = 10


@dataclass(frozen=True)
class Stability:
    """How steady one measure is between returns and within them.

    Attributes
    ----------
    measure
        Which.
    ranks
        Index `apart` (years); `correlation` (mean of Spearman's over all pairs of censuses that far apart),
        `pairs` (of censuses).
    next_year
        Spearman's correlation with the census after, by the first year of the pair.
    between
        Share of the variance around each year's mean that lies between returns' own averages.
    within
        Correlation of a return's distance from its own average with the same a year later.
    by_chance
        What `within` would be if such distances were drawn afresh each year: averages over few years
        push it below zero.
    lasting
        Index `apart`; `high` (returns in the top quarter that were seen again), `still` (% of them in
        the top quarter then), `throughout` (% in it at every census until then, of those seen at each).
    """

    measure: str
    ranks: pd.DataFrame
    next_year: pd.Series
    between: float
    within: float
    by_chance: float
    lasting: pd.DataFrame


def stability(returns: pd.DataFrame, measure: str) -> Stability:
    """Return how steady a measure is.

    Parameters
    ----------
    returns
        From :func:`workforce_grades.analyses.workforce_trends.returns_in`.
    measure
        One of :data:`workforce_grades.codebook.EXPOSURES`.
    """
    wide = sound(returns, measure).pivot_table(index="return_group", columns="year", values=measure)
    wide = wide.reindex(columns=range(int(wide.columns.min()), int(wide.columns.max()) + 1))
    ranks = _rank_correlations(wide)
    next_year = ranks[ranks["apart"] == 1].set_index("year")["correlation"]
    groups = ranks.groupby("apart")["correlation"]
    by_distance = pd.DataFrame({"correlation": groups.mean(), "pairs": groups.size()})
    return Stability(measure, by_distance, next_year, *_autocorrelation(wide), _lasting(wide))


def _rank_correlations(wide: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (year, later - year, wide[year].corr(wide[later], method="spearman", min_periods=_FEWEST))
        for year, later in combinations((int(year) for year in wide.columns), 2)
    ]
    return pd.DataFrame(rows, columns=["year", "apart", "correlation"]).dropna()


def _autocorrelation(wide: pd.DataFrame) -> tuple[float, float, float]:
    """Return the share of variance between returns, the autocorrelation within them, and that of pure chance.

    Distances of T independent values from their own mean are correlated by -1/(T-1).
    """
    centred = wide - wide.mean()
    centred = centred[centred.notna().sum(axis=1) >= 3]
    own = centred.mean(axis=1)
    away = centred.sub(own, axis=0)
    counts = centred.notna().sum(axis=1)
    # The variance of the averages holds a part of the variance within: it is taken off.
    within = float((away**2).sum().sum() / (counts - 1).sum())
    between = max(0.0, float(own.var()) - within * float((1 / counts).mean()))
    now, after = away.iloc[:, :-1].to_numpy().ravel(), away.iloc[:, 1:].to_numpy().ravel()
    return between / (between + within), float(pd.Series(now).corr(pd.Series(after))), -1 / (float(counts.mean()) - 1)


def _lasting(wide: pd.DataFrame) -> pd.DataFrame:
    """Return what became of returns in the top quarter of a year, by years since."""
    high = wide.ge(wide.quantile(HIGH)).where(wide.notna())
    rows = []
    for apart in range(1, high.shape[1]):
        blocks = [high.iloc[:, at : at + apart + 1] for at in range(high.shape[1] - apart)]
        began = [block[block.iloc[:, 0].eq(True)] for block in blocks]
        ends = pd.concat([block.iloc[:, -1].dropna() for block in began])
        whole = pd.concat([block.dropna().all(axis=1) for block in began])
        rows.append((apart, len(ends), 100 * ends.astype(bool).mean(), 100 * whole.mean()))
    return pd.DataFrame(rows, columns=["apart", "high", "still", "throughout"]).set_index("apart")
