"""Where an estimation ended, and whether that is the maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.newton import unitless

NEAR_ENOUGH: Final = 1e-13
"""Twice the log-likelihood still to be gained, by the quadratic there: 3e-7 of a standard error in any direction."""
LEAST_CURVATURE: Final = 1e-12
"""Smallest eigenvalue of a curvature without units that is still told from zero."""


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
        The estimating library's own result, where a library estimated.
    """

    params: Array
    log_likelihood: float
    scores: Array
    bread: Array
    converged: bool
    result: Any = None

    @classmethod
    def of(cls, likelihood: CumulativeLink, params: Array) -> Optimum:
        """Return the optimum of a likelihood without random intercept."""
        there, scores = likelihood.expansion(params), likelihood.scores(params)
        arrived = is_maximum(scores.sum(axis=0), there.hessian)
        return cls(params, float(there.value), scores, inverse(-there.hessian), arrived)


def is_maximum(gradient: Array, hessian: Array) -> bool:
    """Tell whether the gradient is zero, measured by the curvature, and the curvature negative."""
    if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        return False
    scale, curvature = unitless(-hessian)
    if np.linalg.eigvalsh(curvature).min() <= LEAST_CURVATURE:
        return False
    slope = gradient / scale
    return float(slope @ np.linalg.solve(curvature, slope)) < NEAR_ENOUGH


def inverse(curvature: Array) -> Array:
    """Return the inverse of a curvature whose parameters may have very different units."""
    scale, without_units = unitless(curvature)
    inverted: Array = np.linalg.pinv(without_units, hermitian=True) / np.outer(scale, scale)
    return inverted
