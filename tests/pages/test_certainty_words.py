"""How sure the study is, in words: thresholds of the verdicts, counts, and who moves an estimate."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_certainty import AUTHORITIES, certainty, clear_in, estimate, moves, simulation

from workforce_grades.pages.certainty import words as page

MODEST = "a modest association of turnover"


@pytest.mark.parametrize(
    ("clear", "of", "said"),
    [
        pytest.param(4, 5, "holds in most of them: clear in 80% of 5 specifications", id="from four fifths"),
        pytest.param(
            79, 100, "depends on the choices made: clear in 79% of 100 specifications", id="below four fifths"
        ),
        pytest.param(21, 100, "depends on the choices made: clear in 21% of 100 specifications", id="above a fifth"),
        pytest.param(1, 5, "is seldom clear: clear in 20% of 5 specifications", id="up to a fifth"),
        pytest.param(0, 1, "is seldom clear: clear in 0% of 1 specification,", id="one, not clear"),
        pytest.param(159, 200, "holds in most of them: clear in 80% of 200", id="four fifths as shown, from below"),
        pytest.param(41, 200, "is seldom clear: clear in 20% of 200", id="a fifth as shown, from above"),
    ],
)
def test_the_verdict_agrees_with_the_share_that_is_printed(clear: int, of: int, said: str) -> None:
    """79.5% prints as 80%: the page says that at least 80% hold in most, so it does."""
    assert f"Turnover's association with grades {said}" in page.answer(certainty(clear_in("turnover", clear, of)))[0]


def test_terms_go_by_how_often_they_are_clear_and_signs_are_counted_apart() -> None:
    rows = clear_in("turnover", 1, 4, same=3) + clear_in("caseload", 4, 4)
    first, second = page.answer(certainty(rows))
    assert first == (
        "We estimated the study's model in 4 sensible ways. Caseload's association with grades holds in most of them: "
        "clear in 100% of 4 specifications, of the same sign in 100%. Turnover's association with grades depends on "
        "the "
        "choices made: clear in 25% of 4 specifications, of the same sign in 75%."
    )
    assert (
        "An association holds in most where at least 80% are clear, and is seldom clear where at most 20% are."
        in second
    )
    assert second.endswith("The specifications hold 200 to 200 inspections.")


def test_clear_on_the_other_side_does_not_count() -> None:
    rows = [estimate("turnover", f"s{at}", same=at > 0, n=1000 + at) for at in range(4)]
    said = page.answer(certainty(rows))
    assert "clear in 75% of 4 specifications, of the same sign in 75%." in said[0]
    assert said[1].endswith("hold 1,000 to 1,003 inspections.")


@pytest.mark.parametrize(
    ("without", "beside", "said"),
    [
        pytest.param(
            5, 0, " Without the agency rate in the model it is clear in 100% of 5, with it in 0% of 5.", id="apart"
        ),
        pytest.param(
            5, 2, " Without the agency rate in the model it is clear in 100% of 5, with it in 40% of 5.", id="part"
        ),
        pytest.param(4, 5, "", id="both hold"),
        pytest.param(0, 1, "", id="both seldom"),
    ],
)
def test_the_agency_rate_is_told_where_it_changes_the_verdict(without: int, beside: int, said: str) -> None:
    rows = (
        clear_in("turnover", without, 5)
        + clear_in("turnover", beside, 5, spec="a")
        + clear_in("agency", 5, 5, spec="a")
    )
    text = page.answer(certainty(rows))[0]
    assert ("Without the agency rate" in text) == bool(said)
    assert said in text


def test_without_a_model_that_holds_the_agency_rate_nothing_is_compared() -> None:
    assert "Without the agency rate" not in page.answer(certainty(clear_in("turnover", 1, 5)))[0]


@pytest.mark.parametrize(
    ("asked", "failed", "small", "said"),
    [
        pytest.param(1355, {}, 0, "All 1,355 specifications could be estimated.", id="all"),
        pytest.param(
            10,
            {},
            2,
            "All 10 specifications could be estimated. 2 more specifications held fewer than 100 inspections: too few.",
            id="all, some small",
        ),
        pytest.param(
            1,
            {"a": ("a: too few.",)},
            0,
            "0 of 1 specification could be estimated; 1 could not. 1 failed for another reason, such as: Too few.",
            id="none",
        ),
        pytest.param(
            9,
            {"a": ("a: separated by x",), "b": ("b: separated by y",)},
            1,
            "7 of 9 specifications could be "
            "estimated; 2 could not. In 2 of them a region, year or previous grade had inspections on one side "
            "only, so that no finite estimate exists. 1 more specification held fewer than 100 inspections: too "
            "few.",
            id="separated",
        ),
    ],
)
def test_what_could_not_be_estimated(asked: int, failed: dict[str, tuple[str, ...]], small: int, said: str) -> None:
    assert page.failures_in_words(certainty(asked=asked, failed=failed, small=small)) == said


def test_other_reasons_are_counted_apart_from_separation() -> None:
    failed = {"a": ("a: did not converge",), "b": ("b: grades are separated by z",), "c": ("c: too few",)}
    said = page.failures_in_words(certainty(failed=failed))
    assert "In 1 of them a region" in said
    assert said.endswith(" 2 failed for another reason, such as: Did not converge.")


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        pytest.param([(0.8, 0.9), (1.1, 1.2)], "under 2 of 2 kinds of errors.", id="both"),
        pytest.param(
            [(0.8, 0.9), (0.8, 1.0)], "under 1 of 2 kinds of errors, not with errors kind 1 (0.800 to 1.000).", id="one"
        ),
        pytest.param(
            [(1.0, 1.2), (0.9, 1.1)],
            "under 0 of 2 kinds of errors, not with errors kind 0 (1.000 to 1.200) and kind 1 (0.900 to 1.100).",
            id="none",
        ),
        pytest.param([(0.8, 0.9)], "under 1 of 1 kind of errors.", id="a single kind"),
    ],
)
def test_under_which_errors_a_term_is_clear(bounds: list[tuple[float, float]], said: str) -> None:
    rows = [
        {"term": "turnover", "errors": f"kind {at}", "low": low, "high": high} for at, (low, high) in enumerate(bounds)
    ]
    told = page.intervals_in_words(certainty(intervals=pd.DataFrame(rows)))
    assert told == [f"Turnover's interval excludes 1 {said}"]


def moved(*changes: float, turns: int = 0) -> Any:
    keys = ("601", "602", "603", "604", "605")
    return moves(*((key, "turnover", 0.93 + at / 100, change, at < turns)
                   for at, (key, change) in enumerate(zip(keys, changes, strict=False))))  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (0, "Leaving out any one authority does not change whether the interval excludes 1."),
        (1, "Leaving out Alderbrook changes whether the interval excludes 1."),
        (3, "Leaving out Alderbrook, Birchwater and Cotterdale changes whether the interval excludes 1."),
        (4, "Leaving out any one of 4 authorities changes whether the interval excludes 1."),
    ],
)
def test_up_to_three_that_turn_the_verdict_are_named(turns: int, said: str) -> None:
    influence = {"primary": moved(0.1, -0.9, 0.2, 0.3, turns=turns)}
    (told,) = page.influence_in_words(certainty(influence=influence), AUTHORITIES)
    assert told == (
        "In the primary sample, Birchwater moves the estimate of turnover most: 0.950 with it, 0.940 (0.890 to 0.990) "
        f"without. {said}"
    )


def test_who_stands_apart_is_said_and_so_is_a_sample_that_failed() -> None:
    """Moves of 0.1 around a median of 0.1: 0.0 spread apart from 5.0, beyond ten of it."""
    influence = {"all": moved(0.1, 0.12, 0.08, 5.0, 0.09), "primary": "too few inspections"}
    among, failed = page.influence_in_words(certainty(influence=influence), AUTHORITIES)
    assert among.startswith("Among all authorities, Dunmere moves the estimate of turnover most: 0.950 with it, 0.960 ")
    assert " without; its influence stands apart from that of every other authority. Leaving out" in among
    assert failed == "Too few inspections."
    two = page.influence_in_words(certainty(influence={"all": moved(0.1, 0.12, 0.08, 5.0, 6.0)}), AUTHORITIES)
    assert "stands apart" not in two[0]


@pytest.mark.parametrize(
    ("low", "high", "off"),
    [
        pytest.param(0.90, 0.929, True, id="surely below"), pytest.param(0.90, 0.93, False, id="up to the lower bound"),
        pytest.param(0.97, 0.99, False, id="from the upper bound"), pytest.param(0.971, 0.99, True, id="surely above"),
        pytest.param(0.90, 0.99, False, id="all around"),
    ],
)  # fmt: skip
def test_coverage_is_off_only_where_its_whole_interval_is(low: float, high: float, off: bool) -> None:
    drawn = simulation({"coverage": (low + high) / 2, "coverage_low": low, "coverage_high": high})
    verdict = page.simulations_in_words(certainty(simulations={"inspections independent": drawn}))[-1]
    ending = "; 1,000 draws each of 264 inspections of 152 authorities."
    within = "All of these are within 93% to 97%, allowing for the simulation's own error"
    outside = "Intervals of turnover are outside 93% to 97% in some draws: read them as uncertain"
    assert verdict == (outside if off else within) + ending


def test_each_kind_of_draw_has_its_sentence_and_a_failed_one_its_reason() -> None:
    low = {"coverage": 0.9, "coverage_low": 0.89, "coverage_high": 0.91}
    drawn = {
        "alike": "the variance is zero",
        "independent": simulation({"term": "turnover"} | low, {"term": "caseload"}, failed=1),
        "modest": simulation({"term": "caseload"} | low, {"term": "turnover"} | low),
    }
    said = page.simulations_in_words(certainty(simulations=drawn))
    assert said[0] == "The variance is zero."
    assert said[1] == (
        "Independent: 95% intervals held the truth in 90.0% for turnover and 95.0% for caseload; 1 draw could not be "
        "estimated."
    )
    assert said[3].startswith("Intervals of caseload and turnover are outside")


def test_power_is_of_turnover_in_the_modest_draw() -> None:
    """The reach at 5% and a power of 80% is 1.959964 + 0.841621 standard errors: exp(-0.028016) for one of 0.01."""
    fit = SimpleNamespace(design=SimpleNamespace(x=pd.DataFrame(columns=["turnover", "caseload"])),
                          covariance=np.diag([0.01**2, 0.05**2, 1.0]))  # fmt: skip
    drawn = simulation({"term": "caseload", "power": 0.9}, {"truth": math.log(0.98), "power": 0.312})
    found = certainty(influence={"primary": SimpleNamespace(fit=fit)}, simulations={MODEST: drawn})
    assert page.power_in_words(found) == (
        "If one percentage point of turnover went with an odds ratio of 0.98, a study of this size would find it "
        "31% of "
        "the time. The odds ratios nearest to 1 that it would find four times in five are 0.972 for turnover and 0.869 "
        "for caseload."
    )


@pytest.mark.parametrize(
    ("simulations", "primary"),
    [({}, SimpleNamespace()), ({MODEST: "too few"}, SimpleNamespace()), ({MODEST: simulation()}, "too few")],
    ids=["no draw", "failed draw", "failed model"],
)
def test_power_needs_the_draw_and_the_model(simulations: dict[str, Any], primary: Any) -> None:
    found = certainty(influence={"primary": primary}, simulations=simulations)
    assert page.power_in_words(found) == "Power could not be computed on these data."


def test_bounds_of_log_odds_are_bounds_of_odds_ratios() -> None:
    assert page.odds_bounds({"ci_low": math.log(0.8), "ci_high": 0.0}) == (pytest.approx(0.8), 1.0)
