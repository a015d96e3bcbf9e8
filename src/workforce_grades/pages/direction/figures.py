"""Figures of the page on direction: odds ratios by census, and the censuses around an Inadequate grade."""

from __future__ import annotations

from math import floor
from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.direction import DISTANCES, Direction
from workforce_grades.analyses.event_study import EventStudy
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.direction.events import SPOKEN, followed, signed, signed_time
from workforce_grades.pages.direction.lags import MODEL_OF, NAMES, DirectionResults, estimate, side
from workforce_grades.pages.direction.tables import CENSUS_LABELS
from workforce_grades.pages.figures import PALETTE, STUDY_SOURCE, Figure, canvas, data_table, draw
from workforce_grades.pages.main_study.estimates import TERM_LABELS
from workforce_grades.pages.tables import ODDS_DECIMALS, ODDS_HEADERS
from workforce_grades.pages.words import Prose, interval, listed, number, plural, say, sentence
from workforce_grades.study import Study

SHOWN_EVENTS: Final = ("turnover_rate", "agency_rate", "vacancy_rate", "caseload")
_NOTHING: Final = "There is nothing to draw: no model could be estimated on these data."
_DASH: Final = (0, (4, 3))


def figure_distances(study: Study, results: DirectionResults) -> Figure | Prose:
    """Return odds ratios with intervals by census, one panel a term; a sentence where there is none."""
    found = {term: model for term in MODEL_OF if (model := results.of(term))}
    if not found:
        return say(_NOTHING)
    with canvas(1.75 * len(found) + 0.5, nrows=len(found), sharex=True, squeeze=False) as (figure, axes):
        for panel, (term, model) in zip(axes[:, 0], found.items(), strict=True):
            _draw_distances(panel, _by_distance(model, term), TERM_LABELS[term])
        axes[-1, 0].set_xticks(range(len(DISTANCES)), [label.replace(" ", "\n") for label in CENSUS_LABELS.values()])
        svg = draw(figure)
    first = next(iter(found.values()))
    data = pd.concat(
        [_by_distance(model, term).assign(term=TERM_LABELS[term]) for term, model in found.items()], ignore_index=True
    )
    named = listed([NAMES[term] for term in found])
    return Figure(
        svg,
        headline=_headline({term: side(model, term) for term, model in found.items()}),
        subtitle="Odds ratio of a better overall grade per unit, with 95% interval, by census before and after the "
        f"inspection; the same {plural(first.n, 'inspection')} throughout; scales differ",
        alt=f"One panel each for {named}: dots with vertical intervals at five censuses, a dashed line at 1 and a "
        "dotted one at the inspection. "
        f"{' '.join(sentence(_spoken(model, term)) for term, model in found.items())}",
        source=STUDY_SOURCE,
        data=data_table(
            data[["term", "census", "odds_ratio", "or_ci_low", "or_ci_high"]], "odds ratios by census",
            headers={"term": "Term", "census": "Census", **ODDS_HEADERS},
            decimals={**ODDS_DECIMALS},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _by_distance(found: Direction, term: str) -> pd.DataFrame:
    rows = pd.DataFrame([estimate(found, term, at) for at in DISTANCES])
    return rows.assign(census=[CENSUS_LABELS[at] for at in rows["distance"]]).reset_index(drop=True)


def _draw_distances(axes: Any, rows: pd.DataFrame, title: str) -> None:
    from matplotlib.ticker import MultipleLocator

    axes.vlines(rows.index, rows["or_ci_low"], rows["or_ci_high"], color=PALETTE[0], linewidth=2)
    axes.plot(rows.index, rows["odds_ratio"], "o", color=PALETTE[0], markersize=6)
    axes.axhline(1, color=PALETTE[4], linewidth=1, linestyle=_DASH)
    axes.axvline(2.5, color=PALETTE[4], linewidth=1, linestyle=":")
    axes.yaxis.set_major_locator(MultipleLocator(0.1))
    axes.set_ylim(bottom=floor(10 * rows["or_ci_low"].min()) / 10)
    axes.set_xlim(-0.4, len(rows) - 0.6)
    axes.set_title(title, loc="left")


def _headline(sides: dict[str, str]) -> str:
    differ = [NAMES[term] for term, own in sides.items() if own in ("before", "after")]
    if differ:
        return sentence(
            f"{listed(differ)} {'differs' if len(differ) == 1 else 'differ'} clearly between before and after"
        )[:-1]
    both = [NAMES[term] for term, own in sides.items() if own == "both"]
    if both:
        verb = "goes" if len(both) == 1 else "go"
        return sentence(f"{listed(both)} {verb} with the grade on both sides of the inspection")[:-1]
    return "No measure differs clearly between before and after the inspection"


def _spoken(found: Direction, term: str) -> str:
    rows = _by_distance(found, term)
    said = [
        f"{row['census']} {number(row['odds_ratio'], 2)} ({interval(row['or_ci_low'], row['or_ci_high'])})"
        for row in rows.to_dict("records")
    ]
    return f"{NAMES[term]}: {listed(said)}"


def figure_events(study: Study, results: DirectionResults) -> Figure | Prose:
    """Return the event study, one panel a measure; a sentence where nothing could be estimated."""
    found = {name: results.events[name] for name in SHOWN_EVENTS if name in results.events}
    if not found:
        return say(_NOTHING)
    with canvas(5.0, nrows=2, ncols=2, sharex=True) as (figure, axes):
        for panel, one in zip(axes.flat, found.values(), strict=False):
            _draw_events(panel, one)
        for panel in list(axes.flat)[len(found) :]:
            panel.set_visible(False)
        figure.supxlabel("Censuses from the inspection", fontsize=11.6)
        svg = draw(figure)
    first = next(iter(found.values()))
    data = pd.concat([one.estimates.assign(measure=MEASURES[name].label) for name, one in found.items()])
    return Figure(
        svg,
        headline=_events_headline(found),
        subtitle="Change since the last census before the inspection (−1), less the change where no inadequate grade "
        f"was given, with 95% interval; {plural(first.n_events, 'authority', 'authorities')} graded inadequate, "
        f"{first.n_never} never; percentage points, caseload in cases",
        alt=f"A panel each for {listed([SPOKEN[name] for name in found])}: dots with vertical intervals at the "
        "censuses before and after an inadequate grade, as changes less those where none was given. "
        f"{' '.join(_events_spoken(one) for one in found.values())}",
        source=STUDY_SOURCE,
        data=data_table(
            data[["measure", "event_time", "estimate", "ci_low", "ci_high", "events"]].astype({"event_time": "str"}),
            "measures around an inadequate grade",
            headers={"measure": "Measure", "event_time": "Event time", "estimate": "Change, less the others'",
                     "ci_low": "95% from", "ci_high": "95% to", "events": "Authorities graded inadequate"},
            decimals={"estimate": 2, "ci_low": 2, "ci_high": 2, "events": 0},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _draw_events(axes: Any, found: EventStudy) -> None:
    rows = found.estimates
    reference = rows["event_time"] == -1
    others = rows[~reference]
    axes.vlines(others["event_time"], others["ci_low"], others["ci_high"], color=PALETTE[0], linewidth=2)
    axes.plot(others["event_time"], others["estimate"], "o", color=PALETTE[0], markersize=5.5)
    axes.plot([-1], [0], "o", color=PALETTE[0], markersize=5.5, markerfacecolor="white")
    axes.axhline(0, color=PALETTE[4], linewidth=1, linestyle=_DASH)
    axes.axvline(-0.5, color=PALETTE[4], linewidth=1, linestyle=":")
    axes.set_xticks(list(rows["event_time"]), [signed_time(time) for time in rows["event_time"]])
    axes.set_title(MEASURES[found.measure].label, loc="left")


def _events_headline(found: dict[str, EventStudy]) -> str:
    clear = [one for one in found.values() if followed(one)]
    rose, fell = ([SPOKEN[one.measure] for one in clear if (one.after.estimate > 0) == up] for up in (True, False))
    said = [f"{listed(names)} {way} more" for names, way in ((rose, "rose"), (fell, "fell")) if names]
    if not said:
        return "No measure moves clearly otherwise after an inadequate grade than where none was given"
    return sentence(f"{listed(said)} after an inadequate grade than where none was given")[:-1]


def _events_spoken(found: EventStudy) -> str:
    rows = found.estimates[found.estimates["event_time"] != -1].to_dict("records")
    said = [f"{signed(row['estimate'])} at {signed_time(row['event_time'])}" for row in rows]
    return sentence(f"{SPOKEN[found.measure]}: {listed(said)}")
