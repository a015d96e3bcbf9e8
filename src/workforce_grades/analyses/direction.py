"""Which way round: the same inspections against censuses from two before to two after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.analyses.influence import inspections_where
from workforce_grades.errors import EstimationError, UnknownNameError
from workforce_grades.models import Design, Fit, Panel, Spec, design_frame
from workforce_grades.models.fit import fit_design
from workforce_grades.models.spec import AGENCY, BASE

DISTANCES: Final[dict[str, int]] = {"lag2": -3, "lag1": -2, "lag0": -1, "lead1": 0, "lead2": 1}
"""Censuses, counted so that 0 is the first on or after the inspection's first day."""

BEFORE, AFTER = "lag0", "lead1"


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One model at every distance, on the same inspections.

    Attributes
    ----------
    terms, sample
        Of the specification.
    estimates
        Rows of the table of estimates, thresholds left out, with `distance` (a key of :data:`DISTANCES`)
        and `common`: true on the inspections complete at every distance, false on all that are complete
        at this one.
    comparisons
        One row a term and `model`: `before` and `after` (log-odds at the last census before and the first
        one after), `difference` (after less before), `se`, `ci_low`, `ci_high`, `p`. ``separate``: of the
        two models in `estimates`; ``together``: of one model that holds both censuses;
        ``outermost``: of two models, at the earliest and the latest census in place of these two.
    left_out
        `distance`, `reason`, `inspections`; one that is incomplete at two distances is counted at both.
    n, n_clusters, n_graded
        Inspections and authorities of the common sample; inspections there are.
    """

    terms: tuple[str, ...]
    sample: str
    estimates: pd.DataFrame
    comparisons: pd.DataFrame
    left_out: pd.DataFrame
    n: int
    n_clusters: int
    n_graded: int


def direction(
    panel: Panel,
    *,
    terms: Sequence[str] = BASE,
    complete_for: Sequence[str] = AGENCY,
    sample: str = "primary",
    distances: Sequence[str] = tuple(DISTANCES),
) -> Direction:
    """Estimate one ordered logit at every distance on one common sample.

    Parameters
    ----------
    panel
        The study's panel.
    terms
        Workforce terms of the specification.
    complete_for
        Terms that every inspection has at every distance, besides those of the specification, so that models
        with different terms stand on the same inspections.
    sample
        Named sample of the grammar.
    distances
        Keys of :data:`DISTANCES`; ``lag0`` and ``lead1``, which are compared, are among them.

    Raises
    ------
    UnknownNameError
        A distance, term or sample is not known.
    EstimationError
        No inspection has every census (before the first or after the last of the data), or a model
        cannot be estimated.
    """
    own = _designs(panel, terms, sample, distances)
    wanted = _designs(panel, {*terms, *complete_for}, sample, distances)
    common = common_inspections(wanted)
    cut = {at: inspections_where(design, _among(design, common)) for at, design in own.items()}
    fits = {at: fit_design(design) for at, design in cut.items()}
    together = fit_design(_both(cut[BEFORE], cut[AFTER]))
    return Direction(
        terms=fits[BEFORE].spec.terms,
        sample=sample,
        estimates=_estimates(fits, {at: fit_design(design) for at, design in own.items()}),
        comparisons=_comparisons(fits, together),
        left_out=_left_out(wanted),
        n=len(common),
        n_clusters=fits[BEFORE].n_clusters,
        n_graded=len(panel.linked[BEFORE]),
    )


def common_inspections(designs: Mapping[str, Design]) -> pd.Index:
    """Return the inspections that are complete in every design.

    Raises
    ------
    EstimationError
        There is none; says at which distances they are lost and why.
    """
    first, *others = designs.values()
    common = first.x.index[np.logical_and.reduce([first.x.index.isin(other.x.index) for other in [first, *others]])]
    if len(common):
        return common
    lost = [f"{at}: {reason} ({count})" for at, design in designs.items() for reason, count in design.dropped.items()]
    raise EstimationError(
        f"no inspection has all the values it needs at {', '.join(designs)}. {'; '.join(lost)}. "
        "Ask for fewer distances."
    )


def _checked(distances: Sequence[str]) -> list[str]:
    for name in distances:
        if name not in DISTANCES:
            hint = f"Known: {', '.join(DISTANCES)}. The link reaches two censuses back and two on"
            raise UnknownNameError("distance", name, DISTANCES, hint=hint)
    return [name for name in DISTANCES if name in {*distances, BEFORE, AFTER}]


def _spec(distance: str, terms: Iterable[str], sample: str) -> Spec:
    kind, number = distance[:-1], distance[-1]
    return Spec("overall", tuple(terms), sample=sample, **{kind: number})


def _designs(panel: Panel, terms: Iterable[str], sample: str, distances: Sequence[str]) -> dict[str, Design]:
    return {at: design_frame(_spec(at, terms, sample), panel) for at in _checked(distances)}


def _among(design: Design, kept: pd.Index) -> pd.Series:
    return pd.Series(design.x.index.isin(kept), index=design.x.index)


def _both(before: Design, after: Design) -> Design:
    """One design with the terms of both censuses."""
    return replace(before, x=before.x.add_suffix("_before").join(after.x.add_suffix("_after")))


def _estimates(fits: Mapping[str, Fit], alone: Mapping[str, Fit]) -> pd.DataFrame:
    rows = [
        fit.estimates[fit.estimates["term"].isin(fit.spec.terms)].assign(distance=at, common=own is fits)
        for own in (fits, alone)
        for at, fit in own.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _comparisons(fits: Mapping[str, Fit], together: Fit) -> pd.DataFrame:
    first, *_, last = fits.values()
    names = fits[BEFORE].spec.terms
    return pd.DataFrame(
        [_separately(fits[BEFORE], fits[AFTER], term, "separate") for term in names]
        + [_together(together, term) for term in names]
        + [_separately(first, last, term, "outermost") for term in names]
    )


def _separately(before: Fit, after: Fit, term: str, model: str) -> dict[str, object]:
    """Compare a term of two models of the same inspections, whose errors are correlated.

    The variance is that of the difference of their influence functions, summed by cluster, as in
    seemingly unrelated estimation (Weesie 1999), with the correction of the models themselves.
    """
    moved = (_influence(after, term) - _influence(before, term)).groupby(before.design.cluster)
    clusters, k = before.n_clusters, len(before.params)
    correction = clusters / (clusters - 1) * (before.n - 1) / (before.n - k)
    variance = correction * float((moved.sum() ** 2).sum())
    return _compared(term, model, before.params[term], after.params[term], variance)


def _influence(fit: Fit, term: str) -> pd.Series:
    own = fit.optimum.bread[:, list(fit.params.index).index(term)]
    return pd.Series(fit.optimum.scores @ own, index=fit.design.x.index)


def _together(fit: Fit, term: str) -> dict[str, object]:
    covariance = pd.DataFrame(fit.covariance, index=fit.params.index, columns=fit.params.index)
    names = [f"{term}_before", f"{term}_after"]
    own = covariance.loc[names, names].to_numpy()
    variance = float(own[0, 0] + own[1, 1] - 2 * own[0, 1])
    return _compared(term, "together", fit.params[names[0]], fit.params[names[1]], variance)


def _compared(term: str, model: str, before: float, after: float, variance: float) -> dict[str, object]:
    from scipy.special import ndtr, ndtri

    difference, se = after - before, np.sqrt(variance)
    return {
        "term": term, "model": model, "before": before, "after": after, "difference": difference, "se": se,
        "ci_low": difference - ndtri(0.975) * se, "ci_high": difference + ndtri(0.975) * se,
        "p": 2 * ndtr(-abs(difference / se)),
    }  # fmt: skip


def _left_out(designs: Mapping[str, Design]) -> pd.DataFrame:
    rows = [(at, reason, count) for at, design in designs.items() for reason, count in design.dropped.items()]
    return pd.DataFrame(rows, columns=["distance", "reason", "inspections"])
