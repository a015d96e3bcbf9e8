"""The cluster bootstrap: whole authorities drawn again with replacement, many replicates at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.models.design import Design
from workforce_grades.models.estimation import estimate, graded_likelihood, parameter_names
from workforce_grades.models.likelihood import Array, CumulativeLink, Expansion
from workforce_grades.models.linear import grade_numbers
from workforce_grades.models.newton import maximise, newton_steps
from workforce_grades.models.optimum import NEAR_ENOUGH
from workforce_grades.models.parallel import spread
from workforce_grades.models.separation import surely_finite

SEED: Final = 20251031
_AT_ONCE: Final = 32
"""Replicates computed together: their arrays then fit a processor's cache, which halves the time."""
_LOGIT_OF_PROBIT: Final = 1.7


@dataclass(frozen=True, eq=False, repr=False)
class Bootstrap:
    """Estimates on resampled clusters.

    Attributes
    ----------
    design
        The data that were resampled.
    estimates
        On the data themselves, by parameter.
    params
        One row a replicate, one column a parameter (coefficients, then thresholds on their natural
        scale); missing where the replicate has no finite estimate.
    counts
        How often each cluster was drawn: one row a replicate, one column a cluster.
    """

    design: Design
    estimates: pd.Series
    params: pd.DataFrame
    counts: pd.DataFrame

    @property
    def failed(self) -> int:
        """Replicates without a finite estimate."""
        return int(self.params.isna().any(axis="columns").sum())

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about anything that a careful reader should know."""
        if not self.failed:
            return ()
        return (
            f"{self.failed} of {len(self.params)} replicates have no finite estimate (a level or a grade is absent, "
            "or the grades are separated); the intervals leave them out.",
        )

    @property
    def weights(self) -> Array:
        """How often each inspection counts, shape (replicates, n): for quantities of the resampled authorities."""
        return self.counts[self.design.cluster].to_numpy("float64")

    def interval(self, level: float = 0.95) -> pd.DataFrame:
        """Return percentile intervals.

        Parameters
        ----------
        level
            Share of the replicates inside.

        Returns
        -------
        pandas.DataFrame
            One row a parameter: `estimate`, `se` (spread of the replicates), `ci_low`, `ci_high`.

        Raises
        ------
        ParameterError
            `level` is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise ParameterError(f"The level of an interval lies between 0 and 1, not {level}.")
        finite = self.params.dropna()
        low, high = finite.quantile((1 - level) / 2), finite.quantile((1 + level) / 2)
        return pd.DataFrame({"estimate": self.estimates, "se": finite.std(), "ci_low": low, "ci_high": high})

    def __repr__(self) -> str:
        """Return the specification and the number of replicates."""
        return f"<Bootstrap {self.design.spec}: {len(self.params)} replicates, {self.failed} without estimate>"


def cluster_bootstrap(design: Design, *, replicates: int = 1000, seed: int = SEED) -> Bootstrap:
    """Resample whole clusters with replacement and estimate each replicate.

    Parameters
    ----------
    design
        From :func:`workforce_grades.models.design.design_frame`.
    replicates
        How many.
    seed
        Of numpy's default generator: the same seed, the same replicates.

    Raises
    ------
    EstimationError
        The specification itself cannot be estimated, or has a random intercept: a cluster drawn twice
        would have to be two authorities, and each replicate takes a hundred times as long.
    ParameterError
        `replicates` is less than 2.
    """
    if replicates < 2:
        raise ParameterError(f"A bootstrap needs at least 2 replicates, not {replicates}.")
    _check_family(design)
    at_maximum = estimate(design).params
    codes, clusters = pd.factorize(design.cluster, sort=True)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(clusters), np.full(len(clusters), 1 / len(clusters)), size=replicates)
    params = weighted_estimates(design, drawn[:, codes], start=at_maximum)
    return Bootstrap(design, pd.Series(at_maximum, index=params.columns), params, pd.DataFrame(drawn, columns=clusters))


def weighted_estimates(design: Design, weights: NDArray[np.generic], *, start: Array | None = None) -> pd.DataFrame:
    """Estimate a design under several weightings of its inspections.

    Parameters
    ----------
    design
        From :func:`workforce_grades.models.design.design_frame`.
    weights
        How often each inspection counts, shape (replicates, n); 0 leaves it out.
    start
        Parameters to begin at; the estimates on the whole design if not given.

    Within ``joblib.parallel_config(...)`` the replicates are shared out as it says.

    Returns
    -------
    pandas.DataFrame
        One row a replicate, one column a parameter; missing where no finite estimate exists.

    Raises
    ------
    EstimationError
        As :func:`cluster_bootstrap`.
    """
    _check_family(design)
    begin = estimate(design).params if start is None else start
    parts = np.array_split(weights.astype("float64"), max(len(weights) // _AT_ONCE, 1))
    if design.spec.family == "ols_grade":
        found = spread(_least_squares, parts, design)
    else:
        found = spread(_maxima, parts, (graded_likelihood(design), begin))
    return pd.DataFrame(np.vstack(found), columns=parameter_names(design))


def _check_family(design: Design) -> None:
    if design.spec.family == "ordered_logit_re":
        raise EstimationError(
            f"{design.spec}: a random intercept is not resampled; bootstrap the same terms without it."
        )


def _maxima(weights: Array, model: tuple[CumulativeLink, Array]) -> Array:
    """Estimate each replicate; whether there is a finite maximum is settled for the logit of the same rows."""
    likelihood, start = model
    starts = np.repeat(start[None], len(weights), axis=0)
    with np.errstate(all="ignore"):
        params = _climb(likelihood, weights, starts)
        logit = replace(likelihood, link="logit")
        ends = params if likelihood.link == "logit" else _climb(logit, weights, starts * _LOGIT_OF_PROBIT)
        found = surely_finite(logit, ends, weights)
        found &= newton_steps(likelihood.expansion(params, weights))[1] < NEAR_ENOUGH
    params[~found] = np.nan
    return params


def _climb(likelihood: CumulativeLink, weights: Array, starts: Array) -> Array:
    def expand(params: Array, which: NDArray[np.intp]) -> Expansion:
        return likelihood.expansion(params, weights[which])

    return maximise(expand, starts)


def _least_squares(weights: Array, design: Design) -> Array:
    """Solve the weighted normal equations of centred and scaled terms; missing where they are singular."""
    x, grade = design.x.to_numpy("float64"), grade_numbers(design.grade)
    centre, scale = x.mean(axis=0), x.std(axis=0)
    basis = np.column_stack([(x - centre) / scale, np.ones(len(x))])
    normal = basis.T @ (weights[..., None] * basis)
    right = (weights * grade) @ basis
    params: Array = (np.linalg.pinv(normal, hermitian=True) @ right[..., None])[..., 0]
    params[np.linalg.matrix_rank(normal, hermitian=True) < basis.shape[1]] = np.nan
    params[:, :-1] /= scale
    params[:, -1] -= params[:, :-1] @ centre
    return params
