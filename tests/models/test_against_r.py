"""Estimates and errors on the bundled sample against R: ``reference/reference.R`` has made the numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades import load_study
from workforce_grades.codebook import OUTCOMES
from workforce_grades.models import Panel, estimates_table, fit_spec, parse_spec
from workforce_grades.models.panel import study_panel
from workforce_grades.models.spec import CHOICES, MAIN_SPECS

FOLDER = Path(__file__).with_name("reference")
REFERENCE = pd.read_csv(FOLDER / "sample_reference.csv")
IDS = (FOLDER / "specifications.txt").read_text(encoding="utf-8").split("\n")[:-1]
CANNOT = {
    "care_leavers|turnover+caseload|sample=first": "too few",
    "care_leavers|previous_grade|sample=first": "no inspection",
    "overall|turnover|family=logit_not_inadequate|effects=region": "separated by region:",
    "overall|previous_grade|family=logit_not_inadequate|sample=first": "separated by previous_grade:Outstanding",
    "care_leavers|turnover+caseload|family=ordered_logit_re": "",
}


@pytest.fixture(scope="module")
def panel(sample: Path) -> Panel:
    return study_panel(load_study(sample))


@pytest.mark.parametrize("spec_id", IDS)
def test_estimates_and_errors_agree(panel: Panel, spec_id: str) -> None:
    expected = REFERENCE[REFERENCE["spec_id"] == spec_id].set_index("term")
    fit = fit_spec(spec_id, panel)
    found = fit.estimates.set_index("term")
    assert set(found.index) == set(expected.index)
    found = found.loc[expected.index]
    near = 1e-5 if fit.spec.family == "ordered_logit_re" else 1e-6
    for column in ("estimate", "se_model", "se_cluster"):
        assert found[column].to_numpy() == pytest.approx(expected[column].to_numpy(), rel=near, abs=1e-9), column
    assert found["log_likelihood"].to_numpy() == pytest.approx(expected["log_likelihood"].to_numpy(), abs=1e-6)
    for column in ("n", "n_clusters"):
        assert found[column].tolist() == expected[column].tolist()


def test_r_has_estimated_what_is_listed_under_its_canonical_id() -> None:
    assert list(dict.fromkeys(REFERENCE["spec_id"])) == IDS
    assert [str(parse_spec(spec_id)) for spec_id in IDS] == IDS
    assert not REFERENCE.isna().any().any()


def test_every_part_of_the_grammar_and_every_term_of_the_study_is_among_them() -> None:
    specs = [parse_spec(spec_id) for spec_id in IDS]
    assert {spec.outcome for spec in specs} == set(OUTCOMES)
    in_the_study = {term for spec_id in MAIN_SPECS.values() for term in parse_spec(spec_id).terms}
    assert {term for spec in specs for term in spec.terms} >= in_the_study
    for part, choices in CHOICES.items():
        assert {getattr(spec, part) for spec in specs} == set(choices), part


@pytest.mark.parametrize("spec_id", CANNOT)
def test_what_cannot_be_estimated_is_a_row_that_says_so(panel: Panel, spec_id: str) -> None:
    table = estimates_table([spec_id], panel)
    assert len(table) == len(parse_spec(spec_id).terms)
    assert not table["converged"].any()
    assert table["estimate"].isna().all()
    assert CANNOT[spec_id] in table.attrs["problems"][spec_id][0].removeprefix(f"{spec_id}: ")
