"""The bundled sample answers the study's questions: its truth is found, and each event has censuses around it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.models import fit_spec
from workforce_grades.sample.inspections import first_census_from
from workforce_grades.sample.writing import TRUTH
from workforce_grades.study import Study


@pytest.fixture(scope="module")
def linked(study: Study) -> pd.DataFrame:
    return study.linked()


@pytest.mark.parametrize("spec_id", ["overall|turnover+caseload", "overall|turnover+caseload+agency"])
def test_the_recorded_truth_is_found_and_told_from_nothing(sample: Path, study: Study, spec_id: str) -> None:
    truth = json.loads((sample / TRUTH).read_text(encoding="utf-8"))
    found = fit_spec(spec_id, study).estimates.set_index("term")
    shrunk = truth["factor_seen_without_the_intercept"]
    for measure, coefficient in truth["coefficients"].items():
        term = measure.removesuffix("_rate")
        if term in found.index:
            assert found.loc[term, "ci_low"] < shrunk * coefficient < found.loc[term, "ci_high"]
    assert found.loc["caseload", "ci_high"] < 0


def test_inadequate_grades_have_three_censuses_before_and_after(study: Study, linked: pd.DataFrame) -> None:
    events = linked.loc[linked["overall"] == "Inadequate", ["la_key", "inspection_date"]]
    first = events["inspection_date"].map(first_census_from)
    there = set(zip(study.members["la_key"], study.members["year"], strict=True))
    whole = [
        all((key, year + step) in there for step in range(-3, 3))
        for key, year in zip(events["la_key"], first, strict=True)
    ]
    assert len(events) >= 35
    assert sum(whole) >= 10
    assert first.between(2018, 2025).all()


@pytest.mark.parametrize("inspection_type", ["standard", "short"])
def test_each_kind_of_inspection_has_every_grade(linked: pd.DataFrame, inspection_type: str) -> None:
    rows = linked[linked["inspection_type"] == inspection_type]
    for outcome in ("overall", "leaders", "help_protection", "in_care", "care_leavers"):
        assert rows[outcome].value_counts().reindex(list(GRADES)).min() >= 5, outcome


def test_nearly_every_inspection_has_a_grade_before_it_and_a_census_at_every_distance(
    study: Study, linked: pd.DataFrame
) -> None:
    assert linked["previous_overall"].notna().mean() > 0.95
    assert set(linked["previous_framework"].dropna()) == {"ILACS", "SIF", "SIF re-inspection"}
    for lead in (1, 2):
        assert (study.linked(lead=lead)["link_status"] == "linked").sum() > 250
    for lag in (1, 2):
        assert (study.linked(lag=lag)["link_status"] == "linked").sum() > 180
