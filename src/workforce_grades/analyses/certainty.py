"""How sure the study is: every check of the main result, made once for each data folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd

from workforce_grades.analyses.imputation import Imputed, complete, impute
from workforce_grades.analyses.influence import Influence, leave_one_out
from workforce_grades.analyses.multiplicity import adjusted_p_values
from workforce_grades.analyses.simulation import Simulation, resemblance, simulate
from workforce_grades.analyses.specification_curve import SpecificationCurve, specification_curve
from workforce_grades.cache import cached
from workforce_grades.errors import EstimationError
from workforce_grades.models import MAIN_SPECS, Panel, estimates_table, fit_spec, study_panel
from workforce_grades.models.bootstrap import cluster_bootstrap
from workforce_grades.study import Study

MAIN: Final = MAIN_SPECS["base"]
CHECKED: Final = {"primary": MAIN, "all": MAIN_SPECS["base_all"]}
"""Samples in which each authority is left out in turn."""

IMPUTED: Final = (
    MAIN,
    "overall|turnover+caseload+agency+vacancy+absence",
    "overall|turnover+caseload+agency+deprivation+log_population+cin_rate",
)
ERRORS: Final = {
    "by authority (quoted)": MAIN,
    "by workforce return": f"{MAIN}|cluster=return_group",
    "random intercept for each authority": f"{MAIN}|family=ordered_logit_re",
}
MIDDLING: Final = {"turnover": 0.98}
"""Odds ratio per unit of a modest association, whose power is asked for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Certainty:
    """Every check; where one cannot be made, the reason stands in its place.

    Attributes
    ----------
    curve
        All sensible specifications.
    influence
        Without each authority, by sample.
    intervals
        Odds ratios of the main model under each kind of error: `errors`, `term`, `odds_ratio`, `low`,
        `high`, `n`, `n_clusters`.
    imputed
        With missing values drawn, one for each of :data:`IMPUTED`.
    judgements
        Estimates for the sub-judgements with adjusted p values.
    simulations
        Draws from the main model: inspections independent, alike within an authority, and with a
        modest association of turnover.
    """

    curve: SpecificationCurve
    influence: dict[str, Influence | str]
    intervals: pd.DataFrame
    imputed: list[Imputed | str]
    judgements: pd.DataFrame
    simulations: dict[str, Simulation | str]


def how_sure(study: Study, *, runs: int = 1000, replicates: int = 1000) -> Certainty:
    """Return every check of a study, made once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    runs
        Draws of each simulation.
    replicates
        Of the cluster bootstrap.
    """
    asked = {"runs": str(runs), "replicates": str(replicates)}
    return cached("certainty", study.content | asked, lambda: _check(study_panel(study), runs, replicates))


def _check(panel: Panel, runs: int, replicates: int) -> Certainty:
    completed = complete(panel)
    return Certainty(
        curve=specification_curve(panel),
        influence={sample: _or_reason(leave_one_out, spec, panel) for sample, spec in CHECKED.items()},
        intervals=_intervals(panel, replicates),
        imputed=[_or_reason(impute, spec, panel, completed) for spec in IMPUTED],
        judgements=adjusted_p_values(panel),
        simulations=_simulations(panel, runs),
    )


def _or_reason(make: Callable[..., T], *arguments: object, **options: object) -> T | str:
    try:
        return make(*arguments, **options)
    except EstimationError as error:
        return str(error)


def _intervals(panel: Panel, replicates: int) -> pd.DataFrame:
    """Return the main model's odds ratios under each kind of error."""
    names = {spec: name for name, spec in ERRORS.items()}
    table = estimates_table(ERRORS.values(), panel)
    rows = table[table["term"].isin(["turnover", "caseload"]) & table["converged"]]
    kept = rows.rename(columns={"or_ci_low": "low", "or_ci_high": "high"}).assign(errors=rows["spec_id"].map(names))
    parts = [kept[["errors", "term", "odds_ratio", "low", "high", "n", "n_clusters"]]]
    drawn = _or_reason(_bootstrapped, panel, replicates)
    return pd.concat([*parts, *([] if isinstance(drawn, str) else [drawn])], ignore_index=True)


def _bootstrapped(panel: Panel, replicates: int) -> pd.DataFrame:
    fit = fit_spec(MAIN, panel)
    terms = [str(term) for term in fit.design.x]
    bootstrap = cluster_bootstrap(fit.design, replicates=replicates)
    low, high = np.exp(bootstrap.interval().loc[terms, ["ci_low", "ci_high"]].to_numpy("float64")).T
    return pd.DataFrame(
        {
            "errors": f"bootstrap of authorities ({replicates - bootstrap.failed:,} draws)",
            "term": terms,
            "odds_ratio": np.exp(fit.params.to_numpy("float64")[: len(terms)]),
            "low": low,
            "high": high,
            "n": fit.n,
            "n_clusters": fit.n_clusters,
        }
    )


def _simulations(panel: Panel, runs: int) -> dict[str, Simulation | str]:
    try:
        fit = fit_spec(MAIN, panel)
    except EstimationError as error:
        return {"inspections independent": str(error)}
    alike = _or_reason(lambda: resemblance(fit_spec(ERRORS["random intercept for each authority"], panel)))
    modest = {term: float(np.log(odds)) for term, odds in MIDDLING.items()}
    found = {"inspections independent": _or_reason(simulate, fit, runs=runs)}
    if not isinstance(alike, str):
        found["inspections of one authority alike"] = _or_reason(simulate, fit, runs=runs, correlation=alike)
    found["a modest association of turnover"] = _or_reason(simulate, fit, runs=runs, truth=modest)
    return found
