"""Figures of the predictions: skill with intervals, calibration, and skill by year."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from workforce_grades.analyses.prediction import HEADLINE
from workforce_grades.pages.figures import MARKERS, PALETTE, STUDY_SOURCE, Figure, canvas, data_table, draw
from workforce_grades.pages.prediction.findings import CLEARLY, LABELS, PredictionFindings, not_shown, verdict
from workforce_grades.pages.words import Prose, interval, listed, number, plural, shown
from workforce_grades.study import Study

SHORT: Final = {
    "previous_grade": "Previous grade",
    "workforce": "Turnover, caseload",
    "workforce_agency": "Turnover, caseload,\nagency",
    "previous_workforce": "Previous, turnover,\ncaseload",
    "previous_workforce_agency": "Previous, turnover,\ncaseload, agency",
}
CALIBRATED: Final = ("workforce_agency", "previous_workforce_agency")
THROUGH_TIME: Final = ("previous_grade", "workforce_agency", "previous_workforce_agency")
_PANELS: Final = {"base_rate": "Against the base rate", "previous_grade": "Against the previous grade"}


def figure_skill(study: Study, findings: PredictionFindings) -> Figure | Prose:
    """Return by how much each predictor is better than the base rate and than the previous grade."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.evaluation.comparisons
    rows = rows[(rows["information"] == HEADLINE) & (rows["score"] == "rps")].reset_index(drop=True)
    parts = {reference: rows[rows["reference"] == reference] for reference in _PANELS}
    ratios = [len(part) for part in parts.values()]
    with canvas(5.6, nrows=2, sharex=True, height_ratios=ratios) as (figure, both):
        for axes, (reference, part) in zip(both, parts.items(), strict=True):
            _draw_skill(axes, part, _PANELS[reference])
        both[1].set_xlabel("Skill (% lower error; above 0 is better)")
        svg = draw(figure)
    spoken = [f"{LABELS[row['predictor']].lower()} {_skill(row)}" for _at, row in parts["base_rate"].iterrows()]
    against = [f"{LABELS[row['predictor']].lower()} {_skill(row)}" for _at, row in parts["previous_grade"].iterrows()]
    return Figure(
        svg,
        headline=_skill_headline(rows),
        subtitle="Skill by the ranked probability score, with 95% interval, over "
        f"{plural(findings.evaluation.n, 'inspection')} from {findings.period()}",
        alt="Dots with horizontal lines for their 95% intervals, one row a predictor, and a vertical line at 0, in two "
        f"panels. Against the base rate: {listed(spoken)}. Against the previous grade: {listed(against)}.",
        source=STUDY_SOURCE,
        data=_skill_table(rows, "skill of each predictor", "predictor"),
        illustrative=study.illustrative,
    )


def figure_calibration(study: Study, findings: PredictionFindings) -> Figure | Prose:
    """Return predicted chances of good or better against what then happened, in groups of inspections."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.evaluation.groups
    rows = rows[(rows["information"] == HEADLINE) & rows["predictor"].isin(CALIBRATED)]
    rows = rows.assign(**{name: 100 * rows[name] for name in ("predicted", "observed", "low", "high")})
    with canvas(3.1, ncols=2, sharey=True) as (figure, panels):
        for axes, name in zip(panels, CALIBRATED, strict=True):
            _draw_calibration(axes, rows[rows["predictor"] == name], SHORT[name])
        panels[0].set_ylabel("Were good or better (%)")
        figure.supxlabel("Predicted chance of good or better (%)", fontsize=11.6)
        svg = draw(figure)
    fullest = rows[rows["predictor"] == CALIBRATED[1]]
    ends = [f"{number(row['predicted'], 0)}% predicted, {number(row['observed'], 0)}% observed"
            for _at, row in fullest.iterrows()]  # fmt: skip
    last = fullest.iloc[-1]
    return Figure(
        svg,
        headline=f"Where the chance of good or better was put highest ({number(last['predicted'], 0)}% on average), "
        f"{number(last['observed'], 0)}% were; where lowest ({number(fullest.iloc[0]['predicted'], 0)}%), "
        f"{number(fullest.iloc[0]['observed'], 0)}%",
        subtitle="Predicted and observed share of good or better overall grades, groups of about equal size, 95% "
        f"intervals; the dashed line is perfect; {findings.period()}",
        alt="Two panels of dots with vertical lines for 95% intervals, and a dashed diagonal on which the dots of a "
        f"perfect predictor would lie. {LABELS[CALIBRATED[1]]}: {listed(ends)}.",
        source=STUDY_SOURCE,
        data=data_table(
            rows.assign(predictor=rows["predictor"].map(LABELS))[
                ["predictor", "n", "predicted", "observed", "low", "high"]
            ],
            "predicted and observed share of good or better",
            headers={"predictor": "Predictor", "n": "Inspections", "predicted": "Predicted (%)",
                     "observed": "Observed (%)", "low": "95% from", "high": "95% to"},
            decimals={"n": 0, "predicted": 0, "observed": 0, "low": 0, "high": 0},
            note="Wilson intervals, which take inspections as independent.",
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def figure_by_year(study: Study, findings: PredictionFindings) -> Figure | Prose:
    """Return the skill against the base rate by year of the inspection."""
    if findings.evaluation is None:
        return not_shown(findings)
    rows = findings.evaluation.by_year
    rows = rows[(rows["information"] == HEADLINE) & rows["predictor"].isin(THROUGH_TIME)]
    years = sorted(rows["year"].unique())
    with canvas(3.9) as (figure, axes):
        for at, name in enumerate(THROUGH_TIME):
            _draw_years(axes, rows[rows["predictor"] == name], years, at)
        axes.axhline(0, color=PALETTE[4], linewidth=1)
        sizes = rows.drop_duplicates("year").set_index("year")["n"]
        axes.set_xticks(range(len(years)), [f"{year}\nn = {sizes[year]}" for year in years])
        axes.set_ylabel("Skill (%)")
        figure.legend(loc="outside upper left", frameon=False, handletextpad=0.3)
        svg = draw(figure)
    fullest = rows[rows["predictor"] == THROUGH_TIME[-1]]
    spoken = [f"{row['year']} {_skill(row)}" for _at, row in fullest.iterrows()]
    return Figure(
        svg,
        headline=_year_headline(fullest),
        subtitle="Skill against the base rate by the ranked probability score, by calendar year of the inspection, "
        "with 95% intervals; clearly: the interval lies above 0; n is the number of inspections",
        alt="Dots with vertical lines for 95% intervals in three series by year, and a line at 0. "
        f"{LABELS[THROUGH_TIME[-1]]}: {listed(spoken)}.",
        source=STUDY_SOURCE,
        data=_skill_table(rows, "skill by year", "predictor", "year"),
        illustrative=study.illustrative,
    )


def _draw_skill(axes: Any, rows: pd.DataFrame, title: str) -> None:
    at = np.arange(len(rows))[::-1]
    axes.hlines(at, 100 * rows["skill_low"], 100 * rows["skill_high"], color=PALETTE[0], linewidth=2)
    axes.plot(100 * rows["skill"], at, "o", color=PALETTE[0], markersize=6)
    axes.axvline(0, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
    axes.set_yticks(at, [SHORT[name] for name in rows["predictor"]])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_title(title, loc="left", fontweight="bold")
    axes.grid(visible=False, axis="y")


def _draw_calibration(axes: Any, rows: pd.DataFrame, title: str) -> None:
    axes.plot([0, 100], [0, 100], color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
    axes.vlines(rows["predicted"], rows["low"], rows["high"], color=PALETTE[0], linewidth=2)
    axes.plot(rows["predicted"], rows["observed"], "o", color=PALETTE[0], markersize=6)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xticks([0, 50, 100])
    axes.set_title(title, loc="left")


def _draw_years(axes: Any, rows: pd.DataFrame, years: list[int], series: int) -> None:
    at = np.array([years.index(year) for year in rows["year"]]) + 0.2 * (series - 1)
    colour = PALETTE[series]
    axes.vlines(at, 100 * rows["skill_low"], 100 * rows["skill_high"], color=colour, linewidth=2)
    label = LABELS[THROUGH_TIME[series]]
    axes.plot(at, 100 * rows["skill"], MARKERS[series], color=colour, markersize=6, label=label)


def _skill_headline(rows: pd.DataFrame) -> str:
    kinds = {reference: [verdict(row) for _at, row in part.iterrows()] for reference, part in rows.groupby("reference")}
    ahead = {name: sum(kind in CLEARLY for kind in found) for name, found in kinds.items()}
    return (
        f"{ahead['base_rate']} of {len(kinds['base_rate'])} predictors did clearly better than the base rate, "
        f"{ahead['previous_grade']} of {len(kinds['previous_grade'])} than the previous grade"
    )


def _year_headline(rows: pd.DataFrame) -> str:
    """In how many years predictions were better, and in how many the interval leaves zero out, both as shown."""
    better = sum(shown(100 * skill, 0) > 0 for skill in rows["skill"])
    clear = sum(shown(100 * low, 0) > 0 for low in rows["skill_low"])
    return (
        "With the previous grade and the workforce figures, predictions were better than the base rate in "
        f"{better or 'none'} of {plural(len(rows), 'year')}" + (f", clearly in {clear or 'none'}" if better else "")
    )


def _skill(row: Any) -> str:
    return f"{number(100 * row['skill'], 0)}% ({interval(100 * row['skill_low'], 100 * row['skill_high'], 0)})"


def _skill_table(rows: pd.DataFrame, caption: str, *keys: str) -> Any:
    keys = (*keys, "reference") if "reference" in rows else keys
    told = rows.assign(predictor=rows["predictor"].map(LABELS))
    if "reference" in rows:
        told["reference"] = rows["reference"].map(LABELS)
    if "year" in rows:
        told["year"] = rows["year"].astype("str")
    told = told.assign(**{name: 100 * told[name] for name in ("skill", "skill_low", "skill_high")})
    return data_table(
        told[[*keys, "skill", "skill_low", "skill_high", "n"]],
        caption,
        headers={"predictor": "Predictor", "reference": "Against", "year": "Year", "skill": "Skill (%)",
                 "skill_low": "95% from", "skill_high": "95% to", "n": "Inspections"},
        decimals={"skill": 0, "skill_low": 0, "skill_high": 0, "n": 0},
    )  # fmt: skip
