from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, ParameterError, UnknownNameError
from workforce_grades.models import Panel, fit_spec
from workforce_grades.models.likelihood import CumulativeLink
from workforce_grades.models.predict import _mean_probabilities

BASE = "overall|turnover+caseload"
FAMILIES = ("ordered_logit", "ordered_probit", "ordered_logit_re", "logit_good_or_better", "logit_not_inadequate")


def test_probabilities_follow_the_formula(simulated: Panel) -> None:
    fit = fit_spec(BASE, simulated)
    predicted = fit.predict({"turnover": 15, "caseload": 16}).set_index("grade")
    at = 15 * fit.params["turnover"] + 16 * fit.params["caseload"]
    below = expit(fit.params.filter(like="threshold").to_numpy() - at)
    assert predicted.loc[list(GRADES), "probability"].to_numpy() == pytest.approx(np.diff([0, *below, 1]))


@pytest.mark.parametrize("family", FAMILIES)
def test_probabilities_add_up_and_lie_in_their_intervals(simulated: Panel, family: str) -> None:
    fit = fit_spec(f"{BASE}|family={family}", simulated)
    scenarios = pd.DataFrame({"turnover": [5, 15, 40], "caseload": [12, 16, 30]})
    predicted = fit.predict(scenarios)
    assert predicted.groupby("turnover")["probability"].sum().tolist() == pytest.approx([1, 1, 1])
    inside = predicted[["ci_low", "probability", "ci_high"]]
    assert (inside.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert inside.min(axis=None) > 0
    assert inside.max(axis=None) < 1
    wider = fit.predict(scenarios, level=0.99)
    assert (wider["ci_high"] > predicted["ci_high"]).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_derivatives_behind_the_intervals(simulated: Panel, family: str) -> None:
    fit = fit_spec(f"{BASE}|family={family}", simulated)
    _, gradient = _mean_probabilities(fit, {"turnover": 20.0})
    for at, name in enumerate(fit.params.index):
        moved = []
        for step in (1e-5, -1e-5):
            params = fit.params.copy()
            params[name] += step
            object.__setattr__(fit, "params", params)
            moved.append(_mean_probabilities(fit, {"turnover": 20.0})[0])
            params = params.copy()
            params[name] -= step
            object.__setattr__(fit, "params", params)
        assert gradient[:, at] == pytest.approx((moved[0] - moved[1]) / 2e-5, rel=1e-4, abs=1e-8)


def test_terms_that_are_not_named_keep_what_each_inspection_has(simulated: Panel) -> None:
    fit = fit_spec(BASE, simulated)
    overall = fit.predict({})["probability"].to_numpy()
    assert overall == pytest.approx(fit.result.predict().mean(axis=0))
    assert "turnover" not in fit.predict({"caseload": 16})


def test_a_random_intercept_draws_the_average_to_the_middle(simulated: Panel) -> None:
    fit = fit_spec(f"{BASE}|family=ordered_logit_re", simulated)
    values = {"turnover": 2.0, "caseload": 8.0}
    draws = np.random.default_rng(4).normal(size=200_000) * fit.params["sd:authority"]
    at = 2 * fit.params["turnover"] + 8 * fit.params["caseload"] + draws
    outstanding = 1 - expit(fit.params["threshold:Good/Outstanding"] - at)
    assert fit.predict(values)["probability"].iloc[-1] == pytest.approx(outstanding.mean(), abs=2e-3)


def test_the_interval_agrees_with_simulation(simulated: Panel) -> None:
    fit = fit_spec(BASE, simulated)
    values = {"turnover": 15.0, "caseload": 16.0}
    draws = np.random.default_rng(5).multivariate_normal(fit.params.to_numpy(), fit.covariance, size=4000)
    good = [
        np.exp(CumulativeLink(np.array([[15.0, 16.0]]), np.array([2]), 4).loglike(draw))
        for draw in draws
        if (np.diff(draw[2:]) > 0).all()
    ]
    row = fit.predict(values).set_index("grade").loc["Good"]
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(np.quantile(good, [0.025, 0.975]), abs=0.01)


def test_a_yes_or_no_is_predicted_in_its_own_words(simulated: Panel) -> None:
    fit = fit_spec(f"{BASE}|family=logit_good_or_better", simulated)
    assert fit.predict({})["grade"].tolist() == ["Requires improvement or worse", "Good or better"]
    share = (fit.design.grade >= "Good").mean()
    assert fit.predict({})["probability"].iloc[1] == pytest.approx(share)


def test_what_cannot_be_predicted_is_refused(simulated: Panel) -> None:
    fit = fit_spec(BASE, simulated)
    with pytest.raises(UnknownNameError, match="Did you mean 'turnover'"):
        fit.predict({"turnovr": 3})
    with pytest.raises(ParameterError):
        fit.predict({"turnover": float("nan")})
    with pytest.raises(ParameterError):
        fit.predict({"turnover": 3}, level=95)
    with pytest.raises(EstimationError, match="no probabilities"):
        fit_spec(f"{BASE}|family=ols_grade", simulated).predict({"turnover": 3})
