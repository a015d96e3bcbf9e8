"""How good predictions of ordered grades are: proper scores, concordance, calibration, and intervals on them.

Scores are of one inspection each, lower is better; intervals resample whole authorities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.models.likelihood import Array

Grades = NDArray[np.int64]
Interval = tuple[float, float, float]
"""A value with its 95% interval."""

FLOOR: Final = 0.001
"""Least probability that the log loss takes: one confident miss cannot outweigh everything."""

REPLICATES: Final = 2_000
SEED: Final = 20_261_122
GOOD_OR_BETTER: Final = 2
GROUPS: Final = 5
_BOUNDS: Final = (2.5, 97.5)
_FLAT: Final = 0.05


def ranked_probability_score(probability: Array, grade: Grades) -> Array:
    """Return each forecast's ranked probability score, from 0 (certain and right) to 1 (certain of the far end).

    The mean squared distance between forecast and observed cumulative probabilities, so that missing by
    one grade costs less than missing by two. Source: Epstein (1969), divided by the number of grades less one.

    Parameters
    ----------
    probability
        Shape (n, grades), rows adding up to 1, worst grade first.
    grade
        The grade given, from 0, shape (n,).

    Examples
    --------
    >>> ranked_probability_score(np.array([[0.5, 0.5, 0.0, 0.0]]), np.array([2])).round(4).tolist()
    [0.4167]
    """
    levels = probability.shape[1]
    forecast = np.cumsum(probability, axis=1)[:, :-1]
    observed = np.arange(levels - 1) >= grade[:, None]
    score: Array = ((forecast - observed) ** 2).sum(axis=1) / (levels - 1)
    return score


def brier_score(probability: Array, grade: Grades) -> Array:
    """Return each forecast's Brier score over all grades, from 0 to 2; it takes no notice of their order."""
    happened = np.arange(probability.shape[1]) == grade[:, None]
    score: Array = ((probability - happened) ** 2).sum(axis=1)
    return score


def log_loss(probability: Array, grade: Grades) -> Array:
    """Return minus the natural log of the probability that each forecast gave to what happened, at least FLOOR."""
    given = probability[np.arange(len(grade)), grade]
    score: Array = -np.log(np.maximum(given, FLOOR))
    return score


SCORES: Final[dict[str, Callable[[Array, Grades], Array]]] = {
    "rps": ranked_probability_score,
    "brier": brier_score,
    "log_loss": log_loss,
}


def authority_draws(authority: pd.Series, *, replicates: int = REPLICATES, seed: int = SEED) -> Array:
    """Return how often each inspection counts in each replicate of a bootstrap over authorities.

    Parameters
    ----------
    authority
        `la_key` of each inspection.
    replicates
        Number of replicates.
    seed
        Of numpy's generator: the same authorities give the same draws.

    Returns
    -------
    numpy.ndarray
        Shape (replicates, n): whole authorities are drawn with replacement, with all their inspections.
    """
    codes, found = pd.factorize(authority, sort=True)
    generator = np.random.default_rng(seed)
    times = generator.multinomial(len(found), np.full(len(found), 1 / len(found)), size=replicates)
    draws: Array = times[:, codes].astype("float64")
    return draws


def mean_with_interval(values: Array, draws: Array) -> Interval:
    """Return a mean over inspections with its percentile interval."""
    return _with_bounds(float(values.mean()), draws @ values / draws.sum(axis=1))


def skill(score: Array, reference: Array, draws: Array) -> Interval:
    """Return by which share a mean score is better (lower) than a reference's, with its percentile interval."""
    drawn = 1 - (draws @ score) / (draws @ reference)
    return _with_bounds(float(1 - score.mean() / reference.mean()), drawn)


def concordance(predicted: Array, outcome: Grades, draws: Array) -> Interval:
    """Return how often, of two inspections with different outcomes, the better one had the higher prediction.

    Ties count half. With a yes-or-no outcome this is the c-statistic; 0.5 is chance. All missing where
    every outcome is the same.
    """
    better = (outcome[:, None] > outcome[None, :]).astype("float64")
    above = predicted[:, None] > predicted[None, :]
    ordered = better * (above + 0.5 * (predicted[:, None] == predicted[None, :]))
    pairs = ((draws @ better) * draws).sum(axis=1)
    if not better.any():
        return (np.nan, np.nan, np.nan)
    drawn = ((draws @ ordered) * draws).sum(axis=1)[pairs > 0] / pairs[pairs > 0]
    return _with_bounds(float(ordered.sum() / better.sum()), drawn)


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """Predicted against observed on the log-odds scale.

    Attributes
    ----------
    intercept
        With the slope fixed at 1: above 0, more happened than was predicted. Log-odds, with interval.
    slope
        Below 1: predictions were too extreme. With interval; missing where predictions hardly differ.
    """

    intercept: Interval
    slope: Interval


def calibration_line(probability: Array, happened: NDArray[np.bool_], authority: pd.Series) -> CalibrationLine:
    """Return calibration intercept and slope with intervals clustered by authority.

    Source: Cox (1958); Van Calster and others (2019), Calibration: the Achilles heel of predictive analytics.
    """
    log_odds = np.log(probability) - np.log1p(-probability)
    missing = (np.nan, np.nan, np.nan)
    if happened.all() or not happened.any():
        return CalibrationLine(missing, missing)
    alone = _binomial(happened, np.ones((len(happened), 1)), authority, offset=log_odds)
    if probability.std() < _FLAT:
        return CalibrationLine(alone, missing)
    return CalibrationLine(alone, _binomial(happened, np.column_stack([np.ones(len(happened)), log_odds]), authority))


def calibration_groups(probability: Array, happened: NDArray[np.bool_], *, groups: int = GROUPS) -> pd.DataFrame:
    """Return predicted and observed share in groups of equal size, lowest predictions first.

    Inspections with the same prediction stay together, so groups can be fewer.

    Returns
    -------
    pandas.DataFrame
        `predicted` (mean), `observed`, `low`, `high` (Wilson interval, 95%) and `n`, one row a group.
    """
    from statsmodels.stats.proportion import proportion_confint

    place = (pd.Series(probability).rank(method="average") - 0.5) / len(probability)
    group = np.floor(groups * place)
    frame = pd.DataFrame({"predicted": probability, "happened": happened}).groupby(group)
    counts, sizes = frame["happened"].sum(), frame.size()
    low, high = proportion_confint(counts.to_numpy(), sizes.to_numpy(), method="wilson")
    columns = {"predicted": frame["predicted"].mean(), "observed": counts / sizes, "n": sizes}
    return pd.DataFrame(columns).assign(low=low, high=high).reset_index(drop=True)


def _binomial(happened: NDArray[np.bool_], x: Array, authority: pd.Series, *, offset: Array | None = None) -> Interval:
    """Estimate and interval of the last term of a logistic regression, clustered by authority."""
    import statsmodels.api as sm

    model = sm.GLM(happened.astype("float64"), x, family=sm.families.Binomial(), offset=offset)
    result = model.fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(authority)[0]})
    low, high = result.conf_int()[-1]
    return (float(result.params[-1]), float(low), float(high))


def _with_bounds(value: float, drawn: Array) -> Interval:
    low, high = np.percentile(drawn, _BOUNDS)
    return (value, float(low), float(high))
