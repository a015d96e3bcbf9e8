"""Event study: how a measure moved in the censuses around an Inadequate grade, against authorities never so graded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import count
from typing import Final, Literal

import numpy as np
import pandas as pd

from workforce_grades.analyses.event_errors import Clustered, Contrast, Wald, clustered
from workforce_grades.analyses.event_years import EventYears
from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import EstimationError, ParameterError, UnknownNameError

Estimator = Literal["two_way", "stacked", "interaction_weighted"]

REFERENCE: Final = -1
FEWEST_EVENTS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class EventStudy:
    """Estimates of one measure by event time.

    Attributes
    ----------
    measure, estimator
        What was estimated, and how.
    estimates
        One row an event time, the reference included: `event_time`, `estimate` (in the measure's unit,
        against the reference census and against comparison authorities), `se`, `ci_low`, `ci_high`, `p`, `df`
        (errors and tests of :class:`workforce_grades.analyses.event_errors.Clustered`) and `events`:
        authorities with an event that have a value at that time (one authority-year each).
    pre_trend
        Joint test that the estimates before the reference are zero.
    after
        Mean of the estimates from event time 0 on.
    step
        By how much the measure moved from event time -1 to 0 beyond its move from -2 to -1: what is left
        of the first change once the last one before is taken to have gone on.
    n, n_events, n_never
        Authority-years (each once), authorities with an event, and comparison authorities.
    """

    measure: str
    estimator: Estimator
    estimates: pd.DataFrame
    pre_trend: Wald
    after: Contrast
    step: Contrast
    n: int
    n_events: int
    n_never: int


def event_study(
    years: EventYears, measure: str, *, before: int = 3, after: int = 3, estimator: Estimator = "two_way"
) -> EventStudy:
    """Estimate how a measure moved around the event.

    ``two_way`` is least squares with authority and year effects and one indicator for each event time
    but -1, those beyond the window pooled into one at either end. Its estimates can mix in
    comparisons between authorities graded inadequate at different times. The other two compare with
    never-graded authorities only: ``stacked`` (Cengiz et al. 2019) lines up each year's events with all of
    those, within the window, authority and year effects for each year's stack;
    ``interaction_weighted`` (Sun and Abraham 2021) estimates every year's events apart and averages
    them by their number, which is held fixed in the errors.

    Parameters
    ----------
    years
        From :func:`workforce_grades.analyses.event_years.event_years`.
    measure
        One of :data:`workforce_grades.codebook.EXPOSURES`.
    before, after
        Censuses of the window before and after event time 0; `before` is at least 2.
    estimator
        One of :data:`Estimator`.

    Raises
    ------
    UnknownNameError
        The measure is not one of the five.
    ParameterError
        Fewer than five events have a value at an event time of the window; names the widest window.
    EstimationError
        Fewer than five authorities with an event, or no comparison.
    """
    rows = _usable(years, measure)
    _check_window(years, rows, measure, before, after)
    times = [time for time in range(-before, after + 1) if time != REFERENCE]
    found = _ESTIMATORS[estimator](rows, measure, times)
    return EventStudy(
        measure=measure,
        estimator=estimator,
        estimates=_estimates(rows, times, found),
        pre_trend=found.joint([time < REFERENCE for time in times]),
        after=found.contrast([(time >= 0) / (after + 1) for time in times]),
        step=found.contrast([float(time in (-2, 0)) for time in times]),
        n=len(rows),
        n_events=rows.loc[rows["event_time"].notna(), "la_key"].nunique(),
        n_never=rows.loc[rows["event_time"].isna(), "la_key"].nunique(),
    )


def _usable(years: EventYears, measure: str) -> pd.DataFrame:
    """Rows with a value, of authorities that never had the event or have a value at the reference census."""
    if measure not in EXPOSURES:
        raise UnknownNameError("measure", measure, EXPOSURES, hint=f"Known: {', '.join(EXPOSURES)}")
    rows = years.rows.dropna(subset=[measure])
    anchored = rows.loc[rows["event_time"] == REFERENCE, "la_key"]
    rows = rows[rows["event_time"].isna() | rows["la_key"].isin(anchored)].reset_index(drop=True)
    has_event = rows["event_time"].notna()
    events, never = (rows.loc[where, "la_key"].nunique() for where in (has_event, ~has_event))
    if events < FEWEST_EVENTS or not never:
        raise EstimationError(
            f"{measure}: {events} authorities with an event and {never} without are too few; it needs "
            f"{FEWEST_EVENTS} with one and some without."
        )
    return rows


def _check_window(years: EventYears, rows: pd.DataFrame, measure: str, before: int, after: int) -> None:
    if before < -REFERENCE + 1 or after < 0:
        raise ParameterError(
            f"the window begins 2 censuses or more before and ends at 0 or later, not -{before} to {after}."
        )
    counts = _events_at(rows).reindex(range(-before, after + 1), fill_value=0)
    few = counts[counts < FEWEST_EVENTS]
    if len(few):
        first, last = int(years.rows["year"].min()), int(years.rows["year"].max())
        raise ParameterError(
            f"{measure}: too few authorities graded have a census at event time "
            f"{', '.join(f'{time:+d} ({number})' for time, number in few.items())}: it needs {FEWEST_EVENTS} at each, "
            f"and the data hold the censuses of {first} to {last}. {_widest(_events_at(rows))}"
        )


def _events_at(rows: pd.DataFrame) -> pd.Series:
    """Number of authorities with an event that have a value at each event time."""
    counts = rows.groupby("event_time")["la_key"].nunique()
    return counts.set_axis(counts.index.astype("int64"))


def _widest(counts: pd.Series) -> str:
    enough = set(counts.index[counts >= FEWEST_EVENTS])
    before, after = (next(at for at in count(1) if side * at not in enough) - 1 for side in (-1, 1))
    if before < 2 or 0 not in enough:
        return "No window is wide enough."
    return f"The widest window is -{before} to +{after}."


def _two_way(rows: pd.DataFrame, measure: str, times: list[int]) -> Clustered:
    time = rows["event_time"]
    dummies = pd.DataFrame({at: time == at for at in times})
    dummies["earlier"], dummies["later"] = time < min(times), time > max(times)
    dummies = dummies.loc[:, dummies.any()]
    found = _within(rows.assign(stack=""), measure, dummies)
    return found.combined(np.eye(len(times), dummies.shape[1]))


def _stacked(rows: pd.DataFrame, measure: str, times: list[int]) -> Clustered:
    parts = []
    for cohort in sorted(rows["event_year"].dropna().unique()):
        mine = rows["event_year"].isna() | (rows["event_year"] == cohort)
        inside = (rows["year"] - cohort).between(min(times), max(times))
        parts.append(rows[mine & inside].assign(stack=f"{cohort:.0f} "))
    stack = pd.concat(parts, ignore_index=True)
    return _within(stack, measure, pd.DataFrame({at: stack["event_time"] == at for at in times}))


def _interaction_weighted(rows: pd.DataFrame, measure: str, times: list[int]) -> Clustered:
    counts = rows[rows["event_time"] != REFERENCE].groupby(["event_year", "event_time"]).size()
    dummies = pd.DataFrame(
        {
            at: (rows["event_year"] == year) & (rows["event_time"] == time)
            for at, (year, time) in enumerate(counts.index)
        }
    )
    found = _within(rows.assign(stack=""), measure, dummies)
    at_time = counts.index.get_level_values("event_time").to_numpy()
    weights = np.array([np.where(at_time == time, counts, 0) / counts[at_time == time].sum() for time in times])
    return found.combined(weights)


_ESTIMATORS: Final = {"two_way": _two_way, "stacked": _stacked, "interaction_weighted": _interaction_weighted}


def _within(rows: pd.DataFrame, measure: str, dummies: pd.DataFrame) -> Clustered:
    """Least squares with authority and year effects in each stack; the estimates are those of the dummies.

    Authority effects are taken out as means (Frisch-Waugh-Lovell): they lie within clusters.
    """
    columns = pd.concat([rows[[measure]], dummies.astype("float64"), _year_effects(rows)], axis="columns")
    unit = (rows["stack"] + rows["la_key"]).to_numpy()
    within = (columns - columns.groupby(unit).transform("mean")).to_numpy()
    y, x = within[:, 0], within[:, 1:]
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise EstimationError(f"{measure}: some event times cannot be told from authority and year effects.")
    authorities, _ = pd.factorize(rows["la_key"])
    return clustered(y, x, authorities).combined(np.eye(dummies.shape[1], x.shape[1]))


def _year_effects(rows: pd.DataFrame) -> pd.DataFrame:
    """Indicators of each year of each stack but its first."""
    labels = rows["stack"] + rows["year"].astype("str")
    first = labels[rows.sort_values("year")["stack"].drop_duplicates().index]
    return pd.get_dummies(labels, dtype="float64").drop(columns=list(first))


def _estimates(rows: pd.DataFrame, times: list[int], found: Clustered) -> pd.DataFrame:
    """One row an event time, with the number of events that have a value there."""
    table = pd.DataFrame([asdict(found.contrast(row)) for row in np.eye(len(times))]).assign(event_time=times)
    reference = pd.DataFrame({"event_time": [REFERENCE], "estimate": 0.0, "ci_low": 0.0, "ci_high": 0.0})
    table = pd.concat([table, reference]).sort_values("event_time", ignore_index=True)
    counts = table["event_time"].map(_events_at(rows)).astype("int64")
    return table[["event_time", "estimate", "se", "ci_low", "ci_high", "p", "df"]].assign(events=counts)
