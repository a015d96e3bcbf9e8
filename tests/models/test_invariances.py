"""What must not matter to an estimate does not: order, units, names of clusters, copies, the direction of the scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import Logit
from statsmodels.regression.linear_model import OLS

from workforce_grades.codebook import GRADES
from workforce_grades.models import Design, Fit, Panel, design_frame, fit_design, variance_inflation

FAMILIES = ("ordered_logit", "ordered_probit", "logit_good_or_better", "logit_not_inadequate", "ols_grade")
TERMS = ["turnover", "caseload"]


@pytest.fixture(scope="module", params=FAMILIES)
def whole(request: pytest.FixtureRequest, simulated: Panel) -> Fit:
    spec = f"overall|turnover+caseload|cluster=return_group|family={request.param}"
    return fit_design(design_frame(spec, simulated))


def taken(design: Design, rows: np.ndarray) -> Design:
    """Some rows of a design, in the order given, each a new inspection."""
    index = pd.Index([f"row{at}" for at in range(len(rows))])
    parts = {name: getattr(design, name).iloc[rows].set_axis(index) for name in ("x", "grade", "authority", "cluster")}
    return replace(design, **parts)


def same(one: Fit, other: Fit) -> None:
    assert one.params.to_numpy() == pytest.approx(other.params.to_numpy(), rel=1e-6, abs=1e-9)
    assert one.covariance == pytest.approx(other.covariance, rel=1e-6, abs=1e-10)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)


def test_the_order_of_inspections(whole: Fit) -> None:
    same(fit_design(taken(whole.design, np.random.default_rng(3).permutation(whole.n))), whole)


def test_the_names_of_clusters_and_authorities(whole: Fit) -> None:
    names = {name: f"z{-at:04d}" for at, name in enumerate(whole.design.cluster.unique())}
    renamed = replace(whole.design, cluster=whole.design.cluster.map(names), authority=whole.design.authority + "!")
    same(fit_design(renamed), whole)


@pytest.mark.parametrize(("scale", "shift"), [(0.01, 0.0), (1.0, -16.0), (-2.0, 7.0), (365.0, 1e4)])
def test_the_unit_and_the_zero_of_a_term(whole: Fit, scale: float, shift: float) -> None:
    x = whole.design.x.assign(caseload=whole.design.x["caseload"] * scale + shift)
    moved = fit_design(replace(whole.design, x=x))
    change = np.eye(len(whole.params))
    change[1, 1] = 1 / scale
    # thresholds move with the zero of a term one way, an intercept the other
    change[2:, 1] = shift / scale * (-1 if whole.spec.family == "ols_grade" else 1)
    assert moved.log_likelihood == pytest.approx(whole.log_likelihood)
    expected = change @ whole.covariance @ change.T
    assert moved.params.to_numpy() == pytest.approx(change @ whole.params.to_numpy(), rel=1e-5, abs=1e-7)
    assert np.sqrt(np.diag(moved.covariance)) == pytest.approx(np.sqrt(np.diag(expected)), rel=1e-4)


def test_every_inspection_twice_in_its_cluster(whole: Fit) -> None:
    twice = fit_design(taken(whole.design, np.repeat(np.arange(whole.n), 2)))
    assert twice.params.to_numpy() == pytest.approx(whole.params.to_numpy(), rel=1e-6)
    if whole.spec.family != "ols_grade":
        assert twice.log_likelihood == pytest.approx(2 * whole.log_likelihood)
    n, k = whole.n, len(whole.params)
    fewer = (2 * n - 1) / (2 * n - k) / ((n - 1) / (n - k))
    assert twice.covariance == pytest.approx(fewer * whole.covariance, rel=1e-6)
    assert twice.n_clusters == whole.n_clusters


@pytest.mark.parametrize("family", ["ordered_logit", "ordered_probit", "ols_grade"])
def test_grades_turned_upside_down_turn_the_signs(simulated: Panel, family: str) -> None:
    fit = fit_design(design_frame(f"overall|turnover+caseload|family={family}", simulated))
    codes = 3 - fit.design.grade.cat.codes.to_numpy()
    grade = pd.Series(pd.Categorical.from_codes(codes, list(GRADES), ordered=True), index=fit.design.x.index)
    turned = fit_design(replace(fit.design, grade=grade))
    assert turned.params[TERMS].to_numpy() == pytest.approx(-fit.params[TERMS].to_numpy())
    assert turned.covariance[:2, :2] == pytest.approx(fit.covariance[:2, :2])
    rest = fit.params.to_numpy()[2:]
    assert turned.params.to_numpy()[2:] == pytest.approx(5 - rest if family == "ols_grade" else -rest[::-1])


def test_an_authority_of_its_own_adds_its_square(whole: Fit) -> None:
    """Without the correction, the middle of the sandwich is the sum over clusters of squared sums of scores."""
    scores = pd.DataFrame(whole.optimum.scores).groupby(whole.design.cluster.to_numpy()).sum().to_numpy()
    clusters, n, k = len(scores), whole.n, len(whole.params)
    middle = sum(np.outer(row, row) for row in scores)
    bread = whole.optimum.bread
    expected = clusters / (clusters - 1) * (n - 1) / (n - k) * bread @ middle @ bread
    assert whole.n_clusters == clusters == 110
    assert whole.covariance == pytest.approx(expected)


def test_clustered_errors_are_those_of_statsmodels(simulated: Panel) -> None:
    """Of its logit and its least squares, which our own estimation does not use."""
    for family, model in (("logit_good_or_better", Logit), ("ols_grade", OLS)):
        fit = fit_design(design_frame(f"overall|turnover+caseload+agency|family={family}", simulated))
        codes = fit.design.grade.cat.codes.to_numpy()
        y = codes + 1.0 if model is OLS else (codes >= 2).astype("float64")
        options = {"disp": 0} if model is Logit else {}
        groups = pd.factorize(fit.design.cluster)[0]
        x = fit.design.x.assign(constant=1.0)
        theirs = model(y, x.to_numpy()).fit(cov_type="cluster", cov_kwds={"groups": groups}, **options)
        assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(theirs.bse, rel=1e-6)
        assert fit.params.to_numpy()[:3] == pytest.approx(theirs.params[:3], rel=1e-6)
        assert fit.log_likelihood == pytest.approx(theirs.llf)


@pytest.mark.parametrize("scale", [1e-6, 1.0, -3.0, 1e6])
def test_inflation_knows_no_units_and_no_order(scale: float) -> None:
    rng = np.random.default_rng(1)
    x = pd.DataFrame(rng.normal(size=(40, 3)), columns=list("abc"))
    x["c"] += x["a"]
    expected = np.diag(np.linalg.inv(np.corrcoef(x.to_numpy().T)))
    moved = variance_inflation(x.assign(a=x["a"] * scale + 5)[["c", "a", "b"]])
    assert moved[["a", "b", "c"]].to_numpy() == pytest.approx(expected)
    assert moved.name == "variance_inflation"
    assert (moved >= 1).all()


def test_terms_that_have_nothing_in_common_are_not_inflated() -> None:
    crossed = pd.DataFrame({"a": [1.0, 1, -1, -1] * 3, "b": [1.0, -1, 1, -1] * 3})
    assert variance_inflation(crossed).to_dict() == pytest.approx({"a": 1.0, "b": 1.0})
    constant = variance_inflation(crossed.assign(c=7.0))
    assert constant.to_dict() == pytest.approx({"a": 1.0, "b": 1.0, "c": np.inf})
