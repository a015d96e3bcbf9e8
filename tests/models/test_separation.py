"""Whether a finite estimate exists: the linear programme, and the proof that makes it unnecessary."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.models import Panel, design_frame, estimation
from workforce_grades.models.cumulative import fit_cumulative
from workforce_grades.models.likelihood import CumulativeLink
from workforce_grades.models.separation import collinear_terms, separated_terms, surely_finite


def certain(likelihood: CumulativeLink) -> bool:
    params = fit_cumulative(likelihood).params
    with np.errstate(all="ignore"):
        return bool(surely_finite(likelihood, params[None], np.ones((1, len(likelihood.y))))[0])


@settings(max_examples=150)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(8, 25),
    levels=st.sampled_from([2, 3, 4]),
    columns=st.integers(1, 3),
    binary=st.booleans(),
)
def test_the_proof_and_the_linear_programme_agree(seed: int, n: int, levels: int, columns: int, binary: bool) -> None:
    """Small samples are separated about as often as not."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, columns))
    x = (x > 0.6).astype("float64") if binary else x
    y = np.concatenate([np.arange(levels), rng.integers(0, levels, n - levels)])
    likelihood = CumulativeLink(x, y, levels)
    frame = pd.DataFrame(x, columns=[f"t{place}" for place in range(columns)])
    if collinear_terms(frame):
        assert not certain(likelihood)
    else:
        assert certain(likelihood) == (separated_terms(likelihood, list(frame)) == [])


def test_replicates_are_told_apart_by_their_weights() -> None:
    x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]])
    likelihood = CumulativeLink(x, np.array([0, 0, 1, 0, 1, 1]), levels=2)
    overlapping, separated = np.ones(6), np.array([1.0, 1, 0, 1, 1, 1])
    at = fit_cumulative(likelihood).params
    far = fit_cumulative(CumulativeLink(x[separated == 1], likelihood.y[separated == 1], 2)).params
    with np.errstate(all="ignore"):
        found = surely_finite(likelihood, np.array([at, far, at]), np.array([overlapping, separated, separated]))
    assert found.tolist() == [True, False, False]


def test_the_linear_programme_is_not_needed_where_the_maximum_is_proved(simulated: Panel, monkeypatch) -> None:
    def refuse(*_: object) -> list[str]:
        raise AssertionError

    design = design_frame("overall|turnover+caseload", simulated)
    monkeypatch.setattr(estimation, "separated_terms", refuse)
    assert estimation.estimate(design).converged
    monkeypatch.setattr(estimation, "surely_finite", lambda *_: np.array([False]))
    with pytest.raises(AssertionError):
        estimation.estimate(design)


def test_collinearity_is_found_by_the_order_of_the_terms() -> None:
    x = pd.DataFrame({"a": [1.0, 2, 4, 3, 7], "b": [2.0, 4, 8, 6, 14], "c": [5.0, 1, 2, 2, 0]})
    assert collinear_terms(x) == ["b"]
    assert collinear_terms(x[["b", "c", "a"]]) == ["a"]
    assert collinear_terms(x.assign(a=x["a"] + 1e6)[["a", "c"]]) == []
