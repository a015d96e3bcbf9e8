"""Could you have known: what predictions of the next grade were worth, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.evaluation import Evaluation, evaluate_forecasts
from workforce_grades.analyses.prediction import HEADLINE, OWN, Forecasts, forecast_grades
from workforce_grades.cache import cached
from workforce_grades.errors import EstimationError
from workforce_grades.models import study_panel
from workforce_grades.pages.words import Prose, interval, lead, number, plural, say
from workforce_grades.study import Study

BARELY: Final = 0.05
"""A skill below this is too small to matter, however clear of zero."""

LABELS: Final = {
    "base_rate": "Base rate",
    "previous_grade": "Previous grade",
    "workforce": "Turnover and caseload",
    "workforce_agency": "Turnover, caseload and agency rate",
    "previous_workforce": "Previous grade, turnover and caseload",
    "previous_workforce_agency": "Previous grade, turnover, caseload and agency rate",
}


@dataclass(frozen=True)
class PredictionFindings:
    """Forecasts of one data folder with their evaluation, or why there are none.

    Attributes
    ----------
    forecasts, evaluation
        None where the data are too few.
    problem
        Why, in a sentence; blank where there are forecasts.
    """

    forecasts: Forecasts | None
    evaluation: Evaluation | None
    problem: str = ""

    def evaluated(self) -> Evaluation:
        """Return the evaluation.

        Raises
        ------
        EstimationError
            There is none.
        """
        if self.evaluation is None:
            raise EstimationError(self.problem)
        return self.evaluation

    def compared(self, predictor: str, reference: str, *, score: str = "rps", information: str = HEADLINE) -> pd.Series:
        """Return one comparison: `difference`, `low`, `high`, `skill` with bounds, and `n`."""
        rows = self.evaluated().comparisons
        asked = {"information": information, "score": score, "predictor": predictor, "reference": reference}
        return rows[(rows[list(asked)] == pd.Series(asked)).all(axis="columns")].iloc[0]

    def period(self) -> str:
        """Return from when to when the scored inspections began: `June 2021 to March 2025`."""
        if self.forecasts is None:
            raise EstimationError(self.problem)
        days = self.forecasts.table["inspection_date"]
        return f"{days.min():%B %Y} to {days.max():%B %Y}"

    def scored(self, information: str = HEADLINE) -> pd.DataFrame:
        """Return the performance of every predictor, indexed by predictor."""
        rows = self.evaluated().performance
        return rows[rows["information"] == information].set_index("predictor")


def prediction_findings(study: Study, first_origin: int = 2021) -> PredictionFindings:
    """Return the forecasts of a study and their scores, made once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    first_origin
        Year from whose 1 January inspections are predicted.

    Raises
    ------
    ParameterError
        The data allow other first origins, but not this one.
    """
    return cached(
        "prediction",
        study.content | {"first_origin": str(first_origin)},
        lambda: _forecast(study, first_origin),
    )


def _forecast(study: Study, first_origin: int) -> PredictionFindings:
    try:
        forecasts = forecast_grades(study_panel(study), first_origin=first_origin)
    except EstimationError as error:
        return PredictionFindings(None, None, str(error))
    return PredictionFindings(forecasts, evaluate_forecasts(forecasts))


def verdict(comparison: pd.Series) -> str:
    """Return what a comparison comes to: `better`, `barely better`, `not clearly better` or `worse`.

    The interval of the difference in the ranked probability score decides whether there is a difference,
    the skill whether it is large enough to matter (:data:`BARELY`).
    """
    if comparison["low"] > 0:
        return "worse"
    if comparison["high"] >= 0:
        return "not clearly better"
    return "barely better" if comparison["skill"] < BARELY else "better"


CLEARLY: Final = ("better", "barely better")
"""Verdicts whose interval lies clear of zero on the better side."""

RULE: Final = (
    "The verdicts follow one rule. A predictor is better than another if the 95% interval of the difference in the "
    f"ranked probability score lies below zero and the score is at least {BARELY:.0%} lower; barely better if the "
    f"interval lies below zero and the score is less than {BARELY:.0%} lower; not clearly better if the interval holds "
    "zero; worse if it lies above zero. The answer on top is 'In part' if turnover, caseload and agency rate, alone or "
    "added to the previous grade, are better than the previous grade alone; 'Barely' if they are barely better; 'No "
    "better than from the previous grade' if they are neither but do beat the base rate by themselves; otherwise 'No'. "
    "The intervals are not adjusted for the number of comparisons."
)


def answer(findings: PredictionFindings, information: str = HEADLINE) -> str:
    """Return the answer to the page's question by :data:`RULE`."""
    pairs = [("workforce_agency", "previous_grade"), ("previous_workforce_agency", "previous_grade"),
             ("workforce_agency", "base_rate")]  # fmt: skip
    alone, added, base = (verdict(findings.compared(*pair, information=information)) for pair in pairs)
    if "better" in (alone, added):
        return "In part"
    if "barely better" in (alone, added):
        return "Barely"
    return "No better than from the previous grade" if base in CLEARLY else "No"


def answer_in_words(findings: PredictionFindings) -> Prose:
    """Return the answer first: the verdict, and the three comparisons it rests on."""
    if findings.evaluation is None:
        return lead(f"These data cannot say whether the grade could have been known. {findings.problem}")
    alone = findings.compared("workforce_agency", "base_rate")
    rival = findings.compared("workforce_agency", "previous_grade")
    added = findings.compared("previous_workforce_agency", "previous_grade")
    return lead(
        f"{answer(findings)}. Over {plural(findings.evaluation.n, 'inspection')}, each predicted from the census and "
        "the grade already published on its first day, turnover, caseload and agency rate "
        f"{_did(alone, 'the mix of past grades')} and {_did(rival, 'the previous grade')}. Added to the previous "
        f"grade, they {_did(added, 'the previous grade alone')}.",
        "Skill is the share by which the error of prediction is lower. The models had learnt only from inspections "
        f"whose reports came out before the half-year of the prediction. {_with_own_return(findings)} Nothing here "
        f"judges one authority: the likeliest grade by the fullest predictor was right in {_right(findings)}.",
    )


def comparison_in_words(findings: PredictionFindings) -> Prose:
    """Return what turnover and caseload without the agency rate were worth, and the previous grade by itself."""
    if findings.evaluation is None:
        return not_shown(findings)
    previous = findings.compared("previous_grade", "base_rate")
    alone = findings.compared("workforce", "base_rate")
    added = findings.compared("previous_workforce", "previous_grade")
    return say(
        f"The previous grade by itself {_did(previous, 'the mix of past grades')}. Turnover and caseload without the "
        f"agency rate {_did(alone, 'the mix of past grades')}; added to the previous grade they "
        f"{_did(added, 'the previous grade alone')}."
    )


def holds_in_words(findings: PredictionFindings) -> Prose:
    """Return in how many of the comparisons the other scores and the own latest return give the same verdict."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.evaluation.comparisons
    clear = {
        key: group.set_index(["predictor", "reference"])["high"] < 0
        for key, group in rows.groupby(["information", "score"])
    }
    main = clear[HEADLINE, "rps"]
    agree = [int((main == clear[other]).sum()) for other in ((HEADLINE, "brier"), (HEADLINE, "log_loss"), (OWN, "rps"))]
    return say(
        f"On which predictor is clearly better, the Brier score agrees with the ranked probability score in {agree[0]} "
        f"of {plural(len(main), 'comparison')}, the log loss in {agree[1]}, and the ranked probability score with the "
        f"authority's own latest return in {agree[2]}. The two runs differ for inspections between October and "
        "February: the return of the last 30 September was taken, but not yet published."
    )


def not_shown(findings: PredictionFindings) -> Prose:
    """Return the line that stands where data are too few for a table or a figure."""
    return say(f"Not shown: {findings.problem}")


def _with_own_return(findings: PredictionFindings) -> str:
    own = answer(findings, OWN)
    same = "the answer is the same" if own == answer(findings) else f"the answer is '{own}'"
    added = findings.compared("previous_workforce_agency", "previous_grade", information=OWN)
    bounds = interval(100 * added["skill_low"], 100 * added["skill_high"], 0)
    return (
        f"With the latest return that the authority itself could know, published or not, {same}: added to the previous "
        f"grade the figures had a skill of {number(100 * added['skill'], 0)}% (95% interval {bounds}%)."
    )


_DID: Final = {
    "better": "did better than",
    "barely better": "did barely better than",
    "not clearly better": "could not be told apart from",
    "worse": "did worse than",
}


def _did(comparison: pd.Series, reference: str) -> str:
    """Say what a predictor did against another, with the skill: `did better than ... (skill 17%, ...)`."""
    bounds = interval(100 * comparison["skill_low"], 100 * comparison["skill_high"], 0)
    skill = number(100 * comparison["skill"], 0)
    return f"{_DID[verdict(comparison)]} {reference} (skill {skill}%, 95% interval {bounds}%)"


def _right(findings: PredictionFindings) -> str:
    row: Any = findings.scored().loc["previous_workforce_agency"]
    value, low, high = (100 * row[name] for name in ("right", "right_low", "right_high"))
    return f"{number(value, 0)}% of inspections (95% interval {interval(low, high, 0)}%)"
