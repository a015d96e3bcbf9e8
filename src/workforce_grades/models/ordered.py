"""Ordered logit and probit through statsmodels, with exact derivatives; thresholds on their natural scale."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.miscmodels.ordinal_model import OrderedModel

from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.optimum import Optimum


class ExactOrderedModel(OrderedModel):  # type: ignore[misc]
    """statsmodels' `OrderedModel` with exact instead of numerical derivatives.

    Its parameters are the coefficients, the first threshold, and the logs of the steps between
    thresholds; :meth:`natural` gives the thresholds themselves.
    """

    def __init__(self, endog: pd.Series, exog: pd.DataFrame, *, likelihood: CumulativeLink, **options: Any) -> None:
        self.likelihood = likelihood
        super().__init__(endog, exog, distr=likelihood.link, **options)

    def natural(self, params: Array) -> Array:
        """Return coefficients and thresholds."""
        thresholds = self.transform_threshold_params(params)[1:-1]
        natural: Array = np.concatenate([params[: self.k_vars], thresholds])
        return natural

    def score_obs(self, params: Array, **_: Any) -> Array:
        """Return each row's first derivatives in statsmodels' parameters."""
        scores: Array = self.likelihood.scores(self.natural(params)) @ self._jacobian(params)
        return scores

    def score(self, params: Array, **_: Any) -> Array:
        """Return the first derivatives in statsmodels' parameters."""
        total: Array = self.score_obs(params).sum(axis=0)
        return total

    def hessian(self, params: Array, **_: Any) -> Array:
        """Return the second derivatives in statsmodels' parameters."""
        natural, jacobian = self.natural(params), self._jacobian(params)
        hessian: Array = jacobian.T @ self.likelihood.hessian(natural) @ jacobian
        gradient = self.likelihood.scores(natural).sum(axis=0)
        steps = np.arange(self.k_vars + 1, len(params))
        hessian[steps, steps] += gradient @ jacobian[:, steps]
        return hessian

    def _jacobian(self, params: Array) -> Array:
        """Derivatives of the natural parameters in statsmodels' own."""
        jacobian = np.eye(len(params))
        thresholds = np.tril(np.ones((self.k_levels - 1, self.k_levels - 1)))
        thresholds[:, 1:] *= np.exp(params[self.k_vars + 1 :])
        jacobian[self.k_vars :, self.k_vars :] = thresholds
        return jacobian


def fit_ordered(likelihood: CumulativeLink, grade: pd.Series, x: pd.DataFrame) -> Optimum:
    """Estimate an ordered model: Newton's method, and BFGS before it where that does not arrive.

    Parameters
    ----------
    likelihood
        Of `grade` on `x`.
    grade, x
        Ordered categorical without empty categories, and numeric terms without constant.
    """
    model = ExactOrderedModel(grade, x, likelihood=likelihood)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        optimum = _newton(model, model.start_params)
        if optimum is None or not optimum.converged:
            nearer = model.fit(method="bfgs", maxiter=1000, disp=0, skip_hessian=True)
            optimum = _newton(model, nearer.params) or Optimum.of(likelihood, model.natural(nearer.params), nearer)
    return optimum


def _newton(model: ExactOrderedModel, start: Array) -> Optimum | None:
    try:
        result = model.fit(start, method="newton", maxiter=50, disp=0)
    except np.linalg.LinAlgError:
        return None
    return Optimum.of(model.likelihood, model.natural(result.params), result)
