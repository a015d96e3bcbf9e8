"""Could you have known, in words: the rule's verdicts at their thresholds, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from made_predictions import (
    BARELY,
    BETTER,
    PAIRS,
    TOO_FEW,
    UNCLEAR,
    WORSE,
    Skill,
    comparison,
    forecasts,
    performance,
    predictions,
)

from workforce_grades.analyses.prediction import HEADLINE, OWN
from workforce_grades.errors import EstimationError
from workforce_grades.pages.prediction import findings as page
from workforce_grades.pages.prediction.reporting import method_in_words, table_reporting
from workforce_grades.pages.tables import Table

ALONE = ("workforce_agency", "previous_grade")
ADDED = ("previous_workforce_agency", "previous_grade")
BASE = ("workforce_agency", "base_rate")


@pytest.mark.parametrize(
    ("skill", "verdict"),
    [
        pytest.param((0.05, 0.001, 0.1), "better", id="five percent, clear"),
        pytest.param((0.0499, 0.001, 0.1), "barely better", id="less, clear"),
        pytest.param((0.2, 0.0, 0.3), "not clearly better", id="touches zero"),
        pytest.param((-0.2, -0.3, 0.0), "not clearly better", id="touches zero from below"),
        pytest.param((-0.2, -0.3, -0.001), "worse", id="clearly worse"),
        pytest.param((0.0, -0.1, 0.1), "not clearly better", id="no difference"),
    ],
)
def test_the_interval_decides_first_and_the_size_then(skill: Skill, verdict: str) -> None:
    assert page.verdict(pd.Series(comparison("workforce", "base_rate", skill))) == verdict


@pytest.mark.parametrize(
    ("alone", "added", "base", "said"),
    [
        (BETTER, BARELY, UNCLEAR, "In part"), (BARELY, BETTER, WORSE, "In part"), (BARELY, WORSE, UNCLEAR, "Barely"),
        (WORSE, BARELY, UNCLEAR, "Barely"), (WORSE, WORSE, BARELY, "No better than from the previous grade"),
        (UNCLEAR, WORSE, BETTER, "No better than from the previous grade"), (UNCLEAR, UNCLEAR, WORSE, "No"),
        (WORSE, WORSE, UNCLEAR, "No"),
    ],
)  # fmt: skip
def test_the_answer_by_its_rule(alone: Skill, added: Skill, base: Skill, said: str) -> None:
    found = predictions({ALONE: alone, ADDED: added, BASE: base})
    assert page.answer(found) == page.answer(found, OWN) == said


def test_each_information_has_its_own_answer() -> None:
    found = predictions({(*ADDED, OWN, "rps"): BETTER, (*ADDED, HEADLINE, "brier"): BETTER})
    assert (page.answer(found), page.answer(found, OWN)) == ("No", "In part")
    told = page.answer_in_words(found).paragraphs[1]
    assert (
        "published or not, the answer is 'In part': added to the previous grade the figures had a skill of 20% (95% "
        "interval " in told
    )
    assert "(95% interval 10 to 30%)." in told


def test_the_answer_gives_the_three_comparisons_it_rests_on() -> None:
    found = predictions({ALONE: BARELY, ADDED: BETTER, BASE: WORSE}, n=1)
    first, second = page.answer_in_words(found).paragraphs
    assert first == (
        "In part. Over 1 inspection, each predicted from the census and the grade already published on its first "
        "day, turnover, "
        "caseload and agency rate did worse than the mix of past grades (skill −20%, 95% interval −30 to −10%) and "
        "did barely better "
        "than the previous grade (skill 3%, 95% interval 1 to 5%). Added to the previous grade, they did better "
        "than the previous "
        "grade alone (skill 20%, 95% interval 10 to 30%)."
    )
    assert (
        "published or not, the answer is the same: added to the previous grade the figures had a skill of 20%" in second
    )
    assert second.endswith(
        "the likeliest grade by the fullest predictor was right in 50% of inspections (95% interval 49 to 51%)."
    )
    assert page.answer_in_words(found).kind == "lead"


def test_the_comparison_leaves_the_agency_rate_out() -> None:
    found = predictions({("previous_grade", "base_rate"): BETTER, ("workforce", "base_rate"): UNCLEAR,
                         ("previous_workforce", "previous_grade"): WORSE})  # fmt: skip
    assert page.comparison_in_words(found).paragraphs == (
        "The previous grade by itself did better than the mix of past grades (skill 20%, 95% interval 10 to 30%). "
        "Turnover and caseload "
        "without the agency rate could not be told apart from the mix of past grades (skill 10%, 95% interval −10 "
        "to 30%); added to the "
        "previous grade they did worse than the previous grade alone (skill −20%, 95% interval −30 to −10%).",
    )


def test_other_scores_are_counted_by_whether_they_are_clear_alike() -> None:
    """Two of nine are clear by the main score; one of them is not by Brier, a third is by log loss."""
    first, second, third = PAIRS[0], PAIRS[1], PAIRS[8]
    skills = {
        first: BETTER,
        second: BARELY,
        (*first, HEADLINE, "brier"): UNCLEAR,
        (*third, HEADLINE, "log_loss"): BETTER,
        (*first, OWN, "rps"): WORSE,
        (*third, OWN, "rps"): BETTER,
    }
    told = page.holds_in_words(predictions(skills)).paragraphs[0]
    assert "in 8 of 9 comparisons, the log loss in 8, and" in told
    assert "own latest return in 7. The two runs differ" in told


def test_one_comparison_is_picked_by_all_its_names() -> None:
    skills = {ALONE: BETTER, (*ALONE, OWN, "rps"): BARELY, (*ALONE, HEADLINE, "log_loss"): WORSE}
    found = predictions(skills)
    assert found.compared(*ALONE)["skill"] == BETTER[0]
    assert found.compared(*ALONE, information=OWN)["skill"] == BARELY[0]
    assert found.compared(*ALONE, score="log_loss")["skill"] == WORSE[0]
    assert found.compared("workforce", "previous_grade")["skill"] == UNCLEAR[0]


def test_scores_are_those_of_the_information_asked_for() -> None:
    rows = performance()
    rows.loc[rows["information"] == OWN, "rps"] = 0.9
    found = predictions(performance=rows)
    assert set(found.scored()["rps"]) == {0.143}
    assert set(found.scored(OWN)["rps"]) == {0.9}
    assert found.scored().index[0] == "base_rate"


@pytest.mark.parametrize(("count", "period"), [(1, "June 2021 to June 2021"), (10, "June 2021 to March 2022")])
def test_the_period_is_that_of_the_first_days(count: int, period: str) -> None:
    assert predictions(foretold=forecasts([2] * count)).period() == period


@pytest.mark.parametrize("ask", [TOO_FEW.evaluated, TOO_FEW.period, TOO_FEW.scored, lambda: TOO_FEW.compared(*ALONE)])
def test_without_forecasts_the_reason_is_raised(ask: Callable[[], object]) -> None:
    with pytest.raises(EstimationError, match=r"^There are too few inspections to learn from\.$"):
        ask()


def test_without_forecasts_the_words_give_the_reason() -> None:
    reason = "There are too few inspections to learn from."
    assert (
        str(page.answer_in_words(TOO_FEW)) == f"These data cannot say whether the grade could have been known. {reason}"
    )
    for words in (page.comparison_in_words, page.holds_in_words, page.not_shown, method_in_words, table_reporting):
        assert str(words(TOO_FEW)) == f"Not shown: {reason}"


@pytest.mark.parametrize(
    ("fallback", "told"),
    [
        ({}, "Every predictor could be estimated at every origin and used for every inspection."),
        (
            {("workforce", 0): "separated"},
            "the base rate stood in: for 1 inspection (separated), in 1 predictor (turnover and caseload).",
        ),
        (
            {
                ("previous_grade", 0): "no grade before",
                ("previous_workforce", 0): "no grade before",
                ("workforce", 1): "separated",
                ("workforce", 2): "separated",
            },
            "the base rate stood in: for 1 inspection (no grade before) and 2 inspections (separated), in 3 "
            "predictors (previous grade; turnover and caseload; previous grade, turnover and caseload).",
        ),
    ],
    ids=["none", "one", "an inspection once a reason"],
)
def test_where_the_base_rate_stood_in_is_counted(fallback: dict[tuple[str, int], str], told: str) -> None:
    said = method_in_words(predictions(foretold=forecasts(fallback=fallback))).paragraphs
    assert said[0] == page.RULE
    assert said[1].endswith(told)


@pytest.mark.parametrize(
    ("separated", "grades", "told"),
    [
        (
            0,
            (1, 2),
            "The ordered logit on the previous grade has a finite estimate without the prior at every origin. The "
            "prior is",
        ),
        (
            1,
            (1, 2),
            "At 1 of 2 origins an ordered logit on the previous grade has no finite estimate without the prior:",
        ),
        (1, (1,), "At 1 of 1 origin an ordered logit"),
    ],
)
def test_whether_the_prior_was_needed(separated: int, grades: tuple[int, ...], told: str) -> None:
    said = method_in_words(predictions(foretold=forecasts(grades, separated=separated))).paragraphs[2]
    assert said.startswith(told)
    assert said.endswith("The prior is the same for every predictor and origin.")


def items(found: Any) -> dict[str, str]:
    table = table_reporting(found)
    assert isinstance(table, Table)
    return dict(table.data.to_numpy().tolist())


def test_participants_are_counted_with_who_is_left_out() -> None:
    told = items(predictions(n=4, authorities=1, foretold=forecasts(dropped={"no census": 3, "fewer than 20 FTE": 2})))
    assert told["Participants"] == (
        "9 graded ILACS inspections begun since 1 January 2021; 4 scored, of 1 authority. Left out: no census (3) "
        "and fewer than 20 FTE "
        "(2)."
    )
    nobody = items(predictions(n=9, foretold=forecasts(begun=1)))
    assert (
        nobody["Participants"] == "1 graded ILACS inspection begun since 1 January 2021; 9 scored, of 120 authorities."
    )


def test_outcomes_are_counted_best_first_beside_what_was_expected() -> None:
    told = items(predictions(foretold=forecasts((3, 2, 2, 1, 0, 0, 0, 2), probabilities=(0.1, 0.286, 0.5, 0.114))))[
        "Outcome"
    ]
    assert "Among those scored: 1 outstanding, 3 good, 1 requires improvement and 3 inadequate." in told
    assert told.endswith(" 50% were good or better, where the base rate expected 61%.")


def test_sizes_origins_predictors_and_result_are_those_of_the_forecasts() -> None:
    told = items(predictions(n=163, foretold=forecasts((3, 2, 1))))
    assert told["Sample size"].startswith(
        "3 inspections scored. Learnt from: 100 inspections at the first origin, 102 at the last."
    )
    assert told["Origins"].startswith(
        "1 January and 1 July: 2 origins with inspections to predict, 1 January 2021 to 1 July 2021."
    )
    assert "For 2 of 163 inspections that census came out after the origin." in told["Predictors"]
    assert told["Result"] == (
        "Previous grade, turnover, caseload and agency rate: ranked probability score 0.143 (95% interval 0.133 to "
        "0.153); the rest is "
        "in the tables."
    )


@pytest.mark.parametrize(
    ("fallback", "told"),
    [
        ({}, "No predictor had to fall back on the base rate."),
        (
            {("workforce", 0): "x", ("previous_grade", 0): "y", ("workforce", 1): "x"},
            "2 inspections had the base rate in place of some predictor (previous grade; turnover and caseload).",
        ),
        ({("workforce", 2): "x"}, "1 inspection had the base rate in place of some predictor (turnover and caseload)."),
    ],
)
def test_missing_data_name_the_predictors_that_fell_back(fallback: dict[tuple[str, int], str], told: str) -> None:
    found = predictions(foretold=forecasts(fallback=fallback))
    assert items(found)["Missing data"] == f"Complete cases of the workforce values. {told}"
