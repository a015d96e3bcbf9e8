"""statsmodels' own models with exact derivatives, for its results and whatever else it makes of a fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from statsmodels.discrete.discrete_model import Logit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from workforce_grades.models.likelihood import Array, CumulativeLink


class ExactOrderedModel(OrderedModel):  # type: ignore[misc]
    """statsmodels' `OrderedModel` with exact instead of numerical derivatives.

    Its parameters are the coefficients, the first threshold, and the logs of the steps between
    thresholds; :meth:`natural` gives the thresholds themselves, and :meth:`own` goes back.
    """

    def __init__(self, endog: pd.Series, exog: pd.DataFrame, *, likelihood: CumulativeLink, **options: Any) -> None:
        self.likelihood = likelihood
        super().__init__(endog, exog, distr=likelihood.link, **options)

    def natural(self, params: Array) -> Array:
        """Return coefficients and thresholds."""
        thresholds = self.transform_threshold_params(params)[1:-1]
        natural: Array = np.concatenate([params[: self.k_vars], thresholds])
        return natural

    def own(self, natural: Array) -> Array:
        """Return statsmodels' parameters from coefficients and thresholds."""
        first = self.k_vars + 1
        return np.concatenate([natural[:first], np.log(np.diff(natural[self.k_vars :]))])

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


def ordered_result(likelihood: CumulativeLink, grade: pd.Series, x: pd.DataFrame, params: Array, **options: Any) -> Any:
    """Return statsmodels' results at the maximum of an ordered model.

    Parameters
    ----------
    likelihood
        Of `grade` on `x`.
    grade, x
        Ordered categorical without empty categories, and numeric terms without constant.
    params
        Coefficients and thresholds at the maximum.
    options
        Of statsmodels' `fit`, for example ``cov_type="cluster", cov_kwds={"groups": authority}``.
    """
    model = ExactOrderedModel(grade, x, likelihood=likelihood)
    return model.fit(model.own(params), method="newton", disp=0, **options)


def logit_result(likelihood: CumulativeLink, x: pd.DataFrame, params: Array, **options: Any) -> Any:
    """Return statsmodels' results at the maximum of a yes-or-no logit; its constant is minus the threshold."""
    model = Logit(pd.Series(likelihood.y, index=x.index), x.assign(constant=1.0))
    return model.fit(np.append(params[:-1], -params[-1]), method="newton", disp=0, **options)
