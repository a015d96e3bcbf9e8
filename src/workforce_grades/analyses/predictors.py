"""The predictors of a grade: what each may look at, and how it learns from earlier inspections."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models.design import REFERENCE_GRADE
from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.predict import grade_probabilities
from workforce_grades.models.separation import separated_terms

PREDICTORS: Final[dict[str, tuple[str, ...]]] = {
    "base_rate": (),
    "previous_grade": ("previous_grade",),
    "workforce": ("turnover", "caseload"),
    "workforce_agency": ("turnover", "caseload", "agency"),
    "previous_workforce": ("previous_grade", "turnover", "caseload"),
    "previous_workforce_agency": ("previous_grade", "turnover", "caseload", "agency"),
}
"""What each predictor may look at; the base rate only counts the grades given before."""

PRIOR_DEVIATION: Final = 2.5
"""Of a normal prior on each log-odds, per standard deviation or from one previous grade to another."""

PROBABILITIES: Final = [f"p:{grade}" for grade in GRADES]


def predict_inspections(name: str, trained: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return one predictor's probabilities, learnt from some inspections, for others.

    Where it has nothing to go on (no previous grade, or one not met before; a grade not given before; no
    convergence), the base rate stands in.

    Parameters
    ----------
    name
        One of :data:`PREDICTORS`.
    trained
        Inspections to learn from: `grade` (0 to 3), `previous_grade` (text), `turnover`, `caseload`, `agency`.
    asked
        Inspections to predict, with the same columns and `la_key` and `inspection_date`.

    Returns
    -------
    pandas.DataFrame
        One row each of `asked`: `inspection_id`, `la_key`, `inspection_date`, `grade`, :data:`PROBABILITIES`,
        `predictor`, `trained_on` (inspections) and `fallback`: blank, or why the base rate stands in.
    """
    probability = np.tile(base_rate(trained["grade"].to_numpy("int64")), (len(asked), 1))
    terms = PREDICTORS[name]
    fallback = _lacks(terms, trained, asked)
    known = (fallback == "").to_numpy()
    if terms:
        complete = trained[_lacks(terms, trained, trained) == ""]
        try:
            probability[known] = _fitted(terms, complete, asked[known])
        except EstimationError as error:
            fallback[known] = str(error)
    told = asked[["la_key", "inspection_date", "grade"]].reset_index(names="inspection_id")
    found = pd.DataFrame(probability, columns=PROBABILITIES)
    return told.join(found).assign(predictor=name, trained_on=len(trained), fallback=fallback.to_numpy())


def base_rate(grade: NDArray[np.int64]) -> Array:
    """Return the shares of the grades given before, half an inspection added to each so that none is zero."""
    counts = np.bincount(grade, minlength=len(GRADES)) + 0.5
    shares: Array = counts / counts.sum()
    return shares


def penalised_ordered_logit(likelihood: CumulativeLink) -> Array:
    """Return coefficients and thresholds of an ordered logit with a weak normal prior on the coefficients.

    The prior's deviation is :data:`PRIOR_DEVIATION`; it keeps estimates finite where the ordinary ones are
    not. Source: Gelman and others (2008), A weakly informative default prior distribution for logistic models.

    Raises
    ------
    EstimationError
        A grade is absent, or the optimiser does not arrive.
    """
    from scipy.optimize import minimize

    shares = np.bincount(likelihood.y, minlength=likelihood.levels) / max(len(likelihood.y), 1)
    if not shares.all():
        raise EstimationError("a grade had not been given before")
    terms = likelihood.x.shape[1]
    below = np.cumsum(shares)[:-1]
    start = np.concatenate([np.zeros(terms), np.log(below / (1 - below))])
    weight = np.concatenate([np.full(terms, PRIOR_DEVIATION**-2.0), np.zeros(len(below))])
    found = minimize(
        lambda at: weight @ at**2 / 2 - likelihood.loglike(at),
        start,
        jac=lambda at: weight * at - likelihood.scores(at).sum(axis=0),
        hess=lambda at: np.diag(weight) - likelihood.hessian(at),
        method="trust-exact",
        options={"gtol": 1e-6},
    )
    if not found.success:
        raise EstimationError("the fit did not converge")
    params: Array = found.x
    return params


def _lacks(terms: tuple[str, ...], trained: pd.DataFrame, asked: pd.DataFrame) -> pd.Series:
    """Say where a previous grade is missing, or was nobody's among the inspections learnt from."""
    previous = asked["previous_grade"]
    unseen = np.where(previous.isin(trained["previous_grade"].dropna()), "", "a previous grade not met before")
    reason = pd.Series(np.where(previous.isna(), "no previous grade", unseen), index=asked.index, dtype="str")
    return reason if "previous_grade" in terms else reason.where(reason == "", "")


def _fitted(terms: tuple[str, ...], trained: pd.DataFrame, asked: pd.DataFrame) -> Array:
    likelihood = _likelihood(terms, trained)
    return grade_probabilities(_columns(terms, trained, asked), penalised_ordered_logit(likelihood), likelihood.link)


def _likelihood(terms: tuple[str, ...], trained: pd.DataFrame) -> CumulativeLink:
    return CumulativeLink(_columns(terms, trained, trained), trained["grade"].to_numpy("int64"), len(GRADES))


def _columns(terms: tuple[str, ...], trained: pd.DataFrame, asked: pd.DataFrame) -> Array:
    """Terms on the scale of the inspections learnt from: deviations from their mean, and grade indicators."""
    numeric = [term for term in terms if term != "previous_grade"]
    spread = trained[numeric].std().replace(0.0, 1.0)
    scaled = ((asked[numeric] - trained[numeric].mean()) / spread).to_numpy("float64")
    if "previous_grade" not in terms:
        return scaled
    levels = [grade for grade in GRADES if (trained["previous_grade"] == grade).any() and grade != REFERENCE_GRADE]
    return np.column_stack([*(asked["previous_grade"] == level for level in levels), scaled]).astype("float64")


def needs_prior(trained: pd.DataFrame) -> bool:
    """Tell whether an ordered logit on the previous grade has no finite estimate without the prior."""
    known = trained[trained["previous_grade"].notna()]
    likelihood = _likelihood(("previous_grade",), known)
    return bool(separated_terms(likelihood, [str(column) for column in range(likelihood.x.shape[1])]))
