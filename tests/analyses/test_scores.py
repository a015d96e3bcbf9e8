"""Scores against values worked out by hand, against scipy, and on forecasts whose quality is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import somersd

from workforce_grades.analyses.scores import (
    FLOOR,
    SCORES,
    authority_draws,
    brier_score,
    calibration_groups,
    calibration_line,
    concordance,
    log_loss,
    mean_with_interval,
    ranked_probability_score,
    skill,
)

EVEN = np.full((4, 4), 0.25)
EACH = np.arange(4)


def everyone(n: int) -> np.ndarray:
    return np.ones((1, n))


def test_ranked_probability_score_by_hand() -> None:
    forecast = np.array([[0.1, 0.2, 0.4, 0.3]])
    # cumulative 0.1, 0.3, 0.7 against 0, 0, 1 for good
    assert ranked_probability_score(forecast, np.array([2])) == pytest.approx((0.01 + 0.09 + 0.09) / 3)
    assert ranked_probability_score(forecast, np.array([0])) == pytest.approx((0.81 + 0.49 + 0.09) / 3)


def test_even_chances_score_as_worked_out() -> None:
    near, far = (0.0625 + 0.25 + 0.0625) / 3, (0.5625 + 0.25 + 0.0625) / 3
    assert ranked_probability_score(EVEN, EACH) == pytest.approx([far, near, near, far])
    assert brier_score(EVEN, EACH) == pytest.approx([0.75] * 4)
    assert log_loss(EVEN, EACH) == pytest.approx([np.log(4)] * 4)


def test_certain_forecasts_score_zero_when_right_and_worst_at_the_far_end() -> None:
    for score in SCORES.values():
        assert score(np.eye(4), EACH) == pytest.approx([0, 0, 0, 0])
    certain = np.array([[1.0, 0, 0, 0]])
    assert ranked_probability_score(certain, np.array([3])) == pytest.approx(1)
    assert ranked_probability_score(certain, np.array([1])) == pytest.approx(1 / 3)
    assert brier_score(certain, np.array([1])) == pytest.approx(2)
    assert log_loss(certain, np.array([3])) == pytest.approx(-np.log(FLOOR))


@given(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), st.lists(st.floats(0.05, 1), min_size=4, max_size=4))
def test_no_other_forecast_scores_better_on_average_than_the_true_chances(
    weights: list[float], others: list[float]
) -> None:
    truth, other = (np.array(part) / np.sum(part) for part in (weights, others))
    for score in SCORES.values():
        expected_of_truth = truth @ score(np.tile(truth, (4, 1)), EACH)
        expected_of_other = truth @ score(np.tile(other, (4, 1)), EACH)
        assert expected_of_truth <= expected_of_other + 1e-12


def test_draws_take_whole_authorities_and_the_same_each_time() -> None:
    authority = pd.Series(["b", "a", "b", "c"])
    draws = authority_draws(authority, replicates=500, seed=1)
    assert (draws[:, 0] == draws[:, 2]).all()
    assert (draws[:, 0] + draws[:, 1] + draws[:, 3] == 3).all()
    assert (draws == authority_draws(authority, replicates=500, seed=1)).all()
    assert draws.mean(axis=0) == pytest.approx([1, 1, 1, 1], abs=0.15)


def test_interval_of_a_mean_is_that_of_its_clusters() -> None:
    values = np.repeat(np.random.default_rng(5).normal(size=400), 3)
    whole = mean_with_interval(values, authority_draws(pd.Series(np.repeat(np.arange(400), 3))))
    single = mean_with_interval(values, authority_draws(pd.Series(np.arange(1200))))
    half = 1.96 * values.std() / np.sqrt(400)
    assert (whole[2] - whole[1]) / 2 == pytest.approx(half, rel=0.06)
    assert (single[2] - single[1]) / 2 == pytest.approx(half / np.sqrt(3), rel=0.06)
    assert whole[0] == pytest.approx(values.mean())


def test_skill_is_the_share_by_which_a_score_is_lower() -> None:
    value, low, high = skill(np.array([0.1, 0.2]), np.array([0.2, 0.4]), everyone(2))
    assert (value, low, high) == pytest.approx((0.5, 0.5, 0.5))
    assert skill(np.array([0.3, 0.3]), np.array([0.2, 0.2]), everyone(2))[0] == pytest.approx(-0.5)


def test_concordance_is_scipys_somers_d_on_another_scale() -> None:
    chance = np.random.default_rng(2)
    outcome = chance.integers(0, 4, 60)
    predicted = np.round(outcome + chance.normal(0, 2, 60), 0)
    found = concordance(predicted, outcome, everyone(60))
    assert found[0] == pytest.approx((somersd(outcome, predicted).statistic + 1) / 2)
    assert found[1] == pytest.approx(found[0])
    weights = authority_draws(pd.Series(np.arange(60)), replicates=1, seed=3)
    repeated = np.repeat(np.arange(60), weights[0].astype(int))
    expected = (somersd(outcome[repeated], predicted[repeated]).statistic + 1) / 2
    assert concordance(predicted, outcome, weights)[1] == pytest.approx(expected)


def test_concordance_of_perfect_useless_and_impossible_predictions() -> None:
    outcome = np.array([0, 1, 2, 3])
    assert concordance(outcome.astype(float), outcome, everyone(4))[0] == 1
    assert concordance(-outcome.astype(float), outcome, everyone(4))[0] == 0
    assert concordance(np.zeros(4), outcome, everyone(4))[0] == 0.5
    assert np.isnan(concordance(np.arange(4.0), np.ones(4, dtype="int64"), everyone(4))).all()


def simulated(stretch: float = 1, shift: float = 0, n: int = 4000) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    """Predictions whose log-odds are `stretch` times the true ones, less `shift`."""
    chance = np.random.default_rng(11)
    log_odds = chance.normal(0.4, 1.2, n)
    happened = chance.random(n) < 1 / (1 + np.exp(-log_odds))
    return 1 / (1 + np.exp(-(stretch * log_odds - shift))), happened, pd.Series(np.arange(n) // 2)


def test_calibration_of_true_chances_is_nought_and_one() -> None:
    line = calibration_line(*simulated())
    assert line.intercept[1] < 0 < line.intercept[2]
    assert line.slope[1] < 1 < line.slope[2]
    assert line.slope[0] == pytest.approx(1, abs=0.1)
    groups = calibration_groups(*simulated()[:2])
    assert ((groups["low"] <= groups["predicted"]) & (groups["predicted"] <= groups["high"])).all()
    assert groups["n"].tolist() == [800] * 5
    assert groups["predicted"].is_monotonic_increasing


def test_calibration_tells_bold_cautious_and_low_predictions() -> None:
    assert calibration_line(*simulated(stretch=2)).slope[0] == pytest.approx(0.5, abs=0.05)
    assert calibration_line(*simulated(stretch=0.5)).slope[0] == pytest.approx(2, abs=0.2)
    assert calibration_line(*simulated(shift=0.7)).intercept[0] == pytest.approx(0.7, abs=0.1)


def test_calibration_without_spread_or_without_both_outcomes_is_missing() -> None:
    flat = calibration_line(np.full(40, 0.6), np.arange(40) % 2 == 0, pd.Series(np.arange(40)))
    assert np.isnan(flat.slope).all()
    assert flat.intercept[0] == pytest.approx(np.log(0.5 / 0.5) - np.log(0.6 / 0.4))
    alike = calibration_line(np.linspace(0.1, 0.9, 40), np.full(40, True), pd.Series(np.arange(40)))
    assert np.isnan(alike.intercept).all()


def test_groups_keep_equal_predictions_together() -> None:
    groups = calibration_groups(np.repeat([0.2, 0.8], [30, 10]), np.repeat([False, True], [24, 16]))
    assert groups["predicted"].tolist() == pytest.approx([0.2, 0.8])
    assert groups["n"].tolist() == [30, 10]
    assert groups["observed"].tolist() == pytest.approx([0.2, 1.0])
