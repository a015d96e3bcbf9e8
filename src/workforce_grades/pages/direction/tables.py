"""Tables of the page on direction: lags and leads, comparisons, event times, variants, who is left out."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.analyses.direction import DISTANCES, Direction
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.direction.events import signed_time
from workforce_grades.pages.direction.lags import MODEL_OF, DirectionResults, estimate
from workforce_grades.pages.main_study.estimates import TERM_LABELS
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import p_cell

CENSUS_LABELS: Final = {
    "lag2": "3rd before", "lag1": "2nd before", "lag0": "last before", "lead1": "first after", "lead2": "2nd after",
}  # fmt: skip
VARIANT_LABELS: Final = {
    "main": "Main: authority and year effects, first ILACS grade, by inspection date",
    "stacked": "Stacked, never-graded comparison only",
    "interaction_weighted": "Interaction-weighted (Sun and Abraham)",
    "publication": "By publication date",
    "with_sif": "With grades of the earlier framework (SIF)",
    "first_ever": "Without authorities graded inadequate before",
    "every_census": "Only events with every census of the window",
}
_MODELS: Final = {
    "separate": "two models", "together": "one model with both", "outermost": "3rd before, 2nd after",
}  # fmt: skip
_SAMPLES: Final = {"primary": "primary", "all": "all authorities"}


def table_distances(results: DirectionResults) -> Table:
    """Return the odds ratio of each term at each census, on the common sample and on each census's own."""
    rows = [
        {"term": f"{TERM_LABELS[term]}: {CENSUS_LABELS[at]}", **_pair(found, term, at)}
        for term in MODEL_OF
        if (found := results.of(term))
        for at in DISTANCES
    ]
    columns = ["term", *(f"{name}{end}" for end in ("", "_own") for name in ("odds_ratio", "low", "high", "n"))]
    return Table(
        pd.DataFrame(rows, columns=columns),
        "Odds ratios of a better grade at each census, the same inspections and all that each census has",
        headers={
            "term": "Term and census", "odds_ratio": "Odds ratio, same inspections", "low": "95% from",
            "high": "95% to", "n": "Inspections", "odds_ratio_own": "Odds ratio, all this census has",
            "low_own": "95% from", "high_own": "95% to", "n_own": "Inspections",
        },
        decimals={name: 0 if name.startswith("n") else 3 for name in columns[1:]},
        note="Turnover and caseload from the model with these two, the agency rate from the model that adds it; "
        "primary sample; errors clustered by authority.",
    )  # fmt: skip


def _pair(found: Direction, term: str, at: str) -> dict[str, object]:
    pair: dict[str, object] = {}
    for end, common in (("", True), ("_own", False)):
        row = estimate(found, term, at, common=common)
        pair |= {f"odds_ratio{end}": row["odds_ratio"], f"low{end}": row["or_ci_low"], f"high{end}": row["or_ci_high"]}
        pair |= {f"n{end}": int(row["n"])}
    return pair


def table_comparisons(results: DirectionResults) -> Table:
    """Return the tests of the first census after against the last one before, primary sample and all."""
    columns = ["term", "before", "after", "difference", "low", "high", "p", "n"]
    rows = [
        (
            f"{TERM_LABELS[term]}: {_SAMPLES[sample]}, {_MODELS[row['model']]}", row["before"], row["after"],
            row["difference"], row["ci_low"], row["ci_high"], p_cell(row["p"]), found.n,
        )
        for term in MODEL_OF
        for sample in _SAMPLES
        if (found := results.of(term, sample))
        for row in found.comparisons[found.comparisons["term"] == term].to_dict("records")
    ]  # fmt: skip
    return Table(
        pd.DataFrame(rows, columns=columns),
        "First census after the inspection against the last one before it, log-odds of a better grade per unit",
        headers={"term": "Term, sample and model", "before": "Before", "after": "After",
                 "difference": "After less before", "low": "95% from", "high": "95% to", "p": "p", "n": "Inspections"},
        decimals=dict.fromkeys(columns[1:6], 3) | {"n": 0},
        note="Two models: each census in a model of its own, their errors correlated. One model: both censuses side by "
        "side. 3rd before, 2nd after: two models, of the outermost censuses. Errors clustered by authority.",
    )  # fmt: skip


def table_events(results: DirectionResults) -> Table:
    """Return the estimate of each measure at each event time, with the number of events there."""
    rows = [
        (f"{MEASURES[name].label}: {signed_time(row['event_time'])}", row["estimate"], row["ci_low"], row["ci_high"],
         row["p"], int(row["events"]))
        for name, found in results.events.items()
        for row in found.estimates.to_dict("records")
    ]  # fmt: skip
    data = pd.DataFrame(rows, columns=["time", "estimate", "low", "high", "p", "events"])
    return Table(
        data.assign(p=_p_cells(data["p"])),
        "Change in each measure around an inadequate grade, by census",
        headers={"time": "Measure and event time", "estimate": "Change, less the others'", "low": "95% from",
                 "high": "95% to", "p": "p", "events": "Authorities graded inadequate"},
        decimals={"estimate": 2, "low": 2, "high": 2, "events": 0},
        note="Change since the last census before the inspection (event time −1, zero by definition), less the change "
        "of authorities never graded inadequate; percentage points, or cases for caseload. Each authority has one "
        "census at each event time. Errors for few authorities, p by t.",
    )  # fmt: skip


def table_variants(results: DirectionResults) -> Table:
    """Return the mean from event time 0 on under each variant."""
    shown = results.variants
    data = pd.DataFrame(
        {
            "variant": [
                f"{MEASURES[row['measure']].label}: {VARIANT_LABELS[row['variant']]}"
                for row in shown.to_dict("records")
            ],
            "estimate": shown["estimate"],
            "low": shown["ci_low"],
            "high": shown["ci_high"],
            "pre": _p_cells(shown["pre_trend_p"]),
            "events": shown["events"].astype("int64"),
            "never": shown["never"].astype("int64"),
        }
    )
    return Table(
        data,
        f"Mean change, less that of others, at event times 0 to {results.window[1]} under other choices",
        headers={"variant": "Measure and variant", "estimate": "Mean change, less the others'", "low": "95% from",
                 "high": "95% to", "pre": "p, pre-trend", "events": "Authorities graded inadequate",
                 "never": "Never graded so"},
        decimals={"estimate": 2, "low": 2, "high": 2, "events": 0, "never": 0},
        note="Pre-trend: F test for few authorities. A dash: could not be estimated.",
    )  # fmt: skip


def table_left_out(results: DirectionResults) -> Table:
    """Return why inspections are not in the common sample, at each census."""
    found = results.of("agency") or results.of("turnover")
    rows = found.left_out if found else pd.DataFrame(columns=["distance", "reason", "inspections"])
    data = pd.DataFrame(
        {
            "reason": [f"{CENSUS_LABELS[at]}: {why}" for at, why in zip(rows["distance"], rows["reason"], strict=True)],
            "inspections": rows["inspections"].astype("int64"),
        }
    )
    return Table(
        data,
        "Inspections that are not in the common sample, by census and reason",
        headers={"reason": "Census and reason", "inspections": "Inspections"},
        note="An inspection without a value at two censuses is counted at both.",
    )


def _p_cells(p: pd.Series) -> list[str]:
    return ["" if pd.isna(one) else p_cell(one) for one in p]
