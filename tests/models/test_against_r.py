"""Estimates and errors against R (see reference/reference.R for what made them)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.models import Panel, fit_spec

REFERENCE = pd.read_csv(Path(__file__).with_name("reference") / "reference.csv")
NAMES = {
    "turnover_rate": "turnover",
    "agency_rate": "agency",
    "Inadequate|Requires improvement": "threshold:Inadequate/Requires improvement",
    "Requires improvement|Good": "threshold:Requires improvement/Good",
    "Good|Outstanding": "threshold:Good/Outstanding",
    "previousInadequate": "previous_grade:Inadequate",
    "previousRequires improvement": "previous_grade:Requires improvement",
    "previousOutstanding": "previous_grade:Outstanding",
    "sd": "sd:authority",
}


def ours(panel: Panel, spec_id: str) -> pd.DataFrame:
    return fit_spec(spec_id, panel).estimates.set_index("term")


def theirs(spec_id: str) -> pd.DataFrame:
    rows = REFERENCE[REFERENCE["spec_id"] == spec_id]
    terms = rows["term"].replace(NAMES).str.replace(r"^(region|year)(?=[A-Z0-9])", r"\1:", regex=True)
    rows = rows.assign(term=terms.str.replace("year:", "census_year:"))
    intercept = {"ols_grade": "intercept", "good_or_better": "threshold:Requires improvement/Good"}
    name = next((term for family, term in intercept.items() if family in spec_id), list(NAMES.values())[2])
    rows.loc[rows["term"] == "(Intercept)", "estimate"] *= 1 if "ols" in spec_id else -1
    return rows.replace({"term": {"(Intercept)": name}}).set_index("term")


@pytest.mark.parametrize("spec_id", REFERENCE["spec_id"].unique())
def test_estimates_and_errors_agree(simulated: Panel, spec_id: str) -> None:
    found, expected = ours(simulated, spec_id), theirs(spec_id)
    assert set(found.index) == set(expected.index)
    found = found.loc[expected.index]
    exact = "family=ordered_logit_re" not in spec_id
    assert found["estimate"].to_numpy() == pytest.approx(expected["estimate"].to_numpy(), rel=1e-7 if exact else 1e-4)
    assert found["log_likelihood"].iloc[0] == pytest.approx(expected["log_likelihood"].iloc[0], abs=1e-6)
    for error in ("se_model", "se_cluster"):
        known = expected[error].notna()
        assert found[error][known].to_numpy() == pytest.approx(
            expected[error][known].to_numpy(), rel=1e-6 if exact else 1e-3
        )
    assert expected["se_model"].notna().any()
