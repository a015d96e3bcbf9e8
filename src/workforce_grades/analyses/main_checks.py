"""What stands beside the main estimates: other terms, proportional odds, within and between, what could be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.analyses.power import least_detectable
from workforce_grades.analyses.within_between import WithinBetween, within_between
from workforce_grades.cache import cached
from workforce_grades.errors import EstimationError
from workforce_grades.models import (
    MAIN_SPECS,
    Panel,
    brant_test,
    design_frame,
    estimates_table,
    fit_spec,
    generalised_estimates,
    likelihood_ratio_test,
    study_panel,
)
from workforce_grades.models.spec import AGENCY
from workforce_grades.study import Study

BESIDE: Final = ("base", "context", "context_agency", "prev")
"""Models that hold the main terms beside an authority's circumstances or its previous grade."""

FOLLOWED: Final = AGENCY
SIGNIFICANT: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class ProportionalOdds:
    """Whether each term matters equally at every threshold between grades.

    Attributes
    ----------
    tests
        One row a term and "all terms": `term`, `df`, `brant` (statistic, clustered), `p_brant`, `ratio`
        (likelihood-ratio statistic), `p_ratio`.
    free
        Terms whose Brant test is below 0.05.
    by_threshold
        Estimates of the main model with each term free; see
        :func:`workforce_grades.models.generalised_estimates`.
    """

    tests: pd.DataFrame
    free: tuple[str, ...]
    by_threshold: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class MainChecks:
    """Checks of the main model; a sentence stands where one cannot be made.

    Attributes
    ----------
    beside
        The table of estimates of :data:`BESIDE`, primary sample and all authorities.
    problems
        Why a model could not be estimated, by spec id.
    proportional
        Whether the odds are proportional.
    decomposed
        Terms within and between authorities.
    detectable
        Odds ratios that a study of this size finds four times in five.
    """

    beside: pd.DataFrame
    problems: dict[str, tuple[str, ...]]
    proportional: ProportionalOdds | str
    decomposed: WithinBetween | str
    detectable: pd.DataFrame


def main_checks(study: Study) -> MainChecks:
    """Return the checks of a study's main model, made once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    return cached("main-checks", study.content, lambda: _check(study_panel(study)))


def _check(panel: Panel) -> MainChecks:
    beside = estimates_table([MAIN_SPECS[name + sample] for name in BESIDE for sample in ("", "_all")], panel)
    try:
        detectable = least_detectable(fit_spec(MAIN_SPECS["base"], panel))
    except EstimationError:
        detectable = pd.DataFrame(columns=["term", "below", "above"])
    return MainChecks(beside, beside.attrs["problems"], _proportional(panel), _decomposed(panel), detectable)


def _proportional(panel: Panel) -> ProportionalOdds | str:
    try:
        fit = fit_spec(MAIN_SPECS["base"], panel)
        brant, ratio = brant_test(fit).set_index("term"), likelihood_ratio_test(fit).set_index("term")
        terms = [str(term) for term in fit.design.x]
        by_threshold = generalised_estimates(fit.design, terms)
    except EstimationError as error:
        return str(error)
    tests = pd.DataFrame(
        {
            "term": brant.index,
            "df": brant["df"].to_numpy(),
            "brant": brant["statistic_cluster"].to_numpy(),
            "p_brant": brant["p_cluster"].to_numpy(),
            "ratio": ratio["statistic"].reindex(brant.index).to_numpy(),
            "p_ratio": ratio["p"].reindex(brant.index).to_numpy(),
        }
    )
    free = tuple(
        row["term"] for row in tests.to_dict("records") if row["term"] in terms and row["p_brant"] < SIGNIFICANT
    )
    return ProportionalOdds(tests, free, by_threshold)


def _decomposed(panel: Panel) -> WithinBetween | str:
    try:
        return within_between(design_frame(MAIN_SPECS["agency"], panel))
    except EstimationError as error:
        return str(error)
