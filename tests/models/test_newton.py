from __future__ import annotations

import numpy as np
import pytest

from workforce_grades.models.cumulative import fit_cumulative, null_params
from workforce_grades.models.likelihood import CumulativeLink, Expansion
from workforce_grades.models.newton import maximise, newton_steps, unitless

CENTRES = np.array([[3.0, -1.0], [400.0, 2e-6]])


def hyperbolic(params: np.ndarray, which: np.ndarray) -> Expansion:
    """Minus the sum of sqrt(1 + d^2): concave, and Newton's own step overshoots from further than 1."""
    gap = params - CENTRES[which]
    root = np.sqrt(1 + gap**2)
    return Expansion(-root.sum(axis=-1), -gap / root, -np.eye(2) * (root**-3)[..., None])


def test_several_are_climbed_at_once_and_steps_that_fall_are_halved() -> None:
    assert maximise(hyperbolic, CENTRES + np.array([[5.0, -8.0], [30.0, 2.0]])) == pytest.approx(CENTRES, abs=1e-8)


def test_those_that_have_arrived_are_left_alone() -> None:
    asked: list[list[int]] = []

    def expand(params: np.ndarray, which: np.ndarray) -> Expansion:
        asked.append(which.tolist())
        return hyperbolic(params, which)

    maximise(expand, CENTRES + np.array([[0.0, 0.0], [30.0, 2.0]]))
    assert asked[0] == [0, 1]
    assert asked[1:]
    assert all(which == [1] for which in asked[1:])


def test_a_parameter_without_information_does_not_stop_the_others() -> None:
    flat = Expansion(np.array([0.0]), np.array([[2.0, 0.0]]), np.array([[[-4.0, 0.0], [0.0, 0.0]]]))
    step, gain = newton_steps(flat)
    assert step == pytest.approx(np.array([[0.5, 0.0]]))
    assert gain == pytest.approx(1.0)


def test_units_are_taken_out() -> None:
    curvature = np.array([[4.0, 1.0], [1.0, 100.0]])
    scale, without = unitless(curvature)
    assert scale.tolist() == [2.0, 10.0]
    assert without == pytest.approx(np.array([[1.0, 0.05], [0.05, 1.0]]))


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_without_a_term_that_matters_the_start_is_the_maximum(link: str) -> None:
    y = np.repeat([0, 1, 2, 3], [5, 20, 30, 8])
    likelihood = CumulativeLink(np.zeros((63, 0)), y, 4, link)  # type: ignore[arg-type]
    start = null_params(likelihood)
    assert likelihood.scores(start).sum(axis=0) == pytest.approx(0, abs=1e-10)
    assert fit_cumulative(likelihood).params == pytest.approx(start)


@pytest.mark.parametrize("link", ["logit", "probit"])
@pytest.mark.parametrize("levels", [2, 4])
def test_the_maximum_is_found_from_anywhere(link: str, levels: int) -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(90, 2)) * [1, 1000]
    y = np.clip(np.round(x[:, 0] + rng.normal(size=90) + levels / 2), 0, levels - 1).astype("int64")
    likelihood = CumulativeLink(x, y, levels, link)  # type: ignore[arg-type]
    found = fit_cumulative(likelihood)
    far = np.concatenate([[-3.0, 0.002], np.linspace(-4, 4, levels - 1)])
    assert fit_cumulative(likelihood, far).params == pytest.approx(found.params, rel=1e-6, abs=1e-9)
    assert found.converged
    nudges = found.params + 1e-3 * rng.normal(size=(20, len(found.params))) * np.sqrt(np.diag(found.bread))
    assert max(likelihood.loglike(at) for at in nudges) < found.log_likelihood
