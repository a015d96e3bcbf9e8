"""One specification from design frame to estimates with both kinds of standard error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models.design import Design, design_frame
from workforce_grades.models.likelihood import Array, CumulativeLink
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.panel import Panel, study_panel
from workforce_grades.models.sandwich import cluster_covariance, joined_clusters
from workforce_grades.models.separation import collinear_terms, separated_terms
from workforce_grades.models.spec import Spec, as_spec

if TYPE_CHECKING:
    from workforce_grades.study import Study

FEWEST_CLUSTERS: Final = 10
DEVIATION: Final = "sd:authority"
_CUT: Final = {"logit_not_inadequate": 1, "logit_good_or_better": 2}
_AT_BOUNDARY: Final = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One estimated specification.

    Attributes
    ----------
    spec
        The specification.
    estimates
        One row a term, columns :data:`workforce_grades.models.estimates.COLUMNS`.
    n, n_clusters
        Inspections and clusters used.
    dropped
        Graded inspections left out, by reason.
    log_likelihood
        At the estimates.
    converged
        Always true: what does not converge is an error.
    problems
        Sentences about anything that a careful reader should know.
    result
        The estimating library's own result.
    design
        The data it was estimated on.
    params, covariance
        Coefficients, then thresholds, and their clustered covariance.
    """

    spec: Spec
    estimates: pd.DataFrame
    n: int
    n_clusters: int
    dropped: Mapping[str, int]
    log_likelihood: float
    converged: bool
    problems: tuple[str, ...]
    result: Any
    design: Design
    params: pd.Series
    covariance: Array

    def predict(self, values: Mapping[str, float] | pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
        """Return predicted probabilities; see :func:`workforce_grades.models.predict.predict_grades`."""
        from workforce_grades.models.predict import predict_grades

        return predict_grades(self, values, level=level)

    def _repr_html_(self) -> str:
        shown = self.estimates[["term", "estimate", "se_model", "se_cluster", "odds_ratio", "or_ci_low", "or_ci_high"]]
        table: str = shown.to_html(index=False, float_format="{:.3f}".format, na_rep="", border=0)
        counts = f"{self.n} inspections of {self.n_clusters} clusters, {self.design.n_dropped} left out"
        return f"<p>{self.spec}: {counts}</p>{table}"


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
    from workforce_grades.models.estimates import estimate_rows

    design = design_frame(as_spec(spec), study if isinstance(study, Panel) else study_panel(study))
    optimum, names = _estimate(design)
    cluster = design.cluster
    if design.spec.family == "ordered_logit_re":
        cluster = joined_clusters(design.authority, design.cluster)
    covariance = cluster_covariance(optimum.bread, optimum.scores, cluster, n=len(design.x))
    params = pd.Series(optimum.params, index=names)
    problems = _problems(params)
    rows = estimate_rows(design, params, optimum, covariance, n_clusters=cluster.nunique())
    return Fit(
        spec=design.spec,
        estimates=rows,
        n=len(design.x),
        n_clusters=cluster.nunique(),
        dropped=design.dropped,
        log_likelihood=optimum.log_likelihood,
        converged=optimum.converged,
        problems=problems,
        result=optimum.result,
        design=design,
        params=params,
        covariance=covariance,
    )


def graded_likelihood(design: Design) -> CumulativeLink:
    """Return the likelihood of a design's outcome: the four grades, or a yes or no."""
    codes = np.asarray(design.grade.cat.codes, dtype="int64")
    cut = _CUT.get(design.spec.family)
    return CumulativeLink(
        x=design.x.to_numpy("float64"),
        y=codes if cut is None else (codes >= cut).astype("int64"),
        levels=len(GRADES) if cut is None else 2,
        link="probit" if design.spec.family == "ordered_probit" else "logit",
    )


def parameter_names(design: Design) -> list[str]:
    """Return the names of a design's parameters in the order of the estimates."""
    family = design.spec.family
    if family == "ols_grade":
        return [*design.x, "intercept"]
    pairs = [f"threshold:{below}/{above}" for below, above in pairwise(GRADES)]
    thresholds = [pairs[_CUT[family] - 1]] if family in _CUT else pairs
    return [*design.x, *thresholds, *([DEVIATION] if family == "ordered_logit_re" else [])]


def _estimate(design: Design) -> tuple[Optimum, list[str]]:
    names = parameter_names(design)
    _check_size(design, len(names))
    likelihood = graded_likelihood(design)
    if design.spec.family != "ols_grade":
        _check_grades(design, likelihood)
    optimum = _optimum(design, likelihood)
    if not optimum.converged:
        raise _failed(design, "the estimation did not converge: the gradient is not zero at its end")
    return optimum, names


def _optimum(design: Design, likelihood: CumulativeLink) -> Optimum:
    """Estimate by the design's family."""
    from workforce_grades.models.ordered import fit_ordered
    from workforce_grades.models.random_intercept import fit_random_intercept
    from workforce_grades.models.simpler_outcomes import fit_linear, fit_logit

    family = design.spec.family
    if family == "ols_grade":
        return fit_linear(design.grade, design.x)
    if family in _CUT:
        return fit_logit(likelihood, design.x)
    optimum = fit_ordered(likelihood, design.grade, design.x)
    if family == "ordered_logit_re" and optimum.converged:
        return fit_random_intercept(likelihood, design.authority, optimum.params)
    return optimum


def _check_size(design: Design, parameters: int) -> None:
    clusters = design.cluster.nunique()
    if len(design.x) == 0:
        raise _failed(design, "no inspection has all the values it needs")
    if clusters < max(FEWEST_CLUSTERS, parameters):
        needed = max(FEWEST_CLUSTERS, parameters)
        raise _failed(design, f"{clusters} clusters are too few for {parameters} parameters; it needs {needed}")
    collinear = collinear_terms(design.x)
    if collinear:
        raise _failed(design, f"{', '.join(collinear)} cannot be told from the other terms (exactly collinear)")


def _check_grades(design: Design, likelihood: CumulativeLink) -> None:
    present = np.bincount(likelihood.y, minlength=likelihood.levels) > 0
    if not present.all():
        words = GRADES if likelihood.levels == len(GRADES) else ("below the line", "above the line")
        missing = [word for word, there in zip(words, present, strict=True) if not there]
        raise _failed(design, f"none of its {len(design.x)} inspections is graded {' or '.join(missing)}")
    separated = separated_terms(likelihood, [str(term) for term in design.x])
    if separated:
        raise _failed(design, f"the grades are separated by {', '.join(separated)}: no finite estimate exists")


def _problems(params: pd.Series) -> tuple[str, ...]:
    deviation = params.get(DEVIATION)
    if deviation is not None and deviation < _AT_BOUNDARY:
        return ("The random intercept's variance is estimated as 0: the model equals the one without it.",)
    return ()


def _failed(design: Design, why: str) -> EstimationError:
    return EstimationError(f"{design.spec}: {why}.")
