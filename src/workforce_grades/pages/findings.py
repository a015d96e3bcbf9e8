"""The national findings that every page may quote, estimated once for each data folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.cache import cached
from workforce_grades.pages.words import interval, number, p_value, plural, sentence
from workforce_grades.study import Study

QUOTED: Final = ("base", "base_all", "agency", "agency_all", "full", "full_all")
"""Short names of the models of the main study; see `models.MAIN_SPECS`."""

SCENARIOS: Final = ((15.0, 14.0), (15.0, 18.0), (10.0, 16.0), (20.0, 16.0))
"""Turnover (%) and caseload of the predicted distributions, well inside the observed range."""

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
    """

    estimates: pd.DataFrame
    problems: dict[str, tuple[str, ...]]
    dropped: dict[str, dict[str, int]]
    predictions: pd.DataFrame
    inflation: pd.Series

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
        direction = "lower" if row["odds_ratio"] < 1 else "higher"
        clear = "" if _side(row) else " The interval includes 1: no clear association."
        return (
            f"{'With' if capital else 'with'} {_PER_UNIT[term]}, the odds of a better grade are {direction}: "
            f"odds ratio {number(row['odds_ratio'], 2)} (95% interval {interval(row['or_ci_low'], row['or_ci_high'])}; "
            f"{p_value(row['p_cluster'])}; {plural(int(row['n']), 'inspection')} of "
            f"{plural(int(row['n_clusters']), 'authority', 'authorities')}).{clear}"
        )

    def one_line(self) -> str:
        """Return the finding in one line, for the index and for authority pages."""
        caseload, turnover = self.row(MAIN, "caseload"), self.row(MAIN, "turnover")
        if caseload is None or turnover is None:
            return "The main model could not be estimated on these data."
        named = {
            f"{name} (odds ratio {number(row['odds_ratio'], 2)} {unit}, 95% interval "
            f"{interval(row['or_ci_low'], row['or_ci_high'])})": _side(row)
            for name, unit, row in (
                ("caseload", "per case", caseload),
                ("turnover", "per percentage point", turnover),
            )
        }
        clear = [f"{side} {text}" for text, side in named.items() if side]
        unclear = [text for text, side in named.items() if not side]
        parts = [f"better Ofsted grades go with {' and '.join(clear)}"] if clear else []
        if unclear:
            verb = "show" if len(unclear) > 1 else "shows"
            parts.append(f"{' and '.join(unclear)} {verb} no clear association with grades")
        counted = plural(int(caseload["n"]), "inspection")
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
        predictions = pd.DataFrame()
    return Findings(
        estimates=estimates,
        problems=estimates.attrs["problems"],
        dropped={spec: dict(design.dropped) for spec, design in designs.items()},
        predictions=predictions,
        inflation=variance_inflation(designs[MAIN_SPECS["full"]].x),
    )


def _side(row: pd.Series) -> str:
    """Return whether better grades go with `lower` or `higher` values, blank where that is not clear."""
    if row["or_ci_high"] < 1:
        return "lower"
    return "higher" if row["or_ci_low"] > 1 else ""
