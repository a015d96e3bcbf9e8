from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses import imputation as module
from workforce_grades.analyses.imputation import Completed, _pool, complete, impute
from workforce_grades.errors import EstimationError
from workforce_grades.models import fit_spec, study_panel
from workforce_grades.study import load_study


@pytest.fixture(scope="module")
def panel(sample):
    return study_panel(load_study(sample))


@pytest.fixture(scope="module")
def completed(panel) -> Completed:
    return complete(panel, draws=4)


class Pooled:
    """What Rubin's rules read of a fit."""

    def __init__(self, estimate: float, variance: float) -> None:
        self.params = pd.Series({"turnover": estimate})
        self.covariance = np.array([[variance]])
        self.design = type("Design", (), {"x": pd.DataFrame({"turnover": [0.0]})})


def test_rubins_rules_by_hand() -> None:
    row = _pool([Pooled(1.0, 0.04), Pooled(2.0, 0.06), Pooled(3.0, 0.05)], Pooled(9.0, 1.0)).iloc[0]
    total = 0.05 + (1 + 1 / 3) * 1.0
    assert row["estimate"] == pytest.approx(2.0)
    assert row["se"] == pytest.approx(np.sqrt(total))
    assert row["missing_information"] == pytest.approx((4 / 3) / total)
    assert row["complete_case"] == 9.0
    assert row["ci_high"] - 2.0 > 1.96 * np.sqrt(total)


def test_without_between_variance_the_interval_is_the_usual_one() -> None:
    row = _pool([Pooled(1.0, 0.04)] * 5, Pooled(1.0, 0.04)).iloc[0]
    assert row["ci_high"] == pytest.approx(1.0 + 1.959964 * 0.2, abs=1e-5)


def test_incomplete_inspections_are_kept(panel, completed) -> None:
    spec = "overall|turnover+caseload+agency"
    found = impute(spec, panel, completed)
    assert found.n_complete == fit_spec(spec, panel).n
    assert found.n > found.n_complete
    assert sum(found.missing.values()) >= found.n - found.n_complete
    close = (found.terms["estimate"] - found.terms["complete_case"]).abs() < found.terms["se"]
    assert close.all()


def test_only_missing_values_are_drawn(completed) -> None:
    gaps = completed.frame.isna()
    assert gaps.to_numpy().sum() > 0
    for draw in completed.draws:
        assert draw.notna().to_numpy().all()
        assert draw.where(~gaps).equals(completed.frame.where(~gaps))
        observed = completed.frame["turnover"].dropna()
        assert set(draw["turnover"][gaps["turnover"]]) <= set(observed)


def test_the_grade_helps_to_draw_what_is_missing(panel, monkeypatch) -> None:
    import statsmodels.imputation.mice as mice

    seen = []
    real = mice.MICEData.__init__

    def noted(self, data, **options):
        seen.append(list(data.columns))
        real(self, data, **options)

    monkeypatch.setattr(mice.MICEData, "__init__", noted)
    complete(panel, draws=1)
    assert "grade" in seen[0]
    assert {"turnover", "deprivation", "cin_rate"} <= set(seen[0])


def test_the_same_seed_draws_the_same(panel) -> None:
    once, again, other = (complete(panel, draws=2, seed=seed).draws[1] for seed in (2, 2, 3))
    assert once.equals(again)
    assert not once.equals(other)


def test_values_deleted_at_random_come_back_near(panel, monkeypatch) -> None:
    spec = "overall|turnover+caseload"
    design = module._incomplete
    rng = np.random.default_rng(1)

    def punched(spec, panel):
        whole = design(spec, panel)
        return replace(whole, x=whole.x.assign(turnover=whole.x["turnover"].where(rng.random(len(whole.x)) > 0.25)))

    monkeypatch.setattr(module, "_incomplete", punched)
    row = impute(spec, panel, complete(panel, draws=8)).terms.set_index("term").loc["turnover"]
    assert row["missing_information"] > 0.03
    assert abs(row["estimate"] - fit_spec(spec, panel).params["turnover"]) < 2 * row["se"]


def test_what_was_not_drawn_is_refused(panel, completed) -> None:
    with pytest.raises(EstimationError, match="only numeric terms"):
        impute("overall|turnover+previous_grade", panel, completed)
    with pytest.raises(EstimationError, match="drawn for the sample primary"):
        impute("overall|turnover|sample=all", panel, completed)
