"""One specification from design frame to estimates with both kinds of standard error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from workforce_grades.models.design import Design, design_frame
from workforce_grades.models.estimation import DEVIATION, estimate, graded_likelihood, parameter_names
from workforce_grades.models.likelihood import Array
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.panel import Panel, study_panel
from workforce_grades.models.sandwich import cluster_covariance, joined_clusters
from workforce_grades.models.spec import Spec, as_spec

if TYPE_CHECKING:
    from workforce_grades.study import Study

__all__ = ["DEVIATION", "Fit", "fit_design", "fit_spec"]


@dataclass(frozen=True, eq=False, repr=False)
class Fit:
    """One estimated specification.

    Attributes
    ----------
    design
        The data it was estimated on.
    optimum
        Where the estimation ended, with model-based covariance and each inspection's scores.
    params, covariance
        Coefficients, then thresholds, and their clustered covariance.
    n_clusters
        Clusters used.
    """

    design: Design
    optimum: Optimum
    params: pd.Series
    covariance: Array
    n_clusters: int

    @property
    def spec(self) -> Spec:
        """The specification."""
        return self.design.spec

    @property
    def n(self) -> int:
        """Inspections used."""
        return len(self.design.x)

    @property
    def dropped(self) -> Mapping[str, int]:
        """Graded inspections left out, by reason."""
        return self.design.dropped

    @property
    def log_likelihood(self) -> float:
        """Log-likelihood at the estimates."""
        return self.optimum.log_likelihood

    @property
    def converged(self) -> bool:
        """Always true: what does not converge is an error."""
        return self.optimum.converged

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about anything that a careful reader should know."""
        equal = "The random intercept's variance is estimated as 0: the model equals the one without it."
        return (*((equal,) if self.at_boundary else ()), *self.design.problems)

    @property
    def at_boundary(self) -> bool:
        """Whether the random intercept's deviation is 0: it has no standard error and no interval then."""
        return bool(self.params.get(DEVIATION, 1.0) == 0)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """One row a term, columns :data:`workforce_grades.models.estimates.COLUMNS`."""
        from workforce_grades.models.estimates import COLUMNS, estimate_rows

        return pd.DataFrame(estimate_rows(self), columns=list(COLUMNS))

    @cached_property
    def result(self) -> Any:
        """The results of statsmodels at the estimates (of scipy's optimiser with a random intercept).

        Made when asked for: the estimates themselves do not need them. Robust errors of statsmodels'
        own come from ``result.model.fit(result.params, cov_type="cluster", cov_kwds={"groups": ...})``.
        """
        if self.optimum.result is not None:
            return self.optimum.result
        from workforce_grades.models.linear import linear_result
        from workforce_grades.models.ordered import logit_result, ordered_result

        if self.spec.family == "ols_grade":
            return linear_result(self.design.grade, self.design.x)
        likelihood, params = graded_likelihood(self.design), self.optimum.params
        if likelihood.levels == 2:
            return logit_result(likelihood, self.design.x, params)
        return ordered_result(likelihood, self.design.grade, self.design.x, params)

    def predict(self, values: Mapping[str, float] | pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
        """Return predicted probabilities; see :func:`workforce_grades.models.predict.predict_grades`."""
        from workforce_grades.models.predict import predict_grades

        return predict_grades(self, values, level=level)

    def __repr__(self) -> str:
        """Return the specification and its counts."""
        return f"<Fit {self.spec}: {self._counts()}>"

    def _counts(self) -> str:
        return f"{self.n} inspections of {self.n_clusters} clusters, {self.design.n_dropped} left out"

    def _repr_html_(self) -> str:
        shown = self.estimates[["term", "estimate", "se_model", "se_cluster", "odds_ratio", "or_ci_low", "or_ci_high"]]
        table: str = shown.to_html(index=False, float_format="{:.3f}".format, na_rep="", border=0)
        return f"<p>{self.spec}: {self._counts()}</p>{table}"


def fit_spec(spec: str | Spec, study: Study | Panel) -> Fit:
    """Estimate one specification.

    Parameters
    ----------
    spec
        A specification or its id, for example ``overall|turnover+caseload``.
    study
        The study, or a panel cut from it.

    Raises
    ------
    UnknownNameError
        The id is not of the grammar.
    EstimationError
        Too few inspections, grades or clusters; collinear terms; separated grades; no convergence.
    """
    return fit_design(design_frame(as_spec(spec), study if isinstance(study, Panel) else study_panel(study)))


def fit_design(design: Design) -> Fit:
    """Estimate the specification of a design frame on just the inspections it holds.

    Parameters
    ----------
    design
        From :func:`workforce_grades.models.design.design_frame`, or some of its rows.

    Raises
    ------
    EstimationError
        As :func:`fit_spec`.
    """
    optimum = estimate(design)
    cluster = design.cluster
    if design.spec.family == "ordered_logit_re":
        cluster = joined_clusters(design.authority, design.cluster)
    return Fit(
        design=design,
        optimum=optimum,
        params=pd.Series(optimum.params, index=parameter_names(design)),
        covariance=cluster_covariance(optimum.bread, optimum.scores, cluster, n=len(design.x)),
        n_clusters=cluster.nunique(),
    )
