"""Would this method find what is there? Grades drawn from known coefficients on the real predictors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models import Design
from workforce_grades.models.estimation import DEVIATION, estimate
from workforce_grades.models.fit import Fit
from workforce_grades.models.sandwich import cluster_covariance

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """What a specification's estimates do over many draws of the grades.

    Attributes
    ----------
    terms
        One row a term: `truth` (log-odds), `mean_estimate`, `bias` (mean estimate minus truth),
        `spread` (standard deviation of the estimates), `mean_se` (mean clustered standard error),
        `coverage` and `power` (shares of draws whose 95% interval holds the truth, or leaves 0 out), each with its
        own 95% interval (`coverage_low`, ...; Wilson).
    runs, failed
        Draws asked for, and draws that could not be estimated.
    correlation
        Correlation of the normal scores of two inspections of one authority.
    n, n_clusters
        Inspections and authorities of each draw.
    """

    terms: pd.DataFrame
    runs: int
    failed: int
    correlation: float
    n: int
    n_clusters: int


def simulate(
    fit: Fit, *, runs: int = 1000, seed: int = 2025, correlation: float = 0.0,
    truth: Mapping[str, float] | None = None,
) -> Simulation:  # fmt: skip
    """Draw grades from known coefficients and estimate each draw as the study does.

    Errors are logistic, so that the proportional-odds model holds exactly, and correlated within an
    authority through normal scores, so that inspections of one authority resemble each other.

    Parameters
    ----------
    fit
        An ordered logit: its predictors, thresholds and coefficients are the truth.
    runs
        Draws.
    seed
        Of the generator.
    correlation
        Of the normal scores of two inspections of one authority, from 0 to below 1.
    truth
        Log-odds of terms whose true coefficient is another; the thresholds move along so that the
        middle of the predicted grades stays.

    Raises
    ------
    EstimationError
        The fit is no ordered logit.
    """
    if fit.spec.family != "ordered_logit":
        raise EstimationError(f"{fit.spec}: grades can be drawn from an ordered logit only.")
    design, params = fit.design, _with_truth(fit, truth or {})
    rng, terms = np.random.default_rng(seed), design.x.shape[1]
    estimates, errors = [], []
    for _ in range(runs):
        try:
            found = estimate(replace(design, grade=_draw(design, params, correlation, rng)))
        except EstimationError:
            continue
        covariance = cluster_covariance(found.bread, found.scores, design.cluster, n=fit.n)
        estimates.append(found.params[:terms])
        errors.append(np.sqrt(np.diag(covariance))[:terms])
    summary = _summary(params.iloc[:terms], np.array(estimates), np.array(errors))
    return Simulation(summary, runs, runs - len(estimates), correlation, fit.n, fit.n_clusters)


def _with_truth(fit: Fit, truth: Mapping[str, float]) -> pd.Series:
    params = fit.params.copy()
    centre = fit.design.x.mean()
    for term, value in truth.items():
        thresholds = params.index.str.startswith("threshold:")
        params[thresholds] += (value - params[term]) * centre[term]
        params[term] = value
    return params


def _draw(design: Design, params: pd.Series, correlation: float, rng: np.random.Generator) -> pd.Series:
    """Return grades drawn from the model, on the index of the design."""
    from scipy.special import log_ndtr

    codes, authorities = pd.factorize(design.authority)
    shared = rng.standard_normal(len(authorities))[codes]
    scores = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * rng.standard_normal(len(codes))
    error = log_ndtr(scores) - log_ndtr(-scores)
    values, terms = params.to_numpy("float64"), design.x.shape[1]
    latent = design.x.to_numpy("float64") @ values[:terms] + error
    drawn = np.searchsorted(values[terms:], latent)
    return pd.Series(pd.Categorical(np.array(GRADES)[drawn], categories=GRADES, ordered=True), index=design.x.index)


def _summary(truth: pd.Series, estimates: np.ndarray, errors: np.ndarray) -> pd.DataFrame:
    from scipy.special import ndtri

    half = ndtri((1 + LEVEL) / 2) * errors
    true = truth.to_numpy()
    rows = pd.DataFrame(
        {
            "term": list(truth.index),
            "truth": true,
            "mean_estimate": estimates.mean(axis=0),
            "bias": estimates.mean(axis=0) - true,
            "spread": estimates.std(axis=0, ddof=1),
            "mean_se": errors.mean(axis=0),
        }
    )
    shares = {"coverage": np.abs(estimates - true) <= half, "power": np.abs(estimates) > half}
    for name, hits in shares.items():
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = _share(hits)
    return rows


def _share(hits: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(hits.sum(axis=0), len(hits), alpha=1 - LEVEL, method="wilson")
    return hits.mean(axis=0), low, high


def resemblance(random_intercept: Fit) -> float:
    """Return the correlation within an authority that a random-intercept fit implies.

    The intra-class correlation of the latent grade: s^2 / (s^2 + pi^2 / 3), s the standard deviation
    of the random intercept. Source: Snijders and Bosker (2012), Multilevel Analysis, section 17.2.
    """
    if DEVIATION not in random_intercept.params.index:
        raise EstimationError(f"{random_intercept.spec}: the model has no random intercept.")
    variance = float(random_intercept.params[DEVIATION]) ** 2
    return variance / (variance + np.pi**2 / 3)
