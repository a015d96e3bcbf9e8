"""The table of estimates: one row a specification and term, the same columns for every family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from workforce_grades.errors import EstimationError
from workforce_grades.models.design import Design, design_frame
from workforce_grades.models.estimation import DEVIATION
from workforce_grades.models.fit import Fit, fit_design
from workforce_grades.models.likelihood import Array
from workforce_grades.models.panel import Panel, study_panel
from workforce_grades.models.parallel import spread
from workforce_grades.models.spec import Spec, as_spec

if TYPE_CHECKING:
    from workforce_grades.study import Study

COLUMNS: Final = (
    "spec_id", "outcome", "family", "sample", "lag", "lead", "effects", "term",
    "estimate", "se_model", "se_cluster", "ci_low", "ci_high", "odds_ratio", "or_ci_low", "or_ci_high",
    "p_cluster", "n", "n_clusters", "n_dropped", "log_likelihood", "converged",
)  # fmt: skip

Row = dict[str, object]

_LOGITS: Final = ("ordered_logit", "ordered_logit_re", "logit_good_or_better", "logit_not_inadequate")


def estimates_table(specs: Iterable[str | Spec], study: Study | Panel, *, n_jobs: int | None = None) -> pd.DataFrame:
    """Estimate specifications and return their estimates, in the order asked for.

    Parameters
    ----------
    specs
        Specifications or their ids.
    study
        The study, or a panel cut from it.
    n_jobs
        Processes, as :func:`workforce_grades.models.parallel.spread` counts them. The table is the same for
        any number, and on a Dask cluster: ``with joblib.parallel_config(backend="dask"): estimates_table(...)``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, full precision: log-odds (probit units, grade points) with model-based
        and clustered errors, 95% intervals and p from the clustered ones by the normal distribution.
        A specification that cannot be estimated has a row for each of its terms, without estimate and
        with `converged` false; ``attrs["problems"]`` says why, by id;
        ``attrs["dropped"]`` holds the inspections left out, by id and reason.

    Raises
    ------
    UnknownNameError
        An id is not of the grammar; nothing is estimated then.
    """
    wanted = list(dict.fromkeys(as_spec(spec) for spec in specs))
    panel = study if isinstance(study, Panel) else study_panel(study)
    found = spread(_estimated, wanted, panel, n_jobs=n_jobs)
    table = pd.DataFrame([row for rows, _, _ in found for row in rows], columns=list(COLUMNS))
    table.attrs["problems"] = {str(spec): said for spec, (_, said, _) in zip(wanted, found, strict=True) if said}
    table.attrs["dropped"] = {str(spec): dropped for spec, (_, _, dropped) in zip(wanted, found, strict=True)}
    return table


def _estimated(spec: Spec, panel: Panel) -> tuple[list[Row], tuple[str, ...], dict[str, int]]:
    """Return the rows of a specification, what is to be said of it, and inspections left out by reason."""
    design = design_frame(spec, panel)
    try:
        fit = fit_design(design)
    except EstimationError as error:
        return _unestimated_rows(design), (str(error),), dict(design.dropped)
    return estimate_rows(fit), fit.problems, dict(design.dropped)


def estimate_rows(fit: Fit) -> list[Row]:
    """Return the rows of one fit; as dictionaries, of which a table of many is made at once."""
    from scipy.special import ndtr, ndtri

    half = ndtri(0.975)
    terms = [str(term) for term in fit.params.index]
    estimate, known = fit.optimum.params, _known(fit)
    se_cluster = known * np.sqrt(np.diag(fit.covariance))
    low, high = estimate - half * se_cluster, estimate + half * se_cluster
    has_odds = np.array([_has_odds(fit.spec, term) for term in terms])
    columns = {
        "term": terms,
        "estimate": estimate,
        "se_model": known * np.sqrt(np.diag(fit.optimum.bread)),
        "se_cluster": se_cluster,
        "ci_low": low,
        "ci_high": high,
        "odds_ratio": _odds(estimate, has_odds),
        "or_ci_low": _odds(low, has_odds),
        "or_ci_high": _odds(high, has_odds),
        "p_cluster": np.where(fit.params.index == DEVIATION, np.nan, 2 * ndtr(-np.abs(estimate / se_cluster))),
    }
    same = _identity(fit.design, fit.n_clusters)
    same |= {"log_likelihood": fit.log_likelihood, "converged": fit.converged}
    return [same | dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _known(fit: Fit) -> Array:
    """1 for each parameter that has a standard error, nan for a deviation of 0, which is at its boundary."""
    return np.where((fit.params.index == DEVIATION) & fit.at_boundary, np.nan, 1.0)


def _unestimated_rows(design: Design) -> list[Row]:
    blank = dict.fromkeys(COLUMNS[COLUMNS.index("estimate") : -1], np.nan) | {"converged": False}
    same = blank | _identity(design, design.cluster.nunique())
    return [same | {"term": term} for term in design.spec.terms]


def _identity(design: Design, n_clusters: int) -> Row:
    spec = design.spec
    return {
        "spec_id": str(spec),
        "outcome": spec.outcome,
        "family": spec.family,
        "sample": spec.sample,
        "lag": "" if spec.lead else spec.lag,
        "lead": spec.lead,
        "effects": spec.effects,
        "n": len(design.x),
        "n_clusters": n_clusters,
        "n_dropped": design.n_dropped,
    }


def _has_odds(spec: Spec, term: str) -> bool:
    return spec.family in _LOGITS and not term.startswith(("threshold:", DEVIATION))


def _odds(log_odds: Array, has_odds: Array) -> Array:
    odds: Array = np.where(has_odds, np.exp(np.where(has_odds, log_odds, 0.0)), np.nan)
    return odds
