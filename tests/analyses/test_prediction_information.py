"""Rolling-origin predictions: what was public on an inspection's first day, and what that was worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.evaluation import evaluate_forecasts
from workforce_grades.analyses.prediction import (
    HEADLINE,
    INFORMATION,
    OWN,
    census_public,
    forecast_grades,
    inspections_known,
    published_panel,
)
from workforce_grades.analyses.predictors import (
    PREDICTORS,
    PROBABILITIES,
)
from workforce_grades.models import Panel, study_panel
from workforce_grades.study import load_study


@pytest.fixture(scope="module")
def panel(sample: Path) -> Panel:
    return study_panel(load_study(sample))


def test_the_published_census_is_a_year_older_until_march(panel: Panel) -> None:
    then, published = (table.linked["lag0"].set_index("inspection_id") for table in (panel, published_panel(panel)))
    month = then["inspection_date"].dt.month
    winter = month.isin([10, 11, 12, 1, 2])
    assert (published["census_year"] == then["census_year"] - winter).all()
    earlier = panel.linked["lag1"].set_index("inspection_id").loc[then.index]
    expected = then["turnover_rate"].where(~winter, earlier["turnover_rate"])
    pd.testing.assert_series_equal(published["turnover_rate"], expected)
    assert (published["overall"] == then["overall"]).all()


def test_censuses_count_as_published_from_the_first_of_march_after_them() -> None:
    assert census_public(pd.Series([2019, 2023])).tolist() == [pd.Timestamp(2020, 3, 1), pd.Timestamp(2024, 3, 1)]


def test_what_is_known_of_an_inspection_was_public_on_its_first_day(panel: Panel) -> None:
    published, own = (inspections_known(panel, name) for name in (HEADLINE, OWN))
    assert (published["census_public"] <= published["inspection_date"]).all()
    assert (own["census_public"] > own["inspection_date"]).any()
    taken = own["census_public"] - pd.DateOffset(months=5)
    assert (taken <= own["inspection_date"] + pd.Timedelta(days=1)).all()


@pytest.fixture(scope="module")
def unpublished_moved(panel: Panel) -> tuple[Panel, pd.Index]:
    """The panel with other values in every census not yet published on the inspection's first day, and where."""
    latest = panel.linked["lag0"].copy()
    unpublished = census_public(latest["census_year"]) > latest["inspection_date"]
    measures = ["turnover_rate", "caseload", "agency_rate"]
    latest.loc[unpublished, measures] = 0.5 * latest.loc[unpublished, measures] + 3
    moved = replace(panel, linked={**panel.linked, "lag0": latest})
    return moved, pd.Index(latest.loc[unpublished, "inspection_id"])


def test_no_census_that_was_not_public_on_the_first_day_reaches_the_headline(
    panel: Panel, unpublished_moved: tuple[Panel, pd.Index]
) -> None:
    before, after = (
        forecast_grades(each).table.query("information == @HEADLINE") for each in (panel, unpublished_moved[0])
    )
    assert len(before) > 0
    pd.testing.assert_frame_equal(before, after)


def test_the_own_latest_return_reaches_only_its_own_prediction(
    panel: Panel, unpublished_moved: tuple[Panel, pd.Index]
) -> None:
    """No model learns from a census that was not public, so nobody else's prediction moves."""
    moved, theirs = unpublished_moved
    before, after = (
        forecast_grades(each).table.query("information == @OWN and predictor == 'workforce'") for each in (panel, moved)
    )
    differs = (before[PROBABILITIES] != after[PROBABILITIES]).any(axis="columns")
    assert differs.any()
    assert set(before.loc[differs, "inspection_id"]) <= set(theirs)
    plain = forecast_grades(panel).table.query("predictor in ('base_rate', 'previous_grade')")
    both = [part[PROBABILITIES].to_numpy() for _name, part in plain.groupby("information")]
    assert (both[0] == both[1]).all()


def test_censuses_since_the_origin_are_counted(panel: Panel) -> None:
    found = forecast_grades(panel)
    once = found.table.query("information == @HEADLINE and predictor == 'base_rate'").set_index("inspection_id")
    spring = (once["origin"].dt.month == 1) & (once["inspection_date"].dt.month >= 3)
    year = published_panel(panel).linked["lag0"].set_index("inspection_id").loc[once.index, "census_year"]
    assert found.census_after_origin == (spring & (year + 1 == once["origin"].dt.year)).sum() > 0


def test_forecasts_of_the_sample_share_their_inspections_and_count_the_rest(panel: Panel) -> None:
    forecasts = forecast_grades(panel)
    asked = [set(part["inspection_id"]) for _key, part in forecasts.table.groupby(["information", "predictor"])]
    assert len(asked) == len(INFORMATION) * len(PREDICTORS)
    assert all(each == asked[0] for each in asked)
    assert len(asked[0]) + sum(forecasts.dropped.values()) == forecasts.begun
    grades = panel.linked["lag0"].set_index("inspection_id")["overall"].cat.codes
    assert (forecasts.table["grade"] == forecasts.table["inspection_id"].map(grades)).all()


@pytest.mark.parametrize("lag", ["lag0", "lag1"])
def test_an_incomplete_census_of_either_kind_leaves_an_inspection_out_everywhere(panel: Panel, lag: str) -> None:
    table = panel.linked[lag].copy()
    winter = table["inspection_date"].dt.month.isin([10, 11]) & (table["inspection_date"].dt.year == 2023)
    table.loc[winter, "agency_rate"] = np.nan
    fewer = forecast_grades(replace(panel, linked={**panel.linked, lag: table}))
    whole = forecast_grades(panel)
    lost = set(whole.table["inspection_id"]) - set(fewer.table["inspection_id"])
    assert lost
    assert sum(fewer.dropped.values()) == sum(whole.dropped.values()) + len(lost)
    why = "incomplete at the latest census, published or not"
    only_own = len(lost) if lag == "lag0" else 0
    assert fewer.dropped.get(why, 0) == whole.dropped.get(why, 0) + only_own


@pytest.mark.mirror
def test_workforce_figures_add_to_the_previous_grade_on_the_real_data(mirror: Path) -> None:
    real = study_panel(load_study(mirror))
    forecasts = forecast_grades(real)
    found = evaluate_forecasts(forecasts)
    assert (found.n, found.authorities, forecasts.census_after_origin) == (163, 150, 55)
    rows = found.comparisons
    main = rows[(rows["information"] == HEADLINE) & (rows["score"] == "rps")]
    skills = main.set_index(["predictor", "reference"])["skill"]
    assert skills["workforce_agency", "base_rate"] == pytest.approx(0.147, abs=0.001)
    assert skills["previous_workforce_agency", "previous_grade"] == pytest.approx(0.087, abs=0.001)
    assert len(inspections_known(real, HEADLINE)) == 262
