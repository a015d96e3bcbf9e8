from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.models.linear import fit_linear, linear_result


def frame() -> tuple[pd.Series, pd.DataFrame]:
    rng = np.random.default_rng(6)
    x = pd.DataFrame({"a": rng.normal(size=30) + 1e4, "b": rng.normal(size=30)})
    grade = pd.Series(pd.Categorical.from_codes(rng.integers(0, 4, 30), list(GRADES), ordered=True), index=x.index)
    return grade, x


def test_least_squares_are_those_of_statsmodels() -> None:
    ours, theirs = fit_linear(*frame()), linear_result(*frame())
    assert list(theirs.params.index) == ["a", "b", "intercept"]
    assert ours.params == pytest.approx(theirs.params.to_numpy(), rel=1e-7)
    assert ours.bread == pytest.approx(theirs.cov_params().to_numpy(), rel=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf)
    assert ours.converged


def test_the_score_is_zero_and_a_line_is_found() -> None:
    grade = pd.Series(pd.Categorical(["Inadequate", "Requires improvement", "Good", "Good"], GRADES, ordered=True))
    found = fit_linear(grade, pd.DataFrame({"a": [0.0, 1.0, 2.0, 2.0]}))
    assert found.params == pytest.approx([1.0, 1.0])
    noisy = fit_linear(grade, pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0]}))
    assert noisy.scores.sum(axis=0) == pytest.approx(0, abs=1e-9)
    assert noisy.params == pytest.approx([0.7, 1.2])
