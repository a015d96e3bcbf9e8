"""Bias-reduced errors and their degrees of freedom, in designs for which textbooks give them in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import f, t, ttest_1samp, ttest_ind

from workforce_grades.analyses.event_errors import Clustered, clustered
from workforce_grades.errors import EstimationError

RNG = np.random.default_rng(21)
Y = RNG.normal(3, 2, 17)


def alone(n: int) -> np.ndarray:
    """Every row a cluster of its own."""
    return np.arange(n)


def two_groups(first: int, second: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y = np.concatenate([RNG.normal(1, 1, first), RNG.normal(2, 4, second)])
    x = np.column_stack([np.ones(first + second), np.arange(first + second) >= first]).astype("float64")
    return y, x, alone(len(y))


def test_a_mean_has_students_test() -> None:
    found = clustered(Y, np.ones((17, 1)), alone(17)).contrast([1.0])
    student = ttest_1samp(Y, 0)
    low, high = student.confidence_interval()
    assert (found.estimate, found.df) == (pytest.approx(Y.mean()), pytest.approx(16))
    assert found.se == pytest.approx(Y.std(ddof=1) / np.sqrt(17))
    assert (found.ci_low, found.ci_high, found.p) == pytest.approx((low, high, student.pvalue))


@pytest.mark.parametrize(("first", "second"), [(5, 5), (3, 12), (20, 2), (8, 30)])
def test_two_groups_have_welchs_error_and_bells_degrees(first: int, second: int) -> None:
    """Imbens and Kolesar (2016): the degrees of a difference of means under equal variances, singles as clusters."""
    y, x, clusters = two_groups(first, second)
    found = clustered(y, x, clusters).contrast([0.0, 1.0])
    assert found.estimate == pytest.approx(y[first:].mean() - y[:first].mean())
    welch = ttest_ind(y[first:], y[:first], equal_var=False)
    assert found.estimate / found.se == pytest.approx(welch.statistic)
    n = first + second
    degrees = n**2 * (first - 1) * (second - 1) / (first**2 * (first - 1) + second**2 * (second - 1))
    assert found.df == pytest.approx(degrees)
    assert found.p == pytest.approx(2 * t.sf(abs(welch.statistic), degrees))


def test_clusters_of_equal_size_are_compared_by_their_means() -> None:
    """A mean of balanced clusters is the mean of the clusters' means, with as many observations as clusters."""
    y = RNG.normal(size=(9, 4)) + RNG.normal(size=(9, 1))
    found = clustered(y.ravel(), np.ones((36, 1)), np.repeat(np.arange(9), 4)).contrast([1.0])
    student = ttest_1samp(y.mean(axis=1), 0)
    assert (found.df, found.p) == (pytest.approx(8), pytest.approx(student.pvalue))
    assert found.se == pytest.approx(y.mean(axis=1).std(ddof=1) / 3)


@pytest.fixture(scope="module")
def several() -> Clustered:
    clusters = np.repeat(np.arange(12), [3, 5, 2, 4, 6, 3, 3, 4, 2, 5, 4, 3])
    x = np.column_stack([np.ones(len(clusters)), RNG.normal(size=(len(clusters), 3))])
    return clustered(x @ np.array([1.0, 0.5, 0.0, -0.2]) + RNG.normal(size=len(clusters)), x, clusters)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_joint_test_of_one_estimate_is_its_own(several: Clustered, at: int) -> None:
    own, joint = several.contrast(np.eye(4)[at]), several.joint(np.arange(4) == at)
    assert joint.df == 1
    assert joint.statistic == pytest.approx((own.estimate / own.se) ** 2)
    assert joint.df_error == pytest.approx(own.df)
    assert joint.p == pytest.approx(own.p)


def test_a_joint_test_is_hotellings(several: Clustered) -> None:
    chosen = [False, True, True, True]
    found = several.joint(chosen)
    rows = several.params[1:]
    quadratic = rows @ np.linalg.solve(several.covariance[1:, 1:], rows)
    degrees = found.df_error + found.df - 1
    assert found.df == 3
    assert found.statistic == pytest.approx(quadratic * found.df_error / (degrees * 3))
    assert found.p == pytest.approx(f.sf(found.statistic, 3, found.df_error))


def test_a_joint_test_asks_the_same_of_any_combinations_of_the_same_estimates(several: Clustered) -> None:
    turned = several.combined(np.array([[0, 1, 1, 0], [0, 2, -1, 5], [0, 0, 3, 1.0]]))
    one, other = several.joint([False, True, True, True]), turned.joint([True, True, True])
    assert (one.statistic, one.df_error, one.p) == pytest.approx((other.statistic, other.df_error, other.p))


def test_combinations_of_combinations(several: Clustered) -> None:
    step = several.combined(np.array([[0, 1.0, -1, 0], [0, 0, 0, 2]]))
    found, expected = step.contrast([1, 0.5]), several.contrast([0, 1, -1, 1])
    assert found == expected
    assert found.estimate == pytest.approx(several.params @ [0, 1, -1, 1])
    assert found.se == pytest.approx(np.sqrt(np.array([0, 1, -1, 1]) @ several.covariance @ [0, 1, -1, 1]))


@pytest.mark.parametrize("scale", [-1.0, 0.01, 1e5])
def test_the_unit_of_a_contrast_does_not_matter(several: Clustered, scale: float) -> None:
    one, other = several.contrast([0, 1, 0, 0]), several.contrast([0, scale, 0, 0])
    assert (other.estimate, other.se) == pytest.approx((scale * one.estimate, abs(scale) * one.se))
    assert (other.df, other.p) == pytest.approx((one.df, one.p))


def test_the_order_of_rows_and_of_clusters_does_not_matter() -> None:
    clusters = np.repeat(np.arange(8), 3)
    x = np.column_stack([np.ones(24), RNG.normal(size=24)])
    y, order = RNG.normal(size=24), RNG.permutation(24)
    names = RNG.permutation(8)
    one = clustered(y, x, clusters)
    other = clustered(y[order], x[order], names[clusters][order])
    assert other.covariance == pytest.approx(one.covariance)
    assert other.contrast([0, 1]).df == pytest.approx(one.contrast([0, 1]).df)


def test_too_many_estimates_for_the_clusters_are_refused() -> None:
    clusters = np.repeat(np.arange(4), 6)
    x = RNG.normal(size=(24, 5))
    few = clustered(RNG.normal(size=24), x, clusters)
    with pytest.raises(EstimationError, match=r"^5 estimates are too many to test together with so few clusters"):
        few.joint([True] * 5)
    assert few.joint([True] + [False] * 4).df == 1


def test_an_effect_of_a_single_cluster_is_left_out_of_its_own_error() -> None:
    """Where a regressor fits a cluster by itself its block of I - H is singular: it counts as none."""
    x = np.column_stack([np.ones(12), np.arange(12) < 3]).astype("float64")
    y = RNG.normal(size=12)
    found = clustered(y, x, np.repeat(np.arange(4), 3)).contrast([1.0, 0.0])
    means = y[3:].reshape(3, 3).mean(axis=1)
    assert found.estimate == pytest.approx(means.mean())
    assert found.se == pytest.approx(means.std(ddof=1) / np.sqrt(3))
    assert found.df == pytest.approx(2)
