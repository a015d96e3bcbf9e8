from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.what_if import (
    MODEL,
    SHARES,
    Scenario,
    _probabilities,
    check_observed,
    scenarios,
    what_if,
)
from workforce_grades.errors import ParameterError
from workforce_grades.models import fit_spec, predict_grades, study_panel
from workforce_grades.study import load_study


@pytest.fixture(scope="module")
def panel(sample):
    return study_panel(load_study(sample))


@pytest.fixture(scope="module")
def found(panel):
    return what_if(panel, cap=17.0, replicates=200)


def test_a_cap_brings_down_only_what_is_above() -> None:
    x = pd.DataFrame({"caseload": [12.0, 18.0, 25.0], "turnover": [1.0, 2.0, 3.0]})
    assert list(Scenario("cap", at_most={"caseload": 18.0}).applied(x)["caseload"]) == [12.0, 18.0, 18.0]
    level = Scenario("level", at={"turnover": 2.0}).applied(x)
    assert list(level["turnover"]) == [2.0, 2.0, 2.0]
    assert list(level["caseload"]) == [12.0, 18.0, 25.0]


def test_probabilities_by_hand() -> None:
    shares = _probabilities(np.array([[2.0]]), np.array([[-1.0, -2.0, 0.0, 1.0]]))[0, 0]
    below = 1 / (1 + np.exp(-(np.array([-2.0, 0.0, 1.0]) + 2.0)))
    assert shares[:4] == pytest.approx(np.diff([0, *below, 1]))
    assert shares[4] == pytest.approx(1 - below[1])


def test_level_scenarios_equal_the_models_own_predictions(panel, found) -> None:
    fit = fit_spec(MODEL, panel)
    median = float(fit.design.x["agency"].median())
    expected = predict_grades(fit, {"agency": median})
    rows = found.predictions
    rows = rows[(rows["place"] == "England") & rows["scenario"].str.startswith("Agency at the median")]
    assert rows["probability"].to_numpy()[:4] == pytest.approx(expected["probability"].to_numpy())


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
    x = pd.DataFrame({"caseload": [10.0, 25.0], "turnover": [1.0, 2.0], "agency": [3.0, 4.0]})
    names = [scenario.name for scenario in scenarios(x, 18.0)]
    assert len(names) == len(set(names)) == 8


@pytest.mark.parametrize("cap", [5.0, 60.0])
def test_outside_the_observed_range_is_refused(panel, cap: float) -> None:
    with pytest.raises(ParameterError, match=rf"caseload of {cap:g} is outside what was observed .*Give a value"):
        what_if(panel, cap=cap, replicates=10)


def test_each_part_of_a_scenario_is_checked() -> None:
    x = pd.DataFrame({"caseload": [10.0, 20.0], "turnover": [5.0, 6.0]})
    check_observed(Scenario("inside", at_most={"caseload": 20.0}, at={"turnover": 5.0}), x)
    with pytest.raises(ParameterError, match="turnover of 7"):
        check_observed(Scenario("outside", at_most={"caseload": 15.0}, at={"turnover": 7.0}), x)
