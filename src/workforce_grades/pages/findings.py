"""The national findings that every page may quote, estimated once for each data folder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.cache import cached
from workforce_grades.pages.words import number, odds_words, p_value, plural, sentence
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
        odds, bounds = odds_words(row["odds_ratio"], row["or_ci_low"], row["or_ci_high"])
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
        """Return the finding in one line, for the index and for authority pages."""
        rows = {name: self.row(MAIN, name) for name in ("caseload", "turnover")}
        found = {name: row for name, row in rows.items() if row is not None}
        if len(found) < len(rows):
            return "The main model could not be estimated on these data."
        clear = [f"{_direction(row)} {_named(name, row)}" for name, row in found.items() if _direction(row)]
        unclear = [_named(name, row) for name, row in found.items() if not _direction(row)]
        parts = [f"better Ofsted grades go with {' and '.join(clear)}"] if clear else []
        if unclear:
            verb = "show" if len(unclear) > 1 else "shows"
            parts.append(f"{' and '.join(unclear)} {verb} no clear association with grades")
        counted = plural(int(found["caseload"]["n"]), "inspection")
        return f"{sentence('; '.join(parts)).removesuffix('.')}; {counted}. Association, not effect."


def publish_finding(findings: Findings) -> None:
    """Hand the one-line finding to the build, which puts it on the index page; the notebook shows nothing."""
    from IPython.display import display

    from workforce_grades.reports.engine import NOTES_MIME

    display({NOTES_MIME: {"finding": findings.one_line()}}, raw=True)  # type: ignore[no-untyped-call]


MAIN: Final = "overall|turnover+caseload"
MAIN_ALL: Final = "overall|turnover+caseload|sample=all"


def main_findings(study: Study) -> Findings:
    """Return the findings of the main study, estimated once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    return cached("findings", study.folder.content, lambda: _estimate(study))


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
    designs = {spec: design_frame(spec, panel) for spec in specs}
    try:
        scenarios = pd.DataFrame(SCENARIOS, columns=["turnover", "caseload"])
        predictions = fit_spec(MAIN, panel).predict(scenarios)
    except EstimationError:
        predictions = pd.DataFrame(columns=PREDICTED)
    return Findings(
        estimates=estimates,
        problems=estimates.attrs["problems"],
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


def _named(term: str, row: pd.Series) -> str:
    odds, bounds = odds_words(row["odds_ratio"], row["or_ci_low"], row["or_ci_high"])
    unit = "per case" if term == "caseload" else "per percentage point"
    return f"{term} (odds ratio {odds} {unit}, 95% interval {bounds})"
