"""Figures of the certainty page: all specifications sorted, and each authority left out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from workforce_grades.analyses.certainty import Certainty
from workforce_grades.analyses.specification_curve import FOLLOWED
from workforce_grades.pages.figures import PALETTE, STUDY_SOURCE, Figure, canvas, data_table, draw
from workforce_grades.pages.words import listed, number
from workforce_grades.study import Study

DRAWN: Final = 120
"""Specifications drawn in each panel: enough for the eye, few enough for a phone."""

_UNIT: Final = {"turnover": "per point", "caseload": "per case", "agency": "per point"}


def figure_curve(study: Study, certainty: Certainty) -> Figure:
    """Return the odds ratios of all ordered logits, sorted, with their intervals, one panel a term."""
    rows = certainty.curve.estimates
    curves = {
        term: rows[(rows["term"] == term) & (rows["family"] == "ordered_logit")].sort_values("odds_ratio")
        for term in FOLLOWED
    }
    curves = {term: curve for term, curve in curves.items() if not curve.empty}
    with canvas(2.1 * len(curves) + 0.4, nrows=len(curves), squeeze=False) as (figure, axes):
        for ax, (term, curve) in zip(axes[:, 0], curves.items(), strict=True):
            _draw_curve(ax, term, curve)
        axes[-1, 0].set_xlabel("Share of specifications, sorted (%)")
        svg = draw(figure)
    data = pd.DataFrame([_summary(term, curve) for term, curve in curves.items()])
    counted = [f"{row['specifications']:,} ordered logits for {row['term'].lower()}" for row in data.to_dict("records")]
    spoken = [
        f"{row['term'].lower()} from {number(row['lowest'], 2)} to {number(row['highest'], 2)}"
        for row in data.to_dict("records")
    ]
    return Figure(
        svg,
        headline=_headline(data),
        subtitle="Odds ratios of a better grade with 95% intervals, sorted; "
        f"{listed(counted)}",
        alt="One panel for each of " + listed(list(curves)) + ": a rising line of sorted odds ratios in a "
        f"band of their 95% intervals, and a line at 1, no association. Odds ratios run for {listed(spoken)}.",
        source=STUDY_SOURCE,
        data=data_table(
            data,
            "odds ratios of all ordered logits",
            headers={"term": "Term", "specifications": "Specifications", "lowest": "Lowest", "lower": "Lower quartile",
                     "median": "Median", "upper": "Upper quartile", "highest": "Highest",
                     "below": "Interval below 1 (%)"},
            decimals={"specifications": 0, "below": 0}
            | dict.fromkeys(["lowest", "lower", "median", "upper", "highest"], 3),
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _draw_curve(ax: Any, term: str, curve: pd.DataFrame) -> None:
    chosen = curve.iloc[np.unique(np.linspace(0, len(curve) - 1, DRAWN).round().astype(int))]
    at = np.linspace(0, 100, len(chosen))
    ax.fill_between(at, chosen["or_ci_low"], chosen["or_ci_high"], color=PALETTE[1], alpha=0.35, linewidth=0)
    ax.plot(at, chosen["odds_ratio"], color=PALETTE[0])
    ax.axhline(1, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
    ax.set_title(f"{term.capitalize()}, odds ratio {_UNIT[term]}", loc="left")
    ax.margins(x=0)


def _summary(term: str, curve: pd.DataFrame) -> dict[str, Any]:
    odds = curve["odds_ratio"]
    low, lower, median, upper, high = odds.quantile([0, 0.25, 0.5, 0.75, 1])
    return {
        "term": term.capitalize(), "specifications": len(odds), "lowest": low, "lower": lower, "median": median,
        "upper": upper, "highest": high, "below": 100 * (curve["or_ci_high"] < 1).mean(),
    }  # fmt: skip


def _headline(data: pd.DataFrame) -> str:
    shares = [
        f"{number(row['below'], 0)}% of specifications for {row['term'].lower()}" for row in data.to_dict("records")
    ]
    return f"The interval lies wholly below 1 in {listed(shares)}"


def figure_influence(study: Study, certainty: Certainty) -> Figure | None:
    """Return turnover's odds ratio without each authority, sorted, one panel a sample."""
    found = {name: item for name, item in certainty.influence.items() if not isinstance(item, str)}
    if not found:
        return None
    moved = {name: item.moves[item.moves["term"] == "turnover"] for name, item in found.items()}
    with canvas(2.9, ncols=len(found), sharey=True, squeeze=False) as (figure, axes):
        for ax, (name, rows) in zip(axes[0], moved.items(), strict=True):
            odds = np.sort(np.exp(rows["estimate"].to_numpy()))
            ax.plot(odds, "o", color=PALETTE[0], markersize=3, alpha=0.7)
            ax.axhline(1, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
            ax.set_title({"primary": "Primary sample", "all": "All authorities"}[name], loc="left")
            ax.set_xticks([])
            ax.set_xlabel("Authority left out, sorted")
        axes[0, 0].set_ylabel("Odds ratio")
        svg = draw(figure)
    data = pd.DataFrame(
        [
            {"sample": name.capitalize(), "authorities": len(rows), **_range(found[name], study, rows)}
            for name, rows in moved.items()
        ]
    )
    spoken = [
        f"{row['sample']}: {number(row['lowest'], 3)} to {number(row['highest'], 3)}" for row in data.to_dict("records")
    ]
    return Figure(
        svg,
        headline=_influence_headline(data),
        subtitle="Turnover's odds ratio per point with each authority left out in turn, sorted; main model",
        alt=f"{'One panel' if len(found) == 1 else 'Two panels'} of dots, one for each authority left out, sorted by "
        f"odds ratio. {listed(spoken)}.",
        source=STUDY_SOURCE,
        data=data_table(
            data, "turnover's odds ratio without each authority",
            headers={"sample": "Sample", "authorities": "Authorities", "most": "Largest move", "lowest": "Lowest",
                     "without": "Without whom",
                     "highest": "Highest"},
            decimals={"authorities": 0, "most": 3, "lowest": 3, "highest": 3},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _range(influence: Any, study: Study, rows: pd.DataFrame) -> dict[str, Any]:
    odds = np.exp(rows["estimate"])
    most = influence.most("turnover", 1).iloc[0]
    whole = float(np.exp(influence.fit.params["turnover"]))
    furthest = float((odds - whole).abs().max())
    return {
        "most": furthest,
        "lowest": odds.min(),
        "highest": odds.max(),
        "without": study.authorities[most["la_key"]].name,
    }


def _influence_headline(data: pd.DataFrame) -> str:
    moved = [f"{number(row['most'], 3)} ({row['sample'].lower()})" for row in data.to_dict("records")]
    return f"Leaving one authority out moves turnover's odds ratio by at most {listed(moved)}"
