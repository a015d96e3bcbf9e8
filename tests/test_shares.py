"""Shares with Wilson's interval, held against his formula worked out by hand."""

from __future__ import annotations

from math import isnan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from workforce_grades.shares import Share, share

Z = float(norm.ppf(0.975))


def wilson(count: float, of: int) -> tuple[float, float]:
    """The two roots of (p - count/of)^2 = z^2 p (1 - p) / of."""
    p, weight = count / of, Z**2 / of
    middle, half = p + weight / 2, Z * sqrt(p * (1 - p) / of + weight / (4 * of))
    return (middle - half) / (1 + weight), (middle + half) / (1 + weight)


@pytest.mark.parametrize(
    ("count", "of"), [(0, 1), (1, 1), (0, 12), (12, 12), (1, 2), (3, 7), (2.5, 5), (36, 153), (0.5, 40), (152, 153)]
)
def test_the_interval_is_wilsons(count: float, of: int) -> None:
    found = share(count, of)
    low, high = wilson(count, of)
    assert (found.value, found.n) == (count / of, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))


def test_known_answers() -> None:
    """Newcombe (1998), table I, method 3: 81/263, 15/148, 0/20 and 1/29."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (count, of), bounds in published.items():
        found = share(count, of)
        assert (round(found.low, 4), round(found.high, 4)) == bounds


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval_and_mirrors(pair: tuple[int, int]) -> None:
    count, of = pair
    found, other = share(count, of), share(of - count, of)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (found.low, found.high) == (pytest.approx(1 - other.high), pytest.approx(1 - other.low))
    assert found.high - found.low > share(10 * count, 10 * of).high - share(10 * count, 10 * of).low


def test_of_nothing_it_is_not_a_number_and_none_is_counted() -> None:
    found = share(0, 0)
    assert isnan(found.value)
    assert isnan(found.low)
    assert isnan(found.high)
    assert found.n == 0


def test_all_of_them_reach_one_and_none_reach_nought() -> None:
    assert share(7, 7).high == 1.0
    assert share(0, 7).low == 0.0
    assert repr(share(3, 4.0)) == repr(Share(0.75, share(3, 4).low, share(3, 4).high, 4))
