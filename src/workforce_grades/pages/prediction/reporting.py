"""How the predictions were made and judged, and the items of TRIPOD+AI, each with its computed numbers."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.analyses.evaluation import Evaluation
from workforce_grades.analyses.prediction import HEADLINE, Forecasts
from workforce_grades.analyses.predictors import PREDICTORS, PRIOR_DEVIATION, PROBABILITIES
from workforce_grades.analyses.scores import FLOOR, GOOD_OR_BETTER, REPLICATES
from workforce_grades.codebook import GRADES
from workforce_grades.pages.prediction.findings import LABELS, RULE, PredictionFindings, not_shown
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, day, listed, number, plural, say

_FULLEST: Final = "previous_workforce_agency"


def table_reporting(findings: PredictionFindings) -> Table | Prose:
    """Return what a reader of a prediction study must be told, one item a row."""
    forecasts, evaluation = findings.forecasts, findings.evaluation
    if forecasts is None or evaluation is None:
        return not_shown(findings)
    items = {
        "Purpose": "To learn what the workforce censuses published before an inspection would have told about its "
        "grade. Development and evaluation through time; no predictor is offered for use.",
        "Source of data": "Open data only: Ofsted's outcomes under ILACS (inspecting local authority children's "
        "services) and, for previous grades, the single inspection framework before it; DfE's yearly return of the "
        "children's social work workforce. Values are those of the latest release, not of the release of the day; "
        "earlier years have been revised since.",
        "Participants": _participants(forecasts, evaluation),
        "Outcome": f"Overall effectiveness, four ordered grades. {_outcomes(forecasts)}",
        "Predictors": _predictors(forecasts, evaluation),
        "Sample size": _sizes(forecasts),
        "Missing data": _missing(forecasts),
        "Model": "Ordered logit with proportional odds, fitted anew at each origin on standardised terms and previous-"
        f"grade indicators, with a normal prior of deviation {PRIOR_DEVIATION} on each coefficient. Base rate: shares "
        "of the grades given before, half an inspection added to each.",
        "Origins": _origins(forecasts),
        "Performance": f"Ranked probability score (main), Brier score, log loss (probabilities of at least {FLOOR}), "
        f"c-statistic, concordance, calibration. Intervals from {REPLICATES:,} bootstrap replicates that draw whole "
        "authorities; they hold the fitted predictors fixed. Calibration lines: errors clustered by authority.",
        "Result": _result(findings),
        "Groups": "Not compared by region, size or kind of authority: the inspections are too few for that.",
        "Code": "All code is open. No coefficients are published, so that nothing here is taken for a scoring tool.",
        "Limitations": "Few inspections; values as revised since, not as first published; Ofsted itself chooses short "
        "inspections for authorities already good or outstanding, and may look at these figures.",
    }
    data = pd.DataFrame({"item": list(items), "said": list(items.values())})
    return Table(
        data,
        "Reporting items after TRIPOD+AI (Collins and others, 2024)",
        headers={"item": "Item", "said": "In this study"},
    )


def method_in_words(findings: PredictionFindings) -> Prose:
    """Return the rule of the verdicts, how often the base rate stood in, and how often the prior was needed."""
    forecasts = findings.forecasts
    if forecasts is None:
        return not_shown(findings)
    table = forecasts.table[forecasts.table["information"] == HEADLINE]
    used = table[table["fallback"] != ""]
    counted = used.drop_duplicates(["inspection_id", "fallback"]).groupby("fallback").size()
    stood = [f"{plural(int(count), 'inspection')} ({reason})" for reason, count in counted.items()]
    names = [LABELS[name].lower() for name in PREDICTORS if (used["predictor"] == name).any()]
    affected = f"{plural(len(names), 'predictor')} ({'; '.join(names)})"
    origins = table["origin"].nunique()
    same = "The prior is the same for every predictor and origin."
    return say(
        RULE,
        f"Where a predictor had nothing to go on, the base rate stood in: for {listed(stood)}, in {affected}."
        if stood
        else "Every predictor could be estimated at every origin and used for every inspection.",
        f"At {forecasts.separated} of {plural(origins, 'origin')} an ordered logit on the previous "
        "grade has no finite estimate without the prior: some previous grade had led to one end of the scale only. "
        f"{same}"
        if forecasts.separated
        else f"The ordered logit on the previous grade has a finite estimate without the prior at every origin. {same}",
    )


def _participants(forecasts: Forecasts, evaluation: Evaluation) -> str:
    left_out = [f"{reason} ({count})" for reason, count in forecasts.dropped.items()]
    text = (
        f"{plural(forecasts.begun, 'graded ILACS inspection')} begun since 1 January {forecasts.first_origin}; "
        f"{evaluation.n} scored, of {plural(evaluation.authorities, 'authority', 'authorities')}."
    )
    return f"{text} Left out: {listed(left_out)}." if left_out else text


def _predictors(forecasts: Forecasts, evaluation: Evaluation) -> str:
    return (
        "Those known on the first day of the inspection: the latest grade published before it; turnover, caseload and "
        "agency rate of the latest 30 September census published before it, taken to be public from the 1 March after "
        f"it. For {forecasts.census_after_origin} of {evaluation.n} inspections that census came out after the origin. "
        "In a second run the same models are given the latest census taken before the inspection, published or not: "
        "what the authority itself could know."
    )


def _outcomes(forecasts: Forecasts) -> str:
    counts = _once(forecasts)["grade"].value_counts()
    told = [f"{int(counts.get(code, 0))} {grade.lower()}" for code, grade in reversed(list(enumerate(GRADES)))]
    expected = 100 * _once(forecasts)[PROBABILITIES[GOOD_OR_BETTER:]].sum(axis="columns").mean()
    observed = 100 * (_once(forecasts)["grade"] >= GOOD_OR_BETTER).mean()
    return (
        f"Among those scored: {listed(told)}. {number(observed, 0)}% were good or better, where the base rate expected "
        f"{number(expected, 0)}%."
    )


def _sizes(forecasts: Forecasts) -> str:
    rows = _once(forecasts)
    return (
        f"{len(rows)} inspections scored. Learnt from: {rows['trained_on'].min()} inspections at the first origin, "
        f"{rows['trained_on'].max()} at the last. All there were; no calculation was made beforehand."
    )


def _missing(forecasts: Forecasts) -> str:
    rows = forecasts.table
    used = rows[(rows["information"] == HEADLINE) & (rows["fallback"] != "")]
    names = [LABELS[name].lower() for name in PREDICTORS if (used["predictor"] == name).any()]
    stood_in = (
        f"{plural(used['inspection_id'].nunique(), 'inspection')} had the base rate in place of some predictor "
        f"({'; '.join(names)})."
        if names
        else "No predictor had to fall back on the base rate."
    )
    return f"Complete cases of the workforce values. {stood_in}"


def _origins(forecasts: Forecasts) -> str:
    origins = sorted(_once(forecasts)["origin"].unique())
    return (
        f"1 January and 1 July: {len(origins)} origins with inspections to predict, {day(origins[0])} to "
        f"{day(origins[-1])}. A predictor learns from inspections whose reports were published before the origin only, "
        "and predicts those that begin on or after it and before the next."
    )


def _result(findings: PredictionFindings) -> str:
    row = findings.scored().loc[_FULLEST]
    return (
        f"{LABELS[_FULLEST]}: ranked probability score {number(row['rps'], 3)} (95% interval "
        f"{number(row['rps_low'], 3)} to {number(row['rps_high'], 3)}); the rest is in the tables."
    )


def _once(forecasts: Forecasts) -> pd.DataFrame:
    """One row an inspection."""
    rows = forecasts.table
    return rows[(rows["information"] == HEADLINE) & (rows["predictor"] == "base_rate")]
