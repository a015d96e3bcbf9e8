"""The main study and the data page: computed words, tables that equal the estimates."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.codebook import EXPOSURES, GRADES
from workforce_grades.models import MAIN_SPECS
from workforce_grades.pages import quality
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.findings import MAIN, MAIN_ALL, QUOTED, WITH_AGENCY, Findings, main_findings
from workforce_grades.pages.local_authority.page import count_by_grade
from workforce_grades.pages.main_study import estimates as main_study
from workforce_grades.pages.main_study import figures as grade_figures
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study, load_study


def with_odds(findings: Findings, term: str, low: float, odds: float, high: float, *, spec: str = MAIN) -> Findings:
    estimates = findings.estimates.copy()
    at = (estimates["spec_id"] == spec) & (estimates["term"] == term)
    estimates.loc[at, ["or_ci_low", "odds_ratio", "or_ci_high"]] = [low, odds, high]
    return replace(findings, estimates=estimates)


def test_every_quoted_model_is_estimated_on_the_sample(findings: Findings) -> None:
    assert set(findings.estimates["spec_id"]) == {MAIN_SPECS[name] for name in QUOTED}
    assert findings.estimates["converged"].all()
    assert findings.problems == {}


def test_the_finding_says_which_way_and_only_what_is_clear(findings: Findings) -> None:
    both = with_odds(with_odds(findings, "caseload", 0.7, 0.8, 0.9), "turnover", 0.91, 0.95, 0.99)
    assert both.one_line().startswith("Better Ofsted grades go with lower caseload (odds ratio 0.80 per case")
    assert "lower turnover (odds ratio 0.950 per percentage point" in both.one_line()
    none = with_odds(with_odds(findings, "caseload", 0.7, 0.9, 1.1), "turnover", 0.9, 1.0, 1.1)
    assert "show no clear association" in none.one_line()
    assert "Better Ofsted grades" not in none.one_line()
    other = with_odds(with_odds(findings, "caseload", 1.1, 1.2, 1.3), "turnover", 0.9, 1.0, 1.1)
    assert "go with higher caseload" in other.one_line()
    assert "shows no clear association" in other.one_line()
    assert all(text.one_line().endswith("Association, not effect.") for text in (both, none, other))


def in_every_model(findings: Findings, term: str, low: float, odds: float, high: float) -> Findings:
    for spec in (MAIN, MAIN_ALL, WITH_AGENCY):
        findings = with_odds(findings, term, low, odds, high, spec=spec)
    return findings


def test_the_finding_says_what_does_not_stay_clear_beside_the_main_model(findings: Findings) -> None:
    steady = in_every_model(in_every_model(findings, "caseload", 0.7, 0.8, 0.9), "turnover", 0.91, 0.95, 0.99)
    assert steady.robustness() == (
        "Both associations stay clear once the agency rate is in the model and when the smallest authorities are kept."
    )
    assert "less surely" not in steady.one_line()
    fading = with_odds(steady, "turnover", 0.95, 0.985, 1.02, spec=WITH_AGENCY)
    count = int(fading.estimates.set_index(["spec_id", "term"]).loc[(WITH_AGENCY, "turnover"), "n"])
    assert fading.robustness() == (
        "Turnover's association is not clear once the agency rate is in the model (0.985, 0.950 to 1.020; "
        f"{count} inspections), but stays clear when the smallest authorities are kept; caseload's stays clear in both."
    )
    assert "and, less surely, lower turnover" in fading.one_line()
    assert fading.robustness() in fading.one_line()
    turned = with_odds(fading, "turnover", 1.01, 1.05, 1.09, spec=MAIN_ALL)
    assert "Turnover's association does not hold once" in turned.robustness()
    unclear = with_odds(fading, "turnover", 0.9, 1.0, 1.1)
    assert unclear.robustness().startswith("This association stays clear")
    assert "Turnover's" not in unclear.robustness()


def test_a_model_beside_the_main_one_that_failed_is_not_spoken_of(findings: Findings) -> None:
    alone = findings.estimates[findings.estimates["spec_id"] == MAIN]
    assert replace(findings, estimates=alone).robustness() == ""


def test_a_bound_that_rounds_to_one_is_shown_on_its_own_side(findings: Findings) -> None:
    close = with_odds(findings, "caseload", 0.9, 0.95, 0.9991)
    assert "odds ratio 0.950 (95% interval 0.900 to 0.999" in close.in_words(MAIN, "caseload")
    assert "are lower" in close.in_words(MAIN, "caseload")
    unclear = with_odds(findings, "caseload", 0.9, 0.998, 1.1)
    assert "are not clearly different" in unclear.in_words(MAIN, "caseload")


def test_a_model_that_failed_is_said_not_hidden(findings: Findings) -> None:
    estimates = findings.estimates.assign(converged=findings.estimates["spec_id"] != MAIN)
    failed = replace(findings, estimates=estimates, problems={MAIN: ("the grades are separated",)})
    assert failed.one_line() == "The main model could not be estimated on these data."
    assert "could not be estimated" in failed.in_words(MAIN, "turnover")
    assert main_study.problems_in_words(failed) == [f"{MAIN}: the grades are separated"]
    assert "could not be estimated" in main_study.sample_in_words(failed)
    assert "could not be estimated" in failed.per_quartiles("caseload")
    nothing = replace(failed, predictions=findings.predictions.iloc[:0])
    assert main_study.predictions_in_words(nothing) == []
    assert main_study.table_predictions(nothing).data.empty


def test_a_table_of_a_model_without_estimates_shows_dashes(findings: Findings) -> None:
    blank = findings.estimates.assign(odds_ratio=float("nan"), p_cluster=float("nan"), converged=False)
    assert "nan" not in main_study.table_estimates(replace(findings, estimates=blank))._repr_html_()


def test_odds_between_the_quartiles_are_those_of_the_estimate(findings: Findings) -> None:
    low, high = findings.quartiles["caseload"]
    row = findings.row(MAIN, "caseload")
    assert row is not None
    assert f"odds ratio of a better grade is {math.exp((high - low) * row['estimate']):.2f}" in findings.per_quartiles(
        "caseload"
    )


def test_the_table_of_estimates_equals_the_estimates(findings: Findings) -> None:
    shown = main_study.table_estimates(findings).data
    rows = findings.estimates[~findings.estimates["term"].str.startswith("threshold:")]
    assert shown["odds_ratio"].tolist() == rows["odds_ratio"].tolist()
    assert len(shown) == 2 * (2 + 3 + 5)


def test_predictions_add_up_to_one_hundred(findings: Findings) -> None:
    table = main_study.table_predictions(findings).data
    shares = table.drop(columns="scenario").map(lambda cell: float(cell.split(" (")[0]))
    assert shares.sum(axis=1).to_numpy() == pytest.approx([100.0] * 4, abs=0.2)
    assert [len(table), list(table)[1:]] == [4, list(GRADES)]
    assert len(main_study.predictions_in_words(findings)) == 4


def test_medians_by_grade(study: Study) -> None:
    linked = study.linked()
    shown = main_study.table_by_grade(linked).data.set_index("grade")
    good = linked[linked["overall"] == "Good"]
    assert shown.loc["Good", "inspections"] == len(good)
    assert shown.loc["Good", "caseload"] == good["caseload"].median()
    assert f"{len(good)} good" in count_by_grade(linked)


def test_the_figure_of_odds_ratios_says_which_terms_are_clear_where() -> None:
    rows = pd.DataFrame(
        [("turnover", "base", 0.9, 0.99), ("caseload", "base", 0.7, 0.8), ("turnover", "agency", 0.9, 1.1),
         ("caseload", "agency", 0.7, 0.8), ("agency", "agency", 1.01, 1.2), ("vacancy", "full", 0.9, 1.1)],
        columns=["term", "model", "or_ci_low", "or_ci_high"],
    )  # fmt: skip
    assert grade_figures.clear_in_words(rows) == (
        "Caseload and agency rate go clearly with grades wherever included, turnover only in the base model, "
        "vacancy rate in no model"
    )
    assert grade_figures.clear_in_words(rows.tail(1)) == "Vacancy rate goes clearly with grades in no model"


def test_no_model_no_figure_of_odds_ratios(study: Study, findings: Findings) -> None:
    failed = replace(findings, estimates=findings.estimates.assign(converged=False))
    assert isinstance(grade_figures.figure_odds_ratios(study, failed), Prose)
    assert isinstance(grade_figures.figure_odds_ratios(study, findings), Figure)


def test_the_agency_section_compares_the_two_models_with_their_numbers(findings: Findings) -> None:
    told = with_odds(findings, "turnover", 0.918, 0.952, 0.987)
    told = with_odds(told, "turnover", 0.952, 0.985, 1.02, spec=WITH_AGENCY)
    assert main_study.agency_in_words(told).startswith(
        "Turnover's odds ratio is 0.952 (0.918 to 0.987) without the agency rate and 0.985 (0.952 to 1.020) with it: "
        "it is no longer clear. Caseload's odds ratio"
    )
    without = replace(findings, estimates=findings.estimates[findings.estimates["spec_id"] == MAIN])
    assert "could not be estimated" in main_study.agency_in_words(without)


@pytest.mark.parametrize("measure", ["turnover_rate", "caseload", "agency_rate"])
def test_study_figures_are_marked_illustrative_and_are_the_same_twice(study: Study, measure: str) -> None:
    figures = [grade_figures.figure_by_grade(study, study.linked(), measure) for _ in range(2)]
    assert figures[0].illustrative
    assert figures[0].svg == figures[1].svg


def test_dropped_inspections_add_up(study: Study, findings: Findings) -> None:
    table = main_study.table_dropped(findings).data
    main = findings.row(MAIN, "caseload")
    assert main is not None
    base = table["base"].sum()
    assert base + main["n"] == len(study.linked())


def test_data_page_counts_equal_the_frames(study: Study) -> None:
    missing = quality.table_missing(study).data
    assert missing["all_missing"].tolist() == [int(study.workforce[name].isna().sum()) for name in EXPOSURES]
    cases = quality.table_missing_cases(study).data
    assert len(cases) == int(study.workforce[["turnover_rate", "caseload"]].isna().sum().sum())
    assert (quality.table_identities(study).data["largest"] <= 0.15).all()
    sources = quality.table_sources(study).data
    assert (sources["read"] - sources["dropped"] == sources["kept"]).all()


def test_link_sentences_count_every_inspection(study: Study) -> None:
    linked = study.linked()
    text = " ".join(quality.link_in_words(study, linked))
    assert f"{len(linked):,} inspections are linked" in text
    assert "None of them had to be linked" in text if not linked["inherited"].any() else "of them had" in text
    assert isinstance(quality.figure_england(study).data.data, pd.DataFrame)


@pytest.mark.mirror
def test_the_real_data_page_names_what_is_known_to_be_odd(mirror: Path) -> None:
    study = load_study(mirror)
    suspect = quality.table_suspect(study).data
    turnover = suspect[suspect["measure"] == "Turnover rate"]
    assert {"Derby", "East Sussex", "Manchester", "Oldham", "Lewisham"} <= set(turnover["authority"])
    totals = quality.table_totals(study).data.set_index("year")
    assert totals.loc["2025", "difference"] == pytest.approx(330.9)
    revised = quality.revisions(study)
    assert revised.data.set_index("measure").loc["Turnover rate", "revised"] == 93  # type: ignore[union-attr]


@pytest.mark.mirror
def test_the_real_finding_depends_on_the_smallest_authority(mirror: Path) -> None:
    findings = main_findings(load_study(mirror))
    assert "clear in the primary sample and not in the sample of all" in main_study.sample_in_words(findings)
    assert findings.robustness() == (
        "Turnover's association is not clear once the agency rate is in the model (0.985, 0.952 to 1.020; "
        "262 inspections) or when the smallest authorities are kept (0.975, 0.939 to 1.012; 267 inspections); "
        "caseload's stays clear in both."
    )
