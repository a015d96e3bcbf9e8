"""From a design frame to the maximum of its likelihood, or to the sentence that says why there is none."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models.cumulative import fit_cumulative
from workforce_grades.models.design import Design
from workforce_grades.models.likelihood import CumulativeLink
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.separation import collinear_terms, separated_terms, surely_finite

FEWEST_CLUSTERS: Final = 10
DEVIATION: Final = "sd:authority"
_CUT: Final = {"logit_not_inadequate": 1, "logit_good_or_better": 2}


def estimate(design: Design) -> Optimum:
    """Return the maximum of a design's likelihood.

    Raises
    ------
    EstimationError
        Too few inspections, grades or clusters; collinear terms; separated grades; no convergence.
    """
    from workforce_grades.models.linear import fit_linear

    _check_size(design)
    if design.spec.family == "ols_grade":
        return fit_linear(design.grade, design.x)
    likelihood = graded_likelihood(design)
    _check_grades(design, likelihood)
    optimum = _finite_maximum(design, likelihood)
    if not optimum.converged:
        raise _failed(design, f"the estimation did not converge: the gradient is not zero at its end{_few(design)}")
    return optimum


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


def _finite_maximum(design: Design, likelihood: CumulativeLink) -> Optimum:
    """Estimate by the design's family.

    Whether a finite maximum exists is the same question for every link: it is settled for the logit.
    """
    from workforce_grades.models.random_intercept import fit_random_intercept

    logit = replace(likelihood, link="logit")
    optimum = fit_cumulative(logit)
    if not surely_finite(logit, optimum.params[None], np.ones((1, len(logit.y)))).all():
        _check_separation(design, logit)
    if likelihood.link == "probit":
        return fit_cumulative(likelihood)
    if design.spec.family == "ordered_logit_re" and optimum.converged:
        if not design.authority.duplicated().any():
            raise _failed(design, "no authority has more than one inspection: it has no intercept of its own")
        return fit_random_intercept(likelihood, design.authority, optimum.params)
    return optimum


def _check_size(design: Design) -> None:
    parameters, clusters = len(parameter_names(design)), design.cluster.nunique()
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


def _check_separation(design: Design, likelihood: CumulativeLink) -> None:
    separated = separated_terms(likelihood, [str(term) for term in design.x])
    if separated:
        raise _failed(design, f"the grades are separated by {', '.join(separated)}: no finite estimate exists")


def _few(design: Design) -> str:
    """Say what a random intercept is estimated from: the usual reason why it is not."""
    if design.spec.family != "ordered_logit_re":
        return ""
    counts = design.authority.value_counts()
    return f"; {(counts > 1).sum()} of {len(counts)} authorities have more than one inspection"


def _failed(design: Design, why: str) -> EstimationError:
    return EstimationError(f"{design.spec}: {why}.")
