"""Grades as numbers by least squares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workforce_grades.models.likelihood import Array
from workforce_grades.models.optimum import Optimum


def fit_linear(grade: pd.Series, x: pd.DataFrame) -> Optimum:
    """Estimate grades 1 to 4 as numbers by least squares; the intercept comes last.

    The model-based covariance takes the error variance over n-k, the log-likelihood that over n.
    """
    number, terms = grade_numbers(grade), np.column_stack([x.to_numpy("float64"), np.ones(len(x))])
    n, k = terms.shape
    q, r = np.linalg.qr(terms)
    params: Array = np.linalg.solve(r, q.T @ number)
    residuals = number - terms @ params
    squares = float(residuals @ residuals)
    variance = squares / (n - k)
    unscaled = np.linalg.inv(r)
    return Optimum(
        params=params,
        log_likelihood=-n / 2 * (np.log(2 * np.pi * squares / n) + 1),
        scores=(residuals / variance)[:, None] * terms,
        bread=variance * unscaled @ unscaled.T,
        converged=bool(np.isfinite(params).all() and squares > 0),
    )


def grade_numbers(grade: pd.Series) -> Array:
    """Return grades as numbers from 1, the worst, to 4."""
    return np.asarray(grade.cat.codes, dtype="float64") + 1


def linear_result(grade: pd.Series, x: pd.DataFrame) -> Any:
    """Return statsmodels' results of the same least squares."""
    from statsmodels.regression.linear_model import OLS

    return OLS(pd.Series(grade_numbers(grade), index=x.index), x.assign(intercept=1.0)).fit()
