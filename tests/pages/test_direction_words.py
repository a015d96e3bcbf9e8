"""Which way round, in words: lags and leads made by hand, and which verdict and which numbers follow."""

from __future__ import annotations

import math
from typing import Any

import pytest
from made_direction import CLEAR, UNCLEAR, lags, results

from workforce_grades.pages.direction import lags as page

Odds = tuple[float, float, float]
AGENCY = ("turnover", "caseload", "agency")


def base(**how: Any) -> Any:
    """Results with the model of turnover and caseload only, both alike."""
    return results({("base", "primary"): lags("turnover", "caseload", **how)})


@pytest.mark.parametrize(
    ("before", "after", "p", "side"),
    [
        pytest.param((0.9, 0.8, 0.95), (0.8, 0.7, 0.9), 0.049, "after", id="further from one after"),
        pytest.param((0.8, 0.7, 0.9), (0.9, 0.8, 0.95), 0.049, "before", id="further from one before"),
        pytest.param((0.9, 0.8, 0.95), (1.3, 1.2, 1.4), 0.01, "after", id="further on the other side"),
        pytest.param((0.8, 0.7, 0.9), (1.1, 1.0, 1.2), 0.01, "before", id="nearer on the other side"),
        pytest.param(CLEAR, CLEAR, 0.05, "both", id="both clear, no difference"),
        pytest.param((0.9, 0.8, 1.0), CLEAR, 0.5, "only after", id="touches one before"),
        pytest.param(CLEAR, (1.1, 1.0, 1.2), 0.5, "only before", id="touches one after"),
        pytest.param(UNCLEAR, UNCLEAR, 0.5, "neither", id="neither"),
    ],
)
def test_the_side_follows_from_the_test_and_then_from_the_intervals(
    before: Odds, after: Odds, p: float, side: str
) -> None:
    assert page.side(lags("caseload", before=before, after=after, p=p), "caseload") == side


@pytest.mark.parametrize(
    ("before", "after", "p", "drift"),
    [
        ((0.9, 0.8, 0.95), (0.8, 0.7, 0.9), 0.049, "more"), ((0.8, 0.7, 0.9), (0.9, 0.8, 0.95), 0.049, "less"),
        ((0.9, 0.8, 0.95), (0.8, 0.7, 0.9), 0.05, "equally"), ((0.9, 0.8, 0.95), (1.2, 1.1, 1.3), 0.01, "more"),
    ],
)  # fmt: skip
def test_a_drift_needs_a_clear_difference_between_the_outermost_censuses(
    before: Odds, after: Odds, p: float, drift: str
) -> None:
    assert page.drift(lags("caseload", before=before, after=after, outermost=p), "caseload") == drift


def test_one_row_of_estimates_is_of_its_term_census_and_sample() -> None:
    found = lags("turnover", "caseload", before=CLEAR, n=120)
    assert page.estimate(found, "caseload", "lag0")[["odds_ratio", "n"]].tolist() == [0.9, 120]
    assert page.estimate(found, "caseload", "lag0", common=False)[["odds_ratio", "n"]].tolist() == [
        pytest.approx(0.89),
        122,
    ]
    assert page.compared(found, "turnover", "outermost")["model"] == "outermost"
    assert page.compared(found, "turnover")[["term", "model"]].tolist() == ["turnover", "separate"]


def test_each_term_is_of_its_own_model() -> None:
    models = {("base", "primary"): lags("turnover", "caseload", n=1), ("agency", "primary"): lags(*AGENCY, n=2),
              ("agency", "all"): lags(*AGENCY, n=3)}  # fmt: skip
    found = results(models)
    sizes = {term: page_model.n for term in AGENCY if (page_model := found.of(term))}
    assert sizes == {"turnover": 1, "caseload": 1, "agency": 2}
    every = found.of("agency", "all")
    assert every is not None and every.n == 3
    assert found.of("turnover", "all") is None


ANSWERS = {
    "after": "turnover and caseload go more strongly with the grade after the inspection than before it",
    "before": "turnover and caseload go more strongly with the grade before the inspection than after it",
    "both": "turnover and caseload go with the grade on both sides of the inspection, and the two sides do not "
    "clearly differ",
    "only after": "turnover and caseload go clearly with the grade only after the inspection, but the two sides do not",
    "only before": "turnover and caseload go clearly with the grade only before the inspection, but the two sides "
    "do not",
    "neither": "turnover and caseload do not go clearly with the grade on either side of the inspection",
}


@pytest.mark.parametrize(
    ("before", "after", "p", "side"),
    [
        ((0.9, 0.8, 0.95), (0.8, 0.7, 0.9), 0.01, "after"), ((0.8, 0.7, 0.9), (0.9, 0.8, 0.95), 0.01, "before"),
        (CLEAR, CLEAR, 0.5, "both"), (UNCLEAR, CLEAR, 0.5, "only after"), (CLEAR, UNCLEAR, 0.5, "only before"),
        (UNCLEAR, UNCLEAR, 0.5, "neither"),
    ],
)  # fmt: skip
def test_the_answer_puts_terms_of_one_verdict_together(before: Odds, after: Odds, p: float, side: str) -> None:
    said = page.answer(base(before=before, after=after, p=p))
    assert said.startswith(f"Exploratory: {ANSWERS[side]}")
    assert said.endswith(
        "(the same 120 inspections at every census). From the third census before to the second after, turnover and "
        "caseload do not clearly change."
    )


def test_verdicts_stand_in_a_fixed_order_and_one_term_is_singular() -> None:
    models = {
        ("base", "primary"): lags("turnover", "caseload", before=UNCLEAR, after=UNCLEAR, outermost=0.01, n=1),
        ("agency", "primary"): lags(*AGENCY, before=CLEAR, after=CLEAR, n=1),
    }
    assert page.answer(results(models)) == (
        "Exploratory: the agency rate goes with the grade on both sides of the inspection, and the two sides do not "
        "clearly differ; turnover and caseload do not go clearly with the grade on either side of the inspection "
        "(the same "
        "1 inspection at every census). From the third census before to the second after, turnover and caseload go "
        "clearly "
        "less strongly with it; the agency rate does not clearly change."
    )


def test_a_single_term_that_drifts_goes() -> None:
    models = {("agency", "primary"): lags(*AGENCY, before=(0.95, 0.9, 1.0), after=CLEAR, outermost=0.001)}
    said = page.answer(results(models))
    assert "the agency rate goes clearly with the grade only after the inspection, but the two sides" in said
    assert said.endswith("second after, the agency rate goes clearly more strongly with it.")


def test_numbers_of_one_term_are_odds_ratios_and_their_ratio() -> None:
    """0.9 after 0.8 before is 1.125 times; bounds exp(ln 1.125 - 0.1) = 1.018 and exp(ln 1.125 + 0.1) = 1.243."""
    said = page.sides_in_words(base(before=(0.8, 0.7, 0.9), after=(0.9, 0.8, 0.9991), p=0.0312))
    assert len(said) == 2
    assert said[1] == (
        "Caseload: odds ratio 0.80 (95% interval 0.70 to 0.90) at the last census before the inspection, 0.900 (95% "
        "interval "
        "0.800 to 0.999) at the first one after. The second is 1.12 times the first (95% interval 1.02 to 1.24; p = "
        "0.031). "
        "Caseload goes more strongly with the grade before the inspection than after it."
    )


def test_the_model_of_both_censuses_and_the_outermost_give_ratios() -> None:
    found = base(before=(0.8, 0.7, 0.9), after=(0.9, 0.8, 0.95), p=0.2, outermost=0.0001)
    assert page.together_in_words(found) == (
        "In one model that holds both censuses, the odds ratio after the inspection divided by the one before it "
        "is: turnover "
        "1.12 (95% interval 1.02 to 1.24; p = 0.20) and caseload 1.12 (95% interval 1.02 to 1.24; p = 0.20). The "
        "two censuses "
        "of one authority are alike, so such a model can say little about either."
    )
    assert page.outermost_in_words(found) == (
        "From the third census before to the second after, the odds ratio becomes: turnover 1.12 times (95% "
        "interval 1.02 to "
        "1.24; p < 0.001) and caseload 1.12 times (95% interval 1.02 to 1.24; p < 0.001)."
    )


def test_without_any_model_there_is_nothing_to_say() -> None:
    nothing = results(problems=("no inspection has all values", "the window is too wide."))
    assert page.together_in_words(nothing) == page.outermost_in_words(nothing) == ""
    assert page.sides_in_words(nothing) == []
    assert page.answer(nothing) == (
        "Whether the workforce leads or follows the grade could not be estimated on these data."
    )
    assert page.sample_in_words(nothing) == "The models of lags and leads could not be estimated on these data."
    assert page.problems_in_words(nothing) == ["No inspection has all values.", "The window is too wide."]
    assert page.problems_in_words(base()) == []


@pytest.mark.parametrize(
    ("models", "size"),
    [
        ({("base", "primary"): lags("turnover", "caseload", n=1)}, "1 inspection of 90 authorities, of 1,355 in all,"),
        ({("base", "primary"): lags("turnover", n=1), ("agency", "primary"): lags(*AGENCY, n=1200)},
         "1,200 inspections of 90 authorities, of 1,355 in all,"),
    ],
    ids=["turnover's where agency has none", "agency's first"],
)  # fmt: skip
def test_the_common_sample_is_that_of_the_fullest_model(models: Any, size: str) -> None:
    assert page.sample_in_words(results(models)).startswith(size)


def test_the_ratio_is_one_where_both_censuses_say_the_same() -> None:
    (said, _other) = page.sides_in_words(base(before=CLEAR, after=CLEAR))
    assert (
        f"The second is 1.00 times the first (95% interval {math.exp(-0.1):.2f} to {math.exp(0.1):.2f}; p = 0.50)"
        in said
    )
