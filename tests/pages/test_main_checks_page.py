from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from workforce_grades.analyses.main_checks import BESIDE, MainChecks, main_checks
from workforce_grades.models import MAIN_SPECS, brant_test, fit_spec, study_panel
from workforce_grades.pages.main_study import checks as page
from workforce_grades.study import Study, load_study


@pytest.fixture(scope="module")
def checks(study: Study) -> MainChecks:
    return main_checks(study)


def test_every_model_beside_the_main_one_is_there_in_both_samples(checks: MainChecks) -> None:
    asked = {MAIN_SPECS[name + sample] for name in BESIDE for sample in ("", "_all")}
    assert set(checks.beside["spec_id"]) == asked
    shown = page.table_beside(checks).data
    assert shown["model"].is_unique
    assert shown["model"].str.endswith(", all authorities").sum() == len(shown) / 2


def test_clear_models_are_counted_from_the_intervals(checks: MainChecks) -> None:
    rows = checks.beside.assign(or_ci_low=0.8, or_ci_high=0.9)
    caseload = rows["term"] == "caseload"
    rows.loc[caseload & (rows["spec_id"] == MAIN_SPECS["prev"]), "or_ci_high"] = 1.1
    text = page.beside_in_words(replace(checks, beside=rows, problems={}))
    assert text.startswith("Caseload's interval excludes 1 in 7 of 8 models.")
    assert "Turnover's interval excludes 1 in 8 of 8 models." in text


def test_a_model_that_failed_is_counted(checks: MainChecks) -> None:
    spec = MAIN_SPECS["prev"]
    rows = checks.beside[checks.beside["spec_id"] != spec]
    text = page.beside_in_words(replace(checks, beside=rows, problems={spec: ("separated",)}))
    assert text.endswith("1 model could not be estimated: Separated.")


def test_the_tests_of_proportional_odds_are_the_models_own(study: Study, checks: MainChecks) -> None:
    assert not isinstance(checks.proportional, str)
    own = brant_test(fit_spec(MAIN_SPECS["base"], study_panel(study))).set_index("term")
    rows = checks.proportional.tests.set_index("term")
    assert rows["p_brant"].to_numpy() == pytest.approx(own["p_cluster"].to_numpy())
    assert len(page.table_thresholds(checks).data) == 6  # type: ignore[union-attr]


def with_brant(checks: MainChecks, p: float, free: tuple[str, ...]) -> MainChecks:
    assert not isinstance(checks.proportional, str)
    tests = checks.proportional.tests.assign(p_brant=p, p_ratio=p)
    return replace(checks, proportional=replace(checks.proportional, tests=tests, free=free))


def test_a_term_that_differs_between_thresholds_is_named_with_its_extremes(checks: MainChecks) -> None:
    said = page.proportional_in_words(with_brant(checks, 0.01, ("caseload",)))
    assert "the odds ratio differs between thresholds for caseload, so the one quoted is a mean" in said[0]
    assert said[1].startswith("Caseload: odds ratio ")
    assert page.proportional_in_words(with_brant(checks, 0.4, ()))[0].endswith("nothing speaks against it.")


@pytest.mark.parametrize(
    ("between", "within", "said"),
    [
        ((0.8, 0.9), (0.8, 0.9), "both between authorities and within one over time"),
        ((0.8, 0.9), (0.8, 1.1), "between authorities, and not clearly within one over time"),
        ((0.8, 1.1), (0.8, 0.9), "within an authority over time, and not clearly between authorities"),
        ((0.8, 1.1), (0.8, 1.1), "neither clearly between authorities nor clearly within one"),
    ],
)
def test_the_verdict_on_within_and_between_follows_the_intervals(between, within, said: str) -> None:
    rows = pd.DataFrame(
        [(0.85, *between), (0.85, *within)],
        index=["agency, between", "agency, within"],
        columns=["odds_ratio", "or_ci_low", "or_ci_high"],
    )
    text = page._split({"term": "agency", "p": 0.2}, rows)
    assert f"With the others in the model, agency goes with grades {said}: " in text
    assert "the two do not clearly differ (p = 0.20)" in text


def test_what_could_not_be_checked_is_said(checks: MainChecks) -> None:
    nothing = replace(
        checks, proportional="too few", decomposed="no authority has two", detectable=checks.detectable.head(0)
    )
    assert page.proportional_in_words(nothing) == ["Too few."]
    assert page.decomposed_in_words(nothing) == ["No authority has two."]
    assert page.table_thresholds(nothing) is None
    assert page.table_decomposed(nothing) is None
    assert "cannot be said" in page.detectable_in_words(nothing)


@pytest.mark.mirror
def test_on_the_real_data_turnover_goes_with_grades_between_authorities_only(mirror) -> None:
    checks = main_checks(load_study(mirror))
    said = page.decomposed_in_words(checks)
    assert said[1].startswith(
        "With the others in the model, caseload goes with grades both between authorities and within one over time"
    )
    between = "With the others in the model, agency goes with grades between authorities, and not clearly within one"
    assert said[2].startswith(between)
    assert "nothing speaks against it" in page.proportional_in_words(checks)[0]
