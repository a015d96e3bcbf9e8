"""Whether a finite estimate exists at all: exact collinearity and separated grades."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.models.likelihood import Array, CumulativeLink

_TOLERANCE: Final = 1e-7


def collinear_terms(x: pd.DataFrame) -> list[str]:
    """Return the terms that the constant and the terms before them already determine."""
    found: list[str] = []
    basis = np.ones((len(x), 1))
    for name, values in x.items():
        column = values.to_numpy("float64")
        left = column - basis @ np.linalg.lstsq(basis, column, rcond=None)[0]
        if np.linalg.norm(left) <= _TOLERANCE * float(np.linalg.norm(column)):
            found.append(str(name))
        else:
            basis = np.column_stack([basis, left / np.linalg.norm(left)])
    return found


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
    upper, lower = likelihood.directions()
    bounds = np.vstack([upper[likelihood.y < likelihood.levels - 1], -lower[likelihood.y > 0]])
    scale = np.ones(bounds.shape[1])
    terms = likelihood.x.shape[1]
    centred = likelihood.x - likelihood.x.mean(axis=0)
    scale[:terms] = centred.std(axis=0)
    bounds[:, :terms] = np.vstack([-centred[likelihood.y < likelihood.levels - 1], centred[likelihood.y > 0]])
    return bounds / scale
