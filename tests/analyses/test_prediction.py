"""Rolling-origin predictions: what reaches them, what stands in, and fits with known answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.analyses import predictors
from workforce_grades.analyses.evaluation import evaluate_forecasts
from workforce_grades.analyses.prediction import (
    FEWEST_SCORED,
    HEADLINE,
    INFORMATION,
    check_first_origin,
    forecast_grades,
    half_years,
    rolling_forecasts,
)
from workforce_grades.analyses.predictors import (
    PREDICTORS,
    PROBABILITIES,
    base_rate,
    needs_prior,
    penalised_ordered_logit,
    predict_inspections,
)
from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.models import Panel, design_frame, fit_spec, study_panel
from workforce_grades.models.fit import graded_likelihood
from workforce_grades.models.likelihood import CumulativeLink
from workforce_grades.models.predict import grade_probabilities
from workforce_grades.study import load_study


def known(n: int = 120, seed: int = 4) -> pd.DataFrame:
    """Inspections from 2019 to 2024 whose grades go with all terms; reports follow after eight weeks."""
    chance = np.random.default_rng(seed)
    begun = pd.Series(pd.date_range("2019-01-07", "2024-11-30", periods=n).floor("D"))
    previous = chance.integers(0, 4, n)
    turnover = chance.normal(15, 5, n)
    latent = 0.8 * previous - 0.15 * (turnover - 15) + chance.logistic(size=n)
    rows = pd.DataFrame(
        {
            "la_key": [f"{300 + at % 70}" for at in range(n)],
            "inspection_date": begun,
            "publication_date": begun + pd.Timedelta(days=56),
            "grade": np.digitize(latent, [-0.3, 1.2, 2.8]),
            "previous_grade": pd.Series([GRADES[at] for at in previous], dtype="str"),
            "turnover": turnover,
            "caseload": chance.normal(16, 3, n),
            "agency": chance.normal(15, 8, n),
        }
    )
    return rows.set_index(pd.Index([f"i{at:03d}" for at in range(n)], name="inspection_id"))


ORIGINS = half_years(2022, pd.Timestamp(2024, 11, 30))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return known()


@pytest.fixture(scope="module")
def forecasts(rows: pd.DataFrame) -> pd.DataFrame:
    return rolling_forecasts(rows, ORIGINS, rows)


@pytest.fixture(scope="module")
def panel(sample: Path) -> Panel:
    return study_panel(load_study(sample))


def chances(forecasts: pd.DataFrame, until: pd.Timestamp) -> np.ndarray:
    return forecasts.loc[forecasts["inspection_date"] < until, PROBABILITIES].to_numpy()


def test_every_inspection_is_predicted_once_by_each_from_the_half_year_before(
    rows: pd.DataFrame, forecasts: pd.DataFrame
) -> None:
    expected = rows.index[rows["inspection_date"] >= "2022-01-01"]
    for name in PREDICTORS:
        assert sorted(forecasts.loc[forecasts["predictor"] == name, "inspection_id"]) == sorted(expected)
    assert forecasts[PROBABILITIES].sum(axis="columns").to_numpy() == pytest.approx(1)
    wait = forecasts["inspection_date"] - forecasts["origin"]
    assert wait.dt.days.between(0, 183).all()
    for origin, trained_on in zip(forecasts["origin"], forecasts["trained_on"], strict=True):
        assert trained_on == (rows["publication_date"] < origin).sum()


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(ORIGINS[1:-1]) | st.just(pd.Timestamp(2023, 5, 9)))
def test_nothing_published_later_reaches_an_earlier_prediction(seed: int, day: pd.Timestamp) -> None:
    rows = known()
    other = known(seed=seed + 10)
    changed = rows.copy()
    later_report, later_visit = rows["publication_date"] >= day, rows["inspection_date"] >= day
    changed["grade"] = rows["grade"].where(~later_report, other["grade"])
    for column in ("previous_grade", "turnover", "caseload", "agency"):
        changed[column] = rows[column].where(~later_visit, other[column])
    before, after = (rolling_forecasts(table, ORIGINS, table) for table in (rows, changed))
    assert (chances(before, day) == chances(after, day)).all()


def test_what_was_published_before_does_reach_a_prediction(rows: pd.DataFrame, forecasts: pd.DataFrame) -> None:
    changed = rows.assign(grade=rows["grade"].where(rows["publication_date"] >= "2022-01-01", 3 - rows["grade"]))
    after = rolling_forecasts(changed, ORIGINS, changed)
    moved = np.abs(forecasts[PROBABILITIES].to_numpy() - after[PROBABILITIES].to_numpy()).max(axis=1)
    assert (moved > 0.001).all()


def test_an_unpublished_report_is_not_learnt_from(rows: pd.DataFrame) -> None:
    origin = pd.Timestamp(2022, 1, 1)
    just_before = rows["publication_date"].where(rows["publication_date"] >= origin).idxmin()
    assert rows.loc[just_before, "inspection_date"] < origin
    turned = rows.assign(grade=rows["grade"].where(rows.index != just_before, 3 - rows["grade"]))
    first = [origin, pd.Timestamp(2022, 7, 1)]
    told = [rolling_forecasts(table, first, table)[PROBABILITIES].to_numpy() for table in (rows, turned)]
    assert (told[0] == told[1]).all()


def test_base_rate_counts_and_adds_a_half() -> None:
    assert base_rate(np.array([1, 1, 2, 2, 2, 3])) == pytest.approx([0.5 / 8, 2.5 / 8, 3.5 / 8, 1.5 / 8])
    assert base_rate(np.array([], dtype="int64")) == pytest.approx([0.25] * 4)


def test_a_flat_prior_gives_the_ordinary_estimates(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictors, "PRIOR_DEVIATION", 1e4)
    spec = "overall|turnover+caseload+previous_grade"
    params = penalised_ordered_logit(graded_likelihood(design_frame(spec, panel)))
    assert params == pytest.approx(fit_spec(spec, panel).params.to_numpy(), abs=2e-4)


def test_the_prior_keeps_a_separated_estimate_finite(rows: pd.DataFrame) -> None:
    best = rows["previous_grade"] == "Outstanding"
    separated = rows.assign(grade=rows["grade"].where(~best, 3))
    assert needs_prior(separated)
    assert not needs_prior(rows)
    asked = separated[best].head(1)
    found = predict_inspections("previous_grade", separated, asked).iloc[0]
    assert found["fallback"] == ""
    assert 0.8 < found["p:Outstanding"] < 0.999


def test_chances_come_from_coefficients_and_thresholds() -> None:
    x, params = np.array([[0.0], [2.0]]), np.array([0.5, -1.0, 0.0, 1.0])
    found = grade_probabilities(x, params, "logit")
    logistic = 1 / (1 + np.exp(-np.array([[-1.0, 0.0, 1.0], [-2.0, -1.0, 0.0]])))
    expected = np.diff(np.hstack([np.zeros((2, 1)), logistic, np.ones((2, 1))]), axis=1)
    assert found == pytest.approx(expected)
    normal = grade_probabilities(x, params, "probit")
    assert normal[0] == pytest.approx([0.1587, 0.3413, 0.3413, 0.1587], abs=1e-4)
    draws = grade_probabilities(x, np.array([params, params + 0.3]), "logit")
    assert draws.shape == (2, 2, 4)
    assert draws[0] == pytest.approx(expected)
    assert draws[1] == pytest.approx(grade_probabilities(x, params + 0.3, "logit"))


def test_base_rate_stands_in_where_there_is_nothing_to_go_on(rows: pd.DataFrame) -> None:
    trained = rows.iloc[:80]
    trained = trained[trained["previous_grade"] != "Inadequate"]
    asked = rows.iloc[80:83].assign(previous_grade=pd.Series([None, "Inadequate", "Good"], dtype="str").to_numpy())
    found = predict_inspections("previous_workforce", trained, asked)
    assert found["fallback"].tolist() == ["no previous grade", "a previous grade not met before", ""]
    rate = base_rate(trained["grade"].to_numpy())
    assert found[PROBABILITIES].to_numpy()[:2] == pytest.approx(np.tile(rate, (2, 1)))
    assert np.abs(found[PROBABILITIES].to_numpy()[2] - rate).max() > 0.01
    assert predict_inspections("workforce", trained, asked)["fallback"].tolist() == ["", "", ""]


def test_base_rate_stands_in_where_a_grade_was_never_given(rows: pd.DataFrame) -> None:
    trained = rows[rows["grade"] > 0].iloc[:80]
    found = predict_inspections("workforce", trained, rows.tail(3))
    assert found["fallback"].tolist() == ["a grade had not been given before"] * 3
    with pytest.raises(EstimationError, match="not been given"):
        penalised_ordered_logit(CumulativeLink(np.ones((2, 1)), np.array([0, 1]), 4))


def test_terms_without_spread_do_not_stop_a_fit(rows: pd.DataFrame) -> None:
    found = predict_inspections("workforce", rows.assign(caseload=16.0), rows.tail(2))
    assert np.isfinite(found[PROBABILITIES].to_numpy()).all()


def test_half_years_end_after_the_last_inspection() -> None:
    days = half_years(2023, pd.Timestamp(2024, 3, 31))
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2023-01-01", "2023-07-01", "2024-01-01", "2024-07-01"]
    assert half_years(2024, pd.Timestamp(2024, 7, 1))[-1] > pd.Timestamp(2024, 7, 1)


def test_a_first_origin_that_the_data_do_not_allow_names_those_they_do(rows: pd.DataFrame) -> None:
    check_first_origin(rows, 2022)
    with pytest.raises(ParameterError, match=r"first_origin=2019: 0 usable .* These data allow 2022 to 2023"):
        check_first_origin(rows, 2019)
    with pytest.raises(ParameterError, match="first_origin=2030"):
        check_first_origin(rows, 2030)
    for few in (rows.head(60), rows.head(0), rows.tail(FEWEST_SCORED)):
        with pytest.raises(EstimationError, match="too few"):
            check_first_origin(few, 2022)


def test_evaluation_holds_predictors_against_references_on_the_same_inspections(
    rows: pd.DataFrame, panel: Panel
) -> None:
    table = rolling_forecasts(rows, ORIGINS, rows)
    both = pd.concat([table.assign(information=name) for name in INFORMATION], ignore_index=True)
    found = evaluate_forecasts(replace(forecast_grades(panel), table=both))
    compared = found.comparisons.set_index(["information", "score", "predictor", "reference"])
    means = found.performance.set_index(["information", "predictor"])
    for (information, score, predictor, reference), row in compared.iterrows():
        mean, rival = means.loc[(information, predictor), score], means.loc[(information, reference), score]
        assert row["difference"] == pytest.approx(mean - rival)
        assert row["skill"] == pytest.approx(1 - mean / rival)
        assert row["low"] <= row["difference"] <= row["high"]
    assert len(compared) == 2 * 3 * (5 + 4)
    assert compared.loc[(HEADLINE, "rps", "previous_workforce", "base_rate"), "high"] < 0
    assert found.n == table["inspection_id"].nunique()
    assert found.by_year.groupby(["information", "predictor"])["n"].sum().eq(found.n).all()
    assert found.groups.groupby(["information", "predictor"])["n"].sum().eq(found.n).all()
