from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.models.likelihood import CumulativeLink, cdf, density, interval_derivatives
from workforce_grades.models.ordered import ExactOrderedModel
from workforce_grades.models.sandwich import cluster_covariance, joined_clusters
from workforce_grades.models.separation import collinear_terms, separated_terms

LINKS = ("logit", "probit")


def likelihood(link: str = "logit", n: int = 40) -> CumulativeLink:
    rng = np.random.default_rng(1)
    return CumulativeLink(x=rng.normal(size=(n, 2)), y=rng.integers(0, 4, n), levels=4, link=link)  # type: ignore[arg-type]


PARAMS = np.array([0.4, -0.7, -1.2, 0.1, 1.5])


def slope(function, at: np.ndarray, step: float = 1e-5) -> np.ndarray:
    moves = np.eye(len(at)) * step
    return np.array([(function(at + move) - function(at - move)) / (2 * step) for move in moves])


@pytest.mark.parametrize("link", LINKS)
def test_derivatives_are_those_of_the_likelihood(link: str) -> None:
    model = likelihood(link)
    assert model.scores(PARAMS).sum(axis=0) == pytest.approx(slope(model.loglike, PARAMS), rel=1e-6)
    second = slope(lambda at: model.scores(at).sum(axis=0), PARAMS)
    assert model.hessian(PARAMS) == pytest.approx(second, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("link", LINKS)
def test_derivatives_in_the_parameters_of_statsmodels(link: str) -> None:
    model = likelihood(link)
    grade = pd.Series(pd.Categorical(model.y, ordered=True))
    fitted = ExactOrderedModel(grade, pd.DataFrame(model.x, columns=["a", "b"]), likelihood=model)
    at = np.array([0.4, -0.7, -1.2, 0.2, -0.3])
    assert fitted.loglike(at) == pytest.approx(model.loglike(fitted.natural(at)))
    assert fitted.score(at) == pytest.approx(slope(fitted.loglike, at), rel=1e-6)
    assert fitted.hessian(at) == pytest.approx(slope(fitted.score, at), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("link", LINKS)
def test_many_parameters_and_weights_at_once(link: str) -> None:
    model = likelihood(link)
    params = np.array([PARAMS, PARAMS * 0.5, PARAMS + np.array([0.1, 0.1, -0.2, 0, 0.2])])
    weights = np.random.default_rng(2).integers(0, 3, (3, 40)).astype("float64")
    together = model.expansion(params, weights)
    for row in range(3):
        repeated = np.repeat(np.arange(40), weights[row].astype("int64"))
        alone = CumulativeLink(model.x[repeated], model.y[repeated], 4, model.link).expansion(params[row])
        assert together.value[row] == pytest.approx(float(alone.value))
        assert together.gradient[row] == pytest.approx(alone.gradient)
        assert together.hessian[row] == pytest.approx(alone.hessian)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("z", [-35.0, -3.0, 0.0, 3.0])
def test_density_is_the_slope_of_the_probability(link: str, z: float) -> None:
    steps = cdf(np.array([z - 1e-5, z + 1e-5]), link)  # type: ignore[arg-type]
    assert density(np.array([z]), link)[0] == pytest.approx(np.diff(steps)[0] / 2e-5, rel=1e-3)  # type: ignore[arg-type]


def test_a_logit_far_out_keeps_its_derivatives() -> None:
    """Where the probability is 1 - exp(-30), the slope is exp(-30), not a rounding of 1."""
    parts = interval_derivatives(np.array([30.0]), np.array([-np.inf]), "logit")
    assert parts.upper[0] == pytest.approx(np.exp(-30), rel=1e-9)
    assert parts.upper_upper[0] == pytest.approx(-np.exp(-30), rel=1e-9)
    assert parts.lower[0] == 0


@pytest.mark.parametrize("link", LINKS)
@given(low=st.floats(-30, 30), width=st.floats(1e-3, 30))
def test_probabilities_of_an_interval_mirror(link: str, low: float, width: float) -> None:
    above = interval_derivatives(np.array([low + width]), np.array([low]), link)  # type: ignore[arg-type]
    below = interval_derivatives(np.array([-low]), np.array([-low - width]), link)  # type: ignore[arg-type]
    assert above.value == pytest.approx(below.value, rel=1e-9)
    assert above.value <= 0


def test_the_probabilities_of_the_grades_add_up() -> None:
    x = np.zeros((4, 1))
    model = CumulativeLink(x=x, y=np.arange(4), levels=4)
    logs = interval_derivatives(*model.bounds(np.array([0.0, -1.0, 0.0, 2.0])), "logit").value
    assert np.exp(logs).sum() == pytest.approx(1)


def test_one_inspection_a_cluster_gives_the_heteroscedastic_sandwich() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, -2.0]])
    found = cluster_covariance(np.eye(2), scores, pd.Series(["a", "b", "c"]), n=3)
    assert found == pytest.approx(3 / 2 * 2 / 1 * scores.T @ scores)


def test_scores_add_up_within_clusters() -> None:
    scores = np.array([[1.0], [2.0], [-3.0], [5.0]])
    found = cluster_covariance(np.eye(1), scores, pd.Series(["a", "a", "b", "b"]), n=4)
    assert found == pytest.approx(2 * 3 / 3 * (3.0**2 + 2.0**2))


def test_authorities_that_ever_share_a_return_are_joined() -> None:
    authority = pd.Series(["940", "941", "940", "314", "301"])
    cluster = pd.Series(["940+941", "940+941", "940", "314", "301"])
    joined = joined_clusters(authority, cluster)
    assert joined.index.tolist() == ["940", "941", "314", "301"]
    assert joined["940"] == joined["941"]
    assert joined.nunique() == 3


def test_collinear_terms_are_named() -> None:
    x = pd.DataFrame({"a": [1.0, 2, 4, 3], "b": [0.0, 1, 0, 1], "c": [2.0, 5, 8, 7], "d": [3.0, 3, 3, 3]})
    assert collinear_terms(x) == ["c", "d"]
    assert collinear_terms(x[["a", "b"]] * 1e-9) == []


@pytest.mark.parametrize(
    ("y", "separated"),
    [
        ([0, 0, 1, 1, 2, 2], ["a"]),
        ([0, 1, 0, 1, 2, 2], []),
        ([0, 2, 0, 1, 2, 1], []),
        ([2, 1, 1, 1, 0, 0], ["a"]),
    ],
)
def test_separation_is_found_exactly(y: list[int], separated: list[str]) -> None:
    x = np.array([[1.0, 0.3], [2.0, -0.1], [3.0, 0.2], [4.0, -0.4], [5.0, 0.1], [6.0, -0.2]])
    model = CumulativeLink(x=x[:, :1], y=np.array(y), levels=3)
    assert separated_terms(model, ["a"]) == separated


def test_a_level_that_always_has_the_best_grade_is_separated_by_its_own_name_alone() -> None:
    rng = np.random.default_rng(2)
    x = np.column_stack([rng.normal(size=60), np.arange(60) < 5])
    y = np.where(x[:, 1] == 1, 2, rng.integers(0, 3, 60))
    assert separated_terms(CumulativeLink(x=x, y=y, levels=3), ["noise", "level"]) == ["level"]
