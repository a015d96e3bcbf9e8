"""Ordered logit with a random intercept for each authority, by adaptive Gauss-Hermite quadrature.

P(Y <= k | z) = F(theta_k - x'b - s z), z standard normal for each authority. Source: Liu and Pierce
(1994), A note on Gauss-Hermite quadrature; the derivatives are those of Louis (1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.models.likelihood import Array, CumulativeLink, Derivatives, Expansion, interval_derivatives
from workforce_grades.models.newton import ARRIVED, newton_steps
from workforce_grades.models.optimum import Optimum, inverse, is_maximum

POINTS: Final = 15
_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(POINTS)
_LOG_WEIGHTS: Final = np.log(_WEIGHTS) + _NODES**2 + np.log(2) / 2
_MODE_STEPS: Final = 50
_LAST_STEPS: Final = 4
_CLOSE: Final = 1e-4
_NEARLY_NONE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Quadrature:
    """Values of z for each authority, shape (authorities, points), and the weight of each given its grades."""

    z: Array
    weights: Array
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """The likelihood; parameters are coefficients, thresholds and the intercept's standard deviation.

    Attributes
    ----------
    likelihood
        The same without random intercept.
    group
        Authority of each row, numbered from 0.
    """

    likelihood: CumulativeLink
    group: NDArray[np.int64]

    def loglike(self, params: Array) -> float:
        """Return the log-likelihood."""
        return self._quadrature(params).log_likelihood

    def derivatives(self, params: Array) -> tuple[Array, Array]:
        """Return each authority's first derivatives, and the second derivatives of all."""
        quadrature = self._quadrature(params)
        upper, lower = self.likelihood.directions
        groups, k = len(quadrature.z), len(params)
        scores, hessian = np.zeros((groups, k)), np.zeros((k, k))
        for z, weights in zip(quadrature.z.T, quadrature.weights.T, strict=True):
            shift = -z[self.group, None]
            up, low = np.hstack([upper, shift]), np.hstack([lower, shift])
            parts = self._given(z, params)
            at_point = self._sum(parts.upper[:, None] * up + parts.lower[:, None] * low)
            hessian += _curvature(up, low, parts, weights[self.group])
            hessian += at_point.T @ (weights[:, None] * at_point)
            scores += weights[:, None] * at_point
        return scores, hessian - scores.T @ scores

    def _given(self, z: Array, params: Array) -> Derivatives:
        """Likelihood of each row at one value of z an authority."""
        upper, lower = self.likelihood.bounds(params[:-1])
        shift = params[-1] * z[self.group]
        return interval_derivatives(upper - shift, lower - shift, self.likelihood.link)

    def _sum(self, rows: Array) -> Array:
        summed = np.zeros((int(self.group.max()) + 1, *rows.shape[1:]))
        np.add.at(summed, self.group, rows)
        return summed

    def _quadrature(self, params: Array) -> Quadrature:
        mode, spread = self._mode(params)
        z = mode[:, None] + np.sqrt(2) * spread[:, None] * _NODES
        likelihoods = np.column_stack([self._sum(self._given(point, params).value) for point in z.T])
        terms = likelihoods - z**2 / 2 + _LOG_WEIGHTS + np.log(spread)[:, None] - np.log(2 * np.pi) / 2
        top = terms.max(axis=1, keepdims=True)
        mass = np.exp(terms - top)
        total = mass.sum(axis=1, keepdims=True)
        return Quadrature(z, mass / total, float((top + np.log(total)).sum()))

    def _mode(self, params: Array) -> tuple[Array, Array]:
        """Each authority's most likely z and its spread there; the curvature is always negative."""
        deviation = params[-1]
        z = np.zeros(int(self.group.max()) + 1)
        for _ in range(_MODE_STEPS):
            parts = self._given(z, params)
            slope = -deviation * self._sum(parts.upper + parts.lower) - z
            bend = deviation**2 * self._sum(parts.upper_upper + parts.lower_lower + 2 * parts.upper_lower) - 1
            step = np.clip(-slope / bend, -1, 1)
            z = z + step
            if np.abs(step).max() < 1e-10:
                break
        return z, 1 / np.sqrt(-bend)


def fit_random_intercept(likelihood: CumulativeLink, authority: pd.Series, start: Array) -> Optimum:
    """Estimate the model from the estimates `start` of the one without random intercept."""
    from scipy.optimize import minimize

    model = RandomIntercept(likelihood, pd.factorize(authority)[0].astype("int64"))
    scale = _spread(likelihood, start)
    found = minimize(
        lambda at: -model.loglike(at / scale),
        np.append(start, 1.0) * scale,
        jac=lambda at: -model.derivatives(at / scale)[0].sum(axis=0) / scale,
        hess=lambda at: -model.derivatives(at / scale)[1] / np.outer(scale, scale),
        method="trust-exact",
        options={"gtol": 1e-7, "maxiter": 100},
    )
    params = _polished(model, found.x / scale)
    params[-1] = abs(params[-1])
    if params[-1] < _NEARLY_NONE:
        params = _without_deviation(model, params)
    scores, hessian = model.derivatives(params)
    arrived = is_maximum(scores.sum(axis=0), hessian)
    return Optimum(params, model.loglike(params), scores, inverse(-hessian), arrived, found)


def _without_deviation(model: RandomIntercept, params: Array) -> Array:
    """Set the deviation to 0 where that is the maximum: the optimiser only comes near it."""
    none = _polished(model, np.append(params[:-1], 0.0))
    none[-1] = 0.0  # its score there is 0 but for rounding
    scores, hessian = model.derivatives(none)
    return none if is_maximum(scores.sum(axis=0), hessian) else params


def _polished(model: RandomIntercept, params: Array) -> Array:
    """Take the last Newton steps without looking at the likelihood.

    Its own rounding, and that of the quadrature, hide a rise from the optimiser long before the scores
    are zero. Away from a maximum nothing is changed.
    """
    for _ in range(_LAST_STEPS):
        scores, hessian = model.derivatives(params)
        step, gain = newton_steps(Expansion(np.zeros(()), scores.sum(axis=0), hessian))
        if not ARRIVED < gain < _CLOSE:
            break
        params = params + step
    return params


def _spread(likelihood: CumulativeLink, start: Array) -> Array:
    """Units in which every parameter has about the same curvature."""
    scale = np.ones(len(start) + 1)
    scale[: likelihood.x.shape[1]] = likelihood.x.std(axis=0)
    return scale


def _curvature(up: Array, low: Array, parts: Derivatives, weights: Array) -> Array:
    crossed = up.T @ ((weights * parts.upper_lower)[:, None] * low)
    curvature: Array = (
        up.T @ ((weights * parts.upper_upper)[:, None] * up)
        + low.T @ ((weights * parts.lower_lower)[:, None] * low)
        + crossed
        + crossed.T
    )
    return curvature
