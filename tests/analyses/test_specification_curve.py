from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.analyses import specification_curve as module
from workforce_grades.analyses.specification_curve import (
    SpecificationCurve,
    sensible_specifications,
    shares_beside_agency,
    shares_by_choice,
    shares_by_term,
    specification_curve,
)
from workforce_grades.models import MAIN_SPECS, fit_spec, parse_spec, study_panel
from workforce_grades.study import load_study

SOME = [
    "overall|turnover+caseload", "overall|turnover+caseload|sample=all", "overall|turnover+caseload+agency",
    "overall|turnover+caseload|family=ols_grade", "leaders|turnover+caseload",
]  # fmt: skip


@pytest.fixture(scope="module")
def panel(sample):
    return study_panel(load_study(sample))


@pytest.fixture(scope="module")
def curve(panel) -> SpecificationCurve:
    return specification_curve(panel, [parse_spec(text) for text in SOME])


def test_well_over_a_thousand_specifications_each_once() -> None:
    specs = [str(spec) for spec in sensible_specifications()]
    assert len(specs) >= 1000
    assert len(set(specs)) == len(specs)
    assert {MAIN_SPECS["base"], MAIN_SPECS["full_all"], MAIN_SPECS["context_agency"]} <= set(specs)
    assert not any("lead=" in spec for spec in specs)


def test_every_estimate_is_that_of_its_specification(panel, curve: SpecificationCurve) -> None:
    rows = curve.estimates
    for spec in SOME:
        row = rows[(rows["spec_id"] == spec) & (rows["term"] == "caseload")].iloc[0]
        assert row["estimate"] == pytest.approx(fit_spec(spec, panel).params["caseload"], abs=1e-8)
    assert curve.asked == len(SOME)
    assert curve.failed == {}


def made_curve(estimates: list[float], half: float) -> SpecificationCurve:
    from workforce_grades.analyses.specification_curve import _with_choices

    specs = [parse_spec(text) for text in SOME[: len(estimates)]]
    rows = pd.DataFrame(
        {"spec_id": [str(s) for s in specs], "term": "turnover", "outcome": [s.outcome for s in specs],
         "family": [s.family for s in specs], "sample": [s.sample for s in specs], "n": 264,
         "lag": "0", "effects": "none",
         "estimate": estimates, "ci_low": [e - half for e in estimates], "ci_high": [e + half for e in estimates],
         "odds_ratio": estimates}
    )  # fmt: skip
    return SpecificationCurve(_with_choices(rows, specs), len(specs), {})


def test_shares_by_hand() -> None:
    row = shares_by_term(made_curve([-0.5, -0.1, 0.4, -0.3], 0.2)).iloc[0]
    assert row["specifications"] == 4
    assert row["same_sign"] == 0.75
    assert row["clear_same_sign"] == 0.5
    assert row["clear_other_sign"] == 0.25


def test_the_sign_is_that_of_the_main_specification_not_of_most() -> None:
    row = shares_by_term(made_curve([0.5, -0.1, -0.4, -0.3], 0.2)).iloc[0]
    assert row["same_sign"] == 0.25


def test_shares_by_choice_split_the_same_rows() -> None:
    rows = shares_by_choice(made_curve([-0.5, -0.1, 0.4, -0.3], 0.2), "turnover").set_index(["choice", "value"])
    assert rows.loc[("Sample", "all"), "specifications"] == 1
    assert rows.loc[("Sample", "primary"), "clear_same_sign"] == pytest.approx(2 / 3)
    assert rows.loc[("Terms", "agency"), "clear_other_sign"] == 1.0


def test_shares_with_and_without_the_agency_rate_split_the_same_rows(curve: SpecificationCurve) -> None:
    parts = shares_beside_agency(curve, "caseload")
    assert [parts[held]["specifications"] for held in (False, True)] == [4, 1]


def test_specifications_of_few_inspections_stay_out(panel, monkeypatch) -> None:
    monkeypatch.setattr(module, "FEWEST", 10_000)
    found = specification_curve(panel, [parse_spec(SOME[0])])
    assert found.estimates.empty
    assert (found.small, found.asked) == (1, 1)


def test_a_specification_that_fails_is_told_with_its_reason(panel) -> None:
    specs = [parse_spec("overall|turnover+caseload"), parse_spec("overall|turnover+caseload|sample=short")]
    found = specification_curve(panel, specs)
    failed = "overall|turnover+caseload|sample=short"
    assert (failed in found.failed) == (failed not in set(found.estimates["spec_id"]))
    assert found.asked == 2


@pytest.mark.mirror
def test_caseload_holds_on_the_real_data_whatever_is_chosen(mirror) -> None:
    panel = study_panel(load_study(mirror))
    some = [s for s in sensible_specifications() if s.outcome == "overall" and s.family == "ordered_logit"]
    row = shares_by_term(specification_curve(panel, some[::6])).set_index("term").loc["caseload"]
    assert row["same_sign"] == 1.0
    assert row["clear_same_sign"] > 0.9
