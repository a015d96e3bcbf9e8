"""The table of estimates: one row a specification and term, the same columns for every family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from workforce_grades.errors import EstimationError
from workforce_grades.models.design import Design, design_frame
from workforce_grades.models.fit import DEVIATION, fit_spec
from workforce_grades.models.likelihood import Array
from workforce_grades.models.optimum import Optimum
from workforce_grades.models.panel import Panel, study_panel
from workforce_grades.models.spec import Spec, as_spec

if TYPE_CHECKING:
    from workforce_grades.study import Study

COLUMNS: Final = (
    "spec_id", "outcome", "family", "sample", "lag", "lead", "effects", "term",
    "estimate", "se_model", "se_cluster", "ci_low", "ci_high", "odds_ratio", "or_ci_low", "or_ci_high",
    "p_cluster", "n", "n_clusters", "n_dropped", "log_likelihood", "converged",
)  # fmt: skip

_LOGITS: Final = ("ordered_logit", "ordered_logit_re", "logit_good_or_better", "logit_not_inadequate")


def estimates_table(specs: Iterable[str | Spec], study: Study | Panel) -> pd.DataFrame:
    """Estimate specifications and return their estimates, in the order asked for.

    Parameters
    ----------
    specs
        Specifications or their ids.
    study
        The study, or a panel cut from it.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, full precision: log-odds (probit units, grade points) with model-based
        and clustered errors, 95% intervals and p from the clustered ones by the normal distribution.
        A specification that cannot be estimated has a row for each of its terms, without estimate and
        with `converged` false; ``attrs["problems"]`` says why, by id.

    Raises
    ------
    UnknownNameError
        An id is not of the grammar; nothing is estimated then.
    """
    wanted = list(dict.fromkeys(as_spec(spec) for spec in specs))
    panel = study if isinstance(study, Panel) else study_panel(study)
    parts: list[pd.DataFrame] = []
    problems: dict[str, tuple[str, ...]] = {}
    for spec in wanted:
        try:
            fit = fit_spec(spec, panel)
        except EstimationError as error:
            problems[str(spec)] = (str(error),)
            parts.append(_unestimated(design_frame(spec, panel)))
        else:
            problems |= {str(spec): fit.problems} if fit.problems else {}
            parts.append(fit.estimates)
    table = pd.DataFrame([row for part in parts for row in part.to_dict("records")], columns=list(COLUMNS))
    table.attrs["problems"] = problems
    return table


def estimate_rows(
    design: Design, params: pd.Series, optimum: Optimum, covariance: Array, *, n_clusters: int
) -> pd.DataFrame:
    """Return the rows of one specification."""
    from scipy.special import ndtr, ndtri

    half = ndtri(0.975)
    estimate, se_cluster = params.to_numpy(), np.sqrt(np.diag(covariance))
    low, high = estimate - half * se_cluster, estimate + half * se_cluster
    has_odds = np.array([_has_odds(design.spec, str(term)) for term in params.index])
    tested = np.where(params.index == DEVIATION, np.nan, 2 * ndtr(-np.abs(estimate / se_cluster)))
    rows = {
        "term": params.index,
        "estimate": estimate,
        "se_model": np.sqrt(np.diag(optimum.bread)),
        "se_cluster": se_cluster,
        "ci_low": low,
        "ci_high": high,
        "odds_ratio": _odds(estimate, has_odds),
        "or_ci_low": _odds(low, has_odds),
        "or_ci_high": _odds(high, has_odds),
        "p_cluster": tested,
        "log_likelihood": optimum.log_likelihood,
        "converged": optimum.converged,
    }
    return _with_identity(pd.DataFrame(rows), design, n_clusters)


def _unestimated(design: Design) -> pd.DataFrame:
    blank = [column for column in COLUMNS[COLUMNS.index("estimate") : -1] if not column.startswith("n")]
    rows = pd.DataFrame({"term": design.spec.terms, **dict.fromkeys(blank, np.nan), "converged": False})
    return _with_identity(rows, design, design.cluster.nunique())


def _with_identity(rows: pd.DataFrame, design: Design, n_clusters: int) -> pd.DataFrame:
    spec = design.spec
    return rows.assign(
        spec_id=str(spec),
        outcome=spec.outcome,
        family=spec.family,
        sample=spec.sample,
        lag="" if spec.lead else spec.lag,
        lead=spec.lead,
        effects=spec.effects,
        n=len(design.x),
        n_clusters=n_clusters,
        n_dropped=design.n_dropped,
    )[list(COLUMNS)]


def _has_odds(spec: Spec, term: str) -> bool:
    return spec.family in _LOGITS and not term.startswith(("threshold:", DEVIATION))


def _odds(log_odds: Array, has_odds: Array) -> Array:
    odds: Array = np.where(has_odds, np.exp(np.where(has_odds, log_odds, 0.0)), np.nan)
    return odds
