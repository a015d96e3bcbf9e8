from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_design import made_design

from workforce_grades.analyses.within_between import within_between
from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError
from workforce_grades.models.fit import fit_design


def drawn(within: float, between: float, seed: int = 5):
    """A design in which caseload works differently within and between authorities."""
    design = made_design(300, 4, seed=seed)
    rng = np.random.default_rng(seed)
    own = pd.Series(rng.normal(16, 2, 300).repeat(4), index=design.x.index)
    departure = rng.normal(0, 1.5, len(own))
    x = design.x.assign(caseload=own + departure)
    latent = between * own + within * departure + rng.logistic(size=len(own))
    codes = np.searchsorted(np.quantile(latent, [0.15, 0.4, 0.8]), latent)
    grade = pd.Series(pd.Categorical(np.array(GRADES)[codes], categories=GRADES, ordered=True), index=x.index)
    return replace(design, x=x, grade=grade)


def test_both_coefficients_come_back() -> None:
    found = within_between(drawn(-0.6, -0.1))
    params, errors = found.fit.params, np.sqrt(np.diag(found.fit.covariance))
    assert abs(params["caseload, within"] + 0.6) < 3 * errors[1]
    assert params["caseload, between"] > params["caseload, within"] + 0.3
    row = found.difference.set_index("term").loc["caseload"]
    assert row["difference"] == pytest.approx(params["caseload, within"] - params["caseload, between"])
    assert row["p"] < 0.001
    assert found.repeated == 300


def test_one_coefficient_for_both_is_not_told_apart() -> None:
    found = within_between(drawn(-0.3, -0.3, seed=8))
    assert found.difference.set_index("term").loc["caseload", "p"] > 0.05


def test_equal_parts_are_the_plain_model() -> None:
    design = made_design(60, 2)
    found = within_between(design)
    plain = fit_design(design)
    assert found.fit.log_likelihood >= plain.log_likelihood
    assert found.fit.n == plain.n


def test_one_inspection_each_says_nothing_of_within() -> None:
    with pytest.raises(EstimationError, match="no authority has two inspections"):
        within_between(made_design(60, 1))
