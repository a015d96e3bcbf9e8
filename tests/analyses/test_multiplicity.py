from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.analyses import multiplicity as module
from workforce_grades.analyses.multiplicity import SUB_JUDGEMENTS, adjusted_p_values
from workforce_grades.models import Panel, study_panel
from workforce_grades.study import load_study

NO_PANEL = Panel(linked={}, context=pd.DataFrame(), regions={})


def estimates(p_values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"term": "turnover", "outcome": SUB_JUDGEMENTS, "p_cluster": p_values, "converged": True})


def test_holm_and_false_discovery_by_hand(monkeypatch) -> None:
    monkeypatch.setattr(module, "estimates_table", lambda specs, panel: estimates([0.01, 0.04, 0.03, 0.5]))
    rows = adjusted_p_values(NO_PANEL, ("turnover",))
    assert list(rows["p_holm"]) == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert list(rows["p_false_discovery"]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_what_cannot_be_estimated_is_not_counted(monkeypatch) -> None:
    table = estimates([0.01, 0.04, float("nan"), 0.5])
    table.loc[2, "converged"] = False
    monkeypatch.setattr(module, "estimates_table", lambda specs, panel: table)
    rows = adjusted_p_values(NO_PANEL, ("turnover",))
    assert len(rows) == 3
    assert rows["p_holm"].iloc[0] == pytest.approx(0.03)


def test_nothing_estimated_is_an_empty_table(monkeypatch) -> None:
    monkeypatch.setattr(module, "estimates_table", lambda specs, panel: estimates([0.1] * 4).assign(converged=False))
    assert adjusted_p_values(NO_PANEL).empty


def test_every_judgement_of_the_sample_has_both_terms(sample) -> None:
    rows = adjusted_p_values(study_panel(load_study(sample)))
    assert set(rows["term"]) == {"turnover", "caseload"}
    assert (rows["p_holm"] >= rows["p_false_discovery"] - 1e-12).all()
    assert (rows["p_false_discovery"] >= rows["p_cluster"] - 1e-12).all()
