"""The main study: what grades go with, described, estimated and said in plain words."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import GRADES, MEASURES
from workforce_grades.models.spec import MAIN_SPECS
from workforce_grades.pages.figures import PALETTE, Figure, canvas, data_table, draw
from workforce_grades.pages.findings import MAIN, MAIN_ALL, QUOTED, SCENARIOS, Findings
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import listed, number, p_value, plural
from workforce_grades.study import Study

SOURCE: Final = "Department for Education, Children's social work workforce; Ofsted, Inspection outcomes"
_TERM_LABELS: Final = {
    "turnover": "Turnover, per point",
    "caseload": "Caseload, per case",
    "agency": "Agency rate, per point",
    "vacancy": "Vacancy rate, per point",
    "absence": "Absence rate, per point",
}
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


def figure_by_grade(study: Study, linked: pd.DataFrame, measure: str) -> Figure:
    """Return the distribution of a measure by grade: one dot an inspection, the median as a line."""
    import seaborn as sns

    entry = MEASURES[measure]
    shown = linked.dropna(subset=[measure, "overall"])
    order = list(GRADES)[::-1]
    medians = shown.groupby("overall", observed=False)[measure].median().reindex(order)
    with canvas(3.1) as (figure, axes):
        sns.stripplot(
            data=shown, x=measure, y=shown["overall"].astype(str), order=order, ax=axes, color=PALETTE[0],
            alpha=0.45, size=4, jitter=_fixed_jitter(shown), legend=False,
        )  # fmt: skip
        for at, value in enumerate(medians):
            axes.plot([value, value], [at - 0.36, at + 0.36], color=PALETTE[3], linewidth=3, zorder=5)
        axes.set_yticks(range(len(order)), [grade.replace("Requires ", "Requires\n") for grade in order])
        axes.set_xlabel(f"{entry.label} ({entry.unit})")
        axes.set_ylabel("")
        axes.set_xlim(left=0)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        svg = draw(figure)
    spoken = listed([f"{grade.lower()} {number(medians[grade])}" for grade in order])
    best, worst = medians[order[0]], medians[order[-1]]
    more = "lower" if round(best, 1) < round(worst, 1) else "no lower"
    return Figure(
        svg,
        headline=f"{entry.label} was {more} before outstanding judgements than before inadequate ones",
        subtitle=f"{entry.label} ({entry.unit}) at the census before each of {plural(len(shown), 'inspection')}; "
        "dots are inspections, orange lines medians",
        alt=f"Dots for each inspection in four rows, one for each overall grade, along {entry.label.lower()}. "
        f"Medians: {spoken}. The rows overlap widely.",
        source=SOURCE,
        data=data_table(
            pd.DataFrame({"grade": order, "median": medians.to_numpy()}),
            f"median {entry.label.lower()} by grade",
            headers={"grade": "Overall effectiveness", "median": f"Median ({entry.unit})"},
        ),
        illustrative=study.illustrative,
    )


def table_estimates(findings: Findings) -> Table:
    """Return the odds ratios of every model, clustered and model-based errors side by side."""
    rows = findings.estimates[~findings.estimates["term"].str.startswith("threshold:")]
    names = {spec: name for name, spec in MAIN_SPECS.items()}
    data = pd.DataFrame(
        {
            "model": [_model_label(names[spec]) + ": " + _TERM_LABELS[term] for spec, term in _pairs(rows)],
            "odds_ratio": rows["odds_ratio"],
            "low": rows["or_ci_low"],
            "high": rows["or_ci_high"],
            "estimate": rows["estimate"],
            "se_model": rows["se_model"],
            "se_cluster": rows["se_cluster"],
            "p": [p_value(p).removeprefix("p = ").removeprefix("p ") for p in rows["p_cluster"]],
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


def figure_odds_ratios(study: Study, findings: Findings) -> Figure:
    """Return the odds ratios with their 95% intervals, primary sample, one row a model and term."""
    names = {MAIN_SPECS[name]: name for name in QUOTED if not name.endswith("_all")}
    rows = findings.estimates
    rows = rows[rows["spec_id"].isin(names) & ~rows["term"].str.startswith("threshold:") & rows["converged"]]
    rows = rows.assign(label=[f"{_TERM_LABELS[t]} ({_model_label(names[s])})" for s, t in _pairs(rows)])
    rows = rows.iloc[::-1].reset_index(drop=True)
    with canvas(0.33 * len(rows) + 0.9) as (figure, axes):
        _draw_intervals(axes, rows)
        svg = draw(figure)
    spoken = [f"{row['label']}: {number(row['odds_ratio'], 2)}" for row in rows.iloc[::-1].to_dict("records")]
    clear = rows[(rows["or_ci_high"] < 1) | (rows["or_ci_low"] > 1)]
    count = f"{len(clear)} of {plural(len(rows), 'estimate')}"
    return Figure(
        svg,
        headline=f"{count} {'lies' if len(clear) == 1 else 'lie'} clear of no association",
        subtitle="Odds ratio of a better overall grade per unit, with 95% interval; primary sample, ordered logit",
        alt="Dots with horizontal lines for their 95% intervals, one row a term and model, and a vertical line at 1. "
        f"{listed(spoken)}.",
        source=SOURCE,
        data=data_table(
            rows.iloc[::-1][["label", "odds_ratio", "or_ci_low", "or_ci_high"]],
            "odds ratios, primary sample",
            headers={"label": "Term (model)", "odds_ratio": "Odds ratio", "or_ci_low": "95% from",
                     "or_ci_high": "95% to"},
            decimals={"odds_ratio": 3, "or_ci_low": 3, "or_ci_high": 3},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def predictions_in_words(findings: Findings) -> list[str]:
    """Return the predicted grades of 100 inspections under each scenario, one sentence each."""
    sentences = []
    for turnover, caseload in SCENARIOS if len(findings.predictions) else ():
        rows = findings.predictions
        rows = rows[(rows["turnover"] == turnover) & (rows["caseload"] == caseload)].set_index("grade")
        better = rows.loc[["Good", "Outstanding"], "probability"].sum()
        worst = rows.loc["Inadequate"]
        sentences.append(
            f"Of 100 inspections of authorities with a turnover of {turnover:.0f}% and a caseload of {caseload:.0f}, "
            f"the model expects {number(100 * better, 0)} to be good or outstanding and "
            f"{number(100 * worst['probability'], 0)} to be inadequate (95% interval "
            f"{number(100 * worst['ci_low'], 0)} to {number(100 * worst['ci_high'], 0)})."
        )
    return sentences


def table_predictions(findings: Findings) -> Table:
    """Return the predicted probability of each grade under each scenario, in percent."""
    shown = findings.predictions[["turnover", "caseload", "grade", "probability", "ci_low", "ci_high"]].copy()
    shown[["probability", "ci_low", "ci_high"]] *= 100
    label = [f"Turnover {t:.0f}%, caseload {c:.0f}" for t, c in zip(shown["turnover"], shown["caseload"], strict=True)]
    data = pd.DataFrame({"scenario": label}).join(shown.reset_index(drop=True).drop(columns=["turnover", "caseload"]))
    return Table(
        data,
        "Predicted grades of 100 inspections at chosen levels of turnover and caseload",
        headers={"scenario": "Scenario", "grade": "Overall effectiveness", "probability": "Of 100 inspections",
                 "ci_low": "95% from", "ci_high": "95% to"},
    )  # fmt: skip


def table_dropped(findings: Findings) -> Table:
    """Return how many inspections each model leaves out, and why."""
    names = {spec: name for name, spec in MAIN_SPECS.items()}
    rows = [
        (_model_label(names[spec]), reason, count)
        for spec, reasons in findings.dropped.items()
        for reason, count in reasons.items()
    ]
    return Table(
        pd.DataFrame(rows, columns=["model", "reason", "inspections"]),
        "Inspections that each model leaves out, by reason",
        headers={"model": "Model", "reason": "Reason", "inspections": "Inspections"},
        decimals={"inspections": 0},
    )


def sample_in_words(findings: Findings) -> str:
    """Return how the turnover estimate differs between the primary sample and all authorities."""
    primary, every = findings.row(MAIN, "turnover"), findings.row(MAIN_ALL, "turnover")
    if primary is None or every is None:
        return "One of the two samples could not be estimated."
    clear = [row["or_ci_high"] < 1 or row["or_ci_low"] > 1 for row in (primary, every)]
    change = {
        (True, False): "The association is clear in the primary sample and not in the sample of all.",
        (False, True): "The association is clear in the sample of all and not in the primary one.",
        (True, True): "The association is clear in both.",
        (False, False): "The association is clear in neither.",
    }[clear[0], clear[1]]
    return (
        f"Turnover's odds ratio is {number(primary['odds_ratio'], 3)} in the primary sample "
        f"({plural(int(primary['n']), 'inspection')}) and {number(every['odds_ratio'], 3)} when authorities with "
        f"fewer than 20 FTE in post are kept ({plural(int(every['n']), 'inspection')}). {change} In a very small "
        "authority one person's leaving can be a turnover of 100%, so the primary sample leaves them out."
    )


def inflation_in_words(findings: Findings) -> str:
    """Return the variance inflation of the full model's terms."""
    text = listed([f"{term} {number(value, 1)}" for term, value in findings.inflation.items()])
    return f"Variance inflation factors in the full model: {text}. Agency and vacancy rates move together."


def problems_in_words(findings: Findings) -> list[str]:
    """Return what went wrong in estimating, one sentence a model, or that nothing did."""
    if not findings.problems:
        return ["Every model converged; none of the grades is separated by a term."]
    return [f"{spec}: {' '.join(reasons)}" for spec, reasons in findings.problems.items()]


def _draw_intervals(axes: Any, rows: pd.DataFrame) -> None:
    at = range(len(rows))
    axes.hlines(at, rows["or_ci_low"], rows["or_ci_high"], color=PALETTE[0], linewidth=2)
    axes.plot(rows["odds_ratio"], at, "o", color=PALETTE[0], markersize=6)
    axes.axvline(1, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
    axes.set_yticks(at, rows["label"])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("Odds ratio")
    axes.grid(visible=False, axis="y")


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["spec_id"], rows["term"], strict=True))


def _model_label(name: str) -> str:
    return name.removesuffix("_all") + (", all" if name.endswith("_all") else "")


def _fixed_jitter(shown: pd.DataFrame) -> float:
    """Seed numpy's global generator, which seaborn's jitter draws from, and return the width."""
    import numpy as np

    np.random.seed(len(shown))  # noqa: NPY002
    return 0.28
