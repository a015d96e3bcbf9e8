"""Whether a finite estimate exists at all: exact collinearity and separated grades."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.newton import newton_steps, unitless
from workforce_grades.models.optimum import LEAST_CURVATURE

_TOLERANCE: Final = 1e-7
_CERTAIN: Final = 1e-3


def collinear_terms(x: pd.DataFrame) -> list[str]:
    """Return the terms that the constant and the terms before them already determine."""
    found: list[str] = []
    values = x.to_numpy("float64")
    basis = np.full((len(x), 1), 1 / np.sqrt(max(len(x), 1)))
    for name, column in zip(x, values.T, strict=True):
        left = column - basis @ (basis.T @ column)
        left = left - basis @ (basis.T @ left)  # twice is enough: once leaves rounding of the column's own size
        if np.linalg.norm(left) <= _TOLERANCE * float(np.linalg.norm(column)):
            found.append(str(name))
        else:
            basis = np.column_stack([basis, left / np.linalg.norm(left)])
    return found


def surely_finite(likelihood: CumulativeLink, params: Array, weights: Array) -> NDArray[np.bool_]:
    """Tell of each end of a logit's estimation whether it proves that a finite maximum is there.

    Where grades are separated, gradient and curvature vanish together on the way to infinity, so a
    small gradient alone proves nothing. It does once it is small against the curvature: when the
    Newton decrement times the furthest that a unit of it can move any bound is below 1. Source: Bach
    (2010), Self-concordant analysis for logistic regression, proposition 2. A grade between two
    thresholds adds the term -log(1 - exp(-gap)), whose third derivative is coth(gap / 2) of its second.

    Parameters
    ----------
    likelihood
        A logit; whether a finite maximum exists does not depend on the link.
    params, weights
        Where each estimation ended and how often it counted each row: (replicates, k) and (replicates, n).
    """
    there = likelihood.expansion(params, weights)
    scale, curvature = unitless(-there.hessian)
    curved = np.isfinite(curvature).all(axis=(1, 2))
    curvature[~curved] = np.eye(curvature.shape[-1])
    curved &= np.linalg.eigvalsh(curvature).min(axis=-1) > LEAST_CURVATURE
    curvature[~curved] = np.eye(curvature.shape[-1])
    decrement = np.sqrt(newton_steps(there)[1])
    reach = _reach(likelihood, np.linalg.inv(curvature), scale, weights > 0)
    certain: NDArray[np.bool_] = decrement * reach * _steepness(likelihood, params) < _CERTAIN
    certain &= curved
    return certain


def _reach(likelihood: CumulativeLink, inverse: NDArray[np.floating], scale: Array, counts: NDArray[np.bool_]) -> Array:
    """Return how far a unit of decrement can move the bound of any row that counts."""
    furthest = np.zeros(len(inverse))
    ends = (likelihood.y < likelihood.levels - 1, likelihood.y > 0)
    for direction, finite in zip(likelihood.directions, ends, strict=True):
        moves = direction / scale[:, None, :]
        squared = ((moves @ inverse) * moves).sum(axis=-1)
        furthest = np.maximum(furthest, np.where(counts & finite, squared, 0.0).max(axis=-1))
    reach: Array = np.sqrt(furthest)
    return reach


def _steepness(likelihood: CumulativeLink, params: Array) -> Array:
    """Return the largest third derivative against the second, for a gap that both its bounds may move."""
    upper, lower = likelihood.bounds(params)
    steep: Array = 2 / np.tanh((upper - lower).min(axis=-1) / 2)
    return steep


def separated_terms(likelihood: CumulativeLink, names: list[str]) -> list[str]:
    """Return the terms whose estimate runs off to infinity; empty where the estimates are finite.

    A direction in which no inspection's likelihood ever falls, and some rise, is looked for with a
    linear programme. Source: Konis (2007), Linear programming algorithms for detecting separated
    data; for several grades the same holds of each one's two bounds.
    """
    from scipy.optimize import linprog

    rising = _rising_bounds(likelihood)
    solution = linprog(-rising.sum(axis=0), A_ub=-rising, b_ub=np.zeros(len(rising)), bounds=(-1, 1), method="highs")
    if -solution.fun <= _TOLERANCE * len(rising):
        return []
    steep = np.abs(solution.x[: len(names)]) > _TOLERANCE
    return [name for name, moves in zip(names, steep, strict=True) if moves]


def _rising_bounds(likelihood: CumulativeLink) -> Array:
    """Directions in which upper bounds rise and lower bounds fall, in units of each term's spread."""
    upper, lower = likelihood.directions
    bounds = np.vstack([upper[likelihood.y < likelihood.levels - 1], -lower[likelihood.y > 0]])
    scale = np.ones(bounds.shape[1])
    terms = likelihood.x.shape[1]
    centred = likelihood.x - likelihood.x.mean(axis=0)
    scale[:terms] = centred.std(axis=0)
    bounds[:, :terms] = np.vstack([-centred[likelihood.y < likelihood.levels - 1], centred[likelihood.y > 0]])
    return bounds / scale
