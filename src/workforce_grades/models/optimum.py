"""Where an estimation ended, and whether that is the maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from workforce_grades.models.likelihood import Array, CumulativeLink

NEAR_ENOUGH: Final = 1e-8
"""Twice the log-likelihood still to be gained, by the quadratic there: free of the terms' units."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Parameters at which an estimation ended, with the derivatives there.

    Attributes
    ----------
    params
        Coefficients, then thresholds (or the intercept), then the random intercept's deviation.
    log_likelihood
        At `params`.
    scores
        First derivatives of each inspection, or of each authority where it has a random intercept.
    bread
        Model-based covariance of `params`.
    converged
        Whether the gradient is zero and the curvature that of a maximum.
    result
        The estimating library's own result.
    """

    params: Array
    log_likelihood: float
    scores: Array
    bread: Array
    converged: bool
    result: Any

    @classmethod
    def of(cls, likelihood: CumulativeLink, params: Array, result: Any) -> Optimum:
        """Return the optimum of a likelihood without random intercept."""
        scores, hessian = likelihood.scores(params), likelihood.hessian(params)
        arrived = is_maximum(scores.sum(axis=0), hessian)
        return cls(params, likelihood.loglike(params), scores, inverse(-hessian), arrived, result)


def is_maximum(gradient: Array, hessian: Array) -> bool:
    """Tell whether the gradient is zero, measured by the curvature, and the curvature negative."""
    if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        return False
    scale = np.sqrt(np.abs(np.diag(hessian))) + 1e-300
    curvature = -hessian / np.outer(scale, scale)
    if np.linalg.eigvalsh(curvature).min() <= 1e-12:
        return False
    slope = gradient / scale
    return float(slope @ np.linalg.solve(curvature, slope)) < NEAR_ENOUGH


def inverse(curvature: Array) -> Array:
    """Return the inverse of a curvature whose parameters may have very different units."""
    scale = np.sqrt(np.abs(np.diag(curvature))) + 1e-300
    inverted: Array = np.linalg.pinv(curvature / np.outer(scale, scale)) / np.outer(scale, scale)
    return inverted
