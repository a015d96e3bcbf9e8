from __future__ import annotations

import numpy as np
import pytest
from made_design import made_design
from scipy.stats import norm

from workforce_grades.analyses.power import least_detectable
from workforce_grades.models.fit import fit_design


@pytest.fixture(scope="module")
def fit():
    return fit_design(made_design())


def test_the_least_detectable_odds_ratio_is_found_four_times_in_five(fit) -> None:
    """Estimates are normal around the truth, so power is a tail of the normal distribution."""
    rows = least_detectable(fit).to_dict("records")
    for at, row in enumerate(rows):
        distance = np.log(row["above"]) / np.sqrt(fit.covariance[at, at])
        assert norm.sf(1.959964 - distance) == pytest.approx(0.8, abs=1e-4)
        assert row["below"] * row["above"] == pytest.approx(1)


def test_by_hand(fit) -> None:
    assert least_detectable(fit).iloc[0]["above"] == pytest.approx(np.exp(2.801585 * np.sqrt(fit.covariance[0, 0])))


def test_more_power_needs_a_larger_association(fit) -> None:
    assert (least_detectable(fit, power=0.9)["above"] > least_detectable(fit)["above"]).all()
