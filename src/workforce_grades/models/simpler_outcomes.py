"""Outcomes without four categories: a yes or no by statsmodels' Logit, a grade as a number by its OLS."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from workforce_grades.models.likelihood import CumulativeLink
from workforce_grades.models.optimum import Optimum


def fit_logit(likelihood: CumulativeLink, x: pd.DataFrame) -> Optimum:
    """Estimate a binary logit; the threshold is minus the constant, as in the ordered models."""
    import statsmodels.api as sm

    answer = pd.Series(likelihood.y, index=x.index)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        result = sm.Logit(answer, x.assign(constant=1.0)).fit(method="newton", maxiter=100, disp=0)
    params = result.params.to_numpy("float64").copy()
    params[-1] *= -1
    return Optimum.of(likelihood, params, result)


def fit_linear(grade: pd.Series, x: pd.DataFrame) -> Optimum:
    """Estimate grades 1 to 4 as numbers by least squares; the intercept comes last.

    The model-based covariance takes the error variance over n-k.
    """
    import statsmodels.api as sm

    result = sm.OLS(grade.cat.codes.astype("float64") + 1, x.assign(intercept=1.0)).fit()
    residuals = result.resid.to_numpy() / result.scale
    return Optimum(
        params=result.params.to_numpy("float64"),
        log_likelihood=float(result.llf),
        scores=residuals[:, None] * result.model.exog,
        bread=result.cov_params().to_numpy("float64"),
        converged=bool(np.isfinite(result.params).all()),
        result=result,
    )
