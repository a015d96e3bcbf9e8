"""Lags, leads and event studies made by hand, for tests of the page on direction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from workforce_grades.analyses.direction import DISTANCES, Direction
from workforce_grades.analyses.event_errors import Contrast, Wald
from workforce_grades.analyses.event_study import EventStudy
from workforce_grades.analyses.event_years import EventYears
from workforce_grades.pages.direction.lags import DirectionResults

CLEAR, UNCLEAR = (0.9, 0.8, 0.95), (0.99, 0.9, 1.1)
"""Odds ratio, lower and upper bound."""

MODELS = ("separate", "together", "outermost")


def lags(
    *terms: str, before: tuple[float, float, float] = UNCLEAR, after: tuple[float, float, float] = CLEAR,
    p: float = 0.5, outermost: float = 0.5, n: int = 120, sample: str = "primary",
) -> Direction:  # fmt: skip
    """Return lags and leads in which every term has these odds ratios at the last census before and the first after.

    The others have 0.97, 0.96 to 0.98; each census by itself has two inspections more, and odds ratios 0.01 lower.
    """
    near = {"lag0": before, "lead1": after}
    estimates = [
        {"term": term, "distance": at, "common": common, "odds_ratio": odds - (not common) / 100, "or_ci_low": low,
         "or_ci_high": high, "n": n + 2 * (not common)}
        for term in terms for at in DISTANCES for common in (True, False)
        for odds, low, high in [near.get(at, (0.97, 0.96, 0.98))]
    ]  # fmt: skip
    first, last = math.log(before[0]), math.log(after[0])
    comparisons = [
        {"term": term, "model": model, "before": first, "after": last, "difference": last - first,
         "ci_low": last - first - 0.1, "ci_high": last - first + 0.1, "p": outermost if model == "outermost" else p}
        for term in terms for model in MODELS
    ]  # fmt: skip
    left_out = pd.DataFrame([("lag2", "no census", 30), ("lead2", "no census yet", 41)],
                            columns=["distance", "reason", "inspections"])  # fmt: skip
    return Direction(terms, sample, pd.DataFrame(estimates), pd.DataFrame(comparisons), left_out, n, 90, 1355)


def contrast(estimate: float, p: float = 0.5, half: float = 1.0) -> Contrast:
    """Return an estimate with its interval and p value."""
    return Contrast(estimate, half / 2, estimate - half, estimate + half, p, 24.6)


def event(
    measure: str, after: Contrast, *, pre: float = 0.5, step: Contrast | None = None, earlier: float = -1.0,
    apart: Sequence[int] = (), fewest: int = 31,
) -> EventStudy:  # fmt: skip
    """Return an event study from three censuses before to three after; those `apart` are clear of zero alone."""
    times = range(-3, 4)
    rows = [
        {"event_time": at, "estimate": 0.0 if at == -1 else earlier if at < -1 else after.estimate, "se": 0.5,
         "ci_low": math.nan if at == -1 else after.ci_low, "ci_high": math.nan if at == -1 else after.ci_high,
         "p": math.nan if at == -1 else 0.01 if at in apart else 0.5, "df": math.nan if at == -1 else 20.4 + at,
         "events": fewest + abs(at)}
        for at in times
    ]  # fmt: skip
    return EventStudy(measure, "fixed_effects", pd.DataFrame(rows), Wald(1.0, 2, 19.4, pre), after,
                      step or contrast(0.0), 1200, 46, 101)  # type: ignore[arg-type]  # fmt: skip


def variant(
    measure: str, name: str, estimate: float, *, p: float = 0.5, pre: float = 0.5, problem: str = ""
) -> dict[str, Any]:
    """Return one row of the variants."""
    return {"measure": measure, "variant": name, "estimate": estimate, "ci_low": estimate - 1, "ci_high": estimate + 1,
            "p": p, "pre_trend_p": pre, "events": 46, "never": 101, "problem": problem}  # fmt: skip


def years(
    *, left_out: Mapping[str, int] | None = None, events: int = 3, earlier: int = 1, again: int = 2
) -> EventYears:
    """Return authority-years: 1,300 of them, 101 authorities never graded inadequate."""
    told = pd.DataFrame({"la_key": [str(at) for at in range(events)], "earlier": [at < earlier for at in range(events)],
                         "again": [int(at < again) for at in range(events)]})  # fmt: skip
    return cast(EventYears, SimpleNamespace(rows=range(1300), events=told, left_out=dict(left_out or {}), never=101))


def results(
    models: Mapping[tuple[str, str], Direction] | None = None, events: Sequence[EventStudy] = (),
    variants: Sequence[Mapping[str, Any]] = (), problems: tuple[str, ...] = (), counted: EventYears | None = None,
) -> DirectionResults:  # fmt: skip
    """Return what the page has; nothing where it is not given."""
    columns = list(variant("caseload", "main", 0.0))
    return DirectionResults(
        models or {}, counted or years(), {one.measure: one for one in events},
        pd.DataFrame(list(variants), columns=columns), (3, 3), problems,
    )  # fmt: skip
