"""The ordered logit in which chosen terms may matter differently at each threshold.

P(Y <= k) = F(theta_k - x'b - z'c_k), z the terms set free. Source: Peterson and Harrell (1990),
Partial proportional odds models for ordinal response variables.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, UnknownNameError
from workforce_grades.models.cumulative import fit_cumulative
from workforce_grades.models.design import Design
from workforce_grades.models.estimation import estimate, graded_likelihood
from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.sandwich import cluster_covariance
from workforce_grades.models.separation import surely_finite

EVERY_THRESHOLD: Final = "every"


@dataclass(frozen=True)
class GeneralisedLink(CumulativeLink):
    """Graded outcomes of one sample; parameters are fixed coefficients, free ones, thresholds.

    A free term has one coefficient a threshold, side by side.

    Attributes
    ----------
    free
        Numbers of the columns of `x` that are free.
    """

    free: tuple[int, ...] = ()

    def bounds(self, params: Array) -> tuple[Array, Array]:
        """Return upper and lower bound of each row's latent interval; the bounds of a row may cross."""
        upper, lower = (params @ direction.T for direction in self.directions)
        return np.where(self.y == self.levels - 1, np.inf, upper), np.where(self.y == 0, -np.inf, lower)

    @cached_property
    def directions(self) -> tuple[Array, Array]:
        """Derivatives of upper and lower bound in the parameters, each (n, k)."""
        return self._directions(self.y), self._directions(self.y - 1)

    def _directions(self, threshold: np.ndarray) -> Array:
        at = np.equal.outer(threshold, np.arange(self.levels - 1)).astype("float64")
        fixed = np.delete(self.x, self.free, axis=1)
        free = (self.x[:, self.free, None] * at[:, None, :]).reshape(len(self.x), -1)
        return np.hstack([-fixed, -free, at])


def generalised_estimates(design: Design, free_terms: Collection[str]) -> pd.DataFrame:
    """Estimate the model in which some terms matter differently at each threshold.

    Parameters
    ----------
    design
        Of an ordered logit.
    free_terms
        Columns of ``design.x`` that are set free.

    Returns
    -------
    pandas.DataFrame
        One row a coefficient: `term`, `threshold` (the better side of it, as in "Good or better";
        "every" for terms that are not free), `estimate` (log-odds of the better side per unit),
        `se_model`, `se_cluster`, `ci_low`, `ci_high` (95%, clustered), `p_cluster`, `odds_ratio`,
        `or_ci_low`, `or_ci_high`, `n`, `n_clusters`, `log_likelihood`.

    Raises
    ------
    UnknownNameError
        A term is not in the design.
    EstimationError
        The family is no ordered logit, or no finite maximum exists.
    """
    from scipy.special import ndtr, ndtri

    optimum = fit_generalised(design, free_terms)
    covariance = cluster_covariance(optimum.bread, optimum.scores, design.cluster, n=len(design.x))
    rows = pd.DataFrame(_labels(design, free_terms), columns=["term", "threshold"])
    shown = slice(len(rows))
    estimates, error = optimum.params[shown], np.sqrt(np.diag(covariance))[shown]
    low, high = estimates - ndtri(0.975) * error, estimates + ndtri(0.975) * error
    return rows.assign(
        estimate=estimates,
        se_model=np.sqrt(np.diag(optimum.bread))[shown],
        se_cluster=error,
        ci_low=low,
        ci_high=high,
        p_cluster=2 * ndtr(-np.abs(estimates / error)),
        odds_ratio=np.exp(estimates),
        or_ci_low=np.exp(low),
        or_ci_high=np.exp(high),
        n=len(design.x),
        n_clusters=design.cluster.nunique(),
        log_likelihood=optimum.log_likelihood,
    )


def fit_generalised(design: Design, free_terms: Collection[str]) -> Optimum:
    """Return the maximum of the model: fixed coefficients, free ones by term and threshold, thresholds.

    Raises
    ------
    UnknownNameError, EstimationError
        As :func:`generalised_estimates`.
    """
    check_ordered_logit(design)
    columns = [str(term) for term in design.x]
    for term in free_terms:
        if term not in columns:
            raise UnknownNameError("term", term, columns, hint=f"in {design.spec}")
    free = tuple(place for place, term in enumerate(columns) if term in free_terms)
    plain, proportional = graded_likelihood(design), estimate(design).params
    link = GeneralisedLink(plain.x, plain.y, plain.levels, free=free)
    coefficients, thresholds = np.split(proportional, [len(columns)])
    start = [np.delete(coefficients, free), np.repeat(coefficients[list(free)], len(thresholds)), thresholds]
    optimum = fit_cumulative(link, np.concatenate(start))
    if not surely_finite(link, optimum.params[None], np.ones((1, len(link.y)))).all():
        named = ", ".join(columns[place] for place in free)
        raise EstimationError(f"{design.spec}: no finite estimate exists with {named} free at each threshold.")
    return optimum


def check_ordered_logit(design: Design) -> None:
    """Refuse what has no proportional odds.

    Raises
    ------
    EstimationError
        The family is no ordered logit.
    """
    if design.spec.family != "ordered_logit":
        raise EstimationError(f"{design.spec}: proportional odds are a property of family=ordered_logit only.")


def _labels(design: Design, free_terms: Collection[str]) -> list[tuple[str, str]]:
    """Name each coefficient: its term and the better side of its threshold."""
    better = [better_side(grade) for grade in GRADES[1:]]
    fixed = [(str(term), EVERY_THRESHOLD) for term in design.x if term not in free_terms]
    return fixed + [(str(term), side) for term in design.x if term in free_terms for side in better]


def better_side(grade: str) -> str:
    """Return the name of a grade and all better ones."""
    return grade if grade == GRADES[-1] else f"{grade} or better"
