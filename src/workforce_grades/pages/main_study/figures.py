"""Figures of the main study: measures by grade, and odds ratios with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from workforce_grades.codebook import GRADES, MEASURES
from workforce_grades.models.spec import MAIN_SPECS
from workforce_grades.pages.figures import PALETTE, STUDY_SOURCE, Figure, canvas, data_table, draw
from workforce_grades.pages.findings import QUOTED, Findings
from workforce_grades.pages.main_study.estimates import TERM_LABELS, model_label, term_pairs
from workforce_grades.pages.tables import ODDS_DECIMALS, ODDS_HEADERS
from workforce_grades.pages.words import Prose, capital, is_clear, listed, number, plural, say, shown
from workforce_grades.study import Study


def figure_by_grade(study: Study, linked: pd.DataFrame, measure: str) -> Figure:
    """Return the distribution of a measure by grade: one dot an inspection, the median as a line."""
    import seaborn as sns

    entry = MEASURES[measure]
    rows = linked.dropna(subset=[measure, "overall"])
    order = list(GRADES)[::-1]
    medians = rows.groupby("overall", observed=False)[measure].median().reindex(order)
    with canvas(3.1) as (figure, axes), _fixed_jitter(len(rows)):
        sns.stripplot(
            data=rows, x=measure, y=rows["overall"].astype(str), order=order, ax=axes, color=PALETTE[0],
            alpha=0.45, size=4, jitter=0.28, legend=False,
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
    more = "lower" if shown(best) < shown(worst) else "no lower"
    return Figure(
        svg,
        headline=f"{entry.label} was {more} before outstanding judgements than before inadequate ones",
        subtitle=f"{entry.label} ({entry.unit}) at the census before each of {plural(len(rows), 'inspection')}; "
        "dots are inspections, orange lines medians",
        alt=f"Dots for each inspection in four rows, one for each overall grade, along {entry.label.lower()}. "
        f"Medians: {spoken}.",
        source=STUDY_SOURCE,
        data=data_table(
            pd.DataFrame({"grade": order, "median": medians.to_numpy()}),
            f"median {entry.label.lower()} by grade",
            headers={"grade": "Overall effectiveness", "median": f"Median ({entry.unit})"},
        ),
        illustrative=study.illustrative,
    )


def figure_odds_ratios(study: Study, findings: Findings) -> Figure | Prose:
    """Return the odds ratios with their 95% intervals, primary sample, one row a model and term.

    Where no model could be estimated there is a sentence in place of an empty figure.
    """
    names = {MAIN_SPECS[name]: name for name in QUOTED if not name.endswith("_all")}
    rows = findings.estimates
    rows = rows[rows["spec_id"].isin(names) & ~rows["term"].str.startswith("threshold:") & rows["converged"]]
    if rows.empty:
        return say("None of the models could be estimated on these data.")
    rows = rows.assign(
        model=[model_label(names[spec]) for spec in rows["spec_id"]],
        label=[f"{TERM_LABELS[t]} ({model_label(names[s])})" for s, t in term_pairs(rows)],
    )
    rows = rows.iloc[::-1].reset_index(drop=True)
    with canvas(0.33 * len(rows) + 0.9) as (figure, axes):
        _draw_intervals(axes, rows)
        svg = draw(figure)
    spoken = [f"{row['label']}: {number(row['odds_ratio'], 2)}" for row in rows.iloc[::-1].to_dict("records")]
    return Figure(
        svg,
        headline=clear_in_words(rows.iloc[::-1]),
        subtitle="Odds ratio of a better overall grade per unit, with 95% interval, clear where the line leaves out 1; "
        "primary sample, ordered logit",
        alt="Dots with horizontal lines for their 95% intervals, one row a term and model, and a vertical line at 1. "
        f"{listed(spoken)}.",
        source=STUDY_SOURCE,
        data=data_table(
            rows.iloc[::-1][["label", "odds_ratio", "or_ci_low", "or_ci_high"]],
            "odds ratios, primary sample",
            headers={"label": "Term (model)", **ODDS_HEADERS},
            decimals={**ODDS_DECIMALS},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def clear_in_words(rows: pd.DataFrame) -> str:
    """Return which terms go clearly with grades in every model that has them, in some, in none.

    Parameters
    ----------
    rows
        Estimates with `term`, `model` (its short name) and the interval of the odds ratio.
    """
    places: dict[str, list[str]] = {"wherever included": [], "in no model": []}
    for term, own in rows.groupby("term", sort=False):
        models = [row["model"] for _at, row in own.iterrows() if is_clear(row)]
        some = f"only in the {listed(models)} model{'s' if len(models) > 1 else ''}"
        place = "wherever included" if len(models) == len(own) else some if models else "in no model"
        places.setdefault(place, []).append(TERM_LABELS[str(term)].partition(",")[0].lower())
    places["in no model"] = places.pop("in no model")
    told = [(terms, place) for place, terms in places.items() if terms]
    verb = "go" if told and len(told[0][0]) > 1 else "goes"
    first = [f"{listed(terms)} {verb} clearly with grades {place}" for terms, place in told[:1]]
    return capital(", ".join([*first, *(f"{listed(terms)} {place}" for terms, place in told[1:])]))


def _draw_intervals(axes: Any, rows: pd.DataFrame) -> None:
    at = range(len(rows))
    axes.hlines(at, rows["or_ci_low"], rows["or_ci_high"], color=PALETTE[0], linewidth=2)
    axes.plot(rows["odds_ratio"], at, "o", color=PALETTE[0], markersize=6)
    axes.axvline(1, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
    axes.set_yticks(at, rows["label"])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("Odds ratio")
    axes.grid(visible=False, axis="y")


@contextmanager
def _fixed_jitter(seed: int) -> Iterator[None]:
    """Seed numpy's global generator, which seaborn's jitter draws from, and put its state back."""
    import numpy as np

    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
