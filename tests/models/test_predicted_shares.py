"""Predicted probabilities and their errors, where a table of counts says what they must be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cells import WITH, WITHOUT, cell_design, sides
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit, ndtr, ndtri

from workforce_grades.codebook import GRADES
from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.models import Fit, fit_design
from workforce_grades.models.likelihood import CumulativeLink, cdf, density, interval_derivatives
from workforce_grades.models.predict import grade_probabilities

N = sum(WITHOUT) + sum(WITH)
finite = st.floats(-8, 8)


@pytest.fixture(scope="module")
def good() -> Fit:
    return fit_design(cell_design(family="logit_good_or_better"))


@pytest.mark.parametrize("group", [0, 1])
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_a_groups_own_share_with_its_interval_on_the_logit_scale(good: Fit, group: int, level: float) -> None:
    worse, better = sides(2)[group]
    share = better / (worse + better)
    error = np.sqrt(N / (N - 2) * (1 / worse + 1 / better))
    row = good.predict({"turnover": float(group)}, level=level).set_index("grade").loc["Good or better"]
    assert row["turnover"] == group
    assert row["probability"] == pytest.approx(share)
    assert row["se"] == pytest.approx(error * share * (1 - share))
    half = ndtri((1 + level) / 2) * error
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([expit(logit(share) - half), expit(logit(share) + half)])


def test_both_sides_of_a_yes_or_no_mirror(good: Fit) -> None:
    no, yes = good.predict({"turnover": 1.0}).to_dict("records")
    assert [no["probability"], no["ci_low"]] == pytest.approx([1 - yes["probability"], 1 - yes["ci_high"]])
    assert no["se"] == pytest.approx(yes["se"])


def test_between_the_groups_the_logit_is_straight(good: Fit) -> None:
    ends = [good.predict({"turnover": at})["probability"].iloc[1] for at in (0.0, 0.25, 1.0)]
    assert logit(ends[1]) == pytest.approx(0.75 * logit(ends[0]) + 0.25 * logit(ends[2]))


def test_with_nothing_named_the_mean_is_over_the_inspections(good: Fit) -> None:
    """That mean is the share in the data, whose error here is that of a weighted mean of two groups."""
    row = good.predict({}).set_index("grade").loc["Good or better"]
    counts, sizes = sides(2)[:, 1], sides(2).sum(axis=1)
    shares = counts / sizes
    assert row["probability"] == pytest.approx(counts.sum() / N)
    variance = ((sizes / N) ** 2 * shares * (1 - shares) / sizes).sum()
    assert row["se"] == pytest.approx(np.sqrt(N / (N - 2) * variance))


@pytest.mark.parametrize(
    ("family", "grades"),
    [
        ("logit_not_inadequate", ["Inadequate", "Requires improvement or better"]),
        ("logit_good_or_better", ["Requires improvement or worse", "Good or better"]),
        ("ordered_probit", list(GRADES)),
    ],
)
def test_a_scenario_a_row_and_each_in_the_words_of_its_family(family: str, grades: list[str]) -> None:
    fit = fit_design(cell_design(family=family))
    both = fit.predict(pd.DataFrame({"turnover": [1, 0]}, index=[7, 9]))
    assert both["grade"].tolist() == grades * 2
    assert both["turnover"].tolist() == [1.0] * len(grades) + [0.0] * len(grades)
    assert list(both.columns) == ["turnover", "grade", "probability", "se", "ci_low", "ci_high"]
    alone = pd.concat([fit.predict({"turnover": value}) for value in (1, 0)], ignore_index=True)
    pd.testing.assert_frame_equal(both, alone)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 95.0])
def test_a_level_that_is_no_share_is_refused(good: Fit, level: float) -> None:
    with pytest.raises(ParameterError, match=r"^Predictions need a value .* and a level between 0 and 1\.$"):
        good.predict({"turnover": 1.0}, level=level)


def test_a_term_of_another_model_is_refused_and_names_the_model(good: Fit) -> None:
    with pytest.raises(UnknownNameError) as caught:
        good.predict({"turnover": 1.0, "caseload": 16.0})
    assert (caught.value.kind, caught.value.name) == ("term", "caseload")
    assert str(caught.value).endswith("In overall|turnover|family=logit_good_or_better.")


@given(finite, st.lists(finite, min_size=3, max_size=3, unique=True), st.sampled_from(["logit", "probit"]))
def test_chances_add_up_and_a_higher_latent_grade_has_better_ones(at: float, cuts: list[float], link: str) -> None:
    params = np.array([1.0, *sorted(cuts)])
    low, high = grade_probabilities(np.array([[at], [at + 1.0]]), params, link)  # type: ignore[arg-type]
    assert low.sum() == pytest.approx(1)
    assert low.min() >= 0
    assert (np.cumsum(high)[:3] <= np.cumsum(low)[:3] + 1e-12).all()


@given(finite, st.floats(0.01, 8))
def test_the_log_of_an_interval_is_that_of_the_difference_of_two_probabilities(low: float, width: float) -> None:
    upper, lower = np.array([low + width]), np.array([low])
    for link, function in (("logit", expit), ("probit", ndtr)):
        value = interval_derivatives(upper, lower, link).value[0]  # type: ignore[arg-type]
        assert np.exp(value) == pytest.approx(function(low + width) - function(low), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("link", "height"), [("logit", 0.25), ("probit", 1 / np.sqrt(2 * np.pi))])
def test_in_the_middle_and_at_the_ends(link: str, height: float) -> None:
    ends = np.array([-np.inf, 0.0, np.inf])
    assert cdf(ends, link).tolist() == [0.0, 0.5, 1.0]  # type: ignore[arg-type]
    assert density(ends, link) == pytest.approx([0.0, height, 0.0])  # type: ignore[arg-type]


def test_a_likelihood_of_one_inspection_a_grade_by_hand() -> None:
    """Thresholds at -1, 0 and 2, no term: F(-1), F(0) - F(-1), F(2) - F(0) and 1 - F(2)."""
    model = CumulativeLink(np.zeros((4, 0)), np.arange(4), 4)
    below = expit(np.array([-1.0, 0.0, 2.0]))
    assert model.loglike(np.array([-1.0, 0.0, 2.0])) == pytest.approx(np.log(np.diff([0, *below, 1])).sum())
    assert model.scores(np.array([-1.0, 0.0, 2.0]))[0] == pytest.approx([1 - below[0], 0, 0])
    assert model.scores(np.array([-1.0, 0.0, 2.0]))[3] == pytest.approx([0, 0, -below[2]])
