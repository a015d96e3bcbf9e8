"""The main study: what grades go with, described, estimated and said in plain words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import GRADES, MEASURES
from workforce_grades.models.spec import MAIN_SPECS
from workforce_grades.pages.findings import MAIN, MAIN_ALL, SCENARIOS, WITH_AGENCY, Findings
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import interval, is_clear, listed, number, p_cell, plural, sentence

TERM_LABELS: Final = {
    "turnover": "Turnover, per point",
    "caseload": "Caseload, per case",
    "agency": "Agency rate, per point",
    "vacancy": "Vacancy rate, per point",
    "absence": "Absence rate, per point",
}
INFLATED: Final = 4.0
"""A variance inflation factor from which two terms are hard to tell apart."""

_SHOWN_MEASURES: Final = ("turnover_rate", "caseload", "agency_rate")


def table_by_grade(linked: pd.DataFrame) -> Table:
    """Return medians of turnover, caseload and agency rate by overall grade, with the counts."""
    groups = linked.groupby("overall", observed=False)
    data = pd.DataFrame({"grade": list(GRADES)[::-1]}).set_index("grade")
    data["inspections"] = groups.size()
    for measure in _SHOWN_MEASURES:
        data[measure] = groups[measure].median()
    return Table(
        data.reset_index(),
        "Median at the census before the inspection, by overall effectiveness",
        headers={"grade": "Overall effectiveness", "inspections": "Inspections"}
        | {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in _SHOWN_MEASURES},
        decimals={"inspections": 0},
    )


def table_estimates(findings: Findings) -> Table:
    """Return the odds ratios of every model, clustered and model-based errors side by side."""
    rows = findings.estimates[~findings.estimates["term"].str.startswith("threshold:")]
    names = {spec: name for name, spec in MAIN_SPECS.items()}
    data = pd.DataFrame(
        {
            "model": [
                f"{model_label(names[spec]).capitalize()}: {TERM_LABELS[term][0].lower()}{TERM_LABELS[term][1:]}"
                for spec, term in term_pairs(rows)
            ],
            "odds_ratio": rows["odds_ratio"],
            "low": rows["or_ci_low"],
            "high": rows["or_ci_high"],
            "estimate": rows["estimate"],
            "se_model": rows["se_model"],
            "se_cluster": rows["se_cluster"],
            "p": ["" if pd.isna(p) else p_cell(p) for p in rows["p_cluster"]],
            "n": rows["n"].astype("int64"),
            "authorities": rows["n_clusters"].astype("int64"),
        }
    ).reset_index(drop=True)
    return Table(
        data,
        "Odds ratios of a better grade, ordered logit, overall effectiveness",
        headers={
            "model": "Model and term", "odds_ratio": "Odds ratio", "low": "95% from", "high": "95% to",
            "estimate": "Log-odds", "se_model": "Standard error, model-based",
            "se_cluster": "Standard error, clustered", "p": "p (clustered)", "n": "Inspections",
            "authorities": "Authorities",
        },
        decimals={"odds_ratio": 3, "low": 3, "high": 3, "estimate": 4, "se_model": 4, "se_cluster": 4,
                  "n": 0, "authorities": 0},
        note="An odds ratio below 1: more of it goes with worse grades. Intervals and p values use errors "
        "clustered by authority, with the correction G/(G-1) x (n-1)/(n-k), k counting thresholds. "
        "Primary: at least 20 FTE in post. All: every inspection with a census.",
    )  # fmt: skip


def predictions_in_words(findings: Findings) -> list[str]:
    """Return the predicted grades of 100 inspections under each scenario, one sentence each, with intervals."""
    rows = {(row["turnover"], row["caseload"], row["grade"]): row for row in findings.predictions.to_dict("records")}
    return [
        f"Of 100 inspections of authorities with a turnover of {turnover:.0f}% and a caseload of {caseload:.0f}, the "
        f"model expects {_expected(rows[turnover, caseload, 'Inadequate'])} to be inadequate and "
        f"{_expected(rows[turnover, caseload, 'Outstanding'])} to be outstanding."
        for turnover, caseload in (SCENARIOS if rows else ())
    ]


def table_predictions(findings: Findings) -> Table:
    """Return the predicted grades of 100 inspections, one row a scenario, each with its interval."""
    rows = findings.predictions
    data = pd.DataFrame(
        {
            "scenario": [
                f"Turnover {row['turnover']:.0f}%, caseload {row['caseload']:.0f}" for _, row in rows.iterrows()
            ],
            "grade": rows["grade"].astype("str"),
            "shown": [_of_100(row) for row in rows.to_dict("records")],
        }
    )
    wide = data.pivot_table(index="scenario", columns="grade", values="shown", aggfunc="first", sort=False)
    return Table(
        wide.rename_axis(columns=None).reset_index(),
        "Predicted grades of 100 inspections at chosen levels of turnover and caseload, with 95% intervals",
        headers={"scenario": "Scenario"},
    )


def _of_100(row: Mapping[Hashable, Any]) -> str:
    bounds = interval(100 * row["ci_low"], 100 * row["ci_high"], 1)
    return f"{number(100 * row['probability'])} ({bounds})"


def table_dropped(findings: Findings) -> Table:
    """Return how many inspections each model leaves out, one row a reason."""
    names = {spec: name for name, spec in MAIN_SPECS.items()}
    data = pd.DataFrame({model_label(names[spec]): pd.Series(dict(told)) for spec, told in findings.dropped.items()})
    data = data.fillna(0).astype("int64")
    return Table(
        data.rename_axis("reason").reset_index(),
        "Inspections that each model leaves out, by reason",
        headers={"reason": "Reason"} | {name: name.capitalize() for name in map(str, data)},
        decimals=dict.fromkeys(map(str, data), 0),
    )


def sample_in_words(findings: Findings) -> str:
    """Return how the turnover estimate differs between the primary sample and all authorities."""
    primary, every = findings.row(MAIN, "turnover"), findings.row(MAIN_ALL, "turnover")
    if primary is None or every is None:
        return "One of the two samples could not be estimated."
    change = {
        (True, False): "The association is clear in the primary sample and not in the sample of all.",
        (False, True): "The association is clear in the sample of all and not in the primary one.",
        (True, True): "The association is clear in both.",
        (False, False): "The association is clear in neither.",
    }[is_clear(primary), is_clear(every)]
    return (
        f"Turnover's odds ratio is {number(primary['odds_ratio'], 3)} in the primary sample "
        f"({plural(int(primary['n']), 'inspection')}) and {number(every['odds_ratio'], 3)} when authorities with "
        f"fewer than 20 FTE in post are kept ({plural(int(every['n']), 'inspection')}). {change} In a very small "
        "authority one person's leaving can be a turnover of 100%, so the primary sample leaves them out."
    )


def agency_in_words(findings: Findings) -> str:
    """Return what the agency rate beside them does to turnover and caseload, and its own association."""
    terms = [(spec, term) for term in ("turnover", "caseload") for spec in (MAIN, WITH_AGENCY)]
    rows = {pair: row for pair in [*terms, (WITH_AGENCY, "agency")] if (row := findings.row(*pair)) is not None}
    if len(rows) < len(terms) + 1:
        return "The model with the agency rate, or the one without it, could not be estimated."
    moves = [_beside_agency(term, rows[MAIN, term], rows[WITH_AGENCY, term]) for term in ("turnover", "caseload")]
    own = rows[WITH_AGENCY, "agency"]
    return (
        f"{' '.join(moves)} The agency rate's own odds ratio is {_odds_in_words(own)}: "
        f"{'a clear association' if is_clear(own) else 'no clear association'} "
        f"({plural(int(own['n']), 'inspection')}). Agency staff may stand in for people who left, so the two "
        "rates share part of what they tell about grades, and the data cannot say which of them comes first."
    )


def _beside_agency(term: str, before: pd.Series, after: pd.Series) -> str:
    change = {
        (True, True): "it stays clear",
        (True, False): "it is no longer clear",
        (False, True): "it becomes clear",
        (False, False): "it is not clear either way",
    }[is_clear(before), is_clear(after)]
    return (
        f"{term.capitalize()}'s odds ratio is {_odds_in_words(before)} without the agency rate and "
        f"{_odds_in_words(after)} with it: {change}."
    )


def _odds_in_words(row: pd.Series) -> str:
    return f"{number(row['odds_ratio'], 3)} ({interval(row['or_ci_low'], row['or_ci_high'], 3)})"


def inflation_in_words(findings: Findings) -> str:
    """Return the variance inflation of the full model's terms."""
    text = listed([f"{term} {number(value, 1)}" for term, value in findings.inflation.items()])
    tangled = [str(term) for term, value in findings.inflation.items() if value >= INFLATED]
    told = (
        f" {sentence(listed(tangled) + ' move so much together that their separate estimates are hard to tell apart')}"
    )
    return (
        "Variance inflation factors say how far the terms of the full model move together (1 is not at all): "
        f"{text}.{told if len(tangled) > 1 else ''}"
    )


def limits_in_words(linked: pd.DataFrame) -> str:
    """Return how few inspections the worst grade rests on."""
    worst = int((linked["overall"] == "Inadequate").sum())
    return (
        f"{plural(worst, 'inspection')} of {len(linked):,} ended in an inadequate grade: what is said of that grade "
        "rests on those."
    )


def problems_in_words(findings: Findings) -> list[str]:
    """Return what went wrong in estimating, one sentence a model, or that nothing did."""
    if not findings.problems:
        return ["Each of these models could be estimated: its fit converged."]
    return [f"{spec}: {' '.join(reasons)}" for spec, reasons in findings.problems.items()]


def _expected(row: Mapping[Hashable, Any]) -> str:
    return (
        f"{number(100 * row['probability'], 0)} (95% interval {interval(100 * row['ci_low'], 100 * row['ci_high'], 0)})"
    )


def term_pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the spec id and term of each row of estimates."""
    return list(zip(rows["spec_id"], rows["term"], strict=True))


def model_label(name: str) -> str:
    """Return a model's short name in words: `base`, `base, all`."""
    return name.removesuffix("_all") + (", all" if name.endswith("_all") else "")
