"""Errors of few clusters: Welch's error and degrees of freedom, one order of rows like another, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workforce_grades.analyses.event_errors import clustered
from workforce_grades.errors import EstimationError


def two_groups(first: int, second: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """One row a cluster: the difference of two means, whose bias-reduced error is Welch's."""
    x = np.column_stack([np.ones(first + second), np.repeat([1.0, 0.0], [first, second])])
    return np.random.default_rng(seed).normal(size=first + second), x


@settings(max_examples=20)
@given(st.integers(2, 9), st.integers(2, 30), st.integers(0, 99))
def test_the_error_of_a_difference_of_means_is_that_of_welch(first: int, second: int, seed: int) -> None:
    y, x = two_groups(first, second, seed)
    found = clustered(y, x, np.arange(first + second)).contrast([0, 1])
    welch = np.var(y[:first], ddof=1) / first + np.var(y[first:], ddof=1) / second
    assert found.estimate == pytest.approx(y[:first].mean() - y[first:].mean())
    assert found.se == pytest.approx(np.sqrt(welch))


def test_degrees_of_freedom_are_those_of_the_few() -> None:
    y, x = two_groups(4, 40)
    found = clustered(y, x, np.arange(44)).contrast([0, 1])
    parts = np.array([1 / 4, 1 / 40])
    assert found.df == pytest.approx(parts.sum() ** 2 / (parts**2 / [3, 39]).sum())
    assert found.ci_high - found.estimate == pytest.approx(stats.t.ppf(0.975, found.df) * found.se)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.estimate) / found.se, found.df))


def test_a_joint_test_of_one_estimate_is_its_t_test() -> None:
    y, x = two_groups(6, 30)
    found = clustered(y, x, np.arange(36))
    one, joint = found.contrast([0, 1]), found.joint([False, True])
    assert joint.p == pytest.approx(one.p)
    assert (joint.df, joint.df_error) == (1, pytest.approx(one.df))
    assert found.combined(np.array([[1.0, 1.0]])).contrast([1]) == found.contrast([1, 1])


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    y, x, clusters = rng.normal(size=60), rng.normal(size=(60, 3)), np.repeat(np.arange(12), 5)
    order = rng.permutation(60)
    found, other = clustered(y, x, clusters), clustered(y[order], x[order], clusters[order])
    assert other.covariance == pytest.approx(found.covariance)
    assert other.joint([1, 1, 0]).df_error == pytest.approx(found.joint([1, 1, 0]).df_error)


def test_more_estimates_than_the_clusters_can_test_are_refused() -> None:
    rng = np.random.default_rng(0)
    found = clustered(rng.normal(size=40), rng.normal(size=(40, 6)), np.repeat(np.arange(4), 10))
    with pytest.raises(EstimationError, match="6 estimates are too many"):
        found.joint([True] * 6)
