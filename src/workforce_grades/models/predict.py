"""Predicted probabilities of the grades, with intervals, for plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, ParameterError, UnknownNameError
from workforce_grades.models.estimation import DEVIATION, graded_likelihood
from workforce_grades.models.fit import Fit
from workforce_grades.models.likelihood import Array, cdf, density

if TYPE_CHECKING:
    from workforce_grades.models.likelihood import Link

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def predict_grades(fit: Fit, values: Mapping[str, float] | pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return the probability of each grade at chosen values of the terms.

    Terms that are not named keep the values that each inspection has, and the probability is the mean
    over the inspections of the sample; with a random intercept it is also the mean over authorities.

    Parameters
    ----------
    fit
        An estimated specification with graded or yes-or-no outcome.
    values
        One value a term (``{"turnover": 15, "caseload": 16}``), or one row a scenario. Units as in the
        table of estimates; indicators (``region:London``) are 0 or 1.
    level
        Of the intervals: delta method on the logit scale, from the clustered covariance.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and grade: the values, `grade`, `probability`, `se`, `ci_low`, `ci_high`.

    Raises
    ------
    UnknownNameError
        A term is not in the model.
    ParameterError
        `level` is not between 0 and 1, or a value is missing.
    EstimationError
        The family gives no probabilities (``ols_grade``).
    """
    from scipy.special import expit, logit, ndtri

    scenarios = _scenarios(fit, values, level)
    rows = []
    for scenario in scenarios.to_dict("records"):
        probability, gradient = _mean_probabilities(fit, {str(term): value for term, value in scenario.items()})
        se = np.sqrt(np.einsum("gk,kl,gl->g", gradient, fit.covariance, gradient))
        half = ndtri((1 + level) / 2) * se / (probability * (1 - probability))
        low, high = expit(logit(probability) - half), expit(logit(probability) + half)
        found = zip(_grades(fit), probability, se, low, high, strict=True)
        rows += [{**scenario, **dict(zip(_RESULT, row, strict=True))} for row in found]
    return pd.DataFrame(rows, columns=[*scenarios, *_RESULT])


_RESULT = ("grade", "probability", "se", "ci_low", "ci_high")


def grade_probabilities(x: Array, params: Array, link: Link) -> Array:
    """Return each row's probability of each grade, worst first.

    Parameters
    ----------
    x
        Terms, shape (n, p), no constant.
    params
        Coefficients and then thresholds, shape (k,), or (draws, k) to have many estimates at once.
    link
        ``logit`` or ``probit``.

    Returns
    -------
    numpy.ndarray
        Shape (n, grades), or (draws, n, grades).
    """
    terms = x.shape[1]
    below = cdf(params[..., None, terms:] - (params[..., :terms] @ x.T)[..., None], link)
    probabilities: Array = np.diff(below, axis=-1, prepend=0.0, append=1.0)
    return probabilities


def _scenarios(fit: Fit, values: Mapping[str, float] | pd.DataFrame, level: float) -> pd.DataFrame:
    scenarios = values if isinstance(values, pd.DataFrame) else pd.DataFrame([dict(values)])
    for term in scenarios:
        if term not in fit.design.x:
            raise UnknownNameError("term", str(term), [str(known) for known in fit.design.x], hint=f"in {fit.spec}")
    if fit.spec.family == "ols_grade":
        raise EstimationError(f"{fit.spec}: a grade as a number has no probabilities; use an ordered family.")
    if not 0 < level < 1 or scenarios.isna().to_numpy().any():
        raise ParameterError("Predictions need a value for each term that is named, and a level between 0 and 1.")
    return scenarios.astype("float64")


def _mean_probabilities(fit: Fit, scenario: Mapping[str, float]) -> tuple[Array, Array]:
    """Mean probability of each grade, and its derivatives in the parameters, shape (grades, k)."""
    x = fit.design.x.assign(**scenario).to_numpy("float64")
    params = fit.params.to_numpy("float64")
    link = graded_likelihood(fit.design).link
    if DEVIATION not in fit.params.index:
        return _mean_and_gradient(x, params, link)
    terms = x.shape[1]
    reordered = [*range(terms), len(params) - 1, *range(terms, len(params) - 1)]
    given = [_mean_and_gradient(np.column_stack([x, np.full(len(x), z)]), params[reordered], link) for z in _NODES]
    probability: Array = np.tensordot(_WEIGHTS, np.array([part for part, _ in given]), axes=1)
    gradient: Array = np.tensordot(_WEIGHTS, np.array([slope for _, slope in given]), axes=1)
    return probability, gradient[:, np.argsort(reordered)]


def _mean_and_gradient(x: Array, params: Array, link: Link) -> tuple[Array, Array]:
    terms = x.shape[1]
    heights = density(params[terms:] - (x @ params[:terms])[:, None], link)
    slopes = np.hstack([-(heights.T @ x) / len(x), np.diag(heights.mean(axis=0))])
    probability: Array = grade_probabilities(x, params, link).mean(axis=0)
    nothing = np.zeros((1, len(params)))
    gradient: Array = np.diff(np.vstack([nothing, slopes, nothing]), axis=0)
    return probability, gradient


def _grades(fit: Fit) -> list[str]:
    """The grades themselves, or the two sides of a yes-or-no outcome, worst first."""
    if fit.spec.family == "logit_not_inadequate":
        return ["Inadequate", "Requires improvement or better"]
    if fit.spec.family == "logit_good_or_better":
        return ["Requires improvement or worse", "Good or better"]
    return list(GRADES)
