"""Tests of proportional odds against R (see reference_proportional_odds/reference.R) and against themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, UnknownNameError
from workforce_grades.models import (
    Design,
    Fit,
    Panel,
    brant_test,
    fit_design,
    fit_spec,
    generalised_estimates,
    likelihood_ratio_test,
)
from workforce_grades.models.estimation import graded_likelihood
from workforce_grades.models.generalised import GeneralisedLink, fit_generalised

BASE = "overall|turnover+caseload"
FOLDER = Path(__file__).with_name("reference_proportional_odds")
BETTER = {
    "Inadequate|Requires improvement": "Requires improvement or better",
    "Requires improvement|Good": "Good or better",
    "Good|Outstanding": "Outstanding",
}


@pytest.fixture(scope="module")
def fit(linked) -> Fit:
    """Return the fit of the frame that R has simulated, in which turnover's odds are not proportional."""
    rows = pd.read_csv(FOLDER / "simulated.csv")
    frame = linked(**{str(name): list(column) for name, column in rows.items()})
    regions = dict.fromkeys(frame["la_key"], "North")
    return fit_spec(BASE, Panel(linked={"lag0": frame}, context=pd.DataFrame(), regions=regions))


def reference(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def test_brant_is_that_of_his_formula_and_of_stacked_clustered_logits(fit: Fit) -> None:
    found, expected = brant_test(fit), reference("brant")
    assert found["term"].tolist() == expected["term"].tolist()
    assert found["df"].tolist() == expected["df"].tolist() == [4, 2, 2]
    assert found["statistic"].to_numpy() == pytest.approx(expected["statistic"].to_numpy(), rel=1e-7)
    assert found["statistic_cluster"].to_numpy() == pytest.approx(expected["statistic_cluster"].to_numpy(), rel=1e-7)


def test_p_values_are_of_chi_squared(fit: Fit) -> None:
    """With two degrees of freedom p is exp(-x / 2); with four exp(-x / 2) (1 + x / 2)."""
    for table, columns in ((brant_test(fit), ("", "_cluster")), (likelihood_ratio_test(fit), ("",))):
        for suffix in columns:
            half = table[f"statistic{suffix}"].to_numpy() / 2
            expected = np.exp(-half) * np.array([1 + half[0], 1, 1])
            assert table[f"p{suffix}"].to_numpy() == pytest.approx(expected)


def test_the_likelihood_ratio_is_that_of_r(fit: Fit) -> None:
    found, expected = likelihood_ratio_test(fit), reference("likelihood_ratio")
    assert found["term"].tolist() == expected["term"].tolist()
    assert found["df"].tolist() == expected["df"].tolist()
    assert found["statistic"].to_numpy() == pytest.approx(expected["statistic"].to_numpy(), abs=1e-8)


@pytest.mark.parametrize("free", ["all terms", "turnover", "caseload"])
def test_coefficients_by_threshold_are_those_of_r(fit: Fit, free: str) -> None:
    expected = reference("generalised").query("free == @free")
    at, _, term = zip(*expected["coefficient"].str.rpartition(".").to_numpy(), strict=True)
    terms = [name.removesuffix("_rate") for name in term]
    expected = expected.set_index(pd.MultiIndex.from_arrays([terms, [BETTER.get(cut, "every") for cut in at]]))
    found = generalised_estimates(fit.design, list(fit.design.x) if free == "all terms" else [free])
    found = found.set_index(["term", "threshold"]).loc[expected.index]
    assert len(found) == (6 if free == "all terms" else 4)
    assert found["estimate"].to_numpy() == pytest.approx(expected["estimate"].to_numpy(), rel=1e-6)
    assert found["se_model"].to_numpy() == pytest.approx(expected["se_model"].to_numpy(), rel=1e-6)
    assert found["log_likelihood"].to_numpy() == pytest.approx(expected["log_likelihood"].to_numpy())


def test_nothing_free_is_the_proportional_model_with_its_clustered_errors(fit: Fit) -> None:
    found = generalised_estimates(fit.design, []).set_index("term")
    plain = fit.estimates.set_index("term").loc[["turnover", "caseload"]]
    assert found["threshold"].tolist() == ["every", "every"]
    for column in ("estimate", "se_model", "se_cluster", "ci_low", "ci_high", "odds_ratio", "or_ci_low", "or_ci_high",
                   "p_cluster", "n", "n_clusters", "log_likelihood"):  # fmt: skip
        assert found[column].to_numpy() == pytest.approx(plain[column].to_numpy(), rel=1e-9), column


def test_derivatives_of_the_free_model(fit: Fit) -> None:
    plain = graded_likelihood(fit.design)
    link = GeneralisedLink(plain.x, plain.y, plain.levels, free=(1,))
    at = fit_generalised(fit.design, ["caseload"]).params + np.array([0.01, 0.01, -0.01, 0.02, 0.1, 0.1, 0.1])
    moves = np.eye(len(at)) * 1e-6
    slopes = [(link.loglike(at + move) - link.loglike(at - move)) / 2e-6 for move in moves]
    assert link.expansion(at).gradient == pytest.approx(slopes, rel=1e-5, abs=1e-4)
    bends = [(link.expansion(at + move).gradient - link.expansion(at - move).gradient) / 2e-6 for move in moves]
    assert link.expansion(at).hessian == pytest.approx(np.array(bends), rel=1e-5, abs=1e-2)


def test_odds_that_are_proportional_are_rarely_found_otherwise(fit: Fit) -> None:
    """Of 100 tests at 5% about five are wrong: more than twelve would be one in five hundred."""
    rng = np.random.default_rng(4)
    fitted = fit.design.x.to_numpy() @ fit.params.to_numpy()[:2]
    rejected = 0
    for _ in range(100):
        latent = fitted + rng.logistic(size=len(fitted))
        drawn = fit_design(replace(fit.design, grade=_graded(fit, latent)))
        rejected += brant_test(drawn)["p"].iloc[0] < 0.05
    assert 1 <= rejected <= 12


def _graded(fit: Fit, latent: np.ndarray) -> pd.Series:
    codes = np.searchsorted(fit.params.to_numpy()[2:], latent)
    return pd.Series(pd.Categorical.from_codes(codes, list(GRADES), ordered=True), index=fit.design.x.index)


def _one_sided(design: Design) -> Design:
    """A term that only Outstanding inspections have: the last threshold alone is separated by it."""
    grade = design.grade.to_numpy()
    some = (grade == "Outstanding") & (np.arange(len(grade)) % 2 == 0)
    return replace(design, x=design.x.assign(turnover=some.astype("float64")))


def test_a_threshold_that_is_separated_is_said(fit: Fit) -> None:
    made = replace(fit, design=_one_sided(fit.design))
    with pytest.raises(EstimationError, match="alone is separated by its terms"):
        brant_test(made)
    with pytest.raises(EstimationError):
        generalised_estimates(made.design, ["turnover"])


def test_a_model_without_finite_maximum_is_said(fit: Fit) -> None:
    """Half of the best and half of the worst have it: together finite, at the outer thresholds not."""
    grade = fit.design.grade.to_numpy()
    outer = np.isin(grade, ["Outstanding", "Inadequate"]) & (np.arange(len(grade)) % 2 == 0)
    design = replace(fit.design, x=fit.design.x.assign(turnover=outer.astype("float64")))
    fit_design(design)
    with pytest.raises(EstimationError, match="no finite estimate exists with turnover free"):
        generalised_estimates(design, ["turnover"])


@pytest.mark.parametrize("family", ["ordered_probit", "ols_grade", "logit_good_or_better"])
def test_other_families_have_no_proportional_odds(simulated: Panel, family: str) -> None:
    other = fit_spec(f"{BASE}|family={family}", simulated)
    for refused in (brant_test, likelihood_ratio_test, lambda fit: generalised_estimates(fit.design, ["turnover"])):
        with pytest.raises(EstimationError, match="family=ordered_logit only"):
            refused(other)


def test_an_unknown_term_is_refused_with_the_nearest(fit: Fit) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'turnover'"):
        generalised_estimates(fit.design, ["turnovr"])
