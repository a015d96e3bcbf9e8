"""Tables of the predictions: comparisons, scores, calibration, and whether the result holds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workforce_grades.analyses.prediction import HEADLINE, OWN
from workforce_grades.pages.prediction.findings import LABELS, PredictionFindings, not_shown, verdict
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import MISSING, Prose, interval, number, plural, sentence


def table_comparisons(findings: PredictionFindings) -> Table | Prose:
    """Return every predictor against the base rate and the previous grade by the ranked probability score."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = _of(findings.evaluation.comparisons)
    rows = rows[rows["score"] == "rps"]
    data = pd.DataFrame(
        {
            "predictor": rows["predictor"].map(LABELS),
            "reference": rows["reference"].map(LABELS),
            "difference": rows["difference"],
            "bounds": [interval(low, high, 3) for low, high in zip(rows["low"], rows["high"], strict=True)],
            "skill": 100 * rows["skill"],
            "skill_bounds": [
                interval(100 * low, 100 * high, 0)
                for low, high in zip(rows["skill_low"], rows["skill_high"], strict=True)
            ],
            "verdict": [sentence(verdict(row)).rstrip(".") for _at, row in rows.iterrows()],
        }
    )
    return Table(
        data,
        "Each predictor against the base rate and against the previous grade, ranked probability score",
        headers={"predictor": "Predictor", "reference": "Against", "difference": "Difference in score",
                 "bounds": "95% interval", "skill": "Skill (%)", "skill_bounds": "95% interval of skill (%)",
                 "verdict": "Verdict"},
        decimals={"difference": 3, "skill": 0},
        note=f"{plural(findings.evaluation.n, 'inspection')} of "
        f"{plural(findings.evaluation.authorities, 'authority', 'authorities')}. Difference below 0: better. Skill: "
        "the share by which the score is lower than that of the predictor it is held against.",
    )  # fmt: skip


def table_scores(findings: PredictionFindings) -> Table | Prose:
    """Return the mean scores of every predictor, with intervals."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.scored()
    data = {"predictor": [LABELS[name] for name in rows.index]}
    data |= {score: [_told(row, score, 3) for _at, row in rows.iterrows()] for score in ("rps", "brier", "log_loss")}
    data["right"] = [_told(row, "right", 0, scale=100) for _at, row in rows.iterrows()]
    return Table(
        pd.DataFrame(data),
        "Mean scores of each predictor, with 95% intervals",
        headers={"predictor": "Predictor", "rps": "Ranked probability score (0 to 1)", "brier": "Brier score (0 to 2)",
                 "log_loss": "Log loss", "right": "Likeliest grade was right (%)"},
        note="Lower scores are better. The log loss takes no probability below 0.001. All predictors on the same "
        f"{plural(findings.evaluation.n, 'inspection')}.",
    )  # fmt: skip


def table_calibration(findings: PredictionFindings) -> Table | Prose:
    """Return how well each predictor tells grades apart, and how far its probabilities can be taken at their word."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.scored()
    data = {"predictor": [LABELS[name] for name in rows.index]}
    data |= {
        value: [_told(row, value, 2) for _at, row in rows.iterrows()]
        for value in ("c_good", "c_grades", "intercept", "slope")
    }
    return Table(
        pd.DataFrame(data),
        "Concordance and calibration of each predictor, with 95% intervals",
        headers={"predictor": "Predictor", "c_good": "c-statistic, good or better",
                 "c_grades": "Concordance, four grades", "intercept": "Calibration intercept (log-odds)",
                 "slope": "Calibration slope"},
        note="c-statistic and concordance: of two inspections with different grades, how often the better one had the "
        "higher prediction; 0.5 is chance. Intercept above 0: more were good or better than predicted. Slope "
        f"below 1: predictions too extreme, above 1: too cautious. {MISSING}: predictions hardly differ.",
    )  # fmt: skip


def table_holds(findings: PredictionFindings) -> Table | Prose:
    """Return the skill of each comparison under the other scores and with the authority's own latest census."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.evaluation.comparisons
    wide = rows.assign(told=[_told(row, "skill", 0, scale=100) for _at, row in rows.iterrows()]).pivot_table(
        index=["reference", "predictor"], columns=["information", "score"], values="told", aggfunc="first", sort=False
    )
    kinds = {"rps": (HEADLINE, "rps"), "brier": (HEADLINE, "brier"), "log_loss": (HEADLINE, "log_loss"),
             "own": (OWN, "rps")}  # fmt: skip
    pairs = [f"{LABELS[name]}, against {LABELS[reference].lower()}" for reference, name in wide.index]
    data = pd.DataFrame({"pair": pairs} | {name: wide[kind].to_list() for name, kind in kinds.items()})
    return Table(
        data,
        "Skill (%) by other scores and with the authority's own latest return, with 95% intervals",
        headers={"pair": "Comparison", "rps": "Ranked probability score", "brier": "Brier score",
                 "log_loss": "Log loss", "own": "Ranked probability score, own latest return"},
        note="The first three columns use the latest census published before the inspection; the last uses the latest "
        "taken before it, published or not.",
    )  # fmt: skip


def _of(rows: pd.DataFrame, information: str = HEADLINE) -> pd.DataFrame:
    return rows[rows["information"] == information].reset_index(drop=True)


def _told(row: Any, value: str, decimals: int, *, scale: float = 1) -> str:
    """A value with its interval: `0.143 (0.128 to 0.158)`."""
    if pd.isna(row[value]):
        return MISSING
    bounds = interval(scale * row[f"{value}_low"], scale * row[f"{value}_high"], decimals)
    return f"{number(scale * row[value], decimals)} ({bounds})"
