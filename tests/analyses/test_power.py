from __future__ import annotations

import numpy as np
import pytest
from made_design import made_design

from workforce_grades.analyses.power import least_detectable, power_of
from workforce_grades.models.fit import fit_design


@pytest.fixture(scope="module")
def fit():
    return fit_design(made_design())


def test_the_least_detectable_odds_ratio_is_found_four_times_in_five(fit) -> None:
    for row in least_detectable(fit).to_dict("records"):
        assert row["below"] * row["above"] == pytest.approx(1)
        assert power_of(fit, row["term"], row["below"]) == pytest.approx(0.8, abs=1e-4)


def test_by_hand(fit) -> None:
    se = np.sqrt(fit.covariance[0, 0])
    assert least_detectable(fit).iloc[0]["above"] == pytest.approx(np.exp(2.801585 * se))
    assert power_of(fit, "turnover", 1.0) == pytest.approx(0.05)
    assert power_of(fit, "turnover", float(np.exp(1.959964 * se))) == pytest.approx(0.5, abs=1e-4)


def test_more_power_needs_a_larger_association(fit) -> None:
    assert (least_detectable(fit, power=0.9)["above"] > least_detectable(fit)["above"]).all()
