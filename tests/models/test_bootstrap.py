from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.models import Design, Panel, cluster_bootstrap, design_frame, fit_design, weighted_estimates
from workforce_grades.models.bootstrap import Bootstrap

BASE = "overall|turnover+caseload"
FAMILIES = ("ordered_logit", "ordered_probit", "logit_good_or_better", "logit_not_inadequate", "ols_grade")


def stacked(design: Design, counts: pd.Series) -> Design:
    """The inspections of the drawn clusters one below the other, each drawn copy a cluster of its own."""
    members = design.cluster.groupby(design.cluster).indices
    copies = [(key, copy) for key, count in counts.items() for copy in range(count)]
    rows = np.concatenate([members[key] for key, _ in copies])
    names = np.concatenate([[f"{key}/{copy}"] * len(members[key]) for key, copy in copies])
    index = pd.Index([f"row{place}" for place in range(len(rows))])
    key = pd.Series(names, index=index)
    return Design(
        spec=design.spec,
        x=design.x.iloc[rows].set_axis(index),
        grade=design.grade.iloc[rows].set_axis(index),
        authority=key,
        cluster=key,
        dropped={},
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_each_replicate_is_the_fit_of_its_stacked_clusters(simulated: Panel, family: str) -> None:
    design = design_frame(f"{BASE}|family={family}", simulated)
    found = cluster_bootstrap(design, replicates=12, seed=3)
    for (_, counts), (_, params) in zip(found.counts.iterrows(), found.params.iterrows(), strict=True):
        naive = fit_design(stacked(design, counts)).params
        assert list(params.index) == list(naive.index)
        assert params.to_numpy() == pytest.approx(naive.to_numpy(), abs=1e-6)


def test_factors_and_shared_returns_are_resampled_too(simulated: Panel) -> None:
    design = design_frame(f"{BASE}+previous_grade|cluster=return_group", simulated)
    found = cluster_bootstrap(design, replicates=5, seed=3)
    assert found.counts.shape == (5, design.cluster.nunique())
    for (_, counts), (_, params) in zip(found.counts.iterrows(), found.params.iterrows(), strict=True):
        naive = fit_design(stacked(design, counts)).params
        assert params.to_numpy() == pytest.approx(naive.to_numpy(), abs=1e-6)


def test_as_many_clusters_are_drawn_as_there_are(simulated: Panel) -> None:
    design = design_frame(BASE, simulated)
    found = cluster_bootstrap(design, replicates=40)
    assert (found.counts.sum(axis="columns") == design.cluster.nunique()).all()
    assert found.counts.to_numpy().max() > 1
    first = found.counts.iloc[0]
    assert found.weights.shape == (40, len(design.x))
    assert found.weights[0].tolist() == [first[key] for key in design.cluster]


def test_the_seed_decides(simulated: Panel) -> None:
    design = design_frame(BASE, simulated)
    once, again = (cluster_bootstrap(design, replicates=40, seed=1).params for _ in range(2))
    pd.testing.assert_frame_equal(once, again, check_exact=True)
    assert not once.equals(cluster_bootstrap(design, replicates=40, seed=2).params)


def test_the_spread_of_the_replicates_is_near_the_clustered_error(simulated: Panel) -> None:
    design = design_frame(BASE, simulated)
    fit, intervals = fit_design(design), cluster_bootstrap(design).interval()
    assert intervals["estimate"].to_numpy() == pytest.approx(fit.params.to_numpy())
    ratio = intervals["se"].to_numpy() / np.sqrt(np.diag(fit.covariance))
    assert ratio == pytest.approx(1, abs=0.15)
    caseload = intervals.loc["caseload"]
    assert caseload["ci_low"] < caseload["estimate"] < caseload["ci_high"]


def hand_written(params: list[list[float]]) -> Bootstrap:
    frame = pd.DataFrame(params, columns=["a", "b"])
    return Bootstrap(None, pd.Series({"a": 0.0, "b": 0.0}), frame, pd.DataFrame())  # type: ignore[arg-type]


def test_intervals_are_percentiles_of_the_finite_replicates() -> None:
    made = hand_written([[float(value), -float(value)] for value in range(101)] + [[np.nan, np.nan]])
    found = made.interval(0.9)
    assert found.loc["a", ["ci_low", "ci_high"]].tolist() == pytest.approx([5, 95])
    assert found.loc["b", ["ci_low", "ci_high"]].tolist() == pytest.approx([-95, -5])
    assert made.failed == 1
    assert made.problems[0].startswith("1 of 102 replicates have no finite estimate")
    assert hand_written([[1.0, 2.0]]).problems == ()


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(ParameterError, match="between 0 and 1"):
        hand_written([[1.0, 2.0]]).interval(level)


def rare_level(design: Design) -> Design:
    """A level that three clusters have, one inspection each: absent from about one replicate in twenty."""
    rare = np.zeros(len(design.x))
    for grade in ("Inadequate", "Requires improvement", "Outstanding"):
        rare[np.flatnonzero(design.grade == grade)[0]] = 1.0
    return replace(design, x=design.x.assign(rare=rare))


@pytest.mark.parametrize("family", FAMILIES)
def test_replicates_without_a_finite_estimate_are_missing_and_said(simulated: Panel, family: str) -> None:
    design = rare_level(design_frame(f"{BASE}|family={family}", simulated))
    found = cluster_bootstrap(design, replicates=60, seed=5)
    absent = (found.weights @ design.x["rare"].to_numpy()) == 0
    assert 0 < absent.sum() < 60
    missing = found.params.isna()
    assert missing[absent].all(axis=None)
    assert (missing.any(axis="columns") == missing.all(axis="columns")).all()
    for place in np.flatnonzero(~absent)[:8]:
        try:
            naive = fit_design(stacked(design, found.counts.iloc[place]))
        except EstimationError:
            assert missing.iloc[place].all()
        else:
            assert found.params.iloc[place].to_numpy() == pytest.approx(naive.params.to_numpy(), abs=1e-5)


def test_a_weight_of_zero_leaves_an_inspection_out(simulated: Panel) -> None:
    design = design_frame(BASE, simulated)
    keep = np.ones((3, len(design.x)))
    for row, key in enumerate(design.cluster.unique()[:3]):
        keep[row, (design.cluster == key).to_numpy()] = 0
    found = weighted_estimates(design, keep)
    for row, weights in enumerate(keep):
        left = weights == 1
        rest = Design(design.spec, design.x[left], design.grade[left], design.authority[left], design.cluster[left], {})
        assert found.iloc[row].to_numpy() == pytest.approx(fit_design(rest).params.to_numpy(), abs=1e-6)


def test_a_random_intercept_is_not_resampled(simulated: Panel) -> None:
    with pytest.raises(EstimationError, match="a random intercept is not resampled"):
        cluster_bootstrap(design_frame(f"{BASE}|family=ordered_logit_re", simulated))


def test_what_cannot_be_estimated_cannot_be_resampled(simulated: Panel) -> None:
    with pytest.raises(EstimationError, match="no inspection has all the values"):
        cluster_bootstrap(design_frame(f"{BASE}|sample=short", simulated))


def test_one_replicate_is_no_bootstrap(simulated: Panel) -> None:
    with pytest.raises(ParameterError, match="at least 2 replicates, not 1"):
        cluster_bootstrap(design_frame(BASE, simulated), replicates=1)


def test_it_shows_its_counts(simulated: Panel) -> None:
    shown = repr(cluster_bootstrap(design_frame(BASE, simulated), replicates=7))
    assert shown == "<Bootstrap overall|turnover+caseload: 7 replicates, 0 without estimate>"
