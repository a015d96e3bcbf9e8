"""The national findings from estimates made by hand: which words a bound on either side of 1 brings about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_estimates import HIGHER, LOWER, UNCLEAR, Odds, Row, findings, main_model, row

from workforce_grades.pages.findings import MAIN, MAIN_ALL, WITH_AGENCY, Findings, publish_finding

NOTHING = "The main model could not be estimated on these data."


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        pytest.param((0.9, 0.8, 0.9999), "are lower:", id="just below one"),
        pytest.param((0.9, 0.8, 1.0), "are not clearly different:", id="touches one from below"),
        pytest.param((1.0, 0.9, 1.1), "are not clearly different:", id="one inside"),
        pytest.param((1.1, 1.0, 1.2), "are not clearly different:", id="touches one from above"),
        pytest.param((1.1, 1.0001, 1.2), "are higher:", id="just above one"),
    ],
)
def test_which_way_the_odds_go_follows_from_the_side_of_one(bounds: Odds, said: str) -> None:
    assert said in findings(row(MAIN, "caseload", bounds)).in_words(MAIN, "caseload")


@pytest.mark.parametrize(
    ("term", "opening", "shown"),
    [
        ("turnover", "With one percentage point more turnover,", "odds ratio 0.900 (95% interval 0.800 to 0.960;"),
        ("caseload", "With one case more for each worker,", "odds ratio 0.90 (95% interval 0.80 to 0.96;"),
        ("agency", "With one percentage point more agency staff,", "odds ratio 0.900 (95% interval 0.800 to 0.960;"),
        ("vacancy", "With one percentage point more vacancies,", "odds ratio 0.900 (95% interval 0.800 to 0.960;"),
        (
            "absence",
            "With one percentage point more sickness absence,",
            "odds ratio 0.900 (95% interval 0.800 to 0.960;",
        ),
    ],
)
def test_a_percentage_point_has_three_decimals_and_a_case_two(term: str, opening: str, shown: str) -> None:
    text = findings(row(WITH_AGENCY, term, LOWER)).in_words(WITH_AGENCY, term)
    assert (
        text
        == f"{opening} the odds of a better grade are lower: {shown} p = 0.031; 264 inspections of 151 authorities)."
    )


def test_inside_a_sentence_it_begins_small_and_one_of_each_is_singular() -> None:
    alone = row(MAIN, "caseload", LOWER, n=1) | {"n_clusters": 1}
    text = findings(alone).in_words(MAIN, "caseload", capital=False)
    assert text.startswith("with one case more")
    assert text.endswith("1 inspection of 1 authority).")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row(MAIN, "caseload", LOWER, converged=False)], id="not converged"),
        pytest.param([row(MAIN_ALL, "caseload", LOWER)], id="other model"),
        pytest.param([row(MAIN, "turnover", LOWER)], id="other term"),
    ],
)
def test_a_term_that_was_not_estimated_has_no_row(rows: list[Row]) -> None:
    found = findings(*rows)
    assert found.row(MAIN, "caseload") is None
    assert found.in_words(MAIN, "caseload") == f"The model {MAIN} could not be estimated on these data."
    assert found.one_line() == NOTHING


def test_between_the_quartiles_the_odds_ratio_is_raised_to_their_distance() -> None:
    """0.9 a case over four cases: 0.9 to the fourth is 0.6561; the bounds 0.8 and 0.96 are 0.4096 and 0.8493."""
    found = findings(
        *main_model(LOWER, (0.98, 0.97, 0.99)), quartiles={"caseload": [14.0, 18.0], "turnover": [11.0, 21.0]}
    )
    assert found.per_quartiles("caseload") == (
        "Between the quartiles of caseload in the primary sample (14.0 cases and 18.0 cases), the odds ratio of a "
        "better grade is 0.66 (95% interval 0.41 to 0.85; 264 inspections)."
    )
    assert "(11.0% and 21.0%)" in found.per_quartiles("turnover")
    assert "is 0.82 (95% interval 0.74 to 0.90;" in found.per_quartiles("turnover")


def test_quartiles_that_are_equal_leave_an_odds_ratio_of_one() -> None:
    found = findings(*main_model(LOWER, LOWER), quartiles={"caseload": [16.0, 16.0]})
    assert "is 1.000 (95% interval 1.000 to 1.000;" in found.per_quartiles("caseload")


@pytest.mark.parametrize("term", ["turnover", "agency"])
def test_quartiles_of_a_term_that_is_not_there_are_said_to_be_missing(term: str) -> None:
    found = findings(row(MAIN, "caseload", LOWER), row(MAIN, "agency", LOWER), quartiles={"caseload": [14.0, 18.0]})
    assert found.per_quartiles(term) == (
        f"The odds ratio between the quartiles of {term} could not be estimated on these data."
    )


CASELOAD = "caseload (odds ratio {} per case, 95% interval {} to {})"
TURNOVER = "turnover (odds ratio {} per percentage point, 95% interval {} to {})"
ENDING = "264 inspections. {}Association, not effect."


@pytest.mark.parametrize(
    ("caseload", "turnover", "said"),
    [
        (LOWER, LOWER, "Better Ofsted grades go with lower " + CASELOAD.format("0.90", "0.80", "0.96") + " and lower "
         + TURNOVER.format("0.900", "0.800", "0.960") + "; " + ENDING),
        (HIGHER, UNCLEAR, "Better Ofsted grades go with higher " + CASELOAD.format("1.20", "1.10", "1.30") + "; "
         + TURNOVER.format("1.020", "0.900", "1.100") + " shows no clear association with grades; " + ENDING),
        (UNCLEAR, UNCLEAR, "Caseload (odds ratio 1.02 per case, 95% interval 0.90 to 1.10) and "
         + TURNOVER.format("1.020", "0.900", "1.100") + " show no clear association with grades; " + ENDING),
    ],
    ids=["both clear", "one clear", "none clear"],
)  # fmt: skip
def test_the_line_on_the_index(caseload: Odds, turnover: Odds, said: str) -> None:
    assert findings(*main_model(caseload, turnover)).one_line() == said.format("")


def test_one_term_alone_is_no_headline() -> None:
    assert findings(row(MAIN, "caseload", LOWER)).one_line() == NOTHING
    assert findings(row(MAIN, "turnover", LOWER)).one_line() == NOTHING


def test_one_inspection_is_singular_in_the_headline() -> None:
    found = findings(row(MAIN, "turnover", UNCLEAR), row(MAIN, "caseload", UNCLEAR, n=1))
    assert found.one_line().endswith("; 1 inspection. Association, not effect.")


def beside(agency: Any, everybody: Any, *, steady: bool = True) -> Findings:
    """Caseload and turnover clearly lower in the main model, turnover as given in the two beside it."""
    rows = main_model(LOWER, LOWER)
    other = LOWER if steady else UNCLEAR
    for spec, odds in ((WITH_AGENCY, agency), (MAIN_ALL, everybody)):
        if odds is not None:
            rows += [row(spec, "turnover", odds, n=260), row(spec, "caseload", other, n=260)]
    return findings(*rows)


AGENCY_TOLD = "once the agency rate is in the model"
SMALL_TOLD = "when the smallest authorities are kept"
BRIEF = "(1.020, 0.900 to 1.100; 260 inspections)"


@pytest.mark.parametrize(
    ("agency", "everybody", "said"),
    [
        pytest.param(LOWER, LOWER, f"Both associations stay clear {AGENCY_TOLD} and {SMALL_TOLD}.", id="both stay"),
        pytest.param(LOWER, None, f"Both associations stay clear {AGENCY_TOLD}.", id="one model only"),
        pytest.param(
            UNCLEAR,
            LOWER,
            f"Turnover's association is not clear {AGENCY_TOLD} {BRIEF}, but stays clear "
            f"{SMALL_TOLD}; caseload's stays clear in both.",
            id="fades with agency",
        ),
        pytest.param(
            LOWER,
            UNCLEAR,
            f"Turnover's association is not clear {SMALL_TOLD} {BRIEF}, but stays clear "
            f"{AGENCY_TOLD}; caseload's stays clear in both.",
            id="fades among all",
        ),
        pytest.param(
            UNCLEAR,
            None,
            f"Turnover's association is not clear {AGENCY_TOLD} {BRIEF}; caseload's stays clear {AGENCY_TOLD}.",
            id="fades in the only one",
        ),
        pytest.param(
            UNCLEAR,
            UNCLEAR,
            f"Turnover's association is not clear {AGENCY_TOLD} {BRIEF} or {SMALL_TOLD} {BRIEF}; "
            "caseload's stays clear in both.",
            id="fades in both",
        ),
        pytest.param(
            HIGHER,
            LOWER,
            f"Turnover's association does not hold {AGENCY_TOLD} (1.200, 1.100 to 1.300; 260 "
            f"inspections), but stays clear {SMALL_TOLD}; caseload's stays clear in both.",
            id="turns round",
        ),
        pytest.param(None, None, "", id="no model beside"),
    ],
)
def test_what_stays_clear_beside_the_main_model(agency: Any, everybody: Any, said: str) -> None:
    assert beside(agency, everybody).robustness() == said


def test_a_doubt_is_put_on_one_term_only_where_the_other_is_surer() -> None:
    line = beside(UNCLEAR, LOWER).one_line()
    assert line.startswith("Better Ofsted grades go with lower caseload (")
    assert "and, less surely, lower turnover (" in line
    both = beside(UNCLEAR, LOWER, steady=False)
    assert "less surely" not in both.one_line()
    assert both.robustness().count("association is not clear") == 2


def test_a_term_that_is_unclear_in_the_main_model_is_held_against_nothing() -> None:
    found = replace(beside(LOWER, LOWER), estimates=pd.DataFrame(
        [*main_model(LOWER, UNCLEAR), row(MAIN_ALL, "turnover", LOWER), row(MAIN_ALL, "caseload", LOWER)]))  # fmt: skip
    assert found.robustness() == f"This association stays clear {SMALL_TOLD}."


def test_the_build_is_handed_the_headline_and_the_reader_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[Any, bool]] = []
    monkeypatch.setattr("IPython.display.display", lambda told, *, raw: shown.append((told, raw)))
    found = findings(*main_model(LOWER, UNCLEAR))
    publish_finding(found)
    assert [(list(told.values()), raw) for told, raw in shown] == [([{"finding": found.one_line()}], True)]
