"""Newton's method for concave log-likelihoods, many estimates at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workforce_grades.models.likelihood import Array, Expansion

MOST_STEPS: Final = 30
ARRIVED: Final = 1e-18
"""Twice the log-likelihood still to be gained at which a climb ends: a billionth of a standard error."""
_ROUNDING: Final = 1e-13
_RIDGE: Final = 1e-13


def maximise(expand: Callable[[Array, NDArray[np.intp]], Expansion], start: Array) -> Array:
    """Climb to the maximum of each of several concave log-likelihoods.

    A step that does not rise is halved until it does, which for a concave function is enough to
    arrive from anywhere. Whether it did arrive is for the caller to check: where no finite maximum
    exists, a climb ends far out.

    Parameters
    ----------
    expand
        Value and derivatives at parameters (rows, k) of the replicates whose numbers come second.
    start
        Where to begin, shape (replicates, k).

    Returns
    -------
    numpy.ndarray
        Parameters, shape (replicates, k).
    """
    params = start.copy()
    climbing = np.arange(len(start))
    here = expand(params, climbing)
    value, (step, gain) = here.value.copy(), newton_steps(here)
    for _ in range(MOST_STEPS):
        climbing = climbing[gain[climbing] > ARRIVED]
        if climbing.size == 0:
            break
        trial = params[climbing] + step[climbing]
        there = expand(trial, climbing)
        rises = there.value >= value[climbing] - _ROUNDING * np.abs(value[climbing])
        moved = climbing[rises]
        params[moved], value[moved] = trial[rises], there.value[rises]
        step[climbing[~rises]] /= 2
        steps, gains = newton_steps(there)
        step[moved], gain[moved] = steps[rises], gains[rises]
    return params


def newton_steps(at: Expansion) -> tuple[Array, Array]:
    """Return the step to the top of the quadratic at each point, and twice what it gains.

    The ridge is far below what a step is known to; it only keeps replicates in which a parameter has
    no information from stopping the others.
    """
    scale, curvature = unitless(-at.hessian)
    curvature = curvature + _RIDGE * np.eye(scale.shape[-1])
    step = np.linalg.solve(curvature, (at.gradient / scale)[..., None])[..., 0] / scale
    gain: Array = (step * at.gradient).sum(axis=-1)
    return step, gain


def unitless(curvature: Array) -> tuple[Array, Array]:
    """Return the units of the parameters and the curvature in these units: its diagonal is 1.

    A parameter without any curvature keeps the unit 1.
    """
    bends = np.abs(np.diagonal(curvature, axis1=-2, axis2=-1))
    scale = np.sqrt(np.where(bends > 0, bends, 1.0))
    return scale, curvature / (scale[..., :, None] * scale[..., None, :])
