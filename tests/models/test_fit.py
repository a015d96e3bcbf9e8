from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.errors import EstimationError, UnknownNameError
from workforce_grades.models import Design, Panel, fit_design, fit_spec, newton, variance_inflation
from workforce_grades.models.spec import CHOICES

BASE = "overall|turnover+caseload"


def test_terms_on_wild_scales_converge_to_the_same_model(simulated: Panel, changed) -> None:
    wild = changed(lambda frame: frame.assign(turnover_rate=frame["turnover_rate"] * 1e-4 + 10,
                                              caseload=frame["caseload"] * 1e6))  # fmt: skip
    plain, scaled = fit_spec(BASE, simulated), fit_spec(BASE, wild)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-6)
    assert scaled.params["caseload"] * 1e6 == pytest.approx(plain.params["caseload"], rel=1e-4)
    errors = np.sqrt(np.diag(scaled.covariance) / np.diag(plain.covariance))
    assert errors[1] == pytest.approx(1e-6, rel=1e-3)


def test_what_has_not_arrived_is_an_error(simulated: Panel, monkeypatch) -> None:
    monkeypatch.setattr(newton, "MOST_STEPS", 2)
    with pytest.raises(EstimationError, match="did not converge: the gradient is not zero"):
        fit_spec(BASE, simulated)


@pytest.mark.parametrize("family", CHOICES["family"])
@pytest.mark.parametrize("terms", ["turnover+caseload", "turnover+caseload+agency"])
def test_parameters_are_within_a_millionth_of_the_maximum(simulated: Panel, family: str, terms: str) -> None:
    fit = fit_spec(f"overall|{terms}|family={family}", simulated)
    to_go = fit.optimum.bread @ fit.optimum.scores.sum(axis=0)
    assert np.abs(to_go).max() < 1e-6
    assert np.abs(to_go / np.sqrt(np.diag(fit.optimum.bread))).max() < 1e-6


@pytest.mark.parametrize("family", ["ordered_logit", "ordered_probit"])
def test_statsmodels_finds_nothing_left_to_gain(simulated: Panel, family: str) -> None:
    """Its own results object, made when asked for: estimates, errors, clustered errors, prediction."""
    fit = fit_spec(f"{BASE}|family={family}", simulated)
    result = fit.result
    assert result is fit.result
    assert result.model.natural(result.params.to_numpy()) == pytest.approx(fit.params.to_numpy(), rel=1e-9)
    assert result.llf == pytest.approx(fit.log_likelihood)
    terms = fit.estimates.set_index("term").loc[["turnover", "caseload"]]
    assert result.bse[["turnover", "caseload"]].to_numpy() == pytest.approx(terms["se_model"].to_numpy(), rel=1e-6)
    codes = pd.factorize(fit.design.cluster)[0]
    clustered = result.model.fit(result.params, method="newton", disp=0, cov_type="cluster", cov_kwds={"groups": codes})
    assert clustered.bse[["turnover", "caseload"]].to_numpy() == pytest.approx(terms["se_cluster"].to_numpy(), rel=1e-6)
    at = pd.DataFrame({"turnover": [10.0, 20.0], "caseload": [14.0, 18.0]})
    ours = fit.predict(at)["probability"].to_numpy().reshape(2, 4)
    assert result.predict(at).to_numpy() == pytest.approx(ours)


def test_statsmodels_results_of_the_other_families(simulated: Panel) -> None:
    yes = fit_spec(f"{BASE}|family=logit_good_or_better", simulated)
    assert yes.result.params.to_numpy() * [1, 1, -1] == pytest.approx(yes.params.to_numpy(), rel=1e-9)
    line = fit_spec(f"{BASE}|family=ols_grade", simulated)
    assert line.result.params.to_numpy() == pytest.approx(line.params.to_numpy(), rel=1e-9)
    assert fit_spec(f"{BASE}|family=ordered_logit_re", simulated).result.success


def test_a_design_can_be_estimated_without_some_of_its_rows(simulated: Panel, changed) -> None:
    design = fit_spec(BASE, simulated).design
    left = (design.authority != "A000").to_numpy()
    some = Design(design.spec, design.x[left], design.grade[left], design.authority[left], design.cluster[left], {})
    expected = fit_spec(BASE, changed(lambda frame: frame[frame["la_key"] != "A000"]))
    assert fit_design(some).params.to_numpy() == pytest.approx(expected.params.to_numpy())


def separated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("overall").assign(turnover_rate=np.arange(len(frame), dtype="float64"))


@pytest.mark.parametrize("family", ["ordered_logit", "ordered_probit", "ordered_logit_re", "logit_good_or_better"])
def test_separated_grades_are_said(changed, family: str) -> None:
    with pytest.raises(EstimationError, match="separated by turnover: no finite estimate exists"):
        fit_spec(f"overall|turnover|family={family}", changed(separated))


def test_quasi_separation_by_one_level_is_said(changed) -> None:
    def always_outstanding(frame: pd.DataFrame) -> pd.DataFrame:
        best = frame["previous_overall"] == "Outstanding"
        frame.loc[best, "overall"] = "Outstanding"
        return frame

    with pytest.raises(EstimationError, match=r"separated by previous_grade:Outstanding: no finite"):
        fit_spec("overall|turnover+previous_grade", changed(always_outstanding))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame[frame["overall"] != "Inadequate"], "none of its .* inspections is graded Inadequate"),
        (lambda frame: frame.assign(la_key="300"), "1 clusters are too few for 5 parameters; it needs 10"),
        (lambda frame: frame.assign(caseload=7.0), "caseload cannot be told from the other terms"),
        (lambda frame: frame.assign(caseload=2 * frame["turnover_rate"] + 1), "exactly collinear"),
        (lambda frame: frame.assign(inpost_fte=3.0), "no inspection has all the values it needs"),
    ],
)
def test_what_cannot_be_estimated_is_said(changed, change, said: str) -> None:
    with pytest.raises(EstimationError, match=said):
        fit_spec(BASE, changed(change))


def test_more_parameters_than_clusters_is_an_error(changed) -> None:
    few = changed(lambda frame: frame.assign(la_key=[f"{row % 13}" for row in range(len(frame))]))
    fit_spec(BASE, few)
    with pytest.raises(EstimationError, match="13 clusters are too few for 14 parameters"):
        fit_spec(f"{BASE}+agency|effects=census_year", few)


def test_a_yes_or_no_without_both_answers_is_an_error(changed) -> None:
    with pytest.raises(EstimationError, match="graded below the line"):
        fit_spec(f"{BASE}|family=logit_not_inadequate", changed(lambda frame: frame[frame["overall"] > "Inadequate"]))


def test_an_unknown_id_is_refused_before_anything_is_estimated(simulated: Panel) -> None:
    with pytest.raises(UnknownNameError, match=r"Try 'overall\|turnover'"):
        fit_spec("overall|turnovr", simulated)


def test_a_fit_shows_its_counts_and_odds_ratios(simulated: Panel) -> None:
    fit = fit_spec(BASE, simulated)
    page = fit._repr_html_()
    assert f"{fit.n} inspections of {fit.n_clusters} clusters, 0 left out" in page
    assert f"{np.exp(fit.params['caseload']):.3f}" in page
    assert fit.converged
    assert repr(fit.design) == f"<Design {BASE}: {fit.n} inspections, 0 left out>"
    assert repr(fit) == f"<Fit {BASE}: {fit.n} inspections of {fit.n_clusters} clusters, 0 left out>"


def test_inflation_is_that_of_the_regression_on_the_others() -> None:
    x = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 4, 3, 5], "c": [1.0, 0, 0, 0, 1]})
    correlation = x[["a", "b"]].corr().iloc[0, 1]
    assert variance_inflation(x[["a", "b"]]).to_numpy() == pytest.approx([1 / (1 - correlation**2)] * 2)
    assert variance_inflation(x).to_numpy() == pytest.approx(np.diag(np.linalg.inv(x.corr().to_numpy())))
    assert variance_inflation(x.assign(d=x["a"] - x["b"]))["d"] == float("inf")
    assert variance_inflation(x[["a"]]).to_dict() == {"a": 1.0}
