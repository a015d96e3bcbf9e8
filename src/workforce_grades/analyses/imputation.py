"""Incomplete inspections kept: missing values drawn many times, estimates pooled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.errors import EstimationError
from workforce_grades.models import Design, Panel, Spec, design_frame
from workforce_grades.models.fit import Fit, fit_design
from workforce_grades.models.spec import as_spec

NUMERIC: Final = (
    "turnover", "caseload", "agency", "vacancy", "absence", "deprivation", "log_population", "cin_rate",
)  # fmt: skip
_BURN_IN: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Imputed:
    """Pooled estimates of a specification beside those of its complete cases.

    Attributes
    ----------
    spec_id
        The specification.
    terms
        One row a term: `estimate`, `se`, `ci_low`, `ci_high` (log-odds; pooled by Rubin's rules over
        clustered errors), `missing_information` (share), and `complete_case` (the estimate without imputation).
    n, n_complete
        Inspections with a grade and a census in the sample, and those without a missing value.
    missing
        Values drawn, by term.
    draws
        Completed data sets.
    """

    spec_id: str
    terms: pd.DataFrame
    n: int
    n_complete: int
    missing: dict[str, int]
    draws: int


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """The inspections of a sample with every missing measure drawn, several times.

    Attributes
    ----------
    frame
        As they are, one column a term of :data:`NUMERIC`, missing values missing; by `inspection_id`.
    draws
        The same with missing values drawn.
    design
        Their grades, authorities and clusters.
    """

    frame: pd.DataFrame
    draws: tuple[pd.DataFrame, ...]
    design: Design


def complete(panel: Panel, *, sample: str = "primary", draws: int = 20, seed: int = 2025) -> Completed:
    """Draw the missing measures of a sample's inspections by chained equations.

    Predictive mean matching through statsmodels' `MICEData`; every model of a missing value holds
    all the other measures, the context and the grade. Values that no census could give (before the
    first in the data, a small base left out on purpose) are not drawn.

    Parameters
    ----------
    panel
        The study's panel.
    sample
        A sample of the grammar.
    draws
        Completed data sets.
    seed
        Of the draws.
    """
    from statsmodels.imputation.mice import MICEData

    design = _incomplete(Spec("overall", NUMERIC, sample=sample), panel)
    present = design.x.loc[:, design.x.notna().any()]
    data = MICEData(present.assign(grade=design.grade.cat.codes.astype("float64")).reset_index(drop=True), rng=seed)
    data.update_all(_BURN_IN)
    completed = []
    for _ in range(draws):
        data.update_all(1)
        completed.append(data.data[list(present)].set_axis(design.x.index).astype("float64"))
    return Completed(design.x, tuple(completed), design)


def impute(spec: str | Spec, panel: Panel, completed: Completed) -> Imputed:
    """Estimate a specification on each completed data set and pool.

    Parameters
    ----------
    spec
        A specification of numeric terms, or its id.
    panel
        The study's panel.
    completed
        From :func:`complete`, for the specification's sample.

    Raises
    ------
    EstimationError
        A term is not numeric, the sample is another, or the model cannot be estimated.
    """
    spec = as_spec(spec)
    if not set(spec.terms) <= set(NUMERIC):
        raise EstimationError(f"{spec}: only numeric terms can be drawn, {', '.join(NUMERIC)}.")
    if spec.sample != completed.design.spec.sample:
        raise EstimationError(f"{spec}: values were drawn for the sample {completed.design.spec.sample}.")
    terms = list(spec.terms)
    fits = [fit_design(replace(completed.design, spec=spec, x=draw[terms])) for draw in completed.draws]
    whole = fit_design(design_frame(spec, panel))
    missing = {term: int(completed.frame[term].isna().sum()) for term in terms}
    return Imputed(str(spec), _pool(fits, whole), len(completed.frame), whole.n, missing, len(fits))


def _incomplete(spec: Spec, panel: Panel) -> Design:
    """Return the design of every inspection that has any measure, its terms still with gaps."""
    parts = {term: design_frame(replace(spec, terms=(term,)), panel) for term in NUMERIC}
    measured = [parts[term] for term in NUMERIC[:5]]
    index = pd.Index(sorted(set().union(*(part.x.index for part in measured))), name="inspection_id")
    frame = pd.DataFrame({term: part.x[term].reindex(index) for term, part in parts.items()})
    grade, authority, cluster = (
        pd.concat([getattr(part, name) for part in measured]).loc[lambda rows: ~rows.index.duplicated()].reindex(index)
        for name in ("grade", "authority", "cluster")
    )
    return Design(spec, frame, grade, authority, cluster, {})


def _pool(fits: list[Fit], whole: Fit) -> pd.DataFrame:
    """Pool by Rubin's rules, with his degrees of freedom. Source: Rubin (1987), Multiple Imputation, ch. 3."""
    from scipy.stats import t

    terms = [str(term) for term in whole.design.x]
    estimates = np.array([fit.params.to_numpy("float64")[: len(terms)] for fit in fits])
    within = np.mean([np.diag(fit.covariance)[: len(terms)] for fit in fits], axis=0)
    between = (1 + 1 / len(fits)) * estimates.var(axis=0, ddof=1)
    total = within + between
    lost = between / total
    freedom = (len(fits) - 1) / np.maximum(lost, 1e-12) ** 2
    half = t.ppf(0.975, freedom) * np.sqrt(total)
    mean = estimates.mean(axis=0)
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": mean,
            "se": np.sqrt(total),
            "ci_low": mean - half,
            "ci_high": mean + half,
            "missing_information": lost,
            "complete_case": whole.params.to_numpy("float64")[: len(terms)],
        }
    )
