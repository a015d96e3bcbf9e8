"""Rolling-origin prediction of the overall grade, from what was published before each inspection began.

At an origin, every predictor learns from the inspections whose reports were *published* before that day, and
predicts those that *begin* on or after it and before the next origin. What it is told of an inspection, learnt
from or predicted, is what was public on that inspection's first day: the grade published before, and the latest
census that counts as published by then. So the models stop learning at the origin, but a predicted inspection's
own census and previous grade may have come out after the origin. Values are those of the latest release.
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

HEADLINE: Final = "census_published"
"""A predicted inspection goes with the latest census already published on its first day."""

OWN: Final = "census_before"
"""It goes with the latest census taken before its first day, published or not: what the authority itself knows."""

INFORMATION: Final = (HEADLINE, OWN)
"""What is known of a predicted inspection. The models are the same: they learn from published censuses only."""

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
        Origins with inspections to predict at which the previous grade has no finite unpenalised estimate.
    census_after_origin
        Scored inspections whose census, under :data:`HEADLINE`, was published after the origin, before the first day.
    begun
        Graded inspections that began on or after the first origin.
    dropped
        Those of them that are not scored, by reason.
    """

    table: pd.DataFrame
    first_origin: int
    separated: int
    census_after_origin: int
    begun: int
    dropped: dict[str, int]


def forecast_grades(panel: Panel, *, first_origin: int = 2021) -> Forecasts:
    """Predict each inspection's overall grade, by models that stopped learning at the half-year before it.

    All predictors are given for the same inspections: those of at least 20 FTE with turnover, caseload and
    agency rate under both of :data:`INFORMATION`.

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
    learnt, shared = rows[HEADLINE], rows[HEADLINE].index.intersection(rows[OWN].index)
    check_first_origin(learnt.loc[shared], first_origin)
    origins = half_years(first_origin, learnt.loc[shared, "inspection_date"].max())
    parts = [rolling_forecasts(learnt, origins, rows[name].loc[shared]).assign(information=name) for name in rows]
    begun, dropped = _left_out(panel, origins[0], parts[0]["inspection_id"].nunique())
    origin = parts[0].drop_duplicates("inspection_id").set_index("inspection_id")["origin"]
    separated = sum(needs_prior(learnt[learnt["publication_date"] < day]) for day in origin.unique())
    newer = int((learnt.loc[origin.index, "census_public"] > origin).sum())
    return Forecasts(pd.concat(parts, ignore_index=True), first_origin, separated, newer, begun, dropped)


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
        `census_public` (day from which its census counts as published), `turnover`, `caseload` and `agency`.
    """
    known = panel if information == OWN else published_panel(panel)
    design = design_frame(_SPEC, known)
    own = known.linked["lag0"].set_index("inspection_id").loc[design.x.index]
    rows = own[["la_key", "inspection_date", "publication_date"]].assign(
        grade=design.grade.cat.codes.astype("int64"),
        previous_grade=own["previous_overall"].astype("str"),
        census_public=census_public(own["census_year"]),
    )
    return rows.join(design.x[_NUMERIC]).sort_values(["inspection_date", "la_key"], kind="stable")


def published_panel(panel: Panel) -> Panel:
    """Return the panel with each inspection's latest census that was already published when it began."""
    latest = panel.linked["lag0"].set_index("inspection_id")
    earlier = panel.linked["lag1"].set_index("inspection_id").loc[latest.index]
    known = latest["inspection_date"] >= census_public(latest["census_year"])
    chosen = pd.concat([latest[known], earlier[~known]]).loc[latest.index]
    return replace(panel, linked={**panel.linked, "lag0": chosen.reset_index()})


def census_public(census_year: pd.Series) -> pd.Series:
    """Return from which day censuses count as published.

    The return of 30 September comes out in the second half of the February after it, and counts from 1 March.
    """
    return pd.to_datetime((census_year + 1).astype("str") + "-03-01")


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


def rolling_forecasts(learnt: pd.DataFrame, origins: list[pd.Timestamp], scored: pd.DataFrame) -> pd.DataFrame:
    """Return every predictor's probabilities for the inspections that begin between origins.

    Parameters
    ----------
    learnt
        Inspections to learn from, those published before an origin at a time; from :func:`inspections_known`.
    origins
        Days in order; each predicts up to the next, and the last only ends the one before it.
    scored
        Inspections to predict, with what is known of each on its first day; from :func:`inspections_known`.
    """
    parts = []
    for origin, until in pairwise(origins):
        trained = learnt[learnt["publication_date"] < origin]
        asked = scored[(scored["inspection_date"] >= origin) & (scored["inspection_date"] < until)]
        parts += [predict_inspections(name, trained, asked).assign(origin=origin) for name in PREDICTORS if len(asked)]
    return pd.concat(parts, ignore_index=True)


def _left_out(panel: Panel, first_day: pd.Timestamp, scored: int) -> tuple[int, dict[str, int]]:
    """Inspections begun from the first origin on, and why those that are not scored are left out."""
    known = published_panel(panel)
    begun = known.linked["lag0"][known.linked["lag0"]["inspection_date"] >= first_day]
    design = design_frame(_SPEC, replace(known, linked={**known.linked, "lag0": begun}))
    dropped = dict(design.dropped)
    if len(design.x) > scored:
        dropped["incomplete at the latest census, published or not"] = len(design.x) - scored
    return len(begun), dropped


def _has_enough(rows: pd.DataFrame, year: int) -> bool:
    first_day = pd.Timestamp(year, 1, 1)
    before, after = rows["publication_date"] < first_day, rows["inspection_date"] >= first_day
    return bool(before.sum() >= FEWEST_TRAINED and after.sum() >= FEWEST_SCORED)


def _last_year(rows: pd.DataFrame) -> int:
    return int(rows["inspection_date"].dt.year.max()) if len(rows) else -1
