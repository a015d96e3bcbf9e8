from __future__ import annotations

import numpy as np
import pytest
from made_design import made_design

from workforce_grades.analyses.simulation import _draw, _with_truth, resemblance, simulate
from workforce_grades.errors import EstimationError
from workforce_grades.models.fit import fit_design
from workforce_grades.models.predict import grade_probabilities


@pytest.fixture(scope="module")
def fit():
    return fit_design(made_design())


def test_known_coefficients_come_back_and_intervals_cover(fit) -> None:
    found = simulate(fit, runs=300, seed=3)
    rows = found.terms.set_index("term")
    assert found.failed == 0
    assert rows.loc["caseload", "truth"] == fit.params["caseload"]
    error = rows["spread"] / np.sqrt(300)
    assert (rows["bias"].abs() < 4 * error + 0.03 * rows["truth"].abs()).all()
    assert rows["coverage"].between(0.91, 0.99).all()
    assert (rows["coverage_low"] < rows["coverage"]).all()
    assert rows["mean_se"].to_numpy() == pytest.approx(rows["spread"].to_numpy(), rel=0.15)


def test_the_same_seed_draws_the_same(fit) -> None:
    once, again = (simulate(fit, runs=5, seed=9).terms for _ in range(2))
    assert once.equals(again)
    assert not once.equals(simulate(fit, runs=5, seed=10).terms)


def test_no_association_is_found_one_time_in_twenty(fit) -> None:
    found = simulate(fit, runs=300, seed=4, truth={"turnover": 0.0})
    power = found.terms.set_index("term")["power"]
    assert power["turnover"] < 0.1
    assert power["caseload"] > 0.9


def test_another_truth_keeps_the_middle_of_the_grades(fit) -> None:
    params = _with_truth(fit, {"turnover": 0.0})
    x = fit.design.x.mean()
    before = fit.params.to_numpy()[2:] - (x["turnover"] * fit.params["turnover"])
    assert params.to_numpy()[2:] == pytest.approx(before)


def test_correlated_draws_resemble_each_other_within_an_authority(fit) -> None:
    def alike(correlation: float) -> float:
        rng = np.random.default_rng(0)
        pairs = [_draw(fit.design, fit.params * 0 + [0, 0, -2, 0, 2], correlation, rng).cat.codes for _ in range(60)]
        first, second = np.array(pairs)[:, 0::2].ravel(), np.array(pairs)[:, 1::2].ravel()
        return float(np.corrcoef(first, second)[0, 1])

    assert abs(alike(0.0)) < 0.05
    assert alike(0.6) > 0.4


def test_drawn_grades_have_the_models_own_shares(fit) -> None:
    rng = np.random.default_rng(1)
    drawn = np.concatenate([_draw(fit.design, fit.params, 0.3, rng).cat.codes for _ in range(200)])
    expected = grade_probabilities(fit.design.x.to_numpy(), fit.params.to_numpy(), "logit").mean(axis=0)
    assert np.bincount(drawn, minlength=4) / len(drawn) == pytest.approx(expected, abs=0.01)


def test_only_an_ordered_logit_draws_grades() -> None:
    with pytest.raises(EstimationError, match="ordered logit only"):
        simulate(fit_design(made_design(spec="overall|turnover+caseload|family=ols_grade")))


def test_resemblance_is_the_intraclass_correlation_of_the_latent_grade(fit) -> None:
    random = fit_design(made_design(60, 3, spec="overall|turnover+caseload|family=ordered_logit_re"))
    deviation = random.params["sd:authority"]
    assert resemblance(random) == pytest.approx(deviation**2 / (deviation**2 + 3.28987), abs=1e-6)
    with pytest.raises(EstimationError, match="no random intercept"):
        resemblance(fit)
