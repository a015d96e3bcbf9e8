"""Tests of proportional odds: does a term matter equally at every threshold between grades?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models.cumulative import fit_cumulative
from workforce_grades.models.design import Design
from workforce_grades.models.estimation import graded_likelihood
from workforce_grades.models.fit import Fit
from workforce_grades.models.generalised import better_side, check_ordered_logit, fit_generalised
from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.sandwich import cluster_covariance
from workforce_grades.models.separation import surely_finite

OMNIBUS: Final = "all terms"


def brant_test(fit: Fit) -> pd.DataFrame:
    """Compare the yes-or-no logits at each threshold, whose coefficients proportional odds makes equal.

    Parameters
    ----------
    fit
        An ordered logit.

    Returns
    -------
    pandas.DataFrame
        First the row "all terms", then one a term: `term`, `df`, `statistic` and `p` (chi-squared, as
        Brant has it), `statistic_cluster` and `p_cluster` (the same with the logits' covariance
        clustered as the fit's).

    Raises
    ------
    EstimationError
        The family is no ordered logit, or the grades are separated at one threshold.

    Notes
    -----
    Source: Brant (1990), Assessing proportionality in the proportional odds model for ordinal logistic
    regression. Below 0.05, the odds ratio of the fit is a mean over thresholds.
    """
    from scipy.special import chdtrc

    logits = _threshold_logits(fit.design)
    p = fit.design.x.shape[1]
    coefficients = np.concatenate([logit.params[:p] for logit in logits])
    slopes = np.concatenate([np.arange(p) + threshold * (p + 1) for threshold in range(len(logits))])
    model = _brant_covariance(fit.design, logits)[np.ix_(slopes, slopes)]
    clustered = _clustered_covariance(fit.design, logits)[np.ix_(slopes, slopes)]
    rows = []
    for term, contrasts in _contrasts([str(term) for term in fit.design.x], len(logits)):
        df = len(contrasts)
        statistics = [_wald(contrasts, coefficients, covariance) for covariance in (model, clustered)]
        plain, robust = ((value, float(chdtrc(df, value))) for value in statistics)
        rows.append((term, df, *plain, *robust))
    return pd.DataFrame(rows, columns=["term", "df", "statistic", "p", "statistic_cluster", "p_cluster"])


def likelihood_ratio_test(fit: Fit) -> pd.DataFrame:
    """Compare the log-likelihood with that of the model whose terms are free at each threshold.

    Parameters
    ----------
    fit
        An ordered logit.

    Returns
    -------
    pandas.DataFrame
        First the row "all terms" (all free), then one a term (it alone free): `term`, `df`,
        `statistic`, `p`. The likelihood takes inspections as independent: it knows no clusters.

    Raises
    ------
    EstimationError
        The family is no ordered logit, or a model has no finite maximum.
    """
    from scipy.special import chdtrc

    terms = [str(term) for term in fit.design.x]
    rows = []
    for name, free in [(OMNIBUS, terms), *((term, [term]) for term in terms)]:
        statistic = 2 * (fit_generalised(fit.design, free).log_likelihood - fit.log_likelihood)
        df = len(free) * (len(GRADES) - 2)
        rows.append((name, df, statistic, float(chdtrc(df, statistic))))
    return pd.DataFrame(rows, columns=["term", "df", "statistic", "p"])


def _threshold_logits(design: Design) -> list[Optimum]:
    """Estimate "better than this" at each threshold; parameters are coefficients and the threshold."""
    check_ordered_logit(design)
    graded = graded_likelihood(design)
    logits = []
    for grade, place in zip(GRADES[1:], range(1, graded.levels), strict=True):
        link = CumulativeLink(graded.x, (graded.y >= place).astype("int64"), levels=2)
        optimum = fit_cumulative(link)
        if not surely_finite(link, optimum.params[None], np.ones((1, len(link.y)))).all():
            raise EstimationError(f"{design.spec}: '{better_side(grade)}' alone is separated by its terms.")
        logits.append(optimum)
    return logits


def _brant_covariance(design: Design, logits: list[Optimum]) -> Array:
    """Brant's covariance of the logits' parameters: two thresholds share the inspections better than both."""
    basis = np.column_stack([design.x.to_numpy("float64"), -np.ones(len(design.x))])
    better = [1 / (1 + np.exp(-basis @ logit.params)) for logit in logits]
    blocks = [
        [
            one.bread @ (basis.T @ ((better[max(i, j)] - better[i] * better[j])[:, None] * basis)) @ two.bread
            for j, two in enumerate(logits)
        ]
        for i, one in enumerate(logits)
    ]
    covariance: Array = np.block(blocks)
    return covariance


def _clustered_covariance(design: Design, logits: list[Optimum]) -> Array:
    """The sandwich of the three logits stacked: errors of one cluster go together, within and across them."""
    k = len(logits[0].params)
    bread = np.zeros((k * len(logits), k * len(logits)))
    for place, logit in enumerate(logits):
        bread[place * k : (place + 1) * k, place * k : (place + 1) * k] = logit.bread
    scores = np.hstack([logit.scores for logit in logits])
    return cluster_covariance(bread, scores, design.cluster, n=len(design.x))


def _contrasts(terms: list[str], thresholds: int) -> list[tuple[str, Array]]:
    """Differences of the first threshold's coefficients from every other's, of all terms and of each."""
    p = len(terms)
    differences = np.hstack([np.ones((thresholds - 1, 1)), -np.eye(thresholds - 1)])
    each = [np.kron(differences, np.eye(p)[[place]]) for place in range(p)]
    return [(OMNIBUS, np.vstack(each)), *zip(terms, each, strict=True)]


def _wald(contrasts: Array, coefficients: Array, covariance: Array) -> float:
    gaps = contrasts @ coefficients
    return float(gaps @ np.linalg.solve(contrasts @ covariance @ contrasts.T, gaps))
