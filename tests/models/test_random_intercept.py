from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from workforce_grades.errors import EstimationError
from workforce_grades.models import Panel, fit_spec
from workforce_grades.models.likelihood import CumulativeLink, interval_derivatives
from workforce_grades.models.random_intercept import (
    RandomIntercept,
    _polished,
    _without_deviation,
    fit_random_intercept,
)

PARAMS = np.array([0.5, -1.0, -1.5, 0.2, 1.4, 1.3])


def model() -> RandomIntercept:
    rng = np.random.default_rng(3)
    likelihood = CumulativeLink(x=rng.normal(size=(14, 2)), y=rng.integers(0, 4, 14), levels=4)
    return RandomIntercept(likelihood, np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5]))


def integrated(random: RandomIntercept, params: np.ndarray) -> float:
    """The log-likelihood by brute-force integration over each authority's intercept."""

    def likelihood(z: float, rows: np.ndarray) -> float:
        upper, lower = random.likelihood.bounds(params[:-1])
        shift = params[-1] * z
        logs = interval_derivatives(upper[rows] - shift, lower[rows] - shift, "logit").value
        return float(np.exp(logs.sum()) * norm.pdf(z))

    groups = [np.flatnonzero(random.group == group) for group in np.unique(random.group)]
    return sum(np.log(quad(likelihood, -9, 9, args=(rows,), epsabs=1e-12, limit=200)[0]) for rows in groups)


@pytest.mark.parametrize(("deviation", "within"), [(0.0, 1e-9), (0.4, 1e-7), (1.3, 1e-6), (3.0, 2e-5)])
def test_quadrature_equals_brute_force_integration(deviation: float, within: float) -> None:
    params = np.append(PARAMS[:-1], deviation)
    assert model().loglike(params) == pytest.approx(integrated(model(), params), abs=within)


def test_derivatives_are_those_of_the_likelihood() -> None:
    random, step = model(), 1e-4
    scores, hessian = random.derivatives(PARAMS)
    moves = np.eye(len(PARAMS)) * step
    first = [(random.loglike(PARAMS + move) - random.loglike(PARAMS - move)) / (2 * step) for move in moves]
    assert scores.sum(axis=0) == pytest.approx(first, rel=1e-5, abs=1e-6)
    second = [
        (random.derivatives(PARAMS + move)[0] - random.derivatives(PARAMS - move)[0]).sum(axis=0) / (2 * step)
        for move in moves
    ]
    assert hessian == pytest.approx(np.array(second), rel=1e-5, abs=1e-5)


def test_without_spread_it_is_the_model_without_random_intercept() -> None:
    random = model()
    params = np.append(PARAMS[:-1], 0.0)
    assert random.loglike(params) == pytest.approx(random.likelihood.loglike(PARAMS[:-1]), abs=1e-9)


def every_authority_has_every_grade(frame: pd.DataFrame) -> pd.DataFrame:
    keys = [f"{row % 60}" for row in range(len(frame))]
    return frame.sort_values("overall").assign(la_key=keys)


def test_an_intercept_without_variance_is_said(changed) -> None:
    spread = changed(every_authority_has_every_grade)
    fit = fit_spec("overall|turnover+caseload|family=ordered_logit_re", spread)
    assert fit.params["sd:authority"] == 0
    assert "variance is estimated as 0" in fit.problems[0]
    plain = fit_spec("overall|turnover+caseload", spread)
    assert fit.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-9)


def test_no_variance_has_no_error_and_the_other_rows_are_those_of_the_plain_model(changed) -> None:
    spread = changed(every_authority_has_every_grade)
    fit = fit_spec("overall|turnover+caseload|family=ordered_logit_re", spread)
    rows = fit.estimates.set_index("term")
    blank = ["se_model", "se_cluster", "ci_low", "ci_high", "odds_ratio", "or_ci_low", "or_ci_high", "p_cluster"]
    assert rows.loc["sd:authority", "estimate"] == 0
    assert rows.loc["sd:authority", blank].isna().all()
    plain = fit_spec("overall|turnover+caseload", spread).estimates.set_index("term")
    others = rows.drop("sd:authority")
    assert others["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy(), rel=1e-7)
    assert others["se_model"].to_numpy() == pytest.approx(plain["se_model"].to_numpy(), rel=1e-7)
    one_more = np.sqrt((fit.n - 5) / (fit.n - 6))
    assert others["se_cluster"].to_numpy() == pytest.approx(one_more * plain["se_cluster"].to_numpy(), rel=1e-7)
    shares = fit.predict({"turnover": 12.0})
    assert shares[["probability", "se", "ci_low", "ci_high"]].notna().all(axis=None)


def test_authorities_that_share_a_return_make_one_cluster(simulated: Panel) -> None:
    alone = fit_spec("overall|turnover|family=ordered_logit_re", simulated)
    shared = fit_spec("overall|turnover|family=ordered_logit_re|cluster=return_group", simulated)
    assert alone.n_clusters - shared.n_clusters == 10
    assert shared.params.to_numpy() == pytest.approx(alone.params.to_numpy())
    assert not np.allclose(shared.covariance, alone.covariance)


def test_the_last_steps_bring_the_scores_to_zero_and_change_nothing_far_away() -> None:
    rng = np.random.default_rng(9)
    group = np.repeat(np.arange(40), 4)
    x = rng.normal(size=(160, 1))
    latent = x[:, 0] + 1.5 * rng.normal(size=40)[group] + rng.logistic(size=160)
    likelihood = CumulativeLink(x=x, y=np.digitize(latent, [-2, 0, 2]), levels=4)
    maximum = fit_random_intercept(likelihood, pd.Series(group), np.array([0.7, -1.5, 0.0, 1.5])).params
    random = RandomIntercept(likelihood, group)
    nearby, far = maximum + 1e-4, maximum + 3.0
    assert np.abs(random.derivatives(nearby)[0].sum(axis=0)).max() > 1e-4
    polished = _polished(random, nearby)
    assert np.abs(random.derivatives(polished)[0].sum(axis=0)).max() < 1e-8
    assert polished == pytest.approx(maximum, abs=1e-7)
    assert _polished(random, far) is far
    assert _without_deviation(random, maximum) is maximum


def test_one_inspection_an_authority_gives_it_no_intercept(changed) -> None:
    once = changed(lambda frame: frame.assign(la_key=[f"{row}" for row in range(len(frame))]))
    with pytest.raises(EstimationError, match="no authority has more than one inspection"):
        fit_spec("overall|turnover+caseload|family=ordered_logit_re", once)


def test_without_an_end_the_reason_is_said(changed) -> None:
    """Every authority always gets one grade: the intercept explains everything, and its spread has no end."""

    def always_the_same(frame):
        frame = frame.sort_values("overall").reset_index(drop=True)
        return frame.assign(la_key=frame["overall"].astype("str") + (frame.index % 5).astype("str"))

    with pytest.raises(EstimationError, match=r"did not converge: .*; 20 of 20 authorities have more than one"):
        fit_spec("overall|turnover+caseload|family=ordered_logit_re", changed(always_the_same))
