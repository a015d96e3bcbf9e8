"""The likelihood of graded outcomes with its exact derivatives, on the natural scale.

P(Y <= k) = F(theta_k - x'b) with F logistic or normal; parameters are (b, theta). A yes-or-no
outcome is the case of one threshold. Source: McCullagh (1980), Regression models for ordinal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Link = Literal["logit", "probit"]

_ROOT_TWO_PI: Final = np.sqrt(2 * np.pi)
_FLOOR: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Log-likelihood of each row, with first and second derivatives in its two bounds.

    Every array has the shape of the bounds; a bound at infinity has derivatives of zero.
    """

    value: Array
    upper: Array
    lower: Array
    upper_upper: Array
    lower_lower: Array
    upper_lower: Array


@dataclass(frozen=True, slots=True)
class CumulativeLink:
    """Graded outcomes of one sample.

    Attributes
    ----------
    x
        Terms, shape (n, p), no constant.
    y
        Grades from 0 to `levels` - 1, shape (n,).
    levels
        Number of grades.
    link
        ``logit`` or ``probit``.
    """

    x: Array
    y: NDArray[np.int64]
    levels: int
    link: Link = "logit"

    def bounds(self, params: Array) -> tuple[Array, Array]:
        """Return upper and lower bound of each row's latent interval, infinite at the ends."""
        terms = self.x.shape[1]
        padded = np.concatenate([[-np.inf], params[terms:], [np.inf]])
        fitted = self.x @ params[:terms]
        return padded[self.y + 1] - fitted, padded[self.y] - fitted

    def loglike(self, params: Array) -> float:
        """Return the log-likelihood."""
        return float(interval_derivatives(*self.bounds(params), self.link).value.sum())

    def scores(self, params: Array) -> Array:
        """Return each row's first derivatives, shape (n, parameters)."""
        parts = interval_derivatives(*self.bounds(params), self.link)
        upper, lower = self.directions()
        scores: Array = parts.upper[:, None] * upper + parts.lower[:, None] * lower
        return scores

    def hessian(self, params: Array) -> Array:
        """Return the second derivatives, shape (parameters, parameters)."""
        parts = interval_derivatives(*self.bounds(params), self.link)
        upper, lower = self.directions()
        crossed = upper.T @ (parts.upper_lower[:, None] * lower)
        hessian: Array = (
            upper.T @ (parts.upper_upper[:, None] * upper)
            + lower.T @ (parts.lower_lower[:, None] * lower)
            + crossed
            + crossed.T
        )
        return hessian

    def directions(self) -> tuple[Array, Array]:
        """Return the derivatives of upper and lower bound in the parameters, each (n, parameters)."""
        at = np.arange(self.levels - 1)
        upper = np.hstack([-self.x, np.equal.outer(self.y, at)])
        lower = np.hstack([-self.x, np.equal.outer(self.y - 1, at)])
        return upper, lower


def interval_derivatives(upper: Array, lower: Array, link: Link) -> Derivatives:
    """Return log P(lower < latent <= upper) and its derivatives in the two bounds.

    Where both bounds are positive they are mirrored, so that a small probability is a difference
    of small numbers.
    """
    mirrored = lower > 0
    mass = cdf(np.where(mirrored, -lower, upper), link) - cdf(np.where(mirrored, -upper, lower), link)
    mass = np.maximum(mass, _FLOOR)
    at_upper, slope_upper = _density(upper, link)
    at_lower, slope_lower = _density(lower, link)
    by_upper, by_lower = at_upper / mass, -at_lower / mass
    return Derivatives(
        value=np.log(mass),
        upper=by_upper,
        lower=by_lower,
        upper_upper=slope_upper / mass - by_upper**2,
        lower_lower=-slope_lower / mass - by_lower**2,
        upper_lower=-by_upper * by_lower,
    )


def cdf(z: Array, link: Link) -> Array:
    """Return the cumulative probability of the latent error at `z`."""
    from scipy.special import expit, ndtr

    probability: Array = expit(z) if link == "logit" else ndtr(z)
    return probability


def density(z: Array, link: Link) -> Array:
    """Return the density of the latent error at `z`."""
    return _density(z, link)[0]


def _density(z: Array, link: Link) -> tuple[Array, Array]:
    """Density and its slope; both are zero at infinity."""
    finite = np.where(np.isfinite(z), z, 0.0)
    if link == "logit":
        below = cdf(finite, link)
        height = below * cdf(-finite, link)
        slope = height * (1 - 2 * below)
    else:
        height = np.exp(-(finite**2) / 2) / _ROOT_TWO_PI
        slope = -finite * height
    return np.where(np.isfinite(z), height, 0.0), np.where(np.isfinite(z), slope, 0.0)
