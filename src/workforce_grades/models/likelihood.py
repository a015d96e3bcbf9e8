"""The likelihood of graded outcomes with its exact derivatives, on the natural scale.

P(Y <= k) = F(theta_k - x'b) with F logistic or normal; parameters are (b, theta). A yes-or-no
outcome is the case of one threshold. Source: McCullagh (1980), Regression models for ordinal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
class Expansion:
    """Log-likelihood with its first and second derivatives in the parameters.

    Shapes (...), (..., k) and (..., k, k): the leading dimensions are those of the parameters.
    """

    value: Array
    gradient: Array
    hessian: Array


@dataclass(frozen=True)
class CumulativeLink:
    """Graded outcomes of one sample.

    Parameters have the shape (k,), or (replicates, k) to have many estimates computed at once.

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
        end = np.full((*params.shape[:-1], 1), np.inf)
        padded = np.concatenate([-end, params[..., terms:], end], axis=-1)
        fitted = params[..., :terms] @ self.x.T
        return padded[..., self.y + 1] - fitted, padded[..., self.y] - fitted

    def loglike(self, params: Array) -> float:
        """Return the log-likelihood."""
        return float(interval_derivatives(*self.bounds(params), self.link).value.sum())

    def scores(self, params: Array) -> Array:
        """Return each row's first derivatives, shape (n, k)."""
        parts = interval_derivatives(*self.bounds(params), self.link)
        upper, lower = self.directions
        scores: Array = parts.upper[:, None] * upper + parts.lower[:, None] * lower
        return scores

    def hessian(self, params: Array) -> Array:
        """Return the second derivatives, shape (k, k)."""
        return self.expansion(params).hessian

    def expansion(self, params: Array, weights: Array | float = 1.0) -> Expansion:
        """Return value and derivatives together.

        Parameters
        ----------
        params
            Shape (..., k).
        weights
            How often each row counts, shape (..., n).
        """
        parts = interval_derivatives(*self.bounds(params), self.link)
        upper, lower = self.directions
        bends = [weights * bend for bend in (parts.upper_upper, parts.lower_lower, parts.upper_lower)]
        return Expansion(
            value=(weights * parts.value).sum(axis=-1),
            gradient=(weights * parts.upper) @ upper + (weights * parts.lower) @ lower,
            hessian=self._second(bends).reshape(*params.shape, params.shape[-1]),
        )

    def _second(self, bends: list[Array]) -> Array:
        """Second derivatives; the outer products pay from the second estimate on."""
        if bends[0].size > len(self.y):
            return np.concatenate(bends, axis=-1) @ self._outer_products
        upper, lower = self.directions
        up, low, crossed = (bend.reshape(-1, 1) for bend in bends)
        mixed = upper.T @ (crossed * lower)
        second: Array = upper.T @ (up * upper) + lower.T @ (low * lower) + mixed + mixed.T
        return second

    @cached_property
    def directions(self) -> tuple[Array, Array]:
        """Derivatives of upper and lower bound in the parameters, each (n, k)."""
        at = np.arange(self.levels - 1)
        upper = np.hstack([-self.x, np.equal.outer(self.y, at)])
        lower = np.hstack([-self.x, np.equal.outer(self.y - 1, at)])
        return upper, lower

    @cached_property
    def _outer_products(self) -> Array:
        """Each row's directions times one another, shape (3n, k * k): second derivatives are then one product."""
        upper, lower = self.directions
        crossed = upper[:, :, None] * lower[:, None, :]
        outer = [upper[:, :, None] * upper[:, None, :], lower[:, :, None] * lower[:, None, :]]
        stacked: Array = np.concatenate([*outer, crossed + crossed.transpose(0, 2, 1)])
        return stacked.reshape(len(stacked), -1)


def interval_derivatives(upper: Array, lower: Array, link: Link) -> Derivatives:
    """Return log P(lower < latent <= upper) and its derivatives in the two bounds."""
    return _logistic_interval(upper, lower) if link == "logit" else _normal_interval(upper, lower)


def _logistic_interval(upper: Array, lower: Array) -> Derivatives:
    """Use that F(u) - F(l) = F(u) F(-l) (1 - exp(l - u)): nothing is lost to cancellation, however far out."""
    from scipy.special import expit

    beyond, beneath = expit(-upper), expit(lower)
    below_upper, above_lower = expit(upper), expit(-lower)
    share = -np.expm1(lower - upper)
    pull = (1 - share) / share
    bend = pull / share
    return Derivatives(
        value=np.log(np.maximum(below_upper * above_lower * share, _FLOOR)),
        upper=beyond + pull,
        lower=-beneath - pull,
        upper_upper=-beyond * below_upper - bend,
        lower_lower=-beneath * above_lower - bend,
        upper_lower=bend,
    )


def _normal_interval(upper: Array, lower: Array) -> Derivatives:
    """Mirror where both bounds are positive, so that a small probability is a difference of small numbers."""
    mirrored = lower > 0
    mass = cdf(np.where(mirrored, -lower, upper), "probit") - cdf(np.where(mirrored, -upper, lower), "probit")
    mass = np.maximum(mass, _FLOOR)
    at_upper, slope_upper = _normal_density(upper)
    at_lower, slope_lower = _normal_density(lower)
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
    height: Array = cdf(z, link) * cdf(-z, link) if link == "logit" else _normal_density(z)[0]
    return height


def _normal_density(z: Array) -> tuple[Array, Array]:
    """Density and its slope; both are zero at infinity."""
    finite = np.where(np.isfinite(z), z, 0.0)
    height = np.where(np.isfinite(z), np.exp(-(finite**2) / 2) / _ROOT_TWO_PI, 0.0)
    return height, -finite * height
