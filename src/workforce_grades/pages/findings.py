"""The national findings that every page may quote, estimated once for each data folder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from workforce_grades.cache import cached
from workforce_grades.pages.words import interval, number, odds_words, p_value, plural, sentence
from workforce_grades.study import Study

QUOTED: Final = ("base", "base_all", "agency", "agency_all", "full", "full_all")
"""Short names of the models of the main study; see `models.MAIN_SPECS`."""

SCENARIOS: Final = ((15.0, 14.0), (15.0, 18.0), (10.0, 16.0), (20.0, 16.0))
"""Turnover (%) and caseload of the predicted distributions, well inside the observed range."""

PREDICTED: Final = ["turnover", "caseload", "grade", "probability", "ci_low", "ci_high"]

_PER_UNIT: Final = {
    "turnover": "one percentage point more turnover",
    "caseload": "one case more for each worker",
    "agency": "one percentage point more agency staff",
    "vacancy": "one percentage point more vacancies",
    "absence": "one percentage point more sickness absence",
}


@dataclass(frozen=True)
class Findings:
    """Estimates and predictions of the main study.

    Attributes
    ----------
    estimates
        The table of estimates of every model in :data:`QUOTED`.
    problems
        Why a model could not be estimated, by spec id.
    dropped
        Inspections left out, by spec id and reason.
    predictions
        Predicted probability of each grade for each of :data:`SCENARIOS`, from the main model.
    inflation
        Variance inflation factors of the full model.
    quartiles
        Lower and upper quartile of each term of the main model in the primary sample.
    """

    estimates: pd.DataFrame
    problems: dict[str, tuple[str, ...]]
    dropped: dict[str, dict[str, int]]
    predictions: pd.DataFrame
    inflation: pd.Series
    quartiles: pd.DataFrame

    def row(self, spec_id: str, term: str) -> pd.Series | None:
        """Return one estimate, or None where the model could not be estimated."""
        rows = self.estimates
        found = rows[(rows["spec_id"] == spec_id) & (rows["term"] == term) & rows["converged"]]
        return None if found.empty else found.iloc[0]

    def in_words(self, spec_id: str, term: str, *, capital: bool = True) -> str:
        """Return one odds ratio as a sentence, with its interval, p value and number of inspections."""
        row = self.row(spec_id, term)
        if row is None:
            return f"The model {spec_id} could not be estimated on these data."
        odds, bounds = _odds(term, row)
        opening = f"{'With' if capital else 'with'} {_PER_UNIT[term]}, the odds of a better grade are"
        said = {"lower": "lower", "higher": "higher", "": "not clearly different"}[_direction(row)]
        return (
            f"{opening} {said}: odds ratio {odds} (95% interval {bounds}; {p_value(row['p_cluster'])}; "
            f"{plural(int(row['n']), 'inspection')} of {plural(int(row['n_clusters']), 'authority', 'authorities')})."
        )

    def per_quartiles(self, term: str) -> str:
        """Return the odds ratio between the quartiles of a term, in words, from the main model."""
        row = self.row(MAIN, term)
        if row is None or term not in self.quartiles.columns:
            return f"The odds ratio between the quartiles of {term} could not be estimated on these data."
        low, high = self.quartiles[term]
        odds, bounds = odds_words(*(math.exp((high - low) * row[name]) for name in ("estimate", "ci_low", "ci_high")))
        unit = "%" if term == "turnover" else " cases"
        return (
            f"Between the quartiles of {term} in the primary sample ({number(low)}{unit} and {number(high)}{unit}), "
            f"the odds ratio of a better grade is {odds} (95% interval {bounds}; "
            f"{plural(int(row['n']), 'inspection')})."
        )

    def one_line(self) -> str:
        """Return the finding in a few plain sentences, for the index and for the head of pages."""
        return self._one_line

    @cached_property
    def _one_line(self) -> str:
        rows = {term: row for term in _HEADLINE if (row := self.row(MAIN, term)) is not None}
        if len(rows) < len(_HEADLINE):
            return "The main model could not be estimated on these data."
        clear = [term for term, row in rows.items() if _direction(row)]
        surest = [term for term in clear if all(self._checks(term).values())]
        doubt = {term: ", less surely," if surest and term not in surest else "" for term in clear}
        told = [f"{doubt[term]} {_direction(rows[term])} {_named(term, rows[term])}" for term in clear]
        unclear = [_named(term, row) for term, row in rows.items() if term not in clear]
        parts = ["better Ofsted grades go with" + " and".join(told)] if told else []
        if unclear:
            verb = "show" if len(unclear) > 1 else "shows"
            parts.append(f"{' and '.join(unclear)} {verb} no clear association with grades")
        parts.append(plural(int(rows["caseload"]["n"]), "inspection"))
        said = (sentence("; ".join(parts)), self.robustness(), "Association, not effect.")
        return " ".join(text for text in said if text)

    def robustness(self) -> str:
        """Return in which models beside the main one its clear associations stay clear, in one sentence.

        Beside it stand the model with the agency rate and the sample of all authorities. Blank where the
        main model has no clear association, or neither of the two could be estimated.
        """
        checked = {term: checks for term in _HEADLINE if (checks := self._checks(term))}
        fading = [term for term, checks in checked.items() if not all(checks.values())]
        steady = [term for term in checked if term not in fading]
        told = [self._fading_in_words(term, checked[term]) for term in fading]
        if fading:
            told += [f"{term}'s stays clear {_where(checked[term], short=True)}" for term in steady]
        elif steady:
            which = "both associations stay" if len(steady) > 1 else "this association stays"
            told = [f"{which} clear {_where(checked[steady[0]])}"]
        return sentence("; ".join(told)) if told else ""

    def _checks(self, term: str) -> dict[str, bool]:
        """Return whether a term that is clear in the main model is clear, the same way, in each one beside it."""
        main = self.row(MAIN, term)
        if main is None or not _direction(main):
            return {}
        rows = {spec: self.row(spec, term) for spec in _BESIDE_MAIN}
        return {spec: _direction(row) == _direction(main) for spec, row in rows.items() if row is not None}

    def _fading_in_words(self, term: str, checks: dict[str, bool]) -> str:
        rows = {spec: self.row(spec, term) for spec, holds in checks.items() if not holds}
        told = [f"{_BESIDE_MAIN[spec]} ({_brief(term, row)})" for spec, row in rows.items() if row is not None]
        turned = any(_direction(row) for row in rows.values() if row is not None)
        stays = [spec for spec, holds in checks.items() if holds]
        text = f"{term}'s association {'does not hold' if turned else 'is not clear'} {' or '.join(told)}"
        return text + (f", but stays clear {_where(stays)}" if stays else "")


def publish_finding(findings: Findings) -> None:
    """Hand the one-line finding to the build, which puts it on the index page; the notebook shows nothing."""
    from IPython.display import display

    from workforce_grades.reports.engine import NOTES_MIME

    display({NOTES_MIME: {"finding": findings.one_line()}}, raw=True)  # type: ignore[no-untyped-call]


MAIN: Final = "overall|turnover+caseload"
MAIN_ALL: Final = "overall|turnover+caseload|sample=all"
WITH_AGENCY: Final = "overall|turnover+caseload+agency"

_HEADLINE: Final = ("caseload", "turnover")
_BESIDE_MAIN: Final = {
    WITH_AGENCY: "once the agency rate is in the model",
    MAIN_ALL: "when the smallest authorities are kept",
}
"""The models that the headline is held against, each as it ends a sentence."""


def main_findings(study: Study) -> Findings:
    """Return the findings of the main study, estimated once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    return cached("findings", study.content, lambda: _estimate(study))


def _estimate(study: Study) -> Findings:
    from workforce_grades.errors import EstimationError
    from workforce_grades.models import (
        MAIN_SPECS,
        design_frame,
        estimates_table,
        fit_spec,
        study_panel,
        variance_inflation,
    )

    panel = study_panel(study)
    specs = [MAIN_SPECS[name] for name in QUOTED]
    estimates = estimates_table(specs, panel)
    problems = estimates.attrs.pop("problems")
    estimates.attrs.clear()  # pandas copies them with every row that is looked up
    designs = {spec: design_frame(spec, panel) for spec in specs}
    try:
        scenarios = pd.DataFrame(SCENARIOS, columns=["turnover", "caseload"])
        predictions = fit_spec(MAIN, panel).predict(scenarios)
    except EstimationError:
        predictions = pd.DataFrame(columns=PREDICTED)
    return Findings(
        estimates=estimates,
        problems=problems,
        dropped={spec: dict(design.dropped) for spec, design in designs.items()},
        predictions=predictions,
        inflation=variance_inflation(designs[MAIN_SPECS["full"]].x),
        quartiles=designs[MAIN].x.quantile([0.25, 0.75]),
    )


def _direction(row: pd.Series) -> str:
    """Return whether a better grade's odds are `lower` or `higher` with more of it; blank where 1 is inside."""
    if row["or_ci_high"] < 1:
        return "lower"
    return "higher" if row["or_ci_low"] > 1 else ""


def _where(checks: Iterable[str], *, short: bool = False) -> str:
    specs = list(checks)
    return "in both" if short and len(specs) > 1 else " and ".join(_BESIDE_MAIN[spec] for spec in specs)


def _odds(term: str, row: pd.Series) -> tuple[str, str]:
    """Return an odds ratio and its interval; per percentage point it is close to 1 and needs a third decimal."""
    values = (row["odds_ratio"], row["or_ci_low"], row["or_ci_high"])
    return odds_words(*values) if term == "caseload" else (number(values[0], 3), interval(values[1], values[2], 3))


def _named(term: str, row: pd.Series) -> str:
    odds, bounds = _odds(term, row)
    unit = "per case" if term == "caseload" else "per percentage point"
    return f"{term} (odds ratio {odds} {unit}, 95% interval {bounds})"


def _brief(term: str, row: pd.Series) -> str:
    odds, bounds = _odds(term, row)
    return f"{odds}, {bounds}; {plural(int(row['n']), 'inspection')}"
