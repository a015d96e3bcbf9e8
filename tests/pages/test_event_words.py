"""What an inadequate grade follows and what follows it, in words, from event studies made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_direction import CLEAR, contrast, event, lags, results, variant, years

from workforce_grades.pages.direction import events as page

STILL = "moves on average clearly neither before nor after an inadequate grade"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1.25, 1, "+1.2"), (-1.25, 1, "−1.2"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (0.04, 2, "+0.04"), (0.0, 1, "0.0"),
     (1234.5, 0, "+1,234")],
)  # fmt: skip
def test_a_change_carries_the_sign_of_what_is_printed(value: float, decimals: int, text: str) -> None:
    assert page.signed(value, decimals) == text


@pytest.mark.parametrize(("time", "text"), [(-3, "−3"), (-1, "−1"), (0, "0"), (1, "+1"), (12, "+12")])
def test_event_times_stand_as_on_the_axis(time: int, text: str) -> None:
    assert page.signed_time(time) == text


@pytest.mark.parametrize(
    ("measure", "unit"),
    [("caseload", "cases"), ("turnover_rate", "percentage points"), ("absence_rate", "percentage points")],
)
def test_units_of_changes(measure: str, unit: str) -> None:
    assert page.unit_in_words(measure) == unit


@pytest.mark.parametrize(
    ("after", "pre", "earlier", "said"),
    [
        (
            contrast(2.0, 0.049),
            0.049,
            -1.0,
            "leads and follows an inadequate grade: it was already rising more before, and "
            "rose more afterwards, than where none was given",
        ),
        (
            contrast(-2.0, 0.049),
            0.05,
            1.0,
            "follows an inadequate grade: no clear movement before, and it fell more "
            "afterwards than where none was given",
        ),
        (
            contrast(2.0, 0.05),
            0.049,
            1.0,
            "leads an inadequate grade: it was already falling more before than where none "
            "was given, and did not move clearly otherwise afterwards",
        ),
        (contrast(2.0, 0.05), 0.05, 1.0, STILL),
    ],
    ids=["both", "follows", "leads", "neither"],
)
def test_leading_and_following_are_settled_at_five_percent(after: Any, pre: float, earlier: float, said: str) -> None:
    assert page.role(event("caseload", after, pre=pre, earlier=earlier)) == said


def test_the_answer_names_what_moved_what_did_not_and_what_moved_before() -> None:
    found = results(events=[
        event("turnover_rate", contrast(3.0, 0.01, half=2.0)), event("caseload", contrast(-1.0, 0.01)),
        event("agency_rate", contrast(0.1), pre=0.01, apart=[-2, 0, 2]), event("vacancy_rate", contrast(0.2)),
    ])  # fmt: skip
    assert page.answer(found) == (
        "Exploratory too: after an inadequate grade, turnover rose by 3.0 percentage points more than where no "
        "inadequate grade "
        "was given (95% interval +1.0 to +5.0); caseload fell by 1.0 cases more than where no inadequate grade was "
        "given (95% "
        "interval −2.00 to 0.00); the agency rate and the vacancy rate did not move clearly otherwise on average "
        "(though the "
        "agency rate did at 0 and +2). Before it, the agency rate had already been rising more than there. "
        "Association, not "
        "effect."
    )


def test_nothing_estimated_and_nothing_moved_are_not_the_same() -> None:
    assert page.answer(results()) == "What followed an inadequate grade could not be estimated on these data."
    still = page.answer(results(events=[event("caseload", contrast(0.1))]))
    assert still == (
        "Exploratory too: after an inadequate grade, caseload did not move clearly otherwise on average. None had "
        "clearly moved "
        "otherwise before it. Association, not effect."
    )
    moved = page.answer(results(events=[event("caseload", contrast(2.0, 0.01))]))
    assert "did not move" not in moved


@pytest.mark.parametrize(
    ("step", "apart", "though"),
    [
        pytest.param(contrast(0.5, 0.05), [], "", id="step not clear"),
        pytest.param(
            contrast(1.5, 0.049),
            [],
            ", though it does in its step from −1 to 0 (+1.5, 95% interval +0.5 to +2.5)",
            id="step clear",
        ),
        pytest.param(None, [-3, -2], "", id="only before"),
        pytest.param(None, [0], ", though it does at 0", id="from zero on"),
        pytest.param(
            contrast(1.04, 0.01),
            [1, 3],
            ", though it does in its step from −1 to 0 (+1.0, 95% interval +0.04 to +2.04) and at +1 and +3",
            id="both",
        ),
    ],
)
def test_a_still_mean_is_qualified_by_its_parts(step: Any, apart: list[int], though: str) -> None:
    found = results(events=[event("vacancy_rate", contrast(0.1), step=step, apart=apart)])
    assert page.roles_in_words(found) == [f"The vacancy rate {STILL}{though}."]


@pytest.mark.parametrize(
    ("p_values", "though"),
    [
        ([0.05, 0.5], ""), ([0.049, 0.5], ", though the pre-trend test is below 0.05 in 1 of 2 variants"),
        ([0.01, 0.02, None], ", though the pre-trend test is below 0.05 in 2 of 2 variants"), ([None], ""),
    ],
)  # fmt: skip
def test_variants_that_see_movement_before_are_counted(p_values: list[float | None], though: str) -> None:
    variants = [
        variant("caseload", f"v{at}", 1.0, pre=float("nan") if p is None else p) for at, p in enumerate(p_values)
    ]
    found = results(
        events=[event("caseload", contrast(0.1))], variants=[*variants, variant("agency_rate", "v", 1.0, pre=0.001)]
    )
    assert page.roles_in_words(found) == [f"Caseload {STILL}{though}."]
    leading = replace(found, events={"caseload": event("caseload", contrast(0.1), pre=0.01)})
    assert "variants" not in page.roles_in_words(leading)[0]


@pytest.mark.parametrize(
    ("side", "outermost", "after", "stands"),
    [
        (CLEAR, 0.5, 0.5, True),
        ((0.99, 0.9, 1.1), 0.5, 0.5, False),
        (CLEAR, 0.01, 0.5, False),
        (CLEAR, 0.5, 0.01, False),
    ],
    ids=["stands on both sides", "one side only", "drifts", "follows"],
)
def test_a_lasting_difference_between_authorities_is_told(
    side: Any, outermost: float, after: float, stands: bool
) -> None:
    models = {("base", "primary"): lags("turnover", "caseload", before=side, after=CLEAR, outermost=outermost)}
    said = page.roles_in_words(
        results(models, [event("caseload", contrast(1.0, after)), event("absence_rate", contrast(0.1))])
    )
    lasting = ", although it goes with the grade on both sides of inspections: that is how a lasting difference between"
    assert (lasting in said[0]) == stands
    assert lasting not in said[1]


def test_a_paragraph_a_measure_holds_its_mean_step_times_and_pre_trend() -> None:
    found = results(
        events=[event("turnover_rate", contrast(2.04, 0.0312), pre=0.0004, step=contrast(-1.0), apart=[-3, 1])],
        variants=[variant("turnover_rate", "main", 2.0, pre=0.001), variant("turnover_rate", "stacked", 2.0)],
    )
    assert page.events_in_words(found) == [
        "Turnover: +2.0 percentage points on average at event times 0 to 3, less the change where no inadequate "
        "grade was given "
        "(95% interval +1.0 to +3.0; p = 0.031). The step from −1 to 0 differed from the step before it by −1.0 "
        "(95% interval "
        "−2.00 to 0.00). Clear of zero on their own: −3 and +1. Pre-trend test: it was already rising more before "
        "the grade "
        "(p < 0.001 by F; below 0.05 in 1 of 2 variants)."
    ]
    quiet = page.events_in_words(results(events=[event("caseload", contrast(0.1))]))[0]
    assert (
        "Clear of zero on their own: none. Pre-trend test: no clear movement before the grade (p = 0.50 by F;" in quiet
    )


def test_agreement_is_with_the_sign_of_the_main_variant_among_those_estimated() -> None:
    variants = [
        variant("caseload", "main", -1.0, p=0.01),
        variant("caseload", "stacked", -0.1, p=0.049),
        variant("caseload", "publication", 0.5, p=0.05),
        variant("caseload", "with_sif", 9.0, p=0.001, problem="too few"),
    ]
    found = results(events=[event("caseload", contrast(-1.0))], variants=variants)
    assert page.agreement_in_words(found) == (
        "Other variants beside the main one: caseload, 1 of 2 with the same sign and 1 clear of zero."
    )
    assert page.agreement_in_words(results()) == ""


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (
            {},
            "3 authorities with a first inadequate grade between the censuses, 101 never graded inadequate, 1,300 "
            "authority-years. Of the first, 1 had been graded inadequate before, under an earlier framework, and 2 "
            "were again later.",
        ),
        (
            {"events": 1, "earlier": 0, "again": 0, "left_out": {"have no census": 1}},
            "1 authority with a first inadequate grade "
            "between the censuses, 101 never graded inadequate, 1,300 authority-years. Of the first, 0 had been "
            "graded inadequate "
            "before, under an earlier framework, and 0 were again later. Left out: 1 authority (1 have no census).",
        ),
        ({"left_out": {"a": 2, "b": 3}}, " Left out: 5 authorities (2 a; 3 b)."),
    ],
)
def test_who_stands_behind_the_event_study(counted: dict[str, Any], said: str) -> None:
    assert page.events_counted_in_words(results(counted=years(**counted))).endswith(said)


def test_degrees_of_freedom_are_the_extremes_of_all_measures() -> None:
    found = results(events=[event("caseload", contrast(1.0)), event("agency_rate", contrast(1.0))])
    said = page.errors_in_words(found)
    assert "t with 17 to 23 degrees of freedom (Satterthwaite)" in said
    assert "F with 19 or more" in said
    lost = event("caseload", contrast(1.0))
    assert page.errors_in_words(results(events=[replace(lost, estimates=lost.estimates.assign(df=float("nan")))])) == ""


def test_limits_name_the_fewest_at_one_event_time() -> None:
    found = results(events=[event("caseload", contrast(1.0), fewest=31), event("agency_rate", contrast(1.0), fewest=1)])
    assert page.limits_in_words(found).startswith("46 authorities graded inadequate, as few as 31 at one event time:")
    alone = replace(event("caseload", contrast(1.0)), n_events=1)
    assert page.limits_in_words(results(events=[alone])).startswith("1 authority graded inadequate")
    assert page.limits_in_words(results()) == ""


def test_the_way_is_that_of_the_mean_before_the_reference() -> None:
    found = event("caseload", contrast(1.0), earlier=-1.0)
    assert page.moving(found) == "rising"
    rows = found.estimates.assign(estimate=pd.Series([-1.0, 3.0, -9.0, -9.0, -9.0, -9.0, -9.0]))
    assert page.moving(replace(found, estimates=rows)) == "falling"
