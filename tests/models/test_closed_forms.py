"""Estimates of one yes-or-no term are those of its table of counts: odds ratios, means, shares, their errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cells import WITH, WITHOUT, cell_design, log_odds_ratio, sides
from scipy.special import logit, ndtri
from scipy.stats import ttest_ind

from workforce_grades.codebook import GRADES
from workforce_grades.models import estimates_table, fit_design, weighted_estimates
from workforce_grades.models.estimates import estimate_rows

YES_OR_NO = {"logit_not_inadequate": 1, "logit_good_or_better": 2}
N = sum(WITHOUT) + sum(WITH)


@pytest.mark.parametrize(("family", "cut"), YES_OR_NO.items())
def test_a_yes_or_no_logit_is_the_cross_product_ratio(family: str, cut: int) -> None:
    fit = fit_design(cell_design(family=family))
    assert list(fit.params.index) == ["turnover", f"threshold:{GRADES[cut - 1]}/{GRADES[cut]}"]
    assert fit.params["turnover"] == pytest.approx(log_odds_ratio(cut))
    worse, better = sides(cut)[0]
    assert fit.params.iloc[1] == pytest.approx(np.log(worse / better))
    woolf = np.sqrt((1 / sides(cut)).sum())
    assert np.sqrt(fit.optimum.bread[0, 0]) == pytest.approx(woolf)
    shares = sides(cut) / sides(cut).sum(axis=1, keepdims=True)
    assert fit.log_likelihood == pytest.approx((sides(cut) * np.log(shares)).sum())


@pytest.mark.parametrize("alike", [1, 3])
@pytest.mark.parametrize(("family", "cut"), YES_OR_NO.items())
def test_inspections_of_a_cluster_that_are_all_the_same_count_once(family: str, cut: int, alike: int) -> None:
    """Where a model is saturated the sandwich is the model's own, but for the correction; copies add nothing."""
    fit = fit_design(cell_design(family=family, alike=alike))
    correction = N / (N - 1) * (alike * N - 1) / (alike * N - 2)
    assert fit.n_clusters == N
    assert fit.covariance[0, 0] == pytest.approx(correction * (1 / sides(cut)).sum())
    assert fit.optimum.bread[0, 0] == pytest.approx((1 / sides(cut)).sum() / alike)


def test_grades_as_numbers_differ_by_the_difference_of_means() -> None:
    design = cell_design(family="ols_grade")
    groups = [np.repeat([1, 2, 3, 4], counts).astype(float) for counts in (WITHOUT, WITH)]
    fit = fit_design(design)
    assert list(fit.params.index) == ["turnover", "intercept"]
    assert fit.params["intercept"] == pytest.approx(groups[0].mean())
    assert fit.params["turnover"] == pytest.approx(groups[1].mean() - groups[0].mean())
    student = ttest_ind(groups[1], groups[0])
    assert fit.params["turnover"] / np.sqrt(fit.optimum.bread[0, 0]) == pytest.approx(student.statistic)
    robust = sum(group.var() / len(group) for group in groups)
    assert fit.covariance[0, 0] == pytest.approx(N / (N - 2) * robust), "each group's own variance"


@pytest.mark.parametrize(("family", "inverse"), [("ordered_logit", logit), ("ordered_probit", ndtri)])
def test_a_term_that_every_grade_has_half_the_time_does_not_matter(family: str, inverse) -> None:
    fit = fit_design(cell_design([WITH, WITH], family))
    assert fit.params["turnover"] == pytest.approx(0, abs=1e-9)
    below = np.cumsum(WITH)[:3] / sum(WITH)
    assert fit.params.to_numpy()[1:] == pytest.approx(inverse(below))
    share = np.array(WITH) / sum(WITH)
    assert fit.log_likelihood == pytest.approx(2 * (np.array(WITH) * np.log(share)).sum())


def test_with_two_thresholds_an_ordered_logit_lies_between_their_ratios() -> None:
    ratios = sorted(log_odds_ratio(cut) for cut in (1, 2, 3))
    assert ratios[0] < fit_design(cell_design()).params["turnover"] < ratios[-1]


def test_odds_that_are_proportional_in_the_counts_are_found_exactly() -> None:
    """Shares of 1/2, 1/4, 1/8, 1/8 against odds four times as good at every threshold."""
    worse = np.array([1 / 2, 3 / 4, 7 / 8])
    odds = worse / (1 - worse) / 4
    counts = [np.diff([0, *below, 1]) for below in (worse, odds / (1 + odds))]
    whole = [np.rint(row * size).astype(int) for row, size in zip(counts, (8, 770), strict=True)]
    assert whole[0].tolist() == [4, 2, 1, 1]
    assert whole[1] == pytest.approx(counts[1] * 770), "the counts are whole"
    fit = fit_design(cell_design([whole[0] * 20, whole[1]]))
    assert fit.params["turnover"] == pytest.approx(np.log(4), abs=1e-7)
    assert fit.params.to_numpy()[1:] == pytest.approx(logit(worse), abs=1e-7)


@pytest.mark.parametrize("family", [*YES_OR_NO, "ols_grade", "ordered_logit", "ordered_probit"])
def test_weights_are_counts(family: str) -> None:
    """One inspection a cell, weighted, gives what as many inspections as the weight would."""
    every = cell_design([[3] * 4] * 2, family)
    weights = np.repeat(np.concatenate([WITHOUT, WITH]), 3).astype("float64")
    weights[1::3] = weights[2::3] = 0
    found = weighted_estimates(every, np.array([weights, 2 * weights]))
    expected = fit_design(cell_design(family=family)).params
    assert list(found.columns) == list(expected.index)
    for row in (0, 1):
        assert found.iloc[row].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)


def test_a_row_of_the_table_follows_from_estimate_and_error() -> None:
    fit = fit_design(cell_design(family="logit_good_or_better"))
    first, threshold = estimate_rows(fit)
    error = np.sqrt(N / (N - 2) * (1 / sides(2)).sum())
    assert first["se_cluster"] == pytest.approx(error)
    assert first["odds_ratio"] == pytest.approx(np.exp(log_odds_ratio(2)))
    bounds = np.exp(log_odds_ratio(2) + np.array([-1, 1]) * ndtri(0.975) * error)
    assert [first["or_ci_low"], first["or_ci_high"]] == pytest.approx(bounds)
    assert np.isnan([threshold["odds_ratio"], threshold["or_ci_low"]]).all()
    assert (first["n"], first["n_clusters"], first["n_dropped"], first["lag"], first["lead"]) == (N, N, 0, "0", "")


def test_a_lead_has_no_lag_in_the_table(simulated) -> None:
    early = pd.DataFrame(simulated.linked["lag0"])
    made = type(simulated)({"lag0": early, "lead1": early}, simulated.context, simulated.regions)
    rows = estimates_table(["overall|turnover|lead=1", "overall|turnover"], made).drop_duplicates("spec_id")
    assert rows[["lag", "lead"]].to_numpy().tolist() == [["", "1"], ["0", ""]]
    assert rows["estimate"].iloc[0] == rows["estimate"].iloc[1]
