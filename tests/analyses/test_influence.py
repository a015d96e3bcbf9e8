from __future__ import annotations

import pandas as pd
import pytest
from made_design import made_design

from workforce_grades.analyses import influence as module
from workforce_grades.analyses.influence import inspections_where, leave_one_out
from workforce_grades.models import Panel, study_panel
from workforce_grades.models.fit import fit_design
from workforce_grades.study import load_study

NO_PANEL = Panel(linked={}, context=pd.DataFrame(), regions={})


def odd_one() -> object:
    """130 ordinary authorities and one whose turnover of 100% went with the best grade."""
    design = made_design()
    design.x.loc["i000", "turnover"] = 100.0
    design.grade.loc["i000"] = "Outstanding"
    return design


def test_the_authority_that_turns_a_result_stands_apart(monkeypatch) -> None:
    monkeypatch.setattr(module, "design_frame", lambda spec, panel: odd_one())
    found = leave_one_out("overall|turnover+caseload", NO_PANEL)
    apart = found.outstanding("turnover")
    assert list(apart["la_key"]) == ["300"]
    assert found.most("turnover", 1)["la_key"].item() == "300"
    assert found.outstanding("caseload").empty


def test_each_row_is_the_fit_without_that_authority(monkeypatch) -> None:
    design = made_design(40)
    monkeypatch.setattr(module, "design_frame", lambda spec, panel: design)
    found = leave_one_out("overall|turnover+caseload", NO_PANEL)
    assert len(found.moves) == 40 * 2
    without = fit_design(inspections_where(design, design.authority != "305"))
    row = found.moves[(found.moves["la_key"] == "305") & (found.moves["term"] == "caseload")].iloc[0]
    assert row["estimate"] == pytest.approx(without.params["caseload"], abs=1e-8)
    whole = found.fit.estimates.set_index("term").loc["caseload"]
    assert row["change"] == pytest.approx((row["estimate"] - whole["estimate"]) / whole["se_cluster"])


def test_most_is_sorted_by_the_size_of_the_move(monkeypatch) -> None:
    monkeypatch.setattr(module, "design_frame", lambda spec, panel: made_design(40))
    moves = leave_one_out("overall|turnover+caseload", NO_PANEL).most("turnover", 6)["change"].abs()
    assert len(moves) == 6
    assert moves.is_monotonic_decreasing


def test_inspections_left_out_on_purpose_are_counted() -> None:
    design = made_design(20)
    some = inspections_where(design, design.authority != "300")
    assert len(some.x) == 38
    assert some.dropped == {"left out on purpose": 2}


@pytest.mark.mirror
def test_isles_of_scilly_surfaces_by_itself_in_the_sample_of_all(mirror) -> None:
    study = load_study(mirror)
    found = leave_one_out("overall|turnover+caseload|sample=all", study_panel(study))
    apart = [study.authorities[key].name for key in found.outstanding("turnover")["la_key"]]
    assert apart == ["Isles of Scilly"]
    row = found.most("turnover", 1).iloc[0]
    assert row["turns"]
    assert row["estimate"] == pytest.approx(-0.0441, abs=1e-3)
    primary = leave_one_out("overall|turnover+caseload", study_panel(study))
    assert primary.outstanding("turnover").empty
    assert not primary.moves["turns"].any()
