from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.what_if import (
    MODEL,
    SHARES,
    Scenario,
    _rows,
    _shares,
    check_observed,
    national_medians,
    scenarios,
    what_if,
)
from workforce_grades.errors import ParameterError
from workforce_grades.models import cluster_bootstrap, fit_spec, predict_grades, study_panel


@pytest.fixture(scope="module")
def panel(study):
    return study_panel(study)


@pytest.fixture(scope="module")
def found(study):
    return what_if(study, cap=17.0, replicates=200)


def test_a_cap_brings_down_only_what_is_above() -> None:
    x = pd.DataFrame({"caseload": [12.0, 18.0, 25.0], "turnover": [1.0, 2.0, 3.0]})
    assert list(Scenario("cap", at_most={"caseload": 18.0}).applied(x)["caseload"]) == [12.0, 18.0, 18.0]
    level = Scenario("level", at={"turnover": 2.0}).applied(x)
    assert list(level["turnover"]) == [2.0, 2.0, 2.0]
    assert list(level["caseload"]) == [12.0, 18.0, 25.0]


def test_probabilities_by_hand() -> None:
    shares = _shares(np.array([[2.0]]), np.array([[-1.0, -2.0, 0.0, 1.0]]))[0, 0]
    below = 1 / (1 + np.exp(-(np.array([-2.0, 0.0, 1.0]) + 2.0)))
    assert shares[:4] == pytest.approx(np.diff([0, *below, 1]))
    assert shares[4] == pytest.approx(1 - below[1])


def test_a_level_is_the_models_own_prediction_at_that_level(study, panel) -> None:
    fit = fit_spec(MODEL, panel)
    level = float(fit.design.x["agency"].median())
    bootstrap = cluster_bootstrap(fit.design, replicates=5)
    everywhere = {"England": np.ones(fit.n, bool)}
    rows = _rows(fit, bootstrap, [Scenario("level", at={"agency": level})], everywhere)
    expected = predict_grades(fit, {"agency": level})["probability"].to_numpy()
    assert [row["probability"] for row in rows[:4]] == pytest.approx(expected)


def test_intervals_by_hand_weigh_the_authorities_of_each_draw(panel) -> None:
    fit = fit_spec(MODEL, panel)
    bootstrap = cluster_bootstrap(fit.design, replicates=40, seed=7)
    scenario = Scenario("cap", at_most={"caseload": 15.0})
    row = _rows(fit, bootstrap, [scenario], {"England": np.ones(fit.n, bool)})[-1]
    changes = []
    for params, weights in zip(bootstrap.params.to_numpy(), bootstrap.weights, strict=True):
        before, after = (_shares(x.to_numpy(), params)[:, -1] for x in (fit.design.x, scenario.applied(fit.design.x)))
        changes.append(np.average(after, weights=weights) - np.average(before, weights=weights))
    assert [row["difference_low"], row["difference_high"]] == pytest.approx(np.percentile(changes, [2.5, 97.5]))


def test_the_national_median_is_that_of_all_returns_at_the_same_census() -> None:
    workforce = pd.DataFrame(
        {
            "year": [2020, 2020, 2020, 2021],
            "turnover_rate": [10.0, 12.0, np.nan, 20.0],
            "agency_rate": [1.0, 2.0, 9.0, 4.0],
        }
    )
    found = national_medians(workforce, pd.Series([2021, 2020], index=["a", "b"]))
    assert found.loc["a"].to_dict() == {"turnover": 20.0, "agency": 4.0}
    assert found.loc["b"].to_dict() == {"turnover": 11.0, "agency": 2.0}


def test_the_model_reproduces_the_observed_shares(panel, found) -> None:
    fit = fit_spec(MODEL, panel)
    rows = found.predictions[found.predictions["place"] == "England"].drop_duplicates("grade").set_index("grade")
    share = (fit.design.grade >= "Good").mean()
    assert rows.loc[SHARES[-1], "observed"] == pytest.approx(share, abs=0.02)


def test_shares_add_up_and_differences_are_differences(found) -> None:
    rows = found.predictions
    grades = rows[rows["grade"] != SHARES[-1]]
    assert grades.groupby(["place", "scenario"])["probability"].sum().to_numpy() == pytest.approx(1)
    assert grades.groupby(["place", "scenario"])["difference"].sum().to_numpy() == pytest.approx(0, abs=1e-12)
    assert (rows["difference"] - (rows["probability"] - rows["observed"])).abs().max() < 1e-12
    assert (rows["difference_low"] <= rows["difference_high"]).all()


def test_regions_add_up_to_england(found) -> None:
    rows = found.predictions[found.predictions["grade"] == SHARES[-1]]
    for _, group in rows.groupby("scenario"):
        england, regions = group[group["place"] == "England"].iloc[0], group[group["place"] != "England"]
        assert regions["n"].sum() == england["n"]
        assert regions["moved"].sum() == england["moved"]
        assert np.average(regions["probability"], weights=regions["n"]) == pytest.approx(england["probability"])


def test_a_lower_cap_moves_more_inspections(panel, found) -> None:
    rows = found.predictions[(found.predictions["place"] == "England") & (found.predictions["grade"] == SHARES[-1])]
    caps = rows[rows["scenario"].str.startswith("Caseload")]
    assert caps["moved"].is_monotonic_increasing
    assert caps["scenario"].str.contains("17").sum() == 1


def test_a_caps_own_value_is_not_asked_for_twice() -> None:
    medians = pd.DataFrame({"turnover": [1.0, 2.0], "agency": [3.0, 4.0]})
    names = [scenario.name for scenario in scenarios(18.0, medians)]
    assert len(names) == len(set(names)) == 8


@pytest.mark.parametrize("cap", [5.0, 60.0])
def test_outside_the_observed_range_is_refused(study, cap: float) -> None:
    with pytest.raises(ParameterError, match=rf"caseload of {cap:g} is outside what was observed .*Give a value"):
        what_if(study, cap=cap, replicates=10)


def test_each_part_of_a_scenario_is_checked() -> None:
    x = pd.DataFrame({"caseload": [10.0, 20.0], "turnover": [5.0, 6.0]})
    check_observed(Scenario("inside", at_most={"caseload": 20.0}, at={"turnover": 5.0}), x)
    with pytest.raises(ParameterError, match="turnover of 7"):
        check_observed(Scenario("outside", at_most={"caseload": 15.0}, at={"turnover": 7.0}), x)
