"""Odds by threshold: with one yes-or-no term the free model is the table itself, Brant's test its delta method."""

from __future__ import annotations

import numpy as np
import pytest
from cells import WITH, WITHOUT, cell_design, log_odds_ratio, sides
from scipy.stats import chi2

from workforce_grades.codebook import GRADES
from workforce_grades.models import brant_test, fit_design, generalised_estimates, likelihood_ratio_test
from workforce_grades.models.generalised import better_side, fit_generalised

TABLE = np.array([WITHOUT, WITH], dtype="float64")
N = TABLE.sum()
CUTS = (1, 2, 3)


def saturated() -> float:
    """The log-likelihood of the shares themselves."""
    return float((TABLE * np.log(TABLE / TABLE.sum(axis=1, keepdims=True))).sum())


def covariance_of_ratios() -> np.ndarray:
    """Of the three log odds ratios, from the multinomial: cov(logit P_j, logit P_k) is 1 / (n P_j (1 - P_k)), j < k."""
    total = np.zeros((3, 3))
    for row in TABLE:
        better = np.array([row[cut:].sum() / row.sum() for cut in CUTS])
        for one in range(3):
            for two in range(3):
                easy, hard = better[min(one, two)], better[max(one, two)]
                total[one, two] += 1 / (row.sum() * easy * (1 - hard))
    return total


@pytest.fixture(scope="module")
def fit():
    return fit_design(cell_design())


def test_free_coefficients_are_the_ratios_at_each_threshold(fit) -> None:
    found = generalised_estimates(fit.design, ["turnover"])
    assert found["threshold"].tolist() == ["Requires improvement or better", "Good or better", "Outstanding"]
    assert found["estimate"].to_numpy() == pytest.approx([log_odds_ratio(cut) for cut in CUTS])
    errors = np.sqrt([(1 / sides(cut)).sum() for cut in CUTS])
    assert found["se_model"].to_numpy() == pytest.approx(errors)
    assert found["se_cluster"].to_numpy() == pytest.approx(np.sqrt(N / (N - 6)) * errors)
    assert found["log_likelihood"].to_numpy() == pytest.approx([saturated()] * 3)
    assert found["odds_ratio"].to_numpy() == pytest.approx([np.exp(log_odds_ratio(cut)) for cut in CUTS])
    assert (found["or_ci_low"] * found["or_ci_high"]).to_numpy() == pytest.approx(found["odds_ratio"].to_numpy() ** 2)


def test_thresholds_of_the_free_model_are_the_shares_without_the_term(fit) -> None:
    below = np.cumsum(WITHOUT)[:3] / sum(WITHOUT)
    assert fit_generalised(fit.design, ["turnover"]).params[3:] == pytest.approx(np.log(below / (1 - below)))


def test_brant_is_the_wald_test_of_the_three_ratios(fit) -> None:
    ratios, covariance = np.array([log_odds_ratio(cut) for cut in CUTS]), covariance_of_ratios()
    contrasts = np.array([[1, -1, 0], [1, 0, -1]])
    gaps = contrasts @ ratios
    wald = gaps @ np.linalg.solve(contrasts @ covariance @ contrasts.T, gaps)
    found = brant_test(fit).set_index("term")
    assert found.index.tolist() == ["all terms", "turnover"]
    for term in found.index:
        assert found.loc[term, ["df", "statistic"]].tolist() == pytest.approx([2, wald])
        assert found.loc[term, "p"] == pytest.approx(chi2.sf(wald, 2))
        assert found.loc[term, "statistic_cluster"] == pytest.approx(wald * (N - 6) / N)
        assert found.loc[term, "p_cluster"] == pytest.approx(chi2.sf(wald * (N - 6) / N, 2))


def test_the_likelihood_ratio_is_against_the_table_itself(fit) -> None:
    found = likelihood_ratio_test(fit)
    gain = 2 * (saturated() - fit.log_likelihood)
    assert found["statistic"].to_numpy() == pytest.approx([gain, gain])
    assert found["df"].tolist() == [2, 2]
    assert found["p"].to_numpy() == pytest.approx(chi2.sf(gain, 2))


def test_odds_that_are_equal_everywhere_are_not_told_apart() -> None:
    """Twice the odds at every threshold, in whole counts: shares of 1/2, 3/4, 7/8 against 1/3, 3/5, 7/9."""
    fit = fit_design(cell_design([[80, 40, 20, 20], [60, 48, 32, 40]]))
    assert fit.params["turnover"] == pytest.approx(np.log(2))
    assert brant_test(fit)["statistic"].to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert likelihood_ratio_test(fit)["statistic"].to_numpy() == pytest.approx([0, 0], abs=1e-9)


def test_more_clusters_alike_leave_the_clustered_test_and_inflate_the_plain_one(fit) -> None:
    """Four copies of each inspection in one cluster look like four times the evidence, unless clusters are counted."""
    copied = brant_test(fit_design(cell_design(alike=4))).iloc[0]
    plain = brant_test(fit).iloc[0]
    assert copied["statistic"] == pytest.approx(4 * plain["statistic"])
    correction = (N - 6) / N / ((4 * N - 6) / (4 * N - 1) * (N - 1) / N)
    assert copied["statistic_cluster"] == pytest.approx(plain["statistic_cluster"] / correction)


SIDES = [*((grade, f"{grade} or better") for grade in GRADES[:3]), ("Outstanding", "Outstanding")]


@pytest.mark.parametrize(("grade", "side"), SIDES)
def test_the_better_side_of_the_best_grade_is_the_grade(grade: str, side: str) -> None:
    assert better_side(grade) == side
