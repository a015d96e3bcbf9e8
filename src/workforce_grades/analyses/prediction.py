"""Rolling-origin prediction of the overall grade: at each half-year, from what was published before it.

At an origin, every predictor learns from the inspections whose reports were *published* before that day,
and predicts those that *begin* on or after it and before the next origin. Nothing else reaches a prediction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import pandas as pd

from workforce_grades.analyses.predictors import PREDICTORS, needs_prior, predict_inspections
from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.models.design import design_frame
from workforce_grades.models.panel import Panel

INFORMATION: Final = ("census_before", "census_published")
"""Which census goes with an inspection: the latest before its first day, or the latest already published then."""

FEWEST_TRAINED: Final = 50
FEWEST_SCORED: Final = 30
"""Inspections that the first origin needs before it, and from it on."""

_SPEC: Final = "overall|turnover+caseload+agency"
_NUMERIC: Final = ["turnover", "caseload", "agency"]


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Predictions of the grades of one set of inspections by every predictor.

    Attributes
    ----------
    table
        One row an information set, predictor and inspection: `information`, `predictor`, `inspection_id`,
        `la_key`, `inspection_date`, `origin`, `trained_on` (inspections), `grade` (0 to 3), the
        probabilities `p:` and each grade, and `fallback`: blank, or why the base rate stands in.
    first_origin
        Year of the first origin.
    separated
        Origins, by information set, at which the previous grade has no finite unpenalised estimate.
    begun
        Graded inspections that began on or after the first origin.
    dropped
        Those of them that are not scored, by reason.
    """

    table: pd.DataFrame
    first_origin: int
    separated: dict[str, int]
    begun: int
    dropped: dict[str, int]


def forecast_grades(panel: Panel, *, first_origin: int = 2021) -> Forecasts:
    """Predict each inspection's overall grade at the half-year before it, with every predictor.

    All predictors are given for the same inspections: those of at least 20 FTE with turnover, caseload and
    agency rate under both information sets.

    Parameters
    ----------
    panel
        From :func:`workforce_grades.models.study_panel`; lags 0 and 1 are used.
    first_origin
        Year from whose 1 January inspections are predicted.

    Raises
    ------
    ParameterError
        `first_origin` leaves too few inspections before it or after it.
    EstimationError
        Every year does.
    """
    rows = {name: inspections_known(panel, name) for name in INFORMATION}
    shared = rows["census_before"].index.intersection(rows["census_published"].index)
    check_first_origin(rows["census_before"].loc[shared], first_origin)
    origins = half_years(first_origin, rows["census_before"]["inspection_date"].max())
    parts = [rolling_forecasts(frame, origins, shared).assign(information=name) for name, frame in rows.items()]
    table = pd.concat(parts, ignore_index=True)
    begun, dropped = _left_out(panel, origins[0], int((parts[0]["predictor"] == "base_rate").sum()))
    separated = {
        name: sum(needs_prior(frame[frame["publication_date"] < day]) for day in origins[:-1])
        for name, frame in rows.items()
    }
    return Forecasts(table, first_origin, separated, begun, dropped)


def inspections_known(panel: Panel, information: str) -> pd.DataFrame:
    """Return the inspections with complete workforce values, with what was known when each began.

    Parameters
    ----------
    panel
        Linked inspections at lags 0 and 1.
    information
        One of :data:`INFORMATION`.

    Returns
    -------
    pandas.DataFrame
        Indexed by `inspection_id`, in order of `inspection_date`: `la_key`, `inspection_date`,
        `publication_date`, `grade` (0 to 3), `previous_grade` (text, missing where there is none),
        `turnover`, `caseload` and `agency`.
    """
    known = panel if information == "census_before" else published_panel(panel)
    design = design_frame(_SPEC, known)
    own = known.linked["lag0"].set_index("inspection_id").loc[design.x.index]
    rows = own[["la_key", "inspection_date", "publication_date"]].assign(
        grade=design.grade.cat.codes.astype("int64"), previous_grade=own["previous_overall"].astype("str")
    )
    return rows.join(design.x[_NUMERIC]).sort_values(["inspection_date", "la_key"], kind="stable")


def published_panel(panel: Panel) -> Panel:
    """Return the panel with each inspection's latest census that was already published when it began.

    The return of 30 September is published in the second half of the February after it, and counts as
    known from 1 March; before that the census a year earlier is the latest known.
    """
    latest = panel.linked["lag0"].set_index("inspection_id")
    earlier = panel.linked["lag1"].set_index("inspection_id").loc[latest.index]
    known = latest["inspection_date"] >= pd.to_datetime((latest["census_year"] + 1).astype("str") + "-03-01")
    chosen = pd.concat([latest[known], earlier[~known]]).loc[latest.index]
    return replace(panel, linked={**panel.linked, "lag0": chosen.reset_index()})


def check_first_origin(rows: pd.DataFrame, first_origin: int) -> None:
    """Refuse a first origin with too few inspections to learn from or to predict.

    Raises
    ------
    ParameterError
        Names the years that the data allow.
    EstimationError
        They allow none.
    """
    years = range(int(rows["inspection_date"].dt.year.min()) if len(rows) else 0, 1 + _last_year(rows))
    allowed = [year for year in years if _has_enough(rows, year)]
    if not allowed:
        raise EstimationError(
            f"No year has {FEWEST_TRAINED} usable inspections published before it and {FEWEST_SCORED} begun from it "
            f"on: these {len(rows)} inspections are too few to learn from and to predict."
        )
    if first_origin not in allowed:
        before = int((rows["publication_date"] < pd.Timestamp(first_origin, 1, 1)).sum())
        raise ParameterError(
            f"first_origin={first_origin}: {before} usable inspections were published before 1 January {first_origin} "
            f"and {len(rows[rows['inspection_date'].dt.year >= first_origin])} began from then on; it needs at least "
            f"{FEWEST_TRAINED} and {FEWEST_SCORED}. These data allow {allowed[0]} to {allowed[-1]}."
        )


def half_years(first: int, last_day: pd.Timestamp) -> list[pd.Timestamp]:
    """Return 1 January and 1 July from a year on, to the first of them after the last inspection."""
    days = pd.date_range(f"{first}-01-01", last_day + pd.DateOffset(months=6), freq="6MS")
    return [pd.Timestamp(day) for day in days]


def rolling_forecasts(rows: pd.DataFrame, origins: list[pd.Timestamp], scored: pd.Index) -> pd.DataFrame:
    """Return every predictor's probabilities for the inspections that begin between origins.

    Parameters
    ----------
    rows
        From :func:`inspections_known`.
    origins
        Days in order; each predicts up to the next, and the last only ends the one before it.
    scored
        `inspection_id` of the inspections to predict; all rows may be learnt from.
    """
    parts = []
    for origin, until in pairwise(origins):
        trained = rows[rows["publication_date"] < origin]
        begun = (rows["inspection_date"] >= origin) & (rows["inspection_date"] < until)
        asked = rows[begun & rows.index.isin(scored)]
        parts += [predict_inspections(name, trained, asked).assign(origin=origin) for name in PREDICTORS if len(asked)]
    return pd.concat(parts, ignore_index=True)


def _left_out(panel: Panel, first_day: pd.Timestamp, scored: int) -> tuple[int, dict[str, int]]:
    """Inspections begun from the first origin on, and why those that are not scored are left out."""
    begun = panel.linked["lag0"][panel.linked["lag0"]["inspection_date"] >= first_day]
    design = design_frame(_SPEC, replace(panel, linked={**panel.linked, "lag0": begun}))
    dropped = dict(design.dropped)
    if len(design.x) > scored:
        dropped["incomplete at the census published by then"] = len(design.x) - scored
    return len(begun), dropped


def _has_enough(rows: pd.DataFrame, year: int) -> bool:
    first_day = pd.Timestamp(year, 1, 1)
    before, after = rows["publication_date"] < first_day, rows["inspection_date"] >= first_day
    return bool(before.sum() >= FEWEST_TRAINED and after.sum() >= FEWEST_SCORED)


def _last_year(rows: pd.DataFrame) -> int:
    return int(rows["inspection_date"].dt.year.max()) if len(rows) else -1
